"""Tables in files: what other programs read back is what we wrote, whatever it looks like."""

import csv
import html
import io
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile
from zoneinfo import ZoneInfo

import odfdo
import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.naughty import NAUGHTY
from traincollega import language
from traincollega.exports import csv_files, xlsx_files
from traincollega.exports.cells import plain
from traincollega.exports.ods_files import text_cell
from traincollega.exports.table import About, Column, Hidden, Row, Table
from traincollega.exports.writing import Form, write_table

ZONE = ZoneInfo("Europe/Amsterdam")
COLUMNS = (
    Column("Personeelsnummer", personal=True, meaning="Zoals P&O het kent."), Column("Waardering", "number"),
    Column("Uren", "hours"), Column("Aandeel", "percent"), Column("Dag", "date"), Column("Begint", "moment"),
)  # fmt: skip
ABOUT = About(datetime(2026, 12, 31, 9, tzinfo=UTC), (date(2026, 1, 1), date(2026, 12, 31)), "Sanne Vos", "Jaarverslag")
ONE = ("00123", 4.5, 1_590, 0.425, date(2026, 12, 2), datetime(2026, 12, 2, 11, tzinfo=UTC))
FEW = Hidden("minder dan 5")

texts = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(NAUGHTY)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0))
cells = (
    texts, st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9, width=32), st.integers(0, 10**6), st.floats(0, 1, width=32),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)), moments,
)  # fmt: skip
tables = st.lists(st.tuples(*(st.none() | st.just(FEW) | one for one in cells)), max_size=6)


