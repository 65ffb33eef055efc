"""Faults that random histories, and reading the code with a planted fault in mind, found: each as its smallest story."""

import json
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from tests.models.world import NOON
from tests.sharing.faulty_folder import Faulty, Shelf
from tests.sharing.office import Office, Profile, invitation, office
from traincollega.errors import NotAllowed, NotPossible, PlaceUnreachable, SharingError
from traincollega.models.attendance import NO_SHOW, Mark
from traincollega.models.change import Change
from traincollega.models.colleague import Colleague
from traincollega.models.envelopes import SENT_UNTIL
from traincollega.models.organisation import Department, Organisation
from traincollega.models.seals import Seals
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.models.trust import Erasure, Invitation, KeyWrap
from traincollega.services.beginning import open_desk
from traincollega.sharing import computers, joining, packs, rounds
from traincollega.sharing.admitting import accept_more, approve, end_coordinator, make_coordinator, revoke, set_hr
from traincollega.sharing.checking import check
from traincollega.sharing.epochs import hand_on_keys, take_keys
from traincollega.sharing.forgetting import erase
from traincollega.sharing.joining import come_in, join_again, take_first
from traincollega.sharing.keeping_step import PATIENCE, keep_step, seal, waiting
from traincollega.sharing.place import PACK, SEGMENT, Names, content_name
from traincollega.sharing.receiving import receive
from traincollega.sharing.rounds import after_a_look, one_round
from traincollega.sharing.segments import Kind, Malformed, read, write
from traincollega.sharing.taking_in import FORGETS, forget, open_again, take_in
from traincollega.sharing.trust import Stated, trust_of


@pytest.fixture
def ours() -> Iterator[Office]:
    """Anna's organisation; Bram and Chris came by the same invitation, and everybody heard of everybody."""
    with office() as made:
        made.begun_with("Bram", "Chris")
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
    assert dora.circle().keys.writing == bram.circle().keys.writing != old.writing
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


