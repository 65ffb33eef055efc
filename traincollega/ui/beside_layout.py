"""A layout of two: what is read, and beside it, or beneath where there is no room, what is pressed."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLayoutItem, QWidget

from traincollega.ui.flow_layout import FlowLayout


class BesideLayout(FlowLayout):
    """Decides by the width it is asked about, so its height is right the first time; a turn in `resizeEvent` comes too late."""

    def __init__(self, parent: QWidget | None = None, *, gap: int, least: int) -> None:
        """Make it empty; `least` are the pixels that the first of the two needs beside the second."""
        super().__init__(parent, gap=gap)
        self._least = least

    def _place(self, rect: QRect, *, move: bool) -> int:
        words, *rest = self._shown()
        if not rest:
            return self._put(words, rect, move)
        pressed, gap = rest[0], self.gaps[0]
        size = pressed.sizeHint()
        room = rect.width() - gap - size.width()
        if room < self._least:
            read = self._put(words, rect, move)
            width = min(size.width(), rect.width())
            return read + gap + self._put(pressed, QRect(rect.x(), rect.y() + read + gap, width, size.height()), move)
        tall = max(_height(words, room), size.height())
        read = _height(words, room)
        self._put(words, QRect(rect.x(), rect.y() + (tall - read) // 2, room, read), move)
        top = rect.y() + (tall - size.height()) // 2
        self._put(pressed, QRect(rect.x() + room + gap, top, size.width(), size.height()), move)
        return tall

    def _put(self, item: QLayoutItem, rect: QRect, move: bool) -> int:
        """Place an item in a width, where it is to be moved; return its height."""
        tall = _height(item, rect.width())
        if move:
            item.setGeometry(QRect(rect.x(), rect.y(), rect.width(), tall))
        return tall


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
