"""100,000 participations of eight columns written as XLSX, ODS and CSV, each against the barest writer of the same rows.

The bare writers know what kind each column is and trust what stands in it: XlsxWriter's `write_string`, `write_number` and
`write_datetime` with `constant_memory`; an f-string a row into a ZIP; `csv.writer`. They write one sheet, with no widths, no
filter, nothing that explains, and no regard for what begins as a formula or may not stand in a file.
"""

import csv
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import cast
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from benchmarks.figure import Figure, Gate, medians
from traincollega.exports.ods_parts import MANIFEST, MIMETYPE, opening
from traincollega.exports.table import About, Column, Row, Table
from traincollega.exports.writing import FORMS, Form, write_table

ROWS = 100_000
ROUNDS = 5
PEOPLE, TRAININGS = 5_000, 400
ZONE = ZoneInfo("Europe/Amsterdam")
COLUMNS = (
    Column("Personnel number", personal=True), Column("Name", personal=True), Column("Department"), Column("Training"),
    Column("Starts", "moment"), Column("Day", "date"), Column("Hours", "hours"), Column("Rating", "number"),
)  # fmt: skip
ABOUT = About(datetime(2026, 12, 31, 9, tzinfo=UTC), (date(2026, 1, 1), date(2026, 12, 31)))
Participation = tuple[str, str, str, str, datetime, date, int, float]


def figures(folder: Path) -> Iterator[Figure]:
    """Write the same rows five times with each of the two, and look at the memory of a process that writes them once."""
    rows = list(participations(ROWS))
    for form, (bare, floor_is) in BARE.items():
        ours, floor = medians(
            ROUNDS, partial(write_rows, rows, folder / f"ours.{form}", form), partial(bare, rows, folder / f"bare.{form}")
        )
        yield Figure(f"{ROWS:,} rows written as {form.upper()}", ours * 1e3, floor * 1e3, "ms", floor_is, (Gate(1.2),))
    for form in FORMS:
        if form != "pdf":
            full, empty = (_memory(many, folder / f"memory.{form}", form) for many in (ROWS, 0))
            yield Figure(f"memory of writing them as {form.upper()}", full, empty, "MiB", "no rows", (Gate(40, "more"),))


def participations(many: int) -> Iterator[Participation]:
    """Yield so many rows: 5,000 colleagues, 400 trainings, 2,000 moments (seed 1)."""
    chance = random.Random(1)
    people = [(f"{one:06}", f"Sanne van der Berg-{one}", f"Afdeling {one % 40}") for one in range(PEOPLE)]
    trainings = [f"Draaitabellen & meer, voor wie al iets kan ({one})" for one in range(TRAININGS)]
    moments = [datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(hours=4 * one) for one in range(2_000)]
    for _one in range(many):
        at = chance.choice(moments)
        minutes, rating = chance.randrange(15, 480, 15), chance.randint(2, 10) / 2
        yield *chance.choice(people), chance.choice(trainings), at, at.date(), minutes, rating


def write_rows(rows: Iterable[Row], path: Path, form: Form) -> None:
    """Write the rows as the program does."""
    write_table(Table("Participations", COLUMNS, iter(rows), ZONE), ABOUT, path, form)


def _bare_xlsx(rows: list[Participation], path: Path) -> None:
    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        moments, days, hours = (book.add_format({"num_format": one}) for one in ("yyyy-mm-dd hh:mm", "yyyy-mm-dd", "[h]:mm"))
        for at, column in enumerate(COLUMNS):
            sheet.write_string(0, at, column.name)
        for at, (number, name, department, training, starts, day, minutes, rating) in enumerate(rows, 1):
            sheet.write_string(at, 0, number)
            sheet.write_string(at, 1, name)
            sheet.write_string(at, 2, department)
            sheet.write_string(at, 3, training)
            sheet.write_datetime(at, 4, starts.astimezone(ZONE).replace(tzinfo=None), moments)
            sheet.write_datetime(at, 5, day, days)
            sheet.write_number(at, 6, minutes / 1440, hours)
            sheet.write_number(at, 7, rating)


def _bare_ods(rows: list[Participation], path: Path) -> None:
    cell, text = "table:table-cell office:value-type", "</text:p></table:table-cell>"
    head = "".join(f'<{cell}="string"><text:p>{column.name}{text}' for column in COLUMNS)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        with archive.open("content.xml", "w") as stream:
            stream.write(f"{opening([])}<table:table><table:table-row>{head}</table:table-row>".encode())
            for number, name, department, training, starts, day, minutes, rating in rows:
                at = starts.astimezone(ZONE).replace(tzinfo=None)
                stream.write(
                    f'<table:table-row><{cell}="string"><text:p>{escape(number)}{text}'
                    f'<{cell}="string"><text:p>{escape(name)}{text}'
                    f'<{cell}="string"><text:p>{escape(department)}{text}'
                    f'<{cell}="string"><text:p>{escape(training)}{text}'
                    f'<{cell}="date" office:date-value="{at.isoformat()}"/><{cell}="date" office:date-value="{day}"/>'
                    f'<{cell}="time" office:time-value="PT{minutes // 60}H{minutes % 60:02}M00S"/>'
                    f'<{cell}="float" office:value="{rating}"/></table:table-row>'.encode()
                )
            stream.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


def _bare_csv(rows: list[Participation], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerow(column.name for column in COLUMNS)
        writer.writerows(rows)


def _memory(many: int, path: Path, form: str) -> float:
    """Return the most memory that a process held that writes so many rows, made one by one, in MiB (Linux)."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.exporting", str(many), path, form], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


BARE: dict[Form, tuple[Callable[[list[Participation], Path], None], str]] = {
    "xlsx": (_bare_xlsx, "XlsxWriter, `constant_memory`"),
    "ods": (_bare_ods, "an f-string a row, zipped"),
    "csv": (_bare_csv, "`csv.writer`, every field quoted"),
}

if __name__ == "__main__":
    write_rows(participations(int(sys.argv[1])), Path(sys.argv[2]), cast("Form", sys.argv[3]))
    status = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage also tells what the process before exec held
    print(int(status.partition("VmHWM:")[2].split()[0]) / 1024)
