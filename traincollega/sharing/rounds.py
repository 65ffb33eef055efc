"""A whole round: take in, do what follows from it, lay out; what the window and the commands call."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from traincollega.errors import NotPossible
from traincollega.language import _
from traincollega.models.change import Change
from traincollega.models.envelopes import LOCKED
from traincollega.services.confirming import confirm_seen, sessions_of
from traincollega.services.desk import Desk
from traincollega.services.hearing import before_hearing, tell_what_came
from traincollega.sharing.admitting import hand_on_keys, take_keys
from traincollega.sharing.circle import FORMERLY, Circle
from traincollega.sharing.computers import circle_of
from traincollega.sharing.forgetting import redact
from traincollega.sharing.inviting import withdraw_expired
from traincollega.sharing.keeping_step import Report, Step, quiet, receive, send, unsent
from traincollega.sharing.place import Place
from traincollega.sharing.places import open_place

SEATS = frozenset(("session", "sign_up", "confirmation"))


def one_round(desk: Desk, folder: Path, place: Place | None = None, *, report: Report | None = None) -> tuple[Desk, Step]:
    """Do a round for a desk that is used by this thread alone; return the desk, as its computer may be a new one.

    Raises NotPossible where nobody shares yet, SharingError where colleagues cannot be reached.
    """
    circle = circle_of(desk, folder)
    if circle is None:
        raise NotPossible(_("You do not share with colleagues yet. Begin, or join them with an invitation."))
    desk = replace(desk, store=circle.store)
    there = place or open_place(circle.keys.place, circle.organisation)
    names = there.names()
    if (still := quiet(circle, names)) is not None:
        return desk, still
    before = before_hearing(desk)
    changes = receive(circle, there, names, report)
    if circle.envelopes.counted().get(LOCKED) or any(change.noun == "key_wrap" for change in changes):
        circle = take_keys(circle)
        changes += receive(circle, there, names)
    _chores(desk, circle, changes)
    redact(circle, there, names)
    tell_what_came(desk, before, changes)
    return desk, send(circle, there, names, changes)


def _chores(desk: Desk, circle: Circle, changes: Sequence[Change]) -> None:
    hand_on_keys(circle)  # also where the round that heard of somebody new broke off
    withdraw_expired(circle)
    rows = {(change.noun, change.id) for change in (*changes, *unsent(circle)) if change.noun in SEATS}
    computers = (circle.keys.device, *desk.store.local(FORMERLY).split())
    confirm_seen(desk, sessions_of(desk, rows), computers)
