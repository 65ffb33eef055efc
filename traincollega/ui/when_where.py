"""When, where and for how many: the fields of a session, on the page of a new training and in the dialog."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from traincollega.errors import InvalidInput
from traincollega.language import _, day_long
from traincollega.services.desk import Desk
from traincollega.services.planning import Plan, checked, faults
from traincollega.ui.date_field import DateField, TimeField
from traincollega.ui.form import Form
from traincollega.ui.text import label
from traincollega.ui.theme import Theme
from traincollega.ui.typed_times import on_the_clock

USUAL_START = time(10)


T = TypeVar("T")


class WhenWhere(QObject):
    """The fields "date", "time", "place", "link" and "seats" of a form, each name after `prefix`."""

    changed = Signal()

    def __init__(self, form: Form, theme: Theme, desk: Desk, prefix: str = "") -> None:
        """Add the fields to the form; they are empty."""
        super().__init__(form)
        self._desk, self._prefix = desk, prefix
        self.date = DateField(theme, desk.today)
        self.time = TimeField(theme)
        self.place, self.link, self.seats = QLineEdit(), QLineEdit(), QLineEdit()
        self._read = label("", "small", wrap=True)
        date_block = form.add(f"{prefix}date", _("Day"), self.date)
        time_block = form.add(f"{prefix}time", _("Starts at"), self.time)
        seats_block = form.add(f"{prefix}seats", _("Seats"), self.seats)
        self.seats.setPlaceholderText(_("no limit"))
        form.add_beside(date_block, time_block, seats_block)
        form.add_widget(self._read)
        place_block = form.add(f"{prefix}place", _("Place"), self.place)
        link_block = form.add(f"{prefix}link", _("Link, for online"), self.link)
        form.add_beside(place_block, link_block)
        self.blocks: tuple[QWidget, ...] = (date_block, time_block, seats_block, self._read, place_block, link_block)
        for line in (self.date, self.time, self.place, self.link, self.seats):
            line.textChanged.connect(lambda _text: self._changed())

    def suggest(self) -> None:
        """Fill in a first idea: ten o'clock on a working day, a week and a day from now at least."""
        day = self._desk.today() + timedelta(days=8)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        self.date.set_day(day)
        self.time.set_time(USUAL_START)

    def fill(self, wish: Plan) -> None:
        """Show a plan."""
        there = wish.starts.astimezone(self._desk.zone)
        self.date.set_day(there.date())
        self.time.set_time(there.time().replace(tzinfo=None))
        self.place.setText(wish.place)
        self.link.setText(wish.link)
        self.seats.setText("" if wish.seats is None else str(wish.seats))

    def starts(self, wrong: dict[str, str]) -> datetime | None:
        """Return when it starts, or None with what is wrong put in `wrong`, under "date" and "time"."""
        day = understood(self.date.day, wrong)
        at = understood(self.time.clock, wrong)
        if day is None and "date" not in wrong:
            wrong["date"] = _("Choose a day.")
        if at is None and "time" not in wrong:
            wrong["time"] = _("Fill in when it starts.")
        if day is None or at is None:
            return None
        return understood(lambda: on_the_clock(day, at, self._desk.zone), wrong)

    def plan(self, minutes: int, errors: dict[str, str]) -> Plan | None:
        """Return what is filled in, or None with all that is wrong put in `errors`; the minutes are another's field."""
        wrong: dict[str, str] = {}
        starts = self.starts(wrong)
        seats = understood(lambda: seats_of(self.seats.text()), wrong)
        wish = Plan(starts or self._desk.now(), max(1, minutes), self.place.text(), self.link.text(), seats)
        wrong |= faults(wish)  # also without a start, so that all that is wrong is said at once
        names = {"starts": f"{self._prefix}date", "minutes": "minutes"}
        errors.update({names.get(field, self._prefix + field): sentence for field, sentence in wrong.items()})
        return None if wrong else checked(wish)

    def kept(self) -> dict[str, str]:
        """Return the fields as they are typed, for a draft."""
        return {name: line.text() for name, line in self._lines().items()}

    def restore(self, kept: dict[str, str]) -> None:
        """Show what `kept` returned earlier."""
        for name, line in self._lines().items():
            line.setText(str(kept.get(name, "")))

    def _lines(self) -> dict[str, QLineEdit]:
        return {"date": self.date, "time": self.time, "place": self.place, "link": self.link, "seats": self.seats}

    def _changed(self) -> None:
        self._read.setText(read_back(self.date.day, self._desk.today()))
        self.changed.emit()


def read_back(day: Callable[[], date | None], today: date) -> str:
    """Return how a typed day was understood, in words: "Thursday 3 December 2026"; "" where it was not."""
    try:
        found = day()
    except InvalidInput:
        return ""
    if found is None:
        return ""
    words = day_long(found, today)
    return words[:1].upper() + words[1:]


def understood(read: Callable[[], T], wrong: dict[str, str]) -> T | None:
    """Return what `read` returns, or None with its sentence put in `wrong`."""
    try:
        return read()
    except InvalidInput as error:
        wrong[error.field] = str(error)
        return None


def seats_of(text: str) -> int | None:
    """Return the number of seats somebody typed, None for no limit; raises InvalidInput (field "seats")."""
    clean = text.strip()
    if not clean:
        return None
    if not (clean.isascii() and clean.isdigit()):
        raise InvalidInput(_("Fill in a number of seats, or leave it empty."), "seats")
    return int(clean[:9])


def closing_of(day: date, at: time | None, starts: datetime, zone: ZoneInfo) -> datetime:
    """Return when signing up closes; without a time it is the end of that day, or the start of the session.

    Raises InvalidInput (field "closes").
    """
    closes = on_the_clock(day, at or time(23, 59), zone, "closes")
    if at is None and day == starts.astimezone(zone).date():
        closes = starts
    if sentence := faults(Plan(starts, 1, closes=closes)).get("closes"):
        raise InvalidInput(sentence, "closes")
    return closes


def in_utc(wish: Plan) -> Plan:
    """Return the plan in UTC, in which a duration is a duration, also in the night that the clock changes."""
    closes: datetime | None = None if wish.closes is None else wish.closes.astimezone(UTC)
    return replace(wish, starts=wish.starts.astimezone(UTC), closes=closes)