def written(folder: Path, rows: Sequence[Row], form: Form, columns: tuple[Column, ...] = COLUMNS) -> Path:
    """Return the path of these rows, written from a generator."""
    path = folder / f"overzicht.{form}"
    write_table(Table("Deelname", columns, (row for row in rows), ZONE), ABOUT, path, form)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that every example writes in anew."""
    return tmp_path_factory.mktemp("tables")


def expected(cell: object) -> object:
    """Return a cell as a typed reader gives it back, but for hours."""
    if isinstance(cell, Hidden):
        return cell.sentence
    if isinstance(cell, datetime):
        return cell.astimezone(ZONE).replace(tzinfo=None)
    return (plain(cell) or None) if isinstance(cell, str) else cell


def alike(found: object, wanted: object) -> bool:
    """Tell whether a reader has the same value: numbers as precise as a spreadsheet, hours as time."""
    if isinstance(wanted, int | float):
        if isinstance(found, timedelta):
            return abs(found.total_seconds() / 60 - wanted) < 0.001
        return not isinstance(found, str) and float(found) == pytest.approx(wanted, rel=1e-12)  # type: ignore[arg-type]
    if isinstance(found, datetime) and isinstance(wanted, date):
        there = wanted if isinstance(wanted, datetime) else datetime(wanted.year, wanted.month, wanted.day)
        return abs(found - there) < timedelta(seconds=1)
    return found == wanted


def xlsx_value(cell: Any) -> object:
    """Return the value of a cell as Excel shows it: openpyxl leaves the escape in texts that lie in their cell."""
    return re.sub("_x005F(?=_x[0-9A-Fa-f]{4}_)", "", cell.value) if cell.data_type == "s" else cell.value


@settings(max_examples=25)
@given(tables)
@example([ONE])
@example([(one, None, None, None, None, None) for one in NAUGHTY])
def test_excel_reads_back_what_was_written(folder: Path, rows: list[Row]) -> None:
    sheet = openpyxl.load_workbook(written(folder, rows, "xlsx")).worksheets[0]
    found = [[xlsx_value(cell) for cell in row] for row in sheet.iter_rows(min_row=2, max_col=len(COLUMNS), max_row=len(rows) + 1)]
    for got, row in zip(found, rows, strict=False):
        assert all(alike(one, expected(cell)) for one, cell in zip(got, row, strict=True)), (got, row)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


@settings(max_examples=25)
@given(tables)
@example([ONE])
@example([(one, None, None, None, None, None) for one in NAUGHTY])
def test_an_open_document_reads_back_cell_by_cell(folder: Path, rows: list[Row]) -> None:
    path = written(folder, rows, "ods")
    sheet = odfdo.Document(path).body.tables[0]
    found = [[cell.value for cell in row.traverse()] for row in sheet.traverse()][1:]
    assert len(found) == len(rows)
    for got, row in zip(found, rows, strict=True):
        assert all(alike(one, expected(cell)) for one, cell in zip(got, row, strict=True)), (got, row)
    assert b"table:formula" not in ZipFile(path).read("content.xml")


@settings(max_examples=50)
@given(st.lists(texts, max_size=8))
@example(list(NAUGHTY))
def test_csv_reads_back_and_no_text_begins_as_a_formula(folder: Path, names: list[str]) -> None:
    data = written(folder, [(name, name) for name in names], "csv", (Column("Naam"), Column("Afdeling"))).read_bytes()
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))[1:]
    assert not [field for row in found for field in row if field.startswith(csv_files.FORMULA)]
    for row, name in zip(found, names, strict=True):
        guard = "'" if plain(name).startswith(csv_files.FORMULA) else ""
        assert row == [guard + plain(name)] * 2


def test_the_bytes_of_a_csv_are_what_a_dutch_excel_wants(tmp_path: Path) -> None:
    rows = [
        ONE,
        ("-1", -3, -90, 1.0, date(2026, 1, 9), datetime(2026, 7, 2, 8, 5, tzinfo=UTC)),
        ('"a"', FEW, None, None, None, None),
    ]
    assert written(tmp_path, rows, "csv").read_bytes() == (
        b"\xef\xbb\xbf"
        b'"Personeelsnummer";"Waardering";"Uren";"Aandeel";"Dag";"Begint"\r\n'
        b'"00123";"4,5";"26,5";"42,5%";"2026-12-02";"2026-12-02 12:00"\r\n'
        b'"\'-1";"-3";"-1,5";"100%";"2026-01-09";"2026-07-02 10:05"\r\n'
        b'"""a""";"minder dan 5";"";"";"";""\r\n'
    )


@settings(max_examples=25)
@given(tables)
@example([(one, None, None, None, None, None) for one in NAUGHTY])
def test_json_reads_back(folder: Path, rows: list[Row]) -> None:
    found = json.loads(written(folder, rows, "json").read_text(encoding="utf-8"))
    assert [row[0] for row in found["rows"]] == [expected(row[0]) for row in rows]
    assert [row[1] for row in found["rows"]] == [expected(row[1]) for row in rows]
    assert (found["row_count"], found["hidden_cells"]) == (len(rows), sum(cell == FEW for row in rows for cell in row))


class Page(HTMLParser):
    """The elements of a page, and the texts of its cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_a_page_names_its_language_and_its_headers_and_holds_no_markup_of_others(tmp_path: Path) -> None:
    language.choose("nl")
    rows = [(one, None, None, None, None, None) for one in NAUGHTY]
    text = written(tmp_path, rows, "html").read_text(encoding="utf-8")
    tags = Page(text).tags
    assert ("html", {"lang": "nl"}) in tags
    assert "script" not in {tag for tag, _ in tags}
    explained = ("Tabel", "Periode", "Datum van de gegevens", "Rijen", "Verborgen cellen", "Gemaakt door", "Doel")
    named = len(rows) + len(explained) + len(COLUMNS)
    assert [values.get("scope") for tag, values in tags if tag == "th"].count("row") == named
    assert all(f'<th scope="row">{one}</th>' in text for one in explained)
    assert None not in [values.get("scope") for tag, values in tags if tag == "th"]
    shown = re.findall('<th scope="row">(.*?)</th>', text)[: len(rows)]
    assert [html.unescape(one.replace("<br>", "\n")) for one in shown] == [plain(one) for one in NAUGHTY]


