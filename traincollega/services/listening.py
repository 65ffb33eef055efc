"""Listening: what a trainer reads of what participants say: their tips without names, and later."""

from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from traincollega.errors import NotAllowed
from traincollega.language import _
from traincollega.models.change import moment_at
from traincollega.models.evaluation import Evaluation
from traincollega.models.session import Session
from traincollega.services.desk import Desk
from traincollega.services.evaluating import answers_to, read_until

TEXTS = ("helped", "changed")


class Tip(NamedTuple):
    """What one participant wrote: `field` says in answer to what, and nothing says who."""

    field: str
    text: str


def tips(desk: Desk, session_id: str) -> list[Tip]:
    """Return the tips of a session, in an order that tells nothing; none in the first three weeks. Raises NotAllowed."""
    session = desk.store.get(Session, session_id)
    if not desk.gives(session.training):
        raise NotAllowed(_("Tips are for the trainers of this session."))
    until = read_until(desk, session)
    if until is None:
        return []
    read = [one for one in answers_to(desk, [session]) if moment_at(one.created) < until]
    last = {one.person: one for one in read}  # who said it on two computers at once said the last
    found = [
        (_place(session, one, field), Tip(field, text))
        for one in last.values()
        for field in TEXTS
        if (text := _said_until(desk, one, field, until))
    ]
    return [tip for _at, tip in sorted(found)]


def _said_until(desk: Desk, one: Evaluation, field: str, until: datetime) -> str:
    """Return what a text was at a moment: one that went at once when it is changed would tell whose it is."""
    said = desk.store.rights.counting(Evaluation.table, one.id, desk.store.history(one.id), field)
    return next((str(change.fields[field]) for change in reversed(said) if moment_at(change.stamp) < until), "")


def _place(session: Session, one: Evaluation, field: str) -> bytes:
    """Return where a tip stands among the others: always there, and the two texts of one person apart."""
    return blake2b(f"{session.nonce} {one.nonce} {field}".encode(), digest_size=16).digest()
