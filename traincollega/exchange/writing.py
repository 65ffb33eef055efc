"""Writing the shared file: our own trainings, named field by field, with their sessions and counts; nobody stands in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from traincollega.errors import NotAllowed
from traincollega.exchange.counting import results
from traincollega.exchange.file import CATALOGUE, LICENCES, RESULTS, TEXTS, canonical, packed
from traincollega.exchange.masking import masking
from traincollega.language import _
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.models.training import TEXTS as TEXT_FIELDS
from traincollega.models.training import Training
from traincollega.services.desk import Desk
from traincollega.services.writing_files import put_down

CONTEXT = "https://schema.org"
SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,60}")
Mask = Callable[[str], str]


class Shown(NamedTuple):
    """What is read of a training for the file: nothing else of it can slip in."""

    id: str
    minutes: int
    language: str
    topics: tuple[str, ...]
    title: str
    summary: str
    licence: str
    goal: str
    audience: str
    outcomes: str
    programme: str
    preparation: str
    body: str


_free_texts = attrgetter("title", "summary", "licence", *TEXT_FIELDS)


@dataclass(frozen=True)
class Written:
    """What was written; `masked` names the trainings whose text held a colleague's name or address."""

    trainings: int
    sessions: int
    masked: tuple[str, ...]


def write(desk: Desk, path: Path) -> Written:
    """Write the shared file of our organisation; raises NotAllowed, TooLarge, DiskFull, StorageError."""
    data, written = shared_bytes(desk)
    put_down(path, data)
    return written


def shared_bytes(desk: Desk) -> tuple[bytes, Written]:
    """Return the bytes of our shared file, the same for the same content; raises NotAllowed, TooLarge."""
    if not desk.is_coordinator():
        raise NotAllowed(_("Only a coordinator may write the shared file. Ask one of them."))
    ours = desk.store.parts(Training, Shown._fields, organisation=desk.organisation, status="published", hidden="")
    trainings = [Shown._make(one) for one in ours]
    sessions: dict[str, list[Session]] = {training.id: [] for training in trainings}
    every = desk.store.where(Session, training=list(sessions))
    for session in sorted(every, key=lambda one: (one.starts, one.id)):
        sessions[session.training].append(session)
    masks, masked = _masks(desk, trainings, sessions)
    organisation = desk.our_organisation()
    us = {"@type": "Organization", "@id": urn(organisation.id), "name": organisation.name}
    provider = {"@id": us["@id"]}
    nodes = [us, *(_course(one, sessions[one.id], provider, desk.zone, masks.get(one.id, str)) for one in trainings)]
    counted = results(desk, every)
    parts = {
        CATALOGUE: canonical({"@context": CONTEXT, "@graph": nodes}),
        TEXTS: b"\n".join([canonical(_texts(one, masks.get(one.id, str))) for one in trainings]),
        RESULTS: canonical({one: result.told() for one, result in counted.items()}),
    }
    data = packed(organisation.id, organisation.name, parts)
    return data, Written(len(trainings), len(every), masked)


def urn(identity: str) -> str:
    """Return an id of ours as a name that is one in the whole world.

    >>> urn("00112233445566778899aabbccddeeff")
    'urn:uuid:00112233-4455-6677-8899-aabbccddeeff'
    """
    return f"urn:uuid:{identity[:8]}-{identity[8:12]}-{identity[12:16]}-{identity[16:20]}-{identity[20:]}"


def _masks(desk: Desk, trainings: list[Shown], sessions: dict[str, list[Session]]) -> tuple[dict[str, Mask], tuple[str, ...]]:
    """Return, per training that names a colleague, what each of its free texts goes through; and the titles of these."""
    said = {one.id: _said(one, sessions[one.id]) for one in trainings}
    mask = masking(desk.store.where(Colleague), said.values())
    if mask is None:
        return {}, ()
    naming = [one for one in trainings if mask(said[one.id]) != said[one.id]]
    return {one.id: mask for one in naming}, tuple(one.title for one in naming)


def _said(training: Shown, sessions: list[Session]) -> str:
    """Return every free text of a training that the file holds."""
    return "\n".join((*_free_texts(training), *training.topics, *[session.place for session in sessions]))


def _course(training: Shown, sessions: list[Session], provider: dict[str, str], zone: ZoneInfo, mask: Mask) -> dict[str, Any]:
    node: dict[str, Any] = {
        "@type": "Course",
        "@id": urn(training.id),
        "name": mask(training.title),
        "description": mask(training.summary),
        "keywords": [mask(topic) for topic in training.topics],
        "timeRequired": f"PT{training.minutes}M",
        "provider": provider,
    }
    if training.language:
        node["inLanguage"] = training.language
    if training.outcomes:
        node["teaches"] = mask(training.outcomes)
    if training.preparation:
        node["coursePrerequisites"] = mask(training.preparation)
    if training.audience:
        node["audience"] = {"@type": "Audience", "audienceType": mask(training.audience)}
    if SPDX.fullmatch(training.licence):
        node["license"] = f"{LICENCES}{training.licence}.html"
    elif training.licence:
        node["license"] = {"@type": "CreativeWork", "name": mask(training.licence)}
    if sessions:
        node["hasCourseInstance"] = [_instance(session, zone, mask) for session in sessions]
    return node


def _instance(session: Session, zone: ZoneInfo, mask: Mask) -> dict[str, Any]:
    """Return a session; its link stays out, for who has the link is in the meeting."""
    form, mode = (
        ("blended", "Mixed") if session.place and session.link else ("online", "Online") if session.link else ("onsite", "Offline")
    )
    place = {"@type": "Place", "name": mask(session.place)} if session.place else {"@type": "Place"}
    online = {"@type": "VirtualLocation"}
    node: dict[str, Any] = {
        "@type": "CourseInstance",
        "@id": urn(session.id),
        "startDate": _moment(session.starts, zone),
        "endDate": _moment(session.ends, zone),
        "courseMode": form,
        "courseWorkload": f"PT{int((session.ends - session.starts).total_seconds()) // 60}M",
        "eventAttendanceMode": f"{CONTEXT}/{mode}EventAttendanceMode",
        "eventStatus": f"{CONTEXT}/Event{'Cancelled' if session.status == 'cancelled' else 'Scheduled'}",
        "location": [place, online] if form == "blended" else online if session.link else place,
    }
    if session.seats is not None:
        node["maximumAttendeeCapacity"] = session.seats
    return node


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")


def _texts(training: Shown, mask: Mask) -> dict[str, str]:
    texts = {name: mask(text) for name in TEXT_FIELDS if (text := getattr(training, name))}
    return {"id": training.id, **texts}
