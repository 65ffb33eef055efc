"""A small organisation for the tests: one clock they own, and computers that can exchange their changes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from traincollega.models.change import Change, Clock
from traincollega.models.colleague import Colleague, Device
from traincollega.models.database import open_database
from traincollega.models.merging import unpack
from traincollega.models.noun import identify, new_nonce
from traincollega.models.organisation import Grant, Organisation
from traincollega.models.store import Store
from traincollega.models.tables import TABLES
from traincollega.models.training import Training

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
Three = tuple[Store, Store, Store]


class Time:
    """A wall clock that goes a second further each time somebody looks; a test may set it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@cache
def empty_database() -> bytes:
    """Return a database of ours in which nothing is said yet: making one takes ten times as long as writing this."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.sqlite"
        open_database(path).close()
        return path.read_bytes()


def computer(path: Path, time: Time | None = None, name: str = "Anna") -> Store:
    """Return the store of a new colleague on a computer of their own; their card and device are saved in it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(empty_database())
    nonce = new_nonce()
    person = identify("", nonce)
    device = Device.new(person, person=person, name="laptop")
    store = Store(open_database(path), device=device.id, person=person, clock=Clock(time or Time()))
    store.save(device, Colleague(id=person, creator="", nonce=nonce, name=name, email=f"{name.lower()}@noordveld.nl"))
    return store


@contextmanager
def another_program(store: Store) -> Iterator[Store]:
    """Give a store of the same computer and person on a connection of its own, as another program would have."""
    (path,) = [row[2] for row in store.connection.execute("PRAGMA database_list")]
    other = Store(open_database(Path(path)), device=store.device, person=store.person, clock=store.clock)
    yield other
    other.connection.close()


def organisation(store: Store) -> Organisation:
    """Let the person of this store begin an organisation."""
    ours = Organisation.new(store.person, name="Gemeente Noordveld")
    store.set_local("organisation", ours.id)
    store.save(ours)
    return ours


def trainer_grant(store: Store, training: Training, to: Store) -> Grant:
    """Return what lets the person of another store give a training too; not saved yet."""
    return Grant.new(store.person, right="trainer", subject=training.id, person=to.person)


def join(store: Store, ours: Organisation, first: Store) -> None:
    """Let a computer belong to an organisation that began on another one."""
    store.set_local("organisation", ours.id)
    store.apply(changes_of(first))
    first.apply(changes_of(store))


def changes_of(store: Store) -> list[Change]:
    """Return every change that a store knows."""
    rows = store.connection.execute("SELECT noun, id, stamp, device, fields, base FROM change ORDER BY seq")
    return [Change(noun, row, stamp, device, json.loads(fields), base) for noun, row, stamp, device, fields, base in rows]


def exchange(*stores: Store) -> None:
    """Let every store hear of every change."""
    everything = [change for store in stores for change in changes_of(store)]
    for store in stores:
        store.apply(everything)


def rows_of(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return every shared row, without the row numbers that are each computer's own."""
    found = {}
    for name, table in TABLES.items():
        rows = store.connection.execute(f"{table.select} ORDER BY id").fetchall()
        found[name] = [(row[0], row[1], sorted(unpack(row[2]).items()), *row[3:]) for row in rows]
    return found


def written(store: Store) -> int:
    """Return how much was written on the connection of a store, to see that nothing was."""
    return store.connection.total_changes


def found(store: Store, word: str) -> set[str]:
    """Return the ids of the trainings that the search index finds for a word."""
    query = "SELECT id FROM training WHERE seq IN (SELECT rowid FROM catalogue WHERE catalogue MATCH ?)"
    return {identity for (identity,) in store.connection.execute(query, (word,))}
