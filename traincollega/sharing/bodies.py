"""The bodies of segments: changes as JSON, each in one way only, so that whoever reads them again gets the same bytes."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple, TypeVar

from traincollega.models.change import LAST_STAMP, Change
from traincollega.models.noun import identify
from traincollega.models.proof import unhex
from traincollega.sharing import ciphers

T = TypeVar("T")

CHANGES_MOST = 20_000
"""Changes, or seals, in one body."""
NUMBERS = range(-(1 << 63), 1 << 63)
"""What fits in 64 bits with a sign, as it does in every language."""
DEEPEST = 8
"""How deep arrays and objects may lie in each other in a value; programs of now use arrays of texts only."""
BASE_MOST = 10_000
SALT = 16
ID = re.compile("[0-9a-f]{32}")
NAME = re.compile("[a-z][a-z0-9_]{0,63}")
"""Of a noun, and of a field: without blanks, so that the text of a change can be read in one way only."""
VERSION = f"(?:{NAME.pattern}:)?[1-9][0-9]{{0,17}}-{ID.pattern}"
BASE = re.compile(f"(?:{VERSION}(?: {VERSION})*)?")
SUBJECT_MOST = 64


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def canonical(said: Any) -> bytes:
    """Return JSON in the one way that a body is written in; raises UnicodeEncodeError for half surrogates."""
    return _encode(said).encode()


class Sealed(NamedTuple):
    """Changes about one subject that only those read to whom its key is wrapped."""

    subject: str
    key: str
    """The id of the key."""
    wraps: Mapping[str, bytes]
    """By device."""
    box: bytes


class Leaf(NamedTuple):
    """One change of a personal segment with its salt, one seal of a sealed one, or only its hash where it was taken out."""

    hash: bytes
    salt: bytes = b""
    held: Change | Sealed | None = None


def read_as(read: Callable[[Any], Iterable[T]], body: bytes) -> tuple[T, ...]:
    """Return what `read` finds in a body, which is JSON exactly as we write it; raises ValueError and its like."""
    told = json.loads(body.decode())
    if type(told) is not list or not 0 < len(told) <= CHANGES_MOST:
        raise ValueError("no list of what may be in a body")
    found = tuple(read(told))
    if canonical(told) != body:
        raise ValueError("another way to write the same")
    return found


# Changes


def told(changes: Iterable[Change]) -> bytes:
    """Return changes as JSON: a stamp as its distance from the one before, an id only where it cannot be worked out."""
    said, before = [], 0
    for change in changes:
        said.append(_said(change, change.stamp - before))
        before = change.stamp
    return canonical(said)


def heard(told: Iterable[Any], device: str) -> Iterator[Change]:
    """Yield the changes that `told` wrote down."""
    before = 0
    for one in told:
        change = _change(one, before, device)
        before = change.stamp
        yield change


def _said(change: Change, stamp: int) -> list[Any]:
    whole: list[Any] = [change.noun, "" if change.makes else change.id, stamp, dict(change.fields)]
    return [*whole, change.base] if change.base else whole


def _change(one: Any, before: int, device: str) -> Change:
    noun, identity, stamp, fields, *rest = one
    if type(one) is not list or len(rest) > 1 or not _is_name(noun):
        raise ValueError("no change")
    if type(identity) is not str or type(stamp) is not int or type(fields) is not dict:
        raise ValueError("no change")
    if not 0 < before + stamp <= LAST_STAMP:
        raise ValueError("no stamp")
    if not _are_names(tuple(fields)):
        raise ValueError("no field")
    for value in fields.values():
        if type(value) is not str and not (_is_plain(value) or _is_nested(value, DEEPEST)):
            raise ValueError("no value")
    base = rest[0] if rest else ""
    if rest and not (type(base) is str and 0 < len(base) <= BASE_MOST and BASE.fullmatch(base)):
        raise ValueError("no base")
    change = Change(noun, identity or _derived(fields), before + stamp, device, fields, base)
    if not identity:
        vars(change)["makes"] = True  # as the id was worked out just now
    elif not ID.fullmatch(identity) or change.makes:
        raise ValueError("no id, or one that can be worked out")
    return change


def _derived(fields: Mapping[str, Any]) -> str:
    creator, nonce = fields["creator"], fields["nonce"]
    if type(creator) is not str or type(nonce) is not str:
        raise ValueError("nothing to work an id out from")
    return identify(creator, nonce)


@lru_cache(maxsize=4096)
def _is_name(text: Any) -> bool:
    return type(text) is str and NAME.fullmatch(text) is not None


@lru_cache(maxsize=512)
def _are_names(texts: tuple[Any, ...]) -> bool:
    return all(map(_is_name, texts))


def _is_nested(value: Any, deep: int) -> bool:
    if type(value) not in (list, dict) or not deep:
        return False
    return all(_is_plain(one) or _is_nested(one, deep - 1) for one in (value.values() if type(value) is dict else value))


def _is_plain(value: Any) -> bool:
    return value is None or type(value) in (str, bool) or (type(value) is int and value in NUMBERS)


# Leaves


def leaf_of(salt: bytes, change: Change) -> Leaf:
    """Return a change with its salt and the hash that its segment signs."""
    return Leaf(blake2b(change.text.encode(), digest_size=32, key=salt, person=b"traincollega").digest(), salt, change)


def leaved(leaves: Iterable[Leaf]) -> bytes:
    """Return leaves as JSON: the hash of what was taken out, the salt and the change, or the seal."""
    return canonical([_leaf(one) for one in leaves])


def _leaf(one: Leaf) -> str | list[Any]:
    if isinstance(one.held, Change):
        return [one.salt.hex(), *_said(one.held, one.held.stamp)]
    return one.hash.hex() if one.held is None else _boxed(one.held)


def unsalted(told: Iterable[Any], device: str) -> Iterator[Leaf]:
    """Yield the leaves of a personal body."""
    for one in told:
        if type(one) is str:
            yield Leaf(unhex(one, 32))
        else:
            salt, *rest = one
            yield leaf_of(unhex(salt, SALT), _change(rest, 0, device))


# Seals


def seal_of(sealed: Sealed) -> Leaf:
    """Return a seal with the hash that its segment signs."""
    return Leaf(blake2b(canonical(_boxed(sealed)), digest_size=32, person=b"traincollega").digest(), held=sealed)


def _boxed(one: Sealed) -> list[Any]:
    return [one.subject, one.key, {device: wrap.hex() for device, wrap in one.wraps.items()}, one.box.hex()]


def unboxed(told: Iterable[Any]) -> Iterator[Leaf]:
    """Yield the leaves of a sealed body."""
    for one in told:
        if type(one) is str:
            yield Leaf(unhex(one, 32))
            continue
        subject, key, wraps, box = one
        if type(subject) is not str or not 0 < len(subject) <= SUBJECT_MOST or type(box) is not str:
            raise ValueError("no seal")
        unhex(key, 8)
        opens = {device: unhex(wrap, ciphers.WRAP) for device, wrap in wraps.items() if unhex(device, 16)}
        yield seal_of(Sealed(subject, key, opens, unhex(box, len(box) // 2)))
