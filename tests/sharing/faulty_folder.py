"""A place in memory, and one to whom everything happens that happens to a shared folder; each fault by itself, and all healed.

shelf = Shelf()                                         # what really lies there; one for all computers
place = Faulty(shelf, random, {"delay", "hide"})        # how one computer sees it; `random` is a random.Random
place.faults.add("tamper")                              # from now on also this
place.heal()                                            # of every computer: what was put is there again
"""

from collections.abc import Iterable, Iterator
from random import Random

from traincollega.errors import PlaceReadOnly, PlaceUnreachable, SharingError
from traincollega.sharing.place import PACK, SEGMENT, Names, content_name

COPIES = (
    "{stem}-LAPTOP-7{ending}",
    "{stem} (1){ending}",
    "{stem} - kopie{ending}",
    "{stem}.sync-conflict-20270101-101010-ABCDEF7{ending}",
    "{stem} (conflicted copy 2027-01-01 101010){ending}",
    "{stem} (Sanne's conflicted copy 2027-01-01){ending}",
)
"""What OneDrive, browsers, Windows, Syncthing, Nextcloud and Dropbox call a second file of one name."""

FAULTS = (
    "delay",  # what is put gets there later, in any order
    "hide",  # what is there is not seen for once
    "truncate",  # a part of what is put is there under its name, until it is put again
    "duplicate",  # what is put is there a second time, under the name of a conflict copy
    "delete",  # somebody takes a file away
    "revive",  # what was taken away comes back
    "reorder",  # contents come in another order than they were asked for
    "busy",  # a file is held: it cannot be put now, or is passed over
    "forbidden",  # nothing can be put now
    "unreachable",  # nothing can be done now
    "slow",  # a content does not come in time, and is passed over
    "tamper",  # other bytes are under the name of a content, or under a copy's: then it is another content
)


def copy_name(name: str, pattern: str) -> str:
    """Return what a copy of a file is called."""
    return pattern.format(stem=name[:-4], ending=name[-4:])


class Shelf:
    """A place in memory: files by what they are called there, as a folder has them."""

    each_tidies = True

    def __init__(self, address: str = "shelf") -> None:
        self.address = address
        self.files: dict[str, bytes] = {}
        self.laid: dict[str, bytes] = {}
        """What was put and not taken away since, whatever became of it."""
        self.spoilt: set[str] = set()
        """Names of contents that somebody wrote over."""

    def names(self) -> Names:
        """Return what lies there; like a folder it believes a name that looks like one of a content."""
        return Names(frozenset(_content_of(file, content) for file, content in self.files.items()), whole=True)

    def fetch(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the contents that are whole."""
        for name in names:
            for content in [self.files.get(name, b""), *self.files.values()]:
                if content_name(content, name[-4:]) == name:
                    yield name, content
                    break

    def put(self, name: str, content: bytes) -> None:
        """Lay a content there, in the place of what is there under its name."""
        if content_name(content, name[-4:]) != name:
            raise ValueError(name)
        self.files[name] = self.laid[name] = content
        self.spoilt.discard(name)

    def remove(self, names: Iterable[str]) -> None:
        """Take contents away, under whatever name."""
        for name in names:
            self.laid.pop(name, None)
            self.spoilt.discard(name)
            for file in [file for file, content in self.files.items() if _content_of(file, content) == name]:
                del self.files[file]

    def heal(self) -> None:
        """Show what was put and not taken away, and nothing else; what somebody wrote over stays as it is."""
        kept = {name: self.files[name] for name in self.spoilt if name in self.files}
        self.files = {**self.laid, **kept}


def _content_of(file: str, content: bytes) -> str:
    looks_right = len(file) == 68 and set(file[:64]) <= set("0123456789abcdef") and file.endswith((SEGMENT, PACK))
    return file if looks_right else content_name(content, file[-4:].lower())


class Faulty:
    """How one computer sees a shelf to which things happen; `faults` may be changed at any time."""

    def __init__(self, shelf: Shelf, random: Random, faults: Iterable[str] = FAULTS, *, chance: float = 0.25) -> None:
        self.address, self.each_tidies = shelf.address, shelf.each_tidies
        self.shelf = shelf
        self.random = random
        self.faults = set(faults)
        self.chance = chance
        self._late: list[tuple[str, bytes]] = []
        self._gone: dict[str, bytes] = {}

    def names(self) -> Names:
        """Return some of what lies there."""
        self._time_passes()
        self._reach()
        present = sorted(self.shelf.names().present)
        return Names(frozenset(name for name in present if not self._now("hide")), whole=True)

    def fetch(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield some of the contents that are asked for and whole."""
        self._time_passes()
        asked = list(names)
        if self._now("reorder"):
            self.random.shuffle(asked)
        for name in asked:
            self._reach()
            if not any(self._now(fault) for fault in ("hide", "busy", "slow")):
                yield from self.shelf.fetch([name])

    def put(self, name: str, content: bytes) -> None:
        """Lay a content there, as well as that goes."""
        self._time_passes()
        self._reach()
        if self._now("forbidden"):
            raise PlaceReadOnly(f"We may not write in {self.address}.")
        if self._now("busy"):
            raise SharingError(f"A file in {self.address} is held.")
        if self._now("delay"):
            self._late.append((name, content))
        else:
            self._lay(name, content)

    def remove(self, names: Iterable[str]) -> None:
        """Take contents away, as far as that goes."""
        self._time_passes()
        for name in names:
            self._reach()
            if not self._now("busy"):
                self._late = [late for late in self._late if late[0] != name]
                self._gone.update((file, content) for file, content in self.shelf.files.items() if file.startswith(name[:64]))
                self.shelf.remove([name])

    def heal(self) -> None:
        """Let no more happen: what was put and not tampered with is there, and what was taken away is not."""
        self.faults.clear()
        self._gone.clear()
        self._arrive(len(self._late))
        self.shelf.heal()

    def _now(self, fault: str) -> bool:
        return fault in self.faults and self.random.random() < self.chance

    def _reach(self) -> None:
        if self._now("unreachable"):
            raise PlaceUnreachable(f"We cannot reach {self.address}.")

    def _lay(self, name: str, content: bytes) -> None:
        self.shelf.put(name, content)
        if self._now("truncate"):
            self.shelf.files[name] = content[: self.random.randrange(len(content))] if content else content
        if self._now("duplicate"):
            self.shelf.files[copy_name(name, self.random.choice(COPIES))] = content

    def _arrive(self, count: int) -> None:
        for _ in range(count):
            self._lay(*self._late.pop(self.random.randrange(len(self._late))))

    def _time_passes(self) -> None:
        """Let happen to the files what happens between two times that somebody looks."""
        files = self.shelf.files
        if self._late and self.random.random() < 0.5:
            self._arrive(1)
        if files and self._now("delete"):
            file = self.random.choice(sorted(files))
            self._gone[file] = files.pop(file)
        if self._gone and self._now("revive"):
            file = self.random.choice(sorted(self._gone))
            files.setdefault(file, self._gone.pop(file))
        if files and self._now("tamper"):
            self._tamper(self.random.choice(sorted(files)))

    def _tamper(self, file: str) -> None:
        content = self.shelf.files[file]
        at = self.random.randrange(len(content) + 1)
        spoilt = content[:at] + bytes([self.random.randrange(256)]) + content[at + 1 :]
        if self.random.random() < 0.5:  # under a name that says nothing it is a content like any other
            self.shelf.files[copy_name(file, self.random.choice(COPIES))] = spoilt
        elif spoilt != content:
            self.shelf.files[file] = spoilt
            self.shelf.spoilt.add(file)
