"""What a colleague changed elsewhere is told as it is now: cancelled or going on, full or not, given or handed over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.sharing.office import NOON, Office, Profile, begun_office, office, while_it_fetches
from traincollega.models.messages import messages
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.enrolling import show_me, sign_up, withdraw
from traincollega.services.planning import Plan, add_trainer, cancel, change, plan, plan_series, repeated, wish_of
from traincollega.services.publishing import Words, publish, wait_for_date
from traincollega.services.reminding import due, remind
from traincollega.services.telling import my_messages, read_messages, unread_count


@pytest.fixture
def shared() -> Iterator[Office]:
    """Give Anna, who began it, Bram and Chris."""
    with office() as made:
        begun_office(made, 2)
        yield made


def given(one: Profile, *others: Profile, days: int = 9, seats: int | None = None) -> Session:
    """Publish a training that these others give too, and plan a session of it."""
    training = publish(one.desk, Words(title="Excel", summary="In short", minutes=60)).subject
    for other in others:
        add_trainer(one.desk, training, other.me)
    wish = Plan(NOON + timedelta(days=days), 60, place="Hall 1", seats=seats)
    return one.store.get(Session, plan(one.desk, training, wish).subject)


def told(one: Profile) -> list[tuple[str, str]]:
    return [(message.title, message.text) for message in my_messages(one.desk)]


def kinds(one: Profile) -> list[str]:
    return [message.kind for message in messages(one.store.connection)]


def moved(one: Profile, session: Session) -> None:
    wish = wish_of(one.store.get(Session, session.id))
    change(one.desk, session.id, replace(wish, starts=wish.starts + timedelta(days=1)))


def test_that_a_cancelling_is_undone_is_told_and_what_was_told_before_says_so_too(shared: Office) -> None:
    anna, bram, _chris = shared.profiles
    session = given(anna)
    shared.settle()
    sign_up(bram.desk, session.id)
    shared.settle()
    gone = cancel(anna.desk, session.id, "I am ill.")
    shared.settle()
    assert [title for title, _text in told(bram)] == ["Excel is cancelled"]
    read_messages(bram.desk)
    shared.time.now += timedelta(minutes=5)
    anna.desk.undo(gone)
    shared.settle()
    when = "Sat 12 December, 13:00"
    assert told(bram) == [
        ("Excel goes on after all", f"It is not cancelled any more. It is on {when}. Hall 1"),
        ("Excel was cancelled", f"It goes on after all, on {when}. Hall 1"),
    ]
    assert unread_count(bram.desk) == 1
    shared.time.now += timedelta(minutes=5)
    cancel(anna.desk, session.id, "I am ill.")
    shared.settle()
    assert {title for title, _text in told(bram)} == {"Excel is cancelled"}
    assert unread_count(bram.desk) == 2
    assert kinds(bram)[0] == "cancelled"


def test_a_cancelling_that_is_undone_before_anybody_heard_of_it_is_told_to_nobody(shared: Office) -> None:
    anna, bram, _chris = shared.profiles
    session = given(anna)
    shared.settle()
    sign_up(bram.desk, session.id)
    shared.settle()
    anna.desk.undo(cancel(anna.desk, session.id))
    shared.settle()
    assert told(bram) == []


def test_what_is_cancelled_is_not_told_to_be_moved(shared: Office) -> None:
    anna, bram, chris = shared.profiles
    session = given(anna, bram)
    shared.settle()
    sign_up(chris.desk, session.id)
    shared.settle()
    moved(bram, session)
    shared.time.now += timedelta(minutes=1)
    gone = cancel(anna.desk, session.id)
    anna.round()
    chris.round()
    shared.time.now += timedelta(minutes=1)
    bram.round()
    chris.round()
    assert kinds(chris) == ["cancelled"]
    anna.desk.undo(gone)
    shared.settle()
    assert told(chris)[0] == (
        "Excel goes on after all",
        "It is not cancelled any more. It is on Sun 13 December, 13:00. Hall 1",
    )


def test_a_series_gives_who_waits_one_message_about_the_first_date(shared: Office) -> None:
    anna, bram, _chris = shared.profiles
    training = publish(anna.desk, Words(title="Excel", summary="In short", minutes=60)).subject
    shared.settle()
    wait_for_date(bram.desk, training)
    shared.settle()
    wish = Plan(NOON + timedelta(days=7), 60)
    made = plan_series(anna.desk, training, repeated(wish, 12, 7, anna.desk.zone))
    cancel(anna.desk, made.subject)
    shared.settle()
    assert told(bram) == [("Excel has a date", "You asked to be told. It is on Thu 17 December, 13:00; sign up now.")]


def test_that_a_session_is_full_is_told_only_where_that_changed(shared: Office) -> None:
    anna, bram, chris = shared.profiles
    session = given(anna, days=8, seats=2)
    shared.settle()
    for one in (bram, chris):
        sign_up(one.desk, session.id)
    shared.settle()
    assert kinds(anna) == ["full"]
    shared.time.now += timedelta(days=1, hours=2)
    assert len(remind(anna.desk, due(anna.desk))) == 1
    read_messages(anna.desk)
    show_me(chris.desk, session.id, True)
    shared.settle()
    assert (kinds(anna), unread_count(anna.desk)) == (["reminder", "full"], 0)
    withdraw(chris.desk, session.id)
    shared.settle()
    sign_up(chris.desk, session.id)
    shared.settle()
    assert (kinds(anna)[0], unread_count(anna.desk)) == ("full", 1), "it was not, and is again"


def test_that_a_session_is_full_is_told_too_where_somebody_waits_at_once(shared: Office) -> None:
    anna, bram, chris = shared.profiles
    session = given(anna, seats=1)
    shared.settle()
    for one in (bram, chris):
        sign_up(one.desk, session.id)
        one.round()
    anna.round()
    assert "full" in kinds(anna)


def test_of_a_training_that_is_gone_nothing_is_told_and_the_round_goes_on(shared: Office) -> None:
    anna, bram, _chris = shared.profiles
    session = given(anna)
    shared.settle()
    sign_up(bram.desk, session.id)
    shared.settle()
    cancel(anna.desk, session.id)
    anna.store.save(replace(anna.store.get(Training, session.training), deleted=True))
    shared.settle()
    assert told(bram) == []


def test_who_gives_it_and_signs_up_while_a_round_fetches_is_told_who_was_there_before_them(shared: Office) -> None:
    anna, bram, chris = shared.profiles
    session = given(anna, bram, seats=1)
    shared.settle()
    sign_up(chris.desk, session.id)
    chris.round()
    shared.time.now += timedelta(minutes=1)
    with while_it_fetches(bram, lambda: sign_up(bram.desk, session.id)):
        bram.round()
    assert set(kinds(bram)) == {"overtaken", "full"}
