"""A titled box of rows: what is to be done, each with its button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.text import label
from traincollega.ui.theme import Theme


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
    ) -> None:
        """Add a row: a line, a smaller one beneath it, and a button at the right, or `beneath`, that is named with its line."""
        row: QHBoxLayout | QVBoxLayout = QVBoxLayout() if beneath else QHBoxLayout()
        row.setSpacing(self._theme.px(look.S if beneath else look.L))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(text, wrap=True))
        if sub_text:
            words.addWidget(label(sub_text, "small", wrap=True))
        row.addLayout(words, 1)
        if action:
            made = button(action, pressed)
            made.setAccessibleDescription(f"{text}. {sub_text}" if sub_text else text)
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft if beneath else Qt.AlignmentFlag(0))
        self.add(row)

    def clear(self) -> None:
        """Take every row away."""
        while (item := self._rows.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
