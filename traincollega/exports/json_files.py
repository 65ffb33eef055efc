"""JSON for other programs: what explains the table, its columns with their kinds, and the rows as lists."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from traincollega.exports.cells import Passing, Report, digits, plain
from traincollega.exports.table import About, Column, Count, Kind, Table

UNITS: Mapping[Kind, str] = {"hours": "minutes", "percent": "part of 1"}


def write_json(table: Table, about: About, path: Path, report: Report | None) -> Count:
    """Write one object; a hidden cell is told as text; raises OSError, and what `report` raises."""
    passing = Passing(table, KINDS, _text, "null")
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        parts = ",\n".join(f"{_text(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in _head(table, about).items())
        stream.write(f'{{\n{parts},\n"rows": [')
        before = "\n["
        for rows in passing.spelled(report):
            stream.write(before + "],\n[".join(map(", ".join, rows)))
            before = "],\n["
        count = passing.count()
        stream.write(f'{"]" if count.rows else ""}\n],\n"row_count": {count.rows},\n"hidden_cells": {count.hidden}\n}}\n')
    return count


def _head(table: Table, about: About) -> dict[str, object]:
    first, last = about.period or (None, None)
    return {
        "title": plain(table.title),
        "period": {"first": first.isoformat(), "last": last.isoformat()} if first and last else None,
        "as_of": about.as_of.astimezone(table.zone).isoformat(timespec="seconds"),
        "made_by": plain(about.made_by),
        "purpose": plain(about.purpose),
        "columns": [_column(column) for column in table.columns],
    }


def _column(column: Column) -> dict[str, object]:
    return {
        "name": plain(column.name),
        "kind": column.kind,
        "unit": UNITS.get(column.kind),
        "meaning": plain(column.meaning),
        "personal": column.personal,
    }


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _day(at: date) -> str:
    return f'"{at.isoformat()}"'


def _moment(at: datetime) -> str:
    return f'"{at.isoformat(timespec="seconds")}"'


KINDS: Mapping[Kind, Callable[[Any], str]] = {
    "number": digits, "hours": str, "percent": digits, "date": _day, "moment": _moment,
}  # fmt: skip
