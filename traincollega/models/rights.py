"""Who speaks, and which roles they have towards a row: the questions that the table of writers needs answered."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from traincollega.models.authority import COORDINATOR, CREATOR, READER, SELF, TRAINER, for_good, may_write
from traincollega.models.change import Change
from traincollega.models.merging import Winners, fits, makes, unpack, winners
from traincollega.models.noun import Plain
from traincollega.models.nouns import NOUNS


class Rights:
    """Looks rights up on one connection, for the store of one device.

    What ends a right (a grant withdrawn, a device or grant deleted) takes away nothing that was written before it:
    `at` is the stamp of the change in question, None for what a person wants to write now.
    """

    def __init__(self, connection: sqlite3.Connection, *, device: str, person: str) -> None:
        self.connection = connection
        self.device = device
        self.person = person

    def speaker(self, device: str, at: int | None = None) -> str:
        """Return the person a device speaks for, or "" where its certificate has not arrived or has ended."""
        row = self.connection.execute("SELECT person, 0, deleted, stamps FROM device WHERE id = ?", (device,)).fetchone()
        if row is None:
            return self.person if device == self.device else ""
        return row[0] if _holds(row[1:], at) else ""

    def winners(self, noun: str, identity: str, history: Sequence[Change], until: Change | None = None) -> Winners:
        """Return the winning value of each field among what its speaker may write; up to and with the change `until`."""
        return self.judge(noun, identity, history, until)[0]

    def judge(self, noun: str, identity: str, history: Sequence[Change], until: Change | None = None) -> tuple[Winners, bool]:
        """Return the winners, and whether a change was refused that may count once other rows have arrived."""
        changes = [change for change in history if change.noun == noun]
        creation = self._creation(noun, identity, changes)
        if creation is None:
            return {}, True
        fixed = for_good(noun)
        row: dict[str, Plain] = {"id": identity, "training": "", "session": "", "person": "", "source": ""}
        row |= {field: creation.fields[field] for field in fixed if fits(NOUNS[noun], field, creation.fields.get(field))}
        has = {change.version: self._roles_of(change, creation, row) for change in changes}
        refused = False

        def may(change: Change, field: str) -> bool:
            nonlocal refused
            if field in fixed and change.version != creation.version:
                return False
            if may_write(noun, field, has[change.version]):
                return fits(NOUNS[noun], field, change.fields[field])
            refused = True
            return False

        counted = changes if until is None else [change for change in changes if change.version <= until.version]
        return winners(counted, may), refused

    def _creation(self, noun: str, identity: str, changes: Sequence[Change]) -> Change | None:
        """Return the first change that makes the row and was made by whom its id is derived from."""
        made = [change for change in changes if makes(change) and self._speaks(change, _author(change)) == _author(change)]
        return min(made, key=lambda change: change.version, default=None)

    def _speaks(self, change: Change, author: str) -> str:
        """Return who speaks; until certificates come with sharing, a device's own row vouches for it."""
        itself = change.noun == "device" and change.device == change.id
        return author if itself else self.speaker(change.device, change.stamp)

    def _roles_of(self, change: Change, creation: Change, row: Mapping[str, Plain]) -> Callable[[str], bool]:
        return self.roles(change.noun, row, self._speaks(change, _author(creation)), change.stamp)

    def roles(self, noun: str, row: Mapping[str, Plain], person: str, at: int | None = None) -> Callable[[str], bool]:
        """Return the question which roles a person has towards a row; each is looked up once, and only when asked."""
        known: dict[str, bool] = {}

        def has(role: str) -> bool:
            if role not in known:
                known[role] = self._has(role, noun, row, person, at)
            return known[role]

        return has

    def _has(self, role: str, noun: str, row: Mapping[str, Plain], person: str, at: int | None) -> bool:
        if not person:
            return False
        myself = noun == "colleague" and person == row["id"]
        if role == SELF:
            return myself or (noun != "colleague" and person == row["person"])
        if role == CREATOR:
            return person == row["creator"] or (myself and row["creator"] == "")
        if role == TRAINER:
            return (noun == "training" and person == row["creator"]) or person in self.trainers(self._training_of(noun, row), at)
        if role == READER:
            return bool(row["source"]) and person in self.coordinators(at)
        return role == COORDINATOR and person in self.coordinators(at)

    def _training_of(self, noun: str, row: Mapping[str, Plain]) -> str:
        if noun == "training":
            return str(row["id"])
        if noun in ("session", "interest"):
            return str(row["training"])
        found = self.connection.execute("SELECT training FROM session WHERE id = ?", (row["session"],)).fetchone()
        return found[0] if found else ""

    def trainers(self, training: str, at: int | None = None) -> set[str]:
        """Return the persons who give a training: its creator, and those granted it in a chain from there."""
        made = self.connection.execute("SELECT creator FROM training WHERE id = ?", (training,)).fetchone()
        return self._chain({made[0]}, "trainer", training, at) if made else set()

    def coordinators(self, at: int | None = None) -> set[str]:
        """Return the coordinators: who made the organisation, and those granted it in a chain from there."""
        row = self.connection.execute(
            "SELECT id, creator FROM organisation WHERE id = (SELECT value FROM local WHERE key = 'organisation')"
        ).fetchone()
        return self._chain({row[1]}, "coordinator", row[0], at) if row else set()

    def _chain(self, persons: set[str], right: str, subject: str, at: int | None) -> set[str]:
        rows = self.connection.execute(
            'SELECT creator, person, withdrawn, deleted, stamps FROM grants WHERE subject = ? AND "right" = ?', (subject, right)
        )
        grants = [(row[0], row[1]) for row in rows if _holds(row[2:], at)]
        while more := {person for creator, person in grants if creator in persons} - persons:
            persons = persons | more
        return persons


def _author(creation: Change) -> str:
    """Return who made a row; who makes their own card is the card."""
    creator = str(creation.fields["creator"])
    return creation.id if creation.noun == "colleague" and not creator else creator


def _holds(row: Sequence[Any], at: int | None) -> bool:
    """Say whether a right counts for a change stamped `at`: it was not ended, or only by a later change.

    `row` holds whether it was withdrawn, whether it was deleted, and its stamps.
    """
    ended, deleted, stamps = row
    if not (ended or deleted):
        return True
    known = unpack(stamps)
    ends = [known[field][0] for field, over in (("withdrawn", ended), ("deleted", deleted)) if over and field in known]
    return at is not None and at <= min(ends, default=0)
