"""A shared folder as a place: what lies there under whatever name, and what may happen to it at any moment."""

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import TypeVar

from traincollega.errors import PlaceFull, PlaceReadOnly, PlaceUnreachable, SharingError
from traincollega.language import _
from traincollega.sharing import files
from traincollega.sharing.aside import Aside, Going, HangsError
from traincollega.sharing.files import MOST, Odd
from traincollega.sharing.place import PACK, SEGMENT, Names, content_name

T = TypeVar("T")

FOLDERS = {SEGMENT: "segments", PACK: "packs"}
OURS = re.compile(r"traincollega-[0-9a-f]{8}").fullmatch
"""What the folder of an organisation is called."""
README = "LEESMIJ-README.txt"
README_TEXT = """\
Train je Collega

In deze map staan de trainingen en aanmeldingen die collega's met elkaar bijwerken.
Het programma Train je Collega leest en schrijft hier. De bestanden zijn versleuteld.
Haal hier niets weg, en verander geen namen. Het programma ruimt zelf op.

This folder holds the trainings and sign-ups that colleagues keep up to date together.
The program Train je Collega reads and writes here. The files are encrypted.
Remove nothing here, and change no names. The program tidies up by itself.
"""

PAUSES = (0.05, 0.2, 0.8)
"""Seconds between attempts to write where another program holds the file."""
HANGING_MOST = 8
"""Threads that may be stuck in a folder at once; then it is taken as one that does not answer."""
PART_STAYS = 3600.0
"""Seconds that a half-written file must have lain still, by our own clock, before it is swept; its writer would write again."""
WRONG_STAYS = 3600.0
"""Seconds after which a file is read again that held another content than its name tells, though it looks the same."""
SETTLES = 10.0
"""Seconds after which it is believed: clocks of disks tick slowly, and what is written twice in one tick looks the same."""

_FULL = (errno.ENOSPC, errno.EDQUOT)
_LOCKED = (errno.EROFS, errno.EACCES, errno.EPERM)
_BUSY = (errno.EBUSY, errno.EAGAIN, errno.ETXTBSY)
_BUSY_ON_WINDOWS = (32, 33)  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION: their errno is EACCES


