"""The desk: store, clock and me; what every verb is handed. And what a verb hands back: a sentence, and what it changed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakSet
from zoneinfo import ZoneInfo

from traincollega.language import _
from traincollega.models.change import Change, Clock, system_now
from traincollega.models.colleague import Colleague
from traincollega.models.database import Connection, connect
from traincollega.models.drafts import Draft, keep_draft
from traincollega.models.organisation import Organisation
from traincollega.models.store import Store
from traincollega.models.training import Training

if TYPE_CHECKING:
    from traincollega.models.finding import Finder

ROOT, PLACE = "root", "place"
"""The local values that hold the root's public key in hex, and the place as a person knows it: "" where nobody shares."""
TO_APPROVE = "to approve"
"""The local value that holds the computers that I can approve: of each its id and its person's, with blanks in between."""


class Done(NamedTuple):
    """What a verb did: one finished sentence for a person, and the changes that undo takes back."""

    sentence: str
    changes: tuple[Change, ...] = ()
    subject: str = ""
    """The id of what it was about: the training made, the session planned, the sign-up."""


@dataclass(frozen=True)
class Desk:
    """Where one person of one organisation works."""

    store: Store
    me: str
    """The id of my colleague row."""
    organisation: str
    """The id of our organisation."""
    path: Path
    """The database."""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Amsterdam"))
    now: Callable[[], datetime] = system_now
    readers: "WeakSet[Connection]" = field(default_factory=WeakSet, compare=False)
    """What was opened beside the store, for other threads."""

    def close(self) -> None:
        """Let go of the database, readers included; nothing may still read."""
        for connection in (*self.readers, self.store.connection):
            connection.close()

    def today(self) -> date:
        """Return the date here."""
        return self.now().astimezone(self.zone).date()

    def my_card(self) -> Colleague:
        """Return my own colleague row."""
        return self.store.get(Colleague, self.me)

    def our_organisation(self) -> Organisation:
        """Return our organisation."""
        return self.store.get(Organisation, self.organisation)

    def is_coordinator(self) -> bool:
        """Say whether I am a coordinator."""
        return self.me in self.store.rights.coordinators()

    def is_trainer(self, training: str) -> bool:
        """Say whether I am one of this training's trainers."""
        return self.me in self.store.rights.trainers(training)

    def gives(self, training: str) -> bool:
        """Say whether I am one of this training's trainers and did not step back: only then I read what participants say."""
        return self.me in self.store.rights.givers(training)

    def shares(self) -> bool:
        """Say whether we share with colleagues."""
        return self.store.local(ROOT) != ""

    def finder(self) -> "Finder":
        """Return a finder on a connection of its own, for another thread."""
        from traincollega.models.finding import Finder  # 4 ms, that most commands do not need

        return Finder(self._beside())

    def reader(self) -> "Desk":
        """Return a desk on a read-only connection of its own, for another thread; who asked for it closes that."""
        return replace(self, store=Store(self._beside(), device=self.store.device, person=self.me))

    def _beside(self) -> Connection:
        made = connect(self.path, read_only=True)
        self.readers.add(made)
        return made

    def elsewhere(self) -> "Desk":
        """Return a desk on a connection of its own that may write, for another thread; who asked for it closes that."""
        connection = connect(self.path)
        return replace(self, store=Store(connection, device=self.store.device, person=self.me, clock=Clock(self.now)))

    def speaking_for(self, device: str) -> "Desk":
        """Return this desk as another device of the same person, on the same connection."""
        return replace(self, store=self.store.speaking_for(device, self.me))

    def undo(self, done: Done) -> Done:
        """Take back what a verb did; what somebody changed since stays as it is, and what was written becomes a draft."""
        with self.store.transaction():
            changes = self.store.undo(done.changes)
            for made in done.changes:
                if made.noun == Training.table and "nonce" in made.fields and changes:
                    keep_draft(self.store.connection, Draft(made.id, "", made.fields, self.now()))
        return Done(_("Undone.") if changes else _("There was nothing left to undo."), changes, done.subject)
