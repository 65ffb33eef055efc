"""The program without a window: what it prints where, and with which exit code it ends."""

import json
import os
import sqlite3
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.running import Ended, Run, ask_for_english
from traincollega import __main__ as start
from traincollega import __version__
from traincollega.commands import program, terminal
from traincollega.errors import DatabaseBusy
from traincollega.models.change import Change
from traincollega.models.organisation import Department
from traincollega.models.session import Session
from traincollega.models.store import Store
from traincollega.models.training import Training
from traincollega.services.beginning import open_desk

TRAINING = """---
title: Excel voor beginners
summary: Je eerste draaitabel.
minutes: 45
topics: [Excel]
{more}---
Neem je laptop mee.
"""
SOON, LATER = "2198-01-02T10:00", "2198-01-03T10:00"
"""Days that lie ahead whenever these tests run: commands look at the real clock."""


@pytest.fixture(autouse=True)
def locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for English."""
    ask_for_english(monkeypatch)


@pytest.fixture
def bare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a profile where nothing has begun."""

    def run(*arguments: str) -> Ended:
        code = program.run(["--profile", str(tmp_path / "profile"), *arguments], play_demo=lambda out, headless: 0)
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture
def run(bare: Run) -> Run:
    """Run a command in the profile of a coordinator."""
    assert bare("init", "--organisation", "Gemeente Noordveld", "--name", "Sanne Vos", "--email", "sanne@noordveld.nl").code == 0
    return bare


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A markdown file with one training."""
    made = tmp_path / "excel.md"
    made.write_text(TRAINING.format(more=""), encoding="utf-8")
    return made


@pytest.fixture
def training(run: Run, file: Path) -> str:
    """The id of a published training."""
    return run("publish", str(file)).out.strip()


@pytest.fixture
def session(run: Run, training: str) -> str:
    """The id of a session with one seat."""
    return run("plan", training, "--starts", SOON, "--minutes", "45", "--place", "Zaal 1", "--seats", "1").out.strip()


# Beginning


def test_a_profile_without_an_organisation_says_how_to_begin_one(bare: Run) -> None:
    ended = bare("trainings")
    assert (ended.code, ended.out) == (1, "")
    assert "traincollega init" in ended.err


def test_init_begins_once(run: Run) -> None:
    ended = run("init", "--organisation", "Gemeente Zuidveld", "--name", "Ali", "--email", "ali@zuidveld.nl")
    assert (ended.code, ended.out) == (1, "")
    assert "already holds an organisation" in ended.err


def test_a_profile_without_a_name_is_wrong_use(bare: Run) -> None:
    assert bare("--profile", "", "trainings").code == 2


def test_a_wrong_mail_address_is_wrong_use(bare: Run) -> None:
    assert bare("init", "--organisation", "Gemeente Noordveld", "--name", "Sanne", "--email", "sanne").code == 2


def test_the_version_needs_no_profile(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.run(["--version"], play_demo=lambda out, headless: 0) == 0
    assert capsys.readouterr().out == f"traincollega {__version__}\n"


# Importing

COUNTS = {"new": 0, "updated": 0, "unchanged": 0}


def test_an_import_prints_its_counts_as_one_document(run: Run, file: Path) -> None:
    file.write_text(TRAINING.format(more=f"starts: {SOON}+01:00\n"), encoding="utf-8")
    first, second = run("import", str(file), "--json"), run("import", str(file), "--json")
    new, unchanged = COUNTS | {"new": 1}, COUNTS | {"unchanged": 1}
    assert (first.code, first.document) == (0, {"trainings": new, "sessions": new, "refused": []})
    assert (second.code, second.document) == (0, {"trainings": unchanged, "sessions": unchanged, "refused": []})
    assert (first.err, second.err) == ("", "")


def test_a_part_refused_is_named_on_standard_error_and_still_done(run: Run, file: Path, tmp_path: Path) -> None:
    (tmp_path / "fout.md").write_text("---\nsummary: zonder titel\n---\n", encoding="utf-8")
    ended = run("import", str(tmp_path))
    assert ended.code == 0
    assert ended.out.splitlines()[0] == "Trainings: 1 new, 0 updated, 0 unchanged."
    assert "fout.md: There is no title. Add a title.\n" in ended.err


@pytest.mark.parametrize("text", [b"---\nsummary: zonder titel\n---\n", b"PK\x03\x04half"])
def test_everything_refused_ends_with_1_and_still_one_document(run: Run, tmp_path: Path, text: bytes) -> None:
    source = tmp_path / ("fout.md" if text.startswith(b"-") else "fout.zip")
    source.write_bytes(text)
    ended = run("import", str(source), "--json")
    assert ended.code == 1
    assert (ended.document["trainings"], ended.document["sessions"]) == (COUNTS, COUNTS)
    assert [sorted(one) for one in ended.document["refused"]] == [["where", "why"]]
    assert ended.err.startswith("fout.")


# Trainings and sessions


def test_trainings_are_listed_as_a_document(run: Run, training: str, session: str) -> None:
    assert run("trainings", "--json").document == [
        {
            "id": training, "title": "Excel voor beginners", "summary": "Je eerste draaitabel.", "minutes": 45, "topics": ["Excel"],
            "status": "published", "language": "nl", "sessions": 1,
        }
    ]  # fmt: skip


def test_trainings_are_found_by_words_and_topic_and_limited(run: Run, tmp_path: Path) -> None:
    many = tmp_path / "many.csv"
    many.write_text("titel;onderwerpen\nExcel één;cijfers\nExcel twee;taal\nBrieven;Taal\n", encoding="utf-8")
    run("import", str(many))

    def titles(*arguments: str) -> set[str]:
        return {one["title"] for one in run("trainings", "--json", *arguments).document}

    assert titles("--search", "exc") == {"Excel één", "Excel twee"}
    assert titles("--topic", "TAAL") == {"Excel twee", "Brieven"}
    assert titles("--search", "excel", "--topic", "TAAL") == {"Excel twee"}
    assert titles("--topic", "onbekend") == set()
    assert len(titles("--limit", "2")) == 2
    assert len(titles()) == 3


def test_an_archived_training_stands_in_the_whole_list_and_is_not_found(run: Run, training: str, tmp_path: Path) -> None:
    from traincollega.services.publishing import archive

    desk = open_desk(tmp_path / "profile")
    assert desk is not None
    archive(desk, training)
    desk.store.connection.close()
    (tmp_path / "brief.md").write_text("---\ntitle: Brief na Excel\n---\n", encoding="utf-8")
    run("import", str(tmp_path / "brief.md"))
    assert [one["status"] for one in run("trainings", "--json").document] == ["published", "archived"]
    assert [one["status"] for one in run("trainings", "--json", "--search", "excel").document] == ["published"]
    assert "(archived)" in run("trainings").out


def test_sessions_are_listed_with_seats_and_times_with_their_offset(run: Run, training: str, session: str) -> None:
    run("sign-up", session)
    run("sign-up", session, "--as", "jan@noordveld.nl")
    assert run("sessions", "--training", training, "--json").document == [
        {
            "id": session, "training": training, "title": "Excel voor beginners", "starts": "2198-01-02T10:00:00+01:00",
            "ends": "2198-01-02T10:45:00+01:00", "place": "Zaal 1", "seats": 1, "taken": 1, "waiting": 1, "status": "planned",
        }
    ]  # fmt: skip


def test_lists_for_people_show_ids_that_can_be_typed_back(run: Run, training: str, session: str) -> None:
    shown = run("sessions").out.split()[0]
    assert session.startswith(shown)
    assert run("sign-up", shown).code == 0
    assert training.startswith(run("trainings").out.split()[0])


def test_no_text_of_a_colleague_steers_the_terminal_or_makes_a_row_of_its_own(run: Run, training: str, tmp_path: Path) -> None:
    hostile = "Excel\x1b[2J\x9b31m\u202e\r\x0b\nabcdef123456  Word\x07"
    desk = open_desk(tmp_path / "profile")
    assert desk is not None
    with closing(desk.store.connection):
        desk.store.save(replace(desk.store.get(Training, training), title=hostile), Department.new(desk.me, name=hostile))
        session = Session.new(
            desk.me, training=training, starts=datetime(2198, 1, 2, tzinfo=UTC), ends=datetime(2198, 1, 3, tzinfo=UTC)
        )
        desk.store.save(replace(desk.my_card(), name=hostile), session)
    for asked in (["trainings"], ["sessions"], ["departments"], ["sign-up", session.id], ["attendance", session.id]):
        printed = run(*asked).out
        assert printed.count("\n") == 1 or asked == ["sign-up", session.id]
        assert "Excel" in printed
        assert not [sign for sign in printed if sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf")]


def test_six_signs_of_an_id_will_do_and_five_will_not(run: Run, training: str) -> None:
    assert run("sessions", "--training", training[:6]).code == 0
    assert run("sessions", "--training", training[:5]).code == 2


def test_an_empty_id_or_address_is_never_taken_for_none(run: Run, session: str, tmp_path: Path) -> None:
    refused = [
        run("sign-up", session, "--as", ""),
        run("sessions", "--training", ""),
        run("calendar", str(tmp_path / "x"), "--session", ""),
    ]
    assert [one.code for one in refused] == [2, 2, 2]
    assert run("sessions", "--json").document[0]["taken"] == 0


def test_an_id_that_is_not_here_is_refused(run: Run) -> None:
    assert run("sign-up", "abcdef").code == 1


def test_signs_that_two_ids_share_are_said_to_be_too_few(run: Run, tmp_path: Path) -> None:
    from traincollega.models.training import Training
    from traincollega.services.listing import named

    desk = open_desk(tmp_path / "profile")
    assert desk is not None
    try:
        made = [Training.new(desk.me, title=str(n)) for n in range(2)]
        desk.store.save(*made)
        desk.store.connection.execute("UPDATE training SET id = 'abcdef0' || substr(id, 8)")
        with pytest.raises(program.InvalidInput, match="Several ids start with ABCDEF"):
            named(desk, Training, "ABCDEF")
    finally:
        desk.store.connection.close()


# Publishing, planning, signing up


def test_the_same_file_again_updates_the_same_training(run: Run, training: str, file: Path) -> None:
    file.write_text(TRAINING.format(more="").replace("beginners", "iedereen"), encoding="utf-8")
    assert run("publish", str(file)).out.strip() == training
    assert [one["title"] for one in run("trainings", "--json").document] == ["Excel voor iedereen"]


@pytest.mark.parametrize("starts", ["morgen", "2198-02-30T10:00", "2026-12-03", "2027-03-28T02:30"])
def test_a_time_that_does_not_exist_is_wrong_use(run: Run, training: str, starts: str) -> None:
    ended = run("plan", training, "--starts", starts, "--minutes", "45")
    assert (ended.code, ended.out, ended.err != "") == (2, "", True)


def test_a_day_that_has_been_may_be_planned_and_is_told(run: Run, training: str) -> None:
    ended = run("plan", training, "--starts", "2020-01-06T10:00", "--minutes", "45")
    assert (ended.code, ended.err) == (0, "This moment has been already.\n")
    assert [one["id"] for one in run("sessions", "--json").document] == [ended.out.strip()]


def test_times_without_a_time_zone_are_told_beside_the_counts(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("Titel;Datum\nA;2026-12-03 10:00\n", "utf-8")
    remark = "1 session has a time without a time zone. It was read as a time in Europe/Amsterdam.\n"
    ended = run("import", str(source))
    assert ended.out.endswith(remark)
    ended = run("import", str(source), "--json")
    assert (set(ended.document), ended.err) == ({"trainings", "sessions", "refused"}, remark)


def test_a_time_with_an_offset_is_that_moment(run: Run, training: str) -> None:
    run("plan", training, "--starts", "2026-12-03T10:00-05:00", "--minutes", "45")
    assert [one["starts"] for one in run("sessions", "--json").document] == ["2026-12-03T16:00:00+01:00"]


def test_signing_up_waiting_and_leaving_are_told_in_a_sentence(run: Run, session: str) -> None:
    said = [
        run("sign-up", session, "--as", "jan@noordveld.nl"),
        run("sign-up", session),
        run("sign-up", session),
        run("sign-up", session, "--withdraw", "--as", "JAN@noordveld.nl"),
        run("sign-up", session, "--withdraw", "--as", "nobody@noordveld.nl"),
        run("sign-up", session, "--withdraw"),
    ]
    assert [(one.code, one.out + one.err) for one in said] == [
        (0, "jan has a provisional seat at Excel voor beginners.\n"),
        (0, "You are number 1 on the waiting list of Excel voor beginners.\n"),
        (1, "You are already on the list of this session.\n"),
        (0, "jan is off the list of Excel voor beginners.\n"),
        (1, "They are not on the list.\n"),
        (0, "You have left Excel voor beginners. Your seat is free for a colleague.\n"),
    ]


# Calendars, the shared file, the check, the demo


def test_a_calendar_holds_mine_one_or_all(run: Run, training: str, session: str, tmp_path: Path) -> None:
    run("plan", training, "--starts", LATER, "--minutes", "45")
    out = tmp_path / "out.ics"
    assert run("calendar", str(out), "--session", session).out == "1 session is in out.ics.\n"
    assert out.read_bytes().count(b"BEGIN:VEVENT") == 1
    assert run("calendar", str(out), "--all").out == "2 sessions are in out.ics.\n"
    assert run("calendar", str(out)).out == "2 sessions are in out.ics.\n"
    assert run("calendar", str(out), "--all", "--session", session).code == 2
    assert [path.name for path in tmp_path.glob("out*")] == ["out.ics"]


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    ended = run("calendar", str(tmp_path / "nowhere" / "out.ics"))
    assert (ended.code, ended.out) == (1, "")
    assert "There is no folder" in ended.err


def test_check_finds_nothing_until_a_row_is_changed_behind_its_back(run: Run, training: str, tmp_path: Path) -> None:
    assert (run("check").code, run("check").err) == (0, "")
    desk = open_desk(tmp_path / "profile")
    assert desk is not None
    desk.store.connection.execute("UPDATE training SET minutes = 46")
    desk.store.connection.close()
    ended = run("check")
    assert (ended.code, ended.out) == (1, "")
    assert training in ended.err


def test_what_a_window_saves_while_all_is_made_anew_is_not_thrown_away(
    run: Run, training: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_desk(tmp_path / "profile")
    assert window is not None
    window.store.connection.execute("PRAGMA busy_timeout = 0")
    really, saved = Store.all_changes, []

    def saved_meanwhile(store: Store) -> list[Change]:
        found = really(store)
        with suppress(DatabaseBusy):  # who is refused knows that nothing was saved
            saved.extend(window.store.save(Training.new(window.me, title="Word")))
        return found

    monkeypatch.setattr(Store, "all_changes", saved_meanwhile)
    assert run("check", "--rebuild").code == 0
    assert all(window.store.find(Training, one.id) for one in saved)
    window.store.connection.close()


def test_the_demo_is_handed_where_to_write_and_its_exit_code_is_ours() -> None:
    asked: list[tuple[Path, bool]] = []

    def play(out: Path, headless: bool) -> int:
        asked.append((out, headless))
        return 1

    assert program.run(["demo", "--headless", "--out", "there"], play_demo=play) == 1
    assert asked == [(Path("there"), True)]


# Wrong use, help, languages


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["dance"], "There is no such command. How it works: traincollega --help"),
        (["trainings", "--dance"], "There is no option --dance. How it works: traincollega trainings --help"),
        (["trainings", "dance"], "There is a word too many. How it works: traincollega trainings --help"),
        (["trainings", "--limit", "0"], "--limit must be a whole number, 1 or more. How it works: traincollega trainings --help"),
        (["plan"], "TRAINING is missing. How it works: traincollega plan --help"),
        (["init", "--organisation", "x"], "--name is missing. How it works: traincollega init --help"),
    ],
)
def test_wrong_use_is_told_in_a_sentence_and_ends_with_2(bare: Run, arguments: list[str], sentence: str) -> None:
    assert bare(*arguments) == Ended(2, "", f"{sentence}\n")


def test_help_and_refusals_speak_the_language_of_the_locale(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    english = bare("plan", "--help").out, bare("trainings").err
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    dutch = bare("plan", "--help").out, bare("trainings").err
    assert english[0].startswith("Usage: traincollega plan")
    assert dutch[0].startswith("Gebruik: traincollega plan")
    assert (english[1].split()[0], dutch[1].split()[0]) == ("There", "Er")


def test_what_a_person_reads_of_a_status_and_of_the_help_is_dutch_in_dutch(
    run: Run, training: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from traincollega.services.publishing import archive

    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    desk = open_desk(tmp_path / "profile")
    assert desk is not None
    archive(desk, training)
    desk.store.connection.close()
    assert "(gearchiveerd)" in run("trainings").out
    assert run("--help").out.startswith("Gebruik: traincollega [OPTIES] OPDRACHT [WOORDEN]...")
    assert run("plan", "--help").out.startswith("Gebruik: traincollega plan [OPTIES] TRAINING")


def test_statuses_and_keys_stay_english_in_dutch(run: Run, session: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    assert run("sessions", "--json").document[0]["status"] == "planned"
    assert run("trainings", "--json").document[0]["status"] == "published"


# Progress


class Terminal:
    """A standard error that says it is a terminal."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.shown("Reading") as step:
        assert step is None
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with terminal.shown("Reading") as step:
        assert step is not None
        step(2, 4)
        step(4, 4)
    assert "50%" in screen.text
    assert "100%" in screen.text
    assert capsys.readouterr().out == ""


