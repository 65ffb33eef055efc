"""The words on the screen: English in the code, translated by catalogue; dates and durations as a person says them."""

import gettext
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from traincollega.resources import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime, tzinfo

LANGUAGES = {"nl": "Nederlands", "en": "English"}
_current: gettext.NullTranslations = gettext.NullTranslations()
_code = "en"


def choose(code: str | None = None) -> str:
    """Speak `code` ("nl" or "en") from now on, or what the system asks for; return the language spoken."""
    global _current, _code
    wanted = code if code in LANGUAGES else from_system()
    if wanted == "en":
        _current = gettext.NullTranslations()
    elif wanted != _code:
        catalogue = FOLDER / "translations" / wanted / "LC_MESSAGES" / "traincollega.mo"
        with catalogue.open("rb") as stream:
            _current = gettext.GNUTranslations(stream)
    _code = wanted
    return wanted


@contextmanager
def speaking(code: str) -> "Iterator[None]":
    """Speak another language for a while."""
    before = _code
    choose(code)
    try:
        yield
    finally:
        choose(before)


def from_system() -> str:
    """Return the language of the system's locale: English where it asks for English, else Dutch.

    >>> from_system() in LANGUAGES
    True
    """
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not asked:
        import locale  # 2 ms, where the environment does not say

        asked = locale.getlocale()[0] or ""
    return "en" if asked.lower().startswith("en") else "nl"


def spoken() -> str:
    """Return the code of the language spoken now."""
    return _code


def _(message: str) -> str:
    """Return the message in the language spoken now."""
    return _current.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form that fits `count`; the caller fills in the number itself."""
    return _current.ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """Return the message as it is said in this context ("May" the month)."""
    return _current.pgettext(context, message)


def month_name(month: int) -> str:
    """Return the name of a month, 1 to 12."""
    return (
        pgettext("month", "January"), pgettext("month", "February"), pgettext("month", "March"), pgettext("month", "April"),
        pgettext("month", "May"), pgettext("month", "June"), pgettext("month", "July"), pgettext("month", "August"),
        pgettext("month", "September"), pgettext("month", "October"), pgettext("month", "November"), pgettext("month", "December"),
    )[month - 1]  # fmt: skip


def month_short(month: int) -> str:
    """Return the name of a month, 1 to 12, in three letters or so."""
    return (
        pgettext("short month", "Jan"), pgettext("short month", "Feb"), pgettext("short month", "Mar"),
        pgettext("short month", "Apr"), pgettext("short month", "May"), pgettext("short month", "Jun"),
        pgettext("short month", "Jul"), pgettext("short month", "Aug"), pgettext("short month", "Sep"),
        pgettext("short month", "Oct"), pgettext("short month", "Nov"), pgettext("short month", "Dec"),
    )[month - 1]  # fmt: skip


def weekday_name(day: "date") -> str:
    """Return the name of the day of the week."""
    return (
        pgettext("day", "Monday"), pgettext("day", "Tuesday"), pgettext("day", "Wednesday"), pgettext("day", "Thursday"),
        pgettext("day", "Friday"), pgettext("day", "Saturday"), pgettext("day", "Sunday"),
    )[day.weekday()]  # fmt: skip


def weekday_short(day: "date") -> str:
    """Return the day of the week in two or three letters."""
    return (
        pgettext("short day", "Mon"), pgettext("short day", "Tue"), pgettext("short day", "Wed"), pgettext("short day", "Thu"),
        pgettext("short day", "Fri"), pgettext("short day", "Sat"), pgettext("short day", "Sun"),
    )[day.weekday()]  # fmt: skip


def day_long(day: "date", today: "date | None" = None) -> str:
    """Return "donderdag 3 december"; with the year where it is not the year of `today`."""
    text = f"{weekday_name(day)} {day.day} {month_name(day.month)}"
    return text if today is None or day.year == today.year else f"{text} {day.year}"


def day_short(day: "date", today: "date | None" = None) -> str:
    """Return "do 3 december"; with the year where it is not the year of `today`."""
    text = f"{weekday_short(day)} {day.day} {month_name(day.month)}"
    return text if today is None or day.year == today.year else f"{text} {day.year}"


def clock_time(moment: "datetime") -> str:
    """Return "10", "10.45" (Dutch) or "10:00", "10:45" (English)."""
    if _code == "nl":
        return f"{moment.hour}.{moment.minute:02}" if moment.minute else str(moment.hour)
    return f"{moment.hour}:{moment.minute:02}"


def between(starts: "datetime", ends: "datetime", zone: "tzinfo") -> str:
    """Return "10 tot 10.45 uur" in `zone`; over midnight the second day is named."""
    first, last = starts.astimezone(zone), ends.astimezone(zone)
    until = clock_time(last) if first.date() == last.date() else f"{day_short(last.date(), first.date())} {clock_time(last)}"
    return pgettext("times of day", "{start} to {end}").format(start=clock_time(first), end=until)


def day_and_time(at: "datetime", zone: "tzinfo", today: "date | None" = None) -> str:
    """Return "do 3 december, 10 uur"."""
    there = at.astimezone(zone)
    return _("{day}, {time}").format(
        day=day_short(there.date(), today), time=pgettext("time of day", "{time}").format(time=clock_time(there))
    )


def number(value: float) -> str:
    """Return a number with at most two decimals: "1.234,5" in Dutch, "1,234.5" in English.

    >>> number(1234.5), number(7.0), number(-0.001)
    ('1,234.5', '7', '0')
    """
    written = f"{round(value, 2) + 0.0:,.2f}".rstrip("0").rstrip(".")
    return written.translate({ord(","): ".", ord("."): ","}) if _code == "nl" else written


def percent(part: float) -> str:
    """Return "42,5%" for 0.425, with at most one decimal."""
    return f"{number(round(part * 100, 1))}%"


def duration(minutes: int) -> str:
    """Return "45 minuten", "2 uur", "1 uur en 45 minuten"."""
    hours, rest = divmod(minutes, 60)
    if minutes <= 90 or hours == 0:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    whole = ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    if not rest:
        return whole
    return _("{hours} and {minutes}").format(hours=whole, minutes=ngettext("{n} minute", "{n} minutes", rest).format(n=rest))
