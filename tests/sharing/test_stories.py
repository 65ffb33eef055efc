"""What happens to people who share: each story through whole profiles, and at the end everybody has the same."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.sharing.circle_of import NOON, Clock, Village, Villager, backup_of, mail, of_three, planned, restored
from tests.sharing.faulty_folder import Faulty
from traincollega.errors import InvalidInput, PlaceUnreachable
from traincollega.models import nouns
from traincollega.models.catching_up import KNOWS
from traincollega.models.change import Change, moment_at, stamp_at
from traincollega.models.colleague import Colleague, Device
from traincollega.models.envelopes import COUNTS, WAITS
from traincollega.models.messages import messages
from traincollega.models.noun import identify, new_nonce
from traincollega.models.organisation import Grant
from traincollega.models.seats import State
from traincollega.models.session import Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.models.suggestion import Suggestion
from traincollega.models.training import Training
from traincollega.services import beginning, enrolling
from traincollega.sharing import admitting, joining, segments, starting
from traincollega.sharing.forgetting import erase
from traincollega.sharing.keys import FILE
from traincollega.sharing.place import SEGMENT, content_name
from traincollega.sharing.segments import FIRST, Kind, write

LONG_AGO, LATER = stamp_at(NOON - timedelta(days=9)), stamp_at(NOON + timedelta(hours=2))


@pytest.fixture
def village(tmp_path: Path) -> Village:
    """Anna, coordinator; Bram and Chris, colleagues."""
    return of_three(tmp_path)


def trio(village: Village) -> Sequence[Villager]:
    """Return Anna, Bram and Chris."""
    return [village.people[name] for name in ("Anna", "Bram", "Chris")]


def titles(who: Villager) -> list[str]:
    """Return the titles that somebody sees."""
    return sorted(one.title for one in who.desk.store.where(Training))


def sign_up(who: Villager, session: Session) -> SignUp:
    """Let somebody sign up."""
    done = enrolling.sign_up(who.desk, session.id)
    return who.desk.store.get(SignUp, done.subject)


def states(who: Villager, session: Session) -> dict[str, State]:
    """Return, per person, what seat somebody sees that they have."""
    (seating,) = enrolling.seatings(who.desk, [who.desk.store.get(Session, session.id)]).values()
    return {seat.sign_up.person: seat.state for seat in seating.seats}


def says(who: Villager, *changes: Change, number: int = 90) -> segments.Segment:
    """Lay out changes that this computer's program does not make by itself."""
    personal = {one.noun in segments.PERSONAL for one in changes}
    kind = Kind.PERSONAL if personal == {True} else Kind.OPEN
    one = write(who.circle.writer(), kind, number, FIRST, changes)
    who.place.put(one.name, one.envelope)
    return one


# Losing and finding again


def test_who_puts_back_a_copy_and_writes_before_reading_loses_nothing(village: Village, tmp_path: Path) -> None:
    anna, bram, _chris = trio(village)
    planned(bram)
    backup = backup_of(bram, tmp_path / "backup.sqlite")
    planned(bram)
    village.exchange()
    restored(bram, backup)
    bram.desk = replace(bram.desk, store=bram.circle.store)
    bram.desk.store.save(Training.new(bram.desk.me, title="After", status="published"))
    village.exchange()
    village.in_step()
    assert titles(anna) == ["After", "Excel", "Excel"]
    assert len(anna.desk.store.where(Device, person=bram.desk.me)) == 2


def test_the_share_disappears_halfway_and_comes_back_empty(village: Village) -> None:
    anna, bram, chris = trio(village)
    planned(bram)
    before, calls = dict(village.shelf.files), 0

    class Tearing:
        address, each_tidies = "shelf", True
        names, fetch, remove = village.shelf.names, village.shelf.fetch, village.shelf.remove

        def put(self, name: str, content: bytes) -> None:
            nonlocal calls
            calls += 1
            if calls > 1:
                raise PlaceUnreachable("We cannot reach it.")
            village.shelf.put(name, content)

    bram.place = Tearing()
    sign_up(bram, planned(bram))
    assert "We cannot reach it." in bram.round().problems
    assert bram.steps[-1].waiting > 0
    assert len(village.shelf.files) == len(before) + 1
    village.shelf.files.clear()
    bram.place = village.shelf
    village.exchange()
    village.in_step()
    assert titles(chris) == ["Excel", "Excel"]
    assert anna.round().sent == 0


