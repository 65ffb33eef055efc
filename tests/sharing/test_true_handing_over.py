"""Handing over on several computers at once: what everybody reads is who gives the training now, and somebody always does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.sharing.office import Office, Profile, begun_office, invitation, office
from traincollega.errors import NotPossible
from traincollega.models.colleague import Colleague
from traincollega.models.training import Training
from traincollega.services.browsing import my_training_ids
from traincollega.services.desk import Desk, Done
from traincollega.services.handing_over import accept, come_back, decline, offer, offers_to_me, step_back, stepped_back, take_back
from traincollega.services.planning import add_trainer, trainers
from traincollega.services.publishing import Words, publish
from traincollega.services.telling import my_messages
from traincollega.sharing.admitting import approve
from traincollega.sharing.forgetting import erase

Act = Callable[[Desk, str], Done]


@pytest.fixture
def shared() -> Iterator[Office]:
    """Give Anna, who began it, Bram and Chris."""
    with office() as made:
        begun_office(made, 2)
        yield made


def published(one: Profile, *others: Profile) -> str:
    training = publish(one.desk, Words(title="Excel", summary="In short", minutes=60)).subject
    for other in others:
        add_trainer(one.desk, training, other.me)
    return training


def name(one: Profile) -> str:
    return one.store.get(Colleague, one.me).name


def told(one: Profile) -> list[tuple[str, str]]:
    return [(message.title, message.text) for message in my_messages(one.desk)]


def givers(one: Profile, training: str) -> set[str]:
    return {card.name for card in trainers(one.desk, one.store.get(Training, training))}


def offered(shared: Office, training: str) -> Done:
    """Let Anna offer a training to Bram, and let both hear all."""
    anna, bram, *_rest = shared.profiles
    made = offer(anna.desk, training, bram.me)
    shared.settle()
    return made


@pytest.mark.parametrize("first", [accept, decline])
def test_who_says_yes_and_no_on_two_computers_gives_it_and_everybody_reads_so(shared: Office, first: Act) -> None:
    anna, bram, _chris = shared.profiles
    known = invitation(anna.circle())
    anna.round()
    desktop = shared.another(known, name(bram))
    desktop.round()
    bram.round()
    approve(bram.circle(), desktop.device)
    training = published(anna)
    shared.settle()
    grant = offered(shared, training).subject
    for computer, answer in ((bram, first), (desktop, decline if first is accept else accept)):
        answer(computer.desk, grant)
        shared.time.now += timedelta(minutes=1)
    shared.settle()
    yes = "What you offered is accepted. You can step back under Trainers."
    assert set(told(anna)) == {(f"{name(bram)} gives Excel from now on", yes)}
    for computer in (bram, desktop):
        assert [text for _title, text in told(computer)] == ["You accepted it. You find it under My trainings."]
        assert givers(computer, training) == givers(anna, training) == {name(anna), name(bram)}


def test_of_an_offer_that_was_taken_back_while_it_was_accepted_nobody_reads_that_they_give_it(shared: Office) -> None:
    anna, bram, _chris = shared.profiles
    training = published(anna)
    shared.settle()
    grant = offered(shared, training).subject
    accept(bram.desk, grant)
    take_back(anna.desk, grant)
    shared.settle()
    assert givers(anna, training) == givers(bram, training) == {name(anna)}
    assert told(anna) == [(f"{name(bram)} does not give Excel", "What they accepted was taken back. You can offer it again.")]
    assert [text for _title, text in told(bram)] == ["It was taken back. You need not do anything."]


@pytest.mark.parametrize("answer", [accept, decline])
def test_an_answer_that_is_undone_is_no_answer_any_more(shared: Office, answer: Act) -> None:
    anna, bram, _chris = shared.profiles
    training = published(anna)
    shared.settle()
    grant = offered(shared, training).subject
    said = answer(bram.desk, grant)
    shared.settle()
    bram.desk.undo(said)
    shared.settle()
    assert told(anna) == [
        (f"{name(bram)} has not answered about Excel yet", "They took back what they said. The offer waits for them.")
    ]
    assert [one.grant.id for one in offers_to_me(bram.desk)] == [grant]


def test_who_accepted_and_stepped_back_is_told_so_and_can_be_asked_again(shared: Office) -> None:
    anna, bram, _chris = shared.profiles
    training = published(anna)
    shared.settle()
    accept(bram.desk, offered(shared, training).subject)
    step_back(bram.desk, training)
    shared.settle()
    assert told(anna) == [(f"{name(bram)} no longer gives Excel", "They accepted it, and stepped back since.")]
    assert [text for _title, text in told(bram)] == ["You accepted it, and stepped back since."]
    again = offered(shared, training).subject
    assert [one.grant.id for one in offers_to_me(bram.desk)] == [again]
    assert told(bram)[0][1] == "Accept it and you give this training from now on."


def test_where_all_step_back_at_once_the_last_one_still_gives_it_and_hears_so(shared: Office) -> None:
    anna, bram, chris = shared.profiles
    training = published(anna, bram)
    shared.settle()
    step_back(anna.desk, training)
    shared.time.now += timedelta(minutes=1)
    step_back(bram.desk, training)
    shared.settle()
    assert [givers(one, training) for one in (anna, bram, chris)] == [{name(bram)}] * 3
    assert (my_training_ids(anna.desk), my_training_ids(bram.desk)) == ([], [training])
    assert (stepped_back(anna.desk, training), stepped_back(bram.desk, training)) == (True, False)
    hand = f"{name(anna)} stepped back at the same time. Hand it over to a colleague first."
    assert (told(anna), told(bram)) == ([], [("You still give Excel", hand)])
    with pytest.raises(NotPossible, match="Nobody else"):
        step_back(bram.desk, training)
    come_back(anna.desk, training)
    shared.settle()
    assert givers(bram, training) == {name(anna)}
    assert told(bram) == [("You stepped back from Excel", "A colleague gives it.")]


def test_who_is_forgotten_gives_nothing_so_the_last_other_trainer_stays(shared: Office) -> None:
    anna, bram, chris = shared.profiles
    training = published(bram, chris)
    shared.settle()
    erase(anna.circle(), bram.me)
    shared.settle(anna, chris)
    assert givers(chris, training) == {name(chris)}
    with pytest.raises(NotPossible, match="Nobody else"):
        step_back(chris.desk, training)


def test_an_offer_of_a_training_that_is_gone_waits_for_nobody(shared: Office) -> None:
    anna, bram, chris = shared.profiles
    training = published(anna)
    shared.settle()
    grant = offered(shared, training).subject
    late = offer(anna.desk, training, chris.me).subject
    anna.store.save(replace(anna.store.get(Training, training), deleted=True))
    shared.settle()
    assert offers_to_me(bram.desk) == []
    assert [(message.text, message.offer) for message in my_messages(bram.desk)] == [
        ("The training is no longer here. You need not do anything.", "")
    ]
    assert told(chris) == []
    for one, offer_of in ((bram, grant), (chris, late)):
        with pytest.raises(NotPossible):
            accept(one.desk, offer_of)
