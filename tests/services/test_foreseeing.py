"""What is said before a session is saved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from traincollega.models.training import Training
from traincollega.services.beginning import begin
from traincollega.services.desk import Desk
from traincollega.services.enrolling import sign_up
from traincollega.services.foreseeing import tips
from traincollega.services.planning import Plan, plan, repeated
from traincollega.services.publishing import Words, publish

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
THURSDAY = datetime(2026, 12, 3, 9, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return begin(tmp_path, organisation="Noordveld", name="Fatma", email="fatma@noordveld.nl", now=lambda: NOW)


def test_an_ordinary_plan_needs_no_tip(desk: Desk) -> None:
    assert tips(desk, [Plan(THURSDAY, 45, "Room 1")]) == []
    assert tips(desk, []) == []


def test_a_moment_that_has_been_and_a_weekend_are_said(desk: Desk) -> None:
    assert tips(desk, [Plan(NOW - timedelta(days=3), 45)]) == ["This moment has been already."]
    assert tips(desk, [Plan(THURSDAY + timedelta(days=2), 45)]) == ["This day is in the weekend."]
    series = repeated(Plan(THURSDAY + timedelta(days=2), 45), 3, 7, desk.zone)
    assert tips(desk, series) == ["3 of these days are in the weekend."]


def test_a_session_i_give_at_the_same_time_is_said_but_not_the_one_that_changes(desk: Desk) -> None:
    training = publish(desk, Words("Excel", "x", 45)).subject
    session = plan(desk, training, Plan(THURSDAY, 45, "Room 1")).subject
    assert tips(desk, [Plan(THURSDAY + timedelta(minutes=30), 45)]) == ["You give “Excel” then (Thu 3 December, 10:00 to 10:45)."]
    assert tips(desk, [Plan(THURSDAY + timedelta(minutes=45), 45, "Room 1")]) == []
    assert tips(desk, [Plan(THURSDAY, 45, "Room 1")], session) == []


def test_a_room_that_is_taken_is_said_whatever_its_capitals(desk: Desk) -> None:
    training = publish(desk, Words("Excel", "x", 45)).subject
    plan(desk, training, Plan(THURSDAY, 45, "Room 1"))
    found = tips(desk, [Plan(THURSDAY, 45, "room  1")])
    assert found[1:] == ["“Excel” is in Room 1 then (Thu 3 December, 10:00 to 10:45)."]


def test_a_session_i_take_part_in_is_said(desk: Desk) -> None:
    training = publish(desk, Words("Excel", "x", 45)).subject
    desk.store.save(replace(desk.store.get(Training, training), given_by="Sanne"))
    session = plan(desk, training, Plan(THURSDAY, 45)).subject
    assert tips(desk, [Plan(THURSDAY, 45)]) == []
    sign_up(desk, session)
    assert tips(desk, [Plan(THURSDAY, 45)]) == ["You take part in “Excel” then (Thu 3 December, 10:00 to 10:45)."]
