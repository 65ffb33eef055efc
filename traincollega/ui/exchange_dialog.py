"""The shared file on the screen: write ours; read another's, after seeing what would come."""

from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from traincollega.errors import UnreadableFile
from traincollega.exchange.comparing import NEW, UPDATED
from traincollega.exchange.reading import Counts, Preview, preview, read_in
from traincollega.exchange.writing import write
from traincollega.language import _, ngettext
from traincollega.services.beginning import open_desk
from traincollega.services.desk import Desk, Done
from traincollega.ui import theme as look
from traincollega.ui.background import Report
from traincollega.ui.button import button
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog
from traincollega.ui.text import label, tip

KIND = "*.tjc"
WHY = 300  # pixels at 100 %: the most that the reasons take from the titles


def write_file(frame: Frame) -> None:
    """Ask where, and write our shared file there."""
    name = "".join(sign for sign in frame.desk.our_organisation().name if sign.isalnum() or sign in " -").strip() or "trainingen"
    chosen, _kind = QFileDialog.getSaveFileName(
        frame.messages.window(), _("Write the shared file"), f"{name}.tjc", _("Shared file ({kind})").format(kind=KIND)
    )
    if chosen:
        write_to(frame, Path(chosen))


def write_to(frame: Frame, path: Path) -> None:
    """Write our shared file and say what is in it."""

    def verb() -> Done:
        written = write(frame.desk, path)
        sentence = ngettext(
            "**{name}** holds {n} training.", "**{name}** holds {n} trainings.", written.trainings
        ).format(name=path.name, n=written.trainings)  # fmt: skip
        if written.masked:
            sentence += " " + _("Names of colleagues were left out of: {titles}.").format(titles=", ".join(written.masked[:3]))
        return Done(sentence)

    frame.do(verb, undoable=False)


def choose_file(frame: Frame) -> None:
    """Ask for another organisation's shared file and show what would come."""
    chosen, _kind = QFileDialog.getOpenFileName(
        frame.messages.window(), _("Read in a shared file"), "", _("Shared file ({kind})").format(kind=KIND)
    )
    if chosen:
        look_into(frame, Path(chosen))


def look_into(frame: Frame, path: Path) -> None:
    """Read a shared file off the window's thread, then show what would come; nothing is written yet."""
    folder = frame.desk.path.parent
    frame.messages.working(_("Reading {name}").format(name=path.name), 0, 0)

    def work() -> Preview:
        desk = _own(folder)
        with closing(desk.store.connection):
            return preview(desk, path)

    def show(found: Preview) -> None:
        frame.messages.close_message()
        ExchangeDialog(frame, found).open()

    frame.background.run(work, show, failed=frame.messages.error, key="shared file")


def _own(folder: Path) -> Desk:
    """Return a desk with a connection of its own, for another thread."""
    desk = open_desk(folder)
    if desk is None:
        raise UnreadableFile(_("There is no organisation here to read into."))
    return desk


class ExchangeDialog(QDialog):
    """What a shared file would bring, a row each; what is unticked stays out."""

    def __init__(self, frame: Frame, found: Preview) -> None:
        """Show `found`."""
        super().__init__(frame.messages.window())
        self._frame, self._found = frame, found
        px = frame.theme.px
        self.setWindowTitle(_("Read in a shared file"))
        fit_dialog(self, frame.theme, 780, 560)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(look.XL), px(look.XL), px(look.XL), px(look.L))
        column.setSpacing(px(look.M))
        column.addWidget(label(_("From {organisation}").format(organisation=found.organisation), "h2", wrap=True))
        column.addWidget(label(summary(found), "reading", wrap=True))
        brings = found.new + found.updated > 0
        hint = _("Untick what you do not want. Trainings of your own are never changed.")
        column.addWidget(label(hint if brings else _("There is nothing in it to add."), "muted", wrap=True))
        column.addWidget(self._table(), 1)
        foot = QHBoxLayout()
        foot.setSpacing(px(look.M))
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.reject))
        self._add = button(_("Add to Discover"), self._take, kind="primary")
        self._add.setDefault(True)
        self._add.setVisible(brings)  # what adds nothing is no button
        foot.addWidget(self._add)
        column.addLayout(foot)

    def _table(self) -> QTreeWidget:
        self.table = table = QTreeWidget()
        table.setAccessibleName(_("What would come"))
        table.setHeaderLabels([_("Training"), _("What"), _("Why")])
        table.setRootIsDecorated(False)
        table.setAlternatingRowColors(True)
        table.setUniformRowHeights(True)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        what = {NEW: _("new"), UPDATED: _("updated")}
        for row in sorted(self._found.rows, key=lambda row: (row.what not in what, row.what, row.title.casefold())):
            item = QTreeWidgetItem([row.title, what.get(row.what, _("here already")), row.reason])
            item.setData(0, Qt.ItemDataRole.UserRole, row.id)
            item.setSizeHint(0, QSize(0, self._frame.theme.px(32)))
            if row.what in what:
                item.setCheckState(0, Qt.CheckState.Checked)
            for cell in range(3):
                item.setToolTip(cell, tip(item.text(cell)))
            table.addTopLevelItem(item)
        for one in self._found.refused:
            item = QTreeWidgetItem([one.where, _("refused"), one.why])
            item.setToolTip(2, tip(one.why))
            table.addTopLevelItem(item)
        table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        table.header().setStretchLastSection(False)
        table.header().resizeSection(2, min(table.sizeHintForColumn(2), self._frame.theme.px(WHY)))  # the titles have the rest
        return table

    def left_out(self) -> set[str]:
        """Return the ids of the rows that were unticked."""
        items = (self.table.topLevelItem(number) for number in range(self.table.topLevelItemCount()))
        return {
            item.data(0, Qt.ItemDataRole.UserRole)
            for item in items
            if item is not None and item.data(0, Qt.ItemDataRole.UserRole) and item.checkState(0) is Qt.CheckState.Unchecked
        } & {row.id for row in self._found.rows if row.what in (NEW, UPDATED)}

    def _take(self) -> None:
        frame, found, left_out = self._frame, self._found, self.left_out()
        folder = frame.desk.path.parent

        def work(_report: Report) -> Counts:
            desk = _own(folder)
            with closing(desk.store.connection):
                return read_in(desk, found, left_out)

        frame.messages.working(_("Reading in {organisation}").format(organisation=found.organisation), 0, 0)
        frame.background.run_long(work, partial(self._done, found.organisation), failed=frame.messages.error)
        self.accept()

    def _done(self, organisation: str, counts: Counts) -> None:
        came = [
            _("{n} new").format(n=counts.new) if counts.new else "",
            _("{n} updated").format(n=counts.updated) if counts.updated else "",
        ]
        told = ", ".join(filter(None, came)) or _("nothing new")
        sentence = _("**{organisation}**: {told}.").format(organisation=organisation, told=told)
        actions = [(_("Show them"), lambda: self._frame.go("discover"))] if counts.new or counts.updated else []
        self._frame.messages.say(sentence, actions=actions)
        self._frame.changed.happened.emit()


def summary(found: Preview) -> str:
    """Return "12 new, 3 updated, 40 here already"."""
    parts = [
        _("{n} new").format(n=found.new) if found.new else "",
        _("{n} updated").format(n=found.updated) if found.updated else "",
        _("{n} here already").format(n=found.unchanged) if found.unchanged else "",
        _("{n} refused").format(n=len(found.refused)) if found.refused else "",
    ]
    return ", ".join(part for part in parts if part) or _("nothing new")
