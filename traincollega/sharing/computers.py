"""This computer among those of colleagues: its keys and row are made, and made anew where it was restored."""

import sys
from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from traincollega.errors import NotAllowed, NotPossible, SharingError
from traincollega.language import _
from traincollega.models.change import Change
from traincollega.models.colleague import Device
from traincollega.models.envelopes import COUNTS, SENT_UNTIL, WAITS, Envelopes
from traincollega.models.noun import identify, moment_text
from traincollega.models.store import Store
from traincollega.models.trust import Approval
from traincollega.services.desk import PLACE, ROOT, Desk
from traincollega.settings import change_settings
from traincollega.sharing import ciphers
from traincollega.sharing.addresses import known_as
from traincollega.sharing.circle import FORMERLY, Circle
from traincollega.sharing.inviting import keep_places
from traincollega.sharing.keeping_step import seal
from traincollega.sharing.keys import Bound, Keys, fingerprint, keep_keys, read_keys
from traincollega.sharing.sealing import readable
from traincollega.sharing.segments import FIRST, Kind, Segment, write
from traincollega.sharing.taking_in import kept_as, opened
from traincollega.sharing.trust import STATES, certificate_words


class KeysGone(SharingError):
    """This profile shares, but its keys are not here: it was copied, or they were lost."""


def new_keys(person: str, place: str, known: Keys | None = None) -> Keys:
    """Return keys for a new computer of a person; the reading keys stay those of a computer that was known."""
    keys = Keys("", ciphers.new_key(), ciphers.new_key(), place)
    if known is not None:
        keys = replace(keys, reading=known.reading, writing=known.writing, invites=known.invites)
    return replace(keys, device=identify(person, fingerprint(keys.public())))


def device_of(keys: Keys, person: str, certificate: str = "", name: str = "") -> Device:
    """Return the row of a computer with these keys; not saved yet."""
    public = keys.public()
    return Device(
        id=keys.device, creator=person, nonce=fingerprint(public), person=person, name=name or _("My computer"), keys=public,
        certificate=certificate,
    )  # fmt: skip


def circle_of(desk: Desk, folder: Path) -> Circle | None:
    """Return the circle of a desk, None where nobody shares yet; a restored computer becomes a new device here.

    Raises KeysGone where the keys are no longer ours to use.
    """
    root = desk.store.local(ROOT)
    if not root:
        return None
    keys, bound = keys_here(folder)
    if desk.store.local(PLACE) not in ("", known_as(keys.place)):  # a move was cut short, or another program moves just now
        with desk.store.transaction():
            keys, bound = keys_here(folder)
            moved = _circle(desk, folder, root, keys)
            keep_places(moved)
            moved.shares_here()
    if bound is Bound.RESTORED:
        keys = _renewed(desk, folder, root, keys)
    circle = _circle(desk, folder, root, keys)
    if desk.store.device != keys.device or _unsent_of(desk.store, _former(desk.store, keys.device)):
        return replace(circle, store=take_over(replace(circle, store=desk.store), device_of(keys, desk.me)))
    return circle


def keys_here(folder: Path) -> tuple[Keys, Bound]:
    """Return the keys of a profile and how they fit it; raises KeysGone where they are no longer ours to use."""
    found = read_keys(folder)
    if found is None or found[1] is Bound.ELSEWHERE:
        raise KeysGone(_("The keys of this computer are gone. Ask a coordinator for an invitation, and join again."))
    return found


def our_circle(desk: Desk, folder: Path) -> Circle:
    """Return the circle of a desk; raises NotPossible where nobody shares yet, KeysGone as `circle_of` does."""
    circle = circle_of(desk, folder)
    if circle is None:
        raise NotPossible(_("You do not share with colleagues yet. Begin, or join them with an invitation."))
    return circle


def take_over(circle: Circle, device: Device) -> Store:
    """Let this device say what of the profile's former ones counts for nobody: it was not sent, or they are not heard.

    Return its store.
    """
    store, envelopes = circle.store, circle.envelopes
    former, after = _former(store, device.id), int(store.local(SENT_UNTIL) or 0)
    former += _left_behind(circle, {*former, device.id}, after)
    heard, again, waits = _said_by(circle, former)
    with store.transaction():
        mine = store.become(device, former, after, heard, again)
        envelopes.set_state(waits, WAITS)
        mine.set_local(FORMERLY, " ".join(former))
    change_settings(circle.folder, device=device.id)
    return mine


