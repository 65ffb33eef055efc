"""Opens our database file, or says in one sentence why not; one transaction per intention."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from traincollega.errors import DatabaseBusy, DatabaseDamaged, DatabaseNewer, DiskFull, StorageError
from traincollega.language import _

VERSION = 1
"""The number of the newest migration; a file with a higher one is refused."""
PATIENCE = 10.0
"""Seconds to wait for another program that writes."""


def open_database(path: Path) -> sqlite3.Connection:
    """Open, and where needed make or upgrade, the database at `path`; raises StorageError and what stands below it."""
    with speaking(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = connect(path)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise DatabaseNewer(
                    _("{path} was made by a newer version of Train je Collega. Install that version; nothing was changed.").format(
                        path=path
                    )
                )
            if version < VERSION:
                # sqlite_utils takes 130 ms to import and is needed only when the file is made or upgraded
                from traincollega.models.migrations import migrate

                migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Return a connection in autocommit mode; transactions are begun by `atomic`."""
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def atomic(connection: sqlite3.Connection, *, bulk: bool = False) -> Iterator[None]:
    """Run a block as one transaction, all or nothing; within another one it is part of that.

    `bulk` commits without waiting for the disk (a power cut may lose it, whole; it never breaks the file).
    """
    if connection.in_transaction:
        yield
        return
    with speaking():
        if bulk:
            connection.execute("PRAGMA synchronous = NORMAL")
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        finally:
            if bulk:
                connection.execute("PRAGMA synchronous = FULL")


@contextmanager
def speaking(path: Path | None = None) -> Iterator[None]:
    """Turn what SQLite and the file system say into an error that a person understands."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        known = _spoken(error, path)
        if known is None:
            raise
        raise known from error
    except PermissionError as error:
        raise DiskFull(_("We may not write in {place}. Ask for the right to write there.").format(place=error.filename)) from error
    except OSError as error:
        if path is None:
            raise
        raise StorageError(_("{path} cannot be opened: {why}.").format(path=path, why=error.strerror)) from error


def _spoken(error: sqlite3.DatabaseError, path: Path | None) -> StorageError | None:
    """Return the sentence for one of SQLite's errors, or None where it is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    named = path or _("the database")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DatabaseDamaged(_("{path} is damaged or no database. Put back a copy; nothing was changed.").format(path=named))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusy(_("Another program is writing in the database. Wait a moment and try again."))
    if code == sqlite3.SQLITE_FULL:
        return DiskFull(_("The disk is full. Nothing was saved; make room and try again."))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return DiskFull(_("We may not write in {place}. Ask for the right to write there.").format(place=named))
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        return StorageError(_("{path} cannot be opened or written. Is the disk still there?").format(path=named))
    return None
