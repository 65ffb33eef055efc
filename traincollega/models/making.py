"""Makes many rows what their changes add up to: histories and rows are read together, judged one by one, written together."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from traincollega.models.authority import BELOW, for_good
from traincollega.models.catalogue import index_from, next_row
from traincollega.models.change import Change
from traincollega.models.database import Connection
from traincollega.models.folding import Fold, Row
from traincollega.models.judging import Origin, judge, made_at_once
from traincollega.models.merging import Stamps, Winners, pack, pack_alike, row_of, unpack
from traincollega.models.noun import Plain
from traincollega.models.nouns import NOUNS
from traincollega.models.reading import histories
from traincollega.models.tables import TABLES, Table, cell
from traincollega.models.training import Training

TOGETHER = 1_000
"""Rows that are made together: their histories are in memory at once."""
Histories = Mapping[Row, Sequence[Change]]
"""Per row, all its changes, in the order of their versions."""
STORED = " WHERE id IN (SELECT value FROM json_each(?))"


class Sums(NamedTuple):
    """What rows of one noun add up to, and is still to be written."""

    inserts: list[list[Any]]
    gone: list[str]
    refused: list[str]
    """The rows of which a change was refused, that may count once other rows have arrived."""
    settled: list[str]
    """The other ones."""
    moved: list[str]
    """The rows that came, went, or are settled otherwise than before."""


def make(connection: Connection, rows: Sequence[Row], arrived: Histories, fold: Fold, origin: Origin) -> Iterator[Row]:
    """Make rows of one stage what they add up to; yield those that came, went or are settled otherwise than before.

    `arrived` holds whole histories that need not be read. The rows come in the order of their nouns.
    """
    origin = _remembering(origin)
    for first in range(0, len(rows), TOGETHER):
        ids: dict[str, list[str]] = {}
        for noun, identity in rows[first : first + TOGETHER]:
            ids.setdefault(noun, []).append(identity)
        for noun, some in ids.items():
            for identity in _make(connection, noun, some, arrived, fold, origin):
                yield noun, identity


def _make(connection: Connection, noun: str, ids: list[str], arrived: Histories, fold: Fold, origin: Origin) -> list[str]:
    table, sums = TABLES[noun], Sums([], [], [], [], [])
    known = histories(connection, [identity for identity in ids if (noun, identity) not in arrived])
    stored = {row[0]: row for row in connection.execute(table.select + STORED, (json.dumps(ids),))}
    for identity in ids:
        history = arrived.get((noun, identity)) or known.get(identity, ())
        have = stored.get(identity)
        said = made_at_once(history[0], fold, origin) if have is None and len(history) == 1 else None
        if said is None:
            _add_up(connection, table, identity, have, judge(noun, identity, history, fold, origin), sums)
            continue
        ((change),) = history
        stamps = pack_alike(said, change.stamp, change.device)
        sums.inserts.append(table.row({**table.plain_defaults, **said}, identity, change.stamp, stamps))
        sums.settled.append(identity)
        sums.moved.append(identity)
    _write(connection, table, sums)
    return sums.moved


def _add_up(
    connection: Connection, table: Table, identity: str, have: Sequence[Any] | None, judged: tuple[Winners, bool], sums: Sums
) -> None:
    """Note what a row with any history adds up to; write it at once where it is here already."""
    best, refused = judged
    (sums.refused if refused else sums.settled).append(identity)
    noun = table.noun.table
    due, stamps = row_of(NOUNS[noun], identity, best), stamps_of(best)
    if due is None:
        if have is not None:
            sums.gone.append(identity)
            sums.moved.append(identity)
        return
    created = best["nonce"][1][0]
    if have is None:
        sums.inserts.append(table.row(due, identity, created, pack(stamps)))
        sums.moved.append(identity)
        return
    before = table.plain(have)
    others = {field: due[field] for field in table.fields if before[field] != due[field]}
    if others or have[1] != created or unpack(have[2]) != stamps:
        write(connection, table, identity, others, stamps, created)
    if not others.keys().isdisjoint(for_good(noun)):
        sums.moved.append(identity)


def _write(connection: Connection, table: Table, sums: Sums) -> None:
    noun = table.noun.table
    connection.executemany(f"DELETE FROM {noun} WHERE id = ?", [(identity,) for identity in sums.gone])
    if sums.inserts:
        first = next_row(connection)
        connection.executemany(table.insert, sums.inserts)
        if table.noun is Training:
            index_from(connection, first)
    connection.executemany("INSERT OR IGNORE INTO parked VALUES (?, ?)", [(noun, identity) for identity in sums.refused])
    if connection.execute("SELECT EXISTS (SELECT * FROM parked)").fetchone()[0]:
        connection.executemany("DELETE FROM parked WHERE noun = ? AND id = ?", [(noun, identity) for identity in sums.settled])


def _remembering(origin: Origin) -> Origin:
    """Return what asks once to which training the rows of one stage belong: nothing that this follows from is written meanwhile."""
    known: dict[tuple[bool, Plain], tuple[str, str]] = {}

    def once(noun: str, row: Mapping[str, Plain]) -> tuple[str, str]:
        if noun == Training.table:
            return origin(noun, row)
        place = (True, row["session"]) if noun in BELOW else (False, row["training"])
        if place not in known:
            known[place] = origin(noun, row)
        return known[place]

    return once


def stamps_of(best: Winners) -> Stamps:
    """Return, per field, the stamp and device of the change that won."""
    return {field: version[:2] for field, (_value, version) in best.items()}


def write(
    connection: Connection,
    table: Table,
    identity: str,
    fields: Mapping[str, Plain],
    stamps: Stamps,
    created: int | None = None,
) -> None:
    """Give a row these values and stamps, and another stamp of its making where one is given."""
    values = {"stamps": pack(stamps), **fields} | ({} if created is None else {"created": created})
    setters = ", ".join(f'"{field}" = ?' for field in values)
    connection.execute(f"UPDATE {table.noun.table} SET {setters} WHERE id = ?", (*map(cell, values.values()), identity))
