"""Binnenhalen: trainings from a file or folder, off the window's thread, with progress and a way to stop."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from traincollega.errors import UnreadableFile
from traincollega.language import _, ngettext
from traincollega.services.beginning import open_desk
from traincollega.services.importing import Imported, import_source, zone_remark
from traincollega.ui import theme as look
from traincollega.ui.background import Report
from traincollega.ui.button import button
from traincollega.ui.frame import Frame
from traincollega.ui.long_work import do_long
from traincollega.ui.page import fit_dialog, scrolling
from traincollega.ui.text import label


def import_file(frame: Frame) -> None:
    """Ask for a file and read it in."""
    kinds = _("Trainings (*.md *.markdown *.csv *.ics *.zip *.tar *.tar.gz *.tgz)")
    chosen, _kind = QFileDialog.getOpenFileName(frame.messages.window(), _("Read in trainings from a file"), "", kinds)
    if chosen:
        import_from(frame, Path(chosen))


def import_folder(frame: Frame) -> None:
    """Ask for a folder and read in everything in it."""
    chosen = QFileDialog.getExistingDirectory(frame.messages.window(), _("Read in trainings from a folder"))
    if chosen:
        import_from(frame, Path(chosen))


def import_from(frame: Frame, source: Path) -> None:
    """Read a file or folder in, on a connection of its own; the bar tells how far it is and what came of it."""
    folder = frame.desk.path.parent

    def work(report: Report) -> Imported:
        desk = open_desk(folder)
        if desk is None:
            raise UnreadableFile(_("There is no organisation here to read into."))
        with closing(desk.store.connection):
            return import_source(desk, source, progress=report)

    def done(imported: Imported) -> None:
        tell(frame, imported)
        frame.changed.happened.emit()

    do_long(frame, _("Reading in {name}").format(name=source.name), work, done, _("Stopped. Nothing was read in."))


def tell(frame: Frame, imported: Imported) -> None:
    """Say what an import brought, with a link to what was refused."""
    counts = imported.trainings
    came = [
        ngettext("{n} new training", "{n} new trainings", counts.new).format(n=counts.new) if counts.new else "",
        _("{n} updated").format(n=counts.updated) if counts.updated else "",
        _("{n} here already").format(n=counts.unchanged) if counts.unchanged else "",
    ]
    refused = len(imported.refused)
    sentence = ", ".join(filter(None, came)) or _("No training was read in")
    actions = [(_("Show them"), lambda: frame.go("discover"))] if counts.new else []
    if refused:
        actions.append(
            (
                ngettext("{n} was refused: why?", "{n} were refused: why?", refused).format(n=refused),
                lambda: Refusals(frame, [(one.where, one.why) for one in imported.refused]).open(),
            )
        )
    remark = zone_remark(frame.desk, imported)
    frame.messages.say(f"{sentence}. {remark}".strip(), kind="warning" if imported.nothing else "good", actions=actions)


class Refusals(QDialog):
    """What was refused, each with its place and its reason."""

    def __init__(self, frame: Frame, refused: Sequence[tuple[str, str]]) -> None:
        """List `refused`: pairs of where and why."""
        super().__init__(frame.messages.window())
        px = frame.theme.px
        self.setWindowTitle(_("Not read in"))
        fit_dialog(self, frame.theme, 640, 440)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(look.XL), px(look.XL), px(look.XL), px(look.L))
        column.setSpacing(px(look.M))
        column.addWidget(label(_("Not read in"), "h2"))
        column.addWidget(label(_("Everything else came in. Correct these and read them in again."), "muted", wrap=True))
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, px(look.S), 0)
        rows.setSpacing(0)
        for where, why in refused:
            rows.addWidget(label(where, "label", wrap=True))
            rows.addWidget(label(why, wrap=True))
            rows.addSpacing(px(look.M))
        rows.addStretch()
        column.addWidget(scrolling(body, _("Not read in")), 1)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.accept, kind="primary"))
        column.addLayout(foot)
