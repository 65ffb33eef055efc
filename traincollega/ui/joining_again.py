"""Opnieuw meedoen: a computer whose keys are gone gets back in with an invitation, and waits to be approved."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout
from shiboken6 import isValid

from traincollega.errors import InvalidInput, SharingError, TrainCollegaError
from traincollega.language import _
from traincollega.services.desk import Desk
from traincollega.sharing.addresses import known_as
from traincollega.sharing.invitation import read_invitation
from traincollega.sharing.joining import join_again as join
from traincollega.sharing.joining import may_join_again
from traincollega.sharing.moving import found_at
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.frame import Frame
from traincollega.ui.invitation_form import InvitationForm
from traincollega.ui.page import fit_dialog, scrolling_form
from traincollega.ui.place_field import PlaceField
from traincollega.ui.sharing_rounds import Rounds
from traincollega.ui.text import label


def join_again(frame: Frame, rounds: Rounds) -> None:
    """Ask for an invitation and its phrase."""
    JoiningAgain(frame, rounds).open()


class JoiningAgain(QDialog):
    """The file, the phrase, and one button."""

    def __init__(self, frame: Frame, rounds: Rounds) -> None:
        """Make it."""
        super().__init__(frame.messages.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Join again"))
        self._frame, self._rounds = frame, rounds
        px = frame.theme.px
        self.form = InvitationForm(frame.theme, self.send)
        hint = _("On this computer the folder or database may be called otherwise. Choose the one that your colleagues use.")
        self.place = PlaceField(self.form, hint)
        self.place.show(False)
        self.form.file.textChanged.connect(lambda _text: self.place.show(False))  # another invitation names another place
        self._area = scrolling_form(self.form, frame.theme, _("Join again"))
        foot = QHBoxLayout()
        foot.setSpacing(px(look.M))
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.reject))
        send = button(_("Join again"), self.send, kind="primary")
        foot.addWidget(send)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.M))
        column.addWidget(label(_("Join again"), "h2", wrap=True))
        column.addWidget(
            label(_("What you wrote here stays. This computer becomes a new one, that has to be approved."), wrap=True)
        )
        column.addWidget(self._area, 1)
        column.addLayout(foot)
        send.setDefault(True)
        fit_dialog(self, frame.theme, 560, 560)
        self.form.file.setFocus()

    def send(self) -> None:
        """Join again, once both fields are filled in."""
        if not self.form.asked() or (self.place.shown and not self.form.show_errors(self.place.wrong())):
            return
        path, phrase, folder = self.form.path, self.form.phrase.text(), self._rounds.folder
        chosen = self.place.typed if self.place.shown else ""
        named: list[str] = []

        def task(desk: Desk) -> None:
            invitation = read_invitation(path, phrase)
            may_join_again(desk, folder, invitation)
            named.append(known_as(invitation.place))
            join(desk, folder, found_at(invitation, chosen or named[0], folder))

        self._rounds.work(task, self._joined, lambda error: self._failed(error, named))

    def _joined(self, _nothing: None) -> None:
        self._frame.messages.say(_("You are back. Your other computer, or a coordinator, still has to approve this one."))
        if isValid(self):
            self.accept()

    def _failed(self, error: TrainCollegaError, named: Sequence[str]) -> None:
        if not isValid(self):
            return
        elsewhere = isinstance(error, SharingError) and bool(named)  # its place may be there, under another name
        if elsewhere and not self.place.shown:
            self.place.line.setText(named[0])
            self.place.show()
        field = error.field if isinstance(error, InvalidInput) else "place" if elsewhere else ""
        self.form.show_errors({field: str(error)})
        if field == "place":
            room = self._frame.theme.px(80)  # also for the button beneath it
            line = self.place.line
            QTimer.singleShot(0, line, lambda: self._area.ensureWidgetVisible(line, 0, room))  # once it has its place
