"""The store against a naive reference: rows, history and search are what its changes add up to, whatever happens."""

import itertools
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from tests.models.naive import naive_rows
from tests.models.world import NOON, Time, another_program, changes_of, computer, found, organisation, rows_of
from traincollega.errors import NotAllowed, NotFound
from traincollega.models.catalogue import index_fits, index_from
from traincollega.models.change import Change, Clock
from traincollega.models.colleague import Colleague, Device
from traincollega.models.database import open_database
from traincollega.models.noun import plain_fields
from traincollega.models.organisation import Department
from traincollega.models.session import Session
from traincollega.models.store import Store
from traincollega.models.training import Training

WORDS = ("excel", "lezen", "koken", "")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(WORDS),
    "body": st.sampled_from(WORDS),
    "minutes": st.sampled_from((0, 30, 60)),
    "topics": st.lists(st.sampled_from(("a", "b")), unique=True).map(tuple),
    "seats": st.sampled_from((None, 1, 2)),
    "status": st.sampled_from(("published", "archived")),
    "deleted": st.booleans(),
}


class Reference:
    """What a store is, naively: per row and field, every value it ever got, with the change that gave it."""

    def __init__(self) -> None:
        self.logs: dict[str, dict[str, list[tuple[Any, Change | None]]]] = {}

    def make(self, training: Training, change: Change) -> None:
        new = plain_fields(Training(id="", creator="", nonce=""))
        self.logs[training.id] = {field: [(value, None)] for field, value in new.items()}
        self.write(training.id, plain_fields(training), change)

    def write(self, row: str, values: dict[str, Any], change: Change | None) -> None:
        for field, value in values.items():
            if change is not None and value != self.logs[row][field][-1][0]:
                self.logs[row][field].append((value, change))

    def undone(self, change: Change) -> dict[str, Any]:
        logs = self.logs[change.id]
        ours = [field for field in change.fields if logs[field][-1][1] == change]
        if "nonce" in ours:
            return {"deleted": True}
        return {field: logs[field][-2][0] for field in ours}

    def then(self, row: str, change: Change) -> dict[str, Any]:
        return {
            field: next(value for value, by in reversed(log) if by is None or by.version <= change.version)
            for field, log in self.logs[row].items()
        }

    def row(self, row: str) -> dict[str, Any]:
        return {field: log[-1][0] for field, log in self.logs[row].items()}


