"""Drafts: what is on disk, and which of its versions."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traincollega.models.database import open_database
from traincollega.models.drafts import VERSIONS_KEPT, Draft, draft_versions, drafts, drop_draft, find_draft, keep_draft, only_adds

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_database(tmp_path / "drafts.sqlite")
    yield opened
    opened.close()


def keep(connection: sqlite3.Connection, title: str, seconds: float) -> None:
    keep_draft(connection, Draft("d", "", {"title": title}, NOON + timedelta(seconds=seconds)))


def titles(connection: sqlite3.Connection) -> list[str]:
    return [version.fields["title"] for version in draft_versions(connection, "d")]


def test_typing_on_within_a_minute_is_one_version(connection: sqlite3.Connection) -> None:
    for second, title in enumerate(["E", "Ex", "Exl", "Excl", "Excel"]):
        keep(connection, title, second)
    assert titles(connection) == ["Excel"]
    found = find_draft(connection, "d")
    assert found is not None
    assert found.fields == {"title": "Excel"}


def test_typing_on_for_longer_makes_a_version_a_minute(connection: sqlite3.Connection) -> None:
    for second in range(150):
        keep(connection, "x" * (second + 1), second)
    assert [len(title) for title in titles(connection)] == [150, 120, 60]


def test_what_takes_something_away_never_takes_the_place_of_what_was_there(connection: sqlite3.Connection) -> None:
    keep(connection, "A long story", 0)
    keep(connection, "", 1)
    keep(connection, "Another", 2)
    assert titles(connection) == ["Another", "A long story"]


def test_the_last_twenty_versions_stay(connection: sqlite3.Connection) -> None:
    for number in range(30):
        keep(connection, str(number), number * 120)
    assert titles(connection) == [str(number) for number in range(29, 29 - VERSIONS_KEPT, -1)]


def test_a_dropped_draft_is_gone_with_its_versions(connection: sqlite3.Connection) -> None:
    keep(connection, "Excel", 0)
    drop_draft(connection, "d")
    assert drafts(connection) == []
    assert titles(connection) == []


@given(before=st.text(), put=st.text(), at=st.integers(0, 20))
def test_putting_something_in_only_adds(before: str, put: str, at: int) -> None:
    assert only_adds(before, before[:at] + put + before[at:])


@given(before=st.text(min_size=1), after=st.text())
def test_what_only_adds_still_holds_every_sign_in_its_order(before: str, after: str) -> None:
    if only_adds(before, after):
        rest = iter(after)
        assert all(sign in rest for sign in before)
