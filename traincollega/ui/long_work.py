"""Long work that somebody may stop: off the window's thread, with the bar that tells how far it is."""

from collections.abc import Callable
from typing import TypeVar

from traincollega.ui.background import Report
from traincollega.ui.frame import Frame

T = TypeVar("T")


def do_long(frame: Frame, words: str, work: Callable[[Report], T], done: Callable[[T], None], stopped: str) -> None:
    """Do `work`, which reports how far it is, and hand its answer to `done`; the bar says `words`, and `stopped` once it was."""

    def progress(far: int, of: int) -> None:
        frame.messages.working(words, far, of, lambda: stop())

    progress(0, 0)
    stop = frame.background.run_long(
        work, done, frame.messages.error, progress=progress, stopped=lambda: frame.messages.say(stopped, kind="info")
    )
