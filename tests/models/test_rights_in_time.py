"""When a right held: ends and restorations, clocks that are wrong, rollbacks, and what others write meanwhile."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.models.world import NOON, Three, Time, another_program, changes_of, computer, exchange, trainer_grant
from traincollega.errors import NotAllowed
from traincollega.models.change import LAST_STAMP, Change, Clock, moment_at, stamp_at
from traincollega.models.colleague import Colleague, Device
from traincollega.models.database import atomic
from traincollega.models.noun import identify
from traincollega.models.organisation import Grant
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.store import Store
from traincollega.models.training import Training


def test_a_right_that_ends_twice_takes_away_only_what_was_written_while_it_had_ended(
    three: Three, given: tuple[Training, Session]
) -> None:
    _anna, bram, chris = three
    training = given[0]
    grant = trainer_grant(bram, training, chris)
    bram.save(grant)
    for number, withdrawn in enumerate((True, False, True)):
        before = Change("session", given[1].id, bram.clock.tick(), chris.device, {"place": f"hall {number}"})
        bram.save(replace(bram.get(Grant, grant.id), withdrawn=withdrawn))
        for store in three:
            store.apply([before])
    exchange(*three)
    assert {store.get(Session, given[1].id).place for store in three} == {"hall 2"}
    chris.apply([Change("session", given[1].id, bram.clock.tick(), chris.device, {"place": "too late"})])
    exchange(*three)
    assert {store.get(Session, given[1].id).place for store in three} == {"hall 2"}
    assert [store.check() for store in three] == [[], [], []]


def test_a_computer_that_was_shut_out_does_not_let_itself_in_again_but_is_let_in_by_others(three: Three) -> None:
    anna, _bram, chris = three
    anna.save(replace(anna.get(Device, chris.device), deleted=True))
    exchange(*three)
    with pytest.raises(NotAllowed, match="no longer write"):
        chris.save(replace(chris.get(Colleague, chris.person), name="Christine"))
    made = chris.find(Device, chris.device)
    assert made is not None
    again = {"creator": made.creator, "nonce": made.nonce, "person": made.person, "deleted": False}
    for said in ({"deleted": False}, again):
        chris.apply([Change("device", chris.device, anna.clock.tick(), chris.device, said)])
    exchange(*three)
    assert all(store.rights.ended(chris.device) for store in three)
    anna.save(replace(made, deleted=False))
    exchange(*three)
    chris.save(replace(chris.get(Colleague, chris.person), name="Christine"))
    exchange(*three)
    assert {store.get(Colleague, chris.person).name for store in three} == {"Christine"}
    assert [store.check() for store in three] == [[], [], []]


def test_who_gave_each_other_a_right_in_a_circle_lose_it_with_who_gave_it_first(
    three: Three, given: tuple[Training, Session]
) -> None:
    anna, bram, chris = three
    training = given[0]
    first = trainer_grant(bram, training, chris)
    bram.save(first)
    exchange(*three)
    chris.save(trainer_grant(chris, training, anna))
    exchange(*three)
    anna.save(trainer_grant(anna, training, chris))
    bram.save(replace(bram.get(Grant, first.id), deleted=True))
    exchange(*three)
    with pytest.raises(NotAllowed):
        chris.save(replace(chris.get(Training, training.id), title="Mine now"))
    assert [store.rights.trainers(training.id) for store in three] == [{bram.person}] * 3


def test_a_computer_that_began_with_a_clock_years_ahead_is_heard_once_its_clock_is_right(three: Three, tmp_path: Path) -> None:
    anna, bram, _chris = three
    dirk = computer(tmp_path / "dirk.sqlite", Time(NOON + timedelta(days=900)), "Dirk")
    assert isinstance(dirk.clock.now, Time)
    dirk.clock.now.now, dirk.clock.last = NOON, 0
    dirk.set_local("organisation", anna.local("organisation"))
    (made,) = dirk.save(Training.new(dirk.person, title="Koken"))
    exchange(anna, bram, dirk)
    assert made.stamp < dirk.get(Device, dirk.device).created
    assert {store.get(Training, made.id).title for store in (anna, bram, dirk)} == {"Koken"}
    assert dirk.check() == anna.check() == []
    dirk.connection.close()


@pytest.mark.parametrize("ahead", [timedelta(hours=7), timedelta(days=900)])
def test_what_stands_on_a_right_given_by_a_clock_ahead_counts_everywhere(
    three: Three, given: tuple[Training, Session], ahead: timedelta
) -> None:
    anna, bram, chris = three
    training, session = given
    assert isinstance(bram.clock.now, Time)
    bram.clock.now.now += ahead
    grant = trainer_grant(bram, training, chris)
    bram.save(grant)
    chris.apply(bram.history(grant.id))
    chris = Store(chris.connection, device=chris.device, person=chris.person, clock=Clock(chris.clock.now))  # started again
    chris.save(replace(session, place="Hal"), Session.new(chris.person, training=training.id))
    (card,) = chris.save(replace(chris.get(Colleague, chris.person), name="Christine"))
    assert moment_at(card.stamp) < NOON + timedelta(days=1), "what does not stand on it keeps to the clock"
    exchange(anna, bram, chris)
    assert {store.get(Session, session.id).place for store in (anna, bram, chris)} == {"Hal"}
    assert {len(store.where(Session, training=training.id)) for store in (anna, bram, chris)} == {2}
    bram.clock.now.now, bram.clock.last = NOON, 0
    (end,) = bram.save(replace(bram.get(Grant, grant.id), withdrawn=True))
    exchange(anna, bram, chris)
    assert end.stamp > bram.get(Grant, grant.id).created, "a right ends after it was given, whatever the clock says"
    assert [store.check() for store in (anna, bram, chris)] == [[], [], []]


def let_give_far_ahead(bram: Store, training: Training, chris: Store, stamp: int = stamp_at(NOON + timedelta(days=900))) -> Change:
    """Let Bram's computer, its clock far ahead, make Chris trainer; both know."""
    grant = trainer_grant(bram, training, chris)
    said = {"creator": grant.creator, "nonce": grant.nonce, "right": "trainer", "subject": training.id, "person": chris.person}
    made = Change("grants", grant.id, stamp, bram.device, said)
    for store in (bram, chris):
        store.apply([made])
    return made


