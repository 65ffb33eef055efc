"""Tar files from outside, compressed or not, read in one pass within limits."""

import gzip
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from traincollega.errors import UnreadableFile
from traincollega.imports.archive import (
    ARCHIVES,
    FILE_MOST,
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
)
from traincollega.imports.characters import shortened
from traincollega.imports.refusal import Refusal
from traincollega.language import _

HEADER_MOST = 100_000
"""Most bytes of an extra header with a long name."""
_EXTRA_HEADERS = frozenset(
    (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
)
_GZIP = b"\x1f\x8b"


class _Member(tarfile.TarInfo):
    """A header whose extra parts are not read when they claim to be large."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Member":
        """Return the header of one block; raise TooLarge on an extra header above HEADER_MOST."""
        member = super().frombuf(buf, encoding, errors)
        if member.type in _EXTRA_HEADERS and member.size > HEADER_MOST:
            raise too_large(shortened(member.name))
        return member


class _Counted:
    """A stream that counts its bytes and remembers its last block: an archive that ends well ends in zeros."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, seen: Seen) -> None:
        self.stream = stream
        self.seen = seen
        self.last = b""

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes; raise TooLarge where there come too many."""
        self.last = self.stream.read(size)
        self.seen.count(len(self.last))
        return self.last


def walk_tar(path: Path, wanted: Callable[[str], bool], progress: Progress | None) -> Iterator[Entry | Refusal]:
    """Yield the wanted files of a tar in its own order, and a refusal for each one that cannot be trusted.

    Raises UnreadableFile or TooLarge, also halfway: a tar shows its damage only where it is.
    """
    label = shortened(path.name)
    size = check_size(path)
    seen = Seen(label, size)
    with sound(label, tarfile.TarError):
        raw = path.open("rb")
    with raw:
        with sound(label, tarfile.TarError):
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            stream = _Counted(gzip.GzipFile(fileobj=raw) if packed else raw, seen)
            try:
                archive = tarfile.open(  # type: ignore[call-overload]  # noqa: SIM115  the stubs ask too much; `raw` is closed
                    mode="r|", fileobj=stream, bufsize=tarfile.BLOCKSIZE, tarinfo=_Member
                )
            except tarfile.ReadError:
                raise UnreadableFile(_("{name} is not a tar file, or it is damaged.").format(name=label)) from None
        while True:
            with sound(label, tarfile.TarError):
                member = archive.next()
                archive.members = []  # the library would keep them all
                found = _entry(archive, member, seen, wanted) if member else None
            if member is None:
                break
            if found:
                yield found
            if progress:
                progress(min(raw.tell(), size), size)
        with sound(label, tarfile.TarError):
            _to_the_end(stream, label)


def _to_the_end(stream: _Counted, label: str) -> None:
    """Read on to the last byte, so that a broken header or checksum is noticed: the library takes it for the end."""
    data = stream.last
    while data:
        if data.strip(b"\0"):
            raise damaged(label)
        data = stream.read(tarfile.RECORDSIZE)


def _entry(archive: tarfile.TarFile, member: tarfile.TarInfo, seen: Seen, wanted: Callable[[str], bool]) -> Entry | Refusal | None:
    seen.entry()
    name = tidy(member.name)
    if member.isdir():
        return None
    if why := seen.wrong(name):
        return refused_in(seen.label, name, why)
    if not member.isreg() or member.issparse():
        return refused_in(seen.label, name, _("This is a link or a device and no file. It was not read."))
    if wanted(name) and not hidden(name):
        if member.size > FILE_MOST:
            return refused_in(seen.label, name, file_too_large())
        content = archive.extractfile(member)
        data = content.read() if content else b""
        if len(data) != member.size:
            raise damaged(seen.label)
        return Entry(name, data)
    if name.lower().endswith(ARCHIVES):
        return refused_in(seen.label, name, _("An archive inside an archive is not opened. Unpack it first."))
    return None
