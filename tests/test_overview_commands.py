"""The command for overviews: whole quarters, in the form that is asked, with what is hidden and a line in the log."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.office import MONDAY, new_office
from tests.running import Ended, Run, ask_for_english
from traincollega.commands import program
from traincollega.models.attendance import Presence
from traincollega.models.organisation import Grant
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.beginning import open_desk
from traincollega.sharing.standing import not_sent

BEGUN = MONDAY - timedelta(weeks=39)
"""Long enough ago that what was noted then is counted now."""
YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in the profile of who works alone, after a session of three departments."""
    ask_for_english(monkeypatch)
    office = new_office(tmp_path / "profile", BEGUN)
    desk = office.desk
    training = Training.new(desk.me, title="=Excel", topics=("Excel",), organisation=desk.organisation)
    session = Session.new(desk.me, training=training.id, starts=BEGUN, ends=BEGUN + timedelta(hours=1))
    there = [("Burgerzaken", n) for n in range(20)] + [("Griffie", n) for n in range(3)] + [("Wijkteams", n) for n in range(8)]
    people = [office.colleague(f"{where} {n}", where).me for where, n in there]
    for n in range(12):  # a card has also who did not come
        office.colleague(f"Griffie {n}", "Griffie")
        office.colleague(f"Wijkteams {n}", "Wijkteams")
    present = [Presence.new(desk.me, session=session.id, person=one, minutes=60) for one in people]
    desk.store.save(training, session, *present)
    desk.close()

    def does(*arguments: str) -> Ended:
        code = program.run(
            ["--profile", str(tmp_path / "profile"), *arguments], play_demo=lambda out, headless: 0,
            print_pdf=lambda html, path, title: path.write_text(f"PDF {title} {html.count('<tr>')}", encoding="utf-8"),
        )  # fmt: skip
        return Ended(code, *capsys.readouterr())

    return does


def test_an_overview_hides_small_groups_says_so_and_is_in_the_log(run: Run, tmp_path: Path) -> None:
    done = run("overview", *YEAR, "--format", "xlsx", str(tmp_path / "year.xlsx"))
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "Participation by department, 1 January 2026 to and including 31 December 2026.\n"
        "year.xlsx holds 5 rows. 4 cells are hidden.\n"
    )
    rows = list(openpyxl.load_workbook(tmp_path / "year.xlsx").worksheets[0].iter_rows(values_only=True))
    few = "Too few participants (fewer than 5)"
    assert rows[0] == ("Department", "Participants", "Colleagues", "Participations", "Hours", "Complete")
    assert rows[1][1:4] == (None, None, 20)
    assert rows[3] == ("Griffie", None, None, few, few, "no")
    assert rows[5][:4] == ("Everybody", 31, None, 31)
    assert "Participation by department" in run("exports").out


