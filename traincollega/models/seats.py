"""Who sits where: derived from the sign-ups, never stored, and the same on every computer."""

from collections import Counter
from collections.abc import Sequence, Set
from enum import StrEnum
from hashlib import blake2b
from heapq import heappop, heappush
from typing import NamedTuple

from traincollega.errors import NewerVersionNeeded
from traincollega.language import _
from traincollega.models.change import COUNTER_BITS, stamp_at
from traincollega.models.session import SEAT_RULE, Closing, Confirmation, Session
from traincollega.models.sign_up import SignUp

SECOND = 1_000 << COUNTER_BITS


class State(StrEnum):
    """What a sign-up has."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    WAITING = "waiting"


class Reason(StrEnum):
    """Why it has that."""

    CONFIRMED = "confirmed"  # the trainer's computer has seen it
    IN_ORDER = "in order"  # there is a seat for them, counting everybody who stood before them
    MOVED_UP = "moved up"  # somebody before them left
    DRAWN = "drawn"  # the draw gave them a seat
    FULL = "full"  # everybody before them takes a seat
    NOT_DRAWN = "not drawn"  # the draw put others first
    DRAW_TO_COME = "draw to come"  # the trainer has not closed the list yet
    AFTER_DRAW = "after the draw"  # came after the list was closed
    TOO_LATE = "too late"  # signed up after the closing date
    TWICE = "twice"  # already in the list with an earlier sign-up: passed over


class Seat(NamedTuple):
    """One sign-up's place: `number` counts from 1 within its state; 0 for one that is passed over."""

    sign_up: SignUp
    state: State
    reason: Reason
    number: int


