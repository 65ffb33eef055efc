"""The circle: our organisation as this computer shares it; what every step of sharing is handed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from traincollega.models.envelopes import Envelopes
from traincollega.models.store import Store
from traincollega.sharing.keys import Keys, keep_keys
from traincollega.sharing.segments import Writer
from traincollega.sharing.standing import REVOKED, UNAPPROVED
from traincollega.sharing.trust import Stated, Trust, trust_of

FORMERLY = "formerly"
"""The local value that holds the devices that this profile was before, with blanks in between."""


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

    def own(self) -> frozenset[str]:
        """Return the devices that this computer is and was."""
        return frozenset((self.keys.device, *self.store.local(FORMERLY).split()))

    def trust(self) -> Trust:
        """Return who is heard, as far as is known here."""
        envelopes, remembered = self.envelopes, self.store.connection.remembered
        seen = (envelopes.stated(), envelopes.total())
        known: tuple[tuple[int, int], Trust] | None = remembered.get(Trust)
        if known is None or known[0][0] != seen[0] or (known[1].revoked and known[0] != seen):  # ancestors may have come
            stated = [Stated(*one) for one in envelopes.statements()]
            known = remembered[Trust] = (seen, trust_of(self.organisation, self.root, stated, envelopes.before))
        return known[1]

    def is_coordinator(self) -> bool:
        """Say whether the person of this computer is coordinator now."""
        return self.store.person in self.store.rights.coordinators()

    def not_heard(self) -> str:
        """Return why colleagues do not hear this computer, UNAPPROVED or REVOKED; "" where they do."""
        trust, device = self.trust(), self.keys.device
        return REVOKED if device in trust.revoked else "" if device in trust.certified else UNAPPROVED

    def keeping(self, keys: Keys) -> "Circle":
        """Return the circle with other keys, that are kept from now on."""
        keep_keys(self.folder, keys)
        return replace(self, keys=keys)
