"""What every test stands on: no screen, English until a test chooses otherwise, and Hypothesis without a stopwatch."""

import os
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.disk import nobody_pulls_the_plug
from traincollega import language
from traincollega.sharing import invitation

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile("default", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True)
settings.register_profile("long", deadline=None, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default"))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English before and after each test, whatever this machine's locale is."""
    language.choose("en")
    yield
    language.choose("en")


@pytest.fixture(autouse=True)
def disk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk, but in a test that is marked `durable`."""
    if "durable" not in request.keywords:
        nobody_pulls_the_plug(monkeypatch.setattr)


@pytest.fixture(autouse=True)
def phrases_open_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the 0.1 s that guard the phrase of an invitation, each time it is closed or opened."""
    monkeypatch.setattr(invitation, "COST", 1 << 10)


@pytest.fixture(autouse=True)
def databases_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close every database that a test opened: Python 3.13 warns of those that are left open."""
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def remembered(*arguments: object, **options: object) -> sqlite3.Connection:
        made = connect(*arguments, **options)  # type: ignore[call-overload]
        opened.append(made)
        return made

    monkeypatch.setattr(sqlite3, "connect", remembered)
    yield
    for connection in opened:
        connection.close()