class StoreMachine(RuleBasedStateMachine):
    """Random saves, undos, versions put back, deliveries to another computer, and starts of the program."""

    trainings = Bundle("trainings")
    edits = Bundle("edits")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.time = Time()
        self.store = computer(self.folder / "a.sqlite", self.time)
        self.other = computer(self.folder / "b.sqlite", Time(), "Bram")
        self.ours = organisation(self.store).id
        self.other.set_local("organisation", self.ours)
        self.reference = Reference()

    def teardown(self) -> None:
        if not hasattr(self, "folder"):
            return
        self.other.apply(changes_of(self.store))
        self.store.apply(changes_of(self.other))
        assert rows_of(self.other) == rows_of(self.store) == naive_rows(changes_of(self.store), self.ours)
        assert self.other.check() == []
        self.store.connection.close()
        self.other.connection.close()
        shutil.rmtree(self.folder)

    @rule(target=trainings, title=VALUES["title"], body=VALUES["body"], topics=VALUES["topics"])
    def publish(self, title: str, body: str, topics: tuple[str, ...]) -> str:
        training = Training.new(self.store.person, title=title, body=body, topics=topics)
        (change,) = self.store.save(training)
        self.reference.make(training, change)
        return training.id

    @rule(target=edits, row=trainings, data=st.data())
    def edit(self, row: str, data: st.DataObject) -> tuple[Change, ...]:
        names = data.draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=3, unique=True))
        known = self.store.find(Training, row)
        assert known is not None
        edited = replace(known, **{name: data.draw(VALUES[name]) for name in names})
        differs = plain_fields(edited) != self.reference.row(row)
        made = self.store.save(edited)
        assert len(made) == differs, "a save without difference writes nothing; any other writes one change"
        for change in made:
            self.reference.write(row, plain_fields(edited), change)
        return made

    @rule(target=edits, made=edits)
    def undo(self, made: tuple[Change, ...]) -> tuple[Change, ...]:
        due = {change.id: self.reference.undone(change) for change in made}
        undone = self.store.undo(made)
        for change in undone:
            self.reference.write(change.id, due[change.id], change)
        return undone

    @rule(target=edits, row=trainings)
    def undo_all_of_it(self, row: str) -> tuple[Change, ...]:
        return self.undo((self.store.history(row)[0],))

    @rule(row=trainings, data=st.data())
    def put_back(self, row: str, data: st.DataObject) -> None:
        version = data.draw(st.sampled_from(self.store.history(row)))
        now = self.store.find(Training, row)
        assert now is not None
        back = self.store.put_back(now, version)
        assert plain_fields(back) == self.reference.then(row, version)
        for change in self.store.save(back):
            self.reference.write(row, plain_fields(back), change)

    @rule(data=st.data())
    def deliver_some(self, data: st.DataObject) -> None:
        known = changes_of(self.store)
        self.other.apply(data.draw(st.lists(st.sampled_from(known), max_size=6)))
        assert rows_of(self.other) == naive_rows(changes_of(self.other), self.ours)
        assert self.other.check() == []

    @rule(hours=st.sampled_from((-48, -1, 1)))
    def set_the_wall_clock(self, hours: int) -> None:
        self.time.now = self.time.now.replace(day=max(1, min(28, self.time.now.day + hours // 24)))

    @rule()
    def start_again(self) -> None:
        device, person = self.store.device, self.store.person
        self.store.connection.close()
        self.store = Store(open_database(self.folder / "a.sqlite"), device=device, person=person)
        self.store.clock.now = self.time

    @invariant()
    def rows_are_what_the_reference_says(self) -> None:
        for row in self.reference.logs:
            training = self.store.find(Training, row)
            assert training is not None
            assert plain_fields(training) == self.reference.row(row)

    @invariant()
    def history_adds_up_to_the_row(self) -> None:
        for row in self.reference.logs:
            naive: dict[str, Any] = plain_fields(Training(id="", creator="", nonce=""))
            for change in self.store.history(row):
                naive |= change.fields
            assert naive == self.reference.row(row)

    @invariant()
    def search_finds_what_the_reference_says(self) -> None:
        for word in filter(None, WORDS):
            due = {
                row for row in self.reference.logs
                if (now := self.reference.row(row))["status"] == "published" and not now["deleted"]
                and word in (now["title"], now["body"])
            }  # fmt: skip
            assert found(self.store, word) == due

    @invariant()
    def the_check_finds_nothing(self) -> None:
        assert self.store.check() == []


TestStoreAgainstReference = StoreMachine.TestCase
TestStoreAgainstReference.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=15, deadline=None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = computer(tmp_path / "anna.sqlite")
    organisation(made)
    yield made
    made.connection.close()


def publish(store: Store, **values: Any) -> Training:
    training = Training.new(store.person, **values)
    store.save(training)
    return store.get(Training, training.id)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE training SET title = 'other'",
        "UPDATE training SET created = created + 1",
        "UPDATE training SET stamps = '[]'",
        "DELETE FROM change WHERE noun = 'training'",
        "DELETE FROM training",
        "INSERT INTO department (id, creator, nonce, created, stamps, name) VALUES ('x', 'y', 'z', 1, '[]', 'Nobody said this')",
        "INSERT INTO catalogue (rowid, title) VALUES (99, 'ghost')",
        "DELETE FROM training_topic",
    ],
)
def test_the_check_finds_what_was_tampered_with(store: Store, tampering: str) -> None:
    publish(store, title="Excel", topics=("rekenen",))
    assert store.check() == []
    store.connection.execute(tampering)
    assert store.check() != []


def test_what_is_said_of_a_row_comes_after_its_making_also_where_the_clock_went_back(store: Store) -> None:
    training = Training.new(store.person, title="excel")
    (made,) = store.save(training)
    late = Store(store.connection, device=store.device, person=store.person, clock=Clock(Time(NOON - timedelta(days=3))))
    (change,) = late.save(replace(late.get(Training, training.id), minutes=30))
    assert change.stamp > made.stamp


def test_what_is_saved_under_a_wall_clock_after_2200_counts(store: Store) -> None:
    training = publish(store, title="Excel")
    late = Store(store.rights.connection, device=store.device, person=store.person, clock=Clock(Time(NOON.replace(year=9998))))
    late.save(replace(training, title="Word"))
    assert late.check() == []
    assert store.get(Training, training.id).title == "Word"


def test_an_undo_can_be_undone(store: Store) -> None:
    training = publish(store, title="Excel")
    made = store.save(replace(training, title="Word"))
    undone = store.undo(made)
    assert store.get(Training, training.id).title == "Excel"
    store.undo(undone)
    assert store.get(Training, training.id).title == "Word"


def test_undo_leaves_what_somebody_changed_since(store: Store) -> None:
    training = publish(store, title="Excel", minutes=30)
    made = store.save(replace(training, title="Word", minutes=45))
    store.save(replace(store.get(Training, training.id), title="Writer"))
    store.undo(made)
    now = store.get(Training, training.id)
    assert (now.title, now.minutes) == ("Writer", 30)


def test_undo_of_what_is_undone_already_writes_nothing(store: Store) -> None:
    made = store.save(replace(publish(store, title="Excel"), title="Word"))
    store.undo(made)
    assert store.undo(made) == ()


def test_an_undone_creation_is_no_longer_here_and_comes_back_by_undoing_that(store: Store) -> None:
    training = Training.new(store.person, title="Excel")
    undone = store.undo(store.save(training))
    with pytest.raises(NotFound):
        store.get(Training, training.id)
    assert found(store, "excel") == set()
    store.undo(undone)
    assert store.get(Training, training.id).title == "Excel"


def test_putting_back_a_version_also_empties_what_was_empty_then(store: Store) -> None:
    training = publish(store, title="Excel")
    first = store.history(training.id)[0]
    store.save(replace(training, body="A long story"))
    assert store.put_back(store.get(Training, training.id), first).body == ""


def test_a_save_that_fails_leaves_neither_row_nor_change(store: Store) -> None:
    before = changes_of(store), rows_of(store)
    somebody_else = Training.new("f" * 32, title="Not mine")
    with pytest.raises(NotAllowed):
        store.save(Training.new(store.person, title="Mine"), somebody_else)
    assert (changes_of(store), rows_of(store)) == before


def test_a_save_that_fails_within_a_larger_intention_leaves_nothing_of_itself(store: Store) -> None:
    mine = Training.new(store.person, title="Mine")
    with store.transaction():
        department = Department.new(store.person, name="ICT")
        store.save(department)
        with pytest.raises(NotAllowed):
            store.save(mine, Training.new("f" * 32, title="Not mine"))
    assert store.find(Training, mine.id) is None
    assert store.find(Department, department.id) is not None
    assert not store.connection.in_transaction
    assert store.check() == []


def test_an_intention_that_fails_leaves_nothing(store: Store) -> None:
    before = rows_of(store)

    def fail() -> None:
        with store.transaction():
            publish(store, title="Excel")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert rows_of(store) == before


@pytest.mark.parametrize("batch", [1, 2, 5, 500])
def test_adding_all_equals_saving_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr("traincollega.models.store.BATCH", batch)
    one, many = computer(tmp_path / "one.sqlite"), computer(tmp_path / "many.sqlite")
    trainings = [Training.new(one.person, title=f"T{n}", topics=("a",)) for n in range(5)]
    nouns = [*trainings, *(Session.new(one.person, training=training.id, place="Hal") for training in trainings)]
    for noun in nouns:
        one.save(noun)
    many.rights.person = many.person = one.person
    assert many.add_all(nouns) == len(nouns)
    values = [(plain_fields(one.get(type(noun), noun.id)), plain_fields(many.get(type(noun), noun.id))) for noun in nouns]
    assert all(left == right for left, right in values)
    fields = [[change.fields for change in changes_of(store)][2:] for store in (one, many)]
    assert fields[0] == fields[1]
    assert found(one, "t1") == found(many, "t1") != set()
    assert index_fits(many.connection)


def test_parts_of_nouns_are_what_the_whole_nouns_hold(store: Store) -> None:
    trainings = [
        Training.new(store.person, title=title, topics=topics) for title, topics in (("lezen", ("a", 'b"')), ("excel", ()))
    ]
    store.save(*trainings, Session.new(store.person, training=trainings[0].id))
    assert store.parts(Training, ("title", "id", "topics", "deleted")) == [
        (one.title, one.id, one.topics, one.deleted) for one in store.where(Training)
    ]
    assert store.parts(Session, ("starts", "closes"), training=trainings[0].id) == [(Session.starts, None)]
    assert store.parts(Training, ("title",), title="excel") == [("excel",)]
    with pytest.raises(ValueError, match="no fields"):
        store.parts(Training, ("title; DROP TABLE training",))


@pytest.mark.parametrize("before", [0, 1, 2, 5])
def test_adding_all_or_nothing(store: Store, monkeypatch: pytest.MonkeyPatch, before: int) -> None:
    monkeypatch.setattr("traincollega.models.store.BATCH", 2)
    rows = rows_of(store)
    mine = [Training.new(store.person, title="Mine") for _number in range(before)]
    with pytest.raises(NotAllowed):
        store.add_all([*mine, Training.new("f" * 32, title="Not mine"), *mine])
    assert (rows_of(store), store.check()) == (rows, [])


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_what_goes_wrong_while_the_index_is_filled_is_told_and_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    monkeypatch.setattr("traincollega.models.store.BATCH", 2)
    rows, calls = rows_of(store), itertools.count(1)

    def fill(connection: sqlite3.Connection, row: int) -> None:
        if next(calls) == fails_at:
            connection.execute("SELECT no_such_function()")
        index_from(connection, row)

    monkeypatch.setattr("traincollega.models.store.index_from", fill)
    with pytest.raises(sqlite3.OperationalError, match="no_such_function"):
        store.add_all(Training.new(store.person, title="Excel") for _number in range(5))
    assert (rows_of(store), store.check(), found(store, "excel")) == (rows, [], set())


def test_what_is_read_while_the_index_is_filled_waits_for_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("traincollega.models.store.BATCH", 2)
    events: list[str] = []

    def fill(connection: sqlite3.Connection, row: int) -> None:
        events.append("begins")
        time.sleep(0.05)
        index_from(connection, row)
        events.append("ends")

    def nouns() -> Iterator[Training]:
        for _number in range(5):
            store.where(Training)
            events.append("read")
            yield Training.new(store.person, title="Excel")

    monkeypatch.setattr("traincollega.models.store.index_from", fill)
    store.add_all(nouns())
    assert events.count("read") == 5
    assert all(after == "ends" for now, after in itertools.pairwise(events) if now == "begins")
    assert store.check() == []


def test_a_row_with_another_id_than_its_creators_is_not_saved(store: Store) -> None:
    with pytest.raises(ValueError, match="creator"):
        store.save(replace(Training.new(store.person, title="Excel"), id="0" * 32))


def test_a_change_of_what_is_not_here_is_refused(store: Store) -> None:
    with pytest.raises(NotFound):
        store.save(replace(Training.new(store.person, title="Excel"), created=1))


def test_texts_remember_the_version_they_were_edited_from(store: Store) -> None:
    training = publish(store, title="Excel", body="One")
    first = store.history(training.id)[0]
    (made,) = store.save(replace(training, body="Two"))
    assert made.base == f"{first.stamp}-{first.device}"
    (given,) = store.save(replace(store.get(Training, training.id), body="Three"), base={"body": ["7-elsewhere"]})
    assert given.base == "7-elsewhere"
    assert store.save(replace(store.get(Training, training.id), title="Calc"))[0].base == ""


def test_questions_name_only_fields_that_exist(store: Store) -> None:
    with pytest.raises(ValueError, match="no field"):
        store.where(Colleague, **{'name" = "x" OR "1': "1"})


def test_local_values_stay_here_and_can_be_set_again(store: Store) -> None:
    before = changes_of(store)
    assert store.local("theme") == ""
    store.set_local("theme", "dark")
    store.set_local("theme", "light")
    assert store.local("theme") == "light"
    assert changes_of(store) == before


def test_a_store_says_whether_another_program_has_written(store: Store) -> None:
    seen = store.elsewhere()
    publish(store, title="Excel")
    assert store.elsewhere() == seen
    with another_program(store) as other:
        publish(other, title="Word")
    assert store.elsewhere() != seen


def test_an_end_of_this_device_that_is_rolled_back_leaves_it_writing(store: Store) -> None:
    device = store.get(Device, store.device)

    def end_and_fail() -> None:
        with store.transaction():
            store.save(replace(device, deleted=True))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        end_and_fail()
    assert store.save(Training.new(store.person, title="excel"))


def test_an_end_of_this_device_by_another_connection_is_heard_before_the_next_save(store: Store, tmp_path: Path) -> None:
    store.save(Training.new(store.person, title="excel"))
    with another_program(store) as other:
        other.save(replace(other.get(Device, store.device), deleted=True))
    with pytest.raises(NotAllowed):
        store.save(Training.new(store.person, title="lezen"))
