"""Which parts of the program the column shows: those of my roles, unless somebody chose otherwise under *Instellingen*."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal


class Part(NamedTuple):
    """A page that may be left out of the column."""

    page: str
    title: str
    usual: Callable[[], bool]
    """Whether it shows where nobody chose: it is for everybody, or for a role that I have."""


class Parts(QObject):
    """Knows what was chosen; what is as usual again is forgotten, so that a role that comes later still shows its pages."""

    changed = Signal()

    def __init__(
        self, rows: Sequence[Part], chosen: Mapping[str, bool], keep: Callable[[Mapping[str, bool]], object], parent: QObject
    ) -> None:
        """Begin with what was `chosen` before, by page; `keep` is told what is chosen from then on."""
        super().__init__(parent)
        self.rows = {part.page: part for part in rows}
        self._chosen, self._keep = {page: bool(shown) for page, shown in chosen.items()}, keep

    def shown(self, page: str) -> bool:
        """Say whether the column shows a page."""
        part = self.rows.get(page)
        return part is None or self._chosen.get(page, part.usual())

    def choose(self, page: str, shown: bool) -> None:
        """Show a page in the column from now on, or leave it out."""
        self._chosen.pop(page, None)
        if shown != self.shown(page):
            self._chosen[page] = shown
        self._keep(dict(self._chosen))
        self.changed.emit()
