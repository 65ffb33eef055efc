"""What stands where nothing is yet: an icon, a sentence, and the thing to do about it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.picture import Picture
from traincollega.ui.text import label
from traincollega.ui.theme import Theme

LOW = 240  # pixels at 100 %


class EmptyState(QWidget):
    """An icon, a title, a sentence and buttons, in the middle of the room there is."""

    def __init__(
        self,
        theme: Theme,
        icon_name: str,
        title: str,
        sentence: str = "",
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        """Make it; the first of `actions` is the primary button."""
        super().__init__()
        self._theme = theme
        self._picture = Picture(theme, icon_name, "muted", 40)
        self._title = label(title, "h3", wrap=True)
        self._sentence = label(sentence, "muted", wrap=True)
        if not sentence:  # setVisible(True) here would open a window of its own for a moment
            self._sentence.hide()
        column = QVBoxLayout(self)
        column.setSpacing(theme.px(look.S))
        column.addStretch(2)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for words in (self._title, self._sentence):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.setMaximumWidth(theme.px(480))
            middle = QHBoxLayout()
            middle.addStretch()
            middle.addWidget(words, 100)
            middle.addStretch()
            column.addLayout(middle)
        if actions:
            row = QHBoxLayout()
            row.setSpacing(theme.px(look.M))
            row.addStretch()
            for number, (words_on_it, pressed) in enumerate(actions):
                row.addWidget(button(words_on_it, pressed, kind="secondary" if number else "primary"))
            row.addStretch()
            column.addSpacing(theme.px(look.S))
            column.addLayout(row)
        column.addStretch(3)
        self.setMinimumHeight(theme.px(110))

    def say(self, title: str, sentence: str = "") -> None:
        """Show other words."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave the picture and the room around it out where the words would be cut off."""
        px, low = self._theme.px, self.height() < self._theme.px(LOW)
        self._picture.setVisible(not low)
        column = self.layout()
        if column is not None:
            column.setContentsMargins(px(look.XL), px(look.XS if low else look.XXL), px(look.XL), px(look.XS if low else look.XXL))
