"""Counting looks only at what something was noted of since, and misses nothing: not what waits, comes back or is corrected."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.office import MONDAY, Office, new_office
from traincollega.models.attendance import Missed, Presence
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import counting
from traincollega.services.attending import NO_SHOW, all_present
from traincollega.services.attending import note as noted
from traincollega.services.counting import SETTLES, count, counted, waiting
from traincollega.services.desk import Done
from traincollega.services.enrolling import sign_up
from traincollega.services.erasing import erase
from traincollega.services.planning import cancel
from traincollega.services.retaining import apply


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "profile")


@pytest.fixture
def session(office: Office) -> Session:
    desk = office.desk
    training = Training.new(desk.me, title="Excel", topics=("Excel",))
    made = Session.new(desk.me, training=training.id, starts=MONDAY, ends=MONDAY + timedelta(hours=1))
    desk.store.save(training, made)
    return desk.store.get(Session, made.id)


def note(office: Office, session: Session, numbers: Iterable[int], minutes: int = 60, *, missed: bool = False) -> Done:
    """Note how long these colleagues were there, or that they did not come."""
    desk, minutes = office.desk, 0 if missed else minutes
    there = [
        row
        for who in (person(office, number) for number in numbers)
        for row in (
            Presence.new(desk.me, session=session.id, person=who, minutes=minutes),
            Missed.new(desk.me, session=session.id, person=who, missed=missed),
        )
    ]
    return Done("", desk.store.save(*there))


def person(office: Office, number: int) -> str:
    """Return a colleague."""
    return office.colleague(f"Eva {number}", "Burgerzaken").me


def have_cards(office: Office, many: int) -> None:
    """Give so many colleagues a card, also who comes to nothing."""
    for number in range(many):
        person(office, number)


def look(office: Office) -> bool:
    """Let time pass until what was noted can be counted, and count."""
    office.clock.at += SETTLES + timedelta(hours=2)
    return count(office.desk)


def queued(office: Office) -> int:
    """Return at how many participations the next count looks."""
    return int(office.desk.store.connection.execute("SELECT COUNT(*) FROM to_count").fetchone()[0])


def sizes(office: Office) -> list[tuple[int, int]]:
    """Return of each portion how many participations and minutes it tells."""
    parts = [one.portion.departments for one in counted(office.desk)]
    return [(sum(part.size for part in each), sum(part.minutes for part in each)) for each in parts]


def test_what_is_counted_is_not_looked_at_again(office: Office, session: Session) -> None:
    note(office, session, range(8))
    assert queued(office) == 8
    assert look(office)
    assert (queued(office), sizes(office)) == (0, [(8, 480)])
    assert not look(office)


def test_what_is_corrected_before_it_is_counted_is_counted_so(office: Office, session: Session) -> None:
    note(office, session, range(8))
    note(office, session, range(3), minutes=0)
    look(office)
    assert sizes(office) == [(5, 300)]
    note(office, session, range(2, 7), minutes=0)
    assert not look(office)
    assert (queued(office), sizes(office)) == (0, [(5, 300)])


def test_who_was_not_there_is_looked_at_again_once_that_is_taken_back(office: Office, session: Session) -> None:
    note(office, session, range(6))
    absent = note(office, session, range(6), minutes=0)
    look(office)
    assert (queued(office), sizes(office)) == (0, [])
    office.desk.undo(absent)
    assert look(office)
    assert sizes(office) == [(6, 360)]


def test_a_few_wait_and_are_counted_with_those_who_come(office: Office, session: Session) -> None:
    note(office, session, range(3))
    assert look(office)
    assert (queued(office), sizes(office)) == (3, [])
    assert not look(office)
    note(office, session, range(3, 6))
    look(office)
    assert (queued(office), sizes(office)) == (0, [(6, 360)])


def test_a_session_that_is_cancelled_counts_once_it_is_on_again(office: Office, session: Session) -> None:
    office.desk.store.save(replace(session, status="cancelled"))
    note(office, session, range(6))
    look(office)
    assert (queued(office), sizes(office)) == (6, [])
    office.desk.store.save(replace(office.desk.store.get(Session, session.id), status="planned"))
    look(office)
    assert sizes(office) == [(6, 360)]


def test_two_who_count_at_once_count_nothing_twice(office: Office, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    note(office, session, range(8))
    real = counting._portion_of  # noqa: SLF001
    other = office.desk.elsewhere()

    def meanwhile(*given: object) -> object:
        monkeypatch.setattr(counting, "_portion_of", real)
        count(other)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(counting, "_portion_of", meanwhile)
    look(office)
    other.store.connection.close()
    assert sizes(office) == [(8, 480)]


def test_what_is_unticked_after_everybody_was_ticked_is_not_counted_though_somebody_looked_between(office: Office) -> None:
    session = office.session(office.training(), MONDAY + timedelta(days=1), seats=30)
    persons = [person(office, number) for number in range(12)]
    for one in persons:
        sign_up(office.desk, session.id, person=one)
    office.clock.at = session.ends + timedelta(days=30)
    all_present(office.desk, session.id)
    count(office.desk)
    assert sizes(office) == []
    assert waiting(office.desk) == {"2026-Q4"}
    noted(office.desk, session.id, dict.fromkeys(persons[:6], NO_SHOW))
    look(office)
    assert [size for size, _minutes in sizes(office)] == [6]


def test_what_is_noted_before_a_session_that_is_cancelled_then_is_not_counted(office: Office) -> None:
    session = office.session(office.training(), MONDAY + timedelta(days=1), seats=30)
    for number in range(12):
        sign_up(office.desk, session.id, person=person(office, number))
    office.clock.at = session.starts - timedelta(minutes=50)
    all_present(office.desk, session.id)
    count(office.desk)
    cancel(office.desk, session.id, "The trainer is ill")
    look(office)
    assert sizes(office) == []


def test_what_is_noted_of_a_session_that_is_moved_to_later_waits_for_that_day(office: Office, session: Session) -> None:
    note(office, session, range(8))
    later = timedelta(weeks=3)
    office.desk.store.save(replace(session, starts=session.starts + later, ends=session.ends + later))
    look(office)
    assert sizes(office) == []
    office.clock.at += later
    look(office)
    assert sizes(office) == [(8, 480)]


def test_no_shows_are_told_by_five_people_and_more(office: Office, session: Session) -> None:
    """Six on Monday and one on Tuesday: else the figures of two days would say that one did not come."""
    missed = []
    for number, absent in enumerate((range(20, 26), [26], [26], range(27, 30), [30])):
        one = Session.new(office.desk.me, training=session.training, starts=session.starts, ends=session.ends)
        office.desk.store.save(one)
        note(office, one, range(20))
        note(office, one, absent, missed=True)
        look(office)
        missed.append(sum(told.portion.missed for told in counted(office.desk)))
        assert len(counted(office.desk)) == number + 1
    assert missed == [6, 6, 6, 6, 12]


def test_who_did_not_come_and_was_there_after_all_is_counted(office: Office, session: Session) -> None:
    note(office, session, range(20))
    note(office, session, range(20, 26), missed=True)
    look(office)
    assert (sizes(office), counted(office.desk)[0].portion.missed) == ([(20, 1200)], 6)
    note(office, session, range(20, 26))
    look(office)
    assert [size for size, _minutes in sizes(office)] == [20, 6]
    note(office, session, range(20, 26), missed=True)
    look(office)
    assert [one.portion.missed for one in counted(office.desk)] == [6, 0]


def test_who_is_forgotten_is_counted_all_the_same_and_no_row_says_where_they_were(office: Office, session: Session) -> None:
    desk = office.desk
    have_cards(office, 12)
    note(office, session, range(6))
    erase(desk.store, person(office, 0), desk.now())
    look(office)
    (told,) = counted(desk)
    assert (sizes(office), told.portion.newcomers) == ([(6, 360)], 6)
    assert len(rows(office, "counted")) == 5
    erase(desk.store, person(office, 1), desk.now())
    assert len(rows(office, "counted")) == 4
    assert not any(person(office, number) in str(row) for number in (0, 1) for row in kept(office))


def test_who_waits_to_be_told_and_is_forgotten_is_one_person_still(office: Office, session: Session) -> None:
    """Five participations of one person are of no five people."""
    desk = office.desk
    have_cards(office, 12)
    sessions = [Session.new(desk.me, training=session.training, starts=session.starts, ends=session.ends) for _number in range(5)]
    desk.store.save(*sessions)
    for one in sessions:
        note(office, one, [0])
    erase(desk.store, person(office, 0), desk.now())
    look(office)
    assert sizes(office) == []
    note(office, session, range(1, 5))
    look(office)
    assert [size for size, _minutes in sizes(office)] == [9]
    assert counted(desk)[0].portion.newcomers == 5


def test_once_names_go_it_is_not_kept_who_was_counted_where(office: Office, session: Session) -> None:
    note(office, session, range(20))
    look(office)
    assert len(rows(office, "counted")) == 20
    assert len(rows(office, "newcomer")) == 20
    office.clock.at += timedelta(days=3 * 365)
    apply(office.desk)
    assert rows(office, "counted") == []
    later = Session.new(
        office.desk.me, training=session.training, starts=office.clock.at, ends=office.clock.at + timedelta(hours=1)
    )
    office.desk.store.save(later)
    note(office, later, range(6))
    look(office)
    assert {year for year, *_person in rows(office, "newcomer")} == {"2029"}
    assert [size for size, _minutes in sizes(office)] == [20, 6]


def rows(office: Office, table: str) -> list[tuple[object, ...]]:
    """Return what lies in a table of this computer."""
    return office.desk.store.connection.execute(f"SELECT * FROM {table}").fetchall()


def kept(office: Office) -> list[tuple[object, ...]]:
    """Return all that overviews keep of single persons."""
    return [row for table in ("counted", "to_count", "newcomer", "nameless") for row in rows(office, table)]
