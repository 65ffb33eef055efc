"""From named fields to a training and its sessions, each field checked and made readable."""

import re
from datetime import datetime, timedelta, tzinfo

from traincollega.imports.characters import one_line, shortened
from traincollega.imports.fields import Field, Fields, Value, items, line_of, own_name, text_of
from traincollega.imports.languages import code, guess
from traincollega.imports.markdown_text import readable
from traincollega.imports.moments import CLOSING_HOUR, OPENING_HOUR, length, minutes_in, moment, named_zone, names_zone
from traincollega.imports.plain_text import first_sentences, plain
from traincollega.imports.record import SessionRecord, TrainingRecord
from traincollega.imports.refusal import Refused
from traincollega.language import _
from traincollega.models.training import SUMMARY_LIMIT, TEXT_LIMIT, TITLE_LIMIT

DEFAULT_MINUTES = 60
SEATS_MOST = 100_000
SESSIONS_MOST = 1_000
SESSION_DAYS_MOST = 366
TOPICS_MOST = 20
TOPIC_LENGTH = 60
LINE_LENGTH = 300
"""Most signs of a place, a host or a licence; longer ones are cut."""
LINK_LENGTH = 2_000
RAW_TIMES = 4
"""Marks and tags may take this many times the room of the plain text that is left of them."""

PLATFORMS = {
    "zoom": "Zoom",
    "zoomgov": "Zoom",
    "youtube_live": "YouTube Live",
    "adobe_connect": "Adobe Connect",
    "google": "Google Meet",
}
CANCELLED = frozenset(("cancelled", "canceled", "eventcancelled", "geannuleerd", "afgelast", "true", "yes", "ja", "1"))
YES = frozenset(("true", "yes", "ja", "1", "online"))
ONLINE_FORMS = frozenset(("online", "virtual", "webinar", "hybrid", "hybride", "youtube-live"))
WITHOUT_LIMIT = frozenset(("", "-", "onbeperkt", "unlimited"))
_WHERE = frozenset(("venue", "place", "room", "address", "city", "platform", "link", "registration", "online"))
_SLUG = re.compile(r"[a-z]{3,}(?:-[a-z]{2,})+")
_LIST_MARKS = re.compile(r"[;,\n]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#:].*)?")


def training(fields: Fields, *, source: str, sessions: tuple[SessionRecord, ...], zone: tzinfo) -> TrainingRecord:
    """Return the training these fields tell of; refused with the line of the field that cannot stay as it is."""
    body = _markdown(fields, "body")
    title = limited_title(text_of(fields, "title"), line_of(fields, "title"))
    if not title:
        title, body = _title_of_heading(body, line_of(fields, "title", "body"))
    summary = limited_summary(text_of(fields, "summary") or text_of(fields, "deck"), line_of(fields, "summary", "deck"))
    summary = summary or first_sentences(body)
    written = text_of(fields, "language")
    return TrainingRecord(
        source=source,
        title=title,
        summary=summary,
        minutes=_minutes(fields) or (length(sessions[0].starts, sessions[0].ends, zone) if sessions else DEFAULT_MINUTES),
        topics=topics(fields["topics"].value) if "topics" in fields else (),
        language=(code(written) if written else "") or guess(f"{title} {summary} {body[:2_000]}"),
        body=body,
        goal=_markdown(fields, "goal"),
        audience=_markdown(fields, "audience"),
        outcomes=_markdown(fields, "outcomes"),
        programme=_markdown(fields, "programme"),
        preparation=_markdown(fields, "preparation"),
        given_by=_short(fields, "given_by") or _short(fields, "organizer"),
        licence=_short(fields, "licence")[:100],
        sessions=sessions,
    )


def limited_title(written: str, line: int = 0) -> str:
    """Return a title as plain text; refused where it is longer than TITLE_LIMIT."""
    text = plain(written) if len(written) <= RAW_TIMES * TITLE_LIMIT else None
    if text is None or len(text) > TITLE_LIMIT:
        raise Refused(_("The title is longer than {n} characters. Make it shorter.").format(n=TITLE_LIMIT), line)
    return text


