"""A page with a table and what explains it: to be read on a screen, by ear and on paper; a PDF is made of the same page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from traincollega.exports import explaining
from traincollega.exports.cells import Passing, Report, plain
from traincollega.exports.table import About, Count, Kind, Table
from traincollega.language import _, number, percent, spoken

STYLE = """
@page { size: A4%s; margin: 15mm }
body { font-family: "Noto Sans", "Fira Sans", Arial, sans-serif; font-size: 11pt; line-height: 1.4; margin: 24px;
  color: #1A2230; background: #FFFFFF }
h1 { font-size: 19pt; margin: 0 0 4px }
h2 { font-size: 13pt; margin: 24px 0 8px }
.when { color: #4A5565; margin: 0 0 8px }
table { border-collapse: collapse }
th, td { border: 1px solid #7A8798; padding: 4px 8px; text-align: left; vertical-align: top; unicode-bidi: plaintext }
thead th { background: #DCEBF5 }
tbody th { font-weight: normal }
.number { text-align: right }
.whole { font-weight: bold; background: #EEF2F6 }
.wide { overflow-x: auto }
@media print {
  body { margin: 0; font-size: 9pt }
  th, td { padding: 3px 6px }
  thead { display: table-header-group }
  tr { break-inside: avoid }
  .wide { overflow: visible }
}
"""
MOST_UPRIGHT = 5
"""Columns that fit on paper that stands; more lie."""
LEFT: tuple[Kind, ...] = ("text", "date", "moment")
NO_BREAK = "\N{NO-BREAK SPACE}"
NUMBER = ' class="number"'


def write_html(table: Table, about: About, path: Path, report: Report | None) -> Count:
    """Write the page; raises OSError, and what `report` raises."""
    passing = _passing(table)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(_pieces(table, about, passing, report))
    return passing.count()


def page(table: Table, about: About, report: Report | None) -> tuple[str, Count]:
    """Return the page as one text, and how much stands in it; raises what `report` raises."""
    passing = _passing(table)
    return "".join(_pieces(table, about, passing, report)), passing.count()


def _passing(table: Table) -> Passing[str]:
    return Passing(table, KINDS, _text, "")


def _pieces(table: Table, about: About, passing: Passing[str], report: Report | None) -> Iterator[str]:
    title = _text(plain(table.title))
    style = STYLE % (" landscape" if len(table.columns) > MOST_UPRIGHT else "")
    yield f'<!DOCTYPE html>\n<html lang="{spoken()}">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n'
    yield f'<main>\n<h1 id="table">{title}</h1>\n<p class="when">{_when(table, about)}</p>\n'
    yield '<div class="wide" role="region" aria-labelledby="table" tabindex="0">\n<table aria-labelledby="table">\n'
    yield _head([(column.name, column.kind in LEFT) for column in table.columns])
    row = f"<tr>{''.join(_cell(at, column.kind in LEFT) for at, column in enumerate(table.columns))}</tr>\n"
    last = ""
    for rows in passing.spelled(report):
        *made, next_last = [row % each for each in rows]
        yield "".join((last, *made))
        last = next_last
    yield last.replace("<tr>", '<tr class="whole">', 1) if table.totals else last
    yield "</tbody>\n</table>\n</div>\n"
    yield from _explanation(table, about, passing.count())
    yield "</main>\n</body>\n</html>\n"


def _explanation(table: Table, about: About, count: Count) -> Iterator[str]:
    heading, columns = _("Explanation"), _("What the columns say")
    yield f'<section>\n<h2 id="explanation">{heading}</h2>\n<table aria-labelledby="explanation">\n<tbody>\n'
    for name, text in explaining.lines(table, about, count):
        yield f'<tr><th scope="row">{_text(name)}</th><td>{_text(plain(text))}</td></tr>\n'
    yield f'</tbody>\n</table>\n<h2 id="columns">{columns}</h2>\n<table aria-labelledby="columns">\n'
    yield _head([(head, True) for head in explaining.heads()])
    for name, *texts in explaining.meanings(table):
        cells = "".join(f"<td>{_text(plain(text))}</td>" for text in texts)
        yield f'<tr><th scope="row">{_text(plain(name))}</th>{cells}</tr>\n'
    yield "</tbody>\n</table>\n</section>\n"


def _when(table: Table, about: About) -> str:
    """Return for what days the table counts, and of which date its data are."""
    as_of = _("Data of {moment}").format(moment=explaining.moment(about.as_of.astimezone(table.zone)))
    return _text(f"{explaining.period(*about.period)}. {as_of}." if about.period else f"{as_of}.")


def _head(names: Iterable[tuple[str, bool]]) -> str:
    heads = "".join(f'<th scope="col"{"" if left else NUMBER}>{_text(plain(name))}</th>' for name, left in names)
    return f"<thead>\n<tr>{heads}</tr>\n</thead>\n<tbody>\n"


def _cell(at: int, left: bool) -> str:
    """Return the blank of a cell; the first one of a row names it for who hears the page."""
    kind = "" if left else NUMBER
    return f'<th scope="row"{kind}>%s</th>' if at == 0 else f"<td{kind}>%s</td>"


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _moment(at: datetime) -> str:
    """Return a moment that only goes on on a second line after its day."""
    return explaining.moment(at).replace(" ", NO_BREAK).replace(f",{NO_BREAK}", ", ")


KINDS: Mapping[Kind, Callable[[Any], str]] = {
    "number": number, "hours": explaining.hours, "percent": percent,
    "date": explaining.day, "moment": _moment,
}  # fmt: skip
