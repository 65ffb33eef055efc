"""Suggesting: who may, what becomes of it, and who hears what."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.office import Office, new_office
from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.models.suggestion import Suggestion
from traincollega.models.training import Training
from traincollega.services.desk import Desk
from traincollega.services.planning import add_trainer
from traincollega.services.publishing import Words, publish, words_of
from traincollega.services.reviewing import may_suggest, my_suggestion, suggested, suggestions_for, suggestions_for_me
from traincollega.services.suggesting import accept, decline, suggest, take_back, version_now
from traincollega.services.telling import my_messages, tell_suggestions
from traincollega.services.welcoming import start_view


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "profile")


def mine(office: Office) -> Training:
    """Publish a training of mine with a goal."""
    done = publish(office.desk, Words(title="Excel", summary="In short", minutes=45, goal="You count."))
    return office.desk.store.get(Training, done.subject)


def theirs(office: Office) -> Training:
    """Publish a training of Karim with a goal."""
    done = publish(office.colleague("Karim"), Words(title="Excel", summary="In short", minutes=45, goal="You count."))
    return office.desk.store.get(Training, done.subject)


def told(desk: Desk) -> list[str]:
    return [one.title for one in my_messages(desk)]


def test_a_suggestion_waits_for_the_trainer_beside_the_text_it_was_written_on(office: Office) -> None:
    training, karim = mine(office), office.colleague("Karim")
    suggest(karim, training.id, "goal", " You count faster. ", note="Say how.\nPlease.")
    (one,) = suggestions_for(office.desk, training.id)
    assert (one.who, one.then, one.now, one.overtaken) == ("Karim", "You count.", "You count.", False)
    assert (one.suggestion.text, one.suggestion.note) == ("You count faster.", "Say how. Please.")
    assert suggestions_for_me(office.desk) == [one]
    assert suggestions_for_me(karim) == []
    assert office.desk.store.get(Training, training.id).goal == "You count."


def test_a_trainer_takes_suggested_words_over_and_one_undo_takes_both_back(office: Office) -> None:
    training, karim = mine(office), office.colleague("Karim")
    made = suggest(karim, training.id, "goal", "You count faster.").subject
    done = accept(office.desk, suggested(office.desk, made))
    assert done.sentence == "The words of Karim are in **Excel** now."
    text, outcome = done.changes
    assert (text.device, dict(text.fields)) == (office.desk.store.device, {"goal": "You count faster."})
    assert text.base == version_now(karim, training.id, "title"), "that of its making"
    assert dict(outcome.fields) == {"outcome": "accepted"}
    assert suggestions_for(office.desk, training.id) == []
    office.desk.undo(done)
    assert office.desk.store.get(Training, training.id).goal == "You count."
    assert [one.suggestion.text for one in suggestions_for(office.desk, training.id)] == ["You count faster."]
    assert office.desk.store.check() == []


def test_a_trainer_leaves_the_text_as_it_is(office: Office) -> None:
    training, karim = mine(office), office.colleague("Karim")
    made = suggest(karim, training.id, "title", "Calc").subject
    done = decline(office.desk, suggested(office.desk, made))
    assert done.sentence == "The text stays as it is. Karim hears that."
    assert office.desk.store.get(Training, training.id).title == "Excel"
    with pytest.raises(NotPossible):
        suggested(office.desk, made)
    office.desk.undo(done)
    assert suggested(office.desk, made).suggestion.outcome == ""


def test_a_suggestion_on_a_text_that_changed_says_so_and_what_was_shown_must_still_stand(office: Office) -> None:
    training, karim = mine(office), office.colleague("Karim")
    made = suggest(karim, training.id, "goal", "You count faster.").subject
    shown = suggested(office.desk, made)
    publish(office.desk, replace(words_of(training), goal="You count on it."), training_id=training.id)
    with pytest.raises(NotPossible):
        accept(office.desk, shown)
    again = suggested(office.desk, made)
    assert (again.then, again.now, again.overtaken) == ("You count.", "You count on it.", True)
    accept(office.desk, again)
    assert office.desk.store.get(Training, training.id).goal == "You count faster."


def test_a_suggestion_remembers_the_version_that_was_read_not_that_of_when_it_was_sent(office: Office) -> None:
    training, karim = mine(office), office.colleague("Karim")
    read = version_now(karim, training.id, "goal")
    publish(office.desk, replace(words_of(training), goal="You count on it."), training_id=training.id)
    made = suggest(karim, training.id, "goal", "You count faster.", read).subject
    assert suggested(office.desk, made).then == "You count."


def test_who_suggests_again_changes_what_waits_and_can_take_it_back(office: Office) -> None:
    training, karim = mine(office), office.colleague("Karim")
    suggest(karim, training.id, "goal", "One.")
    made = suggest(karim, training.id, "goal", "Two.").subject
    assert [one.suggestion.text for one in suggestions_for(office.desk, training.id)] == ["Two."]
    shown = suggested(office.desk, made)
    suggest(karim, training.id, "goal", "Three.")
    with pytest.raises(NotPossible):
        accept(office.desk, shown)
    done = take_back(karim, made)
    assert suggestions_for(office.desk, training.id) == []
    assert my_suggestion(karim, training.id, "goal") is None
    with pytest.raises(NotPossible):
        decline(office.desk, shown)
    karim.undo(done)
    assert my_suggestion(karim, training.id, "goal") == suggested(office.desk, made).suggestion


def test_only_who_is_no_trainer_suggests_and_only_a_trainer_decides(office: Office) -> None:
    training, karim, sanne = mine(office), office.colleague("Karim"), office.colleague("Sanne")
    with pytest.raises(NotAllowed):
        suggest(office.desk, training.id, "goal", "Mine.")
    made = suggest(karim, training.id, "goal", "Theirs.").subject
    with pytest.raises(NotAllowed, match="decide about suggestions"):
        accept(karim, suggested(karim, made))
    with pytest.raises(NotAllowed, match="decide about suggestions"):
        decline(sanne, suggested(office.desk, made))
    with pytest.raises(NotAllowed):
        take_back(sanne, made)
    assert may_suggest(karim, training)
    add_trainer(office.desk, training.id, karim.me)
    assert not may_suggest(karim, training)


@pytest.mark.parametrize(("field", "text"), [("goal", " \n"), ("goal", "You count."), ("title", ""), ("title", "x" * 301)])
def test_words_that_cannot_stand_or_change_nothing_are_refused(office: Office, field: str, text: str) -> None:
    training = mine(office)
    with pytest.raises(InvalidInput):
        suggest(office.colleague("Karim"), training.id, field, text)
    assert office.desk.store.where(Suggestion) == []


def test_the_trainer_hears_of_a_suggestion_once_and_finds_it_on_start(office: Office) -> None:
    training, karim = mine(office), office.colleague("Karim")
    made = suggest(karim, training.id, "goal", "You count faster.").subject
    suggest(karim, training.id, "goal", "You count much faster.")
    tell_suggestions(office.desk, office.desk.store.where(Suggestion))
    publish(office.desk, replace(words_of(training), title="Calc"), training_id=training.id)
    tell_suggestions(office.desk, office.desk.store.where(Suggestion))
    (one,) = my_messages(office.desk)
    assert (one.title, one.page, one.what) == ("Karim suggests other words", "teaching", {"suggestion": made})
    assert one.text == "They are for Calc. Take them over, or leave the text as it is."
    (todo,) = start_view(office.desk).todo
    assert (todo.title, todo.text, todo.page, todo.what) == (
        "Karim suggests other words",
        "Calc",
        "teaching",
        {"suggestion": made},
    )
    decline(office.desk, suggested(office.desk, made))
    assert start_view(office.desk).todo == ()


def test_who_suggested_hears_what_was_decided(office: Office) -> None:
    training, karim = theirs(office), office.colleague("Karim")
    first = suggest(office.desk, training.id, "goal", "You count faster.").subject
    accept(karim, suggested(karim, first))
    second = suggest(office.desk, training.id, "title", "Calc").subject
    decline(karim, suggested(karim, second))
    assert told(office.desk) == ["The text of Excel stays as it is", "Your words are in Excel now"]
    tell_suggestions(office.desk, office.desk.store.where(Suggestion))
    assert len(told(office.desk)) == 2
    assert my_messages(office.desk)[0].what == {"training": training.id}


def test_nobody_else_hears_of_a_suggestion_nor_of_one_that_was_taken_back(office: Office) -> None:
    training, sanne = theirs(office), office.colleague("Sanne")
    made = suggest(sanne, training.id, "goal", "You count faster.").subject
    assert told(office.desk) == []
    add_trainer(office.colleague("Karim"), training.id, office.desk.me)
    take_back(sanne, made)
    tell_suggestions(office.desk, office.desk.store.where(Suggestion))
    assert told(office.desk) == []
