"""What is asked for and is not there, counted where the sign-ups lie: seats in sessions to come, and dates."""

from datetime import datetime

from traincollega.models.database import Connection
from traincollega.models.noun import moment_text

COMING = "s.starts >= ? AND s.status = 'planned' AND s.deleted = 0"
SEATLESS = f"""SELECT training, SUM(many - seats) FROM (
        SELECT s.training, s.seats, COUNT(DISTINCT u.person) AS many FROM session s JOIN sign_up u ON u.session = s.id
        WHERE {COMING} AND s.seats IS NOT NULL AND u.withdrawn IS NULL AND u.deleted = 0 GROUP BY s.id)
    WHERE many > seats GROUP BY training"""
DATELESS = f"""SELECT i.training, COUNT(DISTINCT i.person) FROM interest i JOIN training t ON t.id = i.training
    WHERE i.withdrawn = 0 AND i.deleted = 0 AND t.status = 'published' AND t.deleted = 0
        AND NOT EXISTS (SELECT 1 FROM session s WHERE s.training = t.id AND {COMING})
    GROUP BY i.training"""


def seatless(connection: Connection, now: datetime) -> dict[str, int]:
    """Return, per training, for how many of those signed up there is no seat in a session to come."""
    return dict(connection.execute(SEATLESS, (moment_text(now),)))


def dateless(connection: Connection, now: datetime) -> dict[str, int]:
    """Return, per training that no session of is to come, how many want to know when there is one."""
    return dict(connection.execute(DATELESS, (moment_text(now),)))
