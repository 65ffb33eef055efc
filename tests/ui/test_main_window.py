"""The window: pages are built when shown, it folds, goes back, searches its actions, and every control has a name."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QVBoxLayout, QWidget

from traincollega.ui.action_search import ActionSearch, found
from traincollega.ui.actions import MENUS, Action
from traincollega.ui.background import Background
from traincollega.ui.icons import icon
from traincollega.ui.main_window import MainWindow, PageEntry
from traincollega.ui.navigation import Destination
from traincollega.ui.state_button import StateButton
from traincollega.ui.theme import Theme


class Page(QWidget):
    """Remembers what was asked of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.heard: list[Any] = []
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        QVBoxLayout(self).addWidget(self.field)

    def reload(self) -> None:
        self.heard.append("reload")

    def show_item(self, **what: Any) -> None:
        self.heard.append(what)


@pytest.fixture
def built() -> list[str]:
    """The pages that were built, in order."""
    return []


@pytest.fixture
def window(theme: Theme, qtbot: Any, built: list[str]) -> MainWindow:
    """Three pages, one of them below."""

    def factory(name: str) -> Callable[[object], QWidget]:
        def make(frame: object) -> QWidget:
            built.append(name)
            return Page(name)

        return make

    pages = [
        PageEntry("start", "Start", "home", factory("start")),
        PageEntry("discover", "Discover", "search", factory("discover")),
        PageEntry("messages", "Messages", "message", factory("messages"), "bottom"),
    ]
    nobody: Any = None
    made = MainWindow(theme, lambda: nobody, pages, background=Background(at_once=True))
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_a_page_is_built_when_it_is_first_shown(window: MainWindow, built: list[str]) -> None:
    assert built == ["start"]
    window.go("discover")
    window.go("start")
    window.go("discover")
    assert built == ["start", "discover"]


def test_going_shows_the_item_and_back_returns(window: MainWindow) -> None:
    window.go("discover", training="abc")
    page: Any = window.page("discover")
    assert page.heard == [{"training": "abc"}]
    window.go("messages")
    window.back()
    assert window.here == "discover"
    window.back()
    assert window.here == "start"
    window.back()
    assert window.here == "start"


def test_after_a_save_the_page_that_shows_looks_again_and_the_others_when_they_show(window: MainWindow) -> None:
    window.go("discover")
    start: Any = window.page("start")
    discover: Any = window.page("discover")
    window.frame.changed.happened.emit()
    assert (start.heard, discover.heard) == ([], ["reload"])
    window.go("start")
    window.go("discover")
    assert (start.heard, discover.heard) == (["reload"], ["reload"])


def test_a_page_looks_again_before_it_shows_so_that_the_focus_is_on_nothing_that_goes(window: MainWindow) -> None:
    page = window.page("start")
    window.go("discover")
    seen: list[bool] = []
    page.reload = lambda: seen.append(page.isVisible())  # type: ignore[attr-defined]
    window.frame.changed.happened.emit()
    window.go("start")
    assert seen == [False]
    assert page.isVisible()


def test_the_column_folds_by_itself_in_a_narrow_window(window: MainWindow) -> None:
    window.resize(1280, 800)
    assert not window.navigation.folded
    window.resize(900, 600)
    assert window.navigation.folded
    window.navigation.say_state("check", "Everything is up to date.")
    QApplication.processEvents()
    (sign,) = window.navigation.findChildren(StateButton)
    place = window.navigation.findChildren(Destination)[0]
    assert abs(sign.mapTo(window, sign.rect().center()).x() - place.mapTo(window, place.rect().center()).x()) <= 1
    assert window.navigation.width() == 64
    assert [place.toolTip() for place in window.navigation.findChildren(Destination)] == ["Start", "Discover", "Messages"]
    assert sign.toolTip() == "Everything is up to date."
    window.resize(1280, 800)
    assert window.navigation.width() == 200


def test_a_state_of_two_lines_has_room_for_both_as_soon_as_it_is_said(window: MainWindow) -> None:
    (sign,) = window.navigation.findChildren(StateButton)
    for words in ("Up to date.", "103 changes are not sent yet, and that takes more than one line."):
        window.navigation.say_state("check", words)
        QApplication.processEvents()
        assert sign.height() == sign.heightForWidth(sign.width()), words


def test_ctrl_and_a_digit_goes_to_a_page_and_alt_left_comes_back(window: MainWindow, qtbot: Any) -> None:
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.here == "discover"
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.here == "start"


def test_f6_goes_to_the_message_and_ctrl_z_undoes_it(window: MainWindow, qtbot: Any) -> None:
    undone: list[bool] = []
    window.messages.say("Done.", undo=lambda: undone.append(True))
    qtbot.keyClick(window, Qt.Key.Key_F6)
    focus = window.focusWidget()
    assert focus is not None
    assert window.messages.isAncestorOf(focus)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [True]


def test_the_menu_bar_holds_every_action_and_no_empty_menu(window: MainWindow) -> None:
    in_menus = {made.objectName() for bar in window.menuBar().actions() for made in bar.menu().actions() if made.objectName()}
    assert in_menus == {action.id for action in window.actions_of_window}
    assert len(window.menuBar().actions()) == len({action.menu for action in window.actions_of_window})
    assert {action.menu for action in window.actions_of_window} <= set(MENUS)


