"""Profiles to measure with: an organisation with many trainings, its colleagues, and sessions to come."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

from benchmarks.talks import trainings
from traincollega.models.colleague import Colleague, Device
from traincollega.models.organisation import Department
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services.beginning import begin
from traincollega.services.desk import Desk

FIRST = ("Fatima", "Joris", "Sanne", "Mehmet", "Lotte", "Bram", "Aisha", "Daan", "Noor", "Thijs", "Esra", "Ruben", "Marloes")
LAST = ("Jansen", "Yilmaz", "Bakker", "Visser", "Smit", "Meijer", "Bos", "Mulder", "Peters", "Hendriks", "Dekker", "Brouwer")
DEPARTMENTS = ("Burgerzaken", "Vergunningen", "Belastingen", "Griffie", "Ruimte", "Werk", "Zorg", "Informatie")


EACH = 10
"""Trainings that each colleague gives; the others are read in from elsewhere."""


def small(folder: Path) -> Desk:
    """Begin an organisation with nothing in it but me."""
    return begin(folder, organisation="Gemeente Noordveld", name="Sanne de Wit", email="sanne@noordveld.nl", department="Griffie")


def full(folder: Path, many: int, colleagues: int = 1_000, sessions: int = 2_000) -> Desk:
    """Begin an organisation with so many trainings by its colleagues, and so many sessions in the coming year (seed 1)."""
    chance = random.Random(1)
    desk = small(folder)
    departments = [Department.new(desk.me, name=name) for name in DEPARTMENTS]
    people = list(_people(desk, chance, departments, colleagues))
    computers = [Device.new(person.id, person=person.id, name="") for person in people]
    desk.store.save(*departments)
    desk.store.add_all(people)
    made = trainings(many, desk.me, desk.organisation)
    seen: list[Training] = []
    voices = [desk.store.speaking_for(computer.id, person.id) for person, computer in zip(people, computers, strict=True)]
    for person, computer, theirs in zip(people, computers, voices, strict=True):
        own = [by(one, person.id) for one in islice(made, EACH)]
        theirs.add_all([computer, *own])
        seen += own
    desk.store.add_all(replace(one, given_by="PyVideo") for one in made)
    desk.store.add_all(_sessions(desk, chance, chance.sample(seen, sessions), people))
    return desk


def by(training: Training, person: str) -> Training:
    """Return a training like this one, made by this person."""
    return Training.new(person, **{name: value for name, value in vars(training).items() if name not in ("id", "creator", "nonce")})


def _people(desk: Desk, chance: random.Random, departments: list[Department], many: int) -> Iterator[Colleague]:
    for number in range(many):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        yield Colleague.new(desk.me, name=name, email=f"c{number}@noordveld.nl", department=chance.choice(departments).id)


def _sessions(desk: Desk, chance: random.Random, chosen: list[Training], people: list[Colleague]) -> Iterator[Session | SignUp]:
    planned = []
    for training in chosen:
        starts = desk.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=chance.randint(1, 24 * 365))
        place = chance.choice(("Raadzaal", "Kamer 2.14", ""))
        planned.append(
            Session.new(
                desk.me,
                training=training.id,
                starts=starts,
                ends=starts + timedelta(minutes=training.minutes),
                place=place,
                link="" if place else "https://overleg.example/kamer",
                seats=chance.choice((8, 12, 15, None)),
            )
        )
    yield from planned
    for session in planned:
        for person in chance.sample(people, chance.randint(0, 14)):
            yield SignUp.new(desk.me, session=session.id, person=person.id)
