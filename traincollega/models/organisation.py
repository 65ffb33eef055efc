"""The organisation, its departments, and the rights it gives."""

from typing import ClassVar

from traincollega.models.noun import Noun, noun


@noun
class Organisation(Noun):
    """An employer: ours, or another one whose trainings we read in."""

    table: ClassVar[str] = "organisation"

    name: str = ""
    timezone: str = "Europe/Amsterdam"
    space: str = ""
    """"Jouw ruimte": one sentence of management about learning in working time."""
    space_sender: str = ""
    accent: str = ""
    """The organisation's own colour as "#rrggbb", or "" for ours."""


@noun
class Department(Noun):
    """A department of our own organisation."""

    table: ClassVar[str] = "department"

    name: str = ""


@noun
class Grant(Noun):
    """A right that its creator gives to a person; it counts only in a chain from the organisation or training itself."""

    table: ClassVar[str] = "grants"

    right: str = ""
    """"coordinator" or "hr" (subject is the organisation), or "trainer" and what `authority` calls offered, accepted,
    declined and stepped back (subject is a training)."""
    subject: str = ""
    person: str = ""
    withdrawn: bool = False
    proof: str = ""
    """The root's signature in hex, without which nobody becomes coordinator, or ends being one, once we share."""
