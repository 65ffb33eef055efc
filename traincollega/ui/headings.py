"""The head of a page: its title, a line beneath it, and its buttons at the right."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from traincollega.ui import theme as look
from traincollega.ui.text import label
from traincollega.ui.theme import Theme


class PageHeader(QWidget):
    """Title, subtitle and buttons; the texts may change."""

    def __init__(self, theme: Theme, title: str, subtitle: str = "", buttons: Sequence[QWidget] = ()) -> None:
        """Make the head of a page; `buttons` go from the least to the most important."""
        super().__init__()
        self._title = label(title, "h1", wrap=True)
        self._subtitle = label(subtitle, "muted", wrap=True)
        self._subtitle.setVisible(bool(subtitle))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(look.M))
        row.addLayout(words, 1)
        for made in buttons:
            row.addWidget(made)

    def say(self, title: str, subtitle: str = "") -> None:
        """Show another title and subtitle."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
