"""Two histories into one: a pure function of the set of changes; order, repeats and arrival do not matter."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any

from traincollega.models.change import LAST_STAMP, Change, fields_text
from traincollega.models.noun import YEARS, Noun, Plain, defaults, field_kinds, identify, moment_of, moment_text

Version = tuple[int, str, bytes]
Winners = dict[str, tuple[Plain, Version]]
Stamps = dict[str, tuple[int, str]]
"""Per field, the stamp and device that its value has now."""
MOST = (1 << 31) - 1
"""The greatest number that a field holds: as minutes after any moment it still is a date."""


def winners(changes: Iterable[Change], may: Callable[[Change, str], bool]) -> Winners:
    """Return, per field, the value and version of the greatest change whose signer may make it."""
    best: Winners = {}
    for change in changes:
        if not 0 < change.stamp <= LAST_STAMP:
            continue
        version = change.version
        for field, value in change.fields.items():
            known = best.get(field)
            if (known is None or known[1] < version) and may(change, field):
                best[field] = (value, version)
    return best


def row_of(noun: type[Noun], identity: str, best: Winners) -> dict[str, Plain] | None:
    """Return the row that the winners add up to, or None while its creation has not arrived or claims another's id."""
    if "nonce" not in best:
        return None
    row = dict(defaults(noun))  # type: ignore[arg-type]
    row.update({field: value for field, (value, _version) in best.items() if field in row})
    return row | {"id": identity, "created": best["nonce"][1][0]}


def makes(change: Change) -> bool:
    """Say whether a change makes its row: it names the creator and nonce that the id is derived from."""
    creator, nonce = change.fields.get("creator"), change.fields.get("nonce")
    return isinstance(creator, str) and isinstance(nonce, str) and identify(creator, nonce) == change.id


def valid(change: Change) -> bool:
    """Say whether a change can be kept at all: its stamp is one, and its texts can be written down."""
    try:
        f"{change.noun}{change.id}{change.device}{change.base}{fields_text(change.fields)}".encode()
    except UnicodeEncodeError:
        return False
    return 0 < change.stamp <= LAST_STAMP


def fits(noun: type[Noun], field: str, value: Any) -> bool:
    """Say whether a value that came in is of the kind its field holds; unknown fields are parked, not judged."""
    if field not in field_kinds(noun):  # type: ignore[arg-type]
        return True
    kind, default = field_kinds(noun)[field], defaults(noun)[field]  # type: ignore[arg-type]
    if kind == "list":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if kind == "moment":
        return _is_moment(value) or (value is None and default is None)
    if value is None or default is None:
        return default is None and (value is None or _is_number(value))
    return _is_number(value) if type(default) is int else type(value) is type(default)


def fitting(noun: type[Noun], fields: Mapping[str, Plain]) -> Mapping[str, Plain]:
    """Return those of the fields whose value is of the kind that its field holds."""
    types = _types(noun, tuple(fields))  # type: ignore[arg-type]
    if tuple(map(type, fields.values())) == types:
        return fields
    said = zip(fields.items(), types, strict=True)
    return {field: value for (field, value), kind in said if type(value) is kind or fits(noun, field, value)}


@lru_cache(maxsize=4096)  # names of fields come in from outside too
def _types(noun: type[Noun], fields: tuple[str, ...]) -> tuple[type | None, ...]:
    """Return the type of each field that holds any value of that type, else None: `fits` takes four times as long."""
    kinds: dict[str, str] = field_kinds(noun)  # type: ignore[arg-type]
    given: dict[str, Plain] = defaults(noun)  # type: ignore[arg-type]
    plain = (field for field in fields if kinds.get(field) == "plain" and isinstance(given[field], str | bool))
    simple = {field: type(given[field]) for field in plain}
    return tuple(map(simple.get, fields))


def _is_number(value: Any) -> bool:
    return type(value) is int and -MOST <= value <= MOST


def _is_moment(value: Any) -> bool:
    """Say whether a value is a moment exactly as we write it, so that all of them sort and can be read and shown."""
    try:
        return isinstance(value, str) and moment_text(at := moment_of(value)) == value and at.year in YEARS
    except (ValueError, OverflowError):
        return False


# The stamps of a row's fields live in one text per row: fields that were last set together stand together.

_compact = json.JSONEncoder(separators=(",", ":")).encode


def pack(stamps: Stamps) -> str:
    """Return the stamps of a row's fields as one short text."""
    groups: dict[tuple[int, str], list[str]] = {}
    for field, version in stamps.items():
        groups.setdefault(version, []).append(field)
    return _compact([[stamp, device, *fields] for (stamp, device), fields in groups.items()])


def pack_alike(fields: Iterable[str], stamp: int, device: str) -> str:
    """Return what `pack` gives for fields that were all set together.

    >>> pack_alike(["title", "minutes"], 1, "a") == pack(dict.fromkeys(["title", "minutes"], (1, "a")))
    True
    """
    return f"[[{stamp},{encode_basestring_ascii(device)}{_listed(tuple(fields))}]]"


@lru_cache(maxsize=256)
def _listed(texts: tuple[str, ...]) -> str:
    return "".join(f",{encode_basestring_ascii(text)}" for text in texts)


def unpack(text: str) -> Stamps:
    """Return what `pack` was given.

    >>> unpack(pack({"title": (1, "a"), "minutes": (2, "b")}))
    {'title': (1, 'a'), 'minutes': (2, 'b')}
    """
    return {field: (stamp, device) for stamp, device, *fields in json.loads(text) for field in fields}
