"""Our own line icons, drawn in a colour of the palette when they are painted."""

from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from traincollega.resources import FOLDER
from traincollega.ui.palette import LIGHT, Palette

_palette = LIGHT


def use(palette: Palette) -> None:
    """Draw every icon in the colours of this palette from its next painting on."""
    global _palette
    _palette = palette


@cache
def icon(name: str, role: str = "text") -> QIcon:
    """Return the icon of resources/icons/`name`.svg in the colour of a role of the palette; it follows the palette."""
    drawing(name, "")  # a name that does not exist is seen here, not at the first painting
    return QIcon(_LineIcon(name, role))


@cache
def app_icon() -> QIcon:
    """Return the icon of the program."""
    return QIcon(_LineIcon("app", "text"))  # by its path Qt would look for a plugin that reads SVG: 7 ms


@cache
def drawing(name: str, color: str) -> bytes:
    """Return the SVG of an icon in a colour; an unknown name is a FileNotFoundError."""
    return Path(FOLDER, "icons", f"{name}.svg").read_bytes().replace(b"currentColor", color.encode())


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, role: str) -> None:
    """Paint an icon into `rect`, in the colour of a role of the palette."""
    ratio = painter.device().devicePixelRatioF()
    where = QRectF(rect)
    painter.drawPixmap(where.topLeft(), pixmap(name, getattr(_palette, role), round(where.width()), ratio))


@lru_cache(maxsize=512)
def pixmap(name: str, color: str, size: int, ratio: float) -> QPixmap:
    """Return an icon as a picture of `size` pixels square, `ratio` times as fine."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing(name, color))).render(painter)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


class _LineIcon(QIconEngine):
    """Draws at any size and in the colours of now, so that no button need be told of a new palette."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        role = "muted" if mode is QIcon.Mode.Disabled else self._role
        side = min(rect.width(), rect.height())
        square = QRect(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, side, side)
        paint_icon(painter, square, self._name, role)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        color = getattr(_palette, "muted" if mode is QIcon.Mode.Disabled else self._role)
        side = min(size.width(), size.height())
        square = pixmap(self._name, color, round(side / scale), scale)
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
