"""Faults that random histories, and reading the code with a planted fault in mind, found: each as its smallest story."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.sharing.office import Office, invitation, office
from traincollega.errors import NotAllowed
from traincollega.models.organisation import Department, Organisation
from traincollega.models.trust import KeyWrap
from traincollega.sharing.admitting import approve, end_coordinator, make_coordinator, revoke


@pytest.fixture
def ours() -> Iterator[Office]:
    """Anna's organisation; Bram and Chris came by the same invitation, and everybody heard of everybody."""
    with office() as made:
        anna = made.first()
        known = invitation(anna.circle())
        anna.round()
        for name in ("Bram", "Chris"):
            made.another(known, name)
        made.settle()
        yield made


def test_a_new_reading_key_reaches_everybody_who_is_still_heard(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    revoke(anna.circle(), [bram.device])
    ours.settle(anna, chris)
    assert chris.circle().keys.writing == anna.circle().keys.writing != bram.circle().keys.writing
    assert chris.digest() == anna.digest()


def test_who_joins_by_an_invitation_from_before_the_new_key_gets_that_key(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    old = invitation(anna.circle())
    revoke(anna.circle(), [bram.device, chris.device])
    anna.round()
    dora = ours.another(old, "Dora")
    ours.settle(anna, dora)
    assert dora.circle().keys.writing == anna.circle().keys.writing
    assert dora.digest() == anna.digest()


def test_keys_that_a_coordinator_hands_on_are_read_by_who_cannot_read_yet_that_they_became_coordinator(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    old = invitation(anna.circle())
    revoke(anna.circle(), [chris.device])
    ours.settle(anna, bram)
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle(anna, bram)
    dora = ours.another(old, "Dora")
    ours.settle(bram, dora)  # Anna is away
    assert dora.circle().keys.writing == bram.circle().keys.writing
    assert dora.digest() == bram.digest()


def test_a_second_computer_that_is_approved_gets_the_newest_key_from_who_approved_it(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    old = invitation(anna.circle())
    revoke(anna.circle(), [chris.device])
    ours.settle(anna, bram)
    other = ours.another(old, "Bram")
    anna.round()
    approve(anna.circle(), other.device)
    ours.settle(anna, other)
    assert other.circle().keys.writing == anna.circle().keys.writing


def test_a_colleague_cannot_keep_a_new_key_from_others_by_handing_on_rubbish(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    old = invitation(anna.circle())
    revoke(anna.circle(), [chris.device])
    (row,) = anna.store.where(KeyWrap, device=bram.device)
    ours.settle(anna, bram)
    dora = ours.another(old, "Dora")
    bram.store.save(
        KeyWrap.new(bram.me, epoch=row.epoch, number=1, device=dora.device, sealed="00"),
        KeyWrap.new(bram.me, epoch="0" * 16, number=(1 << 31) - 1, device=dora.device, sealed="00"),
    )
    ours.settle(bram, anna)
    ours.settle(anna, bram, dora)
    assert dora.circle().keys.writing == row.epoch
    revoke(anna.circle(), [bram.device])
    ours.settle(anna, dora)
    assert dora.circle().keys.writing == anna.circle().keys.writing != row.epoch


def test_who_joins_after_the_founder_was_ended_hears_the_same_as_everybody(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle()
    end_coordinator(bram.circle(), anna.me, ours.code)
    ours.settle()
    anna.store.save(Department.new(anna.me, name="ICT"))
    later = replace(anna.store.get(Organisation, anna.desk.organisation), space="Anna was here")
    with pytest.raises(NotAllowed):
        chris.store.save(later)
    ours.settle()
    dora = ours.another(invitation(bram.circle()), "Dora")
    ours.settle()
    assert dora.store.check() == []
    assert dora.digest() == chris.digest()
