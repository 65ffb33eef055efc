"""A reading key that colleagues hand on, where no computer of a coordinator is heard: it comes to all, and not from everybody."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.sharing.office import Office, Profile, begun_office, office
from traincollega.models.trust import KeyWrap
from traincollega.sharing.admitting import end_coordinator, make_coordinator, revoke
from traincollega.sharing.keeping_step import PATIENCE, keep_step


@pytest.fixture
def many() -> Iterator[Office]:
    """Anna and six colleagues; Bram, whose only computer is revoked later on, is coordinator too."""
    with office() as made:
        begun_office(made, 6)
        anna, bram, *_others = made.profiles
        make_coordinator(anna.circle(), bram.me, made.code)
        made.settle()
        yield made


def lacks_the_newest_key(ours: Office, *revoked: Profile) -> Profile:
    """Let a key begin that Chris, of whom a backup from before it is put back, does not have."""
    anna, _bram, chris, *_others = ours.profiles
    revoke(anna.circle(), [one.device for one in revoked], ours.code)
    ours.settle(*(one for one in ours.profiles if one is not chris))
    chris.put_back(chris.copied(ours.folder / "copy"))
    chris.round()
    return chris


def test_where_everybody_hands_on_a_key_three_of_them_do(many: Office) -> None:
    anna, bram, _chris, *others = many.profiles
    chris = lacks_the_newest_key(many, bram)
    end_coordinator(anna.circle(), anna.me, many.code)
    anna.round()  # the last one: who was coordinator hands keys on with a coordinator's say
    many.time.now += PATIENCE + timedelta(minutes=1)
    many.settle(*others)
    last, newest = others[-1], anna.circle().keys.writing
    assert len(last.store.where(KeyWrap, device=chris.device, epoch=newest)) == 3
    many.settle(chris, *others)
    assert chris.circle().keys.writing == newest
    assert last.digest() == chris.digest()


def test_what_somebody_seals_instead_of_a_key_keeps_nobody_from_handing_it_on(many: Office) -> None:
    anna, bram, _chris, liar, *others = many.profiles
    chris = lacks_the_newest_key(many, bram)
    newest = anna.circle().keys.writing
    end_coordinator(anna.circle(), anna.me, many.code)
    anna.round()  # the last one, as above
    liar.round()
    liar.store.save(*(KeyWrap.new(liar.me, epoch=newest, number=1, device=chris.device, sealed="00") for _n in range(5)))
    many.time.now += PATIENCE + timedelta(minutes=1)
    many.settle(liar, chris, *others)
    assert chris.circle().keys.writing == newest


def test_what_those_sealed_who_are_not_heard_any_more_keeps_nobody_from_handing_a_key_on(many: Office) -> None:
    anna, bram, _chris, *liars, last = many.profiles
    chris = lacks_the_newest_key(many, bram)
    first = anna.circle().keys.writing
    for liar in liars:
        liar.round()
        liar.store.save(KeyWrap.new(liar.me, epoch=first, number=1, device=chris.device, sealed="00"))
        keep_step(liar.circle(), liar.place)
    keep_step(anna.circle(), anna.place)
    revoke(anna.circle(), [liar.device for liar in liars])
    end_coordinator(anna.circle(), anna.me, many.code)
    anna.round()  # the last one, as above
    many.time.now += PATIENCE + timedelta(minutes=1)
    many.settle(last, chris)
    assert len(liars) >= 3
    assert first in chris.circle().keys.reading
    assert last.digest() == chris.digest()
