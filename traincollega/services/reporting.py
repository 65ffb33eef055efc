"""Reporting: what HR sees of who learned how much, of whole quarters and only as it was told in portions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from traincollega.errors import InvalidInput, NotAllowed
from traincollega.language import _, month_name
from traincollega.models.organisation import Department, counted_to
from traincollega.models.portions import Given, held, quarters_told
from traincollega.services.counting import Counted, counted, quarter_of, waiting
from traincollega.services.desk import Desk
from traincollega.services.dividing import sizes
from traincollega.services.hiding import Cell
from traincollega.services.portioning import Part
from traincollega.services.staffing import is_hr

By = Literal["department", "topic", "month", "training"]
DIMENSIONS: tuple[By, ...] = ("department", "topic", "month", "training")
MONTH, TRAINING, TOPIC = range(3)
"""Where these stand in a cell of sessions."""


@dataclass(frozen=True)
class Figure:
    """What is told of one group in a period."""

    name: str
    size: int
    """Participations: who came twice counts twice."""
    minutes: int
    people: int | None = None
    """Different people in the year so far, of everybody together; None of a group, of another period, and where it is not told."""
    headcount: int = 0
    """How many work there; 0 where nobody knows."""
    part: bool = False
    """Whether some of it stands only in a sum with others, so that it is at least so much."""
    more_people: bool = False
    """Whether there are people besides that cannot be told yet."""
    key: str = ""
    """The id of the department or training, the topic, or the month ("2026-03"); "" for all, and for who has none."""

    @property
    def hidden(self) -> bool:
        """Say whether nothing of it can be told."""
        return self.part and not self.size


@dataclass(frozen=True)
class Period:
    """Whole quarters: of smaller periods small groups would show."""

    first: date
    last: date
    quarters: tuple[str, ...]

    @property
    def of_a_year(self) -> bool:
        """Say whether it begins with a year and does not go past it: then people are counted once."""
        return (self.first.month, self.first.year) == (1, self.last.year)


@dataclass(frozen=True)
class Overview:
    """What can be told of a period."""

    period: Period
    portions: tuple[Counted, ...]
    unknown: bool
    """Whether there were participations in a quarter of which nothing can be told yet."""

    @property
    def as_of(self) -> datetime | None:
        """Return when the last figures in it were counted; None where there are none."""
        return max((one.taken for one in self.portions), default=None)


LAST_YEAR = 9998
"""The quarter after a period has to be a day too."""


def may_report(desk: Desk) -> None:
    """Raise NotAllowed unless I have HR's role."""
    if not is_hr(desk):
        raise NotAllowed(_("Overviews are for HR. A coordinator gives that role, under “Who takes part”."))


def period_of(first: date, last: date) -> Period:
    """Return the whole quarters in which these days lie. Raises InvalidInput where the last one comes first.

    >>> period_of(date(2026, 2, 3), date(2026, 5, 6)).quarters
    ('2026-Q1', '2026-Q2')
    """
    if last < first:
        raise InvalidInput(_("The last day comes before the first one. Turn them round."), "to")
    if last.year > LAST_YEAR:
        raise InvalidInput(_("This day lies too far away. Choose one before the year {year}.").format(year=LAST_YEAR + 1), "to")
    begin = date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    quarters, at = [], begin
    while at <= last:
        quarters.append(quarter_of(f"{at:%Y-%m}"))
        at = (at + timedelta(days=95)).replace(day=1)
    return Period(begin, at - timedelta(days=1), tuple(quarters))


def periods(desk: Desk) -> list[tuple[str, Period]]:
    """Return the periods to choose from, each with its name: this year first, and of this year and the last each quarter."""
    today = desk.today()
    found = [(_("This year"), _year(today.year)), (_("Last year"), _year(today.year - 1))]
    for year in (today.year, today.year - 1):
        for quarter in (4, 3, 2, 1):
            begin = date(year, quarter * 3 - 2, 1)
            if begin <= today:
                found.append((_("Quarter {n} of {year}").format(n=quarter, year=year), period_of(begin, begin)))
    begin = first_day(min(quarters_told(desk.store.connection), default=f"{today.year}-Q1"))
    return [*found, (_("All"), period_of(begin, max(today, begin)))]


def first_day(quarter: str) -> date:
    """Return the day on which a quarter begins.

    >>> first_day("2026-Q4").isoformat()
    '2026-10-01'
    """
    return date(int(quarter[:4]), int(quarter[-1]) * 3 - 2, 1)


def _year(year: int) -> Period:
    return period_of(date(year, 1, 1), date(year, 12, 31))


