"""Checking: the changes here are those of the segments that count, and my own that go out yet; and how to make them so again."""

from traincollega.language import _
from traincollega.models.change import Change
from traincollega.models.envelopes import COUNTS, SENT_UNTIL
from traincollega.models.merging import valid
from traincollega.services.desk import Desk
from traincollega.sharing.circle import FORMERLY, Circle
from traincollega.sharing.sealing import readable
from traincollega.sharing.segments import Segment
from traincollega.sharing.taking_in import concerns, opened


def due(circle: Circle) -> dict[bytes, Change]:
    """Return the changes that the segments here add up to, by hash; my own that are in none yet among them."""
    store, envelopes = circle.store, circle.envelopes
    found: dict[bytes, Change] = {}
    for device in set(envelopes.counting()):
        for kept in envelopes.of_device(device):
            one = opened(circle, kept.envelope, kept.name) if kept.state == COUNTS else COUNTS
            if isinstance(one, Segment):
                found.update((change.hash, change) for change in readable(circle, [one]))
    after = int(store.local(SENT_UNTIL) or 0)
    for device in (circle.keys.device, *store.local(FORMERLY).split()):
        found.update((change.hash, change) for change, _seq in envelopes.unsent(device, after, 10**9, 10**12))
    erased = store.rights.fold().erased
    return {one: change for one, change in found.items() if valid(change) and not concerns(change, erased)}


def check(desk: Desk, circle: Circle) -> list[str]:
    """Return one finished sentence per way in which the changes here differ from what the segments add up to."""
    have, want = set(desk.store.hashes()), due(circle).keys()
    found = []
    if lacks := len(want - have):
        found.append(
            _("{n} changes that colleagues sent are missing. Repair it with: traincollega check --rebuild.").format(n=lacks)
        )
    if extra := len(have - want):
        found.append(_("{n} changes are in no segment. Repair it with: traincollega check --rebuild.").format(n=extra))
    return found


def rebuild(circle: Circle) -> int:
    """Make the changes, and the rows, what the segments add up to; return how many changes that is."""
    changes = list(due(circle).values())
    circle.store.rebuild(changes)
    return len(changes)
