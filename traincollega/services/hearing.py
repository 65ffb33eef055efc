"""Hearing: what colleagues changed becomes messages for whom it concerns, with what was so before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from traincollega.models.attendance import Proof
from traincollega.models.change import Change
from traincollega.models.envelopes import Envelopes
from traincollega.models.evaluation import Thanks
from traincollega.models.noun import moment_text
from traincollega.models.organisation import Grant
from traincollega.models.seats import State
from traincollega.models.session import Session
from traincollega.models.suggestion import Suggestion
from traincollega.models.training import Interest
from traincollega.services import telling
from traincollega.services.desk import TO_APPROVE, Desk
from traincollega.services.enrolling import my_sessions, seatings
from traincollega.services.waiting import waited_in_vain


def mark(desk: Desk) -> tuple[int, int, str]:
    """Return what differs once something came: the number of the last change, how many messages are new, whom I can approve."""
    return Envelopes(desk.store.connection).last_change(), telling.unread_count(desk), desk.store.local(TO_APPROVE)


class Known(NamedTuple):
    """What I know of a session on whose list I am, its moments as text."""

    waits: bool
    """Whether I wait for a seat there."""
    starts: str
    ends: str
    place: str
    link: str
    seats: int | None
    status: str


PLANNED = Known._fields[1:]
"""What of a session is told where a colleague gives it another value."""


def known_sessions(desk: Desk) -> dict[str, Known]:
    """Return what I know of each session to come on whose list I am."""
    sessions = [one for one in my_sessions(desk) if one.ends >= desk.now()]
    placed = seatings(desk, sessions)
    mine = [(one, placed[one.id].of(desk.me)) for one in sessions]
    return {one.id: Known(seat.state is State.WAITING, *_planned(one)) for one, seat in mine if seat}


def _planned(session: Session) -> tuple[str, str, str, str, int | None, str]:
    """Return what of a session is told, in the order of `PLANNED`."""
    return moment_text(session.starts), moment_text(session.ends), session.place, session.link, session.seats, session.status


def tell_suggested(desk: Desk, changes: Iterable[Change]) -> None:
    """Tell the person of this computer which suggestions in what came in concern them."""
    suggested = {change.id for change in changes if change.noun == Suggestion.table}
    telling.tell_suggestions(desk, desk.store.where(Suggestion, id=sorted(suggested)))


def tell_offered(desk: Desk, changes: Iterable[Change]) -> None:
    """Tell the person of this computer which trainings are offered to them, and what was answered to what they offered."""
    granted = {change.id for change in changes if change.noun == Grant.table}
    telling.tell_offers(desk, desk.store.where(Grant, id=sorted(granted)))


def tell_thanked(desk: Desk, changes: Iterable[Change]) -> None:
    """Tell the person of this computer who thanks them in what came in."""
    thanks = {change.id for change in changes if change.noun == Thanks.table}
    telling.tell_thanks(desk, desk.store.where(Thanks, id=sorted(thanks)))


def tell_proven(desk: Desk, changes: Iterable[Change]) -> None:
    """Tell the person of this computer which proofs of participation in what came in are theirs."""
    made = {change.id for change in changes if change.noun == Proof.table and change.makes}
    telling.tell_proven(desk, desk.store.where(Proof, id=sorted(made), deleted=False))


def told_of_sessions(changes: Iterable[Change]) -> dict[str, set[str]]:
    """Return, per session, which fields of it these changes say."""
    told: dict[str, set[str]] = {}
    for change in changes:
        if change.noun == Session.table:
            told.setdefault(change.id, set()).update(change.fields)
    return told


def tell_what_came(desk: Desk, known: Mapping[str, Known], said: Mapping[str, Collection[str]], own: Collection[str] = ()) -> None:
    """Tell the person of this computer what concerns them in what came in about some sessions.

    `said` holds those, each with the fields that were said of it; `known` is what `known_sessions` gave before; `own` are the
    devices that this computer is and was. What was said and does not count is not told, and is once it counts.
    """
    others = replace(desk, me="")  # who did it: not I
    sessions = [one for one in desk.store.where(Session, id=sorted(said)) if one.ends >= desk.now()]
    after = seatings(desk, sessions)
    wanted = {one.training for one in desk.store.where(Interest, person=desk.me)}  # asked once, of many sessions
    for session in sessions:
        fields = _changed(desk, session, known.get(session.id), said[session.id], own)
        if "nonce" in said[session.id]:
            waited_for = waited_in_vain(desk, session.training, desk.me)
            if waited_for or session.training in wanted:
                telling.tell_new_date(others, session, waited=waited_for)
        elif session.status == "cancelled" and "status" in fields:
            telling.tell_cancelled(others, session)
        elif not fields.isdisjoint(("starts", "ends", "place", "link")):
            telling.tell_moved(others, session)
        if session.id in known and session.status == "planned":
            telling.tell_seat(others, session, known[session.id].waits, after[session.id], fewer="seats" in fields)
        telling.tell_trainer(others, session, after[session.id])


def _changed(desk: Desk, session: Session, known: Known | None, said: Collection[str], own: Collection[str]) -> set[str]:
    """Return in which fields a session is now as a colleague said, and was not before."""
    if known:
        differs = [field for field, then, now in zip(PLANNED, known[1:], _planned(session), strict=True) if then != now]
    else:
        differs = [field for field in PLANNED if field in said]
    by = desk.store.devices_of(Session, session.id, differs) if differs else {}
    return {field for field in differs if by[field] not in own}
