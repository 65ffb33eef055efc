"""Two histories into one: whatever order, however often, in whatever pieces changes arrive, every computer agrees."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.histories import OURS, histories
from tests.models.naive import naive_rows
from tests.models.world import NOON, Time, changes_of, computer, exchange, found, join, organisation, rows_of
from traincollega.errors import NotAllowed
from traincollega.models.change import LAST_STAMP, Change, Clock, stamp_at
from traincollega.models.colleague import Colleague, Device
from traincollega.models.database import Connection, open_database
from traincollega.models.merging import fits, pack, unpack, winners
from traincollega.models.noun import identify
from traincollega.models.organisation import Grant
from traincollega.models.session import Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.models.store import Store
from traincollega.models.training import Training

CHANGES = st.lists(
    st.builds(
        Change,
        st.just("training"), st.just("x"), st.integers(-1, 4) | st.sampled_from((LAST_STAMP, LAST_STAMP + 1)),
        st.sampled_from(("d", "e")), st.dictionaries(st.sampled_from(("title", "minutes", "new")), st.integers(0, 2), min_size=1),
    ),
    max_size=8,
)  # fmt: skip


def said(changes: list[Change]) -> list[tuple[Any, Any]]:
    return [(change.version, change.fields) for change in changes]


@given(CHANGES, st.randoms(use_true_random=False), st.integers(0, 8))
def test_merging_knows_no_order_no_repeats_and_no_pieces(changes: list[Change], chance: random.Random, cut: int) -> None:
    whole = winners(said(changes))
    shuffled = changes + changes[:cut]
    chance.shuffle(shuffled)
    assert winners(said(shuffled)) == whole
    parts = [winners(said(changes[:cut])), winners(said(changes[cut:]))]
    together = {field: max((part[field] for part in parts if field in part), key=lambda one: one[1]) for field in whole}
    assert together == whole


@given(CHANGES)
def test_the_greatest_stamp_then_device_then_hash_wins(changes: list[Change]) -> None:
    for field, (value, version) in winners(said(changes)).items():
        saying = [change for change in changes if field in change.fields and 0 < change.stamp <= LAST_STAMP]
        best = max(saying, key=lambda change: (change.stamp, change.device, change.hash))
        assert (value, version) == (best.fields[field], best.version)


def test_a_stamp_above_2200_is_no_stamp_on_any_computer() -> None:
    assert stamp_at(datetime(2200, 1, 1, tzinfo=UTC)) == LAST_STAMP
    change = Change("training", "x", LAST_STAMP + 1, "d", {"title": "later"})
    assert winners(said([change])) == {}


@given(st.dictionaries(st.text(max_size=5), st.tuples(st.integers(1, LAST_STAMP), st.sampled_from("abc"))))
def test_the_stamps_of_a_row_survive_packing(stamps: dict[str, tuple[int, str]]) -> None:
    assert unpack(pack(stamps)) == stamps


@pytest.mark.parametrize(
    ("noun", "field", "good", "wrong"),
    [
        (Training, "title", ["", "a"], [1, None, ["a"], True]),
        (Training, "minutes", [0, 5, -1, (1 << 31) - 1], ["5", None, True, 1.5, 1 << 31, 1 << 63]),
        (Training, "topics", [[], ["a"]], ["a", [1], None, {"a": 1}]),
        (Training, "seats", [None, 5], ["5", True, 1 << 64]),
        (Training, "deleted", [True, False], [1, 0, None, "true"]),
        (Session, "starts", ["2026-12-03T09:00:00Z"], [None, "banana", "", "2026-12-03", "2026-12-03T09:00:00+01:00", 5]),
        (Session, "closes", [None, "2026-12-03T09:00:00Z"], ["", "banana", "2026-13-03T09:00:00Z", False]),
        (SignUp, "withdrawn", ["1969-12-31T23:00:00Z", "2200-12-31T23:59:59Z"], ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]),
        (Training, "of a newer version", [1, "a", {"x": [1]}], []),
    ],
)  # fmt: skip
def test_a_value_fits_only_where_its_field_can_hold_it(noun: Any, field: str, good: list[Any], wrong: list[Any]) -> None:
    assert [value for value in good if not fits(noun, field, value)] == []
    assert [value for value in wrong if fits(noun, field, value)] == []


# in the store


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Anna, who began the organisation, and Bram."""
    anna, bram = computer(tmp_path / "anna.sqlite"), computer(tmp_path / "bram.sqlite", name="Bram")
    join(bram, organisation(anna), anna)
    yield anna, bram
    anna.connection.close()
    bram.connection.close()


