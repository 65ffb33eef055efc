"""A backup is whole or not there, and putting one back leaves the old database or the new one, whatever goes wrong."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.models.world import computer, organisation
from traincollega.errors import DatabaseBusy, DatabaseDamaged, DatabaseNewer, DiskFull, StorageError
from traincollega.models import backups
from traincollega.models.backups import back_up, held_in, put_back, readable, remove, stand_of, tidy
from traincollega.models.database import VERSION, open_database
from traincollega.models.drafts import Draft, keep_draft
from traincollega.models.store import Store
from traincollega.models.training import Training

ROOT = Path(__file__).resolve().parents[2]
POSIX = pytest.mark.skipif(os.name == "nt", reason="processes are forked and killed")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A computer with one training, "Old"."""
    made = computer(tmp_path / "p" / "traincollega.sqlite")
    made.set_local("organisation", organisation(made).id)
    made.save(Training.new(made.person, title="Old"))
    yield made
    made.connection.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where its database lies."""
    return tmp_path / "p" / "traincollega.sqlite"


def titles(path: Path) -> list[str]:
    with closing(open_database(path)) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM training ORDER BY seq")]


def restored(backup: Path, path: Path, tmp_path: Path) -> Path | None:
    return put_back(backup, path, tmp_path / "kept" / "kept.sqlite", tmp_path / "kept" / "damaged.sqlite")


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file() and one.suffix != ".sqlite-shm"
    }


def test_a_backup_holds_what_is_saved_and_not_yet_in_the_file_itself(store: Store, path: Path, tmp_path: Path) -> None:
    assert Path(f"{path}-wal").stat().st_size > 0
    held = back_up(path, tmp_path / "b" / "x.sqlite")
    assert (held.trainings, held.colleagues) == (1, 1)
    assert held == held_in(tmp_path / "b" / "x.sqlite") == readable(tmp_path / "b" / "x.sqlite")
    assert [one.name for one in (tmp_path / "b").iterdir()] == ["x.sqlite"]


def test_who_saves_while_a_backup_is_made_neither_waits_nor_gets_half_in_it(
    store: Store, path: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(backups, "PAGES", 2)
    told: list[tuple[int, int]] = []

    def save(far: int, of: int) -> None:
        told.append((far, of))
        assert len(told) < 1_000, "it begins again after each save"
        store.save(Training.new(store.person, title=f"New {far}", body="x" * 10_000))

    held = back_up(path, tmp_path / "x.sqlite", save)
    assert len(told) > 5
    assert told[-1][0] == told[-1][1]
    assert held.trainings == 1
    assert len(titles(path)) == 1 + len(told)


def test_a_backup_that_is_stopped_leaves_the_one_before_it(store: Store, path: Path, tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(_far: int, _of: int) -> None:
        raise Enough

    back_up(path, tmp_path / "b" / "x.sqlite")
    before = files(tmp_path / "b")
    store.save(Training.new(store.person, title="New"))
    with pytest.raises(Enough):
        back_up(path, tmp_path / "b" / "x.sqlite", stop)
    assert files(tmp_path / "b") == before


def test_a_damaged_database_never_takes_the_place_of_a_sound_backup(store: Store, path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "b" / "x.sqlite")
    before = files(tmp_path / "b")
    for at in range(40):
        store.save(Training.new(store.person, title=f"More {at}", body="x" * 3_000))
    store.connection.close()
    with path.open("rb+") as stream:
        stream.seek(path.stat().st_size // 2 // 4096 * 4096)
        stream.write(b"\xff" * 4096 * 4)
    with pytest.raises(DatabaseDamaged):
        back_up(path, tmp_path / "b" / "x.sqlite")
    assert files(tmp_path / "b") == before


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_refuses_a_backup_is_told_and_leaves_nothing(
    store: Store, path: Path, tmp_path: Path, monkeypatch: Any, number: int
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(backups.os, "fsync", refuse)
    with pytest.raises(DiskFull):
        back_up(path, tmp_path / "b" / "x.sqlite")
    assert files(tmp_path / "b") == {}


@pytest.mark.skipif(os.name == "nt" or (os.geteuid() == 0 and not shutil.which("prlimit")), reason="limits the size of files")
def test_a_disk_that_is_full_halfway_is_told_in_a_sentence(store: Store, path: Path, tmp_path: Path) -> None:
    store.save(*(Training.new(store.person, title=f"T{at}", body="x" * 20_000) for at in range(40)))
    code = f"""
import resource, signal
from pathlib import Path
from traincollega.models.backups import back_up
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
back_up(Path({str(path)!r}), Path({str(tmp_path)!r}) / "b" / "x.sqlite")
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "StorageError" in done.stderr or "DiskFull" in done.stderr
    assert files(tmp_path / "b") == {}


def test_a_backup_replaces_the_one_with_its_name(store: Store, path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "b" / "x.sqlite")
    store.save(Training.new(store.person, title="New"))
    assert back_up(path, tmp_path / "b" / "x.sqlite").trainings == 2
    assert [one.name for one in (tmp_path / "b").iterdir()] == ["x.sqlite"]


