"""Attendance in the window: everybody present in one click, two of them not, and who came without signing up."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from tests.office import MONDAY, Office, new_office
from tests.ui.lists import cells, click, open_window
from traincollega.models.session import Session
from traincollega.services import attending, enrolling, retaining
from traincollega.ui.learning_page import LearningPage
from traincollega.ui.participant_dialog import ParticipantDialog
from traincollega.ui.session_page import SessionPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


@pytest.fixture
def given(office: Office) -> Session:
    """A session of ten minutes ago, with three who signed up and one who waits."""
    session = office.session(office.training("Duidelijke taal"), MONDAY + timedelta(hours=1), seats=3)
    for name in ("Ahmed", "Chen", "Daan", "Eva"):
        enrolling.sign_up(office.colleague(name, "Griffie"), session.id)
    enrolling.confirm(office.desk, session.id)
    office.clock.later(hours=1, minutes=10)
    return session


def page_of(window: Any) -> SessionPage:
    page = window.page("session")
    assert isinstance(page, SessionPage)
    return page


def shown(page: SessionPage) -> dict[str, str]:
    return {row[0]: row[2] for row in cells(page.table) if len(row) > 1}


def choose(page: SessionPage, office: Office, name: str) -> None:
    assert page.table.choose((office.desks[name].me, False))


def test_everybody_is_present_and_then_two_are_not(qtbot: Any, office: Office, given: Session) -> None:
    window = open_window(qtbot, office, "session", session=given.id)
    page = page_of(window)
    assert shown(page) == {
        "Ahmed": "not filled in yet",
        "Chen": "not filled in yet",
        "Daan": "not filled in yet",
        "Eva": "number 1",
    }
    click(qtbot, page, "Everybody is present")
    assert window.messages.text == "3 colleagues are present."
    assert list(shown(page).values()) == ["present"] * 3 + ["number 1"]
    choose(page, office, "Chen")
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert window.messages.text == "Chen: did not come."
    choose(page, office, "Daan")
    click(qtbot, page, "Absent, told us")
    assert shown(page) == {"Ahmed": "present", "Chen": "did not come", "Daan": "absent, told us", "Eva": "number 1"}
    click(qtbot, window.messages, "Undo")
    assert shown(page)["Daan"] == "present"
    choose(page, office, "Chen")
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert shown(page)["Chen"] == "present"


def test_who_came_stands_in_the_order_of_the_printed_list(qtbot: Any, office: Office) -> None:
    names = ("eva", "Ahmed", "Daan")
    session = office.session(office.training(), MONDAY + timedelta(hours=1), seats=3)
    for name in names:
        enrolling.sign_up(office.colleague(name), session.id)
    page = page_of(open_window(qtbot, office, "session", session=session.id))
    assert list(shown(page)) == ["Ahmed", "Daan", "eva"]
    assert page.confirm.isVisible()
    office.clock.later(hours=3)
    page.reload()
    assert not page.confirm.isVisible(), "of a session that is over nobody needs a seat any more"


def test_who_came_without_signing_up_is_added_and_present(qtbot: Any, office: Office, given: Session) -> None:
    window = open_window(qtbot, office, "session", session=given.id)
    page = page_of(window)
    click(qtbot, page, "Somebody came without signing up")
    (dialog,) = window.findChildren(ParticipantDialog)
    qtbot.keyClicks(dialog.search, "wim@noordveld.nl")
    qtbot.keyClicks(dialog.name, "Wim Bos")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert window.messages.text == "Wim Bos is on the list, and present."
    assert shown(page)["Wim Bos"] == "present"


def test_who_waited_and_came_is_found_by_name_too(qtbot: Any, office: Office, given: Session) -> None:
    window = open_window(qtbot, office, "session", session=given.id)
    page = page_of(window)
    click(qtbot, page, "Somebody came without signing up")
    (dialog,) = window.findChildren(ParticipantDialog)
    qtbot.keyClicks(dialog.search, "Eva")
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert window.messages.text == "Eva is on the list, and present."
    assert shown(page)["Eva"] == "present"
    assert page.line.text() == "4 confirmed · the list is fixed"


def test_a_session_whose_names_went_says_so_and_how_many_there_were(qtbot: Any, office: Office, given: Session) -> None:
    office.clock.later(days=800)
    retaining.apply(office.desk)
    page = page_of(open_window(qtbot, office, "session", session=given.id))
    said = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    assert "Names are no longer kept" in said
    assert "Nobody took part" not in said
    assert any(text.endswith("3 of 3 seats taken") for text in said)


def test_what_a_person_objects_to_shows(qtbot: Any, office: Office, given: Session) -> None:
    chen = office.desks["Chen"]
    attending.note(office.desk, given.id, {chen.me: attending.NO_SHOW})
    attending.dispute(chen, given.id)
    page = page_of(open_window(qtbot, office, "session", session=given.id))
    assert shown(page)["Chen"] == "did not come, objected to"


def test_nothing_is_noted_where_nobody_is_chosen_and_before_it_begins(qtbot: Any, office: Office, given: Session) -> None:
    window = open_window(qtbot, office, "session", session=given.id)
    page = page_of(window)
    page.table.clearSelection()
    page.table.setCurrentIndex(page.table.model().index(-1, -1))
    click(qtbot, page, "Present")
    assert window.messages.text == "Choose a participant in the table first."
    assert attending.marks(office.desk, given.id) == {}
    later = office.session(office.training("Later"), MONDAY + timedelta(days=9))
    window.go("session", session=later.id)
    QApplication.processEvents()
    assert not page.attendance.isVisible()
    assert not page.everybody.isVisible()


def test_a_coordinator_who_gives_nothing_sees_the_list_and_notes_nothing(qtbot: Any, office: Office) -> None:
    session = office.session(office.training("Van Sanne", by="Sanne"), MONDAY + timedelta(hours=1))
    enrolling.sign_up(office.colleague("Ahmed"), session.id)
    office.clock.later(hours=2)
    page = page_of(open_window(qtbot, office, "session", session=session.id))
    assert not page.attendance.isVisible()
    assert not page.everybody.isVisible()


def test_who_was_noted_as_away_says_that_it_is_not_so(qtbot: Any, office: Office, given: Session) -> None:
    chen = office.desks["Chen"]
    attending.note(office.desk, given.id, {chen.me: attending.NO_SHOW})
    office.clock.later(hours=3)
    window = open_window(qtbot, office, "learning", desk=chen, tab="been")
    page = window.page("learning")
    assert isinstance(page, LearningPage)
    assert page.total.text() == "You have not had a seat in a session yet."
    assert [row[4] for row in cells(page.table)] == ["did not come"]
    assert not page.saying.object.isVisible()
    assert page.table.choose(given.id)
    click(qtbot, page, "This is not so")
    assert window.messages.text == "The trainer sees that you object to this."
    assert [row[4] for row in cells(page.table)] == ["did not come, objected to"]
    click(qtbot, page, "I no longer object")
    assert not attending.marks(office.desk, given.id)[chen.me].disputed
