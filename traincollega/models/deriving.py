"""Rows are what their changes add up to: rights are folded first, then every row is derived whose changes or writers are others."""

import json
from collections.abc import Collection, Iterable, Iterator
from operator import attrgetter

from traincollega.models.authority import BELOW, ERASED_BY, FORGOTTEN
from traincollega.models.beside import Beside
from traincollega.models.change import Change
from traincollega.models.difference import difference
from traincollega.models.folding import Fold, Row
from traincollega.models.forgotten import Forgotten
from traincollega.models.judging import judge
from traincollega.models.making import Histories, Making, stamps_of
from traincollega.models.merging import row_of, unpack
from traincollega.models.nouns import NOUNS
from traincollega.models.portions import keep_without_name
from traincollega.models.reading import SELECT_CHANGE, Reader, change_of
from traincollega.models.rights import Rights
from traincollega.models.tables import CREATED, ID, TABLES

OF_TRAINING = ("session", "suggestion", "outcome")
"""The nouns whose writers follow from the training they name."""
STAGES = (tuple(TABLES.keys() - {"training", *OF_TRAINING, *BELOW}), ("training",), OF_TRAINING, BELOW)
"""The nouns in the order they are derived: who writes a row follows from the fold and from rows of earlier stages, so it ends."""
GIVES_PLACE = ("training", "session")
"""The nouns that say to which training other rows belong."""


def _naming(nouns: Collection[str], field: str, these: str) -> str:
    """Return what selects the rows of these nouns, also those that are parked, that name one of these in a field."""
    rows = [f"SELECT '{noun}', id FROM {noun} WHERE {field} IN {these}" for noun in nouns]
    quoted = ", ".join(f"'{noun}'" for noun in nouns)
    parked = f"SELECT noun, id FROM parked WHERE under IN {these} AND noun IN ({quoted})"
    return " UNION ".join((*rows, parked))


THESE = "(SELECT value FROM json_each(:ids))"
UNDER = {
    "training": f"""{_naming(OF_TRAINING, "training", THESE)}
        UNION {_naming(BELOW, "session", f"(SELECT id FROM session WHERE training IN {THESE})")}""",
    "session": _naming(BELOW, "session", THESE),
}
"""What selects the rows under these trainings, or sessions."""
RIGHTS_UNTIL = "rights until"
"""The local value that holds the stamp of the last change that gave or ended a right."""
WRITTEN_BY = """SELECT DISTINCT noun, id FROM {changes}
    WHERE device IN (SELECT value FROM json_each(?)) AND stamp >= ?"""


class Deriver:
    """Makes rows what their changes add up to, on one connection."""

    def __init__(self, reader: Reader, rights: Rights) -> None:
        self.reader = reader
        self.connection = reader.connection
        self.rights = rights

    def settle(self, rows: Iterable[Row], before: Fold | None = None, arrived: Histories | None = None) -> None:
        """Derive these rows, and every other one whose writers are others than they were.

        `before` is the fold that the rows were derived by until now, where a right may have begun or ended since;
        `arrived` the whole histories of rows of which nothing was known, so that they need not be read.
        """
        rows = rows if isinstance(rows, Collection) else list(rows)
        if not rows and before is None:
            return
        fold = self.rights.fold()
        due: dict[str, set[str]] = {}
        for noun, identity in rows:
            due.setdefault(noun, set()).add(identity)
        if before is not None and before is not fold:
            self._keep_counts(fold.erased - before.erased)
            for noun, identity in self._written_under_others(before, fold):
                due.setdefault(noun, set()).add(identity)
            self.connection.execute("INSERT OR REPLACE INTO local VALUES (?, ?)", (RIGHTS_UNTIL, str(fold.latest)))
        with Beside(self.connection) as beside:
            making = Making(self.connection, arrived or {}, fold, self.rights, beside)
            for stage in STAGES:
                moved = making.stage({noun: sorted(due[noun]) for noun in stage if noun in due})
                for noun, identity in self.under(moved):
                    due.setdefault(noun, set()).add(identity)
            making.finish()

    def parked(self) -> set[Row]:
        """Return the rows of which a change was refused that may count once other rows have arrived."""
        return set(self.connection.execute("SELECT noun, id FROM parked"))

    def under(self, rows: Iterable[Row]) -> set[Row]:
        """Return the rows whose writers follow from these trainings and sessions, which came, went or were settled otherwise."""
        moved: dict[str, list[str]] = {noun: [] for noun in GIVES_PLACE}
        for noun, identity in rows:
            if noun in moved:
                moved[noun].append(identity)
        found: set[Row] = set()
        for noun, ids in moved.items():
            if ids:
                found |= set(self.connection.execute(UNDER[noun], {"ids": json.dumps(ids)}))
        return found

    def _keep_counts(self, erased: Forgotten) -> None:
        """Let HR's overviews, or those of who works alone, count who is forgotten now: while their rows still stand."""
        if erased.persons and (not self.reader.local("root") or self.rights.person in self.rights.hr()):
            keep_without_name(self.connection, sorted(erased.persons))

    def _written_under_others(self, before: Fold, after: Fold) -> set[Row]:
        """Return the rows with a change by whom another right is known now; who only gained one wrote what is parked."""
        gone = set(self._forgotten(after.erased ^ before.erased))
        differs = difference(before, after)
        if not differs.devices:
            return gone
        changes = "change" if differs.lost else "parked CROSS JOIN change USING (noun, id)"
        query = WRITTEN_BY.format(changes=changes)
        found = self.connection.execute(query, (json.dumps(sorted(differs.devices)), differs.since))
        return gone | {(noun, identity) for noun, identity in found if noun in TABLES}

    def _forgotten(self, these: Forgotten) -> Iterator[Row]:
        """Yield the rows that go when these are forgotten."""
        named = [(noun, field, person) for person in these.persons for noun, field in FORGOTTEN.items()]
        named += [(noun, ERASED_BY[noun], row) for noun, row in these.rows] + [("seal_wrap", "key", key) for key in these.keys]
        named += [("seal_wrap", "person", subject) for subject in these.subjects - these.persons]
        for noun, field, what in named:
            for (identity,) in self.connection.execute(f'SELECT id FROM {noun} WHERE "{field}" = ?', (what,)):
                yield noun, identity
        if these:
            yield from self.connection.execute(f"SELECT noun, id FROM parked WHERE noun IN {(*FORGOTTEN, *ERASED_BY)}")

    def differing(self) -> Iterator[Row]:
        """Yield the rows that are not what their changes add up to, judged by a fold of its own."""
        by_row: dict[Row, list[Change]] = {}
        for row in self.connection.execute(SELECT_CHANGE):
            by_row.setdefault((row[0], row[1]), []).append(change_of(row))
        organisation, root = self.reader.local("organisation"), self.reader.local("root")
        fold = Fold(organisation, (change for changes in by_row.values() for change in changes), root=root)
        for name, table in TABLES.items():
            rows = {row[0]: row for row in self.connection.execute(table.select)}
            for identity in rows.keys() | {row for noun, row in by_row if noun == name}:
                history = sorted(by_row.get((name, identity), ()), key=attrgetter("version"))
                best, _refused = judge(name, identity, history, fold, self.rights.origin)
                stored = rows.get(identity)
                have = None if stored is None else table.plain(stored) | {ID: identity, CREATED: stored[1]}
                if row_of(NOUNS[name], identity, best) != have or (stored is not None and unpack(stored[2]) != stamps_of(best)):
                    yield name, identity
