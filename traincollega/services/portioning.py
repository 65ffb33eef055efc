"""Portioning: which figures can be told without giving a small group away; pure, and decided once for each participation.

Participations are counted in portions, of which only sums are told, over parts that do not overlap, of at least five people each;
all that is shown anywhere is made by adding these up. So no filter, no period and no two overviews differ by less. What this is
chosen over, and what it does not guard against: decision 0023.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import fmean
from typing import NamedTuple

FEWEST = 5
"""People in a group that is told, and values that what is hidden can have."""
Cell = tuple[str, ...]
"""What a participation is counted under: (department,), or (month, training, topic)."""


class Fact(NamedTuple):
    """That a person took part in a session."""

    session: str
    person: str
    department: str
    """"" for who has none."""
    training: str
    topic: str
    """The first one of the training, so that each participation stands under one; "" for none."""
    month: str
    """"2026-03"."""
    minutes: int
    """How long the session took, which everybody may know; not how long this person was there."""


class Part(NamedTuple):
    """A sum that is told: of one cell, or of a few that are told together only."""

    of: tuple[Cell, ...]
    size: int
    minutes: int
    """Reckoned from the size and from how long those sessions took on average, so that it tells nothing besides."""


@dataclass(frozen=True)
class Portion:
    """What is told of a number of participations."""

    departments: tuple[Part, ...]
    """Participations, by the department of who took part."""
    sessions: tuple[Part, ...]
    """The same participations once more, by month and training."""
    newcomers: int = 0
    """How many people, of everybody together, took part for the first time this year and were not told before."""
    left: bool = False
    """Whether there are newcomers besides that cannot be told yet."""
    missed: int = 0
    """How many did not come besides, of all together."""

    @property
    def apart(self) -> float:
        """Return which part of the participations stands under a department by itself: 0 to 1."""
        whole = sum(part.size for part in self.departments)
        return sum(part.size for part in self.departments if len(part.of) == 1) / whole


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


def portion_of(
    facts: Collection[Fact], cards: Mapping[str, int], pooled: Collection[Cell] = (), closed: Collection[str] = frozenset()
) -> Portion | None:
    """Return what can be told of these participations; None where they are too few, or all of one group: they wait for others.

    `cards` says of each department how many there are at most. Departments that were `pooled` before are told together with others
    before any other is. Of the sessions that are `closed` some were told before: nobody but who was there counts as possible.
    """
    lengths: dict[Cell, dict[str, int]] = defaultdict(dict)
    for fact in facts:
        lengths[_session(fact)][fact.session] = fact.minutes
    sessions_open = {cell: len(took.keys() - set(closed)) for cell, took in lengths.items()}
    departments = Table(
        _cells(facts, _department, lambda fact: fact.session),
        lambda cell, session: 0 if session in closed else cards.get(cell[0], 0),
    )
    sessions = Table(
        _cells(facts, _session, lambda fact: fact.department), lambda cell, where: cards.get(where, 0) * sessions_open[cell]
    )
    groups, by_session = grouped(departments, pooled), _by_session(sessions)
    if not groups or by_session is None:
        return None
    told = []
    for of in by_session:
        size = sum(map(sessions.size, of))
        told.append(Part(of, size, round(size * fmean(took for cell in of for took in lengths[cell].values()))))
    sizes = [sum(map(departments.size, of)) for of in groups]
    minutes = _divided(sum(part.minutes for part in told), sizes)
    return Portion(tuple(map(Part, groups, sizes, minutes)), tuple(told))


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


def newcomers_told(new: Mapping[str, int], known: Mapping[str, int], cards: Mapping[str, int]) -> bool:
    """Say whether it can be told how many are new this year: five, and as many others that could have come instead less one.

    Given are, by department, how many are new, how many are `known` to have come this year, these among them, and how many there
    are. Where nearly everybody came, the number would say of each department that all of it did.
    """
    return sum(new.values()) >= FEWEST and sum(max(0, cards.get(where, 0) - known.get(where, 0)) for where in new) >= FEWEST - 1


def _by_session(table: Table) -> list[tuple[Cell, ...]] | None:
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


def _department(fact: Fact) -> Cell:
    return (fact.department,)


def _session(fact: Fact) -> Cell:
    return (fact.month, fact.training, fact.topic)


def _cells(facts: Iterable[Fact], cell: Callable[[Fact], Cell], place: Callable[[Fact], str]) -> dict[Cell, Held]:
    found: dict[Cell, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[cell(fact)].append(fact)
    return {
        name: Held(frozenset(fact.person for fact in some), Counter(place(fact) for fact in some))
        for name, some in sorted(found.items())
    }


def _divided(whole: int, sizes: Sequence[int]) -> list[int]:
    """Return a whole in proportion to these sizes, of which nothing is lost in rounding.

    >>> _divided(100, [1, 1, 1])
    [33, 34, 33]
    """
    rate = whole / sum(sizes)
    return [later - before for before, later in pairwise(round(until * rate) for until in accumulate(sizes, initial=0))]