# The start


def test_without_a_command_the_window_opens_in_the_profile_named() -> None:
    assert start.window_folder([]) == start.settings.default_folder()
    assert start.window_folder(["--profile", "here"]) == start.window_folder(["--profile=here"]) == Path("here")
    assert [start.window_folder(given) for given in (["trainings"], ["--profile"], ["--profile", "here", "check"])] == [None] * 3


# Whole processes


@pytest.fixture
def process(tmp_path: Path, run: Run) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command as a process of its own, in Dutch."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))} | {
        "LANG": "nl_NL.UTF-8",
        "PYTHONUTF8": "1",
    }

    def started(*arguments: str, **how: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "traincollega", "--profile", str(tmp_path / "profile"), *arguments]
        return subprocess.run(command, env=environment, text=True, check=False, encoding="utf-8", **how)

    return started


def test_a_process_keeps_the_document_and_the_sentences_apart(
    process: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "goed.md").write_text(TRAINING.format(more=""), encoding="utf-8")
    (tmp_path / "in" / "fout.md").write_text("---\nsummary: zonder titel\n---\n", encoding="utf-8")
    done = process("import", str(tmp_path / "in"), "--json", capture_output=True)
    assert done.returncode == 0
    assert json.loads(done.stdout)["trainings"] == COUNTS | {"new": 1}
    assert done.stderr == f"{json.loads(done.stdout)['refused'][0]['where']}: De titel ontbreekt. Vul een titel in.\n"


