"""What a finder keeps at hand between keystrokes: trainings to come with their own small index, the rated ones, the last hits.

All of it lies in temporary tables of the connection, and is made anew once anybody has written.
"""

import json
import sqlite3
from array import array
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from traincollega.models.evaluation import BELIEVABLE
from traincollega.models.noun import moment_text

TABLES = (
    # asking the large index which of 2,000 sessions fit takes 26 ms (p95); this one takes 0.5 ms
    """CREATE VIRTUAL TABLE IF NOT EXISTS temp.soon USING fts5 (title, summary, topics, text, stamps UNINDEXED,
        tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3 4', detail = none)""",
    """CREATE TEMP TABLE IF NOT EXISTS found (seq INTEGER PRIMARY KEY, creator TEXT, given_by TEXT, minutes INTEGER,
        organisation TEXT)""",
)
COMING = """SELECT t.seq, MIN(s.ends) FROM session s CROSS JOIN training t ON t.id = s.training
    WHERE s.ends >= ? AND s.status = 'planned' AND s.deleted = 0 AND {findable} GROUP BY t.seq ORDER BY MIN(s.starts), t.seq"""
RATED = f"""SELECT t.seq FROM (SELECT training, answers, stars, MAX(printf('%09d', json_array_length(counted)) || id) FROM outcome
        WHERE deleted = 0 AND {BELIEVABLE} GROUP BY training, organisation) o
    CROSS JOIN training t ON t.id = o.training WHERE o.answers > 0 AND {{findable}}
    GROUP BY t.seq ORDER BY 1.0 * SUM(o.stars) / SUM(o.answers) DESC, SUM(o.answers) DESC, t.seq DESC"""
"""As `services/rating.known_anywhere`: of several rows of one organisation the fullest (SQLite takes the columns of the MAX)."""
FIND = "INSERT OR IGNORE INTO temp.found SELECT t.seq, t.creator, t.given_by, t.minutes, t.organisation FROM training t"
FIND_ALL = FIND + " INDEXED BY training_creator WHERE {findable} ORDER BY t.seq"
FIND_HITS = FIND + " WHERE {findable} AND t.seq IN (SELECT rowid FROM catalogue WHERE catalogue MATCH ?)"
FIND_THESE = FIND + " WHERE t.seq IN (SELECT value FROM json_each(?))"
STALE = """DELETE FROM temp.soon WHERE rowid NOT IN (SELECT value FROM json_each(?))
    OR stamps IS NOT (SELECT stamps FROM training WHERE seq = soon.rowid)"""
FRESH = """INSERT INTO temp.soon (rowid, title, summary, topics, text, stamps)
    SELECT c.seq, c.title, c.summary, c.topics, c.text, t.stamps FROM catalogue_text c JOIN training t USING (seq)
    WHERE c.seq IN (SELECT value FROM json_each(?)) AND c.seq NOT IN (SELECT rowid FROM temp.soon)"""


class AtHand:
    """Keeps what the questions of one connection have in common."""

    def __init__(self, connection: sqlite3.Connection, findable: str) -> None:
        self.connection = connection
        self.findable = findable
        self._version = (0, 0)
        self._coming: array[int] | None = None
        self._rated: array[int] | None = None
        self._since, self._until = "", ""
        self._soon = False
        self._found: tuple[str, str] | None = None
        for table in TABLES:
            connection.execute(table)

    def coming(self, now: datetime) -> "array[int]":
        """Return the trainings with a session to come, soonest first."""
        self._refresh()
        moment = moment_text(now)
        if self._coming is None or not self._since <= moment <= self._until:
            rows = self.connection.execute(COMING.format(findable=self.findable), (moment,)).fetchall()
            self._coming = array("q", [seq for seq, _ends in rows])
            self._since, self._until = moment, min((ends for _seq, ends in rows), default="9")
            self._soon = False
        return self._coming

    def rated(self) -> "array[int]":
        """Return the trainings of which a rating is known, the best first; of equal ones what more colleagues answered."""
        self._refresh()
        if self._rated is None:
            self._rated = numbers(self.connection, RATED.format(findable=self.findable), ())
        return self._rated

    def coming_hits(self, expression: str, now: datetime) -> "array[int]":
        """Return those of `coming` that fit an FTS5 expression, in no order."""
        self.prepare(now)
        return numbers(self.connection, "SELECT rowid FROM temp.soon WHERE soon MATCH ?", (expression,))

    def prepare(self, now: datetime) -> None:
        """Bring the small index up to date: 0.2 s for 2,000 sessions the first time, then only what differs."""
        coming = self.coming(now)
        if self._soon:
            return
        listed = json.dumps(coming.tolist())
        self.connection.execute(STALE, (listed,))
        self.connection.execute(FRESH, (listed,))
        self._soon = True
        self._wrote()

    def find(self, expression: str, trainings: Iterable[int]) -> None:
        """Fill temp.found with what fits an FTS5 expression ("" fits all), and with these trainings."""
        self._refresh()
        also = json.dumps(list(trainings))
        if self._found != (expression, also):
            self._found = None  # a question may be broken off halfway
            self.connection.execute("DELETE FROM temp.found")
            if expression:
                self.connection.execute(FIND_HITS.format(findable=self.findable), (expression,))
                self.connection.execute(FIND_THESE, (also,))
            else:
                self.connection.execute(FIND_ALL.format(findable=self.findable))
            self._found = (expression, also)
            self._wrote()

    def _refresh(self) -> None:
        """Forget what was at hand where anybody has written since."""
        version = (self.connection.execute("PRAGMA data_version").fetchone()[0], self.connection.total_changes)
        if version != self._version:
            self._version = version
            self._coming, self._rated, self._soon, self._found = None, None, False, None

    def _wrote(self) -> None:
        self._version = (self._version[0], self.connection.total_changes)


def numbers(connection: sqlite3.Connection, query: str, values: Iterable[Any]) -> "array[int]":
    """Return the first column of what a query gives."""
    return array("q", [row[0] for row in connection.execute(query, tuple(values))])
