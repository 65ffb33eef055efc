"""A field for longer text: it grows with what is written, and Tab goes on to the next field."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from traincollega.ui.theme import Theme

LEAST_LINES, MOST_LINES = 3, 14


class TextArea(QPlainTextEdit):
    """Plain text, shown whole up to MOST_LINES lines."""

    def __init__(self, theme: Theme, example: str = "") -> None:
        """Make it empty; `example` shows while nothing is written."""
        super().__init__()
        self._theme = theme
        self._least = max(LEAST_LINES, example.count("\n") + 1)
        self.setPlaceholderText(example)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.updateGeometry())
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        lines = min(MOST_LINES, max(self._least, round(self.document().size().height())))  # a plain document counts in lines
        margins = self.contentsMargins()
        edges = margins.top() + margins.bottom() + 2 * round(self.document().documentMargin()) + self._theme.px(4)
        return QSize(self._theme.px(320), lines * QFontMetrics(self.font()).lineSpacing() + edges)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self.sizeHint().height())
