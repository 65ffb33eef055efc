"""Shows HTML of anybody's hand: a sheet that scrolls, fetches nothing, and asks before a link is opened."""

import re

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QTextBrowser, QWidget

from traincollega.language import _
from traincollega.ui.question import ask
from traincollega.ui.theme import Theme

OPENED = ("http", "https", "mailto")
"""The kinds of address that may be opened outside."""


class SafeBrowser(QTextBrowser):
    """Shows sanitised HTML in the look of the program; give it to `show_html`, which keeps the place where one was reading."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """Make it empty; `name` is what a screen reader calls it."""
        super().__init__(parent)
        self._theme = theme
        self._html = self._shown = ""
        self.document().setDocumentMargin(0)
        self.setAccessibleName(name)
        self.setProperty("plain", True)
        self.setOpenLinks(False)
        self.anchorClicked.connect(lambda address: ask_to_open(address, self))
        theme.changed.connect(self._restyle)
        self._restyle()

    def show_html(self, html: str) -> None:
        """Show other HTML."""
        if html == self._html:
            return
        self._html = html
        self._shown = re.sub(r"<(/?)h([1-6])\b[^>]*>", _heading, html)
        self._restyle()

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Answer nothing: Qt asks for files and addresses alike."""

    def _restyle(self) -> None:
        px, palette = self._theme.px, self._theme.palette
        self.document().setDefaultStyleSheet(
            f"p, li {{ line-height: 110%; }} p {{ margin: 0 0 {px(8)}px 0; }}"  # on top of the font's own: 24 pixels for 16
            f"ul, ol {{ margin: 0 0 {px(8)}px 0; }}"
            f"p.h1 {{ font-size: {px(25)}px; margin: 0 0 {px(4)}px 0; line-height: 110%; }}"
            f"p.h2 {{ font-size: {px(17)}px; margin: {px(16)}px 0 {px(4)}px 0; }}"
            f"p.h3 {{ font-size: {px(15)}px; margin: {px(12)}px 0 {px(4)}px 0; }}"
            f"a {{ color: {palette.link}; }} .muted {{ color: {palette.muted}; }}"
            f".gone {{ background: {palette.error_soft}; color: {palette.error}; text-decoration: line-through; }}"
            f".new {{ background: {palette.good_soft}; color: {palette.good}; text-decoration: underline; }}"
            ".typed { white-space: pre-wrap; }"
            f"blockquote {{ color: {palette.muted}; margin-left: {px(12)}px; }}"
        )
        self.document().setIndentWidth(px(20))
        bar = self.verticalScrollBar()
        at = bar.value()
        self.setHtml(self._shown)
        bar.setValue(min(at, bar.maximum()))


def _heading(tag: re.Match[str]) -> str:
    """Qt makes a heading larger than its style says, so it becomes a paragraph of its own kind."""
    return "</b></p>" if tag[1] else f'<p class="h{min(3, int(tag[2]))}"><b>'


def ask_to_open(address: QUrl, parent: QWidget) -> None:
    """Show an address and open it outside where that is wanted; any other kind than OPENED is passed over."""
    if address.scheme().lower() not in OPENED:
        return
    ask(
        parent, _("Open a link"), _("Open this address outside Train je Collega?"), address.toDisplayString(), _("Open"),
        lambda: QDesktopServices.openUrl(address),
    )  # fmt: skip
