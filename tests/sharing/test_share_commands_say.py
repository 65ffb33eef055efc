"""The commands of sharing say what is so, and refuse before anything is kept."""

import io
import json
from pathlib import Path

import pytest

from tests.running import Ended, Run, ask_for_english
from traincollega.commands import program
from traincollega.services.beginning import open_desk
from traincollega.sharing import keys
from traincollega.sharing.circle import Circle
from traincollega.sharing.starting import moved


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for English; there is no keyring."""
    ask_for_english(monkeypatch)
    monkeypatch.setattr(keys, "_keyring", lambda: None)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in the profile of a coordinator who shares; `profile` and `types` may be others."""

    def run(*arguments: str, profile: str = "anna", types: str = "") -> Ended:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{types}\n"))
        code = program.run(["--profile", str(tmp_path / profile), *arguments], play_demo=lambda out, headless: 0)
        return Ended(code, *capsys.readouterr())

    (tmp_path / "share").mkdir()
    assert run("init", "--organisation", "Noordveld", "--name", "Anna Bos", "--email", "anna@noordveld.nl").code == 0
    begun = run("share", "start", str(tmp_path / "share"))
    assert begun.code == 0, begun.err
    return run


@pytest.fixture
def bram(run: Run, tmp_path: Path) -> str:
    """The profile of a colleague who shares."""
    phrase = run("share", "invite", str(tmp_path / "invitation")).out
    joins = ("share", "join", str(tmp_path / "invitation"), "--name", "Bram Bos", "--email", "bram@noordveld.nl")
    ended = run(*joins, profile="bram", types=phrase)
    assert ended.code == 0, ended.err
    assert run("share", "now").code == 0
    return "bram"


def test_a_role_that_does_not_exist_is_answered_with_those_that_do(run: Run) -> None:
    ended = run("share", "role", "anna@noordveld.nl", "baas")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "There is no role baas. The roles are: coordinator, hr.\n"


def test_who_is_no_coordinator_is_asked_for_no_code_to_let_a_colleague_leave(run: Run, bram: str) -> None:
    ended = run("share", "leave", "anna@noordveld.nl", profile=bram)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "Only a coordinator may let a colleague leave. Ask a coordinator to do it.\n"


def test_an_invitation_takes_no_files_place(run: Run, tmp_path: Path) -> None:
    minutes = tmp_path / "minutes.txt"
    minutes.write_text("mine", encoding="utf-8")
    ended = run("share", "invite", str(minutes))
    assert (ended.code, ended.out) == (2, "")
    assert "exists already. Name another file." in ended.err
    assert minutes.read_text("utf-8") == "mine"


def test_a_profile_whose_keys_are_lost_tells_its_state_in_one_document(run: Run, bram: str, tmp_path: Path) -> None:
    heard = run("share", "status", "--json").document["computers"]
    (tmp_path / "anna" / keys.FILE).unlink()
    ended = run("share", "status", "--json")
    assert ended.code == 0
    assert ended.document["state"] == "unreachable"
    assert ended.document["computers"] == heard
    assert any("keys of this computer are gone" in problem for problem in ended.document["problems"])
    told = run("share", "status")
    assert told.code == 0
    assert "The keys of this computer are gone. Join again with an invitation." in told.out
    assert told.out.count("heard") == 2


def test_a_role_given_on_a_computer_that_waits_is_not_called_done(run: Run, bram: str, tmp_path: Path) -> None:
    phrase = run("share", "invite", str(tmp_path / "second")).out
    joins = ("share", "join", str(tmp_path / "second"), "--name", "Anna Bos", "--email", "anna@noordveld.nl")
    assert run(*joins, profile="laptop", types=phrase).code == 0
    ended = run("share", "role", "bram@noordveld.nl", "hr", profile="laptop")
    assert (ended.code, ended.out) == (1, "")
    assert "waits to be approved" in ended.err
    ended = run("share", "invite", str(tmp_path / "third"), profile="laptop")
    assert (ended.code, ended.out) == (1, "")
    assert not (tmp_path / "third").exists()


def test_the_state_is_one_document_where_nobody_shares(run: Run, tmp_path: Path) -> None:
    assert run("init", "--organisation", "Zuid", "--name", "Els", "--email", "els@zuid.nl", profile="els").code == 0
    assert json.loads(run("share", "status", "--json", profile="els").out)["state"] == "off"


def test_a_database_out_of_reach_is_called_one_and_its_password_lies_nowhere(run: Run, bram: str, tmp_path: Path) -> None:
    profile = tmp_path / bram
    known = keys.read_keys(profile)
    assert known is not None
    desk = open_desk(profile)
    assert desk is not None
    circle = Circle(desk.store, desk.organisation, "", known[0], profile, desk.now)
    moved(circle, "postgresql://app:geheim@127.0.0.1:1/talks")
    desk.store.connection.close()
    ended = run("share", "now", "--json", profile=bram)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("postgresql://127.0.0.1:1/talks does not answer.")
    told, whole = run("share", "status", profile=bram), run("share", "status", "--json", profile=bram)
    assert told.out.startswith("Database out of reach since ")
    assert whole.document["place"] == "postgresql://app@127.0.0.1:1/talks"
    assert "geheim" not in ended.err + told.out + told.err + whole.out
    assert b"geheim" not in b"".join(path.read_bytes() for path in profile.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "typed", ["postgres:/app:geheim@db/talks", "postgresql:app:geheim@db", "postgresql://app:ge/geheim@db/talks"]
)
def test_a_mistyped_address_is_not_repeated_by_any_command(typed: str, run: Run, tmp_path: Path) -> None:
    phrase = run("share", "invite", str(tmp_path / "invitation")).out
    assert run("init", "--organisation", "Zuid", "--name", "Els", "--email", "els@zuid.nl", profile="els").code == 0
    joins = ("share", "join", str(tmp_path / "invitation"), "--name", "Bram", "--email", "bram@noordveld.nl", "--place", typed)
    for ended in (
        run("share", "move", typed), run("share", "start", typed, profile="els"), run(*joins, profile="bram", types=phrase),
    ):  # fmt: skip
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("The address of the database cannot be read.")
        assert "geheim" not in ended.err
    assert not (tmp_path / "bram").exists()
