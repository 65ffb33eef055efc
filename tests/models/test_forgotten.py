"""Rows that are erased one by one, and the right of HR: whoever says so, and in whatever order it comes."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.models.world import Three, changes_of, computer, exchange
from traincollega.errors import NotAllowed
from traincollega.models.change import Change
from traincollega.models.organisation import Grant
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.staff import Staff
from traincollega.models.store import Store
from traincollega.models.training import Training
from traincollega.models.trust import Erasure


def granted(by: Store, right: str, to: Store) -> Grant:
    made = Grant.new(by.person, right=right, subject=by.local("organisation"), person=to.person)
    by.save(made)
    return made


def test_only_hr_writes_the_staff_list(three: Three) -> None:
    anna, bram, chris = three
    grant = granted(anna, "hr", chris)
    exchange(*three)
    line = Staff.new(chris.person, email="eva@noordveld.nl")
    chris.save(line)
    for store in (anna, bram):
        with pytest.raises(NotAllowed):
            store.save(Staff.new(store.person, email="eva@noordveld.nl"))
    exchange(*three)
    anna.save(replace(anna.get(Grant, grant.id), withdrawn=True))
    exchange(*three)
    with pytest.raises(NotAllowed):
        chris.save(replace(chris.get(Staff, line.id), personnel_number="1"))
    assert [one.personnel_number for one in bram.where(Staff)] == [""], "what was written then stays"


def test_what_hr_wrote_counts_once_it_is_known_that_a_coordinator_gave_that_role(three: Three, tmp_path: Path) -> None:
    anna, bram, chris = three
    first = granted(anna, "coordinator", bram)
    exchange(*three)
    granted(bram, "hr", chris)
    exchange(*three)
    chris.save(Staff.new(chris.person, email="eva@noordveld.nl"))
    exchange(*three)
    dora = computer(tmp_path / "dora.sqlite", name="Dora")
    held_back = [change for change in changes_of(anna) if change.id == first.id]
    dora.set_local("organisation", anna.local("organisation"))
    dora.apply([change for change in changes_of(anna) if change.id != first.id])
    assert [one.email for one in dora.where(Staff)] == [""], "who may not write it says nothing"
    dora.apply(held_back)
    assert [one.email for one in dora.where(Staff)] == ["eva@noordveld.nl"]
    assert dora.check() == []
    dora.connection.close()


def test_the_sign_ups_of_a_session_that_were_erased_are_gone_everywhere_and_do_not_come_back(
    three: Three, given: tuple[Training, Session]
) -> None:
    anna, bram, chris = three
    session = given[1]
    mine = SignUp.new(chris.person, session=session.id, person=chris.person)
    chris.save(mine)
    exchange(*three)
    old = changes_of(chris)
    anna.save(Erasure.new(anna.person, noun="sign_up", row=session.id))
    anna.forget()
    assert not any(change.noun == "sign_up" for change in changes_of(anna))
    exchange(anna, bram)
    assert [store.where(SignUp) for store in (anna, bram)] == [[], []]
    anna.apply(old)
    assert anna.where(SignUp) == []
    exchange(*three)
    with pytest.raises(NotAllowed, match="erased"):
        chris.save(SignUp.new(chris.person, session=session.id, person=chris.person))
    assert all(store.get(Session, session.id) == session for store in three)
    assert [store.check() for store in three] == [[], [], []]


def test_an_erasure_of_who_may_not_say_so_erases_nothing(three: Three, given: tuple[Training, Session]) -> None:
    anna, bram, chris = three
    session = given[1]
    granted(anna, "hr", bram)
    exchange(*three)
    chris.save(SignUp.new(chris.person, session=session.id, person=chris.person))
    line = Staff.new(bram.person, email="eva@noordveld.nl")
    bram.save(line)
    exchange(*three)
    for by, said in (
        (chris, {"noun": "sign_up", "row": session.id}),
        (chris, {"noun": "staff", "row": line.id}),
        (bram, {"noun": "sign_up", "row": session.id}),
        (bram, {"person": chris.person}),
        (anna, {"noun": "training", "row": session.training}),
    ):
        forged = Erasure.new(by.person, **said)
        by.apply([Change("erasure", forged.id, by.clock.tick(), by.device,
                         {"creator": by.person, "nonce": forged.nonce, **said})])  # fmt: skip
    exchange(*three)
    assert [(len(store.where(SignUp)), len(store.where(Staff)), len(store.where(Training))) for store in three] == [(1, 1, 1)] * 3
    bram.save(Erasure.new(bram.person, noun="staff", row=line.id))
    exchange(*three)
    assert [store.where(Staff) for store in three] == [[], [], []]
    assert [store.check() for store in three] == [[], [], []]
