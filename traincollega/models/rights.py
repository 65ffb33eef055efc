"""Who may write what, as the rows say for now, and as the fold of all changes says for what was written then."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from traincollega.models.authority import (
    BELOW,
    COORDINATOR,
    GIVES_RIGHTS,
    HR,
    READERS,
    SELF,
    STEPPED_BACK,
    TRAINER,
    TRAINERS,
    given,
    in_chain,
    refused,
    roles,
)
from traincollega.models.change import LAST_STAMP, Change, stamp_at
from traincollega.models.database import Connection
from traincollega.models.folding import COORDINATOR_RIGHT, FORMER, Fold, matters
from traincollega.models.judging import counting, judge
from traincollega.models.merging import Version, Winners
from traincollega.models.noun import Plain
from traincollega.models.reading import SELECT_CHANGE, change_of

CHANGES_SINCE = f"{SELECT_CHANGE} WHERE seq > ? AND seq <= ? AND noun IN {GIVES_RIGHTS}"
CHANGES_OF_RIGHTS = f"""{SELECT_CHANGE} WHERE seq <= ? AND noun IN {GIVES_RIGHTS} AND id IN (
    SELECT id FROM device UNION ALL SELECT id FROM grants UNION ALL SELECT id FROM erasure
    UNION ALL SELECT id FROM parked WHERE noun IN {GIVES_RIGHTS}
    UNION ALL SELECT value FROM local WHERE key = 'organisation')"""
"""Each row with changes stands in its table or is parked: so this needs no look at all changes there are."""
OF_TRAININGS = "SELECT id, id, creator FROM training WHERE id IN (SELECT value FROM json_each(?))"
OF_SESSIONS = """SELECT session.id, training.id, training.creator FROM session JOIN training ON training.id = session.training
    WHERE session.id IN (SELECT value FROM json_each(?))"""
OF_SUBJECT = 'SELECT "right", creator, person FROM grants WHERE subject = ? AND withdrawn = 0 AND deleted = 0'
STEPPED_BACK_FROM = """SELECT person FROM grants WHERE "right" = ? AND subject = ? AND creator = person
    AND withdrawn = 0 AND deleted = 0 ORDER BY created, id"""
FORGOTTEN_AMONG = "SELECT person FROM erasure WHERE person IN (SELECT value FROM json_each(?)) AND deleted = 0"
Place = tuple[int, bytes]
"""How far changes were read: the number and hash of the last one; another hash there means that some were rolled back."""


@dataclass
class Known:
    """What is known of rights on one connection, by all stores on it, until something is rolled back there."""

    fold: Fold | None = None
    read: Place = (0, b"")
    data_version: int = 0
    """What SQLite counts up when another connection wrote."""
    news: object = field(default_factory=object)
    """Another one whenever a right may be another than a store heard last."""


class Rights:
    """Looks rights up on one connection, for the store of one person."""

    def __init__(self, connection: Connection, *, person: str) -> None:
        self.connection = connection
        self.person = person

    @property
    def known(self) -> Known:
        """Return what is known on this connection; nothing yet after a rollback."""
        found: Known | None = self.connection.remembered.get(Known)
        if found is None:
            found = self.connection.remembered[Known] = Known()
        return found

    # now

    def speaker(self, device: str) -> str:
        """Return the person a device speaks for, also where it no longer does, or "" where its row has not arrived."""
        row = self.connection.execute("SELECT person FROM device WHERE id = ?", (device,)).fetchone()
        return row[0] if row else ""

    def ended(self, device: str) -> bool:
        """Say whether a device may no longer speak."""
        row = self.connection.execute("SELECT deleted FROM device WHERE id = ?", (device,)).fetchone()
        return row is not None and bool(row[0])

    def roles(self, noun: str, row: Mapping[str, Plain]) -> Callable[[str], bool]:
        """Return the question which roles this store's person has now towards a row."""

        def trainers() -> frozenset[str]:
            return self._chain("trainer", *self.origin(noun, row))

        return roles(noun, row, self.person, trainers, self.coordinators, self.hr)

    def trainers(self, training: str) -> frozenset[str]:
        """Return the persons who give a training: its creator, and those granted it in a chain from there."""
        return self._chain("trainer", training, self._creator_of(training))

    def givers(self, training: str) -> frozenset[str]:
        """Return who gives a training now: its trainers, without the forgotten and who said that they stepped back.

        Where all who are left stepped back, on computers that did not know of each other, the last one still gives it.
        """
        trainers = self.trainers(training)
        there = trainers - {one for (one,) in self.connection.execute(FORGOTTEN_AMONG, (json.dumps(sorted(trainers)),))}
        back = [one for (one,) in self.connection.execute(STEPPED_BACK_FROM, (STEPPED_BACK, training)) if one in there]
        return there.difference(back) or frozenset(back[-1:])

    def coordinators(self) -> frozenset[str]:
        """Return the coordinators: who made the organisation, and those granted it in a chain from there."""
        row = self.connection.execute(
            "SELECT id, creator FROM organisation WHERE id = (SELECT value FROM local WHERE key = 'organisation')"
        ).fetchone()
        if row is None or not self._local("root"):
            return self._chain("coordinator", *row) if row else frozenset()
        return (self._named(COORDINATOR_RIGHT, row[0]) | {row[1]}) - self._named(FORMER, row[0]) - {""}

    def hr(self) -> frozenset[str]:
        """Return who has HR's role: named by who was coordinator then."""
        return self.fold().hr((LAST_STAMP, "", b""))

    def readers(self, noun: str, row: Mapping[str, Plain]) -> frozenset[str]:
        """Return the persons who may read a row that is not for everybody; not who stepped back as a trainer."""
        may = READERS[noun]
        trainers = self.givers(self.origin(noun, row)[0]) if TRAINER in may else frozenset()
        self_too = frozenset((str(row["person"]),)) if SELF in may else frozenset()
        hr = self.hr() if HR in may else frozenset()
        coordinators = self.coordinators() if COORDINATOR in may else frozenset()
        return self_too | trainers | hr | coordinators

    def origin(self, noun: str, row: Mapping[str, Plain]) -> tuple[str, str]:
        """Return the training that a row belongs to and who made that, each "" where it has not arrived."""
        if noun == "training":
            return str(row["id"]), str(row["creator"])
        training = row.get("training", "")
        if noun in BELOW:
            found = self.connection.execute("SELECT training FROM session WHERE id = ?", (row["session"],)).fetchone()
            training = found[0] if found else ""
        return str(training), self._creator_of(str(training))

    def origins(self, noun: str, rows: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return what `origin` gives for rows of a noun under each of these trainings, or sessions; those that are not here not."""
        found = self.connection.execute(OF_SESSIONS if noun in BELOW else OF_TRAININGS, (json.dumps(rows),))
        return {row: (training, creator) for row, training, creator in found}

    def _creator_of(self, training: str) -> str:
        made = self.connection.execute("SELECT creator FROM training WHERE id = ?", (training,)).fetchone()
        return made[0] if made else ""

    def _local(self, key: str) -> str:
        found = self.connection.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
        return found[0] if found else ""

    def _named(self, right: str, subject: str) -> frozenset[str]:
        grants = self.connection.execute(
            'SELECT person FROM grants WHERE subject = ? AND "right" = ? AND withdrawn = 0 AND deleted = 0', (subject, right)
        )
        return frozenset(person for (person,) in grants)

    def _chain(self, right: str, subject: str, root: str) -> frozenset[str]:
        if not root:
            return frozenset()
        grants = self.connection.execute(OF_SUBJECT, (subject,)).fetchall()
        rights = TRAINERS if right == "trainer" else (right,)
        return in_chain(root, given(one for one in grants if one[0] in rights))

    # then

    def fold(self) -> Fold:
        """Return the fold of all changes of rights there are; made again only where one was added since it was asked last."""
        organisation, root = self._local("organisation"), self._local("root")
        kept, until = self.known, self._place("ORDER BY seq DESC LIMIT 1")  # first: another connection may write meanwhile
        fold, kept.fold = kept.fold, None
        known = fold is not None and (fold.organisation, fold.root) == (organisation, root)
        if fold is None or not known or self._place("WHERE seq = ?", (kept.read[0],)) != kept.read:
            rows = self.connection.execute(CHANGES_OF_RIGHTS, (until[0],)).fetchall()
            fold = Fold(organisation, map(change_of, rows), root=root)
        else:
            rows = self.connection.execute(CHANGES_SINCE, (kept.read[0], until[0])).fetchall()
            new = [change for change in map(change_of, rows) if matters(change)]
            fold = Fold(organisation, new, fold, root=root) if new else fold
        kept.read, kept.fold = until, fold
        return fold

    def gave(self, training: str, moment: datetime) -> frozenset[str]:
        """Return who gave a training at a moment, whoever gives it now."""
        return self.fold().givers(training, self._creator_of(training), (stamp_at(moment), "", b""))

    def forget(self) -> None:
        """Let the fold be made anew, where a change of rights may have gone."""
        self.known.fold = None

    def tell(self) -> None:
        """Let every store on this connection hear that a right may be another."""
        self.known.news = object()

    def news(self) -> object:
        """Return what is another object once rights may have become others, here or on another connection."""
        known = self.known
        others: int = self.connection.execute("PRAGMA data_version").fetchone()[0]
        if others != known.data_version:
            known.data_version, known.news = others, object()
        return known.news

    def _place(self, where: str, values: Sequence[int] = ()) -> Place:
        row = self.connection.execute(f"SELECT seq, hash FROM change {where}", values).fetchone()
        return (row[0], row[1]) if row else (0, b"")

    def winners(self, noun: str, identity: str, history: Sequence[Change], until: Change | None = None) -> Winners:
        """Return the winning value of each field among what its speaker may write; up to and with the change `until`."""
        return judge(noun, identity, history, self.fold(), self.origin, until)[0]

    def counting(self, noun: str, identity: str, history: Sequence[Change], field: str) -> list[Change]:
        """Return the changes of one field of a row that count: those that their speaker might make."""
        return counting(noun, identity, history, self.fold(), self.origin, field)

    def refused_at(self, noun: str, fields: Iterable[str], row: Mapping[str, Plain], device: str, at: Version) -> bool:
        """Say whether any of these fields is refused in a change of this store's person with this version."""
        fold = self.fold()
        person = self.person if fold.right("device", device) is None else fold.speaker(device, at)

        def trainers() -> frozenset[str]:
            return fold.trainers(*self.origin(noun, row), at)

        then = roles(noun, row, person, trainers, partial(fold.coordinators, at), partial(fold.hr, at))
        return bool(refused(noun, fields, then))
