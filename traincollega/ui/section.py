"""A titled box of rows: what is to be done, each with its button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from traincollega.ui import theme as look
from traincollega.ui.beside_layout import BesideLayout
from traincollega.ui.button import button
from traincollega.ui.text import label
from traincollega.ui.theme import Theme

LEAST = 220
"""Pixels at 100 % that the words of a row need beside their button, that goes beneath them where they have less."""


class Section(QWidget):
    """A heading with a card under it, filled with rows or with a widget of one's own."""

    def __init__(self, theme: Theme, title: str = "") -> None:
        """Make an empty section; without a title it is the card alone."""
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(look.M))
        if title:
            self._column.addWidget(label(title, "h2"))
        self._box = QFrame()
        self._box.setProperty("box", "card")
        self._rows = QVBoxLayout(self._box)
        self._rows.setContentsMargins(1, 1, 1, 1)
        self._rows.setSpacing(0)
        self._column.addWidget(self._box)
        self.setAccessibleName(title)

    def add(self, content: QWidget | QHBoxLayout | QVBoxLayout) -> None:
        """Add a row that holds something of one's own."""
        row = QFrame()
        row.setProperty("box", "row" if self._rows.count() else "first-row")
        px = self._theme.px
        inside = QVBoxLayout(row)
        inside.setContentsMargins(px(look.L), px(look.M), px(look.L), px(look.M))
        if isinstance(content, QWidget):
            inside.addWidget(content)
        else:
            inside.addLayout(content)
        self._rows.addWidget(row)

    def add_row(
        self, text: str, sub_text: str = "", action: str = "", pressed: Callable[[], object] | None = None, *, beneath: bool = False
    ) -> QPushButton | None:
        """Add a row: a line, a smaller one beneath it, and a button at the right, or `beneath`, that is named with its line.

        Return the button, if it has one.
        """
        px = self._theme.px
        words = QWidget()
        lines = QVBoxLayout(words)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(label(text, wrap=True))
        if sub_text:
            lines.addWidget(label(sub_text, "small", wrap=True))
        if not action:
            self.add(words)
            return None
        made = button(action, pressed)
        made.setAccessibleDescription(f"{text}. {sub_text}" if sub_text else text)
        if beneath:
            lines.addSpacing(px(look.S))
            lines.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
            self.add(words)
            return made
        row = QWidget()
        beside = BesideLayout(row, gap=px(look.M), least=px(LEAST))
        beside.addWidget(words)
        beside.addWidget(made)
        self.add(row)
        return made

    def clear(self) -> None:
        """Take every row away."""
        while (item := self._rows.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
