"""Browsing: what the cards, the agenda and the lists show; read together in few questions, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from traincollega.language import _, ngettext
from traincollega.models.authority import STEPPED_BACK, TRAINERS
from traincollega.models.colleague import Colleague
from traincollega.models.evaluation import Rating
from traincollega.models.organisation import Grant, Organisation
from traincollega.models.seats import Seating
from traincollega.models.session import Session
from traincollega.models.training import Interest, Outcome, Training
from traincollega.services.desk import Desk
from traincollega.services.dividing import department_names
from traincollega.services.enrolling import my_sessions, seatings
from traincollega.services.rating import known_anywhere, rating_of
from traincollega.services.summing_up import NOTHING, rating_line, users_line

LOOKED_AT = 24  # sessions that the advice on Start is chosen from


@dataclass(frozen=True)
class Occasion:
    """A session as the screens show it."""

    session: Session
    training: Training
    trainer: str
    placed: Seating
    mine: bool
    """I am a trainer of it."""
    ours: bool = True
    """Our organisation gives it; of another's we do not know who signed up."""


@dataclass(frozen=True)
class Card:
    """A training as the screens show it."""

    seq: int
    training: Training
    trainer: str
    """Who gives it, by name."""
    department: str
    organisation: str
    """The name of the other organisation it comes from; "" for our own."""
    coming: tuple[Occasion, ...]
    """Its sessions to come, soonest first; cancelled ones left out."""
    waiting: int
    """How many wait for a date (*Laat het me weten*)."""
    waits: bool
    """I do."""
    outcomes: tuple[tuple[str, Outcome], ...]
    """What it brought about elsewhere, with the name of the organisation."""
    rating: Rating
    """What is known of the answers to it, here and elsewhere together."""


def cards(desk: Desk, seqs: Sequence[int]) -> list[Card]:
    """Return the cards of trainings by row number, in that order; one that is gone is left out."""
    rows = desk.store.by_seq(Training, seqs)
    trainings = [rows[seq] for seq in seqs if seq in rows]
    ids = [training.id for training in trainings]
    coming: dict[str, list[Session]] = {}
    for session in desk.store.where(Session, training=ids, status="planned"):
        if session.ends >= desk.now():
            coming.setdefault(session.training, []).append(session)
    occasions: dict[str, list[Occasion]] = {}
    for one in _occasions(desk, [session for found in coming.values() for session in found], trainings):
        occasions.setdefault(one.training.id, []).append(one)
    interested: dict[str, list[Interest]] = {}
    for interest in desk.store.where(Interest, training=ids, withdrawn=False):
        interested.setdefault(interest.training, []).append(interest)
    organisations = {one.id: one.name for one in desk.store.where(Organisation)}
    outcomes: dict[str, list[tuple[str, Outcome]]] = {}
    told = desk.store.where(Outcome, training=ids)
    ratings = known_anywhere(told)
    for outcome in told:
        if outcome.organisation == desk.organisation:
            continue  # of ours: `summing_up` tells
        outcomes.setdefault(outcome.training, []).append((organisations.get(outcome.organisation, ""), outcome))
    people = _named(desk, trainings)
    departments = department_names(desk.store)
    found = []
    for seq in seqs:
        if seq not in rows:
            continue
        training = rows[seq]
        card = people.get(training.id)
        waiting = interested.get(training.id, [])
        found.append(
            Card(
                seq,
                training,
                _trainer(training, people),
                departments.get(card.department, "") if card and not training.given_by else "",
                "" if training.organisation == desk.organisation else organisations.get(training.organisation, ""),
                tuple(occasions.get(training.id, ())),
                len({one.person for one in waiting}),
                any(one.person == desk.me for one in waiting),
                tuple(outcomes.get(training.id, ())),
                ratings.get(training.id, NOTHING),
            )
        )
    return found


def card_of(desk: Desk, training_id: str) -> Card:
    """Return the card of one training, also of one that cannot be found in *Ontdekken*; raises NotFound."""
    return cards(desk, [desk.store.seq_of(Training, training_id)])[0]


