"""Written text as tall as it is, for a page that scrolls."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QTextDocument, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QTextBrowser, QWidget

from traincollega.ui.safe_browser import SafeBrowser
from traincollega.ui.theme import Theme


class SafeText(SafeBrowser):
    """Shows HTML from `services.rendering`; the page around it scrolls, not the text."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """Make it empty; `name` is what a screen reader calls it."""
        self._measured: QTextDocument | None = None
        super().__init__(theme, name, parent)
        self._least = theme.px(120)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.document().setDefaultFont(theme.font("reading"))

    def sizeHint(self) -> QSize:
        width = 2 * self._least
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least, 1)

    def heightForWidth(self, width: int) -> int:
        if self._measured is None:  # a copy: the text itself is laid out in the width it has
            self._measured = self.document().clone()
        self._measured.setTextWidth(width)
        return max(1, round(self._measured.size().height()) + 2)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    def _restyle(self) -> None:
        super()._restyle()
        self._measured = None
        self.updateGeometry()
