"""Counting: participations are told in portions, each as soon as it can be; what is told once stays so."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from traincollega.models.colleague import Colleague
from traincollega.models.organisation import Department, counted_to
from traincollega.models.portions import (
    Taken,
    Told,
    keep_portion,
    let_newcomers_go,
    portions,
    quarters_told,
    sessions_told,
    settle,
    take_part,
    told_as_new,
    took_part,
    uncounted,
)
from traincollega.services.desk import Desk
from traincollega.services.dividing import sizes
from traincollega.services.hiding import FEWEST, Cell
from traincollega.services.portioning import Fact, Part, Portion, newcomers_told, portion_of
from traincollega.services.retaining import months_before

SETTLES = timedelta(weeks=1)
"""So long after a session, and after what was noted last, it is counted: what was told once stays so."""
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
    found = _to_count(desk)
    told = counted(desk) if found else []
    known, waits, changed = len(told), list[str](), False
    for quarter, taken in sorted(found.items()):
        ripe = [one for one in taken if one.ripe]
        made = _portion_of(desk, quarter, ripe, told)
        if any(one.came and (made is None or not one.ripe) for one in taken):
            waits.append(quarter)
        if made is None:
            continue
        missed = _pairs(ripe, came=False) if made.missed else []
        one = Told(quarter, desk.now(), json.dumps(asdict(made)))
        with desk.store.transaction():
            if len(quarters_told(connection)) != known:
                return True
            keep_portion(connection, one, _pairs(ripe, came=True), missed)
            _note_newcomers(desk, quarter[:4], ripe, made)
        told.append(Counted(quarter, one.taken, made))
        known, changed = known + 1, True
    settle(connection)
    if frozenset(waits) == waiting(desk):
        return changed
    with desk.store.transaction():
        desk.store.set_local(WAITS, " ".join(waits))
    return True


def _portion_of(desk: Desk, quarter: str, ripe: Sequence[Taken], told: Sequence[Counted]) -> Portion | None:
    """Return what can be told of a quarter now, if anything can."""
    zone, whole = desk.zone, counted_to(desk.store.where(Department))
    facts = [_fact(one, whole, zone) for one in ripe if one.came]
    if not facts:
        return None
    cards, before = _cards(desk, whole), [one for one in told if one.quarter == quarter]
    apart = {cell for one in told if one.quarter[:4] == quarter[:4] for cell in _pooled(one.portion, whole)}
    closed = sessions_told(desk.store.connection, {fact.session for fact in facts})
    made = portion_of(facts, cards, apart, closed)
    since = before[-1].taken if before else _begun(desk, facts)
    if made is None or (made.apart < SHOWN_AT_ONCE and desk.now() < since + PATIENCE):
        return None
    made = _with_newcomers(desk, quarter[:4], facts, whole, cards, _as_it_stood(made, ripe, whole))
    missed = [one.person for one in ripe if not one.came]
    return replace(made, missed=len(missed) if len(set(missed)) >= FEWEST else 0)


def _as_it_stood(made: Portion, ripe: Iterable[Taken], whole: Mapping[str, str]) -> Portion:
    """Return a portion with each department that became part of another beside that one: it may stand by itself again."""
    within: dict[str, set[str]] = defaultdict(set)
    for one in ripe:
        if one.came:
            department = one.department if one.department in whole else ""
            within[whole.get(department, "")].add(department)
    stood = [tuple((one,) for (name,) in part.of for one in sorted(within[name])) for part in made.departments]
    return replace(made, departments=tuple(part._replace(of=of) for part, of in zip(made.departments, stood, strict=True)))


def _with_newcomers(
    desk: Desk, year: str, facts: Iterable[Fact], whole: Mapping[str, str], cards: Mapping[str, int], made: Portion
) -> Portion:
    """Return a portion with how many are new this year, of all that were not told; not of a year of which it is kept no more."""
    if year < _kept_since(desk):
        return replace(made, left=True)
    known = took_part(desk.store.connection, year)
    where = {person: whole.get(department, "") for person, department, _told in known}
    where |= {fact.person: fact.department for fact in facts}
    told = {person for person, _department, told in known if told}
    new = Counter(department for person, department in where.items() if person not in told)
    can = newcomers_told(new, Counter(where.values()), cards)
    return replace(made, newcomers=new.total() if can else 0, left=bool(new) and not can)


def _note_newcomers(desk: Desk, year: str, ripe: Iterable[Taken], made: Portion) -> None:
    connection, since = desk.store.connection, _kept_since(desk)
    let_newcomers_go(connection, since)
    if year >= since:
        take_part(connection, year, {one.person for one in ripe if one.came})
    if made.newcomers:
        told_as_new(connection, year)


def _kept_since(desk: Desk) -> str:
    """Return the first year of which it is kept who took part: as long as names are."""
    return str(months_before(desk.now().astimezone(desk.zone), desk.our_organisation().keep_names).year)


def _to_count(desk: Desk) -> dict[str, list[Taken]]:
    """Return, by quarter, the participations and no-shows that were not told yet."""
    quarters: dict[datetime, str] = {}
    found: dict[str, list[Taken]] = defaultdict(list)
    for one in uncounted(desk.store.connection, desk.now(), SETTLES):
        quarter = quarters.get(one.starts) or quarters.setdefault(one.starts, quarter_of(_month(one.starts, desk.zone)))
        found[quarter].append(one)
    return found


def _fact(one: Taken, whole: Mapping[str, str], zone: tzinfo) -> Fact:
    took = round((one.ends - one.starts).total_seconds() / 60)
    return Fact(one.session, one.person, whole.get(one.department, ""), one.training, one.topic, _month(one.starts, zone), took)


def _month(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m}"


def _pairs(ripe: Iterable[Taken], *, came: bool) -> list[tuple[str, str]]:
    return [(one.session, one.person) for one in ripe if one.came is came]


def _cards(desk: Desk, whole: Mapping[str, str]) -> Mapping[str, int]:
    """Return how many there are of each department at most, as everybody may know: by their cards, and by its size."""
    cards = Counter(whole.get(department, "") for (department,) in desk.store.parts(Colleague, ("department",)))
    size = {one.department.id: one.headcount for one in sizes(desk) if one.headcount}
    return {where: min(many, size.get(where, many)) for where, many in cards.items()}


def _begun(desk: Desk, facts: Iterable[Fact]) -> datetime:
    """Return when the first of these months began, on our clock."""
    first = min(fact.month for fact in facts)
    return datetime.fromisoformat(f"{first}-01").replace(tzinfo=desk.zone)


def _pooled(portion: Portion, whole: Mapping[str, str]) -> Iterable[Cell]:
    """Yield the departments that a portion told together with others."""
    for part in portion.departments:
        together = {whole.get(name, "") for (name,) in part.of}
        yield from ((name,) for name in together if len(together) > 1)


def _portion(told: str) -> Portion:
    held = json.loads(told)
    departments, sessions = (tuple(map(_part, held[name])) for name in ("departments", "sessions"))
    return Portion(departments, sessions, held["newcomers"], held["left"], held["missed"])


def _part(one: tuple[list[list[str]], int, int]) -> Part:
    of, size, minutes = one
    return Part(tuple(tuple(cell) for cell in of), size, minutes)
