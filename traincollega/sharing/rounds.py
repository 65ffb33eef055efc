"""A whole round: take in, do what follows from it, lay out; what the window and the commands call."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from traincollega.models.change import Change
from traincollega.models.envelopes import LOCKED
from traincollega.services.confirming import confirm_seen, sessions_of
from traincollega.services.desk import TO_APPROVE, Desk
from traincollega.services.hearing import before_hearing, tell_what_came
from traincollega.sharing.admitting import hand_on_keys, take_keys, unapproved
from traincollega.sharing.circle import FORMERLY, Circle
from traincollega.sharing.computers import our_circle
from traincollega.sharing.forgetting import redact
from traincollega.sharing.inviting import withdraw_expired
from traincollega.sharing.keeping_step import Report, Step, receive, send, unsent
from traincollega.sharing.place import Place
from traincollega.sharing.places import open_place
from traincollega.sharing.standing import NOT_HEARD, REVOKED, UNAPPROVED

NEWCOMERS = frozenset(("device", "approval"))
Opens = Callable[[str, str], Place]
"""Gives the place at an address for an organisation."""
SEATS = frozenset(("session", "sign_up", "confirmation"))


def one_round(
    desk: Desk, folder: Path, place: Place | None = None, *, report: Report | None = None, opens: Opens = open_place
) -> tuple[Desk, Step]:
    """Do a round for a desk that is used by this thread alone; return the desk, as its computer may be a new one.

    `opens` may give the place of the last time again, that knows what it saw there.
    Raises NotPossible where nobody shares yet, SharingError where colleagues cannot be reached.
    """
    circle = our_circle(desk, folder)
    desk = replace(desk, store=circle.store)
    there = place or opens(circle.keys.place, circle.organisation)
    names = there.names()
    before = before_hearing(desk)
    changes = receive(circle, there, names, report)
    if circle.envelopes.counted(LOCKED) or any(change.noun == "key_wrap" for change in changes):
        circle = take_keys(circle)
        changes += receive(circle, there, names)
    _chores(desk, circle, changes)
    redact(circle, there, names)
    tell_what_came(desk, before, changes)
    step = send(circle, there, names, changes)
    note_waiting(circle)  # at last: what was stated here counts once it is sealed
    return desk, step


def note_waiting(circle: Circle) -> None:
    """Keep which computers the person of this one can approve, and whether it is heard itself, for the screen to tell."""
    store = circle.store
    all_of_them = store.person in store.rights.coordinators()
    waits = " ".join(
        f"{device} {card.id}"
        for device, card in unapproved(circle)
        if device != circle.keys.device and (all_of_them or card.id == store.person)
    )
    trust, device = circle.trust(), circle.keys.device
    not_heard = REVOKED if device in trust.revoked else "" if device in trust.certified else UNAPPROVED
    for name, value in ((TO_APPROVE, waits), (NOT_HEARD, not_heard)):
        if value != store.local(name):
            store.set_local(name, value)


def _chores(desk: Desk, circle: Circle, changes: Sequence[Change]) -> None:
    if any(change.noun in NEWCOMERS for change in changes):
        hand_on_keys(circle)
    withdraw_expired(circle)
    rows = {(change.noun, change.id) for change in (*changes, *unsent(circle)) if change.noun in SEATS}
    computers = (circle.keys.device, *desk.store.local(FORMERLY).split())
    confirm_seen(desk, sessions_of(desk, rows), computers)
