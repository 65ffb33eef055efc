"""What one training of a shared file asks of the store: compared with what was read in before, field by field."""

from dataclasses import replace
from hashlib import blake2b
from typing import Any, NamedTuple

from traincollega.exchange.incoming import Offer, OfferedSession, OfferedTraining
from traincollega.exchange.result import Result
from traincollega.imports.refusal import Refusal
from traincollega.language import _
from traincollega.models.noun import Noun, identify
from traincollega.models.organisation import Organisation
from traincollega.models.session import Session
from traincollega.models.training import Outcome, Training
from traincollega.services.desk import Desk

NEW, UPDATED, UNCHANGED = "new", "updated", "unchanged"


class Row(NamedTuple):
    """What would become of one training; `id` is the sender's, `what` is "new", "updated" or "unchanged"."""

    id: str
    title: str
    what: str
    reason: str


class Step(NamedTuple):
    """What one training asks of the store; of what is fresh, the training comes first."""

    row: Row
    fresh: tuple[Noun, ...] = ()
    changed: tuple[Noun, ...] = ()


class Comparison:
    """An offer beside what stands here of its sender, which is looked up once, before anything is written."""

    def __init__(self, desk: Desk, offer: Offer) -> None:
        self.desk, self.offer = desk, offer
        self.own = offer.organisation == desk.organisation
        self.coordinator = desk.is_coordinator()
        sources = {} if self.own else {one: source_of(offer.organisation, one) for one in offer.ids}
        self.known: dict[str, Training] = {}
        for training in sorted(desk.store.where(Training, source=[*sources.values()]), key=lambda one: one.id):
            self.known.setdefault(training.source, training)
        self.host = self._host()
        """The row that stands for the sender; one that is not saved yet has `created` 0."""
        ids = [training.id for training in self.known.values()]
        self.sessions: dict[str, list[Session]] = {}
        for session in desk.store.where(Session, training=ids):
            self.sessions.setdefault(session.training, []).append(session)
        outcomes = reversed(desk.store.where(Outcome, training=ids))
        self.outcomes = {(one.training, one.organisation): one for one in outcomes}
        self.blank = Training(**_derived(desk), organisation=self.host.id, given_by=self.host.name)
        self.mine = {one: _derived(desk, offer.organisation, one) for one, source in sources.items() if source not in self.known}
        self.gone = desk.store.last_stamps([one["id"] for one in self.mine.values()])

    def step(self, one: OfferedTraining | Refusal) -> Step | Refusal:
        """Return what a training asks of the store, or why it stays out."""
        if isinstance(one, Refusal):
            return one
        if self.own:
            return Step(Row(one.id, one.fields["title"], UNCHANGED, _("This is our own.")))
        here = self.known.get(source_of(self.offer.organisation, one.id))
        if here is None:
            return self._arriving(one)
        step = self._compared(one, here)
        if step.row.what == UPDATED and here.creator != self.desk.me and not self.coordinator:
            return Refusal(step.row.title, _("A colleague read this in. Only they or a coordinator can bring it up to date."))
        return step

    def _arriving(self, one: OfferedTraining) -> Step:
        """Return the step of a training that is not here, or was taken away and comes back."""
        desk, offer, mine = self.desk, self.offer, self.mine[one.id]
        row = Row(one.id, one.fields["title"], NEW, _("Not here yet."))
        if mine["id"] in self.gone and (gone := desk.store.find(Training, mine["id"])) is not None:
            return self._compared(one, gone)._replace(row=row)
        source = source_of(offer.organisation, one.id)
        made = Training.of({**vars(self.blank), **one.fields, **mine, "source": source})
        added = [self._session(made, session) for session in one.sessions]
        return Step(row, (made, *added, *([self._outcome(made, one.result)] if one.result else [])))

    def _compared(self, one: OfferedTraining, here: Training) -> Step:
        """Return the step of a training that has a row here; what the file does not name stays as it is."""
        fresh: list[Noun] = []
        changed: list[Noun] = []
        reasons = []
        training = replace(here, **one.fields, organisation=self.host.id, given_by=self.host.name, deleted=False)
        if training != here:
            changed.append(training)
            reasons.append(_("The text changed."))
        by_source = {session.source: session for session in reversed(self.sessions.get(here.id, []))}
        before = len(fresh) + len(changed)
        for offered_session in one.sessions:
            made = self._session(here, offered_session)
            there = by_source.get(made.source) or self.desk.store.find(Session, made.id)
            if there is None:
                fresh.append(made)
            elif (updated := _brought_up_to_date(there, made)) != there:
                changed.append(updated)
        if len(fresh) + len(changed) > before:
            reasons.append(_("The dates changed."))
        if one.result:
            result = self._outcome(here, one.result)
            counted = self.outcomes.get((here.id, self.host.id)) or self.desk.store.find(Outcome, result.id)
            if counted is None:
                fresh.append(result)
                reasons.append(_("There are new results."))
            elif (recounted := replace(counted, **one.result._asdict(), deleted=False)) != counted:
                changed.append(recounted)
                reasons.append(_("There are new results."))
        row = Row(one.id, training.title, UPDATED if reasons else UNCHANGED, " ".join(reasons) or _("Nothing was changed."))
        return Step(row, tuple(fresh), tuple(changed))

    def _host(self) -> Organisation:
        """Return the row that stands for the sender; one that is not saved yet has `created` 0."""
        desk, offer = self.desk, self.offer
        mine = _derived(desk, offer.organisation)
        here = next((one.organisation for one in self.known.values() if one.organisation), mine["id"])
        found = desk.store.find(Organisation, here)
        if found is None:
            return Organisation(**mine, name=offer.name)
        if found.creator != desk.me and not self.coordinator:
            return found
        return replace(found, name=offer.name, deleted=False)

    def _session(self, training: Training, one: OfferedSession) -> Session:
        return Session(
            **_derived(self.desk, self.offer.organisation, training.source, one.id),
            training=training.id,
            starts=one.starts,
            ends=one.ends,
            place=one.place,
            seats=one.seats,
            status=one.status,
            source=source_of(self.offer.organisation, one.id),
        )

    def _outcome(self, training: Training, result: Result) -> Outcome:
        return Outcome(
            **_derived(self.desk, "outcome", training.source),
            training=training.id,
            organisation=self.host.id,
            **result._asdict(),
        )


def source_of(organisation: str, identity: str) -> str:
    """Return what an imported row keeps of where it came from."""
    return f"tjc:{organisation}:{identity}"


def _derived(desk: Desk, *parts: str) -> dict[str, Any]:
    """Return the id and nonce of a row of mine that stands for one of theirs: the same at every reading."""
    nonce = blake2b(f"exchange {' '.join(parts)}".encode(), digest_size=16).hexdigest()
    return {"id": identify(desk.me, nonce), "creator": desk.me, "nonce": nonce}


def _brought_up_to_date(there: Session, made: Session) -> Session:
    updated = replace(
        there, starts=made.starts, ends=made.ends, place=made.place, seats=made.seats, status=made.status, deleted=False
    )
    return updated if updated == there else replace(updated, sequence=there.sequence + 1)
