"""Counting looks only at what something was noted of since, and misses nothing: not what waits, comes back or is corrected."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.office import MONDAY, Office, new_office
from traincollega.models.attendance import Presence
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import counting
from traincollega.services.counting import count, counted
from traincollega.services.desk import Done


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


def note(office: Office, session: Session, numbers: Iterable[int], minutes: int = 60) -> Done:
    """Note how long these colleagues were there."""
    desk = office.desk
    people = [office.colleague(f"Eva {number}", "Burgerzaken").me for number in numbers]
    return Done("", desk.store.save(*(Presence.new(desk.me, session=session.id, person=one, minutes=minutes) for one in people)))


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
    assert count(office.desk)
    assert (queued(office), sizes(office)) == (0, [(8, 480)])
    assert not count(office.desk)


def test_what_is_corrected_before_it_is_counted_is_counted_so(office: Office, session: Session) -> None:
    note(office, session, range(8))
    note(office, session, range(3), minutes=30)
    count(office.desk)
    assert sizes(office) == [(8, 390)]
    note(office, session, range(3), minutes=0)
    assert not count(office.desk)
    assert (queued(office), sizes(office)) == (0, [(8, 390)])


def test_who_was_not_there_is_looked_at_again_once_that_is_taken_back(office: Office, session: Session) -> None:
    note(office, session, range(6))
    absent = note(office, session, range(6), minutes=0)
    count(office.desk)
    assert (queued(office), sizes(office)) == (0, [])
    office.desk.undo(absent)
    assert count(office.desk)
    assert sizes(office) == [(6, 360)]


def test_a_few_wait_and_are_counted_with_those_who_come(office: Office, session: Session) -> None:
    note(office, session, range(3))
    assert count(office.desk)
    assert (queued(office), sizes(office)) == (3, [])
    assert not count(office.desk)
    note(office, session, range(3, 6))
    count(office.desk)
    assert (queued(office), sizes(office)) == (0, [(6, 360)])


def test_a_session_that_is_cancelled_counts_once_it_is_on_again(office: Office, session: Session) -> None:
    office.desk.store.save(replace(session, status="cancelled"))
    note(office, session, range(6))
    count(office.desk)
    assert (queued(office), sizes(office)) == (6, [])
    office.desk.store.save(replace(office.desk.store.get(Session, session.id), status="planned"))
    count(office.desk)
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
    count(office.desk)
    other.store.connection.close()
    assert sizes(office) == [(8, 480)]
