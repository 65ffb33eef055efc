"""Keeps the focus where it was while what it stood on is built anew."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget


@contextmanager
def keeping_focus(area: QWidget, otherwise: QWidget) -> Iterator[None]:
    """Give the focus back to the button with the same words about the same thing in `area`, else to `otherwise`.

    Nothing happens where the focus was elsewhere.
    """
    focus = QApplication.focusWidget()
    inside = focus is not None and area.isAncestorOf(focus)
    known = (focus.text(), focus.accessibleDescription()) if isinstance(focus, QAbstractButton) else None
    yield
    if not inside:
        return
    fresh = [one for one in area.findChildren(QAbstractButton) if not _gone(one, area)]
    same = [one for one in fresh if (one.text(), one.accessibleDescription()) == known]
    (same[0] if same else otherwise).setFocus(Qt.FocusReason.OtherFocusReason)


def _gone(one: QWidget, area: QWidget) -> bool:
    """Say whether it, or what it stands on, was hidden to be thrown away."""
    walk: QWidget | None = one
    while walk is not None and walk is not area:
        if walk.isHidden() and walk.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            return True
        walk = walk.parentWidget()
    return False
