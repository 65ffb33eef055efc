"""Claiming: what a proof of participation says, of whom a session proves it, and which proofs there are."""

import unicodedata
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from traincollega.errors import NotAllowed, NotFound, NotPossible
from traincollega.imports.characters import one_line, shortened
from traincollega.language import _
from traincollega.models.attendance import Proof
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.attending import marks, was_there, where_i_was_away, who_was_away
from traincollega.services.desk import Desk
from traincollega.services.logging_exports import noted
from traincollega.services.planning import trainers

SIGNS_MOST, MINUTES_MOST = 60, 65_535
UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""The categories of signs that hide or turn what a person reads; which signs are in them stays, whatever Unicode adds."""


class Claims(NamedTuple):
    """What a proof says; each text is one `claimed`, place and trainer may be ""."""

    name: str
    title: str
    day: date
    """When it was, where it was."""
    minutes: int
    place: str
    organisation: str
    trainer: str
    issued: date


class Proved(NamedTuple):
    """A proof about me, with what it is of as it stands here."""

    proof: Proof
    session: Session
    training: Training
    trainer: str

    @property
    def minutes(self) -> int:
        """Return how long it took."""
        return _minutes(self.session)


def claimed(text: str) -> str:
    """Return a text as a proof holds it: on one line, at most 60 signs, and none of them hidden.

    >>> claimed(" Excel\\u202e  voor\\u200d iedereen ")
    'Excel voor iedereen'
    """
    return shortened("".join(sign for sign in one_line(text) if unicodedata.category(sign) not in UNSEEN), SIGNS_MOST)


def to_prove(desk: Desk, session: Session) -> list[Colleague]:
    """Return whom a session proves it of, by name: who was present, and does not object. Raises NotAllowed, NotPossible."""
    if not desk.gives(session.training):
        raise NotAllowed(_("Only the trainers of this session make proofs of participation."))
    if session.status != "planned":
        raise NotPossible(_("This session was cancelled, so nobody came."))
    if desk.now() < session.starts:
        raise NotPossible(_("This session has not begun, so there is nothing to prove yet."))
    objects = {person for person, mark in marks(desk, session.id).items() if mark.disputed}
    came = [person for person, there in was_there(desk, session.id).items() if there and person not in objects]
    if not came:
        raise NotPossible(_("Nobody is noted as present. Note first who came."))
    return sorted(desk.store.where(Colleague, id=sorted(came)), key=lambda one: (one.name.casefold(), one.id))


def may_prove(desk: Desk, session: Session) -> bool:
    """Say whether I may make proofs of a session now."""
    return session.status == "planned" and desk.gives(session.training) and desk.now() >= session.starts


def claims_of(desk: Desk, session: Session, card: Colleague) -> Claims:
    """Return what a proof of a colleague says today; raises NotPossible where a text is empty that must not be."""
    training = desk.store.get(Training, session.training)
    found = Claims(
        claimed(card.name), claimed(training.title), session.starts.astimezone(desk.zone).date(), _minutes(session),
        claimed(session.place), claimed(desk.our_organisation().name), claimed(_givers(desk, session, training)), desk.today(),
    )  # fmt: skip
    if not (found.name and found.title and found.organisation):
        raise NotPossible(_("A proof needs a name, a title and an organisation. One of them is empty."))
    return found


def proofs(desk: Desk, session_id: str) -> dict[str, Proof]:
    """Return, per person, the proof that counts of those I may read: the last one, unless they are noted as away since."""
    away = who_was_away(desk, session_id)
    return {one.person: one for one in desk.store.where(Proof, session=session_id) if one.person not in away}


def note_proofs(desk: Desk, session_id: str, persons: Collection[str], form: str) -> None:
    """Keep in the log that proofs of these persons are given out, before they are; one's own is for oneself to give."""
    others = [person for person in persons if person != desk.me]
    if others:
        session = desk.store.get(Session, session_id)
        title = desk.store.get(Training, session.training).title
        noted(desk, _("Proofs of participation: {title}").format(title=title), form, len(others), _("To show who took part"))


def proof_of(desk: Desk, session_id: str, person: str) -> Proof:
    """Return the proof of somebody that counts; raises NotFound where there is none that I may read."""
    found = proofs(desk, session_id).get(person)
    if found is None:
        raise NotFound(_("There is no proof of this here. The trainer of the session makes it."))
    return found


def my_proofs(desk: Desk) -> list[Proved]:
    """Return the proofs about me, of the last session first; none of one I am noted as away from since."""
    away = where_i_was_away(desk)
    last = {one.session: one for one in desk.store.where(Proof, person=desk.me) if one.session not in away}
    sessions = sorted(desk.store.where(Session, id=sorted(last)), key=lambda one: (one.starts, one.id), reverse=True)
    found = []
    for session in sessions:
        training = desk.store.get(Training, session.training)
        found.append(Proved(last[session.id], session, training, _givers(desk, session, training)))
    return found


def _givers(desk: Desk, session: Session, training: Training) -> str:
    """Return who gave a session: those who gave its training when it ended, whoever gives it since."""
    return training.given_by or ", ".join(card.name for card in trainers(desk, training, at=session.ends))


def _minutes(session: Session) -> int:
    return min(max(1, round((session.ends - session.starts).total_seconds() / 60)), MINUTES_MOST)
