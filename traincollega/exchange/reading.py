"""Reading a shared file in: first what would come, row by row, then all of it or nothing, however often."""

from collections.abc import Container, Iterable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from traincollega.exchange.incoming import Offer, OfferedSession, OfferedTraining, offered
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


class Preview(NamedTuple):
    """What a file would bring, before anything is written; the numbers count trainings."""

    organisation: str
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...]
    offer: Offer
    choices: int = 0
    """Always 0: a file of format version 0 asks nothing."""

    @property
    def new(self) -> int:
        """Return how many are not here yet."""
        return _count(self.rows, NEW)

    @property
    def updated(self) -> int:
        """Return how many are here in another form."""
        return _count(self.rows, UPDATED)

    @property
    def unchanged(self) -> int:
        """Return how many are here already, just like this."""
        return _count(self.rows, UNCHANGED)


class Counts(NamedTuple):
    """What came of reading a file in, in trainings."""

    new: int
    updated: int
    unchanged: int
    refused: tuple[Refusal, ...]
    choices: int = 0


class _Step(NamedTuple):
    """What one training asks of the store."""

    row: Row
    fresh: tuple[Noun, ...] = ()
    changed: tuple[Noun, ...] = ()


def preview(desk: Desk, path: Path) -> Preview:
    """Return what a file would bring; raises UnreadableFile, TooLarge, NewerVersionNeeded."""
    offer = offered(path)
    _host, steps, refused = _steps(desk, offer)
    return Preview(offer.name, tuple(step.row for step in steps), (*offer.refused, *refused), offer)


def read_in(desk: Desk, source: Path | Preview, leave_out: Container[str] = ()) -> Counts:
    """Read a file, or what was previewed of it, in as one transaction; `leave_out` holds ids of rows to pass over.

    A second time everything is unchanged and nothing is written. Raises UnreadableFile, TooLarge, NewerVersionNeeded,
    StorageError.
    """
    offer = source.offer if isinstance(source, Preview) else offered(source)
    with desk.store.transaction(bulk=True):
        host, steps, refused = _steps(desk, offer)
        taken = [step for step in steps if step.row.id not in leave_out]
        fresh = [noun for step in taken for noun in step.fresh]
        changed = [noun for step in taken for noun in step.changed]
        if fresh or changed:
            if host.created == 0:
                desk.store.add_all([host])
            else:
                desk.store.save(host)
            for noun in (Training, Session, Outcome):
                desk.store.add_all(one for one in fresh if type(one) is noun)
            desk.store.save(*changed)
    rows = [step.row for step in taken]
    return Counts(_count(rows, NEW), _count(rows, UPDATED), _count(rows, UNCHANGED), (*offer.refused, *refused))


def source_of(organisation: str, identity: str) -> str:
    """Return what an imported row keeps of where it came from."""
    return f"tjc:{organisation}:{identity}"


def _count(rows: Iterable[Row], what: str) -> int:
    return sum(row.what == what for row in rows)


def _derived(desk: Desk, *parts: str) -> dict[str, Any]:
    """Return the id and nonce of a row of mine that stands for one of theirs: the same at every reading."""
    nonce = blake2b(f"exchange {' '.join(parts)}".encode(), digest_size=16).hexdigest()
    return {"id": identify(desk.me, nonce), "creator": desk.me, "nonce": nonce}


def _steps(desk: Desk, offer: Offer) -> tuple[Organisation, list[_Step], list[Refusal]]:
    """Return the row of the sender, what each training asks of the store, and what this person may not update."""
    if offer.organisation == desk.organisation:
        own = [_Step(Row(one.id, one.fields["title"], UNCHANGED, _("This is our own."))) for one in offer.trainings]
        return desk.our_organisation(), own, []
    sources = {one.id: source_of(offer.organisation, one.id) for one in offer.trainings}
    known: dict[str, Training] = {}
    for training in sorted(desk.store.where(Training, source=[*sources.values()]), key=lambda one: one.id):
        known.setdefault(training.source, training)
    coordinator = desk.is_coordinator()
    host = _host(desk, offer, known, coordinator)
    ids = [training.id for training in known.values()]
    sessions: dict[str, list[Session]] = {one: [] for one in ids}
    for session in desk.store.where(Session, training=ids):
        sessions[session.training].append(session)
    outcomes = {(one.training, one.organisation): one for one in reversed(desk.store.where(Outcome, training=ids))}
    steps, refused = [], []
    blank = Training(**_derived(desk), organisation=host.id, given_by=host.name)
    arriving = {one.id: _made(desk, offer, blank, one) for one in offer.trainings if sources[one.id] not in known}
    gone = desk.store.last_stamps([training.id for training in arriving.values()])
    for one in offer.trainings:
        here = known.get(sources[one.id])
        if here is None:
            made = arriving[one.id]
            step = _arriving(desk, offer, host, one, made, desk.store.find(Training, made.id) if made.id in gone else None)
        else:
            step = _compared(desk, offer, host, one, here, sessions[here.id], outcomes.get((here.id, host.id)))
        if here and step.row.what == UPDATED and here.creator != desk.me and not coordinator:
            refused.append(
                Refusal(step.row.title, _("A colleague read this in. Only they or a coordinator can bring it up to date."))
            )
        else:
            steps.append(step)
    return host, steps, refused


