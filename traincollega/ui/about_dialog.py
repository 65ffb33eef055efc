"""What this program is, which version, and under what licence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from traincollega import __version__
from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.picture import Picture
from traincollega.ui.text import label
from traincollega.ui.theme import Theme


class AboutDialog(QDialog):
    """A few lines beside the picture of the program."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        """Say it over `window`."""
        super().__init__(window)
        px = theme.px
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("About Train je Collega"))
        words = QVBoxLayout()
        words.setSpacing(px(look.XS))
        words.addWidget(label(_("Train je Collega"), "h2"))
        words.addWidget(label(_("Version {version}").format(version=__version__), "muted"))
        words.addSpacing(px(look.S))
        words.addWidget(label(_("Colleagues teach each other what they know a bit more about."), "reading", wrap=True))
        words.addSpacing(px(look.S))
        words.addWidget(label(_("Free software under the EUPL-1.2. You may use, read, change and share it."), "small", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(px(look.XL))
        row.addWidget(Picture(theme, "app", "text", 72), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        foot = QHBoxLayout()
        foot.addStretch()
        close = button(_("Close"), self.accept, kind="primary")
        close.setDefault(True)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.XL))
        column.addLayout(row)
        column.addStretch()
        column.addLayout(foot)
        self.setFixedWidth(px(480))
        self.adjustSize()