@pytest.mark.parametrize("form", ["ods", "csv", "html", "json", "pdf"])
def test_it_comes_in_every_form(run: Run, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"year.{form}"
    done = run("overview", *YEAR, "--by", "training", "--format", form, str(out))
    assert (done.code, done.err) == (0, "")
    assert out.stat().st_size > 0
    if form == "csv":
        rows = list(csv.reader(out.read_text("utf-8-sig").splitlines(), delimiter=";"))
        assert [row[0] for row in rows] == ["Training", "'=Excel", "Everybody"]
    if form == "json":
        assert json.loads(out.read_text("utf-8"))["rows"][0][0] == "=Excel"
    if form == "pdf":
        assert out.read_text("utf-8").startswith("PDF Participation by training")


def test_a_short_period_becomes_its_quarter_and_is_said(run: Run, tmp_path: Path) -> None:
    done = run("overview", "--from", "2026-11-03", "--to", "2026-11-04", "--format", "csv", str(tmp_path / "x.csv"))
    assert done.out.startswith("Participation by department, 1 October 2026 to and including 31 December 2026.\n")


def test_a_file_may_be_called_as_one_likes(run: Run, tmp_path: Path) -> None:
    done = run("overview", *YEAR, "--format", "csv", str(tmp_path / "{0} 100%.csv"))
    assert (done.code, done.err) == (0, "")
    assert "\n{0} 100%.csv holds 5 rows." in done.out


def test_what_is_wrong_is_said(run: Run, tmp_path: Path) -> None:
    out = str(tmp_path / "x")
    for arguments, sentence in (
        ((*YEAR, "--format", "doc"), "--format is xlsx, ods, csv, pdf, html or json."),
        ((*YEAR, "--format", "csv", "--by", "team"), "--by is department, topic, month, training or person."),
        (("--from", "soon", "--to", "2026-12-31", "--format", "csv"), "soon is no day. Write it like 2026-12-31."),
        (
            ("--from", "2026-12-31", "--to", "2026-01-01", "--format", "csv"),
            "The last day comes before the first one. Turn them round.",
        ),
    ):
        done = run("overview", *arguments, out)
        assert (done.code, done.err) == (2, f"{sentence}\n")
    assert not (tmp_path / "x").exists()


def test_an_overview_by_person_takes_the_works_council_and_a_purpose_and_is_logged(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "persons.csv"
    asked = ("overview", *YEAR, "--by", "person", "--format", "csv", str(out))
    done = run(*asked)
    assert done.code == 1
    assert "works council" in done.err
    assert run("works-council").out == "Overviews by person: off.\nHR hears who did not come: no.\n"
    assert "since 5 January 2026" in run("works-council", "--agreed", "2026-01-05").out
    assert run(*asked).err == "Say what the overview is for. It is kept in the log of exports.\n"
    assert not out.exists()
    done = run(*asked, "--purpose", "appraisal talks")
    assert done.out == "That you exported this is in the log, with its purpose.\npersons.csv holds 31 rows. 0 cells are hidden.\n"
    rows = list(csv.reader(out.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0] == ["Name", "Personnel number", "Department", "Session", "Training", "Hours"]
    assert len(rows) == 32
    assert "appraisal talks" in run("exports", "--json").out
    (line,) = run("exports").out.splitlines()
    assert line.endswith(" csv    Participation by person · appraisal talks")
    assert run("works-council", "--no-shows", "on", "--agreed", "none").out.endswith(
        "by person: off.\nHR hears who did not come: yes.\n"
    )
    assert run("works-council", "--no-shows", "maybe").err == "--no-shows is on or off.\n"


def test_a_file_may_be_called_with_braces(run: Run, tmp_path: Path) -> None:
    done = run("overview", *YEAR, "--format", "csv", str(tmp_path / "a{b}.csv"))
    assert (done.code, done.err) == (0, "")
    assert "a{b}.csv holds 5 rows." in done.out


def test_a_quarter_at_the_end_of_time_is_refused(run: Run, tmp_path: Path) -> None:
    done = run("overview", "--from", "2026-01-01", "--to", "9999-12-31", "--format", "csv", str(tmp_path / "a.csv"))
    assert (done.code, done.out) == (2, "")
    assert "This day lies too far away. Choose one before the year 9999." in done.err


def test_who_shares_gets_an_overview_by_person_only_once_its_line_in_the_log_went_out(run: Run, tmp_path: Path) -> None:
    out, place = tmp_path / "persons.csv", tmp_path / "shared"
    place.mkdir()
    assert run("share", "start", str(place)).code == 0
    desk = open_desk(tmp_path / "profile")
    assert desk is not None
    desk.store.save(Grant.new(desk.me, right="hr", subject=desk.organisation, person=desk.me))
    desk.close()
    run("works-council", "--agreed", "2026-01-05")
    asked = ("overview", *YEAR, "--by", "person", "--format", "csv", "--purpose", "appraisal talks", str(out))
    place.rename(tmp_path / "away")
    done = run(*asked)
    assert (done.code, done.err) == (
        1, "The line in the log did not reach your colleagues, so nothing was written. Try again once you can update.\n",
    )  # fmt: skip
    assert not out.exists()
    (tmp_path / "away").rename(place)
    assert run(*asked).code == 0
    assert out.exists()
    desk = open_desk(tmp_path / "profile")
    assert desk is not None
    assert not_sent(desk) == 0
    desk.close()
