"""A village: an organisation whose colleagues share in a place in memory, each with a whole profile of their own.

village = Village(tmp_path)
anna = village.start("Anna")                    # coordinator; village.code is the recovery code
bram = village.join("Bram")                     # invited by Anna, and let in
village.exchange()                              # rounds until nobody has anything new
"""

import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.sharing.faulty_folder import Shelf
from traincollega.models.envelopes import Envelopes
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import beginning
from traincollega.services.desk import Desk
from traincollega.settings import database_path
from traincollega.sharing import inviting, joining, starting
from traincollega.sharing.checking import check
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import circle_of
from traincollega.sharing.invitation import Invitation, opened
from traincollega.sharing.keeping_step import Step
from traincollega.sharing.keys import Keys, keep_keys
from traincollega.sharing.place import Place
from traincollega.sharing.rounds import one_round

CHEAP = 1 << 10
NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)


class Clock:
    """A wall clock that goes a second further each time somebody looks; a test may set it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Villager:
    """One profile on one computer, that looks at the place in its own way."""

    name: str
    folder: Path
    clock: Clock
    place: Place
    desk: Desk
    steps: list[Step] = field(default_factory=list)

    @property
    def circle(self) -> Circle:
        """Return the circle as it is now."""
        found = circle_of(self.desk, self.folder)
        assert found is not None
        return found

    @property
    def envelopes(self) -> Envelopes:
        """Return the segments here."""
        return Envelopes(self.desk.store.connection)

    def round(self) -> Step:
        """Do a whole round."""
        self.desk, step = one_round(self.desk, self.folder, self.place)
        self.steps.append(step)
        return step

    def digest(self) -> list[bytes]:
        """Return what is equal on two computers once they are in step."""
        return sorted(self.desk.store.hashes())

    def reopened(self) -> None:
        """Close the program and start it again."""
        self.desk.store.connection.close()
        found = beginning.open_desk(self.folder, self.clock)
        assert found is not None
        self.desk = found


class Village:
    """Who shares in one place."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.shelf = Shelf()
        self.people: dict[str, Villager] = {}
        self.code = ""

    def start(self, name: str = "Anna") -> Villager:
        """Let the first coordinator begin."""
        clock, folder = Clock(), self.root / name.lower()
        desk = beginning.begin(folder, organisation="Gemeente Noordveld", name=f"{name} Bos", email=mail(name), now=clock)
        circle, self.code = starting.start(desk, folder, "shelf", self.shelf)
        desk.store.connection.close()
        opened_again = beginning.open_desk(folder, clock)
        assert opened_again is not None
        self.organisation, self.root_key = circle.organisation, circle.root
        anna = self.people[name] = Villager(name, folder, clock, self.shelf, opened_again)
        anna.round()
        return anna

    def invitation(self, by: str = "Anna") -> Invitation:
        """Return a new invitation, opened; it lies in the place."""
        content, phrase = inviting.invite(self.people[by].circle, cost=CHEAP)
        self.people[by].round()
        return opened(content, phrase)

    def join(
        self,
        name: str,
        invitation: Invitation | None = None,
        *,
        email: str = "",
        clock: Clock | None = None,
        place: Place | None = None,
    ) -> Villager:
        """Let somebody join; `name` may be that of another computer of theirs, with the same mail address."""
        clock, folder = clock or Clock(), self.root / name.lower()
        joined = joining.join(
            folder, invitation or self.invitation(), place or self.shelf, name=f"{name} Bos", email=email or mail(name), now=clock
        )
        who = self.people[name] = Villager(name, folder, clock, place or self.shelf, joined.desk, [joined.step])
        return who

    def exchange(self, *names: str, rounds: int = 3) -> None:
        """Let them do rounds in turn."""
        for _turn in range(rounds):
            for one in self.some(names):
                one.round()

    def some(self, names: Iterable[str]) -> list[Villager]:
        """Return these people, or all."""
        return [self.people[name] for name in names] or list(self.people.values())

    def in_step(self, *names: str) -> None:
        """Assert that they hold the same, that it is what the segments add up to, and that rows are what changes add up to."""
        people = self.some(names)
        for one in people:
            assert check(one.desk, one.circle) == []
            assert one.desk.store.check() == []
            assert one.digest() == people[0].digest()


def mail(name: str) -> str:
    """Return the mail address of a villager."""
    return f"{name.lower()}@noordveld.nl"


def restored(who: Villager, backup: Path) -> None:
    """Put back a copy of the database over the present one, as another file; the keys stay."""
    who.desk.store.connection.close()
    path = database_path(who.folder)
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    fresh = path.with_name("fresh")
    shutil.copy(backup, fresh)
    fresh.replace(path)
    found = beginning.open_desk(who.folder, who.clock)
    assert found is not None
    who.desk = found


def backup_of(who: Villager, to: Path) -> Path:
    """Return a copy of somebody's database."""
    target = sqlite3.connect(to)
    who.desk.store.connection.backup(target)
    target.close()
    return to


def planned(who: Villager, *, seats: int | None = 1, days: int = 9) -> Session:
    """Let somebody give a training with one session; return that."""
    store = who.desk.store
    training = Training.new(who.desk.me, title="Excel", status="published")
    session = Session.new(
        who.desk.me,
        training=training.id,
        starts=NOON + timedelta(days=days),
        ends=NOON + timedelta(days=days, hours=1),
        seats=seats,
    )
    store.save(training, session)
    return store.get(Session, session.id)


class Stood(NamedTuple):
    """A village as it stood, to begin a test with: making one takes six times as long."""

    village: Village
    files: dict[str, dict[str, bytes]]
    keys: dict[str, Keys]


_stood: dict[tuple[str, ...], Stood] = {}


def village_of(folder: Path, *names: str) -> Village:
    """Return a village of these people, of whom the first is coordinator, and who heard of each other."""
    if names not in _stood:
        with TemporaryDirectory() as place:
            _stood[names] = _made(Village(Path(place)), *names)
    then, files, keys = _stood[names]
    village = Village(folder)
    village.code, village.organisation, village.root_key = then.code, then.organisation, then.root_key
    village.shelf.files, village.shelf.laid = dict(then.shelf.files), dict(then.shelf.laid)
    for name, one in then.people.items():
        where, clock = folder / name.lower(), Clock(one.clock.now)
        where.mkdir()
        for file, content in files[name].items():
            (where / file).write_bytes(content)
        keep_keys(where, keys[name])  # they are of this path from now on
        desk = beginning.open_desk(where, clock)
        assert desk is not None
        village.people[name] = Villager(name, where, clock, village.shelf, desk)
    return village


def _made(village: Village, *names: str) -> Stood:
    village.start(names[0])
    for name in names[1:]:
        village.join(name)
    village.exchange()
    keys = {name: one.circle.keys for name, one in village.people.items()}
    for one in village.people.values():
        one.desk.close()
    files = {name: {path.name: path.read_bytes() for path in one.folder.iterdir()} for name, one in village.people.items()}
    return Stood(village, files, keys)


def of_three(folder: Path) -> Village:
    """Return a village of Anna, coordinator, and Bram and Chris."""
    return village_of(folder, "Anna", "Bram", "Chris")
