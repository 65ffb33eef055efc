"""Giving: the trainings I give, with their sessions and who waits for a date."""

from collections.abc import Sequence
from dataclasses import dataclass

from traincollega.models.session import Session
from traincollega.models.training import Interest, Training
from traincollega.services.browsing import Occasion, occasions
from traincollega.services.choosing import Choice, choices_among
from traincollega.services.desk import Desk
from traincollega.services.reviewing import Suggested, suggestions_among
from traincollega.services.summing_up import Gist, gists


@dataclass(frozen=True)
class Given:
    """A training that I give."""

    training: Training
    coming: tuple[Occasion, ...]
    """Its sessions that are not over, cancelled ones too, soonest first."""
    past: tuple[Occasion, ...]
    """Those that are over, newest first."""
    waiting: int
    """How many wait for a date."""
    suggestions: tuple[Suggested, ...] = ()
    """Other words for its texts that wait for an answer, oldest first."""
    choices: tuple[Choice, ...] = ()
    """Two versions of one of its texts, of which I choose."""
    gist: Gist | None = None
    """What it brought about so far."""


def as_given(desk: Desk, trainings: Sequence[Training]) -> list[Given]:
    """Return trainings with their sessions, in the same order."""
    ids = [training.id for training in trainings]
    held: dict[str, list[Occasion]] = {one: [] for one in ids}
    for occasion in occasions(desk, desk.store.where(Session, training=ids)):
        held[occasion.training.id].append(occasion)
    waiting: dict[str, set[str]] = {one: set() for one in ids}
    for interest in desk.store.where(Interest, training=ids, withdrawn=False):
        waiting[interest.training].add(interest.person)
    suggestions, to_choose = suggestions_among(desk, ids), choices_among(desk, ids)
    now, brought = desk.now(), gists(desk, ids)
    return [
        Given(
            training,
            tuple(one for one in held[training.id] if one.session.ends >= now),
            tuple(one for one in reversed(held[training.id]) if one.session.ends < now),
            len(waiting[training.id]),
            tuple(one for one in suggestions if one.training.id == training.id),
            tuple(one for one in to_choose if one.training.id == training.id),
            brought[training.id],
        )
        for training in trainings
    ]
