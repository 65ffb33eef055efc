"""Suggesting: a colleague proposes other words for a text of a training; a trainer takes them over with one click, or not."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.language import _
from traincollega.models.change import Change
from traincollega.models.suggestion import Suggestion
from traincollega.models.training import TEXTS, Training
from traincollega.services.desk import Desk, Done
from traincollega.services.publishing import faults, one_line, words_of
from traincollega.services.reviewing import FIELDS, Suggested, is_decided_here, may_suggest, my_suggestion, waiting_one
from traincollega.services.telling import tell_suggestions

NOTE_LIMIT = 300


def version_now(desk: Desk, training_id: str, field: str) -> str:
    """Return the version of a text that somebody begins to edit, for `suggest`."""
    return desk.store.version_of(Training, training_id, field)


def suggest(desk: Desk, training_id: str, field: str, text: str, base: str = "", note: str = "") -> Done:
    """Suggest other words for a text; who waits for an answer on that text already changes what they suggested.

    `base` is the version it was written on, that of now where it is not given. Raises NotAllowed, NotFound, InvalidInput.
    """
    training = desk.store.get(Training, training_id)
    if field not in FIELDS:
        raise ValueError(f"nobody may suggest another {field}")
    if not is_decided_here(desk, training):
        raise NotAllowed(_("Nobody here decides about this text. Ask who gives this training."))
    if not may_suggest(desk, training):
        raise NotAllowed(_("You may change this text yourself. Choose Edit."))
    text = _checked(training, field, text)
    values: dict[str, Any] = {
        "text": text,
        "base": base or version_now(desk, training_id, field),
        "note": one_line(note)[:NOTE_LIMIT],
    }
    waiting = my_suggestion(desk, training_id, field)
    if waiting is None:
        made = Suggestion.new(desk.me, training=training_id, person=desk.me, field=field, **values)
    else:
        made = replace(waiting, **values)
    changes = desk.store.save(made)
    tell_suggestions(desk, [desk.store.get(Suggestion, made.id)])
    return Done(_("Your suggestion is sent. You hear what the trainer decides."), changes, made.id)


def suggest_all(desk: Desk, training_id: str, texts: Mapping[str, tuple[str, str]], note: str = "") -> Done:
    """Suggest other words for one or more texts, each with the version it was written on: all of them or none.

    Raises what `suggest` raises; an InvalidInput names the field of the training.
    """
    changes: tuple[Change, ...] = ()
    done = Done("")
    with desk.store.transaction():
        for field, (text, base) in texts.items():
            try:
                done = suggest(desk, training_id, field, text, base, note)
            except InvalidInput as error:
                raise InvalidInput(str(error), field) from error
            changes += done.changes
    return done._replace(changes=changes)


def take_back(desk: Desk, suggestion_id: str) -> Done:
    """Take back a suggestion of mine that waits; raises NotPossible where a trainer was first."""
    suggestion = waiting_one(desk, suggestion_id)
    changes = desk.store.save(replace(suggestion, withdrawn=True))
    return Done(_("Your suggestion is taken back."), changes, suggestion.id)


def accept(desk: Desk, one: Suggested) -> Done:
    """Put the suggested words in the training; undo takes back both. Raises NotPossible where a text is no longer as shown."""
    suggestion, field = one.suggestion, one.suggestion.field
    with desk.store.transaction():
        waiting, training = waiting_one(desk, suggestion.id), desk.store.get(Training, one.training.id)
        if (getattr(training, field), waiting.text) != (one.now, suggestion.text):
            raise NotPossible(_("These texts have changed since. Look again which ones there are now."))
        _may_decide(desk, training)
        values: dict[str, Any] = {field: _checked(training, field, waiting.text, same=True)}
        changes = desk.store.save(replace(training, **values), replace(waiting, outcome="accepted"))
        _tell_outcome(desk, suggestion.id)
    return Done(
        _("The words of {name} are in **{title}** now.").format(name=_name(one), title=training.title), changes, training.id
    )


def decline(desk: Desk, one: Suggested) -> Done:
    """Leave the text as it is; who made the suggestion hears that."""
    with desk.store.transaction():
        waiting = waiting_one(desk, one.suggestion.id)
        _may_decide(desk, one.training)
        changes = desk.store.save(replace(waiting, outcome="declined"))
        _tell_outcome(desk, waiting.id)
    sentence = _("The text stays as it is. {name} hears that.").format(name=_name(one))
    return Done(sentence, changes, one.training.id)


def _name(one: Suggested) -> str:
    return one.who or _("the colleague")


def _tell_outcome(desk: Desk, suggestion_id: str) -> None:
    if desk.me != desk.store.local("person"):
        tell_suggestions(desk, [desk.store.get(Suggestion, suggestion_id)])


def _may_decide(desk: Desk, training: Training) -> None:
    if not desk.is_trainer(training.id):
        raise NotAllowed(_("Only the trainers of this training decide about suggestions."))


def _checked(training: Training, field: str, text: str, *, same: bool = False) -> str:
    """Return the text as it will be kept; raises InvalidInput where it cannot be, or says the same."""
    text = text.encode("utf-8", "ignore").decode().strip() if field in TEXTS else one_line(text)
    if not text:
        raise InvalidInput(_("Write the words that you suggest."), "text")
    values: dict[str, Any] = {field: text}
    wrong = faults(replace(words_of(training), **values)).get(field)
    if wrong:
        raise InvalidInput(wrong, "text")
    if not same and text == getattr(training, field).strip():
        raise InvalidInput(_("This is the text of now. Change what you would say otherwise."), "text")
    return text