# Clocks


def test_two_changes_of_one_device_with_one_stamp_end_the_same_everywhere(village: Village) -> None:
    anna, bram, chris = trio(village)
    session = planned(bram)
    village.exchange()
    stamp, device = stamp_at(NOON + timedelta(hours=1)), bram.circle.keys.device
    one, other = (Change("training", session.training, stamp, device, {"title": title}) for title in ("One", "Other"))
    first, second = says(bram, one, number=90), says(bram, other, number=91)
    village.shelf.remove([second.name])
    anna.round()
    village.shelf.put(second.name, second.envelope)
    village.shelf.remove([first.name])
    chris.round()
    village.shelf.put(first.name, first.envelope)
    village.exchange()
    village.in_step()
    assert titles(anna) == titles(bram) == titles(chris) == ["One" if one.hash > other.hash else "Other"]


def test_a_word_from_the_far_future_is_corrected_and_raises_no_clock(village: Village) -> None:
    anna, bram, chris = trio(village)
    session = planned(bram)
    bram.clock.now += timedelta(days=3650)
    training = bram.desk.store.get(Training, session.training)
    bram.desk.store.save(replace(training, title="From 2036"))
    bram.clock.now -= timedelta(days=3650)
    bram.reopened()
    village.exchange()
    assert titles(chris) == ["From 2036"]
    bram.desk.store.save(replace(bram.desk.store.get(Training, session.training), title="Corrected"))
    made = Training.new(chris.desk.me, title="Now")
    (change,) = chris.desk.store.save(made)
    village.exchange()
    village.in_step()
    assert titles(anna) == ["Corrected", "Now"]
    assert moment_at(change.stamp).year == 2026


# Seats


def test_who_cancels_and_signs_up_again_joins_the_back(village: Village) -> None:
    anna, bram, chris = trio(village)
    session = planned(anna, seats=1)
    village.exchange()
    first = sign_up(bram, session)
    village.exchange("Bram")
    sign_up(chris, session)
    enrolling.withdraw(bram.desk, session.id)
    again = sign_up(bram, session)
    assert again.id != first.id
    village.exchange()
    village.in_step()
    assert states(anna, session) == {chris.desk.me: State.CONFIRMED, bram.desk.me: State.WAITING}


def test_a_seat_is_confirmed_by_the_trainers_computer_by_itself(village: Village) -> None:
    anna, bram, chris = trio(village)
    session = planned(bram, seats=2)
    village.exchange()
    sign_up(chris, session)
    assert states(chris, session) == {chris.desk.me: State.PROVISIONAL}
    chris.round()
    anna.round()
    assert states(anna, session) == {chris.desk.me: State.PROVISIONAL}, "it is not for a coordinator's computer"
    village.exchange()
    assert states(chris, session) == {chris.desk.me: State.CONFIRMED}
    village.in_step()


def with_a_co_trainer(village: Village, seats: int) -> Session:
    """Return a session of Bram that Anna gives too."""
    anna, bram, _chris = trio(village)
    session = planned(bram, seats=seats)
    bram.desk.store.save(Grant.new(bram.desk.me, right="trainer", subject=session.training, person=anna.desk.me))
    village.exchange()
    return session


def test_two_trainers_confirm_the_last_seat_offline_and_both_stay(village: Village) -> None:
    anna, bram, chris = trio(village)
    session = with_a_co_trainer(village, 1)
    dirk = village.join("Dirk")
    village.exchange()
    mine, theirs = sign_up(chris, session), sign_up(dirk, session)
    for store, one in ((anna.desk.store, mine), (bram.desk.store, theirs)):
        store.save(Confirmation.new(store.person, session=session.id, sign_up=one.id))
    village.exchange()
    village.in_step()
    for who in village.people.values():
        assert states(who, session) == {chris.desk.me: State.CONFIRMED, dirk.desk.me: State.CONFIRMED}
        (seating,) = enrolling.seatings(who.desk, [session]).values()
        assert seating.excess == 1


