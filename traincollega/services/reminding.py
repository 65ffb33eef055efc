"""Reminding: what I come to or give is said 7 days, 1 day and 1 hour before it begins, once, also after the program was off."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from traincollega.models.change import moment_at
from traincollega.models.messages import Message, add_message, mark_read, messages_about, remove_messages
from traincollega.models.noun import Plain, moment_text
from traincollega.models.seats import State
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.browsing import my_training_ids
from traincollega.services.desk import Desk
from traincollega.services.enrolling import seatings
from traincollega.services.telling import REMINDER, Told, my_messages

LEADS = (timedelta(hours=1), timedelta(days=1), timedelta(days=7))
"""How long before the beginning there is a reminder, shortest first."""
SET_RIGHT = timedelta(minutes=5)
"""So far a clock may be put back without anything having been said too soon."""


class Reminder(NamedTuple):
    """A session that somebody is to be reminded of, and how long before it begins that was due."""

    session: Session
    lead: timedelta


def due(desk: Desk) -> list[Reminder]:
    """Return what I am to be reminded of now, soonest first; it only reads, so that a thread beside the window may ask.

    Of each session that is the one that is of use still: not of 7 days where it begins tomorrow. Who waits for a seat is
    reminded of nothing, and who signed up, or planned it, after a reminder was due knew it then.
    """
    now = desk.now()
    soon = desk.store.sessions_between(now, now + LEADS[-1] + timedelta(seconds=1))  # its end left out
    return [one for one, _title in _due(desk, soon, now)]


def remind(desk: Desk, reminders: Sequence[Reminder]) -> list[Told]:
    """Keep those of these reminders among my messages that are due now, and return them; an earlier one of its session is read."""
    connection = desk.store.connection
    with desk.store.transaction():
        # since they were looked up a session may have begun or be cancelled, and another program may have said it
        new = _due(desk, desk.store.where(Session, id=[one.session.id for one in reminders]), desk.now())
        ids = [one.session.id for one, _title in new]
        too_soon = [one.seq for one in messages_about(connection, REMINDER, ids) if _too_soon(one, desk.now())]
        remove_messages(connection, too_soon)
        before = {one.seq for one in messages_about(connection, REMINDER, ids)}
        if before:
            mark_read(connection, *sorted(before))
        for (session, lead), title in new:
            said: dict[str, Plain] = {"title": title, "starts": moment_text(session.starts), "hours": _hours(lead)}
            add_message(connection, desk.now(), REMINDER, session.id, said)
    said_now = {one.seq for one in messages_about(connection, REMINDER, ids)} - before
    return [one for one in my_messages(desk) if one.seq in said_now] if said_now else []


def _due(desk: Desk, sessions: Iterable[Session], now: datetime) -> list[tuple[Reminder, str]]:
    """Return what I am to be reminded of now of these sessions, each with the title of its training."""
    soon = [one for one in sessions if one.status == "planned" and now < one.starts <= now + LEADS[-1]]
    titles = dict(desk.store.parts(Training, ("id", "title"), id=sorted({one.training for one in soon})))
    known = _known_since(desk, [one for one in soon if one.training in titles])
    found = []
    for session in soon:
        lead = next(lead for lead in LEADS if session.starts - now <= lead)
        if session.id in known and known[session.id] < session.starts - lead:
            found.append(Reminder(session, lead))
    return [(one, titles[one.session.training]) for one in _not_said(desk, found)]


def _known_since(desk: Desk, sessions: Sequence[Session]) -> dict[str, datetime]:
    """Return, for those of these sessions that I give or have a seat in, since when I know that."""
    mine = set(my_training_ids(desk)) if sessions else set()
    given = {one.id: moment_at(one.created) for one in sessions if one.training in mine}
    seats = {session: placed.of(desk.me) for session, placed in seatings(desk, sessions).items()}
    taken = {session: seat for session, seat in seats.items() if seat and seat.state is not State.WAITING}
    return {session: moment_at(seat.sign_up.created) for session, seat in taken.items()} | given


def _not_said(desk: Desk, reminders: Sequence[Reminder]) -> list[Reminder]:
    """Return those that were not said yet; a session that moved is another one."""
    every = messages_about(desk.store.connection, REMINDER, [one.session.id for one in reminders])
    said = {_key(one) for one in every if not _too_soon(one, desk.now())}
    return [one for one in reminders if (one.session.id, moment_text(one.session.starts), _hours(one.lead)) not in said]


def _too_soon(said: Message, now: datetime) -> bool:
    """Say whether a reminder was said at a moment to come: by a clock that was ahead."""
    return said.at > now + SET_RIGHT


def _key(message: Message) -> tuple[object, ...]:
    return message.subject, message.fields["starts"], message.fields["hours"]


def _hours(lead: timedelta) -> int:
    return int(lead.total_seconds() // 3600)
