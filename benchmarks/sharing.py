"""What sharing costs: bytes of segments, 2,000 trainings through a folder, a round with nothing new, and a newcomer."""

import gc
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from threading import Event, Thread

from benchmarks.figure import Figure, Gate, medians
from benchmarks.profiles import small
from benchmarks.talks import trainings
from traincollega.models.change import Change, Clock
from traincollega.models.database import open_database
from traincollega.models.noun import Noun
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.store import Store
from traincollega.models.training import Training
from traincollega.services.desk import Desk
from traincollega.sharing import ciphers, inviting, joining, starting
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import our_circle
from traincollega.sharing.folder import Folder
from traincollega.sharing.invitation import Invitation, opened
from traincollega.sharing.keeping_step import keep_step
from traincollega.sharing.packs import pack_up, tidy_away
from traincollega.sharing.segments import FIRST, Kind, Writer, write
from traincollega.sharing.squeezing import squeeze

TRAININGS, SEGMENTS, CHANGES, SAVES = 2_000, 20_000, 100_000, 10_000
ROUNDS = 5
CHEAP = 1 << 12
"""Of scrypt: how long a phrase takes is not measured here."""
PLANNED = 500
JOINS = 3
NEWS = 5_000
"""Changes in each of a newcomer's segments."""


def figures(folder: Path) -> Iterator[Figure]:
    """Measure sharing through folders of a local disk."""
    yield from _bytes(folder / "bytes")
    yield from _through_a_folder(folder)
    yield _nothing_new(folder / "still")
    yield from _newcomer(folder / "newcomer")


def _bytes(folder: Path) -> Iterator[Figure]:
    desk = small(folder)
    writer = Writer(desk.organisation, desk.store.device, ciphers.new_key(), ciphers.new_key())
    desk.store.add_all(trainings(SAVES, desk.me, desk.organisation))
    rows = desk.store.connection.execute("SELECT * FROM training ORDER BY seq").fetchall()
    plain = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    changes = [change for change in desk.store.all_changes() if change.noun == "training"]
    ours = len(write(writer, Kind.OPEN, 1, FIRST, changes).envelope)
    yield Figure(f"bytes of {SAVES:,} training saves in one segment", ours, len(squeeze(plain)), "B", "zstd of the plain rows",
                 (Gate(1.3),))  # fmt: skip
    one = desk.store.save(SignUp.new(desk.me, session="5e" * 16, person=desk.me))
    yield Figure("bytes of a single sign-up", len(write(writer, Kind.PERSONAL, 2, bytes(32), one).envelope), None, "B", "",
                 (Gate(600, "value"),))  # fmt: skip
    desk.store.connection.close()


def shared(folder: Path, place: Path) -> tuple[Desk, Circle, Folder]:
    """Return an organisation that shares in a folder, and is alone there yet."""
    place.mkdir(parents=True)
    desk = small(folder)
    there = Folder(place, desk.organisation)
    circle, _code = starting.start(desk, folder, str(place), there)
    return desk, circle, there


def invited(circle: Circle, there: Folder) -> Invitation:
    """Return an opened invitation, that lies in the place too."""
    content, phrase = inviting.invite(circle, cost=CHEAP)
    keep_step(circle, there)
    return opened(content, phrase)


def _through_a_folder(folder: Path) -> Iterator[Figure]:
    sent, received = [], []
    for number in range(ROUNDS):
        desk, circle, there = shared(folder / f"sender-{number}", folder / f"place-{number}")
        invitation = invited(circle, there)
        profile = folder / f"receiver-{number}"
        joined = joining.join(profile, invitation, there, name="Bram Bos", email="bram@noordveld.nl", now=_now)
        theirs = our_circle(joined.desk, profile)
        circle.store.add_all(trainings(TRAININGS, desk.me, desk.organisation))
        sent.append(_seconds(circle, there))
        received.append(_seconds(theirs, Folder(folder / f"place-{number}", desk.organisation)))
        joined.desk.store.connection.close()
        circle.store.connection.close()
    yield Figure(f"{TRAININGS:,} trainings sent through a folder", median(sent), None, "s", "", (Gate(0.7, "value"),))
    yield Figure("the same received by a second profile", median(received), None, "s", "", (Gate(0.7, "value"),))


