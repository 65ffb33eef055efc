"""iCalendar files: each event becomes a training with its session."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from traincollega.imports.archive import Progress
from traincollega.imports.calendar_zones import Observance, observance, utc_of
from traincollega.imports.characters import decoded, one_line
from traincollega.imports.fields import Field, Value
from traincollega.imports.from_fields import CANCELLED, DEFAULT_MINUTES, LINE_LENGTH, limited_title, training, web_address
from traincollega.imports.moments import CLOSING_HOUR, OPENING_HOUR, in_utc
from traincollega.imports.record import Item, SessionRecord
from traincollega.imports.refusal import Refusal, Refused, where
from traincollega.language import _

EVENTS_MOST = 20_000
DEPTH_MOST = 8
LINE_MOST = 1_000_000
"""Most signs of one unfolded line."""
_READ = frozenset(
    [
        "UID",
        "DTSTART",
        "DTEND",
        "DURATION",
        "SUMMARY",
        "DESCRIPTION",
        "CATEGORIES",
        "LOCATION",
        "URL",
        "STATUS",
        "RRULE",
        "RDATE",
        "RECURRENCE-ID",
        "ORGANIZER",
        "TZID",
        "TZOFFSETTO",
    ]
)
_NAME = re.compile(r"[A-Za-z0-9-]+")
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_COMMA = re.compile(r"(?<!\\),")
_RAW_VALUE = re.compile(r'[^:"]*(?:"[^"]*"[^:"]*)*:(.*)')
_MAIL = re.compile(r"\S+@\S+")


@dataclass
class _Part:
    """A component as it stands in the file: an event, a time zone, or a part of one."""

    kind: str
    line: int
    properties: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    trouble: str = ""

    def value(self, name: str) -> str:
        """Return the value of the first property of this name, or ""."""
        return next((value for known, _parameters, value in self.properties if known == name), "")

    def parameter(self, name: str, parameter: str) -> str:
        """Return a parameter of the first property of this name, or ""."""
        return next((parameters.get(parameter, "") for known, parameters, _value in self.properties if known == name), "")


def read_calendar(data: bytes, *, label: str, zone: tzinfo, progress: Progress | None) -> Iterator[tuple[Item, str]]:
    """Yield the training of each event with the place of the event; raise Refused where the file is no calendar.

    The source is the UID, or a digest of title and start. A day without times is 9 to 17 hours; a time without a zone is in
    `zone`. Of an event that repeats only the first time comes in, and a refusal says so.
    """
    events, described = _parts(decoded(data))
    for number, event in enumerate(events, 1):
        place = where(label, event.line)
        if number > EVENTS_MOST:
            yield Refusal(place, _("This calendar has more than {n} events. The rest was not read.").format(n=EVENTS_MOST)), place
            return
        try:
            if event.trouble:
                raise Refused(event.trouble)
            if event.value("RECURRENCE-ID"):
                raise Refused(_("This is a changed date of an event that repeats. Only the first time is read."))
            yield _training(event, zone, described), place
            if event.value("RRULE") or event.value("RDATE"):
                yield Refusal(place, _("This event repeats. Only the first time was read; plan the others yourself.")), place
        except Refused as error:
            place = where(label, error.line or event.line)
            yield Refusal(place, str(error)), place
        if progress:
            progress(number, len(events))


def unescaped(value: str) -> str:
    """Return a text value as it was meant (RFC 5545, 3.3.11); the library does this only for lines it does not let us number.

    >>> unescaped("a\\\\, b\\\\nc")
    'a, b\\nc'
    """
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def _training(event: _Part, zone: tzinfo, described: dict[str, list[Observance]]) -> Item:
    text = {name: unescaped(event.value(name)) for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL")}
    starts, ends = _times(event, zone, described)
    timed = "T" in event.value("DTSTART")
    title = limited_title(text["SUMMARY"], event.lines.get("SUMMARY", 0))
    source = (
        one_line(text["UID"][:1_000])[:500]
        or "event-" + hashlib.blake2b(f"{title}\n{starts.isoformat()}".encode(), digest_size=12).hexdigest()
    )
    place = one_line(text["LOCATION"][: 4 * LINE_LENGTH])[:LINE_LENGTH]
    link = web_address(place) or web_address(text["URL"])
    host = event.parameter("ORGANIZER", "CN")
    given: dict[str, Value] = {
        "title": text["SUMMARY"],
        "body": text["DESCRIPTION"],
        "topics": [unescaped(item) for name, _p, value in event.properties if name == "CATEGORIES" for item in _COMMA.split(value)],
        "given_by": "" if _MAIL.search(host) else host,
    }
    names = {"title": "SUMMARY", "body": "DESCRIPTION"}
    fields = {name: Field(value, event.lines.get(names.get(name, ""), event.line)) for name, value in given.items() if value}
    session = SessionRecord(
        source=source,
        starts=starts,
        ends=ends,
        place="" if web_address(place) else place,
        link=link,
        cancelled=event.value("STATUS").strip().lower() in CANCELLED,
        zoneless=timed and not event.value("DTSTART").strip().endswith("Z") and not event.parameter("DTSTART", "TZID"),
    )
    return training(fields, source=source, sessions=(session,), zone=zone)


def _times(event: _Part, zone: tzinfo, described: dict[str, list[Observance]]) -> tuple[datetime, datetime]:
    """Return start and end in UTC."""
    if not event.value("DTSTART"):
        raise Refused(_("This event has no start. Add the date on which it starts."))
    starts, whole_day = _moment(event, "DTSTART", zone, described)
    line = event.lines.get("DTEND", 0) or event.lines.get("DURATION", 0)
    if event.value("DTEND"):
        ends, end_whole_day = _moment(event, "DTEND", zone, described, last=True)
        if whole_day and end_whole_day and event.value("DTEND") == event.value("DTSTART"):
            ends = starts + timedelta(hours=CLOSING_HOUR - OPENING_HOUR)
    elif event.value("DURATION"):
        lasts = _lasts(event.value("DURATION"), event.lines.get("DURATION", 0))
        ends = starts + (lasts if not whole_day else lasts - timedelta(days=1) + timedelta(hours=CLOSING_HOUR - OPENING_HOUR))
    else:
        ends = starts + (timedelta(hours=CLOSING_HOUR - OPENING_HOUR) if whole_day else timedelta(minutes=DEFAULT_MINUTES))
    if ends < starts:
        raise Refused(_("The end lies before the start."), line)
    if ends - starts > timedelta(days=366):
        raise Refused(_("This session takes longer than a year. Check the start and the end."), line)
    return starts, ends if ends > starts else starts + timedelta(minutes=DEFAULT_MINUTES)


def _lasts(written: str, line: int) -> timedelta:
    from icalendar import vDuration  # 75 to 150 ms at start, only for calendars

    try:
        lasts: timedelta = vDuration.from_ical(written)  # type: ignore[no-untyped-call]  # the library has no types here
    except (ValueError, OverflowError):
        raise Refused(
            _("We do not understand this duration: {text}. Write it in minutes, like 45.").format(text=one_line(written[:40])), line
        ) from None
    if abs(lasts) > timedelta(days=400):
        raise Refused(_("This session takes longer than a year. Check the start and the end."), line)
    return lasts


def _moment(
    event: _Part, name: str, zone: tzinfo, described: dict[str, list[Observance]], *, last: bool = False
) -> tuple[datetime, bool]:
    """Return a moment in UTC and whether it is a whole day; the end of a whole day is the day before its date."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # 75 to 150 ms at start, only for calendars

    written, line = event.value(name).strip(), event.lines.get(name, 0)
    found = _MOMENT.fullmatch(written)
    try:
        if not found:
            raise Refused(
                _("We do not understand this date: {text}. Write it like 2026-12-02 12:00.").format(text=one_line(written[:40]))
            )
        day = date(int(found[1]), int(found[2]), int(found[3]))
        if found[4] is None:
            day -= timedelta(days=1) if last else timedelta()
            return in_utc(datetime.combine(day, time(CLOSING_HOUR if last else OPENING_HOUR), zone)), True
        local = datetime.combine(day, time(int(found[4]), int(found[5]), min(int(found[6]), 59)))
        if found[7]:
            return in_utc(local.replace(tzinfo=UTC)), False
        named = event.parameter(name, "TZID")
        return (utc_of(local, named, described, WINDOWS_TO_OLSON) if named else in_utc(local.replace(tzinfo=zone))), False
    except Refused as error:
        raise Refused(str(error), line) from None
    except (ValueError, OverflowError):
        raise Refused(_("This date or time does not exist: {text}.").format(text=one_line(written[:40])), line) from None


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a calendar with their number, folded ones joined."""
    whole: list[str] = []
    start = 1
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line[:1] in (" ", "\t") and whole:
            whole.append(line[1:])
            continue
        if whole:
            yield start, "".join(whole)
        whole, start = [line], number
    yield start, "".join(whole)


def _parts(text: str) -> tuple[list[_Part], dict[str, list[Observance]]]:
    """Return the events, and the zones the file itself describes; what belongs to an alarm inside an event is left out."""
    events: list[_Part] = []
    zones: dict[str, list[Observance]] = {}
    stack: list[_Part] = []
    calendars = 0
    for number, line in _unfolded(text):
        if not line.strip():
            continue
        upper = line[:40].upper().strip()
        if upper.startswith("BEGIN:"):
            if len(stack) >= DEPTH_MOST:
                raise Refused(_("This calendar is nested too deep."), number)
            stack.append(_Part(upper[6:], number))
            calendars += upper == "BEGIN:VCALENDAR"
            if upper == "BEGIN:VEVENT" and len(events) <= EVENTS_MOST:
                events.append(stack[-1])
        elif upper.startswith("END:") and stack:
            ended = stack.pop()
            if ended.kind != upper[4:]:
                ended.trouble = _("This event is broken off. Fetch the calendar again.")
            if ended.kind in ("STANDARD", "DAYLIGHT") and stack and (found := observance(ended.properties)):
                zones.setdefault(stack[-1].value("TZID"), []).append(found)
        elif stack:
            _property(stack[-1], line, number)
    if not calendars:
        raise Refused(_("This is no calendar: the line BEGIN:VCALENDAR is absent."))
    for part in stack:
        part.trouble = _("This event is broken off. Fetch the calendar again.")
    return events, zones


def _property(part: _Part, line: str, number: int) -> None:
    from icalendar.parser import Contentline  # 75 to 150 ms at start, only for calendars

    found = _NAME.match(line)
    if part.trouble or not found or found[0].upper() not in _READ or part.kind == "VCALENDAR":
        return
    if len(line) > LINE_MOST:
        part.trouble = _("The text is longer than {n} characters. Make it shorter.").format(n=LINE_MOST)
        return
    try:
        name, parameters, _value = Contentline(line).parts()  # type: ignore[no-untyped-call]  # the library has no types here
    except ValueError:
        part.trouble = _("This event holds a line that cannot be read.")
        part.line = number
        return
    raw = _RAW_VALUE.fullmatch(line)  # a comma with a backslash is no comma between topics
    plain = {str(key).upper(): item if isinstance(item, str) else ",".join(item) for key, item in parameters.items()}
    part.properties.append((name.upper(), plain, raw[1] if raw else ""))
    part.lines.setdefault(name.upper(), number)
