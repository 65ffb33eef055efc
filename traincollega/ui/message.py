"""What stands in the message bar: an icon, a sentence, how far long work is, links, and a cross."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.picture import Picture
from traincollega.ui.text import Sentence
from traincollega.ui.theme import Theme


class Message(QWidget):
    """Shows one message at a time; its parts stay, only the links are others each time."""

    def __init__(self, theme: Theme, close: Callable[[], object]) -> None:
        """Make it empty; the cross does `close`."""
        super().__init__()
        self._icon = Picture(theme, "", "text", 20)
        self._text = Sentence()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(_("Progress"))
        self._progress.setFixedWidth(theme.px(160))
        self._progress.hide()
        words = QWidget()
        self._flow = FlowLayout(words, gap=theme.px(look.L), line_gap=0)
        self._flow.addWidget(self._text)
        self._flow.addWidget(self._progress)
        self._links: list[QPushButton] = []
        self._close = button(_("Close message"), close, kind="icon", icon="cross")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(look.XL), theme.px(8), theme.px(look.L), theme.px(8))
        row.setSpacing(theme.px(look.L))
        row.addWidget(self._icon)
        row.addWidget(words, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._close)

    @property
    def text(self) -> str:
        """The sentence, without marks."""
        return self._text.accessibleName()

    @property
    def offers(self) -> int:
        """How many links stand after the sentence."""
        return len(self._links)

    @property
    def first(self) -> QPushButton:
        """What the focus goes to: the first link, or the cross."""
        return self._links[0] if self._links else self._close

    def show_words(self, text: str, drawn: tuple[str, str], links: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Show a sentence in which **bold** stands out, after an icon (name and role) and before links."""
        for old in self._links:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._text.say(text)
        self._links = [button(words, pressed, kind="link") for words, pressed in links]
        previous: QWidget = self._text
        for made in self._links:
            self._flow.addWidget(made)
            made.show()  # else Qt shows it a turn later: until then the words stand there without what they offer
            QWidget.setTabOrder(previous, made)
            previous = made
        QWidget.setTabOrder(previous, self._close)
        self._icon.show_icon(*drawn)
        self._flow.invalidate()
        self.updateGeometry()

    @property
    def in_progress(self) -> bool:
        """Whether it tells how far work is."""
        return not self._progress.isHidden()

    def show_progress(self, far: int, of: int) -> None:
        """Show how far work is; `of` 0 where nobody knows."""
        self._progress.show()
        self._progress.setRange(0, of)
        self._progress.setValue(far)

    def hide_progress(self) -> None:
        """Show no more how far work is."""
        self._progress.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._text.updateGeometry()
