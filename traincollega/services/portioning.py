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

from traincollega.services.hiding import FEWEST, Cell, Held, Table, by_session, grouped


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
    groups, months = grouped(departments, pooled), by_session(sessions)
    if not groups or months is None:
        return None
    told = []
    for of in months:
        size = sum(map(sessions.size, of))
        told.append(Part(of, size, round(size * fmean(took for cell in of for took in lengths[cell].values()))))
    sizes = [sum(map(departments.size, of)) for of in groups]
    minutes = _divided(sum(part.minutes for part in told), sizes)
    return Portion(tuple(map(Part, groups, sizes, minutes)), tuple(told))


def newcomers_told(new: Mapping[str, int], known: Mapping[str, int], cards: Mapping[str, int]) -> bool:
    """Say whether it can be told how many are new this year: five, and as many others that could have come instead less one.

    Given are, by department, how many are new, how many are `known` to have come this year, these among them, and how many there
    are. Where nearly everybody came, the number would say of each department that all of it did.
    """
    return sum(new.values()) >= FEWEST and sum(max(0, cards.get(where, 0) - known.get(where, 0)) for where in new) >= FEWEST - 1


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
