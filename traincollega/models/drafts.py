"""Drafts on this computer: a text is on disk within a second, with its last twenty versions; nobody else sees them."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from traincollega.models.database import Connection, atomic
from traincollega.models.noun import moment_of, moment_text

VERSIONS_KEPT = 20
WRITTEN_OVER = timedelta(minutes=1)


class Draft(NamedTuple):
    """What somebody is writing: of a training that exists (`training`), or of a new one ("")."""

    id: str
    training: str
    fields: Mapping[str, Any]
    saved: datetime


def keep_draft(connection: Connection, draft: Draft) -> None:
    """Write a draft; it becomes the newest of its versions where its text differs.

    Who types on is written many times a minute: what only adds to a version of the last minute takes its place.
    """
    text = json.dumps(draft.fields, sort_keys=True)  # as ASCII: a draft may hold half a sign that cannot be written down
    with atomic(connection):
        known = connection.execute("SELECT fields FROM draft WHERE id = ?", (draft.id,)).fetchone()
        if known and known[0] == text:
            return
        saved = _version_key(connection, draft, text)
        connection.execute(
            """INSERT INTO draft VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET fields = excluded.fields, saved = excluded.saved, training = excluded.training""",
            (draft.id, draft.training, text, moment_text(draft.saved)),
        )
        connection.execute("INSERT OR REPLACE INTO draft_version VALUES (?, ?, ?)", (draft.id, saved, text))
        connection.execute(
            """DELETE FROM draft_version WHERE draft = ? AND saved NOT IN
                (SELECT saved FROM draft_version WHERE draft = ? ORDER BY saved DESC LIMIT ?)""",
            (draft.id, draft.id, VERSIONS_KEPT),
        )


def _version_key(connection: Connection, draft: Draft, text: str) -> str:
    newest = connection.execute(
        "SELECT saved, fields FROM draft_version WHERE draft = ? ORDER BY saved DESC LIMIT 1", (draft.id,)
    ).fetchone()
    if newest and draft.saved - datetime.fromisoformat(newest[0]) < WRITTEN_OVER and only_adds(newest[1], text):
        return str(newest[0])
    if newest and newest[0] >= draft.saved.isoformat():  # the wall clock jumped back; what is written last is still the newest
        return (datetime.fromisoformat(newest[0]) + timedelta(microseconds=1)).isoformat()
    return draft.saved.isoformat()


def only_adds(before: str, after: str) -> bool:
    """Say whether `after` is `before` with something put in at one place, so that nothing of it is lost.

    >>> only_adds("Exel", "Excel"), only_adds("Excel", "Word")
    (True, False)
    """
    start = _shared(before, after)
    return start + _shared(before[start:][::-1], after[start:][::-1]) == len(before)


def _shared(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def drafts(connection: Connection) -> list[Draft]:
    """Return all drafts, the last one written first."""
    rows = connection.execute("SELECT id, training, fields, saved FROM draft ORDER BY saved DESC, id")
    return [_draft(row) for row in rows]


def find_draft(connection: Connection, identity: str) -> Draft | None:
    """Return the draft with this id, or None."""
    row = connection.execute("SELECT id, training, fields, saved FROM draft WHERE id = ?", (identity,)).fetchone()
    return _draft(row) if row else None


def draft_versions(connection: Connection, identity: str) -> list[Draft]:
    """Return the versions of a draft, newest first."""
    rows = connection.execute(
        """SELECT v.draft, d.training, v.fields, v.saved FROM draft_version v JOIN draft d ON d.id = v.draft
            WHERE v.draft = ? ORDER BY v.saved DESC""",
        (identity,),
    )
    return [_draft(row) for row in rows]


def drop_draft(connection: Connection, identity: str) -> None:
    """Throw a draft away, with its versions."""
    with atomic(connection):
        connection.execute("DELETE FROM draft WHERE id = ?", (identity,))
        connection.execute("DELETE FROM draft_version WHERE draft = ?", (identity,))


def _draft(row: tuple[str, str, str, str]) -> Draft:
    return Draft(row[0], row[1], json.loads(row[2]), moment_of(row[3]))