def test_putting_back_gives_another_file_with_what_the_backup_held(store: Store, path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "b" / "x.sqlite")
    store.save(Training.new(store.person, title="New"))
    inode = path.stat().st_ino
    store.connection.close()
    assert restored(tmp_path / "b" / "x.sqlite", path, tmp_path) == tmp_path / "kept" / "kept.sqlite"
    assert titles(path) == ["Old"]
    assert titles(tmp_path / "kept" / "kept.sqlite") == ["Old", "New"]
    assert path.stat().st_ino != inode
    assert sorted(one.name for one in path.parent.iterdir()) == ["traincollega.sqlite"]
    assert titles(tmp_path / "b" / "x.sqlite") == ["Old"]


def test_putting_back_takes_in_first_what_a_program_that_died_had_saved(store: Store, path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "x.sqlite")
    store.save(Training.new(store.person, title="New"))
    died = tmp_path / "died" / "traincollega.sqlite"
    died.parent.mkdir()
    for side in ("", "-wal"):
        shutil.copy(f"{path}{side}", f"{died}{side}")
    restored(tmp_path / "x.sqlite", died, tmp_path)
    assert titles(died) == ["Old"]
    assert titles(tmp_path / "kept" / "kept.sqlite") == ["Old", "New"]


def test_nothing_is_put_back_while_another_program_has_the_database(store: Store, path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "x.sqlite")
    store.save(Training.new(store.person, title="New"))
    with pytest.raises(DatabaseBusy, match="open elsewhere"):
        restored(tmp_path / "x.sqlite", path, tmp_path)
    store.save(Training.new(store.person, title="Newer"))
    assert titles(path) == ["Old", "New", "Newer"]
    assert sorted(one.name for one in path.parent.iterdir())[0] == "traincollega.sqlite"
    assert not list(path.parent.glob("*restored*"))


