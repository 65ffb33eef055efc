"""Attendance: what a trainer noted of who came, what of that HR may know, and the proofs of it; all travel sealed."""

from typing import ClassVar

from traincollega.models.noun import Noun, noun

PRESENT, EXCUSED, NO_SHOW = "present", "excused", "no-show"
"""What a mark says; "" takes an earlier one back."""


@noun
class Mark(Noun):
    """One note of one trainer of whether a person came to a session; of several about one person the last one counts."""

    table: ClassVar[str] = "mark"

    session: str = ""
    person: str = ""
    state: str = ""
    disputed: bool = False
    """Whether the person says that it is not so."""


@noun
class Presence(Noun):
    """How long a person was there: what HR gets of a mark; of several about one person the last one counts."""

    table: ClassVar[str] = "presence"

    session: str = ""
    person: str = ""
    minutes: int = 0
    """0 for who was not there, or is not noted."""
    missed: bool = False
    """Whether they did not come without telling; only where the organisation lets HR know that, else False for everybody."""


@noun
class Tally(Noun):
    """What a session came to in numbers, kept once it is closed and before names go; the last one counts."""

    table: ClassVar[str] = "tally"

    session: str = ""
    participants: int = 0
    """How many had a seat."""
    present: int | None = None
    """How many were there; None where its maker could not read that."""
    minutes: int | None = None
    """How long these were there in all."""


@noun
class Proof(Noun):
    """A proof of participation that a trainer's computer signed; of several about one person the last one counts."""

    table: ClassVar[str] = "proof"

    session: str = ""
    person: str = ""
    code: str = ""
    """What is printed, and what any copy of the program verifies (docs/proof-format.md)."""