def limited_summary(written: str, line: int = 0) -> str:
    """Return a summary as plain text; refused where it is longer than SUMMARY_LIMIT."""
    text = plain(written) if len(written) <= RAW_TIMES * SUMMARY_LIMIT else None
    if text is None or len(text) > SUMMARY_LIMIT:
        raise Refused(_("The summary is longer than {n} characters. Make it shorter.").format(n=SUMMARY_LIMIT), line)
    return text


def long_text(written: str, line: int = 0) -> str:
    """Return a text of markdown made readable; refused where it is longer than TEXT_LIMIT."""
    text = readable(written) if len(written) <= TEXT_LIMIT else None
    if text is None or len(text) > TEXT_LIMIT:
        raise Refused(_("The text is longer than {n} characters. Make it shorter.").format(n=TEXT_LIMIT), line)
    return text


def topics(value: Value) -> tuple[str, ...]:
    """Return the topics as words ("content-strategy" reads "content strategy"), each once, at most TOPICS_MOST."""
    if isinstance(value, dict):
        return ()
    kept: dict[str, str] = {}
    for item in _LIST_MARKS.split(value[:10_000]) if isinstance(value, str) else items(value[:1_000]):
        topic = one_line(item[: RAW_TIMES * TOPIC_LENGTH])[:TOPIC_LENGTH].strip(" #-")
        if topic:
            topic = topic.replace("-", " ") if _SLUG.fullmatch(topic) else topic
            kept.setdefault(topic.casefold(), topic)
    return tuple(kept.values())[:TOPICS_MOST]


def sessions(fields: Fields, *, source: str, zone: tzinfo) -> tuple[SessionRecord, ...]:
    """Return the session of `starts`, and those of the list `sessions`; without a date there is none."""
    found = [session(fields, source=f"{source}#1", zone=zone)]
    listed = fields["sessions"].value if "sessions" in fields else []
    for number, item in enumerate(listed[: SESSIONS_MOST + 1] if isinstance(listed, list) else [], 2):
        if number > SESSIONS_MOST:
            raise Refused(_("One training has more than {n} sessions.").format(n=SESSIONS_MOST), line_of(fields, "sessions"))
        if isinstance(item, dict):
            own = {name: field for key, field in item.items() if (name := own_name(key))}
            found.append(session({**_shared(fields), **own}, source=f"{source}#{number}", zone=zone))
    return tuple(one for one in found if one is not None)


def _shared(fields: Fields) -> dict[str, Field]:
    return {
        name: fields[name]
        for name in ("minutes", "venue", "room", "address", "city", "place", "link", "seats", "zone")
        if name in fields
    }


def session(fields: Fields, *, source: str, zone: tzinfo) -> SessionRecord | None:
    """Return the session of the fields `starts`, `ends` and its place, or None where no date is given.

    Without an end it takes the training's minutes, and on a day without a time the working day or the minutes from nine.
    """
    written, end = text_of(fields, "starts"), text_of(fields, "ends")
    if not written:
        if end:
            raise Refused(_("There is an end but no start. Add the date on which it starts."), line_of(fields, "ends"))
        return None
    if clock := text_of(fields, "clock"):
        written = f"{written} {clock}"
    minutes, line = _minutes(fields), line_of(fields, "zone")
    named = text_of(fields, "zone").strip()
    try:
        zone = named_zone(named) if named else zone
        line = line_of(fields, "starts")
        starts, timed = moment(written, zone)
        line = line_of(fields, "ends", "starts")
        ends = _end(end, starts, timed=timed, minutes=minutes, zone=zone)
        if ends < starts:
            raise Refused(_("The end lies before the start."))
        if ends - starts > timedelta(days=SESSION_DAYS_MOST):
            raise Refused(_("This session takes longer than a year. Check the start and the end."))
    except Refused as error:
        raise error.at(line) from None
    place, link = _place(fields)
    return SessionRecord(
        source=source,
        starts=starts,
        ends=ends if ends > starts else starts + timedelta(minutes=minutes or DEFAULT_MINUTES),
        place=place,
        link=link,
        seats=_seats(fields),
        cancelled=text_of(fields, "cancelled").strip().lower() in CANCELLED,
        zoneless=timed and not named and not names_zone(written),
    )


