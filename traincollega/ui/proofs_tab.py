"""Bewijzen: the proofs of participation about me, each to save and to show to whom I like."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from traincollega.language import _, day_short, duration
from traincollega.services.claiming import Proved
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.frame import Frame
from traincollega.ui.row_table import Column, RowTable
from traincollega.ui.text import label


class ProofsTab(QWidget):
    """A table of them; Enter saves the one that is chosen, as the button does."""

    def __init__(self, frame: Frame) -> None:
        """Make it, with nothing in it yet."""
        super().__init__()
        self._frame = frame
        px = frame.theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(look.L), 0, 0)
        column.setSpacing(px(look.M))
        told = _("A proof is yours: save it, and give it to whom you like. Anybody can verify it.")
        column.addWidget(label(told, "muted", wrap=True))
        self.table = RowTable(frame.theme, self._columns(), _("My proofs of participation"), lambda one: one.session.id)
        self.table.opened.connect(self._save)
        column.addWidget(self.table, 1)
        self.save = button(_("Save as PDF…"), lambda: self._save(self.table.current()), kind="primary", icon="print")
        column.addWidget(self.save, 0, Qt.AlignmentFlag.AlignLeft)

    def fill(self, proofs: list[Proved]) -> None:
        """Show these; the first one is chosen where none was."""
        self.table.set_groups([("", proofs)])
        if proofs and self.table.current() is None:
            self.table.choose(proofs[0].session.id)

    def _columns(self) -> list[Column]:
        desk = self._frame.desk
        return [
            Column(_("Training"), lambda one: str(one.training.title), 5, main=True),
            Column(_("Date"), lambda one: day_short(one.session.starts.astimezone(desk.zone).date(), desk.today()), 3, whole=True),
            Column(_("Trainer"), lambda one: str(one.trainer), 3, spare=True),
            Column(_("Duration"), lambda one: duration(one.minutes), 2, whole=True, spare=True),
        ]

    def _save(self, one: Proved | None) -> None:
        if one is None:
            self._frame.messages.say(_("Choose a proof in the table first."), kind="info")
            self.table.setFocus()
            return
        from traincollega.ui.proof_saving import save_one  # 200 ms, most of it cryptography and printing

        save_one(self._frame, one.proof, self)
