"""Writing a table: the old file or the new one, never half of it, and a finished sentence where it does not go."""

import errno
import gc
import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from traincollega.errors import DiskFull, NotPossible
from traincollega.exports import writing
from traincollega.exports.table import About, Column, Hidden, Row, Table
from traincollega.exports.writing import FORMS, Form, write_table

ABOUT = About(datetime(2026, 12, 31, 9, tzinfo=UTC))
WITHOUT_PAPER = [form for form in FORMS if form != "pdf"]


class Stopped(Exception):
    """Somebody pressed Stop."""


def numbers(many: int, kind: str = "number") -> Table:
    """Return a table of one column, its rows made one by one."""
    rows: Iterator[Row] = ((one,) for one in range(many))
    return Table("Getallen", (Column("Getal", kind),), rows, ZoneInfo("Europe/Amsterdam"))  # type: ignore[arg-type]


def print_page(text: str, path: Path, _title: str) -> None:
    """Stand in for the printer."""
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of before, alone in its folder."""
    path = tmp_path / "uit" / "overzicht"
    path.parent.mkdir()
    path.write_bytes(b"before")
    return path


def left(path: Path) -> list[tuple[str, bytes]]:
    """Return all that lies in the folder."""
    return [(one.name, one.read_bytes()) for one in path.parent.iterdir()]


@pytest.mark.parametrize("form", FORMS)
def test_who_waits_is_told_how_far_it_is(form: Form, old: Path) -> None:
    told: list[int] = []
    count = write_table(numbers(1_234), ABOUT, old, form, report=told.append, print_pdf=print_page)
    assert (told, count.rows, count.hidden) == ([500, 1_000, 1_234], 1_234, 0)
    assert old.read_bytes() != b"before"
    assert len(left(old)) == 1


@pytest.mark.parametrize("form", FORMS)
def test_a_stop_leaves_the_old_file(form: Form, old: Path) -> None:
    def stop(done: int) -> None:
        if done >= 1_000:
            raise Stopped

    with pytest.raises(Stopped):
        write_table(numbers(5_000), ABOUT, old, form, report=stop, print_pdf=print_page)
    assert left(old) == [("overzicht", b"before")]


@pytest.mark.parametrize("form", FORMS)
def test_a_disk_that_is_full_at_the_end_is_said_and_leaves_the_old_file(
    form: Form, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull, match="disk is full"):
        write_table(numbers(10), ABOUT, old, form, print_pdf=print_page)
    assert left(old) == [("overzicht", b"before")]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the ZIP that XlsxWriter drops, open
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
@pytest.mark.parametrize("form", WITHOUT_PAPER)
def test_a_disk_that_fills_on_the_way_is_said_and_leaves_the_old_file(
    form: Form, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = io.open

    def full(file: object, mode: str = "r", *rest: object, **more: object) -> object:
        return really("/dev/full" if str(file).endswith(".new") else file, mode, *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(io, "open", full)
    monkeypatch.setattr("builtins.open", full)
    with pytest.raises(DiskFull, match="disk is full"):
        write_table(numbers(200_000 if form == "csv" else 5_000), ABOUT, old, form)
    gc.collect()
    assert left(old) == [("overzicht", b"before")]


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_more_rows_than_a_sheet_holds_are_refused_in_a_sentence(form: Form, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_IN_A_SHEET", 1_000)
    assert write_table(numbers(1_000), ABOUT, old, form).rows == 1_000
    before = left(old)
    with pytest.raises(NotPossible, match="At most 1,000 rows fit"):
        write_table(numbers(1_001), ABOUT, old, form)
    assert left(old) == before


@pytest.mark.parametrize("form", WITHOUT_PAPER)
def test_an_empty_table_is_a_file_with_its_headings(form: Form, old: Path) -> None:
    assert write_table(numbers(0), ABOUT, old, form).rows == 0
    assert old.stat().st_size > len("Getal")


def test_what_is_of_another_kind_than_its_column_is_an_error_of_ours(old: Path) -> None:
    for kind in ("text", "date", "moment"):
        with pytest.raises(TypeError, match="Getal"):
            write_table(numbers(3, kind), ABOUT, old, "csv")
    rows: tuple[Row, ...] = ((float("nan"),), (1, 2))
    for row in rows:
        with pytest.raises(ValueError, match=r"no number|longer"):
            write_table(Table("", (Column("Getal", "number"),), [row], UTC), ABOUT, old, "csv")
    assert left(old) == [("overzicht", b"before")]


def test_hidden_cells_are_counted_each_time(old: Path) -> None:
    table = Table("", (Column("Aantal", "number"),), [(Hidden("minder dan 5"),), (5,), (Hidden("minder dan 5"),)], UTC)
    assert write_table(table, ABOUT, old, "csv").hidden == 2
