"""The ground of a page: its margins, and a part that scrolls."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from traincollega.ui import theme as look
from traincollega.ui.theme import Theme


def page_column(page: QWidget, theme: Theme) -> QVBoxLayout:
    """Give a page its margins and return the column its parts go in."""
    column = QVBoxLayout(page)
    column.setContentsMargins(theme.px(look.XL), theme.px(20), theme.px(look.XL), theme.px(look.L))
    column.setSpacing(theme.px(look.M))
    return column


def scrolling(content: QWidget, name: str) -> QScrollArea:
    """Return `content` in a part that scrolls down, never sideways; `name` is for screen readers."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setAccessibleName(name)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setProperty("plain", True)
    content.setAutoFillBackground(False)
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    return area
