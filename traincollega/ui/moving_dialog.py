"""Andere map of database: where this computer goes on, or the whole organisation; and then what colleagues need."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QTextOption
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from traincollega.errors import TrainCollegaError
from traincollega.language import _
from traincollega.services.desk import Desk
from traincollega.sharing.addresses import holds_password
from traincollega.sharing.moving import Moved, move
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog, scrolling, scrolling_form
from traincollega.ui.place_field import PlaceField
from traincollega.ui.sharing_rounds import Rounds
from traincollega.ui.text import label
from traincollega.ui.text_area import TextArea


class MovingDialog(QDialog):
    """One field; who moved the organisation then sees the address that colleagues need."""

    def __init__(self, frame: Frame, rounds: Rounds) -> None:
        """Make it."""
        super().__init__(frame.messages.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Another folder or database"))
        self._frame, self._rounds = frame, rounds
        self._busy = False
        px = frame.theme.px
        self._steps = QStackedWidget()
        self._steps.addWidget(self._where())
        self._steps.addWidget(self._after())
        self.go_on = button(_("Go on there"), self.move_there, kind="primary")
        foot = QHBoxLayout()
        foot.setSpacing(px(look.M))
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.reject))
        foot.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.L))
        column.addWidget(self._steps, 1)
        column.addLayout(foot)
        self.go_on.setDefault(True)
        fit_dialog(self, frame.theme, 640, 540)
        self.place.line.setFocus()

    def move_there(self) -> None:
        """Look whether one can share there, and go on there."""
        if self._busy or not self.form.show_errors(self.place.wrong()):
            return
        self._be_busy(True)
        folder, typed = self._rounds.folder, self.place.typed
        self._rounds.work(lambda desk: move(desk, folder, typed)[1], self._moved, self._failed)

    def reject(self) -> None:
        """Close it, but not while it may become the one that tells the address."""
        if not self._busy:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

    def _where(self) -> QWidget:
        desk: Desk = self._frame.desk
        self.form = form = Form(self._frame.theme)
        form.add_widget(label(_("Another folder or database"), "h2", wrap=True))
        form.add_widget(label(_("Choose where this computer finds your colleagues. First we look whether that works."), wrap=True))
        if desk.is_coordinator():
            more = _("Is your organisation not there yet? Then it moves there, and your colleagues have to follow.")
            form.add_widget(label(more, "muted", wrap=True))
        self.place = PlaceField(form)
        return scrolling_form(form, self._frame.theme, _("Another folder or database"))

    def _after(self) -> QWidget:
        px = self._frame.theme.px
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(*(px(look.XS),) * 4)  # room for the ring around what has the focus
        column.setSpacing(px(look.L))
        column.addWidget(label(_("Tell your colleagues"), "h2", wrap=True))
        column.addWidget(label(_("Your organisation is here from now on. Each colleague chooses the same place."), wrap=True))
        way = _("They find it under the sharing state, at: Another folder or database.")
        column.addWidget(label(way, wrap=True))
        column.addWidget(label(_("Invitations from before still name the old place. Make new ones."), "muted", wrap=True))
        self.address = TextArea(self._frame.theme)
        self.address.setReadOnly(True)
        self.address.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)  # an address has no blanks
        self.address.setAccessibleName(_("Where"))
        column.addWidget(self.address)
        row = QHBoxLayout()
        row.setSpacing(px(look.M))
        row.addWidget(button(_("Copy"), self._copy, icon="copy"))
        self._copied = label("", "small")
        row.addWidget(self._copied, 1)
        column.addLayout(row)
        self.password = label(_("A password stands in it, so tell it to nobody else."), "muted", wrap=True)
        column.addWidget(self.password)
        column.addStretch()
        return scrolling(whole, _("Tell your colleagues"))

    def _moved(self, moved: Moved) -> None:
        self._frame.messages.say(_("You share in {place} from now on.").format(place=moved.place))
        if not isValid(self):
            return
        self._be_busy(False)
        if not moved.tell:
            self.accept()
            return
        self.address.setPlainText(moved.tell)
        self.password.setVisible(holds_password(moved.tell))
        self._steps.setCurrentIndex(1)
        self.go_on.hide()
        self.address.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.address.toPlainText())
        self._copied.setText(_("It is copied."))

    def _failed(self, error: TrainCollegaError) -> None:
        if isValid(self):
            self._be_busy(False)
            self.form.show_errors({"place": str(error)})

    def _be_busy(self, busy: bool) -> None:
        self._busy = busy
        self.setCursor(Qt.CursorShape.BusyCursor if busy else Qt.CursorShape.ArrowCursor)
