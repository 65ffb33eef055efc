"""Days of very many colleagues on a real server, by simulation: the table stays bounded, though only a coordinator can tidy it.

Every device has its own keys, database and outbox, and works under a colleague's role. Three take in what others say; the others
write. They list the last day only, as programs do that stay open. The server's clock cannot be put on: as a day passes, all
that lies there gets to have come a day earlier. Told day by day (in memory, as all of them wait for one disk):
`pytest -m long tests/sharing/test_soak_postgres.py -s --basetemp /dev/shm/soak`
"""

import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

from tests.sharing.digests import digest
from tests.sharing.many_devices import all_at_once, beginning, founded, invited, sign_up, small
from tests.sharing.postgres_server import PostgresServer, a_server  # noqa: F401  a fixture
from traincollega.models.sign_up import SignUp
from traincollega.sharing import joining
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import circle_of
from traincollega.sharing.keeping_step import Quiet, keep_step, send
from traincollega.sharing.packs import AGE, LEAST
from traincollega.sharing.place import Names, Place
from traincollega.sharing.places import at_place, prepared
from traincollega.sharing.postgres import PostgresPlace

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
READERS = 3
A_DAY_EARLIER = "UPDATE traincollega.segment SET arrived = arrived - interval '1 day'"
LIES = "SELECT count(*), count(*) FILTER (WHERE kind = 1), CAST(sum(octet_length(content)) AS bigint) FROM traincollega.segment"


class Season:
    """The devices, the database between them, and the day it is."""

    def __init__(self, folder: Path, server: PostgresServer, database: str, devices: int) -> None:
        self.at, self.chance, self.server, self.database = NOON, random.Random(1), server, database
        server.do(f"CREATE ROLE {database} SUPERUSER LOGIN PASSWORD 'secret'")
        server.do(f"CREATE DATABASE {database}")
        desk = founded(folder / "0", lambda: self.at)
        own, colleagues = prepared(server.address(f"{database}:secret", database), desk.organisation)
        assert own != colleagues
        with at_place(own, desk.organisation) as there:
            first, self.sessions = beginning(desk, folder / "0", there, own, invites=colleagues)
            self.invitation = invited(first, there)
        self.kept: list[dict[str, Place]] = [{} for _n in range(READERS)]
        self._door = PostgresPlace(colleagues, desk.organisation, {})
        others = all_at_once(folder, self.invitation, self._door, range(1, devices), lambda: self.at)
        self.circles = [first, *others]
        for circle in self.circles:
            small(circle.store.connection)

    @property
    def readers(self) -> Sequence[Circle]:
        """Return those who take everything in, the coordinator first."""
        return self.circles[:READERS]

    def day(self, sign_ups: int, parts_of_day: int) -> int:
        """Let a day pass with so many sign-ups in the whole organisation; return how many of them came."""
        for kept in self.kept:
            kept.clear()  # programs that were closed for the night list everything in the morning
        for _part in range(parts_of_day):
            self.at += timedelta(hours=24 / parts_of_day)
            wishes = Counter(self.chance.choices(range(len(self.circles)), k=sign_ups // parts_of_day))
            seen = Names(self._door.names().present, whole=False)
            for number, many in wishes.items():
                sign_up(self.circles[number], self.sessions, many, self.chance)
                if number >= READERS:
                    send(self.circles[number], self._door, seen)
            for number in range(READERS):
                self.round(number)
        self.server.do(A_DAY_EARLIER, database=self.database)
        return sign_ups // parts_of_day * parts_of_day

    def round(self, number: int) -> float:
        """Let one of the readers do a round; return how many seconds it took, with opening a connection."""
        circle = self.circles[number]
        start = time.perf_counter()
        with at_place(circle.keys.place, circle.organisation, self.kept[number]) as there:
            keep_step(circle, there)
        return time.perf_counter() - start

    def quiet(self) -> tuple[float, float]:
        """Return how many seconds a round with nothing new takes: the first of a program that was just opened, and a later one."""
        first, later = [], []
        for _n in range(3):
            for number in range(READERS):
                self.round(number)
            self.kept[1].clear()
            self.readers[1].store.connection.remembered.pop(Quiet, None)
            first.append(self.round(1))
            self.round(1)
            later.append(self.round(1))
        return median(first), median(later)

    def lies(self) -> tuple[int, int, int]:
        """Return how many rows lie there, how many of them are packs, and the bytes of all contents."""
        ((rows, packs, size),) = self.server.do(LIES, database=self.database)
        return int(str(rows)), int(str(packs)), int(str(size))

    def newcomer(self, folder: Path) -> Circle:
        """Return somebody who joins now, and takes in all there is."""
        with at_place(self.invitation.place, self.invitation.organisation) as there:
            joined = joining.join(folder, self.invitation, there, name="Late", email="late@noordveld.nl", now=lambda: self.at)
        circle = circle_of(joined.desk, folder)
        assert circle is not None
        return circle

    def close(self) -> None:
        """End all connections."""
        self._door.close()
        for circle in self.circles:
            circle.store.connection.close()


@pytest.mark.parametrize(
    ("devices", "days", "peak", "parts_of_day"),
    [(4, 11, 6, 1), pytest.param(2_000, 14, 2_000, 2, marks=pytest.mark.long)],
    ids=["a few", "two thousand for a fortnight"],
)
def test_days_of_sign_ups_leave_few_rows_and_lose_nothing(
    tmp_path: Path, server: PostgresServer, devices: int, days: int, peak: int, parts_of_day: int
) -> None:
    season, made, levels = Season(tmp_path, server, f"soak{devices}", devices), 0, []
    for day in range(days):
        made += season.day(peak, parts_of_day)
        rows, packs, size = season.lies()
        levels.append(rows - packs)
        if peak > 1_000:
            first, later = (f"{seconds * 1e3:.1f} ms" for seconds in season.quiet())
            lie = f"{rows} rows, {packs} of them packs, {size:,} bytes"
            print(f"day {day + 1}: {made} sign-ups, {lie}; nothing new: first {first}, then {later}", flush=True)  # noqa: T201
        assert packs <= 150
    assert max(levels) <= 9 * peak + 3 * devices + 100
    assert levels[-1] <= max(levels[:9]) + LEAST + peak  # so many wait until they are a pack
    season.at += AGE
    for _n in range(2):
        season.day(0, 1)
    rows, packs, size = season.lies()
    written = sum(season.readers[0].envelopes.size_of([one]) for one in season.readers[0].envelopes.names())
    print(f"a quiet week later: {rows} rows, {packs} of them packs, {size:,} bytes of {written:,}", flush=True)  # noqa: T201
    assert rows <= 32 + packs <= 182
    assert size <= 1.1 * written
    circles = [*season.readers, season.newcomer(tmp_path / "late")]
    for number in range(READERS):
        season.round(number)
    for circle in circles:
        assert len(circle.store.where(SignUp)) == made
    assert len({digest(circle.store) for circle in circles}) == 1
    circles[-1].store.connection.close()
    season.close()
