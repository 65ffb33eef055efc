"""The clock: its stamps rise whatever the wall clock does, and no wrong clock elsewhere carries it away."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from traincollega.models.change import FAR, LAST_STAMP, Change, Clock, fields_text, moment_at, stamp_at

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
JUMPS = st.lists(st.integers(-3_000_000, 3_000_000), min_size=1, max_size=30)


@given(JUMPS, st.lists(st.integers(1, LAST_STAMP), max_size=5))
def test_stamps_rise_however_the_wall_clock_jumps(jumps: list[int], heard: list[int]) -> None:
    moments = iter([NOON + timedelta(seconds=jump) for jump in jumps for _ in range(2 + len(heard))])
    clock, stamps = Clock(lambda: next(moments)), []
    for _ in jumps:
        for stamp in heard:
            clock.observe(stamp)
        stamps.append(clock.tick())
    assert stamps == sorted(set(stamps))


@given(JUMPS)
def test_a_stamp_is_never_behind_the_wall_clock(jumps: list[int]) -> None:
    for jump in jumps:
        now = NOON + timedelta(seconds=jump)
        assert Clock(lambda now=now: now, last=5).tick() >= stamp_at(now)  # type: ignore[misc]


@given(st.integers(1, 5_000), st.integers(0, LAST_STAMP - 10_000))
def test_stamps_given_together_rise_like_those_given_one_by_one(many: int, last: int) -> None:
    together, alone = (Clock(lambda: datetime(2026, 12, 3, tzinfo=UTC), last) for _clock in range(2))
    assert list(together.ticks(many)) == [alone.tick() for _stamp in range(many)]
    assert together.tick() == alone.tick()


def test_a_clock_raises_itself_over_what_it_heard_of_this_hour() -> None:
    clock, heard = Clock(lambda: NOON), stamp_at(NOON + timedelta(hours=1))
    clock.observe(heard)
    assert clock.tick() == heard + 1


@given(st.integers(stamp_at(NOON) + FAR, LAST_STAMP))
def test_a_stamp_from_the_far_future_never_raises_the_clock(far: int) -> None:
    clock = Clock(lambda: NOON)
    clock.observe(far)
    assert clock.tick() == stamp_at(NOON)


@given(st.integers(stamp_at(NOON) + FAR, LAST_STAMP - 1))
def test_a_correction_of_a_far_value_wins_for_that_change_alone(far: int) -> None:
    clock = Clock(lambda: NOON)
    assert clock.over(far) == far + 1
    assert clock.tick() < stamp_at(NOON) + FAR


@given(st.integers(0, LAST_STAMP), st.integers(0, stamp_at(NOON) + FAR))
def test_a_correction_always_wins_from_what_it_corrects(seen: int, last: int) -> None:
    stamp = Clock(lambda: NOON, last=last).over(seen)
    assert stamp > min(seen, LAST_STAMP - 1)
    assert stamp > last
    assert stamp <= LAST_STAMP


@given(st.integers(0, LAST_STAMP - 10), st.integers(1, 5))
def test_a_wall_clock_after_2200_is_no_clock_and_stamps_go_on_from_what_was_heard(heard: int, many: int) -> None:
    clock = Clock(lambda: datetime(9999, 1, 1, tzinfo=UTC))
    clock.observe(heard)
    stamps = [heard, clock.tick(), clock.tick(), *clock.ticks(many), clock.over(heard)]
    assert stamps == sorted(set(stamps))
    assert stamps[-1] <= LAST_STAMP


@given(st.lists(st.integers(0, LAST_STAMP), min_size=1, max_size=8))
def test_stamps_after_a_right_from_far_ahead_rise_up_to_the_last_there_is_and_leave_the_clock(rights: list[int]) -> None:
    clock, given = Clock(lambda: NOON), [0]
    for right in rights:
        given.append(clock.beyond(right))
        assert given[-1] > min(right, LAST_STAMP - 1)
        assert given[-1] > min(given[-2], LAST_STAMP - 1)
        assert given[-1] <= LAST_STAMP
    assert clock.tick() == stamp_at(NOON)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)))
def test_the_moment_of_a_stamp_is_known_to_a_thousandth_of_a_second(at: datetime) -> None:
    aware = at.replace(tzinfo=UTC)
    assert abs(moment_at(stamp_at(aware)) - aware) < timedelta(milliseconds=2)


def test_the_same_fields_give_the_same_text_and_hash_in_whatever_order() -> None:
    one = Change("training", "x", 1, "d", {"title": "é", "minutes": 3})
    two = Change("training", "x", 1, "d", {"minutes": 3, "title": "é"})
    assert fields_text(one.fields) == fields_text(two.fields) == '{"minutes":3,"title":"é"}'
    assert one.hash == two.hash


def test_whatever_differs_between_two_changes_gives_another_hash() -> None:
    base = Change("training", "x", 1, "d", {"title": "a"}, "b")
    others = [
        Change("session", "x", 1, "d", {"title": "a"}, "b"), Change("training", "y", 1, "d", {"title": "a"}, "b"),
        Change("training", "x", 2, "d", {"title": "a"}, "b"), Change("training", "x", 1, "e", {"title": "a"}, "b"),
        Change("training", "x", 1, "d", {"title": "b"}, "b"), Change("training", "x", 1, "d", {"title": "a"}, "c"),
    ]  # fmt: skip
    assert len({change.hash for change in (base, *others)}) == 7


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    max_leaves=6,
)


@given(st.dictionaries(st.text(), VALUES | st.lists(st.text())))
def test_fields_are_written_as_any_writer_of_sorted_compact_json_writes_them(fields: dict[str, Any]) -> None:
    written = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert fields_text(fields) == written
    assert fields_text(dict(reversed(fields.items()))) == written