def test_a_co_trainer_takes_over_confirming(village: Village) -> None:
    anna, bram, chris = trio(village)
    session = with_a_co_trainer(village, 3)
    first = sign_up(bram, session)
    anna.desk.store.save(Confirmation.new(anna.desk.me, session=session.id, sign_up=first.id))
    village.exchange()
    sign_up(chris, session)
    village.exchange("Chris", "Bram", "Chris")
    assert states(bram, session)[chris.desk.me] is State.PROVISIONAL, "who confirmed last goes on"
    village.exchange()
    assert states(bram, session)[chris.desk.me] is State.CONFIRMED
    village.in_step()


def test_fewer_seats_take_no_confirmed_seat_away(village: Village) -> None:
    anna, bram, chris = trio(village)
    session = planned(bram, seats=2)
    village.exchange()
    for who in (anna, chris):
        sign_up(who, session)
    village.exchange()
    bram.desk.store.save(replace(bram.desk.store.get(Session, session.id), seats=1))
    village.exchange()
    village.in_step()
    assert set(states(chris, session).values()) == {State.CONFIRMED}


def test_who_is_overtaken_is_told(village: Village) -> None:
    anna, bram, chris = trio(village)
    session = planned(anna, seats=1)
    village.exchange()
    sign_up(bram, session)  # first, but not sent yet
    chris.desk.store.clock.observe(bram.desk.store.clock.last)  # no tie: clocks that stand at one moment are another story
    sign_up(chris, session)
    chris.round()
    assert states(chris, session) == {chris.desk.me: State.PROVISIONAL}
    anna.place = _Blind(village)  # nobody confirms meanwhile
    bram.round()
    chris.round()
    assert states(chris, session)[chris.desk.me] is State.WAITING
    assert any(one.subject == session.id for one in messages(chris.desk.store.connection))
    anna.place = village.shelf
    village.exchange()
    village.in_step()


class _Blind:
    """A place that shows nothing and takes everything."""

    def __init__(self, village: Village) -> None:
        self.address = "shelf"
        self.put, self.fetch, self.remove = village.shelf.put, village.shelf.fetch, village.shelf.remove


# Who is heard


def test_what_is_written_back_in_time_by_a_revoked_computer_waits(village: Village) -> None:
    anna, bram, chris = trio(village)
    session = planned(bram)
    village.exchange()
    device = bram.circle.keys.device
    early = says(
        bram, Change("training", session.training, stamp_at(NOON - timedelta(days=9)), device, {"summary": "Early"}), number=90
    )
    chris.round()  # has it already
    assert chris.envelopes.find([early.id]) == {early.id: COUNTS}
    village.shelf.remove([early.name])
    admitting.revoke(anna.circle, [device])
    village.exchange("Anna", "Chris")
    assert chris.envelopes.find([early.id]) == {early.id: WAITS}
    village.exchange("Anna", "Chris")
    village.in_step("Anna", "Chris")
    made = Training.new(chris.desk.me, title="Made since", status="published")
    chris.desk.store.save(made)
    village.exchange("Anna", "Chris")
    assert anna.desk.store.find(Training, made.id) is not None, "numbers of changes that went are given again"
    village.shelf.put(early.name, early.envelope)
    village.exchange("Anna", "Chris")
    admitting.accept_more(anna.circle, device)
    village.exchange("Anna", "Chris")
    assert chris.envelopes.find([early.id]) == {early.id: COUNTS}
    village.in_step("Anna", "Chris")


def test_a_revoked_computer_cannot_read_on(village: Village) -> None:
    anna, bram, chris = trio(village)
    admitting.revoke(anna.circle, [bram.circle.keys.device])
    village.exchange()
    chris.desk.store.save(Training.new(chris.desk.me, title="Secret", status="published"))
    village.exchange()
    assert (titles(anna), titles(bram)) == (["Secret"], [])
    assert any("This computer was revoked." in one for one in bram.round().problems)
    village.in_step("Anna", "Chris")


