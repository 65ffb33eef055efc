"""Listing: trainings and sessions as rows, and the few signs of an id that a person types."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from traincollega.errors import InvalidInput, NotFound
from traincollega.imports.moments import moment
from traincollega.imports.refusal import Refused
from traincollega.language import _
from traincollega.models.finding import PAGE, Finder, Question
from traincollega.models.noun import Noun
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.browsing import Occasion, occasions
from traincollega.services.desk import Desk

N = TypeVar("N", bound=Noun)
SIGNS = re.compile(r"[0-9a-f]{6,32}")
"""An id, or as many of its first signs as a person cares to type."""


@dataclass(frozen=True)
class Listed:
    """A training, and how many sessions it has, past ones too and cancelled ones left out."""

    training: Training
    sessions: int


def trainings(desk: Desk, text: str = "", topic: str = "", limit: int | None = None) -> Iterator[Listed]:
    """Yield trainings as *Ontdekken* orders them; without a text or topic also those that cannot be found there, last."""
    question = Question(text=text)
    if topic:
        known = tuple(one for one in desk.store.topics() if one.casefold() == topic.strip().casefold())
        if not known:
            return
        question = replace(question, topics=known)
    found = list(Finder(desk.store.connection).ids(question, desk.now()))
    if not text and not topic:
        findable = set(found)
        found += [seq for seq in desk.store.seqs(Training) if seq not in findable]
    wanted = iter(found[:limit])
    while page := list(islice(wanted, PAGE)):
        yield from _page(desk, page)


def _page(desk: Desk, seqs: Sequence[int]) -> Iterator[Listed]:
    rows = desk.store.by_seq(Training, seqs)
    counted: dict[str, int] = {}
    for session in desk.store.where(Session, training=[one.id for one in rows.values()], status="planned"):
        counted[session.training] = counted.get(session.training, 0) + 1
    for seq in seqs:
        yield Listed(rows[seq], counted.get(rows[seq].id, 0))


def sessions(desk: Desk, training_id: str = "") -> Iterator[Occasion]:
    """Yield the sessions of one training or of all, past and cancelled ones too, in order of time."""
    found = desk.store.where(Session, training=training_id) if training_id else desk.store.where(Session)
    wanted = iter(sorted(found, key=lambda one: (one.starts, one.id)))
    while page := list(islice(wanted, PAGE)):
        yield from occasions(desk, page)


def named(desk: Desk, noun: type[N], typed: str) -> N:
    """Return the noun whose id a person typed, or at least six of its first signs; raises InvalidInput, NotFound."""
    signs = typed.strip().lower()
    if not SIGNS.fullmatch(signs):
        raise InvalidInput(_("{typed} is no id. Give its first six characters or more.").format(typed=typed), "id")
    found = desk.store.starting_with(noun, signs)
    if not found:
        raise NotFound(_("There is nothing here with the id {typed}. Look it up in the list.").format(typed=typed))
    if len(found) > 1:
        raise InvalidInput(_("Several ids start with {typed}. Give more of its characters.").format(typed=typed), "id")
    return desk.store.get(noun, found[0])


def written_moment(desk: Desk, text: str) -> datetime:
    """Return the moment a person wrote: "2026-12-03T10:00", in the organisation's zone unless it has one; raises InvalidInput."""
    try:
        starts, timed = moment(text, desk.zone)
    except Refused as error:
        raise InvalidInput(str(error), "starts") from None
    if not timed:
        raise InvalidInput(_("Say at what time it starts, like 2026-12-03T10:00."), "starts")
    return starts
