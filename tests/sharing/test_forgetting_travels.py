"""Who is forgotten by another computer is counted by HR all the same, and HR's computer keeps no row that names them."""

from datetime import timedelta
from pathlib import Path

from tests.sharing.circle_of import NOON, Villager, village_of
from traincollega.models.attendance import Presence
from traincollega.models.colleague import Colleague
from traincollega.models.organisation import Department, Grant
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.counting import SETTLES, count, counted
from traincollega.sharing import forgetting
from traincollega.sharing.computers import circle_of


def test_who_is_forgotten_before_hr_looks_is_counted_and_named_nowhere(tmp_path: Path) -> None:
    village = village_of(tmp_path, "Anna", "Bram", "Chris")
    anna, bram, chris = (village.people[name] for name in ("Anna", "Bram", "Chris"))
    anna.desk.store.save(Grant.new(anna.desk.me, right="hr", subject=anna.desk.organisation, person=chris.desk.me))
    department = Department.new(anna.desk.me, name="Griffie")
    anna.desk.store.save(department)
    village.exchange()
    store, me = bram.desk.store, bram.desk.me
    training = Training.new(me, title="Excel", status="published", organisation=bram.desk.organisation)
    session = Session.new(me, training=training.id, starts=NOON - timedelta(hours=2), ends=NOON - timedelta(hours=1))
    where = {"department": department.id, "on_paper": True}
    cards = [Colleague.new(me, name=f"Gast {n}", email=f"gast{n}@noordveld.nl", **where) for n in range(6)]
    store.save(training, session, *cards)
    store.save(*(Presence.new(me, session=session.id, person=one.id, minutes=60) for one in cards))
    village.exchange()
    forgetting.erase(circle_of(anna.desk, anna.folder), cards[0].id)
    village.exchange()
    for one in village.people.values():
        one.clock.now += SETTLES + timedelta(hours=1)
    count(chris.desk)
    (told,) = counted(chris.desk)
    assert [(part.of, part.size) for part in told.portion.departments] == [(((department.id,),), 6)]
    for one in (anna, bram, chris):
        assert not any(cards[0].id in str(row) for row in kept(one))


def kept(one: Villager) -> list[tuple[object, ...]]:
    """Return all that overviews keep of single persons on a computer."""
    connection = one.desk.store.connection
    tables = ("counted", "to_count", "newcomer", "nameless")
    return [row for table in tables for row in connection.execute(f"SELECT * FROM {table}").fetchall()]
