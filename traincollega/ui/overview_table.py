"""The table beside the chart: every department, or the trainings about the topic that is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from traincollega.language import _, ngettext
from traincollega.services.highlighting import Board, Chosen
from traincollega.services.reporting import By, Figure
from traincollega.ui import theme as look
from traincollega.ui.beside_layout import BesideLayout
from traincollega.ui.button import button
from traincollega.ui.figures_table import columns, figures_table
from traincollega.ui.row_table import HEIGHT, RowTable
from traincollega.ui.text import label
from traincollega.ui.theme import Theme

FEW, MOST, LEAST = 6, 12, 120
"""Rows before one asks for all, rows before it scrolls, and pixels at 100 % that the heading needs beside its link."""


def as_high_as_its_rows(table: RowTable, theme: Theme, most: int) -> None:
    """Give a table room for its rows, at most so many: then it scrolls."""
    rows = max(1, min(most, table.rows.rowCount()))
    table.setFixedHeight(table.horizontalHeader().sizeHint().height() + rows * theme.px(HEIGHT) + 2)


class OverviewTable(QWidget):
    """A heading, a link and a table; `opened` carries by what it stands and a row, `left` that one wants all departments again."""

    opened = Signal(str, object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        """Make it empty."""
        super().__init__()
        self._theme = theme
        self._figures: Sequence[Figure] = ()
        self._by: By = "department"
        self._chosen: Chosen | None = None
        self._all = False
        px = theme.px
        self.heading = label("", "h3", wrap=True)
        self.back = button(_("All departments"), self.left.emit, kind="link")
        head = QWidget()
        self.heading.setMinimumHeight(px(look.CONTROL))
        self.heading.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        beside = BesideLayout(head, gap=px(look.M), least=px(LEAST))
        beside.addWidget(self.heading)
        beside.addWidget(self.back)
        self.table = figures_table(theme, _("Departments"))
        self.table.opened.connect(lambda one: self.opened.emit(self._by, one))
        self.more = button("", self._show_all, kind="link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(look.S))
        for part in (head, self.table, self.more):
            column.addWidget(part)
        theme.changed.connect(self._fit)

    def show_board(self, board: Board, chosen: Chosen | None) -> None:
        """Show the departments; or, of a topic that is chosen, its trainings."""
        topic = chosen.key if chosen and chosen.by == "topic" else ""
        self._by, self._chosen = ("training" if topic else "department"), chosen
        self._figures = board.trainings if topic else board.figures["department"]
        words = _("Trainings about {topic}").format(topic=topic) if topic else _("By department")
        self.heading.setText(words)
        self.table.setAccessibleName(words)
        self.back.setVisible(bool(topic))
        self.table.set_columns(columns(self._by))
        self._show()

    def _show(self) -> None:
        key = self._chosen.key if self._chosen and self._by == "department" else ""
        place = next((at for at, one in enumerate(self._figures) if one.key == key), 0) if key else 0
        shown = self._figures if self._all or place >= FEW else self._figures[:FEW]
        self.table.set_groups([("", list(shown))])
        if key:
            self.table.choose(key)
        else:
            self.table.clearSelection()
        many = len(self._figures)
        department = ngettext("Show the department", "Show all {n} departments", many)
        training = ngettext("Show the training", "Show all {n} trainings", many)
        self.more.setText((training if self._by == "training" else department).format(n=many))
        self.more.setVisible(len(shown) < many)
        self._fit()

    def _show_all(self) -> None:
        self._all = True
        self._show()
        self.table.setFocus()

    def _fit(self) -> None:
        as_high_as_its_rows(self.table, self._theme, MOST)
