"""The PostgreSQL place: the same contents as in a folder, in one table keyed by hash, and all SQL that another server speaks.

It is plain SQL that CockroachDB, YugabyteDB and Citus speak too. A colleague's role may read and add; only a coordinator's may
take away. What is in a row is believed as little as what is in a folder: a content counts when its hash is its name.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from traincollega.errors import PlaceReadOnly, SharingError
from traincollega.language import _
from traincollega.sharing.place import PACK, PACK_MOST, SEGMENT, SEGMENT_MOST, TRIAL, Names, content_name
from traincollega.sharing.postgres_address import WHOLE, address_for, driver
from traincollega.sharing.postgres_server import Server, read_only

if TYPE_CHECKING:
    import psycopg

COLLEAGUE, COORDINATOR = "traincollega_colleague", "traincollega_coordinator"
"""The roles that `set_up` makes where no others are named."""
ENDINGS = (SEGMENT, PACK)
"""By the number of their kind in the table."""
MOSTS = (SEGMENT_MOST, PACK_MOST)
NAME = re.compile(r"[0-9a-f]{64}\.tj[sp]")
HOUR, DAY, WEEK = 3600.0, 86_400.0, 604_800.0
EVER = "-infinity"
PAGE, BATCH = 10_000, 8_000_000
"""Rows of a listing, and bytes of contents, that are asked for at once."""

TABLE = f"""CREATE TABLE IF NOT EXISTS traincollega.segment (
    organisation bytea NOT NULL,
    hash bytea NOT NULL,
    kind smallint NOT NULL,
    content bytea NOT NULL,
    arrived timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organisation, hash, kind),
    CHECK (octet_length(hash) = 32),
    CHECK ((kind = 0 AND octet_length(content) <= {SEGMENT_MOST}) OR (kind = 1 AND octet_length(content) <= {PACK_MOST}))
)"""
INDEX = "CREATE INDEX IF NOT EXISTS segment_by_arrival ON traincollega.segment (organisation, arrived, hash, kind)"
# who adds a row may say any time of arrival: it is compared, and never read as a time here (`arrived` alone would be the text)
NOW = "SELECT CAST(extract(epoch FROM now()) AS double precision)"
SIGN = f"""{NOW}, count(*), CAST(max(arrived) AS text) FROM traincollega.segment
    WHERE organisation = %s AND arrived >= CAST(%s AS timestamptz)"""
LIST = """SELECT hash, kind, CAST(arrived AS text), octet_length(content) FROM traincollega.segment
    WHERE organisation = %s AND (arrived, hash, kind) > (CAST(%s AS timestamptz), CAST(%s AS bytea), CAST(%s AS smallint))
    ORDER BY segment.arrived, hash, kind LIMIT %s"""
SIZES = """SELECT hash, octet_length(content) FROM traincollega.segment
    WHERE organisation = %s AND kind = %s AND hash = ANY(%b)"""
CONTENTS = """SELECT hash, CAST(arrived AS text), content FROM traincollega.segment
    WHERE organisation = %s AND kind = %s AND hash = ANY(%b) AND octet_length(content) <= %s"""
PUT = """INSERT INTO traincollega.segment (organisation, kind, hash, content) VALUES (%s, %s, %b, %b)
    ON CONFLICT (organisation, hash, kind) DO NOTHING"""
THERE = "SELECT 1 FROM traincollega.segment WHERE organisation = %s AND kind = %s AND hash = ANY(%b) LIMIT 1"
SAME = "SELECT content = %b FROM traincollega.segment WHERE organisation = %s AND kind = %s AND hash = %b"
HELD = "SELECT 1 FROM traincollega.segment WHERE organisation = %s LIMIT 1"
MAKES_ROLES = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
REMOVE = "DELETE FROM traincollega.segment WHERE organisation = %s AND kind = %s AND hash = ANY(%b)"


@dataclass(frozen=True)
class _Listing:
    """What the last listing found; times are the server's, in seconds."""

    whole_at: float
    at: float
    since: float
    sign: tuple[int, str | None] | None = None
    """Of the rows that arrived after `since`: how many, and when the last did."""
    present: frozenset[str] = frozenset()


