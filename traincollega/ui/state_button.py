"""How sharing stands, in a line at the bottom of the column of pages: pressed, it tells which items wait and why."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.drawing import paint_icon
from traincollega.ui.theme import Theme

SIDE = 16  # of the icon, pixels at 100 %
ROLES = {"warning": "warning", "question": "warning"}
"""The icons that stand out, each with its role; the sentence beside them says the same."""
WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class StateButton(QAbstractButton):
    """An icon and a sentence that takes the lines it needs; folded, the icon alone, and the sentence is its tooltip."""

    def __init__(self, theme: Theme) -> None:
        """Make it, with nothing to say yet."""
        super().__init__()
        self._theme, self._icon_name, self._folded = theme, "", False
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleDescription(_("Shows what waits, and why."))
        theme.changed.connect(self.updateGeometry)

    def say(self, icon_name: str, text: str) -> None:
        """Say how it stands."""
        self._icon_name = icon_name
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(text if self._folded else "")
        self.updateGeometry()
        self.update()

    def fold(self, folded: bool) -> None:
        """Show the icon alone, or the sentence as well."""
        self._folded = folded
        self.setToolTip(self.text() if folded else "")
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        px = self._theme.px
        words = 0 if self._folded else self._metrics().boundingRect(self._room(width, 10_000), int(WRAPPED), self.text()).height()
        return max(words, px(SIDE)) + 2 * px(look.S)

    def sizeHint(self) -> QSize:
        width = self._theme.px(40)
        return QSize(width, self.heightForWidth(self.width() or width))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, px = self._theme.palette, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            shape = QPainterPath()
            shape.addRoundedRect(QRectF(self.rect()), px(look.RADIUS), px(look.RADIUS))
            painter.fillPath(shape, QColor(palette.hover))
        side = px(SIDE)
        if self._icon_name:
            left = (self.width() - side) // 2 if self._folded else px(14)
            paint_icon(painter, QRect(left, px(look.S) + px(1), side, side), self._icon_name, ROLES.get(self._icon_name, "muted"))
        if not self._folded:
            painter.setFont(self._theme.font("small"))
            painter.setPen(QColor(palette.muted))
            painter.drawText(self._room(self.width(), self.height() - px(look.S)), int(WRAPPED), self.text())
        painter.end()

    def _room(self, width: int, height: int) -> QRect:
        px = self._theme.px
        return QRect(px(44), px(look.S), max(width - px(44) - px(look.S), px(40)), height)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._theme.font("small"))
