"""Reminding: 7 days, 1 day and 1 hour before, each once, and never of what is of no use any more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models.world import NOON, Time
from tests.services.conftest import colleague, session_of, training_of
from traincollega.models.session import Session
from traincollega.services.desk import Desk
from traincollega.services.enrolling import sign_up, withdraw
from traincollega.services.planning import Plan, cancel, change, plan, wish_of
from traincollega.services.reminding import LEADS, due, remind
from traincollega.services.telling import my_messages, unread_count


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
