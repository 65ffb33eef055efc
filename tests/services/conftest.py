"""A desk in a profile of its own, with a clock that the test owns."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.models.world import NOON, Time
from traincollega.models.colleague import Colleague, Device
from traincollega.models.noun import identify, new_nonce
from traincollega.services.beginning import begin
from traincollega.services.desk import Desk
from traincollega.services.planning import Plan, plan
from traincollega.services.publishing import Words, publish


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def anna(tmp_path: Path, time: Time) -> Iterator[Desk]:
    """Anna's desk: she began the organisation."""
    desk = begin(
        tmp_path / "profile", organisation="Gemeente Noordveld", name="Anna", email="anna@noordveld.nl", department="ICT", now=time
    )
    yield desk
    assert desk.store.check() == []
    desk.store.connection.close()


def colleague(desk: Desk, name: str) -> Desk:
    """Return the desk of a new colleague, on the same database."""
    nonce = new_nonce()
    person = identify("", nonce)
    device = Device.new(person, person=person, name="laptop")
    store = desk.store.speaking_for(device.id, person)
    store.save(device, Colleague(id=person, creator="", nonce=nonce, name=name, email=f"{name.lower()}@noordveld.nl"))
    return replace(desk, store=store, me=person)


def training_of(desk: Desk, title: str = "Excel", **values: object) -> str:
    """Publish a training; return its id."""
    return publish(desk, Words(title=title, summary="In short", minutes=45, **values)).subject  # type: ignore[arg-type]


def session_of(desk: Desk, training: str, *, days: float = 7, minutes: int = 45, **values: object) -> str:
    """Plan a session so many days from noon; return its id."""
    starts: datetime = NOON + timedelta(days=days)
    return plan(desk, training, Plan(starts, minutes, **values)).subject  # type: ignore[arg-type]
