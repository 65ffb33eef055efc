"""Asks for a reason before something that touches others: hiding a training, cancelling a session."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.text import label
from traincollega.ui.theme import Theme


class ReasonDialog(QDialog):
    """A sentence about what will happen, a reason, and one button that is named after what it does."""

    def __init__(
        self, theme: Theme, title: str, sentence: str, action: str, confirmed: Callable[[str], bool], parent: QWidget | None,
        *, required: bool = True,
    ) -> None:  # fmt: skip
        """Make it; `confirmed` is handed the reason and returns whether it was done."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._confirmed, self._required = confirmed, required
        self.form = Form(theme)
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self.form.add_widget(label(title, "h2", wrap=True))
        self.form.add_widget(label(sentence, wrap=True))
        self.form.add("reason", _("Reason"), self.reason, optional=not required)
        self.action = button(action, self.confirm, kind="primary")
        row = QHBoxLayout()
        row.setSpacing(theme.px(look.M))
        row.addStretch()
        row.addWidget(button(_("Close"), self.reject))
        row.addWidget(self.action)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(look.XL),) * 4)
        column.setSpacing(theme.px(look.L))
        column.addWidget(self.form)
        column.addLayout(row)
        self.setMinimumWidth(theme.px(460))
        self.action.setDefault(True)
        self.reason.setFocus()

    def confirm(self) -> None:
        """Do it, unless the reason is missing."""
        reason = self.reason.text().strip()
        errors = {"reason": _("Say why, in a few words.")} if self._required and not reason else {}
        if not self.form.show_errors(errors):
            QTimer.singleShot(0, self, self._grow)  # once what is wrong has its place
        elif self._confirmed(reason):
            self.accept()

    def _grow(self) -> None:
        """Make room for what is wrong."""
        column = self.layout()
        if column is not None:
            column.activate()
            self.resize(self.width(), max(self.height(), column.totalHeightForWidth(self.width())))
