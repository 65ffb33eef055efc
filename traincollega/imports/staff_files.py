"""Staff lists: HR's table of who works where, with a header in Dutch or English."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from traincollega.imports.archive import FILE_MOST, check_size
from traincollega.imports.characters import decoded, one_line, shortened
from traincollega.imports.csv_files import ROWS_MOST, rows_of, unguarded
from traincollega.imports.refusal import Refusal, Refused, where
from traincollega.language import _

_NAMES = {
    "email": "mail, e-mail, email, emailadres, e-mailadres, mailadres, mail address, e-mail address, email address",
    "department": "afdeling, department",
    "personnel_number": "personeelsnummer, personeelsnr, medewerkernummer, personnel number, employee number",
}
NAMES = {written: ours for ours, line in _NAMES.items() for written in line.split(", ")}


class StaffRecord(NamedTuple):
    """One line of the list."""

    place: str
    """File and line, for a person."""
    email: str
    department: str
    personnel_number: str = ""


def read_staff(source: Path) -> Iterator[StaffRecord | Refusal]:
    """Yield each line of a staff list, and what stays out with its reason; raises UnreadableFile where it is none at all.

    A line is read for what it says, not for whether that is right: who works there is for `services/staffing`.
    """
    check_size(source)
    data = source.read_bytes()[:FILE_MOST]
    columns, first, rows = rows_of(decoded(data), _own_name)
    label = shortened(source.name, 200)
    for needed, sentence in (
        ("email", _("The first row names no column with mail addresses. Call it: mail.")),
        ("department", _("The first row names no column with departments. Call it: department.")),
    ):
        if needed not in columns:
            raise Refused(sentence, first)
    for number, (line, cells, why) in enumerate(rows, 1):
        place = where(label, line)
        if number > ROWS_MOST:
            yield Refusal(place, _("This table has more than {n} rows. The rest was not read.").format(n=ROWS_MOST))
            return
        if why:
            yield Refusal(place, why)
            continue
        said = {name: one_line(unguarded(cell.strip())) for name, cell in zip(columns, cells, strict=True) if name}
        yield StaffRecord(place, said["email"], said["department"], said.get("personnel_number", ""))


def _own_name(written: str) -> str:
    return NAMES.get(" ".join(written.lower().replace("_", " ").split()), "")