def _host(desk: Desk, offer: Offer, known: dict[str, Training], coordinator: bool) -> Organisation:
    """Return the row that stands for the sender; one that is not saved yet has `created` 0."""
    mine = _derived(desk, offer.organisation)
    here = next((one.organisation for one in known.values() if one.organisation), mine["id"])
    found = desk.store.find(Organisation, here)
    if found is None:
        return Organisation(**mine, name=offer.name)
    if found.creator != desk.me and not coordinator:
        return found
    return replace(found, name=offer.name, deleted=False)


def _made(desk: Desk, offer: Offer, blank: Training, one: OfferedTraining) -> Training:
    source = source_of(offer.organisation, one.id)
    return Training.of({**vars(blank), **one.fields, **_derived(desk, offer.organisation, one.id), "source": source})


def _arriving(desk: Desk, offer: Offer, host: Organisation, one: OfferedTraining, made: Training, gone: Training | None) -> _Step:
    """Return the step of a training that is not here, or was taken away and comes back."""
    row = Row(one.id, made.title, NEW, _("Not here yet."))
    if gone is not None:
        return _compared(desk, offer, host, one, gone, [], None)._replace(row=row)
    added = [_session(desk, offer, made, session) for session in one.sessions]
    return _Step(row, (made, *added, *([_outcome(desk, host, made, one)] if one.result else [])))


def _compared(
    desk: Desk,
    offer: Offer,
    host: Organisation,
    one: OfferedTraining,
    here: Training,
    planned: list[Session],
    known: Outcome | None,
) -> _Step:
    """Return the step of a training that has a row here; what the file does not name stays as it is."""
    fresh: list[Noun] = []
    changed: list[Noun] = []
    reasons = []
    training = replace(here, **one.fields, organisation=host.id, given_by=host.name, deleted=False)
    if training != here:
        changed.append(training)
        reasons.append(_("The text changed."))
    by_source = {session.source: session for session in reversed(planned)}
    before = len(fresh) + len(changed)
    for offered_session in one.sessions:
        made = _session(desk, offer, here, offered_session)
        there = by_source.get(made.source) or desk.store.find(Session, made.id)
        if there is None:
            fresh.append(made)
        elif (updated := _brought_up_to_date(there, made)) != there:
            changed.append(updated)
    if len(fresh) + len(changed) > before:
        reasons.append(_("The dates changed."))
    if one.result:
        result = _outcome(desk, host, here, one)
        counted = known or desk.store.find(Outcome, result.id)
        if counted is None:
            fresh.append(result)
            reasons.append(_("There are new results."))
        elif (recounted := replace(counted, sessions=result.sessions, participants=result.participants,
                                   minutes=result.minutes, deleted=False)) != counted:  # fmt: skip
            changed.append(recounted)
            reasons.append(_("There are new results."))
    row = Row(one.id, training.title, UPDATED if reasons else UNCHANGED, " ".join(reasons) or _("Nothing was changed."))
    return _Step(row, tuple(fresh), tuple(changed))


def _session(desk: Desk, offer: Offer, training: Training, one: OfferedSession) -> Session:
    return Session(
        **_derived(desk, offer.organisation, training.source, one.id),
        training=training.id,
        starts=one.starts,
        ends=one.ends,
        place=one.place,
        seats=one.seats,
        status=one.status,
        source=source_of(offer.organisation, one.id),
    )


def _brought_up_to_date(there: Session, made: Session) -> Session:
    updated = replace(
        there, starts=made.starts, ends=made.ends, place=made.place, seats=made.seats, status=made.status, deleted=False
    )
    return updated if updated == there else replace(updated, sequence=there.sequence + 1)


def _outcome(desk: Desk, host: Organisation, training: Training, one: OfferedTraining) -> Outcome:
    result = one.result
    if result is None:
        raise ValueError("a training without results")
    return Outcome(
        **_derived(desk, "outcome", training.source),
        training=training.id,
        organisation=host.id,
        sessions=result.sessions,
        participants=result.participants,
        minutes=result.minutes,
    )
