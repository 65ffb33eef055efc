"""A walk over a folder from outside that never leaves it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from traincollega.errors import UnreadableFile
from traincollega.imports.archive import (
    ARCHIVES,
    DEPTH_MOST,
    ENTRIES_MOST,
    FILE_MOST,
    Entry,
    Progress,
    Seen,
    file_too_large,
    hidden,
    refused_in,
    tidy,
    too_many,
)
from traincollega.imports.characters import shortened
from traincollega.imports.refusal import Refusal
from traincollega.language import _


def walk_folder(path: Path, wanted: Callable[[str], bool], progress: Progress | None) -> Iterator[Entry | Refusal]:
    """Yield the wanted files of a folder sorted by name, and a refusal for each one that cannot be read.

    Raises UnreadableFile where the folder itself cannot be read, TooLarge where it holds too many files.
    """
    label = shortened(path.name or path.resolve().name)
    top = os.path.realpath(path)
    seen = Seen(label, 0)
    found: list[tuple[str, str, str]] = []
    try:
        _list(top, top, "", found, label)
    except OSError:
        raise UnreadableFile(_("{name} cannot be read. Check whether you may open this folder.").format(name=label)) from None
    found.sort()
    for number, (name, place, why) in enumerate(found, 1):
        why = why or seen.wrong(tidy(name))
        if why and (wanted(name) or place == ""):
            yield refused_in(label, name, why)
        elif not why and wanted(name):
            yield _read(label, tidy(name), place)
        elif not why and name.lower().endswith(ARCHIVES):
            yield refused_in(label, name, _("An archive inside a folder is not opened. Import it by itself."))
        if progress:
            progress(number, len(found))


def _list(top: str, folder: str, under: str, found: list[tuple[str, str, str]], label: str) -> None:
    """Add (name, place on disk, why not) of every file; directories that lead out of `top` are named and not entered."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = f"{under}{entry.name}"
            if hidden(entry.name):
                continue
            if len(found) >= ENTRIES_MOST:
                raise too_many(label)
            if entry.is_symlink():
                found.append((name, "", _("This is a link to another file. Links are not followed.")))
            elif entry.is_dir(follow_symlinks=False):
                _enter(top, entry.path, name, found, label)
            elif entry.is_file(follow_symlinks=False):
                found.append((name, entry.path, ""))
            else:
                found.append((name, entry.path, _("This is a link or a device and no file. It was not read.")))


def _enter(top: str, folder: str, name: str, found: list[tuple[str, str, str]], label: str) -> None:
    real = os.path.realpath(folder)  # a Windows junction is no symbolic link to Python 3.11
    if os.path.commonpath([top, real]) != top or real == top:
        found.append((name, "", _("This is a link to another folder. Links are not followed.")))
    elif name.count("/") >= DEPTH_MOST:
        found.append((name, "", _("These folders are nested too deep.")))
    else:
        try:
            _list(top, folder, f"{name}/", found, label)
        except OSError:
            found.append((name, "", _("This folder cannot be read. Check whether you may open it.")))


def _read(label: str, name: str, place: str) -> Entry | Refusal:
    try:
        with open(place, "rb", buffering=0) as stream:
            if os.fstat(stream.fileno()).st_size > FILE_MOST:
                return refused_in(label, name, file_too_large())
            return Entry(name, stream.readall())
    except OSError:
        return refused_in(label, name, _("This file cannot be read. Check whether you may open it."))
