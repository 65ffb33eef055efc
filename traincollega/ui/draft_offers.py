"""Drafts that were left open, offered again: go on writing, or throw away."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.section import Section
from traincollega.ui.text import label
from traincollega.ui.theme import Theme

SHOWN = 3


class DraftOffers(QWidget):
    """A box with a row per draft, gone where there are none."""

    def __init__(self, theme: Theme, go_on: Callable[[str], object], throw_away: Callable[[str], object]) -> None:
        """Make it empty; both callables are handed the id of a draft."""
        super().__init__()
        self._theme, self._go_on, self._throw_away = theme, go_on, throw_away
        self._section = Section(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._section)
        self._shown: list[tuple[str, str]] | None = None
        self.hide()

    def offer(self, drafts: Sequence[tuple[str, str]]) -> None:
        """Offer these drafts, the last one written first: the id of each, and a sentence about it."""
        shown = list(drafts)
        if shown == self._shown:
            return
        self._shown = shown
        self._section.clear()
        for identity, text in shown[:SHOWN]:
            self._section.add(self._row(identity, text))
        if len(shown) > SHOWN:
            self._section.add(label(_("Your other drafts are under My trainings."), "small", wrap=True))
        self.setVisible(bool(shown))

    def _row(self, identity: str, text: str) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(look.XS))
        column.addWidget(label(text, wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(self._theme.px(look.M))
        for words, pressed in ((_("Go on writing"), self._go_on), (_("Throw away"), self._throw_away)):
            made = button(words, partial(pressed, identity))
            made.setAccessibleDescription(text)
            buttons.addWidget(made)
        buttons.addStretch()
        column.addLayout(buttons)
        return row
