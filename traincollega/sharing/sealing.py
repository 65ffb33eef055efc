"""Sealing: what only some may read goes about under a key of its own, that is wrapped to their computers and to no others."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from random import SystemRandom

from traincollega.models.authority import BELOW, COORDINATOR, FORGOTTEN, HR, READERS, TRAINERS
from traincollega.models.change import Change
from traincollega.models.colleague import Device
from traincollega.models.envelopes import COUNTS
from traincollega.models.forgotten import Forgotten
from traincollega.models.noun import Noun
from traincollega.models.nouns import NOUNS
from traincollega.models.organisation import Grant
from traincollega.models.reading import ALSO_DELETED
from traincollega.models.seals import Seal, Seals
from traincollega.models.session import Session
from traincollega.models.trust import SealWrap
from traincollega.sharing import ciphers
from traincollega.sharing.bodies import Sealed
from traincollega.sharing.circle import Circle
from traincollega.sharing.segments import Malformed, Segment, ToSeal, read, room, unsealed

GIVES_SIGHT = frozenset(("device", "approval", "invitation", "grants"))
"""The nouns whose changes let somebody read what they could not read before."""


def to_seal(circle: Circle, changes: Iterable[Change]) -> list[ToSeal]:
    """Return what goes into seals, one for all that these changes say of one row, in an order that says nothing.

    What is of one kind and about one session gets as much room: else a proof would tell from a decoy.
    """
    said: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        said.setdefault((change.noun, change.id), []).append(change)
    rows = {(noun, identity): circle.store.find(NOUNS[noun], identity) for noun, identity in said}
    alike = {key: (key[0], vars(row).get("session", row.id) if row else "") for key, row in rows.items()}
    most: dict[tuple[str, str], int] = {}
    for key, together in alike.items():
        most[together] = max(most.get(together, 0), room(said[key]))
    made = [_sealed(circle, *key, rows[key], said[key], most[alike[key]]) for key in said]
    SystemRandom().shuffle(made)
    return made


def _sealed(circle: Circle, noun: str, identity: str, row: Noun | None, said: Sequence[Change], least: int) -> ToSeal:
    computers = circle.trust().computers
    devices = _may_read(circle, row) if row else set()
    public = {one: computers[one].sealing for one in sorted(devices)} | {circle.keys.device: circle.keys.sealing_public()}
    return ToSeal(_subject(row) if row else _named(circle, noun, identity), tuple(said), public, least)


def _named(circle: Circle, noun: str, identity: str) -> str:
    """Return whom a row is about that does not count here, now that its session is not heard."""
    field = FORGOTTEN.get(noun, "id")
    named = [str(one.fields[field]) for one in circle.store.history(identity) if field in one.fields]
    return (named or [identity if field == "id" else circle.store.person])[0]


def _subject(row: Noun) -> str:
    """Return whom a row is about; the row itself where that is nobody with a card."""
    return str(vars(row)[FORGOTTEN.get(row.table, "id")])


def _may_read(circle: Circle, row: Noun) -> set[str]:
    """Return the computers that are heard, of persons who may read a row."""
    trust, persons = circle.trust(), circle.store.rights.readers(row.table, vars(row))
    heard = trust.certified - trust.revoked.keys()
    return {device for device in heard if trust.computers[device].person in persons}


def readable(circle: Circle, segments: Sequence[Segment]) -> list[Change]:
    """Return all that these segments say to us, what is in seals that open too; and keep which do."""
    sealed = {one.key: (segment, one) for segment in segments for one in segment.sealed}
    if not sealed:
        return [change for one in segments for change in one.changes]
    seals, erased = Seals(circle.store.connection), circle.store.rights.fold().erased
    known, since = seals.known(sealed), _wrapped_since(circle, sealed)
    inside: dict[bytes, list[Change]] = {}
    for key, (segment, one) in sealed.items():
        if erased.seal(one.subject, one.key):
            continue
        held = known[key].opener if key in known else None
        secret = held or since.get(key) or _ours(circle, one.wraps.get(circle.keys.device, b""), key)
        changes = [] if secret is None else _opened(segment, one, secret)
        inside.setdefault(segment.id, []).extend(changes)
        if key not in known or secret != held:
            seals.add([Seal(key, segment.id, one.subject, changes[0].id if changes else "", secret)])
    return [change for one in segments for change in (*one.changes, *inside.get(one.id, ()))]


def _wrapped_since(circle: Circle, keys: Collection[str]) -> dict[str, bytes]:
    """Return the keys that somebody wrapped to this computer after the seal was made."""
    found = {}
    for one in circle.store.where(SealWrap, device=circle.keys.device, key=sorted(keys)):
        with suppress(ValueError):
            secret = _ours(circle, bytes.fromhex(one.sealed), one.key)
            if secret is not None:
                found[one.key] = secret
    return found


def _ours(circle: Circle, wrap: bytes, key: str) -> bytes | None:
    """Return the key in a wrap; None where it is not for us, or holds another."""
    with suppress(ciphers.Unreadable):
        secret = ciphers.open_sealed(circle.keys.sealing, wrap)
        return secret if ciphers.key_id(secret) == key else None
    return None


def _opened(segment: Segment, one: Sealed, secret: bytes) -> list[Change]:
    """Return what is in a seal, also of nouns that only newer programs know; nothing where that is spoilt, or no secret at all."""
    with suppress(Malformed):
        inside = unsealed(one, segment.header.device, secret)
        if all(_belongs(change, one.subject) for change in inside):
            return list(inside)
    return []


def _belongs(change: Change, subject: str) -> bool:
    if change.noun in READERS and change.noun not in FORGOTTEN:
        return change.id == subject
    return (change.noun in READERS or change.noun not in NOUNS) and change.fields.get("person", subject) == subject


def opened_since(circle: Circle, changes: Iterable[Change]) -> list[Change]:
    """Return what seals say that open now, because these changes hold their keys."""
    device = circle.keys.device
    keys = {str(one.fields.get("key")) for one in changes if one.noun == SealWrap.table and one.fields.get("device") == device}
    segments = {one.segment for one in Seals(circle.store.connection).closed(keys)} if keys else ()
    return readable(circle, list(_segments(circle, segments)))


def _segments(circle: Circle, ids: Iterable[bytes]) -> Iterator[Segment]:
    for kept in map(circle.envelopes.get, sorted(ids)):
        if kept is not None and kept.state == COUNTS and kept.epoch in circle.keys.reading:
            yield read(kept.envelope, circle.keys.reading.get)


def hand_on_seals(circle: Circle, changes: Iterable[Change]) -> None:
    """Wrap the keys of what I can read to computers that may read it since these changes were made."""
    persons = _concerned(circle, changes)
    rows = {row.id: row for row in _rows_for(circle, persons)} if persons else {}
    seals = Seals(circle.store.connection).of_rows(rows)
    if not seals or circle.not_heard():
        return
    wrapped = {one.key: set(one.wraps) for segment in _segments(circle, {one.segment for one in seals}) for one in segment.sealed}
    for key, device in circle.store.parts(SealWrap, ("key", "device")):
        wrapped.setdefault(key, set()).add(device)
    seals = [seal for seal in seals if seal.key in wrapped]  # not what only a computer that is not heard said
    wraps = [made for seal in seals for made in _wraps(circle, seal, _may_read(circle, rows[seal.row]) - wrapped[seal.key])]
    if wraps:
        circle.store.save(*wraps)


def _concerned(circle: Circle, changes: Iterable[Change]) -> set[str]:
    """Return the persons of whom these changes give a computer, or a role."""
    ids: dict[str, set[str]] = {noun: set() for noun in GIVES_SIGHT}
    for change in changes:
        ids[change.noun].add(str(change.fields.get("device")) if change.noun == "approval" else change.id)
    came = (
        {one.id for one in circle.store.where(Device) if one.certificate[11:43] in ids["invitation"]}
        if ids["invitation"]
        else set()
    )
    found = {one.person for one in circle.store.where(Device, id=sorted(ids["device"] | ids["approval"] | came))}
    return found | {one.person for one in circle.store.where(Grant, id=sorted(ids["grants"]))}


def _rows_for(circle: Circle, persons: Collection[str]) -> Iterator[Noun]:
    """Yield the rows here that any of these persons may read, deleted ones too: decoys are handed on as the others are."""
    store = circle.store
    given = [one.subject for one in store.where(Grant, right=TRAINERS, person=sorted(persons))]
    trainings = sorted({*given, *_made_by(circle, persons)})
    sessions = [one.id for one in store.where(Session, training=trainings)]
    for noun, roles in READERS.items():
        kind = NOUNS[noun]
        if noun in FORGOTTEN:
            yield from store.where(kind, person=sorted(persons), deleted=ALSO_DELETED)
        if noun in BELOW:
            yield from store.where(kind, session=sessions, deleted=ALSO_DELETED)
        everything = [held for role, held in ((HR, store.rights.hr), (COORDINATOR, store.rights.coordinators)) if role in roles]
        if any(held() & set(persons) for held in everything):
            yield from store.where(kind, deleted=ALSO_DELETED)


def _made_by(circle: Circle, persons: Collection[str]) -> Iterator[str]:
    for identity, creator in circle.store.parts(NOUNS["training"], ("id", "creator")):
        if creator in persons:
            yield identity


def _wraps(circle: Circle, seal: Seal, devices: Iterable[str]) -> Iterator[SealWrap]:
    computers, store = circle.trust().computers, circle.store
    for device in sorted(devices):
        with suppress(ciphers.Unreadable):  # its key opens nothing; all others get theirs
            sealed = ciphers.seal(computers[device].sealing, seal.opener or b"").hex()
            yield SealWrap.new(store.person, key=seal.key, person=seal.subject, device=device, sealed=sealed)


def forget_seals(circle: Circle, forgotten: Forgotten) -> None:
    """Throw away what was read in seals that have to go, and their keys."""
    seals = Seals(circle.store.connection)
    about = [*seals.about(forgotten.subjects), *seals.known(forgotten.keys).values()]
    if about:
        keys = {one.key for one in about}
        for segment in _segments(circle, {one.segment for one in about}):
            inside = [one for one in segment.sealed if one.key in keys]
            secrets = {one.key: one.opener for one in about if one.opener is not None}
            circle.store.retract(
                [change for one in inside if one.key in secrets for change in _opened(segment, one, secrets[one.key])]
            )
        seals.forget(keys)
