"""What is new is made in the quickest way that there is, and ends as it would one row at a time."""

import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.histories import OURS, OWN, PERSONS, histories
from tests.models.naive import naive_rows
from tests.models.world import Three, Time, changes_of, found, rows_of
from traincollega.models import deriving, making
from traincollega.models.change import FAR, LAST_STAMP, Change, Clock, stamp_at
from traincollega.models.database import Connection, open_database
from traincollega.models.folding import Fold, Row
from traincollega.models.judging import judge
from traincollega.models.merging import fits
from traincollega.models.noun import YEARS, identify, moment_of, moment_text
from traincollega.models.session import Session
from traincollega.models.store import Store
from traincollega.models.tables import TABLES
from traincollega.models.training import Training


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """An empty database to copy."""
    connection = open_database(tmp_path_factory.mktemp("empty") / "empty.sqlite")
    yield connection
    connection.close()


@contextmanager
def reading(empty: sqlite3.Connection) -> Iterator[Store]:
    """Return a computer of the organisation that has heard of nothing yet."""
    with closing(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, factory=Connection)) as connection:
        empty.backup(connection)
        store = Store(connection, device="reader", person="", clock=Clock(Time()))
        store.set_local("organisation", OURS)
        yield store


@contextmanager
def one_row_at_a_time() -> Iterator[None]:
    """Let every row be judged by its whole history, as it is read from the database, and be written before the next one is."""
    settle = deriving.Deriver.settle

    def without(self: deriving.Deriver, rows: Iterable[Row], before: Fold | None = None, _arrived: object = None) -> None:
        settle(self, rows, before)

    with (
        patch.object(making, "made_at_once", lambda *_arguments: None),
        patch.object(making, "TOGETHER", 1),
        patch.object(deriving.Deriver, "settle", without),
    ):
        yield


def kept(store: Store) -> tuple[Any, ...]:
    """Return all that changes leave on a computer: rows, what is parked, and the changes themselves."""
    parked = store.connection.execute("SELECT DISTINCT noun, id FROM parked ORDER BY noun, id").fetchall()
    changes = store.connection.execute("SELECT hash, noun, id, stamp, device, base, fields FROM change ORDER BY hash").fetchall()
    return rows_of(store), parked, changes, store.clock.last


def refused(store: Store) -> list[Row]:
    """Return the rows of which a change is refused by the rights there are."""
    rows = store.connection.execute("SELECT DISTINCT noun, id FROM change ORDER BY noun, id").fetchall()
    fold, origin = store.rights.fold(), store.rights.origin
    return [(noun, row) for noun, row in rows if noun in TABLES and judge(noun, row, store.history(row), fold, origin)[1]]


def made(noun: str, creator: int, stamp: int, **fields: Any) -> Change:
    said = {"creator": PERSONS[creator], "nonce": f"odd{stamp}", **fields}
    return Change(noun, identify(PERSONS[creator], f"odd{stamp}"), stamp, OWN[creator], said)


def odd(changes: list[Change], chance: random.Random) -> list[Change]:
    """Return changes as no program of ours makes them, and of nouns that stand alone."""
    one, other = chance.choice(changes), chance.choice(changes)
    stamp, person = chance.randint(1, 90), chance.randrange(3)
    training = next(change.id for change in changes if change.noun == "training")
    return [
        replace(one, fields={**one.fields, "of a newer version": [1, {"a": None}]}),
        replace(one, fields={**one.fields, "title": chance.choice((5, None, ["a"])), "deleted": chance.choice((1, "no"))}),
        replace(one, stamp=chance.choice((0, -1, LAST_STAMP, LAST_STAMP + 1, 1 << 70))),
        replace(one, id=other.id),
        replace(one, noun=chance.choice(("learning_request", "session", "suggestion", "device"))),
        replace(one, device=chance.choice(("", "unknown", "\ud800")), base=chance.choice(("", "1-a"))),
        made("interest", person, stamp, training=training, person=PERSONS[chance.randrange(3)]),
        made("suggestion", person, stamp + 100, training=training, person=PERSONS[person], field="title", outcome="taken"),
        made("session", 1, stamp + 200, training=training, starts=chance.choice(("2026-12-03T09:00:00Z", "soon", None)), seats=3),
        made("sign_up", person, stamp + 300, session="s", person=PERSONS[person], withdrawn="2026-12-03T24:00:00Z"),
        made("erasure", 0, stamp + 400, person=PERSONS[person]),
    ]


