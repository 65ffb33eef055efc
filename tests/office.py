"""A small office to test screens in: one desk on a new database, colleagues beside it, and a clock that stands still."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from traincollega.models.colleague import Colleague, Device
from traincollega.models.organisation import Department
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.beginning import begin
from traincollega.services.desk import Desk
from traincollega.services.planning import Plan
from traincollega.services.publishing import Words, publish

MONDAY = datetime(2026, 11, 23, 13, 2, tzinfo=UTC)
"""Two minutes past two in the afternoon in Amsterdam."""


@dataclass
class Hand:
    """The clock of the office; tests move it."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.at

    def later(self, **step: float) -> None:
        """Move on: `later(hours=3)`."""
        self.at += timedelta(**step)


@dataclass
class Office:
    """A desk, its clock, and the desks of colleagues on the same database."""

    desk: Desk
    clock: Hand
    desks: dict[str, Desk] = field(default_factory=dict)

    def colleague(self, name: str, department: str = "", desk: Desk | None = None) -> Desk:
        """Return the desk of a colleague, who comes to work here if they did not yet."""
        if name not in self.desks:
            store = (desk or self.desk).store
            where = store.where(Department, name=department) if department else []
            if department and not where:
                where = [Department.new(self.desk.me, name=department)]
                store.save(where[0])
            email = name.lower().replace(" ", ".") + "@noordveld.nl"
            card = Colleague.new(self.desk.me, name=name, email=email, department=where[0].id if where else "")
            device = Device.new(card.id, person=card.id, name="laptop")
            store.save(card)
            theirs = store.speaking_for(device.id, card.id)
            theirs.save(device)
            self.desks[name] = replace(self.desk, store=theirs, me=card.id)
        return self.desks[name]

    def training(self, title: str = "Draaitabellen zonder zweten", by: str = "", minutes: int = 45) -> Training:
        """Return a training published by me, or by a colleague."""
        desk = self.colleague(by) if by else self.desk
        done = publish(desk, Words(title=title, summary="Van lijst naar antwoord in drie klikken.", minutes=minutes))
        return desk.store.get(Training, done.subject)

    def session(self, training: Training, starts: datetime, **wish: object) -> Session:
        """Return a session, planned by who made the training."""
        desk = next((desk for desk in self.desks.values() if desk.me == training.creator), self.desk)
        wish = {"minutes": training.minutes, "place": "Stadhuis, zaal 2.14", "seats": 12} | wish
        made = Session.new(desk.me, training=training.id, **_fields(Plan(starts=starts, **wish)))  # type: ignore[arg-type]
        desk.store.save(made)
        return desk.store.get(Session, made.id)


def _fields(wish: Plan) -> dict[str, object]:
    return {
        "starts": wish.starts, "ends": wish.starts + timedelta(minutes=wish.minutes), "place": wish.place, "link": wish.link,
        "seats": wish.seats, "closes": wish.closes, "order": wish.order,
    }  # fmt: skip


def new_office(folder: Path, at: datetime = MONDAY) -> Office:
    """Return an office in a new profile that begins at a moment; I am Fatma, and its coordinator."""
    clock = Hand(at)
    desk = begin(
        folder, organisation="Gemeente Noordveld", name="Fatma Demir", email="fatma@noordveld.nl", department="Financiën", now=clock
    )
    return Office(desk, clock)
