"""Giving a session again: on the same day of the week and time, and who waited in vain is told first."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models.world import NOON, Time
from tests.services.conftest import colleague, session_of, training_of
from traincollega.models.session import Session
from traincollega.services.desk import Desk
from traincollega.services.enrolling import seating, sign_up, withdraw
from traincollega.services.giving_again import AHEAD, may_give_again, wish_again
from traincollega.services.hearing import tell_what_came
from traincollega.services.planning import Plan, cancel, plan, plan_series
from traincollega.services.publishing import wait_for_date
from traincollega.services.telling import my_messages
from traincollega.services.waiting import invited_line, waited_in_vain, who_waited


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
