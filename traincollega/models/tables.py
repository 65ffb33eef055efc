"""How each noun lies in its table: columns in order, how a value is kept, and the statements that read and write a row."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from traincollega.models.noun import Noun, Plain, defaults, field_kinds, from_plain, to_plain
from traincollega.models.nouns import NOUNS

ID, CREATED, STAMPS = "id", "created", "stamps"


_decode = json.JSONDecoder().raw_decode


def cell(value: Plain) -> Any:
    """Return a value as SQLite keeps it.

    >>> cell(["Excel", "a\\"b"]) == json.dumps(["Excel", "a\\"b"])
    True
    """
    return f"[{', '.join(map(encode_basestring, value))}]" if type(value) is list else value


def _list(text: str) -> list[str]:
    found: list[str] = _decode(text)[0]
    return found


def _held(kind: str) -> Callable[[Any], Any]:
    """Return what makes of a cell the value that the noun holds."""
    return bool if kind == "boolean" else lambda kept: from_plain(kind, _list(kept) if kind == "list" else kept)


class Table(NamedTuple):
    """How a noun lies in its table: columns in order, how each is kept, and the statements that write a row."""

    noun: type[Noun]
    fields: tuple[str, ...]
    booleans: frozenset[str]
    converted: tuple[tuple[str, str], ...]
    """The fields, with their kinds, whose value JSON knows otherwise than the noun holds it."""
    lists: tuple[int, ...]
    """Where among the fields the lists stand: the only ones that a cell keeps otherwise."""
    held: Mapping[str, Callable[[Any], Any]]
    """The fields whose cell is not what the noun holds, and what makes it so."""
    plain_defaults: Mapping[str, Plain]
    silent: Mapping[str, Plain]
    """What the change that makes a row need not say: the defaults, but never the creator."""
    select: str
    insert: str

    def values(self, noun: Noun) -> dict[str, Plain]:
        """Return the values of a noun as JSON knows them."""
        values = vars(noun).copy()
        del values[ID], values[CREATED]
        for field, kind in self.converted:
            values[field] = to_plain(kind, values[field])
        return values

    def row(self, values: Mapping[str, Plain], identity: str, created: int, stamps: str) -> list[Any]:
        """Return a row for `insert`, from values as JSON knows them."""
        cells: list[Any] = [*map(values.get, self.fields)]
        for at in self.lists:
            cells[at] = cell(cells[at])
        return [identity, created, stamps, *cells]

    def plain(self, row: Sequence[Any]) -> dict[str, Plain]:
        """Return the values of a selected row (without id, created, stamps) as JSON knows them."""
        values = dict(zip(self.fields, row[3:], strict=True))
        for field in self.booleans:
            values[field] = bool(values[field])
        for field, kind in self.converted:
            if kind == "list":
                values[field] = _list(values[field])
        return values

    def read(self, row: Sequence[Any]) -> Noun:
        """Return the noun of a selected row."""
        values = dict(zip(self.fields, row[3:], strict=True))
        for field, held in self.held.items():
            values[field] = held(values[field])
        values[ID], values[CREATED] = row[:2]
        return self.noun.of(values)

    def select_parts(self, fields: Sequence[str]) -> str:
        """Return what selects these fields, for `parts`."""
        if unknown := set(fields) - {ID, *self.fields}:
            raise ValueError(f"{self.noun.table} has no fields {unknown}")
        return "SELECT {} FROM {}".format(", ".join(f'"{field}"' for field in fields), self.noun.table)

    def parts(self, fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
        """Yield these fields of each selected row, as the noun holds them."""
        held = [(at, self.held[field]) for at, field in enumerate(fields) if field in self.held]
        for row in rows:
            values = list(row)
            for at, made in held:
                values[at] = made(values[at])
            yield tuple(values)


def _table(noun: type[Noun]) -> Table:
    kinds: dict[str, str] = field_kinds(noun)  # type: ignore[arg-type]
    plain: dict[str, Plain] = defaults(noun)  # type: ignore[arg-type]
    columns = ", ".join(f'"{name}"' for name in (ID, CREATED, STAMPS, *kinds))
    return Table(
        noun,
        tuple(kinds),
        frozenset(name for name, value in plain.items() if isinstance(value, bool)),
        tuple((name, kind) for name, kind in kinds.items() if kind != "plain"),
        tuple(at for at, kind in enumerate(kinds.values()) if kind == "list"),
        {
            name: _held("boolean" if isinstance(plain[name], bool) else kind)
            for name, kind in kinds.items()
            if kind != "plain" or isinstance(plain[name], bool)
        },
        plain,
        plain | {"creator": None},
        f"SELECT {columns} FROM {noun.table}",
        f"INSERT INTO {noun.table} ({columns}) VALUES ({', '.join('?' * (len(kinds) + 3))})",
    )


TABLES = {name: _table(noun) for name, noun in NOUNS.items()}