@given(histories(), st.randoms(use_true_random=False))
def test_what_comes_in_ends_as_it_would_one_row_at_a_time(
    empty: sqlite3.Connection, changes: list[Change], chance: random.Random
) -> None:
    order = changes + chance.sample(odd(changes, chance), chance.randint(0, 11))
    order += chance.sample(order, len(order) // 3)
    chance.shuffle(order)
    cuts = sorted(chance.choices(range(len(order) + 1), k=chance.choice((0, 1, 4))))
    pieces = [order[since:until] for since, until in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    with reading(empty) as fast, reading(empty) as slow, reading(empty) as whole:
        for piece in pieces:
            with patch.object(making, "TOGETHER", chance.choice((2, 10_000))), patch.object(making, "ENOUGH", 1):
                concerned = fast.apply(iter(piece))
            with one_row_at_a_time():
                assert slow.apply(piece) == concerned
            assert kept(fast) == kept(slow)
        whole.apply(order)
        assert kept(whole)[0] == kept(fast)[0]
        assert fast.check() == slow.check() == whole.check() == []
        assert [kept(store)[1] for store in (fast, slow, whole)] == [refused(store) for store in (fast, slow, whole)]
        fast.apply(order)
        assert kept(fast)[:2] == kept(whole)[:2]


@pytest.mark.parametrize("waits", [0, 400])
def test_publishing_asks_nothing_of_what_waits_for_something_else(three: Three, waits: int) -> None:
    anna, _bram, _chris = three
    stamp = anna.clock.tick()
    anna.apply(made("sign_up", 1, stamp + n, session=f"unknown {n}", person=PERSONS[1]) for n in range(waits))
    (count,) = anna.connection.execute("SELECT COUNT(*) FROM parked").fetchone()
    assert count == waits
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1

    anna.connection.set_progress_handler(step, 1)
    training = Training.new(anna.person, title="Excel")
    anna.save(training, Session.new(anna.person, training=training.id, starts=Time()()))
    anna.connection.set_progress_handler(None, 0)
    assert steps < 4_000, "it did 1,037, and 19,425 when it looked at each change that waits"


@given(histories())
def test_a_history_that_comes_in_one_piece_gives_the_rows_of_a_naive_reading(
    empty: sqlite3.Connection, changes: list[Change]
) -> None:
    with reading(empty) as store:
        store.apply(changes)
        assert rows_of(store) == naive_rows(changes, OURS)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_a_row_that_is_made_twice_counts_from_the_first_time_in_whatever_order_it_comes_in_one_piece(
    empty: sqlite3.Connection, order: tuple[int, ...]
) -> None:
    computer = made("device", 0, 1, person=PERSONS[0])
    computer = replace(computer, device=computer.id)
    first, again = (replace(made("training", 0, 9, title=f"at {stamp}"), stamp=stamp, device=computer.id) for stamp in (9, 12))
    between = replace(first, stamp=10, fields={"minutes": 30})
    with reading(empty) as store:
        store.apply([computer, *((first, between, again)[at] for at in order)])
        (row,) = store.where(Training)
        assert (row.created, row.title, row.minutes) == (9, "at 12", 30)
        assert kept(store)[1] == []
        assert store.check() == []


def test_many_trainings_and_sign_ups_that_come_together_are_found(three: Three, empty: sqlite3.Connection) -> None:
    _anna, bram, _chris = three
    bram.add_all(Training.new(bram.person, title=f"Excel {number}", topics=("spreadsheets",)) for number in range(150))
    trainings = bram.where(Training)
    bram.add_all(Session.new(bram.person, training=one.id, starts=Time()()) for one in trainings)
    bram.save(replace(trainings[0], title="Word"))
    with reading(empty) as store, patch.object(making, "ENOUGH", 50), patch.object(making, "TOGETHER", 60):
        store.apply(changes_of(bram))
        assert len(found(store, "excel")) == 149
        assert found(store, "word") == {trainings[0].id}
        assert store.topics() == ["spreadsheets"]
        assert store.check() == []


@pytest.mark.parametrize("at_once", [True, False])
def test_the_clock_hears_of_the_last_stamp_that_is_not_far_ahead(empty: sqlite3.Connection, at_once: bool) -> None:
    with reading(empty) as store:
        now = stamp_at(store.clock.now())
        stamps = (now + 500, now + FAR * 2, now + 90, LAST_STAMP + 1, 0, LAST_STAMP)
        said = [Change("training", "1" * 32, stamp, "d", {"title": "x"}) for stamp in stamps]
        for some in [said] if at_once else [[one] for one in said]:
            store.apply(some)
        assert store.clock.last == now + 500


def test_many_edits_that_come_together_are_found_under_what_they_say_now(three: Three) -> None:
    anna, bram, _chris = three
    bram.add_all(Training.new(bram.person, title=f"Excel {number}", seats=number) for number in range(30))
    anna.apply(changes_of(bram))
    edits = [
        replace(one, title="Word") if one.seats and one.seats % 2 else replace(one, seats=None, topics=("a", 'b"c'))
        for one in bram.where(Training)
    ]
    bram.save(*edits)
    with patch.object(making, "IN_A_SENTENCE", 7):
        anna.apply(changes_of(bram))
    assert rows_of(anna) == rows_of(bram)
    assert len(found(anna, "word")) == len(found(anna, "excel")) == 15
    assert anna.check() == []


MOMENTS = st.datetimes(datetime(1960, 1, 1), datetime(2210, 1, 1)).map(lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ"))


@given(MOMENTS | st.from_regex(r"[0-9]{4}-[0-9W-]{2,5}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|\+00:00|\.0Z)?\n?", fullmatch=True) | st.text())
def test_a_moment_fits_only_as_we_write_it(text: str) -> None:
    try:
        as_written = moment_text(moment_of(text)) == text and moment_of(text).year in YEARS
    except (ValueError, OverflowError):
        as_written = False
    assert fits(Session, "starts", text) is as_written


def test_a_moment_in_the_zone_of_another_day_counts_by_its_year_in_utc() -> None:
    edge = datetime.fromisoformat("2200-12-31T23:59:59+00:00")
    assert fits(Session, "starts", moment_text(edge))
    assert not fits(Session, "starts", moment_text(edge + timedelta(seconds=1)))
