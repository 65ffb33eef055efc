"""One colleague among those who take part: their roles, their computers, and what can be done about them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.sharing.admitting import HR
from traincollega.sharing.belonging import HEARD, REVOKED, WAITS, Computer, Member
from traincollega.ui import theme as look
from traincollega.ui.beside_layout import BesideLayout
from traincollega.ui.button import button
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.pill import Pill
from traincollega.ui.text import label
from traincollega.ui.theme import Theme

COORDINATOR = "coordinator"
LEAST = 160  # pixels at 100 % that a name needs beside its buttons
UNBOUND = 10_000  # pixels: room for any name in one line
LOOKS = {HEARD: ("good", "check"), WAITS: ("waiting", "hourglass"), REVOKED: ("plain", "cross")}


def state_words(state: str) -> str:
    """Return the state of a computer in words."""
    return {HEARD: _("takes part"), WAITS: _("waits to be approved"), REVOKED: _("revoked")}[state]


class MemberRow(QWidget):
    """Only a coordinator changes roles and revokes; a computer is approved by them, or by its person's other one."""

    approve = Signal(object)
    revoke = Signal(object)
    accept = Signal(object)
    """A Computer."""
    role = Signal(str)
    """Coordinator or HR: it is given, or taken back."""
    leave = Signal()
    forget = Signal()

    def __init__(self, theme: Theme, member: Member, *, mine: bool, coordinator: bool) -> None:
        """Show a colleague; `mine` is whether that is me, `coordinator` whether I am one."""
        super().__init__()
        self._theme, self._member, self._mine, self._coordinator = theme, member, mine, coordinator
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(look.S))
        about = QWidget()
        words = QVBoxLayout(about)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        names = QWidget()
        flow = FlowLayout(names, gap=px(look.S), line_gap=0)
        flow.addWidget(_Name(_("{name} (you)").format(name=member.name) if mine else member.name))
        if member.coordinator:
            flow.addWidget(Pill(theme, "accent", "", _("coordinator")))
        if member.hr:
            flow.addWidget(Pill(theme, "accent", "", _("HR")))
        words.addWidget(names)
        words.addWidget(label(member.email, "small", wrap=True))
        column.addWidget(self._beside(about, self._menu()) if coordinator else about)
        for one in member.computers:
            column.addWidget(self._computer(one))

    def _computer(self, one: Computer) -> QWidget:
        state = QWidget()
        row = FlowLayout(state, gap=self._theme.px(look.S))
        name = _("{computer} (this one)").format(computer=one.name) if one.here else one.name
        row.addWidget(Pill(self._theme, *LOOKS[one.state], state_words(one.state)))
        about = f"{one.name}, {self._member.name}"
        if one.state == WAITS and not one.here and (self._coordinator or self._mine):
            row.addWidget(self._button(_("Approve"), about, partial(self.approve.emit, one)))
        if one.state != REVOKED and not one.here and self._coordinator:
            row.addWidget(self._button(_("Revoke…"), about, partial(self.revoke.emit, one)))
        if one.state == REVOKED and one.waits and not one.here and self._coordinator:
            row.addWidget(self._button(_("Accept what waits…"), about, partial(self.accept.emit, one)))
        return self._beside(label(name, "control", wrap=True), state)

    def _beside(self, words: QWidget, pressed: QWidget) -> QWidget:
        """Return words and what is pressed about them, beneath them where there is no room beside."""
        row = QWidget()
        beside = BesideLayout(row, gap=self._theme.px(look.S), least=self._theme.px(LEAST))
        beside.addWidget(words)
        beside.addWidget(pressed)
        return row

    def _menu(self) -> QWidget:
        member = self._member
        menu = QMenu(self)
        coordinate = _("No longer coordinator…") if member.coordinator else _("Make coordinator…")
        menu.addAction(coordinate, partial(self.role.emit, COORDINATOR))
        menu.addAction(_("No longer HR") if member.hr else _("Give the role HR"), partial(self.role.emit, HR))
        if not self._mine:
            menu.addSeparator()
            menu.addAction(_("Leaves the organisation…"), self.leave.emit)
            menu.addAction(_("Forget…"), self.forget.emit)
        made = button(_("Role or leaving"))
        made.setMenu(menu)
        made.setAccessibleDescription(member.name)
        made.setAccessibleName(_("Role or leaving of {name}").format(name=member.name))
        return made

    def _button(self, words: str, about: str, pressed: Callable[[], object]) -> QWidget:
        made = button(words, pressed)
        made.setAccessibleDescription(about)
        return made


class _Name(QLabel):
    """A name that keeps to one line where there is room; Qt would have it wrap sooner."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setProperty("role", "label")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 2, self.heightForWidth(UNBOUND))
