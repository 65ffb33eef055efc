"""What seals tell: who may read nothing of attendance sees the same of everybody on the list, whatever was noted of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from tests.sharing.office import NOON, Office, Profile, office
from traincollega.models.attendance import EXCUSED, NO_SHOW, PRESENT, Mark, Presence
from traincollega.models.change import Change
from traincollega.models.colleague import Colleague
from traincollega.models.organisation import Grant
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.models.trust import Erasure, SealWrap
from traincollega.services import attending
from traincollega.services.claiming import proofs
from traincollega.services.recording import tell_no_shows
from traincollega.services.retaining import apply
from traincollega.sharing.admitting import set_hr
from traincollega.sharing.proving import prove
from traincollega.sharing.segments import Kind, read

DAY = timedelta(days=1)
Seen = list[dict[str, list[tuple[int, int]]]]
"""Per segment, of each person on the list, how long each box about them is and for how many computers."""


@pytest.fixture
def ours() -> Iterator[Office]:
    """Anna's organisation; Bram gives a training to twelve colleagues, and Chris has nothing to do with it."""
    with office() as made:
        _anna, bram, _chris = made.begun_with("Bram", "Chris")
        training = Training.new(bram.me, title="Excel")
        session = Session.new(bram.me, training=training.id, starts=NOON + DAY, ends=NOON + DAY + timedelta(hours=1))
        bram.store.save(training, session)
        names = ("Aukje van der Heijden-Oldenburger", *"ABCDEFGHIJK")
        cards = [Colleague.new(bram.me, name=name, on_paper=True) for name in names]
        bram.store.save(*cards, *(SignUp.new(bram.me, session=session.id, person=card.id) for card in cards))
        made.settle()
        made.time.now = NOON + DAY + timedelta(hours=2)
        yield made


def listed(one: Profile) -> list[str]:
    return sorted(sign_up.person for sign_up in one.store.where(SignUp))


def seen(one: Profile) -> Seen:
    """Return what a computer without any key sees."""
    found, circle = list[dict[str, list[tuple[int, int]]]](), one.circle()
    for kept in circle.envelopes.of_kinds(Kind.SEALED):
        of = defaultdict[str, list[tuple[int, int]]](list)
        for seal in read(kept.envelope, circle.keys.reading.get).sealed:
            of[seal.subject].append((len(seal.box), len(seal.wraps)))
        found.append({person: sorted(boxes) for person, boxes in of.items()})
    return found


def tells_nothing(one: Profile) -> int:
    """See that of everybody on the list the same is seen; return how many segments there were."""
    people, segments = listed(one), seen(one)
    for of in segments:
        assert of.keys() == set(people)
        assert all(boxes == of[people[0]] for boxes in of.values()), of
    return len(segments)


def test_everybody_present_and_then_some_away_is_not_seen(ours: Office) -> None:
    _anna, bram, chris = ours.profiles
    (session,) = bram.store.where(Session)
    people = listed(bram)
    for _round in range(3):
        attending.note(bram.desk, session.id, {people.pop(): NO_SHOW})
        ours.settle()
    attending.all_present(bram.desk, session.id)
    ours.settle()
    attending.note(bram.desk, session.id, {people.pop(): EXCUSED})
    ours.settle()
    assert tells_nothing(chris) == 5
    marks = attending.marks(bram.desk, session.id)
    assert Counter(one.state for one in marks.values()) == {PRESENT: 8, NO_SHOW: 3, EXCUSED: 1}


def test_the_order_of_seals_is_not_that_in_which_was_noted(ours: Office) -> None:
    _anna, bram, chris = ours.profiles
    (session,) = bram.store.where(Session)
    attending.all_present(bram.desk, session.id)
    noted = [one.person for one in bram.store.where(Mark)]
    ours.settle()
    (kept,) = chris.circle().envelopes.of_kinds(Kind.SEALED)
    subjects = [seal.subject for seal in read(kept.envelope, chris.circle().keys.reading.get).sealed]
    assert sorted(subjects) == sorted(noted * 2)
    assert list(dict.fromkeys(subjects)) != noted