def overview(desk: Desk, period: Period) -> Overview:
    """Return what was told of a period. Raises NotAllowed."""
    may_report(desk)
    portions = tuple(counted(desk, period.quarters))
    return Overview(period, portions, not waiting(desk).isdisjoint(set(period.quarters) - {one.quarter for one in portions}))


def total(desk: Desk, told: Overview) -> Figure:
    """Return the whole of it: every participation that was counted, and the different people in the year so far."""
    everything = [part for one in told.portions for part in one.portion.departments]
    people = sum(one.portion.newcomers for one in told.portions)
    return Figure(
        _("Everybody"), sum(part.size for part in everything), sum(part.minutes for part in everything),
        people if told.period.of_a_year and people else None,
        sum(one.headcount for one in sizes(desk)), told.unknown,
        more_people=told.period.of_a_year and people > 0 and told.portions[-1].portion.left,
    )  # fmt: skip


def missed(told: Overview) -> int:
    """Return how many did not come besides, where the organisation lets HR know that; 0 where it does not."""
    return sum(one.portion.missed for one in told.portions)


def figures(desk: Desk, told: Overview, by: By) -> list[Figure]:
    """Return what is told of each department, topic, month or training; those of which nothing was held too."""
    if by == "department":
        return _departments(desk, told)
    names = dict(_named(desk, told.period, by))
    sessions = [part for one in told.portions for part in one.portion.sessions]
    where = {"month": MONTH, "training": TRAINING, "topic": TOPIC}[by]
    sums = _summed(sessions, lambda cell: cell[where])
    for cell in sums.keys() - names.keys():
        names[cell] = _("No longer known")
    made = [Figure(names[one], size, minutes, part=part, key=one) for one, (size, minutes, part) in _filled(told, sums, names)]
    return made if by == "month" else sorted(made, key=lambda one: (one.name.casefold(), one.name))


def trainings_about(desk: Desk, told: Overview, topic: str) -> list[Figure]:
    """Return what is told of each training that stands under this topic, or did when it was counted."""
    cells = (cell for one in told.portions for part in one.portion.sessions for cell in part.of)
    under = {cell[TRAINING] for cell in cells if cell[TOPIC] == topic}
    under |= {one.id for one in _held(desk, told.period) if one.topic == topic}
    return [one for one in figures(desk, told, "training") if one.key in under]


def _departments(desk: Desk, told: Overview) -> list[Figure]:
    whole = counted_to(desk.store.where(Department))
    known = sizes(desk)
    names = {one.department.id: one.department.name for one in known} | {"": _("No department")}
    heads = {one.department.id: one.headcount for one in known}
    sums = _summed([part for one in told.portions for part in one.portion.departments], lambda cell: whole.get(cell[0], ""))
    found = [
        Figure(names[one], size, minutes, headcount=heads.get(one, 0), part=part, key=one)
        for one, (size, minutes, part) in _filled(told, sums, names)
    ]
    return [one for one in found if one.key or one.size or one.part]


Sum = tuple[int, int, bool]
"""Participations, minutes, and whether more of it stands in a sum with others."""


def _summed(parts: Iterable[Part], group: Callable[[Cell], str]) -> dict[str, Sum]:
    """Return, per group, what stands in parts of it alone."""
    found: dict[str, Sum] = {}
    for part in parts:
        groups = {group(cell) for cell in part.of}
        alone = len(groups) == 1
        for one in groups:
            size, minutes, more = found.get(one, (0, 0, False))
            found[one] = (size + part.size * alone, minutes + part.minutes * alone, more or not alone)
    return found


def _filled(told: Overview, sums: Mapping[str, Sum], names: Iterable[str]) -> Iterator[tuple[str, Sum]]:
    for one in names:
        size, minutes, part = sums.get(one, (0, 0, False))
        yield one, (size, minutes, part or told.unknown)


def _named(desk: Desk, period: Period, by: By) -> Iterator[tuple[str, str]]:
    """Yield every month of the period, or every training or topic of which a session was held in it, each with its name."""
    if by == "month":
        at = period.first
        while at <= period.last:
            yield f"{at:%Y-%m}", f"{month_name(at.month)} {at.year}"
            at = (at + timedelta(days=32)).replace(day=1)
        return
    for training in _held(desk, period):
        if by == "training":
            yield training.id, training.title
        else:
            yield training.topic, training.topic or _("No topic")


def _held(desk: Desk, period: Period) -> list[Given]:
    begin, end = (datetime.combine(day, datetime.min.time(), desk.zone) for day in (period.first, period.last + timedelta(days=1)))
    return held(desk.store.connection, desk.organisation, begin, end)
