"""The portions in which participations were told in overviews, and which were: on this computer, and never elsewhere."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from traincollega.models.database import Connection, atomic
from traincollega.models.noun import moment_of, moment_text

MISSED = """COALESCE((SELECT m.missed FROM missed m WHERE m.session = p.session AND m.person = p.person AND m.deleted = 0
    ORDER BY m.created DESC, m.id DESC LIMIT 1), 0)"""
"""Whether who was noted did not come, by the last thing that HR heard of that."""
UNCOUNTED = f"""SELECT p.session, p.person, COALESCE(c.department, ''), s.training, t.topics ->> 0, s.starts, p.minutes, {MISSED}
    FROM to_count q CROSS JOIN presence p ON p.session = q.session AND p.person = q.person
        JOIN session s ON s.id = p.session JOIN training t ON t.id = s.training LEFT JOIN colleague c ON c.id = p.person
    WHERE p.deleted = 0 AND s.status = 'planned' AND s.deleted = 0
        AND NOT EXISTS (SELECT 1 FROM counted k WHERE k.person = p.person AND k.session = p.session)
    ORDER BY p.created, p.id"""
"""Of what something was noted since it was last looked at (a trigger says so): the others are counted, or there is nothing to."""
SETTLED = f"""DELETE FROM to_count WHERE
    EXISTS (SELECT 1 FROM counted k WHERE k.person = to_count.person AND k.session = to_count.session)
    OR COALESCE((SELECT p.minutes = 0 AND NOT {MISSED} FROM presence p
        WHERE p.session = to_count.session AND p.person = to_count.person AND p.deleted = 0
        ORDER BY p.created DESC, p.id DESC LIMIT 1), 1)"""
HELD = """SELECT t.id, t.title, COALESCE(t.topics ->> 0, '') FROM training t
    WHERE t.deleted = 0 AND EXISTS (SELECT 1 FROM session s
        WHERE s.training = t.id AND s.starts >= ? AND s.starts < ? AND s.status = 'planned' AND s.deleted = 0)"""


class Taken(NamedTuple):
    """That a person took part in a session, or did not come, as it lies in the tables."""

    session: str
    person: str
    department: str
    training: str
    topic: str
    starts: datetime
    minutes: int
    """0 for who did not come."""


class Given(NamedTuple):
    """A training of which a session was held."""

    id: str
    title: str
    topic: str
    """The first one; "" for none."""


class Told(NamedTuple):
    """A portion that was told: of which quarter ("2026-Q3"), when, and what, as JSON."""

    quarter: str
    taken: datetime
    told: str


def uncounted(connection: Connection) -> Iterator[Taken]:
    """Yield the participations and no-shows that are in no portion yet, by the last thing that was noted of each."""
    last: dict[tuple[str, str], tuple[str, str, str, str, str | None, str, int, int]] = {}
    for row in connection.execute(UNCOUNTED):
        last[row[0], row[1]] = row
    for session, person, department, training, topic, starts, minutes, missed in last.values():
        if minutes > 0 or missed:
            yield Taken(session, person, department, training, topic or "", moment_of(starts), minutes)


def counted_in(connection: Connection, year: str, persons: Collection[str]) -> set[str]:
    """Return those of these persons who were told as participants of a year before."""
    rows = connection.execute(
        "SELECT DISTINCT person FROM counted WHERE newly = ? AND person IN (SELECT value FROM json_each(?))",
        (year, json.dumps(list(persons))),
    )
    return {person for (person,) in rows}


def keep_portion(
    connection: Connection, portion: Told, participations: Collection[tuple[str, str]], newly: Collection[str]
) -> None:
    """Keep a portion with its participations, each a person and a session; `newly` are those told as participants of the year."""
    year = portion.quarter[:4]
    with atomic(connection):
        row = (portion.quarter, moment_text(portion.taken), portion.told)
        connection.execute("INSERT INTO portion (quarter, taken, told) VALUES (?, ?, ?)", row)
        connection.executemany(
            "INSERT INTO counted VALUES (?, ?, ?)",
            ((person, session, year if person in newly else "") for person, session in participations),
        )
        connection.executemany("DELETE FROM to_count WHERE person = ? AND session = ?", participations)


def settle(connection: Connection) -> None:
    """Look no more at what was counted, and at what there is nothing to count of, until something is noted of it again."""
    if connection.execute("SELECT 1 FROM to_count LIMIT 1").fetchone():
        with atomic(connection):
            connection.execute(SETTLED)


def held(connection: Connection, since: datetime, until: datetime) -> list[Given]:
    """Return the trainings of which a session began in [since, until)."""
    return [Given(*row) for row in connection.execute(HELD, (moment_text(since), moment_text(until)))]


def quarters_told(connection: Connection) -> list[str]:
    """Return of each portion its quarter, the first portion first."""
    return [quarter for (quarter,) in connection.execute("SELECT quarter FROM portion ORDER BY seq")]


def portions(connection: Connection, quarters: Sequence[str] | None = None) -> list[Told]:
    """Return all portions, or those of some quarters, the first one first."""
    wanted = None if quarters is None else json.dumps(list(quarters))
    which = "?1 IS NULL OR quarter IN (SELECT value FROM json_each(?1))"
    rows = connection.execute(f"SELECT quarter, taken, told FROM portion WHERE {which} ORDER BY seq", (wanted,))
    return [Told(quarter, moment_of(taken), told) for quarter, taken, told in rows]
