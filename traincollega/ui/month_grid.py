"""The agenda as a month: a square per day with what begins then; the keys walk as in any calendar, Enter opens the day."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from traincollega.ui.id_list import ROW_ROLE
from traincollega.ui.month_days import MonthDay, MonthDays
from traincollega.ui.month_painting import MonthDelegate
from traincollega.ui.theme import Theme

LEAST_WIDE, LEAST_HIGH = 60, 70  # pixels at 100 % of a day


def beside(day: date, months: int) -> date:
    """Return the same day of another month, its last one where it is shorter.

    >>> beside(date(2027, 1, 31), 1), beside(date(2027, 1, 31), -2)
    (datetime.date(2027, 2, 28), datetime.date(2026, 11, 30))
    """
    years, month = divmod(day.month - 1 + months, 12)
    first = day.replace(year=day.year + years, month=month + 1, day=1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


WALKS: dict[Qt.Key, Callable[[date], date]] = {
    Qt.Key.Key_Left: lambda day: day - timedelta(days=1),
    Qt.Key.Key_Right: lambda day: day + timedelta(days=1),
    Qt.Key.Key_Up: lambda day: day - timedelta(days=7),
    Qt.Key.Key_Down: lambda day: day + timedelta(days=7),
    Qt.Key.Key_Home: lambda day: day - timedelta(days=day.weekday()),
    Qt.Key.Key_End: lambda day: day + timedelta(days=6 - day.weekday()),
    Qt.Key.Key_PageUp: lambda day: beside(day, -1),
    Qt.Key.Key_PageDown: lambda day: beside(day, 1),
}
"""Where each key goes, also into another month."""
NO_MODIFIER, KEYPAD = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier


class MonthGrid(QTableView):
    """Shows a month; `opened` carries a day, `left` a day of another month, that a key went to."""

    opened = Signal(date)
    left = Signal(date)

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
        day, key = self.current(), Qt.Key(event.key())
        if day is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif day is not None and key in WALKS and event.modifiers() in (NO_MODIFIER, KEYPAD):
            self._walk_to(WALKS[key](day))
        else:
            super().keyPressEvent(event)

    def _walk_to(self, day: date) -> None:
        place = self.days.place_of(day)
        if place.isValid():
            self.setCurrentIndex(place)
        else:
            self.left.emit(day)

    def _open(self, index: QModelIndex) -> None:
        one = index.data(ROW_ROLE)
        if isinstance(one, MonthDay) and one.inside:
            self.opened.emit(one.day)

    def _measure(self) -> None:
        self.horizontalHeader().setMinimumSectionSize(self._theme.px(LEAST_WIDE))
        self.verticalHeader().setMinimumSectionSize(self._theme.px(LEAST_HIGH))
        self.viewport().update()
