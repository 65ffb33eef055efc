"""Cells on their way into a file: each value spelled once while few differ, and no sign that a format cannot hold."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any, Generic, TypeVar

from traincollega.exports.table import Cell, Column, Count, Hidden, Kind, Row, Table
from traincollega.imports.characters import NO_CHARACTERS

Spelled = TypeVar("Spelled")
Report = Callable[[int], object]
"""Is told how many rows are written; may raise to stop."""

AT_ONCE = 500
"""Rows between two reports."""
KEPT = 10_000
LONG = 300
TYPES: dict[Kind, tuple[type, ...]] = {
    "text": (str,), "number": (int, float), "hours": (int,), "percent": (int, float), "date": (date,), "moment": (datetime,),
}  # fmt: skip
# What XML 1.0 or HTML refuses: controls but tab and line feed, lone surrogates, and what Unicode says is no character.
REFUSED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{NO_CHARACTERS}]")


def plain(text: str) -> str:
    r"""Return the text as every format can hold it: lines end in \n, and U+FFFD stands for what may not be there.

    >>> plain("Sanne\r\nVos \x00 & \ud800")
    'Sanne\nVos � & �'
    """
    if text.isprintable():
        return text
    return REFUSED.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def digits(number: float) -> str:
    """Return the number as it is, without a fraction where it is whole.

    >>> digits(3.0), digits(-0.0), digits(4.25)
    ('3', '0', '4.25')
    """
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


class Spellings(dict[Cell, Spelled], Generic[Spelled]):
    """What the cells of one column become: a dictionary that works out what it lacks; raises TypeError, ValueError."""

    def __init__(self, column: Column, spell: Callable[[Any], Spelled], text: Callable[[str], Spelled], empty: Spelled) -> None:
        super().__init__()
        self._column, self._types, self._spell, self._text, self._empty = column, TYPES[column.kind], spell, text, empty
        self.hidden = 0

    def __missing__(self, cell: Cell) -> Spelled:
        """Return how the cell is spelled, and keep it; a hidden one is counted each time it comes."""
        if cell is None or cell == "":
            return self._empty
        if isinstance(cell, Hidden):
            self.hidden += 1
            return self._text(plain(cell.sentence))
        if type(cell) not in self._types:
            raise TypeError(f"{cell!r} is no {self._column.kind}, in the column {self._column.name!r}")
        if isinstance(cell, float) and not math.isfinite(cell):
            raise ValueError(f"{cell!r} is no number to write, in the column {self._column.name!r}")
        spelled = self._text(plain(cell)) if isinstance(cell, str) else self._spell(cell)
        if isinstance(cell, str) and len(cell) > LONG:
            return spelled
        if len(self) >= KEPT:
            self.clear()
        self[cell] = spelled
        return spelled


class Passing(Generic[Spelled]):
    """The rows of a table on their way through one format, which says how it spells each kind of cell."""

    def __init__(
        self, table: Table, kinds: Mapping[Kind, Callable[[Any], Spelled]], text: Callable[[str], Spelled], empty: Spelled
    ) -> None:
        def at(moment: datetime) -> Spelled:
            if moment.tzinfo is None:
                raise ValueError(f"{moment!r} does not say in which zone it is")
            return kinds["moment"](moment.astimezone(table.zone))

        by_kind: dict[Kind, Callable[[Any], Spelled]] = {**kinds, "moment": at}
        self.columns = [Spellings(one, by_kind.get(one.kind, text), text, empty) for one in table.columns]
        self._rows = iter(table.rows)
        self.first: list[Row] = list(islice(self._rows, AT_ONCE))
        self._done = 0

    def spelled(self, report: Report | None) -> Iterator[Iterable[tuple[Spelled, ...]]]:
        """Yield the rows spelled, some hundreds at a time; raises ValueError where one is longer or shorter than the columns."""
        chunk = self.first
        while chunk:
            cells = zip(*chunk, strict=True)
            # whole columns at a time, so that a cell that is known costs no call of ours
            yield zip(*[map(one.__getitem__, column) for one, column in zip(self.columns, cells, strict=True)], strict=True)
            self._done += len(chunk)
            if report is not None:
                report(self._done)
            chunk = list(islice(self._rows, AT_ONCE))

    def count(self) -> Count:
        """Return how much has passed."""
        return Count(self._done, sum(one.hidden for one in self.columns))