class PostgresPlace:
    """The contents of one organisation in a database; a place, for one thread at a time.

    The address in TRAINCOLLEGA_POSTGRES goes before the one given (of the invitation): with it a coordinator's computer works
    under another role. What the address leaves out comes from PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD and the like.
    Close it after each round: a server bears far fewer connections than there are colleagues.
    """

    each_tidies = False

    def __init__(self, address: str, organisation: str, environment: Mapping[str, str] = os.environ) -> None:
        self._server = Server(environment.get(WHOLE) or address, environment)
        self.address = self._server.shown
        self._organisation = bytes.fromhex(organisation)
        self._last: _Listing | None = None
        self._false: dict[str, str] = {}  # name: when it arrived; what lies there under a name that is not its own

    def close(self) -> None:
        """End the connection; the next call opens another."""
        self._server.close()

    def names(self) -> Names:
        """Return everything the first time, once a week, and when the server's clock went back; else the last day's.

        A content that was sent long ago, but kept back until now, arrives with the time it was sent: hence the whole day.
        """
        last = self._last
        if last is not None:
            # the beginning moves once an hour, so that one can tell from a count that nothing came
            since = last.since if last.at - last.since < DAY + HOUR else last.at - DAY
            now, count, latest = self._ask(SIGN, self._organisation, _moment(since))[0]
            if last.at <= now < last.whole_at + WEEK:
                if (since, (count, latest)) != (last.since, last.sign):
                    last = replace(last, since=since, sign=(count, latest), present=self._listed(_moment(since)))
                self._last = replace(last, at=now)
                return Names(last.present - self._false.keys(), whole=False)
        now = self._ask(NOW)[0][0]
        present = self._listed(EVER)
        self._last = _Listing(whole_at=now, at=now, since=now - DAY)
        return Names(present, whole=True)

    def fetch(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the contents whose hash is their name, some 8 MB of them at a time in memory."""
        for kind, hashes in _by_kind(names):
            some: list[bytes] = []
            room = BATCH
            for hash_, size in self._ask(SIZES, self._organisation, kind, hashes):
                if some and size > room:
                    yield from self._whole(kind, some)
                    some, room = [], BATCH
                some.append(hash_)
                room -= size
            yield from self._whole(kind, some)

    def put(self, name: str, content: bytes) -> None:
        """Lay a content there; SharingError where another one lies under its name that we may not take away."""
        kind = ENDINGS.index(name[-4:])
        if content_name(content, ENDINGS[kind]) != name or len(content) > MOSTS[kind]:
            raise ValueError(f"{name} is no name of these {len(content)} bytes")
        row = self._organisation, kind, bytes.fromhex(name[:-4])

        def lay(connection: "psycopg.Connection[Any]") -> bool:
            try:
                if connection.execute(PUT, (*row, content)).rowcount:
                    return True
            except driver().errors.InsufficientPrivilege as error:
                raise read_only(self.address) from error
            return connection.execute(SAME, (content, *row)).fetchone() == (True,)

        if not self._server.do(lay):
            with suppress(PlaceReadOnly):
                self.remove([name])
            if not self._server.do(lay):
                told = _("In {place} something else lies where your work belongs. Ask your coordinator to take it away.")
                raise SharingError(told.format(place=self.address))
        self._false.pop(name, None)

    def remove(self, names: Iterable[str]) -> None:
        """Take contents away under a coordinator's role; under a colleague's nothing happens but PlaceReadOnly."""
        there = [self._server.do(partial(_take_away, values=(self._organisation, *one))) for one in _by_kind(names)]
        if any(there):
            told = _("You may take nothing away in {place}, so what has to go stays. "
                     "Choose this database again, with an administrator's address.")  # fmt: skip
            raise PlaceReadOnly(told.format(place=self.address))

    def try_out(self) -> None:
        """Write a content that is taken back at once; raises SharingError, for who may not write PlaceReadOnly."""

        def lay(connection: "psycopg.Connection[Any]") -> None:
            with connection.transaction(force_rollback=True):
                connection.execute(PUT, (self._organisation, 0, os.urandom(32), TRIAL))

        self._server.do(lay)

    def _ask(self, query: str, *values: object) -> list[Any]:
        """Return all rows of an answer."""
        return self._server.do(lambda connection: connection.cursor(binary=True).execute(query, values or None).fetchall())

    def _listed(self, since: str) -> frozenset[str]:
        """Return the names of all that arrived after a moment, less what is known to be false."""
        found: set[str] = set()
        key: tuple[str, bytes, int] = (since, b"", -1)
        while True:
            page = self._ask(LIST, self._organisation, *key, PAGE)
            for hash_, kind, arrived, size in page:
                if kind not in (0, 1) or len(hash_) != 32 or size > MOSTS[kind]:  # asked of the server, it sorts all for each page
                    continue
                name = hash_.hex() + ENDINGS[kind]
                if self._false.get(name) != arrived:
                    self._false.pop(name, None)
                    found.add(name)
            if len(page) < PAGE:
                return frozenset(found)
            hash_, kind, arrived, _size = page[-1]
            key = arrived, hash_, kind

    def _whole(self, kind: int, hashes: list[bytes]) -> Iterator[tuple[str, bytes]]:
        """Yield those of these contents that are what their name says."""
        if hashes:
            for hash_, arrived, content in self._ask(CONTENTS, self._organisation, kind, hashes, MOSTS[kind]):
                name = hash_.hex() + ENDINGS[kind]
                if blake2b(content, digest_size=32).digest() == hash_:
                    yield name, content
                else:
                    self._false[name] = arrived


def _take_away(connection: "psycopg.Connection[Any]", values: tuple[object, ...]) -> bool:
    """Take rows away; say whether any of them lies there still: the server may refuse, or pass over them and say nothing."""
    with suppress(driver().errors.InsufficientPrivilege):
        connection.execute(REMOVE, values)
    return connection.execute(THERE, values).fetchone() is not None


def _by_kind(names: Iterable[str]) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the hashes of names that are ours with the number of their kind, a thousand at most."""
    hashes: tuple[dict[bytes, None], ...] = ({}, {})
    for name in names:
        if NAME.fullmatch(name):
            hashes[ENDINGS.index(name[-4:])][bytes.fromhex(name[:-4])] = None
    for kind, all_ in enumerate(hashes):
        rest = iter(all_)
        while some := list(islice(rest, 1_000)):
            yield kind, some


def _moment(seconds: float) -> str:
    """Return a time of the server as it reads it, whatever its settings."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


class Look(NamedTuple):
    """What there is in a database for an organisation."""

    held: bool
    """Whether something of the organisation lies there."""
    makes_roles: bool
    """Whether the account in the address may make roles."""


def look(address: str, organisation: str) -> Look:
    """Return what there is in a database, that may have no table yet; raises SharingError."""
    server = Server(address)
    try:
        return server.do(partial(_look, organisation=bytes.fromhex(organisation)))
    finally:
        server.close()


def _look(connection: "psycopg.Connection[Any]", organisation: bytes) -> Look:
    makes = connection.execute(MAKES_ROLES).fetchone() == (True,)
    return Look(_has_table(connection) and connection.execute(HELD, (organisation,)).fetchone() is not None, makes)


class Addresses(NamedTuple):
    """The addresses of a database that was set up; who has the second may take contents away."""

    colleague: str
    """For the invitation."""
    coordinator: str
    """For TRAINCOLLEGA_POSTGRES on a coordinator's computer."""


def set_up(
    address: str,
    *,
    colleague: str = COLLEAGUE,
    coordinator: str = COORDINATOR,
    colleague_password: str = "",
    coordinator_password: str = "",
) -> Addresses:
    """Make the table and the two roles with their rights, as far as they are not there; SharingError.

    `address` is an administrator's: who may make a schema, and roles where they are not there yet. A role gets the password
    given; with "" it keeps the one it has. Doing it again changes nothing else and brings the rights back to what they should be.
    """
    server = Server(address)
    roles = {colleague: colleague_password, coordinator: coordinator_password}
    try:
        where = server.do(lambda connection: _prepare(connection, roles))
    finally:
        server.close()
    return Addresses(*(address_for(address, role, password, where) for role, password in roles.items()))


def make_table(address: str) -> None:
    """Make the table where it is not there yet, for who may make no roles; raises SharingError."""
    server = Server(address)
    try:
        server.do(_make_table)
    finally:
        server.close()


def _has_table(connection: "psycopg.Connection[Any]") -> bool:
    query = "SELECT 1 FROM pg_tables WHERE schemaname = 'traincollega' AND tablename = 'segment'"
    return connection.execute(query).fetchone() is not None


def _make_table(connection: "psycopg.Connection[Any]") -> None:
    if not _has_table(connection):
        with connection.transaction():
            connection.execute("CREATE SCHEMA IF NOT EXISTS traincollega")
            connection.execute(TABLE)
            connection.execute(INDEX)


def _prepare(connection: "psycopg.Connection[Any]", roles: Mapping[str, str]) -> dict[str, str]:
    """Do what `set_up` does, and return where that was, by the driver's names."""
    sql = driver().sql
    colleague, coordinator = map(sql.Identifier, roles)
    database = sql.Identifier(connection.info.dbname)
    with connection.transaction():
        _make_table(connection)
        for role, password in roles.items():
            who = sql.Identifier(role)
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(who))
            if password:
                # the server, and its log, get what proves the password and not the password
                proof = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
                connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(who, sql.Literal(proof)))
            connection.execute(sql.SQL("REVOKE ALL ON traincollega.segment FROM {}").format(who))
        for grant in (
            "GRANT CONNECT ON DATABASE {database} TO {colleague}, {coordinator}",
            "GRANT USAGE ON SCHEMA traincollega TO {colleague}, {coordinator}",
            "GRANT SELECT, INSERT ON traincollega.segment TO {colleague}, {coordinator}",
            "GRANT DELETE ON traincollega.segment TO {coordinator}",
        ):
            connection.execute(sql.SQL(grant).format(database=database, colleague=colleague, coordinator=coordinator))
    return {"host": connection.info.host, "port": str(connection.info.port), "dbname": connection.info.dbname}
