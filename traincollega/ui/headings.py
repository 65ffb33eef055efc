"""The head of a page: its title, a line beneath it, and its buttons at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from traincollega.ui import theme as look
from traincollega.ui.flow_layout import FlowLayout
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
        told = QWidget()  # a layout in the middle of its room would be as high as at its own width, and cut off
        words = QVBoxLayout(told)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(look.M))
        self._row.addWidget(told, 1, Qt.AlignmentFlag.AlignVCenter)
        self._buttons = QWidget()
        flow = FlowLayout(self._buttons, gap=theme.px(look.M))
        for made in buttons:
            flow.addWidget(made)
        self._buttons.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row.addWidget(self._buttons)
        self._buttons.setVisible(bool(buttons))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side_by_side = self._buttons.sizeHint().width() < self.width() * 0.6
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if side_by_side else QBoxLayout.Direction.TopToBottom)

    def say(self, title: str, subtitle: str = "") -> None:
        """Show another title and subtitle."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