def test_an_invitation_made_before_a_new_key_is_used_after_it(village: Village) -> None:
    anna, bram, chris = trio(village)
    invitation = village.invitation()
    admitting.revoke(anna.circle, [bram.circle.keys.device])
    village.exchange("Anna", "Chris")
    planned(chris)
    village.exchange("Anna", "Chris")
    dirk = village.join("Dirk", invitation)
    assert titles(dirk) == []
    village.exchange("Dirk", "Anna", "Chris")
    assert titles(dirk) == ["Excel"]
    village.in_step("Anna", "Chris", "Dirk")


def test_two_coordinators_begin_a_new_key_at_once(village: Village) -> None:
    anna, bram, chris = trio(village)
    dirk, eva = village.join("Dirk"), village.join("Eva")
    village.exchange()
    admitting.make_coordinator(anna.circle, bram.desk.me, village.code)
    village.exchange()
    admitting.revoke(anna.circle, [dirk.circle.keys.device])
    admitting.revoke(bram.circle, [eva.circle.keys.device])
    village.exchange("Anna", "Bram", "Chris", rounds=4)
    assert len({who.circle.keys.writing for who in (anna, bram, chris)}) == 1
    planned(chris)
    village.exchange("Anna", "Bram", "Chris")
    village.in_step("Anna", "Bram", "Chris")
    assert titles(bram) == ["Excel"]
    assert titles(dirk) == titles(eva) == []


def test_a_lost_computer_of_the_coordinator_is_revoked_with_the_recovery_code(village: Village) -> None:
    anna, bram, chris = trio(village)
    admitting.make_coordinator(anna.circle, bram.desk.me, village.code)
    village.exchange()
    lost = anna.circle.keys.device
    with pytest.raises(InvalidInput):
        admitting.revoke(bram.circle, [lost])
    with pytest.raises(InvalidInput):
        admitting.revoke(bram.circle, [lost], "000G-40R4-0M30-E209-185G-R38E-1ZSD")
    admitting.revoke(bram.circle, [lost], village.code)
    village.exchange("Bram", "Chris")
    planned(anna)
    anna.round()
    village.exchange("Bram", "Chris")
    assert titles(chris) == []
    village.in_step("Bram", "Chris")


def test_the_last_coordinator_is_gone_and_a_colleague_becomes_one_with_the_recovery_code(village: Village) -> None:
    anna, bram, chris = trio(village)
    del village.people["Anna"]
    admitting.make_coordinator(bram.circle, bram.desk.me, village.code)
    village.exchange()
    assert chris.desk.store.rights.coordinators() == {anna.desk.me, bram.desk.me}
    dirk = village.join("Dirk", village.invitation("Bram"))
    village.exchange()
    assert dirk.desk.store.get(Colleague, dirk.desk.me).name == "Dirk Bos"
    village.in_step()


def test_a_colleague_leaves_and_their_seats_come_free(village: Village) -> None:
    anna, bram, chris = trio(village)
    session, mine = planned(anna, seats=1), planned(bram)
    village.exchange()
    sign_up(bram, session)
    village.exchange()
    sign_up(chris, session)
    village.exchange()
    gone = admitting.farewell(anna.desk, anna.circle, bram.desk.me)
    village.exchange("Anna", "Chris")
    assert (gone.left, gone.trainings) == (1, ("Excel",))
    assert states(chris, session) == {chris.desk.me: State.CONFIRMED}
    assert chris.desk.store.get(Session, mine.id).status == "planned", "what they wrote stays"
    bram.round()
    village.exchange("Anna", "Chris")
    village.in_step("Anna", "Chris")


# Who somebody is


def test_a_second_computer_is_heard_once_the_first_one_says_so(village: Village) -> None:
    anna, bram, _chris = trio(village)
    second = village.join("Laptop", email=mail("Bram"))
    assert second.desk.me == bram.desk.me
    second.desk.store.save(Training.new(bram.desk.me, title="On the laptop", status="published"))
    village.exchange()
    assert titles(anna) == []
    assert [card.name for _device, card in admitting.unapproved(bram.circle)] == ["Bram Bos"]
    admitting.approve(bram.circle, second.circle.keys.device)
    village.exchange()
    village.in_step()
    assert titles(anna) == ["On the laptop"]


