"""A link in a running text: it may take more than one line, which a button cannot."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from traincollega.ui.text import escaped
from traincollega.ui.theme import Theme

LEAST = 26  # pixels at 100 %: high enough to hit


class WrappedLink(QLabel):
    """Reached by Tab, pressed by Enter or a click."""

    def __init__(self, theme: Theme, text: str, pressed: Callable[[], object]) -> None:
        """Make a link that says `text` and does `pressed`."""
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(f'<a href="#">{escaped(text)}</a>')
        self.setWordWrap(True)
        self.setMinimumHeight(theme.px(LEAST))
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)  # by keyboard Qt asks for Tab twice
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._pressed = pressed
        self.linkActivated.connect(lambda _address: pressed())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._pressed()
        else:
            super().keyPressEvent(event)
