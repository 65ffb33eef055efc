"""Confirming by itself: the computer that plans a session gives seats for good to whom it has seen, in order of time."""

from collections.abc import Collection, Iterable

from traincollega.models.change import Change
from traincollega.models.seats import State
from traincollega.models.session import Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.services.desk import Desk
from traincollega.services.enrolling import confirming_computer, seatings


def confirm_seen(desk: Desk, sessions: Collection[str], computers: Collection[str]) -> int:
    """Confirm the provisional seats of those of these sessions that it is for this computer to confirm; return how many.

    `computers` are the devices that this computer is and was. A session is confirmed by the computer that confirmed last, or
    that planned it: so that two do not at once. A draw waits for its trainer.
    """
    found = [one for one in desk.store.where(Session, id=sorted(sessions), status="planned") if _ours(desk, one, computers)]
    made = [
        Confirmation.new(desk.me, session=session, sign_up=seat.sign_up.id)
        for session, placed in seatings(desk, found).items()
        for seat in placed.seats
        if seat.state is State.PROVISIONAL
    ]
    if made:
        desk.store.save(*made)
    return len(made)


def _ours(desk: Desk, session: Session, computers: Collection[str]) -> bool:
    if session.order != "time" or session.starts <= desk.now() or not desk.is_trainer(session.training):
        return False
    return confirming_computer(desk, session) in computers


def rows_of(changes: Iterable[Change]) -> set[tuple[str, str]]:
    """Return the rows that changes speak of, each a noun and an id."""
    return {(change.noun, change.id) for change in changes}


def sessions_of(desk: Desk, rows: Collection[tuple[str, str]]) -> set[str]:
    """Return the sessions that these rows, each a noun and an id, are about."""
    sign_ups = [identity for noun, identity in rows if noun == SignUp.table]
    confirmations = [identity for noun, identity in rows if noun == Confirmation.table]
    found = {identity for noun, identity in rows if noun == Session.table}
    found |= {one.session for one in desk.store.where(SignUp, id=sign_ups)}
    return found | {one.session for one in desk.store.where(Confirmation, id=confirmations)}
