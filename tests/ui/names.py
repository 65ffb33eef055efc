"""Walks a window as a screen reader does, and lists what it could not name."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

LEAST_TARGET = 24  # pixels


def focusable(window: QWidget) -> Iterator[QWidget]:
    """Yield the visible controls of a window that Tab goes to."""
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy():
            yield widget


def spoken_name(widget: QWidget) -> str:
    """Return what a screen reader calls a widget."""
    interface: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None and interface.isValid() else ""


def nameless(window: QWidget) -> list[str]:
    """Return the controls that have no name, each with its class and its place."""
    return [
        f"{type(widget).__name__} {widget.geometry().getRect()}" for widget in focusable(window) if not spoken_name(widget).strip()
    ]


def too_small(window: QWidget) -> list[str]:
    """Return the controls that are lower or narrower than a finger or a shaky hand needs."""
    return [
        f"{type(widget).__name__} {spoken_name(widget)!r} {widget.width()} × {widget.height()}"
        for widget in focusable(window)
        if min(widget.width(), widget.height()) < LEAST_TARGET
    ]
