"""A figure: what we take, what the floor takes in the same run, and the gate between them."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Gate:
    """What is promised: at most so many times the floor, so much more than it, or so much at all."""

    most: float
    kind: str = "ratio"
    """Of "ratio", "more" and "value"."""


@dataclass(frozen=True)
class Figure:
    """One line of the table; `ours` and `floor` are in `unit`."""

    what: str
    ours: float
    floor: float | None
    unit: str
    floor_is: str
    gates: tuple[Gate, ...] = ()
    """None where it only tells."""

    def measured(self, gate: Gate) -> float:
        """Return what a gate looks at."""
        if gate.kind == "value":
            return self.ours
        if self.floor is None:
            raise ValueError(f"{self.what} has no floor")
        return self.ours / self.floor if gate.kind == "ratio" else self.ours - self.floor

    @property
    def holds(self) -> bool:
        """Say whether every gate holds."""
        return all(self.measured(gate) <= gate.most for gate in self.gates)


def in_turn(rounds: int, *tasks: Callable[[], object]) -> list[list[float]]:
    """Return the seconds each task took, per round; in every other round the last one goes first."""
    taken: list[list[float]] = [[] for _task in tasks]
    for number in range(rounds):
        order = list(enumerate(tasks))
        for at, task in order if number % 2 == 0 else reversed(order):
            gc.collect()
            start = time.perf_counter()
            task()
            taken[at].append(time.perf_counter() - start)
    return taken


def medians(rounds: int, *tasks: Callable[[], object]) -> list[float]:
    """Return the median seconds of each task, timed in turn."""
    return [median(taken) for taken in in_turn(rounds, *tasks)]


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 of 100 stay at or under."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]
