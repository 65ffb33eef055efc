"""Two programs on one profile: what one of them keeps, the other never overwrites, and what either saves is sent."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.sharing.faulty_folder import Shelf
from tests.sharing.office import Office, Profile, invitation, office
from traincollega.errors import NotPossible
from traincollega.models.training import Training
from traincollega.services.beginning import open_desk
from traincollega.services.desk import PLACE
from traincollega.sharing import computers
from traincollega.sharing.admitting import make_coordinator, revoke
from traincollega.sharing.circle import Overtaken
from traincollega.sharing.coming_back import come_back
from traincollega.sharing.epochs import take_keys
from traincollega.sharing.joining import join_again
from traincollega.sharing.keys import Bound, Keys, keep_keys, read_keys
from traincollega.sharing.place import Names
from traincollega.sharing.receiving import receive
from traincollega.sharing.rounds import one_round
from traincollega.sharing.segments import Segment
from traincollega.sharing.starting import moved, start
from traincollega.sharing.taking_in import opened


@pytest.fixture
def ours() -> Iterator[Office]:
    """Anna's organisation; Bram and Chris are in it."""
    with office() as made:
        made.begun_with("Bram", "Chris")
        made.settle()
        yield made


def beside(one: Profile) -> Profile:
    """Return another program on the same profile; it ends with the office."""
    desk = open_desk(one.folder, one.now)
    assert desk is not None
    other = Profile(one.office, one.folder, desk, one.place, one.wrong)
    one.office.profiles.append(other)
    return other


def kept(one: Profile) -> Keys:
    found = read_keys(one.folder)
    assert found is not None
    assert found[1] is Bound.HERE
    return found[0]


class Interrupted(Shelf):
    """A place that, like a server, lists no whole; while it is listed, or written to, another program does something."""

    def __init__(self, shelf: Shelf, *, at_names: Callable[[], object] | None = None, at_put: Callable[[], object] | None = None):
        super().__init__(shelf.address)
        self.files, self.laid = shelf.files, shelf.laid
        self._at_names, self._at_put = at_names, at_put

    def names(self) -> Names:
        """List what lies there."""
        found = super().names()._replace(whole=False)
        work, self._at_names = self._at_names, None
        if work:
            work()
        return found

    def put(self, name: str, content: bytes) -> None:
        """Lay a content there."""
        super().put(name, content)
        work, self._at_put = self._at_put, None
        if work:
            work()


def titles(one: Profile) -> set[str]:
    return {training.title for training in one.store.where(Training)}


