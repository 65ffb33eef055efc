"""Taking in: envelopes are opened, whose signature is right is kept, and what is heard is applied; all of it at once or nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from traincollega.models.authority import GIVES_RIGHTS, READERS
from traincollega.models.change import Change
from traincollega.models.envelopes import BROKEN, COUNTS, LOCKED, NEWER, STALE, TWIN, WAITS, Kept
from traincollega.models.forgotten import Forgotten
from traincollega.models.noun import moment_text
from traincollega.services.erasing import addresses, strike
from traincollega.sharing.bodies import Sealed
from traincollega.sharing.circle import Circle
from traincollega.sharing.sealing import forget_seals, opened_since, readable
from traincollega.sharing.segments import (
    LEAVED,
    READS,
    Malformed,
    Missing,
    NewerFormat,
    Segment,
    completed,
    content_name_of,
    header_of,
    read,
)
from traincollega.sharing.trust import STATES, Trust, told_keys

BATCH_BYTES = 100_000
"""Bytes of envelopes that are taken in at once: so that a save in the window waits 0.2 s for the database, and not a second."""
FORGETS = "redact"
"""The local value that says that segments here may still hold what is forgotten."""
Before = Callable[[], None]
"""Called in the transaction in which something is taken in, before that."""


@dataclass
class Taken:
    """What taking in brought."""

    changes: list[Change] = field(default_factory=list)
    """What counts now and did not before."""
    broken: list[str] = field(default_factory=list)
    """The names of what is damaged or forged."""


def nothing() -> None:
    """Do nothing."""


def take_in(circle: Circle, contents: Iterable[tuple[str, bytes]], before: Before = nothing) -> Taken:
    """Take in envelopes, each with its name, in any order and however often; what cannot count yet waits here."""
    taken = Taken()
    with circle.store.transaction(bulk=True):
        before()
        _judge(circle, _keep(circle, contents, taken), taken)
    return taken


def open_again(circle: Circle, before: Before = nothing) -> Iterator[int]:
    """Look once more at what waited for a reading key that is here now, or for a program that reads more than the last one did.

    Yield after each piece how many changes count from now on.
    """
    envelopes = circle.envelopes
    for ids in _pieces(envelopes.to_open(circle.keys.reading, READS)):
        taken = Taken()
        with circle.store.transaction(bulk=True):
            before()
            again = [kept for kept in map(envelopes.get, ids) if kept]
            envelopes.drop(ids)
            _judge(circle, _keep(circle, ((one.name, one.envelope) for one in again), taken), taken)
        yield len(taken.changes)


def _pieces(sizes: Iterable[tuple[bytes, int]]) -> Iterator[list[bytes]]:
    """Yield what is taken in at once, of ids with their sizes."""
    some: list[bytes] = []
    size = 0
    for one, bytes_ in sizes:
        some.append(one)
        size += bytes_
        if size > BATCH_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some


def can_read(circle: Circle) -> str:
    """Return what names all that this program can open with the keys that are here."""
    return " ".join((READS, *circle.keys.reading))


def is_closed(circle: Circle, envelope: bytes) -> bool:
    """Say whether an envelope may be genuine and cannot be opened yet."""
    try:
        header = header_of(envelope)
    except NewerFormat:
        return True
    except Malformed:
        return False
    return header.organisation == circle.organisation and header.epoch not in circle.keys.reading


def judge_again(circle: Circle) -> Taken:
    """Let count what is heard now, and no longer what is not, after something was stated here."""
    taken = Taken()
    with circle.store.transaction(bulk=True):
        _judge(circle, (), taken, stated=True)
    return taken


def opened(circle: Circle, envelope: bytes, name: str) -> Segment | str:
    """Return an opened segment, or the state of one that cannot be opened now."""
    try:
        if header_of(envelope).organisation != circle.organisation:
            return BROKEN
        return read(envelope, circle.keys.reading.get)
    except NewerFormat:
        return NEWER
    except Missing:
        return LOCKED
    except Malformed:
        return BROKEN


def is_sound(kept: Kept) -> bool:
    """Say whether a segment here still is what its name tells: a disk may have damaged it, and then nobody gets it from us."""
    return content_name_of(kept.envelope) == kept.name


def kept_as(segment: Segment, state: str, *, placed: bool) -> Kept:
    """Return how a segment is kept."""
    header = segment.header
    return Kept(
        segment.id, segment.name, header.kind, header.device, header.number, header.previous, header.epoch, state, placed,
        segment.envelope,
    )  # fmt: skip


def _unopened(name: str, state: str, envelope: bytes = b"") -> Kept:
    epoch = header_of(envelope).epoch if state == LOCKED else READS if state == NEWER else ""
    return Kept(bytes.fromhex(name[:64]), name, 0, "", 0, b"", epoch, state, True, envelope)


def _keep(circle: Circle, contents: Iterable[tuple[str, bytes]], taken: Taken) -> list[Segment]:
    """Keep what is new, all of it waiting; return the segments among it."""
    envelopes, arrived = circle.envelopes, moment_text(circle.now())
    fresh: dict[bytes, Segment] = {}
    twins: list[Segment] = []
    others: list[Kept] = []
    for name, envelope in contents:
        one = opened(circle, envelope, name)
        if isinstance(one, Segment):
            (twins.append(one) if one.id in fresh else fresh.setdefault(one.id, one))
        else:
            name = content_name_of(envelope)  # whatever it was called where it lay
            others.append(_unopened(name, one, b"" if one == BROKEN else envelope))
            if one == BROKEN:
                taken.broken.append(name)
    erased = circle.store.rights.fold().erased
    says = {one.name for one in (*fresh.values(), *twins) if one.holds(lambda held: concerns(held, erased))}
    if says:
        circle.store.set_local(FORGETS, "1")
    known = envelopes.find(list(fresh))
    twins += [fresh.pop(identity) for identity in known]
    envelopes.add([kept_as(one, WAITS, placed=True) for one in fresh.values()], arrived)
    envelopes.add([*others, *(_unopened(one.name, STALE if one.name in says else TWIN) for one in twins)], arrived)
    for one in twins:
        _complete(circle, one, fresh, taken)
    return list(fresh.values())


def _complete(circle: Circle, twin: Segment, fresh: dict[bytes, Segment], taken: Taken) -> None:
    """Add what another copy of a segment still holds: somebody may have taken changes out of ours that nobody forgot."""
    kept = circle.envelopes.get(twin.id)
    ours = fresh.get(twin.id) or (opened(circle, kept.envelope, kept.name) if kept else BROKEN)
    if kept is None or not isinstance(ours, Segment):
        return
    erased = circle.store.rights.fold().erased
    whole = completed(ours, twin, lambda change: concerns(change, erased), circle.keys.reading[circle.keys.writing])
    if whole is None:
        return
    circle.envelopes.replace(whole.id, whole.name, whole.header.epoch, whole.envelope)
    if twin.id in fresh:
        fresh[twin.id] = whole
    elif kept.state == COUNTS:
        known = {change.hash for change in readable(circle, [ours])}
        taken.changes += [change for change in readable(circle, [whole]) if change.hash not in known]


def concerns(change: Change | Sealed, forgotten: Forgotten) -> bool:
    """Say whether a change, or a seal, is about what is forgotten.

    A seal goes by whom it is about, or by its key, and never by what lies in it: who cannot open it would not know.
    """
    if isinstance(change, Sealed):
        return forgotten.seal(change.subject, change.key)
    return forgotten.holds(change.noun, {**change.fields, "id": change.id})


def _judge(circle: Circle, fresh: Sequence[Segment], taken: Taken, *, stated: bool = False) -> None:
    """Let count what is heard, of what came now and of what waited; and no longer what is not heard any more."""
    envelopes, forgotten = circle.envelopes, circle.store.rights.fold().erased
    stated = _state(circle, fresh, taken) or stated
    trust = circle.trust()
    refused = set(taken.broken)
    counting = [one for one in fresh if one.name not in refused and trust.counts(one.header.device, one.id)]
    if stated or any(one.header.device in trust.revoked for one in fresh):
        ids = {one.id for one in fresh}
        waited = [one for device, one in envelopes.waiting() if one not in ids and trust.counts(device, one)]
        again = (opened(circle, kept.envelope, kept.name) for kept in map(envelopes.get, waited) if kept)
        counting += [one for one in again if isinstance(one, Segment)]
        _silence(circle, trust)
    envelopes.set_state([one.id for one in counting], COUNTS)
    taken.changes += readable(circle, counting)
    named = addresses(circle.store) if any(change.noun in GIVES_RIGHTS for change in taken.changes) else {}
    if taken.changes:
        circle.store.apply(taken.changes)
        if since := opened_since(circle, taken.changes):
            circle.store.apply(since)
            taken.changes += since
    if mistaken := forgotten - circle.store.rights.fold().erased:
        remembered = _remembered(circle, mistaken)
        circle.store.apply(remembered)
        taken.changes += remembered
    erased = circle.store.rights.fold().erased
    struck = strike(circle.store, [named[one] for one in erased.persons - forgotten.persons if one in named])
    if struck or (erased and any(change.noun == "erasure" or concerns(change, erased) for change in taken.changes)):
        forget(circle)


def forget(circle: Circle) -> None:
    """Throw away what is said about persons who are forgotten; the segments here are redacted in the next round."""
    circle.store.forget()
    forget_seals(circle, circle.store.rights.fold().erased)
    circle.store.set_local(FORGETS, "1")


def _state(circle: Circle, fresh: Sequence[Segment], taken: Taken) -> bool:
    """Check signatures by the keys that are known now; keep what the right ones state. Say whether that was anything."""
    envelopes = circle.envelopes
    computers = dict(circle.trust().computers)
    told = told_keys(change for one in fresh for change in one.changes if change.id == change.device)
    new = told.keys() - computers.keys()
    ids = {one.id for one in fresh}
    waited = [one for device, one in envelopes.waiting() if device in new and one not in ids] if new else []
    earlier = [kept for kept in map(envelopes.get, waited) if kept]
    again = (opened(circle, kept.envelope, kept.name) for kept in earlier)  # sent before its keys came
    anything = False
    for one in {one.id: one for one in (*fresh, *again) if isinstance(one, Segment)}.values():
        computer = computers.get(one.header.device) or told.get(one.header.device)
        if computer is None:
            continue
        if not one.by(computer.signing):
            envelopes.spoil([one.id])
            taken.broken.append(one.name)
            continue
        states = [change for change in one.changes if change.noun in STATES]
        if states:
            envelopes.state_that(one.id, states)
            anything = True
    return anything


def _silence(circle: Circle, trust: Trust) -> None:
    """Take back what counted of devices that are not heard any more, but for what was accepted of them."""
    envelopes = circle.envelopes
    for device, ids in envelopes.counting().items():
        gone = {one for one in ids if not trust.counts(device, one)}
        if not gone or device == circle.keys.device:
            continue  # our own work stays here, also while nobody hears us: it would vanish before the eyes of who did it
        kept = [one for one in envelopes.of_device(device) if one.state == COUNTS]
        still = {change.hash for one in kept if one.id not in gone for change in _changes(circle, one)}
        ended = [change for one in kept if one.id in gone for change in _changes(circle, one)]
        circle.store.retract([change for change in ended if change.hash not in still])
        envelopes.set_state(gone, WAITS)


def _remembered(circle: Circle, mistaken: Forgotten) -> list[Change]:
    """Return what segments here still hold about what is not forgotten after all: who said so had not the right to.

    What still said it elsewhere is fetched again, for what it holds besides.
    """
    circle.envelopes.drop([one.id for one in circle.envelopes.in_state(STALE)])
    kept = (one for one in circle.envelopes.of_kinds(*LEAVED) if one.state == COUNTS)
    return [change for one in kept for change in _changes(circle, one) if change.noun in READERS or concerns(change, mistaken)]


def _changes(circle: Circle, kept: Kept) -> Sequence[Change]:
    one = opened(circle, kept.envelope, kept.name)
    return readable(circle, [one]) if isinstance(one, Segment) else ()
