"""Segments: the envelopes that changes travel in; format version 1 is written down in docs/segment-format.md."""

import json
import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from typing import Any, NamedTuple

from traincollega.models.change import LAST_STAMP, Change, fields_text
from traincollega.models.merging import makes
from traincollega.models.noun import identify
from traincollega.sharing import ciphers
from traincollega.sharing.ciphers import Unreadable
from traincollega.sharing.place import PACK_MOST, SEGMENT, SEGMENT_MOST, content_name
from traincollega.sharing.squeezing import expanded, squeeze

MAGIC, VERSION = b"TjCs", 1
PLAIN_MOST = 64_000_000
"""Bytes of a body after decompression."""
CHANGES_MOST = 200_000
DEEPEST = 16
"""Levels of lists and objects in the fields of a change."""
HEADER = struct.Struct(">4sBB8s16s16sI32sII12s")
"""Magic, version, kind, epoch, organisation, device, number, previous, length of the hidden body, of the plain one, nonce."""
STABLE = struct.Struct(">4sBB16s16sI32s")
"""What of the header the signature of a personal segment covers: it stays when the body is redacted and encrypted again."""
START = HEADER.size + ciphers.SIGNATURE
SIGNS = b"traincollega segment 1\0"
FIRST = bytes(32)
"""The previous one of a device's first segment."""
SALT = 16


class Kind(IntEnum):
    """What a segment holds, and so how it is signed and who may read it."""

    OPEN = 1
    PERSONAL = 2
    SEALED = 3


PERSONAL = frozenset(("colleague", "sign_up", "interest", "suggestion"))
"""The nouns that travel in personal segments; all others are open, until there is attendance to seal."""


class Malformed(Exception):
    """This is no segment, or one that was changed, cut off or made to hurt; the reason is for the log."""


class NewerFormat(Malformed):
    """This is a segment of a version that we do not know yet."""


class Missing(Exception):
    """The reading key of this epoch is not here (yet)."""


@dataclass(frozen=True)
class Header:
    """What everybody can read on the outside."""

    kind: Kind
    epoch: str
    """The id of the reading key, 16 hex signs."""
    organisation: str
    device: str
    number: int
    """Counts a device's segments, from 1; it only reports gaps and forks."""
    previous: bytes
    """The id of the device's segment before this one."""
    hidden: int
    plain: int
    nonce: bytes

    def packed(self) -> bytes:
        """Return the header's 102 bytes."""
        return HEADER.pack(
            MAGIC, VERSION, self.kind, bytes.fromhex(self.epoch), bytes.fromhex(self.organisation), bytes.fromhex(self.device),
            self.number, self.previous, self.hidden, self.plain, self.nonce,
        )  # fmt: skip

    def stable(self) -> bytes:
        """Return what stays the same when the body of a personal segment is redacted."""
        return STABLE.pack(
            MAGIC, VERSION, self.kind, bytes.fromhex(self.organisation), bytes.fromhex(self.device), self.number, self.previous
        )


class Leaf(NamedTuple):
    """One change of a personal segment with its salt, or only its hash where it was taken out."""

    hash: bytes
    salt: bytes = b""
    change: Change | None = None


class Sealed(NamedTuple):
    """Changes about one subject that only those read to whom its key is wrapped."""

    subject: str
    key: str
    """The id of the key."""
    wraps: Mapping[str, bytes]
    """By device."""
    box: bytes


@dataclass(frozen=True)
class Segment:
    """An opened segment: its header, its id, and what it says."""

    header: Header
    id: bytes
    """32 bytes: the hash of what is signed, and of the signature: else whoever spoils that would take its place."""
    name: str
    """What it is called in a place."""
    envelope: bytes
    changes: tuple[Change, ...]
    leaves: tuple[Leaf, ...] = ()
    sealed: tuple[Sealed, ...] = ()

    def by(self, public: bytes) -> bool:
        """Say whether the holder of this Ed25519 key signed it."""
        return ciphers.signed(public, self.envelope[HEADER.size : START], SIGNS + self._signs())

    def _signs(self) -> bytes:
        return _signs(self.header, self.envelope[START:], self.leaves)