def test_who_stands_on_paper_claims_that_card(village: Village) -> None:
    anna, _bram, chris = trio(village)
    nonce = new_nonce()
    card = Colleague(
        id=identify(anna.desk.me, nonce), creator=anna.desk.me, nonce=nonce, name="Els Bos", email=mail("Els"), on_paper=True
    )
    session = planned(chris, seats=3)
    anna.desk.store.save(card)
    village.exchange()
    els = village.join("Els")
    assert els.desk.me == card.id
    village.exchange()
    admitting.approve(anna.circle, els.circle.keys.device)
    village.exchange()
    sign_up(els, session)
    village.exchange()
    assert states(chris, session) == {card.id: State.CONFIRMED}
    village.in_step()


def test_who_loses_the_keys_joins_again_and_loses_nothing(village: Village) -> None:
    anna, bram, _chris = trio(village)
    session = planned(anna)
    village.exchange()
    sign_up(bram, session)
    bram.desk.store.save(Training.new(bram.desk.me, title="Never sent", status="published"))
    (bram.folder / FILE).unlink()
    with pytest.raises(Exception, match="keys of this computer are gone"):
        bram.round()
    circle = joining.join_again(bram.desk, bram.folder, village.invitation())
    bram.desk = replace(bram.desk, store=circle.store)
    village.exchange()
    assert titles(anna) == ["Excel"]
    admitting.approve(anna.circle, circle.keys.device)
    village.exchange()
    village.in_step()
    assert titles(anna) == ["Excel", "Never sent"]
    assert states(anna, session) == {bram.desk.me: State.CONFIRMED}


def test_what_somebody_wrote_over_is_written_again_also_where_a_former_computer_of_mine_said_it(
    village: Village, tmp_path: Path
) -> None:
    _anna, bram, chris = trio(village)
    backup = backup_of(bram, tmp_path / "backup")
    planned(bram)
    bram.round()
    mine = {name for name, device in bram.envelopes.placed() if device == bram.circle.keys.device}
    restored(bram, backup)
    village.exchange()
    assert not mine.isdisjoint(name for name, device in bram.envelopes.placed() if device != bram.circle.keys.device)
    faulty = Faulty(village.shelf, Random(1), ("tamper",), chance=1)
    while not mine <= village.shelf.spoilt:
        faulty.names()
    for _turn in range(30):
        bram.clock.now += timedelta(hours=2)  # so that it is looked at again
        bram.round()
    assert all(content_name(village.shelf.files[name], SEGMENT) == name for name in mine)
    assert titles(chris) == ["Excel"]


def test_a_forgotten_person_stays_forgotten_also_when_they_come_in_again(village: Village, tmp_path: Path) -> None:
    anna, bram, chris = trio(village)
    session = planned(anna)
    village.exchange()
    sign_up(bram, session)
    village.exchange()
    old, me = dict(village.shelf.files), bram.desk.me
    erase(anna.circle, me)
    village.exchange("Anna", "Chris")
    assert not set(old) <= set(village.shelf.files)
    for name, envelope in old.items():
        village.shelf.files.setdefault(name, envelope)  # somebody's copy of the folder
    dirk = village.join("Dirk")
    village.exchange("Anna", "Chris", "Dirk")
    for who in (anna, chris, dirk):
        assert who.desk.store.find(Colleague, me) is None
        assert not who.desk.store.where(SignUp, person=me)
        assert not any(one.fields.get("name") == "Bram Bos" for one in who.desk.store.all_changes())
    village.in_step("Anna", "Chris", "Dirk")


# Other versions


