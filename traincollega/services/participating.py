"""Participating: who has a seat in a session, who waits, who left, and what happened to each of them."""

from bisect import insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from traincollega.errors import NotAllowed
from traincollega.language import _, clock_time, day_short, ngettext, pgettext, weekday_name
from traincollega.models.change import moment_at
from traincollega.models.colleague import Colleague
from traincollega.models.seats import Reason, Seat, Seating, State, participants
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.services.browsing import Occasion
from traincollega.services.desk import Desk
from traincollega.services.dividing import department_names
from traincollega.services.enrolling import how_many_wait, seating

NEVER = 1 << 63


@dataclass(frozen=True)
class Participant:
    """One colleague on the list of a session, or one who left it."""

    person: str
    name: str
    department: str
    sign_up: SignUp
    seat: Seat | None
    """None for who left."""
    course: str
    """What happened to the sign-up, in words; "" where nothing did but signing up in time."""


@dataclass(frozen=True)
class Participants:
    """Everybody who ever signed up for a session, each once."""

    placed: Seating
    seated: tuple[Participant, ...]
    """Confirmed first, then provisional."""
    waiting: tuple[Participant, ...]
    """In order: the first one moves up first."""
    left: tuple[Participant, ...]
    """Who left and did not come back, the last one first."""


def may_see_names(desk: Desk, session: Session) -> bool:
    """Say whether I may see who signed up: trainers and coordinators do, others see counts."""
    return desk.is_trainer(session.training) or desk.is_coordinator()


def participants_of(desk: Desk, session: Session) -> Participants:
    """Return everybody who ever signed up for a session."""
    line = desk.store.where(SignUp, session=session.id)
    cards = {one.id: one for one in desk.store.where(Colleague, id=sorted({one.person for one in line}))}
    departments = department_names(desk.store)
    placed = seating(desk, session)
    leaving = {one.id: _leaving(desk, one) for one in line if one.withdrawn is not None}
    moved = _moved_up(line, leaving, _capacities(desk, session))
    returned = {one.person for one in line if one.id in leaving}

    def participant(one: SignUp, seat: Seat | None, course: str) -> Participant:
        card = cards.get(one.person)
        name = card.name if card else _("unknown")
        return Participant(one.person, name, departments.get(card.department, "") if card else "", one, seat, course)

    listed = [
        participant(seat.sign_up, seat, _course(desk, seat, moved, seat.sign_up.person in returned))
        for seat in placed.seats
        if seat.reason is not Reason.TWICE
    ]
    here = {one.person for one in listed}
    gone: dict[str, Participant] = {}
    for one in sorted((one for one in line if one.id in leaving and one.person not in here), key=lambda one: -leaving[one.id][0]):
        gone.setdefault(one.person, participant(one, None, _left(desk, one, *leaving[one.id])))
    return Participants(
        placed,
        tuple(one for one in listed if one.seat and one.seat.state is not State.WAITING),
        tuple(one for one in listed if one.seat and one.seat.state is State.WAITING),
        tuple(gone.values()),
    )


def took_part(desk: Desk, session: Session) -> list[Participant]:
    """Return who had a seat when a session began, by name; raises NotAllowed for who may not see names."""
    if not may_see_names(desk, session):
        raise NotAllowed(_("Names are for the trainers."))
    people = participants_of(desk, session)
    seated = {seat.sign_up.id for seat in participants(session, people.placed)}
    found = [one for one in (*people.seated, *people.waiting) if one.sign_up.id in seated]
    return sorted(found, key=lambda one: (one.name.casefold(), one.person))


def _leaving(desk: Desk, one: SignUp) -> tuple[int, str]:
    """Return the stamp at which a sign-up was withdrawn, and the person who did it."""
    change = next(change for change in reversed(desk.store.history(one.id)) if "withdrawn" in change.fields)
    return change.stamp, desk.store.rights.speaker(change.device)


def _capacities(desk: Desk, session: Session) -> list[tuple[int, float]]:
    """Return since which stamp a session had how many seats, oldest first."""
    changes = [change for change in desk.store.history(session.id) if "seats" in change.fields or "nonce" in change.fields]
    return [
        (change.stamp, float("inf") if (seats := change.fields.get("seats")) is None else float(str(seats))) for change in changes
    ]


