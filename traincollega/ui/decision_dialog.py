"""A window in which somebody decides about two texts: what it is about, the texts, what is wrong, and the buttons."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.page import fit_dialog, scrolling
from traincollega.ui.side_by_side import SideBySide
from traincollega.ui.text import label
from traincollega.ui.theme import Theme


class DecisionDialog(QDialog):
    """`sides` shows the texts; what is done is up to who makes it."""

    def __init__(self, theme: Theme, title: str, told: str, parent: QWidget | None, *, says_old: bool) -> None:
        """Make it without buttons but *Sluiten*."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        px = theme.px
        self.sides = SideBySide(theme, says_old=says_old)
        self._told, self._more = label(told, "muted", wrap=True), label("", wrap=True)
        self._wrong = label("", "error", wrap=True)
        self._wrong.hide()
        self.row = QHBoxLayout()
        self.row.setSpacing(px(look.M))
        self.row.addStretch()
        self.close_button = button(_("Close"), self.reject)
        self.row.addWidget(self.close_button)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*(px(look.XL),) * 4)
        self.column.setSpacing(px(look.M))
        self.column.addWidget(label(title, "h2", wrap=True))
        self.column.addWidget(self._told)
        self.column.addWidget(self._more)
        self.column.addWidget(self._wrong)
        inside = QWidget()
        self.texts = QVBoxLayout(inside)
        self.texts.setContentsMargins(*(px(look.XS),) * 4)  # room for the ring around what has the focus
        self.texts.setSpacing(px(look.M))
        self.texts.addWidget(self.sides, 1)
        self.area = scrolling(inside, title)
        self.column.addWidget(self.area, 1)
        self.column.addLayout(self.row)
        fit_dialog(self, theme, 860, 500)
        self.say_more("")

    def add_button(self, made: QPushButton) -> QPushButton:
        """Add a button at the right."""
        self.row.addWidget(made)
        return made

    def say_more(self, text: str) -> None:
        """Say something besides what it is about, or nothing."""
        self._more.setText(text)
        self._more.setVisible(bool(text))

    def say_wrong(self, sentence: str) -> None:
        """Say why it could not be done."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
