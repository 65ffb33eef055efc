"""Importing: trainings from files that others made come in, new ones added and known ones brought up to date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

from traincollega.errors import NotAllowed, UnreadableFile
from traincollega.imports.reading import MARKDOWN, read
from traincollega.imports.record import SessionRecord, TrainingRecord
from traincollega.imports.refusal import Refusal
from traincollega.language import _, ngettext
from traincollega.models.session import Session
from traincollega.models.training import TEXTS, Training
from traincollega.services.desk import Desk, Done
from traincollega.services.telling import tell_imported

FIELDS = ("title", "summary", "minutes", "topics", "language", "licence", "given_by", *TEXTS)
"""What the record of a training holds, under our own names."""


@dataclass
class Counts:
    """How many came in new, were brought up to date, or were here already as they are."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0

    def count(self, changed: bool) -> None:
        """Count one that was here already."""
        self.updated += changed
        self.unchanged += not changed


@dataclass(frozen=True)
class Imported:
    """What an import did; a refusal names what stayed out, and why."""

    trainings: Counts = field(default_factory=Counts)
    sessions: Counts = field(default_factory=Counts)
    refused: tuple[Refusal, ...] = ()
    zoneless: int = 0
    """How many sessions have a time without a time zone in the file."""

    @property
    def nothing(self) -> bool:
        """Say whether everything was refused."""
        return self.trainings == Counts() and bool(self.refused)


def zone_remark(desk: Desk, imported: Imported) -> str:
    """Return how times without a time zone were read (decision 0010), or "" where there were none."""
    if not imported.zoneless:
        return ""
    return ngettext(
        "{n} session has a time without a time zone. It was read as a time in {zone}.",
        "{n} sessions have times without a time zone. They were read as times in {zone}.",
        imported.zoneless,
    ).format(n=imported.zoneless, zone=desk.zone.key)


def refused_whole(source: Path, error: UnreadableFile) -> Imported:
    """Return what an import did whose source could not be read as a whole."""
    return Imported(refused=(Refusal(source.name, str(error)),))


def import_source(desk: Desk, source: Path, *, progress: Callable[[int, int], None] | None = None) -> Imported:
    """Take in a folder, .md, .csv, .ics, .zip or .tar.gz: everything that is sound, as one intention.

    A training is known by its source; what a file leaves empty stays as it is here. Twice the same import changes nothing.
    Raises UnreadableFile or TooLarge where the source as a whole cannot be read; nothing was changed then.
    """
    items = list(read(source, zone=desk.zone, progress=progress))  # a tar may break off halfway, so first all of it
    refused = [item for item in items if isinstance(item, Refusal)]
    host = desk.our_organisation().name
    records = [
        item if item.given_by else replace(item, given_by=host) for item in items if isinstance(item, TrainingRecord)
    ]  # the importer is no trainer of what a file brings
    with desk.store.transaction(bulk=True):
        taken = _take_in(desk, records)
        tell_imported(desk, taken.trainings.new, taken.trainings.updated)
    zoneless = sum(session.zoneless for record in records for session in record.sessions)
    return replace(taken, refused=(*refused, *taken.refused), zoneless=zoneless)


def publish_file(desk: Desk, path: Path) -> Done:
    """Publish the training in a markdown file as mine; the same file again publishes its new version.

    Raises UnreadableFile, NotAllowed. The subject of what is done is the training.
    """
    if not path.name.lower().endswith(MARKDOWN):
        raise UnreadableFile(_("{name} is no Markdown file. Use import for other kinds of files.").format(name=path.name))
    (item,) = read(path, zone=desk.zone)
    if isinstance(item, Refusal):
        raise UnreadableFile(f"{item.where}: {item.why}")
    folder = blake2b(bytes(path.resolve().parent), digest_size=8).hexdigest()  # not the path: that may name who I am
    mine = replace(item, source=f"{desk.me}/{folder}/{item.source}", given_by="")
    with desk.store.transaction():
        desk.store.save(*(replace(known, status="published") for known in _known(desk, [mine]).values()))
        refused = _take_in(desk, [mine]).refused
        training = _known(desk, [mine])[mine.source]
    if refused:
        raise NotAllowed(refused[0].why)
    return Done(_("**{title}** is published. Colleagues can find it.").format(title=training.title), (), training.id)


def _take_in(desk: Desk, records: Sequence[TrainingRecord]) -> Imported:
    """Add what is new in bulk, save what differs; what I may not change is refused."""
    known = _known(desk, records)
    dates: dict[str, dict[str, Session]] = {}
    for session in desk.store.where(Session, training=[training.id for training in known.values()]):
        dates.setdefault(session.training, {})[session.source] = session
    trainings, sessions = Counts(), Counts()
    added: list[Training] = []
    planned: list[Session] = []
    refused: list[Refusal] = []
    for record in records:
        have = known.get(record.source)
        if have is None:
            added.append(_new(desk, record))
            planned += [_planned(desk, added[-1].id, one) for one in record.sessions]
            continue
        there = dates.get(have.id, {})
        due = [_brought_up(have, record), *(_moved(there[one.source], one) for one in record.sessions if one.source in there)]
        try:
            changed = {change.id for change in desk.store.save(*due)}
        except NotAllowed as error:
            refused.append(Refusal(record.source, str(error)))
            continue
        trainings.count(have.id in changed)
        for one in due[1:]:
            sessions.count(one.id in changed)
        planned += [_planned(desk, have.id, one) for one in record.sessions if one.source not in there]
    trainings.new, sessions.new = len(added), len(planned)
    desk.store.add_all([*added, *planned])
    return Imported(trainings, sessions, tuple(refused))


def _known(desk: Desk, records: Sequence[TrainingRecord]) -> dict[str, Training]:
    """Return our trainings that came from the sources of these records; of doubles the one with the smallest id."""
    found = desk.store.where(Training, source=[record.source for record in records], organisation=desk.organisation)
    return {one.source: one for one in sorted(found, key=lambda one: one.id, reverse=True)}


def _new(desk: Desk, record: TrainingRecord) -> Training:
    values = {name: getattr(record, name) for name in FIELDS}
    return Training.new(desk.me, **values, organisation=desk.organisation, source=record.source)


def _planned(desk: Desk, training: str, record: SessionRecord) -> Session:
    return Session.new(
        desk.me, training=training, starts=record.starts, ends=record.ends, place=record.place, link=record.link,
        seats=record.seats, status="cancelled" if record.cancelled else "planned", source=record.source,
    )  # fmt: skip


def _brought_up(training: Training, record: TrainingRecord) -> Training:
    """Return the training as the file has it; what the file leaves empty stays."""
    return replace(training, **{name: value for name in FIELDS if (value := getattr(record, name))})


def _moved(session: Session, record: SessionRecord) -> Session:
    """Return the session as the file has it; a file that is silent about seats, place or cancelling leaves them."""
    where = (record.place, record.link) if record.place or record.link else (session.place, session.link)
    changed = replace(
        session, starts=record.starts, ends=record.ends, place=where[0], link=where[1],
        seats=session.seats if record.seats is None else record.seats,
        status="cancelled" if record.cancelled else session.status,
    )  # fmt: skip
    return session if changed == session else replace(changed, sequence=session.sequence + 1)
