"""Overzichten: for HR, who learned how much; only what was told, so that no small group shows."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from traincollega.errors import TrainCollegaError
from traincollega.language import _, day_and_time, month_name
from traincollega.services.counting import count
from traincollega.services.highlighting import Board, Chosen, board, limit_words
from traincollega.services.reporting import Figure, Overview, may_report, periods
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.empty import EmptyState
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.hours_chart import HoursChart
from traincollega.ui.overview_filters import OverviewFilters
from traincollega.ui.overview_table import OverviewTable
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.text import Sentence, label
from traincollega.ui.tile import TileCard

if TYPE_CHECKING:
    from traincollega.ui.sharing_rounds import Rounds

TILE, BESIDE = 250, 900
"""Pixels at 100 %: the narrowest tile, and from where the table stands beside the chart."""


class OverviewPage(QWidget):
    """Six tiles, a chart of hours and a table; everything is looked up and counted in the background."""

    def __init__(self, frame: Frame, rounds: "Callable[[], Rounds] | None" = None) -> None:
        """Make it and look; `rounds` gives what tells colleagues of an overview by person, without which there is none."""
        super().__init__()
        self._frame, self._rounds = frame, rounds
        self._board: Board | None = None
        px = frame.theme.px
        column = page_column(self, frame.theme)
        self.filters = OverviewFilters(periods(frame.desk), self)
        self.export = button(_("Export"), self._export, kind="primary", icon="export")
        head = PageHeader(frame.theme, _("Overviews"), buttons=(self.export,))
        head.setContentsMargins(px(look.XS), 0, 0, 0)  # in line with what leaves room for its focus ring
        column.setContentsMargins(px(look.XL) - px(look.XS), px(20), px(look.XL), px(look.L))
        column.addWidget(head)
        body = QWidget()
        self._rows = QVBoxLayout(body)
        self._rows.setContentsMargins(px(look.XS), px(look.XS), px(look.S), px(look.L))  # room for the ring
        self._rows.setSpacing(px(look.M))
        self._asked = self._choices()
        self._rows.addWidget(self._asked)
        self._rows.addWidget(self._line())
        self.limit = label(limit_words(), "muted", wrap=True)
        self.limit.hide()
        self._rows.addWidget(self.limit)
        self.note = label("", "muted", wrap=True)
        self.note.hide()
        self._rows.addWidget(self.note)
        self._grid = QGridLayout()
        self._grid.setSpacing(px(look.M))
        self.tiles = [TileCard(frame.theme) for _number in range(6)]
        self._rows.addLayout(self._grid)
        self.empty = EmptyState(frame.theme, "chart", "")
        self.empty.hide()
        self._rows.addWidget(self.empty)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(px(look.XL))
        self.chart, self.table = HoursChart(frame.theme), OverviewTable(frame.theme)
        self._body.addWidget(self.chart, 1, Qt.AlignmentFlag.AlignTop)
        self._body.addWidget(self.table, 1, Qt.AlignmentFlag.AlignTop)
        self._rows.addLayout(self._body)
        self._rows.addStretch()
        column.addWidget(scrolling(body, _("Overviews")), 1)
        self._lay_out()
        self.filters.changed.connect(self._look)
        self.filters.reset.connect(self._tell_reset)
        self.chart.opened.connect(self._open)
        self.table.opened.connect(self._open)
        self.table.left.connect(partial(self.filters.choose, None))
        frame.changed.happened.connect(self._look_again)
        self.reload()

    def _choices(self) -> QWidget:
        whole = QWidget()
        row = FlowLayout(whole, gap=self._frame.theme.px(look.M))
        for box in self.filters.boxes:
            row.addWidget(box)
        return whole

    def _line(self) -> QWidget:
        """Return the line on top: the date of the data, what is not shown, and where that is explained."""
        px = self._frame.theme.px
        whole = QWidget()
        row = FlowLayout(whole, gap=px(look.S), line_gap=0)
        self.as_of = Sentence()
        self.as_of.setProperty("role", "small")
        self.explain = button(_("What do these figures mean?"), self._explain, kind="link")
        self.explain.setCheckable(True)
        self.persons = button(_("By person…"), self._persons, kind="link")
        self.persons.setVisible(self._rounds is not None)
        seeing = button(_("Who sees what?"), lambda: self._frame.go("seeing"), kind="link")
        for one in (self.as_of, self.explain, seeing, self.persons):
            row.addWidget(one)
        return whole

    # what is looked up

    def reload(self) -> None:
        """Look again, and count what came since."""
        self._look()
        self._count()

    def _look_again(self) -> None:
        if self.isVisible():
            self.reload()

    def _look(self) -> None:
        here, period, chosen = self._frame.desk, self.filters.period.currentData(), self.filters.chosen
        self.note.hide()

        def work() -> Board:
            desk = here.reader()
            with closing(desk.store.connection):
                return board(desk, period, chosen)

        self._frame.background.run(work, self._show, self._refuse, key="overview")

    def _count(self) -> None:
        here = self._frame.desk

        def work() -> bool:
            desk = here.elsewhere()
            with closing(desk.store.connection):
                may_report(desk)
                return count(desk)

        self._frame.background.run(work, self._counted, self._refuse, key="counting")

    def _counted(self, told: bool) -> None:
        if told:
            self._look()

    # what is shown

    def _show(self, found: Board) -> None:
        self._board = found
        for part in self._always:
            part.show()
        chosen, any_told = self.filters.chosen, bool(found.told.portions)
        self.as_of.say(self._as_of(found.told))
        self.filters.offer(found.figures["department"], found.figures["topic"])
        for card, tile in zip(self.tiles, found.tiles, strict=True):
            card.show_tile(self._frame.desk, tile)
        if chosen:
            self.note.setText(_("The chart is of everybody. Of one department or topic only two figures can be told."))
            self.note.show()
        self.chart.show_figures(found.figures)
        self.table.show_board(found, chosen)
        for part in (self.chart, self.table, self.export):
            part.setVisible(any_told)
        self.empty.setVisible(not any_told)
        self.empty.say(_("Nothing can be told of this period yet"), _what_helps(found))

    @property
    def _always(self) -> tuple[QWidget, ...]:
        """What shows of any period, to who may see it."""
        return self._asked, self.as_of, self.explain, *self.tiles

    def _as_of(self, told: Overview) -> str:
        few = _("Groups under 5 are not shown.")
        if told.as_of is None:
            return few
        moment = day_and_time(told.as_of, self._frame.desk.zone, self._frame.desk.today())
        return _("Counted on {moment}.").format(moment=moment) + " " + few

    def _refuse(self, error: TrainCollegaError) -> None:
        for part in (self.chart, self.table, self.export, self.note, *self._always):
            part.hide()
        self.empty.show()
        self.empty.say(_("There is nothing to show"), str(error))

    def _explain(self) -> None:
        for one in (self.limit, *(card.meaning for card in self.tiles)):
            one.setVisible(self.explain.isChecked())

    def _tell_reset(self) -> None:
        words = _("A department and a topic together could be a few people. So the other choice is taken back.")
        self._frame.messages.say(words, kind="info")

    # what is done

    def _open(self, by: str, one: Figure) -> None:
        """Look at one department or topic more closely, as far as that can be told."""
        if one.key and by in ("department", "topic"):
            self.filters.choose(Chosen("department" if by == "department" else "topic", one.key))

    def _export(self) -> None:
        from traincollega.ui.export_dialog import ExportDialog  # 20 ms that few windows need

        if self._board is not None:
            ExportDialog(self._frame, self._board.told).open()

    def _persons(self) -> None:
        from traincollega.ui.person_export_dialog import ask_persons  # 20 ms that few windows need

        if self._rounds is not None:
            ask_persons(self._frame, self._rounds)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        px, room = self._frame.theme.px, self.width() - self._frame.theme.px(2 * look.XL)
        across = max(1, min(3, room // px(TILE)))
        for number, card in enumerate(self.tiles):
            self._grid.addWidget(card, number // across, number % across)
        for number in range(3):
            self._grid.setColumnStretch(number, 1 if number < across else 0)
        beside = room >= px(BESIDE)
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)


def _what_helps(found: Board) -> str:
    """Return why nothing can be told, since when, and what helps."""
    if found.since:
        since = _("Since {day} somebody was present, but it cannot be told yet. That takes a week, and at least 5 colleagues.")
        return since.format(day=f"{found.since.day} {month_name(found.since.month)}")
    return _("Figures come once at least 5 colleagues were at a session, and its trainer noted who came. "
             "A trainer does so at the session, under “Attendance”.")  # fmt: skip
