"""Planning a session: plan, change, copy, repeat and cancel, in one dialog."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from traincollega.errors import InvalidInput, TrainCollegaError
from traincollega.language import _, between, day_and_time, day_long, ngettext
from traincollega.models.seats import Seating
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.desk import Done
from traincollega.services.enrolling import seating, without_program
from traincollega.services.foreseeing import tips
from traincollega.services.giving_again import wish_again
from traincollega.services.planning import (
    Plan,
    cancel,
    change,
    fault_of_order,
    fewer_seats,
    held_before,
    plan_series,
    repeated,
    wish_of,
)
from traincollega.services.waiting import invited_line
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.date_field import DateField, TimeField
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.letter_offers import again_offer, mail_offer
from traincollega.ui.minutes_field import MinutesField
from traincollega.ui.page import fit_dialog, scrolling
from traincollega.ui.picture import Picture
from traincollega.ui.question import ask
from traincollega.ui.reason_dialog import ReasonDialog
from traincollega.ui.text import label
from traincollega.ui.when_where import WhenWhere, closing_of, in_utc, understood

TIMES_MOST = 52
DATES_SHOWN = 8
NAMES_MOST = 6


def open_session_dialog(
    frame: Frame, *, training_id: str = "", session_id: str = "", copy: bool = False, again: bool = False
) -> None:
    """Open the dialog: plan a session of a training, or change one.

    With `copy` plan another like it, and with `again` that on a date to come.
    """
    try:
        session = frame.desk.store.get(Session, session_id) if session_id else None
        training = frame.desk.store.get(Training, session.training if session else training_id)
    except TrainCollegaError as error:
        frame.messages.error(error)
        return
    SessionDialog(frame, training, session, copy=copy, again=again).open()


def open_cancel_dialog(frame: Frame, session_id: str, cancelled: Callable[[], object] = lambda: None) -> None:
    """Ask for a reason and cancel a session; it touches everybody on its list."""
    try:
        session = frame.desk.store.get(Session, session_id)
        training = frame.desk.store.get(Training, session.training)
        touched = _whom_it_touches(frame, seating(frame.desk, session))
    except TrainCollegaError as error:
        frame.messages.error(error)
        return
    when = day_and_time(session.starts, frame.desk.zone, frame.desk.today())
    what = _("“{title}” of {when} will not take place.").format(title=training.title, when=when)

    def confirmed(reason: str) -> bool:
        offered = mail_offer(frame, session, "cancelled")
        done = frame.do(lambda: cancel(frame.desk, session_id, reason), actions=offered) is not None
        if done:
            cancelled()
        return done

    title, parent = _("Cancel this session"), frame.messages.window()
    ReasonDialog(frame.theme, title, f"{what} {touched}", _("Cancel session"), confirmed, parent).open()


def _whom_it_touches(frame: Frame, placed: Seating) -> str:
    """Return how many read it in their program, and whom somebody must tell."""
    listed, alone = {seat.sign_up.person for seat in placed.seats}, without_program(frame.desk, placed)
    if not listed:
        return _("Nobody has signed up yet.")
    told = len(listed) - len(alone)
    sentences = []
    if told:
        words = ngettext(
            "{n} colleague on the list is told, with your reason.", "{n} colleagues on the list are told, with your reason.", told
        )
        sentences.append(words.format(n=told))
    if alone:
        words = ngettext(
            "Tell {names} yourself: this colleague does not use the program.",
            "Tell {names} yourself: they do not use the program.",
            len(alone),
        )
        more = [_("and {n} more").format(n=len(alone) - NAMES_MOST)] if len(alone) > NAMES_MOST else []
        sentences.append(words.format(names=" ".join((", ".join(alone[:NAMES_MOST]), *more))))
    return " ".join(sentences)


class SessionDialog(QDialog):
    """The fields of one session; what is odd about it is said while one types, and forbids nothing."""

    def __init__(
        self, frame: Frame, training: Training, session: Session | None, *, copy: bool = False, again: bool = False
    ) -> None:
        """Make it for a new session, a copy, one that is given `again`, or a change of `session`."""
        super().__init__(frame.messages.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._frame, self._training = frame, training
        self._session = None if copy or again else session
        self._refused = ""
        other = _("Give again") if again else _("Copy session") if session else _("Plan a session")
        title = _("Change session") if self._session else other
        self.setWindowTitle(title)
        self._make_fields()
        if session:
            self._fill(wish_again(frame.desk, session) if again else wish_of(session))
        else:
            self.when.suggest()
            self.minutes.set_minutes(training.minutes)
            self.when.seats.setText("" if training.seats is None else str(training.seats))
        self._lay_out(title)
        self.when.changed.connect(self.look_ahead)
        self.minutes.changed.connect(self.look_ahead)
        for signal in (
            self.closes.textChanged,
            self.closes_at.textChanged,
            self.order.currentIndexChanged,
            self.every.currentIndexChanged,
            self.times.textChanged,
        ):
            signal.connect(lambda _value: self.look_ahead())
        self.look_ahead()
        self.when.date.setFocus()
        self.when.date.selectAll()

    def save(self) -> None:
        """Save, or say what is wrong, beside each field and on top."""
        errors: dict[str, str] = {}
        self._refused = ""
        wishes = self._wishes(errors)
        if not self.form.show_errors(errors) or not wishes:
            self._area.ensureWidgetVisible(self.form.focusWidget() or self.form, 0, self._frame.theme.px(120))
            return
        self._ask_where_held(wishes)

    def _ask_where_held(self, wishes: Sequence[Plan]) -> None:
        """Ask first where a session that was held would move to the time to come; another one is what is mostly meant."""
        held = held_before(self._frame.desk, self._session, wishes[0]) if self._session else ""
        if not held:
            self._save(wishes)
            return
        more = _("What is noted of who came stays with it. Participants hear the new time. To give it again, plan a new session.")
        ask(self, _("Move session"), held, more, _("Move session"), lambda: self._save(wishes), careful=True)

    def _save(self, wishes: Sequence[Plan]) -> None:
        desk, session = self._frame.desk, self._session

        def verb() -> Done:
            if session:
                return change(desk, session.id, wishes[0], begun=wish_of(session))
            return plan_series(desk, self._training.id, wishes)

        try:
            done = verb()
        except TrainCollegaError as error:
            self._refused = str(error)  # it stays until the next try: no field can mend it
            self.form.show_errors({"": str(error)})
            self._area.verticalScrollBar().setValue(0)
        else:
            self.accept()
            self._frame.do(lambda: done, actions=self._offers(done), undoable=bool(done.changes))

    def _offers(self, done: Done) -> Sequence[tuple[str, Callable[[], object]]]:
        """Return a ready mail where the time or the place is another now, or to who waited for this date."""
        before = self._session
        if before is None:
            return again_offer(self._frame, done.subject)
        if self._frame.desk.store.get(Session, before.id).sequence == before.sequence:
            return []
        return mail_offer(self._frame, before, "moved")

    def look_ahead(self) -> None:
        """Say what is odd about what is filled in, and list the dates of a series."""
        series = not self._session and self.every.currentIndex() > 0
        self._times_block.setVisible(series)
        errors = {"": self._refused} if self._refused else {}
        wishes = self._wishes(errors)
        self.form.take_off_errors(errors)
        self._dates.setVisible(series and bool(wishes))
        if series and wishes:
            self._dates.setText(self._list(wishes))
        self.send.setText(self._action(len(wishes) or 1))
        said = tips(self._frame.desk, wishes, self._session.id if self._session else "")
        if self._session and wishes and wishes[0].seats is not None:
            less = fewer_seats(self._frame.desk, self._session, wishes[0].seats)
            said += [less] if less else []
        self._tips.setText("\n".join(said))
        self._tip_box.setVisible(bool(said))

    def _make_fields(self) -> None:
        frame, theme = self._frame, self._frame.theme
        self.form = Form(theme, judged=True)
        self.when = WhenWhere(self.form, theme, frame.desk)
        self.minutes = MinutesField(theme)
        self.form.add("minutes", _("Duration"), self.minutes)
        self.closes, self.closes_at = DateField(theme, frame.desk.today), TimeField(theme)
        closes = self.form.add("closes", _("Sign up until"), self.closes, optional=True)
        closes_at = self.form.add("closes_at", _("Until what time"), self.closes_at, optional=True)
        self.form.add_beside(closes, closes_at)
        self.order = QComboBox()
        self.order.addItem(_("In order of signing up"), "time")
        self.order.addItem(_("By draw"), "draw")
        self.form.add("order", _("Who gets a seat"), self.order)
        self.every = QComboBox()
        self.times = QLineEdit("4")
        every = self.form.add("every", _("Repeat"), self.every)
        self._times_block = self.form.add("times", _("How many times"), self.times)
        for days, name in ((0, _("Once")), (7, _("Every week")), (14, _("Every two weeks")), (28, _("Every four weeks"))):
            self.every.addItem(name, days)
        self.form.add_beside(every, self._times_block)
        every.setVisible(self._session is None)
        self._dates = label("", "small", wrap=True)
        self._dates.setAccessibleName(_("The dates of this series"))
        self.form.add_widget(self._dates)

    def _lay_out(self, title: str) -> None:
        px = self._frame.theme.px
        self._tips = label("", wrap=True)
        self._tip_box = QFrame()
        self._tip_box.setProperty("box", "banner")
        tip_row = QHBoxLayout(self._tip_box)
        tip_row.setContentsMargins(px(look.M), px(look.S), px(look.M), px(look.S))
        tip_row.addWidget(Picture(self._frame.theme, "warning", "warning", 20), 0, Qt.AlignmentFlag.AlignTop)
        tip_row.addWidget(self._tips, 1)
        self.send = button(self._action(1), self.save, kind="primary")
        self.send.setDefault(True)
        foot = QHBoxLayout()
        foot.setSpacing(px(look.M))
        if self._session:
            foot.addWidget(button(_("Cancel session…"), self._cancel, icon="cross"))
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.reject))
        foot.addWidget(self.send)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(px(4), px(4), px(look.M), px(4))
        rows.addWidget(self.form)
        rows.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(look.XL), px(20), px(look.XL), px(20))
        column.setSpacing(px(look.M))
        column.addWidget(label(title, "h2"))
        column.addWidget(label(self._training.title, "muted", wrap=True))
        if self._session is None and (invited := invited_line(self._frame.desk, self._training.id)):
            column.addWidget(label(invited, wrap=True))
        self._area = scrolling(inside, title)
        column.addWidget(self._area, 1)
        column.addWidget(self._tip_box)
        column.addLayout(foot)
        fit_dialog(self, self._frame.theme, 640, 700)

    def _fill(self, wish: Plan) -> None:
        self.when.fill(wish)
        self.minutes.set_minutes(wish.minutes)
        self.order.setCurrentIndex(max(0, self.order.findData(wish.order)))
        if wish.closes is not None:
            there = wish.closes.astimezone(self._frame.desk.zone)
            self.closes.set_day(there.date())
            self.closes_at.set_time(there.time().replace(tzinfo=None))

    def _wishes(self, errors: dict[str, str]) -> list[Plan]:
        """Return the sessions that are filled in, or none with all that is wrong put in `errors`."""
        wrong: dict[str, str] = {}
        desk, minutes, order = self._frame.desk, self.minutes.minutes(), str(self.order.currentData())
        wish = self.when.plan(minutes, wrong)
        if not minutes:
            wrong["minutes"] = _("Say how long it takes, in minutes.")
        closes = self._closing(wrong)
        if self._session and (sentence := fault_of_order(desk, self._session, order)):
            wrong["order"] = sentence
        days = int(self.every.currentData()) if self._session is None else 0
        times = understood(lambda: times_of(self.times.text()), wrong) if days else 1
        errors.update(wrong)
        if wrong or not wish or not times:
            return []
        return [in_utc(one) for one in repeated(replace(wish, closes=closes, order=order), times, days, desk.zone)]

    def _closing(self, wrong: dict[str, str]) -> datetime | None:
        """Return when signing up closes, None for never or with what is wrong put in `wrong`."""
        late: dict[str, str] = {}
        day, at, starts = understood(self.closes.day, late), understood(self.closes_at.clock, late), self.when.starts({})
        if at is not None and day is None and not late:
            late["date"] = _("Choose a day.")
        wrong.update({{"date": "closes", "time": "closes_at"}[field]: sentence for field, sentence in late.items()})
        if late or day is None or starts is None:
            return None
        return understood(lambda: closing_of(day, at, starts, self._frame.desk.zone), wrong)

    def _list(self, wishes: list[Plan]) -> str:
        today = self._frame.desk.today()
        days = [day_long(wish.starts.astimezone(self._frame.desk.zone).date(), today) for wish in wishes]
        more = len(days) - DATES_SHOWN + 1
        lines = days if more <= 1 else [*days[: DATES_SHOWN - 1], _("and {n} more, the last on {day}").format(n=more, day=days[-1])]
        first = wishes[0]
        lines[0] += f", {between(first.starts, first.starts + timedelta(minutes=first.minutes), self._frame.desk.zone)}"
        return "\n".join(lines)

    def _action(self, count: int) -> str:
        if self._session:
            return _("Save changes")
        return ngettext("Plan session", "Plan {n} sessions", count).format(n=count)

    def _cancel(self) -> None:
        if self._session:
            open_cancel_dialog(self._frame, self._session.id, self.accept)


def times_of(text: str) -> int:
    """Return how many times somebody typed, 2 to TIMES_MOST; raises InvalidInput (field "times")."""
    clean = text.strip()
    if not (clean.isascii() and clean.isdigit() and len(clean) < 4 and 2 <= int(clean) <= TIMES_MOST):
        raise InvalidInput(_("Fill in a number from 2 to {most}.").format(most=TIMES_MOST), "times")
    return int(clean)
