"""What both kinds of spreadsheet share: how wide a column is and what a heading looks like."""

from collections.abc import Iterator

from traincollega.exports.cells import Passing, Spelled
from traincollega.exports.table import Hidden, Kind, Table

NARROWEST: dict[Kind, int] = {"text": 10, "number": 10, "hours": 10, "percent": 10, "date": 12, "moment": 18}
"""Signs that a column is wide at least."""
WIDEST = 60
BUTTON = 3
"""Signs that the button of the filter takes from a heading."""
ABOUT_WIDTHS = (28, 60, 18)
"""Of the sheet that explains."""
HEADING = "#DCEBF5"
"""The ground of headings, under black."""


def widths(table: Table, passing: Passing[Spelled]) -> Iterator[int]:
    """Yield the width of each column in signs, by its heading and its first rows."""
    for at, column in enumerate(table.columns):
        texts = (cell.sentence if isinstance(cell, Hidden) else cell for cell in (row[at] for row in passing.first))
        longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
        yield min(max(longest + 1, len(column.name) + BUTTON, NARROWEST[column.kind]), WIDEST)