def test_a_right_from_far_ahead_leaves_the_stamps_of_what_stands_without_it(three: Three, given: tuple[Training, Session]) -> None:
    _anna, bram, chris = three
    training, session = given
    made = let_give_far_ahead(bram, training, chris)
    mine = SignUp.new(chris.person, session=session.id, person=chris.person)
    own = Training.new(chris.person, title="Word")
    (signed, taught) = chris.save(mine, own)
    (left,) = chris.save(replace(chris.get(SignUp, mine.id), withdrawn=NOON))
    (edited,) = chris.save(replace(chris.get(Training, own.id), title="Writer"))
    (undone,) = chris.undo((edited,))
    ordinary = [change.stamp for change in (signed, taught, left, edited, undone)]
    assert ordinary == sorted(set(ordinary))
    assert moment_at(ordinary[-1]) < NOON + timedelta(days=1)
    seated = SignUp.new(chris.person, session=session.id, person=bram.person)
    (on_the_strength_of_it,) = chris.save(seated)
    assert on_the_strength_of_it.stamp > made.stamp
    assert moment_at(chris.save(SignUp.new(chris.person, session=session.id, person=chris.person))[0].stamp) < NOON + timedelta(
        days=1
    )
    assert chris.add_all([Training.new(chris.person, title="Calc"), Session.new(chris.person, training=training.id)]) == 2
    exchange(*three)
    assert [store.get(SignUp, seated.id).person for store in three] == [bram.person] * 3
    assert [len(store.where(Session, training=training.id)) for store in three] == [2] * 3
    assert {moment_at(store.where(Training, title="Calc")[0].created) < NOON + timedelta(days=1) for store in three} == {True}
    assert [store.check() for store in three] == [[], [], []]


def test_what_stands_on_a_right_from_far_ahead_keeps_its_order(three: Three, given: tuple[Training, Session]) -> None:
    _anna, bram, chris = three
    training, session = given
    made = let_give_far_ahead(bram, training, chris)
    stamps = [chris.save(Session.new(chris.person, training=training.id))[0].stamp for _ in range(3)]
    stamps += [chris.save(replace(chris.get(Session, session.id), place=place))[0].stamp for place in ("Hal", "Zaal")]
    assert [made.stamp, *stamps] == sorted({made.stamp, *stamps})
    exchange(*three)
    assert {store.get(Session, session.id).place for store in three} == {"Zaal"}


