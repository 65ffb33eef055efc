"""Afdelingen: how large each is and how many take part; coordinators change them, HR brings in its staff list."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from traincollega.errors import InvalidInput, TrainCollegaError
from traincollega.language import _, ngettext
from traincollega.services import dividing
from traincollega.services.desk import Done
from traincollega.services.dividing import Size, sizes
from traincollega.services.staffing import Staffed, import_staff_file, is_hr
from traincollega.ui import theme as look
from traincollega.ui.background import Report
from traincollega.ui.button import button
from traincollega.ui.department_dialog import DepartmentDialog
from traincollega.ui.empty import EmptyState
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.import_files import Refusals
from traincollega.ui.keeping_focus import keeping_focus
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.section import Section

WIDEST = 880  # pixels at 100 %: further apart, a name and its button read as two things


class DepartmentsPage(QWidget):
    """A list with a button in each row."""

    def __init__(self, frame: Frame) -> None:
        """Make it and fill it."""
        super().__init__()
        self._frame = frame
        column = page_column(self, frame.theme)
        self.add = button(_("Add department…"), self._add, kind="primary", icon="plus")
        self.bring_in = button(_("Read in staff list…"), self._choose_list, icon="upload")
        about = _("With their size you see which part of the organisation takes part.")
        column.addWidget(PageHeader(frame.theme, _("Departments"), about, (self.bring_in, self.add)))
        self._body = QWidget()
        self._area = scrolling(self._body, _("Departments"))
        column.addWidget(self._area, 1)
        frame.changed.happened.connect(self._look_again)
        self.reload()

    def _look_again(self) -> None:
        if self.isVisible():
            self.reload()

    def reload(self) -> None:
        """Look again."""
        desk, px = self._frame.desk, self._frame.theme.px
        found = sizes(desk)
        self.add.setVisible(desk.is_coordinator())
        self.bring_in.setVisible(is_hr(desk))
        body = QWidget()
        body.setProperty("plain", True)
        body.setMaximumWidth(px(WIDEST))
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, px(look.XS), px(look.S), px(look.L))
        if found:
            section = Section(self._frame.theme)
            for one in found:
                self._rows_of(section, one, change=desk.is_coordinator())
            rows.addWidget(section)
        else:
            empty = _("Colleagues name their department themselves, or a coordinator adds them here.")
            rows.addWidget(EmptyState(self._frame.theme, "building", _("There is no department yet"), empty, ()))
        rows.addStretch()
        with keeping_focus(self._area, self.add if desk.is_coordinator() else self.bring_in):
            scroll = self._area.verticalScrollBar().value()
            self._area.takeWidget()
            self._body.deleteLater()
            self._body = body
            self._area.setWidget(body)
            body.setAutoFillBackground(False)
            self._area.verticalScrollBar().setValue(scroll)

    def _rows_of(self, section: Section, one: Size, *, change: bool) -> None:
        action = (_("Change…"), partial(self._change, one)) if change else ("", None)
        section.add_row(one.department.name, size_words(one), *action)
        for other in one.merged:
            words = _("Became part of {name}").format(name=one.department.name)
            back = (_("Stands by itself again"), partial(self._part, other.id)) if change else ("", None)
            section.add_row(other.name, words, *back)

    # what is done

    def _add(self) -> None:
        def save(name: str, headcount: int, _part_of: str) -> bool:
            return self._do(lambda: dividing.add(self._frame.desk, name, headcount))

        DepartmentDialog(self._frame.theme, None, (), save, self).open()

    def _change(self, one: Size) -> None:
        desk = self._frame.desk
        others = [other for other in dividing.departments(desk.store) if other.id != one.department.id]

        def save(name: str, headcount: int, part_of: str) -> bool:
            return self._do(lambda: dividing.change(desk, one.department.id, name=name, headcount=headcount, part_of=part_of))

        DepartmentDialog(self._frame.theme, one, others, save, self).open()

    def _part(self, department: str) -> None:
        self._frame.do(lambda: dividing.part(self._frame.desk, department))

    def _do(self, verb: Callable[[], Done]) -> bool:
        """Do it and tell; what is wrong with a field is for the dialog."""
        try:
            done = verb()
        except InvalidInput:
            raise
        except TrainCollegaError as error:
            self._frame.messages.error(error)
            return False
        return self._frame.do(lambda: done) is not None

    def _choose_list(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Read in staff list"), "", _("Staff list (*.csv *.tsv *.txt)"))
        if chosen:
            self.bring_in_from(Path(chosen))

    def bring_in_from(self, source: Path) -> None:
        """Make the staff list what a file says, on another thread."""
        frame = self._frame

        here = frame.desk

        def work(_report: Report) -> Staffed:
            desk = here.elsewhere()
            with closing(desk.store.connection):
                return import_staff_file(desk, source)

        def done(staffed: Staffed) -> None:
            refused = [(one.where, one.why) for one in staffed.refused]
            why = [(_("Why?"), lambda: Refusals(frame, refused).open())] if refused else []
            frame.messages.say(staffed.sentence(), actions=why)
            frame.changed.happened.emit()

        frame.messages.working(_("Reading in {name}").format(name=source.name), 0, 0)
        frame.background.run_long(work, done, failed=frame.messages.error)


def size_words(one: Size) -> str:
    """Return how many of a department take part, of how many where that is known."""
    if not one.headcount:
        return ngettext("{n} colleague takes part", "{n} colleagues take part", one.taking_part).format(n=one.taking_part)
    words = ngettext("{n} of {all} colleague takes part", "{n} of {all} colleagues take part", one.headcount)
    return words.format(n=one.taking_part, all=one.headcount)
