"""Asks the catalogue in the background: the first page at once, then all ids, then the facets; late answers are dropped."""

import threading
import weakref
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from traincollega.services import searching
from traincollega.services.searching import Finder, Hurdle, Question
from traincollega.ui.frame import Frame

T = TypeVar("T")
KEY = "discover"


class CatalogueSearch(QObject):
    """Answers one question at a time; each background thread reads on a connection of its own."""

    first = Signal(object)
    """The ids of the first page."""
    all = Signal(object)
    """All ids."""
    counted = Signal(object)
    """What each choice would give: a dict of facet to (value, count) pairs."""
    hindered = Signal(object)
    """Nothing was found: the hurdles, and whether anything could be found at all."""

    def __init__(self, frame: Frame, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._frame = frame
        self._own = threading.local()
        self._finders: list[Finder] = []

    def ask(self, question: Question, *, again: bool = False) -> None:
        """Look this up; `again` means that the ids on the screen are those of this question already."""
        now = self._frame.desk.now()
        for finder in tuple(self._finders):  # what is still being counted would hold up the answer; its own is dropped anyway
            finder.interrupt()
        if again:
            self._look_up(question, now)
        else:
            self._run(lambda finder: finder.first_page(question, now), lambda ids: self._show_first(question, now, ids))

    def _show_first(self, question: Question, now: datetime, ids: Sequence[int]) -> None:
        self.first.emit(ids)
        self._look_up(question, now)

    def _look_up(self, question: Question, now: datetime) -> None:
        self._run(lambda finder: finder.ids(question, now), lambda ids: self._show_all(question, now, ids))

    def _show_all(self, question: Question, now: datetime, ids: Sequence[int]) -> None:
        self.all.emit(ids)
        if ids:
            self._count(question, now)
        else:
            self._run(
                lambda finder: (searching.hurdles(finder, question, now), finder.count(Question(), now) > 0),
                lambda found: self._show_hurdles(question, now, found),
            )

    def _show_hurdles(self, question: Question, now: datetime, found: tuple[list[Hurdle], bool]) -> None:
        self.hindered.emit(found)
        self._count(question, now)

    def _count(self, question: Question, now: datetime) -> None:
        self._run(lambda finder: searching.facet_counts(finder, question, now), self.counted.emit)

    def _run(self, work: Callable[[Finder], T], done: Callable[[T], None]) -> None:
        self._frame.background.run(lambda: work(self._finder()), done, self._frame.messages.error, key=KEY)

    def _finder(self) -> Finder:
        """Return the finder of this thread; its connection closes with the page."""
        finder: Finder | None = getattr(self._own, "finder", None)
        if finder is None:
            finder = self._frame.desk.finder()
            weakref.finalize(finder, finder.connection.close)
            self._own.finder = finder
            self._finders.append(finder)
        return finder
