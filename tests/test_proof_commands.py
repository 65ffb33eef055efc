"""Proofs without a window: made by who gave the training, handed on by whom it is about, verified by anybody."""

import io
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from tests.running import Ended, ask_for_english
from traincollega.commands import program
from traincollega.models.session import Session
from traincollega.services import attending, publishing
from traincollega.services.beginning import open_desk
from traincollega.services.publishing import Words
from traincollega.sharing import invitation
from traincollega.ui.printing import print_pdf

Run = Callable[..., Ended]


@pytest.fixture
def run(qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in somebody's profile; `typed` is what stands on standard input. PDFs are made in the program of the tests."""
    ask_for_english(monkeypatch)
    monkeypatch.setattr(invitation, "COST", 1 << 10)

    def does(who: str, *arguments: str, typed: str = "") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed + "\n"))
        words = ["--profile", str(tmp_path / who), *arguments]
        code = program.run(words, play_demo=lambda out, headless: 0, print_pdf=print_pdf)
        return Ended(code, *capsys.readouterr())

    return does


@pytest.fixture
def begun(run: Run) -> Run:
    """Anna's organisation, that does not share yet."""
    asked = ("--organisation", "Gemeente Noordveld", "--name", "Anna Bos", "--email", "anna@noordveld.nl")
    assert run("anna", "init", *asked).code == 0
    return run


@pytest.fixture
def session(begun: Run, tmp_path: Path) -> str:
    """A session of Bram, who shares with Anna, where Anna was; its id."""
    (tmp_path / "shared").mkdir()
    assert begun("anna", "share", "start", str(tmp_path / "shared")).code == 0
    phrase = begun("anna", "share", "invite", str(tmp_path / "in.tjci")).out.strip()
    given = ("--name", "Bram Vos", "--email", "bram@noordveld.nl")
    assert begun("bram", "share", "join", str(tmp_path / "in.tjci"), *given, typed=phrase).code == 0
    made = held(tmp_path / "bram")
    for who in ("bram", "anna") * 2:
        assert begun(who, "share", "now").code == 0
    return made


def held(folder: Path) -> str:
    """Let somebody give a session an hour ago, that Anna walked in on; return its id."""
    desk = open_desk(folder)
    assert desk is not None
    training = publishing.publish(desk, Words(title="Excel & meer", minutes=45)).subject
    starts = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    one = Session.new(desk.me, training=training, starts=starts, ends=starts + timedelta(minutes=45), place="Stadhuis")
    desk.store.save(one)
    attending.walk_in(desk, one.id, "anna@noordveld.nl", "Anna Bos")
    desk.store.connection.close()
    return one.id


