"""Who sits where: the laws that hold for every session, every line and every order in which things arrive."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from traincollega.errors import NewerVersionNeeded
from traincollega.models.change import stamp_at
from traincollega.models.seats import Reason, Seating, State, participants, seats
from traincollega.models.session import SEAT_RULE, Closing, Confirmation, Session
from traincollega.models.sign_up import SignUp

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
START = NOON + timedelta(days=7)
HERE = "session"
Case = tuple[Session, list[SignUp], list[Confirmation], list[Closing]]


def at(minutes: float) -> int:
    return stamp_at(NOON + timedelta(minutes=minutes))


def session(**values: Any) -> Session:
    return Session(id=HERE, creator="t", nonce="", starts=START, ends=START + timedelta(hours=1), **values)


def sign_up(name: str, minutes: float = 0, **values: Any) -> SignUp:
    return SignUp(**{"id": name, "creator": "", "nonce": "", "created": at(minutes), "session": HERE, "person": name[0]} | values)


def confirmed(*names: str, **values: Any) -> list[Confirmation]:
    given = {"creator": "t", "nonce": "", "created": at(60), "session": HERE} | values
    return [Confirmation(id=f"c{name}", sign_up=name, **given) for name in names]


def closed(*names: str, seed: str = "seed", minutes: float = 30, **values: Any) -> Closing:
    given = {"creator": "t", "nonce": "", "created": at(minutes), "session": HERE} | values
    return Closing(id=f"k{seed}", seed=seed, sign_ups=names, **given)


def line(count: int) -> list[SignUp]:
    return [sign_up(name, n) for n, name in enumerate("abcdefghijklmnop"[:count])]


def names(seating: Seating, state: State) -> list[str]:
    return [seat.sign_up.id for seat in seating.seats if seat.state is state and seat.number]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Lines with people in them twice, people who left, deleted rows, rows of another session, two closings."""
    where = st.sampled_from((HERE, HERE, HERE, "elsewhere"))
    sign_ups = [
        sign_up(
            f"{person}{n}", minutes, session=draw(where), deleted=draw(st.integers(0, 9)) == 0,
            withdrawn=draw(st.none() | st.none() | st.just(NOON + timedelta(minutes=minutes + draw(st.integers(1, 50))))),
        )
        for n, (person, minutes) in enumerate(draw(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 40)), max_size=10)))
    ]  # fmt: skip
    some = st.lists(st.sampled_from([one.id for one in sign_ups] or ["nobody"]), max_size=6, unique=True)
    confirmations = [replace(one, session=draw(where), deleted=draw(st.integers(0, 9)) == 0) for one in confirmed(*draw(some))]
    closings = [
        closed(*draw(some), seed=str(n), minutes=draw(st.integers(0, 50)), deleted=draw(st.integers(0, 4)) == 0)
        for n in range(draw(st.integers(0, 2)))
    ]
    about = session(
        seats=draw(st.none() | st.integers(-1, 6)), order=draw(st.sampled_from(("time", "draw"))),
        closes=draw(st.none() | st.integers(0, 40).map(lambda minutes: NOON + timedelta(minutes=minutes))),
    )  # fmt: skip
    return about, sign_ups, confirmations, closings


def here(case: Case) -> list[SignUp]:
    return [one for one in case[1] if one.session == HERE and not one.deleted and one.withdrawn is None]


def sure(case: Case) -> set[str]:
    """Return the persons with a confirmed seat, as far as the draw (if there is one) was held."""
    about, _sign_ups, confirmations, closings = case
    if about.order == "draw" and all(one.deleted for one in closings):
        return set()
    named = {one.sign_up for one in confirmations if one.session == HERE and not one.deleted}
    return {one.person for one in here(case) if one.id in named}


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_arrive_does_not_matter(case: Case, chance: random.Random) -> None:
    due = seats(*case)
    shuffled = [chance.sample(rows, len(rows)) for rows in case[1:]]
    assert seats(case[0], *shuffled) == due  # type: ignore[arg-type]
    assert seats(*case) == due


@given(cases())
def test_never_more_are_seated_than_seats_or_confirmed(case: Case) -> None:
    limit = case[0].seats
    if limit is not None:
        assert seats(*case).taken <= max(limit, len(sure(case)))


@given(cases())
def test_everybody_stands_in_the_list_and_one_person_counts_once(case: Case) -> None:
    seating = seats(*case)
    assert sorted(seat.sign_up.id for seat in seating.seats) == sorted(one.id for one in here(case))
    counted = [seat.sign_up.person for seat in seating.seats if seat.number]
    assert sorted(counted) == sorted({one.person for one in here(case)})
    assert seating.taken + seating.waiting == len(counted)