def test_a_menu_marks_what_is_on_also_where_it_has_an_icon(window: MainWindow, theme: Theme) -> None:
    (menu,) = [bar.menu() for bar in window.menuBar().actions() if bar.menu().findChild(QAction, "dark")]
    marked = icon("check", "muted").pixmap(16).toImage()

    def marks() -> set[str]:
        menu.aboutToShow.emit()
        switches = ("light", "dark", "system")
        found = {name for name in switches if menu.findChild(QAction, name).icon().pixmap(16).toImage() == marked}
        menu.aboutToHide.emit()
        return found

    assert marks() == {"light"}
    theme.set_mode("dark")
    marked = icon("check", "muted").pixmap(16).toImage()
    assert marks() == {"dark"}


def test_the_column_is_wide_enough_for_its_longest_name_in_bold(window: MainWindow, theme: Theme) -> None:
    place = next(iter(window.navigation.findChildren(Destination)))
    place.setText("Een pagina met een lange naam")
    theme.changed.emit()
    assert window.navigation.width() - theme.px(17) >= place.wanted()


def test_no_two_actions_share_a_key(window: MainWindow) -> None:
    keys = [action.shortcut for action in window.actions_of_window if action.shortcut]
    assert len(keys) == len(set(keys))


def test_searching_an_action_and_pressing_enter_does_it(theme: Theme, qtbot: Any) -> None:
    done: list[str] = []
    rows = [
        Action(id="a", text="&Offer a training", menu="file", handler=lambda: done.append("a")),
        Action(id="b", text="Training history", menu="view", handler=lambda: done.append("b")),
        Action(id="c", text="Training, impossible", menu="view", handler=lambda: done.append("c"), when=lambda: False),
    ]
    assert [row.id for row in found(rows, "training")] == ["b", "c", "a"]
    dialog = ActionSearch(theme, rows)
    qtbot.addWidget(dialog)
    dialog.show()
    field = dialog.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, "training")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert done == ["a"]


def test_where_no_action_fits_only_that_is_said(theme: Theme, qtbot: Any) -> None:
    dialog = ActionSearch(theme, [Action("a", "Offer a training", "training", print)])
    qtbot.addWidget(dialog)
    dialog.show()
    field, listed = dialog.findChild(QLineEdit), dialog.findChild(QListWidget)
    assert field is not None
    assert listed is not None
    qtbot.keyClicks(field, "zzz")
    assert [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()] == ["No action has these words."]
    assert not listed.isVisible()
    field.clear()
    assert listed.isVisible()


def test_the_pages_stand_apart_in_the_menu_from_what_comes_before_them(window: MainWindow) -> None:
    view = next(menu for menu, rows in window._menus if rows[0].menu == "view")  # noqa: SLF001
    first = next(place for place, made in enumerate(view.actions()) if made.objectName() == "go-start")
    assert view.actions()[first - 1].isSeparator()


def test_every_control_has_a_name_and_is_large_enough(window: MainWindow, assert_reachable: Callable[[QWidget], None]) -> None:
    window.messages.say("Done.", undo=lambda: None)
    window.navigation.set_count("messages", 3)
    window.navigation.say_state("check", "Everything is up to date.")
    assert_reachable(window)


def test_the_walk_finds_a_control_without_a_name(window: MainWindow, assert_reachable: Callable[[QWidget], None]) -> None:
    page: Any = window.page("start")
    page.field.setAccessibleName("")
    with pytest.raises(AssertionError, match="QLineEdit"):
        assert_reachable(window)


@pytest.mark.parametrize("zoom", [90, 100, 150])
def test_the_window_fits_900_by_600_at_every_zoom(window: MainWindow, theme: Theme, zoom: int) -> None:
    theme.set_zoom(zoom)
    window.resize(900, 600)
    assert (window.width(), window.height()) == (900, 600)


def test_where_the_window_stood_is_remembered(theme: Theme, qtbot: Any) -> None:
    kept: list[str] = []
    nobody: Any = None
    pages = [PageEntry("start", "Start", "home", lambda frame: QLabel("x"))]
    first = MainWindow(theme, lambda: nobody, pages, background=Background(at_once=True), remember=kept.append)
    qtbot.addWidget(first)
    first.resize(640, 480)  # the offscreen screen is 800 wide
    first.show()
    first.close()
    second = MainWindow(theme, lambda: nobody, pages, background=Background(at_once=True), geometry=kept[0])
    qtbot.addWidget(second)
    assert (second.width(), second.height()) == (640, 480)


def test_the_focus_ring_follows_the_keyboard_with_a_gap(window: MainWindow, qtbot: Any) -> None:
    page: Any = window.page("start")
    page.field.setFocus(Qt.FocusReason.TabFocusReason)
    ring = window.findChild(QWidget, "focus-ring")
    assert ring is not None
    assert ring.isVisible()
    assert ring.width() == page.field.width() + 8
    page.field.clearFocus()
    assert not ring.isVisible()
