"""What every noun is: a frozen dataclass whose id is derived from its creator, so nobody can claim another's."""

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import Any, ClassVar, Self, get_type_hints

Plain = str | int | bool | None | list[Any]
"""A field's value as JSON knows it."""


def identify(creator: str, nonce: str) -> str:
    """Return the id (32 hex signs) that `creator` gets with `nonce`; checked wherever a row comes in.

    >>> identify("a" * 32, "0" * 32) == identify("a" * 32, "0" * 32) != identify("b" * 32, "0" * 32)
    True
    """
    return blake2b(f"{creator}:{nonce}".encode(), digest_size=16).hexdigest()


def new_nonce() -> str:
    """Return 128 random bits as 32 hex signs."""
    return os.urandom(16).hex()


@dataclass(frozen=True, kw_only=True)
class Noun:
    """A row that colleagues share; `created` is the stamp of the change that made it, 0 until it is saved."""

    table: ClassVar[str]

    id: str
    creator: str
    nonce: str
    created: int = 0
    deleted: bool = False

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Return a noun that holds these values, of all its fields: of a training in 2 µs, that its constructor takes 10 for."""
        noun = object.__new__(cls)
        vars(noun).update(values)
        return noun

    @classmethod
    def new(cls, creator: str, /, **values: Any) -> Self:
        """Return a noun that is not saved yet, made by the person `creator`."""
        nonce = new_nonce()
        return cls(id=identify(creator, nonce), creator=creator, nonce=nonce, **values)


# A field's value as JSON and SQLite know it, and back: datetimes as UTC text that sorts, tuples as lists.


def moment_text(at: datetime) -> str:
    """Return an aware datetime as UTC text that sorts: "2026-12-03T09:00:00Z".

    >>> moment_text(datetime(2026, 12, 3, 9, tzinfo=UTC))
    '2026-12-03T09:00:00Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def moment_of(text: str) -> datetime:
    """Return the aware UTC datetime of a text made by `moment_text`."""
    return datetime.fromisoformat(text)


@cache  # mypy takes a dataclass's __hash__ for its class's, hence the ignores where this is called
def field_kinds(noun: type[Noun]) -> dict[str, str]:
    """Return, per field that changes may hold, how its value is kept: "plain", "moment" or "list"."""
    hints = get_type_hints(noun)
    kinds = {}
    for field in fields(noun):
        if field.name in ("id", "created"):
            continue
        hint = str(hints[field.name])
        kinds[field.name] = "moment" if "datetime" in hint else "list" if hint.startswith("tuple") else "plain"
    return kinds


@cache
def defaults(noun: type[Noun]) -> dict[str, Plain]:
    """Return each field's value, as JSON knows it, in a noun of which nothing is said yet; "" where it has no default."""
    given = {field.name: "" if field.default is MISSING else field.default for field in fields(noun)}
    return {name: to_plain(kind, given[name]) for name, kind in field_kinds(noun).items()}  # type: ignore[arg-type]


def to_plain(kind: str, value: Any) -> Plain:
    """Return a field's value as JSON knows it."""
    if kind == "moment":
        return None if value is None else moment_text(value)
    if kind == "list":
        return list(value)
    return value  # type: ignore[no-any-return]


def from_plain(kind: str, value: Any) -> Any:
    """Return a field's value as the noun holds it."""
    if kind == "moment":
        return None if value is None else moment_of(value)
    if kind == "list":
        return tuple(value)
    return value


def plain_fields(noun: Noun) -> dict[str, Plain]:
    """Return every field that changes may hold, as JSON knows it."""
    return {name: to_plain(kind, getattr(noun, name)) for name, kind in field_kinds(type(noun)).items()}  # type: ignore[arg-type]
