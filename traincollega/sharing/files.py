"""One file of a shared folder: found, read and written so that a half one counts nowhere; no memory, no words for a person."""

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from traincollega.sharing.aside import Going
from traincollega.sharing.place import PACK, PACK_MOST, SEGMENT, SEGMENT_MOST, TRIAL

MOST = {SEGMENT: SEGMENT_MOST, PACK: PACK_MOST}
"""Endings, and the bytes that a file with them has at most."""
PART_BEGINS, PART_ENDS = ".traincollega-", ".part"
"""What a file is called while it is written."""
PIECE = 1_000_000
"""Bytes that are read or written at a time; each piece may take as long as a whole small file."""
_ROUND = 1_000
_NAME = re.compile(r"[0-9a-f]{64}\.tj[sp]").fullmatch
_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_WRITING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_CANNOT_SYNC = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)


class Odd(NamedTuple):
    """A file whose name does not tell its content."""

    path: str
    size: int


class Look(NamedTuple):
    """What tells whether a file was written since: its size, and when it changed in nanoseconds."""

    size: int
    changed: int


class Listing(NamedTuple):
    """What lies in one folder."""

    right: frozenset[str]
    """Files that are called as a content is: taken at their word, and not looked into."""
    odd: list[Odd]
    """Files with our ending, under another name: conflict copies."""
    parts: list[Odd]
    """Files that somebody is writing, or was writing when the power went."""


def is_name(name: str) -> bool:
    """Whether this is the name of a content, and so one of a file that may be opened or removed."""
    return _NAME(name) is not None


def look_through(folder: str, ending: str, known: frozenset[str], wrong: Mapping[str, Look], going: Going) -> Listing:
    """Return what lies in a folder, `known` names being looked at no more; what is no file of ours is not opened.

    What was read once and is `wrong`, another content than its name tells, is no part of it until it is written again.
    Raises OSError.
    """
    right: list[str] = []
    odd: list[Odd] = []
    parts: list[Odd] = []
    with os.scandir(folder) as entries:
        for count, entry in enumerate(entries):
            if count % _ROUND == _ROUND - 1:
                going()
            name = entry.name
            if name in known:
                right.append(name)
            elif name in wrong and _looks(entry) == wrong[name]:
                continue
            elif name.endswith(ending) and _NAME(name):
                if entry.is_file(follow_symlinks=False):
                    right.append(name)
            elif name.startswith(PART_BEGINS) and name.endswith(PART_ENDS):
                _measure(entry, parts)
            elif name[-4:].lower() in MOST and name[:1] not in ".~":
                _measure(entry, odd, MOST[name[-4:].lower()])
    return Listing(frozenset(right), odd, parts)


def _measure(entry: "os.DirEntry[str]", into: list[Odd], most: int = 0) -> None:
    """Add a file; where it holds `most` bytes at most, only one that can be read."""
    with suppress(OSError):  # it went while we looked
        size = entry.stat(follow_symlinks=False).st_size
        if not most or 0 < size <= most:
            into.append(Odd(entry.path, size))


def _looks(entry: "os.DirEntry[str]") -> Look | None:
    try:
        return _look(entry.stat(follow_symlinks=False))
    except OSError:  # it went while we looked
        return None


def _look(found: os.stat_result) -> Look:
    return Look(found.st_size, found.st_mtime_ns)


def wrong(path: str, called: Callable[[bytes], bool], most: int, going: Going) -> Look | None:
    """Return how a file looks whose whole content is not the one that it is `called` by; None where it is. Raises OSError."""
    look = _look(os.lstat(path))  # first: what is written while we read looks otherwise afterwards
    content = read(path, most, going)
    return None if content is None or called(content) else look


def read(path: str, most: int, going: Going) -> bytes | None:
    """Return the content of a file, or None where it is empty, larger than `most`, or no file; raises OSError."""
    if not _fits(os.lstat(path), most):  # opening a pipe or a device already does something
        return None
    descriptor = os.open(path, _READING)
    try:
        size = os.fstat(descriptor).st_size
        if not _fits(os.fstat(descriptor), most):
            return None
        pieces = [os.read(descriptor, min(size, PIECE) + 1)]
        while pieces[-1] and sum(map(len, pieces)) < size:
            going()
            pieces.append(os.read(descriptor, PIECE))
    finally:
        os.close(descriptor)
    return b"".join(pieces)


def _fits(found: os.stat_result, most: int) -> bool:
    return stat.S_ISREG(found.st_mode) and 0 < found.st_size <= most


def lay(path: str, content: bytes, going: Going) -> None:
    """Write a file beside, rename it, and read it back; nothing is done where it is there already; raises OSError."""
    with suppress(OSError):  # gone, or unreadable and to be replaced: whatever else is wrong shows in writing
        if read(path, len(content), going) == content:
            return
    folder = os.path.dirname(path)
    beside = f"{folder}{os.sep}{PART_BEGINS}{token_hex(8)}{PART_ENDS}"
    try:
        _write(beside, content, going)
        share(beside, folder)
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):  # it is swept later; what went wrong first is told
            os.unlink(beside)
        raise
    if read(path, len(content), going) != content:
        raise OSError(errno.EBUSY, "Another content came back", path)


def _write(path: str, content: bytes, going: Going) -> None:
    descriptor = os.open(path, _WRITING, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest[:PIECE]) :]
            try:
                os.fsync(descriptor)
            except OSError as error:
                if error.errno not in _CANNOT_SYNC:
                    raise
            going()
    finally:
        os.close(descriptor)


def make(root: Path, *below: Path) -> None:
    """Make folders in an existing one, each above the next; raises OSError, also where `root` is not there."""
    os.stat(root)
    for folder in below:
        with suppress(FileExistsError):
            folder.mkdir()
            share(str(folder), str(root))


def try_out(root: str, folders: Iterable[str], going: Going) -> None:
    """Write a file where contents would lie, and take it away again; raises OSError.

    Those of the `folders` that are there are tried, and else whether one can be made in `root`. The file is called as one that
    is being written: nobody reads it, and were it to stay, it would be swept.
    """
    there = [folder for folder in folders if os.path.isdir(folder)]
    made = "" if there else f"{root}{os.sep}{PART_BEGINS}{token_hex(8)}"
    try:
        if made:
            os.mkdir(made)
        for folder in there or [made]:
            path = f"{folder}{os.sep}{PART_BEGINS}{token_hex(8)}{PART_ENDS}"
            try:
                lay(path, TRIAL, going)
            finally:
                with suppress(OSError):
                    os.unlink(path)
    finally:
        if made:
            with suppress(OSError):
                os.rmdir(made)


def share(path: str, above: str) -> None:
    """Let whoever may use the folder `above` use this too: the umask of one colleague must not shut out the others."""
    if os.name == "nt":  # rights are inherited there
        return
    with suppress(OSError):  # many shares know no such rights
        model, mine = os.stat(above), os.stat(path)
        bits = stat.S_IMODE(model.st_mode) & (0o3777 if stat.S_ISDIR(mine.st_mode) else 0o666)
        if model.st_gid != mine.st_gid:
            os.chown(path, -1, model.st_gid)
        if bits != stat.S_IMODE(mine.st_mode):
            os.chmod(path, bits)
