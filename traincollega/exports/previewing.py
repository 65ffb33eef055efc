"""Previewing: what a table will be once it is written: its first rows in words, how many there are, and what is personal."""

from dataclasses import dataclass, replace

from traincollega.exports.cells import Passing, plain
from traincollega.exports.html_pages import KINDS, LEFT
from traincollega.exports.table import Count, Hidden, Table
from traincollega.language import _, ngettext, number

FIRST = 20


@dataclass(frozen=True)
class Preview:
    """What somebody sees before it is saved."""

    columns: tuple[str, ...]
    right: tuple[bool, ...]
    """Of each column whether it holds numbers."""
    rows: tuple[tuple[str, ...], ...]
    """The first ones."""
    count: Count
    """Of all rows."""
    personal: tuple[str, ...]
    """The columns that hold personal data."""


def preview(table: Table) -> Preview:
    """Return what a table will be; its rows are read whole. Of a hidden cell it says so in short."""
    short = Hidden(_("not shown"))
    rows_of = (tuple(short if isinstance(cell, Hidden) else cell for cell in row) for row in table.rows)
    passing = Passing(replace(table, rows=rows_of), KINDS, str, "")
    first: list[tuple[str, ...]] = []
    for rows in passing.spelled(None):
        if not first:
            first = list(rows)[:FIRST]
        else:
            for _row in rows:  # so that they are counted
                pass
    names = tuple(plain(one.name) for one in table.columns)
    right = tuple(one.kind not in LEFT for one in table.columns)
    personal = tuple(name for name, one in zip(names, table.columns, strict=True) if one.personal)
    return Preview(names, right, tuple(first), passing.count(), personal)


def preview_words(found: Preview) -> str:
    """Return how much it is, how much of it is hidden, and what is personal, in sentences."""
    rows, hidden = found.count.rows, found.count.hidden
    told = [ngettext("{n} row.", "{n} rows.", rows).format(n=number(rows))]
    if rows > FIRST:
        told[0] = ngettext("{n} row, of which you see {first}.", "{n} rows, of which you see {first}.", rows).format(
            n=number(rows), first=FIRST
        )
    told.append(ngettext("{n} cell is hidden.", "{n} cells are hidden.", hidden).format(n=number(hidden)))
    names = ", ".join(found.personal)
    told.append(_("Personal data in: {columns}.").format(columns=names) if names else _("No column holds personal data."))
    return " ".join(told)
