"""Lists of ids and cards: rows are read by the page, the selection stays, the keyboard reaches everything."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from traincollega.ui.card import (
    PADDING,
    CardState,
    CardText,
    action_rect,
    card_height,
    paint_card,
    pill_height,
    pill_width,
    text_width,
)
from traincollega.ui.card_button import CardButton
from traincollega.ui.card_delegate import GAP
from traincollega.ui.card_list import CardList
from traincollega.ui.id_list import KEPT, PAGE, ROW_ROLE, SHOWN, IdList
from traincollega.ui.row_table import Column, RowTable
from traincollega.ui.theme import Theme


def text_of(row: int) -> CardText:
    facts, pill = (("clock", "45 minutes"),), ("good", "check", "5 seats")
    action = "Sign up" if row % 2 else ""
    return CardText(f"Training {row}", "Why.", facts, pill, f"Training {row}, 5 seats.", action=action)


def cards(theme: Theme, qtbot: Any) -> CardList:
    made = CardList(theme, list, text_of, "Trainings")
    qtbot.addWidget(made)
    made.resize(420, 600)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_rows_are_read_a_page_at_a_time_and_only_a_few_pages_are_kept() -> None:
    asked: list[int] = []

    def fetch(ids: Sequence[int]) -> list[int]:
        asked.append(len(ids))
        return [number * 10 for number in ids]

    rows = IdList(fetch)
    rows.set_ids(range(SHOWN))
    assert [rows.index(place).data(ROW_ROLE) for place in (0, 1, PAGE - 1)] == [0, 10, (PAGE - 1) * 10]
    assert asked == [PAGE]
    for page in range(KEPT + 1):
        rows.index(page * PAGE).data(ROW_ROLE)
    rows.index(0).data(ROW_ROLE)
    assert len(asked) == KEPT + 2


@given(st.lists(st.integers(1, 2**31), unique=True, max_size=700))
def test_every_place_holds_the_row_of_its_id(ids: list[int]) -> None:
    rows = IdList(list)
    rows.set_ids(ids)
    assert [rows.index(place).data(ROW_ROLE) for place in range(rows.rowCount())] == ids
    assert all(rows.position(row_id) == place for place, row_id in enumerate(ids[:50]))


def test_qt_finds_the_model_sound(qapp: QApplication) -> None:
    rows = IdList(list)
    tester = QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)  # it would fetch while it still counts the reset as going on
    rows.set_ids(range(SHOWN * 2))
    rows.fetchMore(rows.index(-1))
    rows.set_ids(range(3))
    assert rows.rowCount() == 3
    del tester


def test_a_hundred_thousand_rows_are_laid_out_by_the_part_and_all_can_be_reached(theme: Theme, qtbot: Any) -> None:
    made = cards(theme, qtbot)
    made.set_ids(range(100_000))
    assert made.rows.rowCount() == SHOWN
    assert made.choose(99_999)
    assert made.current() == 99_999
    assert not made.choose(100_000)


def test_the_selection_stays_with_its_row_when_the_list_changes(theme: Theme, qtbot: Any) -> None:
    made = cards(theme, qtbot)
    chosen: list[object] = []
    made.set_ids([1, 2, 3, 4])
    made.choose(3)
    made.chosen.connect(chosen.append)
    made.set_ids([9, 3, 1])
    assert made.current() == 3
    made.set_ids([9, 1])
    assert made.current() is None
    assert chosen[-1] is None


def test_a_card_is_spoken_as_one_sentence(theme: Theme, qtbot: Any) -> None:
    made = cards(theme, qtbot)
    made.set_ids([7])
    assert made.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "Training 7, 5 seats."


def test_enter_opens_and_ctrl_enter_presses_the_button_of_the_card(theme: Theme, qtbot: Any) -> None:
    made = cards(theme, qtbot)
    made.set_ids([1, 2])
    opened: list[int] = []
    acted: list[int] = []
    made.opened.connect(opened.append)
    made.acted.connect(acted.append)
    made.choose(1)
    qtbot.keyClick(made, Qt.Key.Key_Return)
    qtbot.keyClick(made, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    made.choose(2)
    qtbot.keyClick(made, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened == [1]
    assert acted == [1]  # the second card has no button


def test_one_click_on_the_button_of_a_card_acts(theme: Theme, qtbot: Any) -> None:
    made = cards(theme, qtbot)
    made.set_ids([1, 3])
    acted: list[int] = []
    made.acted.connect(acted.append)
    rect = made.visualRect(made.rows.index(1)).adjusted(0, 0, 0, -theme.px(10))
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=action_rect(theme, rect, text_of(3)).center())
    assert acted == [3]
    qtbot.mouseClick(made.viewport(), Qt.MouseButton.LeftButton, pos=rect.topLeft() + QPoint(30, 20))
    assert acted == [3]


@pytest.mark.parametrize("zoom", [90, 100, 150])
def test_in_a_narrow_list_the_facts_of_a_card_stand_under_one_another(theme: Theme, qtbot: Any, zoom: int) -> None:
    theme.set_zoom(zoom)
    made = cards(theme, qtbot)
    made.set_ids([1])

    def height(width: int) -> int:
        made.resize(theme.px(width), theme.px(400))
        QApplication.processEvents()
        return made.visualRect(made.rows.index(0)).height() - theme.px(GAP)

    assert height(600) == card_height(theme)
    assert height(400) == card_height(theme, stacked=True) > card_height(theme)
    rect = made.visualRect(made.rows.index(0)).adjusted(0, 0, 0, -theme.px(GAP))
    button, state = action_rect(theme, rect, text_of(1)), rect.bottom() - theme.px(PADDING) - pill_height(theme)
    assert button.bottom() <= state


def painted(theme: Theme, text: CardText, width: int) -> QImage:
    """Return a card as it is painted."""
    image = QImage(width, card_height(theme), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_card(painter, theme, image.rect(), text, CardState())
    painter.end()
    return image


def test_a_title_too_long_for_a_line_takes_the_place_of_the_summary_where_the_title_comes_first(theme: Theme) -> None:
    long = CardText("Schrijven aan inwoners in gewone woorden die blijven hangen", "Een zin.", title_first=True)
    assert painted(theme, long, 300) == painted(theme, long._replace(summary="Een heel andere zin."), 300)
    assert painted(theme, long, 900) != painted(theme, long._replace(summary="Een heel andere zin."), 900)
    when = long._replace(title_first=False)
    assert painted(theme, when, 300) != painted(theme, when._replace(summary="Een heel andere zin."), 300)


def test_a_state_that_does_not_fit_on_a_card_is_told_shorter_and_one_that_fits_is_not(theme: Theme) -> None:
    words = "do 26 november, 12.30 uur · plek voor iedereen"
    card = CardText("Bewegen", "Zes oefeningen.", pill=("good", "check", words), pill_short="do 26 november · plek voor iedereen")
    narrow = pill_width(theme, words, "check") + theme.px(10)
    assert painted(theme, card, narrow) == painted(theme, card._replace(pill=("good", "check", card.pill_short)), narrow)
    assert painted(theme, card, 900) == painted(theme, card._replace(pill_short=""), 900)


def test_a_note_that_is_not_whole_makes_the_state_shorter_or_stays_away(theme: Theme) -> None:
    state = ("good", "check", "do 26 november, 12.30 uur · plek voor iedereen")
    card = CardText("Bewegen", pill=state, pill_short="do 26 november · plek voor iedereen", note="+ 2 data")
    short = card._replace(pill=("good", "check", card.pill_short))
    small = text_width(theme.font("small"), card.note)
    room = 2 * theme.px(16) + pill_width(theme, short.pill[2], "check") + theme.px(8) + small + 1
    assert painted(theme, card, room) == painted(theme, short, room) != painted(theme, card._replace(note=""), room)
    assert painted(theme, card, room - 4) == painted(theme, short._replace(note=""), room - 4)


def test_a_button_says_less_before_it_hides_a_fact(theme: Theme) -> None:
    facts = (("clock", "75 minuten"), ("person", "Mei-Ling Tan"))
    card = CardText("Bewegen", facts=facts, action="Zet mij op de wachtlijst", action_short="Op de wachtlijst")
    high = card_height(theme)
    assert action_rect(theme, QRect(0, 0, 700, high), card) == action_rect(
        theme, QRect(0, 0, 700, high), card._replace(action_short="")
    )
    narrow = QRect(0, 0, 420, high)
    assert action_rect(theme, narrow, card).width() < action_rect(theme, narrow, card._replace(action_short="")).width()


@pytest.mark.parametrize("zoom", [90, 100, 150])
def test_a_card_on_its_own_acts_and_opens(theme: Theme, qtbot: Any, zoom: int) -> None:
    theme.set_zoom(zoom)
    made = CardButton(theme, text_of(1))
    qtbot.addWidget(made)
    made.resize(500, made.sizeHint().height())
    made.show()
    heard: list[str] = []
    made.clicked.connect(lambda: heard.append("opened"))
    made.acted.connect(lambda: heard.append("acted"))
    button = action_rect(theme, made.rect(), text_of(1))
    assert made.rect().contains(button)
    assert min(button.width(), button.height()) >= 24
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=button.center())
    qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(30, 20))
    qtbot.keyClick(made, Qt.Key.Key_Return)
    qtbot.keyClick(made, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["acted", "opened", "opened", "acted"]
    assert made.accessibleName() == "Training 1, 5 seats."


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 8)), min_size=2, max_size=6), st.integers(400, 1600))
def test_no_column_has_more_than_it_needs_while_words_in_another_are_cut_off(
    qapp: QApplication, columns: list[tuple[int, int]], width: int
) -> None:
    theme = Theme(qapp, "light")
    texts = ["n" * signs for signs, _share in columns]
    made = [Column("C", lambda _row, at=at: texts[at], share) for at, (_signs, share) in enumerate(columns)]  # type: ignore[misc]
    table = RowTable(theme, made, "Table", lambda row: row)
    table.set_groups([("", [1])])
    table.show()
    table.resize(width, 300)
    widths = [table.columnWidth(at) for at in range(len(made))]
    assert sum(widths) == table.viewport().width()
    font, room, rounding = theme.font("control"), theme.px(60), len(made)
    spare = [wide - max(text_width(font, text) + theme.px(20), room) for wide, text in zip(widths, texts, strict=True)]
    assert min(spare) >= -rounding or max(spare) <= rounding
    table.deleteLater()


@pytest.mark.parametrize("zoom", [90, 100, 150])
def test_what_names_a_row_is_whole_before_a_spare_column_shows(theme: Theme, qtbot: Any, zoom: int) -> None:
    theme.set_zoom(zoom)
    name = "Joke van der Meulen"
    columns = [
        Column("Name", lambda one: name, 2, main=True),
        Column("Trainer", lambda one: "Sanne de Wit", 4, spare=True),
        Column("Date", lambda one: "do 26 november", 3, whole=True),
        Column("What happened", lambda one: "", 8),
    ]
    table = RowTable(theme, columns, "Rows", lambda one: one)
    qtbot.addWidget(table)
    table.set_groups([("", [1])])
    table.show()
    fonts = theme.font("control", bold=True), theme.font("control")
    seen = set()
    for width in range(550, 1100, 50):
        table.resize(theme.px(width), theme.px(300))
        QApplication.processEvents()
        assert sum(table.columnWidth(at) for at in range(4) if not table.isColumnHidden(at)) == table.viewport().width()
        assert table.columnWidth(0) > text_width(fonts[0], name)
        assert table.columnWidth(2) > text_width(fonts[1], "do 26 november")
        seen.add(table.isColumnHidden(1))
    assert seen == {True, False}