def test_a_key_that_comes_takes_nothing_back_of_a_move_by_another_program(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    revoke(anna.circle(), [chris.device])
    anna.round()
    stale = bram.circle()
    receive(stale, bram.place, bram.place.names())
    moved(beside(bram).circle(), "elsewhere")
    with pytest.raises(Overtaken):
        take_keys(stale)
    assert kept(bram).place == "elsewhere"
    take_keys(bram.circle())
    assert kept(bram).place == "elsewhere"
    assert kept(bram).writing == kept(anna).writing


def test_keys_of_two_programs_that_revoke_at_once_are_both_kept(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    stale = anna.circle()
    first = revoke(beside(anna).circle(), [chris.device]).circle.keys.writing
    second = revoke(stale, [bram.device]).circle.keys.writing
    assert {first, second} <= kept(anna).reading.keys()


def test_a_round_ends_in_the_new_place_when_another_program_moves_meanwhile(ours: Office) -> None:
    _anna, bram, _chris = ours.profiles
    other, shelves = beside(bram), {"elsewhere": Interrupted(Shelf("elsewhere"))}
    shelves[ours.shelf.address] = Interrupted(ours.shelf, at_put=lambda: moved(other.circle(), "elsewhere"))
    bram.store.save(Training.new(bram.me, title="Said before", status="published"))
    with patch("traincollega.sharing.rounds.at_place", lambda address, *_others: nullcontext(shelves[address])):
        step = one_round(bram.desk, bram.folder)[1]
    assert step.waiting == 0
    assert {kept.name for kept in bram.circle().envelopes.named(ours.shelf.files)} <= set(shelves["elsewhere"].files)


def test_a_move_that_was_cut_short_is_finished(ours: Office) -> None:
    _anna, bram, _chris = ours.profiles
    keep_keys(bram.folder, replace(bram.circle().keys, place="elsewhere"))  # and then the power went
    circle = bram.circle()
    assert circle.store.local(PLACE) == "elsewhere"
    assert circle.envelopes.to_put_count() == len(circle.envelopes.ids())


def test_what_a_new_computer_says_is_sent_though_an_old_round_ends_after_it(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    revoke(anna.circle(), [bram.device])
    anna.round()
    bram.round()
    other, invited = beside(bram), invitation(anna.circle())
    anna.round()

    def back() -> None:
        other.desk = replace(other.desk, store=join_again(other.desk, other.folder, invited).store)
        other.store.save(Training.new(other.me, title="Of the new computer", status="published"))

    bram.place = Interrupted(ours.shelf, at_names=back)
    bram.round()
    assert kept(bram).device == other.device == bram.device
    sent = [
        opened(bram.circle(), kept.envelope, kept.name) for kept in bram.circle().envelopes.of_device(other.device) if kept.placed
    ]
    told = {change.hash for one in sent if isinstance(one, Segment) for change in one.changes}
    assert {change.hash for change in bram.changes().values() if change.device == other.device} == told


def test_what_a_window_still_says_for_the_former_computer_is_sent(ours: Office, tmp_path: Path) -> None:
    anna, bram, _chris = ours.profiles
    bram.put_back(bram.copied(tmp_path / "copy"))
    window = beside(bram)
    bram.place = Interrupted(
        ours.shelf,
        at_names=lambda: window.store.save(Training.new(window.me, title="Saved meanwhile", status="published")),
    )
    for _n in range(2):
        bram.round()
    anna.round()
    assert "Saved meanwhile" in titles(anna)


def test_two_programs_that_find_a_restored_profile_at_once_become_one_computer(ours: Office, tmp_path: Path) -> None:
    anna, bram, _chris = ours.profiles
    bram.put_back(bram.copied(tmp_path / "copy"))
    bram.store.save(Training.new(bram.me, title="Not sent yet", status="published"))
    other = beside(bram)
    keep = vars(computers)["_kept"]
    theirs: list[str] = []

    def late(*told: Any) -> Keys:
        patched.stop()
        theirs.append(other.circle().keys.device)
        kept_by_us: Keys = keep(*told)
        return kept_by_us

    patched = patch.object(computers, "_kept", late)
    patched.start()
    mine = bram.circle()
    assert [mine.keys.device, kept(bram).device, other.circle().keys.device] == theirs * 3
    bram.round()
    other.round()
    anna.round()
    assert "Not sent yet" in titles(anna)


def test_only_one_of_two_programs_begins_to_share() -> None:
    with office() as made:
        anna = made.begun()
        other = beside(anna)

        def begin_too(_code: str) -> None:
            start(other.desk, other.folder, made.shelf.address, other.place)

        with pytest.raises(NotPossible):
            start(anna.desk, anna.folder, made.shelf.address, anna.place, show=begin_too)
        anna.round()
        assert anna.circle().keys == other.circle().keys
        assert not anna.circle().not_heard()


def test_keys_that_come_do_not_take_back_coming_back(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    stale = anna.circle()
    other = beside(anna)
    revoke_of(ours, anna, bram)
    back = come_back(other.desk, other.folder, ours.code)
    with pytest.raises(Overtaken):
        stale.keeping(lambda keys: replace(keys, writing=keys.writing))
    assert kept(anna).device == back.keys.device


def revoke_of(ours: Office, anna: Profile, bram: Profile) -> None:
    """Let nobody hear Anna's computer any more."""
    make_coordinator(anna.circle(), bram.me, ours.code)
    ours.settle(anna, bram)
    revoke(bram.circle(), [anna.device], ours.code)
    ours.settle(bram, anna)
