"""A backup a day, seven days back, and the way back to one of them and from it."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.office import MONDAY, Hand, Office, new_office
from traincollega import language
from traincollega.errors import DatabaseDamaged, DatabaseOnShare, NotFound, NotPossible
from traincollega.models.training import Training
from traincollega.services import keeping_backups
from traincollega.services.beginning import begin, open_desk
from traincollega.services.keeping_backups import (
    back_up_now,
    back_up_when_due,
    backups,
    backups_folder,
    described,
    newest_sound,
    restore,
    surplus,
)
from traincollega.settings import change_settings, database_path

Days = st.lists(st.integers(0, 40), max_size=60)
"""What day the clock says it is, each time somebody looks: it may jump."""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "p")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "p"


def names(folder: Path) -> list[str]:
    return [one.path.name for one in backups(folder)]


def titles(folder: Path) -> list[str]:
    desk = open_desk(folder, Hand())
    assert desk is not None
    try:
        assert desk.store.check() == []
        return sorted(one.title for one in desk.store.where(Training))
    finally:
        desk.store.connection.close()


def test_a_day_gets_one_backup_and_a_day_without_changes_none(office: Office, folder: Path) -> None:
    assert back_up_when_due(office.desk) is not None
    office.training("Excel")
    office.clock.later(hours=3)
    assert back_up_when_due(office.desk) is None
    office.clock.later(days=1)
    assert back_up_when_due(office.desk) is not None
    office.clock.later(days=1)
    assert back_up_when_due(office.desk) is None
    assert names(folder) == ["traincollega-2026-11-24.sqlite", "traincollega-2026-11-23.sqlite"]


def test_the_day_is_that_of_the_organisation(office: Office, folder: Path) -> None:
    office.clock.at = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    back_up_when_due(office.desk)
    assert names(folder) == ["traincollega-2026-11-24.sqlite"]


def test_who_asks_for_a_backup_gets_one_of_now_in_the_place_of_that_of_today(office: Office, folder: Path) -> None:
    back_up_now(office.desk)
    office.training("Excel")
    assert back_up_now(office.desk).sentence == "The backup of today holds everything up to now."
    (one,) = backups(folder)
    assert one.held is not None
    assert (one.held.trainings, one.held.colleagues) == (1, 1)


def test_a_last_backup_that_cannot_be_read_is_no_reason_to_make_none(office: Office, folder: Path) -> None:
    backups_folder(folder).mkdir()
    (backups_folder(folder) / "traincollega-2026-11-22.sqlite").write_bytes(b"broken")
    assert back_up_when_due(office.desk) is not None


def test_seven_days_stay_and_what_is_not_ours_is_left_alone(office: Office, folder: Path) -> None:
    place = backups_folder(folder)
    place.mkdir()
    for name in ("notes.txt", "traincollega-2026-02-30.sqlite", "traincollega-2020-01-01.sqlite.bak", "traincollega.sqlite"):
        (place / name).write_bytes(b"mine")
    for _day in range(10):
        office.training("T")
        back_up_when_due(office.desk)
        office.clock.later(days=1)
    assert [one.day for one in backups(folder)] == [date(2026, 12, 2) - timedelta(days=at) for at in range(7)]
    assert len(list(place.iterdir())) == 7 + 4


@given(Days)
@example([0, 3, 4, 5, 6, 7, 8, 1, 2, 8])
def test_whatever_the_clock_says_the_seven_newest_days_stay_and_nothing_else_goes(days: list[int]) -> None:
    """What a wrong clock dated after today neither goes nor pushes others out, and what was just made stays."""
    first = date(2026, 1, 1)
    with TemporaryDirectory() as made:
        folder = Path(made)
        office = Office(_desk_on(folder), Hand(), {})
        there: set[date] = set()
        for day in days:
            today = first + timedelta(days=day)
            office.clock.at = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
            before = set(there)
            keeping_backups.back_up_when_due(_at(office))
            after = {one.day for one in backups(folder)}
            there = before | {today}
            gone = there - after
            assert after <= there
            assert today in after
            assert set(sorted(there, reverse=True)[:7]) <= after
            assert gone <= set(sorted((one for one in there if one <= today), reverse=True)[7:])
            assert today in before or len([one for one in after if one <= today]) <= 8
            there = after


def _desk_on(folder: Path) -> Any:
    database_path(folder).write_bytes(b"stands for a database")
    return folder


def _at(office: Office) -> Any:
    class Desk:
        path = database_path(office.desk)  # type: ignore[arg-type]

        @staticmethod
        def today() -> date:
            return office.clock().date()

    return Desk()


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the law a backup is a small file: what is in it is told elsewhere."""
    if "whatever_the_clock_says" in request.node.name:
        count = iter(range(10**6))
        monkeypatch.setattr(keeping_backups, "back_up", lambda _source, to, _progress: _write(to))
        monkeypatch.setattr(keeping_backups, "stand_of", lambda _path: next(count))