def test_a_process_ends_with_2_after_wrong_use(process: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = process("dansen", capture_output=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Deze opdracht bestaat niet.")


@pytest.mark.skipif(sys.platform == "win32", reason="a reader that goes away is a signal of POSIX")
def test_a_reader_that_goes_away_leaves_no_traceback(process: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = process("trainings", "--json", stdout=writing, stderr=subprocess.PIPE)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is Linux's")
def test_a_full_disk_is_told_in_a_sentence(process: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = process("trainings", "--json", stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (1, "De schijf is vol. Het antwoord kon niet worden geschreven.\n")


def test_a_command_starts_without_qt_and_the_heavy_rooms(tmp_path: Path) -> None:
    heavy = ("PySide6", "icalendar", "yaml", "sqlite_utils", "markdown")
    text = f"""
import sys
from traincollega.__main__ import main
main(["--version"])
print([name for name in {heavy!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[1:] == ["[]"], done.stderr


def test_reading_a_shared_file_in_loads_nothing_that_it_does_not_need(run: Run, training: str, tmp_path: Path) -> None:
    run("exchange", "export", str(tmp_path / "shared.tjc"))
    other = str(tmp_path / "other")
    run("--profile", other, "init", "--organisation", "Gemeente Zuidveld", "--name", "Ali", "--email", "ali@zuidveld.nl")
    unneeded = ("html", "tarfile", *(f"traincollega.{name}" for name in (
        "exchange.counting", "exchange.writing", "imports.moments", "imports.record", "models.finding", "models.seats",
        "services.browsing", "services.enrolling", "services.listing", "services.planning",
    )))  # fmt: skip
    text = f"""
import sys
from traincollega.__main__ import main
assert main(["--profile", {other!r}, "exchange", "import", {str(tmp_path / "shared.tjc")!r}]) == 0
print([name for name in {unneeded!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[1:] == ["[]"], done.stderr


# The shared file


def test_a_shared_file_goes_from_one_profile_to_another_and_a_second_time_changes_nothing(
    run: Run, training: str, session: str, tmp_path: Path
) -> None:
    shared = str(tmp_path / "shared.tjc")
    assert run("exchange", "export", shared).out == "1 training is in shared.tjc.\n"
    other = ["--profile", str(tmp_path / "other")]
    run(*other, "init", "--organisation", "Gemeente Zuidveld", "--name", "Ali", "--email", "ali@zuidveld.nl")
    counts = {"new": 0, "updated": 0, "unchanged": 0, "choices": 0, "refused": []}
    assert run(*other, "exchange", "import", shared, "--preview", "--json").document == counts | {"new": 1}
    assert run(*other, "trainings", "--json").document == []
    assert run(*other, "exchange", "import", shared).out == "Trainings: 1 new, 0 updated, 0 unchanged.\n"
    assert run(*other, "exchange", "import", shared, "--json").document == counts | {"unchanged": 1}
    assert [one["sessions"] for one in run(*other, "trainings", "--json").document] == [1]


def test_a_shared_file_that_cannot_be_read_is_everything_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "half.tjc").write_bytes(b"PK\x03\x04half")
    ended = run("exchange", "import", str(tmp_path / "half.tjc"), "--json")
    assert (ended.code, ended.document["new"], ended.document["refused"][0]["where"]) == (1, 0, "half.tjc")
    assert ended.err.startswith("half.tjc: ")


# What a reviewer broke


@pytest.mark.parametrize("arguments", [("import",), ("publish",), ("calendar",), ("exchange", "export"), ("exchange", "import")])
def test_a_path_of_nothing_is_never_taken_for_the_folder_one_stands_in(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments, "")
    assert (ended.code, ended.out) == (2, "")
    assert "Name a file or folder" in ended.err


@pytest.mark.parametrize("out", [".", "/", ".."])
def test_a_folder_is_no_file_to_write(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str) -> None:
    monkeypatch.chdir(tmp_path / "profile")
    before = sorted(Path().iterdir())
    ended = run("calendar", out)
    assert (ended.code, ended.out) == (1, "")
    assert "is no file. Choose another name." in ended.err
    assert sorted(Path().iterdir()) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with a name")
def test_a_pipe_or_a_device_is_never_replaced_by_a_file(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "pipe"
    os.mkfifo(out)
    for command in (("calendar",), ("exchange", "export")):
        ended = run(*command, str(out))
        assert (ended.code, ended.out) == (1, "")
        assert "is no file. Choose another name." in ended.err
    assert out.is_fifo()


def test_the_demo_says_where_it_cannot_write(process: Callable[..., subprocess.CompletedProcess[str]], file: Path) -> None:
    done = process("demo", "--headless", "--out", str(file), capture_output=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(f"Er is geen map {file}. Kies een andere plek.\n")


def test_another_file_of_the_same_name_is_another_training(run: Run, training: str, file: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / file.name
    other.write_text(TRAINING.format(more="").replace("Excel voor", "Word voor"), encoding="utf-8")
    assert run("publish", str(other)).out.strip() != training
    titles = {one["title"] for one in run("trainings", "--json").document}
    assert titles == {"Excel voor beginners", "Word voor beginners"}


def test_mails_sign_up_who_sent_them_and_each_that_did_nothing_is_told(run: Run, session: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.eml", tmp_path / "bad.eml"
    good.write_text(f"From: Jan <jan@x.nl>\nSubject: [TjC-{session[:10]}]\n\n")
    bad.write_text("From: jan@x.nl\nSubject: hello\n\n")
    first = run("sign-up-mails", session, str(good), str(bad))
    assert (first.code, first.out) == (0, "1 new sign-up, 1 mail refused.\n")
    assert first.err == "jan@x.nl: Its subject holds no code of a session. Add this colleague by hand.\n"
    again = run("sign-up-mails", session, str(good), "--json")
    assert (again.code, again.document) == (0, [{"where": "Jan · jan@x.nl", "state": "here", "sentence": "On the list already."}])
    assert run("sign-up-mails", session, str(bad)).code == 1
    assert run("sign-up-mails", session).code == 2


def test_signs_that_turn_the_reading_order_stay_out_of_places_and_addresses(run: Run, training: str, session: str) -> None:
    run("plan", training, "--starts", LATER, "--minutes", "45", "--place", "Z\u202eaal\x07 2")
    assert {one["place"] for one in run("sessions", "--json").document} == {"Zaal 1", "Zaal 2"}
    assert run("sign-up", session, "--as", "ali\u202e@noordveld.nl").code == 2


def test_a_profile_with_a_name_too_long_is_told_in_a_sentence(bare: Run) -> None:
    for command in (("trainings",), ("init", "--organisation", "A", "--name", "B", "--email", "a@b.nl")):
        ended = bare("--profile", "x" * 300, *command)
        assert (ended.code, ended.out) == (1, "")
        assert "is too long" in ended.err


@pytest.mark.parametrize("at", [40, 4096, 8192, 16384])
def test_a_damaged_database_is_told_in_a_sentence(run: Run, training: str, tmp_path: Path, at: int) -> None:
    database = tmp_path / "profile" / "traincollega.sqlite"
    data = bytearray(database.read_bytes())
    data[at : at + 64] = bytes(64 * [255])
    database.write_bytes(data)
    ended = run("check")
    assert ended.code == 1
    assert "damaged" in ended.err


def test_a_document_that_nobody_hears_is_no_error(
    run: Run, training: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # pythonw, or a shell's >&-
    monkeypatch.setattr("sys.stdout", None)
    assert program.run(["--version"], play_demo=lambda out, headless: 0) == 0


def test_a_shared_file_of_a_later_version_is_refused_in_one_document(run: Run, training: str, tmp_path: Path) -> None:
    later = tmp_path / "later.tjc"
    with zipfile.ZipFile(later, "w") as archive:
        archive.writestr("manifest.json", json.dumps({"format": "traincollega", "version": 1}))
    ended = run("exchange", "import", str(later), "--json")
    assert ended.code == 1
    assert "newer version" in ended.document["refused"][0]["why"]


def test_a_change_that_cannot_be_read_any_more_is_damage(run: Run, training: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "profile" / "traincollega.sqlite", isolation_level=None)) as database:
        database.execute("UPDATE change SET fields = '{'")
    ended = run("check")
    assert ended.code == 1
    assert "damaged" in ended.err


# Paper


def test_a_sign_in_sheet_is_a_page_or_a_pdf(run: Run, file: Path, tmp_path: Path) -> None:
    training = run("publish", str(file)).out.strip()
    session = run("plan", training, "--starts", SOON, "--minutes", "45").out.strip()
    done = run("sheet", session[:8], str(tmp_path / "sheet.html"))
    assert (done.code, done.out) == (0, "Sign-in sheet: Excel voor beginners is in sheet.html.\n")
    assert (tmp_path / "sheet.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    printed: list[tuple[Path, str]] = []

    def print_pdf(html: str, path: Path, title: str) -> None:
        printed.append((path, title))

    arguments = ["--profile", str(tmp_path / "profile"), "sheet", session, str(tmp_path / "sheet.PDF")]
    assert program.run(arguments, play_demo=lambda out, headless: 0, print_pdf=print_pdf) == 0
    assert printed == [(tmp_path / "sheet.PDF", "Sign-in sheet: Excel voor beginners")]
    wrong = run("sheet", session, str(tmp_path / "sheet.docx"))
    assert (wrong.code, wrong.err) == (2, "Give the file a name that ends in .pdf or .html.\n")
    assert run("sheet", session, str(tmp_path / "sheet.pdf")).code == 1  # nothing here makes one
