"""Reads what the tables hold: nouns by id, by what they say and by time, and the history of each."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from traincollega.errors import DatabaseDamaged, NotFound
from traincollega.language import _
from traincollega.models.ancestry import version_name
from traincollega.models.change import Change
from traincollega.models.database import Connection
from traincollega.models.merging import Stamps, unpack
from traincollega.models.noun import Noun, Plain, moment_text
from traincollega.models.session import Session
from traincollega.models.tables import ID, TABLES, Table

N = TypeVar("N", bound=Noun)
Wanted = Plain | Sequence[str] | Sequence[int]
ALSO_DELETED = (0, 1)
"""For `where`: deleted or not."""
SELECT_CHANGE = "SELECT noun, id, stamp, device, fields, base FROM change"
HISTORY = "SELECT noun, id, stamp, device, fields, base, hash FROM change WHERE id = ? ORDER BY stamp, device, hash"
HISTORIES = HISTORY.replace("id = ? ORDER BY", "id IN (SELECT value FROM json_each(?)) ORDER BY id,")


BY_SEVERAL = """SELECT change.id FROM json_each(?) AS wanted CROSS JOIN change ON change.id = wanted.value
    WHERE change.base != '' GROUP BY change.id HAVING MIN(change.device) != MAX(change.device)"""
REVISIONS = """SELECT change.id, COUNT(*) FROM json_each(?) AS wanted CROSS JOIN change ON change.id = wanted.value
    WHERE json_type(fields, '$.nonce') IS NULL AND EXISTS (SELECT 1 FROM json_each(change.fields)
        WHERE key IN ('starts', 'ends', 'place', 'link', 'status')) GROUP BY change.id"""
_decode = json.JSONDecoder().decode


def change_of(row: Sequence[Any]) -> Change:
    """Return the change of a row that SELECT_CHANGE gave, in half the time that its constructor takes."""
    try:
        fields = _decode(row[4])
    except ValueError as error:
        sentence = _("{path} is damaged or no database. Put back a copy; nothing was changed.")
        raise DatabaseDamaged(sentence.format(path=_("the database"))) from error
    change = object.__new__(Change)
    vars(change).update(noun=row[0], id=row[1], stamp=row[2], device=row[3], fields=fields, base=row[5])
    return change


def histories(connection: Connection, ids: Sequence[str]) -> dict[str, list[Change]]:
    """Return every change of these rows, per row the oldest first."""
    if not ids:
        return {}
    one = len(ids) == 1
    found: dict[str, list[Change]] = {}
    for row in connection.execute(HISTORY if one else HISTORIES, (ids[0] if one else json.dumps(ids),)):
        change = change_of(row)
        vars(change)["hash"] = row[6]  # was worked out when it came in, and to do it again takes as long as all the rest
        found.setdefault(change.id, []).append(change)
    return found


class Reader:
    """The nouns on this computer, on one connection; not to be shared between threads."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def find(self, noun: type[N], identity: str) -> N | None:
        """Return the noun with this id, or None."""
        table = TABLES[noun.table]
        row = self.connection.execute(f"{table.select} WHERE id = ?", (identity,)).fetchone()
        return None if row is None else table.read(row)  # type: ignore[return-value]

    def get(self, noun: type[N], identity: str) -> N:
        """Return the noun with this id; raises NotFound, also when it was deleted."""
        found = self.find(noun, identity)
        if found is None or found.deleted:
            raise NotFound(_("This is no longer here. Somebody may have removed it."))
        return found

    def where(self, noun: type[N], **equals: Wanted) -> list[N]:
        """Return the nouns whose fields equal these values (a sequence: any of them), oldest first: by stamp, and id.

        Deleted ones are left out, but with `deleted=ALSO_DELETED`.
        """
        table = TABLES[noun.table]
        return [table.read(row) for row in self._where(table, table.select, equals)]  # type: ignore[misc]

    def parts(self, noun: type[Noun], fields: Sequence[str], **equals: Wanted) -> list[tuple[Any, ...]]:
        """Return only these fields of what `where` finds: of 2,000 trainings in half its time."""
        table = TABLES[noun.table]
        return list(table.parts(fields, self._where(table, table.select_parts(fields), equals)))

    def _where(self, table: Table, select: str, equals: Mapping[str, Wanted]) -> sqlite3.Cursor:
        tests: list[str] = [] if "deleted" in equals else ["deleted = 0"]
        values: list[Any] = []
        for field, value in equals.items():
            if field not in table.fields and field != ID:
                raise ValueError(f"{table.noun.table} has no field {field}")
            if field == "source":
                tests.append("source != ''")  # without this SQLite does not see that the index of sources will do
            if isinstance(value, list | tuple):
                tests.append(f'"{field}" IN (SELECT value FROM json_each(?))')
                values.append(json.dumps(value))
            else:
                tests.append(f'"{field}" = ?')
                values.append(value)
        return self.connection.execute(f"{select} WHERE {' AND '.join(tests)} ORDER BY created, id", values)

    def by_seq(self, noun: type[N], seqs: Sequence[int]) -> dict[int, N]:
        """Return the nouns with these row numbers."""
        table = TABLES[noun.table]
        query = f"{table.select.replace('SELECT ', 'SELECT seq, ', 1)} WHERE seq IN (SELECT value FROM json_each(?))"
        return {row[0]: table.read(row[1:]) for row in self.connection.execute(query, (json.dumps(list(seqs)),))}  # type: ignore[misc]

    def seq_of(self, noun: type[Noun], identity: str) -> int:
        """Return the row number of a noun; raises NotFound."""
        row = self.connection.execute(f"SELECT seq FROM {noun.table} WHERE id = ?", (identity,)).fetchone()
        if row is None:
            raise NotFound(_("This is no longer here. Somebody may have removed it."))
        return int(row[0])

    def seqs(self, noun: type[Noun]) -> list[int]:
        """Return the row numbers of all nouns of a kind, newest first, deleted ones left out."""
        return [seq for (seq,) in self.connection.execute(f"SELECT seq FROM {noun.table} WHERE deleted = 0 ORDER BY seq DESC")]

    def starting_with(self, noun: type[Noun], signs: str) -> list[str]:
        """Return the first two ids that start with these hex signs, deleted nouns left out."""
        query = f"SELECT id FROM {noun.table} WHERE id >= ? AND id < ? AND deleted = 0 LIMIT 2"
        return [identity for (identity,) in self.connection.execute(query, (signs, f"{signs}g"))]

    def last_stamps(self, ids: Sequence[str]) -> dict[str, int]:
        """Return, per row, the stamp of the last thing that was said of it."""
        query = "SELECT id, MAX(stamp) FROM change WHERE id IN (SELECT value FROM json_each(?)) GROUP BY id"
        return dict(self.connection.execute(query, (json.dumps(list(ids)),)))

    def revisions(self, sessions: Sequence[str]) -> dict[str, int]:
        """Return, per session, how often something of it that a calendar shows was said since it was made (RFC 5545 SEQUENCE).

        It rises whoever says it, also where that puts back what was: two computers that raise a number at once would not.
        """
        rows = self.connection.execute(REVISIONS, (json.dumps(list(sessions)),))
        return dict.fromkeys(sessions, 0) | dict(rows)

    def sessions_between(self, since: datetime, until: datetime, most: int = -1) -> list[Session]:
        """Return the sessions that begin in [since, until), in order of time; at most so many."""
        table = TABLES["session"]
        rows = self.connection.execute(
            f"{table.select} WHERE ends >= ? AND starts >= ? AND starts < ? AND deleted = 0 ORDER BY starts, id LIMIT ?",
            (moment_text(since), moment_text(since), moment_text(until), most),
        )
        return [table.read(row) for row in rows]  # type: ignore[misc]

    def topics(self) -> list[str]:
        """Return the topics of what can be found, most used first."""
        rows = self.connection.execute("SELECT topic FROM training_topic GROUP BY topic ORDER BY COUNT(*) DESC, topic")
        return [topic for (topic,) in rows]

    def history(self, identity: str) -> list[Change]:
        """Return every change of a row, oldest first."""
        return histories(self.connection, (identity,)).get(identity, [])

    def all_changes(self) -> list[Change]:
        """Return every change there is."""
        return [change_of(row) for row in self.connection.execute(f"{SELECT_CHANGE} ORDER BY seq")]

    def version_of(self, noun: type[Noun], identity: str, field: str) -> str:
        """Return the version ("stamp-device") that a field of a row has now; raises NotFound."""
        stamps = self._stamps(noun, identity)
        return version_name(*stamps.get(field, stamps["nonce"]))

    def devices_of(self, noun: type[Noun], identity: str, fields: Iterable[str]) -> dict[str, str]:
        """Return, for each of these fields of a row, the device that gave it the value it has now; raises NotFound."""
        stamps = self._stamps(noun, identity)
        return {field: stamps.get(field, stamps["nonce"])[1] for field in fields}

    def _stamps(self, noun: type[Noun], identity: str) -> Stamps:
        row = self.connection.execute(f"SELECT stamps FROM {noun.table} WHERE id = ?", (identity,)).fetchone()
        if row is None:
            raise NotFound(_("This is no longer here. Somebody may have removed it."))
        return unpack(row[0])

    def made_on(self, noun: type[Noun]) -> dict[str, str]:
        """Return, per row, the device that made it."""
        return {one: unpack(stamps)["nonce"][1] for one, stamps in self.connection.execute(f"SELECT id, stamps FROM {noun.table}")}

    def written_by_several(self, ids: Sequence[str]) -> list[str]:
        """Return those of these rows whose texts were changed by more than one device since they were made."""
        return [identity for (identity,) in self.connection.execute(BY_SEVERAL, (json.dumps(list(ids)),))]

    def elsewhere(self) -> int:
        """Return a number that differs once another process, or another connection, has written."""
        found: int = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return found

    def written(self) -> tuple[int, int]:
        """Return two numbers, of which one differs once this connection, or any other, has written."""
        return (self.elsewhere(), self.connection.total_changes)

    def local(self, key: str) -> str:
        """Return a value that belongs to this computer, or ""."""
        row = self.connection.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""
