"""Asks for the recovery code before what only that code may do."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from traincollega.errors import InvalidInput, TrainCollegaError
from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.page import scrolling_form
from traincollega.ui.text import label
from traincollega.ui.theme import Theme


class CodeDialog(QDialog):
    """A sentence about what will happen, a field for the code, and one button that is named after what it does."""

    def __init__(
        self, theme: Theme, title: str, sentence: str, action: str, confirmed: Callable[[str, "CodeDialog"], object],
        parent: QWidget | None,
    ) -> None:  # fmt: skip
        """Make it; `confirmed` is handed the code, and calls `close_if_open` or `fail` once it was tried."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._confirmed = confirmed
        self.form = Form(theme)
        self.code = QLineEdit()
        self.form.add_widget(label(title, "h2", wrap=True))
        self.form.add_widget(label(sentence, wrap=True))
        hint = _("Seven groups of four, on paper with who began to share.")
        self.form.add("code", _("Recovery code"), self.code, hint)
        self.action = button(action, self.confirm, kind="primary")
        row = QHBoxLayout()
        row.setSpacing(theme.px(look.M))
        row.addStretch()
        row.addWidget(button(_("Close"), self.reject))
        row.addWidget(self.action)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(look.XL),) * 4)
        column.setSpacing(theme.px(look.L))
        self._area = scrolling_form(self.form, theme, title)
        column.addWidget(self._area, 1)
        column.addLayout(row)
        self._theme = theme
        form = self._area.widget()
        if form is not None:
            form.installEventFilter(self)
        self.resize(theme.px(480), theme.px(200))
        self.action.setDefault(True)
        self.code.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._grow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self._grow()  # its texts learn only then how many lines they take
        return super().eventFilter(watched, event)

    def confirm(self) -> None:
        """Try it, unless the code is missing."""
        code = self.code.text().strip()
        if self.form.show_errors({} if code else {"code": _("Fill in the recovery code.")}):
            self._confirmed(code, self)
        else:
            self._grow()

    def close_if_open(self) -> None:
        """Go, now that it was done; whoever waited may have closed it."""
        if isValid(self):
            self.accept()

    def fail(self, error: TrainCollegaError) -> bool:
        """Say why it was not done; return whether there is still somebody to read it."""
        if not isValid(self):
            return False
        self.form.show_errors({"code" if isinstance(error, InvalidInput) else "": str(error)})
        self._grow()
        return True

    def _grow(self) -> None:
        """Become as high as what stands in it, and no higher than the window; then it scrolls."""
        inside, column, over = self._area.widget(), self.layout(), self.parentWidget()
        if column is None or inside is None:
            return
        column.activate()
        high = self.height() + inside.heightForWidth(self._area.viewport().width()) - self._area.viewport().height()
        room = over.window().height() - self._theme.px(look.L) if over else high
        self.resize(self.width(), max(self.height(), min(high, room)))
