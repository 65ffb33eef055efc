"""CSV for a Dutch Excel: UTF-8 with its mark, `;`, CRLF, every field quoted, decimal comma, no text that becomes a formula."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from traincollega.exports.cells import Passing, Report, digits, plain
from traincollega.exports.table import Count, Kind, Table

MARK = "\ufeff"
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a text may not begin with: a spreadsheet would work it out."""
GUARD = "'"
END = "\r\n"


def write_csv(table: Table, path: Path, report: Report | None) -> Count:
    """Write the names of the columns and the rows; raises OSError, and what `report` raises."""
    passing = Passing(table, KINDS, text_field, '""')
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(MARK + ";".join(text_field(plain(column.name)) for column in table.columns) + END)
        for rows in passing.spelled(report):
            stream.write(END.join(map(";".join, rows)) + END)
    return passing.count()


def text_field(text: str) -> str:
    """Return a field of text, guarded where it begins as a formula does.

    >>> text_field('=1+1'), text_field('Wat is "Excel"?')
    ('"\\'=1+1"', '"Wat is ""Excel""?"')
    """
    guard = GUARD if text.startswith(FORMULA) else ""
    return f'"{guard}{text.replace(chr(34), chr(34) * 2)}"'


def _number(number: float) -> str:
    return f'"{digits(number).replace(".", ",")}"'


def _hours(minutes: int) -> str:
    """Return hours as a number, to the second: 105 minutes are 1,75."""
    return _number(round(minutes / 60, 4))


def _percent(part: float) -> str:
    return f'"{digits(round(part * 100, 10)).replace(".", ",")}%"'


def _day(at: date) -> str:
    return f'"{at.isoformat()}"'


def _moment(at: datetime) -> str:
    return f'"{at.replace(tzinfo=None).isoformat(" ", "minutes")}"'


KINDS: Mapping[Kind, Callable[[Any], str]] = {
    "number": _number, "hours": _hours, "percent": _percent, "date": _day, "moment": _moment,
}  # fmt: skip
