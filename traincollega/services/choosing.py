"""Choosing: where two wrote one text without seeing the other's words, its trainer is asked once which of them stays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from traincollega.errors import InvalidInput, NotPossible
from traincollega.language import _
from traincollega.models.ancestry import side_by_side, version_name
from traincollega.models.change import Change, moment_at
from traincollega.models.colleague import Colleague
from traincollega.models.training import TEXT_LIMIT, TEXTS, Training
from traincollega.services.browsing import my_training_ids
from traincollega.services.desk import Desk, Done


@dataclass(frozen=True)
class Written:
    """One version of a text: its words, who wrote them and when."""

    version: str
    """As a base names it: "stamp-device"."""
    text: str
    who: str
    """Their name, "" where that is not known here."""
    at: datetime


@dataclass(frozen=True)
class Choice:
    """Two versions of one text of a training that I give."""

    training: Training
    field: str
    """One of TEXTS."""
    now: Written
    """What colleagues read now: the last that was written."""
    other: Written


COUNTED = 9
"""So many choices are counted at most: each is read for it."""


def choices(desk: Desk, most: int | None = None) -> list[Choice]:
    """Return what a trainer is asked to choose, at most so many: the same on every computer that knows the same changes.

    It is settled by a change that was written on both versions; that is what `choose` makes.
    """
    return choices_among(desk, my_training_ids(desk), most)


def choices_among(desk: Desk, trainings: Sequence[str], most: int | None = None) -> list[Choice]:
    """Return what is to be chosen in these trainings, at most so many; none in those that I do not give."""
    several = [one for one in desk.store.written_by_several(trainings) if desk.is_trainer(one)]
    held = desk.store.where(Training, id=several) if several else []
    return list(islice((one for training in held for one in _of(desk, training)), most))


def choices_of_text(desk: Desk) -> int:
    """Return how many texts wait for me to choose; of very many only that there are."""
    return len(choices(desk, COUNTED))


def choose(desk: Desk, choice: Choice, text: str) -> Done:
    """Settle a choice with the text of either version, or with words of one's own; raises NotPossible, NotAllowed, InvalidInput."""
    if len(text) > TEXT_LIMIT:
        raise InvalidInput(_("This is too long. Use at most {n} characters.").format(n=TEXT_LIMIT), choice.field)
    values: dict[str, Any] = {choice.field: text.encode("utf-8", "ignore").decode()}
    with desk.store.transaction():
        training = desk.store.get(Training, choice.training.id)
        pair = _pair(desk, desk.store.history(training.id), choice.field)
        if pair is None or {_name(one) for one in pair} != {choice.now.version, choice.other.version}:
            raise NotPossible(_("These texts have changed since. Look again which ones there are now."))
        both = {choice.field: [choice.now.version, choice.other.version]}
        changes = desk.store.save(replace(training, **values), base=both)
    sentence = _("Your choice is kept. The other text of **{title}** stays under Versions.").format(title=training.title)
    return Done(sentence, changes if text != choice.now.text else (), training.id)


def _of(desk: Desk, training: Training) -> list[Choice]:
    history = desk.store.history(training.id)
    pairs = ((field, _pair(desk, history, field)) for field in TEXTS)
    return [Choice(training, field, *(_written(desk, one, field) for one in pair)) for field, pair in pairs if pair is not None]


def _pair(desk: Desk, history: Sequence[Change], field: str) -> tuple[Change, Change] | None:
    if sum(field in change.fields for change in history) < 2:
        return None
    return side_by_side(history, desk.store.rights.counting(Training.table, history[0].id, history, field), field)


def _written(desk: Desk, change: Change, field: str) -> Written:
    card = desk.store.find(Colleague, desk.store.rights.speaker(change.device))
    return Written(_name(change), str(change.fields[field]), card.name if card else "", moment_at(change.stamp))


def _name(change: Change) -> str:
    return version_name(change.stamp, change.device)