class Writer(NamedTuple):
    """Who writes: the organisation, the device and its signing key, and the reading key of now."""

    organisation: str
    device: str
    secret: bytes
    reading: bytes


# Writing


def write(writer: Writer, kind: Kind, number: int, previous: bytes, changes: Sequence[Change]) -> Segment:
    """Return a new segment that holds these changes of the writer's device."""
    leaves = tuple(_leaf(os.urandom(SALT), change) for change in changes) if kind is Kind.PERSONAL else ()
    return _close(writer, kind, number, previous, tuple(changes), leaves, ())


def write_sealed(
    writer: Writer, number: int, previous: bytes, subjects: Mapping[str, Sequence[Change]], readers: Mapping[str, bytes]
) -> Segment:
    """Return a new sealed segment: the changes about each subject under a key of their own, wrapped to each reader's X25519 key."""
    sealed = []
    for subject, changes in subjects.items():
        key = ciphers.new_key()
        wraps = {device: ciphers.seal(public, key) for device, public in readers.items()}
        box = ciphers.encrypt(key, ciphers.ONCE, _sized(_told(changes)), subject.encode())
        sealed.append(Sealed(subject, ciphers.key_id(key), wraps, box))
    return _close(writer, Kind.SEALED, number, previous, (), (), tuple(sealed))


def completed(segment: Segment, twin: Segment, gone: Callable[[Change], bool], reading: bytes) -> Segment | None:
    """Return a personal segment with the changes that its twin still holds and that are not gone; None where it has them all."""
    pairs = zip(segment.leaves, twin.leaves, strict=True)  # of one id, so of the same hashes
    leaves = tuple(
        other if one.change is None and other.change is not None and not gone(other.change) else one for one, other in pairs
    )
    return None if leaves == segment.leaves else _with_leaves(segment, leaves, reading)


def redacted(segment: Segment, gone: Callable[[Change], bool], reading: bytes) -> Segment:
    """Return a personal segment without the changes that are gone: the same id and signature, in the reading key of now."""
    leaves = tuple(Leaf(one.hash) if one.change is not None and gone(one.change) else one for one in segment.leaves)
    return _with_leaves(segment, leaves, reading)


def _with_leaves(segment: Segment, leaves: tuple[Leaf, ...], reading: bytes) -> Segment:
    kept = tuple(one.change for one in leaves if one.change is not None)
    header = segment.header
    writer = Writer(header.organisation, header.device, b"", reading)
    signature = segment.envelope[HEADER.size : START]
    return _close(writer, header.kind, header.number, header.previous, kept, leaves, (), signature)


def _close(
    writer: Writer, kind: Kind, number: int, previous: bytes, changes: tuple[Change, ...], leaves: tuple[Leaf, ...],
    sealed: tuple[Sealed, ...], signature: bytes = b"",
) -> Segment:  # fmt: skip
    body = {Kind.OPEN: lambda: _told(changes), Kind.PERSONAL: lambda: _salted(leaves), Kind.SEALED: lambda: _boxed(sealed)}[kind]()
    squeezed = squeeze(body)
    nonce = os.urandom(ciphers.NONCE)
    header = Header(
        kind, ciphers.key_id(writer.reading), writer.organisation, writer.device, number, previous,
        len(squeezed) + ciphers.TAG, len(body), nonce,
    )  # fmt: skip
    outside = header.packed()
    hidden = ciphers.encrypt(writer.reading, nonce, squeezed, outside)
    signs = _signs(header, hidden, leaves)
    envelope = outside + (signature or ciphers.sign(writer.secret, SIGNS + signs)) + hidden
    return Segment(header, _id(signs, envelope), content_name(envelope, SEGMENT), envelope, changes, leaves, sealed)


