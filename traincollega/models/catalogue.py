"""The index of what can be found: changed trainings reach it by trigger, new ones in one sentence for all of them."""

import sqlite3

# A trigger that inserts makes FTS5 write a segment of its own per row: 6.4 s for 20,000 trainings, against 1.1 s in one sentence.
NEW_TEXTS = """INSERT INTO catalogue (rowid, title, summary, topics, text)
    SELECT seq, title, summary, topics, text FROM catalogue_text WHERE seq >= ?"""
NEW_TOPICS = "INSERT OR IGNORE INTO training_topic SELECT value, seq FROM catalogue_text, json_each(topics) WHERE seq >= ?"


def next_row(connection: sqlite3.Connection) -> int:
    """Return the row number that the next new training gets at least."""
    number: int = connection.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM training").fetchone()[0]
    return number


def index_from(connection: sqlite3.Connection, row: int) -> None:
    """Make the trainings from this row number on findable; they must be new, and this comes in their own transaction."""
    connection.execute(NEW_TEXTS, (row,))
    connection.execute(NEW_TOPICS, (row,))


def index_fits(connection: sqlite3.Connection) -> bool:
    """Say whether the search index and the topics are what the trainings add up to."""
    try:
        connection.execute("INSERT INTO catalogue (catalogue, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        return False
    due = "SELECT DISTINCT value, seq FROM catalogue_text, json_each(catalogue_text.topics)"
    have = "SELECT topic, training FROM training_topic"
    differing = f"SELECT EXISTS (SELECT * FROM ({due} EXCEPT {have})) OR EXISTS (SELECT * FROM ({have} EXCEPT {due}))"
    return not connection.execute(differing).fetchone()[0]
