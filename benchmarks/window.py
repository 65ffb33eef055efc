"""The window with 100,000 trainings inside, against a bare window with one label; each in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, Gate

ROUNDS = 9
KINDS = {
    "bare": ("benchmarks.bare_window",),
    "stands": ("benchmarks.real_window", "{folder}", "stands"),
    "start": ("benchmarks.real_window", "{folder}", "start"),
    "discover": ("benchmarks.real_window", "{folder}", "discover"),
}
FLOOR = "bare PySide6 window with one label"


def figures(full: Path) -> Iterator[Figure]:
    """Open each window nine times, in turn."""
    taken: dict[str, list[tuple[float, float]]] = {kind: [] for kind in KINDS}
    for number in range(ROUNDS + 1):
        for kind in KINDS if number % 2 else reversed(KINDS):
            opened = _open(kind, full)
            if number:  # the first round only warms the disk
                taken[kind].append(opened)
    seconds = {kind: median(one for one, _memory in runs) for kind, runs in taken.items()}
    memory = {kind: median(one for _seconds, one in runs) for kind, runs in taken.items()}
    ms = {kind: value * 1e3 for kind, value in seconds.items()}
    yield Figure("window usable, 100,000 trainings: it stands and answers", ms["stands"], ms["bare"], "ms", FLOOR, (Gate(1.5),))
    yield Figure("the same, with Start filled", ms["start"], ms["bare"], "ms", FLOOR)
    yield Figure("the same, with the first cards of Ontdekken", ms["discover"], ms["bare"], "ms", FLOOR)
    yield Figure("memory of the open window", memory["start"], memory["bare"], "MiB", FLOOR, (Gate(60, "more"),))
    yield Figure("the same, with Ontdekken and its filters", memory["discover"], memory["bare"], "MiB", FLOOR, (Gate(60, "more"),))


def _open(kind: str, folder: Path) -> tuple[float, float]:
    """Return the seconds until a window was usable, and its MiB."""
    command = [sys.executable, "-m", *(part.format(folder=folder) for part in KINDS[kind])]
    screen = {} if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") else {"QT_QPA_PLATFORM": "offscreen"}
    start = time.time()
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}  # as in an installed program
    done = subprocess.run(command, env=os.environ | screen | compiled, capture_output=True, text=True, check=True)
    usable, memory = map(float, done.stdout.split())
    return usable - start, memory
