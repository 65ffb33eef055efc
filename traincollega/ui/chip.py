"""A filter that is on: a click, Enter or Delete takes it off."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from traincollega.language import _
from traincollega.ui.card import text_width
from traincollega.ui.drawing import paint_icon
from traincollega.ui.text import tip
from traincollega.ui.theme import Theme


class Chip(QAbstractButton):
    """One active filter with a cross; `removed` when it is taken off."""

    removed = Signal()

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        """Make a chip that says `text`."""
        super().__init__(parent)
        self._theme = theme
        self.setText(text)
        self.setShortcut("")  # an & in a name is no key to press
        self.setAccessibleName(_("Remove filter {name}").format(name=text))
        self.setToolTip(tip(self.accessibleName()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.removed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        px = self._theme.px
        words = text_width(self._theme.font("small", bold=True), self.text())
        return QSize(min(words + px(38), px(320)), px(28))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        px, palette = self._theme.px, self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(palette.selection if self.underMouse() else palette.accent_soft))
        painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
        font = self._theme.font("small", bold=True)
        painter.setFont(font)
        painter.setPen(QColor(palette.link))
        room = QRect(px(11), 0, self.width() - px(36), self.height())
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width() + 2)
        painter.drawText(room.adjusted(0, 0, 4, 0), Qt.AlignmentFlag.AlignVCenter, words)
        side = px(12)
        paint_icon(painter, QRect(self.width() - px(10) - side, (self.height() - side) // 2, side, side), "cross", "link")
        painter.end()
