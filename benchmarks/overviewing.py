"""1,000,000 participations and as many sign-ups: counted once, and the page of overviews opened after that.

The floor is one sentence of SQL over the same table: participations and hours of each session, grouped and added up. The page has
to tell of departments, months, topics and trainings, and hides small groups; it adds up what was told in portions instead.
"""

import random
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.figure import Figure, Gate, medians
from benchmarks.profiles import small
from traincollega.models.attendance import Presence
from traincollega.models.change import system_now
from traincollega.models.colleague import Colleague
from traincollega.models.organisation import Department
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services.counting import SETTLES, count
from traincollega.services.desk import Desk
from traincollega.services.highlighting import board
from traincollega.services.reporting import period_of

MANY, SESSIONS, COMING = 1_000_000, 50_000, 2_000
PEOPLE, DEPARTMENTS, TRAININGS, TOPICS = 20_000, 60, 2_000, 80
ROUNDS = 5
PLAIN = "SELECT session, COUNT(*), SUM(minutes) FROM presence WHERE deleted = 0 GROUP BY session"


def figures(folder: Path) -> Iterator[Figure]:
    """Count once, open the page five times, and count what came since five times where nothing did."""
    began, desk = _organisation(folder)
    period = period_of(date(began.year, 1, 1), date(began.year, 12, 31))
    start = time.perf_counter()
    count(desk)
    once = time.perf_counter() - start
    connection = desk.store.connection

    def opened() -> None:
        with closing((other := desk.reader()).store.connection):
            board(other, period)

    def counted() -> None:
        with closing((other := desk.elsewhere()).store.connection):
            count(other)

    ours, again, floor = medians(ROUNDS, opened, counted, lambda: connection.execute(PLAIN).fetchall())
    floor_is = "`SELECT session, COUNT(*), SUM(minutes) … GROUP BY session`"
    yield Figure(f"{MANY:,} participations counted for the first time", once * 1e3, floor * 1e3, "ms", floor_is)
    yield Figure("overviews of a year, all that the page shows", ours * 1e3, floor * 1e3, "ms", floor_is, (Gate(500, "value"),))
    yield Figure("looked for what came since, and nothing did", again * 1e3, floor * 1e3, "ms", floor_is)
    desk.close()


def _organisation(folder: Path) -> tuple[date, Desk]:
    """Return when it began to teach, and an organisation that did so for two years (seed 1), a week after all was noted."""
    chance = random.Random(1)
    desk = small(folder / "overviewing")
    departments = [
        Department.new(desk.me, name=f"Afdeling {number}", headcount=PEOPLE // DEPARTMENTS) for number in range(DEPARTMENTS)
    ]
    people = [
        Colleague.new(desk.me, name=f"Collega {number}", email=f"c{number}@noordveld.nl", department=chance.choice(departments).id)
        for number in range(PEOPLE)
    ]
    trainings = [
        Training.new(desk.me, title=f"Training {number}", topics=(f"Onderwerp {number % TOPICS}",), organisation=desk.organisation)
        for number in range(TRAININGS)
    ]
    now = desk.now().replace(minute=0, second=0, microsecond=0)
    sessions = []
    for number in range(SESSIONS + COMING):
        starts = now - timedelta(hours=number % (2 * 365 * 24) + 24)
        if number >= SESSIONS:
            starts = now + timedelta(hours=number % (90 * 24) + 24)
        training = chance.choice(trainings).id
        sessions.append(Session.new(desk.me, training=training, starts=starts, ends=starts + timedelta(hours=1), seats=15))
    desk.store.save(*departments)
    for rows in (people, trainings, sessions):
        desk.store.add_all(rows)
    desk.store.add_all(SignUp.new(desk.me, session=one, person=person) for one, person in _pairs(chance, sessions, people))
    held = sessions[:SESSIONS]
    desk.store.add_all(
        Presence.new(desk.me, session=one, person=person, minutes=60) for one, person in _pairs(chance, held, people)
    )
    return now.date() - timedelta(days=365), replace(desk, now=lambda: system_now() + SETTLES + timedelta(days=1))


def _pairs(chance: random.Random, sessions: list[Session], people: list[Colleague]) -> Iterator[tuple[str, str]]:
    """Yield who came to which session: MANY in all."""
    for session in sessions:
        for person in chance.sample(people, MANY // SESSIONS):
            yield session.id, person.id
