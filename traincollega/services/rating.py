"""Rating: what the answers to a training add up to, known only in steps of five colleagues and more (decision 0020)."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from traincollega.models.change import Change, moment_at
from traincollega.models.evaluation import ENOUGH, RATINGS, Evaluation, Rating
from traincollega.models.session import Session
from traincollega.models.training import Outcome
from traincollega.services.desk import Desk
from traincollega.services.evaluating import NO, YES, answers_to

PATIENCE = timedelta(weeks=1)
"""So long the other trainers' computers leave it to the one that made the answers known last."""


class Question(NamedTuple):
    """One of the questions of which the answers are counted."""

    name: str
    about: Callable[[Evaluation], object]
    """What an answer is about: the last one about the same counts, once."""
    answered: Callable[[Evaluation], bool]
    counts: Callable[[Evaluation], bool]
    """Whether the answer is counted; who says no is not."""


QUESTIONS = (
    Question("rating", lambda one: (one.session, one.person), lambda one: one.rating in RATINGS, lambda one: True),
    Question("recommends", lambda one: one.person, lambda one: one.recommends in (YES, NO), lambda one: one.recommends == YES),
    Question("uses", lambda one: one.person, lambda one: one.uses in (YES, NO), lambda one: one.uses == YES),
)


def known_ratings(desk: Desk, trainings: Iterable[str]) -> dict[str, Rating]:
    """Return what is known of the answers to trainings of ours, by id; the same for everybody, and for their trainers too."""
    return {training: rating_of(row) for training, row in _rows(desk, trainings).items()}


def known_anywhere(rows: Iterable[Outcome]) -> dict[str, Rating]:
    """Return what these rows tell of the answers to each training, here and at other organisations together."""
    known: dict[str, list[Rating]] = {}
    for (training, _organisation), row in _fullest(rows).items():
        known.setdefault(training, []).append(rating_of(row))
    return {training: Rating(*map(sum, zip(*each, strict=True))) for training, each in known.items()}


def ratings_of(desk: Desk, training: str) -> float | None:
    """Return the average rating of a training; None where too few colleagues answered."""
    known = known_ratings(desk, [training]).get(training)
    return None if known is None else known.average


def release(desk: Desk, training: str, computers: Collection[str] = ()) -> None:
    """Add the answers of which enough came since the last time to what everybody knows; that is never taken back.

    Only the computer of who gives it can; `computers` are the devices that this one is and was. Two at once would let a difference
    show: so it is for the one that did it last, or published the training, and for the others where that stays away.
    """
    if not desk.gives(training):
        return
    with desk.store.transaction():
        known = _rows(desk, [training]).get(training)
        row = known or Outcome.new(desk.me, training=training, organisation=desk.organisation)
        said = answers_to(desk, desk.store.where(Session, training=training))
        mine = _last_computer(desk, known, training) in (desk.store.device, *computers)
        grown = added(row, said, desk.now() if mine else desk.now() - PATIENCE)
        if grown != row:
            desk.store.save(grown)


def release_answers(desk: Desk, changes: Iterable[Change], computers: Collection[str]) -> None:
    """Let known what the answers in what came in make enough, of the trainings that I give."""
    said = {change.id for change in changes if change.noun == Evaluation.table}
    sessions = {one.session for one in desk.store.where(Evaluation, id=sorted(said))}
    for training in sorted({one.training for one in desk.store.where(Session, id=sorted(sessions))}):
        release(desk, training, computers)


def added(row: Outcome, said: Sequence[Evaluation], until: datetime) -> Outcome:
    """Return what is known once the answers are added to it of which there were enough until this moment."""
    for question in QUESTIONS:
        new = fresh(question, said, row.counted)
        since = enough_since(new)
        if since is not None and since <= until:
            row = _with(row, question, new)
    return row


def fresh(question: Question, said: Sequence[Evaluation], counted: Collection[str]) -> list[Evaluation]:
    """Return the answers to a question, oldest first, that count and were not counted: of several about the same the last one."""
    known = frozenset(counted)
    about: dict[object, list[Evaluation]] = {}
    for one in said:
        if question.answered(one):
            about.setdefault(question.about(one), []).append(one)
    return [
        each[-1] for each in about.values() if question.counts(each[-1]) and not any(sign(question, one) in known for one in each)
    ]


def enough_since(answers: Sequence[Evaluation]) -> datetime | None:
    """Return since when these are answers of enough colleagues; None while they are of fewer."""
    persons: set[str] = set()
    for one in sorted(answers, key=lambda one: (one.created, one.id)):
        persons.add(one.person)
        if len(persons) >= ENOUGH:
            return moment_at(one.created)
    return None


def sign(question: Question, one: Evaluation) -> str:
    """Return by what an answer is recognised once it is counted; its nonce travels sealed, so that only its readers can."""
    return blake2b(f"{question.name} {one.nonce}".encode(), digest_size=8).hexdigest()


def _with(row: Outcome, question: Question, new: Sequence[Evaluation]) -> Outcome:
    row = replace(row, counted=tuple(sorted((*row.counted, *(sign(question, one) for one in new)))))
    if question.name == "rating":
        return replace(row, answers=row.answers + len(new), stars=row.stars + sum(one.rating for one in new))
    if question.name == "recommends":
        return replace(row, recommends=row.recommends + len(new))
    return replace(row, users=row.users + len(new))


def _rows(desk: Desk, trainings: Iterable[str]) -> dict[str, Outcome]:
    """Return the row that holds what is known of each training of ours."""
    rows = desk.store.where(Outcome, training=sorted(trainings), organisation=desk.organisation)
    return {training: row for (training, _ours), row in _fullest(rows).items()}


def _fullest(rows: Iterable[Outcome]) -> dict[tuple[str, str], Outcome]:
    """Return one row by training and organisation: of several, made by two computers at once, the fullest."""
    ordered = sorted(rows, key=lambda one: (len(one.counted), one.id))
    return {(one.training, one.organisation): one for one in ordered if rating_of(one).believable}


def rating_of(row: Outcome) -> Rating:
    """Return the answers that a row holds, of ours or of another organisation."""
    return Rating(row.answers, row.stars, row.recommends, row.users)


def _last_computer(desk: Desk, known: Outcome | None, training: str) -> str:
    return desk.store.history(known.id)[-1].device if known else desk.store.history(training)[0].device
