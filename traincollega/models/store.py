"""The one place that writes shared tables: a save works out what changed, writes the row and appends one Change with it."""

import json
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, TypeVar

from traincollega.errors import NotAllowed, NotFound
from traincollega.language import _
from traincollega.models.ancestry import base_of, said_by, version_name
from traincollega.models.authority import ERASED_BY, FORGOTTEN, GIVES_RIGHTS, READERS, for_good, refused
from traincollega.models.beside import Beside
from traincollega.models.catalogue import index_fits, index_from, next_row
from traincollega.models.change import LAST_STAMP, Change, Clock, change_hash, fields_text, written
from traincollega.models.colleague import Device
from traincollega.models.database import Connection, atomic
from traincollega.models.deriving import GIVES_PLACE, RIGHTS_UNTIL, Deriver
from traincollega.models.folding import ENDS, Fold, Row, settled
from traincollega.models.making import write
from traincollega.models.merging import pack_alike, unpack
from traincollega.models.noun import Noun, Plain, field_kinds, from_plain, identify
from traincollega.models.nouns import NOUNS
from traincollega.models.portions import forget_counted
from traincollega.models.reading import Reader, change_of
from traincollega.models.rights import Rights
from traincollega.models.tables import ID, TABLES, Table
from traincollega.models.training import TEXTS, Training

N = TypeVar("N", bound=Noun)
BATCH = 500
"""Rows that are written together: with fewer, the index is filled in pieces that take more in all."""
Said = tuple[str, str, int, str, dict[str, Plain]]
"""What a change says: noun, id, stamp, device, fields."""
SAID_LATER = """SELECT MAX(stamp) FILTER (WHERE stamp < ?), MIN(stamp) FILTER (WHERE stamp >= ?),
    MAX(stamp) FILTER (WHERE stamp >= ?) FROM change WHERE stamp > ? AND stamp < ? AND (device = ? OR device IN (
        SELECT id FROM device WHERE person IN (SELECT person FROM grants WHERE (subject, "right") = (?, ?))))"""
"""The last stamp that is not from the far future, the first and the last one that are: of a device, or of all with a right."""
KNOWN = "SELECT DISTINCT id FROM change WHERE id IN (SELECT value FROM json_each(?))"
"""Of which of these rows any change is known."""
NOTHING: Mapping[str, Sequence[str]] = {}
NAMED = {kind: ", ".join(f"'{noun}'" for noun in nouns) for kind, nouns in (("all", FORGOTTEN), ("sealed", READERS))}
SEALED_NAMING = f"""SELECT DISTINCT noun, id FROM change WHERE noun IN ({NAMED["sealed"]}) AND fields ->> 'person' = ?"""
CHANGES_OF_ROW = "DELETE FROM change WHERE (noun, id) = (?, ?)"
CHANGES_ABOUT = f"""DELETE FROM change WHERE (noun = 'colleague' AND id = ?)
    OR (noun IN ({NAMED["all"]}) AND fields ->> 'person' = ?)"""
CHANGES_UNDER = """DELETE FROM change WHERE noun = :noun
    AND (CASE :field WHEN 'id' THEN id ELSE fields ->> :field END) IN (SELECT value FROM json_each(:rows))"""
CHANGES_OF_SEALS = """DELETE FROM change WHERE noun = 'seal_wrap' AND (fields ->> 'key' IN (SELECT value FROM json_each(:keys))
    OR fields ->> 'person' IN (SELECT value FROM json_each(:subjects)))"""
NUMBERED_AGAIN = """UPDATE local SET value = (SELECT COALESCE(MAX(seq), 0) FROM change) WHERE key IN ('sent until', 'heard until')
    AND CAST(value AS INTEGER) > (SELECT COALESCE(MAX(seq), 0) FROM change)"""
"""Where the last changes go, SQLite gives their numbers again: what is said next would pass for sent, or for acted on."""
SENT_SO_FAR = "UPDATE local SET value = (SELECT COALESCE(MAX(seq), 0) FROM change) WHERE key = 'sent until'"
IS_FORGOTTEN = "SELECT 1 FROM erasure WHERE person = ? LIMIT 1"
IS_ERASED = "SELECT 1 FROM erasure WHERE noun = ? AND row = ? LIMIT 1"
UNSENT_BY = "SELECT noun, id, stamp, device, fields, base, seq FROM change WHERE device = ? AND seq > ? ORDER BY seq"
INSERT_CHANGE = "INSERT OR IGNORE INTO change (noun, id, stamp, device, base, fields, hash) VALUES (?, ?, ?, ?, ?, ?, ?)"


