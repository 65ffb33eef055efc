"""The commands for what the organisation keeps of people."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running import Ended, Run, ask_for_english
from traincollega.commands import program


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in the profile of a coordinator."""
    ask_for_english(monkeypatch)

    def does(*arguments: str) -> Ended:
        code = program.run(["--profile", str(tmp_path / "profile"), *arguments], play_demo=lambda out, headless: 0)
        return Ended(code, *capsys.readouterr())

    begun = ("--organisation", "Noordveld", "--name", "Sanne", "--email", "sanne@noordveld.nl", "--department", "ICT")
    assert does("init", *begun).code == 0
    return does


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let standard input hold an answer."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


@pytest.fixture
def session(run: Run, tmp_path: Path) -> str:
    """A session that Bram signed up for."""
    (tmp_path / "excel.md").write_text("---\ntitle: Excel\nsummary: Kort.\nminutes: 45\n---\nTekst.\n", encoding="utf-8")
    training = run("publish", str(tmp_path / "excel.md")).out.strip()
    made = run("plan", training, "--starts", "2198-01-02T10:00", "--minutes", "45", "--place", "Zaal 1").out.strip()
    assert run("sign-up", made, "--as", "bram@noordveld.nl").code == 0
    return made


def test_the_staff_list_gives_departments_their_size(run: Run, tmp_path: Path) -> None:
    lines = "mail;afdeling;personeelsnummer\na@x.nl;ICT;00123\nb@x.nl;ict;2\nc;ICT;3\n"
    (tmp_path / "staff.csv").write_text(lines, encoding="utf-8")
    done = run("staff", "import", str(tmp_path / "staff.csv"))
    assert (done.code, done.out) == (0, "Staff list: 2 new, 0 changed, 0 gone, 0 as they were. 1 line stayed out.\n")
    assert done.err.startswith("staff.csv, line 4: ")
    again = run("staff", "import", str(tmp_path / "staff.csv"))
    assert again.out.startswith("Staff list: 0 new, 0 changed, 0 gone, 2 as they were.")
    (ict,) = run("departments", "--json").document
    assert (ict["name"], ict["headcount"], ict["taking_part"], ict["merged"]) == ("ICT", 2, 1, [])
    assert "1 / 2" in run("departments").out


def test_a_file_that_is_no_staff_list_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("title;summary\nExcel;Kort\n", encoding="utf-8")
    done = run("staff", "import", str(tmp_path / "other.csv"))
    assert (done.code, done.out) == (1, "")
    assert "mail addresses" in done.err


def test_retention_reports_and_changes_its_terms(run: Run, session: str) -> None:
    done = run("retention", "--report")
    assert (done.code, done.out, done.err) == (0, "Nothing is past its term.\n", "")
    told = run("retention", "--names", "12", "--no-shows", "2", "--json")
    assert told.err == "The terms are changed.\n"
    assert (told.document["names"], told.document["applied"]) == ([], False)
    assert run("retention", "--names", "1").code == 2
    assert run("retention", "--apply").out == "Nothing is past its term.\n"


def test_who_is_forgotten_is_asked_for_first(run: Run, session: str, answer: Callable[[str], None]) -> None:
    answer("no\n")
    asked = run("erase", "bram@noordveld.nl")
    assert (asked.code, asked.out) == (130, "")
    assert "1 sign-up goes" in asked.err
    answer("yes\n")
    assert run("erase", "bram@noordveld.nl").out == "This colleague is forgotten. The counts of sessions stay.\n"
    gone = run("erase", "bram@noordveld.nl", "--yes")
    assert (gone.code, "no colleague" in gone.err) == (1, True)
    assert run("erase", "sanne@noordveld.nl", "--yes").code == 1
    assert run("check").code == 0


def test_my_data_is_written_as_json_or_as_a_page(run: Run, session: str, tmp_path: Path) -> None:
    assert run("sign-up", session).code == 0
    assert run("my-data", str(tmp_path / "me.json")).out == "All that is kept about you is in me.json.\n"
    found = json.loads((tmp_path / "me.json").read_text(encoding="utf-8"))
    assert found["kinds"]["sign_up"][0]["about"] == "Excel, 2198-01-02"
    assert run("my-data", str(tmp_path / "me.html")).code == 0
    assert '<html lang="en">' in (tmp_path / "me.html").read_text(encoding="utf-8")
    assert run("my-data", str(tmp_path / "me.csv")).code == 2


def test_who_writes_a_sign_in_sheet_is_in_the_log(run: Run, session: str, tmp_path: Path) -> None:
    assert run("exports", "--json").document == []
    assert run("sheet", session, str(tmp_path / "sheet.html")).code == 0
    (one,) = run("exports", "--json").document
    assert (one["who"], one["what"], one["form"], one["rows"]) == ("Sanne", "Sign-in sheet: Excel", "html", 1)
    assert "Sign-in sheet: Excel" in run("exports").out


def test_the_data_statement_is_written_as_a_page(run: Run, tmp_path: Path) -> None:
    assert run("statement", str(tmp_path / "statement.html")).out == "Data statement of Noordveld is in statement.html.\n"
    assert "WOR art. 27.1" in (tmp_path / "statement.html").read_text(encoding="utf-8")


def test_to_report_and_to_apply_at_once_is_refused(run: Run) -> None:
    done = run("retention", "--report", "--apply")
    assert (done.code, done.out) == (2, "")
    assert "--report changes nothing and --apply erases." in done.err
