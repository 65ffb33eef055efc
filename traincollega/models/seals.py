"""The seals in the segments here: whom each is about, and the key of those that open on this computer."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from traincollega.models.database import Connection

COLUMNS = '"key", segment, subject, row, opener'


class Seal(NamedTuple):
    """One seal in a segment."""

    key: str
    """The id of its key."""
    segment: bytes
    """The id of the segment."""
    subject: str
    """The person it is about."""
    row: str
    """The id of the row that it speaks of; "" while it is closed."""
    opener: bytes | None
    """The key itself; None where it was not wrapped to us."""


class Seals:
    """The seals on one connection; what is written belongs in a transaction of the store."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, seals: Iterable[Seal]) -> None:
        """Keep seals; what was opened once stays open."""
        self.connection.executemany(
            f"""INSERT INTO seal ({COLUMNS}) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET row = excluded.row, opener = excluded.opener WHERE excluded.opener IS NOT NULL""",
            seals,
        )

    def known(self, keys: Iterable[str]) -> dict[str, Seal]:
        """Return those of these seals that are known, by key."""
        return {one.key: one for one in self._where('"key"', keys)}

    def closed(self, keys: Iterable[str]) -> list[Seal]:
        """Return those of these seals whose key is not known here."""
        return [one for one in self._where('"key"', keys) if one.opener is None]

    def of_rows(self, rows: Iterable[str]) -> list[Seal]:
        """Return the seals that speak of these rows and that open here."""
        return [one for one in self._where("row", rows) if one.opener is not None]

    def about(self, subjects: Iterable[str]) -> list[Seal]:
        """Return the seals about these persons, or rows."""
        return self._where("subject", subjects)

    def forget(self, keys: Iterable[str]) -> None:
        """Throw away seals, with their keys."""
        self.connection.execute('DELETE FROM seal WHERE "key" IN (SELECT value FROM json_each(?))', (json.dumps(list(keys)),))

    def _where(self, column: str, values: Iterable[str]) -> list[Seal]:
        query = f'SELECT {COLUMNS} FROM seal WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY segment, "key"'
        return [Seal(*row) for row in self.connection.execute(query, (json.dumps(list(values)),))]
