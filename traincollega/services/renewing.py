"""Renewing: what a message says of now, where what it is about may have changed since it was kept."""

from collections.abc import Mapping

from traincollega.models.authority import ACCEPTED, DECLINED, OFFERED
from traincollega.models.messages import Message
from traincollega.models.noun import Plain, moment_text
from traincollega.models.organisation import Grant
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.desk import Desk

ANSWERS = {ACCEPTED: "offer accepted", DECLINED: "offer declined"}
CANCELLED, GOES_ON, STILL_GIVES = "cancelled", "goes on", "still gives"


def answer_to(desk: Desk, offer: Grant) -> str:
    """Return the right by which an offer of a training was answered, ACCEPTED or DECLINED; "" while it waits.

    Who gives the training accepted it, also where they said no on another computer.
    """
    if offer.person in desk.store.rights.givers(offer.subject):
        return ACCEPTED
    said = desk.store.where(Grant, right=list(ANSWERS), subject=offer.subject, creator=offer.person, withdrawn=False)
    later = [one.right for one in said if one.created > offer.created and one.person == offer.person]
    return later[-1] if later else ""


def as_of_now(desk: Desk, message: Message) -> dict[str, Plain]:
    """Return what stands in a message, with what its sentence says of now."""
    found = dict(message.fields)
    for of in (_of_a_cancelling, _of_an_offer, _of_an_answer, _of_stepping_back):
        found.update(of(desk, message))
    return found


def _of_a_cancelling(desk: Desk, message: Message) -> Mapping[str, Plain]:
    """Return what the message that a session is cancelled, or goes on after all, says of now."""
    session = desk.store.find(Session, message.subject) if message.kind in (CANCELLED, GOES_ON) else None
    if session is None:
        return {}
    where = session.place or session.link
    return {"starts": moment_text(session.starts), "place": where, "reason": session.reason, "now": session.status}


def _of_an_offer(desk: Desk, message: Message) -> Mapping[str, Plain]:
    """Return what the message of an offer says of now: it may have been answered since, or taken back."""
    grant = desk.store.find(Grant, message.subject) if message.kind == "offered" else None
    if grant is None:
        return {}
    training = desk.store.find(Training, grant.subject)
    if training is None or training.deleted:
        return {"now": "gone"}
    rights, answer = desk.store.rights, answer_to(desk, grant)
    if answer == ACCEPTED and grant.person not in rights.givers(training.id):
        return {"now": "stepped back" if grant.person in rights.trainers(training.id) else "taken back"}
    return {"now": answer or ("taken back" if grant.withdrawn or grant.deleted else "open")}


def _of_an_answer(desk: Desk, message: Message) -> Mapping[str, Plain]:
    """Return what the answer to an offer says of now: they may have answered twice, or taken it back, or the offer was."""
    grant = desk.store.find(Grant, message.subject) if message.kind in ANSWERS.values() else None
    if grant is None:
        return {}
    owner, givers = desk.store.local("person"), desk.store.rights.givers(grant.subject)
    offers = desk.store.where(Grant, right=OFFERED, subject=grant.subject, person=grant.creator, creator=owner, withdrawn=False)
    answers = {answer_to(desk, one) for one in offers} if grant.withdrawn or grant.deleted else {grant.right}
    if grant.creator in givers:
        now = "gives"
    elif "" in answers:
        now = "open"
    elif DECLINED in answers:
        now = DECLINED
    else:
        now = "stepped back" if grant.creator in desk.store.rights.trainers(grant.subject) else "taken back"
    return {"now": now, "mine": owner in givers}


def _of_stepping_back(desk: Desk, message: Message) -> Mapping[str, Plain]:
    """Return whether I still give a training that I stepped back from at the same time as a colleague."""
    if message.kind != STILL_GIVES:
        return {}
    return {"mine": desk.store.local("person") in desk.store.rights.givers(str(message.fields["training"]))}