def test_what_a_newer_program_says_is_kept_and_counts_once_it_is_known(village: Village) -> None:
    anna, bram, chris = trio(village)
    session = planned(bram)
    village.exchange()
    suggestion = Suggestion.new(bram.desk.me, training=session.training, person=bram.desk.me, field="title", text="Better")
    bram.desk.store.save(suggestion, replace(bram.desk.store.get(Training, session.training), goal="A goal", title="Known"))
    older = _Older(anna)
    village.exchange("Bram", "Anna")
    older.forgets(session.training, suggestion.id)
    assert anna.desk.store.get(Training, session.training).goal == ""
    anna.reopened()  # the new program
    assert anna.desk.store.get(Training, session.training).goal == "A goal"
    assert anna.desk.store.get(Suggestion, suggestion.id).text == "Better"
    village.exchange()
    village.in_step()
    assert chris.desk.store.get(Training, session.training).title == "Known"


class _Older:
    """Somebody's program as it was before there were suggestions, and goals of a training."""

    def __init__(self, who: Villager) -> None:
        who.reopened()
        self.store = who.desk.store
        knows = json.loads(self.store.local(KNOWS))
        del knows["suggestion"]
        knows["training"].remove("goal")
        self.store.set_local(KNOWS, json.dumps(knows))

    def forgets(self, training: str, suggestion: str) -> None:
        """Make the rows what the older program would have made of the same changes."""
        self.store.connection.execute("UPDATE training SET goal = '' WHERE id = ?", (training,))
        self.store.connection.execute("DELETE FROM suggestion WHERE id = ?", (suggestion,))


def test_words_that_no_program_here_knows_travel_on(village: Village) -> None:
    anna, bram, _chris = trio(village)
    session = planned(bram)
    village.exchange()
    device, me, nonce = bram.circle.keys.device, bram.desk.me, new_nonce()
    said = {"creator": me, "nonce": nonce, "score": 9}
    says(
        bram,
        Change("training", session.training, LATER, device, {"goal": "Known", "mood": ["happy"]}),
        Change("rave_survey", identify(me, nonce), LATER, device, said),
    )
    village.exchange()
    village.in_step()
    assert anna.desk.store.get(Training, session.training).goal == "Known"
    assert "rave_survey" not in nouns.NOUNS
    assert said in [one.fields for one in anna.desk.store.all_changes()]


def test_a_segment_of_a_newer_format_waits_and_is_read_after_an_upgrade(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, bram, _chris = trio(village)
    session = planned(bram)
    village.exchange()
    real = segments.header_of

    def both(envelope: bytes) -> segments.Header:
        monkeypatch.setattr(segments, "VERSION", envelope[4])
        return real(envelope)

    with monkeypatch.context() as newer:
        newer.setattr(segments, "VERSION", 2)
        change = Change("training", session.training, LATER, bram.circle.keys.device, {"title": "Two"})
        says(bram, change)
    village.exchange("Anna")
    assert titles(anna) == ["Excel"]
    assert "1 message was made by a newer version. Install that version to read it." in anna.round().problems
    anna.reopened()  # the new program, that reads both
    with monkeypatch.context() as upgraded:
        upgraded.setattr(segments, "header_of", both)
        upgraded.setattr("traincollega.sharing.taking_in.header_of", both)
        upgraded.setattr("traincollega.sharing.taking_in.READS", "2.3")
        assert anna.round().received == 1
        assert titles(anna) == ["Two"]


def test_who_was_named_coordinator_before_sharing_is_none_until_the_root_says_so(tmp_path: Path) -> None:
    village, clock, folder = Village(tmp_path), Clock(), tmp_path / "anna"
    desk = beginning.begin(folder, organisation="Gemeente Noordveld", name="Anna Bos", email=mail("Anna"), now=clock)
    nonce = new_nonce()
    els = Colleague(id=identify(desk.me, nonce), creator=desk.me, nonce=nonce, name="Els", email=mail("Els"), on_paper=True)
    desk.store.save(els, Grant.new(desk.me, right="coordinator", subject=desk.organisation, person=els.id))
    assert desk.store.rights.coordinators() == {desk.me, els.id}
    circle, code = starting.start(desk, folder, "shelf", village.shelf)
    assert circle.store.rights.coordinators() == {desk.me}
    assert circle.store.check() == []
    admitting.make_coordinator(circle, els.id, code)
    assert circle.store.rights.coordinators() == {desk.me, els.id}
    assert circle.store.check() == []