def test_what_no_stamp_can_make_count_is_refused(three: Three) -> None:
    low, high = sorted(three[1:], key=lambda store: store.device)
    training = Training.new(high.person, title="Excel")
    high.save(training)
    exchange(*three)
    made = let_give_far_ahead(high, training, low, LAST_STAMP)
    assert low.rights.trainers(training.id) == {low.person, high.person}
    before = changes_of(low)
    with pytest.raises(NotAllowed, match="last word"):
        low.save(replace(low.get(Training, training.id), title="Never"))
    assert made in before
    assert changes_of(low) == before


def test_what_the_last_stamp_there_is_said_stays_and_whoever_would_change_it_is_told(
    three: Three, given: tuple[Training, Session]
) -> None:
    _anna, bram, _chris = three
    training = given[0]
    bram.apply([Change("training", training.id, LAST_STAMP, bram.device, {"title": "For ever"})])
    with pytest.raises(NotAllowed, match="last word"):
        bram.save(replace(bram.get(Training, training.id), title="Never"))
    bram.save(replace(bram.get(Training, training.id), body="But this"))
    assert bram.check() == []


Intention = Callable[[Store], AbstractContextManager[None]]
INTENTIONS = pytest.mark.parametrize("intention", [Store.transaction, lambda store: atomic(store.connection)])
"""What may roll back: also a transaction that knows nothing of rights."""


@INTENTIONS
def test_a_right_that_is_rolled_back_was_never_there(three: Three, given: tuple[Training, Session], intention: Intention) -> None:
    _anna, bram, chris = three
    training, session = given

    def fail() -> None:
        with intention(bram):
            bram.save(trainer_grant(bram, training, chris))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    bram.save(Grant.new(bram.person, right="trainer", subject="another", person=chris.person))
    bram.apply([Change("session", session.id, bram.clock.tick(), chris.device, {"place": "Hal"})])
    assert bram.get(Session, session.id).place == ""
    assert bram.check() == []


@INTENTIONS
def test_a_computer_whose_end_is_rolled_back_writes_on(three: Three, intention: Intention) -> None:
    _anna, bram, _chris = three

    def fail() -> None:
        with intention(bram):
            bram.save(replace(bram.get(Device, bram.device), deleted=True))
            bram.save(Training.new(bram.person, title="Refused"))

    with pytest.raises(NotAllowed, match="no longer write"):
        fail()
    assert bram.save(Training.new(bram.person, title="Word"))


def made_apart(store: Store, device: str, person: str) -> Store:
    """Return a store on the same connection that nobody told of the other one."""
    return Store(store.connection, device=device, person=person, clock=Clock(store.clock.now))


@pytest.mark.parametrize("made_by", [Store.speaking_for, made_apart])
def test_stores_on_one_connection_know_the_same(
    three: Three, given: tuple[Training, Session], made_by: Callable[[Store, str, str], Store]
) -> None:
    anna, bram, chris = three
    for_anna, for_chris = (made_by(bram, store.device, store.person) for store in (anna, chris))
    assert bram.rights.fold() is for_anna.rights.fold()
    bram.save(trainer_grant(bram, given[0], chris))
    for_chris.save(replace(given[1], place="Hal"))
    for_anna.save(replace(bram.get(Device, chris.device), deleted=True))
    with pytest.raises(NotAllowed, match="no longer write"):
        for_chris.save(replace(bram.get(Session, given[1].id), place="Elsewhere"))
    assert bram.get(Session, given[1].id).place == "Hal"
    assert bram.check() == []


def test_an_end_that_another_program_wrote_is_heard_within_any_transaction(three: Three) -> None:
    _anna, bram, _chris = three
    bram.save(Training.new(bram.person, title="Word"))
    with another_program(bram) as other:
        other.save(replace(other.get(Device, bram.device), deleted=True))
    with atomic(bram.connection), pytest.raises(NotAllowed, match="no longer write"):
        bram.save(Training.new(bram.person, title="Refused"))


