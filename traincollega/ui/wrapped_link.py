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
        self._theme, self._words = theme, escaped(text)
        theme.changed.connect(self._draw)
        self._draw()
        self.setWordWrap(True)
        self.setMinimumHeight(theme.px(LEAST))
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)  # by keyboard Qt asks for Tab twice
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._pressed = pressed
        self.linkActivated.connect(lambda _address: pressed())

    def _draw(self) -> None:
        """Show the words in the link's colour of now: Qt keeps the one that a rich text was set in."""
        self.setText(f'<a href="#" style="color: {self._theme.palette.link}">{self._words}</a>')

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._pressed()
        else:
            super().keyPressEvent(event)
