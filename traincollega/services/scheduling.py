"""Scheduling: what happens when; the sessions of a period, what I have in each, and what is at the same time."""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.browsing import Occasion, agenda, my_given
from traincollega.services.desk import Desk
from traincollega.services.enrolling import Standing, my_sessions, standing

Which = Literal["all", "mine", "free"]
AHEAD = 24
"""How many months ahead the next session is looked for."""


@dataclass(frozen=True)
class Period:
    """A week (from Monday) or a month; `until` is the first day after it."""

    since: date
    until: date

    @classmethod
    def week_of(cls, day: date) -> "Period":
        """Return the week of a day."""
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + timedelta(days=7))

    @classmethod
    def month_of(cls, day: date) -> "Period":
        """Return the month of a day."""
        first = day.replace(day=1)
        return cls(first, first + timedelta(days=monthrange(day.year, day.month)[1]))

    @property
    def is_week(self) -> bool:
        """Say whether it is a week; else it is a month."""
        return (self.until - self.since).days == 7

    def beside(self, steps: int) -> "Period":
        """Return the next period (1) or the one before (-1).

        >>> Period.month_of(date(2026, 12, 3)).beside(1)
        Period(since=datetime.date(2027, 1, 1), until=datetime.date(2027, 2, 1))
        """
        return self.like(self.until if steps > 0 else self.since - timedelta(days=1))

    def like(self, day: date) -> "Period":
        """Return the period of this length that holds a day."""
        return Period.week_of(day) if self.is_week else Period.month_of(day)


@dataclass(frozen=True)
class Entry:
    """A session in the agenda, as it is to me."""

    occasion: Occasion
    day: date
    """The day it begins, here."""
    standing: Standing
    together: tuple[str, ...]
    """The titles of what I have at the same time."""

    @property
    def session(self) -> Session:
        """The session."""
        return self.occasion.session


def entries(desk: Desk, period: Period, which: Which = "all") -> list[Entry]:
    """Return the sessions that begin in a period, cancelled ones too, in order of time."""
    found = agenda(desk, _midnight(desk, period.since), _midnight(desk, period.until))
    return [one for one in as_entries(desk, found) if _wanted(desk, one, which)]


def as_entries(desk: Desk, occasions: Sequence[Occasion]) -> list[Entry]:
    """Return sessions as they are to me, each with what I have at the same time."""
    busy = _Busy(desk)
    return [
        Entry(
            one,
            one.session.starts.astimezone(desk.zone).date(),
            standing(desk, one.session, one.placed),
            busy.beside(one.session) if one.session.status == "planned" else (),
        )
        for one in occasions
    ]


def next_day(desk: Desk, period: Period, which: Which = "all") -> date | None:
    """Return the day of the first session after a period, or None where there is none in two years."""
    ahead = Period.month_of(period.until)
    for _step in range(AHEAD):
        found = entries(desk, ahead, which)
        later = [one.day for one in found if one.day >= period.until]
        if later:
            return later[0]
        ahead = ahead.beside(1)
    return None


def _wanted(desk: Desk, entry: Entry, which: Which) -> bool:
    session, placed = entry.session, entry.occasion.placed
    if which == "mine":
        return bool(entry.standing.state) or entry.occasion.mine
    if which == "free":
        open_still = entry.occasion.ours and session.status == "planned" and session.starts > desk.now()
        return open_still and (session.closes is None or session.closes > desk.now()) and placed.free != 0
    return True


def _midnight(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, time(), desk.zone)


class _Busy:
    """What I have, in order of time, so that what overlaps is found without comparing everything."""

    def __init__(self, desk: Desk) -> None:
        mine = {one.id: one for one in (*my_sessions(desk), *my_given(desk)) if one.status == "planned"}
        self._mine = sorted(mine.values(), key=lambda one: one.starts)
        self._starts = [one.starts for one in self._mine]
        self._longest = max((one.ends - one.starts for one in self._mine), default=timedelta())
        self._titles = {one.id: one.title for one in desk.store.where(Training, id=sorted({one.training for one in self._mine}))}

    def beside(self, session: Session) -> tuple[str, ...]:
        """Return the titles of mine at the same time as this session."""
        first, last = bisect_left(self._starts, session.starts - self._longest), bisect_left(self._starts, session.ends)
        return tuple(
            self._titles[one.training]
            for one in self._mine[first:last]
            if one.id != session.id and one.ends > session.starts and one.training in self._titles
        )
