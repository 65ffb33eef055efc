"""A month of many colleagues, by simulation: what lies in the place stays bounded, and a round with nothing new stays as long.

Every device has its own keys, database and outbox. Only three of them take in what others say; the others read packs, so that
they know what they may tidy away. HYPOTHESIS has no part here. Told day by day (in memory, as all of them wait for one disk):
`pytest -m long tests/sharing/test_soak.py -s --basetemp /dev/shm/soak`
"""

import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from statistics import median
from types import SimpleNamespace

import pytest

from tests.sharing.digests import digest
from tests.sharing.faulty_folder import Shelf
from tests.sharing.many_devices import all_at_once, beginning, founded, invited, sign_up, small
from traincollega.models import envelopes
from traincollega.models.envelopes import Pack
from traincollega.models.noun import moment_text
from traincollega.models.sign_up import SignUp
from traincollega.sharing.circle import Circle
from traincollega.sharing.keeping_step import Quiet, keep_step, send
from traincollega.sharing.place import PACK, Names
from traincollega.sharing.segments import content_name_of, kind_of, parts

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
READERS = 3


class Calm(Shelf):
    """A shelf to which nothing happens: so that no content is hashed to know what it is."""

    def names(self) -> Names:
        """Return what lies there."""
        return Names(frozenset(self.files), whole=True)

    def remove(self, names: Iterable[str]) -> None:
        """Take contents away."""
        for name in names:
            self.files.pop(name, None)
            self.laid.pop(name, None)

    def fetch(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield what is there."""
        yield from ((name, self.files[name]) for name in names if name in self.files)


class Month:
    """The devices, the shelf between them, and the day it is."""

    def __init__(self, folder: Path, devices: int) -> None:
        self.at, self.shelf, self.chance = NOON, Calm(), random.Random(1)
        desk = founded(folder / "0", lambda: self.at)
        first, self.sessions = beginning(desk, folder / "0", self.shelf, "shelf")
        others = all_at_once(folder, invited(first, self.shelf), self.shelf, range(1, devices), lambda: self.at)
        self.circles = [first, *others]
        for circle in self.circles:
            small(circle.store.connection)
        self._held: dict[str, Pack] = {}
        self._known: dict[str, set[str]] = {circle.keys.device: set() for circle in self.circles}

    @property
    def readers(self) -> Sequence[Circle]:
        """Return those who take everything in, the coordinator first."""
        return self.circles[:READERS]

    def day(self, sign_ups: int) -> int:
        """Let a day pass with so many sign-ups in the whole organisation; return how many of them came."""
        parts_of_day = 3
        for _part in range(parts_of_day):
            self.at += timedelta(hours=24 / parts_of_day)
            wishes = Counter(self.chance.choices(range(len(self.circles)), k=sign_ups // parts_of_day))
            for number, many in wishes.items():
                circle = self.circles[number]
                sign_up(circle, self.sessions, many, self.chance)
                if circle not in self.readers:
                    self._write(circle)
            for circle in self.readers:
                keep_step(circle, self.shelf)
        for circle in self.circles[READERS:]:
            self._write(circle)
        return sign_ups // parts_of_day * parts_of_day

    def quiet(self) -> tuple[float, float]:
        """Return how many seconds a round with nothing new takes: the first of a program that was just opened, and a later one."""
        first, later = [], []
        for _n in range(5):
            for circle in self.readers:
                keep_step(circle, self.shelf)
            self.readers[1].store.connection.remembered.pop(Quiet, None)
            first.append(self._timed())
            later.append(self._timed())
        return median(first), median(later)

    def _timed(self) -> float:
        start = time.perf_counter()
        keep_step(self.readers[1], self.shelf)
        return time.perf_counter() - start

    def _write(self, circle: Circle) -> None:
        names, known = self.shelf.names(), self._known[circle.keys.device]
        new = [name for name in names.present if name.endswith(PACK) and name not in known]
        known.update(new)
        with circle.store.transaction(bulk=True):
            for name in new:
                circle.envelopes.add_pack(self._pack(name), moment_text(self.at))
        send(circle, self.shelf, names)

    def _pack(self, name: str) -> Pack:
        if name not in self._held:
            held = [(content_name_of(one), kind_of(one)) for one in parts(self.shelf.files[name])]
            self._held[name] = Pack(name, held[0][1], tuple(one for one, _kind in held), False)
        return self._held[name]


@pytest.mark.parametrize(
    ("devices", "days", "peak"),
    [(8, 12, 48), pytest.param(300, 30, 2_000, marks=pytest.mark.long)],
    ids=["a few", "three hundred for a month"],
)
def test_a_month_of_sign_ups_leaves_few_files_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, devices: int, days: int, peak: int
) -> None:
    # what a pack holds is the same for all: here it is read out of its row once, not by each device in each round
    once = SimpleNamespace(loads=lru_cache(maxsize=200)(json.loads), dumps=json.dumps)
    monkeypatch.setattr(envelopes, "json", once)
    month, made = Month(tmp_path, devices), 0
    for day in range(days):
        made += month.day(peak if day % 7 < 5 else peak // 10)
        size = sum(map(len, month.shelf.files.values()))
        lie = f"{len(month.shelf.files)} files, {size:,} bytes"
        first, later = (f"{seconds * 1e3:.1f} ms" for seconds in month.quiet())
        print(f"day {day + 1}: {made} sign-ups, {lie}; nothing new: first {first}, then {later}", flush=True)  # noqa: T201
        loose = peak * min(day + 1, 9) + 4 * devices + 100
        assert len(month.shelf.files) <= loose
    for _n in range(10):
        month.day(0)
    left = month.shelf.files
    segments = sum(month.readers[0].envelopes.size_of([one]) for one in month.readers[0].envelopes.names())
    print(f"ten quiet days later: {len(left)} files, {sum(map(len, left.values())):,} bytes of {segments:,}")  # noqa: T201
    assert len(left) <= 20 * devices + 100
    assert sum(map(len, left.values())) <= 1.5 * segments
    for circle in month.readers:
        assert len(circle.store.where(SignUp)) == made
    assert len({digest(circle.store) for circle in month.readers}) == 1
    for circle in month.circles:
        circle.store.connection.close()
