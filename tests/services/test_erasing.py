"""Forgetting a colleague, also where nobody shares: names go, counts stay, and what is lost is told first."""

from datetime import timedelta

import pytest

from tests.models.world import Time
from tests.services.conftest import colleague, session_of, training_of
from traincollega.errors import NotAllowed, NotFound, NotPossible
from traincollega.exchange.counting import results
from traincollega.imports.staff_files import StaffRecord
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.staff import Staff
from traincollega.services.attending import PRESENT, note
from traincollega.services.desk import Desk
from traincollega.services.enrolling import sign_up
from traincollega.services.erasing import colleague_named, erase, what_goes
from traincollega.services.staffing import import_staff


def test_who_is_forgotten_leaves_no_name_and_is_counted_all_the_same(anna: Desk, time: Time) -> None:
    session = session_of(anna, training_of(anna))
    guests = [colleague(anna, f"Guest{n}") for n in range(5)]
    for guest in guests:
        sign_up(guest, session)
    import_staff(anna, [StaffRecord("line 2", "GUEST0@noordveld.nl", "ICT")])
    time.now += timedelta(days=8)
    note(anna, session, {guests[0].me: PRESENT})
    held = anna.store.get(Session, session)
    before = results(anna, [held])
    assert before[held.training].participants == 5
    erase(anna.store, guests[0].me, anna.now())
    assert anna.store.find(Colleague, guests[0].me) is None
    assert len(anna.store.where(SignUp)) == 4
    assert anna.store.where(Staff) == []
    assert not any("guest0" in change.said.lower() for change in anna.store.all_changes())
    assert results(anna, [held]) == before
    erase(anna.store, guests[1].me, anna.now())
    assert results(anna, [held]) == before
    with pytest.raises(NotAllowed, match="forgotten"):
        guests[0].store.save(SignUp.new(guests[0].me, session=session, person=guests[0].me))


def test_what_is_lost_is_told_first(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(bram)
    sign_up(bram, session_of(anna, training_of(anna)))
    told = " ".join(what_goes(anna, bram.me))
    assert "Bram" in told
    assert "1 sign-up goes" in told
    assert "Their training stays" in told
    assert training


def test_only_a_coordinator_lets_be_forgotten_and_no_coordinator_is(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    with pytest.raises(NotAllowed):
        erase(bram.store, anna.me, anna.now())
    with pytest.raises(NotPossible, match="coordinator"):
        erase(anna.store, anna.me, anna.now())


def test_a_colleague_is_named_by_address_or_id(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    assert colleague_named(anna, "BRAM@noordveld.nl").id == colleague_named(anna, bram.me[:8]).id == bram.me
    with pytest.raises(NotFound):
        colleague_named(anna, "nobody@noordveld.nl")