@pytest.mark.parametrize("ending", ["pdf", "html"])
def test_a_proof_is_made_and_verified_by_whoever_shares_and_whoever_does_not(
    run: Run, session: str, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"proof.{ending}"
    done = run("bram", "proof", "anna@noordveld.nl", session, str(out))
    assert (done.code, done.err) == (0, "")
    assert done.out == f"Proof of participation: Anna Bos, Excel & meer is in proof.{ending}.\n"
    told = run("bram", "proof", "verify", str(out))
    assert told.code == 0
    first, *facts = told.out.splitlines()
    assert first == "This proof is genuine: made on the computer of Bram Vos at Gemeente Noordveld."
    assert facts[:2] == ["  Participant: Anna Bos", "  Training: Excel & meer"]
    assert run("anna", "proof", "verify", str(out)).out == told.out
    elsewhere = run("nobody", "proof", "verify", str(out))
    assert elsewhere.code == 3, "signed, but by whom a person has to ask"
    assert elsewhere.out.startswith("The signature is right, but this organisation has not been compared yet.")
    assert elsewhere.out.splitlines()[1:] == facts
    assert not (tmp_path / "nobody").exists(), "who verifies needs nothing, and leaves nothing"


def test_whom_it_is_about_writes_it_anew_once_it_was_made(run: Run, session: str, tmp_path: Path) -> None:
    refused = run("anna", "proof", "anna@noordveld.nl", session, str(tmp_path / "mine.html"))
    assert (refused.code, refused.err) == (1, "There is no proof of this here. The trainer of the session makes it.\n")
    assert run("bram", "proof", "make", "anna@noordveld.nl", session, str(tmp_path / "theirs.html")).code == 0
    for who in ("bram", "anna"):
        assert run(who, "share", "now").code == 0
    assert run("anna", "proof", "anna@noordveld.nl", session, str(tmp_path / "mine.html")).code == 0
    assert (tmp_path / "mine.html").read_bytes() == (tmp_path / "theirs.html").read_bytes()
    logged = [(one["who"], one["what"], one["form"]) for one in json.loads(run("anna", "exports", "--json").out)]
    assert logged == [("Bram Vos", "Proofs of participation: Excel & meer", "html")], "of others only"


def test_a_proof_of_which_one_letter_is_another_is_refused(run: Run, session: str, tmp_path: Path) -> None:
    out, pdf = tmp_path / "proof.html", tmp_path / "proof.pdf"
    run("bram", "proof", "anna@noordveld.nl", session, str(out))
    run("bram", "proof", "anna@noordveld.nl", session, str(pdf))
    html = out.read_text("utf-8")
    out.write_text(html.replace("Anna Bos", "Anne Bos"), "utf-8")
    done = run("bram", "proof", "verify", str(out))
    assert done.code == 1
    assert done.out.endswith(
        "This page was changed after it was made, or another version made it. Only what stands here is sure.\n"
    )
    out.write_text("%PDF-1.4 " + html.replace("Anna Bos", "Anne Bos"), "utf-8")
    assert run("bram", "proof", "verify", str(out)).code == 1, "what is named as a page is judged as one"
    code = html.split('name="proof" content="')[1].split('"')[0]
    spoilt = code[:50] + ("A" if code[50] != "A" else "B") + code[51:]
    for path, content in (
        (out, html.replace(code, spoilt).encode()),
        (pdf, pdf.read_bytes().replace(code.encode(), spoilt.encode())),
    ):
        path.write_bytes(content)
        done = run("bram", "proof", "verify", str(path))
        assert done.code == 1
        assert "This proof is not genuine, or its code is not whole." in done.out


def test_a_code_is_verified_as_it_was_copied(run: Run, session: str, tmp_path: Path) -> None:
    out = tmp_path / "proof.pdf"
    run("bram", "proof", "anna@noordveld.nl", session, str(out))
    text = PdfReader(out).pages[0].extract_text()
    copied = text[text.index("TJC1:") :]
    for words in ([copied], copied.split(), [f"  {copied.replace(' ', '')}"], [copied.lower()], copied.swapcase().split()):
        done = run("bram", "proof", "verify", *words)
        assert done.code == 0
        assert done.out.startswith("This proof is genuine")
    assert run("bram", "proof", "verify", copied[:-9]).code == 1


def test_what_is_refused_is_refused_in_a_sentence(run: Run, session: str, tmp_path: Path) -> None:
    out = str(tmp_path / "proof.pdf")
    for arguments, told in (
        (("bram@noordveld.nl", session, out), "They are not on the list."),
        (("anna@noordveld.nl", "nothing", out), ""),
        (("anna@noordveld.nl", session, str(tmp_path / "proof.doc")), "Give the file a name that ends in .pdf or .html."),
        (("verify", str(tmp_path / "absent.pdf")), "Choose the file of a proof."),
        (("verify", str(tmp_path / "in.tjci")), "There is no code of a proof in it."),
        (("verify",), "WORDS is missing."),
        (("make", "x"), "SESSION is missing."),
    ):
        done = run("bram", "proof", *arguments)
        assert done.code in (1, 2), arguments
        assert told in done.err, arguments
        assert done.out == ""


def test_who_does_not_share_hears_how_to_begin(begun: Run, tmp_path: Path) -> None:
    session = held(tmp_path / "anna")
    done = begun("anna", "proof", "anna@noordveld.nl", session, str(tmp_path / "proof.pdf"))
    assert (done.code, done.out) == (1, "")
    assert done.err == "A proof is signed with keys that your organisation does not have yet. Begin to share first.\n"


def test_the_help_says_both(run: Run) -> None:
    told = run("nobody", "proof", "--help").out
    assert "PERSON SESSION OUT" in told
    assert "verify" in told
