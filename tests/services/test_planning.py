"""Planning: when, where, for how many and by whom; a series keeps its time on the clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.world import NOON
from tests.services.conftest import colleague, session_of, training_of
from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.desk import Desk
from traincollega.services.enrolling import confirm, seating, sign_up
from traincollega.services.planning import (
    Plan,
    add_trainer,
    cancel,
    change,
    checked,
    faults,
    fewer_seats,
    plan,
    plan_series,
    remove_trainer,
    repeated,
    trainers,
    wish_of,
)  # fmt: skip
from traincollega.services.publishing import archive

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_a_session_is_planned_and_said(anna: Desk) -> None:
    done = plan(anna, training_of(anna), Plan(NOON + timedelta(days=7), 45, " Hall   2 ", seats=8))
    session = anna.store.get(Session, done.subject)
    assert done.sentence == "**Excel** is planned on Thu 10 December, 13:00."
    assert (session.place, session.ends - session.starts, session.seats) == ("Hall 2", timedelta(minutes=45), 8)
    anna.undo(done)
    assert anna.store.where(Session) == []


@given(st.integers(2, 30), st.integers(1, 30), st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)))
def test_a_series_keeps_its_time_on_the_clock(times: int, days: int, at: datetime) -> None:
    starts = at.replace(tzinfo=AMSTERDAM).astimezone(UTC).astimezone(AMSTERDAM)
    series = repeated(Plan(starts, 60, closes=starts - timedelta(days=1)), times, days, AMSTERDAM)
    for n, one in enumerate(series):
        wall = (starts.replace(tzinfo=None) + timedelta(days=n * days)).replace(tzinfo=AMSTERDAM)
        exists = wall.astimezone(UTC).astimezone(AMSTERDAM).replace(tzinfo=None) == wall.replace(tzinfo=None)
        assert one.starts.date() == wall.date()
        assert one.starts.timetz() == starts.timetz() or not exists
        assert one.closes is not None
        assert one.closes < one.starts


def test_a_series_over_the_end_of_summer_time_begins_at_ten_each_week(anna: Desk) -> None:
    first = datetime(2026, 10, 19, 10, tzinfo=AMSTERDAM)
    done = plan_series(anna, training_of(anna), repeated(Plan(first.astimezone(UTC), 60), 3, 7, AMSTERDAM))
    sessions = anna.store.where(Session)
    assert [one.starts for one in sessions] == [
        datetime(2026, 10, 19, 8, tzinfo=UTC), datetime(2026, 10, 26, 9, tzinfo=UTC), datetime(2026, 11, 2, 9, tzinfo=UTC),
    ]  # fmt: skip
    assert "is planned 3 times, first on Mon 19 October, 10:00" in done.sentence


def test_a_session_over_the_end_of_summer_time_lasts_as_long_as_it_lasts(anna: Desk) -> None:
    plan(anna, training_of(anna), Plan(datetime(2026, 10, 25, 1, 30, tzinfo=AMSTERDAM), 120))
    (session,) = anna.store.where(Session)
    assert session.ends - session.starts == timedelta(minutes=120)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"minutes": 0}, "minutes"), ({"minutes": -5}, "minutes"), ({"minutes": 60 * 24 * 32}, "minutes"),
        ({"starts": NOON.replace(year=2199)}, "starts"), ({"starts": NOON.replace(year=1)}, "starts"),
        ({"seats": 0}, "seats"), ({"seats": 10_001}, "seats"), ({"closes": NOON + timedelta(seconds=1)}, "closes"),
        ({"closes": NOON.replace(year=1900)}, "closes"),
        ({"place": "x" * 501}, "place"), ({"link": "ftp://x"}, "link"), ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://a b"}, "link"), ({"link": "https://" + "x" * 2_000}, "link"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_said_beside_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        checked(replace(Plan(NOON, 45), **wrong))  # type: ignore[arg-type]
    assert told.value.field == field


def test_all_that_cannot_be_right_is_said_at_once() -> None:
    assert list(faults(Plan(NOON, 0, "x" * 501, "ftp://x", 0))) == ["minutes", "seats", "place", "link"]


def test_of_a_series_with_one_wrong_date_nothing_is_planned(anna: Desk) -> None:
    training = training_of(anna)
    with pytest.raises(InvalidInput):
        plan_series(anna, training, [Plan(NOON, 45), Plan(NOON, 0)])
    assert anna.store.where(Session) == []


def test_what_is_archived_is_not_planned(anna: Desk) -> None:
    training = training_of(anna)
    archive(anna, training)
    with pytest.raises(NotPossible, match="archived"):
        plan(anna, training, Plan(NOON, 45))


def test_only_who_gives_it_plans(anna: Desk) -> None:
    training = training_of(anna)
    with pytest.raises(NotAllowed):
        plan(colleague(anna, "Bram"), training, Plan(NOON, 45))


def test_a_change_a_calendar_must_know_raises_the_number_and_another_does_not(anna: Desk) -> None:
    session = session_of(anna, training_of(anna), seats=3)
    wish = wish_of(anna.store.get(Session, session))
    assert change(anna, session, wish).sentence == "Nothing was changed."
    change(anna, session, replace(wish, seats=5))
    assert anna.store.get(Session, session).sequence == 0
    change(anna, session, replace(wish, place="Hall 3"))
    assert anna.store.get(Session, session).sequence == 1
    cancel(anna, session)
    assert anna.store.get(Session, session).sequence == 2


def test_the_order_of_seats_stays_once_somebody_signed_up(anna: Desk) -> None:
    session = session_of(anna, training_of(anna))
    wish = wish_of(anna.store.get(Session, session))
    change(anna, session, replace(wish, order="draw"))
    sign_up(anna, session)
    with pytest.raises(InvalidInput, match="order of seats") as told:
        change(anna, session, wish)
    assert told.value.field == "order"


def test_fewer_seats_than_people_says_what_it_does_to_whom(anna: Desk) -> None:
    session = session_of(anna, training_of(anna), seats=3)
    people = [colleague(anna, name) for name in ("Bram", "Chris", "Dirk")]
    for one in people[:2]:
        sign_up(one, session)
    confirm(anna, session)
    sign_up(people[2], session)
    now = anna.store.get(Session, session)
    assert fewer_seats(anna, now, 3) == fewer_seats(anna, now, None) == ""
    assert fewer_seats(anna, now, 2) == "1 colleague with a provisional seat goes to the waiting list."
    assert fewer_seats(anna, now, 1) == (
        "1 more seat was confirmed already; it stays. 1 colleague with a provisional seat goes to the waiting list."
    )
    assert "1 colleague has a seat too many." in change(anna, session, replace(wish_of(now), seats=1)).sentence
    now = anna.store.get(Session, session)
    assert seating(anna, now).excess == 1
    assert fewer_seats(anna, now, 2) == ""


def test_what_somebody_else_changed_of_a_session_meanwhile_stays_where_it_was_left_alone(anna: Desk) -> None:
    session = session_of(anna, training_of(anna), seats=8)
    begun = wish_of(anna.store.get(Session, session))
    change(anna, session, replace(begun, starts=begun.starts + timedelta(days=1), seats=9))
    change(anna, session, replace(begun, place="Hall 9", seats=10), begun=begun)
    now = wish_of(anna.store.get(Session, session))
    assert now == replace(begun, starts=begun.starts + timedelta(days=1), place="Hall 9", seats=10)


def test_a_session_of_no_whole_minutes_ends_when_it_did_unless_its_time_is_changed(anna: Desk) -> None:
    planned = anna.store.get(Session, session_of(anna, training_of(anna)))
    ends = planned.starts + timedelta(minutes=59, seconds=59)  # as other programs write the end of an hour
    anna.store.save(replace(planned, ends=ends))
    begun = wish_of(replace(planned, ends=ends))
    change(anna, planned.id, replace(begun, seats=3), begun=begun)
    now = anna.store.get(Session, planned.id)
    assert (now.ends, now.sequence) == (ends, planned.sequence)  # so nobody is told that it moved
    change(anna, planned.id, replace(begun, starts=begun.starts + timedelta(hours=1)), begun=begun)
    assert anna.store.get(Session, planned.id).ends == ends + timedelta(hours=1)
    change(anna, planned.id, replace(begun, minutes=30), begun=begun)
    assert anna.store.get(Session, planned.id).ends == planned.starts + timedelta(hours=1, minutes=30)


def test_the_reason_of_cancelling_is_one_line_that_nothing_hides_or_turns(anna: Desk) -> None:
    session = session_of(anna, training_of(anna))
    cancel(anna, session, "I am \u202eill\udcff\n\x00today")
    assert anna.store.get(Session, session).reason == "I am ill today"


def test_cancelling_is_said_once_and_ends_changing(anna: Desk) -> None:
    session = session_of(anna, training_of(anna))
    assert cancel(anna, session, "  I am\nill ").sentence == "**Excel** of Thu 10 December, 13:00 is cancelled."
    assert anna.store.get(Session, session).reason == "I am ill"
    with pytest.raises(NotPossible):
        cancel(anna, session)
    with pytest.raises(NotPossible):
        change(anna, session, Plan(NOON, 45))


def test_a_co_trainer_plans_and_changes_until_it_is_taken_back(anna: Desk) -> None:
    bram, chris = colleague(anna, "Bram"), colleague(anna, "Chris")
    training = training_of(bram)
    with pytest.raises(NotAllowed, match="Only who gives this training"):
        add_trainer(chris, training, chris.me)
    assert add_trainer(bram, training, chris.me).sentence == "Chris gives **Excel** with you."
    with pytest.raises(NotPossible, match="already"):
        add_trainer(bram, training, chris.me)
    session = session_of(chris, training)
    assert [one.name for one in trainers(bram, bram.store.get(Training, training))] == ["Bram", "Chris"]
    remove_trainer(bram, training, chris.me)
    with pytest.raises(NotAllowed):
        change(chris, session, Plan(NOON, 45))
    assert bram.store.get(Session, session).training == training, "what Chris planned stays"
    with pytest.raises(NotPossible, match="stays its trainer"):
        remove_trainer(bram, training, bram.me)
