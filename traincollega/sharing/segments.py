"""Segments: the envelopes that changes travel in; format version 1 is written down in docs/segment-format.md."""

import os
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from hashlib import blake2b
from typing import NamedTuple

from traincollega.models.authority import FORGOTTEN, READERS
from traincollega.models.change import Change
from traincollega.models.proof import unhex
from traincollega.sharing import bodies, ciphers
from traincollega.sharing.bodies import SALT, Leaf, Sealed, leaf_of, read_as, seal_of
from traincollega.sharing.ciphers import Unreadable
from traincollega.sharing.place import PACK_MOST, SEGMENT, SEGMENT_MOST, content_name
from traincollega.sharing.squeezing import expanded, squeeze

MAGIC, VERSION = b"TjCs", 1
PLAIN_MOST = 16_000_000
"""Bytes of a body after decompression."""
OUTSIDE = struct.Struct(">4sBBI")
"""Magic, version, kind, length of the whole: what an envelope of every version begins with, so that a pack can be taken apart."""
HEADER = struct.Struct(">4sBBI8s16s16sI32sI12s")
"""The same, then epoch, organisation, device, number, previous, length of the plain body, nonce."""
STABLE = struct.Struct(">4sBB16s16sI32s")
"""What of the header a signature of leaves covers: it stays when the body is redacted and encrypted again."""
START = HEADER.size + ciphers.SIGNATURE
ROOM = 256
"""Bytes of what is in a box at least; where it is more, twice as many, and so on: so that a box shows little by its length."""
FILLING = b"\0"
SIGNS = b"traincollega segment 1\0"
FIRST = bytes(32)
"""The previous one of a device's first segment."""
NUMBERS = range(1, 1 << 32)


class Kind(IntEnum):
    """What a segment holds, and so how it is signed and who may read it."""

    OPEN = 1
    PERSONAL = 2
    SEALED = 3


READS = f"{VERSION}.{len(Kind)}"
"""Names the versions and kinds that this program reads."""
LEAVED = (Kind.PERSONAL, Kind.SEALED)
"""The kinds of which something can be taken out, under the signature they have."""
SEALED = frozenset(READERS)
"""The nouns that travel in seals."""
PERSONAL = frozenset(FORGOTTEN) - SEALED
"""The nouns that travel in personal segments; all others are open."""


Gone = Callable[[Change | Sealed], bool]
"""Says of a change, or of a seal, whether it has to be taken out."""


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
    length: int
    """Bytes of the whole envelope."""
    plain: int
    """Bytes of its body, after decompression."""
    nonce: bytes

    def packed(self) -> bytes:
        """Return the header's 102 bytes."""
        return HEADER.pack(
            MAGIC, VERSION, self.kind, self.length, unhex(self.epoch, 8), unhex(self.organisation, 16), unhex(self.device, 16),
            self.number, self.previous, self.plain, self.nonce,
        )  # fmt: skip

    def stable(self) -> bytes:
        """Return what stays the same when the body of a segment of leaves is redacted."""
        return STABLE.pack(
            MAGIC, VERSION, self.kind, unhex(self.organisation, 16), unhex(self.device, 16), self.number, self.previous
        )


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
    """Of a personal or sealed segment: what of it can be taken out, and what was."""

    @property
    def sealed(self) -> tuple[Sealed, ...]:
        """Return the seals that it holds."""
        return tuple(one.held for one in self.leaves if isinstance(one.held, Sealed))

    def holds(self, gone: Gone) -> bool:
        """Say whether anything in it has to be taken out."""
        return any(one.held is not None and gone(one.held) for one in self.leaves)

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


class ToSeal(NamedTuple):
    """What goes into one seal."""

    subject: str
    changes: Sequence[Change]
    readers: Mapping[str, bytes]
    """The X25519 public keys of the devices that may read it."""
    room: int = ROOM
    """How long it is at least, so that it is as long as what it must not be told from."""


# Writing


def write(writer: Writer, kind: Kind, number: int, previous: bytes, changes: Sequence[Change]) -> Segment:
    """Return a new segment that holds these changes of the writer's device; raises ValueError for what nobody could read."""
    leaves = tuple(leaf_of(os.urandom(SALT), change) for change in changes) if kind is Kind.PERSONAL else ()
    return _close(writer, kind, number, previous, tuple(changes), leaves)


