"""The floor of every import: the same rows into one plain table with `executemany`, and an FTS5 index over it, once."""

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

COLUMNS = ("id", "title", "summary", "topics", "body", "minutes", "language", "source")
TABLE = f"CREATE TABLE plain (seq INTEGER PRIMARY KEY, {', '.join(COLUMNS)})"
# the index has the options of ours: without detail = none and these prefixes it would be slower to fill
INDEX = """CREATE VIRTUAL TABLE plain_index USING fts5 (title, summary, topics, body, content = 'plain', content_rowid = 'seq',
    tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3 4', detail = none)"""
INSERT = f"INSERT INTO plain ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
FILL = "INSERT INTO plain_index (rowid, title, summary, topics, body) SELECT seq, title, summary, topics, body FROM plain"


def fill(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write the rows in a new database, in one transaction (WAL, synchronous=NORMAL)."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(TABLE)
    connection.execute(INDEX)
    connection.execute("BEGIN")
    connection.executemany(INSERT, (tuple(map(_cell, (row.get(column) for column in COLUMNS))) for row in rows))
    connection.execute(FILL)
    connection.execute("COMMIT")
    connection.close()


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value
