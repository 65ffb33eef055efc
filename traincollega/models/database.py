"""Opens our database file, or says in one sentence why not; one transaction per intention."""

import errno
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from traincollega.errors import DatabaseBusy, DatabaseDamaged, DatabaseNewer, DiskFull, StorageError
from traincollega.language import _

VERSION = 12
"""The number of the newest migration; a file with a higher one is refused."""
PATIENCE = 10.0
"""Seconds to wait for another program that writes."""
DURABLY = "FULL"
"""How SQLite commits: what is saved outlives a power cut, and waits 1 to 10 ms for it. Tests, where there is none, do without."""
CACHE, BULK_CACHE = 2_000, 64_000
"""Kilobytes of the database in memory; in bulk enough that no page is written twice on its way (20 ms of 2,000 trainings)."""
APPLICATION = int.from_bytes(b"TjeC")
"""What SQLite keeps in the header to tell our files from those of other programs."""
UNKNOWN_FORMAT = "unsupported file format"
"""What SQLite says, as a plain error, of a header whose number of the schema format is damaged."""
OUTER = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
INNER = ("SAVEPOINT part", "RELEASE part", ("ROLLBACK TO part", "RELEASE part"))

_EXECUTE = sqlite3.Connection.execute  # looked up once: `super()` takes 0.3 µs of each statement


class Connection(sqlite3.Connection):
    """A connection in autocommit mode, that holds what was read on it and stays true until something is rolled back."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.remembered: dict[type, Any] = {}
        """By the type of what is remembered; `atomic` empties it."""
        self.first: Callable[[], object] | None = None
        """What is done before any statement: to wait for one on another thread."""

    def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
        """Run a statement."""
        if self.first is not None:
            self.first()
        return _EXECUTE(self, statement, values)


def open_database(path: Path) -> Connection:
    """Open, and where needed make or upgrade, the database at `path`; raises StorageError and what stands below it.

    A file that is refused keeps its bytes: nothing is written before it is known to be ours.
    """
    with speaking(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(OSError):  # it is there already, or SQLite says below why it cannot be
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        connection = _connected(path, "rwc")
        try:
            version = _own_version(connection, path)
            for one in (path, f"{path}-wal", f"{path}-shm"):  # a new WAL gets the rights of the database
                keep_private(one)
            _ready_to_write(connection)
            if version < VERSION:
                # sqlite_utils takes 130 ms to import and is needed only when the file is made or upgraded
                from traincollega.models.migrations import migrate

                with atomic(connection):
                    migrate(connection)
                    connection.execute(f"PRAGMA application_id = {APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            connection.close()
            raise
        return connection


def keep_private(path: Path | str) -> None:
    """Let no other user of this computer read or write a file of ours, as far as the disk knows such rights.

    A folder is made for its user alone, and keeps the rights that it has: somebody may have shared it on purpose.
    """
    if os.name == "nt":  # they are inherited there, from the user's own folder
        return
    with suppress(OSError):  # it is not there, or not ours to change: no reason to keep anybody from their work
        mode = os.stat(path).st_mode
        if mode & 0o077:
            os.chmod(path, stat.S_IMODE(mode) & ~0o077)


def connect(path: Path, *, read_only: bool = False) -> Connection:
    """Return a connection in autocommit mode; transactions are begun by `atomic`."""
    connection = _connected(path, "ro" if read_only else "rwc")
    try:
        if not read_only:
            _ready_to_write(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _connected(path: Path, mode: str) -> Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False, factory=Connection)


def _ready_to_write(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {DURABLY}")


def _own_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of our database, 0 for one that is still empty; refuse one that is newer or not ours."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    owner: int = connection.execute("PRAGMA application_id").fetchone()[0]
    holds_tables: int = connection.execute("SELECT EXISTS (SELECT * FROM sqlite_master)").fetchone()[0]
    if owner != APPLICATION and (holds_tables or version or owner):
        raise DatabaseDamaged(
            _("{path} is a database of another program. Choose another folder; nothing was changed.").format(path=path)
        )
    if version > VERSION:
        raise DatabaseNewer(
            _("{path} was made by a newer version of Train je Collega. Install that version; nothing was changed.").format(
                path=path
            )
        )
    return version


@contextmanager
def atomic(connection: Connection, *, bulk: bool = False) -> Iterator[None]:
    """Run a block as one transaction, all or nothing; within another one it is all or nothing for itself too.

    `bulk` commits without waiting for the disk (a power cut may lose it, whole; it never breaks the file).
    """
    inner = connection.in_transaction
    begin, commit, back = INNER if inner else OUTER
    with speaking():
        if bulk and not inner:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(f"PRAGMA cache_size = -{BULK_CACHE}")
        try:
            connection.execute(begin)
            try:
                yield
                connection.execute(commit)
            except BaseException:
                connection.remembered.clear()
                if connection.in_transaction:  # a full disk may have ended it already
                    for statement in back:
                        connection.execute(statement)
                raise
        finally:
            if bulk and not inner:
                connection.execute(f"PRAGMA synchronous = {DURABLY}")
                connection.execute(f"PRAGMA cache_size = -{CACHE}")


@contextmanager
def speaking(path: Path | None = None) -> Iterator[None]:
    """Turn what SQLite and the file system say into an error that a person understands."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        known = spoken(error, path)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        if path is None:
            raise
        raise _of_the_disk(error, path) from error


def _of_the_disk(error: OSError, path: Path) -> StorageError:
    """Return the sentence for what the file system says about a file of ours; its own words are English everywhere."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _locked(path.parent)
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EEXIST):
        return StorageError(_("There is no folder {folder}. Choose another place.").format(folder=path.parent))
    if error.errno == errno.ENAMETOOLONG:
        return StorageError(_("The name {path} is too long. Choose a shorter one.").format(path=path))
    return _gone(path)


def spoken(error: BaseException, path: Path | None = None) -> StorageError | None:
    """Return the sentence for one of SQLite's errors, or None where it is a bug of ours."""
    if not isinstance(error, sqlite3.DatabaseError):
        return None
    whole = getattr(error, "sqlite_errorcode", 0)
    code = whole & 0xFF
    named = path or _("the database")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or str(error) == UNKNOWN_FORMAT:
        return DatabaseDamaged(_("{path} is damaged or no database. Put back a copy; nothing was changed.").format(path=named))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusy(_("Another program is writing in the database. Wait a moment and try again."))
    if code == sqlite3.SQLITE_FULL or whole == sqlite3.SQLITE_IOERR_SHMSIZE:  # the second: no room for the index of the WAL
        return _full()
    if whole == sqlite3.SQLITE_READONLY_DBMOVED:
        return DatabaseBusy(_("A backup was put back just now. Nothing was saved; try again."))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return _locked(named)
    if code == sqlite3.SQLITE_CANTOPEN and path and path.parent.is_dir() and not os.access(path.parent, os.W_OK):
        return _locked(path.parent)  # its WAL cannot be made beside it
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        return _gone(named)
    return None


def _full() -> DiskFull:
    return DiskFull(_("The disk is full. Nothing was saved; make room and try again."))


def _locked(place: Path | str) -> DiskFull:
    return DiskFull(_("We may not write in {place}. Ask for the right to write there.").format(place=place))


def _gone(path: Path | str) -> StorageError:
    return StorageError(_("{path} cannot be opened or written. Is the disk still there?").format(path=path))
