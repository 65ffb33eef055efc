"""A state in words, with its icon, on its ground; the same look as on a card."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from traincollega.ui.card import paint_pill, pill_height, pill_width
from traincollega.ui.theme import Theme


class Pill(QWidget):
    """Says a state: kind "good", "waiting", "accent", "warning", "error" or "plain"; never by its colour alone."""

    def __init__(self, theme: Theme, kind: str, icon: str, text: str, parent: QWidget | None = None) -> None:
        """Make a pill; `icon` may be "" where the words say it all, as a topic does."""
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.say(kind, icon, text)
        theme.changed.connect(self.updateGeometry)

    def say(self, kind: str, icon: str, text: str) -> None:
        """Say another state."""
        self._kind, self._icon, self._text = kind, icon, text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(pill_width(self._theme, self._text, self._icon), pill_height(self._theme))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(40), pill_height(self._theme))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_pill(painter, self._theme, self.rect(), self._kind, self._icon, self._text)
        painter.end()
