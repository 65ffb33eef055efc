"""Packs: old segments of one kind in one file, so that a newcomer reads few files and the folder stays small."""

from datetime import timedelta

from traincollega.models.envelopes import Pack
from traincollega.models.noun import moment_text
from traincollega.sharing.circle import Circle
from traincollega.sharing.place import PACK, PACK_MOST, Names, Place, content_name

AGE = timedelta(days=7)
LEAST = 16
"""Fewer segments than these are no pack; and as many packs of one size make a larger one."""
SIZES = (50_000, 500_000, 5_000_000, PACK_MOST)
"""Bytes: packs up to the same one of these are of one size."""


def pack_up(circle: Circle, place: Place, names: Names) -> None:
    """Lay out packs of what is old enough: of my own, and as a coordinator of everybody's; then of packs of one size."""
    envelopes, old = circle.envelopes, moment_text(circle.now() - AGE)
    mine = "" if circle.store.person in circle.store.rights.coordinators() else circle.keys.device
    packed = {one for pack in envelopes.packs() for one in pack.segments}
    by_kind: dict[int, list[tuple[str, int]]] = {}
    for name, kind, size in envelopes.arrived_before(old, mine):
        if name not in packed:
            by_kind.setdefault(kind, []).append((name, size))
    for kind, due in by_kind.items():
        if len(due) >= LEAST:
            _lay_out(circle, place, kind, [name for name, _size in due])
    for (kind, _size), alike in _alike(circle, names).items():
        if len(alike) >= LEAST:
            _lay_out(circle, place, kind, [one for pack in alike for one in pack.segments])


def tidy_away(circle: Circle, place: Place, names: Names) -> None:
    """Take away my own loose segments, and my own packs, that lie verified in a pack that is there."""
    envelopes, own = circle.envelopes, circle.own()
    there = [pack for pack in envelopes.packs() if pack.name in names.present]
    loose = {name for name, device in envelopes.placed() if device in own} & names.present
    held: set[str] = set()
    spare: list[str] = []
    needed: list[str] = []
    """Packs that hold what would be taken away."""
    for pack in sorted(there, key=lambda pack: len(pack.segments), reverse=True):
        if pack.ours and held.issuperset(pack.segments):
            spare.append(pack.name)
        elif pack.ours or not loose.isdisjoint(pack.segments):
            needed.append(pack.name)
        held.update(pack.segments)
    if spare or not loose.isdisjoint(held):
        whole = {name for name, _content in place.fetch(needed)}  # a name in a list is no proof that it can be read
        held = {one for pack in there if pack.name in whole for one in pack.segments}
        spare = [pack.name for pack in there if pack.name in spare and held.issuperset(pack.segments)]
    if names.whole:
        gone = [pack.name for pack in envelopes.packs() if pack.name not in names.present]
        with circle.store.transaction(bulk=True):
            envelopes.drop_packs([*gone, *spare])
    place.remove([*sorted(loose & held), *spare])


def _alike(circle: Circle, names: Names) -> dict[tuple[int, int], list[Pack]]:
    """Return my packs that lie there, by kind and size."""
    found: dict[tuple[int, int], list[Pack]] = {}
    for pack in circle.envelopes.packs():
        if pack.ours and pack.name in names.present:
            size = circle.envelopes.size_of(pack.segments)
            found.setdefault((pack.kind, next(n for n, most in enumerate(SIZES) if size <= most)), []).append(pack)
    return found


def _lay_out(circle: Circle, place: Place, kind: int, names: list[str]) -> None:
    envelopes, whole, held = circle.envelopes, bytearray(), []
    for kept in envelopes.named(dict.fromkeys(names)):
        if len(whole) + len(kept.envelope) > PACK_MOST:
            break
        whole += kept.envelope
        held.append(kept.name)
    name = content_name(bytes(whole), PACK)
    place.put(name, bytes(whole))
    with circle.store.transaction(bulk=True):
        envelopes.add_pack(Pack(name, kind, tuple(held), True), moment_text(circle.now()))
