"""A whole round: take in, do what follows from it, lay out; what the window and the commands call."""

from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from traincollega.errors import NotPossible, PlaceReadOnly, SharingError
from traincollega.language import _
from traincollega.services.desk import TO_APPROVE, Desk
from traincollega.sharing.addresses import is_server
from traincollega.sharing.admitting import unapproved
from traincollega.sharing.being_heard import must_be_heard
from traincollega.sharing.circle import Circle, Overtaken
from traincollega.sharing.computers import our_circle
from traincollega.sharing.epochs import take_keys
from traincollega.sharing.following import follow, remember, remember_more
from traincollega.sharing.forgetting import redact
from traincollega.sharing.keeping_step import Step, quiet, send
from traincollega.sharing.place import Place
from traincollega.sharing.places import at_place
from traincollega.sharing.receiving import Report, receive
from traincollega.sharing.standing import NOT_HEARD, not_sent
from traincollega.sharing.taking_in import FORGETS

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


def after_a_look(desk: Desk, folder: Path) -> tuple[Desk, bool]:
    """Do a round before what is decided by what colleagues sent; return the desk, and whether all of that is here.

    Raises as `one_round` does, but for SharingError: then what is known here may be old.
    """
    try:
        circle = our_circle(desk, folder)
        with at_place(circle.keys.place, circle.organisation) as there:
            desk, _step = one_round(desk, folder, there)
            return desk, not our_circle(desk, folder).envelopes.lacking(there.names().present)
    except SharingError:
        return desk, False


def told_first(desk: Desk, folder: Path) -> Desk:
    """Do a round before something is given that others have to know of; return the desk, as its computer may be a new one.

    Raises NotPossible where what was said here did not go out, or is not heard: then it is not given.
    """
    must_be_heard(our_circle(desk, folder))
    with suppress(SharingError):
        desk, _step = one_round(desk, folder)
        if not not_sent(desk):
            return desk
    raise NotPossible(
        _("The line in the log did not reach your colleagues, so nothing was written. Try again once you can update.")
    )


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
    remember(desk, circle)
    more = partial(remember_more, desk)
    received = receive(circle, there, names, report, more)
    if (knowing := take_keys(circle)) is not circle:  # also those that came in a round that was cut short
        circle = knowing
        received += receive(circle, there, names, before=more)
    follow(desk, circle)
    problems = []
    try:
        redact(circle, there, names)
    except PlaceReadOnly as error:  # all else goes on
        problems.append(str(error))
    step = send(circle, there, names, received, problems)
    if circle.store.local(FORGETS):  # what was erased here, and is said now
        with suppress(PlaceReadOnly):  # the next round tells
            redact(circle, there, names)
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