def _left_behind(circle: Circle, known: Set[str], after: int) -> list[str]:
    """Return the other computers of this person that said what is in no segment: they were this one, though nothing tells so.

    Of what is in a segment that cannot be opened here any more nobody can say that: it may be of a computer that is in use.
    """
    mine = [one.id for one in circle.store.where(Device, person=circle.store.person) if one.id not in known]
    found = []
    for device in mine:
        unsent = {change.hash for change, _seq in circle.envelopes.unsent(device, after, sys.maxsize, sys.maxsize)}
        if unsent and not _has_closed(circle, device) and unsent - set().union(*_said_by(circle, [device])[:2]):
            found.append(device)
    return found


def _has_closed(circle: Circle, device: str) -> bool:
    return any(isinstance(opened(circle, kept.envelope, kept.name), str) for kept in circle.envelopes.of_device(device))


def _said_by(circle: Circle, devices: Sequence[str]) -> tuple[set[bytes], set[bytes], list[bytes]]:
    """Return the hashes of what these said in segments that count, and in those that do not, and the ids of the latter.

    They may have come after the last round.
    """
    trust, counts, others = circle.trust(), set[bytes](), set[bytes]()
    waits: list[bytes] = []
    for device in devices:
        for kept in circle.envelopes.of_device(device):
            one = opened(circle, kept.envelope, kept.name)
            if isinstance(one, Segment):
                heard = trust.counts(device, one.id)
                (counts if heard else others).update(change.hash for change in readable(circle, [one]))
                waits += [] if heard else [one.id]
    return counts, others - counts, waits


def _circle(desk: Desk, folder: Path, root: str, keys: Keys) -> Circle:
    return Circle(desk.store.speaking_for(keys.device, desk.me) if keys.device != desk.store.device else desk.store,
                  desk.organisation, root, keys, folder, desk.now)  # fmt: skip


def _former(store: Store, device: str) -> list[str]:
    lost = [one.id for one in store.where(Device, person=store.person, keys="")]  # each time the settings were lost, one more
    known = dict.fromkeys((*store.local(FORMERLY).split(), *lost, store.device))
    return [one for one in known if one and one != device]


def _unsent_of(store: Store, devices: Sequence[str]) -> bool:
    after = int(store.local(SENT_UNTIL) or 0)
    return any(Envelopes(store.connection).unsent_count(one, after) for one in devices)


def _renewed(desk: Desk, folder: Path, root: str, old: Keys) -> Keys:
    """Make this computer a new device, that its old keys approve; return its keys, which are kept."""
    keys = new_keys(desk.me, old.place, old)
    store = desk.store.speaking_for(old.device, desk.me)
    with store.transaction():
        # also the device of a first try, whose keys were not kept: what was saved since is in its name
        store.set_local(FORMERLY, " ".join(_former(desk.store, keys.device)))
        circle = _circle(desk, folder, root, keys)
        mine = replace(circle, store=take_over(replace(circle, store=store), device_of(keys, desk.me)))
        seal(mine)
        approval: Sequence[Change] = ()
        if old.device in mine.trust().computers:  # else nobody heard of it, and nobody could check what it signs
            with suppress(NotAllowed):  # it may no longer speak: somebody else has to approve the new one
                proof = ciphers.sign(old.signing, certificate_words(desk.organisation, keys.device)).hex()
                approval = store.save(Approval.new(desk.me, device=keys.device, proof=proof))
        if approval:
            envelopes = mine.envelopes
            number, previous = envelopes.last(old.device) or (0, FIRST)
            writer = replace(mine, keys=replace(old, reading=keys.reading)).writer(to_all=True)
            segment = write(writer, Kind.OPEN, number + 1, previous, approval)
            envelopes.add([kept_as(segment, COUNTS, placed=False)], moment_text(desk.now()))
            envelopes.state_that(segment.id, [change for change in approval if change.noun in STATES])
            store.set_local(SENT_UNTIL, str(envelopes.last_change()))
    return _kept(desk.store, folder, old, keys)


def _kept(store: Store, folder: Path, old: Keys, new: Keys) -> Keys:
    """Keep new keys in the place of old ones; return those that stand there: another program may have found the same just now."""
    with store.transaction():
        found = read_keys(folder)
        if found is None or found[0].device == old.device:
            keep_keys(folder, new)
            return new
        store.set_local(FORMERLY, " ".join((*store.local(FORMERLY).split(), new.device)))  # what it says is said by theirs
        return found[0]
