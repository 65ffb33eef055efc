"""What tests of windows stand on: a look, a frame without a window, and the walk that finds nameless controls."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui import names
from traincollega.ui.background import Background
from traincollega.ui.frame import ChangeSignal, Frame
from traincollega.ui.messages import MessageBar
from traincollega.ui.parts import Parts
from traincollega.ui.theme import Theme


@pytest.fixture(autouse=True)
def gone_is_gone(qapp: QApplication) -> Iterator[None]:
    """Delete every window and look after its test: a new look dresses all that still live, which made each test slower."""
    yield
    for window in qapp.topLevelWidgets():
        if window.parent() is None:
            window.close()
            window.deleteLater()
    for look in qapp.findChildren(Theme):
        look.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """Light, at 100 %."""
    made = Theme(qapp, "light")
    made.apply()
    yield made
    made.deleteLater()


@pytest.fixture
def frame(theme: Theme, qtbot: Any) -> Frame:
    """A frame without a window; work is done at once, `go` goes nowhere."""
    return frame_at(theme, qtbot, SimpleNamespace())


@pytest.fixture
def frame_for(theme: Theme, qtbot: Any) -> Callable[[Any], Frame]:
    """Return a frame without a window, at a desk."""
    return lambda desk: frame_at(theme, qtbot, desk)


def frame_at(theme: Theme, qtbot: Any, desk: Any) -> Frame:
    """Return a frame at `desk` whose parts are closed when the test ends."""
    messages = MessageBar(theme)
    qtbot.addWidget(messages)
    parts = Parts([], {}, lambda chosen: None, theme)
    background = Background(theme, at_once=True)
    return Frame(lambda: desk, theme, messages, background, lambda page, /, **what: None, ChangeSignal(theme), parts)


@pytest.fixture
def assert_reachable() -> Callable[[QWidget], None]:
    """Return a check: every control of a window has a name and is large enough to hit."""

    def check(window: QWidget) -> None:
        assert names.nameless(window) == []
        assert names.too_small(window) == []

    return check
