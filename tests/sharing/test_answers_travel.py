"""Evaluations on several computers: the trainer's reads the tips, a third one only what five and more said together."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.sharing.office import NOON, Office, Profile, invitation, office
from traincollega.models.attendance import Tally
from traincollega.models.change import Change
from traincollega.models.evaluation import Evaluation, Thanks
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Outcome, Training
from traincollega.services.completing import complete
from traincollega.services.evaluating import evaluate
from traincollega.services.listening import Tip, tips
from traincollega.services.rating import known_ratings, ratings_of
from traincollega.services.summing_up import gist_line, gists
from traincollega.services.telling import my_messages
from traincollega.services.thanking import thank, thanked_by
from traincollega.sharing.admitting import approve
from traincollega.sharing.checking import check

NAMES = ("Bram", "Chris", "Dora", "Eva", "Femke", "Gijs")


@pytest.fixture
def ours() -> Iterator[Office]:
    """Anna coordinates, Bram gives a training, and all others but Anna sat in its session, that is just over."""
    with office() as made:
        made.begun_with(*NAMES)
        made.settle()
        bram = made.profiles[1]
        training = Training.new(bram.me, title="Excel", organisation=bram.desk.organisation)
        tomorrow = NOON + timedelta(days=1)
        session = Session.new(bram.me, training=training.id, starts=tomorrow, ends=tomorrow + timedelta(hours=1))
        bram.store.save(training, session)
        made.settle()
        for one in made.profiles[2:]:
            one.store.save(SignUp.new(one.me, session=session.id, person=one.me))
        made.settle()
        made.time.now = session.ends + timedelta(hours=1)
        yield made


def session_of(one: Profile) -> str:
    (session,) = one.store.where(Session)
    return session.id


def all_well(office: Office) -> None:
    for one in office.profiles:
        assert one.store.check() == []
        assert check(one.desk, one.circle()) == []


def test_the_trainer_reads_tips_and_thanks_on_their_own_computer_and_a_third_colleague_does_not(ours: Office) -> None:
    anna, bram, chris, dora, *_others = ours.profiles
    evaluate(chris.desk, session_of(chris), 4, "The examples")
    thank(chris.desk, session_of(chris))
    ours.settle()
    assert [len(bram.store.where(noun)) for noun in (Evaluation, Thanks)] == [1, 1]
    for one in (anna, dora):
        assert [len(one.store.where(noun)) for noun in (Evaluation, Thanks)] == [0, 0]
        assert not {"evaluation", "thanks"} & {change.noun for change in one.changes().values()}
    assert thanked_by(bram.desk, session_of(bram)) == ["Chris"]
    (told,) = my_messages(bram.desk)
    assert (told.title, told.text, told.page, told.what) == (
        "Chris thanks you", "It is for Excel.", "session", {"session": session_of(bram)},
    )  # fmt: skip
    assert tips(bram.desk, session_of(bram)) == []
    ours.time.now += timedelta(weeks=3)
    assert tips(bram.desk, session_of(bram)) == [Tip("helped", "The examples")]
    assert my_messages(anna.desk) == my_messages(dora.desk) == []
    all_well(ours)


def test_what_five_say_together_is_known_to_everybody_and_to_nobody_before(ours: Office) -> None:
    bram, *others = ours.profiles[1:]
    (training,) = (one.id for one in bram.store.where(Training))
    for one in others[:4]:
        evaluate(one.desk, session_of(one), 4)
    ours.settle()
    assert [ratings_of(one.desk, training) for one in ours.profiles] == [None] * 7
    evaluate(others[4].desk, session_of(others[4]), 5)
    ours.settle()
    assert [ratings_of(one.desk, training) for one in ours.profiles] == [4.2] * 7
    assert [len(one.store.where(Outcome)) for one in ours.profiles] == [1] * 7
    evaluate(others[0].desk, session_of(others[0]), 1)
    ours.settle()
    assert [known_ratings(one.desk, [training])[training].stars for one in ours.profiles] == [21] * 7
    all_well(ours)


def test_what_was_counted_says_to_nobody_else_whose_it_was(ours: Office) -> None:
    anna, bram, *others = ours.profiles
    for one in others:
        evaluate(one.desk, session_of(one), 4)
    ours.settle()
    (row,) = anna.store.where(Outcome)
    said = " ".join(row.counted)
    public = {one.id for one in bram.store.where(Evaluation)} | {one.me for one in ours.profiles}
    assert not [name for name in public if name[:8] in said]
    assert {field for change in anna.store.history(row.id) for field in change.fields} <= {
        "creator", "nonce", "training", "organisation", "answers", "stars", "recommends", "users", "counted", "sessions",
        "participants", "minutes",
    }  # fmt: skip


def test_a_closed_session_tells_everybody_its_counts_and_no_names(ours: Office) -> None:
    anna, bram, *_others = ours.profiles
    complete(bram.desk, session_of(bram))
    ours.settle()
    (training,) = (one.id for one in bram.store.where(Training))
    (row,) = anna.store.where(Tally)
    assert row.participants == 5
    assert gist_line(gists(anna.desk, [training])[training]) == "5 colleagues, 5 hours"
    all_well(ours)


def test_a_rating_that_somebody_else_makes_up_counts_for_nobody(ours: Office) -> None:
    _anna, bram, chris, *_others = ours.profiles
    (training,) = (one.id for one in bram.store.where(Training))
    made = Outcome.new(chris.me, training=training, organisation=chris.desk.organisation, answers=5, stars=5)
    fields = {name: getattr(made, name) for name in ("creator", "nonce", "training", "organisation", "answers", "stars")}
    chris.store.apply([Change("outcome", made.id, chris.store.clock.tick(), chris.device, fields)])
    ours.settle()
    assert [one.store.where(Outcome, training=training) for one in ours.profiles] == [[]] * 7
    assert [ratings_of(one.desk, training) for one in ours.profiles] == [None] * 7
    all_well(ours)


def test_who_says_it_on_two_computers_at_once_thanks_once_and_is_read_as_they_said_it_last(ours: Office) -> None:
    anna, bram, chris, *_others = ours.profiles
    known = invitation(anna.circle())
    anna.round()
    desktop = ours.another(known, "Chris")
    desktop.round()
    chris.round()
    approve(chris.circle(), desktop.device)
    ours.settle()
    session = session_of(bram)
    for one, rating, helped in ((chris, 5, "The examples"), (desktop, 2, "The break")):
        evaluate(one.desk, session, rating, helped)
        thank(one.desk, session)
        ours.time.now += timedelta(minutes=1)
    for one in (desktop, bram, chris, bram):  # the other one hears of it later
        one.round()
    assert [told.title for told in my_messages(bram.desk)] == ["Chris thanks you"]
    assert len(bram.store.where(Thanks, session=session)) == 2
    ours.time.now += timedelta(days=28)
    assert tips(bram.desk, session) == [Tip("helped", "The break")]