def occasions(desk: Desk, sessions: Sequence[Session]) -> list[Occasion]:
    """Return sessions as the screens show them, in order of time."""
    ids = sorted({session.training for session in sessions})
    return _occasions(desk, sessions, desk.store.where(Training, id=ids))


def occasion(desk: Desk, session_id: str) -> Occasion:
    """Return one session as the screens show it; raises NotFound."""
    session = desk.store.get(Session, session_id)
    return _occasions(desk, [session], [desk.store.get(Training, session.training)])[0]


def _occasions(desk: Desk, sessions: Sequence[Session], trainings: Sequence[Training]) -> list[Occasion]:
    by_id = {training.id: training for training in trainings}
    people = _named(desk, trainings)
    granted, back = set(_granted(desk)), _stepped_back(desk)
    mine = {one.id for one in trainings if (one.creator == desk.me and not (one.given_by or one.id in back)) or one.id in granted}
    placed = seatings(desk, sessions)
    return [
        Occasion(
            one,
            by_id[one.training],
            _trainer(by_id[one.training], people),
            placed[one.id],
            one.training in mine,
            by_id[one.training].organisation == desk.organisation,
        )
        for one in sorted(sessions, key=lambda session: (session.starts, session.id))
        if one.training in by_id
    ]


def _named(desk: Desk, trainings: Sequence[Training]) -> dict[str, Colleague]:
    """Return whose name stands at each training: of who made it, or once they stepped back of who gives it now."""
    handed = {one.subject for one in desk.store.where(Grant, right=STEPPED_BACK, subject=[training.id for training in trainings])}
    named = {training.id: training.creator for training in trainings}
    for training in trainings:
        if training.id in handed and training.creator not in (now := desk.store.rights.givers(training.id)):
            named[training.id] = min(now, default=training.creator)
    cards = {one.id: one for one in desk.store.where(Colleague, id=sorted(set(named.values())))}
    return {training: cards[person] for training, person in named.items() if person in cards}


def _trainer(training: Training, people: dict[str, Colleague]) -> str:
    if training.given_by:
        return training.given_by
    card = people.get(training.id)
    return card.name if card else _("unknown")


def agenda(desk: Desk, since: datetime, until: datetime) -> list[Occasion]:
    """Return the sessions that begin in [since, until), cancelled ones too, of trainings that can be found."""
    found = occasions(desk, desk.store.sessions_between(since, until))
    return [one for one in found if not one.training.hidden and not one.training.deleted]


def my_coming(desk: Desk) -> list[Occasion]:
    """Return what comes next for me: where I am on the list, and what I give; soonest first."""
    later = [one for one in my_sessions(desk) if one.ends >= desk.now()]
    given = [one for one in my_given(desk) if one.ends >= desk.now() and one.status == "planned"]
    return occasions(desk, list({one.id: one for one in [*later, *given]}.values()))


def my_past(desk: Desk) -> list[Occasion]:
    """Return the sessions I was on the list of that are over, newest first."""
    over = [one for one in my_sessions(desk) if one.ends < desk.now()]
    return list(reversed(occasions(desk, over)))


def my_waits(desk: Desk) -> list[Card]:
    """Return the trainings of which I asked to be told a date, the last one asked first."""
    asked = desk.store.where(Interest, person=desk.me, withdrawn=False)
    known = {one.id for one in desk.store.where(Training, id=[interest.training for interest in asked])}
    return cards(desk, [desk.store.seq_of(Training, one.training) for one in reversed(asked) if one.training in known])


def my_trainings(desk: Desk) -> list[Training]:
    """Return the trainings I give, archived ones too, newest first."""
    granted = _granted(desk)
    own = [one for one in desk.store.where(Training, creator=desk.me, given_by="") if one.organisation == desk.organisation]
    back = _stepped_back(desk)
    found = {one.id: one for one in [*own, *desk.store.where(Training, id=granted)] if one.id not in back}
    return sorted(found.values(), key=lambda one: -one.created)


