"""Our own line icons for buttons, menus and windows, drawn in a colour of the palette when they are painted."""

from functools import cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from traincollega.ui.drawing import drawing, paint_icon, picture


@cache
def icon(name: str, role: str = "text") -> QIcon:
    """Return the icon of resources/icons/`name`.svg in the colour of a role of the palette; it follows the palette."""
    drawing(name, "")  # a name that does not exist is seen here, not at the first painting
    return QIcon(_LineIcon(name, role))


@cache
def app_icon() -> QIcon:
    """Return the icon of the program."""
    return QIcon(_LineIcon("app", "text"))  # by its path Qt would look for a plugin that reads SVG: 7 ms


class _LineIcon(QIconEngine):
    """Draws at any size and in the colours of now, so that no button need be told of a new palette."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        square = QRect(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, side, side)
        paint_icon(painter, square, self._name, self._role_in(mode))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        side = min(size.width(), size.height())
        square = picture(self._name, self._role_in(mode), round(side / scale), scale)
        if size.width() <= size.height():
            return square
        wide = QPixmap(size)  # what is wider than high keeps a gap at the right, before the words of a button
        wide.fill(Qt.GlobalColor.transparent)
        wide.setDevicePixelRatio(scale)
        painter = QPainter(wide)
        painter.drawPixmap(0, 0, square)
        painter.end()
        return wide

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size

    def clone(self) -> QIconEngine:
        return _LineIcon(self._name, self._role)

    def _role_in(self, mode: QIcon.Mode) -> str:
        return "muted" if mode is QIcon.Mode.Disabled else self._role
