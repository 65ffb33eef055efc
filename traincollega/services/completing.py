"""Completing: *Afronden*: what a session brought about is kept as counts, that stay when names go."""

from datetime import timedelta

from traincollega.errors import NotAllowed, NotPossible
from traincollega.language import _, duration, ngettext
from traincollega.models.attendance import Tally
from traincollega.models.session import Session
from traincollega.services.browsing import my_training_ids
from traincollega.services.desk import Desk, Done
from traincollega.services.enrolling import seating
from traincollega.services.holding import Held, held
from traincollega.services.rating import release
from traincollega.services.tallying import tallies

LEFT, ASKED = timedelta(days=1), timedelta(weeks=6)
"""From when after a session, until when, Start asks to close it."""


def may_complete(desk: Desk, session: Session) -> bool:
    """Say whether I may close a session now."""
    return session.status == "planned" and session.ends <= desk.now() and _is_mine(desk, session)


def is_complete(desk: Desk, session: Session) -> bool:
    """Say whether a session was closed, and nobody was added to it since."""
    row, now = tallies(desk.store, [session.id]).get(session.id), held(desk, [session]).get(session.id)
    return row is not None and now is not None and row.participants == now.participants


def to_complete(desk: Desk) -> list[Session]:
    """Return the sessions I gave lately at which somebody was and that were not closed, the last one first."""
    now = desk.now()
    mine, lately = set(my_training_ids(desk)), desk.store.sessions_between(now - ASKED, now - LEFT)
    over = [one for one in lately if one.training in mine and one.ends <= now - LEFT]
    kept, took_place = tallies(desk.store, [one.id for one in over]), held(desk, over)
    left = [one for one in over if one.id not in kept and one.id in took_place and took_place[one.id].participants]
    return sorted(left, key=lambda one: one.ends, reverse=True)


def complete(desk: Desk, session_id: str) -> Done:
    """Keep what a session brought about, as counts; undo takes that back, but no answers that became known by it.

    Raises NotAllowed, NotPossible, NewerVersionNeeded.
    """
    with desk.store.transaction():
        session = desk.store.get(Session, session_id)
        if not _is_mine(desk, session):
            raise NotAllowed(_("Only the trainers of this training, or a coordinator, may change this."))
        if session.status != "planned":
            raise NotPossible(_("This session was cancelled, so there is nothing to close."))
        if session.ends > desk.now():
            raise NotPossible(_("This session is not over. Close it afterwards."))
        seating(desk, session)  # of a newer seat rule it is not known here who took part
        now = held(desk, [session])[session.id]
        known = is_complete(desk, session)
        changes = () if known else desk.store.save(Tally.new(desk.me, session=session.id, participants=now.participants))
        release(desk, session.training)
    sentence = _("Closed: {counts}.").format(counts=counts_line(now)) if changes else _("It was closed already.")
    return Done(sentence, changes, session_id)


def counts_line(one: Held) -> str:
    """Return how many took part, and for how long together: "12 participants, 9 hours"."""
    people = ngettext("{n} participant", "{n} participants", one.participants).format(n=one.participants)
    return ", ".join((people, duration(one.participants * one.minutes))) if one.participants else people


def _is_mine(desk: Desk, session: Session) -> bool:
    return desk.is_trainer(session.training) or desk.is_coordinator()
