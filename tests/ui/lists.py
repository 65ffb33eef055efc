"""What the tests of agenda, learning and teaching share: the real window on the small office, and how to press what is painted."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.office import Office
from tests.ui import names
from traincollega.services.desk import Desk
from traincollega.ui.agenda_page import AgendaPage
from traincollega.ui.background import Background
from traincollega.ui.day_list import DayList
from traincollega.ui.day_rows import DayHead, DayRow
from traincollega.ui.learning_page import LearningPage
from traincollega.ui.main_window import MainWindow, PageEntry
from traincollega.ui.row_table import Heading, RowTable
from traincollega.ui.session_page import SessionPage
from traincollega.ui.teaching_page import TeachingPage
from traincollega.ui.theme import Theme


class Elsewhere(QWidget):
    """A page that only keeps what it was asked to show."""

    asked: dict[str, Any]

    def show_item(self, **what: Any) -> None:
        self.asked = what


def open_window(
    qtbot: Any, office: Office, page: str, *, size: tuple[int, int] = (1280, 800), zoom: int = 100, desk: Desk | None = None,
    at_once: bool = True, **what: Any,
) -> MainWindow:  # fmt: skip
    """Show the window on one of the pages."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme(app, "light", zoom)
    theme.apply()
    pages = [
        PageEntry("agenda", "Agenda", "calendar", AgendaPage),
        PageEntry("learning", "My learning", "graduation", LearningPage),
        PageEntry("teaching", "My trainings", "board", TeachingPage),
        PageEntry("session", "Session", "people", SessionPage, "hidden"),
        PageEntry("discover", "Discover", "search", lambda frame: Elsewhere()),
        PageEntry("editor", "Editor", "pencil", lambda frame: Elsewhere()),
    ]
    first = [entry for entry in pages if entry.id == page]
    rest = [entry for entry in pages if entry.id != page]
    window = MainWindow(theme, lambda: desk or office.desk, [*first, *rest], background=Background(at_once=at_once))
    qtbot.addWidget(window, before_close_func=lambda window: window.frame.background.close())
    window.resize(*size)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    if what:
        window.go(page, **what)
    return window


def named(page: QWidget, text: str) -> QAbstractButton:
    """Return the one visible button with these words."""
    QApplication.processEvents()  # what was built anew shows itself in the next turn
    found = [one for one in page.findChildren(QAbstractButton) if text in (one.text(), one.accessibleName()) and one.isVisible()]
    assert len(found) == 1, [one.text() for one in page.findChildren(QAbstractButton) if one.isVisible()]
    return found[0]


def click(qtbot: Any, page: QWidget, text: str) -> None:
    """Press the one visible button with these words."""
    qtbot.mouseClick(named(page, text), Qt.MouseButton.LeftButton)


def day_rows(listed: DayList) -> Iterator[DayRow]:
    """Yield the sessions of an agenda."""
    for place in range(listed.rows.rowCount()):
        row = listed.rows.row(place)
        if isinstance(row, DayRow):
            yield row


def heads(listed: DayList) -> list[str]:
    """Return the headings of an agenda."""
    rows = (listed.rows.row(place) for place in range(listed.rows.rowCount()))
    return [row.text for row in rows if isinstance(row, DayHead)]


def press_row(qtbot: Any, listed: DayList, title: str) -> None:
    """Click the button that is painted in the first row with this title."""
    row = next(row for row in day_rows(listed) if row.title == title)
    index = listed.rows.index(listed.rows.place_of(row.entry.session.id))
    listed.scrollTo(index)
    where = listed.delegate.action_rect(listed.visualRect(index), row).center()
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=where)


def cells(table: RowTable) -> list[list[str]]:
    """Return what a table says; a heading is a list of one."""
    rows = []
    for at in range(table.rows.rowCount()):
        row = table.rows.row(at)
        rows.append(
            [row.text] if isinstance(row, Heading) else [table.rows.index(at, n).data() for n in range(len(table.rows.columns))]
        )
    return rows


def click_cell(qtbot: Any, table: RowTable, name: str) -> None:
    """Click the row of somebody."""
    QApplication.processEvents()
    at = next(at for at, row in enumerate(cells(table)) if row[0] == name)
    table.scrollTo(table.rows.index(at, 0))
    where = table.visualRect(table.rows.index(at, 0)).topLeft() + QPoint(20, 12)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def nameless(page: QWidget) -> list[str]:
    """Return the controls that a screen reader has no name for, and those too small to hit."""
    return [*names.nameless(page), *names.too_small(page)]


def cut_off(page: QWidget) -> list[str]:
    """Return the buttons that are narrower or lower than their words, or stand beyond the page's right edge."""
    found = []
    for one in page.findChildren(QAbstractButton):
        if not one.isVisible():
            continue
        right = one.mapTo(page, QPoint(one.width(), 0)).x()
        least = one.minimumSizeHint()
        if right > page.width() or one.width() < least.width() or one.height() < min(24, least.height()):
            found.append(one.text() or one.accessibleName())
    return found
