"""Our own line icons as pictures, drawn from their SVG in a colour of the palette."""

from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from traincollega.resources import FOLDER
from traincollega.ui.palette import LIGHT, Palette

_palette = LIGHT


def use(palette: Palette) -> None:
    """Draw every icon in the colours of this palette from its next painting on."""
    global _palette
    _palette = palette


@cache
def drawing(name: str, color: str) -> bytes:
    """Return the SVG of an icon in a colour; an unknown name is a FileNotFoundError."""
    return Path(FOLDER, "icons", f"{name}.svg").read_bytes().replace(b"currentColor", color.encode())


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, role: str) -> None:
    """Paint an icon into `rect`, in the colour of a role of the palette."""
    where = QRectF(rect)
    painter.drawPixmap(where.topLeft(), picture(name, role, round(where.width()), painter.device().devicePixelRatioF()))


def picture(name: str, role: str, size: int, ratio: float) -> QPixmap:
    """Return an icon as a picture of `size` pixels square, `ratio` times as fine, in the colour that a role has now."""
    return pixmap(name, getattr(_palette, role), size, ratio)


@lru_cache(maxsize=512)
def pixmap(name: str, color: str, size: int, ratio: float) -> QPixmap:
    """Return an icon as a picture in a colour "#RRGGBB"."""
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(drawing(name, color))).render(painter)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn
