"""From a keystroke to the first page of hits, in 100,000 trainings."""

import random
import re
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, Gate, p95
from benchmarks.talks import talks
from traincollega.models.database import connect
from traincollega.models.finding import Finder, Question, match_expression
from traincollega.settings import database_path

ROUNDS = 7
TYPED = 200
BARE = "SELECT rowid FROM catalogue WHERE catalogue MATCH ? ORDER BY rowid DESC LIMIT 200"


def typed() -> list[str]:
    """Return 200 texts as they stand in the field while real words are typed, letter by letter (seed 1)."""
    chance = random.Random(1)
    words = [word for talk in talks() for word in re.findall(r"\w+", f"{talk['title']} {talk['description']}")]
    texts: list[str] = []
    while len(texts) < TYPED:
        word = chance.choice(words)
        texts += [word[:signs] for signs in range(1, len(word) + 1)]
    return texts[:TYPED]


def figures(full: Path) -> Iterator[Figure]:
    """Measure on a profile with 100,000 trainings."""
    floor, finder, now = connect(database_path(full), read_only=True), Finder(connect(database_path(full), read_only=True)), _now()
    start = time.perf_counter()
    finder.first_page(Question(typed()[0]), now)
    first = (time.perf_counter() - start) * 1e3
    runs: list[tuple[float, float]] = []
    for _round in range(ROUNDS):
        ours: list[float] = []
        bare: list[float] = []
        for at, text in enumerate(typed()):
            for mine in (True, False) if at % 2 else (False, True):
                start = time.perf_counter()
                if mine:
                    finder.first_page(Question(text), now)
                else:
                    _bare(floor, text)
                (ours if mine else bare).append((time.perf_counter() - start) * 1e3)
        runs.append((p95(ours), p95(bare)))
    yield Figure(
        "keystroke to first page, p95 of 200 prefixes and words",
        median(mine for mine, _bare in runs),
        median(bare for _mine, bare in runs),
        "ms",
        "bare FTS5 query, p95",
        (Gate(16, "value"), Gate(2)),
    )
    yield Figure("the very first keystroke, before the filters were counted", first, None, "ms", "")
    start = time.perf_counter()
    finder.facets(Question("python"), now)
    yield Figure('what each filter would give, for "python"', (time.perf_counter() - start) * 1e3, None, "ms", "")
    finder.connection.close()
    floor.close()


def _now() -> datetime:
    return datetime.now(UTC)


def _bare(connection: sqlite3.Connection, text: str) -> list[tuple[int]]:
    return connection.execute(BARE, (match_expression(text),)).fetchall()
