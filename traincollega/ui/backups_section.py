"""The backups on this computer, in Instellingen: which there are, make one now, put one back."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from traincollega.errors import TrainCollegaError
from traincollega.language import _
from traincollega.services.desk import Done
from traincollega.services.keeping_backups import Backup, back_up_now, backups, described
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.frame import Frame
from traincollega.ui.long_work import do_long
from traincollega.ui.question import ask
from traincollega.ui.section import Section
from traincollega.ui.text import label


class BackupsSection(QWidget):
    """Lists the backups, newest first; each has its button."""

    def __init__(self, frame: Frame, restore: Callable[[Path], None]) -> None:
        """Make it empty; `restore` puts one back and opens the window anew."""
        super().__init__()
        self._frame, self._restore = frame, restore
        self._shown: Sequence[Backup] | None = None
        px = frame.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(look.M))
        column.addWidget(label(_("Backups"), "h2"))
        about = _("Each day on which you change something gets a backup on this computer. The last seven stay.")
        column.addWidget(label(about, "muted", wrap=True))
        self._rows = Section(frame.theme)
        self._rows.setAccessibleName(_("Backups"))
        column.addWidget(self._rows)
        make = QHBoxLayout()
        make.addWidget(button(_("Make a backup now"), self._make))
        make.addStretch()
        column.addLayout(make)

    def reload(self) -> None:
        """Look again which there are, in the background."""
        folder = self._frame.desk.path.parent
        self._frame.background.run(lambda: backups(folder), self._show, self._tell, key="backups")

    def _show(self, found: Sequence[Backup]) -> None:
        if found == self._shown:  # who stands on a button stays there
            return
        self._shown = found
        today = self._frame.desk.today()
        self._rows.clear()
        for one in found:
            name, holds = described(one, today)
            if one.held:
                self._rows.add_row(name, holds, _("Put back…"), partial(self._ask, one))
            else:
                self._rows.add_row(name, holds)
        if not found:
            self._rows.add(label(_("There is no backup yet. The first one comes by itself in a moment."), wrap=True))

    def _ask(self, backup: Backup) -> None:
        name, holds = described(backup, self._frame.desk.today())
        more = _("What you did after that goes back to how it was. The state of now is kept as a backup.")
        does = partial(self._restore, backup.path)
        ask(self, _("Put a backup back"), f"{name}\n{holds}", more, _("Put it back"), does, careful=True)

    def _make(self) -> None:
        desk = self._frame.desk

        def made(done: Done) -> None:
            self._frame.messages.say(done.sentence)
            self.reload()

        words, stopped = _("The backup is being made…"), _("Stopped. No backup was made.")
        do_long(self._frame, words, lambda report: back_up_now(desk, report), made, stopped)

    def _tell(self, error: TrainCollegaError) -> None:
        self._frame.messages.error(error)
