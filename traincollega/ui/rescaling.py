"""Lengths that were set at one zoom, set anew at another: so no page need remember them, nor be built again."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from PySide6.QtCore import QMargins, QSize
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLayout, QLineEdit, QWidget

from traincollega.ui.flow_layout import FlowLayout

HAIRLINE = 1  # a border is one pixel at every zoom
NO_LIMIT = 524_287  # as far as Qt's layouts count; what is larger means "any"
Scaled = Callable[[int], int]
Step = Callable[[], object]


def rescale(windows: Iterable[QWidget], was: int, now: int) -> None:
    """Set margins, gaps, least and largest sizes of windows, made at `was` percent, to what they are at `now` percent."""
    scaled = partial(at_zoom, was=was, now=now)
    steps: list[Step] = []  # all lengths are read before any is set: a layout without a gap has its parent's
    for window in windows:
        for layout in window.findChildren(QLayout):
            steps += _of_layout(layout, scaled)
        for widget in (window, *window.findChildren(QWidget)):
            steps += _of_widget(widget, scaled)
    for step in steps:
        step()


def at_zoom(length: int, was: int, now: int) -> int:
    """Return a length of `was` percent at `now` percent; it goes through the length at 100 %, so that none drifts.

    >>> [at_zoom(at_zoom(length, 100, 90), 90, 150) for length in (1, 8, 12, 24)]
    [1, 12, 18, 36]
    """
    if length <= HAIRLINE or length >= NO_LIMIT:
        return length
    return round(round(length * 100 / was) * now / 100)


def _of_layout(layout: QLayout, scaled: Scaled) -> Iterator[Step]:
    yield partial(layout.setContentsMargins, _margins(layout.contentsMargins(), scaled))
    if isinstance(layout, FlowLayout):
        yield partial(layout.set_gaps, *map(scaled, layout.gaps))
    elif isinstance(layout, QGridLayout):
        yield partial(layout.setHorizontalSpacing, scaled(layout.horizontalSpacing()))
        yield partial(layout.setVerticalSpacing, scaled(layout.verticalSpacing()))
    else:
        yield partial(layout.setSpacing, scaled(layout.spacing()))
    if isinstance(layout, QBoxLayout):
        for item in filter(None, map(layout.itemAt, range(layout.count()))):
            space = item.spacerItem()
            if space is not None:
                size, policy = _size(space.sizeHint(), scaled), space.sizePolicy()
                yield partial(space.changeSize, size.width(), size.height(), policy.horizontalPolicy(), policy.verticalPolicy())
        yield layout.invalidate


def _of_widget(widget: QWidget, scaled: Scaled) -> Iterator[Step]:
    yield partial(widget.setMaximumSize, _size(widget.maximumSize(), scaled))
    yield partial(widget.setMinimumSize, _size(widget.minimumSize(), scaled))
    if not (around := widget.contentsMargins()).isNull():
        yield partial(widget.setContentsMargins, _margins(around, scaled))
    if isinstance(widget, QLineEdit):
        yield partial(widget.setTextMargins, _margins(widget.textMargins(), scaled))


def _margins(margins: QMargins, scaled: Scaled) -> QMargins:
    return QMargins(scaled(margins.left()), scaled(margins.top()), scaled(margins.right()), scaled(margins.bottom()))


def _size(size: QSize, scaled: Scaled) -> QSize:
    return QSize(scaled(size.width()), scaled(size.height()))