def publish(store: Store, **values: Any) -> Training:
    training = Training.new(store.person, **values)
    store.save(training)
    return store.get(Training, training.id)


def told(store: Store, training: Training, stamp: int, device: str = "", **fields: Any) -> Change:
    return Change("training", training.id, stamp, device or store.device, fields)


def test_two_who_change_different_fields_both_get_their_way(stores: tuple[Store, Store]) -> None:
    anna, bram = stores
    training = publish(anna, title="Excel", minutes=30)
    anna.save(Grant.new(anna.person, right="trainer", subject=training.id, person=bram.person))
    exchange(anna, bram)
    anna.save(replace(anna.get(Training, training.id), title="Word"))
    bram.save(replace(bram.get(Training, training.id), minutes=45))
    exchange(anna, bram)
    for store in stores:
        now = store.get(Training, training.id)
        assert (now.title, now.minutes) == ("Word", 45)
        assert store.check() == []
        assert found(store, "word") == {training.id}


def test_a_far_future_value_can_be_corrected_and_carries_no_clock_away(stores: tuple[Store, Store]) -> None:
    anna, bram = stores
    training = publish(anna, title="Excel")
    far = stamp_at(datetime(2150, 1, 1, tzinfo=UTC))
    anna.apply([told(anna, training, far, title="From the future")])
    assert anna.get(Training, training.id).title == "From the future"
    (made,) = anna.save(replace(anna.get(Training, training.id), title="Corrected"))
    assert made.stamp == far + 1
    assert publish(anna, title="Next").created < stamp_at(NOON + timedelta(days=1))
    exchange(anna, bram)
    assert bram.get(Training, training.id).title == "Corrected"
    assert anna.check() == bram.check() == []


@pytest.mark.parametrize("stamp", [0, -1, LAST_STAMP + 1, 1 << 70])
def test_a_change_with_no_stamp_is_passed_over(stores: tuple[Store, Store], stamp: int) -> None:
    anna, _bram = stores
    training = publish(anna, title="Excel")
    anna.apply([told(anna, training, stamp, title="Never")])
    assert anna.get(Training, training.id).title == "Excel"
    assert len(anna.history(training.id)) == 1


def test_text_that_cannot_be_written_down_is_passed_over(stores: tuple[Store, Store]) -> None:
    anna, _bram = stores
    training = publish(anna, title="Excel")
    anna.apply([told(anna, training, anna.clock.tick(), title="\ud800")])
    assert anna.get(Training, training.id).title == "Excel"


@pytest.mark.parametrize("wrong", [{"title": 5}, {"minutes": 1 << 65}, {"topics": "a"}, {"deleted": 1}, {"seats": True}])
def test_a_value_of_a_wrong_type_is_ignored(stores: tuple[Store, Store], wrong: dict[str, Any]) -> None:
    anna, _bram = stores
    training = publish(anna, title="Excel")
    anna.apply([told(anna, training, anna.clock.tick(), **wrong, body="counts")])
    assert anna.get(Training, training.id) == replace(training, body="counts")
    assert anna.check() == []


