"""One session as its trainer sees it: who comes, who waits, who left, and what can be done about it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from traincollega.errors import TrainCollegaError
from traincollega.language import _, ngettext
from traincollega.models.attendance import PRESENT
from traincollega.models.seats import Reason, Seating, State
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import completing, enrolling
from traincollega.services.claiming import may_prove
from traincollega.services.desk import Desk
from traincollega.services.giving_again import may_give_again
from traincollega.services.participating import (
    Participant,
    Participants,
    counts_line,
    may_see_names,
    participants_of,
    taken_line,
)
from traincollega.ui import mail_files
from traincollega.ui import theme as look
from traincollega.ui.attendance_part import AttendancePart
from traincollega.ui.button import button
from traincollega.ui.calendar_saving import save_session
from traincollega.ui.empty import EmptyState
from traincollega.ui.evaluation_part import EvaluationPart
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.letter_offers import write_letter
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.paper_saving import save_sheet
from traincollega.ui.participant_dialog import ParticipantDialog
from traincollega.ui.pill import Pill
from traincollega.ui.question import ask
from traincollega.ui.row_table import Column, RowTable
from traincollega.ui.session_dialog import open_cancel_dialog, open_session_dialog
from traincollega.ui.session_row import session_time, where
from traincollega.ui.text import Sentence, label

if TYPE_CHECKING:
    from traincollega.ui.sharing_rounds import Rounds


class SessionPage(QWidget):
    """The participants of a session; `show_item(session=…)` says which."""

    def __init__(self, frame: Frame, rounds: "Callable[[], Rounds] | None" = None) -> None:
        """Make the page, with nothing on it yet; `rounds` gives what signs proofs, without which there are none."""
        super().__init__()
        self._frame, self._rounds = frame, rounds
        self._session: Session | None = None
        self._people: Participants | None = None
        px, theme = frame.theme.px, frame.theme
        content = QWidget()
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(scrolling(content, _("Session")))
        column = page_column(content, theme)
        crumbs = QHBoxLayout()
        crumbs.setSpacing(px(look.XS))
        crumbs.addWidget(button(_("My trainings"), self._up, kind="link"))
        self._crumb = label("", "muted", wrap=True)
        crumbs.addWidget(self._crumb, 1)
        column.addLayout(crumbs)
        self.calendar = button(_("Put in calendar"), self._save)
        self.cancel = button(_("Cancel session…"), self._cancel)
        self.copy = button(_("Copy"), partial(self._plan, copy=True))
        self.again = button(_("Give again"), self._give_again)
        self.change = button(_("Change"), self._plan)
        self.confirm = button(_("Confirm seats"), self._confirm, kind="primary")
        self.everybody = button(_("Everybody is present"), lambda: self.attendance.everybody(), kind="primary")
        self.complete = button(_("Close session"), self._complete)
        self.proofs = button(_("Make proofs"), self._make_proofs)
        self.sheet = button(_("Sign-in sheet…"), self._save_sheet)
        self.message = button(_("Message…"), self._write)
        self._header = PageHeader(theme, " ", " ")
        column.addWidget(self._header)
        doing = QWidget()
        flow = FlowLayout(doing, gap=px(look.M))
        for made in (
            self.everybody, self.proofs, self.confirm, self.complete, self.change, self.again, self.copy, self.cancel,
            self.calendar, self.sheet, self.message,
        ):  # fmt: skip
            flow.addWidget(made)
        column.addWidget(doing)
        self._cancelled = QWidget()
        told = QHBoxLayout(self._cancelled)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(px(look.S))
        told.addWidget(Pill(theme, "error", "cross", _("cancelled")), 0, Qt.AlignmentFlag.AlignTop)
        self.reason = label("", wrap=True)
        told.addWidget(self.reason, 1)
        column.addWidget(self._cancelled)
        self.closed = Pill(theme, "good", "check", _("closed"))
        column.addWidget(self.closed, 0, Qt.AlignmentFlag.AlignLeft)
        self.attendance = AttendancePart(frame, lambda: self.table.current())
        self.table = RowTable(theme, self._columns(_("Seat"), _seat), _("Participants"), lambda one: (one.person, one.seat is None))
        self.table.removed.connect(self._remove)
        self.table.ticked.connect(self._tick)
        self.table.opened.connect(self._tick)
        self.table.asked_more.connect(self._menu)
        self.nobody = EmptyState(theme, "people", _("Nobody has signed up yet"), _("You can also add colleagues yourself."))
        self.counts = EmptyState(theme, "people", " ", " ")
        self._stack = QStackedWidget()
        for shown in (self.table, self.nobody, self.counts):
            self._stack.addWidget(shown)
        self._stack.setMinimumHeight(px(240))
        column.addWidget(self._stack, 1)
        column.addWidget(self.attendance)
        self._foot = QWidget()
        foot = FlowLayout(self._foot, gap=px(look.M))
        self.add = button(_("Add participant"), self._add)
        self.mails = button(_("Read in mails…"), self._choose_mails)
        self.mails.setToolTip(_("Sign-ups by mail. You can also drop the saved mails on this page."))
        self.remove = button(_("Take off the list"), lambda: self._remove(self.table.current()))
        self.line = Sentence()
        self.line.setProperty("role", "muted")
        for part in (self.add, self.mails, self.remove, self.line):
            foot.addWidget(part)
        column.addWidget(self._foot)
        self.evaluation = EvaluationPart(frame)
        column.addWidget(self.evaluation)

    def show_item(self, session: str) -> None:
        """Show a session; one that is gone leads back to *Mijn trainingen*."""
        try:
            self._session = self._frame.desk.store.get(Session, session)
        except TrainCollegaError as error:
            self._frame.messages.error(error)
            self._up()
            return
        self.reload()

    def reload(self) -> None:
        """Read the session again."""
        if self._session is None:
            return
        desk = self._frame.desk
        try:
            session = desk.store.get(Session, self._session.id)
            training = desk.store.get(Training, session.training)
            people = participants_of(desk, session)
        except TrainCollegaError as error:
            self._session = None
            self._frame.messages.error(error)
            self._up()
            return
        self._session, self._people = session, people
        named = may_see_names(desk, session)
        self._crumb.setText(f"› {training.title}")
        self._header.say(session_time(desk, session), f"{where(session)} · {taken_line(session, people.placed)}")
        self._say_buttons(session, people)
        self.sheet.setVisible(named)
        self.message.setVisible(named and bool(people.seated or people.waiting))
        may_plan, again = named and training.status == "published", may_give_again(desk, session)
        self.again.setVisible(may_plan and again)
        self.copy.setVisible(may_plan and not again)
        self._cancelled.setVisible(session.status == "cancelled")
        self.reason.setText(session.reason)
        self.evaluation.read(session)
        self._foot.setVisible(named)
        open_list = session.status == "planned" and session.starts > desk.now()
        self.attendance.read(session, may_read=named)
        notes = self.attendance.isVisibleTo(self)
        self.add.setVisible(open_list or notes)
        self.mails.setVisible(named and open_list)
        self.setAcceptDrops(named and open_list)
        self.add.setText(_("Somebody came without signing up") if notes and not open_list else _("Add participant"))
        came = any(mark.state == PRESENT for mark in self.attendance.marks.values())
        self.proofs.setVisible(self._rounds is not None and came and may_prove(desk, session))
        self.everybody.setVisible(notes and any(one.person not in self.attendance.marks for one in people.seated))
        fixed = _("the list is fixed") if session.status == "planned" and not open_list else ""
        self.line.say(" · ".join(filter(None, (counts_line(people), fixed))))
        nobody = _nobody(desk, session, people.placed)
        self.nobody.say(nobody, _("You can also add colleagues yourself.") if open_list else "")
        if not named:
            names = enrolling.visible_names(desk, people.placed)
            told = _("Names are for the trainers. These colleagues let you see that they come: {names}.").format(
                names=", ".join(names)
            )
            self.counts.say(
                counts_line(people) or _nobody(desk, session, people.placed), told if names else _("Names are for the trainers.")
            )
            self._stack.setCurrentWidget(self.counts)
            return
        noting = notes or bool(self.attendance.marks)
        self.table.set_columns(self._columns(*((_("Attendance"), self._came) if noting else (_("Seat"), _seat))))
        seated = sorted(people.seated, key=lambda one: one.name.casefold()) if noting else people.seated  # as on the printed list
        self.table.set_groups(
            [("", seated), (_("Waiting list"), people.waiting), (_("No longer on the list"), people.left)]
            if not _draw_to_come(people)
            else [(_("In the draw"), people.waiting), (_("No longer on the list"), people.left)]
        )
        anybody = people.seated or people.waiting or people.left
        self.remove.setVisible(bool(people.seated or people.waiting) and open_list)
        self._stack.setCurrentWidget(self.table if anybody else self.nobody)

    def _say_buttons(self, session: Session, people: Participants) -> None:
        desk = self._frame.desk
        mine = may_see_names(desk, session)
        planned, over = session.status == "planned", session.ends < desk.now()
        self.confirm.setText(_("Draw and confirm seats") if _draw_to_come(people) else _("Confirm seats"))
        self.confirm.setVisible(mine and planned and not over and _to_confirm(people))
        self.change.setVisible(mine and planned)
        self.cancel.setVisible(mine and planned and not over)
        may_close, closed = completing.may_complete(desk, session), completing.is_complete(desk, session)
        self.complete.setVisible(may_close and not closed)
        self.closed.setVisible(may_close and closed)

    def _columns(self, title: str, state: Callable[[Any], tuple[str, str, str]]) -> list[Column]:
        return [
            Column(_("Name"), lambda one: str(one.name), 4, main=True),
            Column(_("Department"), lambda one: str(one.department), 5, spare=True),
            Column(title, lambda one: state(one)[2], 3, state, whole=True),
            Column(_("What happened"), lambda one: str(one.course), 5, small=True),
        ]

    def _came(self, one: Any) -> tuple[str, str, str]:
        """Return what is noted of a participant; of who waits, or left, that."""
        seated = one.seat is not None and one.seat.state is not State.WAITING
        return self.attendance.pill(one) if seated or one.person in self.attendance.marks else _seat(one)

    def _tick(self, row: Participant) -> None:
        if row.seat is not None and self.attendance.isVisibleTo(self):
            self.attendance.turn(row)

    def _up(self) -> None:
        self._frame.go("teaching")

    def _confirm(self) -> None:
        if self._session and self._people:
            desk, session = self._frame.desk, self._session.id
            if _draw_to_come(self._people):
                self._ask_to_draw(session, self._people.placed)
            else:
                self._frame.do(lambda: enrolling.confirm(desk, session))

    def _ask_to_draw(self, session: str, placed: Seating) -> None:
        """Ask first: a draw is held once, and cannot be undone."""
        count = placed.waiting
        part = ngettext("{n} colleague takes part.", "{n} colleagues take part.", count).format(n=count)
        ask(
            self.window(), _("Draw"), _("A draw is held once. It cannot be undone."), part, _("Draw and confirm seats"),
            lambda: self._frame.do(lambda: enrolling.confirm(self._frame.desk, session)), careful=True,
        )  # fmt: skip

    def _complete(self) -> None:
        if self._session:
            session = self._session.id
            self._frame.do(lambda: completing.complete(self._frame.desk, session))

    def _plan(self, *, copy: bool = False) -> None:
        if self._session:
            open_session_dialog(self._frame, session_id=self._session.id, copy=copy)

    def _give_again(self) -> None:
        if self._session:
            open_session_dialog(self._frame, session_id=self._session.id, again=True)

    def _cancel(self) -> None:
        if self._session:
            open_cancel_dialog(self._frame, self._session.id)

    def _save(self) -> None:
        if self._session:
            save_session(self._frame, self._session, self)

    def _write(self) -> None:
        if self._session:
            write_letter(self._frame, self._session.id)

    def _save_sheet(self) -> None:
        if self._session:
            save_sheet(self._frame, self._session, self)

    def _make_proofs(self) -> None:
        from traincollega.ui.proof_saving import make_proofs  # 200 ms, most of it cryptography and printing

        if self._session and self._rounds:
            make_proofs(self._frame, self._rounds(), self._session)

    def _add(self) -> None:
        if self._session and self._people:
            late = self._session.starts <= self._frame.desk.now()
            waiting = () if late else self._people.waiting  # who waits may come all the same
            listed = {one.person for one in (*self._people.seated, *waiting)}
            ParticipantDialog(self._frame, self._session, listed, self.window(), came=late).open()

    def _choose_mails(self) -> None:
        if self._session:
            mail_files.choose_mails(self._frame, self._session.id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if mail_files.files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take mails that are dropped; the program they come from keeps them."""
        if self._session:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            mail_files.read_in(self._frame, self._session.id, mail_files.files_of(event.mimeData()))

    def _remove(self, row: Participant | None) -> None:
        if self._session is None:
            return
        if row is None:
            self._frame.messages.say(_("Choose a participant in the table first."), kind="info")
            self.table.setFocus()
            return
        session, person = self._session.id, row.person
        self._frame.do(lambda: enrolling.withdraw(self._frame.desk, session, person=person))

    def _menu(self, row: Participant, at: QPoint) -> None:
        if row.seat is None:
            return
        if self.attendance.isVisibleTo(self):
            self.attendance.menu(row, at)
            return
        menu = QMenu(self)
        menu.addAction(_("Take {name} off the list").format(name=row.name), lambda: self._remove(row))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)


def _seat(one: Any) -> tuple[str, str, str]:
    if one.seat is None:
        return "plain", "cross", _("not on the list")
    if one.seat.reason is Reason.DRAW_TO_COME:
        return "waiting", "hourglass", _("in the draw")
    if one.seat.state is State.WAITING:
        return "waiting", "hourglass", _("number {n}").format(n=one.seat.number)
    if one.seat.state is State.CONFIRMED:
        return "good", "check", _("confirmed")
    return "accent", "clock", _("provisional")


def _nobody(desk: Desk, session: Session, placed: Seating) -> str:
    if placed.taken:
        return _("Names are no longer kept")
    if session.status == "cancelled":
        return _("Nobody had signed up")
    return _("Nobody took part") if session.ends < desk.now() else _("Nobody has signed up yet")


def _to_confirm(people: Participants) -> bool:
    """Say whether pressing it would do or tell anything: not where nobody has a seat, or every seat is confirmed."""
    return _draw_to_come(people) or any(one.seat and one.seat.state is State.PROVISIONAL for one in people.seated)


def _draw_to_come(people: Participants) -> bool:
    return any(one.seat and one.seat.reason is Reason.DRAW_TO_COME for one in people.waiting)
