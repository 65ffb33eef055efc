"""Overzichten: for HR, filled in the background, small groups hidden, one filter at a time, and an Excel file in four clicks."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QWidget

from tests.naughty import NAUGHTY
from tests.office import MONDAY, Office, new_office
from traincollega.exports.writing import FORMS
from traincollega.imports.characters import one_line
from traincollega.models.attendance import Presence
from traincollega.models.organisation import Department, Grant
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.counting import SETTLES
from traincollega.services.enrolling import sign_up
from traincollega.services.logging_exports import exports
from traincollega.services.publishing import wait_for_date
from traincollega.ui.background import Background
from traincollega.ui.export_dialog import ExportDialog, save_overview
from traincollega.ui.frame import Frame
from traincollega.ui.main_window import MainWindow
from traincollega.ui.overview_page import OverviewPage
from traincollega.ui.pages import actions, pages
from traincollega.ui.row_table import RowTable
from traincollega.ui.theme import Theme


def hold(office: Office, who: dict[str, int], title: str = "Excel", topic: str = "Excel", days: int = -3) -> None:
    """Hold a session at which so many of each department were."""
    desk = office.desk
    training = Training.new(desk.me, title=title, topics=(topic,), organisation=desk.organisation)
    starts = MONDAY + timedelta(days=days)
    session = Session.new(desk.me, training=training.id, starts=starts, ends=starts + timedelta(hours=2))
    people = [office.colleague(f"{where} {n}", where).me for where, many in who.items() for n in range(many)]
    there = [Presence.new(desk.me, session=session.id, person=one, minutes=120) for one in people]
    desk.store.save(training, session, *there)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = new_office(tmp_path / "profile")
    hold(made, {"Burgerzaken": 20, "Griffie": 3, "Wijkteams": 8})
    hold(made, {"Burgerzaken": 10}, "Woo", "Wet", -90)
    for where, many in (("Griffie", 6), ("Wijkteams", 20)):
        for number in range(many):
            made.colleague(f"{where} {number}", where)  # a card has also who did not come
    made.clock.at += SETTLES + timedelta(hours=1)
    return made


@pytest.fixture
def show(frame_for: Callable[[Any], Frame], qtbot: Any) -> Callable[[Office], OverviewPage]:
    """Return the page on an office, shown."""

    def does(office: Office) -> OverviewPage:
        page = OverviewPage(frame_for(office.desk))
        qtbot.addWidget(page)
        page.resize(1080, 800)
        page.show()
        return page

    return does


@pytest.fixture
def page(office: Office, show: Callable[[Office], OverviewPage]) -> OverviewPage:
    return show(office)


def cells(table: RowTable) -> list[list[str]]:
    return [[column.text(row) for column in table.rows.columns] for row in table.rows.all_rows()]


def values(page: OverviewPage) -> list[str]:
    return [one.value.text() for one in page.tiles]


def choose(box: Any, words: str) -> None:
    """Choose as a click does."""
    box.setCurrentIndex(box.findText(words))
    box.activated.emit(box.currentIndex())


def window_on(qtbot: Any, office: Office, desk: Any = None) -> MainWindow:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme(app, "light")
    theme.apply()
    made = MainWindow(
        theme, lambda: desk or office.desk, pages(lambda code: None), actions=actions, background=Background(at_once=True)
    )  # fmt: skip
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_the_tiles_tell_of_everybody_and_what_is_not_known_is_said(page: OverviewPage) -> None:
    titles = [one.title.text() for one in page.tiles]
    assert titles == ["Participants", "Hours", "Did not come", "Waiting", "Rating", "Do you use it?"]
    assert values(page)[:4] == ["31", "82", "Not known", "0"]
    assert page.as_of.accessibleName() == "Counted on Mon 30 November, 15:02. Groups under 5 are not shown."


def test_how_many_use_it_says_that_it_is_no_share(page: OverviewPage) -> None:
    assert "Who says no is not counted, so it is no share." in page.tiles[5].meaning.text()


def test_small_groups_are_hidden_in_the_table_and_in_the_bars(page: OverviewPage) -> None:
    assert cells(page.table.table) == [
        ["Burgerzaken", "30", "60"],
        ["Financiën", "0", "0"],
        ["Griffie", "too few participants", ""],
        ["Wijkteams", "too few participants", ""],
    ]
    choose(page.chart.by, "Hours by department")
    assert "Griffie: too few participants" in page.chart.bars.accessibleName()


def test_the_chart_is_a_table_too(page: OverviewPage) -> None:
    assert page.chart.bars.accessibleName().startswith("Hours by month. January 2026: 0")
    assert not page.chart.table.isVisible()
    page.chart.turn.click()
    assert page.chart.table.isVisible()
    assert not page.chart.bars.isVisible()
    assert cells(page.chart.table)[7:] == [
        ["August 2026", "10", "20"], ["September 2026", "0", "0"], ["October 2026", "0", "0"], ["November 2026", "31", "62"],
        ["December 2026", "0", "0"],
    ]  # fmt: skip
    page.chart.turn.click()
    assert page.chart.bars.isVisible()


def test_a_department_fills_the_first_two_tiles_and_the_others_stay_of_all(page: OverviewPage, office: Office) -> None:
    choose(page.filters.department, "Burgerzaken")
    assert values(page)[:2] == ["30", "60"]
    assert page.tiles[3].beneath.text() == "of all departments"
    assert page.note.text() == "The chart is of everybody. Of one department or topic only two figures can be told."
    assert page.table.table.current().name == "Burgerzaken"
    choose(page.filters.department, "Griffie")
    assert values(page)[:2] == ["Too few participants (fewer than 5)"] * 2


def test_a_topic_lists_its_trainings_and_takes_a_department_back(page: OverviewPage) -> None:
    choose(page.filters.department, "Burgerzaken")
    choose(page.filters.topic, "Wet")
    assert page.filters.department.currentText() == "All departments"
    assert page._frame.messages.text.startswith("A department and a topic together could be a few people.")  # noqa: SLF001
    assert cells(page.table.table) == [["Woo", "10", "20"]]
    assert values(page)[:2] == ["10", "20"]
    page.table.back.click()
    assert page.filters.topic.currentText() == "All topics"
    assert page.table.heading.text() == "By department"


def test_enter_on_a_row_looks_at_that_topic_or_department(page: OverviewPage) -> None:
    choose(page.chart.by, "Hours by topic")
    page.chart.turn.click()
    assert page.chart.table.choose("Wet")
    QTest.keyClick(page.chart.table, Qt.Key.Key_Return)
    assert page.filters.topic.currentText() == "Wet"


def test_another_period_counts_how_often_instead_of_who(page: OverviewPage) -> None:
    choose(page.filters.period, "Quarter 3 of 2026")
    assert page.tiles[0].title.text() == "Participations"
    assert values(page)[:2] == ["10", "20"]
    choose(page.filters.period, "Last year")
    assert page.empty.isVisible()
    assert not page.export.isVisible()
    assert not page.table.isVisible()
    choose(page.filters.period, "All")
    assert page.export.isVisible()
    assert values(page)[1] == "82"


def test_what_waits_is_said_with_since_when(tmp_path: Path, show: Callable[[Office], OverviewPage]) -> None:
    office = new_office(tmp_path / "new")
    hold(office, {"Griffie": 3})
    page = show(office)
    words = [one.text() for one in page.empty.findChildren(QLabel)]
    assert "Since 1 October somebody was present, but it cannot be told yet. That takes a week, and at least 5 colleagues." in words
    assert values(page)[:2] == ["Nothing to tell yet"] * 2


def test_what_colleagues_wait_for_is_named_and_fewer_than_five_are_not_told(page: OverviewPage, office: Office) -> None:
    training = office.training("Zoeken in bestanden")
    for number in range(4):
        wait_for_date(office.colleague(f"Burgerzaken {number}"), training.id)
    page.reload()
    assert (values(page)[3], page.tiles[3].beneath.text()) == ("Too few participants (fewer than 5)", "")
    wait_for_date(office.colleague("Burgerzaken 5"), training.id)
    full = office.training("Vol")
    session = office.session(full, MONDAY + timedelta(days=9), seats=1)
    for number in range(3):
        sign_up(office.colleague(f"Wijkteams {number}"), session.id)
    page.reload()
    assert (values(page)[3], page.tiles[3].beneath.text()) == ("7", "mostly for: Zoeken in bestanden, Vol")


def test_every_figure_has_its_meaning_and_its_date(page: OverviewPage) -> None:
    assert not any(one.meaning.isVisible() for one in page.tiles)
    page.explain.click()
    assert all(one.meaning.isVisible() for one in page.tiles)
    assert "Each computer of HR counts by itself. So make overviews on one computer" in page.limit.text()
    assert page.tiles[0].meaning.text().endswith("Date of the data: Mon 30 November, 15:02.")
    assert page.tiles[0].accessibleName() == "Participants: 31."


def test_everything_has_a_name_and_is_large_enough(page: OverviewPage, assert_reachable: Callable[[QWidget], None]) -> None:
    assert_reachable(page)
    page.chart.turn.click()
    choose(page.filters.topic, "Wet")
    assert_reachable(page)
    page.export.click()
    assert_reachable(dialog(page))


def test_everything_is_reached_by_keyboard(page: OverviewPage, qtbot: Any) -> None:
    page.filters.period.setFocus()
    seen: list[QWidget | None] = []
    for _turn in range(20):
        seen.append(page.focusWidget())
        page.focusNextChild()
    for one in (*page.filters.boxes, page.export, page.explain, page.chart.by, page.chart.turn, page.chart.bars, page.table.table):
        assert one in seen, one.accessibleName()


def test_only_hr_finds_the_page_and_ctrl_7_goes_to_it(office: Office, qtbot: Any) -> None:
    window = window_on(qtbot, office)
    shown = [one.text() for one in window.navigation.findChildren(QAbstractButton) if not one.isHidden()]
    assert "Overviews" in shown
    qtbot.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    assert window.here == "overview"


def test_a_colleague_without_the_role_does_not_see_it(office: Office, qtbot: Any) -> None:
    desk = office.colleague("Burgerzaken 1")
    window = window_on(qtbot, office, desk)
    shown = [one.text() for one in window.navigation.findChildren(QAbstractButton) if not one.isHidden()]
    assert "Overviews" not in shown
    QTest.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    assert window.here != "overview"
    office.desk.store.save(Grant.new(office.desk.me, right="hr", subject=office.desk.organisation, person=desk.me))
    window.frame.changed.happened.emit()
    shown = [one.text() for one in window.navigation.findChildren(QAbstractButton) if not one.isHidden()]
    assert "Overviews" in shown


def dialog(page: QWidget) -> ExportDialog:
    (found,) = [one for one in page._frame.messages.window().findChildren(ExportDialog) if one.isVisible()]  # type: ignore[attr-defined]  # noqa: SLF001
    return found


def test_from_overviews_to_a_correct_excel_in_four_clicks(
    office: Office, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, out, clicks = window_on(qtbot, office), tmp_path / "year.xlsx", 0
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)

    def save_there(*asked: Any) -> tuple[str, str]:
        nonlocal clicks
        clicks += 1
        return str(out), ""

    def click(one: QWidget) -> None:
        nonlocal clicks
        clicks += 1
        QTest.mouseClick(one, Qt.MouseButton.LeftButton)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save_there)
    (place,) = [one for one in window.navigation.findChildren(QAbstractButton) if one.text() == "Overviews"]
    click(place)
    page = window.page("overview")
    assert isinstance(page, OverviewPage)
    click(page.export)
    made = dialog(page)
    assert made.about.text() == "5 rows. 4 cells are hidden. No column holds personal data."
    click(made.save)
    assert clicks == 4
    assert window.messages.text == "year.xlsx is saved, with 5 rows."
    rows = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True))
    few = "Too few participants (fewer than 5)"
    told = {"Burgerzaken": 30, "Financiën": 0, "Griffie": few, "Wijkteams": few, "Everybody": 41}
    assert [(row[0], row[3]) for row in rows] == [("Department", "Participations"), *told.items()]
    assert [row[1] for row in rows] == ["Participants", None, None, None, None, 31]
    assert [(one.what, one.form, one.rows) for one in exports(office.desk)] == [("Participation by department", "xlsx", 5)]


def test_the_preview_shows_what_is_chosen(page: OverviewPage) -> None:
    page.export.click()
    made = dialog(page)
    choose(made.by, "By training")
    assert cells(made.preview) == [
        ["Excel", "31", "62:00", "yes"],
        ["Woo", "10", "20:00", "yes"],
        ["Everybody", "41", "82:00", "yes"],
    ]
    assert made.about.text() == "3 rows. 0 cells are hidden. No column holds personal data."


def test_stopping_leaves_nothing(office: Office, show: Callable[[Office], OverviewPage], tmp_path: Path) -> None:
    page = show(office)
    frame = page._frame  # noqa: SLF001
    work: list[Any] = []
    frame.background.run_long = lambda does, *rest, **more: work.append(does)  # type: ignore[method-assign]
    assert page._board is not None  # noqa: SLF001
    save_overview(frame, page._board.told, "department", "csv", tmp_path / "x.csv")  # noqa: SLF001

    class Enough(Exception):
        """Somebody pressed Stop."""

    def stop(far: int, of: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        work[0](stop)
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize("form", FORMS)
def test_naughty_names_go_through_the_page_and_every_form(
    tmp_path: Path, show: Callable[[Office], OverviewPage], form: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    office = new_office(tmp_path / "naughty")
    names = [name for text in NAUGHTY if (name := storable(text))]
    desk = office.desk
    desk.store.save(*(Department.new(desk.me, name=name) for name in names))
    hold(office, {"Burgerzaken": 6})
    trainings = [Training.new(desk.me, title=name, topics=(name,)) for name in names]
    sessions = [Session.new(desk.me, training=one.id, starts=MONDAY, ends=MONDAY + timedelta(hours=1)) for one in trainings]
    desk.store.save(*trainings, *sessions)
    page = show(office)
    page.table.more.click()
    page.chart.turn.click()
    for by in ("Hours by topic", "Hours by department"):
        choose(page.chart.by, by)
    page.grab()
    assert page._board is not None  # noqa: SLF001
    for by in ("department", "training"):
        out = tmp_path / f"{by}.{form}"
        save_overview(page._frame, page._board.told, by, form, out)  # type: ignore[arg-type]  # noqa: SLF001
        assert page._frame.messages.text.startswith(f"{by}.{form} is saved"), page._frame.messages.text  # noqa: SLF001
        assert out.stat().st_size > 0


def storable(text: str) -> str:
    """Return the text as the program lets it in."""
    return one_line(text)[:60]
