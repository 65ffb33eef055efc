"""ZIP files from outside, read within limits: for imports file by file, for our own shared file strictly."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from traincollega.errors import TooLarge, UnreadableFile
from traincollega.imports.archive import (
    ARCHIVES,
    ENTRIES_MOST,
    FILE_MOST,
    RATIO_FREE,
    RATIO_MOST,
    TOTAL_MOST,
    Entry,
    Progress,
    Seen,
    check_size,
    damaged,
    file_too_large,
    hidden,
    refused_in,
    sound,
    tidy,
    too_large,
    too_many,
    wrong_name,
)
from traincollega.imports.characters import shortened
from traincollega.imports.refusal import Refusal
from traincollega.language import _

DIRECTORY_MOST = 20_000_000
"""Most bytes of the list of contents."""
CHUNK = 65_536
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_LINK, _KIND = 0o120000, 0o170000


class _Guarded(io.FileIO):
    """A file whose list of contents is counted before the library makes objects of it: its header's count may lie."""

    def __init__(self, path: Path, label: str) -> None:
        super().__init__(path)
        self.label = label

    def read(self, size: int | None = -1, /) -> bytes:
        """Read `size` bytes; raise TooLarge on a list of contents with more than ENTRIES_MOST."""
        if size is not None and size > DIRECTORY_MOST:
            raise too_many(self.label)
        data = super().read(-1 if size is None else size) or b""
        if len(data) > ENTRIES_MOST and data.count(_ENTRY) > ENTRIES_MOST:
            raise too_many(self.label)
        return data


class ZipSource:
    """An open ZIP whose bytes are counted as they come out."""

    def __init__(self, archive: zipfile.ZipFile, seen: Seen) -> None:
        # is_dir fails on a name that is empty
        self.entries = [info for info in archive.infolist() if not info.filename.endswith("/")]
        self._archive = archive
        self._seen = seen
        self._infos = {info.filename: info for info in self.entries}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files inside, in their own order."""
        return tuple(info.filename for info in self.entries)

    def read(self, name: str, most: int = FILE_MOST) -> bytes:
        """Return the bytes of one file; raise TooLarge above `most` bytes, UnreadableFile where it is absent or damaged."""
        info = self._infos.get(name)
        if info is None:
            raise UnreadableFile(_("{name} lacks the part {part}.").format(name=self._seen.label, part=shortened(name)))
        data = self.read_entry(info, most)
        if data is None:
            raise TooLarge(_("{name} has a part larger than we read: {part}.").format(name=self._seen.label, part=shortened(name)))
        return data

    def read_entry(self, info: zipfile.ZipInfo, most: int) -> bytes | None:
        """Return the bytes of one entry, or None where there are more than `most`; raise where it is damaged or a bomb."""
        parts, size = [], 0
        with sound(self._seen.label), self._archive.open(info) as stream:
            while data := stream.read(CHUNK):
                size += len(data)
                self._seen.count(len(data))
                if size > most:
                    return None
                parts.append(data)
        return b"".join(parts)


@contextmanager
def opened(path: Path) -> Iterator[tuple[ZipSource, Seen]]:
    """Open a ZIP within limits; raise UnreadableFile or TooLarge with a sentence."""
    label = shortened(path.name)
    seen = Seen(label, check_size(path))
    with sound(label):
        file = _Guarded(path, label)
    with file:
        with sound(label):
            archive = _archive(file, label)
            infos = archive.infolist()
        if len(infos) > ENTRIES_MOST:
            raise too_many(label)
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise UnreadableFile(_("{name} is locked with a password. Save it without one.").format(name=label))
        said = sum(info.file_size for info in infos)
        if said > TOTAL_MOST or (said > RATIO_FREE and said > RATIO_MOST * seen.compressed):
            raise too_large(label)
        yield ZipSource(archive, seen), seen


def _archive(file: _Guarded, label: str) -> zipfile.ZipFile:
    start = file.read(4)
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        if start == b"PK\x03\x04":
            raise damaged(label) from None
        raise NoZip(_("{name} is not a ZIP file.").format(name=label)) from None


class NoZip(UnreadableFile):
    """Whatever this is, it is no ZIP."""


@contextmanager
def open_zip(path: Path) -> Iterator[ZipSource]:
    """Open a ZIP of which every name must be sound: `.names`, `.read(name, most)`.

    Raises UnreadableFile or TooLarge with a sentence; one wrong name, link or double name refuses the whole file.
    """
    with opened(path) as (source, seen):
        for info in source.entries:
            name = info.orig_filename
            if wrong_name(name) or seen.wrong(tidy(name)) or _is_link(info):
                raise UnreadableFile(
                    _("{name} holds a file with a name that is not safe: {part}.").format(name=seen.label, part=shortened(name))
                )
        yield source


def walk_zip(path: Path, wanted: Callable[[str], bool], progress: Progress | None) -> Iterator[Entry | Refusal]:
    """Yield the wanted files of a ZIP sorted by name, and a refusal for each one that cannot be trusted."""
    with opened(path) as (source, seen):
        entries = sorted(source.entries, key=lambda info: info.orig_filename)
        for number, info in enumerate(entries, 1):
            name = tidy(info.orig_filename)
            if why := seen.wrong(name) or (_("This is a link to another file. Links are not followed.") if _is_link(info) else ""):
                yield refused_in(seen.label, name, why)
            elif wanted(name) and not hidden(name):
                data = source.read_entry(info, FILE_MOST)
                yield refused_in(seen.label, name, file_too_large()) if data is None else Entry(name, data)
            elif name.lower().endswith(ARCHIVES):
                yield refused_in(seen.label, name, _("An archive inside an archive is not opened. Unpack it first."))
            if progress:
                progress(number, len(entries))


def _is_link(info: zipfile.ZipInfo) -> bool:
    return info.external_attr >> 16 & _KIND == _LINK