@pytest.mark.parametrize("known", [False, True])
def test_a_right_that_arrives_while_rights_are_read_counts_once_from_the_next_time_on(
    three: Three, given: tuple[Training, Session], known: bool
) -> None:
    anna, bram, chris = three
    training, session = given
    anna = Store(anna.connection, device=anna.device, person=anna.person, clock=anna.clock)
    anna.connection.remembered.clear()
    if known:
        anna.rights.fold()
    grant = trainer_grant(bram, training, chris)
    arriving = list(bram.save(grant))

    def arrive(sentence: str) -> None:
        if arriving and "FROM change WHERE seq" in sentence and "noun IN" in sentence:
            other.apply([arriving.pop()])

    with another_program(anna) as other:
        anna.connection.set_trace_callback(arrive)
        during = anna.rights.fold()
        anna.connection.set_trace_callback(None)
    assert not arriving
    assert during.right("grants", grant.id) is None
    after = anna.rights.fold()
    assert [change.id for change in after.moves].count(grant.id) == 1
    anna.apply([Change("session", session.id, bram.clock.tick(), chris.device, {"place": "Hal"})])
    assert anna.get(Session, session.id).place == "Hal"
    assert anna.check() == []


def test_a_right_that_another_program_wrote_counts(three: Three, given: tuple[Training, Session]) -> None:
    anna, bram, chris = three
    training, session = given
    anna.rights.fold()
    bram.save(trainer_grant(bram, training, chris))
    with another_program(anna) as other:
        other.apply(changes_of(bram))
    anna.apply([Change("session", session.id, bram.clock.tick(), chris.device, {"place": "Hal"})])
    assert anna.get(Session, session.id).place == "Hal"
    assert anna.check() == []


def test_only_a_change_of_rights_is_folded_and_only_what_its_writers_wrote_since_is_derived_again(
    three: Three, given: tuple[Training, Session]
) -> None:
    anna, bram, chris = three
    training = given[0]
    bram.save(*(Training.new(bram.person, title=f"T{number}") for number in range(30)))
    exchange(*three)
    before = anna.rights.fold()
    read: list[str] = []
    anna.connection.set_trace_callback(lambda sentence: read.append(sentence) if "FROM change WHERE id =" in sentence else None)
    anna.apply([Change("training", training.id, bram.clock.tick(), bram.device, {"title": "Word"})])
    anna.apply([Change("device", chris.device, chris.clock.tick(), chris.device, {"name": "desk"})])
    assert anna.rights.fold() is before
    assert len(read) == 2
    anna.apply([Change("device", bram.device, bram.clock.tick(), bram.device, {"deleted": True})])
    assert anna.rights.fold() is not before
    assert len(read) == 3, "nothing was written since"


@pytest.mark.parametrize("ahead", [stamp_at(NOON + timedelta(days=900)), LAST_STAMP])
@pytest.mark.parametrize("said", [{"name": "stolen"}, {"deleted": False}])
def test_a_computer_is_ended_from_now_on_whatever_it_said_of_itself_far_ahead(
    three: Three, given: tuple[Training, Session], ahead: int, said: dict[str, str | bool]
) -> None:
    anna, bram, _chris = three
    training = given[0]
    bram.apply([Change("device", bram.device, ahead, bram.device, said)])
    exchange(*three)
    assert anna.save(replace(anna.get(Device, bram.device), deleted=True))
    late = Change("training", training.id, anna.clock.tick(), bram.device, {"title": "By the thief"})
    later = Change("training", training.id, min(ahead + 99, LAST_STAMP), bram.device, {"title": "By the thief"})
    for store in three:
        store.apply([late, later])
    exchange(*three)
    assert {store.get(Training, training.id).title for store in three} == {"Excel"}
    assert [store.rights.ended(bram.device) for store in three] == [True] * 3
    assert [store.check() for store in three] == [[], [], []]


