"""The course of a sign-up: what the table of a session tells about each colleague."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.office import MONDAY, Office, new_office
from traincollega.language import day_short
from traincollega.models.seats import State
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.services import enrolling, planning
from traincollega.services.participating import counts_line, may_see_names, participants_of, taken_line


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path)


def courses(office: Office, session: Session) -> dict[str, str]:
    people = participants_of(office.desk, office.desk.store.get(Session, session.id))
    return {one.name: one.course for one in (*people.seated, *people.waiting, *people.left)}


def full_session(office: Office, seats: int = 1, **wish: object) -> Session:
    return office.session(office.training(), MONDAY + timedelta(days=10), seats=seats, **wish)


def test_who_signed_up_in_time_has_no_course_to_tell(office: Office) -> None:
    session = full_session(office)
    enrolling.sign_up(office.colleague("Daan Brouwer", "Communicatie"), session.id)
    people = participants_of(office.desk, session)
    assert [(one.name, one.department, one.course) for one in people.seated] == [("Daan Brouwer", "Communicatie", "")]


@pytest.mark.parametrize("confirmed", [False, True])
def test_who_moved_up_tells_when_also_once_confirmed(office: Office, confirmed: bool) -> None:
    session = full_session(office)
    first, second = office.colleague("Esther"), office.colleague("Daan")
    enrolling.sign_up(first, session.id)
    enrolling.sign_up(second, session.id)
    assert courses(office, session)["Daan"] == "signed up today, 14:02"
    office.clock.later(days=2, hours=2, minutes=8)
    enrolling.withdraw(first, session.id)
    office.clock.later(days=1)
    if confirmed:
        enrolling.confirm(office.desk, session.id)
    assert courses(office, session) == {
        "Daan": "was on the waiting list, got a seat on Wednesday",
        "Esther": "left on Wednesday, 16:10",
    }


def test_who_came_after_the_seat_was_free_never_waited(office: Office) -> None:
    session = full_session(office)
    enrolling.sign_up(office.colleague("Esther"), session.id)
    enrolling.withdraw(office.colleague("Esther"), session.id)
    enrolling.sign_up(office.colleague("Daan"), session.id)
    assert courses(office, session)["Daan"] == ""


def test_seats_added_are_told_as_a_move_too(office: Office) -> None:
    session = full_session(office)
    for name in ("Esther", "Daan"):
        enrolling.sign_up(office.colleague(name), session.id)
    office.clock.later(days=1)
    wish = planning.wish_of(session)
    planning.change(office.desk, session.id, planning.Plan(wish.starts, wish.minutes, seats=2))
    assert courses(office, session)["Daan"] == "was on the waiting list, got a seat today"


def test_who_loses_a_seat_reads_why(office: Office) -> None:
    session = full_session(office, seats=2)
    for name in ("Esther", "Daan"):
        enrolling.sign_up(office.colleague(name), session.id)
    wish = planning.wish_of(session)
    planning.change(office.desk, session.id, planning.Plan(wish.starts, wish.minutes, seats=1))
    assert courses(office, session)["Daan"] == "had a seat; there are fewer seats now"


def test_who_left_and_came_back_stands_in_the_list_once(office: Office) -> None:
    session = full_session(office)
    esther = office.colleague("Esther")
    for step in (enrolling.sign_up, enrolling.withdraw, enrolling.sign_up):
        step(esther, session.id)
        office.clock.later(hours=1)
    people = participants_of(office.desk, session)
    assert [one.course for one in people.seated] == ["left, and signed up again today, 16:02"]
    assert people.left == ()


def test_who_was_taken_off_did_not_leave(office: Office) -> None:
    session = full_session(office)
    esther = office.colleague("Esther")
    enrolling.sign_up(esther, session.id)
    office.clock.later(days=8)
    enrolling.withdraw(office.desk, session.id, person=esther.me)
    assert courses(office, session) == {"Esther": "taken off the list today, 14:02"}
    office.clock.later(days=8)
    assert courses(office, session) == {"Esther": "taken off the list on Tue 1 December, 14:02"}


def test_a_draw_tells_what_it_gave(office: Office) -> None:
    session = full_session(office, order="draw")
    for name in ("Esther", "Daan"):
        enrolling.sign_up(office.colleague(name), session.id)
    assert counts_line(participants_of(office.desk, session)) == "2 in the draw"
    enrolling.confirm(office.desk, session.id)
    enrolling.sign_up(office.colleague("Ahmed"), session.id)
    people = participants_of(office.desk, session)
    assert [one.course for one in people.waiting] == ["the draw put others first", "signed up after the draw"]
    assert counts_line(people) == "1 confirmed · 2\N{NO-BREAK SPACE}waiting"


def test_the_lines_count_everybody_once(office: Office) -> None:
    session = full_session(office, seats=2)
    for name in ("Esther", "Daan", "Ahmed", "Chen"):
        enrolling.sign_up(office.colleague(name), session.id)
    enrolling.confirm(office.desk, session.id)
    enrolling.withdraw(office.colleague("Daan"), session.id)
    people = participants_of(office.desk, session)
    assert counts_line(people) == "1 confirmed · 1 provisional · 1\N{NO-BREAK SPACE}waiting · 1 left"
    assert taken_line(session, people.placed) == "2 of 2 seats taken · provisional"
    enrolling.confirm(office.desk, session.id)
    wish = planning.wish_of(session)
    planning.change(office.desk, session.id, planning.Plan(wish.starts, wish.minutes, seats=1))
    session = office.desk.store.get(Session, session.id)
    assert taken_line(session, enrolling.seating(office.desk, session)) == "2 of 1 seat taken · 1 too many · confirmed"


def test_names_are_for_trainers_and_coordinators(office: Office) -> None:
    session = office.session(office.training(by="Sanne de Wit"), MONDAY + timedelta(days=1))
    assert may_see_names(office.desk, session)
    assert may_see_names(office.colleague("Sanne de Wit"), session)
    assert not may_see_names(office.colleague("Daan"), session)


@given(st.lists(st.tuples(st.sampled_from(["up", "off", "seats"]), st.integers(0, 7)), max_size=30))
def test_whoever_moved_up_did_so_when_the_seats_say(steps: list[tuple[str, int]]) -> None:
    """The short count and the seats themselves, asked after every step, name the same moment."""
    with TemporaryDirectory() as folder:
        office = new_office(Path(folder))
        session = full_session(office, seats=2)
        waited: set[str] = set()
        seen: dict[str, str] = {}
        for step, number in steps:
            office.clock.later(days=1)
            colleague = office.colleague(f"Collega {number}")
            placed = enrolling.seating(office.desk, office.desk.store.get(Session, session.id))
            if step == "seats":
                office.desk.store.save(replace(office.desk.store.get(Session, session.id), seats=1 + number))
            elif step == "up" and placed.of(colleague.me) is None:
                colleague.store.save(SignUp.new(colleague.me, session=session.id, person=colleague.me))
            elif step == "off" and (seat := placed.of(colleague.me)) is not None:
                colleague.store.save(replace(seat.sign_up, withdrawn=office.clock()))
            placed = enrolling.seating(office.desk, office.desk.store.get(Session, session.id))
            for seat in placed.seats:
                if seat.state is State.WAITING:
                    waited |= {seat.sign_up.id} - seen.keys()
                elif seat.sign_up.id in waited:
                    seen.setdefault(seat.sign_up.id, day_short(office.desk.today()))
                else:
                    seen.setdefault(seat.sign_up.id, "")
        office.clock.later(days=30)
        people = participants_of(office.desk, office.desk.store.get(Session, session.id))
        told = {one.sign_up.id: one.course for one in people.seated}
        assert {key for key, course in told.items() if "waiting list" in course} == {key for key in told if seen[key]}
        assert all(seen[key] in course for key, course in told.items() if "waiting list" in course)
        office.desk.store.connection.close()
