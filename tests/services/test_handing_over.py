"""Handing over: one click offers, one click accepts; both hear of it, and who handed it over may step back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.models.world import NOON, Time
from tests.services.conftest import colleague, session_of, training_of
from traincollega.errors import NotAllowed, NotPossible
from traincollega.models.colleague import Colleague
from traincollega.models.organisation import Grant
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.browsing import card_of, my_coming, my_training_ids, my_trainings
from traincollega.services.desk import Desk
from traincollega.services.enrolling import colleague_by_address, sign_up
from traincollega.services.handing_over import (
    accept,
    come_back,
    decline,
    offer,
    offers_of,
    offers_to_me,
    step_back,
    stepped_back,
    take_back,
)
from traincollega.services.hearing import tell_offered
from traincollega.services.planning import Plan, plan, remove_trainer, trainers
from traincollega.services.reminding import due, remind
from traincollega.services.telling import my_messages
from traincollega.services.welcoming import start_view


def names(desk: Desk, training: str) -> list[str]:
    return [card.name for card in trainers(desk, desk.store.get(Training, training))]


def test_who_accepts_gives_the_training_and_who_offered_hears_it(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(anna)
    assert offer(anna, training, bram.me).sentence == "**Excel** is offered to Bram. They give it once they accept."
    assert names(anna, training) == ["Anna"]
    with pytest.raises(NotAllowed):
        plan(bram, training, Plan(NOON + timedelta(days=7), 45))
    (one,) = offers_to_me(bram)
    assert (one.who, offers_of(anna, training)[0].who) == ("Anna", "Bram")
    assert accept(bram, one.grant.id).sentence == "You give **Excel** from now on."
    assert names(anna, training) == ["Anna", "Bram"]
    assert (offers_to_me(bram), offers_of(anna, training)) == ([], [])
    assert [told.title for told in my_messages(anna)] == ["Bram gives Excel from now on"]
    plan(bram, training, Plan(NOON + timedelta(days=7), 45))


def test_who_is_asked_reads_it_in_messages_and_on_start_and_the_message_stays_true(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(bram)
    asked = offer(bram, training, anna.me).subject
    (told,) = my_messages(anna)
    assert (told.title, told.text, told.offer) == (
        "Bram hands Excel over to you",
        "Accept it and you give this training from now on.",
        asked,
    )
    assert [(todo.title, todo.page) for todo in start_view(anna).todo] == [("Bram hands a training over to you", "messages")]
    take_back(bram, asked)
    assert [(told.text, told.offer) for told in my_messages(anna)] == [("It was taken back. You need not do anything.", "")]
    assert start_view(anna).todo == ()
    with pytest.raises(NotPossible):
        accept(anna, asked)


def test_who_says_no_gives_nothing_and_can_be_asked_again(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(anna)
    no = decline(bram, offer(anna, training, bram.me).subject)
    assert no.sentence == "You said no to **Excel**. Anna hears that."
    assert [told.title for told in my_messages(anna)] == ["Bram said no to Excel"]
    assert names(anna, training) == ["Anna"]
    accept(bram, offer(anna, training, bram.me).subject)
    assert names(anna, training) == ["Anna", "Bram"]


def test_an_offer_is_undone_until_it_is_accepted_and_then_only_the_trainer_is_taken_off(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(anna)
    one = offer(anna, training, bram.me).subject
    yes = accept(bram, one)
    with pytest.raises(NotPossible):
        take_back(anna, one)
    bram.undo(yes)
    assert names(anna, training) == ["Anna"]
    accept(bram, one)
    remove_trainer(anna, training, bram.me)
    assert names(anna, training) == ["Anna"]
    assert offer(anna, training, bram.me).sentence == "Bram gives **Excel** again.", "who accepted it before is not asked twice"
    assert offers_to_me(bram) == []


def test_only_a_trainer_offers_and_only_who_is_asked_answers(anna: Desk) -> None:
    bram, chris = colleague(anna, "Bram"), colleague(anna, "Chris")
    training = training_of(anna)
    with pytest.raises(NotAllowed):
        offer(bram, training, chris.me)
    one = offer(anna, training, bram.me).subject
    for act in (accept, decline):
        with pytest.raises(NotAllowed):
            act(chris, one)
    with pytest.raises(NotPossible, match="asked already"):
        offer(anna, training, bram.me)
    with pytest.raises(NotPossible, match="already"):
        offer(anna, training, anna.me)
    on_paper, _made = colleague_by_address(anna, "dirk@noordveld.nl", "Dirk")
    with pytest.raises(NotPossible, match="no program"):
        offer(anna, training, on_paper)


def test_who_made_it_steps_back_and_the_card_names_who_gives_it_now(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(anna)
    session_of(anna, training)
    with pytest.raises(NotPossible, match="Nobody else"):
        step_back(anna, training)
    accept(bram, offer(anna, training, bram.me).subject)
    step_back(anna, training)
    assert names(anna, training) == ["Bram"]
    assert card_of(anna, training).trainer == "Bram"
    assert (my_trainings(anna), my_training_ids(anna), my_coming(anna)) == ([], [], [])
    assert my_training_ids(bram) == [training]
    assert stepped_back(anna, training)
    with pytest.raises(NotPossible):
        step_back(bram, training)
    come_back(anna, training)
    assert names(anna, training) == ["Anna", "Bram"]
    assert not stepped_back(anna, training)


def test_who_stepped_back_is_told_and_reminded_of_it_no_more_and_may_come_as_a_participant(anna: Desk, time: Time) -> None:
    bram, chris = colleague(anna, "Bram"), colleague(anna, "Chris")
    training = training_of(anna)
    first = session_of(anna, training, seats=1)
    time.now = anna.store.get(Session, first).starts - timedelta(hours=20)
    (told,) = remind(anna, due(anna))
    assert told.text.startswith("You give it on")
    accept(bram, offer(anna, training, bram.me).subject)
    step_back(anna, training)
    sign_up(anna, first)
    assert [told.text[:12] for told in my_messages(anna) if told.title == "Reminder: Excel"] == ["It begins on"]
    second = session_of(bram, training, seats=1)
    sign_up(chris, second)
    assert "Excel is full" not in [told.title for told in my_messages(anna)]


def test_who_got_it_hands_it_on_and_steps_back_without_taking_the_next_one_along(anna: Desk) -> None:
    bram, chris = colleague(anna, "Bram"), colleague(anna, "Chris")
    training = training_of(anna)
    accept(bram, offer(anna, training, bram.me).subject)
    step_back(anna, training)
    accept(chris, offer(bram, training, chris.me).subject)
    step_back(bram, training)
    assert names(anna, training) == ["Chris"]
    accept(bram, offer(chris, training, bram.me).subject)
    assert names(anna, training) in (["Bram", "Chris"], ["Chris", "Bram"])
    assert not stepped_back(bram, training), "who accepts it again is back"


def test_an_offer_that_came_from_another_computer_is_told_once(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(bram)
    made = Grant.new(bram.me, right="trainer offered", subject=training, person=anna.me)
    changes = bram.store.save(made)
    for _time in range(2):
        tell_offered(anna, changes)
    assert len(my_messages(anna)) == 1
    bram.store.save(replace(bram.store.get(Colleague, bram.me), name="Bram de Boer"))
    assert my_messages(anna)[0].title == "Bram de Boer hands Excel over to you"
