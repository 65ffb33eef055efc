"""Two texts side by side: who wrote them and when, and which words are only in one of them, never by colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.services.differences import Piece, differences
from traincollega.ui import theme as look
from traincollega.ui.safe_browser import SafeBrowser
from traincollega.ui.text import escaped, label
from traincollega.ui.theme import Theme

LEAST = 66  # pixels at 100 % that a text shows of itself
STACKS_BELOW = 480  # pixels at 100 %: the texts go under one another
SPOKEN = 12
"""The most parts that are told apart to a screen reader."""


@dataclass(frozen=True)
class Side:
    """One of the two texts."""

    head: str
    told: str
    """Who and when, in one line, or ""."""
    text: str


class SideBySide(QWidget):
    """Shows two texts; `says_old` where the left one is to give way to the right one."""

    def __init__(self, theme: Theme, *, says_old: bool) -> None:
        """Make it empty."""
        super().__init__()
        self._theme, self._says_old = theme, says_old
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(look.M))
        self._sheets = (_Sheet(theme), _Sheet(theme))
        for sheet in self._sheets:
            self._row.addWidget(sheet, 1)

    @property
    def browsers(self) -> tuple[SafeBrowser, SafeBrowser]:
        """The two texts, left and right."""
        return self._sheets[0].browser, self._sheets[1].browser

    def show_sides(self, left: Side, right: Side) -> None:
        """Show two texts."""
        pieces = differences(left.text, right.text)
        kinds = ("gone", "new") if self._says_old else ("new", "new")
        only = _("Underlined: only in this text.")
        legends = (_("Struck through: goes away."), _("Underlined: is new.")) if self._says_old else (only, only)
        for sheet, side, parts, kind, legend in zip(self._sheets, (left, right), pieces, kinds, legends, strict=True):
            sheet.show_side(side, parts, kind, legend)

    def put_under(self, *widgets: QWidget) -> None:
        """Put something under each of the two texts."""
        for sheet, widget in zip(self._sheets, widgets, strict=True):
            sheet.column.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across = QBoxLayout.Direction.LeftToRight
        self._row.setDirection(across if self.width() >= self._theme.px(STACKS_BELOW) else QBoxLayout.Direction.TopToBottom)


class _Text(SafeBrowser):
    def sizeHint(self) -> QSize:
        return self.minimumSize()  # it takes the room there is, and scrolls what it cannot show


class _Sheet(QFrame):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        px = theme.px
        self.setProperty("box", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(px(look.L), px(look.M), px(look.L), px(look.M))
        self.column.setSpacing(px(look.XS))
        self._head, self._told, self._legend = label("", "label", wrap=True), label("", "small", wrap=True), label("", "small")
        self._legend.setWordWrap(True)
        self.browser = _Text(theme, "")
        self.browser.setMinimumHeight(px(LEAST))
        self.column.addWidget(self._head)
        self.column.addWidget(self._told)
        self.column.addSpacing(px(look.XS))
        self.column.addWidget(self.browser, 1)
        self.column.addWidget(self._legend)
        self.setMinimumWidth(px(160))

    def show_side(self, side: Side, pieces: Sequence[Piece], kind: str, legend: str) -> None:
        self._head.setText(side.head)
        self._told.setText(side.told or " ")  # the texts begin at the same height
        apart = [piece.text.strip() for piece in pieces if not piece.alike and piece.text.strip()]
        self._legend.setText(legend)
        self._legend.setVisible(bool(apart))
        self.browser.setAccessibleName(side.head)
        spoken = ", ".join(f"“{text}”" for text in apart[:SPOKEN])
        self.browser.setAccessibleDescription(f"{legend} {spoken}" if apart else "")
        self.browser.show_html(
            _html(pieces, kind) if side.text else f'<p class="muted">{escaped(_("Nothing is written here."))}</p>'
        )


def _html(pieces: Sequence[Piece], kind: str) -> str:
    """Return pieces as HTML: what was typed as it was typed, what is other in a span of its kind."""
    parts = []
    for piece in pieces:
        words = "" if piece.alike else piece.text.strip() or piece.text  # a space at an edge is no word to mark
        before, marked, after = piece.text.partition(words) if words else (piece.text, "", "")
        parts.append(escaped(before) + (f'<span class="{kind}">{escaped(marked)}</span>' if marked else "") + escaped(after))
    return f'<p class="typed">{"".join(parts)}</p>'