def _write(to: Path) -> None:
    to.parent.mkdir(exist_ok=True)
    to.write_bytes(b"x")


@given(st.sets(st.text("0123456789", min_size=1), max_size=20), st.text("0123456789"), st.integers(1, 7))
def test_only_what_is_past_and_beyond_the_newest_goes(moments: set[str], now: str, most: int) -> None:
    made = min(moments, default="0")
    gone = surplus(moments | {made}, now, made, most)
    past = [one for one in moments if one <= now]
    assert made not in gone
    assert all(one <= now and sum(other > one for other in past) >= most for one in gone)


def test_restoring_brings_everything_back_and_can_itself_be_undone(office: Office, folder: Path) -> None:
    office.training("Old")
    back_up_now(office.desk)
    office.training("New")
    office.desk.store.connection.close()
    office.clock.later(hours=1)
    sentence = restore(folder, Path("traincollega-2026-11-23.sqlite"), office.clock).sentence
    assert sentence == "The backup of Monday 23 November was put back. What stood there before is kept as a backup."
    assert titles(folder) == ["Old"]
    newest = backups(folder)[0]
    assert newest.path.name == "traincollega-2026-11-23-150200-before-restore.sqlite"
    restore(folder, newest.path, office.clock)
    assert titles(folder) == ["New", "Old"]


def test_the_last_three_states_before_a_restore_stay_beside_the_seven_days(office: Office, folder: Path) -> None:
    back_up_now(office.desk)
    office.desk.store.connection.close()
    for _turn in range(5):
        office.clock.later(minutes=1)
        restore(folder, Path("traincollega-2026-11-23.sqlite"), office.clock)
    kept = [one.moment for one in backups(folder) if one.before_restore]
    assert kept == ["2026-11-23-140700", "2026-11-23-140600", "2026-11-23-140500"]
    assert [one.moment for one in backups(folder) if not one.before_restore] == ["2026-11-23"]


def test_two_restores_in_one_second_keep_both_states(office: Office, folder: Path) -> None:
    back_up_now(office.desk)
    office.desk.store.connection.close()
    for _turn in range(2):
        restore(folder, Path("traincollega-2026-11-23.sqlite"), office.clock)
    assert len([one for one in backups(folder) if one.before_restore]) == 2


def test_a_damaged_database_is_moved_aside_and_told_where(office: Office, folder: Path) -> None:
    office.training("Old")
    back_up_now(office.desk)
    office.desk.store.connection.close()
    database_path(folder).write_bytes(b"broken" * 1_000)
    aside = backups_folder(folder) / "traincollega-2026-11-23-140200-damaged.sqlite"
    assert restore(folder, newest(folder), office.clock).sentence.endswith(f"The damaged database is kept in {aside}.")
    assert aside.read_bytes() == b"broken" * 1_000
    assert titles(folder) == ["Old"]


def newest(folder: Path) -> Path:
    found = newest_sound(folder)
    assert found is not None
    return found.path


def test_the_newest_sound_backup_is_not_one_that_only_looks_so(office: Office, folder: Path) -> None:
    back_up_now(office.desk)
    office.clock.later(days=1)
    for at in range(30):
        office.training(f"T{at}")
    back_up_now(office.desk)
    last = backups_folder(folder) / "traincollega-2026-11-24.sqlite"
    last.write_bytes(last.read_bytes()[:-40_960])
    assert newest(folder).name == "traincollega-2026-11-23.sqlite"


def test_a_backup_of_another_organisation_is_refused_unless_nothing_has_begun(office: Office, folder: Path, tmp_path: Path) -> None:
    office.training("Ours")
    back_up_now(office.desk)
    office.desk.store.connection.close()
    begin(tmp_path / "q", organisation="Zuidwijk", name="Joris", email="joris@zuidwijk.nl").store.connection.close()
    with pytest.raises(NotPossible, match="another organisation"):
        restore(tmp_path / "q", newest(folder))
    assert titles(tmp_path / "q") == []
    restore(tmp_path / "empty", newest(folder))
    assert titles(tmp_path / "empty") == ["Ours"]
    assert names(tmp_path / "empty") == []


