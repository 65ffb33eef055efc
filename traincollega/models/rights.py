"""Who speaks, and which roles they have towards a row: the questions that the table of writers needs answered."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence

from traincollega.models.authority import COORDINATOR, CREATOR, READER, SELF, TRAINER, for_good, may_write
from traincollega.models.change import Change
from traincollega.models.merging import Winners, creator_of, fits, winners
from traincollega.models.noun import Plain
from traincollega.models.nouns import NOUNS


class Rights:
    """Looks rights up on one connection, for the store of one device."""

    def __init__(self, connection: sqlite3.Connection, *, device: str, person: str) -> None:
        self.connection = connection
        self.device = device
        self.person = person

    def speaker(self, device: str) -> str:
        """Return the person a device speaks for, or "" where its certificate has not arrived."""
        if device == self.device:
            return self.person
        row = self.connection.execute("SELECT person FROM device WHERE id = ? AND deleted = 0", (device,)).fetchone()
        return row[0] if row else ""

    def winners(self, noun: str, identity: str, changes: Sequence[Change], now: Winners | None = None) -> Winners:
        """Return the winning value of each field, counting only what its speaker may write.

        `now` holds the row's fields for good where `changes` is only a part of its history.
        """
        creator = creator_of(identity, changes) if now is None else str(now["creator"][0])
        if creator is None:
            return {}
        author = identity if noun == "colleague" and not creator else creator  # who makes their own card is the card
        speakers = {change.device: self.speaker(change.device) for change in changes}
        if noun == "device":  # until certificates come with sharing, a device's own row vouches for it
            speakers = {device: person or author for device, person in speakers.items()}
        fixed = for_good(noun)
        base = now or winners(changes, lambda change, field: field in fixed and speakers[change.device] == author)
        row: dict[str, Plain] = {"id": identity, "training": "", "session": "", "person": "", "source": _given(changes, "source")}
        row |= {field: base[field][0] for field in fixed if field in base}
        has = {device: self.roles(noun, row, person) for device, person in speakers.items()}

        def may(change: Change, field: str) -> bool:
            return may_write(noun, field, has[change.device]) and fits(NOUNS[noun], field, change.fields[field])

        return winners(changes, may)

    def roles(self, noun: str, row: Mapping[str, Plain], person: str) -> Callable[[str], bool]:
        """Return the question which roles a person has towards a row; each is looked up once, and only when asked."""
        known: dict[str, bool] = {}

        def has(role: str) -> bool:
            if role not in known:
                known[role] = self._has(role, noun, row, person)
            return known[role]

        return has

    def _has(self, role: str, noun: str, row: Mapping[str, Plain], person: str) -> bool:
        myself = noun == "colleague" and person == row["id"]
        if role == SELF:
            return myself or (noun != "colleague" and person == row["person"])
        if role == CREATOR:
            return person == row["creator"] or (myself and row["creator"] == "")
        if role == TRAINER:
            return (noun == "training" and person == row["creator"]) or person in self.trainers(self._training_of(noun, row))
        if role == READER:
            return bool(row["source"]) and person in self.coordinators()
        return role == COORDINATOR and person in self.coordinators()

    def _training_of(self, noun: str, row: Mapping[str, Plain]) -> str:
        if noun == "training":
            return str(row["id"])
        if noun in ("session", "interest"):
            return str(row["training"])
        found = self.connection.execute("SELECT training FROM session WHERE id = ?", (row["session"],)).fetchone()
        return found[0] if found else ""

    def trainers(self, training: str) -> set[str]:
        """Return the persons who give a training: its creator, and those granted it in a chain from there."""
        made = self.connection.execute("SELECT creator FROM training WHERE id = ?", (training,)).fetchone()
        return self._chain({made[0]} if made else set(), "trainer", training)

    def coordinators(self) -> set[str]:
        """Return the coordinators: who made the organisation, and those granted it in a chain from there."""
        row = self.connection.execute(
            "SELECT id, creator FROM organisation WHERE id = (SELECT value FROM local WHERE key = 'organisation')"
        ).fetchone()
        return self._chain({row[1]}, "coordinator", row[0]) if row else set()

    def _chain(self, persons: set[str], right: str, subject: str) -> set[str]:
        grants = self.connection.execute(
            'SELECT creator, person FROM grants WHERE subject = ? AND "right" = ? AND withdrawn = 0 AND deleted = 0',
            (subject, right),
        ).fetchall()
        while more := {person for creator, person in grants if creator in persons} - persons:
            persons = persons | more
        return persons


def _given(changes: Sequence[Change], field: str) -> Plain:
    """Return the first value that the creation gave a field."""
    return next((change.fields[field] for change in changes if field in change.fields), "")
