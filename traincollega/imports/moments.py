"""Dates, times and durations as people and programs write them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from traincollega.imports.characters import shortened
from traincollega.imports.refusal import Refused
from traincollega.language import _
from traincollega.models.session import FIRST_YEAR, LAST_YEAR
from traincollega.models.training import MINUTES_MOST

DAY_HOURS = 8
"""What one day of a training that takes several days counts at most."""
OPENING_HOUR, CLOSING_HOUR = 9, 17
"""A day without times is taken as a working day."""

_CLOCK = r"(?:(?:[T,]|\s)\s*(?:om\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?(?:\s*uur)?)?"
_ZONE = r"\s*(?P<zone>[A-Za-z+\-−][\w+\-:/−]*)?"
_SHAPES = tuple(
    re.compile(day + _CLOCK + _ZONE)
    for day in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})",
        r"(?P<day>\d{1,2}) (?P<month>[A-Za-z]{3,9})\.? (?P<year>\d{4})",
    )
)
_TIME_ONLY = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s*uur)?")
_OFFSET = re.compile(r"(?:UTC|GMT)?([+\-−])(\d{1,2}):?(\d{2})?")
_MONTH_NAMES = ("jan", "feb", "mrt maa mar", "apr", "mei may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec")
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_HOURS = r"(?:uren|uur|hours?|hrs?|u|h)(?![a-z])\.?"
_MINUTES = r"(?:minuten|minutes|minuut|minute|mins?|m)(?![a-z])\.?"
_DURATION = re.compile(
    rf"(?:(?P<hours>\d{{1,4}}(?:[.,]\d{{1,2}})?)\s*{_HOURS})?\s*(?:en|and|,)?\s*(?:(?P<minutes>\d{{1,5}}(?:[.,]\d{{1,2}})?)\s*(?:{_MINUTES})?)?"
)
_ISO_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d{1,6}S)?)?")


def moment(text: str, zone: tzinfo, *, day: datetime | None = None, hour: int = OPENING_HOUR) -> tuple[datetime, bool]:
    """Return the moment in UTC and whether a time of day was named; without a zone of its own it is a time in `zone`.

    A time alone ("13.30") is a time on `day`, a date alone is at `hour`. Refused with a sentence: no date, a date or time that
    does not exist, an unknown zone.

    >>> moment("2-12-2026 12.00", ZoneInfo("Europe/Amsterdam"))[0].isoformat()
    '2026-12-02T11:00:00+00:00'
    """
    text = text.strip()
    if day is not None and (found := _TIME_ONLY.fullmatch(text)):
        local = day.astimezone(zone)
        return _on_clock(found, zone, text, local.year, local.month, local.day, hour), True
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(text))), None) if len(text) <= 80 else None
    if found is None:
        raise Refused(_("We do not understand this date: {text}. Write it like 2026-12-02 12:00.").format(text=shortened(text)))
    month = found["month"]
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3].lower(), 0)
    there = named_zone(found["zone"]) if found["zone"] else zone
    return _on_clock(found, there, text, int(found["year"]), number, int(found["day"]), hour), found["hour"] is not None


def names_zone(text: str) -> bool:
    """Say whether a written date and time that `moment` understands names its zone.

    >>> names_zone("2026-12-02 12:00"), names_zone("2026-12-02T12:00+01:00")
    (False, True)
    """
    return any(found["zone"] for shape in _SHAPES if (found := shape.fullmatch(text.strip())))


def _on_clock(found: re.Match[str], zone: tzinfo, text: str, year: int, month: int, day: int, hour: int) -> datetime:
    parts = found.groupdict()
    hour = hour if parts["hour"] is None else int(parts["hour"])
    try:
        local = datetime(year, month, day, hour, int(parts["minute"] or 0), int(parts.get("second") or 0), tzinfo=zone)
    except ValueError:
        raise Refused(_("This date or time does not exist: {text}.").format(text=shortened(text))) from None
    return in_utc(local)


def in_utc(local: datetime) -> datetime:
    """Return an aware local time in UTC; refused where the clock never shows it, or far away in time."""
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        raise Refused(_("This date lies too far away: {text}.").format(text=f"{local:%Y-%m-%d}"))
    there = local.astimezone(UTC)
    if type(local.tzinfo) is ZoneInfo and there.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused(_("This time does not exist: {text}. The clock moves forward then.").format(text=f"{local:%Y-%m-%d %H:%M}"))
    return there


def named_zone(name: str) -> tzinfo:
    """Return the zone of a name or an offset ("Z", "-0500", "Europe/Amsterdam"); refused where nobody knows it."""
    if name.upper() in ("Z", "UTC", "GMT"):
        return UTC
    if found := _OFFSET.fullmatch(name.upper()):
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if ahead < timedelta(hours=24) and int(found[3] or 0) < 60:
            return timezone(ahead if found[1] == "+" else -ahead)
    elif "/" in name or name in ("CET", "EET", "WET", "MET"):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass  # said in the one sentence below
    raise Refused(
        _("We do not know this time zone: {text}. Write it like +01:00 or Europe/Amsterdam.").format(text=shortened(name))
    )


@lru_cache(maxsize=4096)
def minutes_in(text: str) -> int:
    """Return a duration in whole minutes: "45", "1,5 uur", "1 uur 30", "1:30", "PT45M"; a number alone is minutes.

    >>> [minutes_in(text) for text in ("45", "21.2", "1,5 uur", "1 uur 30", "1:30", "PT1H", "2 hours")]
    [45, 21, 90, 90, 90, 60, 120]
    """
    text = text.strip().lower()
    minutes = -1.0
    if len(text) > 40:
        pass
    elif found := re.fullmatch(r"(\d{1,3}):(\d{2})", text):
        minutes = 60 * int(found[1]) + int(found[2])
    elif len(text) > 1 and (found := _ISO_DURATION.fullmatch(text.upper())):
        days, hours, rest = (int(part or 0) for part in found.groups())
        minutes = 60 * (DAY_HOURS * days + hours) + rest
    elif text and (found := _DURATION.fullmatch(text)):
        long, short = (float((found[part] or "0").replace(",", ".")) for part in ("hours", "minutes"))
        minutes = 60 * long + short
    if not 0.5 <= minutes <= MINUTES_MOST:
        raise Refused(_("We do not understand this duration: {text}. Write it in minutes, like 45.").format(text=shortened(text)))
    return max(1, round(minutes))


def length(starts: datetime, ends: datetime, zone: tzinfo) -> int:
    """Return the minutes of a session in UTC times; several days count the hours of one day, at most eight, for each day.

    A session of 7 June 11:00 to 8 June 16:00 is two days of five hours, and no 29 hours.
    """
    first, last = starts.astimezone(zone), ends.astimezone(zone)
    days = (last.date() - first.date()).days + 1
    span = int((ends - starts).total_seconds()) // 60
    if days == 1 or span <= DAY_HOURS * 60:
        return max(1, span)
    daily = 60 * (last.hour - first.hour) + last.minute - first.minute
    return min(MINUTES_MOST, days * (min(daily, DAY_HOURS * 60) if daily > 0 else DAY_HOURS * 60))
