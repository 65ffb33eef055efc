"""The agenda as a month: a square per day with what begins then; arrows walk, Enter opens the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from traincollega.language import _, clock_time, day_long, weekday_name, weekday_short
from traincollega.services.desk import Desk
from traincollega.services.scheduling import Entry, Period
from traincollega.ui import theme as look
from traincollega.ui.icons import paint_icon
from traincollega.ui.id_list import ROW_ROLE
from traincollega.ui.session_state import state_pill
from traincollega.ui.text import tip
from traincollega.ui.theme import Theme

LEAST_WIDE, LEAST_HIGH = 60, 70  # pixels at 100 % of a day
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class MonthDay:
    """One square: its day, and per session the icon of its state ("" for none of mine) and its words."""

    day: date
    inside: bool
    """Whether it belongs to the month that shows."""
    today: bool
    lines: tuple[tuple[str, str], ...]
    spoken: str


def month_days(desk: Desk, period: Period, found: Sequence[Entry]) -> list[MonthDay]:
    """Return the days of whole weeks, from the Monday before the month to the Sunday after it."""
    by_day: dict[date, list[Entry]] = {}
    for entry in found:
        by_day.setdefault(entry.day, []).append(entry)
    first = Period.week_of(period.since).since
    last = Period.week_of(period.until - timedelta(days=1)).until
    return [_month_day(desk, period, first + timedelta(days=at), by_day) for at in range((last - first).days)]


def _month_day(desk: Desk, period: Period, day: date, by_day: dict[date, list[Entry]]) -> MonthDay:
    here, today = by_day.get(day, []), desk.today()
    lines = tuple((_icon(desk, one), f"{_time(desk, one)} {one.occasion.training.title}") for one in here)
    told = [", ".join(filter(None, (_("Today") if day == today else "", day_long(day, today))))]
    told += [_spoken(desk, one) for one in here] or [_("no sessions")]
    return MonthDay(day, period.since <= day < period.until, day == today, lines, ". ".join(told) + ".")


def _icon(desk: Desk, entry: Entry) -> str:
    if entry.session.status == "cancelled":
        return "cross"
    if entry.together:
        return "warning"
    if entry.occasion.mine:
        return "board"
    return state_pill(desk, entry.occasion, entry.standing)[1] if entry.standing.state else ""


def _time(desk: Desk, entry: Entry) -> str:
    return clock_time(entry.session.starts.astimezone(desk.zone))


def _spoken(desk: Desk, entry: Entry) -> str:
    state = state_pill(desk, entry.occasion, entry.standing)[2]
    together = _("at the same time as {titles}").format(titles=", ".join(entry.together)) if entry.together else ""
    return ", ".join(filter(None, (f"{_time(desk, entry)} {entry.occasion.training.title}", state, together)))


class MonthDays(QAbstractTableModel):
    """Weeks by weekdays; only the days of the month itself can be chosen."""

    def __init__(self, parent: QObject) -> None:
        """Make an empty month."""
        super().__init__(parent)
        self._days: Sequence[MonthDay] = ()

    def show_days(self, days: Sequence[MonthDay]) -> None:
        """Show these days, whole weeks of them."""
        self.beginResetModel()
        self._days = days
        self.endResetModel()

    def place_of(self, day: date) -> QModelIndex:
        """Return where a day of this month stands, an invalid index where it is of another."""
        at = next((at for at, one in enumerate(self._days) if one.day == day and one.inside), -1)
        return self.index(at // 7, at % 7) if at >= 0 else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._days) // 7

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else 7

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or section >= len(self._days):
            return None
        names = {Qt.ItemDataRole.DisplayRole: weekday_short, Qt.ItemDataRole.AccessibleTextRole: weekday_name}
        name = names.get(Qt.ItemDataRole(role))
        return name(self._days[section].day) if name else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        inside = self._days[index.row() * 7 + index.column()].inside
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if inside else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self._days[index.row() * 7 + index.column()]
        if role == ROW_ROLE:
            return one
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return one.spoken
        if role == Qt.ItemDataRole.ToolTipRole and one.inside:
            return tip("\n".join(words for _icon, words in one.lines))
        return None


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
        for icon, words in shown:
            self._paint_line(painter, QRect(inside.x(), y, inside.width(), small.height()), icon, words, chosen)
            y += small.height()
        rest = len(one.lines) - len(shown)
        if rest:
            words = _("{n} more").format(n=rest) if shown else str(rest)
            self._paint_line(painter, QRect(inside.x(), y, inside.width(), small.height()), "", words, chosen, bold=True)
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

    def _paint_line(self, painter: QPainter, room: QRect, icon: str, words: str, chosen: bool, *, bold: bool = False) -> None:
        theme, side = self._theme, self._theme.px(14)
        if icon:
            role = {"cross": "error", "warning": "warning"}.get(icon, "link")
            paint_icon(painter, QRect(room.x(), room.center().y() - side // 2, side, side), icon, role)
            room = room.adjusted(side + theme.px(look.XS), 0, 0, 0)
        font = theme.font("small", bold=bold)
        painter.setFont(font)
        painter.setPen(QColor(theme.palette.text if chosen or not bold else theme.palette.muted))
        told = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, told)


class MonthGrid(QTableView):
    """Shows a month; `opened` carries a day, `turned` how many months to go on (PgUp and PgDn)."""

    opened = Signal(date)
    turned = Signal(int)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """Make an empty month; `name` is for screen readers."""
        super().__init__(parent)
        self._theme = theme
        self.days = MonthDays(self)
        self.setAccessibleName(name)
        self.setProperty("cards", True)  # the day itself shows the focus
        self.setModel(self.days)
        self.setItemDelegate(MonthDelegate(theme, self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self._measure)
        self._measure()

    def show_month(self, days: Sequence[MonthDay], goal: date | None = None) -> None:
        """Show these days; `goal`, else the day that was chosen, else today or the first one, is chosen."""
        known: MonthDay | None = self.currentIndex().data(ROW_ROLE) if self.currentIndex().isValid() else None
        self.days.show_days(days)
        inside = [one.day for one in days if one.inside]
        wished = [goal, known.day if known else None, *(one.day for one in days if one.today and one.inside), inside[0]]
        self.setCurrentIndex(self.days.place_of(next(day for day in wished if day in inside)))

    def current(self) -> date | None:
        """Return the day that is chosen."""
        one = self.currentIndex().data(ROW_ROLE) if self.currentIndex().isValid() else None
        return one.day if isinstance(one, MonthDay) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.key() in pages:
            self.turned.emit(pages[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        one = index.data(ROW_ROLE)
        if isinstance(one, MonthDay) and one.inside:
            self.opened.emit(one.day)

    def _measure(self) -> None:
        self.horizontalHeader().setMinimumSectionSize(self._theme.px(LEAST_WIDE))
        self.verticalHeader().setMinimumSectionSize(self._theme.px(LEAST_HIGH))
        self.viewport().update()
