"""Holding: who took part in the sessions that are over; counts that were kept stay when names go."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from traincollega.errors import NewerVersionNeeded
from traincollega.models.seats import participants, seats
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.services.desk import Desk
from traincollega.services.enrolling import gathered
from traincollega.services.tallying import tallies


class Held(NamedTuple):
    """A session that took place."""

    persons: frozenset[str]
    """Who had a seat, of whom is still known here."""
    participants: int
    """How many had one, also where the names of some went since it was closed."""
    minutes: int
    """How long it took each of them."""


def held(desk: Desk, sessions: Iterable[Session]) -> dict[str, Held]:
    """Return those of these sessions that took place, by id; not one of a newer seat rule: who sat there is not known here.

    Who had a seat counts, whatever is noted of their attendance: everybody can count seats, and a lower number would tell that
    somebody was away.
    """
    over = {one.id: one for one in sessions if one.status == "planned" and one.ends <= desk.now()}
    kept = tallies(desk.store, over)
    found = {}
    for identity, (line, confirmations, closings) in gathered(desk.store, over.values()).items():
        session = over[identity]
        try:
            placed = seats(session, [_as_it_began(session, one) for one in line], confirmations, closings)
        except NewerVersionNeeded:
            continue
        persons = frozenset(seat.sign_up.person for seat in participants(session, placed))
        count = max(len(persons), kept[identity].participants if identity in kept else 0)
        found[identity] = Held(persons, count, int((session.ends - session.starts).total_seconds()) // 60)
    return found


def _as_it_began(session: Session, one: SignUp) -> SignUp:
    """Return a sign-up as it was then: who leaves the list afterwards may not be told from two counts."""
    late = one.withdrawn is not None and one.withdrawn > session.starts
    return replace(one, withdrawn=None) if late else one