class Folder:
    """A shared folder of an organisation; `patience` is how many seconds one step in it may take.

    `put` raises PlaceUnreachable, PlaceReadOnly or PlaceFull where nothing more can be put now, and SharingError itself where
    only this one must wait for the next time. A file that is called as a content is there for `names`, until `fetch` sees that
    it is another one: then it is no part of it for an hour, or until it is written again.
    """

    each_tidies = True

    def __init__(self, root: Path, organisation: str, *, patience: float = 10.0) -> None:
        self.address = str(root)
        self._root = root
        self.name = f"traincollega-{organisation[:8]}"
        self._ours = root / self.name
        self._below = {ending: str(self._ours / name) for ending, name in FOLDERS.items()}
        self._patience = patience
        self._right: dict[str, frozenset[str]] = dict.fromkeys(FOLDERS, frozenset())
        self._odd: dict[Odd, str] = {}  # the files whose names do not tell what their contents are called
        self._copies: dict[str, list[Odd]] = {}  # and these by what they are called
        self._wrong: dict[str, tuple[files.Look, float]] = {}  # how those looked that hold no content of their name, and when
        self._parts: dict[Odd, float] = {}  # since when we see these half files lie still
        self._hanging: dict[str, Thread] = {}  # paths, and who is stuck there

    def names(self) -> Names:
        """Return what lies there; raises PlaceUnreachable."""
        odd: list[Odd] = []
        parts: list[Odd] = []
        now = monotonic()
        self._wrong = {name: (look, since) for name, (look, since) in self._wrong.items() if now - since < WRONG_STAYS}
        wrong = {name: look for name, (look, since) in self._wrong.items() if now - since >= SETTLES}
        with self._speaking(), Aside() as aside:
            for ending, folder in self._below.items():
                try:
                    listing = self._do(
                        aside, folder, partial(files.look_through, folder, ending, self._right[ending] - wrong.keys(), wrong)
                    )
                except FileNotFoundError:  # nothing was put yet, or somebody emptied it
                    self._do(aside, self.address, self._look_at_root)
                    listing = files.Listing(frozenset(), [], [])
                self._right[ending] = listing.right
                odd += listing.odd
                parts += listing.parts
            known = {file: self._odd.get(file) or self._name_of(aside, file) for file in odd}
        self._odd = {file: name for file, name in known.items() if name}
        self._copies = {}
        for file, name in self._odd.items():
            self._copies.setdefault(name, []).append(file)
        self._parts = {file: self._parts.get(file, now) for file in parts}
        return Names(frozenset(self._odd.values()).union(*self._right.values()), whole=True)

    def fetch(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the contents of those that are whole; raises PlaceUnreachable once the folder itself is gone."""
        with self._speaking(), Aside() as aside:
            for name in filter(files.is_name, names):
                content = self._content(aside, name)
                if content is not None:
                    yield name, content

    def put(self, name: str, content: bytes) -> None:
        """Lay a content there and read it back; raises SharingError, and what stands below it."""
        ending = name[-4:]
        if not files.is_name(name) or content_name(content, ending) != name or not 0 < len(content) <= MOST[ending]:
            raise ValueError(name)
        path = self._path(name)
        with self._speaking(writing=True), Aside() as aside:
            self._sweep(aside)
            latest = OSError(errno.EBUSY, "It goes as often as we lay it", path)
            for pause in (0.0, *PAUSES):
                sleep(pause)
                try:
                    return self._do(aside, path, partial(files.lay, path, content))
                except FileNotFoundError:  # the first time, or somebody took away the folder, or what we were writing
                    self._do(aside, self.address, self._make)
                except OSError as error:
                    if not _is_held(error):
                        raise
                    latest = error
            raise latest

    def remove(self, names: Iterable[str]) -> None:
        """Take contents away, also what `names` saw of them under other names; raises PlaceUnreachable."""
        with self._speaking(), Aside() as aside:
            for name in filter(files.is_name, names):
                self._take_away(aside, self._path(name))
                for file in self._others(name):
                    if self._name_of(aside, file) == name:
                        self._take_away(aside, file.path)
                    else:  # it is another by now
                        self._odd.pop(file, None)

    def try_out(self) -> None:
        """Write what is taken away at once, where it would lie; raises PlaceUnreachable, PlaceReadOnly, PlaceFull."""
        with self._speaking(writing=True), Aside() as aside:
            self._do(aside, self.address, self._look_at_root)
            self._do(aside, self.address, partial(files.try_out, str(self._root), tuple(self._below.values())))

    def holds_others(self) -> bool:
        """Say whether other organisations lie there, and ours does not; raises PlaceUnreachable."""
        with self._speaking(), Aside() as aside:
            found = self._do(aside, self.address, lambda going: os.listdir(self._root))
        return self.name not in found and any(map(OURS, found))

    def _path(self, name: str) -> str:
        return f"{self._below[name[-4:]]}{os.sep}{name}"

    def _others(self, name: str) -> list[Odd]:
        return [file for file in self._copies.get(name, ()) if file in self._odd]

    def _content(self, aside: Aside, name: str) -> bytes | None:
        ending = name[-4:]
        for file in (Odd(self._path(name), 0), *self._others(name)):
            content = self._read(aside, file.path)
            if content is not None and content_name(content, ending) == name:
                return content
            self._odd.pop(file, None)  # what it was taken for it is not (any more): look again
        self._note_wrong(aside, name)
        return None

    def _note_wrong(self, aside: Aside, name: str) -> None:
        """Remember a file that holds another content than its name tells: else all garbage there is read in each round."""
        path, ending = self._path(name), name[-4:]
        with suppress(OSError, HangsError):
            look = self._do(aside, path, partial(files.wrong, path, lambda one: content_name(one, ending) == name, MOST[ending]))
            if look is not None:
                before, since = self._wrong.get(name, (look, monotonic()))
                self._wrong[name] = look, since if before == look else monotonic()

    def _name_of(self, aside: Aside, file: Odd) -> str:
        """Return what the content of a file is called; nothing where it cannot be read now."""
        content = self._read(aside, file.path)
        return content_name(content, file.path[-4:].lower()) if content else ""

    def _read(self, aside: Aside, path: str) -> bytes | None:
        """Return what is in a file, or None where it cannot be read now; raises PlaceUnreachable once all is gone."""
        try:
            return self._do(aside, path, partial(files.read, path, MOST[path[-4:].lower()]))
        except HangsError:
            return None
        except OSError:  # gone, held, forbidden: an everyday event, as long as it is not the whole folder
            self._do(aside, self.address, self._look_at_root)
            return None

    def _take_away(self, aside: Aside, path: str) -> None:
        try:
            self._do(aside, path, lambda going: os.unlink(path))
        except OSError:  # as above
            self._do(aside, self.address, self._look_at_root)

    def _sweep(self, aside: Aside) -> None:
        """Take away what somebody began to write and left; were it written still, it would be written again."""
        due = [file for file, since in self._parts.items() if monotonic() - since > PART_STAYS]
        for file in due:
            del self._parts[file]
            self._take_away(aside, file.path)

    def _look_at_root(self, going: Going) -> None:
        os.stat(self._root)

    def _make(self, going: Going) -> None:
        files.make(self._root, self._ours, *map(Path, self._below.values()))
        with suppress(OSError):  # it only explains
            files.lay(str(self._ours / README), README_TEXT.encode(), going)

    def _do(self, aside: Aside, path: str, work: Callable[[Going], T]) -> T:
        """Do something with a file within our patience; raises OSError, HangsError, PlaceUnreachable."""
        if self._hanging:
            self._hanging = {where: thread for where, thread in self._hanging.items() if thread.is_alive()}
            if path in self._hanging:
                raise HangsError(self._hanging[path])
            if len(self._hanging) >= HANGING_MOST:
                raise self._silent()
        try:
            return aside.call(work, self._patience)
        except HangsError as error:
            self._hanging[path] = error.thread
            raise

    @contextmanager
    def _speaking(self, *, writing: bool = False) -> Iterator[None]:
        """Turn what the file system says into an error that a person understands."""
        try:
            yield
        except HangsError as error:
            raise self._silent() from error
        except OSError as error:
            kind, sentence = _told(error, writing)
            raise kind(sentence.format(folder=self.address)) from error

    def _silent(self) -> PlaceUnreachable:
        sentence = _("The shared folder {folder} does not answer. You can simply go on working. We try again in a moment.")
        return PlaceUnreachable(sentence.format(folder=self.address))


def _told(error: OSError, writing: bool) -> tuple[type[SharingError], str]:
    """Return what an error of the file system means, as a sentence with a blank for the folder."""
    if error.errno in _BUSY or _winerror(error) in _BUSY_ON_WINDOWS:
        return SharingError, _("Another program holds a file in {folder}. You can simply go on working. We try again in a moment.")
    if error.errno in _FULL:
        return PlaceFull, _("The shared folder {folder} is full. You can simply go on working. Ask its administrator for room.")
    if error.errno in _LOCKED and writing:
        return PlaceReadOnly, _(
            "We may not write in the shared folder {folder}. You can simply go on working. "
            "Ask its administrator for the right to write."
        )
    if error.errno in _LOCKED:
        return PlaceUnreachable, _(
            "We may not read the shared folder {folder}. You can simply go on working. Ask its administrator for the right to read."
        )
    return PlaceUnreachable, _(
        "We cannot reach the shared folder {folder}. You can simply go on working. Check your network connection."
    )


def _is_held(error: OSError) -> bool:
    """Whether it may pass in a moment: Windows also says EACCES of a file that another program has open."""
    return error.errno in _BUSY or (error.errno == errno.EACCES and _winerror(error) is not None)


def _winerror(error: OSError) -> int | None:
    return getattr(error, "winerror", None)
