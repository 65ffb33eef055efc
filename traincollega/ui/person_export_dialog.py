"""Who was at what, person by person, for the personnel file: of which days, what for, and what will be kept of asking it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from traincollega.errors import InvalidInput, TrainCollegaError
from traincollega.exports.person_overviews import write_persons
from traincollega.exports.table import Count
from traincollega.exports.writing import Form
from traincollega.language import _, ngettext, number
from traincollega.services.desk import Desk
from traincollega.services.recording import faults, may_record
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.date_field import DateField
from traincollega.ui.export_dialog import ask_where, form_words
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.form import Form as Fields
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog, scrolling_form
from traincollega.ui.paper_saving import open_file
from traincollega.ui.printing import make_ready, print_pdf
from traincollega.ui.text import label

if TYPE_CHECKING:
    from traincollega.ui.sharing_rounds import Rounds


def ask_persons(frame: Frame, rounds: "Callable[[], Rounds]") -> None:
    """Open the dialog; where the works council did not agree, say so instead."""
    try:
        may_record(frame.desk)
    except TrainCollegaError as error:
        frame.messages.error(error)
        return
    PersonExportDialog(frame, rounds).open()


class PersonExportDialog(QDialog):
    """Two days, a purpose and a form."""

    def __init__(self, frame: Frame, rounds: "Callable[[], Rounds]") -> None:
        """Make it over the window, for this year."""
        super().__init__(frame.messages.window())
        self._frame, self._rounds = frame, rounds
        desk, px = frame.desk, frame.theme.px
        self.setWindowTitle(_("Overview by person"))
        self.form = Fields(frame.theme)
        self.form.add_widget(label(_("Overview by person"), "h2", wrap=True))
        told = _("For the personnel file. Each time you make one stands in the log of exports, for HR and coordinators.")
        self.form.add_widget(label(told, wrap=True))
        today = desk.today()
        self.first = DateField(frame.theme, desk.today, date(today.year, 1, 1))
        self.last = DateField(frame.theme, desk.today, today)
        self.form.add_beside(self.form.add("from", _("From"), self.first), self.form.add("to", _("Up to and including"), self.last))
        self.purpose, self.kind = QLineEdit(), QComboBox()
        self.form.add("purpose", _("What it is for"), self.purpose, _("It stands in the log and in the file."))
        for form, words in form_words().items():
            self.kind.addItem(words, form)
        self.form.add("kind", _("Form"), self.kind)
        foot = QWidget()
        row = FlowLayout(foot, gap=px(look.M))
        self.save = button(_("Save…"), self._save, kind="primary", icon="export")
        for made in (self.save, button(_("Close"), self.reject)):
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.L))
        column.addWidget(scrolling_form(self.form, frame.theme, _("Overview by person")), 1)
        column.addWidget(foot)
        fit_dialog(self, frame.theme, 580, 620)
        self.finished.connect(self.deleteLater)
        self.purpose.setFocus()

    def _save(self) -> None:
        wrong: dict[str, str] = {}
        days: dict[str, date] = {}
        for field, control in (("from", self.first), ("to", self.last)):
            try:
                day = control.day()
            except InvalidInput as error:
                wrong[field] = str(error)
                continue
            if day is None:
                wrong[field] = _("Fill in a day.")
            else:
                days[field] = day
        purpose = self.purpose.text().strip()
        wrong |= faults(days.get("from", date.min), days.get("to", date.max), purpose)
        if not self.form.show_errors(wrong):
            return
        form: Form = self.kind.currentData()
        path = ask_where(self, _("Participation by person"), form)
        if path is not None:
            save_persons(self._frame, self._rounds(), days["from"], days["to"], purpose, form, path)
            self.accept()  # the bar beneath tells how it ended


def save_persons(frame: Frame, rounds: "Rounds", first: date, last: date, purpose: str, form: Form, path: Path) -> None:
    """Note in the log that it is asked, tell colleagues so first where there are any, and write it."""
    make_ready()  # fonts are made known where the window is
    folder = frame.desk.path.parent

    def tell(desk: Desk) -> Desk:
        from traincollega.sharing.rounds import told_first  # 120 ms of cryptography, that only who shares needs

        return told_first(desk, folder)

    def work(desk: Desk) -> Count:
        return write_persons(desk, first, last, purpose, form, path, tell, print_pdf)

    def done(count: Count) -> None:
        sentence = ngettext("**{name}** is saved, with {n} row.", "**{name}** is saved, with {n} rows.", count.rows)
        told = sentence.format(name=path.name, n=number(count.rows))
        open_file(frame, path, f"{told} {_('That you exported this is in the log, with its purpose.')}")
        frame.changed.happened.emit()

    frame.messages.working(_("Writing {name}").format(name=path.name), 0, 0)
    rounds.work(work, done, frame.messages.error)