def _batches(nouns: Iterator[N]) -> Iterator[list[N]]:
    """Yield what is written together: at first little, so that filling the index begins soon, and nothing at last."""
    batch = list(islice(nouns, max(1, BATCH // 5)))
    while batch:
        yield batch
        batch = list(islice(nouns, BATCH))
    yield []


def _change_row(noun: str, row: str, stamp: int, device: str, fields: Mapping[str, Plain], base: str = "") -> tuple[Any, ...]:
    text = fields_text(fields)
    return (noun, row, stamp, device, base, text, change_hash(noun, row, stamp, device, base, text))


def _row_of(change: Change) -> tuple[Any, ...]:
    return _change_row(change.noun, change.id, change.stamp, change.device, change.fields, change.base)


class Store(Reader):
    """The nouns on this computer, written as the person whose device this is; not to be shared between threads."""

    def __init__(self, connection: Connection, *, device: str, person: str, clock: Clock | None = None) -> None:
        super().__init__(connection)
        self.device = device
        self.person = person
        self.clock = clock or Clock()
        self.rights = Rights(connection, person=person)
        self._deriver = Deriver(self, self.rights)
        last = connection.execute(
            "SELECT stamp FROM change WHERE device = ? AND stamp < ? ORDER BY seq DESC LIMIT 1", (device, self.clock.far_future())
        ).fetchone()
        self.clock.last = max(self.clock.last, last[0] if last else 0)
        self._hear_of_rights()

    def speaking_for(self, device: str, person: str) -> "Store":
        """Return a store on the same connection and clock that speaks for another device."""
        return Store(self.connection, device=device, person=person, clock=self.clock)

    @contextmanager
    def transaction(self, *, bulk: bool = False) -> Iterator[None]:
        """Run a block as one intention: all of its saves, or none."""
        with atomic(self.connection, bulk=bulk):
            if self._heard is not self.rights.news():
                self._hear_of_rights()
            yield

    # writing

    def save(self, *nouns: Noun, base: Mapping[str, Sequence[str]] | None = None) -> tuple[Change, ...]:
        """Write what differs from what is stored, in one transaction; return one Change per noun that did.

        `base` names, per text, the versions ("stamp-device") it was written on, the stored one where it is not given. A text
        that has a base is said again where it stays the same too: that settles between versions.
        Raises NotAllowed where this person may not write a field that changed, StorageError where nothing can be written.
        """
        with self.transaction():
            before = self._before(noun.table for noun in nouns)
            made = (self._insert(noun) if noun.created == 0 else self._update(noun, base or {}) for noun in nouns)
            return self._follow([change for change in made if change is not None], before)

    def add_all(self, nouns: Iterable[Noun]) -> int:
        """Write many new nouns in the order given, as fast as `executemany`; return how many.

        What another one refers to comes first: trainings before their sessions.
        """
        count, before = 0, None
        with self.transaction(bulk=True):
            self._before()
            for table, group in groupby(nouns, key=lambda noun: noun.table):
                before = before or self._before((table,))
                count += self._add(TABLES[table], group)
            self._deriver.settle(self._deriver.parked(), before)
            if before is not None:
                self.rights.tell()
        return count

    def _add(self, table: Table, nouns: Iterator[Noun]) -> int:
        """Write new nouns of one table; the index is filled beside the work on their changes and on the next rows."""
        count, said = 0, list[Said]()
        with Beside(self.connection) as beside:
            for batch in _batches(nouns):
                made = list(map(self._prepare, batch, self.clock.ticks(len(batch))))
                changes = [_change_row(*one) for one in said]
                beside.wait()
                self.connection.executemany(INSERT_CHANGE, changes)
                first = next_row(self.connection)
                self.connection.executemany(table.insert, [row for row, _said in made])
                if made and table.noun is Training:
                    beside.do(partial(index_from, self.connection, first))
                said = [one for _row, one in made]
                count += len(made)
        return count

    def undo(self, changes: Sequence[Change]) -> tuple[Change, ...]:
        """Put back what these changes replaced, as new changes; what somebody changed since stays as it is."""
        with self.transaction():
            before = self._before(change.noun for change in changes)
            made = (self._undo(change) for change in reversed(changes))
            return self._follow([change for change in made if change is not None], before)

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
        with self.transaction(bulk=True):
            before = self.rights.fold()
            rows, new = self._take_in(list(changes))
            self._deriver.settle(rows, before, new)
            if self.rights.fold() is not before:
                self.rights.tell()
            return {identity for _noun, identity in rows}

    def _take_in(self, changes: Sequence[Change]) -> tuple[set[Row], dict[str, list[Change]]]:
        """Keep those changes that are valid; return the rows they are about, and per id that was not known all its changes."""
        ids = list({change.id for change in changes})
        known = {one for (one,) in self.connection.execute(KNOWN, (json.dumps(ids),))}
        rows: set[Row] = set()
        new: dict[str, list[Change]] = {}
        heard, far = 0, self.clock.far_future()

        def kept() -> Iterator[tuple[Any, ...]]:
            nonlocal heard
            for change in changes:
                if not 0 < change.stamp <= LAST_STAMP or (said := written(change)) is None:
                    continue
                rows.add((change.noun, change.id))
                if change.id not in known:
                    new.setdefault(change.id, []).append(change)
                if heard < change.stamp < far:
                    heard = change.stamp
                yield (change.noun, change.id, change.stamp, change.device, change.base, *said)

        self.connection.executemany(INSERT_CHANGE, kept())
        self.clock.observe(heard)
        for history in new.values():
            if len(history) > 1:
                history.sort(key=attrgetter("version"))
        return rows, new

    def retract(self, changes: Iterable[Change]) -> None:
        """Take out changes that no longer count: the rows are what the others add up to."""
        with self.transaction(bulk=True):
            before = self.rights.fold()
            touched = {(change.noun, change.id) for change in changes}
            self.connection.executemany(
                "DELETE FROM change WHERE id = ? AND stamp = ? AND hash = ?", [(one.id, one.stamp, one.hash) for one in changes]
            )
            self.connection.execute(NUMBERED_AGAIN)
            self.rights.forget()
            self._deriver.settle(touched, before)
            self.rights.tell()

    def rebuild(self, said: Collection[Change], unsaid: Collection[Change] = ()) -> None:
        """Make everything anew from these changes, in one transaction; what stays on this computer stays as it is.

        What is `unsaid`, because no colleague heard it, gets the last numbers, so that it is sent.
        """
        with self.transaction(bulk=True):
            wanted = {change.hash for change in said}
            known = self.connection.execute("SELECT hash, seq FROM change").fetchall()
            self.connection.executemany("DELETE FROM change WHERE seq = ?", [(seq,) for one, seq in known if one not in wanted])
            self.connection.execute(NUMBERED_AGAIN)
            self.connection.executemany(INSERT_CHANGE, map(_row_of, said))
            self.connection.execute(SENT_SO_FAR)
            self.connection.executemany(INSERT_CHANGE, map(_row_of, unsaid))
            self.rights.forget()
            rows = set(self.connection.execute("SELECT DISTINCT noun, id FROM change"))
            rows |= {(noun, one) for noun in TABLES for (one,) in self.connection.execute(f"SELECT id FROM {noun}")}
            self._deriver.settle(rows, self.rights.fold())
            self.rights.tell()

    def speakers(self) -> list[str]:
        """Return the devices that said anything here."""
        return [one for (one,) in self.connection.execute("SELECT DISTINCT device FROM change ORDER BY device")]

    def judge_by(self, root: str) -> None:
        """From now on only who holds this root's secret makes coordinators; `root` is its public key in hex."""
        with self.transaction(bulk=True):
            before = self.rights.fold()
            self.set_local("root", root)
            self._deriver.settle(self.connection.execute("SELECT 'grants', id FROM grants").fetchall(), before)
            self.rights.tell()

    def derive_again(self, rows: Iterable[tuple[str, str]]) -> None:
        """Make these rows, each a noun and an id, what their changes add up to for this program."""
        with self.transaction(bulk=True):
            self.rights.forget()
            self._deriver.settle(rows, None)
            self.rights.tell()

    def hashes(self) -> list[bytes]:
        """Return the hashes of all changes here."""
        return [one for (one,) in self.connection.execute("SELECT hash FROM change")]

    def forget(self) -> int:
        """Throw away the changes about persons, and of rows, that are forgotten; return how many."""
        gone, fold = 0, self.rights.fold()
        erased = fold.erased
        with self.transaction(bulk=True):
            for person in erased.persons:
                for row in self._sealed_about(person, fold):
                    gone += self.connection.execute(CHANGES_OF_ROW, row).rowcount
                gone += self.connection.execute(CHANGES_ABOUT, (person, person)).rowcount
            for noun, field in ERASED_BY.items():
                rows = json.dumps(sorted(row for of, row in erased.rows if of == noun))
                gone += self.connection.execute(CHANGES_UNDER, {"noun": noun, "field": field, "rows": rows}).rowcount
            seals = {"keys": json.dumps(sorted(erased.keys)), "subjects": json.dumps(sorted(erased.subjects))}
            gone += self.connection.execute(CHANGES_OF_SEALS, seals).rowcount
            forget_counted(self.connection, erased)
            self.connection.execute(NUMBERED_AGAIN)
        return gone

    def _sealed_about(self, person: str, fold: Fold) -> list[Row]:
        """Return the rows about a person of which all goes that is said of them: it travels in seals about that person.

        Only the making of a row says whom it is about: else who names a forgotten person would take a row of somebody else away.
        """
        rows = self.connection.execute(SEALED_NAMING, (person,)).fetchall()
        made = ((row, fold.making(row[0], self.history(row[1]))) for row in rows)
        return [row for row, creation in made if creation is not None and settled(creation)["person"] == person]

    def become(
        self, device: Device, formerly: Sequence[str], after: int, heard: Container[bytes] = frozenset(),
        again: Collection[bytes] = frozenset(),
    ) -> "Store":  # fmt: skip
        """Let a new device say what former ones of this computer wrote after change number `after`; return its store.

        Only for what nobody else has heard, whoever has would have it twice: `heard` are the hashes of what was sent after all,
        and `again` of what was sent before and counts for nobody.
        """
        with self.transaction(bulk=True):
            mine = self.speaking_for(device.id, self.person)
            before = self.rights.fold()
            if self.find(Device, device.id) is None:
                mine.save(device)
            unsent = [
                (seq, change)
                for former in formerly
                for *row, seq in self.connection.execute(UNSENT_BY, (former, 0 if again else after)).fetchall()
                if (change := change_of(row)).hash in again or (seq > after and change.hash not in heard)
            ]
            versions = {version_name(change.stamp, change.device) for _seq, change in unsent}
            for seq, change in unsent:
                if change.noun == "device" and change.id == change.device:
                    self.connection.execute("DELETE FROM change WHERE seq = ?", (seq,))  # nobody ever heard of it
                    continue
                base = said_by(device.id, change.base, versions)
                said = replace(change, device=device.id, base=base)
                self.connection.execute(INSERT_CHANGE, _row_of(said))  # first: so it gets a number that was not sent yet
                self.connection.execute("DELETE FROM change WHERE seq = ?", (seq,))
            self.connection.execute(NUMBERED_AGAIN)
            self.rights.forget()
            self._deriver.settle({(change.noun, change.id) for _seq, change in unsent}, before)
            self.rights.tell()
        return mine

    def check(self) -> list[str]:
        """Compare every row with what its changes add up to; return one finished sentence per difference."""
        found = [
            _("The database file is damaged: {what}.").format(what=row[0])
            for row in self.connection.execute("PRAGMA integrity_check")
            if row[0] != "ok"
        ]
        differs = _("{noun} {id} is not what its changes add up to.")
        found += [differs.format(noun=noun, id=identity) for noun, identity in self._deriver.differing()]
        if not index_fits(self.connection):
            found.append(_("The search index is not what the trainings add up to."))
        return found

    # how

    def _before(self, nouns: Iterable[str] = ()) -> Fold | None:
        """Return the rights as they are before something is written that gives or ends one; raises NotAllowed."""
        if self._ended:
            raise NotAllowed(_("This computer may no longer write in your name. Close the program and start it again."))
        return None if set(GIVES_RIGHTS).isdisjoint(nouns) else self.rights.fold()

    def _follow(self, changes: Sequence[Change], before: Fold | None) -> tuple[Change, ...]:
        """Derive what these changes, whose rows are written already, decide about; return them."""
        rows = [(change.noun, change.id) for change in changes if before is not None or change.stamp <= self._rights_until]
        made = [(change.noun, change.id) for change in changes if change.noun in GIVES_PLACE and "nonce" in change.fields]
        self._deriver.settle({*rows, *self._deriver.under(made)} if made else rows, before)
        if before is not None:
            self.rights.tell()
        return tuple(changes)

    def _hear_of_rights(self) -> None:
        """Let the next stamp be greater than that of the last change of rights, unless that comes from the far future.

        And hear whether this computer may still write; asked only on news, because each save would lose 8 µs by it.
        """
        self._heard = self.rights.news()
        self._ended = self.rights.ended(self.device)
        self._rights_until = int(self.local(RIGHTS_UNTIL) or 0)
        self.clock.observe(self._rights_until)

    def _prepare(self, noun: Noun, stamp: int) -> tuple[list[Any], Said]:
        """Return a new noun's row, and what `_change_row` takes to say that it is made."""
        table = TABLES[noun.table]
        if noun.id != identify(noun.creator, noun.nonce):
            raise ValueError("the id is not its creator's")
        plain = table.values(noun)
        silent = table.silent
        fields = {field: value for field, value in plain.items() if value != silent[field]}
        stamp = self._allowed(noun.table, fields, vars(noun), stamp)
        row = table.row(plain, noun.id, stamp, pack_alike(fields, stamp, self.device))
        return row, (noun.table, noun.id, stamp, self.device, fields)

    def _insert(self, noun: Noun) -> Change:
        row, said = self._prepare(noun, self.clock.tick())
        self.connection.execute(TABLES[noun.table].insert, row)
        self.connection.execute(INSERT_CHANGE, _change_row(*said))
        if noun.table == Training.table:
            index_from(self.connection, self.seq_of(Training, noun.id))
        return Change(*said)

    def _update(self, noun: Noun, base: Mapping[str, Sequence[str]] = NOTHING) -> Change | None:
        table = TABLES[noun.table]
        stored = self.connection.execute(f"{table.select} WHERE id = ?", (noun.id,)).fetchone()
        if stored is None:
            raise NotFound(_("This is no longer here. Somebody may have removed it."))
        before = table.plain(stored)
        fields = {field: value for field, value in table.values(noun).items() if value != before[field] or field in base}
        if not fields:
            return None
        if not set(for_good(noun.table)).isdisjoint(fields):
            raise NotAllowed(_("This was settled when it was made and stays as it is."))
        stamps = unpack(stored[2])
        # what ends a right comes after what gave it, and all that is said of a row after its making (its nonce)
        seen = stamps if noun.table in GIVES_RIGHTS else {*fields, "nonce"}
        last = max((stamps[field][0] for field in seen if field in stamps), default=0)
        row = before | {ID: noun.id}
        stamp, at_once = self.clock.over(last), None
        if noun.table in GIVES_RIGHTS and not ENDS.isdisjoint(fields):
            stamp, at_once = self._at_once(noun, fields, row, stamp, last)
        stamp = self._allowed(noun.table, fields, row, stamp)
        if stamp <= last and at_once is not None:
            return at_once
        if stamp <= last:
            raise NotAllowed(_("A computer whose clock is far ahead had the last word on this. It stays as it is."))
        seen_texts = {
            field: base.get(field) or [version_name(*stamps.get(field, stamps["nonce"]))] for field in fields if field in TEXTS
        }
        change = Change(noun.table, noun.id, stamp, self.device, fields, base_of(seen_texts) if seen_texts else "")
        self.connection.execute(INSERT_CHANGE, _row_of(change))
        write(self.connection, table, noun.id, fields, stamps | dict.fromkeys(fields, (stamp, self.device)))
        return change

    def _at_once(
        self, noun: Noun, fields: Mapping[str, Plain], row: Mapping[str, Plain], stamp: int, last: int
    ) -> tuple[int, Change | None]:
        """Return the stamp to end or give back a right with, after all that it may have said; and what holds until then.

        So an end takes away nothing that is known here; and where a clock far ahead spoke, it does not wait for that.
        """
        now, far = self.clock.last, self.clock.far_future()
        of = (noun.id, row.get("subject", ""), row.get("right", ""))
        near, first, end = self.connection.execute(SAID_LATER, (far, far, far, now, LAST_STAMP, *of)).fetchone()
        if near is not None:
            now = self.clock.over(near)
        holds = not any(vars(noun).get(field) for field in ENDS)
        stamp = max(stamp, now, 0 if holds or end is None else end + 1)
        right, at = self.rights.fold().right(noun.table, noun.id), (now, self.device, b"")
        ends = {field: value for field, value in fields.items() if field in ENDS}
        if now == stamp > last or noun.id == self.device or right is None or right.holds(at) == holds:
            return stamp, None  # nothing is said far ahead, or by who would not be heard any more itself, or it is so already
        if self.rights.refused_at(noun.table, ends, row, self.device, at):
            return stamp, None
        at_once = Change(noun.table, noun.id, now, self.device, ends)
        self.connection.execute(INSERT_CHANGE, _row_of(at_once))
        if first is not None and not holds and stamp > last:
            until = Change(noun.table, noun.id, first - 1, self.device, dict.fromkeys(ends, False))
            self.connection.execute(INSERT_CHANGE, _row_of(until))
        return stamp, at_once

    def _undo(self, change: Change) -> Change | None:
        noun = self.find(NOUNS[change.noun], change.id)
        if noun is None:
            return None
        history = self.history(change.id)
        now = self.rights.winners(change.noun, change.id, history)
        ours = [field for field in change.fields if field in now and now[field][1] == change.version]
        if "nonce" in ours:
            return None if self._in_use(noun) else self._update(replace(noun, deleted=True))
        earlier = [one for one in history if one.version < change.version]
        then = self.rights.winners(change.noun, change.id, history, earlier[-1]) if earlier else {}
        table = TABLES[change.noun]
        return self._update(
            self._with(noun, {field: then[field][0] if field in then else table.plain_defaults[field] for field in ours})
        )

    def _in_use(self, noun: Noun) -> bool:
        """Say whether it is the card of a colleague whom something else names by now: to them it would become an unknown one."""
        about = [NOUNS[table] for table, field in FORGOTTEN.items() if field == "person"] if noun.table == "colleague" else []
        return any(self.parts(one, ("id",), person=noun.id) for one in about)

    def _with(self, noun: N, plain: Mapping[str, Plain]) -> N:
        kinds: dict[str, str] = field_kinds(type(noun))  # type: ignore[arg-type]
        return replace(noun, **{field: from_plain(kinds[field], value) for field, value in plain.items() if field in kinds})

    def _allowed(self, noun: str, fields: Iterable[str], row: Mapping[str, Plain], stamp: int) -> int:
        """Return the stamp to write these fields with: a later one only where a clock far ahead gave the right they stand on.

        Raises NotAllowed where this person may not write them.
        """
        if noun in FORGOTTEN and self.connection.execute(IS_FORGOTTEN, (row[FORGOTTEN[noun]],)).fetchone():
            raise NotAllowed(_("This colleague was forgotten. Nothing is kept about them any more."))
        if noun in ERASED_BY and self._is_erased(noun, row):
            raise NotAllowed(_("What was kept about this was erased. Nothing is added to it any more."))
        if refused(noun, fields, self.rights.roles(noun, row)):
            raise NotAllowed(_("Only the trainers of this training, or a coordinator, may change this."))
        if stamp <= self._rights_until and self.rights.refused_at(noun, fields, row, self.device, (stamp, self.device, b"")):
            stamp = self.clock.beyond(self._rights_until)
            if self.rights.refused_at(noun, fields, row, self.device, (stamp, self.device, b"")):
                raise NotAllowed(_("A computer whose clock is far ahead had the last word on this. It stays as it is."))
        return stamp

    def _is_erased(self, noun: str, row: Mapping[str, Plain]) -> bool:
        """Say whether a row was erased; the fold is asked only where anybody said so."""
        said = self.connection.execute(IS_ERASED, (noun, row[ERASED_BY[noun]])).fetchone()
        return said is not None and self.rights.fold().erased.holds(noun, row)

    # what never leaves this computer

    def set_local(self, key: str, value: str) -> None:
        """Keep a value that belongs to this computer."""
        with atomic(self.connection):
            self.connection.execute(
                "INSERT INTO local VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value)
            )
