"""Excel files: typed cells and a sheet that explains them, written row by row; text stays text, whatever it begins with."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from traincollega.exports import explaining
from traincollega.exports.cells import Passing, Report, plain
from traincollega.exports.sheets import ABOUT_WIDTHS, HEADING, widths
from traincollega.exports.table import About, Count, Kind, Table
from traincollega.language import _

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Value = str | float | None
MOST_SIGNS = 32_767
"""Of one cell, in UTF-16: Excel does not open a file with a longer text."""
CUT = "…"
A4 = 9
"""Excel's number for it."""
DAY_ZERO = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1).toordinal()
"""Before it Excel counts a day that never was."""
FORMATS: dict[Kind, str] = {
    "text": "@", "number": "General", "hours": "[h]:mm", "percent": "0.0%", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm",
}  # fmt: skip
"""Cells of text are formatted as text, so that they stay so when somebody edits one."""


class Tagged(str):
    """A text that begins and ends as XlsxWriter's own markup; it would go into the file as markup."""

    __slots__ = ()


def write_xlsx(table: Table, about: About, path: Path, report: Report | None) -> Count:
    """Write the table and what explains it; raises OSError, and what `report` raises."""
    from xlsxwriter.exceptions import FileCreateError  # 98 ms, that only who exports needs
    from xlsxwriter.workbook import Workbook  # the same 98 ms

    # the rows wait here, uncompressed, until they go in the file: a folder of our own goes whatever happens
    # and the file is opened here, so that it is closed where the disk is full: XlsxWriter leaves its own open
    with TemporaryDirectory() as waiting, path.open("wb") as stream:
        book = Workbook(stream, {"constant_memory": True, "tmpdir": waiting})
        book.set_properties({"title": plain(table.title), "created": about.as_of.replace(tzinfo=None)})
        try:
            count = _table(book, table, report)
            _explanation(book, table, about, count)
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error
        finally:
            for sheet in book.worksheets():
                if sheet.row_data_fh is not None:
                    sheet.row_data_fh.close()
    return count


def serial(at: date) -> Value:
    """Return a day, or a moment on its own clock, as the number that Excel shows as one; its text where Excel has none.

    >>> serial(date(2026, 12, 2)), serial(datetime(2026, 12, 2, 12)), serial(date(1899, 1, 1))
    (46358, 46358.5, '1899-01-01')
    """
    days = at.toordinal()
    if days < FIRST_DAY:
        return f"{at:%Y-%m-%d %H:%M}" if isinstance(at, datetime) else at.isoformat()
    if isinstance(at, datetime):
        return days - DAY_ZERO + (at.hour * 3600 + at.minute * 60 + at.second) / 86_400
    return days - DAY_ZERO


def fitting(text: str) -> str:
    """Return the text as one cell of Excel can hold it: cut where it is too long, with a mark."""
    if len(text) > MOST_SIGNS // 2 and len(signs := text.encode("utf-16-le")) > 2 * MOST_SIGNS:
        text = signs[: 2 * (MOST_SIGNS - 1)].decode("utf-16-le", "ignore") + CUT
    return Tagged(text) if text.startswith("<r>") and text.endswith("</r>") else text


def _table(book: "Workbook", table: Table, report: Report | None) -> Count:
    passing = Passing(table, KINDS, fitting, None)
    sheet = book.add_worksheet(_("Overview"))
    for at, (column, width) in enumerate(zip(table.columns, widths(table, passing), strict=True)):
        sheet.set_column(at, at, width, book.add_format({"num_format": FORMATS[column.kind], "valign": "top"}))
    heading = _heading(book)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, plain(column.name), heading)
    last = 0
    for rows in passing.spelled(report):
        for row in rows:
            last += 1
            _write_row(sheet, last, row)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    return passing.count()


def _write_row(sheet: "Worksheet", at: int, row: Sequence[Value]) -> None:
    for column, value in enumerate(row):
        if isinstance(value, str):
            if value.__class__ is Tagged:
                sheet.write_rich_string(at, column, value[0], value[1], value[2:])
            else:
                sheet.write_string(at, column, value)
        elif value is not None:
            sheet.write_number(at, column, value)


def _explanation(book: "Workbook", table: Table, about: About, count: Count) -> None:
    sheet, heading = book.add_worksheet(_("Explanation")), _heading(book)
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    for at, width in enumerate(ABOUT_WIDTHS):
        sheet.set_column(at, at, width, text)
    rows: list[tuple[str, ...]] = [*explaining.lines(table, about, count), ()]
    for at, row in enumerate(rows):
        _write_row(sheet, at, [fitting(plain(cell)) for cell in row])
    for at, name in enumerate(explaining.heads()):
        sheet.write_string(len(rows), at, name, heading)
    for at, row in enumerate(explaining.meanings(table), len(rows) + 1):
        _write_row(sheet, at, [fitting(plain(cell)) for cell in row])


KINDS: Mapping[Kind, Callable[[Any], Value]] = {
    "number": float, "hours": lambda minutes: minutes / 1440, "percent": float, "date": serial, "moment": serial,
}  # fmt: skip


def _heading(book: "Workbook") -> "Format":
    return book.add_format({"bold": True, "num_format": "@", "bg_color": HEADING, "text_wrap": True, "valign": "top"})
