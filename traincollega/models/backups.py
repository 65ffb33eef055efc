"""Copies of the whole database: one made while people work, and one put in its place; each whole or not at all."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from threading import get_ident
from time import time
from typing import NamedTuple

from traincollega.errors import DatabaseBusy, DatabaseDamaged, DatabaseNewer, StorageError
from traincollega.language import _
from traincollega.models.database import APPLICATION, VERSION, Connection, keep_private, speaking, spoken

Progress = Callable[[int, int], object]
"""Is told (how far, of how much) now and then; what it raises stops the copying."""

PAGES = 250
"""Pages of 4 KiB that are copied and on the disk at a time: after each somebody may stop it."""
STEP = 8 * 2**20
"""Bytes that are taken away at a time."""
DAY = 24 * 60 * 60
SIDES = ("-wal", "-journal")
"""What SQLite keeps beside a database and belongs to it."""
HELD_FILES_MOVE = os.name != "nt"
"""Whether a file can be replaced while a program holds it open."""
STAND = """SELECT (SELECT COALESCE(MAX(seq), 0) FROM change), (SELECT COUNT(*) || COALESCE(MAX(saved), '') FROM draft),
    (SELECT COALESCE(MAX(seq), 0) || '.' || COALESCE(SUM(read), 0) FROM message),
    (SELECT COALESCE(GROUP_CONCAT(name || question), '') FROM saved_filter),
    (SELECT COALESCE(GROUP_CONCAT(key || value), '') FROM local)"""


class Held(NamedTuple):
    """What a database holds, as a person tells one from another."""

    organisation: str
    """Its id; "" where none has begun."""
    timezone: str
    trainings: int
    colleagues: int


def back_up(source: Path, to: Path, progress: Progress | None = None) -> Held:
    """Copy a database that others may write meanwhile to a file, whole or not at all; return what the copy holds.

    Raises DatabaseDamaged or DatabaseNewer about the source, DiskFull or StorageError about the copy; then `to` is as it was.
    """
    mark = f"{to.name}.{os.getpid()}-{get_ident()}"
    beside, gone = to.with_name(f"{mark}.new"), to.with_name(f"{mark}.gone")
    with speaking(to):
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            _copy(source, beside, progress)
            held = _held(beside, source, checked=True)
            with suppress(OSError):  # there is none to replace, or the disk knows one name for a file
                os.link(to, gone)
            beside.replace(to)
            _settle(to.parent)
        except BaseException:
            for left in (beside, gone):
                with suppress(OSError):  # what went wrong first is told
                    left.unlink(missing_ok=True)
            raise
        remove(gone)
    return held


def remove(path: Path) -> None:
    """Take a file away a piece at a time: all of 400 MB at once keeps a save in the window waiting for 0.3 s."""
    with speaking(path), suppress(FileNotFoundError):
        stat = path.stat()
        if stat.st_nlink == 1:  # what has another name stays whole there
            with path.open("rb+") as stream:
                for size in range(stat.st_size - STEP, 0, -STEP):
                    stream.truncate(size)
                    os.fsync(stream.fileno())
        path.unlink()


def tidy(folder: Path, database: Path) -> None:
    """Take away what a copying that was stopped left in a folder of backups, and a name there of the database itself.

    The files that stay are for nobody else to read, also where an older version made them.
    """
    with suppress(OSError):  # no reason to keep anybody from a backup
        for one in folder.glob("*.sqlite*"):
            keep_private(one)
        yesterday = time() - DAY
        for left in (*folder.glob("*.new"), *folder.glob("*.gone"), *database.parent.glob(f"{database.name}.*.restored*")):
            if left.stat().st_mtime < yesterday:  # a younger one may still be at work
                left.unlink()
        for one in folder.glob("*-before-restore.sqlite"):  # both names were there when putting back was cut off
            if database.exists() and one.samefile(database):
                one.unlink()


def held_in(path: Path) -> Held:
    """Return what a backup holds, read but not checked; raises DatabaseDamaged, DatabaseNewer, StorageError."""
    return _held(path, path)


def readable(path: Path) -> Held:
    """Return what a backup holds, each page of it looked at; raises DatabaseDamaged, DatabaseNewer, StorageError."""
    return _held(path, path, checked=True)


def stand_of(path: Path) -> tuple[object, ...]:
    """Return what differs between two databases of one computer as soon as anything was saved between them."""
    with speaking(path), closing(_reading(path)) as connection:
        stand: tuple[object, ...] = connection.execute(STAND).fetchone()
        return stand


def put_back(backup: Path, database: Path, kept: Path, damaged: Path) -> Path | None:
    """Put a copy of a backup in the place of a database; return where that lies now: `kept`, or `damaged` where it was not sound.

    The new file is another one to the system. Whenever this stops, the old database stands or the new one does, whole. None where
    there was no database yet. Raises DatabaseBusy where another connection is open, and what `back_up` raises.
    """
    ready = database.with_name(f"{database.name}.{os.getpid()}.restored")
    with speaking(database):
        alone: Connection | None = None
        try:
            back_up(backup, ready)
            if not database.exists():
                _without_sides(database)
                ready.replace(database)
                _settle(database.parent)
                return None
            alone = _alone(database)
            old = kept if alone is not None and _is_sound(alone) else damaged
            old.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _give_name(database, old, alone)
            if alone is None:
                _move_sides(database, old)
            elif not HELD_FILES_MOVE:
                alone.close()
            ready.replace(database)
            _settle(database.parent)
            return old
        finally:
            if alone is not None:
                alone.close()
            with suppress(OSError):
                ready.unlink(missing_ok=True)


def _reading(path: Path) -> sqlite3.Connection:
    """Return a read-only connection, that makes no file beside one which nobody writes."""
    at_rest = not any(Path(f"{path}{side}").exists() for side in SIDES)
    uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if at_rest else ''}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)


def _copy(source: Path, beside: Path, progress: Progress | None) -> None:
    beside.touch(mode=0o600)
    with (
        closing(_reading(source)) as reads,
        closing(sqlite3.connect(beside, isolation_level=None, check_same_thread=False)) as writes,
    ):
        writes.execute("PRAGMA journal_mode = OFF")  # it counts once it is whole
        writes.execute("PRAGMA synchronous = OFF")
        with speaking(source):
            reads.execute("BEGIN")  # one moment of it, whoever writes meanwhile: else it begins again after each save
            reads.execute("SELECT * FROM sqlite_master").fetchone()
        with beside.open("rb+") as stream:

            def told(_status: int, left: int, of: int) -> None:
                os.fsync(stream.fileno())  # all at the end would keep a save in the window waiting for 0.4 s
                if progress:
                    progress(of - left, of)

            reads.backup(writes, pages=PAGES, progress=told, sleep=0)


def _held(path: Path, name: Path, *, checked: bool = False) -> Held:
    """Return what a file holds; `name` is the file that a person knows it by."""
    with speaking(name), closing(_reading(path)) as connection:
        owner: int = connection.execute("PRAGMA application_id").fetchone()[0]
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if owner != APPLICATION or not version:
            raise DatabaseDamaged(
                _("{path} is no backup of Train je Collega. Choose another file; nothing was changed.").format(path=name)
            )
        if version > VERSION:
            sentence = _("{path} was made by a newer version of Train je Collega. Install that version; nothing was changed.")
            raise DatabaseNewer(sentence.format(path=name))
        if checked and not _is_sound(connection):
            raise DatabaseDamaged(_("{path} is damaged or no database. Put back a copy; nothing was changed.").format(path=name))
        ours = connection.execute(
            "SELECT organisation.id, timezone FROM local JOIN organisation ON organisation.id = value WHERE key = 'organisation'"
        ).fetchone()
        trainings = connection.execute("SELECT COUNT(*) FROM training WHERE deleted = 0").fetchone()[0]
        colleagues = connection.execute("SELECT COUNT(*) FROM colleague WHERE deleted = 0").fetchone()[0]
    organisation, timezone = ours or ("", "")
    return Held(organisation, timezone, trainings, colleagues)


def _is_sound(connection: sqlite3.Connection) -> bool:
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError as error:
        if not isinstance(spoken(error), DatabaseDamaged):
            raise
        return False


def _alone(database: Path) -> Connection | None:
    """Return a connection that has the database for itself, all of it in one file; None where SQLite cannot read it."""
    uri = f"{database.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=2, isolation_level=None, check_same_thread=False, factory=Connection)
    try:
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]  # takes in the WAL; refused while others are there
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # from the first transaction until it is closed
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        connection.close()
        known = spoken(error, database)
        if isinstance(known, DatabaseDamaged):
            return None
        if isinstance(known, DatabaseBusy):
            raise _in_use() from error
        raise
    if mode != "delete":
        connection.close()
        raise _in_use()
    return connection


def _in_use() -> DatabaseBusy:
    return DatabaseBusy(_("Train je Collega is open elsewhere. Close it there and try again; nothing was changed."))


def _give_name(database: Path, old: Path, alone: Connection | None) -> None:
    """Let the file of the database also be known as `old`; copied where the disk knows one name for a file."""
    if old.exists():
        raise StorageError(_("{path} is there already. Try again in a moment; nothing was changed.").format(path=old))
    try:
        os.link(database, old)
    except OSError:
        try:
            _copy_whole(database, old, alone)
        except BaseException:
            with suppress(OSError):  # what went wrong first is told
                old.unlink(missing_ok=True)
            raise
    _settle(old.parent)


def _copy_whole(database: Path, old: Path, alone: Connection | None) -> None:
    if alone is None:
        shutil.copy2(database, old)
    else:
        old.touch(mode=0o600)
        with closing(
            sqlite3.connect(old, check_same_thread=False)
        ) as copy:  # opening the file ourselves would end SQLite's lock on it
            alone.backup(copy)


def _move_sides(database: Path, old: Path) -> None:
    """Take away what lies beside a database that SQLite cannot read: it would be read into the new one."""
    for side in SIDES:
        with suppress(FileNotFoundError):
            shutil.copy2(f"{database}{side}", f"{old}{side}")
    _without_sides(database)


def _without_sides(database: Path) -> None:
    for side in (*SIDES, "-shm"):
        Path(f"{database}{side}").unlink(missing_ok=True)
    _settle(database.parent)


def _settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can say so."""
    if HELD_FILES_MOVE:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
