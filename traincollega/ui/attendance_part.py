"""Attendance on the page of a session: one click for everybody, and what became of who is chosen."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from traincollega.language import _
from traincollega.models.attendance import EXCUSED, NO_SHOW, PRESENT, Mark
from traincollega.models.session import Session
from traincollega.services import attending
from traincollega.services.participating import Participant
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.text import label

PILLS = {PRESENT: ("good", "check"), EXCUSED: ("plain", "clock"), NO_SHOW: ("error", "cross")}
NOT_NOTED = ("plain", "hourglass")


def mark_pill(mark: Mark) -> tuple[str, str, str]:
    """Return what is noted of somebody: kind, icon, words."""
    words = attending.state_words(mark.state)
    if mark.disputed:
        return "warning", "warning", _("{state}, objected to").format(state=words)
    return *PILLS.get(mark.state, NOT_NOTED), words


class AttendancePart(QWidget):
    """The row under the table from an hour before a session: what is noted of who is chosen there."""

    def __init__(self, frame: Frame, chosen: Callable[[], Participant | None]) -> None:
        """`chosen` gives the participant that is chosen in the table."""
        super().__init__()
        self._frame, self._chosen = frame, chosen
        self._session: Session | None = None
        self.marks: dict[str, Mark] = {}
        flow = FlowLayout(self, gap=frame.theme.px(look.M))
        self.hint = label(_("Note of who is chosen:"), "muted")
        flow.addWidget(self.hint)
        self.states = {state: button(words, partial(self.note, state)) for state, words in _choices().items()}
        for made in self.states.values():
            flow.addWidget(made)

    def read(self, session: Session, *, may_read: bool) -> None:
        """Show the part where I may note something of this session; `marks` are those that I may read."""
        self._session = session
        self.marks = attending.marks(self._frame.desk, session.id) if may_read else {}
        self.setVisible(attending.may_note(self._frame.desk, session))

    def pill(self, one: Participant) -> tuple[str, str, str]:
        """Return what is noted of a participant: kind, icon, words."""
        mark = self.marks.get(one.person)
        return mark_pill(mark) if mark else (*NOT_NOTED, attending.state_words(""))

    def everybody(self) -> None:
        """Note that everybody with a seat is present."""
        if self._session is not None:
            desk, session = self._frame.desk, self._session.id
            self._frame.do(lambda: attending.all_present(desk, session))

    def note(self, state: str, one: Participant | None = None) -> None:
        """Note what became of a participant, or of the one that is chosen."""
        one = one or self._chosen()
        if self._session is None:
            return
        if one is None or one.seat is None:
            self._frame.messages.say(_("Choose a participant in the table first."), kind="info")
            return
        desk, session, person = self._frame.desk, self._session.id, one.person
        self._frame.do(lambda: attending.note(desk, session, {person: state}))

    def turn(self, one: Participant) -> None:
        """Note that somebody did not come, or did after all: what a tick would say."""
        mark = self.marks.get(one.person)
        self.note(NO_SHOW if mark and mark.state == PRESENT else PRESENT, one)

    def menu(self, one: Participant, at: QPoint) -> None:
        """Offer what can be noted of a participant."""
        menu = QMenu(self)
        for state, words in _choices().items():
            menu.addAction(words, partial(self.note, state, one))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)


def _choices() -> dict[str, str]:
    return {
        PRESENT: _("Present"),
        EXCUSED: _("Absent, told us"),
        NO_SHOW: _("Did not come"),
        "": _("Not filled in yet"),
    }
