"""What follows from what came in is done once: cut short at any step, nobody misses a message and nobody gets one twice."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.models.world import trainer_grant
from tests.sharing.office import NOON, Office, Profile, begun_office, office, while_it_fetches
from traincollega.models import database
from traincollega.models.change import Change
from traincollega.models.envelopes import HEARD_UNTIL
from traincollega.models.messages import messages
from traincollega.models.seats import State
from traincollega.models.session import Confirmation, Session
from traincollega.models.training import Interest, Training
from traincollega.services.beginning import open_desk
from traincollega.services.enrolling import seating, sign_up, withdraw
from traincollega.services.telling import read_messages
from traincollega.sharing import following, rounds
from traincollega.sharing.forgetting import erase
from traincollega.sharing.rounds import one_round


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Follow the sessions one at a time."""
    monkeypatch.setattr(following, "TOGETHER", 1)


def planned(one: Profile, training: str = "", **fields: Any) -> Session:
    """Plan a session, of this training or of a new one."""
    made = [] if training else [Training.new(one.me, title="Excel", status="published")]
    starts = NOON + timedelta(days=9)
    session = Session.new(one.me, training=training or made[0].id, starts=starts, ends=starts + timedelta(hours=1), **fields)
    one.store.save(*made, session)
    return session


@contextmanager
def news_for_bram(seed: int = 0) -> Iterator[tuple[Office, Profile, dict[str, str]]]:
    """Give a place in which lies that Bram moved up in one session, waits in another after all, and that a third one moved."""
    with office(seed) as made:
        begun_office(made, 2)
        anna, bram, chris = made.profiles
        training = Training.new(anna.me, title="Excel", status="published")
        first, second, third, free = (
            Session.new(anna.me, training=training.id, starts=NOON + timedelta(days=9), ends=NOON + timedelta(days=9, hours=1),
                        seats=1)
            for _n in range(4)
        )  # fmt: skip
        anna.store.save(training, first, second, third, free)
        made.settle()
        for session in (first, second):
            sign_up(chris.desk, session.id)
        made.settle()
        for session in (first, second):
            sign_up(bram.desk, session.id)
        made.settle()
        sign_up(chris.desk, third.id)
        made.time.now += timedelta(minutes=1)
        sign_up(bram.desk, third.id)
        withdraw(chris.desk, first.id)
        anna.store.save(replace(anna.store.get(Session, second.id), place="Elsewhere"))
        for one in (chris, anna, chris):
            one.round()
        yield made, bram, {first.id: "promoted", second.id: "moved", third.id: "overtaken"}


def told(one: Profile) -> set[tuple[str, str]]:
    """Return session and kind of each message, and see that none came twice: what is told anew gets another number."""
    every = messages(one.store.connection)
    assert sorted(message.seq for message in every) == list(range(1, len(every) + 1))
    found = {(message.subject, message.kind) for message in every}
    assert len(found) == len(every)
    return found


class Cut(BaseException):
    """What a killed program leaves behind is what is left behind here."""


@contextmanager
def cut_short(monkeypatch: pytest.MonkeyPatch, step: int) -> Iterator[None]:
    """Let nothing more be written from the transaction with this number on."""
    left = step
    execute = database.Connection.execute

    def executed(self: database.Connection, statement: str, values: Any = (), /) -> Any:
        nonlocal left
        if statement == "COMMIT":
            left -= 1
            if left <= 0:
                raise Cut
        return execute(self, statement, values)

    with monkeypatch.context() as patched, suppress(Cut):
        patched.setattr(database.Connection, "execute", executed)
        yield


def test_whatever_step_a_round_is_cut_short_at_everybody_is_told_all_of_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for step in itertools.count(1):
        with news_for_bram() as (made, bram, due):
            whole = False
            with cut_short(monkeypatch, step):
                bram.round()
                whole = True
            bram.close()
            bram.open()
            read_messages(bram.desk)
            bram.round()
            assert told(bram) == set(due.items()), step
            made.settle()
            assert told(bram) == set(due.items()), step
        if whole:
            break
    assert step > 10


