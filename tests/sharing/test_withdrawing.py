"""Invitations that are withdrawn, by hand or with their maker, and what is accepted of a revoked computer afterwards."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.sharing.circle_of import Village, of_three
from traincollega.errors import InvalidInput, NotAllowed, NotFound, NotPossible
from traincollega.models.proof import revocation_words
from traincollega.models.training import Training
from traincollega.models.trust import Revocation
from traincollega.sharing import admitting, belonging, ciphers, inviting
from traincollega.sharing.circle import Circle
from traincollega.sharing.invitation import Invitation, opened
from traincollega.sharing.recovery import root_of
from traincollega.sharing.segments import Missing, read


@pytest.fixture
def village(tmp_path: Path) -> Village:
    """Anna and Bram, coordinators; Chris, a colleague."""
    village = of_three(tmp_path)
    admitting.make_coordinator(village.people["Anna"].circle, village.people["Bram"].desk.me, village.code)
    village.exchange()
    return village


def heard(village: Village, name: str, by: str = "Chris") -> bool:
    """Say whether somebody's computer is heard by another."""
    return village.people[name].circle.keys.device in village.people[by].circle.trust().certified


def test_the_open_invitations_are_listed_with_who_made_them_and_until_when(village: Village) -> None:
    anna, bram, chris = village.people.values()
    for one in inviting.open_invitations(anna.circle):
        inviting.withdraw(anna.circle, one.id)
    mine, theirs = village.invitation("Anna"), village.invitation("Bram")
    village.exchange()
    for who in (anna, bram, chris):
        found = inviting.open_invitations(who.circle)
        assert {(one.id, one.by, one.until) for one in found} == {
            (mine.id, "Anna Bos", mine.expires), (theirs.id, "Bram Bos", theirs.expires),
        }  # fmt: skip
        assert found == sorted(found, key=lambda one: one.until)
    anna.clock.now += timedelta(days=14, hours=1)
    assert inviting.open_invitations(anna.circle) == []


def test_a_withdrawn_invitation_lets_nobody_in_and_who_came_by_it_stays(village: Village) -> None:
    anna, bram, chris = village.people.values()
    invitation = village.invitation("Anna")
    village.join("Dirk", invitation)
    village.exchange()
    inviting.withdraw(bram.circle, invitation.id)
    village.join("Eva", invitation)
    village.exchange()
    assert (heard(village, "Dirk"), heard(village, "Eva")) == (True, False)
    assert invitation.id not in {one.id for one in inviting.open_invitations(chris.circle)}
    with pytest.raises(NotPossible, match="withdrawn already"):
        inviting.withdraw(anna.circle, invitation.id)
    with pytest.raises(NotFound):
        inviting.withdraw(anna.circle, "0" * 32)
    village.in_step("Anna", "Bram", "Chris", "Dirk")


def test_what_is_written_after_an_invitation_was_withdrawn_is_read_by_all_but_who_holds_it(village: Village) -> None:
    anna, bram, chris = village.people.values()
    leaked, other = village.invitation("Anna"), village.invitation("Bram")
    bram.desk.store.save(Training.new(bram.desk.me, title="Before", status="published"))
    village.exchange()
    assert inviting.withdraw(anna.circle, leaked.id)
    village.exchange()
    chris.desk.store.save(Training.new(chris.desk.me, title="After", status="published"))
    anna.desk.store.save(Training.new(anna.desk.me, title="After that", status="published"))
    village.exchange()
    assert titles_with(village, leaked) == {"Before"}
    eva = village.join("Eva", other)
    village.exchange()
    assert heard(village, "Eva")
    assert {one.title for one in eva.desk.store.where(Training)} == {"Before", "After", "After that"}
    eva.desk.store.save(Training.new(eva.desk.me, title="By Eva", status="published"))
    village.exchange()
    assert titles_with(village, leaked) == {"Before"}
    village.in_step()


def test_an_invitation_that_somebody_used_begins_no_new_reading_key_and_says_so(village: Village) -> None:
    anna, bram, _chris = village.people.values()
    used, expired = village.invitation("Anna"), village.invitation("Bram")
    village.join("Dirk", used)
    village.exchange()
    known = {one.id: one.used for one in inviting.open_invitations(bram.circle)}
    assert (known[used.id], known[expired.id]) == (True, False)
    before = anna.circle.keys.writing
    assert not inviting.withdraw(bram.circle, used.id)
    for one in village.people.values():
        one.clock.now += timedelta(days=16)
    village.exchange()
    assert inviting.made_by(anna.circle, {bram.desk.me}) == [], "it expired"
    assert {one.circle.keys.writing for one in village.people.values()} == {before}


