"""Giving a session again: on the same day of the week and time, and who waited in vain is told first."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models.world import NOON, Time
from tests.office import Office, new_office
from tests.services.conftest import colleague, session_of, training_of
from traincollega.errors import TrainCollegaError
from traincollega.models.messages import messages_about
from traincollega.models.seats import State
from traincollega.models.session import Session
from traincollega.models.training import Interest
from traincollega.services.desk import Desk
from traincollega.services.enrolling import seating, sign_up, withdraw
from traincollega.services.giving_again import AHEAD, may_give_again, wish_again
from traincollega.services.hearing import tell_what_came
from traincollega.services.planning import Plan, cancel, change, plan, plan_series, wish_of
from traincollega.services.publishing import wait_for_date
from traincollega.services.telling import my_messages
from traincollega.services.waiting import invited_line, waited_in_vain, who_waited


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path / "profile")
    yield made
    made.desk.store.connection.close()


def session(desk: Desk, training: str, *, days: float = 7, seats: int | None = 1) -> Session:
    return desk.store.get(Session, session_of(desk, training, days=days, seats=seats))


@given(days=st.integers(-400, 400), hour=st.integers(0, 23), closes=st.integers(1, 9))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_next_date_is_the_same_day_and_time_on_the_clock_a_week_from_now_or_later(
    anna: Desk, time: Time, days: int, hour: int, closes: int
) -> None:
    time.now = NOON
    starts = NOON.replace(hour=hour) + timedelta(days=days)
    before = Session.new(
        anna.me, training="", starts=starts, ends=starts + timedelta(hours=1), closes=starts - timedelta(days=closes)
    )
    wish = wish_again(anna, before)
    there, was = wish.starts.astimezone(anna.zone), starts.astimezone(anna.zone)
    assert (there.weekday(), there.time()) == (was.weekday(), was.time())
    least = max(anna.today(), was.date())
    assert timedelta(AHEAD) <= there.date() - least < timedelta(AHEAD + 7)
    assert wish.closes is not None
    assert wish.starts - wish.closes == timedelta(days=closes)


def test_a_session_asks_to_be_given_again_once_it_is_full_over_or_cancelled(anna: Desk, time: Time) -> None:
    training = training_of(anna)
    open_one, full, gone = (session(anna, training) for _ in range(3))
    sign_up(anna, full.id)
    cancel(anna, gone.id)
    assert [may_give_again(anna, anna.store.get(Session, one.id)) for one in (open_one, full, gone)] == [False, True, True]
    time.now = open_one.ends
    assert may_give_again(anna, open_one)


def test_who_waited_in_vain_or_was_on_the_list_of_a_cancelled_session_comes_in_the_order_of_signing_up(anna: Desk) -> None:
    training, other = training_of(anna), training_of(anna, "Word")
    full, gone, later = session(anna, training), session(anna, training, days=8), session(anna, training, days=9, seats=5)
    people = {name: colleague(anna, name) for name in ("Bram", "Chris", "Dirk", "Eva", "Finn")}
    sign_up(people["Bram"], full.id)
    for name in ("Chris", "Dirk", "Eva"):
        sign_up(people[name], full.id)
    sign_up(people["Finn"], gone.id)
    cancel(anna, gone.id)
    sign_up(people["Dirk"], later.id)
    withdraw(people["Eva"], full.id)
    assert who_waited(anna, training) == [people["Chris"].me, people["Finn"].me]
    assert who_waited(anna, other) == []
    assert invited_line(anna, training) == "2 colleagues waited for a seat and are told first. No seats are held."


def test_who_waited_in_vain_is_told_and_nobody_else_and_no_sign_up_is_made_for_them(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(bram)
    full = session(bram, training)
    sign_up(bram, full.id)
    sign_up(anna, full.id)
    again = plan(bram, training, wish_again(bram, full)).subject
    assert [told.title for told in my_messages(anna)] == ["Excel is given again"]
    assert my_messages(anna)[0].text == "You waited for a seat, so you hear it first. It is on Thu 17 December, 13:00; sign up now."
    assert seating(anna, anna.store.get(Session, again)).seats == ()
    sign_up(anna, again)
    plan_series(bram, training, [Plan(NOON + timedelta(days=30), 45)])
    assert len(my_messages(anna)) == 1, "who has a seat by now does not wait any more"


def test_a_date_that_came_from_a_colleague_is_told_to_who_waited_once_even_if_they_asked_for_one_too(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(bram)
    full = session(bram, training)
    sign_up(bram, full.id)
    sign_up(anna, full.id)
    wait_for_date(anna, training)
    new = Session.new(bram.me, training=training, starts=NOON + timedelta(days=20), ends=NOON + timedelta(days=21))
    bram.store.save(new)
    tell_what_came(anna, {}, {new.id: {"nonce"}})
    assert [told.title for told in my_messages(anna)] == ["Excel is given again"]
    assert waited_in_vain(anna, training, anna.me)
    assert not waited_in_vain(anna, training, bram.me)


# laws: whoever signs up, leaves and waits, and whatever is cancelled or given again


class Event(NamedTuple):
    """What happens next, to which of the persons, in which of the sessions there are by then."""

    what: str
    who: int
    where: int


PERSONS = 4
"""I am the first; the training is of another colleague."""
WHATS = ("sign up", "sign up", "sign up", "leave", "cancel", "later", "more seats", "again", "again", "ask for a date")
EVENTS = st.lists(st.builds(Event, st.sampled_from(WHATS), st.integers(0, PERSONS - 1), st.integers(0, 5)), min_size=8, max_size=40)


class Story:
    """A training whose sessions have one seat, and who was told of which of them."""

    def __init__(self, office: Office) -> None:
        self.clock, self.bram = office.clock, office.colleague("Bram")
        self.people = [office.desk, *(office.colleague(name) for name in ("Chris", "Dirk", "Eva")[: PERSONS - 1])]
        self.training = training_of(self.bram)
        self.sessions = [plan(self.bram, self.training, Plan(self.clock() + timedelta(days=3), 45, seats=1)).subject]

    def session(self, where: int) -> Session:
        return self.bram.store.get(Session, self.sessions[where % len(self.sessions)])

    def waiting(self) -> list[str]:
        """Return who waits and has no seat, as somebody would find it on paper: list by list, name by name."""
        since: dict[str, int] = {}
        sits: set[str] = set()
        for session in map(self.session, range(len(self.sessions))):
            for person in (desk.me for desk in self.people):
                seat = seating(self.bram, session).of(person)
                if seat is None:
                    continue
                if session.status == "cancelled" or seat.state is State.WAITING:
                    since[person] = min(since.get(person, seat.sign_up.created), seat.sign_up.created)
                else:
                    sits.add(person)
        return [person for person in sorted(since, key=lambda one: since[one]) if person not in sits]

    def told(self, kind: str) -> list[str]:
        return [one.subject for one in messages_about(self.people[0].store.connection, kind, self.sessions)]

    def happens(self, event: Event) -> None:
        what, who, where = event
        with suppress(TrainCollegaError):  # it began, it is cancelled, or they are on its list already
            if what == "sign up":
                sign_up(self.people[who], self.session(where).id)
            elif what == "leave":
                withdraw(self.people[who], self.session(where).id)
            elif what == "cancel":
                cancel(self.bram, self.session(where).id)
            elif what == "later":
                self.clock.later(days=where)
            elif what == "more seats":
                change(self.bram, self.session(where).id, replace(wish_of(self.session(where)), seats=2))
            elif what == "again":
                self.gives_again(self.session(where))
            elif what == "ask for a date":
                wait_for_date(self.people[who], self.training)
        waiting = self.waiting()
        assert who_waited(self.bram, self.training) == waiting
        assert [desk.me for desk in self.people if waited_in_vain(desk, self.training, desk.me)] == [
            desk.me for desk in self.people if desk.me in waiting
        ]

    def gives_again(self, session: Session) -> None:
        me, waits = self.people[0], self.people[0].me in self.waiting()
        asked = bool(me.store.where(Interest, training=self.training, person=me.me, withdrawn=False))
        self.sessions.append(plan(self.bram, self.training, wish_again(self.bram, session)).subject)
        new = self.sessions[-1]
        for _time in range(2):
            assert self.told("given again").count(new) == (1 if waits else 0)
            assert self.told("new date").count(new) == (1 if asked and not waits else 0)
            tell_what_came(me, {}, {new: {"nonce"}})  # it comes in again, from another computer
        assert seating(me, self.session(-1)).seats == (), "nobody is signed up by it"


@given(events=EVENTS)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_waits_and_sits_nowhere_is_told_first_and_once_of_each_new_date_and_nobody_else(
    office: Office, events: list[Event]
) -> None:
    story = Story(office)
    for event in events:
        story.happens(event)