class Seating(NamedTuple):
    """The whole list in order: confirmed, provisional, waiting."""

    seats: tuple[Seat, ...]
    capacity: int | None
    known: bool = True
    """False where the session follows a seat rule of a newer version: nothing is derived then."""
    kept: int = 0
    """How many had a seat by its tally, where names may have gone since."""

    @property
    def taken(self) -> int:
        """Return how many have a seat, provisional or confirmed."""
        return max(self.kept, sum(seat.state is not State.WAITING for seat in self.seats))

    @property
    def waiting(self) -> int:
        """Return how many wait; one person counts once."""
        return sum(seat.state is State.WAITING and seat.number > 0 for seat in self.seats)

    @property
    def free(self) -> int | None:
        """Return how many seats are free; None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def excess(self) -> int:
        """Return how many are seated above the number of seats ("1 te veel")."""
        return 0 if self.capacity is None else max(0, self.taken - self.capacity)

    def of(self, person: str) -> Seat | None:
        """Return the seat of a person, or None."""
        return next((seat for seat in self.seats if seat.sign_up.person == person and seat.number), None)


def seats(
    session: Session, sign_ups: Sequence[SignUp], confirmations: Sequence[Confirmation] = (), closings: Sequence[Closing] = ()
) -> Seating:
    """Return who sits where, in what order and why.

    Confirmed seats are never taken away; never more are seated than max(seats, confirmed). Without a closing, a
    session by draw seats nobody. Raises NewerVersionNeeded where the session follows a rule this program does not know.
    """
    if session.rule != SEAT_RULE or session.order not in ("time", "draw"):
        raise NewerVersionNeeded(
            _("The seats of this session follow a newer rule. Install the newest version of Train je Collega to see them.")
        )
    line = sorted((one for one in sign_ups if one.session == session.id and not one.deleted), key=lambda one: (one.created, one.id))
    sure = {one.sign_up for one in confirmations if one.session == session.id and not one.deleted}
    lists = [one for one in closings if one.session == session.id and not one.deleted]
    closing = min(lists, key=lambda one: (one.created, one.id), default=None)
    drawn = set(closing.sign_ups) if closing and session.order == "draw" else set()
    present = [one for one in line if one.withdrawn is None]
    firsts: dict[str, SignUp] = {}
    for one in sorted(present, key=lambda one: (one.id not in sure, one.id not in drawn)):
        firsts.setdefault(one.person, one)  # who stands in the list twice keeps a confirmed, then a drawn, then the first sign-up
    standing = [one for one in present if firsts[one.person] is one]
    twice = [one for one in present if firsts[one.person] is not one]
    capacity = None if session.seats is None else max(0, session.seats)
    undrawn = session.order == "draw" and closing is None
    if undrawn:  # nobody is seated or confirmed before the draw
        sure, reasons = set(), {one.id: (Reason.DRAW_TO_COME, Reason.DRAW_TO_COME) for one in standing}
    elif session.order == "draw" and closing is not None:
        standing, reasons = _drawn(standing, closing)
    else:
        reasons = _in_time(session, line, sure)
    confirmed = [one for one in standing if one.id in sure]
    rest = [one for one in standing if one.id not in sure]
    room = 0 if undrawn else len(rest) if capacity is None else max(0, capacity - len(confirmed))
    return Seating(
        (
            *(Seat(one, State.CONFIRMED, Reason.CONFIRMED, n) for n, one in enumerate(confirmed, 1)),
            *(Seat(one, State.PROVISIONAL, reasons[one.id][0], n) for n, one in enumerate(rest[:room], 1)),
            *(Seat(one, State.WAITING, reasons[one.id][1], n) for n, one in enumerate(rest[room:], 1)),
            *(Seat(one, State.WAITING, Reason.TWICE, 0) for one in twice),
        ),
        capacity,
    )


Reasons = dict[str, tuple[Reason, Reason]]
"""Per sign-up, why it sits where it sits, and why it waits where it waits."""


def _in_time(session: Session, line: Sequence[SignUp], sure: Set[str]) -> Reasons:
    """Give each its reasons; who came after the closing date stands last already, as stamps order the line.

    Who is confirmed stands before everybody, also before those who signed up earlier.
    """
    closes = None if session.closes is None else stamp_at(session.closes)
    reasons: Reasons = {}
    there: Counter[str] = Counter()
    """The persons in the line when a sign-up was made, and with how many sign-ups each."""
    leaving: list[tuple[int, str]] = []
    """A heap of who leaves, and after which stamp: moments of leaving are kept in whole seconds."""

    def comes(one: SignUp) -> None:
        there[one.person] += 1
        if one.withdrawn is not None:
            heappush(leaving, (stamp_at(one.withdrawn) + SECOND, one.person))

    for one in line:
        if one.id in sure:
            comes(one)
    for one in line:
        while leaving and leaving[0][0] <= one.created:
            _stamp, person = heappop(leaving)
            there[person] -= 1
            if not there[person]:
                del there[person]
        others = len(there) - (one.person in there)
        late = closes is not None and one.created > closes
        room = session.seats is None or others < session.seats
        reasons[one.id] = (Reason.IN_ORDER if room else Reason.MOVED_UP, Reason.TOO_LATE if late else Reason.FULL)
        if one.id not in sure:
            comes(one)
    return reasons


def _drawn(standing: Sequence[SignUp], closing: Closing) -> tuple[list[SignUp], Reasons]:
    """Order by the draw that the closing record holds; later arrivals follow in order of time."""
    listed = set(closing.sign_ups)
    drawn = [one for one in standing if one.id in listed]
    drawn.sort(key=lambda one: (draw_order(closing, one.person), one.id))
    later = [one for one in standing if one.id not in listed]
    reasons = {one.id: (Reason.DRAWN, Reason.NOT_DRAWN) for one in drawn}
    return drawn + later, reasons | {one.id: (Reason.AFTER_DRAW, Reason.AFTER_DRAW) for one in later}


def draw_order(closing: Closing, person: str) -> bytes:
    """Return a person's place in the draw: nobody can steer it, everybody can check it."""
    whole = blake2b("\n".join(closing.sign_ups).encode(), digest_size=16).hexdigest()
    return blake2b(f"{closing.seed} {whole} {person}".encode(), digest_size=16).digest()


def participants(session: Session, seating: Seating) -> tuple[Seat, ...]:
    """Return who took part in a session that has begun: who was confirmed, and who had a provisional seat before the start.

    Provisional seats are shown as such; in a draw that was never held they go by time.
    """
    start = stamp_at(session.starts)
    early = [seat for seat in seating.seats if seat.sign_up.created <= start and seat.number]
    undrawn = [seat for seat in early if seat.reason is Reason.DRAW_TO_COME]
    confirmed = (seat for seat in seating.seats if seat.state is State.CONFIRMED)
    provisional = (seat for seat in early if seat.state is State.PROVISIONAL)
    return (*confirmed, *provisional, *undrawn[: seating.capacity])
