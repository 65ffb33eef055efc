"""Counting: participations are told in portions, each as soon as it can be; what is told once stays so."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from traincollega.models.organisation import Department, counted_to
from traincollega.models.portions import Taken, Told, counted_in, keep_portion, portions, quarters_told, settle, uncounted
from traincollega.services.desk import Desk
from traincollega.services.portioning import Cell, Fact, Part, Portion, portion_of

SHOWN_AT_ONCE = 0.5
"""A portion of which this part stands under a department by itself is told at once."""
PATIENCE = timedelta(weeks=4)
"""After so long it is told too where less of it does."""

WAITS = "overviews wait"
"""The local value that holds the quarters of which something waits."""


class Counted(NamedTuple):
    """A portion that was told."""

    quarter: str
    """"2026-Q3"."""
    taken: datetime
    portion: Portion


def quarter_of(month: str) -> str:
    """Return the quarter of a month.

    >>> quarter_of("2026-09")
    '2026-Q3'
    """
    year, number = month.split("-")
    return f"{year}-Q{(int(number) + 2) // 3}"


def counted(desk: Desk, quarters: Sequence[str] | None = None) -> list[Counted]:
    """Return all that was told so far, or that of some quarters, the first portion first."""
    return [Counted(one.quarter, one.taken, _portion(one.told)) for one in portions(desk.store.connection, quarters)]


def waiting(desk: Desk) -> frozenset[str]:
    """Return the quarters of which something waited, when it was last counted, for more participations or for time to pass."""
    return frozenset(desk.store.local(WAITS).split())


def count(desk: Desk) -> bool:
    """Tell what can be told of what came since; return whether anything is otherwise now.

    Nothing is held locked but while a portion is written. What somebody else told meanwhile stands, and is all for now.
    """
    connection = desk.store.connection
    facts = _facts(desk)
    told = counted(desk) if facts else []
    known, waits, changed = len(told), list[str](), False
    for quarter, everything in sorted(facts.items()):
        made, newly = _portion_of(desk, quarter, everything, told)
        if made is None:
            waits.append(quarter)
            continue
        one, taken = Told(quarter, desk.now(), json.dumps(asdict(made))), [(fact.person, fact.session) for fact in everything]
        with desk.store.transaction():
            if len(quarters_told(connection)) != known:
                return True
            keep_portion(connection, one, taken, newly)
        told.append(Counted(quarter, one.taken, made))
        known, changed = known + 1, True
    settle(connection)
    if frozenset(waits) == waiting(desk):
        return changed
    with desk.store.transaction():
        desk.store.set_local(WAITS, " ".join(waits))
    return True


def _portion_of(
    desk: Desk, quarter: str, everything: Sequence[Fact], told: Sequence[Counted]
) -> tuple[Portion | None, Collection[str]]:
    """Return what can be told of a quarter now, if anything can, and who of it is told as new this year."""
    facts = [fact for fact in everything if fact.minutes]
    before = [one for one in told if one.quarter == quarter]
    year = quarter[:4]
    people = {fact.person for fact in facts}
    pooled = {cell for one in told if one.quarter[:4] == year for cell in _pooled(one.portion)}
    newly = people - counted_in(desk.store.connection, year, people)
    made = portion_of(facts, newly, pooled)
    since = before[-1].taken if before else _begun(desk, everything)
    if made is None or (made.apart < SHOWN_AT_ONCE and desk.now() < since + PATIENCE):
        return None, ()
    return replace(made, missed=len(everything) - len(facts)), newly if made.newcomers else ()


def _facts(desk: Desk) -> dict[str, list[Fact]]:
    """Return, by quarter, the participations that were not told yet, and the no-shows: of no minutes."""
    whole = counted_to(desk.store.where(Department))
    months: dict[datetime, str] = {}
    found: dict[str, list[Fact]] = defaultdict(list)
    for one in uncounted(desk.store.connection):
        month = months.get(one.starts) or months.setdefault(one.starts, f"{one.starts.astimezone(desk.zone):%Y-%m}")
        found[quarter_of(month)].append(_fact(one, whole.get(one.department, ""), month))
    return found


def _fact(one: Taken, department: str, month: str) -> Fact:
    return Fact(one.session, one.person, department, one.training, one.topic, month, one.minutes)


def _begun(desk: Desk, facts: Iterable[Fact]) -> datetime:
    """Return when the first of these months began, on our clock."""
    first = min(fact.month for fact in facts)
    return datetime.fromisoformat(f"{first}-01").replace(tzinfo=desk.zone)


def _pooled(portion: Portion) -> Iterable[Cell]:
    return (cell for part in portion.departments if len(part.of) > 1 for cell in part.of)


def _portion(told: str) -> Portion:
    held = json.loads(told)
    departments, newcomers, sessions = (tuple(map(_part, held[name])) for name in ("departments", "newcomers", "sessions"))
    return Portion(departments, newcomers, sessions, held["left"], held["missed"])


def _part(one: tuple[list[list[str]], int, int]) -> Part:
    of, size, minutes = one
    return Part(tuple(tuple(cell) for cell in of), size, minutes)
