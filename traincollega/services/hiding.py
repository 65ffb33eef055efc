"""Hiding: which cells of a table are told together, so that each sum leaves those in it room; pure.

A cell of fewer than five people is told only in a sum with others. Each of these keeps five values then, or all that it can have at
all, also for who knows how many of a department have a card (decision 0023).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

FEWEST = 5
"""People in a group that is told, and values that what is hidden can have."""
Cell = tuple[str, ...]
"""What a participation is counted under: (department,), or (month, training, topic)."""


class Held(NamedTuple):
    """The participations in one cell."""

    people: frozenset[str]
    at: Counter[str]
    """How many at each place: of a department in each session, of a training from each department."""


@dataclass(frozen=True)
class Table:
    """All cells of one kind, and how many each can hold at a place as far as everybody may know: no more than have a card."""

    cells: Mapping[Cell, Held]
    room: Callable[[Cell, str], int]

    def size(self, name: Cell) -> int:
        """Return how many participations are in a cell."""
        return self.cells[name].at.total()

    def is_small(self, name: Cell) -> bool:
        """Say whether a cell cannot be told by itself."""
        return len(self.cells[name].people) < FEWEST

    def hides(self, names: Collection[Cell]) -> bool:
        """Say whether the sum of these cells leaves each five values, or all that it can have at all, though none is nothing.

        Each has those values that come about where somebody of one cell stands in the place of somebody of another: all other sums
        stay as they are then. Nobody can stand where all of that cell are already.
        """
        people = frozenset[str]().union(*(self.cells[name].people for name in names))
        if len(people) < FEWEST or sum(map(self.size, names)) < FEWEST + len(names) - 1:
            return False
        places = {place for held in self.cells.values() for place in held.at}
        return all(
            1 + self._fewer(name, names) + self._more(name, names) >= min(FEWEST, sum(self._most(name, place) for place in places))
            for name in names
        )

    def _fewer(self, name: Cell, names: Collection[Cell]) -> int:
        """Return in the place of how many of a cell somebody of the others could have been; one of its own stays."""
        at = self.cells[name].at
        others = [other for other in names if other != name]
        instead = sum(min(many, sum(self._free(other, place) for other in others)) for place, many in at.items())
        return min(instead, self.size(name) - 1)

    def _more(self, name: Cell, names: Collection[Cell]) -> int:
        """Return in the place of how many of the others somebody of a cell could have been; of each other one stays."""
        found, free = 0, dict[str, int]()
        for other in names:
            keep = self.size(other) - 1
            for place, many in self.cells[other].at.items() if other != name else ():
                left = free.setdefault(place, self._free(name, place))
                moved = min(many, left, keep)
                free[place], keep, found = left - moved, keep - moved, found + moved
        return found

    def _most(self, name: Cell, place: str) -> int:
        return max(self.room(name, place), self.cells[name].at[place])

    def _free(self, name: Cell, place: str) -> int:
        return self._most(name, place) - self.cells[name].at[place]


def grouped(table: Table, pooled: Collection[Cell] = ()) -> list[tuple[Cell, ...]] | None:
    """Return the groups in which these cells can be told, the one that holds several last; None where there is no safe way.

    Cells of fewer than five people are told together. Where these are too few, or there is one only, others go along: first those
    that did so before, then the smallest.

    >>> of = lambda *people: Held(frozenset(people), Counter({"monday": len(people)}))
    >>> cells = {("IT",): of(*range(20)), ("Griffie",): of(21, 22, 23), ("Zorg",): of(*range(30, 38))}
    >>> grouped(Table(cells, lambda cell, place: 40))
    [(('IT',),), (('Griffie',), ('Zorg',))]
    """
    small = [name for name in table.cells if table.is_small(name)]
    if small:
        rest = sorted(table.cells.keys() - set(small), key=lambda name: (name not in pooled, table.size(name), name))
        while not table.hides(small):
            if not rest:
                return None
            small.append(rest.pop(0))
    alone: list[tuple[Cell, ...]] = [(name,) for name in table.cells if name not in small]
    return [*alone, tuple(sorted(small))] if small else alone


def by_session(table: Table) -> list[tuple[Cell, ...]] | None:
    """Return the groups of months and trainings; small ones together within a topic, else a month, else over months."""
    groups: list[tuple[Cell, ...]] = [(cell,) for cell in table.cells if not table.is_small(cell)]
    small = [cell for cell in table.cells if table.is_small(cell)]
    for place in (lambda cell: (cell[0], cell[2]), lambda cell: (cell[0],)):
        small, made = _pooled(small, table, place)
        groups += made
    for month in sorted({cell[0] for cell in small}):
        inside = [of for of in groups if {cell[0] for cell in of} == {month}]
        if group := _with_others([cell for cell in small if cell[0] == month], inside, table):
            small, groups = _without(small, groups, group)
    if small:
        group = _with_others(small, groups, table)
        if group is None:
            return None
        small, groups = _without(small, groups, group)
    return sorted(groups)


def _pooled(small: Iterable[Cell], table: Table, place: Callable[[Cell], Cell]) -> tuple[list[Cell], list[tuple[Cell, ...]]]:
    """Return what stays small, and the groups that the others make, each of one place."""
    places: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in small:
        places[place(cell)].append(cell)
    made = [tuple(some) for some in places.values() if table.hides(some)]
    return [cell for some in places.values() if tuple(some) not in made for cell in some], made


def _with_others(small: Iterable[Cell], groups: Iterable[tuple[Cell, ...]], table: Table) -> tuple[Cell, ...] | None:
    """Return these with the smallest groups that are needed to hide them; None where all of them do not."""
    together = list(small)
    for group in sorted(groups, key=lambda of: (sum(map(table.size, of)), of)):
        if table.hides(together):
            break
        together += group
    return tuple(sorted(together)) if table.hides(together) else None


def _without(
    small: Iterable[Cell], groups: Iterable[tuple[Cell, ...]], made: tuple[Cell, ...]
) -> tuple[list[Cell], list[tuple[Cell, ...]]]:
    """Return what stays small, and the groups, once one is made out of some of them."""
    return [cell for cell in small if cell not in made], [*(of for of in groups if not set(of) & set(made)), made]
