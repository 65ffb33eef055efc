"""Writing a table in the form that somebody chose: whole or not at all, and to be stopped on the way."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from traincollega.errors import NotPossible
from traincollega.exports.cells import Report, plain
from traincollega.exports.csv_files import write_csv
from traincollega.exports.html_pages import page, write_html
from traincollega.exports.json_files import write_json
from traincollega.exports.ods_files import write_ods
from traincollega.exports.table import About, Count, Table
from traincollega.exports.xlsx_files import write_xlsx
from traincollega.language import _, number
from traincollega.services.writing_files import beside

Form = Literal["xlsx", "ods", "csv", "pdf", "html", "json"]
FORMS: tuple[Form, ...] = ("xlsx", "ods", "csv", "pdf", "html", "json")
PrintPdf = Callable[[str, Path, str], object]
"""Prints a page of HTML into a file, with its title."""

MOST_IN_A_SHEET = 1_048_575
"""Rows under a heading: Excel and LibreOffice open no more."""
MOST_ON_PAPER = 10_000


def write_table(
    table: Table, about: About, path: Path, form: Form, *, report: Report | None = None, print_pdf: PrintPdf | None = None
) -> Count:
    """Write the table, and return how much it was; raises NotPossible, DiskFull, StorageError, and what `report` raises.

    `report` is told every few hundred rows how many are written, and stops it by raising: then nothing is left.
    """
    with beside(path) as new:
        if form == "xlsx":
            return write_xlsx(table, about, new, _at_most(MOST_IN_A_SHEET, report))
        if form == "ods":
            return write_ods(table, about, new, _at_most(MOST_IN_A_SHEET, report))
        if form == "csv":
            return write_csv(table, new, report)
        if form == "html":
            return write_html(table, about, new, report)
        if form == "json":
            return write_json(table, about, new, report)
        if print_pdf is None:
            raise ValueError("a PDF needs who prints it")
        html, count = page(table, about, _at_most(MOST_ON_PAPER, report))
        print_pdf(html, new, plain(table.title))
        return count


def _at_most(most: int, report: Report | None) -> Report:
    """Return a report that refuses more rows than fit."""

    def told(done: int) -> None:
        if done > most:
            sentence = _("At most {n} rows fit in a file of this kind. Choose CSV, or a shorter period.")
            raise NotPossible(sentence.format(n=number(most)))
        if report is not None:
            report(done)

    return told
