"""Bars: columns for months, lying ones for what has a long name; all of it said in one sentence too."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from traincollega.ui import theme as look
from traincollega.ui.text import spoken_line
from traincollega.ui.theme import Theme

HIGH, ROW, THICK, WIDEST = 280, 32, 18, 34
"""Pixels at 100 %: of columns with their words, of a row with a lying bar, of that bar, and of the widest column."""


class Bar(NamedTuple):
    """One bar."""

    name: str
    short: str
    """Its name where there is little room."""
    size: int
    words: str
    """What it comes to, as it stands at its end."""


class BarChart(QWidget):
    """Paints bars; Tab stops at it, so that a screen reader says what it shows."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Make it empty."""
        super().__init__(parent)
        self._theme = theme
        self._bars: Sequence[Bar] = ()
        self._upright = True
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_bars(self, title: str, bars: Sequence[Bar], *, upright: bool) -> None:
        """Show these; `title` is what they are of."""
        self._bars, self._upright = bars, upright
        self.setAccessibleName(spoken_line((title, ", ".join(f"{one.name}: {one.words}" for one in bars))))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        high = HIGH if self._upright else max(1, len(self._bars)) * ROW + 2 * look.S
        return QSize(self._theme.px(280), self._theme.px(high))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("small"))
        most = max((one.size for one in self._bars), default=0) or 1
        (self._paint_columns if self._upright else self._paint_rows)(painter, most)
        painter.end()

    def _paint_columns(self, painter: QPainter, most: int) -> None:
        px, many = self._theme.px, max(1, len(self._bars))
        line = QFontMetrics(painter.font()).height()
        step = self.width() / many
        wide = min(px(WIDEST), max(2, round(step * 0.7)))
        ground = self.height() - line - px(look.XS)
        room = ground - line - px(look.XS)
        painter.fillRect(QRect(0, ground, self.width(), 1), self._theme.color("border"))
        middle = Qt.AlignmentFlag.AlignHCenter
        for number, one in enumerate(self._bars):
            left, high = round(number * step), round(room * one.size / most)
            self._fill(painter, QRectF(left + (step - wide) / 2, ground - high, wide, high))
            painter.setPen(self._theme.color("text"))
            self._write(painter, QRect(left, ground - high - line - px(2), round(step), line), one.words, middle)
            painter.setPen(self._theme.color("muted"))
            self._write(painter, QRect(left, ground + px(look.XS), round(step), line), one.short, middle)

    def _paint_rows(self, painter: QPainter, most: int) -> None:
        px, metrics = self._theme.px, QFontMetrics(painter.font())
        names = max((metrics.horizontalAdvance(one.name) for one in self._bars), default=0) + 1
        names = min(names, round(self.width() * 0.45))
        values = max((metrics.horizontalAdvance(one.words) for one in self._bars), default=0) + px(look.S)
        room = max(0, self.width() - names - px(look.M) - values)
        for number, one in enumerate(self._bars):
            top, wide = px(look.S) + number * px(ROW), round(room * one.size / most)
            painter.setPen(self._theme.color("text"))
            self._write(painter, QRect(0, top, names, px(ROW)), one.name, Qt.AlignmentFlag.AlignLeft)
            left = names + px(look.M)
            self._fill(painter, QRectF(left, top + (px(ROW) - px(THICK)) / 2, wide, px(THICK)))
            painter.setPen(self._theme.color("text" if one.size else "muted"))
            rest = QRect(left + wide + (px(look.XS) if wide else 0), top, self.width() - left - wide, px(ROW))
            self._write(painter, rest, one.words, Qt.AlignmentFlag.AlignLeft)

    def _fill(self, painter: QPainter, bar: QRectF) -> None:
        if bar.isEmpty():
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.palette.accent))
        round_off = min(self._theme.px(3), bar.width() / 2, bar.height() / 2)
        painter.drawRoundedRect(bar, round_off, round_off)

    def _write(self, painter: QPainter, where: QRect, words: str, side: Qt.AlignmentFlag) -> None:
        shown = QFontMetrics(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, where.width())
        painter.drawText(where, side | Qt.AlignmentFlag.AlignVCenter, shown)
