"""The organisation, its departments, and the rights it gives."""

from collections.abc import Iterable
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
    keep_names: int = 24
    """Months after a session that it is kept who signed up and was there; counts stay."""
    keep_no_shows: int = 3
    """Months after a session that it is kept who did not come, and why."""
    tells_no_shows: bool = False
    """Whether trainers' programs let HR know who did not come; what was noted before stays unknown to HR."""
    council_agreed: str = ""
    """The day ("2026-11-30") on which the works council agreed to overviews of single persons, "" where it did not."""


@noun
class Department(Noun):
    """A department of our own organisation."""

    table: ClassVar[str] = "department"

    name: str = ""
    headcount: int = 0
    """How many work there, as a coordinator typed it; 0 where nobody knows."""
    merged_into: str = ""
    """The id of the department that it became part of, or "": whoever is of this one counts to that one."""


@noun
class Grant(Noun):
    """A right that its creator gives to a person; it counts only in a chain from the organisation or training itself."""

    table: ClassVar[str] = "grants"

    right: str = ""
    """"coordinator" or "hr" (subject is the organisation), or "trainer" (subject is a training)."""
    subject: str = ""
    person: str = ""
    withdrawn: bool = False
    proof: str = ""
    """The root's signature in hex, without which nobody becomes coordinator, or ends being one, once we share."""


def counted_to(departments: Iterable[Department]) -> dict[str, str]:
    """Return, per department, the id of the one it counts to: where its merges lead, or itself.

    Two that were merged into each other at once count to the one with the smallest id, on every computer.
    """
    into = {one.id: one.merged_into for one in departments}
    found = {}
    for identity in into:
        path = [identity]
        while (there := into[path[-1]]) in into and there not in path:
            path.append(there)
        found[identity] = min(path[path.index(there) :]) if there in path else path[-1]
    return found
