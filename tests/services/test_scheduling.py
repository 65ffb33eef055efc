"""The agenda: what happens in a week or a month, and what is at the same time."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.office import MONDAY, Office, new_office
from traincollega.services import enrolling, planning
from traincollega.services.scheduling import Period, entries, next_day

TODAY = MONDAY.date()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path)


@given(st.dates(date(1971, 1, 1), date(2190, 1, 1)), st.booleans())
def test_every_day_lies_in_exactly_one_period(day: date, week: bool) -> None:
    period = Period.week_of(day) if week else Period.month_of(day)
    assert period.since <= day < period.until
    assert period.beside(1).since == period.until
    assert period.beside(-1).until == period.since
    assert period.is_week is week


def test_a_session_just_before_midnight_here_belongs_to_that_day(office: Office) -> None:
    training = office.training()
    office.session(training, datetime(2026, 11, 30, 22, 30, tzinfo=UTC))  # 23.30 here
    office.session(training, datetime(2026, 11, 30, 23, 30, tzinfo=UTC))  # half past midnight, in December
    assert [one.day for one in entries(office.desk, Period.month_of(TODAY))] == [date(2026, 11, 30)]
    assert [one.day for one in entries(office.desk, Period.month_of(date(2026, 12, 1)))] == [date(2026, 12, 1)]


def test_mine_and_free_are_what_they_say(office: Office) -> None:
    other = office.training("Van Sanne", by="Sanne de Wit")
    full = office.session(other, MONDAY + timedelta(days=1), seats=1)
    room = office.session(other, MONDAY + timedelta(days=2))
    office.session(other, MONDAY - timedelta(days=1))
    own = office.session(office.training("Van mij"), MONDAY + timedelta(days=3), seats=None)
    cancelled = office.session(other, MONDAY + timedelta(days=4))
    planning.cancel(office.colleague("Sanne de Wit"), cancelled.id)
    enrolling.sign_up(office.desk, full.id)
    month = Period.month_of(TODAY)
    assert len(entries(office.desk, month)) == 5
    assert [one.session.id for one in entries(office.desk, month, "mine")] == [full.id, own.id]
    assert [one.session.id for one in entries(office.desk, month, "free")] == [room.id, own.id]


def test_what_is_at_the_same_time_is_named_and_what_touches_is_not(office: Office) -> None:
    other = office.training("Van Sanne", by="Sanne de Wit")
    mine = office.session(office.training("Van mij"), MONDAY + timedelta(days=1))
    half = office.session(other, MONDAY + timedelta(days=1, minutes=30))
    after = office.session(other, mine.ends)
    enrolling.sign_up(office.desk, after.id)
    found = {one.session.id: one.together for one in entries(office.desk, Period.month_of(TODAY))}
    assert found == {mine.id: (), half.id: ("Van mij", "Van Sanne"), after.id: ()}


def test_the_next_day_is_found_behind_an_empty_period(office: Office) -> None:
    week = Period.week_of(TODAY)
    assert next_day(office.desk, week) is None
    office.session(office.training(by="Sanne"), datetime(2027, 3, 4, 9, tzinfo=UTC))
    assert next_day(office.desk, week) == date(2027, 3, 4)
    assert next_day(office.desk, week, "mine") is None


def test_a_desk_for_reading_reads_the_same(office: Office) -> None:
    office.session(office.training(), MONDAY + timedelta(days=1))
    reader = office.desk.reader()
    try:
        assert entries(reader, Period.month_of(TODAY)) == entries(office.desk, Period.month_of(TODAY))
    finally:
        reader.store.connection.close()
