"""Proofs of participation: what was claimed, who signed it, and who vouches for them, as bytes and as a code to print.

Format version 1 is written down in docs/proof-format.md.
"""

import re
import struct
from base64 import b32decode, b32encode
from binascii import Error
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from hashlib import blake2b

from traincollega.models.noun import YEARS
from traincollega.services.claiming import Claims, claimed
from traincollega.sharing.ciphers import KEY, SIGNATURE

VERSION = 1
SIGNS = b"traincollega proof 1\0"
"""What stands before the bytes that are signed, so that no signature under anything else will do."""
LINKS_MOST = 8
BYTES_MOST = 4_000
BEGINS, ENDS = "TJC1:", ":"
CODE = re.compile(rb"TJC1:([A-Z2-7\s]{1,16000}):")
BEGINNING = re.compile(rb"TJC[0-9]{1,3}:")
ID = 16
MARK, GROUP = 20, 4
"""Signs of the mark of an organisation, and of each of its groups."""
NUMBERS = struct.Struct(">IHI")
"""Day, minutes, day of issue; days as Python counts them: 1 January of the year 1 is day 1."""


class Malformed(ValueError):
    """This is no proof, or one that was changed; the reason is for the log."""


class NewerProof(Malformed):
    """This is a proof of a version that we do not know yet."""


class Voucher(IntEnum):
    """How the link before vouches for a computer; before the first one stands the root."""

    GRANT = 0
    """By nothing but the root's word that its person is coordinator: that person is made from its keys."""
    ROOT = 1
    """The root signed the computer."""
    INVITED = 2
    """The computer before signed the key of an invitation, that signed this one; its person is made from its keys."""
    APPROVED = 3
    """The computer before signed this one."""


@dataclass(frozen=True)
class Coordinator:
    """The root's word that the person of a link is coordinator."""

    grant: str
    signature: bytes


@dataclass(frozen=True)
class Link:
    """A computer in the chain from the root to the one that signed."""

    voucher: Voucher
    keys: str
    """Its two public keys, 128 hex signs."""
    person: str = ""
    """Its person's id; "" where that is made from the keys."""
    signature: bytes = b""
    invitation: bytes = b""
    """The public key of an invitation."""
    let_in: bytes = b""
    """That key's signature."""
    coordinator: Coordinator | None = None


@dataclass(frozen=True)
class SignedProof:
    """A proof, as it was read or made; whether its signatures are right is not said yet."""

    organisation: str
    root: str
    """The root's public key in hex."""
    links: tuple[Link, ...]
    claims: Claims
    signature: bytes = b""

    def signs(self) -> bytes:
        """Return the bytes that the last computer signs."""
        return SIGNS + self._body()

    def packed(self) -> bytes:
        """Return all of it."""
        return self._body() + self.signature

    def code(self) -> str:
        """Return all of it as the signs to print."""
        return BEGINS + b32encode(self.packed()).decode("ascii").rstrip("=") + ENDS

    def _body(self) -> bytes:
        head = bytes((VERSION,)) + bytes.fromhex(self.organisation) + bytes.fromhex(self.root) + bytes((len(self.links),))
        return head + b"".join(map(_packed_link, self.links)) + _packed_claims(self.claims)


MARKED = 16
"""Added to the voucher of a link that also has the root's word that its person is coordinator."""


def _packed_link(link: Link) -> bytes:
    mark = b"" if link.coordinator is None else bytes.fromhex(link.coordinator.grant) + link.coordinator.signature
    kind = bytes((link.voucher + (MARKED if mark else 0),))
    held = bytes.fromhex(link.keys) + bytes.fromhex(link.person) + link.invitation + link.signature + link.let_in
    return kind + held + mark


def _packed_claims(claims: Claims) -> bytes:
    texts = (claims.name, claims.title, claims.place, claims.organisation, claims.trainer)
    written = b"".join(bytes((len(text),)) + text for text in (one.encode() for one in texts))
    return NUMBERS.pack(claims.day.toordinal(), claims.minutes, claims.issued.toordinal()) + written


# Reading: strictly what would be written, and nothing else.


