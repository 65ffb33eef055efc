"""Hearing: what colleagues changed becomes messages for whom it concerns, with what was so before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from traincollega.models.attendance import Proof
from traincollega.models.change import Change
from traincollega.models.envelopes import Envelopes
from traincollega.models.evaluation import Thanks
from traincollega.models.seats import State
from traincollega.models.session import Session
from traincollega.models.suggestion import Suggestion
from traincollega.models.training import Interest
from traincollega.services import telling
from traincollega.services.desk import TO_APPROVE, Desk
from traincollega.services.enrolling import my_sessions, seatings


def mark(desk: Desk) -> tuple[int, int, str]:
    """Return what differs once something came: the number of the last change, how many messages are new, whom I can approve."""
    return Envelopes(desk.store.connection).last_change(), telling.unread_count(desk), desk.store.local(TO_APPROVE)


def where_i_wait(desk: Desk) -> dict[str, bool]:
    """Return, for each session to come on whose list I am, whether I wait for a seat there."""
    placed = seatings(desk, [one for one in my_sessions(desk) if one.ends >= desk.now()])
    mine = {session: seating.of(desk.me) for session, seating in placed.items()}
    return {session: seat.state is State.WAITING for session, seat in mine.items() if seat}


def tell_suggested(desk: Desk, changes: Iterable[Change]) -> None:
    """Tell the person of this computer which suggestions in what came in concern them."""
    suggested = {change.id for change in changes if change.noun == Suggestion.table}
    telling.tell_suggestions(desk, desk.store.where(Suggestion, id=sorted(suggested)))


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


def tell_what_came(desk: Desk, waited: Mapping[str, bool], said: Mapping[str, Collection[str]]) -> None:
    """Tell the person of this computer what concerns them in what came in about some sessions.

    `said` holds those, each with the fields that were said of it; `waited` is what `where_i_wait` gave before.
    """
    others = replace(desk, me="")  # who did it: not I
    sessions = [one for one in desk.store.where(Session, id=sorted(said)) if one.ends >= desk.now()]
    after = seatings(desk, sessions)
    wanted = {one.training for one in desk.store.where(Interest, person=desk.me)}  # asked once, of many sessions
    for session in sessions:
        fields = set(said[session.id])
        if "nonce" in fields:
            if session.training in wanted:
                telling.tell_new_date(others, session)
        elif session.status == "cancelled" and "status" in fields:
            telling.tell_cancelled(others, session)
        elif not fields.isdisjoint(("starts", "ends", "place", "link")):
            telling.tell_moved(others, session)
        if session.id in waited and session.status == "planned":
            telling.tell_seat(others, session, waited[session.id], after[session.id], fewer="seats" in fields)
        telling.tell_trainer(others, session, after[session.id])
