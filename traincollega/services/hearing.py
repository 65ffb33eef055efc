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
from traincollega.models.seats import Seating, State
from traincollega.models.session import Session
from traincollega.models.suggestion import Suggestion
from traincollega.models.training import Interest, Training
from traincollega.services import telling
from traincollega.services.browsing import my_training_ids
from traincollega.services.desk import TO_APPROVE, Desk
from traincollega.services.enrolling import my_sessions, seatings
from traincollega.services.waiting import waited_in_vain


def mark(desk: Desk) -> tuple[int, int, str]:
    """Return what differs once something came: the number of the last change, how many messages are new, whom I can approve."""
    return Envelopes(desk.store.connection).last_change(), telling.unread_count(desk), desk.store.local(TO_APPROVE)


class Known(NamedTuple):
    """What I know of a session on whose list I am, or that I give, its moments as text."""

    waits: bool | None
    """Whether I wait for a seat there; None where I am not on its list."""
    starts: str
    ends: str
    place: str
    link: str
    seats: int | None
    status: str
    full: bool = False
    """Whether no seat is free there."""


PLANNED = ("starts", "ends", "place", "link", "seats", "status")
"""What of a session is told where a colleague gives it another value."""


def sessions_to_come(desk: Desk) -> dict[str, Session]:
    """Return the sessions to come on whose list I am, or that I give."""
    given = desk.store.where(Session, training=my_training_ids(desk))
    return {one.id: one for one in (*my_sessions(desk), *given) if one.ends >= desk.now()}


def known_sessions(desk: Desk) -> dict[str, Known]:
    """Return what I know of each session to come on whose list I am, or that I give."""
    sessions = sessions_to_come(desk)
    return {one: _known(desk, sessions[one], placed) for one, placed in seatings(desk, list(sessions.values())).items()}


def known_before(now: Mapping[str, Known], before: Mapping[str, Known]) -> dict[str, Known]:
    """Return what was known before, and what is known now of what was not; who was on no list then is where they are now."""
    joined = {one: now[one].waits for one, then in before.items() if then.waits is None and one in now}
    return {**now, **before, **{one: before[one]._replace(waits=waits) for one, waits in joined.items()}}


def _known(desk: Desk, session: Session, placed: Seating) -> Known:
    seat = placed.of(desk.me)
    return Known(seat.state is State.WAITING if seat else None, *_planned(session), full=placed.free == 0)


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
    there = {one.id for one in desk.store.where(Training, id=sorted({one.training for one in sessions}))}
    sessions = [one for one in sessions if one.training in there]
    after = seatings(desk, sessions)
    _tell_new_dates(others, [one for one in sessions if "nonce" in said[one.id]])
    for session in sessions:
        before, seating = known.get(session.id), after[session.id]
        fields = _changed(desk, session, before, said[session.id], own)
        if session.status == "cancelled":
            if "status" in fields:
                telling.tell_cancelled(others, session)
            continue
        if before and "status" in fields:
            telling.tell_goes_on(others, session)
        elif not fields.isdisjoint(("starts", "ends", "place", "link")) and "nonce" not in said[session.id]:
            telling.tell_moved(others, session)
        if before and before.waits is not None:
            telling.tell_seat(others, session, before.waits, seating, fewer="seats" in fields)
        if not (before and before.full):
            telling.tell_trainer(others, session, seating)


def _tell_new_dates(desk: Desk, made: Iterable[Session]) -> None:
    """Tell who waits for a date of which trainings there is one: of each the first, for a series is one answer."""
    owner = desk.store.local("person")
    wanted = {one.training for one in desk.store.where(Interest, person=owner)}  # asked once, of many sessions
    open_ones = [one for one in made if one.status == "planned" and one.starts > desk.now()]
    first = {one.training: one for one in sorted(open_ones, key=lambda one: one.starts, reverse=True)}
    for training, session in first.items():
        waited = waited_in_vain(desk, training, owner)
        if waited or training in wanted:
            telling.tell_new_date(desk, session, waited=waited)


def _changed(desk: Desk, session: Session, known: Known | None, said: Collection[str], own: Collection[str]) -> set[str]:
    """Return in which fields a session is now as a colleague said, and was not before."""
    if known:
        differs = [field for field, now in zip(PLANNED, _planned(session), strict=True) if getattr(known, field) != now]
    else:
        differs = [field for field in PLANNED if field in said]
    by = desk.store.devices_of(Session, session.id, differs) if differs else {}
    return {field for field in differs if by[field] not in own}
