"""The hours in bars, by month, topic or department, or the same as a table."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.services.reporting import By, Figure
from traincollega.ui import theme as look
from traincollega.ui.bar_chart import BarChart
from traincollega.ui.beside_layout import BesideLayout
from traincollega.ui.button import button
from traincollega.ui.figures_table import MOST_BARS, bars, columns, figures_table
from traincollega.ui.overview_table import as_high_as_its_rows
from traincollega.ui.text import label
from traincollega.ui.theme import Theme

LEAST = 120


class HoursChart(QWidget):
    """A chart under a choice; `opened` carries by what it stood, and a row of its table."""

    opened = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        """Make it empty."""
        super().__init__()
        self._theme = theme
        self._figures: Mapping[By, Sequence[Figure]] = {}
        px = theme.px
        self.by = QComboBox()
        self.by.setAccessibleName(_("What the chart shows"))
        for words, by in ((_("Hours by month"), "month"), (_("Hours by topic"), "topic"), (_("Hours by department"), "department")):
            self.by.addItem(words, by)
        self.by.activated.connect(lambda: self._show())
        self.turn = button("", self._turn, kind="link")
        head = QWidget()
        beside = BesideLayout(head, gap=px(look.M), least=px(LEAST))
        beside.addWidget(self.by)
        beside.addWidget(self.turn)
        self._card = QFrame()
        self._card.setProperty("box", "card")
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(px(look.L), px(look.L), px(look.L), px(look.M))
        self.bars = BarChart(theme)
        self.cut = label("", "small", wrap=True)
        inside.addWidget(self.bars)
        inside.addWidget(self.cut)
        self.table = figures_table(theme, _("Hours"))
        self.table.opened.connect(lambda one: self.opened.emit(self.by.currentData(), one))
        self.table.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(look.S))
        for part in (head, self._card, self.table):
            column.addWidget(part)
        self._name_turn()

    def show_figures(self, figures: Mapping[By, Sequence[Figure]]) -> None:
        """Show other figures."""
        self._figures = figures
        self._show()

    def _show(self) -> None:
        by: By = self.by.currentData()
        figures = self._figures.get(by, ())
        shown = bars(figures, by)
        self.bars.show_bars(self.by.currentText(), shown, upright=by == "month")
        self.cut.setText(self._cut(by, len(figures), len(shown)))
        self.cut.setVisible(bool(self.cut.text()))
        self.table.setAccessibleName(self.by.currentText())
        self.table.set_columns(columns(by))
        self.table.set_groups([("", list(figures))])
        as_high_as_its_rows(self.table, self._theme, MOST_BARS)

    def _cut(self, by: By, many: int, shown: int) -> str:
        """Return what the bars leave out; months to come are no loss."""
        if shown < MOST_BARS or many == shown:
            return ""
        if by == "month":
            return _("At most the last {n} months. The table has all of them.").format(n=shown)
        return _("The {n} with the most hours. The table has all of them.").format(n=shown)

    def _turn(self) -> None:
        as_table = self.table.isHidden()
        self.table.setVisible(as_table)
        self._card.setVisible(not as_table)
        self._name_turn()

    def _name_turn(self) -> None:
        self.turn.setText(_("Show as table") if self.table.isHidden() else _("Show as chart"))
