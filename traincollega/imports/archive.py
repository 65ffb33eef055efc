"""What an archive or folder from outside may hold: limits, names that can be trusted, and the sentences for the rest."""

import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from traincollega.errors import TooLarge, UnreadableFile
from traincollega.imports.characters import HIDDEN, shortened
from traincollega.imports.refusal import Refusal
from traincollega.language import _

SOURCE_MOST = 200_000_000
"""Most bytes of an archive as it lies on disk."""
ENTRIES_MOST = 50_000
FILE_MOST = 20_000_000
"""Most decompressed bytes of one file in it."""
TOTAL_MOST = 500_000_000
RATIO_MOST = 200
"""Most decompressed bytes for one compressed byte, once RATIO_FREE bytes have come out; text reaches 20, a bomb 1,000."""
RATIO_FREE = 20_000_000
NAME_MOST = 1_000
DEPTH_MOST = 20
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".gz", ".7z", ".rar", ".tjc", ".bz2", ".xz", ".zst")
_DRIVE = re.compile(r"[A-Za-z]:")
DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, LookupError,
    OverflowError, RuntimeError,
)  # fmt: skip
"""What the standard library raises on archives that are damaged or made to hurt."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Entry:
    """A file inside: its name from the top of the archive, with / between, and its bytes."""

    name: str
    data: bytes


def wrong_name(name: str) -> str:
    """Return why a name inside an archive cannot be trusted, or "".

    >>> bool(wrong_name("../x.md")), bool(wrong_name("C:/x.md")), wrong_name("map/x.md")
    (True, True, '')
    """
    if not name or len(name) > NAME_MOST or HIDDEN.search(name) or "\n" in name or "\r" in name or "\t" in name:
        return _("The name of this file holds characters that are not allowed, or is too long.")
    if "\\" in name or name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return _("The name of this file points outside the archive. That is not safe.")
    return ""


def tidy(name: str) -> str:
    """Return the name composed (NFC) and without "./" in front, the same on every computer."""
    name = name if name.isascii() else unicodedata.normalize("NFC", name[: NAME_MOST + 1])
    while name.startswith("./"):
        name = name[2:]
    return name


def one_name(name: str) -> str:
    """Return what two names have in common that one disk may take for the same file."""
    return unicodedata.normalize("NFC", name.casefold())


def hidden(name: str) -> bool:
    """Whether a file is no content but what a system leaves behind."""
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def too_large(name: str) -> TooLarge:
    """Return the error of an archive that unpacks to more than we read."""
    return TooLarge(_("{name} unpacks to far more than it seems. It may be unsafe, so nothing was read.").format(name=name))


def too_many(name: str) -> TooLarge:
    """Return the error of an archive with more files than we read."""
    return TooLarge(_("{name} holds more than {n} files. Split it into smaller parts.").format(name=name, n=ENTRIES_MOST))


def damaged(name: str) -> UnreadableFile:
    """Return the error of an archive that ends too early or is broken."""
    return UnreadableFile(_("{name} is damaged or incomplete. Fetch the file again.").format(name=name))


def check_size(path: Path) -> int:
    """Return the size of an archive in bytes; raise where it is absent, no file, or larger than we read."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        raise UnreadableFile(_("{name} is not there, or you may not read it.").format(name=shortened(path.name))) from None
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableFile(_("{name} is no file that can be read.").format(name=shortened(path.name)))
    if found.st_size > SOURCE_MOST:
        raise TooLarge(
            _("{name} is larger than {n} MB. Split it into smaller parts.").format(
                name=shortened(path.name), n=SOURCE_MOST // 1_000_000
            )
        )
    return found.st_size


@contextmanager
def sound(name: str, *also: type[Exception]) -> Iterator[None]:
    """Turn whatever a damaged archive makes the standard library raise into one sentence."""
    try:
        yield
    except UnreadableFile:
        raise
    except DAMAGE + also:
        raise damaged(name) from None


class Seen:
    """Counts what came out of one archive, and knows the names met before."""

    def __init__(self, label: str, compressed: int) -> None:
        self.label = label
        self.compressed = compressed
        self.bytes = 0
        self.entries = 0
        self.names: set[str] = set()

    def count(self, size: int) -> None:
        """Add decompressed bytes; raise TooLarge where they cannot be honest text any more."""
        self.bytes += size
        if self.bytes > TOTAL_MOST or (self.bytes > RATIO_FREE and self.bytes > RATIO_MOST * self.compressed):
            raise too_large(self.label)

    def entry(self) -> None:
        """Count one more entry; raise TooLarge above ENTRIES_MOST."""
        self.entries += 1
        if self.entries > ENTRIES_MOST:
            raise too_many(self.label)

    def wrong(self, name: str) -> str:
        """Return why this name cannot be read: not to be trusted, or met before; else ""."""
        if why := wrong_name(name):
            return why
        known = one_name(name)
        if known in self.names:
            return _("There are two files of this name. Only the first was read.")
        self.names.add(known)
        return ""


def file_too_large() -> str:
    """Return the sentence for one file inside that is larger than FILE_MOST."""
    return _("This file is larger than {n} MB. Make it smaller.").format(n=FILE_MOST // 1_000_000)


def refused_in(label: str, name: str, why: str) -> Refusal:
    """Return the refusal of a file inside an archive or folder."""
    return Refusal(f"{label} › {shortened(name, 200)}", why)
