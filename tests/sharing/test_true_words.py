"""What is said is true: nothing is called done that no colleague will count, and what waits says what it waits for."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.sharing.circle_of import NOON, Village, Villager, mail, of_three, planned
from tests.sharing.faulty_folder import Shelf
from traincollega import language
from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.models.organisation import Grant
from traincollega.models.sign_up import SignUp
from traincollega.models.trust import Approval, Invitation, KeyWrap, Revocation
from traincollega.sharing import admitting, inviting, standing
from traincollega.sharing.circle import Circle
from traincollega.sharing.keeping_step import troubles
from traincollega.sharing.place import Names
from traincollega.sharing.troubles import told

SAYS = (Grant, Approval, Invitation, Revocation)
"""What the verbs of admitting and inviting write."""


@pytest.fixture
def village(tmp_path: Path) -> Village:
    """Anna is coordinator; Bram and Chris share with her."""
    return of_three(tmp_path)


def written(who: Villager) -> list[int]:
    """Return how many rows there are of what the verbs write."""
    return [len(who.desk.store.where(noun)) for noun in SAYS]


VERBS: dict[str, Callable[[Village, Circle, str, str], object]] = {
    "invite": lambda _village, circle, _person, _device: inviting.invite(circle, cost=1 << 10),
    "withdraw": lambda _village, circle, _person, _device: inviting.withdraw(circle, circle.store.where(Invitation)[0].id),
    "approve": lambda _village, circle, _person, device: admitting.approve(circle, device),
    "role coordinator": lambda village, circle, person, _device: admitting.make_coordinator(circle, person, village.code),
    "role hr": lambda _village, circle, person, _device: admitting.set_hr(circle, person),
    "revoke": lambda _village, circle, _person, device: admitting.revoke(circle, [device]),
    "leave": lambda village, circle, person, _device: admitting.farewell(village.people["New"].desk, circle, person),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("revoked", [False, True], ids=["waits to be approved", "revoked"])
def test_a_coordinators_computer_that_nobody_hears_is_told_so_and_keeps_nothing(verb: str, revoked: bool, village: Village) -> None:
    bram, chris = village.people["Bram"], village.people["Chris"]
    new = village.join("New", email=mail("Anna"))
    if revoked:
        village.exchange()
        admitting.approve(village.people["Anna"].circle, new.circle.keys.device)
        village.exchange()
        admitting.revoke(village.people["Anna"].circle, [new.circle.keys.device], village.code)
        village.exchange()
    waits = village.join("Second", email=mail("Bram"))
    village.exchange()
    device = {"approve": waits, "revoke": chris}.get(verb, bram).circle.keys.device
    before = written(new)
    with pytest.raises(NotPossible, match="revoked" if revoked else "waits to be approved"):
        VERBS[verb](village, new.circle, chris.desk.me, device)
    assert written(new) == before


def test_a_round_of_a_computer_that_nobody_hears_leaves_expired_invitations_to_others(village: Village) -> None:
    new = village.join("New", email=mail("Anna"))
    new.clock.now = new.clock.now.replace(year=2027)
    step = new.round()
    assert all("approved" in problem for problem in step.problems)
    assert not any(one.withdrawn for one in new.desk.store.where(Invitation))


def messages(who: Villager) -> list[str]:
    """Return what `who` is told of messages that wait."""
    return [one for one in map(told, troubles(who.circle)) if "message" in one]


def test_what_a_revoked_computer_said_waits_to_be_accepted_and_not_to_be_vouched_for(village: Village) -> None:
    anna, bram, chris = village.people.values()
    admitting.revoke(anna.circle, [bram.circle.keys.device])
    planned(bram)
    village.exchange()
    assert messages(chris) == ["1 message comes from a computer that was revoked. It waits until a coordinator accepts it."]
    second = village.join("Second", email=mail("Chris"))
    village.exchange()
    assert len(messages(anna)) == 2
    assert any("nobody vouches for" in one for one in messages(anna))
    admitting.approve(anna.circle, second.circle.keys.device)
    village.exchange()
    admitting.accept_more(anna.circle, bram.circle.keys.device)
    village.exchange("Anna", "Chris")
    assert messages(anna) == messages(chris) == []


def test_who_is_no_coordinator_is_told_who_lets_a_colleague_leave(village: Village) -> None:
    anna, bram, chris = village.people.values()
    session = planned(anna)
    village.exchange()
    chris.desk.store.save(SignUp.new(chris.desk.me, session=session.id, person=chris.desk.me))
    village.exchange()
    with pytest.raises(NotAllowed, match="let a colleague leave"):
        admitting.farewell(bram.desk, bram.circle, chris.desk.me)
    assert [one.withdrawn for one in bram.desk.store.where(SignUp)] == [None]


def test_nothing_is_changed_where_a_coordinator_leaves_and_the_code_is_wrong(village: Village) -> None:
    anna, bram, chris = village.people.values()
    admitting.make_coordinator(anna.circle, bram.desk.me, village.code)
    admitting.make_coordinator(anna.circle, chris.desk.me, village.code)
    admitting.set_hr(anna.circle, bram.desk.me)
    admitting.end_coordinator(anna.circle, bram.desk.me, village.code)
    village.exchange()
    with pytest.raises(InvalidInput):
        admitting.farewell(chris.desk, chris.circle, bram.desk.me)
    assert [one.withdrawn for one in chris.desk.store.where(Grant, right=admitting.HR)] == [False]


def test_a_computer_that_is_revoked_already_begins_no_other_reading_key(village: Village) -> None:
    anna, bram, chris = village.people.values()
    admitting.revoke(anna.circle, [bram.circle.keys.device])
    village.exchange()
    admitting.make_coordinator(anna.circle, chris.desk.me, village.code)
    village.exchange()
    epochs = {one.epoch for one in anna.desk.store.where(KeyWrap)}
    for one in (anna, chris):
        with pytest.raises(NotPossible, match="revoked already"):
            admitting.revoke(one.circle, [bram.circle.keys.device], village.code)
    admitting.revoke(chris.circle, [anna.circle.keys.device], village.code)
    village.exchange()
    with pytest.raises(NotPossible, match="revoked already"):
        admitting.revoke(chris.circle, [anna.circle.keys.device], village.code)
    assert len({one.epoch for one in chris.desk.store.where(KeyWrap)} - epochs) == 1


class Withholding:
    """A place that keeps some contents back, and does not say that they are there."""

    def __init__(self, shelf: Shelf, held_back: set[str]) -> None:
        self.shelf, self.held_back = shelf, held_back
        self.address, self.each_tidies = shelf.address, shelf.each_tidies

    def names(self) -> Names:
        """Return the rest."""
        return Names(self.shelf.names().present - self.held_back, whole=True)

    def fetch(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the rest."""
        return self.shelf.fetch(name for name in names if name not in self.held_back)

    def put(self, name: str, content: bytes) -> None:
        """Lay a content there."""
        self.shelf.put(name, content)

    def remove(self, names: Iterable[str]) -> None:
        """Take contents away."""
        self.shelf.remove(names)


