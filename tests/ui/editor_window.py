"""A window with the editor in it, on a database of its own, and what a person does there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from traincollega.services.beginning import begin
from traincollega.services.desk import Desk
from traincollega.ui.background import Background
from traincollega.ui.main_window import MainWindow, PageEntry
from traincollega.ui.theme import Theme
from traincollega.ui.training_editor import TrainingEditor
from traincollega.ui.wrapped_link import WrappedLink

D = TypeVar("D", bound=QDialog)
START = datetime(2026, 11, 23, 13, 3, tzinfo=UTC)


class Elsewhere(QWidget):
    """A page that only remembers what it was asked to show."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[dict[str, Any]] = []

    def show_item(self, **what: Any) -> None:
        self.shown.append(what)


@dataclass
class Opened:
    """A window, its editor, and a clock that tests move."""

    qtbot: QtBot
    desk: Desk
    window: MainWindow
    editor: TrainingEditor
    discover: Elsewhere
    clicks: list[str] = field(default_factory=list)

    def click(self, name: str, inside: QWidget | None = None) -> None:
        """Click the one visible button with these words, or press Enter on the one link."""
        QApplication.processEvents()  # what was just made gets its place
        buttons = (inside or self.window).findChildren(QAbstractButton)
        links = (inside or self.window).findChildren(WrappedLink)
        found = [one for one in (*buttons, *links) if one.isVisible() and name in (one.text(), one.accessibleName())]
        assert len(found) == 1, (name, [one.text() for one in found])
        self.clicks.append(name)
        if isinstance(found[0], WrappedLink):
            self.qtbot.keyClick(found[0], Qt.Key.Key_Return)
        else:
            self.qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)

    def write(self, widget: QWidget, text: str) -> None:
        """Type over what is in a field."""
        widget.setFocus()
        target = widget.focusProxy() or widget
        self.qtbot.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.keyClick(target, Qt.Key.Key_Delete)
        self.qtbot.keyClicks(target, text)

    def dialog(self, kind: type[D]) -> D:
        """Return the dialog of this kind that is open."""
        found = [one for one in self.window.findChildren(kind) if one.isVisible()]
        assert len(found) == 1
        return found[0]

    @property
    def said(self) -> str:
        """What the message bar says."""
        return self.window.messages.text


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)  # two moments are never the same
        return self.now


def open_window(
    qtbot: QtBot, folder: Path, desk: Desk | None = None, *, interval: int = 0, size: tuple[int, int] = (1280, 800)
) -> Opened:
    """Open the window on the desk of a new organisation, or on this one, as another start of the program does."""
    theme = Theme(QApplication.instance(), "light")  # type: ignore[arg-type]
    theme.apply()
    desk = desk or begin(folder, organisation="Noordveld", name="Fatma Demir", email="fatma@noordveld.nl", now=Clock())
    discover = Elsewhere()
    make: Callable[..., QWidget] = lambda frame: TrainingEditor(frame, interval=interval)  # noqa: E731
    pages = [
        PageEntry("discover", "Discover", "search", lambda frame: discover),
        PageEntry("editor", "Editor", "pencil", make, "hidden"),
    ]
    window = MainWindow(theme, lambda: desk, pages, background=Background(at_once=True))
    qtbot.addWidget(window, before_close_func=lambda _window: theme.deleteLater())
    window.resize(*size)
    window.show()
    window.go("editor")
    editor = window.page("editor")
    assert isinstance(editor, TrainingEditor)
    return Opened(qtbot, desk, window, editor, discover)