def test_what_is_said_after_the_last_changes_went_is_sent_all_the_same(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    chris.store.save(Training.new(chris.me, title="Excel"))
    ours.settle()
    bram.store.set_local(SENT_UNTIL, str(bram.circle().envelopes.last_change()))
    revoke(anna.circle(), [chris.device])  # before Anna, too, heard of it: so what is last here goes
    bram.store.retract([change for change in bram.changes().values() if change.device == chris.device])
    bram.store.save(Training.new(bram.me, title="Word"))
    circle = bram.circle()
    assert waiting(circle) == 1
    seal(circle)
    assert [kept.device for kept in circle.envelopes.to_put()] == [bram.device]


def test_a_pack_that_was_fetched_and_not_taken_in_is_fetched_again(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    for number in range(3):
        anna.store.save(Training.new(anna.me, title=f"Excel {number}"))
        anna.round()
    names = [name for name, _kind, _size in anna.circle().envelopes.arrived_before("9999", anna.device)][-3:]
    whole = b"".join(kept.envelope for kept in anna.circle().envelopes.named(names))
    ours.shelf.put(content_name(whole, PACK), whole)
    ours.shelf.remove(names)

    def stopped(number: int, _total: int) -> None:
        if number == 2:
            raise KeyboardInterrupt

    ours.shelf.put(*other_content())
    with pytest.raises(KeyboardInterrupt):
        one_round(bram.desk, bram.folder, bram.place, report=stopped)
    ours.settle(bram)
    assert len(bram.store.where(Training)) == 3


def other_content() -> tuple[str, bytes]:
    """Return a content of which nobody knows what it is, with its name."""
    return content_name(b"else", SEGMENT), b"else"


def test_a_file_that_hung_is_fetched_once_it_does_not(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    bram.place = Faulty(ours.shelf, Random(0), {"slow"}, chance=1)
    anna.store.save(Training.new(anna.me, title="Excel"))
    anna.round()
    for _ in range(3):
        bram.round()
    bram.place = ours.shelf
    bram.round()
    assert bram.store.where(Training)


def test_ancestors_that_come_in_a_key_we_lack_count_once_it_comes(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    for title in ("Excel", "Word"):
        bram.store.save(Training.new(bram.me, title=title))
        bram.round()
    anna.round()
    revoke(anna.circle(), [bram.device])
    lacks = chris.circle()
    none = replace(lacks, keys=replace(lacks.keys, reading={}))
    anna.round()
    first, second = [kept for kept in anna.circle().envelopes.of_device(bram.device) if kept.number > 2]
    take_in(lacks, [one for one in ours.shelf.files.items() if one[0] not in (first.name, second.name)])
    take_in(lacks, [(second.name, second.envelope)])
    take_in(none, [(first.name, first.envelope)])
    assert sum(open_again(lacks)) == 1
    assert {one.title for one in chris.store.where(Training)} == {"Excel", "Word"}


def test_a_computer_that_lost_its_settings_loses_nothing_that_was_said_since(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    for title in ("Excel", "Word"):  # twice
        bram.close()
        (bram.folder / "settings.json").unlink()
        bram.open()
        bram.store.save(Training.new(bram.me, title=title))
    ours.settle()
    assert len(anna.store.where(Training)) == 2
    assert anna.digest() == bram.digest()
    assert check(bram.desk, bram.circle()) == []


def test_who_lost_the_settings_before_sharing_shares_what_was_made_before_too() -> None:
    with office() as ours:
        anna = ours.begun()
        anna.store.save(Training.new(anna.me, title="Excel"))
        anna.close()
        (anna.folder / "settings.json").unlink()
        anna.open()
        anna.store.save(Training.new(anna.me, title="Word"))
        ours.share(anna)
        known = invitation(anna.circle())
        anna.round()
        bram = ours.another(known, "Bram")
        assert {one.title for one in bram.store.where(Training)} == {"Excel", "Word"}
        assert bram.digest()[1:] == anna.digest()[1:] or ours.settle() >= 0
        assert check(anna.desk, anna.circle()) == []


def test_a_restored_computer_whose_first_round_broke_off_says_nothing_of_what_it_had_sent_again(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    copy = bram.copied(ours.folder / "copy")
    bram.store.save(Training.new(bram.me, title="Excel"))
    ours.settle()
    bram.put_back(copy)
    circle = bram.circle()
    receive(circle, bram.place, bram.place.names())
    bram.close()
    bram.open()
    ours.settle()
    assert check(bram.desk, bram.circle()) == []
    assert bram.digest() == anna.digest()


def test_of_two_makings_of_one_invitation_the_first_stands_whatever_came_first(ours: Office) -> None:
    anna, _bram, _chris = ours.profiles
    circle = anna.circle()
    known = invitation(circle)
    row = anna.store.get(Invitation, known.id)
    (made,) = (change for change in anna.changes().values() if change.id == row.id)
    again = replace(made, stamp=made.stamp + 1, fields={**made.fields, "key": "00" * 32})
    anna.round()
    dora = ours.another(known, "Dora")
    ours.settle()
    envelopes = anna.circle().envelopes
    stated = [Stated(*one) for one in envelopes.statements()]
    segment = next(one.segment for one in stated if one.change == made)
    for order in ([*stated, Stated(segment, again)], [Stated(segment, again), *stated]):
        assert dora.device in trust_of(circle.organisation, circle.root, order, envelopes.before).certified


def test_nothing_is_kept_about_who_is_forgotten_also_on_the_computer_that_says_so(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    training = Training.new(anna.me, title="Excel")
    session = Session.new(anna.me, training=training.id)
    anna.store.save(training, session)
    ours.settle()
    chris.store.save(SignUp.new(chris.me, session=session.id, person=chris.me))
    ours.settle()
    erase(anna.circle(), chris.me)
    ours.settle()
    for one in ours.profiles:
        assert not [change for change in one.changes().values() if chris.me in (change.id, change.fields.get("person"))
                    and change.noun in ("colleague", "sign_up")]  # fmt: skip
        assert one.store.check() == []
    with pytest.raises(NotAllowed):
        chris.store.save(SignUp.new(chris.me, session=session.id, person=chris.me))
    with pytest.raises(NotAllowed):
        erase(bram.circle(), chris.me)
    with pytest.raises(NotPossible):
        erase(anna.circle(), anna.me)


@pytest.mark.parametrize("fields", ['{"person": NaN}', '{"new": ' + "[" * 100 + "]" * 100 + "}"])
def test_what_only_some_readers_take_for_json_is_no_segment(fields: str, ours: Office) -> None:
    _anna, bram, chris = ours.profiles
    circle = bram.circle()
    number, previous = circle.envelopes.last(bram.device) or (0, b"")
    said = Change("interest", "5e" * 16, 1, bram.device, json.loads(fields))
    evil = write(circle.writer(), Kind.PERSONAL, number + 1, previous, [said])
    with pytest.raises(Malformed):
        read(evil.envelope, chris.circle().keys.reading.get)


def test_who_joins_again_can_open_what_is_kept_here_also_where_the_inviter_lacks_the_key(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    make_coordinator(anna.circle(), chris.me, ours.code)
    ours.settle()
    anna.store.save(Training.new(anna.me, title="Excel"))
    revoke(anna.circle(), [bram.device])
    anna.store.save(Training.new(anna.me, title="Word"))
    seal(anna.circle())
    clone = Profile(ours, anna.copied(ours.folder / "clone"), anna.desk, ours.shelf, timedelta())
    clone.open()
    circle = join_again(clone.desk, clone.folder, invitation(chris.circle()))
    assert check(clone.desk, circle) == []
    clone.close()


def test_only_of_a_revoked_computer_more_can_be_accepted(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    with pytest.raises(NotPossible):
        accept_more(anna.circle(), bram.device)
    revoke(anna.circle(), [bram.device])
    ours.settle()
    with pytest.raises(NotAllowed):
        accept_more(chris.circle(), bram.device)


def test_a_lost_computer_stays_revoked_when_its_person_becomes_coordinator(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    revoke(anna.circle(), [bram.device])
    make_coordinator(anna.circle(), bram.me, ours.code)
    bram.store.save(Training.new(bram.me, title="by who found it"))
    ours.settle()
    assert bram.device in chris.circle().trust().revoked
    assert not chris.store.where(Training)


def test_keys_are_handed_on_also_after_the_round_that_heard_of_a_newcomer_broke_off(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    old = invitation(anna.circle())
    revoke(anna.circle(), [bram.device])
    anna.round()
    dora = ours.another(old, "Dora")
    keep_step(anna.circle(), anna.place)
    ours.settle(anna, dora)
    assert dora.circle().keys.writing == anna.circle().keys.writing != bram.circle().keys.writing
    assert chris.round().problems == ()


def test_what_somebody_did_who_was_ended_as_coordinator_goes_once_that_is_heard(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    make_coordinator(anna.circle(), bram.me, ours.code)
    excel = Training.new(chris.me, title="Excel")
    chris.store.save(excel)
    ours.settle()
    end_coordinator(bram.circle(), anna.me, ours.code)
    ours.time.now += timedelta(hours=1)
    anna.store.save(replace(anna.store.get(Training, excel.id), hidden="Old"))
    ours.settle()
    assert [one.store.get(Training, excel.id).hidden for one in (anna, bram, chris)] == [""] * 3
    assert anna.store.check() == []


def test_what_a_revoked_computer_says_lies_in_the_place_all_the_same(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    revoke(anna.circle(), [bram.device])
    ours.settle()
    bram.store.save(Training.new(bram.me, title="Excel"))
    ours.settle()
    assert waiting(bram.circle()) == 0
    assert not chris.store.where(Training)
    accept_more(anna.circle(), bram.device)
    ours.settle()
    assert [one.title for one in chris.store.where(Training)] == ["Excel"]


def test_nobody_revokes_the_computer_they_work_on(ours: Office) -> None:
    anna = ours.profiles[0]
    with pytest.raises(NotPossible):
        revoke(anna.circle(), [anna.device], ours.code)


def test_who_was_away_while_two_keys_began_and_who_handed_on_the_first_was_revoked_gets_in_step(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    dora = ours.another(invitation(anna.circle()), "Dora")
    ours.settle()
    revoke(anna.circle(), [chris.device])
    anna.store.save(Training.new(anna.me, title="Excel"))
    ours.settle(anna, bram)
    make_coordinator(bram.circle(), bram.me, ours.code)
    revoke(bram.circle(), [anna.device], ours.code)
    ours.settle(bram)
    ours.settle(bram, dora)
    dora.close()
    dora.open()
    assert [one.title for one in dora.store.where(Training)] == ["Excel"]
    assert dora.digest() == bram.digest()


def test_who_takes_part_already_loses_no_keys_by_joining_again(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    with pytest.raises(NotPossible):
        join_again(bram.desk, bram.folder, invitation(anna.circle()))
    assert bram.circle().keys.device == bram.device


def test_what_is_done_on_a_revoked_computer_stays_there_and_it_says_nothing_twice(ours: Office) -> None:
    """Of this one nothing had been accepted, so that not even its own row would count there."""
    anna, _bram, chris = ours.profiles
    second = ours.another(invitation(anna.circle()), "Bram")
    excel = Training.new(second.me, title="Excel")
    session = Session.new(second.me, training=excel.id, starts=ours.time() + timedelta(days=9), seats=1)
    second.store.save(excel, session)
    ours.settle(anna, second)
    revoke(anna.circle(), [second.device])
    ours.settle(anna, second, chris)
    sign_up = SignUp.new(second.me, session=session.id, person=second.me)
    second.store.save(Training.new(second.me, title="Word"), sign_up)
    ours.settle(anna, second, chris)
    assert second.store.check() == []
    assert check(second.desk, second.circle()) == []
    assert {one.title for one in second.store.where(Training)} == {"Excel", "Word"}
    assert chris.store.where(Training) == []


def test_where_only_coordinators_can_take_away_they_pack_and_tidy_for_all(ours: Office) -> None:
    """In a database a colleague may not: what they laid there would stay for ever, beside packs that each of them made."""
    anna, bram, chris = ours.profiles
    for one in ours.profiles:
        one.place.each_tidies = False
    with patch.object(packs, "LEAST", 2):
        for title in ("Excel", "Word"):
            bram.store.save(Training.new(bram.me, title=title))
            bram.round()
        ours.settle()
        lie = set(ours.shelf.files)
        ours.time.now += timedelta(days=8)
        bram.round()
        assert set(ours.shelf.files) == lie
        for _n in range(3):
            anna.round()
        assert {name for name in ours.shelf.files if name.endswith(SEGMENT)} < lie
        bram.round()
        own = {kept.name for kept in bram.circle().envelopes.of_device(bram.device)}
        assert own.isdisjoint(ours.shelf.files)
        ours.settle()
    assert anna.digest() == bram.digest() == chris.digest()


def test_who_waits_to_be_approved_keeps_what_they_did_also_where_a_backup_is_put_back(ours: Office) -> None:
    """A restored computer becomes a new one, and what the last one said counted for nobody, not even there."""
    anna, _bram, _chris = ours.profiles
    second = ours.another(invitation(anna.circle()), "Bram")
    second.store.save(Training.new(second.me, title="Excel"))
    ours.settle()
    second.put_back(second.copied(ours.folder / "copy"))
    second.circle()
    anna.store.save(Training.new(anna.me, title="Word"))
    ours.settle()
    assert second.store.check() == []
    assert check(second.desk, second.circle()) == []
    assert {one.title for one in second.store.where(Training)} == {"Excel", "Word"}


def test_who_puts_a_backup_back_before_this_computer_was_ever_heard_of_says_nothing_in_its_name(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    clone = Profile(ours, bram.copied(ours.folder / "clone"), bram.desk, ours.shelf, timedelta())
    clone.open()
    circle = join_again(clone.desk, clone.folder, invitation(anna.circle()))
    clone.desk = replace(clone.desk, store=circle.store)
    clone.put_back(clone.copied(ours.folder / "copy"))
    clone.round()
    assert clone.store.check() == []
    assert clone.device != circle.keys.device
    assert not list(clone.circle().envelopes.of_device(circle.keys.device))
    clone.close()


def test_what_only_a_colleague_has_is_put_back_after_a_day(ours: Office) -> None:
    """The folder was emptied, and the backup that is put back is older than what was said last."""
    anna, bram, chris = ours.profiles
    copy = anna.copied(ours.folder / "copy")
    anna.store.save(Training.new(anna.me, title="Excel"))
    ours.settle()
    ours.shelf.files.clear()
    ours.shelf.laid.clear()
    anna.put_back(copy)
    ours.settle()
    assert anna.store.where(Training) == []
    ours.time.now += PATIENCE
    ours.settle()
    assert [one.title for one in anna.store.where(Training)] == ["Excel"]
    assert anna.digest() == bram.digest() == chris.digest()


def test_what_lies_in_a_pack_is_not_laid_out_loose_again_after_a_move(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "LEAST", 3)
    _anna, bram, chris = ours.profiles
    for number in range(4):
        bram.store.save(Training.new(bram.me, title=f"Training {number}"))
        ours.settle()
    ours.time.now += timedelta(days=8)
    ours.settle()
    lies = set(ours.shelf.files)
    assert any(name.endswith(PACK) for name in lies)
    chris.circle().envelopes.nothing_placed()
    ours.settle(chris)
    assert set(ours.shelf.files) == lies
    assert waiting(chris.circle()) == 0


def test_who_was_forgotten_by_a_computer_that_is_revoked_before_others_heard_of_it_is_remembered(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    make_coordinator(anna.circle(), bram.me, ours.code)
    dora = ours.another(invitation(anna.circle()), "Dora")
    ours.settle()
    erase(bram.circle(), dora.me)
    seal(bram.circle())
    said = [(kept.name, kept.envelope) for kept in bram.circle().envelopes.to_put()]
    take_in(chris.circle(), said)
    assert chris.store.find(Colleague, dora.me) is None
    revoke(anna.circle(), [bram.device], ours.code)
    ours.settle(anna, chris, dora)
    assert chris.store.get(Colleague, dora.me).name == "Dora"
    assert chris.digest() == anna.digest() == dora.digest()


def test_a_lone_coordinator_gets_the_newest_key_back_from_a_colleague(ours: Office) -> None:
    """The backup they put back is from before that key, and no other coordinator has it."""
    anna, bram, chris = ours.profiles
    copy = anna.copied(ours.folder / "copy")
    revoke(anna.circle(), [chris.device])
    ours.settle(anna, bram)
    anna.put_back(copy)
    ours.settle(anna, bram)
    assert anna.circle().keys.writing != bram.circle().keys.writing, "who was revoked with it may not be known to all yet"
    ours.time.now += PATIENCE + timedelta(minutes=1)
    ours.settle(anna, bram)
    assert anna.circle().keys.writing == bram.circle().keys.writing
    assert anna.digest() == bram.digest()


def test_a_revoked_coordinator_gets_no_key_from_who_heard_of_the_key_first(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle()
    revoke(anna.circle(), [bram.device], ours.code)
    anna.round()
    *_before, revocation, wraps = anna.circle().envelopes.of_device(anna.device)
    assert any(one.noun == "revocation" for one in read(revocation.envelope, anna.circle().keys.reading.get).changes)
    take_in(chris.circle(), [(wraps.name, wraps.envelope)])
    hand_on_keys(take_keys(chris.circle()))
    assert not [one for one in chris.store.where(KeyWrap) if one.device == bram.device]


def test_who_is_revoked_gets_no_key_from_another_coordinator_who_heard_of_the_key_first(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle()
    revoke(anna.circle(), [chris.device])
    anna.round()
    *_before, revocation, wraps = anna.circle().envelopes.of_device(anna.device)
    take_in(bram.circle(), [(wraps.name, wraps.envelope)])
    hand_on_keys(take_keys(bram.circle()))
    take_in(bram.circle(), [(revocation.name, revocation.envelope)])
    hand_on_keys(take_keys(bram.circle()))
    assert not [one for one in bram.store.where(KeyWrap, creator=bram.me) if one.device == chris.device]


def test_who_joins_again_without_the_newest_key_says_nothing_again_that_their_other_computer_said(
    ours: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their round was cut short before it noted that what it received needs no sending."""
    anna, bram, chris = ours.profiles
    known = invitation(anna.circle())
    anna.round()
    other = ours.another(known, "Bram")
    ours.settle()
    approve(bram.circle(), other.device)
    ours.settle()
    revoke(anna.circle(), [chris.device])
    ours.settle(anna, bram, other)
    other.store.save(Training.new(bram.me, title="Excel"))
    other.round()
    circle = bram.circle()
    receive(circle, bram.place, bram.place.names())
    (bram.folder / "keys.json").unlink()
    circle = join_again(bram.desk, bram.folder, known)
    assert other.device not in circle.former()
    bram.desk = replace(bram.desk, store=circle.store)
    bram.round()
    other.round()
    approve(other.circle(), bram.device)
    ours.settle(anna, bram, other)
    assert [check(one.desk, one.circle()) for one in (anna, bram, other)] == [[], [], []]


def test_what_is_saved_after_becoming_a_new_computer_was_cut_short_is_sent(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, bram, _chris = ours.profiles

    def cut_short(*_args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        bram.put_back(bram.copied(ours.folder / "copy"))
        patched.setattr(computers, "keep_keys", cut_short)
        with pytest.raises(RuntimeError):
            bram.circle()
    bram.close()
    bram.open()
    bram.store.save(Training.new(bram.me, title="Excel"))
    ours.settle()
    assert [one.title for one in anna.store.where(Training)] == ["Excel"]
    assert check(bram.desk, bram.circle()) == []


def test_where_no_computer_of_a_coordinator_is_heard_everybody_hands_on_the_newest_key(ours: Office) -> None:
    """Anna is no coordinator any more, and the only computer of the other one was revoked."""
    anna, bram, chris = ours.profiles
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle()
    revoke(anna.circle(), [bram.device], ours.code)
    chris.put_back(chris.copied(ours.folder / "copy"))
    chris.circle()
    end_coordinator(anna.circle(), anna.me, ours.code)
    ours.time.now += PATIENCE + timedelta(minutes=1)
    ours.settle(anna, chris)
    assert chris.circle().keys.writing == anna.circle().keys.writing != bram.circle().keys.writing
    assert chris.digest() == anna.digest()


def test_who_was_forgotten_by_who_had_not_the_right_any_more_is_remembered(ours: Office) -> None:
    """Anna erases Chris before she hears that she is coordinator no longer."""
    anna, bram, chris = ours.profiles
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle()
    end_coordinator(bram.circle(), anna.me, ours.code)
    erase(anna.circle(), chris.me)
    assert anna.store.find(Colleague, chris.me) is None
    ours.settle()
    assert anna.store.get(Colleague, chris.me).name == "Chris"
    assert anna.digest() == bram.digest() == chris.digest()
    assert check(anna.desk, anna.circle()) == []


def test_who_redacted_what_was_said_of_somebody_forgotten_by_mistake_gets_it_back(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    dora = ours.another(invitation(anna.circle()), "Dora")
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle()
    erase(bram.circle(), chris.me)
    for one in (bram, dora, bram, dora):
        one.round()
    assert dora.store.find(Colleague, chris.me) is None
    revoke(anna.circle(), [bram.device], ours.code)
    ours.settle(anna, chris, dora)
    ours.time.now += PATIENCE + timedelta(minutes=1)
    ours.settle(anna, chris, dora)
    assert dora.store.get(Colleague, chris.me).name == "Chris"
    assert anna.digest() == chris.digest() == dora.digest()


def test_what_somebody_objected_to_goes_with_them_also_where_they_hear_later_that_they_are_forgotten(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    training = Training.new(anna.me, title="Excel")
    session = Session.new(anna.me, training=training.id, starts=NOON, ends=NOON)
    anna.store.save(training, session, Mark.new(anna.me, session=session.id, person=bram.me, state=NO_SHOW))
    ours.settle()
    erase(anna.circle(), bram.me)
    bram.store.save(*(replace(one, disputed=True) for one in bram.store.where(Mark)))
    ours.settle()
    assert [check(one.desk, one.circle()) for one in ours.profiles] == [[], [], []]


def test_what_was_not_sent_is_not_lost_where_a_profile_lost_its_settings_and_was_copied(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    bram.store.save(Training.new(bram.me, title="Excel"))
    bram.close()
    (bram.folder / "settings.json").unlink()
    bram.open()
    copy = Profile(ours, bram.copied(ours.folder / "copy"), bram.desk, ours.place(), timedelta(0))
    copy.open()
    circle = join_again(copy.desk, copy.folder, invitation(anna.circle()))
    copy.desk = replace(copy.desk, store=circle.store)
    assert {change.device for change in copy.changes().values() if change.noun == "training"} == {copy.device}
    copy.round()
    anna.round()
    approve(anna.circle(), copy.device)
    ours.settle(anna, copy)
    assert [one.title for one in anna.store.where(Training)] == ["Excel"]
    copy.close()


def test_what_was_noted_of_a_session_that_is_not_heard_any_more_can_still_be_opened_by_who_noted_it(ours: Office) -> None:
    """Bram's computer is revoked before Anna has his training; a copy of it joins again, and says what it noted there once more."""
    anna, bram, chris = ours.profiles
    training = Training.new(bram.me, title="Excel")
    session = Session.new(bram.me, training=training.id, starts=NOON, ends=NOON)
    bram.store.save(training, session)
    bram.round()
    bram.store.save(Mark.new(bram.me, session=session.id, person=anna.me, state=NO_SHOW))
    revoke(anna.circle(), [bram.device], ours.code)
    copy = Profile(ours, bram.copied(ours.folder / "copy"), bram.desk, ours.place(), timedelta(0))
    copy.open()
    copy.desk = replace(copy.desk, store=join_again(copy.desk, copy.folder, invitation(anna.circle())).store)
    ours.settle(anna, chris, copy)
    assert check(copy.desk, copy.circle()) == []
    copy.close()


def test_who_is_days_behind_hands_a_key_on_a_day_after_it_came(ours: Office) -> None:
    """The last computer of a coordinator was put back to before the key that it began."""
    anna, bram, chris = ours.profiles
    copy = anna.copied(ours.folder / "copy")
    chris.wrong = timedelta(days=-5)
    revoke(anna.circle(), [bram.device], ours.code)
    ours.settle(anna, chris)
    anna.put_back(copy)
    ours.settle(anna, chris)
    ours.time.now += PATIENCE + timedelta(minutes=1)
    ours.settle(anna, chris)
    assert anna.circle().keys.writing == chris.circle().keys.writing


def damaged(one: Profile) -> str:
    """Damage the last segment of a profile as a disk does; return its name."""
    query = "SELECT seq, name, envelope FROM segment WHERE device = ? AND kind = 1 ORDER BY number DESC LIMIT 1"
    (seq, name, envelope) = one.store.connection.execute(query, (one.device,)).fetchone()
    one.store.connection.execute("UPDATE segment SET envelope = ? WHERE seq = ?", (envelope[:-1] + b"?", seq))
    return str(name)


def test_a_segment_that_the_disk_damaged_and_that_vanished_stops_nothing_else(
    ours: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bram, _chris = ours.profiles
    put = type(bram.place).put

    def laid(place: Faulty, name: str, content: bytes) -> None:
        assert content_name(content, name[-4:]) == name
        put(place, name, content)

    monkeypatch.setattr(type(bram.place), "put", laid)
    bram.store.save(Training.new(bram.me, title="Excel"))
    ours.settle()
    ours.shelf.remove([damaged(bram)])
    bram.store.save(Training.new(bram.me, title="Word"))
    bram.round()
    ours.settle()
    assert sorted(one.title for one in anna.store.where(Training)) == ["Excel", "Word"]


def test_a_segment_that_the_disk_damaged_takes_no_sound_one_out_of_the_place(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "LEAST", 3)
    anna, bram, _chris = ours.profiles
    for number in range(6):
        bram.store.save(Training.new(bram.me, title=str(number)))
        bram.round()
    damaged(bram)
    ours.time.now += timedelta(days=8)
    for _n in range(3):
        bram.round()
    anna.round()
    assert len(anna.store.where(Training)) == 6


def test_not_all_is_known_while_files_of_the_place_do_not_come(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, bram, _chris = ours.profiles
    monkeypatch.setattr(rounds, "at_place", lambda *_asked: nullcontext(anna.place))
    assert after_a_look(anna.desk, anna.folder)[1]
    bram.store.save(Training.new(bram.me, title="Excel"))
    bram.round()
    monkeypatch.setattr(type(anna.place), "fetch", lambda *_asked: iter(()))
    assert not after_a_look(anna.desk, anna.folder)[1]
    monkeypatch.undo()


def test_of_two_programs_that_join_in_one_profile_one_does_and_the_other_says_so(ours: Office) -> None:
    anna = ours.profiles[0]
    known = invitation(anna.circle())
    anna.round()
    folder = ours.folder / "eva"
    folder.mkdir()
    one, two = (take_first(folder, known, ours.shelf, ours.time) for _n in range(2))
    come_in(two, name="Eva", email="eva@noordveld.nl").desk.close()
    with pytest.raises(NotPossible, match="joins here too"):
        come_in(one, name="Eva", email="eva@noordveld.nl")
    eva = open_desk(folder, ours.time)
    assert eva is not None
    eva.store.save(Training.new(eva.me, title="Excel"))
    eva, _step = one_round(eva, folder, ours.shelf)
    anna.round()
    assert [one.title for one in anna.store.where(Training)] == ["Excel"]
    assert [one.name for one in anna.store.where(Colleague)].count("Eva") == 1
    eva.close()


def test_joining_that_loses_the_place_after_it_is_mine_takes_nothing_away(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window has the profile open by then, and may have saved something in it."""
    anna = ours.profiles[0]
    known = invitation(anna.circle())
    anna.round()
    folder = ours.folder / "eva"
    folder.mkdir()
    first = take_first(folder, known, ours.shelf, ours.time)
    made_mine, gone = joining._made_mine, []  # noqa: SLF001

    def made(*asked: Any, **fields: Any) -> Any:
        found = made_mine(*asked, **fields)
        window = open_desk(folder, ours.time)
        assert window is not None
        window.store.save(Training.new(window.me, title="Excel"))
        window.close()
        gone.append(True)
        return found

    def names(place: Shelf) -> Names:
        if gone:
            raise PlaceUnreachable("gone")
        return names_of(place)

    names_of = Shelf.names
    monkeypatch.setattr(joining, "_made_mine", made)
    monkeypatch.setattr(Shelf, "names", names)
    with suppress(SharingError):
        come_in(first, name="Eva", email="eva@noordveld.nl").desk.close()
    eva = open_desk(folder, ours.time)
    assert eva is not None
    assert [one.title for one in eva.store.where(Training)] == ["Excel"]
    eva.close()


def test_the_key_of_a_seal_that_only_a_revoked_computer_of_mine_said_is_handed_to_nobody(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    revoke(anna.circle(), [chris.device])
    training = Training.new(chris.me, title="Excel")
    session = Session.new(chris.me, training=training.id, starts=NOON, ends=NOON)
    chris.store.save(training, session, Mark.new(chris.me, session=session.id, person=anna.me, state=NO_SHOW))
    ours.settle()
    chris.put_back(chris.copied(ours.folder / "copy"))
    chris.circle()
    ours.settle()
    approve(anna.circle(), chris.device)
    set_hr(anna.circle(), anna.me)
    ours.settle()
    set_hr(anna.circle(), bram.me)
    ours.settle()
    assert check(chris.desk, chris.circle()) == []


def test_who_is_revoked_takes_nothing_away_that_only_they_erased(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    training = Training.new(anna.me, title="Excel")
    session = Session.new(anna.me, training=training.id, starts=NOON, ends=NOON)
    anna.store.save(training, session)
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle()
    anna.store.save(SignUp.new(anna.me, session=session.id, person=anna.me))
    anna.round()
    bram.round()
    bram.store.save(Erasure.new(bram.me, noun="sign_up", row=session.id))
    forget(bram.circle())
    revoke(anna.circle(), [bram.device], ours.code)
    anna.round()
    bram.round()
    chris.round()
    assert len(chris.store.where(SignUp)) == 1
    ours.settle(anna, chris)
    assert chris.digest() == anna.digest()


def test_what_was_in_the_seals_of_an_erased_row_goes_also_where_something_else_was_forgotten_in_that_round(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    training = Training.new(anna.me, title="Excel")
    session = Session.new(anna.me, training=training.id, starts=NOON, ends=NOON)
    mark = Mark.new(anna.me, session=session.id, person=bram.me, state=NO_SHOW)
    anna.store.save(training, session, mark)
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle()
    bram.store.save(replace(bram.store.get(Mark, mark.id), disputed=True))
    ours.settle()
    keys = tuple(seal.key for seal in Seals(bram.store.connection).of_rows([mark.id]))
    bram.store.save(Erasure.new(bram.me, noun=Mark.table, row=session.id, keys=keys))
    bram.store.forget()
    bram.store.set_local(FORGETS, "1")
    anna.store.save(Training.new(anna.me, title="Word"))
    ours.settle()
    assert bram.store.history(mark.id) == []
    assert [check(one.desk, one.circle()) for one in ours.profiles] == [[], [], []]