def missing(who: Villager) -> list[str]:
    """Return what `who` is told of messages that lack."""
    return [one for one in who.round().problems if "missing" in one]


def test_what_is_held_back_is_told_once_it_lacks_for_an_hour_and_no_more_once_it_came(village: Village) -> None:
    _anna, bram, chris = village.people.values()
    before = set(village.shelf.files)
    planned(bram)
    bram.round()
    held_back = set(village.shelf.files) - before
    assert len(held_back) == 1
    chris.place = Withholding(village.shelf, held_back)
    assert missing(chris) == []  # nothing shows that it is there
    chris.clock.now += timedelta(hours=3)
    assert missing(chris) == []
    planned(bram)
    bram.round()
    assert missing(chris) == []  # it may be on its way
    chris.clock.now += timedelta(minutes=55)
    planned(chris)  # so that the round is a whole one
    assert missing(chris) == []
    chris.clock.now += timedelta(minutes=10)
    assert missing(chris) == ["1 message that a colleague sent is missing. It comes back once their computer updates."]
    held_back.clear()
    assert missing(chris) == []
    chris.clock.now += timedelta(hours=3)
    assert missing(chris) == []
    village.exchange("Bram", "Chris")
    village.in_step("Bram", "Chris")


def test_of_a_computer_that_nobody_hears_nothing_is_missed(village: Village) -> None:
    anna, bram, chris = village.people.values()
    before = set(village.shelf.files)
    planned(bram)
    bram.round()
    held_back = set(village.shelf.files) - before
    chris.place = Withholding(village.shelf, held_back)
    planned(bram)
    bram.round()
    chris.round()
    admitting.revoke(anna.circle, [bram.circle.keys.device])
    anna.round()
    chris.clock.now += timedelta(hours=3)
    assert missing(chris) == []


def test_while_something_is_locked_that_is_told_and_not_that_it_lacks(village: Village) -> None:
    anna, bram, chris = village.people.values()
    dirk = village.join("Dirk")
    village.exchange()
    admitting.revoke(anna.circle, [dirk.circle.keys.device])
    anna.round()
    wraps = set(village.shelf.files)
    bram.round()
    chris.place = Withholding(village.shelf, wraps - chris.envelopes.names())
    planned(bram)
    bram.round()
    bram.desk.store.save(Approval.new(bram.desk.me, device=bram.circle.keys.device))  # travels in the first key
    bram.round()
    chris.round()
    chris.clock.now += timedelta(hours=3)
    told = chris.round().problems
    assert any("key that has not come" in one for one in told)
    assert not any("missing" in one for one in told)


def test_what_does_not_come_through_is_told_in_the_language_of_now(village: Village, tmp_path: Path) -> None:
    anna, bram, chris = village.people.values()
    admitting.revoke(anna.circle, [bram.circle.keys.device])
    planned(bram)
    village.exchange()
    standing.succeeded(tmp_path, chris.round(), NOON)
    language.choose("nl")
    assert standing.standing(tmp_path).problems == (
        "1 bericht komt van een ingetrokken computer. Het wacht tot een coördinator het aanneemt.",
    )
    language.choose("en")
    assert standing.standing(tmp_path).problems[0].startswith("1 message comes from a computer that was revoked.")


def test_how_it_stood_for_an_older_version_is_read_as_it_was_told(tmp_path: Path) -> None:
    kept = {"at": "", "since": "", "problems": ["The disk is full."], "error": "", "kind": ""}
    (tmp_path / standing.FILE).write_text(json.dumps(kept), "utf-8")
    assert standing.standing(tmp_path).problems == ("The disk is full.",)
