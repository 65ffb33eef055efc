"""Days, times and durations as people type them."""

from contextlib import suppress
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traincollega import language
from traincollega.errors import InvalidInput
from traincollega.ui.typed_times import day_text, on_the_clock, parse_day, parse_minutes, parse_time, time_text

TODAY = date(2026, 11, 23)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    "text",
    ["3-12-2026", "3-12", "03/12/26", "3.12.2026", "3 dec", "3 december 2026", "do 3 dec", "donderdag 3 december", "2026-12-03"],
)  # fmt: skip
def test_a_dutch_day_is_understood_however_it_is_typed(text: str) -> None:
    language.choose("nl")
    assert parse_day(text, TODAY) == date(2026, 12, 3)


def test_a_day_without_a_year_is_the_next_such_day() -> None:
    assert parse_day("23-11", TODAY) == TODAY
    assert parse_day("22-11", TODAY) == date(2027, 11, 22)
    assert parse_day("29-2", TODAY) == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["31-2-2026", "32-1", "0-0", "1-13-2026"])
def test_a_day_that_does_not_exist_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InvalidInput, match="does not exist") as caught:
        parse_day(text, TODAY)
    assert caught.value.field == "date"


@pytest.mark.parametrize("text", ["soon", "3", "3-12-2026 10.00", "mo", "maandag", "١-١-٢٠٢٦x"])
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match="such as"):
        parse_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("10.30", time(10, 30)),
        ("10:30", time(10, 30)),
        ("1030", time(10, 30)),
        ("9", time(9)),
        ("14 uur", time(14)),
        ("9u15", time(9, 15)),
    ],
)
def test_a_time_is_understood_however_it_is_typed(text: str, at: time) -> None:
    assert parse_time(text) == at


@pytest.mark.parametrize("text", ["24.00", "10.60", "half elf", "", "10.3.0"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_time(text)
    assert caught.value.field == "time"


@pytest.mark.parametrize(
    ("text", "minutes"), [("45", 45), ("45 min", 45), ("1 uur 30", 90), ("1,5 uur", 90), ("2 uur", 120), ("", 0), ("-5", 0)]
)
def test_a_duration_is_understood_in_minutes_and_in_hours(text: str, minutes: int) -> None:
    assert parse_minutes(text) == minutes


@given(day=st.dates(min_value=date(1000, 1, 1)), code=st.sampled_from(["nl", "en"]))
def test_a_day_that_is_written_is_read_back(day: date, code: str) -> None:
    language.choose(code)
    assert parse_day(day_text(day), TODAY) == day


@given(at=st.times().map(lambda at: at.replace(second=0, microsecond=0)), code=st.sampled_from(["nl", "en"]))
def test_a_time_that_is_written_is_read_back(at: time, code: str) -> None:
    language.choose(code)
    assert parse_time(time_text(at)) == at


@given(text=st.text(max_size=20) | st.from_regex(r"\d{0,4}[-./ :u]\d{0,3}[-./ ]?\d{0,5}", fullmatch=True))
def test_whatever_is_typed_is_understood_or_refused(text: str) -> None:
    for read in (lambda: parse_day(text, TODAY), lambda: parse_time(text)):
        with suppress(InvalidInput):
            read()
    assert parse_minutes(text) >= 0


def test_a_time_that_the_clock_skips_is_refused() -> None:
    with pytest.raises(InvalidInput, match="forward"):
        on_the_clock(date(2027, 3, 28), time(2, 30), AMSTERDAM)


def test_a_time_that_the_clock_shows_twice_is_the_first() -> None:
    assert on_the_clock(date(2026, 10, 25), time(2, 30), AMSTERDAM).astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_at_the_end_of_all_calendars_is_refused() -> None:
    with pytest.raises(InvalidInput):
        on_the_clock(date(1, 1, 1), time(0, 1), AMSTERDAM)
