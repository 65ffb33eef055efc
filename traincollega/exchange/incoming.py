"""What a shared file offers us: each training judged and made readable, or refused by its name with the reason."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from traincollega.errors import UnreadableFile
from traincollega.exchange.file import LICENCES, RESULTS, TEXTS, SharedFile, read_file
from traincollega.exchange.result import FEWEST, Result
from traincollega.imports.characters import one_line, shortened
from traincollega.imports.languages import code
from traincollega.imports.markdown_text import readable
from traincollega.imports.refusal import Refusal, Refused
from traincollega.language import _
from traincollega.models.session import FIRST_YEAR, LAST_YEAR, ONLINE
from traincollega.models.training import MINUTES_MOST, SUMMARY_LIMIT, TEXT_LIMIT, TITLE_LIMIT
from traincollega.models.training import TEXTS as TEXT_FIELDS

NAME_LIMIT = 200
LINE_LIMIT = 500
"""Most signs of a place; of a licence and a topic it is less."""
TOPICS_MOST, TOPIC_LIMIT, LICENCE_LIMIT = 20, 60, 100
SESSIONS_MOST = 1_000
SESSION_LONGEST = timedelta(days=366)
SEATS_MOST = 100_000
COUNT_MOST = 1_000_000_000
REFUSALS_MOST = 1_000
_URN = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ID = re.compile(r"[0-9a-f]{32}")
_MINUTES = re.compile(r"PT([0-9]{1,5})M")


class OfferedSession(NamedTuple):
    """A session of an offered training; its times are aware UTC datetimes."""

    id: str
    starts: datetime
    ends: datetime
    place: str
    seats: int | None
    status: str


class OfferedTraining(NamedTuple):
    """A training as its own organisation wrote it: the fields of our noun that may come in, and nothing else."""

    id: str
    fields: Mapping[str, Any]
    sessions: tuple[OfferedSession, ...]
    result: Result | None


class Offer(NamedTuple):
    """A whole shared file whose outline is sound."""

    organisation: str
    """The sender's own id."""
    name: str
    ids: frozenset[str]
    """The ids that its trainings claim, readable or not."""
    trainings: Iterable[OfferedTraining | Refusal]
    """Each is judged when it is asked for, beside other work; raises UnreadableFile where too many are refused."""


def offered(path: Path) -> Offer:
    """Return what a shared file offers; raises UnreadableFile, TooLarge or NewerVersionNeeded where it is refused whole."""
    file, label = read_file(path), shortened(path.name)
    name = one_line(file.name[: 4 * NAME_LIMIT])[:NAME_LIMIT]
    if not _ID.fullmatch(file.organisation) or not name:
        raise UnreadableFile(
            _("{name} does not say which organisation it comes from. Ask the sender for a new file.").format(name=label)
        )
    courses = [node for node in file.nodes if node.get("@type") == "Course"]
    return Offer(file.organisation, name, frozenset(filter(None, map(_claimed, courses))), _judged(file, courses, label))


def _judged(file: SharedFile, courses: Iterable[Mapping[str, Any]], label: str) -> Iterator[OfferedTraining | Refusal]:
    texts: dict[str, Mapping[str, str]] = {}
    for text in file.texts:
        texts.setdefault(text.get("id", ""), text)
    seen: set[str] = set()
    refused = 0
    for number, node in enumerate(courses, 1):
        try:
            training = _training(node, texts, file.results)
            if training.id in seen:
                raise Refused(_("This training is in it twice. Only the first was read."))
        except Refused as error:
            refused += 1
            if refused >= REFUSALS_MOST:
                raise UnreadableFile(
                    _("{name} holds far too many mistakes. Ask the sender for a new file.").format(name=label)
                ) from None
            title = node.get("name")
            called = (shortened(title) if isinstance(title, str) else "") or _("training {n}").format(n=number)
            yield Refusal(f"{label} › {called}", str(error))
        else:
            seen.add(training.id)
            yield training


def _training(node: Mapping[str, Any], texts: Mapping[str, Mapping[str, str]], results: Mapping[str, Any]) -> OfferedTraining:
    identity = _identity(node)
    if (text := texts.get(identity)) is None:
        raise Refused(_("Its text is missing in {part}.").format(part=TEXTS))
    title = _line(node, "name", TITLE_LIMIT)
    if not title:
        raise Refused(_("There is no title. Add a title."))
    topics = node.get("keywords", [])
    if not isinstance(topics, list) or not set(map(type, topics)) <= {str}:
        raise _wrong("keywords")
    language = _line(node, "inLanguage", LICENCE_LIMIT)
    fields: dict[str, Any] = {
        "title": title,
        "summary": _line(node, "description", SUMMARY_LIMIT),
        "minutes": _minutes(node),
        "topics": _topics(topics),
        "language": language and code(language),
        "licence": _licence(node),
    }
    for name in TEXT_FIELDS:
        fields[name] = _text(written, name) if (written := text.get(name)) else ""
    return OfferedTraining(identity, fields, _sessions(node), _result(results, identity))


def _wrong(part: str) -> Refused:
    return Refused(_("The part {part} is not as it should be.").format(part=part))


def _identity(node: Mapping[str, Any]) -> str:
    identity = _claimed(node)
    if not identity:
        raise _wrong("@id")
    return identity