def test_what_cannot_be_put_back_is_told(office: Office, folder: Path, tmp_path: Path) -> None:
    office.desk.store.connection.close()
    with pytest.raises(NotFound, match=r"no backup .*weg\.sqlite"):
        restore(folder, Path("weg.sqlite"))
    with pytest.raises(NotFound):
        restore(folder, tmp_path)
    (tmp_path / "x.sqlite").write_bytes(b"x" * 5_000)
    with pytest.raises(DatabaseDamaged):
        restore(folder, tmp_path / "x.sqlite")
    (tmp_path / "OneDrive").mkdir()
    with pytest.raises(DatabaseOnShare):
        restore(tmp_path / "OneDrive", tmp_path / "x.sqlite")


def test_a_backup_is_described_in_the_words_of_the_screen(office: Office, folder: Path) -> None:
    office.training("Old")
    back_up_now(office.desk)
    office.desk.store.connection.close()
    restore(folder, newest(folder), office.clock)
    (backups_folder(folder) / "traincollega-2026-11-22.sqlite").write_bytes(b"broken")
    language.choose("nl")
    assert [described(one, MONDAY.date()) for one in backups(folder)] == [
        ("Maandag 23 november, 14.02 uur", "Van voor het terugzetten · 1 training · 1 collega · 1 MB"),
        ("Maandag 23 november", "1 training · 1 collega · 1 MB"),
        ("Zondag 22 november", "Deze reservekopie is niet te lezen."),
    ]


# Who may read it


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Let new files be for everybody, unless they are made otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def seen_by_others(folder: Path, *, folders: bool = True) -> list[str]:
    """Return what of a profile another user of this computer could look at."""
    found = [one for one in (folder, *folder.rglob("*")) if ".sqlite" in one.name or (folders and one.is_dir())]
    assert len(found) > 1
    return [one.name for one in found if stat.S_IMODE(one.stat().st_mode) & 0o077]


@pytest.mark.skipif(os.name == "nt", reason="rights are inherited there")
def test_a_new_profile_and_its_backups_are_for_their_user_alone(tmp_path: Path, open_umask: None) -> None:
    folder = tmp_path / "profile"
    desk = begin(folder, organisation="Noordveld", name="Anna", email="anna@noordveld.nl")
    keeping_backups.back_up_now(desk)
    assert {f"{database_path(folder).name}{end}" for end in ("", "-wal", "-shm")} <= {one.name for one in folder.iterdir()}
    assert seen_by_others(folder) == []
    made = keeping_backups.backups(folder)[0].path
    desk.store.save(Training.new(desk.me, title="Excel"))
    desk.store.connection.close()
    made.chmod(0o666)
    keeping_backups.restore(folder, made)
    assert stat.S_IMODE(database_path(folder).stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="rights are inherited there")
def test_the_files_of_an_older_version_are_mended_at_opening_and_its_backups_at_the_next(tmp_path: Path, open_umask: None) -> None:
    folder = tmp_path / "profile"
    desk = begin(folder, organisation="Noordveld", name="Anna", email="anna@noordveld.nl", now=Hand())
    keeping_backups.back_up_now(desk)
    for one in (folder, *folder.rglob("*")):
        one.chmod(0o777 if one.is_dir() else 0o666)
    again = open_desk(folder, Hand(MONDAY + timedelta(days=1)))
    assert again is not None
    assert seen_by_others(folder, folders=False) == [keeping_backups.backups(folder)[0].path.name]
    keeping_backups.back_up_now(again)
    assert seen_by_others(folder, folders=False) == []
    again.store.connection.close()
    desk.store.connection.close()


@pytest.mark.skipif(os.name == "nt", reason="rights are inherited there")
def test_a_folder_that_was_there_keeps_the_rights_that_somebody_gave_it(tmp_path: Path, open_umask: None) -> None:
    folder = tmp_path / "profile"
    (folder / "backups").mkdir(parents=True)
    for one in (folder, folder / "backups"):
        one.chmod(0o2770)
    desk = begin(folder, organisation="Noordveld", name="Anna", email="anna@noordveld.nl")
    keeping_backups.back_up_now(desk)
    desk.store.connection.close()
    assert [stat.S_IMODE(one.stat().st_mode) for one in (folder, folder / "backups")] == [0o2770, 0o2770]
    assert seen_by_others(folder, folders=False) == []


@pytest.mark.skipif(os.name == "nt", reason="rights are inherited there")
def test_settings_that_come_first_make_the_folder_for_its_user_alone(tmp_path: Path, open_umask: None) -> None:
    change_settings(tmp_path / "profile", zoom=110)
    assert stat.S_IMODE((tmp_path / "profile").stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="rights are inherited there")
def test_a_disk_that_knows_no_rights_keeps_nobody_from_their_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    tmp_path.chmod(0o755)
    monkeypatch.setattr(os, "chmod", refuse)
    desk = begin(tmp_path, organisation="Noordveld", name="Anna", email="anna@noordveld.nl")
    assert keeping_backups.back_up_now(desk).sentence
    desk.store.connection.close()
