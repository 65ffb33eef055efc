"""The shared file of 2,000 talks: written, against zipping the same bytes; read in, against parsing, `executemany` and FTS."""

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figure import Figure, Gate, medians
from benchmarks.floor import fill
from benchmarks.profiles import small
from benchmarks.talks import trainings
from traincollega.exchange.file import CATALOGUE, LEVEL, TEXTS
from traincollega.exchange.reading import read_in
from traincollega.exchange.writing import write

TALKS = 2_000
ROUNDS = 7
FLASH_CARDS = 0.69
"""Seconds that a Rust flash-card app takes to read a package of the same texts in, its start included."""


def figures(folder: Path) -> Iterator[Figure]:
    """Write and read the file seven times each, and read it in as a process of its own."""
    desk, path, number = small(folder / "sender"), folder / "talks.tjc", count()
    desk.store.add_all(trainings(TALKS, desk.me, desk.organisation))
    write(desk, path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    taken = medians(ROUNDS, lambda: write(desk, folder / "again.tjc"), lambda: _zip(parts, folder / "bare.zip"))
    yield Figure(f"shared file of {TALKS:,} talks written", *_ms(taken), "ms", "zipping the same bytes", (Gate(2),))
    desk.store.connection.close()
    receivers = [small(folder / f"receiver-{at}") for at in range(ROUNDS)]
    waiting = iter(receivers)
    taken = medians(
        ROUNDS, lambda: read_in(next(waiting), path), lambda: fill(folder / f"plain-{next(number)}.sqlite", _parsed(path))
    )
    yield Figure(f"shared file of {TALKS:,} talks read in", *_ms(taken), "ms", "parse + `executemany` + FTS", (Gate(2),))
    for receiver in receivers:
        receiver.store.connection.close()
    whole = median([_process(folder / f"process-{at}", path, folder) for at in range(ROUNDS + 1)][1:])
    yield Figure("the same as a whole process", whole, None, "s", "", (Gate(FLASH_CARDS, "value"),))


def _ms(seconds: list[float]) -> tuple[float, float]:
    return seconds[0] * 1e3, seconds[1] * 1e3


def _zip(parts: dict[str, bytes], path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    path.write_bytes(buffer.getvalue())


def _parsed(path: Path) -> Iterator[dict[str, Any]]:
    with zipfile.ZipFile(path) as archive:
        graph = json.loads(archive.read(CATALOGUE))["@graph"]
        texts = {text["id"]: text for text in map(json.loads, archive.read(TEXTS).splitlines())}
    for course in graph:
        if course["@type"] == "Course":
            named = course["@id"].rpartition(":")[2].replace("-", "")
            yield {
                "id": named, "title": course["name"], "summary": course.get("description"), "topics": course.get("keywords"),
                "minutes": course.get("timeRequired"), "language": course.get("inLanguage"), "source": course["@id"],
            } | texts.get(named, {})  # fmt: skip


def _process(profile: Path, path: Path, folder: Path) -> float:
    small(profile).store.connection.close()
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}  # as in an installed program
    command = [sys.executable, "-m", "traincollega", "--profile", str(profile), "exchange", "import", str(path)]
    start = time.perf_counter()
    subprocess.run(command, env=os.environ | compiled, capture_output=True, check=True)
    return time.perf_counter() - start
