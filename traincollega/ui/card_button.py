"""One card on its own, outside a list: it can be focused and opened."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from traincollega.ui.card import CardState, CardText, action_rect, card_height, paint_card
from traincollega.ui.theme import Theme


class CardButton(QAbstractButton):
    """Looks like a card of a list; a click or Enter is `clicked`, its own button or Ctrl+Enter is `acted`."""

    acted = Signal()

    def __init__(self, theme: Theme, text: CardText, parent: QWidget | None = None) -> None:
        """Make a card that says `text`."""
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self.setAccessibleName(text.spoken or text.title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.updateGeometry)

    def say(self, text: CardText) -> None:
        """Say something else."""
        self._text = text
        self.setAccessibleName(text.spoken or text.title)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(300), card_height(self._theme))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(180), card_height(self._theme))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_card(painter, self._theme, self.rect(), self._text, CardState(hovered=self.underMouse(), pressed=self.isDown()))
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if action_rect(self._theme, self.rect(), self._text).contains(event.position().toPoint()):
            self.setDown(False)
            self.acted.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.click()
            elif self._text.action:
                self.acted.emit()
            return
        super().keyPressEvent(event)
