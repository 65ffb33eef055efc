"""OpenDocument spreadsheets, streamed: typed cells and a sheet that explains them; text stays text, whatever it begins with."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from traincollega.exports import explaining
from traincollega.exports.cells import Passing, Report, digits, plain
from traincollega.exports.ods_parts import MANIFEST, MIMETYPE, STYLES, closing, opening, settings
from traincollega.exports.sheets import ABOUT_WIDTHS, widths
from traincollega.exports.table import About, Count, Kind, Table
from traincollega.language import _

EMPTY = "<table:table-cell/>"
ROW, END = "<table:table-row>", "</table:table-row>"
HEADING = ' table:style-name="heading"'
# a reader of ODF takes white space together and drops it at the edges of a paragraph, so it is written as elements
SPACES = re.compile("^ | $| {2,}|\t", re.MULTILINE)


def write_ods(table: Table, about: About, path: Path, report: Report | None) -> Count:
    """Write the table and what explains it; raises OSError, and what `report` raises."""
    passing = Passing(table, KINDS, text_cell, EMPTY)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, ZIP_STORED)  # first and as it is: by this a program knows the file
        with archive.open("content.xml", "w", force_zip64=True) as stream:
            for piece in _content(table, about, passing, report):
                stream.write(piece.encode())
        archive.writestr("styles.xml", STYLES)
        archive.writestr("settings.xml", settings(_("Overview")))
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return passing.count()


def text_cell(text: str, style: str = "") -> str:
    """Return a cell that is text for every reader, whatever it begins with."""
    lines = "".join([f"<text:p>{SPACES.sub(_white, escape(line))}</text:p>" for line in text.split("\n")])
    return f'<table:table-cell{style} office:value-type="string">{lines}</table:table-cell>'


def _content(table: Table, about: About, passing: Passing[str], report: Report | None) -> Iterator[str]:
    wide = list(widths(table, passing))
    yield opening([*wide, *ABOUT_WIDTHS])
    yield _sheet(_("Overview"), [(width, column.kind) for width, column in zip(wide, table.columns, strict=True)])
    yield f"<table:table-header-rows>{_row([column.name for column in table.columns], HEADING)}</table:table-header-rows>"
    for rows in passing.spelled(report):
        yield f"{ROW}{(END + ROW).join(map(''.join, rows))}{END}"
    yield "</table:table>"
    count = passing.count()
    yield _sheet(_("Explanation"), [(width, "wrapped") for width in ABOUT_WIDTHS])
    yield "".join(_row(line) for line in explaining.lines(table, about, count))
    yield f"{ROW}{EMPTY}{END}{_row(explaining.heads(), HEADING)}"
    yield "".join(_row(line) for line in explaining.meanings(table))
    yield "</table:table>"
    yield closing(_("Overview"), f"{_letters(len(table.columns))}{count.rows + 1}")


def _sheet(name: str, columns: Iterable[tuple[int, str]]) -> str:
    """Return how a sheet opens: its name, and of each column the width and the style of its cells."""
    described = "".join(
        f'<table:table-column table:style-name="w{width}" table:default-cell-style-name="{style}"/>' for width, style in columns
    )
    return f'<table:table table:name={quoteattr(name)} table:style-name="sheet">{described}'


def _row(texts: Iterable[str], style: str = "") -> str:
    return f"{ROW}{''.join([text_cell(plain(text), style) for text in texts])}{END}"


def _letters(column: int) -> str:
    """Return what a spreadsheet calls its first, second … column.

    >>> _letters(1), _letters(26), _letters(28)
    ('A', 'Z', 'AB')
    """
    before, last = divmod(column - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)


def _white(found: re.Match[str]) -> str:
    signs = found[0]
    return "<text:tab/>" if signs == "\t" else f'<text:s text:c="{len(signs)}"/>'


def _cell(kind: str, value: str, shown: str) -> str:
    return f'<table:table-cell office:value-type="{kind}" office:{value}><text:p>{shown}</text:p></table:table-cell>'


def _number(number: float) -> str:
    return _cell("float", f'value="{digits(number)}"', digits(number))


def _hours(minutes: int) -> str:
    whole, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else ""
    return _cell("time", f'time-value="{sign}PT{whole}H{rest:02}M00S"', f"{sign}{whole}:{rest:02}")


def _percent(part: float) -> str:
    return _cell("percentage", f'value="{digits(part)}"', f"{digits(round(part * 100, 1))}%")


def _day(at: date) -> str:
    return _cell("date", f'date-value="{at.isoformat()}"', at.isoformat())


def _moment(at: datetime) -> str:
    there = at.replace(tzinfo=None)
    return _cell("date", f'date-value="{there.isoformat(timespec="seconds")}"', there.isoformat(" ", "minutes"))


KINDS: Mapping[Kind, Callable[[Any], str]] = {
    "number": _number, "hours": _hours, "percent": _percent, "date": _day, "moment": _moment,
}  # fmt: skip
