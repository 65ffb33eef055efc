"""Kills itself between every two steps of a story, each time from the same beginning; then goes on as if nothing had happened.

`python -m tests.sharing.killing STORY FOLDER STRIDE` prints one line of JSON: how many steps there were, and what was wrong
after which.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import traincollega.sharing.computers
import traincollega.sharing.starting
from tests.disk import nobody_pulls_the_plug
from traincollega.models import database
from traincollega.models.colleague import Colleague
from traincollega.models.messages import messages
from traincollega.models.organisation import Organisation
from traincollega.models.session import Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services import beginning, enrolling
from traincollega.services.desk import Desk
from traincollega.settings import database_path
from traincollega.sharing import admitting, circle, inviting, joining, keys, starting
from traincollega.sharing.checking import check
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import circle_of
from traincollega.sharing.folder import Folder
from traincollega.sharing.forgetting import erase
from traincollega.sharing.invitation import opened
from traincollega.sharing.rounds import one_round

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)
MANY = {f"Number {number}" for number in range(16)}
LONG = 400
"""More steps than any story has."""


class World:
    """Some profiles and a shared folder below one folder, as the files on a disk."""

    def __init__(self, root: Path) -> None:
        self.root, self.share = root, root / "share"
        self.ahead = timedelta()

    def now(self) -> datetime:
        """Return the time: real seconds, from a noon of long ago."""
        return datetime.now(UTC) + self.ahead

    def place(self, organisation: str) -> Folder:
        """Return the shared folder."""
        return Folder(self.share, organisation, patience=30)

    def desk(self, name: str) -> Desk:
        """Open a profile."""
        found = beginning.open_desk(self.root / name, self.now)
        if found is None:
            raise LookupError(name)
        return found

    def circle(self, desk: Desk, name: str) -> Circle:
        """Return somebody's circle."""
        found = circle_of(desk, self.root / name)
        if found is None:
            raise LookupError(name)
        return found

    def round(self, *names: str) -> None:
        """Let each do a round."""
        for name in names:
            desk = self.desk(name)
            desk, _step = one_round(desk, self.root / name, self.place(desk.organisation))
            desk.store.connection.close()

    def join(self, name: str) -> None:
        """Let somebody join by the invitation that lies ready."""
        invitation = opened((self.root / "invitation").read_bytes(), (self.root / "phrase").read_text())
        joined = joining.join(
            self.root / name, invitation, self.place(invitation.organisation), name=f"{name.title()} Bos",
            email=f"{name}@noordveld.nl", now=self.now,
        )  # fmt: skip
        joined.desk.store.connection.close()


# Stories: what is there before, what is killed, and what has to be so afterwards


def beginning_of(world: World) -> None:
    """Anna shares with Bram and Dirk; each has something that the others do not know yet."""
    world.share.mkdir(parents=True)
    desk = beginning.begin(world.root / "anna", organisation="Noordveld", name="Anna Bos", email="anna@noordveld.nl", now=world.now)
    ours, _code = starting.start(desk, world.root / "anna", str(world.share), world.place(desk.organisation))
    content, phrase = inviting.invite(ours, cost=1 << 10)
    (world.root / "invitation").write_bytes(content)
    (world.root / "phrase").write_text(phrase)
    desk.store.connection.close()
    world.round("anna")
    for name in ("bram", "dirk"):
        world.join(name)
    bram = world.desk("bram")
    training = Training.new(bram.me, title="Excel", status="published")
    start = world.now().replace(microsecond=0) + timedelta(days=20)
    session = Session.new(bram.me, training=training.id, starts=start, ends=start + timedelta(hours=1), seats=2)
    bram.store.save(training, session)
    bram.store.connection.close()
    world.round("bram", "dirk", "anna", "bram")
    (world.root / "session").write_text(session.id)
    anna = world.desk("anna")
    enrolling.sign_up(anna, session.id)
    anna.store.save(Training.new(anna.me, title="Anna's", status="published"))
    anna.store.connection.close()
    bram = world.desk("bram")
    bram.store.save(Training.new(bram.me, title="Bram's", status="published"))
    enrolling.sign_up(bram, session.id)
    bram.store.connection.close()