def test_a_session_at_an_impossible_time_breaks_no_list(stores: tuple[Store, Store]) -> None:
    anna, _bram = stores
    training = publish(anna, title="Excel")
    session = Session.new(anna.person, training=training.id, starts=NOON)
    anna.save(session)
    for never in ("banana", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"):
        anna.apply([Change("session", session.id, anna.clock.tick(), anna.device, {"starts": never})])
    assert anna.get(Session, session.id).starts == NOON
    assert anna.check() == []


def test_a_moment_that_no_other_computer_would_keep_is_not_saved(stores: tuple[Store, Store]) -> None:
    anna, _bram = stores
    before = changes_of(anna)
    with pytest.raises(ValueError, match="no computer would keep"):
        anna.save(Session.new(anna.person, training="t", starts=NOON.replace(year=9999)))
    assert changes_of(anna) == before


def test_a_row_whose_id_is_not_its_creators_is_nobodys(stores: tuple[Store, Store]) -> None:
    anna, _bram = stores
    made = {"creator": anna.person, "nonce": "0" * 32, "title": "Mine"}
    anna.apply([Change("training", "1" * 32, anna.clock.tick(), anna.device, made)])
    assert anna.find(Training, "1" * 32) is None
    assert anna.check() == []


def test_nobody_makes_a_row_in_the_name_of_another(stores: tuple[Store, Store]) -> None:
    anna, bram = stores
    identity = identify(anna.person, "0" * 32)
    made = {"creator": anna.person, "nonce": "0" * 32, "title": "Said to be Anna's"}
    bram.apply([Change("training", identity, bram.clock.tick(), bram.device, made)])
    exchange(anna, bram)
    assert anna.find(Training, identity) is bram.find(Training, identity) is None


def test_a_forged_writer_loses_on_every_computer(stores: tuple[Store, Store]) -> None:
    anna, bram = stores
    training = publish(anna, title="Excel")
    exchange(anna, bram)
    bram.apply([told(bram, training, bram.clock.tick() + 9, title="Hijacked", hidden="gone", deleted=True)])
    exchange(anna, bram)
    assert anna.get(Training, training.id) == bram.get(Training, training.id) == training
    assert anna.check() == bram.check() == []


def test_a_device_nobody_knows_says_nothing(stores: tuple[Store, Store]) -> None:
    anna, _bram = stores
    training = publish(anna, title="Excel")
    anna.apply([told(anna, training, anna.clock.tick(), device="9" * 32, title="Hijacked")])
    assert anna.get(Training, training.id).title == "Excel"


def test_a_device_does_not_vouch_for_the_row_of_another_device(stores: tuple[Store, Store]) -> None:
    anna, bram = stores
    exchange(anna, bram)
    anna.apply([Change("device", bram.device, anna.clock.tick() + 9, "9" * 32, {"name": "stolen", "deleted": True})])
    assert anna.get(Device, bram.device).name == "laptop"


def test_a_coordinator_cannot_make_a_training_editable_by_giving_it_a_source(stores: tuple[Store, Store]) -> None:
    anna, bram = stores
    training = publish(bram, title="Excel")
    exchange(anna, bram)
    anna.apply([told(anna, training, anna.clock.tick() + 9, source="somewhere", title="Hijacked")])
    assert anna.get(Training, training.id).title == "Excel"


def test_what_is_settled_when_a_row_is_made_never_changes(stores: tuple[Store, Store]) -> None:
    anna, _bram = stores
    quiet, popular = (publish(anna, title=title) for title in ("Quiet", "Popular"))
    first, second = (Session.new(anna.person, training=one.id) for one in (quiet, popular))
    anna.save(first, second)
    mine = SignUp.new(anna.person, session=first.id, person=anna.person)
    (made,) = anna.save(mine)
    again = {"session": second.id, "creator": mine.creator, "nonce": mine.nonce}
    anna.apply([Change("sign_up", mine.id, anna.clock.tick(), anna.device, again)])
    now = anna.get(SignUp, mine.id)
    assert (now.session, now.created) == (first.id, made.stamp)
    assert anna.check() == []


def test_a_change_of_another_noun_under_the_same_id_says_nothing_of_this_one(stores: tuple[Store, Store]) -> None:
    anna, _bram = stores
    training = publish(anna, title="Excel")
    stamp = anna.clock.tick()
    anna.apply([
        Change("from a newer version", training.id, stamp + 1, anna.device, {"title": "Elsewhere"}),
        told(anna, training, stamp, body="More"),
        Change("department", training.id, stamp + 2, anna.device, {"name": "Elsewhere"}),
    ])  # fmt: skip
    assert anna.get(Training, training.id) == replace(training, body="More")
    assert anna.check() == []


def test_what_a_newer_version_said_is_parked_and_survives(stores: tuple[Store, Store]) -> None:
    anna, bram = stores
    training = publish(anna, title="Excel")
    unknown = Change("learning_request", "5" * 32, anna.clock.tick(), anna.device, {"text": "Who knows SQL?"})
    anna.apply([unknown, told(anna, training, anna.clock.tick(), mood="happy", body="More")])
    anna.save(replace(anna.get(Training, training.id), title="Word"))
    exchange(anna, bram)
    assert unknown in changes_of(bram)
    assert any("mood" in change.fields for change in bram.history(training.id))
    now = bram.get(Training, training.id)
    assert (now.title, now.body) == ("Word", "More")
    assert anna.check() == bram.check() == []
    assert rows_of(anna) == rows_of(bram)


def test_what_a_co_trainer_wrote_stays_after_the_grant_ends_and_what_comes_later_does_not_count(
    stores: tuple[Store, Store],
) -> None:
    anna, bram = stores
    training = publish(anna, title="Excel")
    (given,) = anna.save(Grant.new(anna.person, right="trainer", subject=training.id, person=bram.person))
    exchange(anna, bram)
    session = Session.new(bram.person, training=training.id, place="Hal")
    bram.save(session)
    exchange(anna, bram)
    anna.save(replace(anna.get(Grant, given.id), withdrawn=True))
    assert anna.check() == []
    bram.clock.last = anna.clock.last + 10
    bram.save(replace(bram.get(Session, session.id), place="Elsewhere"))
    exchange(anna, bram)
    assert anna.get(Session, session.id).place == bram.get(Session, session.id).place == "Hal"
    assert anna.check() == bram.check() == []


def a_busy_year(folder: Path, chance: random.Random) -> tuple[str, list[Change], dict[str, list[tuple[object, ...]]]]:
    """Let three colleagues teach, grant, withdraw, forge and sign up at random, hearing of each other now and then."""
    people = [computer(folder / f"{name}.sqlite", Time(NOON + timedelta(seconds=7 * n)), name) for n, name in enumerate("abc")]
    ours = organisation(people[0])
    for other in people[1:]:
        join(other, ours, people[0])

    def one(store: Store, noun: Any) -> Any:
        rows = store.where(noun)
        return chance.choice(rows) if rows else None

    def grant(store: Store) -> Grant | None:
        training, person = one(store, Training), chance.choice(people).person
        right, subject = chance.choice((("trainer", training.id if training else "?"), ("coordinator", ours.id)))
        return Grant.new(store.person, right=right, subject=subject, person=person)

    def made(store: Store) -> Any:
        training, session, sign_up = one(store, Training), one(store, Session), one(store, SignUp)
        return chance.choice((
            Training.new(store.person, title=chance.choice("xyz")),
            training and Session.new(store.person, training=training.id),
            session and SignUp.new(store.person, session=session.id, person=store.person),
            session and sign_up and Confirmation.new(store.person, session=session.id, sign_up=sign_up.id),
            grant(store), grant(store),
        ))  # fmt: skip

    for _ in range(chance.randint(3, 14)):
        store = chance.choice(people)
        step = chance.random()
        if step < 0.45:
            if noun := made(store):
                fields = {name: value for name, value in vars(noun).items() if name not in ("id", "created") and value == value}
                fields = {name: value for name, value in fields.items() if isinstance(value, str | bool) and value != ""}
                store.apply([Change(noun.table, noun.id, store.clock.tick(), store.device, fields)])
        elif step < 0.6 and (right := one(store, chance.choice((Grant, Grant, Device)))):
            end = chance.choice(("withdrawn", "deleted")) if isinstance(right, Grant) else "deleted"
            store.apply([Change(right.table, right.id, store.clock.tick(), store.device, {end: chance.random() < 0.7})])
        elif step < 0.75 and (known := one(store, chance.choice((Training, Grant, Device)))):
            other = {"title": chance.choice("xyz")} if isinstance(known, Training) else {"deleted": chance.random() < 0.7}
            with suppress(NotAllowed):
                store.save(replace(known, **other))
        elif step < 0.85 and (training := one(store, Training)):
            store.apply([told(store, training, store.clock.tick(), title=chance.choice("xyz"), hidden=chance.choice(("", "why")))])
        else:
            exchange(store, chance.choice(people))
    exchange(*people)
    lived = [rows_of(store) for store in people]
    assert lived[0] == lived[1] == lived[2]
    changes = changes_of(people[0])
    for store in people:
        assert store.check() == []
        store.connection.close()
    return ours.id, changes, lived[0]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """An empty database to copy, so that thousands of computers can begin at once."""
    connection = open_database(tmp_path_factory.mktemp("empty") / "empty.sqlite")
    yield connection
    connection.close()


@contextmanager
def reading(empty: sqlite3.Connection, ours: str) -> Iterator[Store]:
    """Return a computer of the organisation that has heard of nothing yet."""
    with closing(sqlite3.connect(":memory:", isolation_level=None, factory=Connection)) as connection:
        empty.backup(connection)
        store = Store(connection, device="reader", person="", clock=Clock(Time()))
        store.set_local("organisation", ours)
        yield store


def take_in(store: Store, changes: list[Change], chance: random.Random) -> None:
    """Let a computer hear of changes in any order, some of them twice, in pieces of any size."""
    order = changes + chance.sample(changes, len(changes) // 3)
    chance.shuffle(order)
    while order:
        cut = chance.choice((1, 1, 2, 3, len(order)))
        store.apply(order[:cut])
        order = order[cut:]


@given(histories(), st.randoms(use_true_random=False))
def test_every_computer_ends_with_the_rows_that_a_naive_reading_gives(
    empty: sqlite3.Connection, changes: list[Change], chance: random.Random
) -> None:
    due = naive_rows(changes, OURS)
    for _computer in range(2):
        with reading(empty, OURS) as store:
            take_in(store, changes, chance)
            assert rows_of(store) == due
            assert store.check() == []


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_a_busy_year_ends_with_the_same_rows_for_who_lived_it_and_who_hears_of_it(
    tmp_path_factory: pytest.TempPathFactory, empty: sqlite3.Connection, seed: int
) -> None:
    chance = random.Random(seed)  # drawn at once: what is drawn later would depend on the random ids
    ours, changes, lived = a_busy_year(tmp_path_factory.mktemp("year"), chance)
    assert lived == naive_rows(changes, ours)
    with reading(empty, ours) as store:
        take_in(store, changes, chance)
        assert rows_of(store) == lived


def test_a_making_of_a_row_that_is_known_already_counts_once_its_computer_is_known(
    stores: tuple[Store, Store], empty: sqlite3.Connection
) -> None:
    anna, bram = stores
    second = Device.new(bram.person, person=bram.person, name="tablet")
    training = Training.new(anna.person, title="Excel")
    session = Session.new(anna.person, training=training.id)
    anna.save(training, session)
    sign_up = SignUp.new(bram.person, session=session.id, person=bram.person)
    tablet = bram.speaking_for(second.id, bram.person)
    tablet.save(second)
    made = {"creator": bram.person, "nonce": sign_up.nonce, "session": session.id, "person": bram.person}
    late, early = (Change("sign_up", sign_up.id, tablet.clock.tick(), device, made) for device in (second.id, bram.device))
    late, early = early, late  # the first one comes from the tablet
    exchange(anna, bram)
    with reading(empty, anna.local("organisation")) as store:
        store.apply([one for one in changes_of(anna) if one.id != second.id] + [late, early])
        assert store.get(SignUp, sign_up.id).created == late.stamp
        store.apply(bram.history(second.id))
        assert store.get(SignUp, sign_up.id).created == early.stamp
        assert store.check() == []


def test_a_training_that_takes_the_row_number_of_one_that_went_is_found(
    stores: tuple[Store, Store], empty: sqlite3.Connection
) -> None:
    anna, bram = stores
    exchange(anna, bram)
    by_bram, by_anna = (Training.new(store.person, title="Excel") for store in (bram, anna))
    late = anna.clock.last
    (end,) = anna.save(replace(anna.get(Device, bram.device), deleted=True))
    made = [
        Change("training", one.id, stamp, store.device, {"creator": store.person, "nonce": one.nonce, "title": "Excel"})
        for one, stamp, store in ((by_bram, end.stamp + 1, bram), (by_anna, late, anna))
    ]
    with reading(empty, anna.local("organisation")) as store:
        store.apply([*(one for one in changes_of(anna) if one != end), made[0]])
        assert found(store, "excel") == {by_bram.id}
        store.apply([end, made[1]])
        assert found(store, "excel") == {by_anna.id}
        assert store.check() == []


def test_a_card_is_made_by_its_own_person_or_by_who_entered_it(stores: tuple[Store, Store]) -> None:
    anna, bram = stores
    exchange(anna, bram)
    nonce = "7" * 32
    card = identify("", nonce)
    bram.apply([Change("colleague", card, bram.clock.tick(), bram.device, {"creator": "", "nonce": nonce, "name": "Forged"})])
    assert bram.find(Colleague, card) is None
    entered = Colleague.new(bram.person, name="Chris", on_paper=True)
    bram.save(entered)
    exchange(anna, bram)
    assert anna.get(Colleague, entered.id).name == "Chris"
    assert anna.get(Colleague, bram.person).name == "Bram"
