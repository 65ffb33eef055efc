"""What every noun is: a frozen dataclass whose id is derived from its creator, so nobody can claim another's."""

import os
from collections.abc import Mapping, Set
from dataclasses import MISSING, FrozenInstanceError, dataclass, fields
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform, get_type_hints

YEARS = range(1969, 2201)
"""The years in UTC that a moment may be in: none of them runs over the edge of the calendar in any zone."""
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


N = TypeVar("N")


@dataclass_transform(kw_only_default=True, frozen_default=True)
def noun(cls: type[N]) -> type[N]:
    """Make a class a frozen dataclass whose methods are those of Noun: 0.7 ms, where writing its own takes 2 ms of each start."""
    made = dataclass(init=False, repr=False, eq=False)(cls)
    held = fields(made)  # type: ignore[arg-type]
    made.names = {field.name for field in held}  # type: ignore[attr-defined]
    made.usual = {field.name: field.default for field in held if field.default is not MISSING}  # type: ignore[attr-defined]
    return made


@noun
class Noun:
    """A row that colleagues share; `created` is the stamp of the change that made it, 0 until it is saved."""

    table: ClassVar[str]
    names: ClassVar[Set[str]]
    """All fields."""
    usual: ClassVar[Mapping[str, Any]]
    """The fields that need not be named, with what they hold then."""

    id: str
    creator: str
    nonce: str
    created: int = 0
    deleted: bool = False

    def __init__(self, **values: Any) -> None:
        """Make a noun of the values of its fields, by their names; raises TypeError for others."""
        held = {**self.usual, **values}
        if held.keys() != self.names:
            raise TypeError(f"no {type(self).__name__} has just these fields: {', '.join(values)}")
        vars(self).update(held)

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Return a noun that holds these values, of all its fields, unchecked: of a training in 1 µs instead of 3."""
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
        if value is not None and value.astimezone(UTC).year not in YEARS:
            raise ValueError(f"no computer would keep the moment {value}")
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
