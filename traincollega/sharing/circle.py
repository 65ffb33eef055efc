"""The circle: our organisation as this computer shares it; what every step of sharing is handed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from traincollega.errors import DatabaseBusy
from traincollega.language import _
from traincollega.models.envelopes import Envelopes
from traincollega.models.store import Store
from traincollega.services.desk import PLACE
from traincollega.sharing import ciphers
from traincollega.sharing.addresses import known_as
from traincollega.sharing.keys import Bound, Keys, keep_keys, read_keys
from traincollega.sharing.segments import Writer
from traincollega.sharing.standing import REVOKED, UNAPPROVED
from traincollega.sharing.trust import Stated, Trust, trust_of

FORMERLY = "formerly"
"""The local value that holds the devices that this profile was before, with blanks in between."""


class Overtaken(DatabaseBusy):
    """Another program on this profile moved, or became another computer: what a circle knows is no longer so."""

    def __init__(self) -> None:
        super().__init__(_("Another program changed how this computer shares. Nothing was lost; try again."))


def trust_here(store: Store, organisation: str, root: str) -> Trust:
    """Return who is heard, as far as is known in this store; it needs no keys."""
    envelopes, remembered = Envelopes(store.connection), store.connection.remembered
    seen = (envelopes.stated(), envelopes.total())
    known: tuple[tuple[int, int], Trust] | None = remembered.get(Trust)
    if known is None or known[0][0] != seen[0] or (known[1].revoked and known[0] != seen):  # ancestors may have come
        stated = [Stated(*one) for one in envelopes.statements()]
        known = remembered[Trust] = (seen, trust_of(organisation, root, stated, envelopes.before))
    return known[1]


@dataclass(frozen=True)
class Circle:
    """Who we are among those who share."""

    store: Store
    organisation: str
    root: str
    """The root's public key in hex."""
    keys: Keys
    folder: Path
    """The profile, where the keys are kept."""
    now: Callable[[], datetime]

    @property
    def envelopes(self) -> Envelopes:
        """Return the segments on the store's connection."""
        return Envelopes(self.store.connection)

    def writer(self, *, to_all: bool = False) -> Writer:
        """Return what segments are written with now; `to_all` in the first key, that also those can read who lack the newest."""
        keys = self.keys
        key = next(iter(keys.reading.values())) if to_all else keys.reading[keys.writing]
        return Writer(self.organisation, keys.device, keys.signing, key)

    def signed(self, words: bytes) -> str:
        """Return the signature of this computer under these bytes, in hex."""
        return ciphers.sign(self.keys.signing, words).hex()

    def own(self) -> frozenset[str]:
        """Return the devices that this computer is and was."""
        return frozenset((self.keys.device, *self.former()))

    def former(self) -> list[str]:
        """Return the devices that this computer was."""
        return self.store.local(FORMERLY).split()

    def trust(self) -> Trust:
        """Return who is heard, as far as is known here."""
        return trust_here(self.store, self.organisation, self.root)

    def is_coordinator(self) -> bool:
        """Say whether the person of this computer is coordinator now."""
        return self.store.person in self.store.rights.coordinators()

    def not_heard(self) -> str:
        """Return why colleagues do not hear this computer, UNAPPROVED or REVOKED; "" where they do."""
        trust, device = self.trust(), self.keys.device
        return REVOKED if device in trust.revoked else "" if device in trust.certified else UNAPPROVED

    def keeping(self, change: Callable[[Keys], Keys]) -> "Circle":
        """Return the circle with other keys, made of those that stand there, and kept; raises Overtaken.

        The lock of the database is that of the keys too: two programs on one profile would write over what the other kept.
        """
        with self.store.transaction():
            found = read_keys(self.folder)
            known = found[0] if found else self.keys
            if (known.device, known.place) != (self.keys.device, self.keys.place) or (found and found[1] is not Bound.HERE):
                raise Overtaken
            keys = change(known)
            keep_keys(self.folder, keys)
        return replace(self, keys=keys)

    def shares_here(self) -> None:
        """Note where we share from now on, and that nothing lies there for sure."""
        with self.store.transaction():
            self.store.set_local(PLACE, known_as(self.keys.place))
            self.envelopes.nothing_placed()

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Write, in one transaction, what was sent or lies in the place; raises Overtaken where that is no longer ours to say."""
        with self.store.transaction(bulk=True):
            if self.store.local(PLACE) not in ("", known_as(self.keys.place)) or self.keys.device in self.former():
                raise Overtaken
            yield
