"""Coming back with the recovery code: nobody else is coordinator, and the computer that was is gone or not heard."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.sharing.office import Office, Profile, invitation, office
from traincollega.errors import InvalidInput, NotPossible
from traincollega.models.training import Training
from traincollega.sharing.admitting import accept_more, approve, make_coordinator, revoke
from traincollega.sharing.checking import check
from traincollega.sharing.coming_back import come_back
from traincollega.sharing.joining import join_again
from traincollega.sharing.keys import FILE
from traincollega.sharing.recovery import new_code


@pytest.fixture
def ours() -> Iterator[Office]:
    """Anna, who alone is coordinator, and Bram."""
    with office() as made:
        anna = made.first()
        made.another(invitation(anna.circle()), "Bram")
        made.settle()
        yield made


def test_a_coordinator_whose_profile_was_put_on_another_computer_gets_back_in_and_loses_nothing(ours: Office) -> None:
    anna, bram = ours.profiles
    anna.store.save(Training.new(anna.me, title="Never sent"))
    copy = Profile(ours, anna.copied(ours.folder / "new computer"), anna.desk, ours.place(), anna.wrong)
    anna.close()
    copy.open()
    ours.profiles[0] = copy
    back(copy, ours.code)
    ours.settle()
    assert [one.title for one in bram.store.where(Training)] == ["Never sent"]
    assert bram.digest() == copy.digest()
    revoke(copy.circle(), [bram.device])
    ours.settle()
    assert bram.device in copy.circle().trust().revoked


def test_what_was_said_while_nobody_could_approve_this_computer_counts_once_it_is_back(ours: Office) -> None:
    anna, bram = ours.profiles
    known = invitation(anna.circle())
    (anna.folder / FILE).unlink()
    with pytest.raises(NotPossible, match="Join again with an invitation first"):
        come_back(anna.desk, anna.folder, ours.code)
    anna.desk = replace(anna.desk, store=join_again(anna.desk, anna.folder, known).store)
    anna.store.save(Training.new(anna.me, title="Said meanwhile"))
    ours.settle()
    assert bram.store.where(Training) == []
    back(anna, ours.code)
    ours.settle()
    assert [one.title for one in bram.store.where(Training)] == ["Said meanwhile"]
    assert bram.digest() == anna.digest()


def test_a_coordinator_whose_computer_was_revoked_comes_back_with_all_that_was_done_on_it_since(ours: Office) -> None:
    anna, bram = ours.profiles
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle()
    revoke(bram.circle(), [anna.device], ours.code)
    ours.settle()
    anna.store.save(Training.new(anna.me, title="While revoked"))
    ours.settle()
    back(anna, ours.code)
    anna.store.save(Training.new(anna.me, title="Back"))
    ours.settle()
    assert {one.title for one in bram.store.where(Training)} == {"While revoked", "Back"}
    assert bram.digest() == anna.digest()


def test_who_joined_again_twice_keeps_what_was_done_in_between_when_only_the_last_computer_is_approved(ours: Office) -> None:
    anna, bram = ours.profiles
    known = invitation(anna.circle())
    for title in ("First", "Second"):
        (bram.folder / FILE).unlink()
        bram.desk = replace(bram.desk, store=join_again(bram.desk, bram.folder, known).store)
        bram.store.save(Training.new(bram.me, title=title))
        ours.settle()
    approve(anna.circle(), bram.device)
    ours.settle()
    assert {one.title for one in anna.store.where(Training)} == {"First", "Second"}
    assert check(bram.desk, bram.circle()) == []
    assert bram.digest() == anna.digest()


def test_what_waits_of_a_computer_that_was_revoked_before_anybody_approved_it_can_be_accepted(ours: Office) -> None:
    anna, bram = ours.profiles
    second = ours.another(invitation(anna.circle()), "Bram")
    second.store.save(Training.new(second.me, title="Excel"))
    ours.settle()
    revoke(anna.circle(), [second.device])
    ours.settle()
    accept_more(anna.circle(), second.device)
    ours.settle()
    assert [one.title for one in anna.store.where(Training)] == [one.title for one in bram.store.where(Training)] == ["Excel"]


def test_only_a_coordinator_who_is_not_heard_comes_back_by_the_code_of_this_organisation(ours: Office) -> None:
    anna, bram = ours.profiles
    with pytest.raises(InvalidInput):
        come_back(anna.desk, anna.folder, new_code())
    with pytest.raises(NotPossible, match="hear this computer already"):
        come_back(anna.desk, anna.folder, ours.code)
    with pytest.raises(NotPossible, match="only a coordinator"):
        come_back(bram.desk, bram.folder, ours.code)
    ours.settle()
    assert anna.digest() == bram.digest()


def back(one: Profile, code: str) -> None:
    one.desk = replace(one.desk, store=come_back(one.desk, one.folder, code).store)