@given(cases())
def test_numbers_count_from_one_without_holes(case: Case) -> None:
    seating = seats(*case)
    for state in State:
        numbers = [seat.number for seat in seating.seats if seat.state is state and seat.number]
        assert numbers == list(range(1, len(numbers) + 1))
    assert all((seat.number == 0) == (seat.reason is Reason.TWICE) for seat in seating.seats)


@given(cases())
def test_no_seat_stays_free_while_somebody_waits(case: Case) -> None:
    seating = seats(*case)
    if seating.waiting and not any(seat.reason is Reason.DRAW_TO_COME for seat in seating.seats):
        assert seating.free == 0


@given(cases(), st.integers(0, 6))
def test_a_confirmed_seat_is_kept_when_seats_shrink(case: Case, fewer: int) -> None:
    for about in (case[0], replace(case[0], seats=fewer)):
        seating = seats(about, *case[1:])
        assert {seat.sign_up.person for seat in seating.seats if seat.state is State.CONFIRMED} == sure(case)
        assert seating.excess == (0 if about.seats is None else max(0, seating.taken - max(0, about.seats)))


@given(cases(), st.integers(0, 40))
def test_a_confirmed_seat_is_kept_when_others_come(case: Case, minutes: int) -> None:
    comes = sign_up("z99", minutes)
    after = seats(case[0], [*case[1], comes], *case[2:])
    assert {seat.sign_up.person for seat in after.seats if seat.state is State.CONFIRMED} == sure(case)


@given(cases(), st.data())
def test_who_leaves_frees_one_seat_and_the_first_in_line_moves_up(case: Case, data: st.DataObject) -> None:
    before = seats(*case)
    seated = [seat.sign_up for seat in before.seats if seat.state is not State.WAITING]
    assume(seated)
    leaver = data.draw(st.sampled_from(seated))
    gone = [replace(one, withdrawn=START) if one.person == leaver.person and one.withdrawn is None else one for one in case[1]]
    after = seats(case[0], gone, *case[2:])
    was, now = ({seat.sign_up.id for seat in one.seats if seat.state is not State.WAITING} for one in (before, after))
    first = names(before, State.WAITING)[:1]
    room = before.excess == 0
    assert now == (was - {leaver.id}) | (set(first) if room else set())
    if room and first and case[0].order == "time":
        (seat,) = [seat for seat in after.seats if seat.sign_up.id == first[0]]
        assert (seat.state, seat.reason) == (State.PROVISIONAL, Reason.MOVED_UP)


def test_who_waited_for_somebody_confirmed_who_came_later_moves_up_when_they_leave() -> None:
    early, late = sign_up("a"), sign_up("b", 1)
    before = seats(session(seats=1), [early, late], confirmed("b"))
    assert [(seat.sign_up.id, seat.state) for seat in before.seats] == [("b", State.CONFIRMED), ("a", State.WAITING)]
    (seat,) = seats(session(seats=1), [early, replace(late, withdrawn=START)], confirmed("b")).seats
    assert (seat.sign_up.id, seat.state, seat.reason) == ("a", State.PROVISIONAL, Reason.MOVED_UP)


@given(cases(), st.data())
def test_who_leaves_and_returns_joins_the_back(case: Case, data: st.DataObject) -> None:
    assume(here(case))
    person = data.draw(st.sampled_from(here(case))).person
    left = [replace(one, withdrawn=START) if one.person == person and one.withdrawn is None else one for one in case[1]]
    back = sign_up(f"{person}99", 99)
    seating = seats(case[0], [*left, back], *case[2:])
    among = [seat.sign_up.id for seat in seating.seats if seat.state is not State.CONFIRMED and seat.number]
    assert among[-1] == back.id


@given(cases())
def test_deleted_rows_and_those_of_another_session_do_not_count(case: Case) -> None:
    about, *rows = case
    assert seats(*case) == seats(about, *([one for one in some if one.session == HERE and not one.deleted] for some in rows))  # type: ignore[attr-defined, misc]


@given(cases())
def test_before_the_draw_nobody_sits(case: Case) -> None:
    seating = seats(replace(case[0], order="draw"), case[1], case[2])
    assert seating.taken == 0
    assert {seat.reason for seat in seating.seats} <= {Reason.DRAW_TO_COME, Reason.TWICE}


