"""A month of many colleagues, by simulation: what lies in the place stays bounded, and a round with nothing new stays as long.

Every device has its own keys, database and outbox. Only three of them take in what others say; the others read packs, so that
they know what they may tidy away. HYPOTHESIS has no part here: `pytest -m long tests/sharing/test_soak.py -s` tells day by day.
"""

import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

from tests.sharing.digests import digest
from tests.sharing.faulty_folder import Shelf
from traincollega.models.envelopes import Pack
from traincollega.models.noun import moment_text
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services.beginning import begin
from traincollega.sharing import inviting, joining, starting
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import circle_of
from traincollega.sharing.invitation import opened
from traincollega.sharing.keeping_step import keep_step, send
from traincollega.sharing.place import PACK, Names
from traincollega.sharing.segments import content_name_of, kind_of, parts

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
READERS = 3
SESSIONS = 200


class Calm(Shelf):
    """A shelf to which nothing happens: so that no content is hashed to know what it is."""

    def names(self) -> Names:
        """Return what lies there."""
        return Names(frozenset(self.files), whole=True)

    def fetch(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield what is there."""
        yield from ((name, self.files[name]) for name in names if name in self.files)


class Month:
    """The devices, the shelf between them, and the day it is."""

    def __init__(self, folder: Path, devices: int) -> None:
        self.at, self.shelf, self.chance = NOON, Calm(), random.Random(1)
        first = begin(folder / "0", organisation="Noordveld", name="Colleague 0", email="c0@noordveld.nl", now=lambda: self.at)
        circle, _code = starting.start(first, folder / "0", "shelf", self.shelf)
        training = Training.new(first.me, title="Excel")
        starts = NOON + timedelta(days=300)
        sessions = [Session.new(first.me, training=training.id, starts=starts, ends=starts) for _n in range(SESSIONS)]
        circle.store.save(training, *sessions)
        self.sessions = [one.id for one in sessions]
        keep_step(circle, self.shelf)
        content, phrase = inviting.invite(circle, valid=timedelta(days=100), cost=1 << 10)
        keep_step(circle, self.shelf)
        self.circles = [circle]
        for number in range(1, devices):
            profile = folder / str(number)
            joined = joining.join(profile, opened(content, phrase), self.shelf, name=f"Colleague {number}",
                                  email=f"c{number}@noordveld.nl", now=lambda: self.at)  # fmt: skip
            made = circle_of(joined.desk, profile)
            assert made is not None
            self.circles.append(made)
        self._held: dict[str, Pack] = {}

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
                me = circle.store.person
                circle.store.save(*(SignUp.new(me, session=self.chance.choice(self.sessions), person=me) for _n in range(many)))
                if circle not in self.readers:
                    self._write(circle)
            for circle in self.readers:
                keep_step(circle, self.shelf)
        for circle in self.circles[READERS:]:
            self._write(circle)
        return sign_ups // parts_of_day * parts_of_day

    def quiet(self) -> float:
        """Return how many seconds a round takes, restarted, that has nothing new."""
        taken = []
        for _n in range(5):
            for circle in self.readers:
                keep_step(circle, self.shelf)
            start = time.perf_counter()
            keep_step(self.readers[1], self.shelf)
            taken.append(time.perf_counter() - start)
        return median(taken)

    def _write(self, circle: Circle) -> None:
        names = self.shelf.names()
        known = {pack.name for pack in circle.envelopes.packs()}
        with circle.store.transaction(bulk=True):
            for name in names.present:
                if name.endswith(PACK) and name not in known:
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
def test_a_month_of_sign_ups_leaves_few_files_and_loses_nothing(tmp_path: Path, devices: int, days: int, peak: int) -> None:
    month, made = Month(tmp_path, devices), 0
    for day in range(days):
        made += month.day(peak if day % 7 < 5 else peak // 10)
        size = sum(map(len, month.shelf.files.values()))
        print(f"day {day + 1}: {made} sign-ups, {len(month.shelf.files)} files, {size:,} bytes, quiet {month.quiet() * 1e3:.1f} ms")  # noqa: T201
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