def write_sealed(writer: Writer, number: int, previous: bytes, seals: Iterable[ToSeal]) -> Segment:
    """Return a new sealed segment: each seal under a key of its own, that is wrapped to its readers."""
    leaves = []
    for subject, changes, readers, least in seals:
        key = ciphers.new_key()
        wraps = {}
        for device, public in readers.items():
            with suppress(ciphers.Unreadable):  # a key that opens nothing: all others get theirs
                wraps[device] = ciphers.seal(public, key)
        said = _sized(bodies.told(changes))
        box = ciphers.encrypt(key, ciphers.ONCE, said.ljust(max(least, _room(said)), FILLING), subject.encode())
        leaves.append(seal_of(Sealed(subject, ciphers.key_id(key), wraps, box)))
    return _close(writer, Kind.SEALED, number, previous, (), tuple(leaves))


def room(changes: Sequence[Change]) -> int:
    """Return how many bytes a box for these changes takes inside."""
    return _room(_sized(bodies.told(changes)))


def completed(segment: Segment, twin: Segment, gone: Gone, reading: bytes) -> Segment | None:
    """Return a segment of leaves with what its twin still holds and is not gone; None where it has all of that."""
    pairs = zip(segment.leaves, twin.leaves, strict=True)  # of one id, so of the same hashes
    leaves = tuple(other if one.held is None and other.held is not None and not gone(other.held) else one for one, other in pairs)
    return None if leaves == segment.leaves else with_leaves(segment, leaves, reading)


def redacted(segment: Segment, gone: Gone, reading: bytes) -> Segment:
    """Return a segment of leaves without what is gone: the same id and signature, in the reading key of now."""
    leaves = tuple(Leaf(one.hash) if one.held is not None and gone(one.held) else one for one in segment.leaves)
    return with_leaves(segment, leaves, reading)


def with_leaves(segment: Segment, leaves: tuple[Leaf, ...], reading: bytes) -> Segment:
    """Return a segment with these leaves, under the signature it has."""
    header = segment.header
    writer = Writer(header.organisation, header.device, b"", reading)
    signature = segment.envelope[HEADER.size : START]
    return _close(writer, header.kind, header.number, header.previous, _changes(leaves), leaves, signature)


def _close(
    writer: Writer, kind: Kind, number: int, previous: bytes, changes: tuple[Change, ...], leaves: tuple[Leaf, ...],
    signature: bytes = b"",
) -> Segment:  # fmt: skip
    body = _body(kind, changes, leaves)
    squeezed = squeeze(body)
    length, nonce = START + len(squeezed) + ciphers.TAG, os.urandom(ciphers.NONCE)
    if number not in NUMBERS or len(previous) != len(FIRST) or len(body) > PLAIN_MOST or length > SEGMENT_MOST:
        raise ValueError("nobody could read this segment")
    header = Header(
        kind, ciphers.key_id(writer.reading), writer.organisation, writer.device, number, previous, length, len(body), nonce
    )
    outside = header.packed()
    hidden = ciphers.encrypt(writer.reading, nonce, squeezed, outside)
    signs = _signs(header, hidden, leaves)
    envelope = outside + (signature or ciphers.sign(writer.secret, SIGNS + signs)) + hidden
    return Segment(header, _id(signs, envelope), content_name(envelope, SEGMENT), envelope, changes, leaves)


def _body(kind: Kind, changes: Sequence[Change], leaves: Sequence[Leaf]) -> bytes:
    if not 0 < len(changes if kind is Kind.OPEN else leaves) <= bodies.CHANGES_MOST:
        raise ValueError("nothing to say, or too much at once")
    if kind is not Kind.OPEN:
        _refuse_sealed(changes)
        return bodies.leaved(leaves)
    _refuse_personal(changes)
    return bodies.told(changes)


def _refuse_personal(changes: Iterable[Change]) -> None:
    """Raise ValueError where something personal is told to all for good: nobody could be forgotten any more."""
    if any(one.noun in PERSONAL or one.noun in SEALED for one in changes):
        raise ValueError("personal, in an open segment")


def _refuse_sealed(changes: Iterable[Change]) -> None:
    """Raise ValueError where all could read what is for some."""
    if any(one.noun in SEALED for one in changes):
        raise ValueError("sealed, in a personal segment")


def _changes(leaves: Iterable[Leaf]) -> tuple[Change, ...]:
    return tuple(one.held for one in leaves if isinstance(one.held, Change))


def _signs(header: Header, hidden: bytes, leaves: Iterable[Leaf]) -> bytes:
    if header.kind is Kind.OPEN:
        return header.packed() + blake2b(hidden, digest_size=32).digest()
    return header.stable() + blake2b(b"".join(one.hash for one in leaves), digest_size=32).digest()