def my_training_ids(desk: Desk) -> list[str]:
    """Return the ids of the trainings I give, in no order; of 2,000 in a third of the time that reading them takes."""
    own = desk.store.parts(Training, ("id", "organisation"), creator=desk.me, given_by="")
    made = {identity for identity, organisation in own if organisation == desk.organisation}
    return list((made | set(_granted(desk))) - _stepped_back(desk))


def _granted(desk: Desk) -> list[str]:
    """Return the trainings that others let me give; a grant counts only in a chain from who made the training."""
    subjects = {one.subject for one in desk.store.where(Grant, person=desk.me, right=TRAINERS, withdrawn=False)}
    return [subject for subject in sorted(subjects) if desk.me in desk.store.rights.givers(subject)]


def _stepped_back(desk: Desk) -> set[str]:
    """Return the trainings that I gave and give no longer."""
    return {
        one.subject
        for one in desk.store.where(Grant, person=desk.me, right=STEPPED_BACK, withdrawn=False)
        if one.creator == desk.me and desk.me not in desk.store.rights.givers(one.subject)
    }


def my_given(desk: Desk) -> list[Session]:
    """Return the sessions of the trainings I give."""
    return desk.store.where(Session, training=[one.id for one in my_trainings(desk)])


class Advice(NamedTuple):
    """A training for me, with the reason."""

    card: Card
    reason: str


def for_me(desk: Desk, most: int = 3) -> list[Advice]:
    """Return trainings to come that I am not on the list of, each with its reason."""
    listed = {one.training for one in my_sessions(desk)}
    given = {one.id for one in my_trainings(desk)}
    learned: list[str] = []
    for training in desk.store.where(Training, id=sorted(listed)):
        learned += [topic for topic in training.topics if topic not in learned]
    soon = desk.store.sessions_between(desk.now(), desk.now() + timedelta(days=60), most=LOOKED_AT)
    ids = list(dict.fromkeys(one.training for one in soon if one.status == "planned"))
    chosen: list[tuple[int, Advice]] = []
    shown = desk.store.where(Training, id=[one for one in ids if one not in listed | given], status="published", hidden="")
    places = {one.id: place for place, one in enumerate(shown)}
    seqs = [desk.store.seq_of(Training, one) for one in ids if one in places]
    for card in cards(desk, seqs):
        if not card.coming:
            continue
        shared = [topic for topic in learned if topic in card.training.topics]
        free = card.coming[0].placed.free
        if shared:
            chosen.append((0, Advice(card, _("Because you chose {topic} before").format(topic=shared[0]))))
        elif not card.coming[0].ours:
            chosen.append((3, Advice(card, _("Soon at {organisation}").format(organisation=card.organisation))))
        elif free is not None and 0 < free <= 3:
            chosen.append((1, Advice(card, _("Nearly full"))))
        elif free is None or free > 0:
            chosen.append((2, Advice(card, _("Soon, with room for you"))))
    return [advice for _rank, advice in sorted(chosen, key=lambda one: one[0])[:most]]


def colleagues(desk: Desk) -> list[Colleague]:
    """Return all colleagues by name."""
    return sorted(desk.store.where(Colleague), key=lambda one: one.name.casefold())


def known_topics(desk: Desk) -> list[str]:
    """Return the topics in use, most used first."""
    return desk.store.topics()


def outcome_line(name: str, outcome: Outcome) -> str:
    """Return what a training brought about elsewhere: "Given at Gemeente Noordveld: 3 sessions, 37 participants"."""
    line = _("Given at {organisation}: {sessions}, {participants}").format(
        organisation=name or _("another organisation"),
        sessions=ngettext("{n} session", "{n} sessions", outcome.sessions).format(n=outcome.sessions),
        participants=ngettext("{n} participant", "{n} participants", outcome.participants).format(n=outcome.participants),
    )
    rating = rating_of(outcome)
    return " · ".join(filter(None, (line, rating_line(rating) if rating.answers else "", users_line(rating))))