def test_what_came_in_a_round_that_was_cut_short_is_told_with_what_came_since(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bram waited, and in between had a seat: so it stays as it was."""
    with news_for_bram() as (made, bram, due):
        anna, _bram, chris = made.profiles
        with monkeypatch.context() as patched:
            patched.setattr(rounds, "follow", lambda *_args: (_ for _ in ()).throw(Cut))
            with suppress(Cut):
                bram.round()
        third = next(session for session, kind in due.items() if kind == "overtaken")
        withdraw(chris.desk, third)
        (free,) = (one.id for one in anna.store.where(Session) if one.id not in due)
        sign_up(chris.desk, free)
        made.time.now += timedelta(minutes=1)
        sign_up(bram.desk, free)
        for one in (chris, anna, bram):
            one.round()
        assert told(bram) == {*due.items(), (free, "overtaken")} - {(third, "overtaken")}


def test_who_was_told_before_a_cut_is_not_told_again_with_what_comes_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for step in itertools.count(1):
        with news_for_bram() as (made, bram, due):
            anna = made.profiles[0]
            whole = False
            with cut_short(monkeypatch, step):
                bram.round()
                whole = True
            again = {session for session, kind in due.items() if kind != "moved"}
            for session in again:
                anna.store.save(replace(anna.store.get(Session, session), place="Here"))
            anna.round()
            bram.round()
            assert told(bram) == {*due.items(), *((session, "moved") for session in again)}, step
        if whole:
            break


def test_two_programs_that_follow_at_once_tell_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command beside the window comes in between receiving and following, and sends and hears more."""
    with news_for_bram() as (_made, bram, due):
        beside = open_desk(bram.folder, bram.now)
        assert beside is not None
        really = rounds.follow

        def follow_both(*arguments: Any) -> None:
            with monkeypatch.context() as patched:
                patched.setattr(rounds, "follow", really)
                one_round(beside, bram.folder, bram.place)
            really(*arguments)

        monkeypatch.setattr(rounds, "follow", follow_both)
        bram.round()
        assert told(bram) == set(due.items())
        assert int(bram.store.local(HEARD_UNTIL)) == bram.circle().envelopes.last_change()
        beside.store.connection.close()


def test_seats_that_were_received_before_a_cut_are_confirmed_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for step in itertools.count(1):
        with news_for_bram() as (made, bram, _due):
            anna = made.profiles[0]
            bram.round()
            whole = False
            with cut_short(monkeypatch, step):
                anna.round()
                whole = True
            anna.close()
            anna.open()
            made.settle()
            assert len(anna.store.where(Confirmation)) == 4
        if whole:
            break


def test_who_moves_up_because_somebody_is_forgotten_is_told_so_and_confirmed() -> None:
    with office() as made:
        begun_office(made, 3)
        anna, bram, chris, dirk = made.profiles
        training = Training.new(dirk.me, title="Excel", organisation=dirk.desk.organisation)
        starts = NOON + timedelta(days=9)
        session = Session.new(dirk.me, training=training.id, starts=starts, ends=starts + timedelta(hours=1), seats=1)
        dirk.store.save(training, session)
        made.settle()
        for one in (chris, bram):
            sign_up(one.desk, session.id)
            made.settle()
            made.time.now += timedelta(minutes=1)
        erase(anna.circle(), chris.me)
        made.settle()
        assert [one.kind for one in messages(bram.store.connection)] == ["promoted"]
        seat = seating(bram.desk, session).of(bram.me)
        assert seat is not None
        assert seat.state is State.CONFIRMED


def test_who_signs_up_while_a_round_fetches_is_told_who_was_there_before_them() -> None:
    with office() as made:
        begun_office(made, 2)
        anna, bram, chris = made.profiles
        session = planned(anna, seats=1)
        made.settle()
        sign_up(chris.desk, session.id)
        chris.round()
        made.time.now += timedelta(minutes=1)
        with while_it_fetches(bram, lambda: sign_up(bram.desk, session.id)):
            bram.round()
        assert told(bram) == {(session.id, "overtaken")}


def test_a_session_that_somebody_moves_who_may_not_is_told_to_nobody() -> None:
    with office() as made:
        begun_office(made, 2)
        anna, bram, chris = made.profiles
        session = planned(anna)
        made.settle()
        sign_up(bram.desk, session.id)
        made.settle()
        chris.store.apply([Change("session", session.id, chris.store.clock.tick(), chris.store.device, {"place": "Nowhere"})])
        made.settle()
        assert bram.store.get(Session, session.id).place == ""
        assert told(bram) == set()


def test_what_was_said_before_the_right_to_say_it_arrived_is_told_once_it_counts() -> None:
    with office() as made:
        begun_office(made, 2)
        anna, bram, chris = made.profiles
        session = planned(anna)
        made.settle()
        sign_up(bram.desk, session.id)
        bram.store.save(Interest.new(bram.me, training=session.training, person=bram.me))
        made.settle()
        before = set(made.shelf.files)
        anna.store.save(trainer_grant(anna.store, anna.store.get(Training, session.training), chris.store))
        anna.round()
        grants = {name: content for name, content in made.shelf.files.items() if name not in before}
        chris.round()
        chris.store.save(replace(chris.store.get(Session, session.id), place="Elsewhere"))
        new = planned(chris, training=session.training)
        chris.round()
        for name in grants:
            del made.shelf.files[name]
        bram.round()
        assert told(bram) == set()
        made.shelf.files.update(grants)
        bram.round()
        assert told(bram) == {(session.id, "moved"), (new.id, "new date")}
        made.settle()
        assert len(messages(bram.store.connection)) == 2


def test_who_moves_a_session_while_a_round_fetches_is_not_told_so() -> None:
    with office() as made:
        begun_office(made, 2)
        anna, bram, _chris = made.profiles
        session = planned(anna)
        sign_up(anna.desk, session.id)
        made.settle()
        sign_up(bram.desk, session.id)
        bram.round()
        with while_it_fetches(anna, lambda: anna.store.save(replace(anna.store.get(Session, session.id), place="Elsewhere"))):
            anna.round()
        assert told(anna) == set()
        made.settle()
        assert told(bram) == {(session.id, "moved")}
