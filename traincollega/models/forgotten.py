"""What is forgotten: persons with all that names them, and single rows of which a coordinator, or HR, said so."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from traincollega.models.authority import ERASED_BY, FORGOTTEN
from traincollega.models.noun import Plain


@dataclass(frozen=True)
class Forgotten:
    """What erasures say that counts, by the fold of rights."""

    persons: frozenset[str] = frozenset()
    rows: frozenset[tuple[str, str]] = frozenset()
    """Of a noun, the rows under this: of ERASED_BY, what its field holds."""
    keys: frozenset[str] = frozenset()
    """The seals that go as well, by the ids of their keys."""

    def __bool__(self) -> bool:
        return bool(self.persons or self.rows or self.keys)

    def __sub__(self, other: "Forgotten") -> "Forgotten":
        return Forgotten(self.persons - other.persons, self.rows - other.rows, self.keys - other.keys)

    def __xor__(self, other: "Forgotten") -> "Forgotten":
        return Forgotten(self.persons ^ other.persons, self.rows ^ other.rows, self.keys ^ other.keys)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Return whom or what seals are about that have to go: persons, and rows that are about nobody with a card."""
        return self.persons | {row for noun, row in self.rows if ERASED_BY[noun] == "id"}

    def seal(self, subject: str, key: str) -> bool:
        """Say whether a seal has to go."""
        return subject in self.subjects or key in self.keys

    def holds(self, noun: str, row: Mapping[str, Plain]) -> bool:
        """Say whether a row is forgotten, by its id and what is settled about it, or what a change says of it."""
        if not self:
            return False
        person, under = FORGOTTEN.get(noun), ERASED_BY.get(noun)
        named = row.get(person) if person else None
        return (
            named in self.persons
            or (under is not None and (noun, row.get(under)) in self.rows)
            or (noun == "seal_wrap" and self.seal(str(named), str(row.get("key"))))
        )
