"""How the agenda is painted: a heading per day, and a row per session with its time, state and button."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from traincollega.language import pgettext
from traincollega.ui import theme as look
from traincollega.ui.card import paint_pill, pill_height, pill_width, text_width, wrapped
from traincollega.ui.day_rows import DayHead, DayRow
from traincollega.ui.drawing import paint_icon
from traincollega.ui.id_list import ROW_ROLE
from traincollega.ui.theme import Theme
from traincollega.ui.training_card import Verb, verb_words

WIDE = 940
"""From this width (pixels at 100 %) time and state have columns of their own."""
PILL = 240
"""The most that a state takes."""
SIGN = 16  # the same, of the sign before an overlap
OVERLAP_LINES = 2
VERBS: tuple[Verb, ...] = ("sign up", "wait", "withdraw")
Index = QModelIndex | QPersistentModelIndex


class DayDelegate(QStyledItemDelegate):
    """Paints headings and sessions."""

    acted = Signal(QModelIndex)
    asked_more = Signal(QModelIndex, QPoint)

    def __init__(self, theme: Theme, view: QListView) -> None:
        """Paint in the look of `theme`."""
        super().__init__(view)
        self._theme, self._view = theme, view
        self._states: set[tuple[str, str]] = set()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        px, row = self._theme.px, index.data(ROW_ROLE)
        if isinstance(row, DayHead):
            top = px(look.S if index.row() == 0 else look.XL)
            return QSize(px(200), top + self._high("reading") + px(look.S))
        lines = self._high("reading") + px(2) + self._high("small")
        if not self._wide():
            lines += px(6) + pill_height(self._theme)
        if row.together:
            lines += px(look.XS) + len(self._overlap(QRect(0, 0, self._view.viewport().width(), 1), row)[2]) * self._high("small")
        return QSize(px(200), 2 * px(look.M) + lines)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, DayHead):
            low = option.rect.adjusted(self._theme.px(2), 0, 0, -self._theme.px(look.S))
            flags = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
            painter.setFont(self._theme.font("reading", bold=True))
            painter.setPen(self._theme.color("text"))
            painter.drawText(low, flags, row.text)
        else:
            self._paint_ground(painter, option, row)
            self._paint_words(painter, option.rect, row)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        row = index.data(ROW_ROLE)
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and isinstance(row, DayRow)
        ):
            at = event.position().toPoint()
            if self.action_rect(option.rect, row).contains(at):
                self.acted.emit(model.index(index.row(), 0))
                return True
            if self.more_rect(option.rect).contains(at):
                self.asked_more.emit(model.index(index.row(), 0), self._view.viewport().mapToGlobal(at))
                return True
        return super().editorEvent(event, model, option, index)

    def more_rect(self, rect: QRect) -> QRect:
        """Return where the three dots of a row are."""
        side = self._theme.px(32)
        return QRect(rect.right() - self._theme.px(look.S) - side, self._middle(rect) - side // 2, side, side)

    def action_rect(self, rect: QRect, row: DayRow) -> QRect:
        """Return where the button of a row is, empty where it has none."""
        if not row.action:
            return QRect()
        width, height = text_width(self._theme.font("small", bold=True), row.action) + self._theme.px(24), self._theme.px(32)
        right = self.more_rect(rect).left() - self._theme.px(look.XS)
        return QRect(right - width, self._middle(rect) - height // 2, width, height)

    def give_room(self, rows: Sequence[DayHead | DayRow]) -> None:
        """Make the column of states as wide as the states of these rows, so that the titles have the rest."""
        self._states = {row.pill[1:] for row in rows if isinstance(row, DayRow)}

    def _states_wide(self) -> int:
        whole = max((pill_width(self._theme, words, icon) for icon, words in self._states), default=0)
        return min(whole, self._theme.px(PILL))

    def _states_left(self, more: QRect) -> int:
        widest = max(text_width(self._theme.font("small", bold=True), verb_words(verb)) for verb in VERBS)
        return more.left() - self._theme.px(look.XS + 24 + look.M) - self._states_wide() - widest

    def _wide(self) -> bool:
        return self._view.viewport().width() >= self._theme.px(WIDE)

    def _high(self, role: str) -> int:
        return QFontMetrics(self._theme.font(role, bold=True)).height()

    def _overlap(self, rect: QRect, row: DayRow) -> tuple[int, int, list[str]]:
        """Return the room of the words about an overlap, from the left edge to the right, and their lines."""
        px, small = self._theme.px, self._theme.font("small")
        left = rect.x() + px(look.L) + (self._times_wide() + px(look.L) if self._wide() else 0) + px(SIGN) + px(look.XS)
        beside = self.action_rect(rect, row) if row.action else self.more_rect(rect)
        until = rect.right() - px(look.L) if self._wide() else beside.left() - px(look.M)
        return left, until, wrapped(row.together, small, max(1, until - left), OVERLAP_LINES)

    def _middle(self, rect: QRect) -> int:
        """Return the height at which state and buttons stand; in a wide list beside the title, so that an overlap passes under."""
        if not self._wide():
            return rect.center().y()
        return rect.y() + self._theme.px(look.M) + (self._high("reading") + self._theme.px(2) + self._high("small")) // 2

    def _times_wide(self) -> int:
        longest = pgettext("times of day", "{start} to {end}").format(start="00.00", end="00.00")
        return text_width(self._theme.font("control", bold=True), longest)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, row: DayRow) -> None:
        palette, px, state = self._theme.palette, self._theme.px, option.state
        rect = option.rect
        radius = float(px(look.CARD_RADIUS))
        beyond = rect.adjusted(0, 0 if row.first else -2 * int(radius), 0, 0 if row.last else 2 * int(radius))
        painter.setClipRect(rect)
        path = QPainterPath()
        path.addRoundedRect(QRectF(beyond).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.fillPath(path, QColor(palette.selection if chosen else palette.hover if hovered else palette.card))
        if chosen:
            painter.save()
            painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
            painter.fillRect(QRect(rect.x(), rect.y(), px(look.BAR) + 1, rect.height()), QColor(palette.accent))
            painter.restore()
        painter.setPen(QPen(QColor(palette.line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if not row.first:
            painter.drawLine(rect.left(), rect.top(), rect.right(), rect.top())
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            painter.setPen(QPen(QColor(palette.link), 2))
            painter.drawRoundedRect(QRectF(rect).adjusted(6, 4, -5, -4), radius - 3, radius - 3)

    def _paint_words(self, painter: QPainter, rect: QRect, row: DayRow) -> None:
        px, palette, wide = self._theme.px, self._theme.palette, self._wide()
        left, y = rect.x() + px(look.L), rect.y() + px(look.M)
        button, more = self.action_rect(rect, row), self.more_rect(rect)
        until = (button.left() if row.action else more.left()) - px(look.M)
        title = self._theme.font("reading", bold=True)
        title.setStrikeOut(row.cancelled)
        ink = palette.muted if row.cancelled else palette.text
        small, details = self._theme.font("small"), row.details
        if wide:
            bold = self._theme.font("control", bold=True)
            column = self._times_wide()
            self._line(painter, QRect(left, y, column, self._high("reading")), row.time, bold, ink)
            left += column + px(look.L)
            high = pill_height(self._theme)
            until = self._states_left(more) - px(look.M)
            self._paint_pill(painter, QRect(until + px(look.M), self._middle(rect) - high // 2, self._states_wide(), high), row)
        else:
            details = f"{row.time} · {details}"
        self._line(painter, QRect(left, y, until - left, self._high("reading")), row.title, title, ink)
        y += self._high("reading") + px(2)
        self._line(painter, QRect(left, y, until - left, self._high("small")), details, small, palette.muted)
        y += self._high("small")
        if not wide:
            y += px(6)
            self._paint_pill(painter, QRect(left, y, until - left, pill_height(self._theme)), row)
            y += pill_height(self._theme)
        if row.together:
            y += px(look.XS)
            high, side = self._high("small"), px(SIGN)
            paint_icon(painter, QRect(left, y + (high - side) // 2, side, side), "warning", "warning")
            beside, until, lines = self._overlap(rect, row)
            for line in lines:
                self._line(painter, QRect(beside, y, until - beside, high), line, small, palette.warning)
                y += high
        if row.action:
            painter.setPen(QPen(QColor(palette.border), 1))
            painter.setBrush(QColor(palette.card))
            painter.drawRoundedRect(QRectF(button).adjusted(0.5, 0.5, -0.5, -0.5), px(look.RADIUS), px(look.RADIUS))
            painter.setFont(self._theme.font("small", bold=True))
            painter.setPen(QColor(palette.link))
            painter.drawText(button, Qt.AlignmentFlag.AlignCenter, row.action)
        side = px(18)
        paint_icon(painter, QRect(more.center().x() - side // 2, more.center().y() - side // 2, side, side), "dots", "muted")

    def _paint_pill(self, painter: QPainter, room: QRect, row: DayRow) -> None:
        kind, icon, words = row.pill
        width = min(pill_width(self._theme, words, icon), room.width())
        paint_pill(painter, self._theme, QRect(room.x(), room.y(), width, room.height()), kind, icon, words)

    def _line(self, painter: QPainter, room: QRect, text: str, font: QFont, color: str) -> None:
        words = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        painter.setFont(font)
        painter.setPen(QColor(color))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