def _signs(header: Header, hidden: bytes, leaves: Iterable[Leaf]) -> bytes:
    if header.kind is Kind.PERSONAL:
        return header.stable() + blake2b(b"".join(one.hash for one in leaves), digest_size=32).digest()
    return header.packed() + blake2b(hidden, digest_size=32).digest()


def _id(signs: bytes, envelope: bytes) -> bytes:
    return blake2b(signs + envelope[HEADER.size : START], digest_size=32).digest()


# Reading


def header_of(envelope: bytes) -> Header:
    """Return what stands on the outside of an envelope; raises Malformed."""
    if len(envelope) < START:
        raise Malformed("shorter than a header")
    magic, version, kind, epoch, organisation, device, number, previous, hidden, plain, nonce = HEADER.unpack_from(envelope)
    if magic != MAGIC:
        raise Malformed("no segment")
    if version != VERSION or kind not in list(Kind):
        raise NewerFormat(f"format {version}, kind {kind}")
    if START + hidden > SEGMENT_MOST or plain > PLAIN_MOST or hidden < ciphers.TAG:
        raise Malformed("larger than a segment may be")
    return Header(Kind(kind), epoch.hex(), organisation.hex(), device.hex(), number, previous, hidden, plain, nonce)


def content_name_of(envelope: bytes) -> str:
    """Return what a segment is called in a place."""
    return content_name(envelope, SEGMENT)


def read(envelope: bytes, reading: Callable[[str], bytes | None]) -> Segment:
    """Open an envelope with the reading key of its epoch; who signed it is not looked at. Raises Malformed, Missing."""
    header = header_of(envelope)
    if len(envelope) != START + header.hidden:
        raise Malformed("cut off, or longer than it says")
    key = reading(header.epoch)
    if key is None:
        raise Missing(header.epoch)
    hidden = envelope[START:]
    try:
        body = expanded(ciphers.decrypt(key, header.nonce, hidden, envelope[: HEADER.size]), header.plain)
        changes, leaves, sealed = _read_body(header, _json(body))
    except Unreadable as error:
        raise Malformed("changed on its way, or of another key") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed("a body that is none of ours") from error
    signs = _signs(header, hidden, leaves)
    return Segment(header, _id(signs, envelope), content_name(envelope, SEGMENT), envelope, changes, leaves, sealed)


