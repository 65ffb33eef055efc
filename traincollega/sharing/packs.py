"""Packs: old segments of one kind in one file, so that a newcomer reads few files and the folder stays small."""

from collections.abc import Sequence
from datetime import timedelta

from traincollega.models.envelopes import Pack
from traincollega.models.noun import moment_text
from traincollega.sharing.circle import Circle
from traincollega.sharing.place import PACK, PACK_MOST, Names, Place, content_name
from traincollega.sharing.taking_in import is_sound

AGE = timedelta(days=7)
LEAST = 16
"""Fewer segments than these are no pack; and as many packs of one size make a larger one."""
SIZES = (50_000, 500_000, 5_000_000, PACK_MOST)
"""Bytes: packs up to the same one of these are of one size."""


def pack_up(circle: Circle, place: Place, names: Names) -> None:
    """Lay out packs of what is old enough: of my own, and as a coordinator of everybody's; then of packs of one size."""
    everybody = circle.is_coordinator()
    if not (everybody or place.each_tidies):
        return  # it would lie there beside what the coordinators pack, and never go
    envelopes, old = circle.envelopes, moment_text(circle.now() - AGE)
    mine = "" if everybody else circle.keys.device
    known = envelopes.packs()
    packed = {one for pack in known for one in pack.segments}
    by_kind: dict[int, list[tuple[str, int]]] = {}
    for name, kind, size in envelopes.arrived_before(old, mine):
        if name not in packed:
            by_kind.setdefault(kind, []).append((name, size))
    for kind, due in by_kind.items():
        if len(due) >= LEAST:
            _lay_out(circle, place, kind, [name for name, _size in due])
    for (kind, _size), alike in _alike(circle, known, names).items():
        if len(alike) >= LEAST:
            _lay_out(circle, place, kind, [one for pack in alike for one in pack.segments])


def tidy_away(circle: Circle, place: Place, names: Names) -> None:
    """Take away loose segments, and packs, that lie verified in a pack that is there: my own, or all if only coordinators can."""
    envelopes, own = circle.envelopes, circle.own()
    everybody = circle.is_coordinator() and not place.each_tidies
    known = envelopes.packs()
    there = [pack for pack in known if pack.name in names.present]
    loose: set[str] = set()
    spare: list[Pack] = []
    if everybody or place.each_tidies:
        loose = {name for name, _device in envelopes.placed(None if everybody else own)} & names.present
        spare = _spare(there, everybody)
    gone = loose.intersection(one for pack in there for one in pack.segments).union(*(pack.segments for pack in spare))
    if gone:
        needed = [pack.name for pack in there if pack not in spare and not gone.isdisjoint(pack.segments)]
        whole = {name for name, _content in place.fetch(needed)}  # a name in a list is no proof that it can be read
        held = {one for pack in there if pack.name in whole for one in pack.segments}
        loose, spare = loose & held, [pack for pack in spare if held.issuperset(pack.segments)]
        place.remove([*sorted(loose), *(pack.name for pack in spare)])
    if names.whole:
        lost = [pack.name for pack in known if pack.name not in names.present]
        with circle.store.transaction(bulk=True):
            envelopes.drop_packs([*lost, *(pack.name for pack in spare)])


def _spare(there: Sequence[Pack], everybody: bool) -> list[Pack]:
    """Return the packs of mine, or of everybody, all of whose segments lie in larger ones; all computers leave the same ones."""
    held: set[str] = set()
    spare = []
    for pack in sorted(there, key=lambda pack: (-len(pack.segments), pack.name)):
        if (everybody or pack.ours) and held.issuperset(pack.segments):
            spare.append(pack)
        else:
            held.update(pack.segments)
    return spare


def _alike(circle: Circle, known: Sequence[Pack], names: Names) -> dict[tuple[int, int], list[Pack]]:
    """Return my packs that lie there, by kind and size."""
    found: dict[tuple[int, int], list[Pack]] = {}
    for pack in known:
        if pack.ours and pack.name in names.present:
            size = circle.envelopes.size_of(pack.segments)
            found.setdefault((pack.kind, next(n for n, most in enumerate(SIZES) if size <= most)), []).append(pack)
    return found


def _lay_out(circle: Circle, place: Place, kind: int, names: list[str]) -> None:
    envelopes, whole, held = circle.envelopes, bytearray(), []
    for kept in filter(is_sound, envelopes.named(dict.fromkeys(names))):
        if len(whole) + len(kept.envelope) > PACK_MOST:
            break
        whole += kept.envelope
        held.append(kept.name)
    if not held:
        return
    name = content_name(bytes(whole), PACK)
    place.put(name, bytes(whole))
    with circle.store.transaction(bulk=True):
        envelopes.add_pack(Pack(name, kind, tuple(held), True), moment_text(circle.now()))
