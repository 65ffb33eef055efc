"""Privacy: a copy of my data, the data statement, how long names are kept and what is past that, and the log of exports."""

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QSpinBox, QVBoxLayout, QWidget

from traincollega.errors import InvalidInput, TrainCollegaError
from traincollega.exports.data_statement import data_statement
from traincollega.exports.my_data import my_data_json, my_data_page
from traincollega.language import _, day_and_time, day_short, ngettext
from traincollega.services import retaining
from traincollega.services.desk import Done
from traincollega.services.logging_exports import exports
from traincollega.services.writing_files import put_down
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.hr_form import HrForm
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.paper_saving import open_file, save_paper
from traincollega.ui.question import ask
from traincollega.ui.reading import Reading
from traincollega.ui.section import Section
from traincollega.ui.text import label

WIDEST = 720  # pixels at 100 %
NAMED, SHOWN = 3, 20
"""Sessions that are named, and exports that are listed."""


class PrivacyPage(QWidget):
    """What is for everybody stands first, what a coordinator decides after it."""

    def __init__(self, frame: Frame) -> None:
        """Make it and fill it."""
        super().__init__()
        self._frame, self._reading = frame, Reading(frame, "past its term")
        px = frame.theme.px
        column = page_column(self, frame.theme)
        about = _("What is kept about people, how long, and who took it out.")
        head = PageHeader(frame.theme, _("Privacy"), about)
        head.setContentsMargins(px(look.XS), 0, 0, 0)  # in line with fields that leave room for their focus ring
        column.setContentsMargins(px(look.XL) - px(look.XS), px(20), px(look.XL), px(look.L))
        column.addWidget(head)
        body = QWidget()
        body.setMaximumWidth(px(WIDEST))  # of the whole: else what wraps in a part is given the height of a wider one
        rows = QVBoxLayout(body)
        rows.setContentsMargins(px(look.XS), px(look.XS), px(look.S), px(look.XL))
        rows.setSpacing(px(look.XL))
        coordinator = frame.desk.is_coordinator()
        self._due, self._log = Section(frame.theme, _("Past its term")), Section(frame.theme, _("Log of exports"))
        self._terms = self._terms_form()
        for part in (self._mine(), *((self._terms, self._due, HrForm(frame)) if coordinator else ()), self._log):
            rows.addWidget(part)
        rows.addStretch()
        column.addWidget(scrolling(body, _("Privacy")), 1)
        frame.changed.happened.connect(self._look_again)
        self.reload()

    def _look_again(self) -> None:
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Look again what is past its term, and what was exported; what is typed stays."""
        if self._frame.desk.is_coordinator():
            self._reading.ask(retaining.report, self._show_due)
        self._show_log()

    def _mine(self) -> QWidget:
        section = Section(self._frame.theme, _("For everybody"))
        section.add_row(
            _("A copy of my data"), _("All that is kept about you, to read or for another program."), _("Save a copy…"), self._copy
        )
        section.add_row(
            _("Data statement"), _("What is kept, what for, who sees it and how long: for works council and privacy officer."),
            _("Save statement…"), self._statement,
        )  # fmt: skip
        section.add_row(_("Who sees what?"), _("The same in short, on the screen."), _("Look"), partial(self._frame.go, "seeing"))
        return section

    def _terms_form(self) -> Form:
        ours = self._frame.desk.our_organisation()
        form = Form(self._frame.theme)
        form.add_widget(label(_("How long names are kept"), "h2"))
        self.names, self.no_shows = self._months(ours.keep_names), self._months(ours.keep_no_shows)
        form.add("names", _("Who signed up"), self.names, _("So long after a session it is kept who was on its list."))
        form.add(
            "no_shows",
            _("Attendance"),
            self.no_shows,
            _("So long it is kept who came, who told they would not, and who did not come."),
        )
        foot = QWidget()
        flow = FlowLayout(foot, gap=self._frame.theme.px(look.M))
        self._save_terms = button(_("Save the terms"), self.save_terms)
        flow.addWidget(self._save_terms)
        form.add_widget(foot)
        return form

    def _months(self, value: int) -> QSpinBox:
        made = QSpinBox()
        made.setRange(1, retaining.LONGEST)
        made.setValue(value)
        made.setSuffix(" " + _("months"))
        made.setFixedSize(self._frame.theme.px(180), self._frame.theme.px(36))
        return made

    def _show_due(self, found: retaining.Report) -> None:
        self._due.clear()
        names, no_shows = len(found.names), len(found.no_shows)
        if found.nothing:
            self._due.add_row(_("Nothing is past its term."))
            return
        if names:
            words = ngettext("Who signed up for {n} session", "Who signed up for {n} sessions", names).format(n=names)
            self._due.add_row(words, self._listed(found.names))
        if no_shows:
            words = ngettext("The attendance at {n} session", "The attendance at {n} sessions", no_shows).format(n=no_shows)
            self._due.add_row(words, self._listed(found.no_shows))
        kept = _("The counts stay. What is erased does not come back, on any computer.")
        erase = self._due.add_row(_("Let this go"), kept, _("Erase…"), self._ask)
        if erase is not None:
            self.setTabOrder(self._save_terms, erase)  # it is made last, and stands before what HR may know

    def _listed(self, dues: Sequence[retaining.Due]) -> str:
        desk = self._frame.desk
        days = [day_short(one.session.starts.astimezone(desk.zone).date(), desk.today()) for one in dues[:NAMED]]
        told = [f"{one.title}, {day}" for one, day in zip(dues, days, strict=False)]
        more = _("and {n} more").format(n=len(dues) - len(told)) if len(dues) > len(told) else ""
        return " · ".join(filter(None, (*told, more)))

    def _show_log(self) -> None:
        desk = self._frame.desk
        self._log.clear()
        found = exports(desk)
        for one in found[:SHOWN]:
            at = day_and_time(one.at, desk.zone, desk.today())
            lines = ngettext("{n} line", "{n} lines", one.rows).format(n=one.rows)
            told = (at, one.who, one.form.upper(), lines, one.purpose)
            self._log.add_row(one.what, " · ".join(filter(None, told)))
        if len(found) > SHOWN:
            self._log.add_row(_("And {n} more. See them all with: traincollega exports.").format(n=len(found) - SHOWN))
        if not found:
            self._log.add_row(_("Nothing with names in it was exported."))

    # what is done

    def save_terms(self) -> None:
        """Keep the terms that are filled in."""
        self._terms.show_errors({})
        try:
            done = retaining.change_terms(self._frame.desk, names=self.names.value(), no_shows=self.no_shows.value())
        except InvalidInput as error:
            self._terms.show_errors({error.field: str(error)})
            return
        self._frame.do(lambda: done)

    def _ask(self) -> None:
        more = _("Names, sign-ups and marks past their term go on every computer. The counts stay. This cannot be taken back.")
        ask(self, _("Erase what is past its term"), _("Erase what is past its term?"), more, _("Erase"), self.erase, careful=True)

    def erase(self) -> None:
        """Let go of what is past its term, on another thread: of 2,000 sessions that takes some seconds."""
        frame, here = self._frame, self._frame.desk

        def work() -> Done:
            desk = here.elsewhere()
            with closing(desk.store.connection):
                return retaining.apply(desk)

        def done(made: Done) -> None:
            frame.do(lambda: made)

        frame.messages.working(_("Erasing what is past its term…"), 0, 0)
        frame.background.run(work, done, frame.messages.error)

    def _statement(self) -> None:
        save_paper(self._frame, partial(data_statement, self._frame.desk), _("Save data statement"), self)

    def _copy(self) -> None:
        page, data = _("To read: web page (*.html)"), _("For another program: JSON (*.json)")
        asked, chosen = QFileDialog.getSaveFileName(self, _("Save a copy of my data"), _("my-data") + ".html", f"{page};;{data}")
        if asked:
            path = Path(asked)
            json = chosen == data or path.suffix.lower() == ".json"
            self.copy_to(path.with_suffix(".json" if json else ".html"))

    def copy_to(self, path: Path) -> None:
        """Save a copy of my data, and open it."""
        desk = self._frame.desk
        try:
            written = my_data_json(desk) if path.suffix == ".json" else my_data_page(desk).html.encode("utf-8")
            put_down(path, written)
        except TrainCollegaError as error:
            self._frame.messages.error(error)
            return
        open_file(self._frame, path, _("**{name}** is saved.").format(name=path.name))
