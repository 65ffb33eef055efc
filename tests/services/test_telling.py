"""Telling: the person of this computer hears what others did that concerns them, once, and not what they did themselves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.models.world import NOON
from tests.services.conftest import colleague, session_of, training_of
from traincollega.models.session import Session
from traincollega.services.desk import Desk
from traincollega.services.enrolling import sign_up, withdraw
from traincollega.services.planning import Plan, cancel, change, plan, wish_of
from traincollega.services.publishing import wait_for_date
from traincollega.services.telling import SENTENCES, my_messages, read_messages, tell_imported, unread_count


def titles(desk: Desk) -> list[str]:
    return [told.title for told in my_messages(desk)]


def test_who_moves_up_because_another_leaves_is_told(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    session = session_of(bram, training_of(bram), seats=1)
    sign_up(bram, session)
    sign_up(anna, session)
    withdraw(bram, session)
    (told,) = my_messages(anna)
    assert (told.title, told.page, told.what) == (
        "You have a seat at Excel",
        "discover",
        {"training": bram.store.get(Session, session).training},
    )
    assert told.text == "There is room, so you moved up. It is on Thu 10 December, 13:00."


def test_who_must_go_back_to_the_waiting_list_is_told_and_when_seats_return_again(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    session = session_of(bram, training_of(bram), seats=2)
    sign_up(bram, session)
    sign_up(anna, session)
    wish = wish_of(bram.store.get(Session, session))
    change(bram, session, replace(wish, seats=1))
    assert my_messages(anna)[0].text == "There are fewer seats. On Thu 10 December, 13:00 you are number 1 on the waiting list."
    change(bram, session, wish)
    assert titles(anna) == ["You have a seat at Excel", "You are on the waiting list of Excel"]
    read_messages(anna)
    change(bram, session, replace(wish, seats=1))
    assert titles(anna) == ["You are on the waiting list of Excel", "You have a seat at Excel"], "what is true now stands on top"
    assert unread_count(anna) == 1
    change(bram, session, wish)
    assert titles(anna) == ["You have a seat at Excel", "You are on the waiting list of Excel"]


def test_who_hears_of_a_session_that_moves_back_and_forth_reads_last_where_it_is(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    session = session_of(bram, training_of(bram))
    sign_up(anna, session)
    for place in ("Hall 1", "Hall 2", "Hall 1"):
        change(bram, session, replace(wish_of(bram.store.get(Session, session)), place=place))
    assert my_messages(anna)[0].text == "It is now on Thu 10 December, 13:00. Hall 1"
    assert len(my_messages(anna)) == 2


Act = Callable[[Desk, str], object]
MOVE: Act = lambda desk, session: change(desk, session, replace(wish_of(desk.store.get(Session, session)), place="Hall 9"))  # noqa: E731
CANCEL: Act = lambda desk, session: cancel(desk, session, "I am ill.")  # noqa: E731


@pytest.mark.parametrize(
    ("act", "title", "text"),
    [
        (MOVE, "Excel has another time or place", "It is now on Thu 10 December, 13:00. Hall 9"),
        (CANCEL, "Excel is cancelled", "The session of Thu 10 December, 13:00 will not take place. I am ill."),
    ],
)
def test_who_is_on_the_list_is_told_of_a_move_and_of_cancelling(anna: Desk, act: Act, title: str, text: str) -> None:
    bram = colleague(anna, "Bram")
    session, other = (session_of(bram, training_of(bram), seats=5) for _ in range(2))
    sign_up(anna, session)
    act(bram, session)
    act(bram, other)
    assert [(told.title, told.text) for told in my_messages(anna)] == [(title, text)]


def test_more_seats_or_another_closing_date_is_no_move(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    session = session_of(bram, training_of(bram), seats=5)
    sign_up(anna, session)
    change(bram, session, replace(wish_of(bram.store.get(Session, session)), seats=9, closes=NOON + timedelta(days=1)))
    assert titles(anna) == []


def test_who_waits_for_a_date_is_told_of_it(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training, other = training_of(bram), training_of(bram, "Word")
    wait_for_date(anna, training)
    for one in (training, other):
        plan(bram, one, Plan(NOON + timedelta(days=7), 45))
    assert titles(anna) == ["Excel has a date"]


def test_a_trainer_is_told_when_the_last_seat_goes(anna: Desk) -> None:
    session = session_of(anna, training_of(anna), seats=2)
    for name in ("Bram", "Chris", "Dirk"):
        sign_up(colleague(anna, name), session)
    (told,) = my_messages(anna)
    assert (told.title, told.text) == ("Excel is full", "2 colleagues come on Thu 10 December, 13:00.")


def test_nobody_is_told_of_what_they_did_themselves(anna: Desk) -> None:
    training = training_of(anna)
    wait_for_date(anna, training)
    session = session_of(anna, training, seats=1)
    sign_up(anna, session)
    MOVE(anna, session)
    CANCEL(anna, session)
    assert titles(anna) == []


def test_messages_are_read_one_by_one_or_all_and_can_be_unread(anna: Desk) -> None:
    tell_imported(anna, 0, 0)
    tell_imported(anna, 3, 1)
    tell_imported(anna, 1, 0)
    first, second = my_messages(anna)
    assert (first.title, first.page, second.title) == ("1 training read in", "discover", "3 trainings read in")
    assert unread_count(anna) == 2
    read_messages(anna, [first.seq])
    assert [told.read for told in my_messages(anna)] == [True, False]
    read_messages(anna)
    assert unread_count(anna) == 0
    read_messages(anna, [second.seq], read=False)
    assert unread_count(anna) == 1


def test_every_kind_of_message_has_a_title_and_a_text() -> None:
    fields = {"title": "{Excel}", "reason": "", "place": "", "taken": 1, "new": 1, "updated": 1, "number": 1, "who": "Karim"}
    for kind, sentence in SENTENCES.items():
        title, text = sentence(fields, "Thu 10 December")
        assert title, kind
        assert text.endswith("."), kind


def test_nobody_is_told_of_a_date_that_has_been(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(bram)
    wait_for_date(anna, training)
    session_of(bram, training, days=-3)
    assert titles(anna) == []
    session_of(bram, training, days=3)
    assert titles(anna) == ["Excel has a date"]
