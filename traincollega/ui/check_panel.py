"""*Controle*: what would make a training better, each tip leads to its field."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from traincollega.language import _, ngettext
from traincollega.services.publishing import Tip
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.picture import Picture
from traincollega.ui.section import Section
from traincollega.ui.text import label
from traincollega.ui.theme import Theme
from traincollega.ui.wrapped_link import WrappedLink


class CheckPanel(QWidget):
    """Shows tips, closed until `show_tips`."""

    def __init__(self, theme: Theme, go: Callable[[str], object]) -> None:
        """Make it; `go` puts the focus on a field by its name."""
        super().__init__()
        self._theme, self._go = theme, go
        self._tips: tuple[Tip, ...] | None = None
        self._section = Section(theme, _("Check"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._section)
        self.hide()

    def show_tips(self, tips: Sequence[Tip], *, speak: bool = True) -> None:
        """Show these tips, those that block first; `speak` tells a screen reader how many."""
        ordered = tuple(sorted(tips, key=lambda tip: not tip.blocks))
        self.show()
        if ordered == self._tips:
            return
        self._tips = ordered
        self._section.clear()
        if not ordered:
            self._section.add(self._line("check", "good", label(_("This looks good. You can publish it."), wrap=True)))
        for tip in ordered:
            self._section.add(self._line(*(("error", "error") if tip.blocks else ("info", "link")), self._link(tip)))
        row = QHBoxLayout()
        row.addWidget(button(_("Close check"), self.close_panel, kind="link"))
        row.addStretch()
        self._section.add(row)
        if speak:
            count = ngettext("{n} tip", "{n} tips", len(ordered)).format(n=len(ordered))
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, count))

    def close_panel(self) -> None:
        """Close the panel."""
        self.hide()
        self._tips = None

    def _link(self, tip: Tip) -> QWidget:
        return WrappedLink(self._theme, tip.sentence, lambda: self._go(tip.field))

    def _line(self, name: str, role: str, words: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(look.S))
        row.addWidget(Picture(self._theme, name, role, 18), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        return row
