"""Calendars for other programs (RFC 5545): sessions as events that name nobody, the same bytes for the same content."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from traincollega.imports.characters import many_lines, one_line
from traincollega.models.change import moment_at
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.browsing import my_given
from traincollega.services.desk import Desk
from traincollega.services.enrolling import my_sessions
from traincollega.services.planning import LINK
from traincollega.services.publishing import LONGEST_MINUTES

MAKER = "-//Train je Collega//traincollega//NL"


def session_calendar(desk: Desk, session: Session) -> bytes:
    """Return a calendar of one session."""
    return _calendar(desk, [session])


def my_calendar(desk: Desk) -> bytes:
    """Return a calendar of the sessions I signed up for or give, past ones too."""
    return _calendar(desk, {one.id: one for one in (*my_sessions(desk), *my_given(desk))}.values())


def all_calendar(desk: Desk) -> bytes:
    """Return a calendar of every session, past ones too."""
    return _calendar(desk, desk.store.where(Session))


def _calendar(desk: Desk, sessions: Iterable[Session]) -> bytes:
    ordered = sorted(sessions, key=lambda one: (one.starts, one.id))
    trainings = {one.id: one for one in desk.store.where(Training, id=sorted({session.training for session in ordered}))}
    shown = [one for one in ordered if one.training in trainings]
    stamps = desk.store.last_stamps([one.id for one in (*shown, *trainings.values())])
    revisions = desk.store.revisions([one.id for one in shown])
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    years = [at.astimezone(desk.zone).year for one in shown for at in (one.starts, one.ends)] or [desk.today().year]
    calendar.add_component(zone_in_years(desk.zone, min(years), max(years)))
    for session in shown:
        stamp = max(stamps[session.id], stamps[session.training])
        changed = moment_at(stamp)
        calendar.add_component(_event(session, trainings[session.training], changed, revisions[session.id], desk.zone))
    return bytes(calendar.to_ical())


def _event(session: Session, training: Training, changed: datetime, revision: int, zone: ZoneInfo) -> Event:
    event, place, link = Event(), one_line(session.place), one_line(session.link)
    event.add("uid", f"{session.id}@traincollega")
    event.add("dtstamp", changed.replace(microsecond=0))
    event.add("sequence", revision)
    event.add("dtstart", session.starts.astimezone(zone))
    event.add("dtend", _end(session, training).astimezone(zone))
    if title := one_line(training.title):  # an empty property is none to libical
        event.add("summary", title)
    event.add("status", "CANCELLED" if session.status == "cancelled" else "CONFIRMED")
    if text := "\n\n".join(part for part in (many_lines(training.summary).strip(), link) if part):
        event.add("description", text)
    if where := place or link:
        event.add("location", where)
    if LINK.fullmatch(link):
        event.add("url", link)
    if topics := [topic for one in training.topics if (topic := one_line(one))]:
        event.add("categories", topics)
    return event


def _end(session: Session, training: Training) -> datetime:
    """Return the end; two colleagues who move the start and the end at once can leave it before the start."""
    usual = timedelta(minutes=max(1, min(training.minutes, LONGEST_MINUTES)))
    return session.ends if session.ends > session.starts else session.starts + usual


def zone_in_years(zone: ZoneInfo, first: int, last: int) -> Timezone:
    """Return the zone as its clock stands in these years; icalendar's own names the turns an hour late."""
    described = Timezone()
    described.add("tzid", zone.key)
    for at in _turns(zone, first, last):
        here, before = at.astimezone(zone), (at - timedelta(seconds=1)).astimezone(zone)
        part = TimezoneDaylight() if here.dst() else TimezoneStandard()
        part.add("dtstart", (at + (before.utcoffset() or timedelta())).replace(tzinfo=None))  # on the clock of before the turn
        part.add("tzoffsetfrom", before.utcoffset())
        part.add("tzoffsetto", here.utcoffset())
        part.add("tzname", here.tzname())
        described.add_component(part)
    return described


def _turns(zone: ZoneInfo, first: int, last: int) -> Iterator[datetime]:
    """Yield the start of the first year, and every moment in UTC since at which the clock is put forward or back."""
    day = datetime(first, 1, 1, tzinfo=UTC) - timedelta(days=1)
    yield day
    while day.year <= last:
        low, high = day, day + timedelta(days=1)
        day = high
        if low.astimezone(zone).utcoffset() == high.astimezone(zone).utcoffset():
            continue
        while high - low > timedelta(seconds=1):
            middle = (low + (high - low) / 2).replace(microsecond=0)
            if middle.astimezone(zone).utcoffset() == day.astimezone(zone).utcoffset():
                high = middle
            else:
                low = middle
        yield high
