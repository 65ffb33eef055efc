"""Faults planted in the core one at a time: what has to catch each of them does.

| planted fault | caught by |
|---|---|
| signatures are not checked | a segment in the name of another counts nowhere |
| an id commits to no keys | nobody takes the id of another computer |
| a newcomer may be somebody who is there already | an invitation lets in nobody as somebody else |
| invitations never expire | who began after an invitation expired is not heard |
| everybody is coordinator | only a coordinator approves the computer of another one |
| a revocation by a colleague counts | only coordinators revoke |
| a coordinator's revocation of another one counts | only the root revokes a coordinator |
| what was accepted has no ancestors | what came before what was accepted counts |
| what counted goes on counting | what was heard before the revocation came is taken back |
| what waited is never looked at again | what a computer said before it was approved counts |
| keys of epochs are taken from anybody | a colleague begins no epoch |
| keys are handed on in the newest key | who lacks the newest key gets it |
| a copied profile keeps its keys | a copy elsewhere does not speak |
| a stamp from far ahead raises the clock | one wrong clock sets no other one wrong |
| unknown nouns are dropped | what a newer version says is kept and handed on |
| who is forgotten comes in again | who is forgotten stays so |
| a copy with fewer changes stays | a copy from which somebody took changes takes nothing away |
| what vanished is not written again | an emptied place is filled again |
| packs are not verified | nothing is removed for a pack that cannot be read |
| a batch skips its first change | a bulk arrives whole |
| numbers of changes that went count as sent | what is said after the last changes went is sent |
| who is confirmed may lose the seat | a confirmed seat stays |
| whoever says so ends a coordinator | the root alone ends a coordinator |
| a redacted segment is another one | the law: a redacted segment keeps its id and signature |
| the first making of an invitation does not stand | of two makings the first stands |
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import Phase, settings

from tests.models.world import NOON
from tests.sharing import test_laws, test_what_was_found
from tests.sharing.office import Office, Profile, begun_office, invitation, office
from traincollega.models import folding, store
from traincollega.models.change import LAST_STAMP, Change, Clock, moment_at, stamp_at, written
from traincollega.models.colleague import Colleague
from traincollega.models.envelopes import Envelopes
from traincollega.models.forgotten import Forgotten
from traincollega.models.nouns import NOUNS
from traincollega.models.organisation import Grant
from traincollega.models.seats import State
from traincollega.models.session import Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.models.trust import Approval, KeyWrap, Revocation
from traincollega.services import enrolling
from traincollega.sharing import admitting, ciphers, epochs, keeping_step, keys, packs, rounds, segments, taking_in, trust
from traincollega.sharing.admitting import approve, make_coordinator, revoke
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import KeysGone, device_of, new_keys
from traincollega.sharing.forgetting import erase
from traincollega.sharing.keeping_step import keep_step
from traincollega.sharing.place import PACK, Place
from traincollega.sharing.segments import FIRST, Kind, Segment, redacted, write
from traincollega.sharing.taking_in import take_in
from traincollega.sharing.trust import Trust, certificate_words, told_keys

Story = Callable[[Office], None]


def titles(one: Profile) -> set[str]:
    """Return the titles of the trainings that somebody sees."""
    return {training.title for training in one.store.where(Training)}


def published(one: Profile, title: str) -> Training:
    """Let somebody publish a training, and lay it out."""
    training = Training.new(one.me, title=title)
    one.store.save(training)
    one.round()
    return one.store.get(Training, training.id)


# Stories that hold while the core is sound


def in_the_name_of_another(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    circle = chris.circle()
    number, previous = circle.envelopes.last(chris.device) or (0, FIRST)
    liar = circle.writer()._replace(secret=bram.circle().keys.signing)
    made = Training.new(chris.me, title="forged")
    fields = {"creator": chris.me, "nonce": made.nonce, "title": "forged"}
    forged = write(liar, Kind.OPEN, number + 1, previous, [Change("training", made.id, 1 << 57, chris.device, fields)])
    ours.shelf.put(forged.name, forged.envelope)
    ours.settle()
    assert titles(anna) == set()


def nobody_takes_the_id_of_another(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    (row,) = (one for one in anna.changes().values() if one.id == anna.device)
    others = bram.circle().keys.public()
    assert told_keys([replace(row, fields={**row.fields, "keys": others})]) == {}


def nobody_comes_in_as_somebody_else(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    known = invitation(anna.circle())
    anna.round()
    lies = new_keys(anna.me, "shelf", bram.circle().keys)
    proof = ciphers.sign(known.secret, certificate_words(known.organisation, lies.device)).hex()
    card = device_of(lies, anna.me, f"invitation {known.id} {proof}")
    fields = {"creator": anna.me, "nonce": card.nonce, "person": anna.me, "keys": card.keys, "certificate": card.certificate}
    row = Change("device", card.id, anna.store.clock.tick(), card.id, fields)
    forged = write(replace(bram.circle(), keys=lies).writer(to_all=True), Kind.OPEN, 1, FIRST, [row])
    ours.shelf.put(forged.name, forged.envelope)
    ours.settle()
    assert card.id not in chris.circle().trust().certified


def late_newcomers_are_not_heard(ours: Office) -> None:
    anna, _bram, chris = ours.profiles
    known = invitation(anna.circle(), timedelta(days=1))
    anna.round()
    dora = ours.another(known, "Dora", wrong=timedelta(hours=-1))
    envelopes = dora.circle().envelopes
    stated = [trust.Stated(*one) for one in envelopes.statements()]
    late = [
        one._replace(change=replace(one.change, stamp=stamp_at(known.expires) + 1)) if one.change.id == dora.device else one
        for one in stated
    ]
    circle = chris.circle()
    assert dora.device in trust.trust_of(circle.organisation, circle.root, stated, envelopes.before).certified
    assert dora.device not in trust.trust_of(circle.organisation, circle.root, late, envelopes.before).certified


def only_coordinators_approve_for_others(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    known = invitation(anna.circle())
    anna.round()
    other = ours.another(known, anna.desk.my_card().name)
    bram.store.save(Approval.new(bram.me, device=other.device))
    ours.settle()
    assert other.device not in chris.circle().trust().certified


def only_coordinators_revoke(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    bram.store.save(Revocation.new(bram.me, device=chris.device))
    published(chris, "Excel")
    ours.settle()
    assert titles(anna) == {"Excel"}


def only_the_root_revokes_a_coordinator(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle()
    bram.store.save(Revocation.new(bram.me, device=anna.device))
    published(anna, "Excel")
    ours.settle()
    assert titles(chris) == {"Excel"}


def what_came_before_counts_too(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    published(bram, "Excel")
    published(bram, "Word")
    ours.settle()
    with patch.object(admitting, "ACCEPTED_MOST", 1):  # of very many only the last ones are named
        revoke(anna.circle(), [bram.device])
    ours.settle(anna, chris)
    assert titles(chris) == {"Excel", "Word"}


def what_was_heard_too_soon_is_taken_back(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    published(bram, "Excel")
    chris.round()
    revoke(anna.circle(), [bram.device])
    ours.settle(anna, chris)
    assert titles(chris) == set()


def what_waited_counts_once_it_is_approved(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    known = invitation(anna.circle())
    anna.round()
    other = ours.another(known, bram.desk.my_card().name)
    published(other, "Excel")
    ours.settle(anna, chris)
    assert titles(anna) == set()
    approve(anna.circle(), other.device)
    ours.settle()
    assert titles(chris) == {"Excel"}


def a_colleague_begins_no_epoch(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    mine = ciphers.new_key()
    sealed = ciphers.seal(chris.circle().trust().computers[chris.device].sealing, mine).hex()
    bram.store.save(KeyWrap.new(bram.me, epoch=ciphers.key_id(mine), number=9, device=chris.device, sealed=sealed))
    ours.settle()
    assert chris.circle().keys.writing == anna.circle().keys.writing != ciphers.key_id(mine)


def a_copy_elsewhere_does_not_speak(ours: Office) -> None:
    bram = ours.profiles[1]
    clone = Profile(ours, bram.copied(ours.folder / "clone"), bram.desk, ours.shelf, timedelta())
    clone.open()
    try:
        with pytest.raises(KeysGone):
            clone.circle()
    finally:
        clone.close()


def one_wrong_clock_sets_no_other_wrong(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    bram.wrong = datetime(2100, 1, 1, tzinfo=NOON.tzinfo) - NOON
    published(bram, "Excel")
    ours.settle()
    published(anna, "Word")
    assert moment_at(anna.store.clock.last).year == NOON.year


def what_a_newer_version_says_is_kept(ours: Office) -> None:
    _anna, bram, chris = ours.profiles
    bram.store.apply([Change("poll", "5e" * 16, bram.store.clock.tick(), bram.device, {"question": "?"})])
    ours.settle()
    assert [change.noun for change in chris.changes().values() if change.id == "5e" * 16] == ["poll"]


def who_is_forgotten_stays_so(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    cards = [change for change in bram.changes().values() if change.id == chris.me]
    erase(anna.circle(), chris.me)
    ours.settle(anna, bram)
    bram.store.apply(cards)
    assert bram.store.find(Colleague, chris.me) is None


def a_copy_with_fewer_changes_takes_nothing_away(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    training = published(anna, "Excel")
    session = Session.new(anna.me, training=training.id, starts=NOON + timedelta(days=9))
    anna.store.save(session)
    ours.settle()
    made = SignUp.new(bram.me, session=session.id, person=bram.me)
    bram.store.save(made)
    bram.round()
    circle = chris.circle()
    (kept,) = [one for one in bram.circle().envelopes.of_device(bram.device) if one.kind == Kind.PERSONAL][-1:]
    whole = taking_in.opened(circle, kept.envelope, kept.name)
    assert isinstance(whole, Segment)
    less = redacted(whole, lambda _change: True, circle.keys.reading[circle.keys.writing])
    take_in(circle, [(less.name, less.envelope)])
    assert chris.store.find(SignUp, made.id) is None
    take_in(circle, [(whole.name, whole.envelope)])
    assert chris.store.find(SignUp, made.id) is not None


def an_emptied_place_is_filled_again(ours: Office) -> None:
    _anna, bram, _chris = ours.profiles
    published(bram, "Excel")
    before = set(ours.shelf.files)
    ours.shelf.files.clear()
    ours.settle(bram)
    own = {kept.name for kept in bram.circle().envelopes.of_device(bram.device)}
    assert own & before == set(ours.shelf.files)


def nothing_is_removed_for_a_pack_that_cannot_be_read(ours: Office) -> None:
    bram = ours.profiles[1]
    with patch.object(packs, "LEAST", 2):
        published(bram, "Excel")
        published(bram, "Word")
        ours.time.now += timedelta(days=8)
        published(bram, "Calc")
        (pack,) = [name for name in ours.shelf.files if name.endswith(PACK)]
        loose = set(ours.shelf.files)
        ours.shelf.files[pack] = ours.shelf.files[pack][:-1]
        published(bram, "Draw")
        assert loose <= set(ours.shelf.files)


def a_bulk_arrives_whole(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    with patch.object(keeping_step, "BATCH_CHANGES", 2):
        bram.store.save(*(Training.new(bram.me, title=f"Excel {number}") for number in range(5)))
        ours.settle()
    assert len(titles(anna)) == 5


def a_confirmed_seat_stays(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    training = published(anna, "Excel")
    session = Session.new(anna.me, training=training.id, starts=NOON + timedelta(days=9), seats=1)
    anna.store.save(session)
    ours.settle()
    first, second = (SignUp.new(one.me, session=session.id, person=one.me) for one in (bram, chris))
    bram.store.save(first)
    chris.store.save(second)
    chris.round()
    anna.circle()
    keep_step(anna.circle(), anna.place)
    anna.store.save(Confirmation.new(anna.me, session=session.id, sign_up=second.id))
    bram.round()
    ours.settle()
    (placed,) = enrolling.seatings(bram.desk, bram.store.where(Session)).values()
    assert [seat.sign_up.id for seat in placed.seats if seat.state is State.CONFIRMED] == [second.id]


def the_root_alone_ends_a_coordinator(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle()
    (grant,) = chris.store.where(Grant, person=bram.me)
    said = Change("grants", grant.id, anna.store.clock.tick(), anna.device, {"withdrawn": True})
    anna.store.apply([said])
    ours.settle()
    assert bram.me in chris.store.rights.coordinators()
    assert chris.store.check() == []


# The faults


def _of_known_nouns(change: Change) -> tuple[str, bytes] | None:
    return written(change) if change.noun in NOUNS else None


def _from_anybody(circle: Circle) -> Circle:
    def anybody(self: Circle) -> Trust:
        known = TRUST(self)
        return replace(known, coordinators=frozenset(one.person for one in known.computers.values()))

    with patch.object(Circle, "trust", anybody):
        return TAKE_KEYS(circle)


def _skips_one(self: Envelopes, device: str, after: int, most: int, signs: int) -> Any:
    found = UNSENT(self, device, after, most, signs)
    return found[1:] if len(found) == most else found


def _without_looking(circle: Circle, place: Place, names: Any) -> None:
    class Believed:
        each_tidies = place.each_tidies

        def fetch(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
            return ((name, b"") for name in names)

        def remove(self, names: Iterable[str]) -> None:
            place.remove(names)

    believed: Any = Believed()
    TIDY(circle, believed, names)


def _another_one(segment: Segment, gone: Callable[[Change], bool], reading: bytes) -> Segment:
    whole = REDACTED(segment, gone, reading)
    return replace(whole, id=bytes(32)) if len(whole.changes) < len(segment.changes) else whole


def _last_first(made: Iterable[Any], **options: Any) -> list[Any]:
    return sorted(made, **{**options, "reverse": False})


class _Anybody(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


TRUST, TAKE_KEYS, UNSENT, TIDY, REDACTED = Circle.trust, epochs.take_keys, Envelopes.unsent, packs.tidy_away, segments.redacted
JUDGE = trust._Judge  # noqa: SLF001 (faults are planted in what nobody else may touch)


def told(story: Story) -> Callable[[], None]:
    """Return a story with an office of its own to happen in."""

    def happens() -> None:
        with office() as ours:
            begun_office(ours, 2)
            ours.settle()
            story(ours)

    return happens


def law(test: Any, runs: int = 200) -> Callable[[], None]:
    """Return a law that is tried so often, the same way every time."""
    tried: Callable[[], None] = settings(
        max_examples=runs, derandomize=True, database=None, deadline=None, phases=[Phase.generate], report_multiple_bugs=False
    )(test)
    return tried


def _boss_by_anybody(self: Any, change: Change) -> bool:
    writer, device = self.computers.get(change.device), self.computers.get(str(change.fields.get("device")))
    return writer is not None and device is not None and writer.person in self.coordinators


@contextmanager
def _anybody_revokes() -> Iterator[None]:
    everything = patch.object(JUDGE, "_heard", lambda self: frozenset(one.segment for one in self.stated))
    with everything, patch.object(JUDGE, "_by_coordinator", lambda *_: True):
        yield


FAULTS: dict[str, tuple[Callable[[], AbstractContextManager[Any]], Callable[[], None]]] = {
    "signatures are not checked": (lambda: patch.object(Segment, "by", lambda *_: True), told(in_the_name_of_another)),
    "an id commits to no keys": (lambda: patch.object(trust, "_fits", lambda *_: True), told(nobody_takes_the_id_of_another)),
    "a newcomer may be somebody who is there already": (
        lambda: patch.object(trust, "newcomer", _Anybody), told(nobody_comes_in_as_somebody_else),
    ),
    "invitations never expire": (lambda: patch.object(trust, "_end", lambda _: 1 << 62), told(late_newcomers_are_not_heard)),
    "everybody is coordinator": (
        lambda: patch.object(JUDGE, "_coordinators", lambda self: frozenset(one.person for one in self.computers.values())),
        told(only_coordinators_approve_for_others),
    ),
    "a revocation by a colleague counts": (_anybody_revokes, told(only_coordinators_revoke)),
    "a coordinator's revocation of another one counts": (
        lambda: patch.object(JUDGE, "_by_coordinator", _boss_by_anybody), told(only_the_root_revokes_a_coordinator),
    ),
    "what was accepted has no ancestors": (
        lambda: patch.object(trust, "_with_ancestors", lambda heads, _before: frozenset(heads)), told(what_came_before_counts_too),
    ),
    "what counted goes on counting": (
        lambda: patch.object(taking_in, "_silence", lambda *_: None), told(what_was_heard_too_soon_is_taken_back),
    ),
    "what waited is never looked at again": (
        lambda: patch.object(Envelopes, "waiting", lambda _: []), told(what_waited_counts_once_it_is_approved),
    ),
    "keys of epochs are taken from anybody": (
        lambda: patch.object(rounds, "take_keys", _from_anybody), told(a_colleague_begins_no_epoch),
    ),
    "keys are handed on in the newest key": (
        lambda: patch.object(keeping_step, "TO_ALL", frozenset()),
        told(test_what_was_found.test_a_new_reading_key_reaches_everybody_who_is_still_heard),
    ),
    "a copied profile keeps its keys": (
        lambda: patch.object(keys, "_fits", lambda *_: keys.Bound.HERE), told(a_copy_elsewhere_does_not_speak),
    ),
    "a stamp from far ahead raises the clock": (
        lambda: patch.object(Clock, "far_future", lambda _self: LAST_STAMP), told(one_wrong_clock_sets_no_other_wrong),
    ),
    "unknown nouns are dropped": (
        lambda: patch.object(store, "written", _of_known_nouns), told(what_a_newer_version_says_is_kept),
    ),
    "who is forgotten comes in again": (
        lambda: patch.object(Forgotten, "holds", lambda *_: False), told(who_is_forgotten_stays_so),
    ),
    "a copy with fewer changes stays": (
        lambda: patch.object(taking_in, "completed", lambda *_: None), told(a_copy_with_fewer_changes_takes_nothing_away),
    ),
    "what vanished is not written again": (
        lambda: patch.object(keeping_step, "_vanished", lambda *_: []), told(an_emptied_place_is_filled_again),
    ),
    "packs are not verified": (
        lambda: patch.object(keeping_step, "tidy_away", _without_looking), told(nothing_is_removed_for_a_pack_that_cannot_be_read),
    ),
    "a batch skips its first change": (lambda: patch.object(Envelopes, "unsent", _skips_one), told(a_bulk_arrives_whole)),
    "numbers of changes that went count as sent": (
        lambda: patch.object(store, "NUMBERED_AGAIN", "SELECT 1"),
        told(test_what_was_found.test_what_is_said_after_the_last_changes_went_is_sent_all_the_same),
    ),
    "who is confirmed may lose the seat": (
        lambda: patch.object(enrolling, "seats", lambda session, ups, *_: SEATS(session, ups)), told(a_confirmed_seat_stays),
    ),
    "whoever says so ends a coordinator": (
        lambda: patch.object(folding.Fold, "stands", lambda *_: True), told(the_root_alone_ends_a_coordinator),
    ),
    "a redacted segment is another one": (
        lambda: patch.object(test_laws, "redacted", _another_one),
        law(test_laws.test_a_redacted_segment_keeps_its_id_and_signature_and_is_completed_by_another_copy, 50),
    ),
    "the first making of an invitation does not stand": (
        lambda: patch.object(trust, "sorted", _last_first, create=True),
        told(test_what_was_found.test_of_two_makings_of_one_invitation_the_first_stands_whatever_came_first),
    ),
}  # fmt: skip
SEATS = enrolling.seats


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught_by_what_holds_without_it(fault: str) -> None:
    switched, catches = FAULTS[fault]
    catches()
    with switched(), pytest.raises((AssertionError, pytest.fail.Exception)):
        catches()


def test_every_planted_fault_stands_in_the_table() -> None:
    rows = [line.split("|")[1].strip() for line in (__doc__ or "").splitlines() if line.startswith("| ")][1:]
    assert rows == list(FAULTS)
