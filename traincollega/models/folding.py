"""Who had which right at which moment: the changes that give and end rights, folded in the order of their versions."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from traincollega.models.authority import (
    ERASED_BY,
    ERASED_BY_HR,
    GIVES_RIGHTS,
    HR,
    STEPPED_BACK,
    TRAINERS,
    WRITERS,
    for_good,
    given,
    in_chain,
    may_write,
    roles,
)
from traincollega.models.change import Change
from traincollega.models.forgotten import Forgotten
from traincollega.models.merging import Version
from traincollega.models.noun import Plain
from traincollega.models.proof import makes_coordinator

COORDINATOR_RIGHT, FORMER = "coordinator", "former coordinator"
"""The rights of grants that the root stands behind; the second takes the first away from who made the organisation."""
ENDS = frozenset(("withdrawn", "deleted"))
"""The fields that end a right while they are true."""
NOTHING = dict.fromkeys(("creator", "training", "session", "person", "source", "right", "subject", "noun", "row", "key"), "")
DECIDES = {noun: tuple(name for name in NOTHING if name in for_good(noun)) for noun in WRITERS}
"""The settled fields of each noun that roles are derived from, all of them texts."""
Row = tuple[str, str]
"""A noun's name and a row's id."""


@dataclass
class Right:
    """A device or a grant: what is settled about it, and from which versions on it held and no longer held."""

    creation: Change
    row: Mapping[str, Plain]
    always: bool = False
    """Whether it also holds for what was said before the change that made it."""
    ended: dict[str, bool] = field(default_factory=dict, compare=False)
    since: list[Version] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)

    def holds(self, at: Version) -> bool:
        """Say whether the right holds for a change with this version: what came before that decides."""
        place = bisect_left(self.since, at)
        return self.held[place - 1] if place else self.always


@dataclass
class Chain:
    """The grants of one right to one subject, offers of it among them, and when any of them begins, ends or is restored."""

    grants: list[Right] = field(default_factory=list)
    moments: list[Version] = field(default_factory=list)
    known: dict[tuple[int, str], frozenset[str]] = field(default_factory=dict)

    def named(self, at: Version) -> frozenset[str]:
        """Return who is named by a grant that holds at this version, whoever gave it."""
        place = (bisect_left(self.moments, at), "")
        if place not in self.known:
            self.known[place] = frozenset(str(one.row["person"]) for one in self.grants if one.holds(at))
        return self.known[place]

    def persons(self, root: str, at: Version) -> frozenset[str]:
        """Return who held the right at this version: the root, and who was granted it in a chain from there."""
        place = (bisect_left(self.moments, at), root)
        if place not in self.known:
            said = (
                (str(one.row["right"]), str(one.row["creator"]), str(one.row["person"])) for one in self.grants if one.holds(at)
            )
            self.known[place] = in_chain(root, given(said))
        return self.known[place]


class Fold:
    """What every right was at every version: one pass over a set of changes, so one outcome whatever order they came in.

    Each change is judged by what the changes with a lower version made of the rights, and never by a later one. Two facts
    have no version: who made the organisation (its id says so), and the person of a device that speaks for its own creator.
    `changes` are those that count at all: whose they are, and which segments of a revoked device were accepted, is settled
    before they come here. With `known`, they come on top of those of an earlier fold.
    """

    def __init__(self, organisation: str, changes: Iterable[Change], known: "Fold | None" = None, *, root: str = "") -> None:
        self.organisation = organisation
        self.root = root
        """The root's public key in hex, once we share: then only it makes coordinators, and ends them."""
        self.at_rest: dict[str, Change] = {} if known is None else dict(known.at_rest)
        """What devices say of themselves, before anything else is said of them: 10,000 of these cost no folding."""
        self.moves: list[Change] = [] if known is None else list(known.moves)
        """Every other change that may give or end a right, in the order of their versions."""
        for change in changes:
            itself = vouched(change)
            if itself and ((first := self.at_rest.get(change.id)) is None or change.version < first.version):
                self.at_rest[change.id] = change
            if _ends(change) or (change.noun in GIVES_RIGHTS and not itself and change.makes):
                self.moves.append(change)
        self.moves.sort(key=lambda change: change.version)
        self.latest = 0
        """The stamp of the last change that gave, ended or restored a right."""
        made = (one for one in self.moves if (one.noun, one.id) == ("organisation", organisation))
        self.founder = next((_creator(one) for one in made if one.makes), "")
        moved = {(change.noun, change.id) for change in self.moves}
        self.rights: dict[Row, Right] = {}
        """The grants, and the devices that more is said of than what they say of themselves."""
        self.rights.update((row, right) for row in moved if (right := self._resting(*row)) is not None)
        self.chains: dict[tuple[str, str], Chain] = {}
        self.erased = Forgotten()
        self._early: dict[Row, list[Change]] = {}
        persons, rows, keys = set[str](), set[Row](), set[str]()
        for change in self.moves:
            if change.noun in ("device", "grants"):
                self._take(change)
            elif change.noun == "erasure" and self.makes(change):
                self._forget(change, persons, rows, keys)
        self.erased = Forgotten(frozenset(persons), frozenset(rows), frozenset(keys))

    def speaker(self, device: str, at: Version) -> str:
        """Return the person a device speaks for at this version, or ""."""
        right = self.rights.get(("device", device))
        if right is not None:
            return str(right.row["person"]) if right.holds(at) else ""
        resting = self.at_rest.get(device)
        return "" if resting is None else str(resting.fields["person"])

    def right(self, noun: str, identity: str) -> Right | None:
        """Return a device or a grant, or None where none was made."""
        return self.rights.get((noun, identity)) or self._resting(noun, identity)

    def devices_of(self, persons: Container[str]) -> set[str]:
        """Return the devices that ever spoke for any of these."""
        moved = {device for (noun, device), right in self.rights.items() if noun == "device" and right.row["person"] in persons}
        return moved | {device for device, said in self.at_rest.items() if said.fields["person"] in persons}

    def makes(self, change: Change) -> bool:
        """Say whether a change makes its row: the id is derived from its creator, and its creator speaks."""
        if not change.makes:
            return False
        author = str(change.fields["creator"]) or (change.id if change.noun == "colleague" else "")
        return author != "" and self.speaker(change.device, change.version) == author

    def making(self, noun: str, history: Iterable[Change]) -> Change | None:
        """Return the first of these changes that makes the row of a noun; None where none does."""
        return next((change for change in history if change.noun == noun and self.makes(change)), None)

    def stands(self, change: Change, name: str, row: Mapping[str, Plain]) -> bool:
        """Say whether this field of a change may end a role, or give it back, as far as that takes more than any other field.

        Who is coordinator the root ends, and what it ended stays so: whoever comes back is named anew. HR's role is given back
        by who might give it then; that somebody gave it once is not enough.
        """
        right = row.get("right") if change.noun == "grants" and name in ENDS else ""
        if right == HR:
            return change.fields[name] is True or self.speaker(change.device, change.version) in self.coordinators(change.version)
        if not self.root or right not in (COORDINATOR_RIGHT, FORMER):
            return True
        return change.fields[name] is True and self._proved(change, right, row["person"], ended=True)

    def coordinators(self, at: Version) -> frozenset[str]:
        """Return who made the organisation, and those who were coordinator in a chain from there, or by the root's word."""
        if not self.root:
            return self._persons("coordinator", self.organisation, self.founder, at)
        return (self._named(COORDINATOR_RIGHT, at) | {self.founder}) - self._named(FORMER, at) - {""}

    def hr(self, at: Version) -> frozenset[str]:
        """Return who had HR's role at this version: named by who was coordinator when they said so."""
        chain = self.chains.get((HR, self.organisation))
        named = [one for one in chain.grants if one.holds(at)] if chain else ()
        return frozenset(str(one.row["person"]) for one in named if one.row["creator"] in self.coordinators(one.creation.version))

    def trainers(self, training: str, creator: str, at: Version) -> frozenset[str]:
        """Return who made a training, and those who were its trainer in a chain from there."""
        return self._persons("trainer", training, creator, at)

    def givers(self, training: str, creator: str, at: Version) -> frozenset[str]:
        """Return who gave a training at this version: its trainers without those who had stepped back; the last where all had."""
        chain, trainers = self.chains.get((STEPPED_BACK, training)), self.trainers(training, creator, at)
        said = [one.row for one in chain.grants if one.holds(at)] if chain else []
        back = [str(row["person"]) for row in said if row["creator"] == row["person"] and row["person"] in trainers]
        return trainers.difference(back) or frozenset(back[-1:])

    # how

    def _forget(self, change: Change, persons: set[str], rows: set[Row], keys: set[str]) -> None:
        """Note what an erasure says, where its maker may say that."""
        said, maker, at = settled(change), _creator(change), change.version
        coordinates = maker in self.coordinators(at)
        if coordinates and said["person"]:
            persons.add(str(said["person"]))
        noun = str(said["noun"])
        if said["row"] and noun in ERASED_BY and (coordinates or (noun in ERASED_BY_HR and maker in self.hr(at))):
            rows.add((noun, str(said["row"])))
        named = change.fields.get("keys")
        if coordinates and isinstance(named, list):
            keys.update(key for key in named if isinstance(key, str))

    def _named(self, right: str, at: Version) -> frozenset[str]:
        """Return who is named at this version by grants that each stand for themselves."""
        chain = self.chains.get((right, self.organisation))
        return frozenset() if chain is None else chain.named(at)

    def _resting(self, noun: str, identity: str) -> Right | None:
        said = self.at_rest.get(identity) if noun == "device" else None
        return None if said is None else Right(said, settled(said), always=True)

    def _persons(self, right: str, subject: str, root: str, at: Version) -> frozenset[str]:
        if not root:
            return frozenset()
        chain = self.chains.get((right, subject))
        return frozenset((root,)) if chain is None else chain.persons(root, at)

    def _take(self, change: Change) -> None:
        """Judge one change by what the rights are so far, and note what it makes of them."""
        row = (change.noun, change.id)
        right = self.rights.get(row)
        if right is None:
            early = self._early.setdefault(row, [])
            early.append(change)
            if not self.makes(change) or not self._proved(change, change.fields.get("right"), change.fields.get("person")):
                return
            right = self.rights[row] = Right(change, self._settled(change))
            for one in self._early.pop(row):
                self._hear(right, one)
            if change.noun == "grants":
                self.chains.setdefault(chain_of(right), Chain()).grants.append(right)
        else:
            self._hear(right, change)
        holds = not any(right.ended.values())
        if holds != (right.held[-1] if right.held else right.always):
            right.since.append(change.version)
            right.held.append(holds)
            self.latest = change.stamp
            if change.noun == "grants":
                self.chains[chain_of(right)].moments.append(change.version)

    def _settled(self, creation: Change) -> dict[str, Plain]:
        """Return what a creation settles; a device speaks for another than its maker only if a coordinator made it."""
        row = settled(creation)
        foreign = creation.noun == "device" and row["person"] != row["creator"]
        return row | {"person": ""} if foreign and row["creator"] not in self.coordinators(creation.version) else row

    def _hear(self, right: Right, change: Change) -> None:
        """Let a change end or restore a right, where its writer may."""
        if not _ends(change):
            return
        at = change.version
        has = roles(change.noun, right.row, self.speaker(change.device, at), frozenset, lambda: self.coordinators(at))
        for name in ENDS:
            value = change.fields.get(name)
            if isinstance(value, bool) and may_write(change.noun, name, has) and self.stands(change, name, right.row):
                right.ended[name] = value

    def _proved(self, change: Change, right: Plain, person: Plain, *, ended: bool = False) -> bool:
        """Say whether the root stands behind what a change says of who is coordinator; of all else it need not."""
        if right not in (COORDINATOR_RIGHT, FORMER) or change.noun != "grants":
            return True
        return makes_coordinator(self.root, self.organisation, change, str(person), ended=ended is not (right == FORMER))


def matters(change: Change) -> bool:
    """Say whether a change can give or end a right at all."""
    return change.noun in GIVES_RIGHTS and (_ends(change) or change.makes)


def vouched(change: Change) -> bool:
    """Say whether a device says here for whom it speaks: for who made it; until certificates come, its word is taken."""
    made = change.noun == "device" and change.device == change.id and change.makes
    return made and change.fields.get("person") == change.fields["creator"]


def settled(creation: Change) -> dict[str, Plain]:
    """Return what a creation settles about its row and roles are derived from: texts, "" where it says nothing of the kind."""
    row: dict[str, Plain] = {"id": creation.id, **NOTHING}
    for name in DECIDES[creation.noun]:
        if isinstance(value := creation.fields.get(name), str):
            row[name] = value
    return row


def chain_of(grant: Right) -> tuple[str, str]:
    """Return the right and the subject that a grant is about; what was offered and accepted belongs to being a trainer."""
    right = str(grant.row["right"])
    return "trainer" if right in TRAINERS else right, str(grant.row["subject"])


def _ends(change: Change) -> bool:
    return change.noun in GIVES_RIGHTS and not ENDS.isdisjoint(change.fields)


def _creator(creation: Change) -> str:
    return str(creation.fields["creator"])
