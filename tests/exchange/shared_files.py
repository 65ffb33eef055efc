"""Trainings to offer, and shared files taken apart and put together again, also as nobody should."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services.desk import Desk
from traincollega.services.planning import Plan, plan
from traincollega.services.publishing import Words, publish

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
Parts = dict[str, bytes]


class Time:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


WORDS = Words(
    title="Draaitabellen voor beginners", summary="Van lijst naar antwoord.", minutes=45, topics=("Excel", "Cijfers"),
    language="nl", goal="Sneller klaar.", audience="Iedereen", outcomes="- een draaitabel maken", programme="Een uur.",
    preparation="Geen", body="# Waarom\n\nOmdat **het** kan.", licence="CC0-1.0",
)  # fmt: skip


def offer(desk: Desk, words: Words = WORDS, *plans: Plan) -> str:
    """Publish a training with sessions; return its id."""
    return publish(desk, words, dates=plans).subject


def hold(desk: Desk, time: Time, training: str, people: int, days: int = 1) -> str:
    """Plan a session, sign so many people up, and let it pass; return its id."""
    session = plan(desk, training, Plan(starts=time.at + timedelta(days=days), minutes=60, place="Raadzaal")).subject
    for number in range(people):
        person = Colleague.new(desk.me, name=f"Deelnemer Nummer{number}", email=f"nummer{number}.{session[:6]}@noordveld.nl")
        desk.store.save(person, SignUp.new(desk.me, session=session, person=person.id))
    time.at = desk.store.get(Session, session).ends + timedelta(hours=1)
    return session


def parts_of(path: Path) -> Parts:
    """Return the parts of a file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put_together(path: Path, parts: Parts, **manifest: Any) -> Path:
    """Write parts as a shared file whose manifest vouches for them, whatever they hold."""
    known = json.loads(parts["manifest.json"]) | manifest
    known["parts"] = {name: blake2b(data, digest_size=32).hexdigest() for name, data in parts.items() if name in known["parts"]}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (parts | {"manifest.json": json.dumps(known).encode()}).items():
            archive.writestr(name, data)
    return path


def edited(parts: Parts, edit: Callable[[list[dict[str, Any]]], None]) -> Parts:
    """Return the parts with the courses of the catalogue edited in place."""
    catalogue = json.loads(parts["catalogue.jsonld"])
    edit([node for node in catalogue["@graph"] if node["@type"] == "Course"])
    return parts | {"catalogue.jsonld": json.dumps(catalogue).encode()}


def described(desk: Desk, **equals: str) -> list[tuple[Any, ...]]:
    """Return what a reader sees of the trainings and sessions here, without the ids of this organisation."""
    found = []
    for training in desk.store.where(Training, **equals):
        sessions = sorted(desk.store.where(Session, training=training.id), key=lambda one: one.starts)
        words = [getattr(training, field.name) for field in fields(Words) if field.name != "seats"]
        found.append((*words, tuple((one.starts, one.ends, one.place, one.seats, one.status) for one in sessions)))
    return sorted(found)
