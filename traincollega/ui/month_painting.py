"""How a day of the month is painted: its number, the sessions that fit, and how many more there are."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.card import paint_lines, wrapped
from traincollega.ui.drawing import paint_icon
from traincollega.ui.id_list import ROW_ROLE
from traincollega.ui.month_days import MonthDay
from traincollega.ui.theme import Theme

SIGN = 14  # pixels at 100 %, of the icon of a session
Index = QModelIndex | QPersistentModelIndex


class MonthDelegate(QStyledItemDelegate):
    """Paints a day: its number, as many sessions as fit, and how many more there are."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        """Paint in the look of `theme`."""
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, palette, px, rect = self._theme, self._theme.palette, self._theme.px, option.rect
        one: MonthDay = index.data(ROW_ROLE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(palette.selection if chosen else palette.card if one.inside else palette.alternate))
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if chosen:
            painter.fillRect(QRect(rect.x(), rect.y(), px(look.BAR), rect.height()), QColor(palette.accent))
        inside = rect.adjusted(px(look.S), px(look.XS), -px(look.XS), -px(look.XS))
        y = self._paint_number(painter, inside, one, chosen)
        small = QFontMetrics(theme.font("small"))
        fit = max(1, (inside.bottom() + 1 - y) // small.height())
        shown = one.lines if len(one.lines) <= fit else one.lines[: fit - 1]
        rest = len(one.lines) - len(shown)
        spare = fit - len(shown) - (rest > 0)
        for icon, words in shown:
            lines = wrapped(words, theme.font("small"), self._beside_icon(inside, icon).width(), 1 + spare)
            spare -= len(lines) - 1
            room = QRect(inside.x(), y, inside.width(), small.height() * len(lines))
            self._paint_words(painter, room, icon, lines, chosen)
            y += room.height()
        if rest:
            words = _("{n} more").format(n=rest) if shown else str(rest)
            room = QRect(inside.x(), y, inside.width(), small.height())
            self._paint_words(painter, room, "", [words], chosen, bold=True)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(palette.link), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(rect).adjusted(5, 3, -4, -4), look.RADIUS, look.RADIUS)
        painter.restore()

    def _paint_number(self, painter: QPainter, inside: QRect, one: MonthDay, chosen: bool) -> int:
        """Paint the number of a day, today's in a circle; return where it ends below."""
        theme, palette = self._theme, self._theme.palette
        font = theme.font("control", bold=chosen or one.today)
        side = QFontMetrics(font).height() + theme.px(4)
        place = QRect(inside.x(), inside.y(), max(side, QFontMetrics(font).horizontalAdvance("00") + theme.px(6)), side)
        if one.today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette.accent))
            painter.drawRoundedRect(QRectF(place), side / 2, side / 2)
        painter.setFont(font)
        painter.setPen(QColor(palette.accent_text if one.today else palette.text if one.inside else palette.muted))
        flags = Qt.AlignmentFlag.AlignCenter if one.today else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, flags, str(one.day.day))
        return place.bottom() + 1

    def _paint_words(
        self, painter: QPainter, room: QRect, icon: str, lines: Sequence[str], chosen: bool, *, bold: bool = False
    ) -> None:
        theme, side, font = self._theme, self._theme.px(SIGN), self._theme.font("small", bold=bold)
        high = QFontMetrics(font).height()
        if icon:
            role = {"cross": "error", "warning": "warning"}.get(icon, "link")
            paint_icon(painter, QRect(room.x(), room.y() + (high - side) // 2, side, side), icon, role)
        color = theme.palette.text if chosen or not bold else theme.palette.muted
        paint_lines(painter, self._beside_icon(room, icon), lines, font, color)

    def _beside_icon(self, room: QRect, icon: str) -> QRect:
        """Return what is left of a line for its words."""
        return room.adjusted(self._theme.px(SIGN + look.XS) if icon else 0, 0, 0, 0)
