"""Evaluating: who took part says what they think, the trainer reads tips later and without names, and thanks with them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.office import MONDAY, Office, new_office
from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.models.attendance import NO_SHOW, PRESENT
from traincollega.models.evaluation import Evaluation, Thanks
from traincollega.models.session import Confirmation, Session
from traincollega.services.attending import all_present, may_note, note
from traincollega.services.claiming import may_prove
from traincollega.services.completing import complete
from traincollega.services.desk import Done
from traincollega.services.enrolling import confirm, sign_up
from traincollega.services.evaluating import (
    Answers,
    evaluate,
    fill_in,
    may_evaluate,
    my_answers,
    next_reading,
    to_fill_in,
    use_it,
)  # fmt: skip
from traincollega.services.handing_over import accept, come_back, offer, step_back
from traincollega.services.listening import Tip, tips
from traincollega.services.planning import add_trainer
from traincollega.services.telling import my_messages, tell_thanks
from traincollega.services.thanking import my_thanks, thank, thanked_by
from traincollega.services.welcoming import start_view


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "profile")


@pytest.fixture
def session(office: Office) -> Session:
    """A session of half an hour ago that Fatma gave: Gita and Olaf had the two seats, Piet waited."""
    made = office.session(office.training("Excel"), MONDAY + timedelta(hours=1), seats=2)
    for name in ("Gita", "Olaf", "Piet"):
        sign_up(office.colleague(name), made.id)
    confirm(office.desk, made.id)
    office.clock.later(hours=2, minutes=15)
    return made


def asked(office: Office, name: str) -> list[tuple[str, bool]]:
    return [(one.training.title, one.later) for one in to_fill_in(office.desks[name])]


def test_who_had_a_seat_says_what_they_think_and_may_say_something_else(office: Office, session: Session) -> None:
    gita = office.desks["Gita"]
    assert asked(office, "Gita") == [("Excel", False)]
    evaluate(gita, session.id, 4, "The examples", "yes")
    assert asked(office, "Gita") == []
    evaluate(gita, session.id, 5, "The break")
    assert my_answers(gita, session.id) == Answers(5, "The break", "")
    assert len(office.desk.store.where(Evaluation)) == 1
    assert evaluate(gita, session.id, 5, "The break").changes == ()


def test_undo_gives_back_what_was_said_before(office: Office, session: Session) -> None:
    gita = office.desks["Gita"]
    evaluate(gita, session.id, 4)
    gita.undo(evaluate(gita, session.id, 2))
    assert my_answers(gita, session.id).rating == 4


def test_who_waited_or_was_away_or_gives_it_is_not_asked(office: Office, session: Session) -> None:
    note(office.desk, session.id, {office.desks["Olaf"].me: NO_SHOW, office.desks["Gita"].me: PRESENT})
    for name in ("Olaf", "Piet"):
        assert asked(office, name) == []
        with pytest.raises(NotAllowed, match="Only who took part"):
            evaluate(office.desks[name], session.id, 4)
        with pytest.raises(NotAllowed):
            thank(office.desks[name], session.id)
    assert asked(office, "Gita") == [("Excel", False)]
    assert not may_evaluate(office.desk, session)


def test_a_trainer_who_sits_in_their_own_session_is_not_asked(office: Office) -> None:
    made = office.session(office.training("Word"), MONDAY + timedelta(hours=1))
    sign_up(office.desk, made.id)
    office.clock.later(hours=3)
    with pytest.raises(NotAllowed):
        evaluate(office.desk, made.id, 5)


def test_nothing_is_said_before_the_end_or_of_what_was_cancelled(office: Office) -> None:
    made = office.session(office.training("Word"), MONDAY + timedelta(hours=1))
    sign_up(office.colleague("Gita"), made.id)
    gita = office.desks["Gita"]
    office.clock.later(hours=1, minutes=30)
    for verb in (lambda: evaluate(gita, made.id, 4), lambda: thank(gita, made.id)):
        with pytest.raises(NotPossible, match="not over"):
            verb()
    assert to_fill_in(gita) == []


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        (Answers(), "rating"),
        (Answers(rating=6), "rating"),
        (Answers(helped="The examples"), "rating"),
        (Answers(recommends="yes"), "rating"),
        (Answers(changed="I count"), "rating"),
        (Answers(4, "x" * 2_001), "helped"),
        (Answers(4, recommends="perhaps"), "recommends"),
        (Answers(4, changed="I count"), "uses"),
    ],
)
def test_what_is_missing_is_named(office: Office, session: Session, answers: Answers, field: str) -> None:
    office.clock.later(days=22)
    with pytest.raises(InvalidInput) as caught:
        fill_in(office.desks["Gita"], session.id, answers)
    assert caught.value.field == field
    assert office.desk.store.where(Evaluation) == []


def test_what_is_written_is_kept_without_signs_that_hide_or_turn_it(office: Office, session: Session) -> None:
    evaluate(office.desks["Gita"], session.id, 4, " The\u202e examples\udcff\r\nand\x00 the 👩‍💻 ")
    office.clock.later(weeks=3)
    use_it(office.desks["Gita"], session.id, "yes", "\ufeffPivot\x1b tables")
    said = my_answers(office.desks["Gita"], session.id)
    assert (said.helped, said.changed) == ("The examples\nand the 👩‍💻", "Pivot tables")


def test_after_three_weeks_it_is_asked_what_somebody_uses(office: Office, session: Session) -> None:
    gita = office.desks["Gita"]
    evaluate(gita, session.id, 4)
    with pytest.raises(NotPossible, match="three weeks"):
        use_it(gita, session.id, "yes")
    office.clock.later(days=20)
    assert asked(office, "Gita") == []
    office.clock.later(days=1)
    assert asked(office, "Gita") == [("Excel", True)] == asked(office, "Olaf")
    use_it(gita, session.id, "yes", "My lists are shorter")
    assert my_answers(gita, session.id) == Answers(4, uses="yes", changed="My lists are shorter")
    use_it(office.desks["Olaf"], session.id, "no")
    assert asked(office, "Gita") == [] == asked(office, "Olaf")


def test_who_does_not_answer_is_not_asked_for_ever(office: Office, session: Session) -> None:
    office.clock.later(weeks=9, hours=-1)
    assert asked(office, "Gita") == [("Excel", True)]
    office.clock.later(hours=2)
    assert asked(office, "Gita") == []


def test_start_asks_to_fill_it_in(office: Office, session: Session) -> None:
    gita = office.desks["Gita"]
    (todo,) = start_view(gita).todo
    assert (todo.title, todo.page, todo.what) == ("What did you think of Excel?", "learning", {"evaluation": session.id})
    office.clock.later(weeks=3)
    (todo,) = start_view(gita).todo
    assert todo.title == "Do you use what you learned in Excel?"


# what the trainer reads


def test_tips_are_read_from_three_weeks_on_without_a_name(office: Office, session: Session) -> None:
    evaluate(office.desks["Gita"], session.id, 4, "The examples")
    evaluate(office.desks["Olaf"], session.id, 2, " The break ")
    office.clock.later(days=20)
    assert tips(office.desk, session.id) == []
    office.clock.later(days=2)
    assert set(tips(office.desk, session.id)) == {Tip("helped", "The examples"), Tip("helped", "The break")}


def test_one_participant_does_not_silence_the_trainer(office: Office) -> None:
    made = office.session(office.training("Word"), MONDAY + timedelta(hours=1))
    sign_up(office.colleague("Gita"), made.id)
    office.clock.later(hours=3)
    evaluate(office.desks["Gita"], made.id, 4, "The examples")
    office.clock.later(weeks=3)
    assert tips(office.desk, made.id) == [Tip("helped", "The examples")]


LATE: dict[str, tuple[str, str, set[str]]] = {
    "a new tip": ("Olaf", "The break", {"The examples", "The break"}),
    "another text": ("Gita", "The pace", {"The pace"}),
    "a text taken back": ("Gita", "", set()),
}


@pytest.mark.parametrize("late", LATE)
def test_what_is_written_later_changes_nothing_before_it_is_read_with_that_of_the_same_week(
    office: Office, session: Session, late: str
) -> None:
    gita, (who, text, later) = office.desks["Gita"], LATE[late]
    evaluate(gita, session.id, 4, "The examples")
    office.clock.later(weeks=3, hours=1)
    read = [Tip("helped", "The examples")]
    assert tips(office.desk, session.id) == read
    done: Done = evaluate(office.desks[who], session.id, 4, text)
    if text:
        assert done.sentence == "Thank you. Your trainer reads it without your name from Monday 21 December."
    for days in range(6):
        assert tips(office.desk, session.id) == read, days
        office.clock.later(days=1)
    office.clock.later(days=1)
    assert next_reading(gita, session) > office.desk.today()
    assert {tip.text for tip in tips(office.desk, session.id)} == later


def test_an_evaluation_that_is_taken_back_whole_goes_at_once(office: Office, session: Session) -> None:
    gita = office.desks["Gita"]
    done = evaluate(gita, session.id, 4, "The examples")
    office.clock.later(weeks=3, hours=1)
    assert tips(office.desk, session.id) != []
    gita.store.undo(done.changes)
    assert tips(office.desk, session.id) == []


def test_the_order_of_tips_tells_nothing_and_stays(office: Office) -> None:
    made = office.session(office.training("Word"), MONDAY + timedelta(hours=1), seats=40)
    names = [f"C{number:02}" for number in range(30)]
    for name in names:
        sign_up(office.colleague(name), made.id)
    office.clock.later(hours=3)
    for name in names:
        office.clock.later(minutes=1)
        evaluate(office.desks[name], made.id, 4, name)
    office.clock.later(weeks=4)
    found = [tip.text for tip in tips(office.desk, made.id)]
    assert sorted(found) == names
    assert found != names
    assert found != names[::-1]
    assert found == [tip.text for tip in tips(office.desk, made.id)]


AFTERWARDS: dict[str, Callable[[Office, Session, str], object]] = {
    "somebody is noted as away": lambda office, session, who: note(office.desk, session.id, {who: NO_SHOW}),
    "somebody becomes trainer": lambda office, session, who: add_trainer(office.desk, session.training, who),
    "a seat goes": lambda office, session, who: office.desk.store.save(replace(session, seats=1)),
    "nobody is confirmed": lambda office, session, who: office.desk.store.save(
        *(replace(one, deleted=True) for one in office.desk.store.where(Confirmation, session=session.id))
    ),
    "it was later": lambda office, session, who: office.desk.store.save(
        replace(session, starts=session.starts + timedelta(minutes=5), ends=session.ends + timedelta(minutes=5))
    ),
    "it was earlier": lambda office, session, who: office.desk.store.save(
        replace(session, starts=session.starts - timedelta(days=40), ends=session.ends - timedelta(days=40))
    ),
}


@pytest.mark.parametrize("weeks", [1, 4])
@pytest.mark.parametrize("afterwards", AFTERWARDS)
def test_nothing_a_trainer_does_afterwards_makes_a_tip_come_or_go(
    office: Office, session: Session, afterwards: str, weeks: int
) -> None:
    for name in ("Gita", "Olaf"):
        evaluate(office.desks[name], session.id, 4, f"Tip of {name}")
    office.clock.later(weeks=weeks)
    before = tips(office.desk, session.id)
    assert len(before) == (2 if weeks == 4 else 0)
    AFTERWARDS[afterwards](office, session, office.desks["Olaf"].me)
    assert tips(office.desk, session.id) == before


def test_only_trainers_read_tips_and_thanks(office: Office, session: Session) -> None:
    readers: tuple[Callable[..., object], ...] = (tips, thanked_by)
    for reads in readers:
        with pytest.raises(NotAllowed):
            reads(office.desks["Gita"], session.id)


def test_who_stepped_back_reads_and_notes_nothing_of_what_participants_say_until_they_come_back(
    office: Office, session: Session
) -> None:
    fatma, gita, olaf = office.desk, office.desks["Gita"], office.desks["Olaf"]
    accept(olaf, offer(fatma, session.training, olaf.me).subject)
    step_back(fatma, session.training)
    evaluate(gita, session.id, 4, "The examples")
    thank(gita, session.id)
    office.clock.later(weeks=4)
    asks: tuple[Callable[..., object], ...] = (tips, thanked_by, all_present)
    for asks_for in asks:
        with pytest.raises(NotAllowed):
            asks_for(fatma, session.id)
    tell_thanks(fatma, fatma.store.where(Thanks))
    assert not any("Gita" in told.title for told in my_messages(fatma))
    assert (may_note(fatma, session), may_prove(fatma, session)) == (False, False)
    assert tips(olaf, session.id) == [Tip("helped", "The examples")]
    come_back(fatma, session.training)
    assert (tips(fatma, session.id), thanked_by(fatma, session.id)) == ([Tip("helped", "The examples")], ["Gita"])
    assert (may_note(fatma, session), may_prove(fatma, session)) == (True, True)


def test_thanks_take_one_click_and_one_to_take_back(office: Office, session: Session) -> None:
    gita = office.desks["Gita"]
    done = thank(gita, session.id)
    assert done.sentence == "Your thanks for **Excel** are with the trainer."
    assert thanked_by(office.desk, session.id) == ["Gita"]
    assert my_thanks(gita) == {session.id}
    assert thank(gita, session.id).changes == ()
    gita.undo(done)
    assert thanked_by(office.desk, session.id) == []


def test_start_asks_the_trainer_to_close_it_the_day_after(office: Office, session: Session) -> None:
    assert start_view(office.desk).todo == ()
    office.clock.later(days=1)
    (todo,) = start_view(office.desk).todo
    assert (todo.title, todo.page, todo.what) == ("Close the session of Excel", "session", {"session": session.id})
    assert start_view(office.desks["Piet"]).todo == ()
    complete(office.desk, session.id)
    assert start_view(office.desk).todo == ()
