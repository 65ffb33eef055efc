"""Reminding: 7 days, 1 day and 1 hour before, each once, and never of what is of no use any more."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models.world import NOON, Time
from tests.office import Office, new_office
from tests.services.conftest import colleague, session_of, training_of
from traincollega.errors import TrainCollegaError
from traincollega.models.change import moment_at
from traincollega.models.messages import messages_about
from traincollega.models.noun import moment_of
from traincollega.models.seats import State
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.desk import Desk
from traincollega.services.enrolling import seating, sign_up, withdraw
from traincollega.services.planning import Plan, cancel, change, plan, wish_of
from traincollega.services.reminding import LEADS, Reminder, due, remind
from traincollega.services.telling import REMINDER, my_messages, unread_count


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path / "profile")
    yield made
    made.desk.store.connection.close()


def reminded(desk: Desk) -> list[str]:
    return [told.text for told in remind(desk, due(desk))]


def at(time: Time, session: Session, *, before: timedelta) -> None:
    time.now = session.starts - before


def booked(anna: Desk, bram: Desk, **values: object) -> Session:
    """Return a session 10 days from now that Bram gives and Anna has a seat in."""
    session = session_of(bram, training_of(bram), days=10, **values)
    sign_up(anna, session)
    return anna.store.get(Session, session)


def test_who_comes_is_reminded_a_week_a_day_and_an_hour_before_and_each_time_once(anna: Desk, time: Time) -> None:
    session = booked(anna, colleague(anna, "Bram"), place="Hall 1")
    assert reminded(anna) == []
    for lead in reversed(LEADS):
        at(time, session, before=lead)
        assert reminded(anna) == ["It begins on Sun 13 December, 13:00. Hall 1"]
        assert reminded(anna) == []
    (first, *_rest) = my_messages(anna)
    assert (first.title, first.page, first.what) == ("Reminder: Excel", "discover", {"training": session.training})
    assert (len(my_messages(anna)), unread_count(anna)) == (3, 1), "a later reminder takes the earlier one's place among the new"


def test_who_gives_it_is_reminded_and_led_to_the_session(anna: Desk, time: Time) -> None:
    session = anna.store.get(Session, session_of(anna, training_of(anna), days=10))
    at(time, session, before=timedelta(hours=20))
    (told,) = remind(anna, due(anna))
    assert (told.text, told.page) == ("You give it on Sun 13 December, 13:00.", "session")


@given(before=st.lists(st.integers(1, 9 * 24 * 60 - 1), min_size=1, max_size=5))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_long_the_program_was_off_only_the_reminder_of_that_moment_comes(anna: Desk, time: Time, before: list[int]) -> None:
    bram = colleague(anna, "Bram")
    starts = time.now + timedelta(days=10)
    session = plan(bram, training_of(bram), Plan(starts, 45)).subject
    sign_up(anna, session)
    heard = []
    for minutes in sorted(before, reverse=True):
        time.now = starts - timedelta(minutes=minutes) + timedelta(seconds=1)
        heard += remind(anna, [one for one in due(anna) if one.session.id == session])
    leads = {next(lead for lead in LEADS if minutes <= lead.total_seconds() / 60) for minutes in before if minutes <= 7 * 24 * 60}
    assert len(heard) == len(leads)
    time.now = starts
    assert [one for one in due(anna) if one.session.id == session] == []


def test_who_signed_up_after_a_reminder_was_due_is_not_told_what_they_know(anna: Desk, time: Time) -> None:
    bram = colleague(anna, "Bram")
    session = bram.store.get(Session, session_of(bram, training_of(bram), days=10))
    at(time, session, before=timedelta(hours=20))
    sign_up(anna, session.id)
    assert reminded(anna) == []
    at(time, session, before=timedelta(minutes=50))
    assert len(reminded(anna)) == 1


def test_nobody_is_reminded_of_what_is_cancelled_left_or_only_waited_for(anna: Desk, time: Time) -> None:
    bram = colleague(anna, "Bram")
    gone, left, full = (session_of(bram, training_of(bram), days=10, seats=1) for _ in range(3))
    sign_up(anna, gone)
    cancel(bram, gone)
    sign_up(anna, left)
    withdraw(anna, left)
    sign_up(bram, full)
    sign_up(anna, full)
    time.now = NOON + timedelta(days=9, hours=23)
    assert reminded(anna) == []
    assert {one.session.id for one in due(bram)} == {left, full}, "who gives it is reminded all the same"


def test_a_session_that_moved_is_reminded_of_anew(anna: Desk, time: Time) -> None:
    bram = colleague(anna, "Bram")
    session = booked(anna, bram)
    at(time, session, before=timedelta(hours=20))
    assert len(reminded(anna)) == 1
    later = replace(wish_of(session), starts=session.starts + timedelta(days=1))
    change(bram, session.id, later)
    time.now = later.starts - timedelta(hours=20)
    assert reminded(anna) == ["It begins on Mon 14 December, 13:00."]


@pytest.mark.parametrize("between", [(), (timedelta(days=6), timedelta(hours=12))])
def test_what_a_clock_said_that_was_ahead_is_said_again_when_it_is_time(
    anna: Desk, time: Time, between: tuple[timedelta, ...]
) -> None:
    """Where the clock was right again before the last day, and where it was so only in the last hours."""
    session = booked(anna, colleague(anna, "Bram"))
    if not between:
        at(time, session, before=timedelta(hours=20))
        assert len(reminded(anna)) == 1
    at(time, session, before=timedelta(minutes=20))
    assert len(reminded(anna)) == 1
    for before in between:
        at(time, session, before=before)
        assert len(reminded(anna)) == 1
    again = timedelta(minutes=19 if between else 59)
    for before in (again, timedelta(minutes=18), timedelta(minutes=10)):
        at(time, session, before=before)
        assert len(reminded(anna)) == (before == again)
    told = [one for one in my_messages(anna) if one.at > session.starts - timedelta(hours=1)]
    assert (len(told), unread_count(anna)) == (1, 1)


@pytest.mark.parametrize(
    ("act", "text"),
    [
        ("cancel", "The session of Sun 13 December, 13:00 will not take place. I am ill."),
        ("leave", "You are no longer on its list. It is on Sun 13 December, 13:00."),
        ("move", "It begins on Sun 13 December, 13:00. Hall 9"),
        ("wait", "It was on Sun 13 December, 13:00."),
    ],
)
def test_a_reminder_says_what_is_true_of_its_session_now(anna: Desk, time: Time, act: str, text: str) -> None:
    bram = colleague(anna, "Bram")
    session = booked(anna, bram)
    at(time, session, before=timedelta(hours=20))
    assert len(reminded(anna)) == 1
    if act == "cancel":
        cancel(bram, session.id, "I am ill.")
    elif act == "leave":
        withdraw(anna, session.id)
    elif act == "move":
        change(bram, session.id, replace(wish_of(session), place="Hall 9"))
    else:
        time.now = session.ends
    assert next(told.text for told in my_messages(anna) if told.title == "Reminder: Excel") == text


# laws: whatever happens, in whatever order, with two programs of one person that look at any moment


class Event(NamedTuple):
    """What happens next: with which of SESSIONS, or which program, and how long, or how far."""

    what: str
    number: int
    amount: int


SESSIONS = 3
"""Of a colleague with room, of a colleague with one seat that is taken, and my own."""
HOURS = [int(lead.total_seconds()) // 3600 for lead in LEADS]
ACTS = ("sign up", "leave", "other leaves", "cancel", "move", "training goes")
WHATS = (*ACTS, "again", "again", "later", "ask", "say", "look", "near", "wakes", "wakes", "crosses", "crosses", "crosses")
"""`near` goes on until a reminder is about due; who `wakes` looks then; where it `crosses`, something is done meanwhile."""
EVENTS = st.lists(
    st.builds(Event, st.sampled_from(WHATS), st.integers(0, SESSIONS - 1), st.integers(0, 11)), min_size=10, max_size=40
)


class Story:
    """One person to remind, their two programs, and what was said to them so far."""

    def __init__(self, office: Office) -> None:
        self.me, self.clock = office.desk, office.clock
        self.other, self.bram = office.colleague("Chris"), office.colleague("Bram")
        self.desks = (self.bram, self.bram, self.me)
        self.asked = {number: list[Reminder]() for number in range(SESSIONS)}
        self.heard: set[tuple[str, datetime, int]] = set()
        self.me.store.connection.execute("DELETE FROM message")  # of the stories before
        self.trainings, self.ids = [""] * SESSIONS, [""] * SESSIONS
        for number in range(SESSIONS):
            self.plans(number, days=(9, 2, 8)[number])

    def plans(self, number: int, days: int) -> None:
        """Plan a session in the place of an earlier one; I sign up for those of my colleague, and for the second one wait."""
        starts = self.clock() + timedelta(days=days, minutes=17)
        self.trainings[number] = training_of(self.desks[number])
        self.ids[number] = plan(self.desks[number], self.trainings[number], Plan(starts, 45, seats=1)).subject
        for desk in (self.other, self.me)[number != 1 :] if number < 2 else ():
            sign_up(desk, self.ids[number])

    def session(self, number: int) -> Session:
        return self.me.store.get(Session, self.ids[number])

    def concerns_me(self, number: int) -> datetime | None:
        """Return since when I give a session or have a seat in it, as far as it is to come; None where neither is so."""
        session, found = self.session(number), self.me.store.where(Training, id=self.trainings[number])
        if not found or session.status != "planned" or session.starts <= self.clock():
            return None
        if found[0].creator == self.me.me:
            return moment_at(session.created)
        seat = seating(self.me, session).of(self.me.me)
        return moment_at(seat.sign_up.created) if seat and seat.state is not State.WAITING else None

    def wanted(self, number: int) -> tuple[str, datetime, int] | None:
        """Return the one reminder of a session that is of use now."""
        since, session = self.concerns_me(number), self.session(number)
        leads = [hours for hours in HOURS if session.starts - self.clock() <= timedelta(hours=hours)]
        if since is None or not leads or since >= session.starts - timedelta(hours=leads[0]):
            return None
        return session.id, session.starts, leads[0]

    def say(self, number: int) -> None:
        before = {one.seq for one in messages_about(self.me.store.connection, REMINDER, self.ids)}
        told = remind(self.me, self.asked[number])
        said = [one for one in messages_about(self.me.store.connection, REMINDER, self.ids) if one.seq not in before]
        assert {one.seq for one in said} <= {one.seq for one in told}
        for one in said:
            key = (one.subject, moment_of(str(one.fields["starts"])), int(str(one.fields["hours"])))
            assert key not in self.heard, "each once"
            assert key == self.wanted(self.ids.index(one.subject)), "of what is so now, and of no other moment"
            self.heard.add(key)
        unread = [one.subject for one in messages_about(self.me.store.connection, REMINDER, self.ids) if not one.read]
        assert len(unread) == len(set(unread)), "a later one takes the place of an earlier one"

    def happens(self, event: Event) -> None:
        what, number, amount = event
        if what == "later":
            self.clock.later(minutes=(1, 59, 300, 1440)[amount % 4])
        if what == "again":
            self.plans(number, days=amount)
        if what in ("near", "wakes", "crosses"):
            lead = (*LEADS, timedelta())[amount % 4] + timedelta(minutes=amount // 4 - 1)
            self.clock.at = max(self.clock(), self.session(number).starts - lead)
        if what in ("ask", "look", "wakes", "crosses"):
            self.asked[number] = due(self.me)
        if what in (*ACTS, "crosses"):
            with suppress(TrainCollegaError):  # it began, it is gone, or it was so already
                self.acts(what if what in ACTS else ACTS[amount % len(ACTS)], number, amount)
        if what in ("say", "look", "wakes", "crosses"):
            self.say(number)
        if what in ("look", "wakes"):
            assert self.heard >= {one for one in map(self.wanted, range(SESSIONS)) if one}, "none is left out"
            assert not {one.session.id for one in due(self.me)} & set(self.ids)

    def acts(self, what: str, number: int, amount: int) -> None:
        session, trainer = self.ids[number], self.desks[number]
        if what == "sign up":
            sign_up(self.me, session)
        elif what == "leave":
            withdraw(self.me, session)
        elif what == "other leaves":
            withdraw(self.other, session)
        elif what == "cancel":
            cancel(trainer, session)
        elif what == "training goes":
            trainer.store.save(replace(trainer.store.get(Training, self.trainings[number]), deleted=True))
        elif what == "move":
            wish = wish_of(self.session(number))
            change(trainer, session, replace(wish, starts=wish.starts + timedelta(hours=11 * (amount - 5))))


@given(events=EVENTS)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_reminder_comes_once_where_it_is_of_use_and_nowhere_else(office: Office, events: list[Event]) -> None:
    story = Story(office)
    for event in events:
        story.happens(event)
