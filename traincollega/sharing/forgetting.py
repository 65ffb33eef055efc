"""Forgetting: personal segments without what was said about a person who is forgotten take the place of those that said it."""

from traincollega.errors import NotAllowed, NotPossible, SharingError
from traincollega.language import _
from traincollega.models.envelopes import COUNTS, TWIN, Kept, Pack
from traincollega.models.noun import moment_text
from traincollega.models.trust import Erasure
from traincollega.sharing.circle import Circle
from traincollega.sharing.place import PACK, Names, Place, content_name
from traincollega.sharing.segments import Kind, Segment, redacted
from traincollega.sharing.taking_in import FORGETS, concerns, forget, opened


def erase(circle: Circle, person: str) -> None:
    """Let a colleague be forgotten, for good and on every computer; raises NotAllowed, and NotPossible for a coordinator."""
    store = circle.store
    if store.person not in store.rights.coordinators():
        raise NotAllowed(_("Only a coordinator may let a colleague be forgotten."))
    if person in store.rights.coordinators():
        raise NotPossible(_("This colleague is coordinator. End that first, with the recovery code."))
    with store.transaction():
        store.save(Erasure.new(store.person, person=person))
        forget(circle)


def redact(circle: Circle, place: Place, names: Names) -> None:
    """Take what is forgotten out of every segment here; a coordinator, and who wrote them, also out of those in the place."""
    if not circle.store.local(FORGETS):
        return
    everybody = circle.store.person in circle.store.rights.coordinators()
    gone: dict[str, str] = {}
    """The names of those that are redacted, and of what takes their place."""
    erased = circle.store.rights.fold().erased
    envelopes = circle.envelopes
    with circle.store.transaction(bulk=True):
        for kept in envelopes.of_kind(Kind.PERSONAL):
            one = opened(circle, kept.envelope, kept.name)
            if isinstance(one, Segment) and any(concerns(change, erased) for change in one.changes):
                successor = redacted(one, lambda change: concerns(change, erased), circle.keys.reading[circle.keys.writing])
                ours = everybody or kept.device == circle.keys.device
                envelopes.replace(one.id, successor.name, successor.header.epoch, successor.envelope)
                if not ours:
                    envelopes.set_placed([successor.name])
                elif kept.placed:
                    gone[kept.name] = successor.name
                twin = Kept(bytes.fromhex(kept.name[:64]), kept.name, 0, "", 0, b"", "", TWIN, True, b"")
                envelopes.add([twin], moment_text(circle.now()))
    _replace_in_place(circle, place, names, gone)
    with circle.store.transaction():
        circle.store.set_local(FORGETS, "")


def _replace_in_place(circle: Circle, place: Place, names: Names, gone: dict[str, str]) -> None:
    envelopes = circle.envelopes
    kept = {one.name: one for one in envelopes.named(gone.values()) if one.state == COUNTS}
    for one in kept.values():
        place.put(one.name, one.envelope)
    there = {name for name, _content in place.fetch(kept)}
    done = [old for old, new in gone.items() if new in there]
    for pack in envelopes.packs():
        if pack.name in names.present and not set(done).isdisjoint(pack.segments):
            held = [gone.get(one, one) for one in pack.segments]
            whole = b"".join(one.envelope for one in envelopes.named(held))
            name = content_name(whole, PACK)
            place.put(name, whole)
            if not dict(place.fetch([name])):
                raise SharingError(f"{name} does not lie there")
            with circle.store.transaction(bulk=True):
                envelopes.add_pack(Pack(name, pack.kind, tuple(held), True), moment_text(circle.now()))
                envelopes.drop_packs([pack.name])
            place.remove([pack.name])
    place.remove(done)
    with circle.store.transaction(bulk=True):
        envelopes.set_placed(there)
