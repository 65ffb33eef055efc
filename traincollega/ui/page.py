"""The ground of a page: its margins, and a part that scrolls."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from traincollega.ui import theme as look
from traincollega.ui.theme import Theme


def page_column(page: QWidget, theme: Theme) -> QVBoxLayout:
    """Give a page its margins and return the column its parts go in."""
    column = QVBoxLayout(page)
    column.setContentsMargins(theme.px(look.XL), theme.px(20), theme.px(look.XL), theme.px(look.L))
    column.setSpacing(theme.px(look.M))
    return column


def fit_dialog(dialog: QDialog, theme: Theme, width: int, height: int) -> None:
    """Give a dialog this size, in pixels at 100 %, or what fits over its window."""
    over = dialog.parentWidget()
    room = over.window().size() if over else QSize(theme.px(width), theme.px(height))
    dialog.resize(min(theme.px(width), room.width() - theme.px(look.XXL)), min(theme.px(height), room.height() - theme.px(look.L)))


def scrolling_form(form: QWidget, theme: Theme, name: str) -> QScrollArea:
    """Return a form in a part that scrolls, with room for the ring around what has the focus."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(*(theme.px(look.XS),) * 4)
    column.addWidget(form)
    column.addStretch()
    return scrolling(inside, name)


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
