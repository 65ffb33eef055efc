"""Filling the search index on a thread: what is asked meanwhile waits, and what goes wrong there is never lost."""

import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, get_ident, main_thread
from time import sleep
from typing import Any

import pytest

from tests.models.world import computer, found
from traincollega.errors import DiskFull
from traincollega.models import store as storing
from traincollega.models.beside import Beside
from traincollega.models.catalogue import index_from
from traincollega.models.database import open_database
from traincollega.models.store import Store
from traincollega.models.training import Training


def trainings(store: Store, many: int, body: str = "") -> Iterator[Training]:
    """Yield new trainings, after a look in the database for each, as one that compares with what is here does."""
    for _number in range(many):
        assert store.where(Training, source=["a file"]) == []
        yield Training.new(store.person, title="Lezen", minutes=30, body=body)


@pytest.mark.parametrize("pages", [500, 800, 1100])
def test_a_disk_that_fills_while_the_index_is_filled_and_somebody_reads_saves_nothing(tmp_path: Path, pages: int) -> None:
    store = computer(tmp_path / "data.db")
    dice, signs = random.Random(pages), "abcdefghijklmnop"
    body = " ".join("".join(dice.choices(signs, k=7)) for _number in range(200))
    used = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {used + pages}")
    with pytest.raises(DiskFull):
        store.add_all(trainings(store, 1_500, body))
    store.connection.execute("PRAGMA max_page_count = 1000000")
    assert not store.connection.in_transaction
    assert store.where(Training) == []
    assert store.check() == []


def test_what_reads_while_the_index_is_filled_sees_it_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = computer(tmp_path / "data.db")
    seen = []

    def slowly(*what: Any) -> None:
        sleep(0.05)
        index_from(*what)

    def looking() -> Iterator[Training]:
        for one in trainings(store, 250):
            yield one
            seen.append(len(found(store, "lezen")))

    monkeypatch.setattr(storing, "index_from", slowly)
    store.add_all(looking())
    assert set(seen) == {0, 100}  # the first batch; the second was asked for whole before it was indexed
    assert store.check() == []


def test_what_went_wrong_on_the_thread_is_raised_where_the_database_is_asked_next(tmp_path: Path) -> None:
    connection = open_database(tmp_path / "data.db")

    def work() -> None:
        raise DiskFull("full")

    def whole() -> None:
        with Beside(connection) as beside:
            beside.do(work)
            with pytest.raises(DiskFull):
                connection.execute("SELECT 1")

    with pytest.raises(DiskFull):
        whole()  # who passes over it there still hears of it
    assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.skipif(sys.platform == "win32", reason="no signal reaches one thread of Windows")
@pytest.mark.skipif(get_ident() != main_thread().ident, reason="signals reach the main thread only")
def test_who_stops_the_program_waits_for_the_thread_to_end(tmp_path: Path) -> None:
    ended, waits = [], Event()

    def work() -> None:
        waits.wait()
        sleep(0.1)
        signal.pthread_kill(main_thread().ident or 0, signal.SIGINT)
        sleep(0.2)
        ended.append(True)

    def whole() -> None:
        with Beside(open_database(tmp_path / "data.db")) as beside:
            beside.do(work)
            waits.set()
            beside.wait()

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # who starts us in the background may ignore it
    try:
        with pytest.raises(KeyboardInterrupt):
            whole()
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended
