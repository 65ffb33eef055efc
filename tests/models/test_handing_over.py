"""Handing over, as rights: an offer counts once its person accepted, and nothing else makes a trainer of anybody."""

from dataclasses import replace

import pytest

from tests.models.world import Three, exchange
from traincollega.models.authority import ACCEPTED, DECLINED, OFFERED, STEPPED_BACK
from traincollega.models.organisation import Grant
from traincollega.models.session import Session
from traincollega.models.store import Store
from traincollega.models.training import Training


@pytest.fixture
def training(three: Three) -> Training:
    """Return a training of Anna's that all three know."""
    anna, bram, chris = three
    made = Training.new(anna.person, title="Excel")
    anna.save(made)
    exchange(anna, bram, chris)
    return made


def says(store: Store, right: str, training: Training, person: str) -> Grant:
    made = Grant.new(store.person, right=right, subject=training.id, person=person)
    store.save(made)
    return made


def known(three: Three, training: Training) -> set[frozenset[str]]:
    """Return who gives it, as each of the three sees it, by rows and by the fold of changes."""
    exchange(*three)
    assert [store.check() for store in three] == [[], [], []]
    by_rows = {store.rights.trainers(training.id) for store in three}
    latest = (1 << 62, "", b"")
    return by_rows | {store.rights.fold().trainers(training.id, training.creator, latest) for store in three}


def test_who_was_offered_a_training_gives_it_once_they_accepted(three: Three, training: Training) -> None:
    anna, bram, _chris = three
    says(anna, OFFERED, training, bram.person)
    assert known(three, training) == {frozenset((anna.person,))}
    says(bram, ACCEPTED, training, bram.person)
    assert known(three, training) == {frozenset((anna.person, bram.person))}
    session = Session.new(bram.person, training=training.id)
    bram.save(session)
    exchange(*three)
    assert anna.find(Session, session.id) is not None


def test_no_one_becomes_a_trainer_by_accepting_what_no_trainer_offered_or_for_another(three: Three, training: Training) -> None:
    anna, bram, chris = three
    says(bram, ACCEPTED, training, bram.person)
    says(bram, OFFERED, training, bram.person)
    says(bram, OFFERED, training, chris.person)
    says(chris, ACCEPTED, training, chris.person)
    assert known(three, training) == {frozenset((anna.person,))}


def test_another_cannot_accept_for_who_was_asked_and_declining_is_no_accepting(three: Three, training: Training) -> None:
    anna, bram, chris = three
    says(anna, OFFERED, training, bram.person)
    says(chris, ACCEPTED, training, bram.person)
    says(anna, ACCEPTED, training, bram.person)
    says(bram, DECLINED, training, bram.person)
    assert known(three, training) == {frozenset((anna.person,))}


def test_an_offer_that_is_taken_back_ends_it_for_whom_its_person_let_give_it_too(three: Three, training: Training) -> None:
    anna, bram, chris = three
    offer = says(anna, OFFERED, training, bram.person)
    exchange(*three)
    says(bram, ACCEPTED, training, bram.person)
    says(bram, "trainer", training, chris.person)
    assert known(three, training) == {frozenset((anna.person, bram.person, chris.person))}
    anna.save(replace(anna.get(Grant, offer.id), withdrawn=True))
    assert known(three, training) == {frozenset((anna.person,))}


def test_stepping_back_takes_no_right_away_and_nobody_can_say_it_for_another(three: Three, training: Training) -> None:
    anna, bram, chris = three
    says(anna, OFFERED, training, bram.person)
    says(bram, ACCEPTED, training, bram.person)
    says(anna, STEPPED_BACK, training, anna.person)
    says(chris, STEPPED_BACK, training, bram.person)
    assert known(three, training) == {frozenset((anna.person, bram.person))}
    assert {store.rights.givers(training.id) for store in three} == {frozenset((bram.person,))}
