"""Agenda: what happens when: a list by day, of a week or a month, or a month as a calendar."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QMenu, QStackedWidget, QTabBar, QWidget

from traincollega.language import _, day_long, month_name
from traincollega.models.session import Session
from traincollega.services.desk import Desk
from traincollega.services.scheduling import Entry, Period, Which, entries, next_day
from traincollega.ui import theme as look
from traincollega.ui.button import button, mark
from traincollega.ui.calendar_saving import save_mine, save_session
from traincollega.ui.day_list import DayList
from traincollega.ui.day_rows import DayRow, day_rows
from traincollega.ui.empty import EmptyState
from traincollega.ui.enrolment import carry_out
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.month_days import month_days
from traincollega.ui.month_grid import MonthGrid
from traincollega.ui.page import page_column
from traincollega.ui.reading import Reading
from traincollega.ui.session_state import offer_of

WHICH: tuple[Which, ...] = ("all", "mine", "free")


class AgendaPage(QWidget):
    """The sessions of a period, all of them, mine, or those with room."""

    def __init__(self, frame: Frame) -> None:
        """Make the page and read this month."""
        super().__init__()
        self._frame = frame
        self._reading = Reading(frame, "agenda")
        self._period = Period.month_of(frame.desk.today())
        self._goal: date | str = frame.desk.today()
        self._next: date | None = None
        px = frame.theme.px
        column = page_column(self, frame.theme)
        save = button(_("Put my agenda in a calendar"), lambda: save_mine(frame, self), icon="calendar")
        self._header = PageHeader(frame.theme, _("Agenda"), " ", (save,))
        column.addWidget(self._header)
        self.which = QTabBar()
        self.which.setAccessibleName(_("Which sessions"))
        for words in (_("All"), _("Mine"), _("With free seats")):
            self.which.addTab(words)
        self.which.setUsesScrollButtons(False)
        self.which.currentChanged.connect(self.which.updateGeometry)  # the chosen one is bold, so wider
        self.which.currentChanged.connect(self._read)
        self.length = QComboBox()
        self.length.setAccessibleName(_("Period"))
        self.length.addItems([_("By month"), _("By week")])
        self.length.activated.connect(self._change_length)
        self.by_day, self.by_month = button(_("Day")), button(_("Month"))
        self._shape = QButtonGroup(self)
        for choice in (self.by_day, self.by_month):
            choice.setCheckable(True)
            self._shape.addButton(choice)
            choice.toggled.connect(partial(mark, choice))
        self.by_day.setChecked(True)
        self._shape.buttonClicked.connect(lambda _button: self._change_shape())
        self.earlier = button(_("Earlier"), lambda: self._move(self._period.beside(-1)), kind="icon", icon="chevron-left")
        self.later = button(_("Later"), lambda: self._move(self._period.beside(1)), kind="icon", icon="chevron-right")
        self.today = button(_("Today"), self.show_today)
        bar = QWidget()
        row = FlowLayout(bar, gap=px(look.S))
        for part in (
            self.which, _together(px(look.XS), self.by_day, self.by_month), self.length,
            _together(px(look.XS), self.earlier, self.today, self.later),
        ):  # fmt: skip
            row.addWidget(part)
        column.addWidget(bar)
        self.list = DayList(frame.theme, _("Sessions by day"))
        self.list.acted.connect(self._act)
        self.list.opened.connect(self._open)
        self.list.asked_more.connect(self._menu)
        self.month = MonthGrid(frame.theme, _("Sessions by month"))
        self.month.opened.connect(self._open_day)
        self.month.left.connect(lambda day: self._move(self._period.like(day), day))
        self.nothing = EmptyState(frame.theme, "calendar", "", " ", [(_("To the next session"), self._to_next)])
        self.none_ahead = EmptyState(frame.theme, "calendar", "", " ", [(_("Look in Discover"), lambda: frame.go("discover"))])
        self._stack = QStackedWidget()
        for shown in (self.list, self.month, self.nothing, self.none_ahead):
            self._stack.addWidget(shown)
        column.addWidget(self._stack, 1)
        self._read()

    def reload(self) -> None:
        """Read the period again, where one is."""
        self._read()

    def show_item(self, session: str = "", day: str = "") -> None:
        """Show a session, or a day ("2026-12-03")."""
        if session:
            found = self._frame.desk.store.find(Session, session)
            if found is None:
                return
            at = found.starts.astimezone(self._frame.desk.zone).date()
            self.which.setCurrentIndex(0)
            self._show_by_day()
            self._move(self._period.like(at), session)
        else:
            at = date.fromisoformat(day)
            self._show_by_day()
            self._move(self._period.like(at), at)

    def left_as(self) -> dict[str, Any]:
        """Return the period and how it shows, for the page of another window."""
        return {"period": self._period, "which": self.which.currentIndex(), "by_month": self.by_month.isChecked()}

    def go_on(self, period: Period, which: int, by_month: bool) -> None:
        """Show the period that showed, as it did."""
        self.which.setCurrentIndex(which)
        self.length.setCurrentIndex(int(period.is_week))
        self.length.setVisible(not by_month)
        (self.by_month if by_month else self.by_day).setChecked(True)
        today = self._frame.desk.today()
        self._move(period, today if period.like(today) == period else "")

    def show_today(self) -> None:
        """Show the period of today, scrolled to today."""
        today = self._frame.desk.today()
        self._move(self._period.like(today), today)

    def _move(self, period: Period, goal: date | str = "") -> None:
        self._period, self._goal = period, goal or period.since
        self._read()

    def _change_length(self, choice: int) -> None:
        today = self._frame.desk.today()
        period = self._period
        day = today if period.since <= today < period.until else period.since
        self._move(Period.week_of(day) if choice else Period.month_of(day), day)

    def _change_shape(self) -> None:
        """Show the same days as a list or as a calendar."""
        chosen = self.month.current() if self.by_day.isChecked() else None
        self.length.setVisible(self.by_day.isChecked())
        if self.by_month.isChecked() and self._period.is_week:
            self.length.setCurrentIndex(0)
            self._change_length(0)
        else:
            today = self._frame.desk.today()
            self._move(self._period, chosen or (today if self._period.like(today) == self._period else ""))

    def _show_by_day(self) -> None:
        self.by_day.setChecked(True)
        self.length.show()

    def _open_day(self, day: date) -> None:
        self._show_by_day()
        self._move(self._period, day)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> None:
        period, which = self._period, WHICH[self.which.currentIndex()]

        def work(desk: Desk) -> tuple[list[Entry], date | None]:
            found = entries(desk, period, which)
            return found, None if found else next_day(desk, period, which)

        self._reading.ask(work, lambda answer: self._show(*answer))

    def _show(self, found: list[Entry], following: date | None) -> None:
        desk = self._frame.desk
        self._header.say(_("Agenda"), self._title())
        self._next = following
        if self.by_month.isChecked():
            self.month.show_month(month_days(desk, self._period, found), self._goal if isinstance(self._goal, date) else None)
            self._goal = ""
            self._header.say(_("Agenda"), self._title() if found else f"{self._title()} · {_('no sessions')}")
            self._stack.setCurrentWidget(self.month)
            return
        self.list.set_rows(day_rows(desk, found))
        if isinstance(self._goal, date):
            self.list.show_day(self._goal)
        elif self._goal:
            self.list.choose(self._goal)
        self._goal = ""
        if found:
            self._stack.setCurrentWidget(self.list)
            return
        nothing = {
            "all": _("Nothing happens in this period"),
            "mine": _("You have nothing in this period"),
            "free": _("No session in this period has room"),
        }[WHICH[self.which.currentIndex()]]
        if following:
            self.nothing.say(nothing, _("The next one is on {day}.").format(day=day_long(following, desk.today())))
        else:
            self.none_ahead.say(nothing, _("Nothing is planned after it either. Find a training and ask to be told of a date."))
        self._stack.setCurrentWidget(self.nothing if following else self.none_ahead)

    def _title(self) -> str:
        since = self._period.since
        if not self._period.is_week:
            return f"{month_name(since.month).capitalize()} {since.year}"
        last = self._period.until - timedelta(days=1)
        first = f"{since.day}" if since.month == last.month else f"{since.day} {month_name(since.month)}"
        if since.year != last.year:
            first += f" {since.year}"
        whole = _("{first} to {last}").format(first=first, last=f"{last.day} {month_name(last.month)} {last.year}")
        return _("Week {n}, {days}").format(n=since.isocalendar().week, days=whole)

    def _to_next(self) -> None:
        if self._next:
            self._move(self._period.like(self._next), self._next)

    def _act(self, row: DayRow) -> None:
        carry_out(self._frame, offer_of(self._frame.desk, row.entry.occasion, row.entry.standing), row.entry.session.training, self)

    def _open(self, row: DayRow) -> None:
        if row.entry.occasion.mine:
            self._frame.go("session", session=row.entry.session.id)
        else:
            self._frame.go("discover", training=row.entry.session.training)

    def _menu(self, row: DayRow, at: QPoint) -> None:
        entry = row.entry
        menu = QMenu(self)
        if row.action:
            menu.addAction(row.action, lambda: self._act(row))
        if entry.occasion.mine:
            menu.addAction(_("See the participants"), lambda: self._open(row))
        menu.addAction(_("See the training"), lambda: self._frame.go("discover", training=entry.session.training))
        menu.addAction(_("Put in calendar"), lambda: save_session(self._frame, entry.session, self))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)


def _together(gap: int, *parts: QWidget) -> QWidget:
    """Return widgets side by side that stay on one line."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for part in parts:
        row.addWidget(part)
    return whole
