"""Samen bijwerken: a coordinator chooses where, sees the recovery code once, and then invites colleagues."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from traincollega.errors import TrainCollegaError
from traincollega.language import _
from traincollega.sharing.starting import begin
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog, scrolling_form
from traincollega.ui.place_field import PlaceField
from traincollega.ui.secret_view import SecretView
from traincollega.ui.sharing_rounds import Rounds
from traincollega.ui.text import label


class StartingDialog(QDialog):
    """Two steps: where, and the recovery code; the dialog stays until somebody says that they kept the code."""

    def __init__(self, frame: Frame, rounds: Rounds, then: Callable[[], object]) -> None:
        """Make it; `then` is done once sharing has begun and the code is kept."""
        super().__init__(frame.messages.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Share with colleagues"))
        self._frame, self._rounds, self._then = frame, rounds, then
        self._busy = False
        px = frame.theme.px
        self._steps = QStackedWidget()
        self._steps.addWidget(self._where())
        self._steps.addWidget(self._code())
        self.next = button(_("Begin to share"), self.go_on, kind="primary")
        self._close = button(_("Close"), self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(px(look.M))
        foot.addStretch()
        foot.addWidget(self._close)
        foot.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.L))
        column.addWidget(self._steps, 1)
        column.addLayout(foot)
        self.next.setDefault(True)
        fit_dialog(self, frame.theme, 640, 470)
        self.place.setFocus()

    def go_on(self) -> None:
        """Do the step that shows."""
        if self._busy:
            return
        if self._steps.currentIndex() == 0:
            self._begin()
        elif self._is_kept():
            self.accept()
            self._then()

    def reject(self) -> None:
        """Close it, but not while the code shows that nobody has kept yet."""
        if self._busy:
            return
        if self._steps.currentIndex() == 0 or self._is_kept():
            super().reject()

    def _is_kept(self) -> bool:
        kept = self.kept.isChecked()
        self.code_form.show_errors({} if kept else {"kept": _("Keep the code first. Then say so here.")})
        if not kept:
            QTimer.singleShot(0, self.kept, lambda: self._code_area.ensureWidgetVisible(self.kept))  # once it has its place
        return kept

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

    def _where(self) -> QWidget:
        self.form = form = Form(self._frame.theme)
        form.add_widget(label(_("Share with colleagues"), "h2", wrap=True))
        form.add_widget(label(_("Choose a folder that every colleague can reach. Your program reads and writes there."), wrap=True))
        form.add_widget(label(_("What lies there is encrypted. Only who you invite can read it."), "muted", wrap=True))
        self._place = PlaceField(form)
        self.place = self._place.line
        return scrolling_form(form, self._frame.theme, _("Where"))

    def _code(self) -> QWidget:
        self.code_form = form = Form(self._frame.theme)
        form.add_widget(label(_("Keep the recovery code"), "h2", wrap=True))
        form.add_widget(label(_("With it you name coordinators, or revoke a lost computer."), wrap=True))
        form.add_widget(label(_("It is shown once and lies on no computer. Print it, and put it away safely."), wrap=True))
        self.secret = SecretView(self._frame.theme, _("Recovery code"), text_file=_("recovery code") + ".txt")
        form.add_widget(self.secret)
        self.kept = QCheckBox(_("I have kept the code"))
        self.kept.toggled.connect(lambda _on: self.code_form.take_off_errors({}))
        form.add("kept", _("Is the code kept?"), self.kept)
        self.kept.setAccessibleName(_("I have kept the code"))
        self._code_area = scrolling_form(form, self._frame.theme, _("Keep the recovery code"))
        return self._code_area

    def _begin(self) -> None:
        if not self.form.show_errors(self._place.wrong()):
            return
        self._be_busy(True)
        folder, typed = self._rounds.folder, self._place.typed
        self._rounds.work(lambda desk: begin(desk, folder, typed)[1], self._begun, self._failed)

    def _begun(self, code: str) -> None:
        self._be_busy(False)
        self.secret.show_secret(code)
        self._steps.setCurrentIndex(1)
        self.next.setText(_("Next"))
        self._close.hide()
        self.secret.words.setFocus()  # first it is read, or heard

    def _failed(self, error: TrainCollegaError) -> None:
        self._be_busy(False)
        self.form.show_errors({"place": str(error)})

    def _be_busy(self, busy: bool) -> None:
        self._busy = busy
        self.setCursor(Qt.CursorShape.BusyCursor if busy else Qt.CursorShape.ArrowCursor)