def test_a_right_is_ended_from_now_on_whatever_was_said_of_it_far_ahead(three: Three, given: tuple[Training, Session]) -> None:
    anna, bram, chris = three
    training, session = given
    grant = trainer_grant(bram, training, chris)
    bram.save(grant)
    far = stamp_at(NOON + timedelta(days=900))
    bram.apply([Change("grants", grant.id, far, bram.device, {"withdrawn": False})])
    exchange(*three)
    chris.save(replace(session, place="Hal"))
    exchange(*three)
    anna.save(replace(anna.get(Grant, grant.id), withdrawn=True))
    late = [Change("session", session.id, stamp, chris.device, {"place": "Mine"}) for stamp in (anna.clock.tick(), far + 99)]
    for store in three:
        store.apply(late)
    exchange(*three)
    assert {store.get(Session, session.id).place for store in three} == {"Hal"}
    assert [store.rights.trainers(training.id) for store in three] == [{bram.person}] * 3
    assert [store.check() for store in three] == [[], [], []]


@pytest.mark.parametrize("by", ["anna", "itself"])
def test_the_work_of_a_clock_years_ahead_stays_when_its_computer_is_ended(three: Three, tmp_path: Path, by: str) -> None:
    anna, _bram, _chris = three
    dirk = computer(tmp_path / "dirk.sqlite", Time(NOON + timedelta(days=900)), "Dirk")
    dirk.set_local("organisation", anna.local("organisation"))
    (far,) = dirk.save(Training.new(dirk.person, title="Koken"))
    dirk = Store(dirk.rights.connection, device=dirk.device, person=dirk.person, clock=Clock(Time()))  # its clock is right again
    (near,) = dirk.save(Training.new(dirk.person, title="Bakken"))
    exchange(anna, dirk)
    ender = anna if by == "anna" else dirk
    ended = ender.save(replace(ender.get(Device, dirk.device), deleted=True))
    said = {"creator": dirk.person, "nonce": "1" * 32, "title": "Not heard"}
    late = Change("training", identify(dirk.person, "1" * 32), ender.clock.tick(), dirk.device, said)
    exchange(anna, dirk)
    anna.apply([late] if by == "anna" else [])
    assert {one.title for one in anna.where(Training)} == {"Koken", "Bakken"}
    assert {near.id, far.id} <= {one.id for one in anna.where(Training)}
    assert anna.get(Colleague, dirk.person).name == "Dirk"
    assert anna.rights.ended(dirk.device)
    anna.undo(ended)
    anna.apply([replace(late, stamp=anna.clock.tick())])
    assert {one.title for one in anna.where(Training)} == {"Koken", "Bakken", "Not heard"}
    assert anna.check() == []
    dirk.connection.close()


def test_rights_that_are_added_with_much_else_are_heard_like_those_that_are_saved(
    three: Three, given: tuple[Training, Session]
) -> None:
    _anna, bram, chris = three
    training, session = given
    for_chris = bram.speaking_for(chris.device, chris.person)
    far = Store(bram.rights.connection, device=bram.device, person=bram.person, clock=Clock(Time(NOON + timedelta(days=900))))
    late = Change("session", session.id, stamp_at(NOON + timedelta(days=1800)), chris.device, {"link": "https://x.nl"})
    bram.apply([late])
    assert far.add_all([trainer_grant(bram, training, chris), Training.new(bram.person, title="Word")]) == 2
    assert bram.get(Session, session.id).link == "https://x.nl"
    for_chris.save(replace(bram.get(Session, session.id), place="Hal"))
    assert bram.get(Session, session.id).place == "Hal"
    assert bram.check() == []


def test_a_role_that_is_given_back_counts_once_it_is_known_that_its_speaker_coordinates(three: Three) -> None:
    anna, bram, chris = three
    ours = anna.local("organisation")
    made = Grant.new(anna.person, right="coordinator", subject=ours, person=bram.person)
    (coordinates,) = anna.save(made)
    role = Grant.new(anna.person, right="hr", subject=ours, person=chris.person)
    said = [*anna.save(role), *anna.save(replace(anna.get(Grant, role.id), withdrawn=True))]
    bram.apply([coordinates, *said])
    said += bram.save(replace(bram.get(Grant, role.id), withdrawn=False))
    chris.apply(said)
    assert chris.get(Grant, role.id).withdrawn
    assert chris.rights.hr() == frozenset()
    chris.apply([coordinates])
    assert not chris.get(Grant, role.id).withdrawn
    assert chris.rights.hr() == {chris.person}
    assert chris.check() == []
