"""Two histories into one: a pure function of the set of changes; order, repeats and arrival do not matter."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from json.encoder import encode_basestring_ascii
from typing import Any

from traincollega.models.change import LAST_STAMP, Change
from traincollega.models.noun import YEARS, Noun, Plain, defaults, field_kinds, moment_of

Version = tuple[int, str, bytes]
Winners = dict[str, tuple[Plain, Version]]
Stamps = dict[str, tuple[int, str]]
"""Per field, the stamp and device that its value has now."""
# hours up to 23, as newer versions of Python read 24:00 too
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}Z")
MOST = (1 << 31) - 1
"""The greatest number that a field holds: as minutes after any moment it still is a date."""


def winners(said: Iterable[tuple[Version, Mapping[str, Plain]]]) -> Winners:
    """Return, per field, the value and version of the greatest version that says it; each is what counts of one change."""
    best: Winners = {}
    for version, fields in said:
        if 0 < version[0] <= LAST_STAMP:
            for field, value in fields.items():
                known = best.get(field)
                if known is None or known[1] < version:
                    best[field] = (value, version)
    return best


def row_of(noun: type[Noun], identity: str, best: Winners) -> dict[str, Plain] | None:
    """Return the row that the winners add up to, or None while its creation has not arrived or claims another's id."""
    if "nonce" not in best:
        return None
    row = dict(defaults(noun))  # type: ignore[arg-type]
    row.update({field: value for field, (value, _version) in best.items() if field in row})
    return row | {"id": identity, "created": best["nonce"][1][0]}


def valid(change: Change) -> bool:
    """Say whether a change can be kept at all: its stamp is one, and its texts can be written down."""
    try:
        f"{change.noun}{change.id}{change.device}{change.base}{change.said}".encode()
    except UnicodeEncodeError:
        return False
    return 0 < change.stamp <= LAST_STAMP


def fits(noun: type[Noun], field: str, value: Any) -> bool:
    """Say whether a value that came in is of the kind its field holds; unknown fields are parked, not judged."""
    check = _checks(noun).get(field)  # type: ignore[arg-type]
    return check is None or check(value)


@cache
def _checks(noun: type[Noun]) -> dict[str, Callable[[Any], bool]]:
    """Return, per field, what says whether it holds a value."""
    kinds: dict[str, str] = field_kinds(noun)  # type: ignore[arg-type]
    return {field: _check(kinds[field], default) for field, default in defaults(noun).items()}  # type: ignore[arg-type]


def _check(kind: str, default: Plain) -> Callable[[Any], bool]:
    if kind == "list":
        return lambda value: isinstance(value, list) and {str}.issuperset(map(type, value))
    if kind == "moment":
        return _is_moment if default is not None else lambda value: value is None or _is_moment(value)
    if default is None:
        return lambda value: value is None or _is_number(value)
    return _is_number if type(default) is int else lambda value: type(value) is type(default)


def fitting(noun: type[Noun], fields: Mapping[str, Plain]) -> Mapping[str, Plain]:
    """Return those of the fields whose value is of the kind that its field holds."""
    for field, value, kind in zip(fields, fields.values(), _types(noun, tuple(fields)), strict=True):  # type: ignore[arg-type]
        if type(value) is not kind and not fits(noun, field, value):
            return {field: value for field, value in fields.items() if fits(noun, field, value)}
    return fields


@lru_cache(maxsize=4096)  # names of fields come in from outside too
def _types(noun: type[Noun], fields: tuple[str, ...]) -> tuple[type | None, ...]:
    """Return the type of each field that holds any value of that type, else None: looked up faster than `fits` asks."""
    kinds: dict[str, str] = field_kinds(noun)  # type: ignore[arg-type]
    simple = {field: type(default) for field, default in defaults(noun).items() if isinstance(default, str | bool)}  # type: ignore[arg-type]
    return tuple(simple.get(field) if kinds.get(field) == "plain" else None for field in fields)


def _is_number(value: Any) -> bool:
    return type(value) is int and -MOST <= value <= MOST


def _is_moment(value: Any) -> bool:
    """Say whether a value is a moment exactly as we write it, so that all of them sort and can be read and shown."""
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        return False
    try:
        return moment_of(value).year in YEARS
    except ValueError:
        return False


# The stamps of a row's fields live in one text per row: fields that were last set together stand together.


def pack(stamps: Stamps) -> str:
    """Return the stamps of a row's fields as one short text."""
    groups: dict[tuple[int, str], list[str]] = {}
    for field, version in stamps.items():
        groups.setdefault(version, []).append(field)
    return f"[{','.join(_together(stamp, device, tuple(fields)) for (stamp, device), fields in groups.items())}]"


def pack_alike(fields: Iterable[str], stamp: int, device: str) -> str:
    """Return what `pack` gives for fields that were all set together.

    >>> pack_alike(["title", "minutes"], 1, "a") == pack(dict.fromkeys(["title", "minutes"], (1, "a")))
    True
    """
    return f"[{_together(stamp, device, tuple(fields))}]"


def _together(stamp: int, device: str, fields: tuple[str, ...]) -> str:
    return f"[{stamp},{encode_basestring_ascii(device)}{_listed(fields)}]"


@lru_cache(maxsize=256)
def _listed(texts: tuple[str, ...]) -> str:
    return "".join(f",{encode_basestring_ascii(text)}" for text in texts)


def unpack(text: str) -> Stamps:
    """Return what `pack` was given.

    >>> unpack(pack({"title": (1, "a"), "minutes": (2, "b")}))
    {'title': (1, 'a'), 'minutes': (2, 'b')}
    """
    return {field: (stamp, device) for stamp, device, *fields in json.loads(text) for field in fields}
