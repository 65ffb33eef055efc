"""Saved filters on this computer: a question under a name; nobody else sees them."""

import json
from dataclasses import asdict, fields
from typing import Any

from traincollega.models.database import Connection, atomic
from traincollega.models.finding import SORTS, Question


def keep_filter(connection: Connection, name: str, question: Question) -> bool:
    """Keep a question under a name; return False, and change nothing, where the name is taken."""
    text = json.dumps(asdict(question), ensure_ascii=False, sort_keys=True)
    with atomic(connection):
        return connection.execute("INSERT OR IGNORE INTO saved_filter VALUES (?, ?)", (name, text)).rowcount == 1


def saved_filters(connection: Connection) -> dict[str, Question]:
    """Return the saved questions by name; what a newer program kept in one otherwise is passed over."""
    rows = connection.execute("SELECT name, question FROM saved_filter ORDER BY name COLLATE NOCASE, name")
    return {name: _question(text) for name, text in rows}


def drop_filter(connection: Connection, name: str) -> None:
    """Throw a saved question away."""
    with atomic(connection):
        connection.execute("DELETE FROM saved_filter WHERE name = ?", (name,))


def _question(text: str) -> Question:
    known = {field.name for field in fields(Question)}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items() if name in known
    }
    if values.get("sort") not in SORTS:
        values["sort"] = SORTS[0]
    return Question(**values)
