"""*Ontdekken*, through the real window: searching, filters, one click to sign up, and the keyboard all the way."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QWidget,
)

from tests.ui import names
from traincollega.models.colleague import Colleague, Device
from traincollega.models.finding import Finder
from traincollega.models.noun import identify, new_nonce
from traincollega.models.organisation import Organisation
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Outcome, Training
from traincollega.services import enrolling
from traincollega.services.beginning import begin
from traincollega.services.desk import Desk
from traincollega.services.searching import Choice, Question
from traincollega.ui.card import action_rect
from traincollega.ui.discover_page import DiscoverPage
from traincollega.ui.filter_row import SaveFilterDialog
from traincollega.ui.headings import PageHeader
from traincollega.ui.main_window import MainWindow, PageEntry
from traincollega.ui.safe_text import SafeText
from traincollega.ui.theme import Theme

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DIALOG = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens


def colleague(desk: Desk, name: str) -> Desk:
    """Return the desk of a colleague, as their own computer would speak."""
    nonce = new_nonce()
    me = identify("", nonce)
    device = Device.new(me, person=me, name="")
    theirs = replace(desk, store=desk.store.speaking_for(device.id, me), me=me)
    theirs.store.save(device, Colleague(id=me, creator="", nonce=nonce, name=name, email=f"{name}@example.nl"))
    return theirs


def offered(desk: Desk, title: str, **values: Any) -> Training:
    training = Training.new(desk.me, title=title, organisation=desk.organisation, **{"minutes": 45, **values})
    desk.store.save(training)
    return training


def planned(desk: Desk, training: Training, hours: int, **values: Any) -> Session:
    starts = NOW + timedelta(hours=hours)
    session = Session.new(desk.me, training=training.id, starts=starts, ends=starts + timedelta(minutes=45), **values)
    desk.store.save(session)
    return session


def signed_up(desk: Desk, session: Session, **values: Any) -> None:
    desk.store.save(SignUp.new(desk.me, session=session.id, person=desk.me, **values))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Desk]:
    desk = begin(tmp_path, organisation="Gemeente Noordveld", name="Fatma Demir", email="fatma@example.nl", now=lambda: NOW)
    yield desk
    desk.store.connection.close()


@pytest.fixture
def desk(empty: Desk) -> Desk:
    sanne, bilal = colleague(empty, "Sanne de Wit"), colleague(empty, "Bilal Aksoy")
    pivot = offered(sanne, "Pivot tables", summary="From list to answer.", topics=("Excel", "Data"), outcomes="- add up")
    planned(sanne, pivot, 24, place="Room 2.14", seats=12)
    charts = offered(bilal, "Honest charts", topics=("Data",), minutes=60)
    signed_up(sanne, planned(bilal, charts, 48, link="https://meet.example.nl/x", seats=1), visible=True)
    offered(sanne, "Searching large files", topics=("Excel",), minutes=90)
    offered(empty, "My own training", minutes=30)
    return empty


@pytest.fixture
def open_window(qtbot: Any, qapp: QApplication) -> Iterator[Callable[..., MainWindow]]:
    windows: list[MainWindow] = []

    def open_it(desk: Desk, size: tuple[int, int] = (1280, 800), zoom: int = 100) -> MainWindow:
        theme = Theme(qapp, "light", zoom)
        theme.apply()
        pages = [
            PageEntry("discover", "Discover", "search", DiscoverPage),
            PageEntry("editor", "Editor", "pencil", lambda f: QWidget()),
        ]
        window = MainWindow(theme, lambda: desk, pages)
        qtbot.addWidget(window)
        windows.append(window)
        window.resize(*size)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        answered(qtbot, page_of(window))
        return window

    yield open_it
    for window in windows:
        window.close()


def page_of(window: MainWindow) -> DiscoverPage:
    page = window.page("discover")
    assert isinstance(page, DiscoverPage)
    return page


def answered(qtbot: Any, page: DiscoverPage, count: int | None = None) -> None:
    """Wait until nothing is asked any more, and the number is what it should be."""
    background = page._frame.background  # noqa: SLF001 - the test waits for what the page waits for
    qtbot.waitUntil(lambda: not page.search._timer.isActive() and not background._latest)  # noqa: SLF001
    if count is not None:
        assert page.cards.rows.rowCount() == count


def titles(page: DiscoverPage) -> list[str]:
    rows = page.cards.rows
    return [rows.row(rows.index(place)).training.title for place in range(rows.rowCount())]


def press_card(qtbot: Any, page: DiscoverPage, title: str) -> None:
    """Click the button that is painted on a card."""
    index = page.cards.rows.index(titles(page).index(title))
    rect = page.cards.visualRect(index)
    theme = page._frame.theme  # noqa: SLF001
    delegate: Any = page.cards.itemDelegate()
    card, text = delegate.card_rect(rect), delegate.text(index)
    qtbot.mouseClick(page.cards.viewport(), Qt.MouseButton.LeftButton, pos=action_rect(theme, card, text).center())


def pressed(qtbot: Any, within: QWidget, words: str) -> None:
    """Click the button with these words."""

    def found() -> list[QAbstractButton]:
        return [one for one in within.findChildren(QAbstractButton) if one.isVisible() and one.text() == words]

    qtbot.waitUntil(lambda: len(found()) == 1)
    qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def spoken(page: DiscoverPage, title: str) -> str:
    index = page.cards.rows.index(titles(page).index(title))
    return str(index.data(Qt.ItemDataRole.AccessibleTextRole))


def test_the_soonest_training_comes_first_and_shows_beside_the_list(qtbot: Any, desk: Desk, open_window: Any) -> None:
    page = page_of(open_window(desk))
    assert titles(page)[:2] == ["Pivot tables", "Honest charts"]
    assert page.preview.card.training.title == "Pivot tables"
    assert page.filters.number == "4 trainings"


def test_a_key_waits_and_the_question_is_asked_in_another_thread(
    qtbot: Any, desk: Desk, open_window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(open_window(desk))
    asked: list[tuple[str, int]] = []
    for name in ("first_page", "ids", "facets", "count"):
        real = getattr(Finder, name)

        def noted(self: Finder, question: Question, now: datetime, name: str = name, real: Any = real) -> Any:
            asked.append((question.text, threading.get_ident()))
            return real(self, question, now)

        monkeypatch.setattr(Finder, name, noted)
    qtbot.keyClicks(page.search, "pivot")
    assert asked == []
    assert page.search._timer.interval() == 150  # noqa: SLF001
    answered(qtbot, page, 1)
    assert {text for text, _thread in asked} == {"pivot"}
    assert threading.get_ident() not in {thread for _text, thread in asked}


def test_the_cross_empties_the_field_and_is_there_only_with_words(qtbot: Any, desk: Desk, open_window: Any) -> None:
    page = page_of(open_window(desk))
    cross = page.search.findChild(QAbstractButton)
    assert not cross.isVisible()
    page.search.setText("pivot")
    page.search.ask()
    assert cross.isVisible()
    assert cross.toolTip() == names.spoken_name(cross) == "Empty the search field"
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert (page.search.text(), page.question.text) == ("", "")
    assert not cross.isVisible()


def test_enter_searches_at_once(qtbot: Any, desk: Desk, open_window: Any) -> None:
    page = page_of(open_window(desk))
    qtbot.keyClicks(page.search, "chart")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert not page.search._timer.isActive()  # noqa: SLF001
    assert page.question.text == "chart"
    answered(qtbot, page, 1)


def test_an_answer_that_comes_too_late_is_dropped(
    qtbot: Any, desk: Desk, open_window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(open_window(desk))
    may_go, real = threading.Event(), Finder.first_page

    def slow(self: Finder, question: Question, now: datetime) -> Any:
        if question.text == "chart":
            assert may_go.wait(10)
        return real(self, question, now)

    monkeypatch.setattr(Finder, "first_page", slow)
    page.search.setText("chart")
    page.search.ask()
    page.search.setText("pivot")
    page.search.ask()
    answered(qtbot, page, 1)
    may_go.set()
    qtbot.wait(50)
    assert titles(page) == ["Pivot tables"]


def test_counting_for_an_earlier_question_is_broken_off(
    qtbot: Any, desk: Desk, open_window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(open_window(desk))
    counting, ended, real = threading.Event(), [], Finder.facets

    def long(self: Finder, question: Question, now: datetime) -> Any:
        if question.text == "chart":
            counting.set()
            numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000000) SELECT MAX(i) FROM n"
            try:
                self.connection.execute(numbers).fetchone()
            except sqlite3.OperationalError as error:
                ended.append(str(error))
                raise
        return real(self, question, now)

    monkeypatch.setattr(Finder, "facets", long)
    page.search.setText("chart")
    page.search.ask()
    qtbot.waitUntil(counting.is_set)
    page.search.setText("pivot")
    qtbot.wait(20)
    page.search.ask()
    answered(qtbot, page, 1)
    qtbot.waitUntil(lambda: ended == ["interrupted"])
    assert titles(page) == ["Pivot tables"]


def test_signing_up_from_a_card_is_one_click_and_can_be_undone(qtbot: Any, desk: Desk, open_window: Any) -> None:
    window = open_window(desk)
    page = page_of(window)
    press_card(qtbot, page, "Pivot tables")
    assert window.messages.text == "You have a provisional seat at Pivot tables."
    assert len(enrolling.my_sessions(desk)) == 1
    answered(qtbot, page)
    assert "provisional seat" in spoken(page, "Pivot tables")
    assert page.preview.rows[0].state.startswith("Provisional seat. There is room")
    pressed(qtbot, window.messages, "Undo")
    assert enrolling.my_sessions(desk) == []


def test_a_full_session_offers_the_waiting_list_with_the_number(qtbot: Any, desk: Desk, open_window: Any) -> None:
    window = open_window(desk)
    page = page_of(window)
    assert "full" in spoken(page, "Honest charts")
    press_card(qtbot, page, "Honest charts")
    assert window.messages.text == "You are number 1 on the waiting list of Honest charts."
    answered(qtbot, page)
    assert "waiting list, number 1" in spoken(page, "Honest charts")
    press_card(qtbot, page, "Honest charts")
    assert "You have left" in window.messages.text
    assert enrolling.my_sessions(desk) == []


def test_what_happened_meanwhile_is_seen_at_the_click(qtbot: Any, desk: Desk, open_window: Any) -> None:
    window = open_window(desk)
    page = page_of(window)
    session = desk.store.where(Session, place="Room 2.14")[0]
    enrolling.sign_up(desk, session.id)
    press_card(qtbot, page, "Pivot tables")
    assert window.messages.text == "You are already on the list of this session."


def test_a_training_without_a_date_keeps_who_waits_for_one(qtbot: Any, desk: Desk, open_window: Any) -> None:
    page = page_of(open_window(desk))
    press_card(qtbot, page, "Searching large files")
    answered(qtbot, page)
    assert "no date yet · you are interested" in spoken(page, "Searching large files")
    press_card(qtbot, page, "Searching large files")
    answered(qtbot, page)
    assert "interested" not in spoken(page, "Searching large files")


def test_an_overlap_is_told_but_does_not_hold_up(qtbot: Any, desk: Desk, open_window: Any) -> None:
    owner = colleague(desk, "Marja Postma")
    planned(owner, offered(owner, "At the same time"), 24)
    window = open_window(desk)
    page = page_of(window)
    press_card(qtbot, page, "Pivot tables")
    answered(qtbot, page)
    press_card(qtbot, page, "At the same time")
    assert "Mind: you then also have Pivot tables" in window.messages.text
    assert len(enrolling.my_sessions(desk)) == 2


def test_the_bar_saves_the_session_for_a_calendar(
    qtbot: Any, desk: Desk, open_window: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = open_window(desk)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(tmp_path / "mine"), ""))
    press_card(qtbot, page_of(window), "Pivot tables")
    pressed(qtbot, window.messages, "Put in calendar")
    assert b"SUMMARY:Pivot tables" in (tmp_path / "mine.ics").read_bytes()
    assert "mine.ics" in window.messages.text


def test_a_calendar_that_cannot_be_written_is_told(
    qtbot: Any, desk: Desk, open_window: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    window = open_window(desk)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args, **kwargs: (str(tmp_path / "no such folder" / "mine.ics"), ""))
    press_card(qtbot, page_of(window), "Pivot tables")
    pressed(qtbot, window.messages, "Put in calendar")
    assert "There is no folder" in window.messages.text


def test_filters_count_narrow_and_come_off_as_chips(qtbot: Any, desk: Desk, open_window: Any) -> None:
    page = page_of(open_window(desk))
    box = page.facets.box(Choice("topics", "Data"))
    assert box.accessibleName() == "Data, 2 trainings"
    assert box.height() >= 24
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    answered(qtbot, page, 2)
    assert [chip.text() for chip in page.filters.chips] == ["Data"]
    assert page.facets.box(Choice("durations", "30")) is None
    assert page.facets.box(Choice("topics", "Excel")).accessibleName() == "Excel, 2 trainings"
    page.filters.chips[0].setFocus()
    qtbot.keyClick(page.filters.chips[0], Qt.Key.Key_Delete)
    answered(qtbot, page, 4)
    assert page.filters.chips == ()
    assert not page.facets.box(Choice("topics", "Data")).isChecked()


def test_many_choices_are_kept_back_until_asked_for(qtbot: Any, desk: Desk, open_window: Any) -> None:
    offered(desk, "Of everything", topics=tuple(f"Topic {n}" for n in range(9)))
    page = page_of(open_window(desk))
    assert page.facets.box(Choice("topics", "Topic 8")) is None
    pressed(qtbot, page.facets, "5 more")
    assert page.facets.box(Choice("topics", "Topic 8")) is not None
    assert page.facets.box(Choice("topics", "Topic 4")).hasFocus()


@DIALOG
def test_a_filter_is_saved_under_a_name_chosen_again_and_removed(qtbot: Any, desk: Desk, open_window: Any) -> None:
    window = open_window(desk)
    page = page_of(window)
    page.search.setText("pivot")
    page.search.ask()
    answered(qtbot, page, 1)
    pressed(qtbot, page.filters, "Save filter")
    dialog = page.findChild(SaveFilterDialog)
    assert dialog.name.text() == "pivot"
    dialog.name.setText(" ")
    pressed(qtbot, dialog, "Save")
    assert dialog.isVisible()
    dialog.name.setText("Tables & lists")
    pressed(qtbot, dialog, "Save")
    assert window.messages.text == "The filter Tables & lists is saved."
    pressed(qtbot, page.filters, "Save filter")
    again = next(one for one in page.findChildren(SaveFilterDialog) if one.isVisible())
    again.name.setText("Tables & lists")
    pressed(qtbot, again, "Save")
    assert again.isVisible()
    again.reject()
    page.search.clear()
    page.search.ask()
    answered(qtbot, page, 4)
    pressed(qtbot, page.facets, "Tables && lists")
    answered(qtbot, page, 1)
    assert page.search.text() == "pivot"
    remove = next(one for one in page.facets.findChildren(QPushButton) if one.accessibleName().startswith("Remove saved filter"))
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert window.messages.text == "The filter Tables & lists is removed."
    pressed(qtbot, window.messages, "Undo")
    answered(qtbot, page, 1)
    pressed(qtbot, page.facets, "Tables && lists")


def test_nothing_found_names_the_filter_that_did_it(qtbot: Any, desk: Desk, open_window: Any) -> None:
    page = page_of(open_window(desk))
    page._ask(Question(text="pivot", durations=("30",)))  # noqa: SLF001
    answered(qtbot, page, 0)
    words = [one.text() for one in page._middle.currentWidget().findChildren(QAbstractButton)]  # noqa: SLF001
    assert words == ["Without Up to 30 minutes", "Without pivot", "Clear filters"]
    assert not page.preview.isVisible()
    pressed(qtbot, page, "Without Up to 30 minutes")
    answered(qtbot, page, 1)
    assert titles(page) == ["Pivot tables"]
    assert page.preview.isVisible()


def test_a_word_nobody_uses_is_named_and_cleared(qtbot: Any, desk: Desk, open_window: Any) -> None:
    page = page_of(open_window(desk))
    page.search.setText("xyzzy")
    page.search.ask()
    answered(qtbot, page, 0)
    middle = page._middle.currentWidget()  # noqa: SLF001
    qtbot.waitUntil(lambda: not page.facets.isVisible())  # there is nothing to choose from
    QApplication.processEvents()
    assert abs(middle.mapTo(page, middle.rect().center()).x() - page.rect().center().x()) <= 1
    pressed(qtbot, middle, "Clear filters")
    answered(qtbot, page, 4)
    assert page.search.text() == ""
    qtbot.waitUntil(page.facets.isVisible)


def test_with_nothing_at_all_it_offers_to_begin(qtbot: Any, empty: Desk, open_window: Any) -> None:
    window = open_window(empty)
    page = page_of(window)
    middle = page._middle.currentWidget()  # noqa: SLF001
    assert [one.text() for one in middle.findChildren(QAbstractButton)] == ["Offer a training", "Read in"]
    pressed(qtbot, middle, "Offer a training")
    assert window.here == "editor"


def test_the_keyboard_is_enough_to_search_and_sign_up(qtbot: Any, desk: Desk, open_window: Any) -> None:
    window = open_window(desk)
    page = page_of(window)
    qtbot.keyClick(page.cards, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.search.hasFocus()
    qtbot.keyClicks(page.search, "pivot")
    answered(qtbot, page, 1)
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.cards.hasFocus()
    qtbot.keyClick(page.cards, Qt.Key.Key_Return)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.accessibleName().startswith("Sign up, ")
    qtbot.keyClick(focus, Qt.Key.Key_Return)
    assert window.messages.text == "You have a provisional seat at Pivot tables."
    answered(qtbot, page)
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "Withdraw"
    qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert page.cards.hasFocus()
    qtbot.keyClick(page.cards, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "You have left" in window.messages.text


def test_in_a_small_window_a_card_opens_over_the_list(qtbot: Any, desk: Desk, open_window: Any) -> None:
    page = page_of(open_window(desk, (900, 600)))
    assert not page.preview.isVisible()
    assert not page.facets.isVisible()
    page.cards.setFocus()
    qtbot.keyClick(page.cards, Qt.Key.Key_Down)
    qtbot.keyClick(page.cards, Qt.Key.Key_Return)
    assert page.preview.isVisible()
    assert not page.cards.isVisible()
    title = page.findChild(PageHeader)
    assert page.preview.geometry().left() == title.geometry().left()
    page.preview.take_focus_on_top()
    (ring,) = [one for one in page.window().findChildren(QWidget, "focus-ring") if one.isVisible()]
    assert ring.geometry().contains(QRect(page.preview.mapTo(page.window(), QPoint(0, 0)), page.preview.size()))
    pressed(qtbot, page.preview, "Back")
    assert page.cards.isVisible()
    pressed(qtbot, page, "Filters")
    assert page.facets.isVisible()
    assert page.cards.isVisible()


def test_much_magnified_the_filters_stand_in_place_of_the_list(qtbot: Any, desk: Desk, open_window: Any) -> None:
    page = page_of(open_window(desk, (900, 600), zoom=150))
    pressed(qtbot, page, "Filters")
    assert page.facets.isVisible()
    assert not page.cards.isVisible()
    pressed(qtbot, page, "Filters")
    assert page.cards.isVisible()


def test_a_window_that_grows_wide_shows_the_first_training_beside_the_list(qtbot: Any, desk: Desk, open_window: Any) -> None:
    window = open_window(desk, (900, 600))
    page = page_of(window)
    assert page.preview.card is None
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: page.preview.card is not None)
    assert page.preview.card.training.title == titles(page)[0]


def test_tab_reaches_chips_and_filters_where_they_stand_between_the_order_and_the_list(
    qtbot: Any, desk: Desk, open_window: Any
) -> None:
    page = page_of(open_window(desk))
    page.facets.findChildren(QCheckBox)[0].click()
    answered(qtbot, page)
    QApplication.processEvents()  # what was built anew shows itself in the next turn
    page.sort.setFocus()
    reached: list[QWidget] = []
    while QApplication.focusWidget() is not page.cards and len(reached) < 40:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    kinds = [type(one).__name__ for one in reached]
    assert kinds[0] == "Chip"
    assert reached[-1] is page.cards
    tops = [one.mapTo(page, QPoint()).y() for one in reached if isinstance(one, QCheckBox)]
    assert len(tops) > 3
    assert tops == sorted(tops)
    assert kinds.index("QCheckBox") > 0


def test_in_a_narrow_window_a_training_that_is_gone_to_has_the_focus_with_its_title_in_sight(
    qtbot: Any, desk: Desk, open_window: Any
) -> None:
    window = open_window(desk, (900, 600), zoom=150)
    page = page_of(window)
    window.go("discover", training=desk.store.where(Training, title="Pivot tables")[0].id)
    QApplication.processEvents()
    focus = QApplication.focusWidget()
    assert isinstance(focus, QScrollArea)
    assert focus.verticalScrollBar().value() == 0
    assert page.preview.isAncestorOf(focus)


def test_the_best_rated_come_first_and_their_cards_say_how_they_are_rated(qtbot: Any, desk: Desk, open_window: Any) -> None:
    for title, stars in (("My own training", 21), ("Pivot tables", 12), ("Honest charts", 8)):  # the last one cannot be so
        (training,) = desk.store.where(Training, title=title)
        answers = 5 if stars > 10 else 4
        desk.store.save(Outcome.new(desk.me, training=training.id, organisation=desk.organisation, answers=answers, stars=stars))
    page = page_of(open_window(desk))
    best = page.sort.findText("Best rated")
    page.sort.setCurrentIndex(best)
    page.sort.activated.emit(best)
    answered(qtbot, page)
    assert titles(page) == ["My own training", "Pivot tables", "Searching large files", "Honest charts"]
    spoken = [page.cards.rows.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(4)]
    assert ["rating 4.2" in spoken[0], "rating 2.4" in spoken[1], "rating" in spoken[3]] == [True, True, False]


def test_a_training_outside_the_filters_can_be_shown(qtbot: Any, desk: Desk, open_window: Any) -> None:
    window = open_window(desk)
    page = page_of(window)
    page.search.setText("pivot")
    page.search.ask()
    answered(qtbot, page, 1)
    wanted = desk.store.where(Training, title="Honest charts")[0]
    window.go("discover", training=wanted.id)
    assert page.preview.card.training.id == wanted.id
    window.frame.changed.happened.emit()
    answered(qtbot, page, 1)
    assert page.preview.card.training.id == wanted.id
    window.go("discover", training=desk.store.where(Training, title="Pivot tables")[0].id)
    assert page.cards.current().training.title == "Pivot tables"
    assert page.cards.hasFocus()
    window.go("discover", training="gone")
    assert window.messages.text.startswith("This is no longer here.")


def test_a_topic_of_the_preview_narrows_the_list(qtbot: Any, desk: Desk, open_window: Any) -> None:
    page = page_of(open_window(desk))
    pressed(qtbot, page.preview, "Excel")
    answered(qtbot, page, 2)
    assert page.question.topics == ("Excel",)
    assert page.facets.box(Choice("topics", "Excel")).isChecked()


def test_a_training_asked_for_while_the_list_is_still_read_stays(qtbot: Any, desk: Desk, open_window: Any) -> None:
    window = open_window(desk)
    page = page_of(window)
    wanted = desk.store.where(Training, title="Honest charts")[0]
    page._ask(Question(sort="title"))  # noqa: SLF001
    window.go("discover", training=wanted.id)
    answered(qtbot, page, 4)
    assert page.preview.card.training.id == wanted.id
    assert page.cards.current().training.id == wanted.id
    page._ask(Question(text="pivot"))  # noqa: SLF001
    window.go("discover", training=wanted.id)
    answered(qtbot, page, 1)
    assert page.preview.card.training.id == wanted.id


def test_who_chose_to_be_seen_is_named_and_others_are_not(qtbot: Any, desk: Desk, open_window: Any) -> None:
    session = desk.store.where(Session, place="Room 2.14")[0]
    signed_up(colleague(desk, "Open One"), session, visible=True)
    signed_up(colleague(desk, "Quiet One"), session)
    page = page_of(open_window(desk))
    shown = [one.text() for one in page.preview.rows[0].findChildren(QLabel)]
    assert "With Open One" in shown
    assert "Room 2.14 · 2 of 12 seats taken" in shown


def test_one_seat_is_one_seat(qtbot: Any, desk: Desk, open_window: Any) -> None:
    session = desk.store.where(Session, place="Room 2.14")[0]
    desk.store.save(replace(session, seats=1))
    page = page_of(open_window(desk))
    shown = [one.text() for one in page.preview.rows[0].findChildren(QLabel)]
    assert "Room 2.14 · 0 of 1 seat taken" in shown


def test_my_own_training_has_the_buttons_of_its_trainer_and_no_sign_up(qtbot: Any, desk: Desk, open_window: Any) -> None:
    window = open_window(desk)
    page = page_of(window)
    window.go("discover", training=desk.store.where(Training, title="My own training")[0].id)
    words = [one.text() for one in page.preview.findChildren(QPushButton) if one.isVisible()]
    assert words == ["Edit", "Plan a session", "Poster…"]
    pressed(qtbot, page.preview, "Edit")
    assert window.here == "editor"


def test_another_organisations_training_says_what_came_of_it_and_where_to_sign_up(qtbot: Any, desk: Desk, open_window: Any) -> None:
    theirs = Organisation.new(desk.me, name="Waterschap")
    training = Training.new(desk.me, title="Reading dikes", given_by="Jan", organisation=theirs.id)
    desk.store.save(
        theirs, training, Outcome.new(desk.me, training=training.id, organisation=theirs.id, sessions=3, participants=37)
    )
    planned(desk, training, 3)
    window = open_window(desk)
    page = page_of(window)
    window.go("discover", training=training.id)
    shown = [one.text() for one in page.preview.findChildren(QWidget) if hasattr(one, "text")]
    assert "Given at Waterschap: 3 sessions, 37 participants" in shown
    assert "You sign up at Waterschap." in shown
    assert page.preview.rows[0].button is None
    assert page.facets.box(Choice("origins", theirs.id)).accessibleName() == "Waterschap, 1 training"


@DIALOG
def test_texts_load_nothing_and_open_only_known_addresses_after_asking(
    qtbot: Any, desk: Desk, open_window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(desk)
    text = SafeText(window.frame.theme, "Text")
    qtbot.addWidget(text)
    for address in ("file:///etc/passwd", "http://example.nl/x.png"):
        assert text.loadResource(2, QUrl(address)) is None
    opened: list[str] = []
    monkeypatch.setattr("traincollega.ui.safe_browser.QDesktopServices.openUrl", lambda url: opened.append(url.toString()))
    text.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert text.findChildren(QMessageBox) == []
    text.anchorClicked.emit(QUrl("https://example.nl/a"))
    (question,) = text.findChildren(QMessageBox)
    assert question.informativeText() == "https://example.nl/a"
    assert opened == []
    qtbot.mouseClick(next(one for one in question.buttons() if one.text() == "Open"), Qt.MouseButton.LeftButton)
    assert opened == ["https://example.nl/a"]


def test_long_and_strange_titles_stay_within_the_preview(qtbot: Any, desk: Desk, open_window: Any) -> None:
    names = ("x" * 300, "درس في الجداول المحورية", "数据透视表课程", "🎓" * 40)
    made = [offered(colleague(desk, f"Owner {n}"), name, summary=name) for n, name in enumerate(names)]
    window = open_window(desk, (1110, 700))
    page = page_of(window)
    for training in made:
        window.go("discover", training=training.id)
        content = page.preview._scroll  # noqa: SLF001
        assert content.widget().minimumSizeHint().width() <= content.viewport().width()


@pytest.mark.parametrize("width", [560, 900, 1110, 1280])
def test_the_preview_is_as_tall_as_what_it_says_from_the_first_moment(qtbot: Any, desk: Desk, open_window: Any, width: int) -> None:
    outcomes = "\n".join(f"- een zin die op een smal scherm niet op een regel past, nummer {n}" for n in range(4))
    training = offered(colleague(desk, "Bas"), "Bewegen", minutes=20, outcomes=outcomes)
    planned(desk, training, 48, seats=12)
    window = open_window(desk, (width, 700))
    page = page_of(window)
    window.go("discover", training=training.id)
    for _turn in range(2):  # as it is, and after signing up and withdrawing again
        answered(qtbot, page)
        QApplication.processEvents()
        (row,) = page.preview.rows
        content = page.preview._scroll.widget()  # noqa: SLF001
        assert content.height() == max(content.heightForWidth(content.width()), page.preview._scroll.viewport().height())  # noqa: SLF001
        assert row.height() == row.heightForWidth(row.width())
        for text in page.preview.findChildren(SafeText):
            assert 0 <= text.height() - text.document().size().height() <= 3
        for words in ("Sign up", "Withdraw"):
            pressed(qtbot, page.preview, words)


@pytest.mark.parametrize("zoom", [90, 100, 150])
def test_the_name_of_a_filter_has_the_room_that_its_number_leaves(qtbot: Any, desk: Desk, open_window: Any, zoom: int) -> None:
    names = ("Informatievoorziening en dienstverlening", "Human centered design", "Excel")
    page = page_of(open_window(desk, (13 * zoom, 8 * zoom), zoom))
    page._show_counts({"topics": [(name, 123) for name in names]})  # noqa: SLF001
    QApplication.processEvents()
    for name in names:
        box = page.facets.box(Choice("topics", name))
        assert box.isVisible()
        assert box.sizeHint().width() <= box.width()
        lines = box.text().count("\n") + 1
        px = 8 * zoom // 100
        assert 0 <= box.height() - max(24, lines * QFontMetrics(box.font()).height() + px) <= 2
        shown = box.text().replace("\n", " ")
        assert shown == name or ("…" in shown and box.toolTip() == name)


def test_everything_that_can_be_used_has_a_name(qtbot: Any, desk: Desk, open_window: Any, assert_reachable: Any) -> None:
    page = page_of(open_window(desk))
    page._ask(Question(text="pivot", topics=("Excel",)))  # noqa: SLF001
    answered(qtbot, page, 1)
    assert_reachable(page)
    assert QAccessible.queryAccessibleInterface(page.search).text(QAccessible.Text.Name) == "Search by topic, title or trainer"
    assert spoken(page, "Pivot tables") == (
        "Pivot tables. From list to answer. 45 minutes. Sanne de Wit. Wed 25 November, 10:00 · 12 seats free. Ctrl+Enter: Sign up."
    )
