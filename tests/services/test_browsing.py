"""Browsing: cards, agenda and lists say what is there, for whom, and why."""

from dataclasses import replace
from datetime import timedelta

from tests.models.world import NOON, Time
from tests.services.conftest import colleague, session_of, training_of
from traincollega.models.change import Change
from traincollega.models.finding import Finder, Question
from traincollega.models.organisation import Department, Grant, Organisation
from traincollega.models.session import Session
from traincollega.models.training import Outcome, Training
from traincollega.services import scheduling
from traincollega.services.browsing import (
    agenda,
    card_of,
    cards,
    colleagues,
    for_me,
    known_topics,
    my_coming,
    my_given,
    my_past,
    my_trainings,
    occasion,
)  # fmt: skip
from traincollega.services.desk import Desk
from traincollega.services.enrolling import sign_up, size_line
from traincollega.services.planning import add_trainer, cancel, remove_trainer
from traincollega.services.publishing import archive, hide, wait_for_date


def test_a_card_says_who_gives_it_when_and_who_waits(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(anna, topics=("rekenen",))
    later, sooner = session_of(anna, training, days=9), session_of(anna, training, days=7)
    cancel(anna, session_of(anna, training, days=8))
    session_of(anna, training, days=-3)
    wait_for_date(bram, training)
    card = card_of(bram, training)
    assert (card.trainer, card.department, card.organisation) == ("Anna", "ICT", "")
    assert [one.session.id for one in card.coming] == [sooner, later]
    assert (card.waiting, card.waits) == (1, True)
    assert not card_of(anna, training).waits
    assert [one.mine for one in card_of(anna, training).coming] == [True, True]
    assert [one.mine for one in card.coming] == [False, False]


def test_a_card_of_another_organisation_says_whose_it_is_and_what_came_of_it(anna: Desk) -> None:
    other = Organisation.new(anna.me, name="Waterschap")
    training = Training.new(anna.me, title="Dijken", given_by="Dirk", organisation=other.id, source="x")
    outcome = Outcome.new(anna.me, training=training.id, organisation=other.id, sessions=3, participants=37)
    anna.store.save(other, training, outcome)
    card = card_of(anna, training.id)
    assert (card.trainer, card.department, card.organisation) == ("Dirk", "", "Waterschap")
    assert [(name, one.participants) for name, one in card.outcomes] == [("Waterschap", 37)]
    assert my_trainings(anna) == []


def test_cards_come_in_the_order_asked_for_and_what_is_gone_is_left_out(anna: Desk) -> None:
    seqs = [anna.store.seq_of(Training, training_of(anna, title)) for title in ("One", "Two")]
    assert [card.training.title for card in cards(anna, [seqs[1], 99, seqs[0]])] == ["Two", "One"]


def test_the_agenda_goes_by_time_with_what_is_cancelled_and_without_what_is_hidden(anna: Desk) -> None:
    first, hidden = training_of(anna, "First"), training_of(anna, "Hidden")
    later, sooner = session_of(anna, first, days=2), session_of(anna, first, days=1)
    session_of(anna, hidden, days=1)
    session_of(anna, first, days=40)
    cancel(anna, later)
    hide(anna, hidden, "double")
    found = agenda(anna, NOON, NOON + timedelta(days=7))
    assert [(one.session.id, one.session.status) for one in found] == [(sooner, "planned"), (later, "cancelled")]
    assert occasion(anna, sooner).trainer == "Anna"


def test_what_comes_for_me_is_what_i_follow_and_what_i_give(anna: Desk, time: Time) -> None:
    bram = colleague(anna, "Bram")
    given, followed = session_of(anna, training_of(anna), days=2), session_of(bram, training_of(bram, "Word"), days=1)
    session_of(bram, training_of(bram, "Calc"), days=3)
    sign_up(anna, followed)
    assert [one.session.id for one in my_coming(anna)] == [followed, given]
    assert my_past(anna) == []
    time.now = NOON + timedelta(days=1, hours=5)
    assert [one.session.id for one in my_coming(anna)] == [given]
    assert [one.session.id for one in my_past(anna)] == [followed]


def test_my_trainings_are_those_i_made_and_those_i_was_let_give(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    own, shared = training_of(anna), training_of(bram, "Word")
    archive(anna, own)
    add_trainer(bram, shared, anna.me)
    assert [one.id for one in my_trainings(anna)] == [shared, own]
    session = session_of(bram, shared)
    assert [one.id for one in my_given(anna)] == [session]
    assert occasion(anna, session).mine
    remove_trainer(bram, shared, anna.me)
    assert [one.id for one in my_trainings(anna)] == [own]


def test_a_grant_that_somebody_gave_themselves_makes_nothing_mine(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(anna)
    session = session_of(anna, training)
    bram.store.save(Grant.new(bram.me, right="trainer", subject=training, person=bram.me))
    assert my_trainings(bram) == []
    assert not occasion(bram, session).mine


def test_what_is_for_me_has_a_reason_and_the_best_reason_comes_first(anna: Desk) -> None:
    bram, chris = colleague(anna, "Bram"), colleague(anna, "Chris")
    sign_up(anna, session_of(bram, training_of(bram, "Before", topics=("rekenen",)), days=1))
    session_of(bram, training_of(bram, "Room"), days=2)
    session_of(bram, training_of(bram, "Tight"), days=3, seats=2)
    session_of(bram, training_of(bram, "Alike", topics=("rekenen",)), days=4)
    sign_up(chris, session_of(bram, training_of(bram, "Full"), days=2, seats=1))
    session_of(bram, training_of(bram, "Far"), days=90)
    cancel(bram, session_of(bram, training_of(bram, "Cancelled"), days=2))
    session_of(anna, training_of(anna, "My own"), days=2)
    archived, hidden = training_of(bram, "Archived"), training_of(bram, "Hidden")
    for one in (archived, hidden):
        session_of(bram, one, days=2)
    archive(bram, archived)
    hide(anna, hidden, "double")
    assert [(one.card.training.title, one.reason) for one in for_me(anna, 9)] == [
        ("Alike", "Because you chose rekenen before"),
        ("Tight", "Nearly full"),
        ("Room", "Soon, with room for you"),
    ]
    assert len(for_me(anna, 2)) == 2


def test_of_another_organisation_nothing_is_said_to_have_room(anna: Desk) -> None:
    other = Organisation.new(anna.me, name="Waterschap")
    training = Training.new(anna.me, title="Dijken", given_by="Waterschap", organisation=other.id, source="x")
    starts = anna.now() + timedelta(days=2)
    session = Session.new(anna.me, training=training.id, starts=starts, ends=starts + timedelta(hours=1), seats=2, source="y")
    anna.store.save(other, training, session)
    (advice,) = for_me(anna)
    assert advice.reason == "Soon at Waterschap"
    (found,) = advice.card.coming
    assert not found.ours
    assert size_line(found.session) == "2 seats"
    assert scheduling.entries(anna, scheduling.Period.month_of(anna.today()), "free") == []
    finder = Finder(anna.store.connection)
    assert list(finder.ids(Question(free=True), anna.now())) == []
    assert finder.facets(Question(), anna.now()).free == 0
    session_of(anna, training_of(anna, "Ours"), days=3)
    assert finder.facets(Question(), anna.now()).free == 1


def test_a_session_whose_training_is_gone_or_not_here_yet_breaks_no_list(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(bram)
    session_of(bram, training, days=1)
    bram.store.save(replace(bram.store.get(Training, training), deleted=True))
    lost = Session.new(anna.me, training="0" * 32)
    said = {"creator": anna.me, "nonce": lost.nonce, "training": "0" * 32, "starts": "2026-12-05T09:00:00Z"}
    said |= {"ends": "2026-12-05T10:00:00Z"}
    anna.store.apply([Change("session", lost.id, anna.store.clock.tick(), anna.store.device, said)])
    assert for_me(anna) == []
    assert agenda(anna, NOON, NOON + timedelta(days=7)) == []


def test_colleagues_go_by_name_and_topics_by_use(anna: Desk) -> None:
    for name in ("Chris", "bram"):
        colleague(anna, name)
    training_of(anna, topics=("b", "a"))
    training_of(anna, topics=("b",))
    anna.store.save(Department.new(anna.me, name="HR"))
    assert [one.name for one in colleagues(anna)] == ["Anna", "bram", "Chris"]
    assert known_topics(anna) == ["b", "a"]
