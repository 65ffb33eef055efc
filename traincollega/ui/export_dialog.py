"""Exporteren: what goes out and how, with its first rows to see before anything is saved."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from traincollega.errors import TrainCollegaError
from traincollega.exports.overviews import about_overview, overview_table
from traincollega.exports.previewing import Preview, preview, preview_words
from traincollega.exports.table import Count
from traincollega.exports.writing import Form, write_table
from traincollega.language import _, ngettext, number
from traincollega.services.logging_exports import noted
from traincollega.services.reporting import By, Overview
from traincollega.ui import theme as look
from traincollega.ui.background import Report
from traincollega.ui.button import button
from traincollega.ui.calendar_saving import file_name, with_ending
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.form import Form as Fields
from traincollega.ui.frame import Frame
from traincollega.ui.long_work import do_long
from traincollega.ui.page import fit_dialog
from traincollega.ui.paper_saving import open_file
from traincollega.ui.row_table import HEIGHT, Column, RowTable
from traincollega.ui.text import label

SHORT = 14
"""Signs of words that are shown whole."""


def form_words() -> dict[Form, str]:
    """Return the forms to choose from, each with its name."""
    return {
        "xlsx": _("Excel (.xlsx)"),
        "ods": _("OpenDocument (.ods)"),
        "csv": _("Text with columns (.csv)"),
        "pdf": _("To print: PDF (.pdf)"),
        "html": _("Web page (.html)"),
        "json": _("For another program (.json)"),
    }


class ExportDialog(QDialog):
    """Two choices and a preview; the figures are those of the page, whatever was counted since."""

    def __init__(self, frame: Frame, told: Overview) -> None:
        """Make it over the window."""
        super().__init__(frame.messages.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Export overview"))
        self._frame, self._told = frame, told
        px = frame.theme.px
        self.form = Fields(frame.theme)
        self.form.add_widget(label(_("Export overview"), "h2", wrap=True))
        self.by, self.kind = QComboBox(), QComboBox()
        whole: tuple[tuple[By, str], ...] = (
            ("department", _("By department")), ("topic", _("By topic")), ("month", _("By month")), ("training", _("By training")),
        )  # fmt: skip
        for by, words in whole:
            self.by.addItem(words, by)
        for form, words in form_words().items():
            self.kind.addItem(words, form)
        self.form.add_beside(self.form.add("by", _("What"), self.by), self.form.add("kind", _("Form"), self.kind))
        self.about = label("", wrap=True)
        self.form.add_widget(self.about)
        self.preview = RowTable(frame.theme, [Column("", partial(_cell, 0), main=True)], _("The first rows"), lambda row: row)
        self.preview.setMinimumHeight(px(4 * HEIGHT))
        self.save = button(_("Save…"), self._save, kind="primary", icon="export")
        foot = QWidget()
        row = FlowLayout(foot, gap=px(look.M))
        for made in (self.save, button(_("Close"), self.reject)):
            row.addWidget(made)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.L))
        column.addWidget(self.form)
        column.addWidget(self.preview, 1)
        column.addWidget(foot)
        fit_dialog(self, frame.theme, 820, 640)
        self.by.activated.connect(lambda: self._look())
        self._look()
        self.save.setFocus()

    def _look(self) -> None:
        """Look up what would go out, off the window's thread."""
        here, told, by = self._frame.desk, self._told, self.by.currentData()

        def work() -> Preview:
            desk = here.reader()
            with closing(desk.store.connection):
                return preview(overview_table(desk, told, by))

        self._frame.background.run(work, self._show, self._refuse, key="preview")

    def _show(self, found: Preview) -> None:
        if not isValid(self):  # it was closed meanwhile
            return
        self.about.setText(preview_words(found))
        self.preview.set_columns([_column(found, at) for at in range(len(found.columns))])
        self.preview.set_groups([("", found.rows)])

    def _refuse(self, error: TrainCollegaError) -> None:
        if isValid(self):
            self.about.setText(str(error))

    def _save(self) -> None:
        form: Form = self.kind.currentData()
        path = ask_where(self, self.by.currentText(), form)
        if path is not None:
            save_overview(self._frame, self._told, self.by.currentData(), form, path)
            self.accept()  # the bar beneath tells how far it is


def _column(found: Preview, at: int) -> Column:
    """Return a column of the preview; short words are never cut off, and the first names the row."""
    short = max((len(row[at]) for row in found.rows), default=0) <= SHORT
    return Column(found.columns[at], partial(_cell, at), 1 if at else 2, main=not at, whole=at > 0 and short, right=found.right[at])


def _cell(at: int, row: Sequence[str]) -> str:
    return " ".join(row[at].split())


def ask_where(parent: QWidget, title: str, form: Form) -> Path | None:
    """Ask where to save an overview; None where nobody chose."""
    kinds = f"{form_words()[form].partition(' (')[0]} (*.{form})"
    asked, _kind = QFileDialog.getSaveFileName(parent, _("Save overview"), f"{file_name(title)}.{form}", kinds)
    return with_ending(asked, f".{form}") if asked else None


def save_overview(frame: Frame, told: Overview, by: By, form: Form, path: Path) -> None:
    """Write an overview off the window's thread and note it in the log; the bar tells how far it is, and where it lies."""
    here = frame.desk

    def work(report: Report) -> Count:
        from traincollega.ui.printing import print_pdf  # 10 ms that few exports need

        desk = here.elsewhere()
        with closing(desk.store.connection):
            table, about = overview_table(desk, told, by), about_overview(desk, told)
            rows = list(table.rows)
            noted(desk, table.title, form, len(rows), "")
        return write_table(
            replace(table, rows=rows), about, path, form, report=lambda done: report(done, len(rows)), print_pdf=print_pdf
        )

    def done(count: Count) -> None:
        sentence = ngettext("**{name}** is saved, with {n} row.", "**{name}** is saved, with {n} rows.", count.rows)
        open_file(frame, path, sentence.format(name=path.name, n=number(count.rows)))

    do_long(frame, _("Writing {name}").format(name=path.name), work, done, _("Stopped. Nothing was saved."))