def test_proofs_do_not_tell_who_came(ours: Office) -> None:
    _anna, bram, chris = ours.profiles
    (session,) = bram.store.where(Session)
    people = listed(bram)
    attending.note(bram.desk, session.id, dict.fromkeys(people[:7], PRESENT) | dict.fromkeys(people[7:], NO_SHOW))
    prove(bram.desk, bram.circle(), session.id)
    ours.settle()
    attending.note(bram.desk, session.id, {people[0]: EXCUSED})
    ours.settle()
    assert tells_nothing(chris) == 2
    assert proofs(bram.desk, session.id).keys() == set(people[1:7])


@pytest.mark.parametrize("seed", range(4))
def test_no_history_of_noting_tells_what_was_noted(seed: int, ours: Office) -> None:
    anna, bram, chris = ours.profiles
    random, changes = Random(seed), list[tuple[Change, ...]]()
    (session,) = bram.store.where(Session)
    people, tells = listed(bram), (range(0), range(12), range(6), range(6, 12))[seed]
    set_hr(anna.circle(), anna.me)
    ours.settle()
    for step in range(12):
        if (step in tells) != anna.desk.our_organisation().tells_no_shows:
            tell_no_shows(anna.desk, step in tells)
            ours.settle()
        what = random.random()
        if what < 0.55:
            some = random.sample(people, random.randrange(1, 4))
            states = {person: random.choice((PRESENT, PRESENT, NO_SHOW, EXCUSED, "")) for person in some}
            changes.append(attending.note(bram.desk, session.id, states).changes)
        elif what < 0.65:
            changes.append(attending.all_present(bram.desk, session.id).changes)
        elif what < 0.8 and changes:
            bram.store.undo(changes.pop())
        elif PRESENT in {one.state for one in attending.marks(bram.desk, session.id).values()}:
            prove(bram.desk, bram.circle(), session.id)
        if random.random() < 0.5:
            bram.round()
    ours.settle()
    assert tells_nothing(chris) > 1
    assert chris.store.where(SealWrap) == []
    set_hr(anna.circle(), chris.me)  # what is handed on, and what is erased, tells as little
    bram.store.save(Grant.new(bram.me, right="trainer", subject=session.training, person=anna.me))
    ours.settle()
    for device in (anna.device, chris.device):
        wraps = Counter(one.person for one in chris.store.where(SealWrap, device=device))
        assert (set(wraps), len(set(wraps.values()))) == (set(people), 1)
    ours.time.now += timedelta(days=800)
    subjects = dict(_subjects(anna))
    apply(anna.desk)
    ours.settle()
    named = Counter(subjects[key] for erasure in anna.store.where(Erasure) for key in erasure.keys)
    assert (set(named), len(set(named.values()))) == (set(people), 1)


def _subjects(one: Profile) -> Iterator[tuple[str, str]]:
    circle = one.circle()
    for kept in circle.envelopes.of_kinds(Kind.SEALED):
        yield from ((seal.key, seal.subject) for seal in read(kept.envelope, circle.keys.reading.get).sealed)


def test_who_objects_sends_as_much_as_who_says_thanks(ours: Office) -> None:
    _anna, bram, chris = ours.profiles
    (session,) = bram.store.where(Session)
    bram.store.save(SignUp.new(bram.me, session=session.id, person=chris.me))
    attending.note(bram.desk, session.id, {chris.me: NO_SHOW})
    ours.settle()
    before = len(seen(bram))
    chris.store.save(replace(attending.marks(chris.desk, session.id)[chris.me], disputed=True))
    ours.settle()
    (objects,) = seen(bram)[before:]
    assert objects == {chris.me: [(256 + 16, 2)]}


def test_two_trainers_who_note_at_once_lose_nothing_by_decoys(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    (session,) = bram.store.where(Session)
    people = listed(bram)
    bram.store.save(Presence.new(bram.me, session=session.id, person=people[0], minutes=60),
                    Mark.new(bram.me, session=session.id, person=people[0], state=PRESENT))  # fmt: skip
    ours.settle()
    assert len(bram.store.where(Mark)) == len(bram.store.where(Presence)) == 1
    assert [one.store.check() for one in (anna, bram)] == [[], []]
