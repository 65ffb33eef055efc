"""Forms, chips, layouts, the search field and the first start."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from traincollega import __version__
from traincollega.ui.about_dialog import AboutDialog
from traincollega.ui.action_search import ActionSearch
from traincollega.ui.button import button
from traincollega.ui.chip import Chip
from traincollega.ui.date_field import DateField
from traincollega.ui.empty import EmptyState
from traincollega.ui.facets_panel import over_lines
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.form import Form
from traincollega.ui.headings import PageHeader
from traincollega.ui.page import scrolling
from traincollega.ui.pill import Pill
from traincollega.ui.reason_dialog import ReasonDialog
from traincollega.ui.search_field import SearchField
from traincollega.ui.section import Section
from traincollega.ui.theme import Theme
from traincollega.ui.versions_dialog import Earlier, VersionsDialog
from traincollega.ui.welcome import Welcome
from traincollega.ui.wrapped_link import WrappedLink


def shown(widget: QWidget, qtbot: Any) -> Any:
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget) and label.text()]


def test_a_link_of_a_form_has_the_colour_of_the_theme_of_now(theme: Theme, qtbot: Any) -> None:
    form = Form(theme)
    form.add("title", "Title", QLineEdit())
    shown(form, qtbot)
    form.show_errors({"title": "Fill in a title."})
    link = next(one for one in form.findChildren(WrappedLink))

    def painted() -> set[str]:
        image = link.grab().toImage()
        return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    for mode in ("light", "dark", "light"):
        theme.set_mode(mode)
        assert theme.color("link").name() in painted()


def test_a_form_says_what_is_wrong_beside_the_field_and_on_top_and_goes_there(theme: Theme, qtbot: Any) -> None:
    form = Form(theme)
    title, summary = QLineEdit(), QLineEdit()
    form.add("title", "Title", title, "At most 70 signs")
    form.add("summary", "In one sentence", summary, optional=True)
    shown(form, qtbot)
    assert not form.show_errors({"title": "Fill in a title."})
    assert "Fill in a title." in texts(form)
    (link,) = form.findChildren(WrappedLink)
    assert (link.accessibleName(), link.isVisibleTo(form)) == ("Fill in a title.", True)
    assert title.hasFocus()
    assert title.accessibleName() == "Title"
    assert title.accessibleDescription() == "Fill in a title. At most 70 signs"
    assert form.show_errors({})
    assert "Fill in a title." not in texts(form)


def test_what_is_wrong_stays_within_a_narrow_form_and_leads_to_its_field(theme: Theme, qtbot: Any) -> None:
    form, field = Form(theme), QLineEdit()
    form.add("person", "Name", field)
    area = scrolling(form, "Form")
    shown(area, qtbot).resize(260, 300)
    form.show_errors({"person": "No colleague fits this name & <this> one. A mail address also works."})
    qtbot.waitUntil(lambda: form.width() == area.viewport().width())
    (link,) = form.findChildren(WrappedLink)
    assert link.geometry().right() < form.width()
    assert link.height() > 2 * link.fontMetrics().height()
    link.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(link, Qt.Key.Key_Return)
    assert field.hasFocus()


def test_a_form_that_may_not_be_as_wide_as_its_page_is_as_high_as_it_needs(theme: Theme, qtbot: Any) -> None:
    form, page = Form(theme), QWidget()
    form.add("colour", "Colour", QLineEdit())
    form.setMaximumWidth(260)
    QVBoxLayout(page).addWidget(form)
    area = scrolling(page, "Page")
    shown(area, qtbot).resize(900, 120)
    form.show_errors({"colour": "White text is hard to read on this colour. The nearest one that works is another one."})
    qtbot.waitUntil(lambda: form.width() == 260)
    qtbot.waitUntil(lambda: form.height() >= form.layout().totalHeightForWidth(260))


def test_every_label_of_a_form_is_the_buddy_of_its_field(theme: Theme, qtbot: Any) -> None:
    form = Form(theme)
    field = QLineEdit()
    form.add("title", "Title", field)
    assert [label.buddy() for label in form.findChildren(QLabel) if label.text() == "Title"] == [field]


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_chip_goes_by_the_keyboard(theme: Theme, qtbot: Any, key: Qt.Key) -> None:
    chip = shown(Chip(theme, "Up to 60 minutes"), qtbot)
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, key)
    assert chip.accessibleName() == "Remove filter Up to 60 minutes"


def test_a_flow_goes_on_to_the_next_line_where_there_is_no_room(qtbot: Any) -> None:
    whole = QWidget()
    qtbot.addWidget(whole)
    flow = FlowLayout(whole, gap=10, line_gap=5)
    for _turn in range(4):
        part = QWidget()
        part.setFixedSize(100, 20)
        flow.addWidget(part)
    assert flow.heightForWidth(430) == 20
    assert flow.heightForWidth(429) == 45
    assert flow.heightForWidth(100) == 95


def test_the_search_field_waits_for_the_typing_to_stop_and_enter_does_not(theme: Theme, qtbot: Any) -> None:
    field = shown(SearchField(theme, "Search"), qtbot)
    asked: list[str] = []
    field.asked.connect(asked.append)
    qtbot.keyClicks(field, "excel")
    assert asked == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == ["excel"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert asked == ["excel", ""]
    qtbot.keyClicks(field, "woo")
    qtbot.waitUntil(lambda: asked[-1] == "woo")


def test_the_first_start_has_three_cards_and_begins_on_one_page(
    theme: Theme, qtbot: Any, assert_reachable: Callable[[QWidget], None]
) -> None:
    welcome = shown(Welcome(theme), qtbot)
    assert {"Join colleagues", "Start a new organisation", "Look around first"} <= set(texts(welcome))
    assert_reachable(welcome)
    buttons = {made.text(): made for made in welcome.findChildren(QPushButton)}
    with qtbot.waitSignal(welcome.look_around):
        buttons["Look around"].click()
    buttons["Start an organisation"].click()
    assert_reachable(welcome)
    buttons["Begin"].click()
    assert "Fill in your name." in texts(welcome)
    fields = {field.accessibleName(): field for field in welcome.findChildren(QLineEdit)}
    fields["Organisation"].setText("Gemeente Noordveld")
    assert "Fill in the name of your organisation." not in texts(welcome), "what was changed is no longer called wrong"
    assert "Fill in your name." in texts(welcome)
    fields["Your name"].setText("Fatma Demir")
    fields["Your mail address"].setText("fatma")
    buttons["Begin"].click()
    assert "This is no mail address. One looks like naam@gemeente.nl." in texts(welcome)
    fields["Your mail address"].setText("fatma@noordveld.example")
    with qtbot.waitSignal(welcome.begin) as heard:
        qtbot.keyClick(fields["Your mail address"], Qt.Key.Key_Return)
    assert heard.args == ["Gemeente Noordveld", "Fatma Demir", "fatma@noordveld.example", ""]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_with_the_focus_is_pressed_by_enter_and_by_space_and_not_by_ctrl_enter(qtbot: Any, key: Qt.Key) -> None:
    heard: list[str] = []
    dialog = shown(QDialog(), qtbot)
    default, other = (button(name, partial(heard.append, name)) for name in ("default", "other"))
    row = QVBoxLayout(dialog)
    row.addWidget(default)
    row.addWidget(other)
    default.setDefault(True)
    other.setFocus()
    qtbot.keyClick(other, key)
    assert heard == ["other"]
    qtbot.keyClick(other, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "other" not in heard[1:]


@pytest.mark.parametrize("zoom", [100, 150])
def test_an_empty_page_in_little_room_leaves_its_picture_out_and_cuts_no_words_off(theme: Theme, qtbot: Any, zoom: int) -> None:
    theme.set_zoom(zoom)
    made = shown(
        EmptyState(theme, "search", "Niets gevonden", "Zonder dit filter zijn er 26.", [("Wis filters", lambda: None)]), qtbot
    )
    for height, pictured in ((theme.px(400), True), (theme.px(140), False)):
        made.resize(theme.px(500), height)
        QApplication.processEvents()
        texts = [one for one in made.findChildren(QLabel) if one.text()]
        assert all(one.height() >= one.heightForWidth(one.width()) for one in texts)
        assert any(one.isVisible() for one in made.findChildren(QLabel) if not one.text()) is pictured


@pytest.mark.parametrize("size", [(900, 600), (1280, 800)])
def test_a_dialog_is_never_larger_than_its_window(theme: Theme, qtbot: Any, size: tuple[int, int]) -> None:
    theme.set_zoom(150)
    window = shown(QWidget(), qtbot)
    window.resize(*size)
    dialogs = [
        VersionsDialog(theme, "Versies", [Earlier("gisteren", lambda: "<p>toen</p>", lambda: None)] * 3, "<p>nu</p>", window),
        ActionSearch(theme, [], window),
        ReasonDialog(theme, "Verbergen", "Collega's vinden haar niet meer.", "Verbergen", lambda reason: True, window),
    ]
    for dialog in dialogs:
        dialog.show()
        QApplication.processEvents()
        assert (dialog.width() <= window.width(), dialog.height() <= window.height()) == (True, True), dialog
        dialog.close()


@pytest.mark.parametrize("text", ["Vergaderen", "Met vrije plekken", "Informatievoorziening en dienstverlening"])
def test_the_name_of_a_filter_goes_over_lines_between_its_words(theme: Theme, text: str) -> None:
    metrics = QFontMetrics(theme.font("control"))
    room = max(metrics.horizontalAdvance(word) for word in text.split()) + 1
    lines = over_lines(text, metrics, room)
    assert lines.replace("\n", " ") == text
    assert all(metrics.horizontalAdvance(line) <= room for line in lines.split("\n"))
    assert over_lines("Informatievoorziening", metrics, room // 3).endswith("…")


@pytest.mark.qt_log_ignore("does not support")  # the offscreen platform says so of every popup
@pytest.mark.parametrize("zoom", [90, 100, 150])
def test_the_calendar_of_a_date_opens_by_a_button_that_can_be_hit(theme: Theme, qtbot: Any, zoom: int) -> None:
    theme.set_zoom(zoom)
    field = DateField(theme, lambda: date(2027, 6, 12), date(2027, 6, 14))
    shown(field, qtbot)
    (opens,) = field.findChildren(QPushButton)
    assert min(opens.width(), opens.height()) >= max(24, theme.px(30))
    assert field.rect().contains(opens.geometry())
    qtbot.mouseClick(opens, Qt.MouseButton.LeftButton)
    (calendar,) = field.findChildren(QCalendarWidget)
    assert calendar.selectedDate() == QDate(2027, 6, 14)
    (days,) = calendar.findChildren(QTableView)
    QApplication.processEvents()
    last = days.visualRect(days.model().index(6, 7))
    assert days.viewport().rect().contains(last)
    assert min(last.width(), last.height()) >= 24


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_about_says_what_this_is_and_which_version(theme: Theme, qtbot: Any) -> None:
    window = shown(QWidget(), qtbot)
    dialog = AboutDialog(theme, window)
    dialog.open()
    assert f"Version {__version__}" in texts(dialog)
    assert any("EUPL-1.2" in text for text in texts(dialog))
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)


def test_small_parts_are_named_and_large_enough(theme: Theme, qtbot: Any, assert_reachable: Callable[[QWidget], None]) -> None:
    pressed: list[str] = []
    whole = Section(theme, "To do")
    whole.add_row("Fill in attendance", "Plain language", "Fill in", lambda: pressed.append("row"))
    whole.add(Pill(theme, "waiting", "hourglass", "waiting list, number 2"))
    whole.add(PageHeader(theme, "Discover", "14 trainings"))
    whole.add(
        EmptyState(theme, "search", "Nothing found", "Try fewer words.", [("Clear filters", lambda: pressed.append("empty"))])
    )
    shown(whole, qtbot)
    assert_reachable(whole)
    for made in whole.findChildren(QPushButton):
        made.click()
    assert pressed == ["row", "empty"]
    whole.clear()
    assert texts(whole) == ["To do"]
