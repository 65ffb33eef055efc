"""Waiting: who waited in vain for a seat, and is invited first when the session is given again.

First means told first, and nothing more: whoever waited reads it in *Berichten* as soon as their computer hears of the new date,
and gets a mail from the trainer; nobody else is told. No seat is held for them, for who sits where follows from the sign-ups
alone (seat rule 1): a seat held back would be a rule that a program of today does not know.
"""

from collections.abc import Iterable

from traincollega.language import ngettext
from traincollega.models.seats import State
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.services.desk import Desk
from traincollega.services.enrolling import seatings


def who_waited(desk: Desk, training_id: str) -> list[str]:
    """Return who waits for a seat in a training, or lost it by a cancelling, and has none in any session of it; the first first.

    That is of trainers and coordinators to know, as the lists themselves are.
    """
    return waiting_among(desk, desk.store.where(Session, training=training_id))


def waiting_among(desk: Desk, sessions: Iterable[Session]) -> list[str]:
    """Return who waits in any of these sessions and has a seat in none, who signed up first before others."""
    waited: list[SignUp] = []
    seated: set[str] = set()
    by_id = {one.id: one for one in sessions}
    for session, placed in seatings(desk, list(by_id.values())).items():
        for seat in placed.seats:
            if seat.state is State.WAITING or by_id[session].status == "cancelled":
                waited.append(seat.sign_up)
            else:
                seated.add(seat.sign_up.person)
    ordered = dict.fromkeys(one.person for one in sorted(waited, key=lambda one: (one.created, one.id)))
    return [person for person in ordered if person not in seated]


def waited_in_vain(desk: Desk, training_id: str, person: str) -> bool:
    """Say whether this person waited in vain for a seat in a training."""
    listed = [one.session for one in desk.store.where(SignUp, person=person) if one.withdrawn is None]
    return person in waiting_among(desk, desk.store.where(Session, id=listed, training=training_id)) if listed else False


def invited_line(desk: Desk, training_id: str) -> str:
    """Return who will be told first, as a sentence; "" where nobody waited."""
    count = len(who_waited(desk, training_id))
    if not count:
        return ""
    return ngettext(
        "{n} colleague waited for a seat and is told first. No seat is held.",
        "{n} colleagues waited for a seat and are told first. No seats are held.",
        count,
    ).format(n=count)