def _nothing_new(folder: Path) -> Figure:
    _desk, circle, there = shared(folder / "profile", folder / "place")
    one = next(iter(circle.store.all_changes()))
    writer, previous = circle.writer(), FIRST
    contents = []
    for number in range(SEGMENTS):
        change = Change("interest", f"{number:032x}", one.stamp + number, circle.keys.device, {"withdrawn": False})
        segment = write(writer, Kind.PERSONAL, number + 1, previous, [change])
        previous = segment.id
        contents.append((segment.name, segment.envelope))
        there.put(segment.name, segment.envelope)
    keep_step(circle, there)
    (taken,) = medians(ROUNDS, lambda: keep_step(circle, there))
    circle.store.connection.close()
    what = f"a round with nothing new, folder with {SEGMENTS:,} segments"
    return Figure(what, taken * 1e3, None, "ms", "", (Gate(50, "value"),))


def _newcomer(folder: Path) -> Iterator[Figure]:
    """A newcomer takes in 100,000 changes from packs; a plain store applies the same changes, read already."""
    desk, circle, there = shared(folder / "old", folder / "place")
    invitation = invited(circle, there)
    circle.store.add_all(_many(desk))
    keep_step(circle, there)
    later = Circle(
        circle.store, desk.organisation, circle.root, circle.keys, circle.folder, lambda: datetime(2099, 1, 1, tzinfo=UTC)
    )
    pack_up(later, there, there.names())
    tidy_away(later, there, there.names())
    changes, number = circle.store.all_changes(), count()
    fresh = iter([[replace(one) for one in changes] for _round in range(JOINS)])  # as a change keeps what was worked out of it

    def join() -> None:
        joined = joining.join(folder / f"new-{next(number)}", invitation, Folder(folder / "place", desk.organisation),
                              name="Bram Bos", email="bram@noordveld.nl", now=_now)  # fmt: skip
        joined.desk.store.connection.close()

    def apply() -> None:
        _applied(folder / f"plain-{next(number)}.sqlite", desk.organisation, circle.root, next(fresh))

    gaps: list[float] = []
    gc.collect()
    gc.freeze()  # what is measured does not look through what waits for its turn
    ours, floor = medians(JOINS, join, apply)
    yield Figure(f"a newcomer joins an organisation with {len(changes):,} changes", ours, floor, "s", "applying the same changes",
                 (Gate(1.5),))  # fmt: skip
    with _Ticker(gaps):
        join()
    gc.unfreeze()
    yield Figure("another thread meanwhile waits at most", max(gaps) * 1e3, None, "ms", "", (Gate(50, "value"),))
    circle.store.connection.close()


def _many(desk: Desk) -> Iterator[Noun]:
    """Yield trainings with a session each, and the sign-ups for them."""
    made = [Training.new(desk.me, title=f"Training {number}") for number in range(PLANNED)]
    yield from made
    starts = desk.now().replace(microsecond=0) + timedelta(days=30)
    sessions = [Session.new(desk.me, training=one.id, starts=starts, ends=starts + timedelta(hours=1)) for one in made]
    yield from sessions
    yield from (SignUp.new(desk.me, session=sessions[number % PLANNED].id, person=desk.me) for number in range(CHANGES))


def _applied(path: Path, organisation: str, root: str, changes: list[Change]) -> None:
    connection = open_database(path)
    store = Store(connection, device="", person="", clock=Clock())
    store.set_local("organisation", organisation)
    store.set_local("root", root)
    for at in range(0, len(changes), NEWS):
        store.apply(changes[at : at + NEWS])
    connection.close()


class _Ticker:
    """A thread that wants to run every 5 ms, as a window's does, and notes how long it had to wait."""

    def __init__(self, gaps: list[float]) -> None:
        self._gaps, self._stop = gaps, Event()
        self._thread = Thread(target=self._tick)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _tick(self) -> None:
        while not self._stop.is_set():
            start = time.perf_counter()
            time.sleep(0.005)
            self._gaps.append(time.perf_counter() - start - 0.005)


def _seconds(circle: Circle, there: Folder) -> float:
    start = time.perf_counter()
    keep_step(circle, there)
    return time.perf_counter() - start


def _now() -> datetime:
    return datetime.now(UTC)