def _id(signs: bytes, envelope: bytes) -> bytes:
    return blake2b(signs + envelope[HEADER.size : START], digest_size=32).digest()


# Reading


def length_of(envelope: bytes) -> int:
    """Return how long an envelope of any version says that it is, given its first bytes; raises Malformed."""
    if len(envelope) < OUTSIDE.size:
        raise Malformed("shorter than a header")
    magic, version, kind, length = OUTSIDE.unpack_from(envelope)
    if magic != MAGIC or not version or not kind or not START <= length <= SEGMENT_MOST:
        raise Malformed("no segment")
    return int(length)


def kind_of(envelope: bytes) -> int:
    """Return the kind of an envelope of any version."""
    return envelope[5]


def is_open(envelope: bytes) -> bool:
    """Say whether what may be an envelope says nothing of persons that could be taken out."""
    return envelope[5:6] not in (bytes([Kind.PERSONAL]), bytes([Kind.SEALED]))


def header_of(envelope: bytes) -> Header:
    """Return what stands on the outside of an envelope; raises Malformed."""
    if len(envelope) != length_of(envelope):
        raise Malformed("cut off, or longer than it says")
    _magic, version, kind, length, epoch, organisation, device, number, previous, plain, nonce = HEADER.unpack_from(envelope)
    if version != VERSION or kind not in list(Kind):
        raise NewerFormat(f"format {version}, kind {kind}")
    if plain > PLAIN_MOST or length < START + ciphers.TAG or number not in NUMBERS:
        raise Malformed("a header that is none of ours")
    return Header(Kind(kind), epoch.hex(), organisation.hex(), device.hex(), number, previous, length, plain, nonce)


def content_name_of(envelope: bytes) -> str:
    """Return what a segment is called in a place."""
    return content_name(envelope, SEGMENT)


def read(envelope: bytes, reading: Callable[[str], bytes | None]) -> Segment:
    """Open an envelope with the reading key of its epoch; who signed it is not looked at. Raises Malformed, Missing."""
    header = header_of(envelope)
    key = reading(header.epoch)
    if key is None:
        raise Missing(header.epoch)
    hidden = envelope[START:]
    try:
        body = expanded(ciphers.decrypt(key, header.nonce, hidden, envelope[: HEADER.size]), header.plain)
        changes, leaves = _read_body(header, body)
    except Unreadable as error:
        raise Malformed("changed on its way, or of another key") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed("a body that is none of ours") from error
    signs = _signs(header, hidden, leaves)
    return Segment(header, _id(signs, envelope), content_name(envelope, SEGMENT), envelope, changes, leaves)


def unsealed(one: Sealed, device: str, key: bytes) -> tuple[Change, ...]:
    """Return what is sealed, with the key of its subject; raises Malformed."""
    try:
        squeezed = ciphers.decrypt(key, ciphers.ONCE, one.box, one.subject.encode())
        size = min(int.from_bytes(squeezed[:4]), PLAIN_MOST)
        return read_as(lambda told: bodies.heard(told, device), expanded(squeezed[4:], size, FILLING))
    except (Unreadable, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed("a seal that does not open") from error


def parts(pack: bytes) -> Iterator[bytes]:
    """Yield the envelopes of a pack, which lie in it one after another, of any version; raises Malformed where the next is none."""
    if len(pack) > PACK_MOST:
        raise Malformed("larger than a pack may be")
    at = 0
    while at < len(pack):
        end = at + length_of(pack[at : at + OUTSIDE.size])
        if end > len(pack):
            raise Malformed("cut off")
        yield pack[at:end]
        at = end


def _sized(body: bytes) -> bytes:
    return len(body).to_bytes(4) + squeeze(body)


def _room(said: bytes) -> int:
    return max(ROOM, 1 << (len(said) - 1).bit_length())


def _read_body(header: Header, body: bytes) -> tuple[tuple[Change, ...], tuple[Leaf, ...]]:
    if header.kind is Kind.OPEN:
        changes = read_as(lambda told: bodies.heard(told, header.device), body)
        _refuse_personal(changes)
        return changes, ()
    heard = bodies.unboxed if header.kind is Kind.SEALED else lambda told: bodies.unsalted(told, header.device)
    leaves = read_as(heard, body)
    changes = _changes(leaves)
    _refuse_sealed(changes)
    return changes, leaves
