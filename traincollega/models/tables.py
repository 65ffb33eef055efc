"""How each noun lies in its table: columns in order, how a value is kept, and the statements that read and write a row."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from traincollega.models.noun import Noun, Plain, defaults, field_kinds, from_plain, to_plain
from traincollega.models.nouns import NOUNS

ID, CREATED, STAMPS = "id", "created", "stamps"


_list_text = json.JSONEncoder(ensure_ascii=False).encode


def cell(value: Plain) -> Any:
    """Return a value as SQLite keeps it."""
    return _list_text(value) if type(value) is list else value


class Table(NamedTuple):
    """How a noun lies in its table: columns in order, how each is kept, and the statements that write a row."""

    noun: type[Noun]
    fields: tuple[str, ...]
    booleans: frozenset[str]
    converted: tuple[tuple[str, str], ...]
    """The fields, with their kinds, whose value JSON knows otherwise than the noun holds it."""
    plain_defaults: Mapping[str, Plain]
    select: str
    insert: str

    def values(self, noun: Noun) -> dict[str, Plain]:
        """Return the values of a noun as JSON knows them."""
        held = vars(noun)
        values = {field: held[field] for field in self.fields}
        for field, kind in self.converted:
            values[field] = to_plain(kind, values[field])
        return values

    def row(self, values: Mapping[str, Plain], identity: str, created: int, stamps: str) -> list[Any]:
        """Return a row for `insert`, from values as JSON knows them."""
        cells = [_list_text(value) if type(value) is list else value for value in map(values.get, self.fields)]
        return [identity, created, stamps, *cells]

    def plain(self, row: Sequence[Any]) -> dict[str, Plain]:
        """Return the values of a selected row (without id, created, stamps) as JSON knows them."""
        values = dict(zip(self.fields, row[3:], strict=True))
        for field in self.booleans:
            values[field] = bool(values[field])
        for field, kind in self.converted:
            if kind == "list":
                values[field] = json.loads(values[field])
        return values

    def read(self, row: Sequence[Any]) -> Noun:
        """Return the noun of a selected row."""
        values: dict[str, Any] = self.plain(row)
        for field, kind in self.converted:
            values[field] = from_plain(kind, values[field])
        return self.noun(id=row[0], created=row[1], **values)


def _table(noun: type[Noun]) -> Table:
    kinds: dict[str, str] = field_kinds(noun)  # type: ignore[arg-type]
    plain: dict[str, Plain] = defaults(noun)  # type: ignore[arg-type]
    columns = ", ".join(f'"{name}"' for name in (ID, CREATED, STAMPS, *kinds))
    return Table(
        noun,
        tuple(kinds),
        frozenset(name for name, value in plain.items() if isinstance(value, bool)),
        tuple((name, kind) for name, kind in kinds.items() if kind != "plain"),
        plain,
        f"SELECT {columns} FROM {noun.table}",
        f"INSERT INTO {noun.table} ({columns}) VALUES ({', '.join('?' * (len(kinds) + 3))})",
    )


TABLES = {name: _table(noun) for name, noun in NOUNS.items()}