@given(cases())
def test_in_order_of_time_the_line_is_the_order_of_the_stamps(case: Case) -> None:
    seating = seats(replace(case[0], order="time"), case[1])
    stamps = [(seat.sign_up.created, seat.sign_up.id) for seat in seating.seats if seat.number]
    assert stamps == sorted(stamps)


@given(cases(), st.integers(0, 6))
def test_who_sits_in_order_had_fewer_before_them_than_there_are_seats(case: Case, capacity: int) -> None:
    about = replace(case[0], order="time", seats=capacity)
    line = sorted((one for one in case[1] if one.session == HERE and not one.deleted), key=lambda one: (one.created, one.id))
    sure = {one.sign_up for one in case[2] if one.session == HERE and not one.deleted}
    for seat in seats(about, *case[1:]).seats:
        if seat.state is State.PROVISIONAL:
            made = seat.sign_up.created
            before = [*line[: line.index(seat.sign_up)], *(one for one in line if one.id in sure)]
            there = [one for one in before if one.withdrawn is None or stamp_at(one.withdrawn + timedelta(seconds=1)) > made]
            room = len({one.person for one in there} - {seat.sign_up.person}) < capacity
            assert seat.reason is (Reason.IN_ORDER if room else Reason.MOVED_UP)


def test_in_order_of_time_the_first_get_the_seats_and_the_others_wait() -> None:
    seating = seats(session(seats=2), line(4))
    assert names(seating, State.PROVISIONAL) == ["a", "b"]
    assert [(seat.sign_up.id, seat.number, seat.reason) for seat in seating.seats if seat.state is State.WAITING] == [
        ("c", 1, Reason.FULL),
        ("d", 2, Reason.FULL),
    ]
    assert (seating.taken, seating.waiting, seating.free, seating.excess) == (2, 2, 0, 0)


def test_without_a_limit_everybody_sits() -> None:
    seating = seats(session(), line(16))
    assert (seating.taken, seating.free, seating.excess) == (16, None, 0)
    assert {seat.reason for seat in seating.seats} == {Reason.IN_ORDER}


def test_who_signs_up_after_somebody_left_sits_in_order_and_did_not_move_up() -> None:
    gone = sign_up("a", 0, withdrawn=NOON + timedelta(minutes=5))
    (seat,) = seats(session(seats=1), [gone, sign_up("b", 10)]).seats
    assert seat.reason is Reason.IN_ORDER
    (seat,) = seats(session(seats=1), [gone, sign_up("b", 4)]).seats
    assert seat.reason is Reason.MOVED_UP


def test_who_returns_within_the_second_did_not_move_up_from_behind_themselves() -> None:
    (seat,) = seats(session(seats=1), [sign_up("a1", 0, withdrawn=NOON), sign_up("a2", 0.005)]).seats
    assert seat.reason is Reason.IN_ORDER


def test_a_person_twice_in_the_line_holds_nobody_back() -> None:
    seating = seats(session(seats=2), [sign_up("a1"), sign_up("a2", 1), sign_up("b", 2)])
    assert [(seat.sign_up.id, seat.reason) for seat in seating.seats] == [
        ("a1", Reason.IN_ORDER),
        ("b", Reason.IN_ORDER),
        ("a2", Reason.TWICE),
    ]
    assert seating.of("a").sign_up.id == "a1"  # type: ignore[union-attr]


def test_of_two_sign_ups_of_one_person_the_confirmed_one_counts() -> None:
    seating = seats(session(seats=1), [sign_up("a1"), sign_up("a2", 1)], confirmed("a2"))
    assert names(seating, State.CONFIRMED) == ["a2"]
    assert names(seating, State.WAITING) == []


def test_confirming_does_not_follow_who_leaves_and_returns() -> None:
    gone, back = sign_up("a1", 0, withdrawn=NOON), sign_up("a2", 9)
    seating = seats(session(seats=1), [gone, sign_up("b", 1), back], confirmed("a1"))
    assert names(seating, State.CONFIRMED) == []
    assert names(seating, State.PROVISIONAL) == ["b"]
    assert names(seating, State.WAITING) == ["a2"]


def test_an_excess_shows_how_many_are_too_many() -> None:
    seating = seats(session(seats=1), line(3), confirmed("a", "b"))
    assert (seating.taken, seating.excess, seating.waiting) == (2, 1, 1)


def test_who_comes_after_the_closing_date_stands_last_and_reads_why() -> None:
    about = session(seats=1, closes=NOON + timedelta(minutes=1, seconds=30))
    seating = seats(about, line(3))
    assert [(seat.sign_up.id, seat.reason) for seat in seating.seats] == [
        ("a", Reason.IN_ORDER), ("b", Reason.FULL), ("c", Reason.TOO_LATE),
    ]  # fmt: skip