@pytest.mark.parametrize("many", [1, 500, 501])
def test_the_row_that_is_the_whole_of_those_above_it_shows_as_such(tmp_path: Path, many: int) -> None:
    path = tmp_path / "overview.html"
    rows = [(f"{at}", at) for at in range(many)]
    for totals in (False, True):
        table = Table("Hours", (Column("Department"), Column("Hours", "hours")), iter(rows), ZONE, totals=totals)
        write_table(table, ABOUT, path, "html")
        last = f'<tr class="whole"><th scope="row">{many - 1}</th>' if totals else f'<tr><th scope="row">{many - 1}</th>'
        text = path.read_text(encoding="utf-8")
        assert last in text
        assert text.count('<tr class="whole">') == totals


@pytest.mark.parametrize(("many", "lies"), [(5, False), (6, True)])
def test_a_table_with_many_columns_lies_on_paper(tmp_path: Path, many: int, lies: bool) -> None:
    path = tmp_path / "overview.html"
    write_table(Table("Wide", tuple(Column(f"{at}") for at in range(many)), iter([]), ZONE), ABOUT, path, "html")
    assert ("size: A4 landscape" in path.read_text(encoding="utf-8")) is lies


def test_the_explaining_sheet_says_what_the_table_is(tmp_path: Path) -> None:
    language.choose("nl")
    for path in (written(tmp_path, [ONE, ("a", FEW, FEW, None, None, None)], form) for form in ("xlsx", "ods")):
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            names, sheet = book.sheetnames, [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
        else:
            both = odfdo.Document(path).body.tables
            names, sheet = [one.name for one in both], [[cell.value for cell in row.traverse()] for row in both[1].traverse()]
        assert names == ["Overzicht", "Toelichting"]
        said = {row[0]: row[1] for row in sheet if len(row) > 1}
        assert said["Periode"] == "1 januari 2026 tot en met 31 december 2026"
        assert said["Datum van de gegevens"] == "31 december 2026, 10 uur"
        assert (said["Verborgen cellen"], said["Gemaakt door"], said["Doel"]) == ("2", "Sanne Vos", "Jaarverslag")
        assert said["Personeelsnummer"] == "Zoals P&O het kent."


def test_the_heading_stands_still_and_filters_and_columns_are_typed(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path, [ONE], "xlsx")).worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F2")
    assert [cell.number_format for cell in sheet[2]] == ["@", "General", "[h]:mm", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    archive = ZipFile(written(tmp_path, [ONE], "ods"))
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
    assert b"'Overview'.A1:'Overview'.F2" in archive.read("content.xml")
    for name in archive.namelist()[1:]:
        ElementTree.fromstring(archive.read(name))


def test_white_space_is_written_as_elements_for_readers_that_take_it_together() -> None:
    assert '<text:p>a<text:s text:c="2"/>b<text:tab/>c</text:p><text:p><text:s text:c="1"/>d</text:p>' in text_cell("a  b\tc\n d")


@pytest.mark.parametrize(("sign", "kept"), [("a", 32_766), ("😀", 16_383)])
def test_a_text_too_long_for_excel_is_cut_with_a_mark(sign: str, kept: int) -> None:
    assert xlsx_files.fitting(sign * 40_000) == sign * kept + "…"
    assert xlsx_files.fitting("a" * 32_767) == "a" * 32_767


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
@pytest.mark.parametrize("form", ["xlsx", "ods", "csv"])
def test_libreoffice_opens_it_and_finds_no_formula(form: Form, tmp_path: Path) -> None:
    path = written(tmp_path, [ONE, *((one, None, None, None, None, None) for one in NAUGHTY)], form)
    reading = ["--infilter=CSV:59,34,76,1,,0,false,true"] if form == "csv" else []
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, *reading, "--convert-to", "fods", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    found = path.with_suffix(".fods").read_text(encoding="utf-8")
    assert ("00123" in found) == (form != "csv")  # CSV tells no kinds
    assert "table:formula" not in found
