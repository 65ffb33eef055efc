"""Messages on this computer: what concerns its person; they never leave it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from traincollega.models.database import Connection, atomic
from traincollega.models.noun import Plain, moment_of, moment_text


class Message(NamedTuple):
    """One message: what happened (`kind`), to which session or training, and the values its sentence needs."""

    seq: int
    at: datetime
    kind: str
    subject: str
    fields: Mapping[str, Plain]
    read: bool


SELECT = "SELECT seq, at, kind, subject, fields, read FROM message"
OVERTAKEN = """DELETE FROM message WHERE kind = ? AND subject = ? AND fields = ?
    AND EXISTS (SELECT * FROM message AS later WHERE later.subject = message.subject AND later.seq > message.seq)"""


def add_message(connection: Connection, at: datetime, kind: str, subject: str, fields: Mapping[str, Plain]) -> None:
    """Keep a message; the same one is kept once, and is new again where another one about its subject came in between."""
    said = (kind, subject, json.dumps(fields, ensure_ascii=False, sort_keys=True))
    with atomic(connection):
        connection.execute(OVERTAKEN, said)
        connection.execute(
            "INSERT OR IGNORE INTO message (at, kind, subject, fields) VALUES (?, ?, ?, ?)", (moment_text(at), *said)
        )


def messages(connection: Connection) -> list[Message]:
    """Return all messages, newest first."""
    return [_message(*row) for row in connection.execute(f"{SELECT} ORDER BY at DESC, seq DESC")]


def messages_about(connection: Connection, kind: str, subjects: Sequence[str]) -> list[Message]:
    """Return the messages of one kind about any of these sessions or trainings, in the order they came."""
    where = "WHERE kind = ? AND subject IN (SELECT value FROM json_each(?)) ORDER BY seq"
    return [_message(*row) for row in connection.execute(f"{SELECT} {where}", (kind, json.dumps(list(subjects))))]


def _message(seq: int, at: str, kind: str, subject: str, fields: str, read: int) -> Message:
    return Message(seq, moment_of(at), kind, subject, json.loads(fields), bool(read))


def unread(connection: Connection) -> int:
    """Return how many messages were not read yet."""
    counted: int = connection.execute("SELECT COUNT(*) FROM message WHERE read = 0").fetchone()[0]
    return counted


def settle_message(connection: Connection, seq: int, choice: str) -> None:
    """Keep what was chosen in answer to a message, which is read by that."""
    with atomic(connection):
        connection.execute(
            "UPDATE OR REPLACE message SET fields = json_set(fields, '$.chosen', ?), read = 1 WHERE seq = ?", (choice, seq)
        )


def mark_read(connection: Connection, *seqs: int, read: bool = True) -> None:
    """Mark messages as read, or not; none named means all."""
    with atomic(connection):
        if seqs:
            connection.executemany("UPDATE message SET read = ? WHERE seq = ?", [(read, seq) for seq in seqs])
        else:
            connection.execute("UPDATE message SET read = ?", (read,))


def remove_messages(connection: Connection, seqs: Sequence[int]) -> None:
    """Take messages away that should not have been kept."""
    with atomic(connection):
        connection.executemany("DELETE FROM message WHERE seq = ?", [(seq,) for seq in seqs])
