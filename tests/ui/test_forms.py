"""Forms, chips, layouts, the search field and the first start."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from traincollega.ui.chip import Chip
from traincollega.ui.empty import EmptyState
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.form import Form
from traincollega.ui.headings import PageHeader
from traincollega.ui.pill import Pill
from traincollega.ui.search_field import SearchField
from traincollega.ui.section import Section
from traincollega.ui.theme import Theme
from traincollega.ui.welcome import Welcome


def shown(widget: QWidget, qtbot: Any) -> Any:
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget) and label.text()]


def test_a_form_says_what_is_wrong_beside_the_field_and_on_top_and_goes_there(theme: Theme, qtbot: Any) -> None:
    form = Form(theme)
    title, summary = QLineEdit(), QLineEdit()
    form.add("title", "Title", title, "At most 70 signs")
    form.add("summary", "In one sentence", summary, optional=True)
    shown(form, qtbot)
    assert not form.show_errors({"title": "Fill in a title."})
    assert "Fill in a title." in texts(form)
    assert [made.text() for made in form.findChildren(QPushButton) if made.isVisibleTo(form)] == ["Fill in a title."]
    assert title.hasFocus()
    assert title.accessibleName() == "Title"
    assert title.accessibleDescription() == "Fill in a title. At most 70 signs"
    assert form.show_errors({})
    assert "Fill in a title." not in texts(form)


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
    fields["Your name"].setText("Fatma Demir")
    fields["Your mail address"].setText("fatma")
    buttons["Begin"].click()
    assert "This is no mail address. One looks like naam@gemeente.nl." in texts(welcome)
    fields["Your mail address"].setText("fatma@noordveld.example")
    with qtbot.waitSignal(welcome.begin) as heard:
        qtbot.keyClick(fields["Your mail address"], Qt.Key.Key_Return)
    assert heard.args == ["Gemeente Noordveld", "Fatma Demir", "fatma@noordveld.example", ""]


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
