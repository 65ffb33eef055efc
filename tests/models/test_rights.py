"""Who may write what: the table covers everything, and everybody else is refused, here and on every other computer."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from tests.models.world import NOON, Three, exchange, trainer_grant
from traincollega.errors import NotAllowed
from traincollega.models.authority import (
    COORDINATOR,
    CREATOR,
    FOR_GOOD,
    GIVES_RIGHTS,
    HR,
    OTHERS,
    READER,
    SELF,
    TRAINER,
    WRITERS,
    for_good,
    may_write,
    refused,
)  # fmt: skip
from traincollega.models.change import Change
from traincollega.models.colleague import Colleague, Device
from traincollega.models.noun import Noun, field_kinds
from traincollega.models.nouns import NOUNS
from traincollega.models.organisation import Grant, Organisation
from traincollega.models.session import Closing, Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Interest, Outcome, Training

ROLES = (SELF, CREATOR, TRAINER, COORDINATOR, READER, HR)


def test_the_table_covers_every_noun_and_names_only_fields_that_exist() -> None:
    assert WRITERS.keys() == NOUNS.keys()
    assert FOR_GOOD.keys() <= NOUNS.keys()
    assert set(GIVES_RIGHTS) <= NOUNS.keys()
    for name, noun in NOUNS.items():
        known = {*field_kinds(noun)}  # type: ignore[arg-type]
        assert WRITERS[name].keys() - {OTHERS} <= known
        assert set(for_good(name)) <= known
        assert all(set(roles) <= set(ROLES) for roles in WRITERS[name].values())


@pytest.mark.parametrize("noun", NOUNS.values(), ids=NOUNS)
def test_every_field_has_somebody_who_may_write_it_and_nobody_without_a_role(noun: type[Noun]) -> None:
    for field in fields(noun):
        assert not may_write(noun.table, field.name, lambda _role: False)
        never = (noun.table, field.name) == ("export", "deleted")  # what was exported stands
        assert may_write(noun.table, field.name, lambda _role: True) is not never


def test_of_an_unknown_noun_nobody_may_write_anything() -> None:
    assert refused("learning_request", ("text",), lambda _role: True) == ["text"]


def test_only_a_trainer_writes_the_texts_and_a_coordinator_only_what_is_hers(three: Three, given: tuple[Training, Session]) -> None:
    anna, bram, chris = three
    training, _session = given
    for store in (anna, chris):
        with pytest.raises(NotAllowed, match="Only the trainers"):
            store.save(replace(training, title="Mine now"))
    with pytest.raises(NotAllowed):
        bram.save(replace(training, hidden="because"))
    anna.save(replace(training, hidden="Double", status="archived"))
    with pytest.raises(NotAllowed):
        chris.save(replace(training, status="archived"))
    exchange(*three)
    assert {store.get(Training, training.id).hidden for store in three} == {"Double"}


def test_dates_seats_and_cancelling_are_for_trainers_and_coordinators(three: Three, given: tuple[Training, Session]) -> None:
    anna, bram, chris = three
    _training, session = given
    with pytest.raises(NotAllowed):
        chris.save(replace(session, seats=99))
    with pytest.raises(NotAllowed):
        chris.save(Session.new(chris.person, training=session.training))
    anna.save(replace(session, seats=5))
    bram.save(replace(bram.get(Session, session.id), status="cancelled"))


def test_a_coordinator_writes_the_texts_of_what_came_in_from_elsewhere(three: Three) -> None:
    anna, bram, chris = three
    training = Training.new(bram.person, title="Read in", source="file.md")
    bram.save(training)
    exchange(*three)
    anna.save(replace(anna.get(Training, training.id), title="Read better"))
    with pytest.raises(NotAllowed):
        chris.save(replace(chris.get(Training, training.id), title="Mine"))


def test_a_colleague_is_signed_up_only_by_themselves_a_trainer_or_a_coordinator(
    three: Three, given: tuple[Training, Session]
) -> None:
    anna, bram, chris = three
    session = given[1]
    for store in three:
        store.save(SignUp.new(store.person, session=session.id, person=chris.person))
    with pytest.raises(NotAllowed):
        chris.save(SignUp.new(chris.person, session=session.id, person=anna.person))
    exchange(*three)
    assert len(anna.where(SignUp, session=session.id)) == 3
    mine, by_bram = (anna.where(SignUp, creator=store.person)[0] for store in (chris, bram))
    chris.save(replace(by_bram, withdrawn=NOON))
    with pytest.raises(NotAllowed):
        bram.save(replace(mine, visible=True))


def test_a_confirmation_of_who_is_no_trainer_does_not_count(three: Three, given: tuple[Training, Session]) -> None:
    _anna, bram, chris = three
    session = given[1]
    mine = SignUp.new(chris.person, session=session.id, person=chris.person)
    chris.save(mine)
    with pytest.raises(NotAllowed):
        chris.save(Confirmation.new(chris.person, session=session.id, sign_up=mine.id))
    with pytest.raises(NotAllowed):
        chris.save(Closing.new(chris.person, session=session.id, seed="s"))
    forged = Confirmation.new(chris.person, session=session.id, sign_up=mine.id)
    said = {"creator": forged.creator, "nonce": forged.nonce, "session": session.id, "sign_up": mine.id}
    chris.apply([Change("confirmation", forged.id, chris.clock.tick(), chris.device, said)])
    exchange(*three)
    assert [store.where(Confirmation, session=session.id) for store in three] == [[], [], []]
    assert bram.check() == []


def test_who_a_trainer_lets_give_it_too_may_write_and_grant_on(three: Three, given: tuple[Training, Session]) -> None:
    anna, bram, chris = three
    training, session = given
    to_chris = trainer_grant(bram, training, chris)
    bram.save(to_chris)
    exchange(*three)
    chris.save(replace(training, title="Better"))
    chris.save(trainer_grant(chris, training, anna))
    assert chris.rights.trainers(training.id) == {anna.person, bram.person, chris.person}
    bram.save(replace(bram.get(Grant, to_chris.id), withdrawn=True))
    exchange(*three)
    assert anna.rights.trainers(training.id) == {bram.person}, "who got it from Chris lost it with Chris"
    with pytest.raises(NotAllowed):
        chris.save(replace(chris.get(Session, session.id), seats=3))
    assert {store.get(Training, training.id).title for store in three} == {"Better"}, "what was written then stays"


def test_a_grant_outside_the_chain_gives_nothing(three: Three, given: tuple[Training, Session]) -> None:
    anna, _bram, chris = three
    training = given[0]
    for store in (anna, chris):
        store.save(trainer_grant(store, training, chris))
    chris.save(Grant.new(chris.person, right="coordinator", subject=chris.local("organisation"), person=chris.person))
    with pytest.raises(NotAllowed):
        chris.save(replace(training, title="Mine now"))
    with pytest.raises(NotAllowed):
        chris.save(replace(training, hidden="Mine now"))


def test_a_coordinator_makes_another_one_and_takes_it_back(three: Three, given: tuple[Training, Session]) -> None:
    anna, _bram, chris = three
    training = given[0]
    grant = Grant.new(anna.person, right="coordinator", subject=anna.local("organisation"), person=chris.person)
    anna.save(grant)
    exchange(*three)
    chris.save(replace(training, hidden="Double"))
    anna.save(replace(anna.get(Grant, grant.id), withdrawn=True))
    exchange(*three)
    with pytest.raises(NotAllowed):
        chris.save(replace(chris.get(Training, training.id), hidden=""))
    assert {store.get(Training, training.id).hidden for store in three} == {"Double"}
    assert [store.check() for store in three] == [[], [], []]


@pytest.mark.parametrize(
    "made",
    [
        lambda me, training, session: (SignUp.new(me, session=session, person=me), {"session": "elsewhere"}),
        lambda me, training, session: (SignUp.new(me, session=session, person=me), {"person": "somebody"}),
        lambda me, training, session: (Grant.new(me, right="trainer", subject=training, person=me), {"subject": "another"}),
        lambda me, training, session: (Interest.new(me, training=training, person=me), {"training": "another"}),
        lambda me, training, session: (Confirmation.new(me, session=session, sign_up="one"), {"sign_up": "two"}),
        lambda me, training, session: (Closing.new(me, session=session, seed="one"), {"seed": "two"}),
        lambda me, training, session: (Outcome.new(me, training=training), {"training": "another"}),
        lambda me, training, session: (Device.new(me, person=me), {"person": "somebody"}),
        lambda me, training, session: (Training.new(me, title="x"), {"source": "a file"}),
        lambda me, training, session: (Session.new(me, training=training), {"training": "another"}),
    ],
)
def test_what_roles_are_derived_from_is_settled_for_good(three: Three, given: tuple[Training, Session], made: Any) -> None:
    bram = three[1]
    noun, other = made(bram.person, given[0].id, given[1].id)
    bram.save(noun)
    stored = bram.get(type(noun), noun.id)
    with pytest.raises(NotAllowed, match="settled"):
        bram.save(replace(stored, **other))
    bram.apply([Change(noun.table, noun.id, bram.clock.tick(), bram.device, other)])
    assert bram.get(type(noun), noun.id) == stored
    assert bram.check() == []


def test_a_card_is_written_by_its_person_by_who_entered_it_and_by_a_coordinator(three: Three) -> None:
    anna, bram, chris = three
    entered = Colleague.new(bram.person, name="Dirk", on_paper=True)
    bram.save(entered)
    exchange(*three)
    with pytest.raises(NotAllowed):
        chris.save(replace(chris.get(Colleague, entered.id), name="Other"))
    with pytest.raises(NotAllowed):
        chris.save(replace(chris.get(Colleague, bram.person), name="Other"))
    chris.save(replace(chris.get(Colleague, chris.person), name="Christine"))
    anna.save(replace(anna.get(Colleague, entered.id), name="Dirk-Jan"))


def test_the_organisation_is_written_by_coordinators(three: Three) -> None:
    anna, bram, _chris = three
    ours = anna.local("organisation")
    anna.save(replace(anna.get(Organisation, ours), space="You may use working time."))
    with pytest.raises(NotAllowed):
        bram.save(replace(bram.get(Organisation, ours), space="Never"))


def test_rights_that_arrive_late_let_in_what_was_written_under_them(three: Three, given: tuple[Training, Session]) -> None:
    anna, bram, chris = three
    training, session = given
    bram.save(trainer_grant(bram, training, chris))
    chris.apply(bram.history(bram.where(Grant)[0].id))
    chris.save(replace(session, place="Hal"))
    anna.apply(chris.history(session.id))
    assert anna.get(Session, session.id).place == ""
    anna.apply(bram.history(bram.where(Grant)[0].id))
    assert anna.get(Session, session.id).place == "Hal"
    assert anna.check() == []


def test_a_training_that_arrives_after_its_session_brings_it_in(three: Three, tmp_path: Path) -> None:
    anna, bram, _chris = three
    training = Training.new(bram.person, title="Later")
    session = Session.new(bram.person, training=training.id, place="Hal")
    bram.save(training, session)
    anna.apply(bram.history(session.id))
    anna.apply(bram.history(training.id))
    assert anna.get(Session, session.id).place == "Hal"
    late = Training.new(anna.person, title="Made here")
    known = Session.new(anna.person, training=late.id)
    said = {"creator": known.creator, "nonce": known.nonce, "training": late.id, "place": "Zaal"}
    anna.apply([Change("session", known.id, anna.clock.tick(), anna.device, said)])
    anna.save(late)
    assert anna.get(Session, known.id).place == "Zaal"
    assert anna.check() == []