def test_withdrawing_that_is_cut_short_takes_nothing_back(village: Village) -> None:
    anna, invitation = village.people["Anna"], village.invitation()
    before = anna.circle.keys.writing
    with patch.object(inviting, "begin_epoch", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        inviting.withdraw(anna.circle, invitation.id)
    assert anna.circle.keys.writing == before
    assert inviting.withdraw(anna.circle, invitation.id)
    village.exchange()
    village.in_step()


def titles_with(village: Village, invitation: Invitation) -> set[str]:
    """Return the titles of trainings in all that lies there and opens with the keys of an invitation."""
    found: set[str] = set()
    for envelope in village.shelf.files.values():
        with suppress(Missing):
            said = read(envelope, invitation.reading.get).changes
            found |= {str(one.fields["title"]) for one in said if one.noun == "training"}
    return found


def test_only_a_coordinator_withdraws_an_invitation(village: Village) -> None:
    invitation, chris = village.invitation(), village.people["Chris"]
    village.exchange()
    with pytest.raises(NotAllowed, match="Only a coordinator may withdraw"):
        inviting.withdraw(chris.circle, invitation.id)


def test_the_invitations_of_a_coordinator_go_with_their_computer(village: Village) -> None:
    anna, bram, _chris = village.people.values()
    mine, theirs = village.invitation("Anna"), village.invitation("Bram")
    village.join("Dirk", theirs)
    village.exchange()
    revoked = admitting.revoke(anna.circle, [bram.circle.keys.device], village.code)
    assert revoked.withdrawn == 1
    village.exchange("Anna", "Chris", "Dirk")
    village.join("Eva", theirs)
    village.join("Frits", mine)
    village.exchange("Anna", "Chris", "Dirk", "Eva", "Frits")
    assert [heard(village, name) for name in ("Dirk", "Eva", "Frits")] == [True, False, True]
    village.in_step("Anna", "Chris", "Dirk", "Frits")


def test_the_invitations_of_who_leaves_go_with_them_though_no_computer_of_theirs_is_heard(village: Village) -> None:
    anna, bram, chris = village.people.values()
    theirs = village.invitation("Bram")
    village.exchange()
    anna.desk.store.save(older_revocation(anna.circle, bram.circle.keys.device, village.code))
    village.exchange("Anna", "Chris")
    assert admitting.computers_of(anna.circle, bram.desk.me) == []
    gone = admitting.farewell(anna.desk, anna.circle, bram.desk.me, village.code)
    assert gone.withdrawn == 1
    village.exchange("Anna", "Chris")
    village.join("Eva", theirs)
    village.exchange("Anna", "Chris", "Eva")
    assert not heard(village, "Eva")
    assert inviting.made_by(chris.circle, {bram.desk.me}) == []


def older_revocation(circle: Circle, device: str, code: str) -> Revocation:
    """Return a revocation as an older program made it: it left the invitations."""
    accepted = admitting.accepted_of(circle, device)
    proof = ciphers.sign(root_of(code), revocation_words(circle.organisation, device, accepted)).hex()
    return Revocation.new(circle.store.person, device=device, accepted=accepted, proof=proof)


def test_what_waits_of_a_revoked_computer_is_accepted_but_lets_nobody_in(village: Village) -> None:
    anna, bram, chris = village.people.values()
    admitting.revoke(anna.circle, [bram.circle.keys.device], village.code)
    bram.desk.store.save(Training.new(bram.desk.me, title="Late", status="published"))
    content, phrase = inviting.invite(bram.circle, cost=1 << 10)
    village.exchange("Bram", "Anna", "Chris")
    device = bram.circle.keys.device
    (computer,) = [one for member in belonging.members(anna.circle) for one in member.computers if one.device == device]
    assert computer.waits > 0
    with pytest.raises(InvalidInput, match="accept more of it"):
        admitting.accept_more(anna.circle, device)
    accepted = admitting.accept_more(anna.circle, device, village.code)
    assert (accepted.segments, accepted.withdrawn) == (computer.waits, 1)
    village.exchange("Anna", "Chris")
    assert [one.title for one in chris.desk.store.where(Training)] == ["Late"]
    assert inviting.made_by(chris.circle, {bram.desk.me}) == []
    with pytest.raises(NotPossible, match="Nothing of this computer waits"):
        admitting.accept_more(anna.circle, device, village.code)
    village.join("Eva", opened(content, phrase))
    village.exchange("Anna", "Chris", "Eva")
    assert not heard(village, "Eva")
    village.in_step("Anna", "Chris")