def nothing_more(_world: World) -> None:
    """Begin as it is."""


def anna_revoked_dirk(world: World) -> None:
    """Let Bram have a new key to take, a seat to confirm, and something to send."""
    desk = world.desk("anna")
    admitting.revoke(world.circle(desk, "anna"), [_device_of(world, "dirk")])
    desk.store.connection.close()
    world.round("anna")


def a_week_later(world: World) -> None:
    """Let there be enough to pack."""
    for number in range(16):
        desk = world.desk("bram")
        desk.store.save(Training.new(desk.me, title=f"Number {number}", status="published"))
        desk.store.connection.close()
        world.round("bram")
    world.round("anna")
    world.ahead = timedelta(days=8)


def _device_of(world: World, name: str) -> str:
    desk = world.desk(name)
    device = world.circle(desk, name).keys.device
    desk.store.connection.close()
    return device


def revoke(world: World) -> None:
    """Let Anna revoke Dirk's computer, and tell."""
    desk = world.desk("anna")
    ours = world.circle(desk, "anna")
    if device := next((one.id for one in admitting.computers_of(ours, _person(desk, "dirk"))), ""):
        admitting.revoke(ours, [device])
    desk.store.connection.close()
    world.round("anna")


def forget(world: World) -> None:
    """Let Anna have Dirk forgotten, and tell."""
    desk = world.desk("anna")
    if person := _person(desk, "dirk"):
        erase(world.circle(desk, "anna"), person)
    desk.store.connection.close()
    world.round("anna")


def _person(desk: Desk, name: str) -> str:
    return next((one.id for one in desk.store.where(Colleague, email=f"{name}@noordveld.nl")), "")


def eva_joins(world: World) -> None:
    """Let Eva join, or go on where she had joined already."""
    if database_path(world.root / "eva").exists() and (desk := beginning.open_desk(world.root / "eva", world.now)) is not None:
        desk.store.connection.close()
        world.round("eva")
    else:
        world.join("eva")


STORIES: dict[str, tuple[Callable[[World], None], Callable[[World], None], tuple[str, ...]]] = {
    "send": (nothing_more, lambda world: world.round("bram"), ("anna", "bram", "dirk")),
    "receive": (anna_revoked_dirk, lambda world: world.round("bram"), ("anna", "bram")),
    "revoke": (nothing_more, revoke, ("anna", "bram")),
    "pack": (a_week_later, lambda world: world.round("bram", "anna"), ("anna", "bram", "dirk")),
    "forget": (nothing_more, forget, ("anna", "bram")),
    "join": (nothing_more, eva_joins, ("anna", "bram", "eva")),
}


def wrongs(world: World, names: tuple[str, ...]) -> list[str]:
    """Return what is wrong after all have done a few rounds."""
    world.round(*names, *names)
    for name in names:  # and they go on working
        desk = world.desk(name)
        desk.store.save(Training.new(desk.me, title=f"Number {name}", status="published"))
        desk.store.connection.close()
    world.round(*names, *names)
    found, digests = [], []
    session = (world.root / "session").read_text()
    for name in names:
        desk = world.desk(name)
        found += [f"{name}: {one}" for one in (*check(desk, world.circle(desk, name)), *desk.store.check())]
        ours = world.circle(desk, name)
        if ours.trust().revoked and ours.keys.writing == next(iter(ours.keys.reading)):
            found.append(f"{name}: who was revoked reads on")
        digests.append(sorted(desk.store.hashes()))
        count = {noun.table: len(desk.store.where(noun)) for noun in (SignUp, Confirmation, Organisation)}
        if count != {"sign_up": 2, "confirmation": 2, "organisation": 1}:
            found.append(f"{name}: {count}")
        titles = sorted(one.title for one in desk.store.where(Training) if one.title not in MANY)
        later = [f"Number {one}" for one in sorted(names)]
        if titles != ["Anna's", "Bram's", "Excel", *later] or not desk.store.find(Session, session):
            found.append(f"{name}: {titles}")
        told = [(message.seq, message.kind) for message in messages(desk.store.connection)]
        if told != ([(1, "full")] if name == "bram" else []):
            found.append(f"{name}: told {told}")
        found += [f"{name}: unsent"] * (one_round(desk, world.root / name, world.place(desk.organisation))[1].waiting > 0)
        desk.store.connection.close()
    return found + ["not the same"] * (digests.count(digests[0]) != len(digests))


