"""Enrolling: one click is a seat or a place in the line; who leaves makes room; every step looks again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.models.world import NOON, Time
from tests.services.conftest import colleague, session_of, training_of
from traincollega.errors import InvalidInput, NewerVersionNeeded, NotAllowed, NotFound, NotPossible
from traincollega.models.colleague import Colleague
from traincollega.models.seats import Reason, State
from traincollega.models.session import Closing, Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.services.browsing import agenda, cards
from traincollega.services.desk import Desk
from traincollega.services.enrolling import (
    Standing,
    confirm,
    free_line,
    my_sessions,
    overlapping,
    reason_line,
    seating,
    seatings,
    show_me,
    sign_up,
    sign_up_address,
    standing,
    withdraw,
)  # fmt: skip
from traincollega.services.planning import cancel


@pytest.fixture
def session(anna: Desk) -> str:
    return session_of(anna, training_of(anna), seats=1)


def look(desk: Desk, session: str) -> Standing:
    found = desk.store.get(Session, session)
    return standing(desk, found, seating(desk, found))


def state(desk: Desk, session: str) -> tuple[str, str]:
    found = look(desk, session)
    return found.line, found.action


def test_signing_up_waiting_leaving_and_moving_up(anna: Desk, session: str) -> None:
    bram, chris = colleague(anna, "Bram"), colleague(anna, "Chris")
    assert state(bram, session) == ("1 seat free", "sign up")
    assert sign_up(bram, session).sentence == "You have a provisional seat at **Excel**."
    assert state(bram, session) == ("provisional seat", "withdraw")
    assert state(chris, session) == ("full", "wait")
    assert sign_up(chris, session).sentence == "You are number 1 on the waiting list of **Excel**."
    assert state(chris, session) == ("waiting list, number 1", "withdraw")
    assert state(anna, session) == ("full · 1\N{NO-BREAK SPACE}waiting", "wait")
    assert withdraw(bram, session).sentence == "You have left **Excel**. Your seat is free for a colleague."
    assert state(chris, session) == ("provisional seat", "withdraw")
    seat = seating(chris, chris.store.get(Session, session)).of(chris.me)
    assert seat is not None
    assert reason_line(seat.reason) == "Moved up, because somebody left."
    sign_up(bram, session)
    assert state(bram, session) == ("waiting list, number 1", "withdraw")
    assert withdraw(bram, session).sentence == "You have left **Excel**."


def test_a_sign_up_can_be_undone(anna: Desk, session: str) -> None:
    done = sign_up(anna, session)
    assert anna.undo(done).sentence == "Undone."
    assert state(anna, session) == ("1 seat free", "sign up")
    assert anna.undo(done).sentence == "There was nothing left to undo."


def test_nobody_stands_in_the_list_twice(anna: Desk, session: str) -> None:
    sign_up(anna, session)
    with pytest.raises(NotPossible, match="already on the list"):
        sign_up(anna, session)
    withdraw(anna, session)
    with pytest.raises(NotPossible, match="not on the list"):
        withdraw(anna, session)


def test_nobody_signs_up_for_what_is_cancelled_begun_closed_or_gone(anna: Desk, time: Time) -> None:
    training = training_of(anna)
    cancelled, begun = session_of(anna, training), session_of(anna, training, days=1)
    closed = session_of(anna, training, days=5, closes=NOON + timedelta(hours=1))
    sign_up(anna, begun)
    cancel(anna, cancelled, "ill")
    time.now = NOON + timedelta(days=2)
    for session, why in ((cancelled, "cancelled"), (begun, "already begun"), (closed, "closed on Thu 3 December, 14:00")):
        with pytest.raises(NotPossible, match=why):
            sign_up(anna, session)
        assert look(anna, session).action == ""
    with pytest.raises(NotPossible, match="already begun"):
        withdraw(anna, begun)
    with pytest.raises(NotFound):
        sign_up(anna, "0" * 32)


def test_a_trainer_signs_a_known_colleague_up_in_whatever_case_the_address_is(anna: Desk, session: str) -> None:
    bram = colleague(anna, "Bram")
    done = sign_up_address(anna, session, "  BRAM@Noordveld.NL ")
    assert done.sentence == "Bram has a provisional seat at **Excel**."
    assert state(bram, session) == ("provisional seat", "withdraw")
    with pytest.raises(NotPossible, match="They are already on the list"):
        sign_up_address(anna, session, "bram@noordveld.nl")
    assert withdraw(anna, session, person=bram.me).sentence == "Bram is off the list of **Excel**."


def test_an_unknown_address_becomes_a_colleague_without_a_program_and_goes_with_undo(anna: Desk, session: str) -> None:
    done = sign_up_address(anna, session, "dirk@elsewhere.nl")
    (dirk,) = anna.store.where(Colleague, on_paper=True)
    assert (dirk.name, dirk.email) == ("dirk", "dirk@elsewhere.nl")
    assert done.sentence == "dirk has a provisional seat at **Excel**."
    anna.undo(done)
    assert anna.store.where(Colleague, on_paper=True) == anna.store.where(SignUp) == []


def test_undo_leaves_a_colleague_whom_somebody_else_has_on_a_list_by_now(anna: Desk, session: str) -> None:
    done = sign_up_address(anna, session, "dirk@elsewhere.nl")
    other = session_of(anna, training_of(anna, "Word"))
    sign_up_address(anna, other, "dirk@elsewhere.nl")
    again = anna.undo(done)
    (dirk,) = anna.store.where(Colleague, on_paper=True)
    assert [(one.session, one.person) for one in anna.store.where(SignUp)] == [(other, dirk.id)]
    with pytest.raises(NotPossible, match="already on the list"):
        sign_up_address(anna, other, "dirk@elsewhere.nl")
    anna.undo(again)
    assert len(anna.store.where(SignUp, person=dirk.id)) == 2, "undoing that is whole too"


def test_no_colleague_is_left_behind_by_a_sign_up_that_fails(anna: Desk, session: str) -> None:
    bram = colleague(anna, "Bram")
    with pytest.raises(NotAllowed):
        sign_up_address(bram, session, "dirk@elsewhere.nl")
    cancel(anna, session)
    with pytest.raises(NotPossible):
        sign_up_address(anna, session, "dirk@elsewhere.nl")
    with pytest.raises(InvalidInput):
        sign_up_address(anna, session, "no address")
    assert anna.store.where(Colleague, on_paper=True) == []


def test_somebody_who_is_not_here_cannot_be_signed_up(anna: Desk, session: str) -> None:
    with pytest.raises(NotFound):
        sign_up(anna, session, person="0" * 32)
    assert anna.store.where(SignUp) == []


def test_what_i_have_at_the_same_time_is_named(anna: Desk) -> None:
    training = training_of(anna)
    first, second = session_of(anna, training, days=7, minutes=60), session_of(anna, training, days=7 + 1 / 48, minutes=60)
    after = session_of(anna, training, days=7 + 1 / 24, minutes=60)
    sign_up(anna, first)
    found = [overlapping(anna, anna.store.get(Session, one)) for one in (first, second, after)]
    assert [[one.id for one, _training in others] for others in found] == [[], [first], []]
    cancel(anna, first)
    assert overlapping(anna, anna.store.get(Session, second)) == []


def test_confirming_keeps_seats_when_the_session_shrinks(anna: Desk) -> None:
    session = session_of(anna, training_of(anna), seats=2)
    people = [colleague(anna, name) for name in ("Bram", "Chris", "Dirk")]
    for one in people:
        sign_up(one, session)
    assert confirm(anna, session).sentence == "2 seats are confirmed."
    assert confirm(anna, session).sentence == "Every seat was confirmed already."
    assert [state(one, session)[0] for one in people] == ["confirmed seat", "confirmed seat", "waiting list, number 1"]
    anna.store.save(replace(anna.store.get(Session, session), seats=1))
    assert [state(one, session)[0] for one in people] == ["confirmed seat", "confirmed seat", "waiting list, number 1"]
    assert free_line(anna.store.get(Session, session), seating(anna, anna.store.get(Session, session))) == "1 too many"


def test_only_who_gives_it_or_coordinates_confirms(anna: Desk) -> None:
    bram, chris = colleague(anna, "Bram"), colleague(anna, "Chris")
    session = session_of(bram, training_of(bram), seats=2)
    sign_up(chris, session)
    with pytest.raises(NotAllowed):
        confirm(chris, session)
    confirm(anna, session)
    cancel(bram, session)
    with pytest.raises(NotPossible, match="cancelled"):
        confirm(bram, session)


def test_a_draw_is_held_once_and_cannot_be_held_again(anna: Desk) -> None:
    session = session_of(anna, training_of(anna), seats=2, order="draw")
    with pytest.raises(NotPossible, match="nothing to draw"):
        confirm(anna, session)
    people = [colleague(anna, name) for name in ("Bram", "Chris", "Dirk")]
    sentences = [sign_up(one, session).sentence for one in people]
    assert sentences == ["You take part in the draw for **Excel**."] * 3
    assert state(people[0], session) == ("in the draw, with 2 colleagues", "withdraw")
    assert state(anna, session) == ("draw · 3 take part", "sign up")
    done = confirm(anna, session)
    assert done.sentence == "2 seats are confirmed. 1 colleague is on the waiting list."
    lines = sorted(state(one, session)[0] for one in people)
    assert lines == ["confirmed seat", "confirmed seat", "waiting list, number 1"]
    anna.undo(done)
    assert sorted(state(one, session)[0] for one in people) == lines
    assert len(anna.store.where(Closing)) == 1
    assert state(anna, session) == ("full · 1\N{NO-BREAK SPACE}waiting", "wait")
    sign_up(anna, session)
    seat = seating(anna, anna.store.get(Session, session)).of(anna.me)
    assert seat is not None
    assert (seat.state, seat.reason, seat.number) == (State.WAITING, Reason.AFTER_DRAW, 2)


def test_confirming_in_order_of_time_can_be_undone(anna: Desk, session: str) -> None:
    sign_up(anna, session)
    anna.undo(confirm(anna, session))
    assert anna.store.where(Confirmation) == []
    assert state(anna, session) == ("provisional seat", "withdraw")


def test_a_newer_seat_rule_spoils_no_list_and_promises_nothing(anna: Desk) -> None:
    training = training_of(anna)
    session, other = session_of(anna, training), session_of(anna, training)
    anna.store.save(replace(anna.store.get(Session, session), rule=2))
    found = [anna.store.get(Session, one) for one in (session, other)]
    placed = seatings(anna, found)
    assert [placed[one].known for one in (session, other)] == [False, True]
    assert standing(anna, found[0], placed[session]) == Standing("", "newer version needed", "")
    assert len(agenda(anna, NOON, NOON + timedelta(days=30))) == 2
    assert len(cards(anna, [1])) == 1
    with pytest.raises(NewerVersionNeeded):
        sign_up(anna, session)
    assert anna.store.where(SignUp) == []


def test_i_choose_whether_colleagues_see_that_i_come(anna: Desk, session: str) -> None:
    sign_up(anna, session)
    show_me(anna, session, visible=True)
    assert [one.visible for one in anna.store.where(SignUp)] == [True]
    show_me(anna, session, visible=False)
    assert [one.visible for one in anna.store.where(SignUp)] == [False]


def test_my_sessions_are_those_on_whose_list_i_am(anna: Desk, session: str) -> None:
    later = session_of(anna, training_of(anna, "Word"), days=9)
    sign_up(anna, later)
    sign_up(anna, session)
    assert [one.id for one in my_sessions(anna)] == [session, later]
    withdraw(anna, session)
    assert [one.id for one in my_sessions(anna)] == [later]


def test_every_reason_is_said_in_a_sentence() -> None:
    assert all(reason_line(reason).endswith(".") for reason in Reason)


def test_where_nobody_has_a_seat_confirming_says_why(anna: Desk, session: str, time: Time) -> None:
    assert confirm(anna, session).sentence == "Nobody has signed up yet, so there is no seat to confirm."
    time.now = NOON + timedelta(days=30)
    assert confirm(anna, session).sentence == "Nobody took part."


def test_where_everybody_waits_confirming_says_so(anna: Desk, session: str) -> None:
    sign_up(anna, session)
    anna.store.save(replace(anna.store.get(Session, session), seats=0))  # as another program may write it
    assert confirm(anna, session).sentence == "Nobody has a seat; 1 colleague is on the waiting list."
