"""*Agenda* as a calendar of a month, through the real window."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from tests.office import MONDAY, Office, new_office
from tests.ui.lists import cut_off, named, nameless, open_window
from traincollega.language import day_long, month_name
from traincollega.services import enrolling
from traincollega.ui.agenda_page import AgendaPage
from traincollega.ui.main_window import MainWindow
from traincollega.ui.month_days import MonthDay, MonthDays
from traincollega.ui.month_painting import MonthDelegate
from traincollega.ui.theme import Theme

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Two sessions at the same time tomorrow, one of which I give."""
    office = new_office(tmp_path / "profile")
    office.session(office.training("Grafieken", by="Bilal"), MONDAY + timedelta(days=1))
    office.session(office.training("Van mij"), MONDAY + timedelta(days=1, minutes=30))
    yield office
    office.desk.store.connection.close()


def month_of(qtbot: Any, window: MainWindow) -> AgendaPage:
    """Return the agenda, with the month chosen."""
    page = window.page("agenda")
    assert isinstance(page, AgendaPage)
    qtbot.mouseClick(named(page, "Month"), Qt.MouseButton.LeftButton)
    return page


def said(page: AgendaPage, day: date) -> str:
    """Return what a screen reader says of a day."""
    place: QModelIndex = page.month.days.place_of(day)
    return str(place.data(Qt.ItemDataRole.AccessibleTextRole))


def test_every_day_of_the_month_says_what_begins_then_and_what_overlaps(qtbot: Any, office: Office) -> None:
    page = month_of(qtbot, open_window(qtbot, office, "agenda"))
    assert page.month.isVisible()
    assert not page.length.isVisible()
    assert page.month.current() == MONDAY.date()
    assert said(page, MONDAY.date()) == "Today, Monday 23 November. no sessions."
    assert said(page, TUESDAY) == (
        "Tuesday 24 November. 14:02 Grafieken, 12 seats free, at the same time as Van mij."
        " 14:32 Van mij, 0 of 12 seats taken."
    )  # fmt: skip
    assert page.month.days.rowCount() == 6
    assert not page.month.days.place_of(date(2026, 12, 1)).isValid()


def test_a_seat_of_mine_has_its_icon_in_the_month_and_what_is_not_mine_has_none(qtbot: Any, office: Office) -> None:
    page = month_of(qtbot, open_window(qtbot, office, "agenda"))
    session = office.session(office.training("Excel", by="Sanne"), MONDAY + timedelta(days=2))
    page.reload()

    def icons() -> list[str]:
        one = page.month.days.place_of(TUESDAY + timedelta(days=1)).data(Qt.ItemDataRole.UserRole + 1)
        return [icon for icon, _words in one.lines]

    assert icons() == [""]
    enrolling.sign_up(office.desk, session.id)
    page.reload()
    assert icons() == ["check"]


def test_arrows_walk_the_days_and_enter_opens_one_in_the_list(qtbot: Any, office: Office) -> None:
    page = month_of(qtbot, open_window(qtbot, office, "agenda"))
    page.month.setFocus()
    qtbot.keyClick(page.month, Qt.Key.Key_Right)
    assert page.month.current() == TUESDAY
    qtbot.keyClick(page.month, Qt.Key.Key_Return)
    assert page.by_day.isChecked()
    assert page.list.isVisible()
    assert page.list.hasFocus()
    assert page.list.current() is not None
    assert page.list.current().title == "Grafieken"


@pytest.mark.parametrize(
    ("since", "key", "until"),
    [
        (MONDAY.date(), Qt.Key.Key_Down, date(2026, 11, 30)),
        (date(2026, 11, 30), Qt.Key.Key_Down, date(2026, 12, 7)),
        (date(2026, 11, 3), Qt.Key.Key_Up, date(2026, 10, 27)),
        (date(2026, 11, 1), Qt.Key.Key_Left, date(2026, 10, 31)),
        (date(2026, 11, 30), Qt.Key.Key_Right, date(2026, 12, 1)),
        (date(2026, 12, 31), Qt.Key.Key_PageDown, date(2027, 1, 31)),
        (date(2027, 1, 31), Qt.Key.Key_PageDown, date(2027, 2, 28)),
        (date(2026, 12, 31), Qt.Key.Key_PageUp, date(2026, 11, 30)),
        (TUESDAY, Qt.Key.Key_Home, MONDAY.date()),
        (TUESDAY, Qt.Key.Key_End, date(2026, 11, 29)),
        (date(2026, 11, 30), Qt.Key.Key_End, date(2026, 12, 6)),
    ],
)
def test_the_keys_go_on_into_the_months_beside_it(qtbot: Any, office: Office, since: date, key: Qt.Key, until: date) -> None:
    page = month_of(qtbot, open_window(qtbot, office, "agenda"))
    page.month.setFocus()
    page.month.left.emit(since)
    assert page.month.current() == since
    qtbot.keyClick(page.month, key)
    assert page.month.current() == until
    assert page.month.hasFocus()
    assert day_long(until, MONDAY.date()) in said(page, until)
    title = page._header._subtitle.text()  # noqa: SLF001 - what stands under the title
    assert title.startswith(f"{month_name(until.month)} {until.year}")


def test_a_title_goes_over_two_lines_where_the_day_has_room_for_it(theme: Theme) -> None:
    long = "14.00 Schrijven in gewone woorden, hoe doe je dat"

    def painted(lines: tuple[str, ...], high: int) -> QImage:
        image = QImage(150, high, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        option = QStyleOptionViewItem()
        option.rect = image.rect()
        days = MonthDays(theme)
        days.show_days([MonthDay(TUESDAY, True, False, tuple(("", words) for words in lines), "")] * 7)
        MonthDelegate(theme, days).paint(painter, option, days.index(0, 0))
        painter.end()
        return image

    ending = long.replace("hoe", "wie")
    assert painted((long,), 110) != painted((ending,), 110)
    assert painted((long,), 45) == painted((ending,), 45)
    assert painted((long, "9.00 Excel"), 110) != painted((long, "9.00 Word"), 110)  # the next one stays whole beneath it


def test_a_week_becomes_its_month_and_mine_leaves_the_others_out(qtbot: Any, office: Office) -> None:
    window = open_window(qtbot, office, "agenda")
    page = window.page("agenda")
    assert isinstance(page, AgendaPage)
    qtbot.keyClick(page.length, Qt.Key.Key_Down)
    page = month_of(qtbot, window)
    assert page.month.days.rowCount() == 6
    page.which.setCurrentIndex(1)
    assert said(page, TUESDAY) == "Tuesday 24 November. 14:32 Van mij, 0 of 12 seats taken."


@pytest.mark.parametrize("zoom", [90, 150])
def test_the_month_fits_900_by_600_without_scrolling_sideways(qtbot: Any, office: Office, zoom: int) -> None:
    page = month_of(qtbot, open_window(qtbot, office, "agenda", size=(900, 600), zoom=zoom))
    assert sum(page.month.columnWidth(at) for at in range(7)) <= page.month.viewport().width()
    assert cut_off(page) == []
    assert nameless(page) == []
