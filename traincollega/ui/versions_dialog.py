"""Earlier versions beside the text of now, and the one thing to do with them: put one back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QListWidget, QSplitter, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.page import fit_dialog
from traincollega.ui.safe_browser import SafeBrowser
from traincollega.ui.text import label
from traincollega.ui.theme import Theme


@dataclass(frozen=True)
class Earlier:
    """One earlier version as the dialog shows it; `html` is read when it is looked at."""

    name: str
    html: Callable[[], str]
    put_back: Callable[[], object]


class VersionsDialog(QDialog):
    """A list of versions, newest first; the chosen one stands beside the text of now."""

    def __init__(self, theme: Theme, title: str, versions: Sequence[Earlier], now_html: str, parent: QWidget | None) -> None:
        """Make it, with the version before the last one chosen where there is one."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._versions = list(versions)
        px = theme.px
        self.list = QListWidget()
        self.list.setAccessibleName(_("Versions, the newest first"))
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.list.setSpacing(px(look.XS))
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for version in self._versions:
            self.list.addItem(version.name)
        self.then = SafeBrowser(theme, _("The text of then"))
        self.now = SafeBrowser(theme, _("The text of now"))
        self.now.show_html(now_html)
        self._then_head = label("", "label", wrap=True)
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(px(look.M))
        halves.addWidget(self.list)
        halves.addWidget(_sheet(theme, self._then_head, self.then))
        halves.addWidget(_sheet(theme, label(_("Now"), "label"), self.now))
        for number, stretch in enumerate((2, 3, 3)):
            halves.setStretchFactor(number, stretch)
        halves.setSizes([px(220), px(330), px(330)])
        self.action = button(_("Put back"), self.put_back, kind="primary", icon="undo")
        self._nothing = label("", "error", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(px(look.M))
        row.addWidget(self._nothing, 1)
        row.addWidget(button(_("Close"), self.reject))
        row.addWidget(self.action)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.L))
        column.addWidget(label(title, "h2", wrap=True))
        column.addWidget(halves, 1)
        column.addLayout(row)
        fit_dialog(self, theme, 960, 560)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _item: self.put_back())
        self.list.setCurrentRow(min(1, len(self._versions) - 1))
        self.list.setFocus()

    def put_back(self) -> None:
        """Put the chosen version back and close."""
        row = self.list.currentRow()
        if row < 0:
            self._nothing.setText(_("There is no earlier version yet."))
            return
        self.accept()
        self._versions[row].put_back()

    def _show(self, row: int) -> None:
        if row >= 0:
            self._then_head.setText(self._versions[row].name)
            self.then.show_html(self._versions[row].html())


def _sheet(theme: Theme, head: QLabel, browser: SafeBrowser) -> QFrame:
    made = QFrame()
    made.setProperty("box", "card")
    column = QVBoxLayout(made)
    column.setContentsMargins(*(theme.px(look.M),) * 4)
    column.addWidget(head)
    column.addWidget(browser, 1)
    made.setMinimumWidth(theme.px(180))
    return made
