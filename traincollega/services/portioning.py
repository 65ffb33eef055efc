"""Portioning: which figures can be told without giving a small group away; pure, and decided once for each participation.

Participations are counted in portions, of which only sums are told, over parts that do not overlap, of at least five people each;
all that is shown anywhere is made by adding these up. So no filter, no period and no two overviews differ by less. What this is
chosen over, and what it does not guard against: decision 0023.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
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


class Part(NamedTuple):
    """A sum that is told: of one cell, or of a few that are told together only."""

    of: tuple[Cell, ...]
    size: int
    minutes: int


@dataclass(frozen=True)
class Portion:
    """What is told of a number of participations."""

    departments: tuple[Part, ...]
    """Participations, by the department of who took part."""
    newcomers: tuple[Part, ...]
    """People who took part for the first time this year, by department; empty where that cannot be told yet."""
    sessions: tuple[Part, ...]
    """The participations of `departments` once more, by month and training."""
    left: bool = False
    """Whether there are newcomers that cannot be told."""
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
    size: int
    minutes: int


Cells = Mapping[Cell, Held]


def portion_of(facts: Collection[Fact], newcomers: Collection[str], pooled: Collection[Cell] = ()) -> Portion | None:
    """Return what can be told of these participations, `newcomers` being who was not counted yet this year.

    Departments that were `pooled` before are told together with others before any other is. None means that there are too few
    participations, or all of one group: they wait for others.
    """
    cells = _cells(facts, _department)
    groups, sessions = grouped(cells, pooled), _sessions(facts)
    if not groups or sessions is None:
        return None
    departments = tuple(_part(of, cells) for of in groups)
    new = _newcomers(facts, newcomers, departments, pooled)
    return Portion(departments, new, sessions, bool(newcomers) and not new)


def grouped(cells: Cells, pooled: Collection[Cell] = ()) -> list[tuple[Cell, ...]] | None:
    """Return the groups in which these cells can be told, the one that holds several last; None where there is no safe way.

    Cells of fewer than five people are told together. Where these are too few, or there is one only, others go along: first those
    that did so before, then the smallest.

    >>> of = lambda *people: Held(frozenset(people), len(people), 0)
    >>> grouped({("IT",): of(*range(20)), ("Griffie",): of(21, 22, 23), ("Zorg",): of(*range(30, 38))})
    [(('IT',),), (('Griffie',), ('Zorg',))]
    """
    small = [name for name, held in cells.items() if len(held.people) < FEWEST]
    if small:
        rest = sorted(cells.keys() - set(small), key=lambda name: (name not in pooled, cells[name].size, name))
        while not hides([cells[name] for name in small]):
            if not rest:
                return None
            small.append(rest.pop(0))
    alone: list[tuple[Cell, ...]] = [(name,) for name in cells if name not in small]
    return [*alone, tuple(sorted(small))] if small else alone


def hides(cells: Collection[Held]) -> bool:
    """Say whether the sum of these cells, of which one is small, leaves each five values, though none is nothing."""
    people = frozenset().union(*(held.people for held in cells))
    return len(people) >= FEWEST and sum(held.size for held in cells) >= FEWEST + len(cells) - 1


def _newcomers(
    facts: Iterable[Fact], newcomers: Collection[str], departments: Iterable[Part], pooled: Collection[Cell]
) -> tuple[Part, ...]:
    """Return who is new, by department; they are no more than the participations told, so that some more may have to go along."""
    known = frozenset(newcomers)
    new = _cells({fact.person: fact for fact in facts if fact.person in known}.values(), _department)
    most = {part.of[0]: part.size for part in departments if len(part.of) == 1}
    groups = grouped(new, pooled) or []
    while groups and len(groups[-1]) > 1 and not _stays_wide(groups[-1], new, most):
        if len(groups) == 1:
            return ()
        more = min(groups[:-1], key=lambda of: (new[of[0]].size, of))
        groups = [*(of for of in groups[:-1] if of != more), tuple(sorted((*groups[-1], *more)))]
    return tuple(_part(of, new) for of in groups)


def _stays_wide(of: Sequence[Cell], new: Cells, most: Mapping[Cell, int]) -> bool:
    """Say whether each of these numbers can have five values, given how many each is at most."""
    total = sum(new[name].size for name in of)
    highest = {name: min(most.get(name, total), total - len(of) + 1) for name in of}
    lowest = {name: max(1, total - sum(highest[other] for other in of if other != name)) for name in of}
    return all(highest[name] - lowest[name] + 1 >= FEWEST for name in of)


def _sessions(facts: Iterable[Fact]) -> tuple[Part, ...] | None:
    """Return the participations by month and training; small ones together within a topic, else a month, else over months."""
    cells = _cells(facts, lambda fact: (fact.month, fact.training, fact.topic))
    groups: list[tuple[Cell, ...]] = [(cell,) for cell, held in cells.items() if len(held.people) >= FEWEST]
    small = [cell for cell, held in cells.items() if len(held.people) < FEWEST]
    for place in (lambda cell: (cell[0], cell[2]), lambda cell: (cell[0],)):
        small, made = _pooled(small, cells, place)
        groups += made
    for month in sorted({cell[0] for cell in small}):
        inside = [of for of in groups if {cell[0] for cell in of} == {month}]
        if group := _with_others([cell for cell in small if cell[0] == month], inside, cells):
            small, groups = _without(small, groups, group)
    if small:
        group = _with_others(small, groups, cells)
        if group is None:
            return None
        small, groups = _without(small, groups, group)
    return tuple(_part(of, cells) for of in sorted(groups))


def _pooled(small: Iterable[Cell], cells: Cells, place: Callable[[Cell], Cell]) -> tuple[list[Cell], list[tuple[Cell, ...]]]:
    """Return what stays small, and the groups that the others make, each of one place."""
    places: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in small:
        places[place(cell)].append(cell)
    made = [tuple(some) for some in places.values() if hides([cells[cell] for cell in some])]
    return [cell for some in places.values() if tuple(some) not in made for cell in some], made


def _with_others(small: Iterable[Cell], groups: Iterable[tuple[Cell, ...]], cells: Cells) -> tuple[Cell, ...] | None:
    """Return these with the smallest groups that are needed to hide them; None where all of them do not."""
    together = list(small)
    for group in sorted(groups, key=lambda of: (sum(cells[cell].size for cell in of), of)):
        if hides([cells[cell] for cell in together]):
            break
        together += group
    return tuple(sorted(together)) if hides([cells[cell] for cell in together]) else None


def _without(
    small: Iterable[Cell], groups: Iterable[tuple[Cell, ...]], made: tuple[Cell, ...]
) -> tuple[list[Cell], list[tuple[Cell, ...]]]:
    """Return what stays small, and the groups, once one is made out of some of them."""
    return [cell for cell in small if cell not in made], [*(of for of in groups if not set(of) & set(made)), made]


def _department(fact: Fact) -> Cell:
    return (fact.department,)


def _cells(facts: Iterable[Fact], cell: Callable[[Fact], Cell]) -> dict[Cell, Held]:
    found: dict[Cell, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[cell(fact)].append(fact)
    return {
        name: Held(frozenset(fact.person for fact in some), len(some), sum(fact.minutes for fact in some))
        for name, some in sorted(found.items())
    }


def _part(of: tuple[Cell, ...], cells: Cells) -> Part:
    return Part(of, sum(cells[cell].size for cell in of), sum(cells[cell].minutes for cell in of))
