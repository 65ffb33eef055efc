"""A field to search in: it waits until the typing stops, Enter does not wait, Esc empties it."""

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from traincollega.language import _
from traincollega.ui.drawing import paint_icon
from traincollega.ui.icons import icon
from traincollega.ui.theme import Theme

WAIT = 150  # milliseconds after a key


class SearchField(QLineEdit):
    """`asked` carries the text to search for, once the typing stops."""

    asked = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """Make an empty field; `name` is what a screen reader calls it and what it shows while it is empty."""
        super().__init__(parent)
        self._theme = theme
        self._last = ""
        self._timer = QTimer(self, singleShot=True, interval=WAIT)
        self._timer.timeout.connect(self.ask)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self._emptied = self.addAction(icon("cross", "muted"), QLineEdit.ActionPosition.TrailingPosition)
        self._emptied.setText(_("Empty the search field"))  # its tool tip too
        self._emptied.setVisible(False)
        self._emptied.triggered.connect(self._empty)
        self.textChanged.connect(lambda text: self._emptied.setVisible(bool(text)))
        self.textChanged.connect(lambda: self._timer.start())
        self.returnPressed.connect(self.ask)
        theme.changed.connect(self._make_room)
        self._make_room()

    def ask(self) -> None:
        """Search now for what stands here, unless that was asked last."""
        self._timer.stop()
        words = self.text().strip()
        if words != self._last:
            self._last = words
            self.asked.emit(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Cancel) and self.text():
            self._empty()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = self._theme.px(20)
        paint_icon(painter, QRect(self._theme.px(12), (self.height() - side) // 2, side, side), "search", "muted")
        painter.end()

    def _empty(self) -> None:
        self.clear()
        self.ask()

    def _make_room(self) -> None:
        self.setTextMargins(self._theme.px(28), 0, 0, 0)
