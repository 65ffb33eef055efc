"""A whole round: take in, do what follows from it, lay out; what the window and the commands call."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path

from traincollega.errors import PlaceReadOnly
from traincollega.models.envelopes import HEARD_UNTIL
from traincollega.models.seats import Seating
from traincollega.services.confirming import confirm_seen, rows_of, sessions_of
from traincollega.services.desk import TO_APPROVE, Desk
from traincollega.services.hearing import before_hearing, tell_suggested, tell_thanked, tell_what_came, told_of_sessions
from traincollega.services.rating import release_answers
from traincollega.sharing.addresses import is_server
from traincollega.sharing.admitting import unapproved
from traincollega.sharing.circle import Circle, Overtaken
from traincollega.sharing.computers import our_circle
from traincollega.sharing.epochs import hand_on_keys, take_keys
from traincollega.sharing.forgetting import redact
from traincollega.sharing.inviting import withdraw_expired
from traincollega.sharing.keeping_step import Step, quiet, send
from traincollega.sharing.place import Place
from traincollega.sharing.places import at_place
from traincollega.sharing.receiving import Report, receive
from traincollega.sharing.sealing import GIVES_SIGHT, hand_on_seals
from traincollega.sharing.standing import NOT_HEARD

TELLS = frozenset(("session", "sign_up", "confirmation", "suggestion", "evaluation", "thanks"))
"""The nouns of which something follows."""
TOGETHER = 100
"""Sessions of which all that follows is done in one transaction."""
AGAIN = 2
"""So often a round begins again because another program changed how this computer shares."""


def one_round(
    desk: Desk, folder: Path, place: Place | None = None, *, report: Report | None = None, kept: dict[str, Place] | None = None
) -> tuple[Desk, Step]:
    """Do a round for a desk that is used by this thread alone; return the desk, as its computer may be a new one.

    `kept` is where a place that knows what it saw there is kept until the next time; a coordinator, who takes away for all
    from a server, lists all of it each time.
    Raises NotPossible where nobody shares yet, SharingError where colleagues cannot be reached, Overtaken where other programs
    on this profile change all the time how it shares.
    """
    for _again in range(AGAIN):
        with suppress(Overtaken):  # begin again from what stands there now
            return _one_round(desk, folder, place, report, kept)
    return _one_round(desk, folder, place, report, kept)


def _one_round(
    desk: Desk, folder: Path, place: Place | None, report: Report | None, kept: dict[str, Place] | None
) -> tuple[Desk, Step]:
    circle = our_circle(desk, folder)
    desk = replace(desk, store=circle.store)
    if is_server(circle.keys.place) and desk.is_coordinator():
        kept = None
    with at_place(circle.keys.place, circle.organisation, kept) if place is None else nullcontext(place) as there:
        return desk, _round(desk, circle, there, report)


def _round(desk: Desk, circle: Circle, there: Place, report: Report | None) -> Step:
    names = there.names()
    if (still := quiet(circle, names)) is not None:
        return still
    before = before_hearing(desk)
    received = receive(circle, there, names, report)
    if (knowing := take_keys(circle)) is not circle:  # also those that came in a round that was cut short
        circle = knowing
        received += receive(circle, there, names)
    _follow(desk, circle, before)
    problems = []
    try:
        redact(circle, there, names)
    except PlaceReadOnly as error:  # all else goes on
        problems.append(str(error))
    step = send(circle, there, names, received, problems)
    note_waiting(circle)  # at last: what was stated here counts once it is sealed
    return step


def note_waiting(circle: Circle) -> None:
    """Keep which computers the person of this one can approve, and whether it is heard itself, for the screen to tell."""
    store = circle.store
    all_of_them = circle.is_coordinator()
    waits = " ".join(
        f"{device} {card.id}"
        for device, card in unapproved(circle)
        if device != circle.keys.device and (all_of_them or card.id == store.person)
    )
    for name, value in ((TO_APPROVE, waits), (NOT_HEARD, circle.not_heard())):
        if value != store.local(name):
            store.set_local(name, value)


def _follow(desk: Desk, circle: Circle, before: Mapping[str, Seating]) -> None:
    """Do what follows from all that was said here since this was done last, also in a round that was cut short; once."""
    store, envelopes, own = desk.store, circle.envelopes, circle.own()
    until, last = int(store.local(HEARD_UNTIL) or 0), envelopes.last_change()
    news = envelopes.since(until, TELLS)
    theirs = [change for change in news if change.device not in own]
    heard, said = sessions_of(desk, rows_of(theirs)), told_of_sessions(theirs)
    with store.transaction():
        hand_on_keys(circle)
        hand_on_seals(circle, envelopes.since(until, GIVES_SIGHT))
        withdraw_expired(circle)
        tell_suggested(desk, theirs)
        tell_thanked(desk, theirs)
        release_answers(desk, theirs, own)
    for some in _pieces(sorted(sessions_of(desk, rows_of(news)))):
        with store.transaction():  # one for all of a long absence would keep a save in the window waiting
            confirm_seen(desk, some, own)
            tell_what_came(desk, before, heard.intersection(some), said)
    if last != until:
        store.set_local(HEARD_UNTIL, str(last))


def _pieces(sessions: Sequence[str]) -> Iterator[Sequence[str]]:
    return (sessions[start : start + TOGETHER] for start in range(0, len(sessions), TOGETHER))
