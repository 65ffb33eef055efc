"""Uitnodigen: where the file goes, and the phrase that opens it, shown once."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from traincollega.errors import TrainCollegaError
from traincollega.language import _
from traincollega.sharing.computers import our_circle
from traincollega.sharing.inviting import VALID, write_invitation
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog, scrolling, scrolling_form
from traincollega.ui.secret_view import SecretView
from traincollega.ui.sharing_rounds import Rounds
from traincollega.ui.text import label

ENDING = ".tjci"


class InvitingDialog(QDialog):
    """One file for all colleagues, and a phrase that is told another way."""

    def __init__(self, frame: Frame, rounds: Rounds) -> None:
        """Make it."""
        super().__init__(frame.messages.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Invite colleagues"))
        self._frame, self._rounds = frame, rounds
        px = frame.theme.px
        self._steps = QStackedWidget()
        self._steps.addWidget(self._before())
        self._steps.addWidget(self._after())
        self.save_button = button(_("Save the invitation…"), self._ask_where, kind="primary", icon="download")
        foot = QHBoxLayout()
        foot.setSpacing(px(look.M))
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.reject))
        foot.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.L))
        column.addWidget(self._steps, 1)
        column.addLayout(foot)
        self.save_button.setDefault(True)
        fit_dialog(self, frame.theme, 600, 400)
        self.save_button.setFocus()

    def save(self, path: Path) -> None:
        """Make an invitation at `path`, and show its phrase."""
        folder = self._rounds.folder
        self._rounds.work(lambda desk: write_invitation(our_circle(desk, folder), path), self._saved, self._failed)

    def _before(self) -> QWidget:
        self.form = form = Form(self._frame.theme)
        form.add_widget(label(_("Invite colleagues"), "h2", wrap=True))
        form.add_widget(label(_("The invitation is one file for all your colleagues. A phrase opens it."), wrap=True))
        valid = _("It lets newcomers in for {n} days.").format(n=VALID.days)
        form.add_widget(label(" ".join((valid, _("Each becomes a colleague, with no other role."))), "muted", wrap=True))
        return scrolling_form(form, self._frame.theme, _("Invite colleagues"))

    def _after(self) -> QWidget:
        px = self._frame.theme.px
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(look.L))
        column.addWidget(label(_("Tell them these words"), "h2", wrap=True))
        column.addWidget(label(_("Tell them another way than the file. Mail the file, and say the words."), wrap=True))
        self.secret = SecretView(self._frame.theme, _("Phrase of the invitation"))
        column.addWidget(self.secret)
        column.addWidget(label(_("The words are shown once. You can always make another invitation."), "muted", wrap=True))
        column.addStretch()
        return scrolling(whole, _("Tell them these words"))

    def _ask_where(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save the invitation"), _("invitation") + ENDING, _("Invitation ({kind})").format(kind=f"*{ENDING}")
        )
        if chosen:
            self.save(Path(chosen))

    def _saved(self, phrase: str) -> None:
        if not isValid(self):
            return  # closed meanwhile: the invitation is there, and another one can be made
        self.secret.show_secret(phrase)
        self._steps.setCurrentIndex(1)
        self.save_button.hide()
        self.secret.words.setFocus()

    def _failed(self, error: TrainCollegaError) -> None:
        if isValid(self):
            self.form.show_errors({"": str(error)})
