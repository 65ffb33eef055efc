"""Forgetting: segments without what was said about a person who is forgotten take the place of those that said it."""

from collections.abc import Set

from traincollega.errors import SharingError
from traincollega.language import _
from traincollega.models.change import Change
from traincollega.models.envelopes import STALE, Kept, Pack
from traincollega.models.noun import moment_text
from traincollega.services import erasing
from traincollega.sharing.bodies import Sealed
from traincollega.sharing.circle import Circle
from traincollega.sharing.place import PACK, Names, Place, content_name
from traincollega.sharing.segments import LEAVED, Segment, redacted
from traincollega.sharing.taking_in import FORGETS, concerns, forget, is_sound, opened


def erase(circle: Circle, person: str) -> None:
    """Let a colleague be forgotten, for good and on every computer; raises NotAllowed, and NotPossible for a coordinator."""
    with circle.store.transaction():
        erasing.erase(circle.store, person, circle.now())
        forget(circle)


def redact(circle: Circle, place: Place, names: Names) -> None:
    """Take what is forgotten out of every segment here; a coordinator, and who wrote them, also out of those in the place.

    Who is not heard takes nothing away there: what they alone erased is forgotten by nobody else, who may not have it yet.
    """
    heard = not circle.not_heard()
    everybody = heard and circle.is_coordinator()
    if circle.store.local(FORGETS):
        # also what was erased here and is not said yet: afterwards nothing tells what its seals held
        with circle.store.transaction():
            forget(circle)
        _replace(circle, place, _redacted_here(circle, everybody, circle.own() if heard else frozenset()))
        with circle.store.transaction():
            circle.store.set_local(FORGETS, "")
    if heard:
        _take_away(circle, place, names, everybody)


def _redacted_here(circle: Circle, everybody: bool, own: Set[str]) -> list[str]:
    """Redact every segment here that has to be; return the names of what takes the place of those in the place."""
    erased, envelopes = circle.store.rights.fold().erased, circle.envelopes

    def gone(held: Change | Sealed) -> bool:
        return concerns(held, erased)

    with circle.store.transaction(bulk=True):
        for kept in envelopes.of_kinds(*LEAVED):
            one = opened(circle, kept.envelope, kept.name)
            if isinstance(one, Segment) and one.holds(gone):
                successor = redacted(one, gone, circle.keys.reading[circle.keys.writing])
                envelopes.replace(one.id, successor.name, successor.header.epoch, successor.envelope)
                if not (everybody or kept.device in own):
                    envelopes.set_placed([successor.name])  # others lay theirs there
                old = Kept(bytes.fromhex(kept.name[:64]), kept.name, 0, kept.device, 0, b"", "", STALE, True, b"")
                envelopes.add([old], moment_text(circle.now()))
    return [kept.name for kept in envelopes.of_kinds(*LEAVED) if not kept.placed]


def _replace(circle: Circle, place: Place, successors: list[str]) -> None:
    for one in circle.envelopes.named(successors):
        place.put(one.name, one.envelope)
    there = {name for name, _content in place.fetch(successors)}
    if len(there) < len(successors):
        raise SharingError(_("What takes the place of forgotten data could not be laid out. It is tried again."))
    with circle.noting():
        circle.envelopes.set_placed(there)


def _take_away(circle: Circle, place: Place, names: Names, everybody: bool) -> None:
    """Take away what holds what is forgotten, whenever it is seen: a file that was on its way may come after it went."""
    envelopes = circle.envelopes
    forgotten = {one.name for one in envelopes.in_state(STALE) if everybody or one.device in circle.own()}
    if not forgotten or not (everybody or place.each_tidies):
        return
    for pack in envelopes.packs():
        if pack.name in names.present and not forgotten.isdisjoint(pack.segments) and (everybody or pack.ours):
            held = [
                one for one in envelopes.named(pack.segments) if one.envelope and is_sound(one)
            ]  # also what others can open, and we cannot yet
            if held:
                whole = b"".join(one.envelope for one in held)
                name = content_name(whole, PACK)
                place.put(name, whole)
                if not dict(place.fetch([name])):
                    raise SharingError(_("What takes the place of forgotten data could not be laid out. It is tried again."))
                with circle.store.transaction(bulk=True):
                    packed = tuple(one.name for one in held)
                    envelopes.add_pack(Pack(name, pack.kind, packed, True), moment_text(circle.now()))
            place.remove([pack.name])
            with circle.store.transaction(bulk=True):
                envelopes.drop_packs([pack.name])
    place.remove(forgotten & names.present)