# Killing


def kill_at(step: int) -> Callable[[], int]:
    """Let this process be killed before its step number `step`; return what tells how many steps there were."""
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def ticking(work: Callable[..., Any]) -> Callable[..., Any]:
        def ticked(*arguments: Any, **options: Any) -> Any:
            tick()
            found = work(*arguments, **options)
            tick()
            return found

        return ticked

    fetch, execute = Folder.fetch, database.Connection.execute

    def fetched(self: Folder, names: Any) -> Iterator[tuple[str, bytes]]:
        for content in fetch(self, names):
            tick()
            yield content

    def executed(self: database.Connection, statement: str, values: Any = (), /) -> Any:
        if statement != "COMMIT":
            return execute(self, statement, values)
        tick()
        found = execute(self, statement, values)
        tick()
        return found

    for name in ("names", "put", "remove"):
        setattr(Folder, name, ticking(getattr(Folder, name)))
    Folder.fetch = fetched  # type: ignore[method-assign]
    database.Connection.execute = executed  # type: ignore[method-assign]
    kept = ticking(keys.keep_keys)
    for module in (keys, circle, traincollega.sharing.computers, traincollega.sharing.starting, joining):
        vars(module)["keep_keys"] = kept
    return lambda: done


def in_a_process(work: Callable[[], Any]) -> tuple[bool, Any]:
    """Do something in a process of its own; say whether it was killed, and return what it gave."""
    reader, writer = os.pipe()
    process = os.fork()
    if not process:
        os.close(reader)
        status = 1
        try:
            os.write(writer, json.dumps(work()).encode())
            status = 0
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        told = stream.read()
    _process, status = os.waitpid(process, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if status and not killed:
        return False, ["it ended with an error"]
    return killed, json.loads(told) if told else None


class Snapshot:
    """The files of a world, that can be put back: a database in the same file, because keys are bound to it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        self.folders = {path for path in root.rglob("*") if path.is_dir()}

    def put_back(self) -> None:
        """Make the files what they were."""
        for path in sorted(self.root.rglob("*"), reverse=True):
            if path.is_dir() and path not in self.folders:
                shutil.rmtree(path)
            elif path.is_file() and path not in self.files:
                path.unlink()
        for path, content in self.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "r+b" if path.exists() else "wb") as stream:
                stream.truncate()
                stream.write(content)


def play(story: str, root: Path, stride: int) -> dict[str, Any]:
    """Play a story, killed at each of its steps in turn, or at one in so many."""
    before, work, names = STORIES[story]
    world = World(root)
    beginning_of(world)
    before(world)
    snapshot = Snapshot(root)
    wrong: dict[int, list[str]] = {}
    for step in range(1, LONG, stride):
        snapshot.put_back()

        def told(step: int = step) -> int:
            done = kill_at(step)
            work(world)
            return done()

        killed, done = in_a_process(told)
        if not killed and not isinstance(done, int):
            wrong[step] = done
            break

        def checked(killed: bool = killed) -> list[str]:
            if killed and story in ("join", "revoke", "forget"):
                work(world)  # a person does it again
            return wrongs(world, names)

        _killed, found = in_a_process(checked)
        if found:
            wrong[step] = found
        if not killed:
            return {"steps": step, "wrong": wrong}
    return {"steps": step, "wrong": wrong}


if __name__ == "__main__":
    nobody_pulls_the_plug()
    sys.stdout.write(json.dumps(play(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
