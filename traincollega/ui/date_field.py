"""Fields for a day and a time: typed as people write it, or by the arrow keys; a calendar on Alt+Down."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QDate, QLocale, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QTableView, QToolButton, QWidget

from traincollega.errors import InvalidInput
from traincollega.language import _, spoken
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.icons import icon
from traincollega.ui.theme import Theme
from traincollega.ui.typed_times import day_text, parse_day, parse_time, time_text

STEP_MINUTES = 15
ROOM = 26  # pixels at 100 %, for the button beside the words


class DateField(QLineEdit):
    """A day; Up and Down go a day on or back, Page Up and Page Down a week."""

    def __init__(self, theme: Theme, today: Callable[[], date], day: date | None = None) -> None:
        """Make it with a day in it, or empty."""
        super().__init__()
        self._today = today
        self._calendar: QCalendarWidget | None = None
        self._theme = theme
        self._opens = button(_("Choose in the calendar (Alt+Down)"), self.open_calendar, kind="icon", icon="calendar")
        self._opens.setParent(self)  # Qt's own action in a field is 22 pixels at every zoom
        self._opens.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys are those of the field
        self._opens.setCursor(Qt.CursorShape.ArrowCursor)
        self.setTextMargins(0, 0, theme.px(ROOM), 0)
        self.setMinimumWidth(theme.px(150))
        self.editingFinished.connect(self._tidy)
        self.set_day(day)

    def day(self) -> date | None:
        """Return the day, None where nothing is filled in; raises InvalidInput (field "date")."""
        return parse_day(self.text(), self._today()) if self.text().strip() else None

    def set_day(self, day: date | None) -> None:
        """Fill in a day, or nothing."""
        self.setText("" if day is None else day_text(day))

    def open_calendar(self) -> None:
        """Open the calendar under the field; Enter chooses, Esc closes."""
        if self._calendar is not None:
            self._calendar.deleteLater()  # made anew: colours and sizes may be others now
        self._calendar = _calendar(self, self._theme)
        self._calendar.activated.connect(self._chosen)
        self._calendar.clicked.connect(self._chosen)
        day = self._understood()
        self._calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self._calendar.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        self._calendar.show()
        self._calendar.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._opens.sizeHint()
        around = (self.height() - size.height()) // 2
        self._opens.setGeometry(self.width() - size.width() - around, around, size.width(), size.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 7, Qt.Key.Key_PageDown: -7}
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        elif event.key() in steps:
            try:
                self.set_day(self._understood() + timedelta(days=steps[Qt.Key(event.key())]))
            except OverflowError:
                return  # the calendar ends here
        else:
            super().keyPressEvent(event)

    def _understood(self) -> date:
        try:
            return self.day() or self._today()
        except InvalidInput:
            return self._today()

    def _chosen(self, day: QDate) -> None:
        self.set_day(date(day.year(), day.month(), day.day()))
        if self._calendar is not None:
            self._calendar.hide()
        self.setFocus()

    def _tidy(self) -> None:
        try:
            self.set_day(self.day())
        except InvalidInput:
            return  # what was typed stays, to be mended; the form says what is wrong


def _calendar(field: QWidget, theme: Theme) -> QCalendarWidget:
    """Return a calendar of Monday to Sunday with the numbers of the weeks, in our own colours."""
    made = QCalendarWidget(field)
    made.setWindowFlags(Qt.WindowType.Popup)
    made.setAccessibleName(_("Calendar"))
    made.setLocale(QLocale(spoken()))
    made.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
    plain = QTextCharFormat()
    plain.setForeground(theme.color("text"))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        made.setWeekdayTextFormat(day, plain)  # red is for what is wrong
    for name, drawing in (("prevmonth", "chevron-left"), ("nextmonth", "chevron-right")):
        turn = made.findChild(QToolButton, f"qt_calendar_{name}")
        if turn is not None:
            turn.setIcon(icon(drawing, "text"))
    days = made.findChild(QTableView)
    if days is not None:
        days.setProperty("cards", True)  # the day itself shows the focus
    made.ensurePolished()
    made.resize(made.sizeHint() + QSize(theme.px(look.XXL), theme.px(look.XL + look.XXL)))  # its own days are 22 pixels high
    return made


class TimeField(QLineEdit):
    """A time of day; Up and Down go a quarter of an hour on or back."""

    def __init__(self, theme: Theme, at: time | None = None) -> None:
        """Make it with a time in it, or empty."""
        super().__init__()
        self.setMinimumWidth(theme.px(90))
        self.editingFinished.connect(self._tidy)
        self.set_time(at)

    def clock(self) -> time | None:
        """Return the time, None where nothing is filled in; raises InvalidInput (field "time")."""
        return parse_time(self.text()) if self.text().strip() else None

    def set_time(self, at: time | None) -> None:
        """Fill in a time, or nothing."""
        self.setText("" if at is None else time_text(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: STEP_MINUTES, Qt.Key.Key_Down: -STEP_MINUTES}
        if event.key() not in steps:
            super().keyPressEvent(event)
            return
        try:
            at = self.clock() or time(9)
        except InvalidInput:
            at = time(9)
        self.set_time((datetime.combine(date(2024, 1, 2), at) + timedelta(minutes=steps[Qt.Key(event.key())])).time())

    def _tidy(self) -> None:
        try:
            self.set_time(self.clock())
        except InvalidInput:
            return  # what was typed stays, to be mended; the form says what is wrong
