"""Written text as tall as it is, for a page that scrolls."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QTextBrowser, QWidget

from traincollega.ui.safe_browser import SafeBrowser
from traincollega.ui.theme import Theme


class SafeText(SafeBrowser):
    """Shows HTML from `services.rendering`; the page around it scrolls, not the text."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """Make it empty; `name` is what a screen reader calls it."""
        super().__init__(theme, name, parent)
        self._least = theme.px(120)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDefaultFont(theme.font("reading"))
        self.document().setIndentWidth(theme.px(20))
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())

    def sizeHint(self) -> QSize:
        return QSize(2 * self._least, self._tall())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least, self._tall())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    def _tall(self) -> int:
        return max(1, round(self.document().size().height()) + 2)

    def _fit(self) -> None:
        if self.height() != self._tall():
            self.setFixedHeight(self._tall())
