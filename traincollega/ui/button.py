"""Buttons as the frame knows them: the one main thing, the other things, links and icons."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from traincollega.ui.icons import icon as line_icon

Kind = Literal["primary", "secondary", "link", "icon"]
_ROLES = {"primary": "accent_text", "secondary": "link", "link": "link", "icon": "text"}


class Button(QPushButton):
    """A push button that Enter presses too, wherever it stands; Qt itself hears Enter only for the default of a dialog."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.click()
        else:
            super().keyPressEvent(event)


def button(text: str, pressed: Callable[[], object] | None = None, *, kind: Kind = "secondary", icon: str = "") -> QPushButton:
    """Return a button; one of kind "icon" shows only its icon, and `text` is its name and tooltip."""
    made = Button("" if kind == "icon" else text)
    made.setProperty("kind", kind)
    if icon:
        made.setIcon(line_icon(icon, _ROLES[kind]))  # as large as the stylesheet says
    if kind == "icon":
        made.setToolTip(text)
        made.setAccessibleName(text)
    if kind == "link":
        font = made.font()
        font.setUnderline(True)
        made.setFont(font)
    made.setAutoDefault(False)
    if pressed is not None:
        made.clicked.connect(lambda: pressed())
    return made


def mark(made: QPushButton, chosen: bool) -> None:
    """Show one of a few choices as the chosen one, or as one of the others."""
    made.setChecked(chosen)
    kind = "primary" if chosen else "secondary"
    if made.property("kind") != kind:
        made.setProperty("kind", kind)
        made.style().unpolish(made)
        made.style().polish(made)
