"""Reads for a page in the background, each thread at a desk of its own; late answers are dropped."""

import threading
import weakref
from collections.abc import Callable
from typing import TypeVar

from traincollega.services.desk import Desk
from traincollega.ui.frame import Frame

T = TypeVar("T")


class Reading:
    """Asks one thing at a time for one page."""

    def __init__(self, frame: Frame, key: str) -> None:
        """`key` names the page: its earlier question is dropped when it asks another."""
        self._frame, self._key = frame, key
        self._own = threading.local()

    def ask(self, work: Callable[[Desk], T], done: Callable[[T], None]) -> None:
        """Do `work` at a desk elsewhere and hand its answer to `done` here; a foreseen error goes to the message bar."""
        self._frame.background.run(lambda: work(self._desk()), done, self._frame.messages.error, key=self._key)

    def _desk(self) -> Desk:
        desk: Desk | None = getattr(self._own, "desk", None)
        if desk is None:
            desk = self._frame.desk.reader()
            weakref.finalize(desk.store, desk.store.connection.close)
            self._own.desk = desk
        return desk
