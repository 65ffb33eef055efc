"""Attending: who came to a session, as its trainers note it; whom a mark is about may say that it is not so."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from operator import attrgetter

from traincollega.errors import NotAllowed, NotPossible
from traincollega.language import _, ngettext
from traincollega.models.attendance import EXCUSED, NO_SHOW, PRESENT, Mark, Missed, Presence, Proof
from traincollega.models.colleague import Colleague
from traincollega.models.noun import Noun
from traincollega.models.seats import Reason, Seating, State, participants
from traincollega.models.session import Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.services.beginning import valid_email
from traincollega.services.desk import Desk, Done
from traincollega.services.enrolling import colleague_by_address, seating

STATES = (PRESENT, EXCUSED, NO_SHOW)
EARLY = timedelta(hours=1)
"""So long before a session begins, its trainer may note who is there already."""


def state_words(state: str) -> str:
    """Return what a mark says, in words; "" where nothing is noted."""
    return {
        PRESENT: _("present"),
        EXCUSED: _("absent, told us"),
        NO_SHOW: _("did not come"),
    }.get(state, _("not filled in yet"))


def marks(desk: Desk, session_id: str) -> dict[str, Mark]:
    """Return, per person, the mark that counts of those I may read: the last one."""
    last = {one.person: one for one in desk.store.where(Mark, session=session_id)}
    return {person: one for person, one in last.items() if one.state}


def marks_about_me(desk: Desk) -> dict[str, Mark]:
    """Return, per session, the mark about me that counts: the last one."""
    last = {one.session: one for one in desk.store.where(Mark, person=desk.me)}
    return {session: one for session, one in last.items() if one.state}


def was_there(desk: Desk, session_id: str) -> dict[str, bool]:
    """Return, per person of whom I may read it, whether they were at a session; nothing of whom nothing is noted."""
    return _there(desk, attrgetter("person"), session=session_id)


def was_i_there(desk: Desk) -> dict[str, bool]:
    """Return, per session at which something was noted about me, whether I was there."""
    return _there(desk, attrgetter("session"), person=desk.me)


def who_was_away(desk: Desk, session_id: str) -> frozenset[str]:
    """Return of whom the last note that I may read says that they were not there, or is taken back."""
    return _away(desk, attrgetter("person"), session=session_id)


def where_i_was_away(desk: Desk) -> frozenset[str]:
    """Return the sessions of which the last note about me says that I was not there, or is taken back."""
    return _away(desk, attrgetter("session"), person=desk.me)


def _away(desk: Desk, by: Callable[[Presence], str], **about: str) -> frozenset[str]:
    """Go by hours: each note says them, and they stay longest."""
    last = {by(one): one.minutes for one in desk.store.where(Presence, **about)}
    return frozenset(key for key, minutes in last.items() if not minutes)


def _there(desk: Desk, by: Callable[[Mark | Presence], str], **about: str) -> dict[str, bool]:
    """Go by marks; and by hours, that stay longer, where there is none any more."""
    states = {by(one): one.state for one in desk.store.where(Mark, **about)}
    hours = {by(one): one.minutes for one in desk.store.where(Presence, **about)}
    there = {key: minutes > 0 for key, minutes in hours.items() if key not in states}
    return there | {key: state == PRESENT for key, state in states.items() if state}


def may_note(desk: Desk, session: Session) -> bool:
    """Say whether I may note who came to a session now: its trainers may, from an hour before it begins."""
    erased = desk.store.rights.fold().erased.holds(Mark.table, {"session": session.id})
    return session.status == "planned" and desk.gives(session.training) and desk.now() >= session.starts - EARLY and not erased


def note(desk: Desk, session_id: str, states: Mapping[str, str]) -> Done:
    """Note, per person, what became of them: one of STATES, or "" to take a note back.

    Who came and had no seat gets one: they took part. Raises NotAllowed, NotPossible, NewerVersionNeeded.
    """
    with desk.store.transaction():
        session = _noted(desk, session_id)
        came = [person for person, state in states.items() if state == PRESENT]
        changes = desk.store.save(*_seats(desk, session, came), *_marks(desk, session, states))
    return Done(_said(desk, states) if changes else _("It was noted so already."), changes, session_id)


def all_present(desk: Desk, session_id: str) -> Done:
    """Note of everybody with a seat of whom nothing is noted yet that they are present. Raises NotAllowed, NotPossible."""
    with desk.store.transaction():
        session = _noted(desk, session_id)
        known = marks(desk, session_id)
        seated = [seat.sign_up.person for seat in participants(session, seating(desk, session))]
        if not seated:
            raise NotPossible(_("Nobody has a seat. Add who came without signing up."))
        states = {person: PRESENT for person in seated if person not in known}
        changes = desk.store.save(*_marks(desk, session, states))
    if not changes:
        return Done(_("Of everybody something is noted already."), (), session_id)
    words = ngettext("{n} colleague is present.", "{n} colleagues are present.", len(states))
    return Done(words.format(n=len(states)), changes, session_id)


def walk_in(desk: Desk, session_id: str, address: str, name: str = "") -> Done:
    """Note that somebody is present who had not signed up; an unknown address becomes a new colleague.

    Raises NotAllowed, NotPossible, InvalidInput.
    """
    with desk.store.transaction():
        person, made = colleague_by_address(desk, address, name)
        done = walk_in_known(desk, session_id, person)
    return done._replace(changes=(*made, *done.changes))


def walk_in_known(desk: Desk, session_id: str, person: str) -> Done:
    """Note that a colleague is present who had not signed up. Raises NotAllowed, NotPossible."""
    with desk.store.transaction():
        session = _noted(desk, session_id)
        if any(seat.sign_up.person == person for seat in participants(session, seating(desk, session))):
            raise NotPossible(_("They are on the list already. Note there that they are present."))
        changes = desk.store.save(*_seats(desk, session, [person]), *_marks(desk, session, {person: PRESENT}))
        who = desk.store.get(Colleague, person).name
    return Done(_("{name} is on the list, and present.").format(name=who), changes, session_id)


def participant_by_address(desk: Desk, session_id: str, address: str) -> str:
    """Return who is on the list with this mail address, or waits; raises NotPossible where nobody is."""
    wanted = valid_email(address).casefold()
    session = desk.store.get(Session, session_id)
    persons = [seat.sign_up.person for seat in seating(desk, session).seats]
    for card in desk.store.where(Colleague, id=persons):
        if card.email.casefold() == wanted:
            return card.id
    raise NotPossible(_("They are not on the list. Add who came without signing up."))


def dispute(desk: Desk, session_id: str, *, settled: bool = False) -> Done:
    """Say of the mark about me that it is not so, or that it is settled; the trainers see it. Raises NotPossible."""
    mark = marks(desk, session_id).get(desk.me)
    if mark is None:
        raise NotPossible(_("Nothing is noted about you here, so there is nothing to object to."))
    changes = desk.store.save(replace(mark, disputed=not settled))
    sentence = _("You no longer object to this.") if settled else _("The trainer sees that you object to this.")
    return Done(sentence, changes, session_id)


def _noted(desk: Desk, session_id: str) -> Session:
    """Return a session that may be noted now."""
    session = desk.store.get(Session, session_id)
    if not desk.gives(session.training):
        raise NotAllowed(_("Only the trainers of this session note who came."))
    if session.status != "planned":
        raise NotPossible(_("This session was cancelled, so nobody came."))
    if desk.now() < session.starts - EARLY:
        raise NotPossible(_("This session has not begun. Note who came from an hour before."))
    return session


def _seats(desk: Desk, session: Session, came: Collection[str]) -> Iterable[Noun]:
    """Yield what gives a seat to who came and has none: who waited keeps their sign-up; before a draw nobody has one.

    Who sits there provisionally is confirmed with them, as nobody loses a seat by that.
    """
    placed = seating(desk, session) if came else Seating((), None)
    there = participants(session, placed)
    seats = {person: placed.of(person) for person in set(came) - {seat.sign_up.person for seat in there}}
    new = [SignUp.new(desk.me, session=session.id, person=person) for person in sorted(seats) if seats[person] is None]
    waited = [seat.sign_up for seat in seats.values() if seat and seat.reason is not Reason.DRAW_TO_COME]
    sure = [seat.sign_up for seat in there if seat.state is State.PROVISIONAL] if new or waited else []
    yield from new
    yield from (Confirmation.new(desk.me, session=session.id, sign_up=one.id) for one in (*sure, *waited, *new))


def _marks(desk: Desk, session: Session, states: Mapping[str, str]) -> Iterable[Noun]:
    """Yield what says this: a mark for the trainers and the person, and for HR how long they were there, 0 for who was not.

    And whether they did not come, where HR may know that, or might when something was noted of this session before.

    A proof of who was not there after all is taken back, as far as it was not handed out.
    """
    known = marks(desk, session.id)
    minutes = max(1, round((session.ends - session.starts).total_seconds() / 60))
    tells = desk.our_organisation().tells_no_shows
    told = tells or bool(desk.store.where(Missed, session=session.id))
    for person, state in states.items():
        if state and state not in STATES:
            raise ValueError(f"no such state: {state}")
        if state != (known[person].state if person in known else ""):
            yield Mark.new(desk.me, session=session.id, person=person, state=state)
            yield Presence.new(desk.me, session=session.id, person=person, minutes=minutes if state == PRESENT else 0)
            if told:
                yield Missed.new(desk.me, session=session.id, person=person, missed=tells and state == NO_SHOW)
            if state != PRESENT:
                proofs = desk.store.where(Proof, session=session.id, person=person, deleted=False)
                yield from (replace(proof, deleted=True) for proof in proofs)


def _said(desk: Desk, states: Mapping[str, str]) -> str:
    if len(states) != 1:
        return ngettext("{n} note is saved.", "{n} notes are saved.", len(states)).format(n=len(states))
    ((person, state),) = states.items()
    card = desk.store.find(Colleague, person)
    return _("{name}: {state}.").format(name=card.name if card else _("unknown"), state=state_words(state))


def minutes_there(desk: Desk, person: str) -> int:
    """Return how many minutes somebody was present in all, as far as I may read it."""
    last = {one.session: one.minutes for one in desk.store.where(Presence, person=person)}
    return sum(last.values())
