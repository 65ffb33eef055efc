"""Written text, sanitised before it comes here, as tall as it is: it loads nothing, and shows an address before opening it."""

from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QMessageBox, QSizePolicy, QTextBrowser, QWidget

from traincollega.language import _
from traincollega.ui.theme import Theme

OPENED = ("http", "https", "mailto")


class SafeText(QTextBrowser):
    """Shows HTML from `services.rendering`; the page around it scrolls, not the text."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """Make it empty; `name` is what a screen reader calls it."""
        super().__init__(parent)
        self._theme = theme
        self._html = ""
        self.setAccessibleName(name)
        self.setProperty("plain", True)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.anchorClicked.connect(lambda address: ask_to_open(address, self))
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        theme.changed.connect(self._draw)

    def show_html(self, html: str) -> None:
        """Show sanitised HTML."""
        self._html = html
        self._draw()

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        """Answer nothing: no picture, no style and no file is ever fetched."""
        return None

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    def _height(self) -> int:
        return max(1, round(self.document().size().height()) + 2)

    def _fit(self) -> None:
        if self.height() != self._height():
            self.setFixedHeight(self._height())

    def _draw(self) -> None:
        px, palette = self._theme.px, self._theme.palette
        self.document().setIndentWidth(px(20))
        self.document().setDefaultFont(self._theme.font("reading"))
        self.document().setDefaultStyleSheet(
            f"h1, h2, h3, h4, h5, h6 {{ font-size: medium; margin-top: {px(16)}px; margin-bottom: {px(4)}px; }}"
            f"p, ul, ol, table, pre, blockquote {{ margin-top: {px(4)}px; margin-bottom: {px(8)}px; }}"
            f"li {{ margin-bottom: {px(2)}px; }} a {{ color: {palette.link}; }}"
            f"td, th {{ padding: {px(4)}px {px(8)}px; }} pre, code {{ background: {palette.alternate}; }}"
        )
        self.setHtml(self._html)
        self._fit()


def ask_to_open(address: QUrl, parent: QWidget) -> None:
    """Show an address and open it outside where that is wanted; any other kind than OPENED is passed over."""
    if address.scheme().lower() not in OPENED:
        return
    question = QMessageBox(
        QMessageBox.Icon.Question, _("Open a link"), _("Open this address outside Train je Collega?"), parent=parent
    )
    question.setTextFormat(Qt.TextFormat.PlainText)
    question.setInformativeText(address.toDisplayString())
    opens = question.addButton(_("Open"), QMessageBox.ButtonRole.AcceptRole)
    question.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.finished.connect(lambda _result: question.clickedButton() is opens and QDesktopServices.openUrl(address))
    question.open()
