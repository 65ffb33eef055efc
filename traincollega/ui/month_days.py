"""The days of a month in the agenda: what begins on each, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from traincollega.language import _, day_long, weekday_name, weekday_short
from traincollega.services.desk import Desk
from traincollega.services.scheduling import Entry, Period
from traincollega.ui.id_list import ROW_ROLE
from traincollega.ui.session_state import state_pill
from traincollega.ui.text import spoken_line, tip
from traincollega.ui.typed_times import time_text

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
    return MonthDay(day, period.since <= day < period.until, day == today, lines, spoken_line(told))


def _icon(desk: Desk, entry: Entry) -> str:
    if entry.session.status == "cancelled":
        return "cross"
    if entry.together:
        return "warning"
    if entry.occasion.mine:
        return "board"
    return state_pill(desk, entry.occasion, entry.standing)[1] if entry.standing.state else ""


def _time(desk: Desk, entry: Entry) -> str:
    return time_text(entry.session.starts.astimezone(desk.zone).time())  # "14 Grafieken" would read as a number of them


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
