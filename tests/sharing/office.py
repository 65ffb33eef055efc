"""Colleagues who share a place in memory: profiles with real databases, one clock they own, and keys from a seed."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.models.world import NOON, Time, changes_of, empty_database, rows_of
from tests.sharing.faulty_folder import Faulty, Shelf
from traincollega.errors import NotPossible, SharingError
from traincollega.models.change import Change
from traincollega.models.colleague import Colleague
from traincollega.models.forgotten import Forgotten
from traincollega.models.organisation import Organisation
from traincollega.models.store import Store
from traincollega.models.training import Training
from traincollega.models.trust import Invitation as Row
from traincollega.services.beginning import begin, open_desk
from traincollega.services.desk import Desk
from traincollega.settings import database_path
from traincollega.sharing import ciphers, keys
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import KeysGone, circle_of
from traincollega.sharing.invitation import Invitation
from traincollega.sharing.joining import join
from traincollega.sharing.keeping_step import Step
from traincollega.sharing.place import Place
from traincollega.sharing.rounds import one_round
from traincollega.sharing.segments import SEALED
from traincollega.sharing.starting import start
from traincollega.sharing.trust import invitation_words

FAST = Path("/dev/shm")
Digest = tuple[dict[str, list[tuple[object, ...]]], frozenset[bytes], frozenset[bytes]]
"""Rows, ids of the segments that count, and hashes of the changes."""


@contextmanager
def seeded(seed: int) -> Iterator[Random]:
    """Draw keys, ids, salts and nonces from a seed, and look for no keyring."""
    random = Random(seed)

    def once() -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(random.randbytes(32))

    drawn = SimpleNamespace(generate=once, from_private_bytes=X25519PrivateKey.from_private_bytes)
    with (
        patch.object(os, "urandom", random.randbytes),
        patch.object(ciphers, "X25519PrivateKey", drawn),
        patch.object(keys, "_keyring", lambda: None),
    ):
        yield random


@dataclass
class Profile:
    """One computer of a colleague."""

    office: "Office"
    folder: Path
    desk: Desk
    place: Place
    wrong: timedelta
    """By how much its clock is wrong."""
    forgot: set[Forgotten] = field(default_factory=set)
    """What was forgotten here at any moment."""

    @property
    def store(self) -> Store:
        """Return what it works in."""
        return self.desk.store

    @property
    def device(self) -> str:
        """Return which computer it is now."""
        return self.store.device

    @property
    def me(self) -> str:
        """Return whose computer it is."""
        return self.desk.me

    def circle(self) -> Circle:
        """Return its circle; a restored one becomes a new computer here. Raises KeysGone."""
        circle = circle_of(self.desk, self.folder)
        assert circle is not None
        self.desk = replace(self.desk, store=circle.store)
        return circle

    def round(self) -> Step:
        """Do a whole round."""
        self.desk, step = one_round(self.desk, self.folder, self.place)
        self.note_what_is_forgotten()
        return step

    def note_what_is_forgotten(self) -> None:
        """Keep what is forgotten here now: even where it turns out not to count, what went stays gone."""
        self.forgot.add(self.store.rights.fold().erased)

    def changes(self) -> dict[bytes, Change]:
        """Return all changes here, by hash."""
        return {change.hash: change for change in changes_of(self.store)}

    def digest(self) -> Digest:
        """Return what has to be the same on every computer: what is sealed only some can read."""
        ids = frozenset(self.circle().envelopes.ids())
        rows = {noun: rows for noun, rows in rows_of(self.store).items() if noun not in SEALED}
        return rows, ids, frozenset(one for one, change in self.changes().items() if change.noun not in SEALED)

    def close(self) -> None:
        """End the program."""
        self.store.connection.close()

    def open(self) -> None:
        """Start the program."""
        desk = open_desk(self.folder, self.now)
        assert desk is not None
        self.desk = desk

    def now(self) -> datetime:
        """Return what its clock says."""
        return self.office.time() + self.wrong

    def copied(self, to: Path) -> Path:
        """Return a copy of its files, made while the program does not run."""
        self.close()
        shutil.copytree(self.folder, to)
        self.open()
        return to

    def put_back(self, copy: Path) -> None:
        """Let the files be as they were when the copy was made: the same path, other files."""
        self.close()
        for path in self.folder.iterdir():
            if path.name.endswith(("-wal", "-shm")):
                path.unlink()
        for path in copy.iterdir():
            beside = self.folder / f"{path.name}.back"
            shutil.copy(path, beside)  # while the other is there still: so it gets another number
            beside.replace(self.folder / path.name)
        self.open()


@contextmanager
def while_it_fetches(one: Profile, do: Callable[[], object]) -> Iterator[None]:
    """Let somebody do something in the window whenever a round of theirs fetches; what is refused is not done."""
    really = one.place.fetch

    def fetch(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        with suppress(NotPossible):
            do()
        yield from really(names)

    with patch.object(one.place, "fetch", fetch):
        yield


@dataclass
class Office:
    """One organisation; `profiles` are the computers on which its keys still are."""

    folder: Path
    random: Random
    time: Time = field(default_factory=lambda: Time(NOON))
    shelf: Shelf = field(default_factory=Shelf)
    profiles: list[Profile] = field(default_factory=list)
    code: str = ""
    empty: bytes = b""
    place: Callable[[], Place] = field(init=False)

    def __post_init__(self) -> None:
        """Let everybody see the shelf as it is, unless a test says otherwise."""
        self.place = lambda: self.shelf

    def faulty(self, random: Random) -> None:
        """Let whoever comes from now on see the shelf as it suits the place; faults are switched on one by one."""
        self.place = lambda: Faulty(self.shelf, random, ())

    def first(self, name: str = "Anna") -> Profile:
        """Begin the organisation, and to share it."""
        return self.share(self.begun(name))

    def begun_with(self, *names: str) -> list[Profile]:
        """Begin the organisation with Anna, and let colleagues of these names come by one invitation; return all of them."""
        anna = self.first()
        known = invitation(anna.circle())
        anna.round()
        return [anna, *(self.another(known, name) for name in names)]

    def begun(self, name: str = "Anna") -> Profile:
        """Begin the organisation."""
        folder = self.new_folder()
        one = self.profile(folder)
        one.desk = begin(folder, organisation="Gemeente Noordveld", name=name, email=mail(name), now=one.now)
        self.profiles.append(one)
        return one

    def share(self, one: Profile) -> Profile:
        """Begin to share."""
        circle, self.code = start(one.desk, one.folder, self.shelf.address, one.place)
        one.desk = replace(one.desk, store=circle.store)
        one.round()
        return one

    def another(self, invitation: Invitation, name: str, wrong: timedelta = timedelta()) -> Profile:
        """Let somebody join; whoever has the name already, with another computer. Raises what joining raises."""
        folder = self.new_folder()
        one = self.profile(folder)
        one.wrong = wrong
        joined = join(folder, invitation, one.place, name=name, email=mail(name), now=one.now)
        one.desk = joined.desk
        self.profiles.append(one)
        return one

    def new_folder(self) -> Path:
        """Return the folder of a new profile."""
        folder = self.folder / f"profile{len(list(self.folder.iterdir()))}"
        folder.mkdir()
        database_path(folder).write_bytes(empty_database())  # ours, with its tables made
        return folder

    def profile(self, folder: Path) -> Profile:
        """Return the computer of whoever begins in this folder."""
        nothing: Any = None
        return Profile(self, folder, nothing, self.place(), timedelta())

    def settle(self, *profiles: Profile, most: int = 12) -> int:
        """Let everybody exchange until nothing moves; return after how many rounds of all."""
        before: object = None
        for number in range(most):
            for one in profiles or self.profiles:
                one.round()
            now = [one.digest()[1:] for one in profiles or self.profiles], sorted(self.shelf.files)
            if now == before:
                return number
            before = now
        raise AssertionError("they never come to rest")

    def close(self) -> None:
        """End all programs."""
        for one in self.profiles:
            one.close()


@contextmanager
def office(seed: int = 0) -> Iterator[Office]:
    """Give a new organisation, of which nobody is there yet."""
    with TemporaryDirectory(dir=FAST if FAST.is_dir() else None) as folder:
        empty_database()
        with seeded(seed) as random:
            made = Office(Path(folder), random)
            try:
                yield made
            finally:
                made.close()


@dataclass
class Standing:
    """An office as it stands after its first days, to begin a test with: making it takes ten times as long as this."""

    files: list[dict[str, bytes]]
    keys: list[keys.Keys]
    laid: dict[str, bytes]
    now: datetime
    code: str


_standing: dict[int, Standing] = {}


def begun_office(made: Office, others: int) -> None:
    """Let an office be one in which Anna and so many others share already; each sees the shelf by `made.place`."""
    if others not in _standing:
        with office() as first:
            anna = first.first("Naam0q")
            known = invitation(anna.circle())
            anna.round()
            for number in range(others):
                first.another(known, f"Naam{number + 1}q")
            first.settle()
            held = [one.circle().keys for one in first.profiles]
            first.close()
            files = [{path.name: path.read_bytes() for path in one.folder.iterdir()} for one in first.profiles]
            _standing[others] = Standing(files, held, dict(first.shelf.laid), first.time.now, first.code)
    then = _standing[others]
    made.code, made.time.now = then.code, then.now
    made.shelf.files, made.shelf.laid = dict(then.laid), dict(then.laid)
    for files, mine in zip(then.files, then.keys, strict=True):
        folder = made.new_folder()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        keys.keep_keys(folder, mine)
        one = made.profile(folder)
        one.open()
        made.profiles.append(one)


def invitation(circle: Circle, valid: timedelta = timedelta(days=14)) -> Invitation:
    """Return what `inviting.invite` puts in a file, without a phrase."""
    secret, store = ciphers.new_key(), circle.store
    key, expires = ciphers.signing_public(secret).hex(), circle.now().replace(microsecond=0) + valid
    row = Row.new(store.person, key=key, expires=expires, proof=circle.signed(invitation_words(circle.organisation, key)))
    store.save(row)
    return Invitation(
        row.id, secret, row.expires, circle.organisation, store.get(Organisation, circle.organisation).name, circle.root,
        circle.keys.place, circle.keys.reading, circle.keys.writing, store.get(Colleague, store.person).name,
        len(store.seqs(Training)), len(store.seqs(Colleague)),
    )  # fmt: skip


def mail(name: str) -> str:
    """Return somebody's address."""
    return f"{name.lower()}@noordveld.nl"


def tried(one: Profile) -> Step | None:
    """Do a round as well as the place lets it; None where it did not, or this computer's keys are gone."""
    try:
        return one.round()
    except (SharingError, KeysGone):
        return None
