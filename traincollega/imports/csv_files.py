"""Tables of trainings: our own header in Dutch or English, or the event table of TeSS; rows of one training are its sessions."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from traincollega.imports.archive import Progress
from traincollega.imports.characters import decoded
from traincollega.imports.fields import Field, own_name, text_of
from traincollega.imports.from_fields import session, training
from traincollega.imports.plain_text import plain
from traincollega.imports.record import Item, SessionRecord, TrainingRecord
from traincollega.imports.refusal import Refusal, Refused, where
from traincollega.language import _, ngettext

ROWS_MOST = 50_000
CELL_MOST = 1_000_000
csv.field_size_limit(max(csv.field_size_limit(), CELL_MOST))
AGAIN_MOST = 5
"""How many times the whole table we read again at most, after quotes that do not close where they should."""
_GUARD = re.compile("'(?=[=+\\-@\t\r\n＝＋－＠])")
_SEPARATOR_LINE = re.compile('\ufeff?"?sep=(.)"?\r?\n', re.IGNORECASE)


@dataclass
class _Offer:
    """A training with the sessions of its rows so far."""

    record: TrainingRecord
    place: str
    fields: dict[str, Field]
    sessions: list[SessionRecord] = field(default_factory=list)


def read_table(data: bytes, *, source: str, label: str, zone: tzinfo, progress: Progress | None) -> Iterator[tuple[Item, str]]:
    """Yield each training of a table with the place of its first row; raise Refused where the table itself cannot be read.

    Rows with one URL, or without URLs one title, are one training; its source is the URL, or the file's name with the title.
    """
    text = decoded(data)
    columns, first, rows = rows_of(text, own_name)
    if "title" not in columns:
        raise Refused(_("The first row names no column Title. The first row holds the names of the columns."), first)
    offers: dict[str, _Offer] = {}
    for number, (line, cells, why) in enumerate(rows, 1):
        place = where(label, line)
        if number > ROWS_MOST:
            yield Refusal(place, _("This table has more than {n} rows. The rest was not read.").format(n=ROWS_MOST)), place
            break
        try:
            if why:
                raise Refused(why)
            _take(offers, _fields(columns, cells), source, place, zone)
        except Refused as error:
            yield Refusal(place, str(error)), place
    for done, offer in enumerate(offers.values(), 1):
        record = replace(offer.record, sessions=tuple(offer.sessions))
        yield record, offer.place
        if progress:
            progress(done, len(offers))


def _take(offers: dict[str, _Offer], fields: dict[str, Field], source: str, place: str, zone: tzinfo) -> None:
    """Add a row to the training it belongs to, or as a new one; refused where it says nothing new."""
    key = text_of(fields, "key").strip()[:500] or f"{source}#{plain(text_of(fields, 'title')[:2_000]).casefold()}"
    known = offers.get(key)
    number = len(known.sessions) + 1 if known else 1
    found = session(fields, source=f"{key}#{number}", zone=zone)
    if known is None:
        record = training(fields, source=key, sessions=(found,) if found else (), zone=zone)
        offers[key] = _Offer(record, place, fields, [found] if found else [])
    elif found is None or any(found.starts == other.starts and found.place == other.place for other in known.sessions):
        raise Refused(_("This training is in it twice. Only the first was read."))
    else:
        known.sessions.append(found)


def rows_of(text: str, own: Callable[[str], str]) -> tuple[list[str], int, Iterator[tuple[int, list[str], str]]]:
    """Return our names of the columns, on which line these stand, and the rows as (line, cells, why not).

    `own` gives our name for what a column is called, "" where it is none of ours; the delimiter is the one that gives most.
    """
    said = _SEPARATOR_LINE.match(text)
    text = text[said.end() :] if said else text
    first = 2 if said else 1
    best: list[str] = []
    delimiter = ","
    for candidate in [said[1]] if said else [";", ",", "\t"]:
        try:
            header = next(csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=candidate), [])
        except (csv.Error, TypeError):
            continue
        names = [own(unguarded(cell).strip()) for cell in header]
        if sum(map(bool, names)) > sum(map(bool, best)):
            best, delimiter = names, candidate
    return best, first, _body(text, delimiter, len(best), first)


def _body(text: str, delimiter: str, width: int, first: int) -> Iterator[tuple[int, list[str], str]]:
    """Yield the rows; after a row whose quote closes in the wrong place, or nowhere, go on with the line below it."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter)
    next(reader)
    skipped = again = 0
    while True:
        line = skipped + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield first + line, [], _("This row has a cell that is too long. Perhaps a quote is missing.")
            continue
        end = skipped + reader.line_num
        if end > line + 1 and not _closed(lines[line:end], delimiter):
            why = _("A quote opens in this row and does not close as it should. Close it, or take it away.")
            again += end - line
            if again > AGAIN_MOST * len(lines):
                yield first + line, [], why + " " + _("The rest was not read.")
                return
            yield first + line, [], why
            skipped = line + 1
            reader = csv.reader(map(lines.__getitem__, range(skipped, len(lines))), delimiter=delimiter)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        yield first + line, cells, "" if len(cells) == width else _uneven(len(cells), width, first + line, first + end - 1)


def _closed(lines: list[str], delimiter: str) -> bool:
    """Say whether a row of several lines is what a program would write, and no quote swallowed the rows below it."""
    try:
        return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def _uneven(cells: int, width: int, line: int, last: int) -> str:
    why = ngettext(
        "This row has {n} cell, and the first row has {columns}.", "This row has {n} cells, and the first row has {columns}.", cells
    ).format(n=cells, columns=width)
    return why if last == line else f"{why} " + _("It runs on to line {n}: perhaps a quote is missing.").format(n=last)


def _fields(columns: list[str], cells: list[str]) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for name, cell in zip(columns, cells, strict=True):
        if name and (value := unguarded(cell.strip(" "))):
            fields.setdefault(name, Field(value))
    return fields


def unguarded(cell: str) -> str:
    """Return a cell without the sign that keeps a spreadsheet from reckoning with it."""
    return cell[1:] if _GUARD.match(cell) else cell