def _moved_up(
    line: Sequence[SignUp], leaving: Mapping[str, tuple[int, str]], capacities: Sequence[tuple[int, float]]
) -> dict[str, int]:
    """Return, for each sign-up that began on the waiting list, the stamp at which there was a seat; NEVER where none came."""
    stamps: list[int] = []  # in order: when those who stood before left
    ends = [*(since for since, _seats in capacities[1:]), NEVER]
    found = {}
    for before, one in enumerate(line):
        got = NEVER
        for (since, seats), until in zip(capacities, ends, strict=True):
            must_leave = max(0, before + 1 - seats)  # of those before, so that there is room
            if must_leave <= len(stamps):
                at = max(one.created, since, stamps[int(must_leave) - 1] if must_leave else 0)
                if at < until:
                    got = at
                    break
        if got > one.created:
            found[one.id] = got
        if one.id in leaving:
            insort(stamps, leaving[one.id][0])
    return found


def _course(desk: Desk, seat: Seat, moved: Mapping[str, int], returned: bool) -> str:
    one, reason = seat.sign_up, seat.reason
    by_time = reason in (Reason.CONFIRMED, Reason.IN_ORDER, Reason.MOVED_UP)
    if by_time and moved.get(one.id, NEVER) != NEVER:
        text = _("was on the waiting list, got a seat {day}").format(day=_day(desk, moment_at(moved[one.id])))
    elif reason is Reason.FULL and one.id not in moved:
        text = _("had a seat; there are fewer seats now")
    elif returned or reason is Reason.FULL:
        when = _moment(desk, moment_at(one.created))
        text = (_("left, and signed up again {when}") if returned else _("signed up {when}")).format(when=when)
    else:
        text = {
            Reason.DRAWN: _("got a seat in the draw"),
            Reason.NOT_DRAWN: _("the draw put others first"),
            Reason.AFTER_DRAW: _("signed up after the draw"),
            Reason.TOO_LATE: _("signed up after the closing date"),
        }.get(reason, "")
    return text


def _left(desk: Desk, one: SignUp, stamp: int, by: str) -> str:
    text = _("left {when}") if by == one.person else _("taken off the list {when}")
    return text.format(when=_moment(desk, moment_at(stamp)))


def _day(desk: Desk, at: datetime) -> str:
    """Return "today", "on Wednesday" for a day of the last six, else "on Wed 18 November"."""
    day, today = at.astimezone(desk.zone).date(), desk.today()
    if day == today:
        return _("today")
    recent = timedelta(0) < today - day < timedelta(7)
    return _("on {day}").format(day=weekday_name(day) if recent else day_short(day, today))


def _moment(desk: Desk, at: datetime) -> str:
    clock = pgettext("time of day", "{time}").format(time=clock_time(at.astimezone(desk.zone)))
    return _("{day}, {time}").format(day=_day(desk, at), time=clock)


def had_seat(desk: Desk, occasion: Occasion) -> bool:
    """Say whether I had a seat in a session that took place."""
    session = occasion.session
    return session.status == "planned" and any(seat.sign_up.person == desk.me for seat in participants(session, occasion.placed))


def seats_line(session: Session, placed: Seating) -> str:
    """Return how many seats are taken: "8 of 12 seats taken", and where that is so "1 too many"."""
    taken = placed.taken
    if session.seats is None:
        line = ngettext("{n} participant", "{n} participants", taken).format(n=taken)
    else:
        words = ngettext("{n} of {seats} seat taken", "{n} of {seats} seats taken", session.seats)
        line = words.format(n=taken, seats=session.seats)
    return " · ".join((line, _("{n} too many").format(n=placed.excess))) if placed.excess else line


def taken_line(session: Session, placed: Seating) -> str:
    """Return how many seats are taken, and how sure where that is still known: "8 of 12 seats taken · confirmed"."""
    line = seats_line(session, placed)
    if not (placed.taken and placed.seats):
        return line
    sure = all(seat.state is not State.PROVISIONAL for seat in placed.seats)
    return " · ".join((line, _("confirmed") if sure else _("provisional")))


def counts_line(people: Participants) -> str:
    """Return the whole list in one line: "5 confirmed · 2 provisional · 1 waiting · 1 left"."""
    states = [one.seat.state for one in people.seated if one.seat]
    confirmed, provisional = states.count(State.CONFIRMED), states.count(State.PROVISIONAL)
    waiting, left = len(people.waiting), len(people.left)
    draw = any(one.seat and one.seat.reason is Reason.DRAW_TO_COME for one in people.waiting)
    waits = how_many_wait(waiting, draws=draw)
    parts = [
        (confirmed, ngettext("{n} confirmed", "{n} confirmed", confirmed)),
        (provisional, ngettext("{n} provisional", "{n} provisional", provisional)),
        (waiting, waits),
        (left, ngettext("{n} left", "{n} left", left)),
    ]
    return " · ".join(text.format(n=count) for count, text in parts if count)
