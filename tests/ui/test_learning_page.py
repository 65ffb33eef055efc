"""*Mijn leren*, through the real window."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QWidget

from tests.office import MONDAY, Office, new_office
from tests.ui.lists import cells, click, cut_off, named, nameless, open_window
from traincollega.models.attendance import Proof
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services import enrolling, planning, publishing
from traincollega.ui.coming_card import ComingCard
from traincollega.ui.learning_page import LearningPage
from traincollega.ui.main_window import MainWindow


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile", MONDAY - timedelta(days=40))
    yield office
    office.desk.store.connection.close()


@pytest.fixture
def learner(office: Office) -> Office:
    """I wait for one session, had a seat in two, and wait for a date of one training."""
    sanne = office.training("Draaitabellen", by="Sanne")
    for days in (20, 10):
        enrolling.sign_up(office.desk, office.session(sanne, MONDAY - timedelta(days=days)).id)
    full = office.session(sanne, MONDAY + timedelta(days=4), seats=1)
    enrolling.sign_up(office.colleague("Bilal"), full.id)
    enrolling.sign_up(office.desk, full.id)
    publishing.wait_for_date(office.desk, office.training("Spreken", by="Anouk").id)
    office.clock.at = MONDAY
    return office


def page_of(window: MainWindow) -> LearningPage:
    page = window.page("learning")
    assert isinstance(page, LearningPage)
    return page


def cards(page: LearningPage) -> list[ComingCard]:
    QApplication.processEvents()
    return [one for one in page.findChildren(ComingCard) if one.isVisible()]


def test_the_tabs_count_what_they_hold(qtbot: Any, learner: Office) -> None:
    page = page_of(open_window(qtbot, learner, "learning"))
    assert [page.tabs.tabText(n) for n in range(4)] == ["Coming (1)", "Past (2)", "Proofs", "Waiting for a date (1)"]


def test_the_waiting_list_says_my_number_and_why_and_lets_me_leave(qtbot: Any, learner: Office) -> None:
    window = open_window(qtbot, learner, "learning")
    page = page_of(window)
    (card,) = cards(page)
    assert card.why == "Others signed up earlier and have all the seats."
    assert any(one.accessibleName() == "waiting list, number 1" for one in card.findChildren(QWidget))
    enrolling.withdraw(learner.colleague("Bilal"), card.session)
    window.frame.changed.happened.emit()
    (card,) = cards(page)
    assert card.why == ("Moved up, because somebody left. Your seat is provisional until the computer of Sanne sees this.")
    enrolling.confirm(learner.colleague("Sanne"), card.session)
    window.frame.changed.happened.emit()
    assert cards(page)[0].why == "The trainer confirmed this seat."
    click(qtbot, page, "Withdraw")
    assert "You have left Draaitabellen" in window.messages.text
    assert cards(page) == []
    window.messages.undo()
    assert len(cards(page)) == 1


def test_the_checkbox_lets_colleagues_see_me(qtbot: Any, learner: Office) -> None:
    window = open_window(qtbot, learner, "learning")
    page = page_of(window)
    seen = cards(page)[0].findChild(QCheckBox)
    assert isinstance(seen, QCheckBox)
    seen.setFocus()
    qtbot.keyClick(seen, Qt.Key.Key_Space)
    assert "can see that you come" in window.messages.text
    (mine,) = [one for one in learner.desk.store.where(SignUp, person=learner.desk.me) if one.visible]
    assert mine.session == cards(page)[0].session
    assert QApplication.focusWidget() is cards(page)[0].findChild(QCheckBox)
    window.messages.undo()
    assert not any(one.visible for one in learner.desk.store.where(SignUp, person=learner.desk.me))


def test_a_cancelled_session_says_so_with_its_reason_and_offers_nothing(qtbot: Any, learner: Office) -> None:
    window = open_window(qtbot, learner, "learning")
    page = page_of(window)
    planning.cancel(learner.colleague("Sanne"), cards(page)[0].session, "Sanne is ziek.")
    window.frame.changed.happened.emit()
    (card,) = cards(page)
    assert card.why == "This session will not take place: Sanne is ziek."
    assert [one.text() for one in card.findChildren(QCheckBox)] == []
    with pytest.raises(AssertionError):
        named(page, "Withdraw")


def test_what_has_been_stands_newest_first_with_its_hours(qtbot: Any, learner: Office) -> None:
    page = page_of(open_window(qtbot, learner, "learning", tab="been"))
    assert page.total.text() == "You had a seat in 2 sessions: 90 minutes together."
    assert [row[1] for row in cells(page.table)] == ["Fri 13 November", "Tue 3 November"]


def test_a_session_i_only_waited_for_counts_no_hours(qtbot: Any, learner: Office) -> None:
    learner.clock.later(days=9)
    page = page_of(open_window(qtbot, learner, "learning", tab="been"))
    assert page.total.text() == "You had a seat in 2 sessions: 90 minutes together."
    assert cells(page.table)[0][4] == "waiting list, number 1"


def test_waiting_for_a_date_can_stop_and_be_undone(qtbot: Any, learner: Office) -> None:
    window = open_window(qtbot, learner, "learning", tab="waiting")
    page = page_of(window)
    click(qtbot, page, "Stop waiting")
    assert "not be told about Spreken" in window.messages.text
    assert page.tabs.tabText(3) == "Waiting for a date"
    window.messages.undo()
    assert page.tabs.tabText(3) == "Waiting for a date (1)"
    click(qtbot, page, "See")
    assert window.here == "discover"


def test_a_date_that_came_is_told(qtbot: Any, learner: Office) -> None:
    (training,) = learner.desk.store.where(Training, title="Spreken")
    learner.session(training, MONDAY + timedelta(days=2))
    page = page_of(open_window(qtbot, learner, "learning", tab="waiting"))
    assert named(page, "See the date")


def test_a_card_saves_its_session_for_the_calendar(
    qtbot: Any, learner: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(open_window(qtbot, learner, "learning"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "one.ics"), ""))
    click(qtbot, page, "Put in calendar")
    assert b"SUMMARY:Draaitabellen" in (tmp_path / "one.ics").read_bytes()


def test_with_nothing_every_tab_says_what_to_do(qtbot: Any, office: Office) -> None:
    window = open_window(qtbot, office, "learning")
    page = page_of(window)
    for place in range(4):
        page.tabs.setCurrentIndex(place)
        assert named(page, "Look in Discover")
    click(qtbot, page, "Look in Discover")
    assert window.here == "discover"


def test_the_keyboard_alone_withdraws(qtbot: Any, learner: Office) -> None:
    window = open_window(qtbot, learner, "learning")
    page = page_of(window)
    page.tabs.tabBar().setFocus()
    for _step in range(10):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if QApplication.focusWidget() is named(page, "Withdraw"):
            break
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert "You have left" in window.messages.text


@pytest.mark.parametrize(("size", "zoom"), [((1280, 800), 100), ((900, 600), 100), ((900, 600), 150), ((1280, 800), 90)])
def test_nothing_is_nameless_or_cut_off(qtbot: Any, learner: Office, size: tuple[int, int], zoom: int) -> None:
    sanne = learner.colleague("Sanne")
    for title in ("a" * 300, "培训课程 🎓", "lang " * 60):
        training = Training.new(sanne.me, title=title, minutes=45, organisation=sanne.organisation)
        session = Session.new(
            sanne.me, training=training.id, starts=MONDAY + timedelta(days=4), ends=MONDAY + timedelta(days=4, hours=1)
        )
        sanne.store.save(training, session)
        enrolling.sign_up(learner.desk, session.id)
        sanne.store.save(Proof.new(sanne.me, session=session.id, person=learner.desk.me))
        publishing.wait_for_date(learner.desk, training.id)
    page = page_of(open_window(qtbot, learner, "learning", size=size, zoom=zoom))
    for place in range(4):
        page.tabs.setCurrentIndex(place)
        assert nameless(page) == []
        assert cut_off(page) == []
