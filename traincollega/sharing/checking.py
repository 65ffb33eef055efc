"""Checking: the changes here are those of the segments that count, and my own in none of them; and how to make them so again."""

import sys
from typing import NamedTuple

from traincollega.language import _
from traincollega.models.change import Change
from traincollega.models.colleague import Device
from traincollega.models.envelopes import COUNTS, SENT_UNTIL
from traincollega.models.merging import valid
from traincollega.services.desk import Desk
from traincollega.sharing.circle import Circle
from traincollega.sharing.sealing import readable
from traincollega.sharing.segments import Segment
from traincollega.sharing.taking_in import concerns, opened


class Due(NamedTuple):
    """Which changes have to be here, by hash."""

    said: dict[bytes, Change]
    """Those in segments that count; also what may be in one that cannot be opened here any more, of the same computer."""
    unsaid: dict[bytes, Change]
    """Mine that are in none of these: not sent yet, or passing for sent."""
    closed: int
    """How many segments count and cannot be opened: damaged, or their key is gone."""


def due(circle: Circle) -> Due:
    """Return which changes have to be here: nothing that somebody saved may go because of what is wrong with a segment."""
    envelopes, mine = circle.envelopes, _mine(circle)
    said: dict[bytes, Change] = {}
    unsaid: dict[bytes, Change] = {}
    closed, unsent = list[str](), _unsent(circle)
    for device in envelopes.counting():
        for kept in envelopes.of_device(device):
            one = opened(circle, kept.envelope, kept.name) if kept.state == COUNTS else None
            if isinstance(one, Segment):
                said.update((change.hash, change) for change in readable(circle, [one]))
            elif one is not None:
                closed.append(device)
    for change in circle.store.all_changes():
        if change.hash not in said:
            if change.hash in unsent:
                unsaid[change.hash] = change
            elif change.device in closed:
                said[change.hash] = change
            elif change.device in mine:
                unsaid[change.hash] = change
    return Due(_that_count(circle, said), _that_count(circle, unsaid), len(closed))


def _mine(circle: Circle) -> set[str]:
    """Return the computers of this person: of some that this one was, nothing may tell so any more."""
    return {*circle.own(), *(one.id for one in circle.store.where(Device, person=circle.store.person))}


def _that_count(circle: Circle, changes: dict[bytes, Change]) -> dict[bytes, Change]:
    erased = circle.store.rights.fold().erased
    return {one: change for one, change in changes.items() if valid(change) and not concerns(change, erased)}


def check(desk: Desk, circle: Circle) -> list[str]:
    """Return one finished sentence per way in which the changes here differ from what the segments add up to."""
    have, want = set(desk.store.hashes()), due(circle)
    found = []
    if lacks := len(want.said.keys() - have):
        found.append(
            _("{n} changes that colleagues sent are missing. Repair it with: traincollega check --rebuild.").format(n=lacks)
        )
    if extra := len(have - want.said.keys() - want.unsaid.keys()):
        found.append(_("{n} changes are in no segment. Repair it with: traincollega check --rebuild.").format(n=extra))
    own = {one for one, change in want.unsaid.items() if change.device in circle.own()}  # what others said, only they can send
    if passing := len(own - _unsent(circle)):
        found.append(
            _("{n} changes of yours were never sent. Send them after all with: traincollega check --rebuild.").format(n=passing)
        )
    if want.closed:
        found.append(
            _("{n} segments here cannot be opened any more. What they say stays. Put back a backup to mend them.").format(
                n=want.closed
            )
        )
    return found


def _unsent(circle: Circle) -> set[bytes]:
    """Return the hashes of my changes that wait to be put in a segment."""
    after, envelopes = int(circle.store.local(SENT_UNTIL) or 0), circle.envelopes
    waiting = (envelopes.unsent(device, after, sys.maxsize, sys.maxsize) for device in _mine(circle))
    return {change.hash for some in waiting for change, _seq in some}


def rebuild(circle: Circle) -> int:
    """Make the changes, and the rows, what the segments and my own changes add up to; return how many changes that is.

    In one transaction: what a window saves meanwhile would be in neither. Raises Overtaken.
    """
    with circle.noting():
        found = due(circle)
        circle.store.rebuild(found.said.values(), found.unsaid.values())
    return len(found.said) + len(found.unsaid)
