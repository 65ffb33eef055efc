"""*Agenda*, through the real window."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from tests.office import MONDAY, Office, new_office
from tests.ui.lists import cut_off, day_rows, heads, named, nameless, open_window, press_row
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services import enrolling, planning, publishing
from traincollega.ui.agenda_page import AgendaPage
from traincollega.ui.main_window import MainWindow

MENU = pytest.mark.qt_log_ignore("raise\\(\\)|grabbing the keyboard")  # the offscreen platform says so of a menu


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


@pytest.fixture
def busy(office: Office) -> Office:
    """Two sessions tomorrow at the same time, one full, one of mine, one cancelled."""
    tomorrow = MONDAY + timedelta(days=1)
    office.session(office.training("Grafieken", by="Bilal"), tomorrow)
    full = office.session(office.training("Vol", by="Sanne"), tomorrow + timedelta(days=1), seats=1)
    enrolling.sign_up(office.colleague("Bilal"), full.id)
    office.session(office.training("Van mij"), tomorrow + timedelta(minutes=30))
    gone = office.session(office.training("Ziek", by="Tom"), tomorrow + timedelta(days=1))
    planning.cancel(office.colleague("Tom"), gone.id, "Tom is ziek")
    office.session(office.training("Vroeger", by="Sanne"), MONDAY - timedelta(days=7))
    return office


def page_of(window: MainWindow) -> AgendaPage:
    page = window.page("agenda")
    assert isinstance(page, AgendaPage)
    return page


def titles(page: AgendaPage) -> list[str]:
    return [row.title for row in day_rows(page.list)]


def test_the_month_stands_day_by_day_and_begins_at_today(qtbot: Any, busy: Office) -> None:
    page = page_of(open_window(qtbot, busy, "agenda", size=(900, 460)))
    assert heads(page.list) == ["Monday 16 November", "Tuesday 24 November", "Wednesday 25 November"]
    assert titles(page) == ["Vroeger", "Grafieken", "Van mij", "Vol", "Ziek"] or titles(page)[3:] == ["Ziek", "Vol"]
    top = page.list.rows.row(page.list.indexAt(page.list.viewport().rect().topLeft()).row())
    assert getattr(top, "text", "") == "Tuesday 24 November"


def test_a_row_says_what_i_can_do_and_what_is_at_the_same_time(qtbot: Any, busy: Office) -> None:
    page = page_of(open_window(qtbot, busy, "agenda"))
    rows = {row.title: row for row in day_rows(page.list)}
    assert {title: row.action for title, row in rows.items()} == {
        "Vroeger": "", "Grafieken": "Sign up", "Van mij": "", "Vol": "Put me on the waiting list", "Ziek": "",
    }  # fmt: skip
    assert rows["Grafieken"].together == "at the same time as Van mij"
    assert rows["Ziek"].pill[2] == "cancelled"
    assert rows["Ziek"].details.startswith("Tom is ziek")
    assert rows["Van mij"].pill[2] == "0 of 12 seats taken"
    assert rows["Grafieken"].spoken == (
        "Grafieken, Tuesday 24 November, 14:02 to 14:47. Stadhuis, zaal 2.14 · Bilal. 12 seats free."
        " at the same time as Van mij. Ctrl+Enter: Sign up."
    )


@pytest.mark.parametrize("size", [(1280, 800), (900, 600)])
def test_one_click_signs_up_and_undo_takes_it_back(qtbot: Any, busy: Office, size: tuple[int, int]) -> None:
    window = open_window(qtbot, busy, "agenda", size=size)
    page = page_of(window)
    press_row(qtbot, page.list, "Grafieken")
    assert "provisional seat at Grafieken" in window.messages.text
    row = next(row for row in day_rows(page.list) if row.title == "Grafieken")
    assert (row.pill[2], row.action) == ("provisional seat", "Withdraw")
    window.messages.undo()
    assert next(row for row in day_rows(page.list) if row.title == "Grafieken").action == "Sign up"


def test_a_state_that_changed_meanwhile_is_looked_up_at_the_click(qtbot: Any, busy: Office) -> None:
    window = open_window(qtbot, busy, "agenda")
    page = page_of(window)
    row = next(row for row in day_rows(page.list) if row.title == "Grafieken")
    planning.cancel(busy.colleague("Bilal"), row.entry.session.id)
    press_row(qtbot, page.list, "Grafieken")
    assert "cancelled" in window.messages.text
    assert busy.desk.store.where(SignUp, person=busy.desk.me) == []


def test_the_keyboard_alone_walks_signs_up_and_opens(qtbot: Any, busy: Office) -> None:
    window = open_window(qtbot, busy, "agenda")
    page = page_of(window)
    page.which.setFocus()
    for _step in range(6):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is page.list
    assert page.list.current() is not None
    assert page.list.current().title == "Vroeger"
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "provisional seat" in window.messages.text
    assert page.list.current().title == "Grafieken"
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.current().title == "Van mij"
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.current().title in ("Vol", "Ziek")
    qtbot.keyClick(page.list, Qt.Key.Key_Up)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert window.here == "session"


def test_the_tabs_keep_mine_or_what_has_room(qtbot: Any, busy: Office) -> None:
    page = page_of(open_window(qtbot, busy, "agenda"))
    page.which.setCurrentIndex(1)
    assert titles(page) == ["Van mij"]
    page.which.setCurrentIndex(2)
    assert titles(page) == ["Grafieken", "Van mij"]


def test_periods_go_on_and_back_by_month_and_week(qtbot: Any, busy: Office) -> None:
    page = page_of(open_window(qtbot, busy, "agenda"))
    header = page._header._subtitle  # noqa: SLF001 - what stands under the title
    assert header.text() == "November 2026"
    qtbot.mouseClick(page.later, Qt.MouseButton.LeftButton)
    assert header.text() == "December 2026"
    qtbot.mouseClick(page.today, Qt.MouseButton.LeftButton)
    qtbot.keyClick(page.length, Qt.Key.Key_Down)
    assert header.text() == "Week 48, 23 to 29 November 2026"
    qtbot.mouseClick(page.earlier, Qt.MouseButton.LeftButton)
    assert titles(page) == ["Vroeger"]
    for _step in range(7):
        qtbot.mouseClick(page.later, Qt.MouseButton.LeftButton)
    assert header.text() == "Week 1, 4 to 10 January 2027" or header.text().startswith("Week ")


def test_an_empty_period_leads_to_the_next_session(qtbot: Any, office: Office) -> None:
    office.session(office.training(by="Sanne"), datetime(2027, 2, 4, 9, tzinfo=UTC))
    page = page_of(open_window(qtbot, office, "agenda"))
    qtbot.mouseClick(named(page, "To the next session"), Qt.MouseButton.LeftButton)
    assert heads(page.list) == ["Thursday 4 February 2027"]


def test_with_nothing_at_all_it_says_what_to_do(qtbot: Any, office: Office) -> None:
    window = open_window(qtbot, office, "agenda")
    qtbot.mouseClick(named(page_of(window), "Look in Discover"), Qt.MouseButton.LeftButton)
    assert window.here == "discover"


def test_show_item_goes_to_a_session_far_away(qtbot: Any, busy: Office) -> None:
    far = busy.session(busy.training("Ver weg", by="Sanne"), datetime(2027, 6, 4, 9, tzinfo=UTC))
    page = page_of(open_window(qtbot, busy, "agenda", session=far.id))
    assert page.list.current() is not None
    assert page.list.current().title == "Ver weg"
    page.show_item(day="2026-11-25")
    assert "Vol" in titles(page)


@MENU
def test_a_session_is_put_in_a_calendar_from_the_menu_of_its_row(
    qtbot: Any, busy: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(qtbot, busy, "agenda")
    page = page_of(window)
    page.list.setFocus()
    row = next(row for row in day_rows(page.list) if row.title == "Grafieken")
    page.list.choose(row.entry.session.id)
    target = tmp_path / "sessie"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    index = page.list.currentIndex()
    dots = page.list.delegate.more_rect(page.list.visualRect(index)).center()
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=dots)
    menu = next(one for one in page.findChildren(QMenu) if one.isVisible())
    assert [action.text() for action in menu.actions()] == ["Sign up", "See the training", "Put in calendar"]
    menu.actions()[-1].trigger()
    menu.close()
    assert b"SUMMARY:Grafieken" in target.with_suffix(".ics").read_bytes()
    assert "sessie.ics" in window.messages.text


def test_my_agenda_is_saved_and_a_folder_that_refuses_is_told(
    qtbot: Any, busy: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(qtbot, busy, "agenda")
    page = page_of(window)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "mine.ics"), ""))
    qtbot.mouseClick(named(page, "Put my agenda in a calendar"), Qt.MouseButton.LeftButton)
    assert b"SUMMARY:Van mij" in (tmp_path / "mine.ics").read_bytes()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / "no" / "mine.ics"), ""))
    qtbot.mouseClick(named(page, "Put my agenda in a calendar"), Qt.MouseButton.LeftButton)
    assert "There is no folder" in window.messages.text
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("", ""))
    window.messages.close_message()
    qtbot.mouseClick(named(page, "Put my agenda in a calendar"), Qt.MouseButton.LeftButton)
    assert window.messages.text == ""


@pytest.mark.parametrize(("size", "zoom"), [((1280, 800), 100), ((900, 600), 100), ((900, 600), 150), ((1280, 800), 90)])
def test_nothing_is_nameless_or_cut_off(qtbot: Any, busy: Office, size: tuple[int, int], zoom: int) -> None:
    for title in ("a" * 300, "يوم تدريبي", "培训课程 🎓", "lang " * 60):
        words = publishing.Words(title=title, minutes=45)
        training = Training.new(busy.desk.me, **vars(words), organisation=busy.desk.organisation)
        busy.desk.store.save(training)
        busy.session(training, MONDAY + timedelta(days=2))
    page = page_of(open_window(qtbot, busy, "agenda", size=size, zoom=zoom))
    assert nameless(page) == []
    assert cut_off(page) == []
    assert page.list.horizontalScrollBar().maximum() == 0
    for row in day_rows(page.list):
        rect = page.list.visualRect(page.list.rows.index(page.list.rows.place_of(row.entry.session.id)))
        assert rect.contains(page.list.delegate.more_rect(rect))
        assert not row.action or rect.contains(page.list.delegate.action_rect(rect, row))


@pytest.mark.parametrize("size", [(1280, 800), (900, 600)])
def test_words_about_an_overlap_go_over_two_lines_and_pass_under_the_state(
    qtbot: Any, office: Office, size: tuple[int, int]
) -> None:
    for number in range(3):
        office.session(office.training(f"Schrijven in gewone woorden voor inwoners en bedrijven, deel {number}"), MONDAY)
    office.session(office.training("Kort", by="Bilal"), MONDAY + timedelta(days=1))
    page = page_of(open_window(qtbot, office, "agenda", size=size))
    *together, alone = day_rows(page.list)
    heights = [
        page.list.visualRect(page.list.rows.index(page.list.rows.place_of(row.entry.session.id))) for row in (*together, alone)
    ]
    small = QFontMetrics(page.list.font()).height()
    for row, rect in zip(together, heights, strict=False):
        left, right, lines = page.list.delegate._overlap(rect, row)  # noqa: SLF001 - where it is painted
        assert len(lines) == 2
        assert " ".join(lines) == row.together
        assert left < right <= rect.right()
        assert rect.height() > heights[-1].height() + small
    wide = size[0] == 1280
    assert (page.list.delegate.more_rect(heights[0]).center().y() < heights[0].center().y() - small // 2) == wide


def test_rows_are_read_aloud(qtbot: Any, busy: Office) -> None:
    page = page_of(open_window(qtbot, busy, "agenda"))
    listed = QAccessible.queryAccessibleInterface(page.list)
    said = [listed.child(n).text(QAccessible.Text.Name) for n in range(listed.childCount())]
    assert "Tuesday 24 November" in said
    assert any(text.startswith("Grafieken, Tuesday 24 November") for text in said)


def test_thousands_of_sessions_are_read_in_the_background(qtbot: Any, office: Office) -> None:
    training = office.training("Veel", by="Sanne")
    sanne = office.colleague("Sanne")
    made = [
        Session.new(sanne.me, training=training.id, starts=at, ends=at + timedelta(hours=1), seats=10)
        for at in (MONDAY + timedelta(minutes=7 * n) for n in range(1, 3_000))
    ]
    sanne.store.add_all(made)
    page = page_of(open_window(qtbot, office, "agenda", at_once=False))
    qtbot.waitUntil(lambda: page.list.rows.rowCount() > 1_000, timeout=20_000)
    press_row(qtbot, page.list, "Veel")
    qtbot.waitUntil(lambda: any(row.action == "Withdraw" for row in day_rows(page.list)), timeout=20_000)
