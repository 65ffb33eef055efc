"""Which reader is for what: a file, folder or archive from outside, read into records one by one."""

from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from traincollega.errors import UnreadableFile
from traincollega.imports.archive import FILE_MOST, Entry, check_size, file_too_large, tidy
from traincollega.imports.calendar_files import read_calendar
from traincollega.imports.characters import shortened
from traincollega.imports.csv_files import read_table
from traincollega.imports.folder import walk_folder
from traincollega.imports.front_matter import read_markdown
from traincollega.imports.record import Item, TrainingRecord
from traincollega.imports.refusal import Refusal, Refused, where
from traincollega.imports.tar_files import walk_tar
from traincollega.imports.zip_files import walk_zip
from traincollega.language import _

MARKDOWN = (".md", ".markdown")
TABLES = (".csv", ".tsv")
CALENDARS = (".ics",)
TARS = (".tar.gz", ".tgz", ".tar")
Progress = Callable[[int, int], None]


def read(source: Path, *, zone: ZoneInfo, progress: Progress | None = None) -> Iterator[Item]:
    """Yield what a folder, .md, .csv, .ics, .zip or .tar.gz holds: a record for each training, a refusal for what stays out.

    Times without a zone are times in `zone`. `progress(done, of)` counts in files, rows or bytes. Raises UnreadableFile or
    TooLarge where the source as a whole cannot be read; in a tar that may be halfway, so take all of it in or nothing.
    """
    met: set[str] = set()
    found = False
    for item, place in _items(source, zone, progress):
        found = True
        if isinstance(item, TrainingRecord):
            if item.source in met:
                yield Refusal(place, _("This training is in it twice. Only the first was read."))
                continue
            met.add(item.source)
        yield item
    if not found:
        raise UnreadableFile(
            _("We found no trainings in {name}. We read Markdown, CSV and iCalendar.").format(
                name=shortened(source.name or str(source))
            )
        )


def _items(source: Path, zone: ZoneInfo, progress: Progress | None) -> Iterator[tuple[Item, str]]:
    name = source.name.lower()
    walk = None
    if source.is_dir():
        walk = walk_folder
    else:
        check_size(source)
        kind = name if _known(name) else _kind_by_content(source)
        if kind.endswith(".zip"):
            walk = walk_zip
        elif kind.endswith(TARS):
            walk = walk_tar
    if walk is None:
        yield from _single(source, kind, zone, progress)
        return
    label = shortened(source.name or source.resolve().name)
    for entry in walk(source, _wanted, progress):
        if isinstance(entry, Refusal):
            yield entry, entry.where
        else:
            yield from _records(entry, f"{label} › {shortened(entry.name, 200)}", entry.name.lower(), zone, None)


def _single(source: Path, kind: str, zone: ZoneInfo, progress: Progress | None) -> Iterator[tuple[Item, str]]:
    try:
        with source.open("rb") as stream:
            data = stream.read(FILE_MOST + 1)
    except OSError:
        raise UnreadableFile(_("{name} is not there, or you may not read it.").format(name=shortened(source.name))) from None
    label = shortened(source.name, 200)
    if len(data) > FILE_MOST:
        yield Refusal(label, file_too_large()), label
    else:
        yield from _records(Entry(tidy(source.name), data), label, kind, zone, progress)


def _records(entry: Entry, label: str, kind: str, zone: ZoneInfo, progress: Progress | None) -> Iterator[tuple[Item, str]]:
    """Yield the records of one file with the place each stands."""
    try:
        if kind.endswith(TABLES):
            yield from read_table(entry.data, source=entry.name, label=label, zone=zone, progress=progress)
        elif kind.endswith(CALENDARS):
            yield from read_calendar(entry.data, label=label, zone=zone, progress=progress)
        else:
            yield read_markdown(entry.data, source=entry.name, zone=zone), label
            if progress:
                progress(1, 1)
    except Refused as error:
        place = where(label, error.line)
        yield Refusal(place, str(error)), place


def _known(name: str) -> bool:
    return name.endswith((*MARKDOWN, *TABLES, *CALENDARS, *TARS, ".zip"))


def _wanted(name: str) -> bool:
    return name.lower().endswith((*MARKDOWN, *TABLES, *CALENDARS))


def _kind_by_content(source: Path) -> str:
    """Return the ending that fits the first bytes of a file whose name tells nothing."""
    if source.name.lower().endswith(".tjc"):
        raise UnreadableFile(_("{name} is a shared file. Open it with: read in a shared file.").format(name=shortened(source.name)))
    try:
        with source.open("rb") as stream:
            start = stream.read(64).removeprefix(b"\xef\xbb\xbf")
    except OSError:
        raise UnreadableFile(_("{name} is not there, or you may not read it.").format(name=shortened(source.name))) from None
    for begins, kind in ((b"PK\x03\x04", ".zip"), (b"\x1f\x8b", ".tgz"), (b"BEGIN:VCALENDAR", ".ics"), (b"---", ".md")):
        if start.startswith(begins):
            return kind
    raise UnreadableFile(
        _("{name} is of a kind we do not read. We read Markdown, CSV, iCalendar, ZIP and tar.").format(name=shortened(source.name))
    )
