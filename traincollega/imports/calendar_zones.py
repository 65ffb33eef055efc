"""Time zones of a calendar file: by their name, Windows' name, or as the file itself describes them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from traincollega.imports.characters import shortened
from traincollega.imports.moments import in_utc
from traincollega.imports.refusal import Refused
from traincollega.language import _

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True)
class Observance:
    """From when a zone has which offset: once, or every year on the nth weekday of a month."""

    begins: datetime
    """Local, without a zone."""
    ahead: timedelta
    month: int = 0
    nth: int = 0
    weekday: int = 0
    until: int = 9999
    """The last year of the rule."""

    def last_before(self, local: datetime) -> datetime | None:
        """Return the last time it began, at or before `local`."""
        if not self.month:
            return self.begins if self.begins <= local else None
        for year in (local.year, local.year - 1):
            if self.begins.year <= year <= self.until and (onset := self._in(year)) <= local:
                return onset
        return None

    def _in(self, year: int) -> datetime:
        first = self.begins.replace(year=year, month=self.month, day=1)
        if self.nth > 0:
            return first + timedelta(days=(self.weekday - first.weekday()) % 7 + 7 * (self.nth - 1))
        following = first.replace(year=year + self.month // 12, month=self.month % 12 + 1)
        return following - timedelta(days=(following.weekday() - self.weekday - 1) % 7 + 1 + 7 * (-self.nth - 1))


Properties = Sequence[tuple[str, Mapping[str, str], str]]
"""(name, parameters, value) of the lines of one component."""


def observance(properties: Properties) -> Observance | None:
    """Return what a STANDARD or DAYLIGHT part of a VTIMEZONE says, or None where it says something we do not follow."""
    said = {name: value for name, _parameters, value in properties}
    offset = _OFFSET.fullmatch(said.get("TZOFFSETTO", ""))
    try:
        begins = datetime.strptime(said.get("DTSTART", "")[:15], "%Y%m%dT%H%M%S")
    except ValueError:
        return None
    if not offset or "RDATE" in said or int(offset[2]) > 23 or int(offset[3]) > 59:
        return None
    ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3])) * (1 if offset[1] == "+" else -1)
    if "RRULE" not in said:
        return Observance(begins, ahead)
    rule = dict(part.split("=", 1) for part in said["RRULE"].upper().split(";") if "=" in part)
    day, month, until = _BYDAY.fullmatch(rule.get("BYDAY", "")), rule.get("BYMONTH", ""), rule.get("UNTIL", "9999")[:4]
    followed = {"FREQ", "BYDAY", "BYMONTH", "UNTIL", "INTERVAL", "WKST"}
    if rule.get("FREQ") != "YEARLY" or rule.get("INTERVAL", "1") != "1" or set(rule) - followed or not day or not day[1]:
        return None
    if not re.fullmatch("[1-9]|0[1-9]|1[0-2]", month) or not re.fullmatch("[0-9]{4}", until):
        return None
    return Observance(begins, ahead, int(month), int(day[1]), _WEEKDAYS.index(day[2]), int(until))


def utc_of(local: datetime, name: str, described: Mapping[str, Sequence[Observance]], windows: Mapping[str, str]) -> datetime:
    """Return a wall clock time in the zone of this name as UTC; refused where nobody knows the zone."""
    for known in (name, windows.get(name, ""), "/".join(name.split("/")[-2:])):
        if known and (zone := _zone(known)):
            return in_utc(local.replace(tzinfo=zone))
    onsets = [(begun, one.ahead) for one in described.get(name, ()) if (begun := one.last_before(local))]
    if onsets:
        return in_utc((local - max(onsets)[1]).replace(tzinfo=UTC))
    raise Refused(
        _("We do not know this time zone: {text}. Write it like +01:00 or Europe/Amsterdam.").format(text=shortened(name))
    )


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