def unsealed(one: Sealed, device: str, key: bytes) -> tuple[Change, ...]:
    """Return what is sealed, with the key of its subject; raises Malformed."""
    try:
        squeezed = ciphers.decrypt(key, ciphers.ONCE, one.box, one.subject.encode())
        size = min(int.from_bytes(squeezed[:4]), PLAIN_MOST)
        return tuple(_heard(_json(expanded(squeezed[4:], size)), device))
    except (Unreadable, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed("a seal that does not open") from error


def parts(pack: bytes) -> Iterator[bytes]:
    """Yield the envelopes of a pack, which are its bytes one after another; raises Malformed where the next one is none."""
    if len(pack) > PACK_MOST:
        raise Malformed("larger than a pack may be")
    at = 0
    while at < len(pack):
        header = header_of(pack[at : at + START])
        end = at + START + header.hidden
        if end > len(pack):
            raise Malformed("cut off")
        yield pack[at:end]
        at = end


# Bodies


def _json(body: bytes) -> Any:
    """Return what a body says; raises ValueError also for what only Python takes for JSON: SQLite reads the fields later."""
    return json.loads(body, parse_constant=_none_of_ours)


def _none_of_ours(constant: str) -> None:
    raise ValueError(constant)


def _told(changes: Iterable[Change]) -> bytes:
    """Return changes as JSON: a stamp as its distance from the one before, an id only where it cannot be worked out."""
    said, before = [], 0
    for change in changes:
        said.append(_said(change, change.stamp - before))
        before = change.stamp
    return fields_text(said).encode("utf-8", "surrogatepass")  # type: ignore[arg-type]


def _said(change: Change, stamp: int) -> list[Any]:
    whole: list[Any] = [change.noun, "" if makes(change) else change.id, stamp, dict(change.fields)]
    return [*whole, change.base] if change.base else whole


def _heard(told: Any, device: str) -> Iterator[Change]:
    before = 0
    if type(told) is not list or len(told) > CHANGES_MOST:
        raise ValueError("no list of changes")
    for one in told:
        change = _change(one, before, device)
        before = change.stamp
        yield change


def _change(one: Any, before: int, device: str) -> Change:
    noun, identity, stamp, fields, *rest = one
    base = rest[0] if rest else ""
    if not (type(noun) is type(identity) is type(base) is str and type(stamp) is int and type(fields) is dict) or len(rest) > 1:
        raise ValueError("no change")
    if not 0 < before + stamp <= LAST_STAMP or len(noun) > 64 or len(identity) > 64 or len(base) > 64:
        raise ValueError("no change")
    if not _shallow(fields, DEEPEST):
        raise ValueError("fields within fields, without end")
    if not identity:
        identity = identify(str(fields["creator"]), str(fields["nonce"]))
    return Change(noun, identity, before + stamp, device, fields, base)


def _shallow(value: Any, levels: int) -> bool:
    """Say whether a value has no more levels of lists and objects than these: what is too deep fails somewhere, later."""
    inside = value.values() if type(value) is dict else value if type(value) is list else ()
    return levels > 0 and all(_shallow(one, levels - 1) for one in inside if type(one) in (dict, list))


def _leaf(salt: bytes, change: Change) -> Leaf:
    text = change.text.encode("utf-8", "surrogatepass")
    return Leaf(blake2b(text, digest_size=32, key=salt, person=b"traincollega").digest(), salt, change)


def _salted(leaves: Iterable[Leaf]) -> bytes:
    said = [one.hash.hex() if one.change is None else [one.salt.hex(), *_said(one.change, one.change.stamp)] for one in leaves]
    return fields_text(said).encode("utf-8", "surrogatepass")  # type: ignore[arg-type]


def _unsalted(told: Any, device: str) -> Iterator[Leaf]:
    if type(told) is not list or len(told) > CHANGES_MOST:
        raise ValueError("no list of changes")
    for one in told:
        if type(one) is str:
            yield Leaf(_bytes(one, 32))
        else:
            salt, *rest = one
            yield _leaf(_bytes(salt, SALT), _change(rest, 0, device))


def _boxed(sealed: Iterable[Sealed]) -> bytes:
    said = [[one.subject, one.key, {device: wrap.hex() for device, wrap in one.wraps.items()}, one.box.hex()] for one in sealed]
    return fields_text(said).encode()  # type: ignore[arg-type]


def _unboxed(told: Any) -> Iterator[Sealed]:
    if type(told) is not list or len(told) > CHANGES_MOST:
        raise ValueError("no list of seals")
    for subject, key, wraps, box in told:
        if type(subject) is not str or type(key) is not str:
            raise ValueError("no seal")
        yield Sealed(subject, key, {str(one): _bytes(wrap, ciphers.WRAP) for one, wrap in wraps.items()}, bytes.fromhex(box))


def _sized(body: bytes) -> bytes:
    return len(body).to_bytes(4) + squeeze(body)


def _bytes(text: Any, size: int) -> bytes:
    found = bytes.fromhex(text)
    if len(found) != size:
        raise ValueError("another length")
    return found


def _read_body(header: Header, told: Any) -> tuple[tuple[Change, ...], tuple[Leaf, ...], tuple[Sealed, ...]]:
    if header.kind is Kind.OPEN:
        return tuple(_heard(told, header.device)), (), ()
    if header.kind is Kind.PERSONAL:
        leaves = tuple(_unsalted(told, header.device))
        return tuple(one.change for one in leaves if one.change is not None), leaves, ()
    return (), (), tuple(_unboxed(told))
