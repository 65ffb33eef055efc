"""The one place that writes shared tables: a save works out what changed, writes the row and appends one Change with it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import groupby, islice
from typing import Any, TypeVar

from traincollega.errors import DatabaseDamaged, NotAllowed, NotFound
from traincollega.language import _
from traincollega.models.authority import GIVES_RIGHTS, for_good, refused
from traincollega.models.catalogue import index_from, next_row
from traincollega.models.change import FAR, Change, Clock, change_hash, fields_text, stamp_at
from traincollega.models.database import atomic
from traincollega.models.merging import Stamps, Winners, pack, pack_alike, row_of, unpack, valid
from traincollega.models.noun import Noun, Plain, field_kinds, from_plain, identify, moment_text
from traincollega.models.nouns import NOUNS
from traincollega.models.rights import Rights
from traincollega.models.session import Session
from traincollega.models.tables import CREATED, ID, TABLES, Table, cell
from traincollega.models.training import TEXTS, Training

N = TypeVar("N", bound=Noun)


INSERT_CHANGE = "INSERT OR IGNORE INTO change (noun, id, stamp, device, base, fields, hash) VALUES (?, ?, ?, ?, ?, ?, ?)"
ROUNDS = 50
SELECT_CHANGE = "SELECT noun, id, stamp, device, fields, base FROM change"
OF_TRAINING = """WITH sessions AS (SELECT id FROM session WHERE training = :training)
    SELECT 'training', :training UNION SELECT 'session', id FROM sessions
    UNION SELECT 'confirmation', id FROM confirmation WHERE session IN sessions
    UNION SELECT 'closing', id FROM closing WHERE session IN sessions
    UNION SELECT 'sign_up', id FROM sign_up WHERE session IN sessions"""
"""The rows that the trainers of a training may write."""


def _stamps(best: Winners) -> Stamps:
    return {field: version[:2] for field, (_value, version) in best.items()}


def _change_row(noun: str, row: str, stamp: int, device: str, fields: Mapping[str, Plain], base: str = "") -> tuple[Any, ...]:
    text = fields_text(fields)
    return (noun, row, stamp, device, base, text, change_hash(noun, row, stamp, device, base, text))


def _row_of(change: Change) -> tuple[Any, ...]:
    return _change_row(change.noun, change.id, change.stamp, change.device, change.fields, change.base)


def _change(row: Sequence[Any]) -> Change:
    try:
        fields = json.loads(row[4])
    except ValueError as error:
        sentence = _("{path} is damaged or no database. Put back a copy; nothing was changed.")
        raise DatabaseDamaged(sentence.format(path=_("the database"))) from error
    return Change(row[0], row[1], row[2], row[3], fields, row[5])


class Store:
    """The nouns on this computer, as the person whose device this is; not to be shared between threads."""

    def __init__(self, connection: sqlite3.Connection, *, device: str, person: str, clock: Clock | None = None) -> None:
        self.connection = connection
        self.device = device
        self.person = person
        self.clock = clock or Clock()
        self.rights = Rights(connection, device=device, person=person)
        ahead = stamp_at(self.clock.now()) + FAR
        last = connection.execute(
            "SELECT stamp FROM change WHERE device = ? AND stamp < ? ORDER BY seq DESC LIMIT 1", (device, ahead)
        ).fetchone()
        self.clock.last = max(self.clock.last, last[0] if last else 0)

    def speaking_for(self, device: str, person: str) -> "Store":
        """Return a store on the same connection and clock that speaks for another device."""
        return Store(self.connection, device=device, person=person, clock=self.clock)

    @contextmanager
    def transaction(self, *, bulk: bool = False) -> Iterator[None]:
        """Run a block as one intention: all of its saves, or none."""
        with atomic(self.connection, bulk=bulk):
            yield

    # reading

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

    def where(self, noun: type[N], **equals: Plain | Sequence[str]) -> list[N]:
        """Return the nouns whose fields equal these values (a sequence: any of them), oldest first, deleted ones left out."""
        table = TABLES[noun.table]
        return [table.read(row) for row in self._where(table, table.select, equals)]  # type: ignore[misc]

    def parts(self, noun: type[Noun], fields: Sequence[str], **equals: Plain | Sequence[str]) -> list[tuple[Any, ...]]:
        """Return only these fields of what `where` finds: of 2,000 trainings in half its time."""
        table = TABLES[noun.table]
        return list(table.parts(fields, self._where(table, table.select_parts(fields), equals)))

    def _where(self, table: Table, select: str, equals: Mapping[str, Plain | Sequence[str]]) -> sqlite3.Cursor:
        tests: list[str] = ["deleted = 0"]
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
        rows = self.connection.execute(f"{SELECT_CHANGE} WHERE id = ? ORDER BY stamp, device, hash", (identity,))
        return [_change(row) for row in rows]

    def elsewhere(self) -> int:
        """Return a number that differs once another process, or another connection, has written."""
        found: int = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return found

    def version(self) -> int:
        """Return a number that differs once anybody, here or in another process, has written."""
        own: int = self.connection.total_changes
        others: int = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return own + others * (1 << 40)

    # writing

    def save(self, *nouns: Noun, base: str = "") -> tuple[Change, ...]:
        """Write what differs from what is stored, in one transaction; return one Change per noun that did.

        `base` is the version ("stamp-device") that texts were edited from; the stored one where it is not given.
        Raises NotAllowed where this person may not write a field that changed, StorageError where nothing can be written.
        """
        with atomic(self.connection):
            made = (self._insert(noun) if noun.created == 0 else self._update(noun, base) for noun in nouns)
            changes = tuple(change for change in made if change is not None)
            self._follow({(change.noun, change.id): set(change.fields) for change in changes})
            return changes

    def add_all(self, nouns: Iterable[Noun]) -> int:
        """Write many new nouns in the order given, as fast as `executemany`; return how many.

        What another one refers to comes first: trainings before their sessions.
        """
        count = 0
        with atomic(self.connection, bulk=True):
            new = next_row(self.connection)
            for table, group in groupby(nouns, key=lambda noun: noun.table):
                while batch := list(islice(group, 2_000)):
                    made = list(map(self._prepare, batch, self.clock.ticks(len(batch))))
                    self.connection.executemany(TABLES[table].insert, [row for _fields, row, _change in made])
                    self.connection.executemany(INSERT_CHANGE, [change for _fields, _row, change in made])
                    count += len(made)
            index_from(self.connection, new)
            self._settle(self._parked())
        return count

    def undo(self, changes: Sequence[Change]) -> tuple[Change, ...]:
        """Put back what these changes replaced, as new changes; what somebody changed since stays as it is."""
        with atomic(self.connection):
            made = tuple(undone for change in reversed(changes) if (undone := self._undo(change)) is not None)
            self._follow({(change.noun, change.id): set(change.fields) for change in made})
            return made

    def put_back(self, noun: N, version: Change) -> N:
        """Return the noun as it was right after this change of its history; not saved yet."""
        then = self.rights.winners(noun.table, noun.id, self.history(noun.id), version)
        settled = ("creator", "nonce")
        return self._with(noun, {
            field: then[field][0] if field in then else default
            for field, default in TABLES[noun.table].plain_defaults.items() if field not in settled
        })  # fmt: skip

    def apply(self, changes: Iterable[Change]) -> set[str]:
        """Take in changes from elsewhere, in any order and however often; return the ids of rows they concern.

        A row is derived from all its changes, and again when it turns out later who may write it; unknown nouns and
        fields stay parked in the changes. A change that is not valid on any computer is passed over.
        """
        with atomic(self.connection, bulk=True):
            touched: set[tuple[str, str]] = set()
            for change in filter(valid, changes):
                self.connection.execute(INSERT_CHANGE, _row_of(change))
                self.clock.observe(change.stamp)
                touched.add((change.noun, change.id))
            self._settle(touched)
            return {identity for _noun, identity in touched}

    def check(self) -> list[str]:
        """Compare every row with what its changes add up to; return one finished sentence per difference."""
        found = [
            _("The database file is damaged: {what}.").format(what=row[0])
            for row in self.connection.execute("PRAGMA integrity_check")
            if row[0] != "ok"
        ]
        by_row: dict[tuple[str, str], list[Change]] = {}
        for row in self.connection.execute(SELECT_CHANGE):
            by_row.setdefault((row[0], row[1]), []).append(_change(row))
        for name, table in TABLES.items():
            rows = {row[0]: row for row in self.connection.execute(table.select)}
            for identity in rows.keys() | {row for noun, row in by_row if noun == name}:
                best = self.rights.winners(name, identity, by_row.get((name, identity), []))
                stored = rows.get(identity)
                have = None if stored is None else table.plain(stored) | {ID: identity, CREATED: stored[1]}
                if row_of(NOUNS[name], identity, best) != have or (stored is not None and unpack(stored[2]) != _stamps(best)):
                    found.append(_("{noun} {id} is not what its changes add up to.").format(noun=name, id=identity))
        if not self._index_fits():
            found.append(_("The search index is not what the trainings add up to."))
        return found

    # how

    def _index_fits(self) -> bool:
        try:
            self.connection.execute("INSERT INTO catalogue (catalogue, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
                raise
            return False
        due = "SELECT DISTINCT value, seq FROM catalogue_text, json_each(catalogue_text.topics)"
        have = "SELECT topic, training FROM training_topic"
        differing = f"SELECT EXISTS (SELECT * FROM ({due} EXCEPT {have})) OR EXISTS (SELECT * FROM ({have} EXCEPT {due}))"
        return not self.connection.execute(differing).fetchone()[0]

    def _prepare(self, noun: Noun, stamp: int) -> tuple[dict[str, Plain], list[Any], tuple[Any, ...]]:
        """Return what the change that makes a noun says, the noun's row and the row of the change."""
        table = TABLES[noun.table]
        if noun.id != identify(noun.creator, noun.nonce):
            raise ValueError("the id is not its creator's")
        plain = table.values(noun)
        silent = table.silent
        fields = {field: value for field, value in plain.items() if value != silent[field]}
        self._require(noun.table, fields, vars(noun))
        row = table.row(plain, noun.id, stamp, pack_alike(fields, stamp, self.device))
        return fields, row, _change_row(noun.table, noun.id, stamp, self.device, fields)

    def _insert(self, noun: Noun) -> Change:
        stamp = self.clock.tick()
        fields, row, change_row = self._prepare(noun, stamp)
        self.connection.execute(TABLES[noun.table].insert, row)
        self.connection.execute(INSERT_CHANGE, change_row)
        if noun.table == Training.table:
            index_from(self.connection, self.seq_of(Training, noun.id))
        return Change(noun.table, noun.id, stamp, self.device, fields)

    def _update(self, noun: Noun, base: str = "") -> Change | None:
        table = TABLES[noun.table]
        stored = self.connection.execute(f"{table.select} WHERE id = ?", (noun.id,)).fetchone()
        if stored is None:
            raise NotFound(_("This is no longer here. Somebody may have removed it."))
        before = table.plain(stored)
        fields = {field: value for field, value in table.values(noun).items() if value != before[field]}
        if not fields:
            return None
        if not set(for_good(noun.table)).isdisjoint(fields):
            raise NotAllowed(_("This was settled when it was made and stays as it is."))
        self._require(noun.table, fields, before | {ID: noun.id})
        stamps = unpack(stored[2])
        stamp = self.clock.over(max((stamps[field][0] for field in fields if field in stamps), default=0))
        texts = [stamps[field] for field in fields if field in TEXTS and field in stamps]
        if texts and not base:
            base = "{}-{}".format(*max(texts))
        change = Change(noun.table, noun.id, stamp, self.device, fields, base if texts else "")
        self.connection.execute(INSERT_CHANGE, _row_of(change))
        self._write(table, noun.id, fields, stamps | dict.fromkeys(fields, (stamp, self.device)))
        return change

    def _write(self, table: Table, identity: str, fields: Mapping[str, Plain], stamps: Stamps) -> None:
        setters = ", ".join(f'"{field}" = ?' for field in fields)
        self.connection.execute(
            f"UPDATE {table.noun.table} SET stamps = ?, {setters} WHERE id = ?",
            (pack(stamps), *map(cell, fields.values()), identity),
        )

    def _undo(self, change: Change) -> Change | None:
        noun = self.find(NOUNS[change.noun], change.id)
        if noun is None:
            return None
        history = self.history(change.id)
        now = self.rights.winners(change.noun, change.id, history)
        ours = [field for field in change.fields if field in now and now[field][1] == change.version]
        if "nonce" in ours:
            return self._update(replace(noun, deleted=True))
        earlier = [one for one in history if one.version < change.version]
        then = self.rights.winners(change.noun, change.id, history, earlier[-1]) if earlier else {}
        table = TABLES[change.noun]
        return self._update(
            self._with(noun, {field: then[field][0] if field in then else table.plain_defaults[field] for field in ours})
        )

    def _with(self, noun: N, plain: Mapping[str, Plain]) -> N:
        kinds: dict[str, str] = field_kinds(type(noun))  # type: ignore[arg-type]
        return replace(noun, **{field: from_plain(kinds[field], value) for field, value in plain.items() if field in kinds})

    def _settle(self, rows: Iterable[tuple[str, str]]) -> None:
        """Derive rows, those that give rights first; and again every row whose writers that decides.

        A right that ended more than once can decide about itself: then this stops after ROUNDS (decision 0009).
        """
        for _round in range(ROUNDS):
            if not rows:
                break
            known = [(noun, identity) for noun, identity in rows if noun in TABLES]
            known.sort(key=lambda row: (GIVES_RIGHTS.index(row[0]) if row[0] in GIVES_RIGHTS else len(GIVES_RIGHTS), row))
            new = next_row(self.connection)
            moved = {row: changed for row in known if (changed := self._derive(*row))}
            index_from(self.connection, new)
            rows = self._concerned(moved)

    def _follow(self, changed: Mapping[tuple[str, str], set[str]]) -> None:
        """Derive again the rows whose writers these rows decide, where `changed` names the fields that changed."""
        self._settle(self._concerned(changed))

    def _concerned(self, changed: Mapping[tuple[str, str], set[str]]) -> set[tuple[str, str]]:
        """Return the rows whose writers may be others now: new rights let parked ones in, rights that ended shut some out."""
        rows: set[tuple[str, str]] = set()
        giving = {row: fields for row, fields in changed.items() if row[0] in GIVES_RIGHTS}
        if giving:
            rows |= self._parked()
        for (noun, identity), fields in giving.items():
            decides = {"withdrawn", "deleted"} if noun in ("organisation", "device", "grants") else set()
            if "nonce" not in fields and not fields.isdisjoint(decides | set(for_good(noun))):
                rows |= self._written_under(noun, identity)
        return rows

    def _written_under(self, noun: str, identity: str) -> set[tuple[str, str]]:
        """Return the rows that a right lets people write: of one training, or (seldom) all there are."""
        subject = None
        if noun == "grants":
            query = "SELECT subject FROM grants WHERE id = ? AND \"right\" = 'trainer'"
            subject = self.connection.execute(query, (identity,)).fetchone()
        if subject is None:
            return set(self.connection.execute("SELECT DISTINCT noun, id FROM change"))
        return set(self.connection.execute(OF_TRAINING, {"training": subject[0]}))

    def _parked(self) -> set[tuple[str, str]]:
        """Return the rows of which a change was refused that may count once other rows have arrived."""
        return set(self.connection.execute("SELECT noun, id FROM parked"))

    def _derive(self, name: str, identity: str) -> set[str]:
        """Make a row what its changes add up to; return the names of the fields that have another value or stamp now."""
        best, refused = self.rights.judge(name, identity, self.history(identity))
        self.connection.execute(
            "INSERT OR IGNORE INTO parked VALUES (?, ?)" if refused else "DELETE FROM parked WHERE noun = ? AND id = ?",
            (name, identity),
        )
        table, due, stamps = TABLES[name], row_of(NOUNS[name], identity, best), _stamps(best)
        stored = self.connection.execute(f"{table.select} WHERE id = ?", (identity,)).fetchone()
        if due is None:
            self.connection.execute(f"DELETE FROM {name} WHERE id = ?", (identity,))
            return set(table.fields) - {"nonce"} if stored else set()
        created = best["nonce"][1][0]
        if stored is None:
            self.connection.execute(table.insert, table.row(due, identity, created, pack(stamps)))
            return set(table.fields)
        before, were = table.plain(stored), unpack(stored[2])
        changed = {field for field in table.fields if (before[field], were.get(field)) != (due[field], stamps.get(field))}
        if changed or were != stamps or stored[1] != created:
            self._write(table, identity, {field: due[field] for field in table.fields}, stamps)
            self.connection.execute(f"UPDATE {name} SET created = ? WHERE id = ?", (created, identity))
        return changed - {"nonce"}

    def _require(self, noun: str, fields: Iterable[str], row: Mapping[str, Plain]) -> None:
        if refused(noun, fields, self.rights.roles(noun, row, self.person)):
            raise NotAllowed(_("Only the trainers of this training, or a coordinator, may change this."))

    # what never leaves this computer

    def local(self, key: str) -> str:
        """Return a value that belongs to this computer, or ""."""
        row = self.connection.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def set_local(self, key: str, value: str) -> None:
        """Keep a value that belongs to this computer."""
        with atomic(self.connection):
            self.connection.execute(
                "INSERT INTO local VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value)
            )