def _end(written: str, starts: datetime, *, timed: bool, minutes: int, zone: tzinfo) -> datetime:
    if written:
        return moment(written, zone, day=starts, hour=CLOSING_HOUR)[0]
    if timed or minutes:
        return starts + timedelta(minutes=minutes or DEFAULT_MINUTES)
    return starts + timedelta(hours=CLOSING_HOUR - OPENING_HOUR)


def _minutes(fields: Fields) -> int:
    written = text_of(fields, "minutes")
    if not written:
        return 0
    try:
        return minutes_in(written)
    except Refused as error:
        raise error.at(line_of(fields, "minutes")) from None


def _seats(fields: Fields) -> int | None:
    written = text_of(fields, "seats").strip()
    if written.lower() in WITHOUT_LIMIT:
        return None
    if not re.fullmatch(r"[0-9]{1,6}(?:[.,]0+)?", written) or not 1 <= (seats := int(re.split("[.,]", written)[0])) <= SEATS_MOST:
        raise Refused(
            _("The number of seats is no number we can use: {text}.").format(text=shortened(written)), line_of(fields, "seats")
        )
    return seats


def _place(fields: Fields) -> tuple[str, str]:
    """Return the place and the link of a session; both make it a hybrid one."""
    if fields.keys().isdisjoint(_WHERE):
        return "", ""
    where = dict(fields)
    for name in ("venue", "place"):
        field = fields.get(name)
        if field is not None and isinstance(field.value, dict):
            where |= {ours: inner for key, inner in field.value.items() if (ours := own_name(key))}
    venue, room = _short(where, "venue"), _short(where, "room")
    parts = [
        f"{venue} ({room})" if venue and room else venue or room,
        *(_short(where, name) for name in ("place", "address", "city")),
    ]
    place = ", ".join(dict.fromkeys(part for part in parts if part))[:LINE_LENGTH]
    link = _link(fields, "link") or (_link(fields, "key") if text_of(fields, "online").strip().lower() in YES else "")
    platform = text_of(fields, "platform").strip().lower()
    forms = set(text_of(fields, "form").lower().split())
    if not link and (not place or platform or forms & ONLINE_FORMS):
        link = _link(fields, "registration")
    if not place and not link and platform:
        place = PLATFORMS.get(platform) or _short(fields, "platform")
    return place, link


def _link(fields: Fields, name: str) -> str:
    """Return an http(s) address or ""; refused where it is an address of another kind."""
    written = text_of(fields, name)
    if name == "key" or not _SCHEME.match(written.strip()) or web_address(written):
        return web_address(written)
    raise Refused(_("The link does not start with https://: {text}.").format(text=shortened(written)), line_of(fields, name))


def web_address(written: str) -> str:
    """Return an http(s) address, completed where only https:// lacks, or "" where it is something else."""
    text = one_line(written[: LINK_LENGTH + 1])
    if not _SCHEME.match(text) and text.lower().startswith("www.") and _DOMAIN.fullmatch(text):
        text = f"https://{text}"
    return text if text.lower().startswith(("https://", "http://")) and " " not in text and len(text) <= LINK_LENGTH else ""


def _short(fields: Fields, name: str) -> str:
    written = text_of(fields, name)
    return plain(written[: RAW_TIMES * LINE_LENGTH])[:LINE_LENGTH].rstrip() if written else ""


def _markdown(fields: Fields, name: str) -> str:
    field = fields.get(name)
    if field is None:
        return ""
    written = text_of(fields, name)
    if isinstance(field.value, list):
        written = "\n".join(f"- {one_line(item)}" for item in items(field.value[:1_000]) if len(item) <= TEXT_LIMIT)
    return long_text(written, field.line) if written else ""


def _title_of_heading(body: str, line: int) -> tuple[str, str]:
    if body.startswith("# "):
        heading, _newline, rest = body.partition("\n")
        if title := limited_title(heading[2:], line):
            return title, rest.strip()
    raise Refused(_("There is no title. Add a title."), line)
