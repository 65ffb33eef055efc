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


@noun
class Missed(Noun):
    """Whether a person did not come without telling, where the organisation lets HR know that; the last one about them counts.

    Apart from their hours, as it goes earlier; of everybody of whom something is noted, so that it tells nothing to be there.
    """

    table: ClassVar[str] = "missed"

    session: str = ""
    person: str = ""
    missed: bool = False


@noun
class Tally(Noun):
    """How many had a seat at a session, kept once it is closed and before names go; the highest one counts.

    Everybody reads it, so it does not hold who came, and how long: that would tell who was away.
    """

    table: ClassVar[str] = "tally"

    session: str = ""
    participants: int = 0


@noun
class Proof(Noun):
    """A proof of participation that a trainer's computer signed; of several about one person the last one counts."""

    table: ClassVar[str] = "proof"

    session: str = ""
    person: str = ""
    code: str = ""
    """What is printed, and what any copy of the program verifies (docs/proof-format.md)."""
