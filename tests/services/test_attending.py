"""Attending: who came is noted in one click, the last note counts, and whom it is about may object."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.office import MONDAY, Office, new_office
from traincollega.errors import NotAllowed, NotPossible
from traincollega.models.attendance import EXCUSED, NO_SHOW, PRESENT, Mark, Presence
from traincollega.models.session import Session
from traincollega.services.attending import (
    all_present,
    dispute,
    marks,
    may_note,
    minutes_there,
    note,
    participant_by_address,
    walk_in,
)
from traincollega.services.completing import complete
from traincollega.services.enrolling import confirm, sign_up, withdraw
from traincollega.services.evaluating import may_evaluate
from traincollega.services.participating import took_part


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "profile")


@pytest.fixture
def session(office: Office) -> Session:
    """Gita and Olaf have the two seats, Piet waits; it begins in an hour and a half."""
    made = office.session(office.training(), MONDAY + timedelta(hours=1.5), seats=2)
    for name in ("Gita", "Olaf", "Piet"):
        sign_up(office.colleague(name), made.id)
    confirm(office.desk, made.id)
    return made


def states(office: Office, session: Session) -> dict[str, str]:
    names = {desk.me: name for name, desk in office.desks.items()}
    return {names[person]: mark.state for person, mark in marks(office.desk, session.id).items()}


def test_everybody_with_a_seat_is_present_in_one_click_and_in_one_click_not(office: Office, session: Session) -> None:
    office.clock.later(hours=2)
    done = all_present(office.desk, session.id)
    assert done.sentence == "2 colleagues are present."
    assert states(office, session) == {"Gita": PRESENT, "Olaf": PRESENT}
    office.desk.undo(done)
    assert states(office, session) == {}
    assert minutes_there(office.desk, office.desks["Gita"].me) == 0


def test_the_last_note_counts_and_everybody_leaves_what_was_noted(office: Office, session: Session) -> None:
    office.clock.later(hours=2)
    gita = office.desks["Gita"].me
    assert note(office.desk, session.id, {gita: NO_SHOW}).sentence == "Gita: did not come."
    all_present(office.desk, session.id)
    assert states(office, session) == {"Gita": NO_SHOW, "Olaf": PRESENT}
    note(office.desk, session.id, {gita: EXCUSED})
    assert states(office, session) == {"Gita": EXCUSED, "Olaf": PRESENT}
    note(office.desk, session.id, {gita: ""})
    assert states(office, session) == {"Olaf": PRESENT}
    assert note(office.desk, session.id, {gita: ""}).changes == ()
    assert all_present(office.desk, session.id).sentence == "1 colleague is present."
    assert all_present(office.desk, session.id).sentence == "Of everybody something is noted already."


def test_undo_gives_back_what_was_noted_before(office: Office, session: Session) -> None:
    office.clock.later(hours=2)
    gita = office.desks["Gita"].me
    note(office.desk, session.id, {gita: PRESENT})
    office.clock.later(minutes=1)
    done = note(office.desk, session.id, {gita: NO_SHOW})
    assert minutes_there(office.desk, gita) == 0
    office.desk.undo(done)
    assert states(office, session) == {"Gita": PRESENT}
    assert minutes_there(office.desk, gita) == 45


def test_who_was_away_has_no_minutes_whatever_the_reason(office: Office, session: Session) -> None:
    office.clock.later(hours=2)
    gita, olaf = office.desks["Gita"].me, office.desks["Olaf"].me
    note(office.desk, session.id, {gita: NO_SHOW, olaf: EXCUSED})
    told = [(one.person, one.minutes) for one in office.desk.store.where(Presence)]
    assert sorted(told) == sorted([(gita, 0), (olaf, 0)])
    assert {one.person for one in office.desk.store.where(Mark)} == {gita, olaf}


def test_who_walks_in_is_on_the_list_and_present(office: Office, session: Session) -> None:
    office.clock.later(hours=2)
    assert walk_in(office.desk, session.id, "wim@noordveld.nl", "Wim Bos").sentence == "Wim Bos is on the list, and present."
    assert [one.name for one in took_part(office.desk, session)] == ["Gita", "Olaf", "Wim Bos"]
    assert [mark.state for mark in marks(office.desk, session.id).values()] == [PRESENT]
    with pytest.raises(NotPossible):
        walk_in(office.desk, session.id, "wim@noordveld.nl")
    walk_in(office.desk, session.id, "piet@noordveld.nl")
    assert "Piet" in [one.name for one in took_part(office.desk, session)]


def test_a_walk_in_that_is_undone_was_never_there(office: Office, session: Session) -> None:
    office.clock.later(hours=2)
    office.desk.undo(walk_in(office.desk, session.id, "wim@noordveld.nl", "Wim Bos"))
    assert [one.name for one in took_part(office.desk, session)] == ["Gita", "Olaf"]
    assert marks(office.desk, session.id) == {}


def test_who_waited_and_came_took_part(office: Office, session: Session) -> None:
    office.clock.later(hours=2)
    piet = office.desks["Piet"]
    assert participant_by_address(office.desk, session.id, "piet@noordveld.nl") == piet.me
    done = note(office.desk, session.id, {piet.me: PRESENT})
    assert done.sentence == "Piet: present."
    assert [one.name for one in took_part(office.desk, session)] == ["Gita", "Olaf", "Piet"]
    office.clock.later(hours=1)
    assert may_evaluate(piet, session)
    assert complete(office.desk, session.id).sentence == "Closed: 3 participants, 2 hours and 15 minutes."
    assert note(office.desk, session.id, {piet.me: PRESENT}).changes == ()
    office.desk.undo(done)
    assert [one.name for one in took_part(office.desk, session)] == ["Gita", "Olaf"]


def test_who_left_the_list_and_came_all_the_same_took_part(office: Office, session: Session) -> None:
    withdraw(office.desks["Gita"], session.id)
    office.clock.later(hours=2)
    note(office.desk, session.id, {office.desks["Gita"].me: PRESENT, office.desks["Piet"].me: NO_SHOW})
    assert [one.name for one in took_part(office.desk, session)] == ["Gita", "Olaf", "Piet"]


def test_whom_a_mark_is_about_may_object_and_take_that_back(office: Office, session: Session) -> None:
    office.clock.later(hours=2)
    gita = office.desks["Gita"]
    note(office.desk, session.id, {gita.me: NO_SHOW})
    dispute(gita, session.id)
    assert marks(office.desk, session.id)[gita.me].disputed
    dispute(gita, session.id, settled=True)
    assert not marks(office.desk, session.id)[gita.me].disputed
    with pytest.raises(NotPossible):
        dispute(office.desks["Olaf"], session.id)


def test_only_trainers_note_and_not_long_before_it_begins(office: Office, session: Session) -> None:
    assert not may_note(office.desk, session)
    with pytest.raises(NotPossible, match="has not begun"):
        all_present(office.desk, session.id)
    office.clock.later(minutes=31)
    assert may_note(office.desk, session)
    gita = office.desks["Gita"]
    assert not may_note(gita, session)
    with pytest.raises(NotAllowed):
        note(gita, session.id, {gita.me: PRESENT})
    with pytest.raises(NotAllowed):
        took_part(gita, session)
    all_present(office.desk, session.id)


def test_a_session_in_which_nobody_has_a_seat_has_nobody_present(office: Office) -> None:
    made = office.session(office.training(title="Alleen ik"), MONDAY + timedelta(minutes=5))
    with pytest.raises(NotPossible, match="Nobody has a seat"):
        all_present(office.desk, made.id)


def test_a_note_of_something_else_is_a_mistake_of_ours(office: Office, session: Session) -> None:
    office.clock.later(hours=2)
    with pytest.raises(ValueError, match="no such state"):
        note(office.desk, session.id, {office.desks["Gita"].me: "ill"})
