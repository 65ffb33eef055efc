"""Tallying: what a held session came to in numbers, as it was kept before names went."""

from collections.abc import Iterable

from traincollega.models.attendance import Tally
from traincollega.models.reading import Reader


def tallies(store: Reader, sessions: Iterable[str]) -> dict[str, Tally]:
    """Return the highest tally of each of these sessions that has one: it came to that, or more since.

    Not the last one: who closes a session may not have heard of everybody, or do so after names went.
    """
    found = sorted(store.where(Tally, session=list(sessions)), key=lambda one: (one.participants, one.created, one.id))
    return {one.session: one for one in found}