class _Bytes:
    """What is left to read."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def take(self, size: int) -> bytes:
        found = self._content[self._at : self._at + size]
        if len(found) != size:
            raise Malformed("cut off")
        self._at += size
        return found

    def byte(self) -> int:
        return self.take(1)[0]

    def text(self) -> str:
        return self.take(self.byte()).decode()

    def rest(self) -> bytes:
        return self._content[self._at :]


def read(packed: bytes) -> SignedProof:
    """Return what stands in these bytes; raises Malformed for anything that `packed` would not have written."""
    if len(packed) > BYTES_MOST:
        raise Malformed("too large")
    left = _Bytes(packed)
    if (version := left.byte()) != VERSION:
        raise NewerProof(f"version {version}") if version > VERSION else Malformed("no version")
    try:
        organisation, root, count = left.take(ID).hex(), left.take(KEY).hex(), left.byte()
        if not 1 <= count <= LINKS_MOST:
            raise Malformed("no chain, or one too long")
        links = tuple(_link(left, first=at == 0) for at in range(count))
        found = SignedProof(organisation, root, links, _claims(left), left.take(SIGNATURE))
    except UnicodeDecodeError as error:
        raise Malformed("no text") from error
    if left.rest() or found.packed() != packed:
        raise Malformed("written otherwise than we write")
    return found


def _link(left: _Bytes, *, first: bool) -> Link:
    kind = left.byte()
    try:
        voucher = Voucher(kind % MARKED)
    except ValueError as error:
        raise Malformed("no such link") from error
    if kind >= 2 * MARKED or first != (voucher in (Voucher.GRANT, Voucher.ROOT)) or (voucher is Voucher.GRANT and kind < MARKED):
        raise Malformed("a link in the wrong place")
    keys = left.take(2 * KEY).hex()
    person = left.take(ID).hex() if voucher in (Voucher.ROOT, Voucher.APPROVED) else ""
    invitation = left.take(KEY) if voucher is Voucher.INVITED else b""
    signature = b"" if voucher is Voucher.GRANT else left.take(SIGNATURE)
    let_in = left.take(SIGNATURE) if voucher is Voucher.INVITED else b""
    coordinator = Coordinator(left.take(ID).hex(), left.take(SIGNATURE)) if kind >= MARKED else None
    return Link(voucher, keys, person, signature, invitation, let_in, coordinator)


def _claims(left: _Bytes) -> Claims:
    day, minutes, issued = NUMBERS.unpack(left.take(NUMBERS.size))
    name, title, place, organisation, trainer = texts = [left.text() for _n in range(5)]
    if not (name and title and organisation and minutes) or any(claimed(text) != text for text in texts):
        raise Malformed("a text that nobody would write")
    if issued < day:
        raise Malformed("issued before it was")
    return Claims(name, title, _day(day), minutes, place, organisation, trainer, _day(issued))


def _day(number: int) -> date:
    if not date(YEARS[0], 1, 1).toordinal() <= number <= date(YEARS[-1], 12, 31).toordinal():
        raise Malformed("a day that no calendar here has")
    return date.fromordinal(number)


def of_code(code: str) -> SignedProof:
    """Return the proof that a code stands for, white space in it left out; raises Malformed, NewerProof."""
    plain = "".join(code.split())
    if not plain.startswith(BEGINS):
        raise NewerProof(plain[:8]) if BEGINNING.match(plain.encode("utf-8", "replace")) else Malformed("no code")
    signs = plain.removeprefix(BEGINS).removesuffix(ENDS)
    try:
        packed = b32decode(signs + "=" * (-len(signs) % 8)) if len(signs) <= 2 * BYTES_MOST else b""
    except (Error, ValueError) as error:
        raise Malformed("other signs") from error
    found = read(packed)
    if found.code() != plain:
        raise Malformed("written otherwise than we write")
    return found


def codes_in(content: bytes, most: int) -> Iterator[str]:
    """Yield the codes that stand in a file, or in what somebody pasted, each once and `most` at most."""
    seen: set[str] = set()
    for found in CODE.finditer(content):
        code = "".join(found[0].decode("ascii").split())
        if code not in seen:
            seen.add(code)
            yield code
        if len(seen) == most:
            return


def mark_of(root: str) -> str:
    """Return what tells organisations apart, to read to each other: 20 signs of a hash of the root.

    >>> mark_of("00" * 32)
    'K3C2-2S4O-JWGA-7NDF-KCMY'
    """
    signs = b32encode(blake2b(bytes.fromhex(root), digest_size=13, person=b"traincollegamark").digest()).decode("ascii")
    return "-".join(signs[at * GROUP : (at + 1) * GROUP] for at in range(MARK // GROUP))
