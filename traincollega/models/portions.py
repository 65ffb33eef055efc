"""The portions in which participations were told in overviews, and which were: on this computer, and never elsewhere."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple

from traincollega.models.attendance import Presence
from traincollega.models.change import stamp_at
from traincollega.models.database import Connection, atomic
from traincollega.models.forgotten import Forgotten
from traincollega.models.noun import moment_of, moment_text, new_nonce

MISSED = """COALESCE((SELECT m.missed FROM missed m WHERE m.session = p.session AND m.person = p.person AND m.deleted = 0
    ORDER BY m.created DESC, m.id DESC LIMIT 1), 0)"""
"""Whether who was noted did not come, by the last thing that HR heard of that."""
UNCOUNTED = f"""SELECT p.session, p.person, COALESCE(c.department, ''), s.training, t.topics ->> 0, s.starts, s.ends,
        p.minutes > 0, {MISSED}, s.ends <= :ended AND p.created NOT BETWEEN :noted AND :ahead, EXISTS
            (SELECT 1 FROM counted k WHERE k.session = p.session AND k.person = p.person AND k.came = (p.minutes > 0))
    FROM to_count q CROSS JOIN presence p ON p.session = q.session AND p.person = q.person
        JOIN session s ON s.id = p.session JOIN training t ON t.id = s.training LEFT JOIN colleague c ON c.id = p.person
    WHERE p.deleted = 0 AND s.status = 'planned' AND s.deleted = 0
    ORDER BY p.created, p.id"""
"""Of what something was noted since it was last looked at (a trigger says so): the others are counted, or there is nothing to."""
NAMELESS = """SELECT n.session, n.person, n.department, s.training, t.topics ->> 0, s.starts, s.ends, 1, 0, s.ends <= :ended, 0
    FROM nameless n CROSS JOIN session s ON s.id = n.session JOIN training t ON t.id = s.training
    WHERE s.status = 'planned' AND s.deleted = 0"""
SETTLED = f"""DELETE FROM to_count WHERE COALESCE((SELECT (p.minutes = 0 AND NOT {MISSED}) OR EXISTS
            (SELECT 1 FROM counted k WHERE k.session = p.session AND k.person = p.person AND k.came = (p.minutes > 0))
        FROM presence p WHERE p.session = to_count.session AND p.person = to_count.person AND p.deleted = 0
        ORDER BY p.created DESC, p.id DESC LIMIT 1), 1)"""
WITHOUT_NAME = """INSERT INTO nameless SELECT q.session, :alias, COALESCE(c.department, '')
    FROM to_count q LEFT JOIN colleague c ON c.id = q.person WHERE q.person = :person AND (SELECT p.minutes > 0 AND NOT EXISTS
            (SELECT 1 FROM counted k WHERE k.session = p.session AND k.person = p.person AND k.came)
        FROM presence p WHERE p.session = q.session AND p.person = q.person AND p.deleted = 0
        ORDER BY p.created DESC, p.id DESC LIMIT 1)"""
HELD = """SELECT t.id, t.title, COALESCE(t.topics ->> 0, '') FROM training t
    WHERE t.deleted = 0 AND t.organisation = ? AND EXISTS (SELECT 1 FROM session s
        WHERE s.training = t.id AND s.starts >= ? AND s.starts < ? AND s.status = 'planned' AND s.deleted = 0)"""


class Taken(NamedTuple):
    """That a person took part in a session, or did not come, as it lies in the tables."""

    session: str
    person: str
    department: str
    training: str
    topic: str
    starts: datetime
    ends: datetime
    came: bool
    ripe: bool
    """Whether that is so for long enough to be counted."""


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


def uncounted(connection: Connection, now: datetime, wait: timedelta) -> Iterator[Taken]:
    """Yield the participations and no-shows that are in no portion yet, by the last thing that was noted of each.

    They are ripe so long after the session, and after that note; one from a clock that is ahead by more waits for the session only.
    """
    since = {"ended": moment_text(now - wait), "noted": stamp_at(now - wait), "ahead": stamp_at(now + wait)}
    last = {(row[0], row[1]): row for row in connection.execute(UNCOUNTED, since)}
    moments: dict[str, datetime] = {}
    for row in chain(last.values(), connection.execute(NAMELESS, {"ended": since["ended"]})):
        session, person, department, training, topic, starts, ends, came, missed, ripe, known = row
        if (came or missed) and not known:
            begin, end = (moments.get(at) or moments.setdefault(at, moment_of(at)) for at in (starts, ends))
            yield Taken(session, person, department, training, topic or "", begin, end, bool(came), bool(ripe))


def keep_portion(
    connection: Connection, portion: Told, came: Collection[tuple[str, str]], missed: Collection[tuple[str, str]]
) -> None:
    """Keep a portion; with the participations and the no-shows in it, each a session and a person."""
    with atomic(connection):
        row = (portion.quarter, moment_text(portion.taken), portion.told)
        connection.execute("INSERT INTO portion (quarter, taken, told) VALUES (?, ?, ?)", row)
        nameless = set(connection.execute("SELECT session, person FROM nameless"))
        kept = [(*pair, 1) for pair in came if pair not in nameless] + [(*pair, 0) for pair in missed]
        connection.executemany("INSERT OR IGNORE INTO counted VALUES (?, ?, ?)", kept)
        connection.executemany("DELETE FROM to_count WHERE session = ? AND person = ?", [*came, *missed])
        connection.executemany("DELETE FROM nameless WHERE session = ? AND person = ?", came)


def sessions_told(connection: Connection, sessions: Collection[str]) -> set[str]:
    """Return those of these sessions of which a participation was told."""
    query = "SELECT DISTINCT session FROM counted WHERE session IN (SELECT value FROM json_each(?))"
    return {session for (session,) in connection.execute(query, (json.dumps(list(sessions)),))}


def take_part(connection: Connection, year: str, persons: Collection[str]) -> None:
    """Keep that these persons took part in a year."""
    connection.executemany("INSERT OR IGNORE INTO newcomer VALUES (?, ?, 0)", ((year, person) for person in persons))


def took_part(connection: Connection, year: str) -> list[tuple[str, str, bool]]:
    """Return who was counted in a year: each a person, their department, and whether they were told as new."""
    rows = connection.execute(
        """SELECT n.person, COALESCE(c.department, ''), n.told FROM newcomer n LEFT JOIN colleague c ON c.id = n.person
            WHERE n.year = ?""",
        (year,),
    )
    return [(person, department, bool(told)) for person, department, told in rows]


def told_as_new(connection: Connection, year: str) -> None:
    """Keep that all who took part in a year were told as new."""
    connection.execute("UPDATE newcomer SET told = 1 WHERE year = ?", (year,))


def let_newcomers_go(connection: Connection, before: str) -> None:
    """Throw away who took part in the years before this one."""
    connection.execute("DELETE FROM newcomer WHERE year < ?", (before,))


def keep_without_name(connection: Connection, persons: Iterable[str]) -> None:
    """Let what is to be counted of these persons, who are about to be forgotten, be counted all the same: of somebody."""
    for person in persons:
        alias = new_nonce()
        if connection.execute(WITHOUT_NAME, {"alias": alias, "person": person}).rowcount:
            connection.execute("UPDATE newcomer SET person = ? WHERE person = ?", (alias, person))


def forget_counted(connection: Connection, erased: Forgotten) -> None:
    """Throw away which of them was counted where, as far as that is forgotten: it cannot come back to be counted twice."""
    persons = json.dumps(sorted(erased.persons))
    sessions = json.dumps(sorted(row for noun, row in erased.rows if noun == Presence.table))
    for table, column, gone in (
        ("counted", "person", persons), ("to_count", "person", persons), ("newcomer", "person", persons),
        ("counted", "session", sessions), ("to_count", "session", sessions), ("nameless", "session", sessions),
    ):  # fmt: skip
        connection.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", (gone,))


def settle(connection: Connection) -> None:
    """Look no more at what was counted, and at what there is nothing to count of, until something is noted of it again."""
    if connection.execute("SELECT 1 FROM to_count LIMIT 1").fetchone():
        with atomic(connection):
            connection.execute(SETTLED)


def counted_of(connection: Connection, person: str) -> list[tuple[str, bool]]:
    """Return which sessions of a person were counted, each with whether they came."""
    rows = connection.execute("SELECT session, came FROM counted WHERE person = ? ORDER BY session, came", (person,))
    return [(session, bool(came)) for session, came in rows]


def years_of(connection: Connection, person: str) -> list[str]:
    """Return in which years a person was counted as one who took part."""
    return [year for (year,) in connection.execute("SELECT year FROM newcomer WHERE person = ? ORDER BY year", (person,))]


def held(connection: Connection, organisation: str, since: datetime, until: datetime) -> list[Given]:
    """Return the trainings of an organisation of which a session began in [since, until)."""
    return [Given(*row) for row in connection.execute(HELD, (organisation, moment_text(since), moment_text(until)))]


def quarters_told(connection: Connection) -> list[str]:
    """Return of each portion its quarter, the first portion first."""
    return [quarter for (quarter,) in connection.execute("SELECT quarter FROM portion ORDER BY seq")]


def portions(connection: Connection, quarters: Sequence[str] | None = None) -> list[Told]:
    """Return all portions, or those of some quarters, the first one first."""
    wanted = None if quarters is None else json.dumps(list(quarters))
    which = "?1 IS NULL OR quarter IN (SELECT value FROM json_each(?1))"
    rows = connection.execute(f"SELECT quarter, taken, told FROM portion WHERE {which} ORDER BY seq", (wanted,))
    return [Told(quarter, moment_of(taken), told) for quarter, taken, told in rows]