@given(st.text(max_size=5), st.permutations("abcdef"), st.integers(0, 7))
def test_the_draw_follows_the_seed_the_list_and_the_person(seed: str, listed: list[str], limit: int) -> None:
    closing = closed(*listed, seed=seed)
    seating = seats(session(seats=limit, order="draw"), line(6), (), [closing])
    whole = blake2b("\n".join(listed).encode(), digest_size=16).hexdigest()
    due = sorted("abcdef", key=lambda person: blake2b(f"{seed} {whole} {person}".encode(), digest_size=16).digest())
    assert [seat.sign_up.person for seat in seating.seats] == due
    assert [seat.reason for seat in seating.seats] == [Reason.DRAWN] * min(limit, 6) + [Reason.NOT_DRAWN] * max(0, 6 - limit)


def test_another_seed_or_another_list_gives_another_draw() -> None:
    orders = {
        tuple(seat.sign_up.id for seat in seats(session(order="draw"), line(16), (), [closing]).seats)
        for closing in (closed(*"abcdefghijklmnop"), closed(*"abcdefghijklmnop", seed="other"), closed(*"ponmlkjihgfedcba"))
    }
    assert len(orders) == 3


def test_who_comes_after_the_draw_follows_it_in_order_of_time() -> None:
    seating = seats(session(seats=5, order="draw"), line(6), (), [closed("e", "f")])
    assert {seat.sign_up.id for seat in seating.seats[:2]} == {"e", "f"}
    assert [(seat.sign_up.id, seat.reason) for seat in seating.seats[2:]] == [(name, Reason.AFTER_DRAW) for name in "abcd"]


def test_who_was_drawn_stays_drawn_when_an_earlier_sign_up_of_theirs_turns_up() -> None:
    seating = seats(session(seats=1, order="draw"), [sign_up("a1"), sign_up("a2", 1)], (), [closed("a2")])
    assert [(seat.sign_up.id, seat.reason) for seat in seating.seats] == [("a2", Reason.DRAWN), ("a1", Reason.TWICE)]


def test_of_two_closings_the_first_one_holds_on_every_computer() -> None:
    first, second = closed(*"abcdef", seed="1", minutes=30), closed(*"abcdef", seed="2", minutes=31)
    about = session(seats=2, order="draw")
    assert seats(about, line(6), (), [second, first]) == seats(about, line(6), (), [first])


def test_a_confirmation_from_before_the_draw_sleeps_until_the_list_is_closed_and_is_not_lost() -> None:
    about = session(seats=1, order="draw")
    early = confirmed("c", created=at(3))
    assert seats(about, line(3), early).taken == 0
    assert names(seats(about, line(3), early, [closed(*"abc")]), State.CONFIRMED) == ["c"]


@pytest.mark.parametrize("unknown", [{"rule": SEAT_RULE + 1}, {"rule": 0}, {"order": "by lot"}])
def test_a_rule_of_a_newer_version_is_not_guessed(unknown: dict[str, Any]) -> None:
    with pytest.raises(NewerVersionNeeded, match="newest version"):
        seats(session(**unknown), line(2))


def test_fewer_than_no_seats_is_no_seats() -> None:
    seating = seats(session(seats=-3), line(1))
    assert (seating.taken, seating.waiting, seating.excess, seating.free) == (0, 1, 0, 0)


def test_who_took_part_is_who_was_confirmed_and_who_sat_provisionally_before_the_start() -> None:
    late = sign_up("z", 60 * 24 * 8)
    about = session(seats=4)
    seating = seats(about, [*line(3), late], confirmed("b"))
    assert [(seat.sign_up.id, seat.state) for seat in participants(about, seating)] == [
        ("b", State.CONFIRMED), ("a", State.PROVISIONAL), ("c", State.PROVISIONAL),
    ]  # fmt: skip
    assert [seat.sign_up.id for seat in participants(about, seats(about, [late], confirmed("z")))] == ["z"]


def test_who_waited_took_no_part() -> None:
    about = session(seats=1)
    assert [seat.sign_up.id for seat in participants(about, seats(about, line(3)))] == ["a"]


def test_a_draw_that_was_never_held_goes_by_time_for_who_took_part() -> None:
    about = session(seats=2, order="draw")
    sign_ups = [sign_up("a1"), sign_up("a2", 1), sign_up("b", 2), sign_up("c", 3)]
    assert [seat.sign_up.id for seat in participants(about, seats(about, sign_ups))] == ["a1", "b"]