def _claimed(node: Mapping[str, Any]) -> str:
    """Return the id of a row, "" where it has none that can be one."""
    written = node.get("@id")
    return written[9:].replace("-", "") if isinstance(written, str) and _URN.fullmatch(written) else ""


def _line(node: Mapping[str, Any], name: str, most: int) -> str:
    """Return a text on one line; refused where it is longer than we keep."""
    written = node.get(name, "")
    if not isinstance(written, str):
        raise _wrong(name)
    line = one_line(written) if len(written) <= 4 * most else written
    if len(line) > most:
        raise Refused(_("The part {part} is longer than {n} characters.").format(part=name, n=most))
    return line


def _text(written: str, name: str) -> str:
    """Return a text of markdown made readable; refused where it is longer than we keep."""
    clean = readable(written) if len(written) <= TEXT_LIMIT else written
    if len(clean) > TEXT_LIMIT:
        raise Refused(_("The part {part} is longer than {n} characters.").format(part=name, n=TEXT_LIMIT))
    return clean


def _topics(written: list[str]) -> tuple[str, ...]:
    lines = (one_line(topic[: 4 * TOPIC_LIMIT])[:TOPIC_LIMIT].rstrip() for topic in written[: 10 * TOPICS_MOST])
    return tuple(dict.fromkeys(filter(None, lines)))[:TOPICS_MOST]


def _minutes(node: Mapping[str, Any]) -> int:
    written = node.get("timeRequired")
    found = _MINUTES.fullmatch(written) if isinstance(written, str) else None
    if found is None or not 0 < int(found[1]) <= MINUTES_MOST:
        raise _wrong("timeRequired")
    return int(found[1])


def _licence(node: Mapping[str, Any]) -> str:
    if "license" not in node:
        return ""
    written = node["license"]
    if isinstance(written, dict):
        return _line(written, "name", LICENCE_LIMIT)
    address = _line(node, "license", LICENCE_LIMIT + len(LICENCES))
    return address.removeprefix(LICENCES).removesuffix(".html")[:LICENCE_LIMIT]


def _sessions(node: Mapping[str, Any]) -> tuple[OfferedSession, ...]:
    if "hasCourseInstance" not in node:
        return ()
    written = node["hasCourseInstance"]
    if not isinstance(written, list) or not all(isinstance(one, dict) for one in written):
        raise _wrong("hasCourseInstance")
    if len(written) > SESSIONS_MOST:
        raise Refused(_("One training has more than {n} sessions.").format(n=SESSIONS_MOST))
    sessions = {one.id: one for one in map(_session, written)}
    if len(sessions) < len(written):
        raise Refused(_("A session is in it twice."))
    return tuple(sessions.values())


def _session(node: Mapping[str, Any]) -> OfferedSession:
    starts, ends = _moment(node, "startDate"), _moment(node, "endDate")
    if ends <= starts:
        raise Refused(_("The end lies before the start."))
    if ends - starts > SESSION_LONGEST:
        raise Refused(_("This session takes longer than a year. Check the start and the end."))
    seats = node.get("maximumAttendeeCapacity")
    if seats is not None and (type(seats) is not int or not 0 < seats <= SEATS_MOST):
        raise _wrong("maximumAttendeeCapacity")
    status = node.get("eventStatus")
    if not isinstance(status, str) or not status.endswith(("/EventScheduled", "/EventCancelled")):
        raise _wrong("eventStatus")
    planned = "cancelled" if status.endswith("Cancelled") else "planned"
    return OfferedSession(_identity(node), starts, ends, _place(node), seats, planned)


def _moment(node: Mapping[str, Any], name: str) -> datetime:
    """Return a moment in UTC, whole seconds; refused where it does not exist, has no offset or lies far away."""
    written = node.get(name)
    if not isinstance(written, str):
        raise _wrong(name)
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise Refused(_("This date or time does not exist: {text}.").format(text=shortened(written))) from None
    if at.tzinfo is None:
        raise Refused(_("This time has no time zone: {text}.").format(text=shortened(written)))
    if not FIRST_YEAR < at.year <= LAST_YEAR:
        raise Refused(_("This date lies too far away: {text}.").format(text=shortened(written)))
    return at.astimezone(UTC).replace(microsecond=0)


def _place(node: Mapping[str, Any]) -> str:
    written = node.get("location")
    listed: list[Any] = written if isinstance(written, list) else [written]
    places = [place for place in listed if isinstance(place, dict)]
    if len(places) < len(listed):
        raise _wrong("location")
    names = [_line(place, "name", LINE_LIMIT) for place in places if place.get("@type") == "Place"]
    return next(filter(None, names), ONLINE if len(names) < len(places) else "")


def _result(results: Mapping[str, Any], identity: str) -> Result | None:
    """Return the counts of a training; refused where they could tell of fewer than five people."""
    written = results.get(identity)
    if written is None:
        return None
    if not isinstance(written, dict):
        raise _wrong(RESULTS)
    told = {name: _count(written, name) for name in Result._fields if name in written or name not in Result._field_defaults}
    result = Result(**told)
    if not (0 < result.sessions * FEWEST <= result.participants and result.rating.believable):
        raise Refused(_("Its results tell of fewer than five people. That is too personal to show."))
    return result


def _count(written: Mapping[str, Any], name: str) -> int:
    count = written.get(name)
    if type(count) is not int or not 0 <= count <= COUNT_MOST:
        raise _wrong(RESULTS)
    return count
