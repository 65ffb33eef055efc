"""The ring around what has the focus: two pixels, with a gap of two, drawn outside the control."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from traincollega.ui import theme as look
from traincollega.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QListView

GAP, WIDTH = 2, 2
# by name: importing the classes takes 7 ms of the start
_TEXT = ("QLineEdit", "QTextEdit", "QPlainTextEdit", "QComboBox", "QAbstractSpinBox")
_NONE = ("QMenu", "QMenuBar")


class FocusRing(QObject):
    """Follows the focus through every window; a control clicked with the mouse gets no ring, unless it takes text."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        """Follow the focus in `window` and in the dialogs over it."""
        super().__init__(window)
        self._theme, self._window = theme, window
        self._ring: _Ring | None = None
        self._followed: list[QWidget] = []
        theme.app.focusChanged.connect(self._focus_changed)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        self._leave()
        if new is None or new.isWindow() or _one_of(new, *_NONE) or not self._ours(new):
            return
        by_mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if by_mouse and not _one_of(new, *_TEXT):
            return
        if new.property("cards") and cast("QListView", new).currentIndex().isValid():
            return  # the card shows it
        parent = new.parentWidget()
        around = new.property("ring") == "parent" or (parent is not None and _one_of(parent, "QComboBox", "QAbstractSpinBox"))
        target = parent if parent is not None and around else new
        canvas = _canvas(target)
        if canvas is target:
            return
        self._ring = _Ring(self._theme, canvas, target)
        walk: QWidget | None = target
        while walk is not None:
            walk.installEventFilter(self)
            self._followed.append(walk)
            walk = None if walk is canvas else walk.parentWidget()
        self._ring.follow()

    def _ours(self, widget: QWidget) -> bool:
        walk: QWidget | None = widget
        while walk is not None and walk is not self._window:
            walk = walk.parentWidget()
        return walk is self._window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._ring is not None and event.type() in (
            QEvent.Type.Move,
            QEvent.Type.Resize,
            QEvent.Type.Show,
            QEvent.Type.Hide,
            QEvent.Type.LayoutRequest,
        ):
            self._ring.follow()
        return False

    def _leave(self) -> None:
        for widget in self._followed:
            try:
                widget.removeEventFilter(self)
            except RuntimeError:  # it was deleted while it had the focus
                continue
        self._followed = []
        if self._ring is not None:
            try:
                self._ring.hide()
                self._ring.deleteLater()
            except RuntimeError:  # it went with its window
                pass
            self._ring = None


class _Ring(QWidget):
    def __init__(self, theme: Theme, canvas: QWidget, target: QWidget) -> None:
        super().__init__(canvas)
        self._theme, self._canvas, self._target = theme, canvas, target
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("focus-ring")

    def follow(self) -> None:
        out = GAP + WIDTH
        place = QRect(self._target.mapTo(self._canvas, QPoint(0, 0)), self._target.size())
        self.setGeometry(place.adjusted(-out, -out, out, out))
        self.setVisible(self._target.isVisible())
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("link"), WIDTH))
        radius = self._theme.px(look.RADIUS) + GAP
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        painter.end()


def _one_of(widget: QWidget, *kinds: str) -> bool:
    return any(widget.inherits(kind) for kind in kinds)


def _canvas(widget: QWidget) -> QWidget:
    """Return what the ring is drawn on: what scrolls with the widget, else its window."""
    walk = widget
    while not walk.isWindow():
        parent = walk.parentWidget()
        if parent is None:
            return walk
        grandparent = parent.parentWidget()
        if isinstance(grandparent, QScrollArea) and grandparent.widget() is walk and walk is not widget:
            return walk
        walk = parent
    return walk