def test_who_comes_while_a_backup_is_put_back_saves_nothing_in_the_file_that_went(
    store: Store, path: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    """Its sentence says so: what is told as saved is in the database that stands there."""
    back_up(path, tmp_path / "x.sqlite")
    store.connection.close()
    ended: list[object] = []

    def come() -> None:
        try:
            with closing(open_database(path)) as connection:
                connection.execute("INSERT INTO local VALUES ('came', 'yes')")
                ended.append("saved")
        except StorageError as error:
            ended.append(error)

    comes = Thread(target=come)
    give_name = backups._give_name  # noqa: SLF001

    def with_company(*arguments: Any) -> None:
        give_name(*arguments)
        comes.start()
        comes.join(0.3)
        assert comes.is_alive(), "it waits until it may read"

    monkeypatch.setattr(backups, "_give_name", with_company)
    restored(tmp_path / "x.sqlite", path, tmp_path)
    comes.join()
    with closing(open_database(path)) as connection:
        there = connection.execute("SELECT value FROM local WHERE key = 'came'").fetchone()
    assert (ended == ["saved"]) == (there is not None)
    if there is None:
        assert "put back just now" in str(ended[0])


def test_a_damaged_database_is_set_aside_with_all_that_lay_beside_it(
    store: Store, path: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    back_up(path, tmp_path / "x.sqlite")
    store.connection.close()
    monkeypatch.setattr(backups, "_alone", lambda _path: None)  # SQLite itself throws a WAL away that it cannot read
    path.write_bytes(b"no database at all")
    Path(f"{path}-wal").write_bytes(b"what was not in it yet")
    assert restored(tmp_path / "x.sqlite", path, tmp_path) == tmp_path / "kept" / "damaged.sqlite"
    assert (tmp_path / "kept" / "damaged.sqlite").read_bytes() == b"no database at all"
    assert (tmp_path / "kept" / "damaged.sqlite-wal").read_bytes() == b"what was not in it yet"
    assert titles(path) == ["Old"]


def test_a_backup_comes_where_there_is_no_database_yet(store: Store, path: Path, tmp_path: Path) -> None:
    back_up(path, tmp_path / "x.sqlite")
    fresh = tmp_path / "fresh" / "traincollega.sqlite"
    fresh.parent.mkdir()
    Path(f"{fresh}-wal").write_bytes(b"of another one")
    assert restored(tmp_path / "x.sqlite", fresh, tmp_path) is None
    assert titles(fresh) == ["Old"]


def test_a_database_that_is_open_elsewhere_can_be_read_as_a_backup(store: Store, path: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh" / "traincollega.sqlite"
    fresh.parent.mkdir()
    restored(path, fresh, tmp_path)
    assert titles(fresh) == ["Old"]


def of_nobody(path: Path) -> None:
    path.write_bytes(b"a letter to my mother")


def of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")


def from_later(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2 // 4096 * 4096])


def of_nothing(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "error"),
    [(of_nobody, DatabaseDamaged), (of_another_program, DatabaseDamaged), (from_later, DatabaseNewer), (half, DatabaseDamaged),
     (of_nothing, DatabaseDamaged)],
)  # fmt: skip
def test_what_is_no_sound_backup_of_ours_is_refused_and_nothing_changes(
    store: Store, path: Path, tmp_path: Path, spoil: Any, error: type[Exception]
) -> None:
    backup = tmp_path / "x.sqlite"
    if spoil is not of_another_program:
        back_up(path, backup)
    spoil(backup)
    store.connection.close()
    before = files(tmp_path)
    with pytest.raises(error, match=f"{backup}.*nothing was changed"):
        readable(backup)
    with pytest.raises(error, match=f"{backup}.*nothing was changed"):
        restored(backup, path, tmp_path)
    assert files(tmp_path) == before


@pytest.mark.parametrize("step", ["_give_name", "_settle", "back_up"])
def test_a_disk_that_is_full_while_putting_back_changes_nothing(
    store: Store, path: Path, tmp_path: Path, monkeypatch: Any, step: str
) -> None:
    back_up(path, tmp_path / "x.sqlite")
    store.save(Training.new(store.person, title="New"))
    store.connection.close()

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(backups, step, full)
    with pytest.raises(DiskFull):
        restored(tmp_path / "x.sqlite", path, tmp_path)
    monkeypatch.undo()
    assert titles(path) == ["Old", "New"]
    assert not list(path.parent.glob("*restored*"))


def test_a_disk_that_knows_one_name_for_a_file_gets_a_copy(store: Store, path: Path, tmp_path: Path, monkeypatch: Any) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    back_up(path, tmp_path / "x.sqlite")
    store.save(Training.new(store.person, title="New"))
    store.connection.close()
    monkeypatch.setattr(backups.os, "link", refuse)
    restored(tmp_path / "x.sqlite", path, tmp_path)
    assert titles(tmp_path / "kept" / "kept.sqlite") == ["Old", "New"]
    assert titles(path) == ["Old"]


@POSIX
@pytest.mark.parametrize("sound", [True, False])
def test_killed_between_any_two_steps_the_old_database_stands_or_the_new_one_whole(
    store: Store, path: Path, tmp_path: Path, sound: bool
) -> None:
    backup, died = tmp_path / "x.sqlite", tmp_path / "died" / "traincollega.sqlite"
    back_up(path, backup)
    store.save(Training.new(store.person, title="New"))
    died.parent.mkdir()
    for side in ("", "-wal"):
        shutil.copy(f"{path}{side}", f"{died}{side}")
    if not sound:
        died.write_bytes(b"no database at all" * 1_000)
        Path(f"{died}-wal").unlink()
        Path(f"{died}-wal").write_bytes(b"")
    (tmp_path / "runs").mkdir()
    command = [sys.executable, "-m", "tests.models.cut_off", tmp_path / "runs", backup, died]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) > 40
    old = "New" if sound else "damaged"
    turn = found.index("Old")
    assert set(found[:turn]) == {old}
    assert set(found[turn:]) == {"Old"}
    for run in (tmp_path / "runs").iterdir():  # what stood there is never lost, neither before nor after
        kept = [*run.glob("backups/*.sqlite"), run / "traincollega.sqlite"]
        assert any((b"no database at all" in one.read_bytes()) if not sound else titles(one)[-1] == "New" for one in kept)


def test_a_file_that_goes_in_pieces_stays_whole_under_its_other_name(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(backups, "STEP", 10)
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"x" * 100)
    os.link(one, other)
    remove(one)
    assert other.read_bytes() == b"x" * 100
    remove(other)
    remove(other)
    assert list(tmp_path.iterdir()) == []


def test_what_a_cut_off_left_is_taken_away_a_day_later_and_a_second_name_of_the_database_at_once(
    store: Store, path: Path, tmp_path: Path
) -> None:
    folder = path.parent / "backups"
    folder.mkdir()
    for name in ("a.sqlite.1-2.new", "b.sqlite.1-2.gone", "mine.txt"):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (1, 1))
    (folder / "young.sqlite.1-2.new").write_bytes(b"x")
    os.link(path, folder / "traincollega-2026-11-24-120000-before-restore.sqlite")
    tidy(folder, path)
    assert sorted(one.name for one in folder.iterdir()) == ["mine.txt", "young.sqlite.1-2.new"]
    assert titles(path) == ["Old"]


def test_whatever_is_saved_gives_another_stand(store: Store, path: Path) -> None:
    seen = [stand_of(path)]
    assert stand_of(path) == seen[0]
    saves = (
        lambda: store.save(Training.new(store.person, title="New")),
        lambda: store.set_local("x", "y"),
        lambda: keep_draft(store.connection, Draft("d", "", {"title": "x"}, store.clock.now())),  # type: ignore[attr-defined]
    )
    for save in saves:
        save()
        seen.append(stand_of(path))
    assert len(set(seen)) == len(seen)
