"""Days and times as people type them: "3-12-2026", "do 3 dec", "10.30", "1,5 uur"."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from traincollega.errors import InvalidInput
from traincollega.language import _, clock_time, month_name, spoken, weekday_name, weekday_short

NUMBERS = re.compile(r"(\d{1,2})\s*[-/.\s]\s*(\d{1,2})(?:\s*[-/.\s]\s*(\d{4}|\d{2}))?\.?")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
NAMED = re.compile(r"(\d{1,2})(?:e|th|st|nd|rd)?\.?\s*([^\W\d_]{3,})\.?(?:\s+(\d{4}))?")
CLOCK = re.compile(r"(\d{1,2})(?:\s*[.:u,h]\s*(\d{2}))?(?:\s*(?:uur|u|h))?")
FOUR = re.compile(r"(\d{1,2})(\d{2})(?:\s*(?:uur|u|h))?")
MINUTES = re.compile(r"(\d{1,5})\s*(?:m|min|minuten|minuut|minutes?)?\.?")
HOURS = re.compile(
    r"(\d{1,3})(?:[.,](\d))?\s*(?:u|uur|uren|h|hours?)\s*(?:en\s+|and\s+)?(?:(\d{1,2})\s*(?:m|min|minuten|minutes?)?)?"
)
ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DUTCH = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def parse_day(text: str, today: date) -> date:
    """Return the day somebody typed; without a year it is the next such day. Raises InvalidInput (field "date").

    >>> parse_day("3-12", date(2026, 11, 23)), parse_day("3-12-2026", date(2027, 1, 1))
    (datetime.date(2026, 12, 3), datetime.date(2026, 12, 3))
    """
    clean = " ".join(text.strip().casefold().split())
    if clean in ("vandaag", "today"):
        return today
    if clean in ("morgen", "tomorrow"):
        return today + timedelta(days=1)
    clean = _without_weekday(clean)
    try:
        if found := ISO.fullmatch(clean):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := NUMBERS.fullmatch(clean):
            return _dated(int(found[1]), int(found[2]), found[3], today)
        if (found := NAMED.fullmatch(clean)) and (month := _month(found[2])):
            return _dated(int(found[1]), month, found[3], today)
    except (ValueError, OverflowError):
        raise InvalidInput(_("This day does not exist. Look at the calendar."), "date") from None
    raise InvalidInput(_("Fill in a day, such as {example}.").format(example=day_text(today + timedelta(days=7))), "date")


def parse_time(text: str) -> time:
    """Return the time of day somebody typed. Raises InvalidInput (field "time").

    >>> parse_time("10.30"), parse_time("9"), parse_time("14 uur")
    (datetime.time(10, 30), datetime.time(9, 0), datetime.time(14, 0))
    """
    clean = text.strip().casefold()
    found = CLOCK.fullmatch(clean) or FOUR.fullmatch(clean)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise InvalidInput(_("Fill in a time, such as {example}.").format(example=time_text(time(10, 30))), "time")


def parse_minutes(text: str) -> int:
    """Return how many minutes somebody typed, 0 where that is unclear.

    >>> parse_minutes("45"), parse_minutes("1,5 uur"), parse_minutes("1 uur 30"), parse_minutes("soon")
    (45, 90, 90, 0)
    """
    clean = text.strip().casefold()
    if found := MINUTES.fullmatch(clean):
        return int(found[1])
    if found := HOURS.fullmatch(clean):
        return int(found[1]) * 60 + int(found[2] or 0) * 6 + int(found[3] or 0)
    return 0


def day_text(day: date) -> str:
    """Return a day as it is typed: "3-12-2026", in English "3 Dec 2026"; `parse_day` reads it back."""
    if spoken() == "nl":
        return f"{day.day}-{day.month}-{day.year:04}"
    return f"{day.day} {month_name(day.month)[:3]} {day.year:04}"


def time_text(at: time) -> str:
    """Return a time as it is typed: "10.30", in English "10:30"; `parse_time` reads it back."""
    return f"{at.hour}{'.' if spoken() == 'nl' else ':'}{at.minute:02}"


def on_the_clock(day: date, at: time, zone: ZoneInfo, field: str = "time") -> datetime:
    """Return the moment at which the clocks of `zone` show this; the first where they show it twice.

    Raises InvalidInput where the clock skips it, or where no calendar goes.
    """
    wall = datetime.combine(day, at, zone)
    try:
        there = wall.astimezone(UTC).astimezone(zone)
    except OverflowError:
        raise InvalidInput(_("This date cannot be right. Choose another day."), "date") from None
    if there.replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise InvalidInput(
            _("The clock goes forward that night, so {time} does not exist. Choose a later time.").format(time=clock_time(wall)),
            field,
        )
    return wall


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for later in range(9):  # 29 February may be eight years away
        try:
            found = date(today.year + later, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError(day)


def _month(name: str) -> int:
    own = tuple(month_name(number).casefold()[:3] for number in range(1, 13))
    for names in (own, DUTCH, ENGLISH):
        if name[:3] in names:
            return names.index(name[:3]) + 1
    return 3 if name == "mrt" else 0


def _without_weekday(text: str) -> str:
    first, _space, rest = text.partition(" ")
    days = [date(2024, 1, number) for number in range(1, 8)]
    names = [name(day).casefold() for name in (weekday_name, weekday_short) for day in days]
    word = first.rstrip(",.")
    return rest if rest and len(word) > 1 and any(name.startswith(word) for name in names) else text
