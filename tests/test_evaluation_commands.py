"""The commands for evaluations: what a participant says, what a trainer reads, and a session that is closed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.office import Hand, Office
from tests.running import Ended, Run, ask_for_english
from traincollega.commands import program
from traincollega.services.beginning import begin
from traincollega.services.enrolling import sign_up
from traincollega.services.evaluating import Answers, evaluate, my_answers
from traincollega.services.thanking import thanked_by


@pytest.fixture(autouse=True)
def locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for English."""
    ask_for_english(monkeypatch)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in Sanne's profile."""

    def run(*arguments: str) -> Ended:
        code = program.run(["--profile", str(tmp_path / "profile"), *arguments], play_demo=lambda out, headless: 0)
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Sanne's office four weeks ago, as commands look at the real clock."""
    clock = Hand(datetime.now(UTC).replace(microsecond=0) - timedelta(weeks=4))
    profile, ours = tmp_path / "profile", "Gemeente Noordveld"
    desk = begin(profile, organisation=ours, name="Sanne Vos", email="sanne@noordveld.nl", department="", now=clock)
    return Office(desk, clock)


def taught(office: Office, by: str, *names: str) -> str:
    """Let somebody have given a session four weeks ago, Sanne ("") or a colleague; return its id."""
    session = office.session(office.training("Excel", by=by), office.clock() + timedelta(hours=1))
    for name in names:
        sign_up(office.colleague(name) if name else office.desk, session.id)
    return session.id


def test_a_participant_says_all_of_it(run: Run, office: Office) -> None:
    session = taught(office, "Karim", "")
    ended = run("evaluate", session, "--rating", "4", "--helped", "The examples", "--recommends", "yes", "--uses", "no", "--thanks")
    assert (ended.code, len(ended.out.splitlines())) == (0, 3)
    assert ended.out.splitlines()[-1] == "Your thanks for Excel are with the trainer."
    assert my_answers(office.desk, session) == Answers(4, "The examples", "yes", "no")
    assert thanked_by(office.desks["Karim"], session) == ["Sanne Vos"]


@pytest.mark.parametrize(
    "options",
    [(), ("--helped", "x"), ("--rating", "6"), ("--rating", "many"), ("--changed", "x"), ("--rating", "4", "--uses", "perhaps")],
)
def test_half_an_evaluation_is_wrong_use_and_nothing_is_kept(run: Run, office: Office, options: tuple[str, ...]) -> None:
    session = taught(office, "Karim", "")
    ended = run("evaluate", session, *options)
    assert (ended.code, ended.out) == (2, "")
    assert my_answers(office.desk, session) == Answers()


def test_who_was_not_there_may_not(run: Run, office: Office) -> None:
    ended = run("evaluate", taught(office, "Karim", "Gita"), "--rating", "4")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Only who took part")


def test_a_trainer_closes_a_session_and_reads_what_is_said_of_it(run: Run, office: Office) -> None:
    names = ("Ahmed", "Chen", "Daan", "Eva", "Femke")
    session = taught(office, "", *names)
    office.clock.later(hours=3)
    for name in names:
        evaluate(office.desks[name], session, 4, f"Tip of {name[0]}")
    assert run("evaluations", session).out.splitlines()[0] == "Too few answers"
    assert run("complete", session).out == "Closed: 5 participants, 3 hours and 45 minutes.\n"
    assert run("complete", session).out == "It was closed already.\n"
    read = run("evaluations", session).out.splitlines()
    assert read[0] == "Rating 4.0 of 5, from 5 answers"
    assert sorted(read[1:]) == [f"“Tip of {name[0]}”" for name in names]
    document = run("evaluations", session, "--json").document
    assert (document["answers"], document["stars"], document["users"], document["thanks"]) == (5, 20, 0, [])
    assert {tip["field"] for tip in document["tips"]} == {"helped"}


def test_tips_of_another_trainer_are_refused(run: Run, office: Office) -> None:
    ended = run("evaluations", taught(office, "Karim", "Gita"))
    assert (ended.code, ended.out) == (1, "")


def test_attendance_is_noted_and_listed_for_a_program(run: Run, office: Office) -> None:
    session = taught(office, "", "Karim", "Fatima")
    address = office.desks["Karim"].my_card().email
    noted = run("attendance", session, "--of", address, "--state", "no-show", "--json")
    assert noted.code == 0
    assert {one["name"]: one["state"] for one in noted.document} == {"Karim": "no-show", "Fatima": ""}
    assert noted.err == "Karim: did not come.\n"
    rest = run("attendance", session, "--all", "--json")
    assert {one["name"]: one["state"] for one in rest.document} == {"Karim": "no-show", "Fatima": "present"}


@pytest.mark.parametrize("arguments", [("--all", "--state", "no-show"), ("--state", "excused"), ("--of", "a@b.nl", "--name", "A")])
def test_what_goes_with_another_option_is_not_passed_over(run: Run, office: Office, arguments: tuple[str, ...]) -> None:
    session = taught(office, "", "Karim")
    ended = run("attendance", session, *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "goes with" in ended.err


def test_who_does_not_give_a_session_is_not_told_that_nothing_is_noted(run: Run, office: Office) -> None:
    ended = run("attendance", taught(office, "Karim", "Fatima"))
    assert (ended.code, ended.out) == (1, "")
    assert "Only the trainers of this session see who came." in ended.err
