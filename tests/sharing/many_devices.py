"""Many devices of one organisation that came in at the same moment: real ones, with keys, certificates and databases of their own.

What a newcomer takes in first is the same for all who come at once: here it is taken in once, and the database copied. All
that makes it somebody's is done for each: keys, row, card, certificate by the invitation, and a first round. What they wrote
then they have not heard from each other: so making a thousand costs a thousand times one.
"""

import random
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from traincollega.models.change import Clock
from traincollega.models.database import Connection, connect
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.store import Store
from traincollega.models.training import Training
from traincollega.services.beginning import begin
from traincollega.services.desk import Desk
from traincollega.settings import database_path
from traincollega.sharing import ciphers, inviting, joining, starting
from traincollega.sharing.before_joining import before_joining
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import circle_of
from traincollega.sharing.invitation import Invitation, opened
from traincollega.sharing.keeping_step import keep_step
from traincollega.sharing.keys import Keys
from traincollega.sharing.place import Names, Place

SESSIONS = 200
Now = Callable[[], datetime]


class AsItWas:
    """A place as it was at one moment: what is put gets there, and what others put since is not seen."""

    def __init__(self, place: Place) -> None:
        self.address, self.each_tidies, self._place = place.address, place.each_tidies, place
        self._names = place.names()

    def names(self) -> Names:
        """Return what lay there."""
        return self._names

    def fetch(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield what is asked."""
        return self._place.fetch(names)

    def put(self, name: str, content: bytes) -> None:
        """Lay a content there."""
        self._place.put(name, content)

    def remove(self, names: Iterable[str]) -> None:
        """Take nothing away: nothing is old yet."""


def founded(folder: Path, now: Now) -> Desk:
    """Return the desk of who makes the organisation."""
    return begin(folder, organisation="Noordveld", name="Colleague 0", email="c0@noordveld.nl", now=now)


def beginning(desk: Desk, folder: Path, place: Place, address: str, *, invites: str = "") -> tuple[Circle, list[str]]:
    """Return the circle of the first coordinator, who shares in a place, and the sessions one can sign up for."""
    circle, _code = starting.start(desk, folder, address, place, invites=invites)
    training = Training.new(desk.me, title="Excel")
    starts = desk.now() + timedelta(days=300)
    sessions = [Session.new(desk.me, training=training.id, starts=starts, ends=starts) for _n in range(SESSIONS)]
    circle.store.save(training, *sessions)
    keep_step(circle, place)
    return circle, [one.id for one in sessions]


def invited(circle: Circle, place: Place) -> Invitation:
    """Return an opened invitation, that lies in the place too."""
    content, phrase = inviting.invite(circle, valid=timedelta(days=100), cost=1 << 10)
    keep_step(circle, place)
    return opened(content, phrase)


def all_at_once(folder: Path, invitation: Invitation, place: Place, numbers: Iterable[int], now: Now) -> Iterator[Circle]:
    """Yield so many colleagues who come in now, each in a folder called by its number."""
    seen = AsItWas(place)
    first = joining.take_first(folder / "all", invitation, seen, now)
    first.circle.store.connection.close()
    for number in numbers:
        profile = folder / str(number)
        profile.mkdir()
        shutil.copyfile(database_path(first.circle.folder), database_path(profile))
        yield _come_in(profile, invitation, seen, number, now)
    first.give_up()


def _come_in(profile: Path, invitation: Invitation, place: Place, number: int, now: Now) -> Circle:
    store = Store(connect(database_path(profile)), device="", person="", clock=Clock(now))
    blank = Keys("", ciphers.new_key(), ciphers.new_key(), invitation.place, invitation.reading, invitation.writing)
    circle = Circle(store, invitation.organisation, invitation.root, blank, profile, now)
    exchanged = joining.FirstExchange(circle, invitation, place, before_joining(profile), database_path(profile).stat())
    joined = joining.come_in(exchanged, name=f"Colleague {number}", email=f"c{number}@noordveld.nl")
    made = circle_of(joined.desk, profile)
    assert made is not None
    return made


def small(connection: Connection) -> None:
    """Let a database of which there are thousands at once take little room beside itself."""
    connection.execute("PRAGMA wal_autocheckpoint = 100")


def sign_up(circle: Circle, sessions: Sequence[str], many: int, chance: random.Random) -> None:
    """Sign up for so many sessions."""
    me = circle.store.person
    circle.store.save(*(SignUp.new(me, session=chance.choice(sessions), person=me) for _n in range(many)))
