"""Opnieuw meedoen: a computer whose keys are gone gets back in with an invitation, and waits to be approved."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout
from shiboken6 import isValid

from traincollega.errors import InvalidInput, TrainCollegaError
from traincollega.language import _
from traincollega.services.desk import Desk
from traincollega.sharing.invitation import read_invitation
from traincollega.sharing.joining import join_again as join
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.frame import Frame
from traincollega.ui.invitation_form import InvitationForm
from traincollega.ui.page import fit_dialog, scrolling_form
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
        whole = scrolling_form(self.form, frame.theme, _("Join again"))
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
        column.addWidget(whole, 1)
        column.addLayout(foot)
        send.setDefault(True)
        fit_dialog(self, frame.theme, 560, 470)
        self.form.file.setFocus()

    def send(self) -> None:
        """Join again, once both fields are filled in."""
        if not self.form.asked():
            return
        path, phrase, folder = self.form.path, self.form.phrase.text(), self._rounds.folder

        def task(desk: Desk) -> None:
            join(desk, folder, read_invitation(path, phrase))

        self._rounds.work(task, self._joined, self._failed)

    def _joined(self, _nothing: None) -> None:
        self._frame.messages.say(_("You are back. Your other computer, or a coordinator, still has to approve this one."))
        if isValid(self):
            self.accept()

    def _failed(self, error: TrainCollegaError) -> None:
        if isValid(self):
            self.form.show_errors({error.field if isinstance(error, InvalidInput) else "": str(error)})
