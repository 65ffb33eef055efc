"""A table as other programs get it: columns of one kind each, rows that are read once, and what explains them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Literal

Kind = Literal["text", "number", "hours", "percent", "date", "moment"]
"""What a column holds: hours are given as whole minutes, a percent as a part of 1, a moment as a datetime with its zone."""


@dataclass(frozen=True)
class Hidden:
    """A cell that is not told; in its place stands why, as text."""

    sentence: str


Cell = str | int | float | date | datetime | Hidden | None
Row = Sequence[Cell]


@dataclass(frozen=True)
class Column:
    """A column; what is no number for a reader (a personnel number) is text."""

    name: str
    kind: Kind = "text"
    meaning: str = ""
    """How it is counted, in a sentence for who did not make it."""
    personal: bool = False
    """Whether it holds personal data."""


@dataclass(frozen=True)
class Table:
    """What is written; `rows` may be a generator of any length, and each row is as long as `columns`."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    zone: tzinfo
    """The clock on which moments are told."""
    totals: bool = False
    """Whether the last row is the whole of those above it."""


@dataclass(frozen=True)
class About:
    """What a reader has to know of a table; the columns' meanings and the number of hidden cells come with the table."""

    as_of: datetime
    """The date of the data, with its zone."""
    period: tuple[date, date] | None = None
    """The first and the last day that count."""
    made_by: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Count:
    """How much was written."""

    rows: int
    hidden: int
    """Cells of which only a sentence is told."""
