"""Reviewing: the suggestions that wait for a trainer, each beside the text it was written on and the text of now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from traincollega.errors import NotAllowed, NotPossible
from traincollega.language import _
from traincollega.models.ancestry import version_name
from traincollega.models.change import moment_at
from traincollega.models.colleague import Colleague
from traincollega.models.suggestion import Suggestion
from traincollega.models.training import TEXTS, Training
from traincollega.services.browsing import my_training_ids
from traincollega.services.desk import Desk

FIELDS = ("title", "summary", *TEXTS)
"""The texts of a training that others may suggest better words for."""


@dataclass(frozen=True)
class Suggested:
    """A suggestion that waits, beside the text it was written on and the text of now."""

    suggestion: Suggestion
    training: Training
    who: str
    """The name of who made it, "" where that is not known here."""
    at: datetime
    then: str
    """The text it was written on; that of now where it is not known here."""
    now: str

    @property
    def overtaken(self) -> bool:
        """Whether the text is another than the suggestion was written on."""
        return self.then != self.now


def may_suggest(desk: Desk, training: Training) -> bool:
    """Say whether I may suggest other words: who may change the text itself has no need to, and somebody here decides."""
    return is_decided_here(desk, training) and not (training.deleted or desk.is_trainer(training.id))


def is_decided_here(desk: Desk, training: Training) -> bool:
    """Say whether a training has trainers among us: that of another organisation, or of a host, has none."""
    return training.organisation == desk.organisation and not training.given_by


def texts_of(training: Training) -> dict[str, str]:
    """Return the texts of a training that hold something, in the order they are read."""
    return {name: text for name in FIELDS if (text := getattr(training, name)).strip()}


def my_suggestion(desk: Desk, training_id: str, field: str) -> Suggestion | None:
    """Return what I suggested for a text and what waits for an answer, or None."""
    mine = desk.store.where(Suggestion, training=training_id, person=desk.me, field=field, withdrawn=False, outcome="")
    return mine[-1] if mine else None


def suggestions_for(desk: Desk, training_id: str) -> list[Suggested]:
    """Return the suggestions for a training that wait, oldest first: all of them for its trainers, else my own."""
    return [one for one in suggestions_among(desk, [training_id]) if may_see(desk, one.suggestion)]


def may_see(desk: Desk, suggestion: Suggestion) -> bool:
    """Say whether I may see a suggestion: the trainers of its training do, and who made it."""
    return suggestion.person == desk.me or desk.is_trainer(suggestion.training)


def suggestions_among(desk: Desk, trainings: Sequence[str]) -> list[Suggested]:
    """Return the suggestions that wait for any of these trainings, oldest first."""
    return _suggested(desk, desk.store.where(Suggestion, training=list(trainings), withdrawn=False, outcome=""))


def suggestions_for_me(desk: Desk) -> list[Suggested]:
    """Return the suggestions that wait for the trainings I give, oldest first."""
    waiting = desk.store.parts(Suggestion, ("training",), withdrawn=False, outcome="")
    mine = sorted({training for (training,) in waiting} & set(my_training_ids(desk))) if waiting else []
    return _suggested(desk, desk.store.where(Suggestion, training=mine, withdrawn=False, outcome="")) if mine else []


def suggested(desk: Desk, suggestion_id: str) -> Suggested:
    """Return a suggestion beside its texts; raises NotPossible where it no longer waits, and NotFound."""
    suggestion = waiting_one(desk, suggestion_id)
    if not may_see(desk, suggestion):
        raise NotAllowed(_("Only the trainers of this training decide about suggestions."))
    found = _suggested(desk, [suggestion])
    if not found:
        raise NotPossible(_("This training is no longer here. The suggestion goes with it."))
    return found[0]


def waiting_one(desk: Desk, suggestion_id: str) -> Suggestion:
    """Return a suggestion that waits; raises NotPossible where it no longer does, and NotFound."""
    suggestion = desk.store.get(Suggestion, suggestion_id)
    if suggestion.withdrawn:
        raise NotPossible(_("This suggestion was taken back. There is nothing left to decide."))
    if suggestion.outcome:
        raise NotPossible(_("A trainer has decided about this suggestion already."))
    return suggestion


def _suggested(desk: Desk, found: Sequence[Suggestion]) -> list[Suggested]:
    trainings = {one.id: one for one in desk.store.where(Training, id=sorted({one.training for one in found}))}
    people = {one.id: one.name for one in desk.store.where(Colleague, id=sorted({one.person for one in found}))}
    return [
        Suggested(
            one, training, people.get(one.person, ""), moment_at(one.created), _then(desk, one, training),
            getattr(training, one.field),
        )
        for one in found
        if one.field in FIELDS and (training := trainings.get(one.training)) is not None
    ]  # fmt: skip


def _then(desk: Desk, one: Suggestion, training: Training) -> str:
    """Return the text that a suggestion was written on."""
    for change in desk.store.history(training.id):
        if version_name(change.stamp, change.device) == one.base:
            return str(change.fields.get(one.field, ""))
    return str(getattr(training, one.field))
