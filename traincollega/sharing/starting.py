"""Starting to share: the first coordinator makes the root, lays out the first segments, and keeps the recovery code on paper."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from traincollega.errors import NotAllowed, NotPossible
from traincollega.language import _
from traincollega.services.desk import PLACE, Desk
from traincollega.settings import change_settings
from traincollega.sharing import ciphers
from traincollega.sharing.addresses import address_of, known_as
from traincollega.sharing.circle import FORMERLY, Circle
from traincollega.sharing.computers import device_of, new_keys, take_over
from traincollega.sharing.inviting import keep_places
from traincollega.sharing.keys import keep_keys
from traincollega.sharing.place import Place
from traincollega.sharing.places import at_place, prepared
from traincollega.sharing.recovery import new_code, root_of
from traincollega.sharing.trust import certificate_words


def begin(desk: Desk, folder: Path, typed: str, *, show: Callable[[str], None] | None = None) -> tuple[Circle, str]:
    """Begin to share in the place that a person wrote, once it was tried; raises as `start` does, and InvalidInput ("place")."""
    _may_begin(desk)  # first: what is made ready in a database may be in use
    address, invited = prepared(address_of(typed, folder), desk.organisation)
    with at_place(address, desk.organisation) as place:
        return start(desk, folder, address, place, invites=invited, show=show)


def start(
    desk: Desk, folder: Path, address: str, place: Place, *, invites: str = "", show: Callable[[str], None] | None = None
) -> tuple[Circle, str]:
    """Begin to share in a place; return the circle and the recovery code, that is kept nowhere. Raises SharingError.

    `invites` is the address that colleagues get, where it is another one; `show` is given the code before anything is kept.
    Raises NotAllowed for who is no coordinator, NotPossible where we share already.
    """
    _may_begin(desk)
    if place.names().present:
        raise NotPossible(_("This organisation is shared there already. Ask a coordinator for an invitation."))
    code = new_code()
    root = root_of(code)
    keys = replace(new_keys(desk.me, address), invites=invites).knowing(ciphers.new_key(), writes=True)
    proof = ciphers.sign(root, certificate_words(desk.organisation, keys.device)).hex()
    public = ciphers.signing_public(root).hex()
    if show is not None:
        show(code)  # before anything is kept: whoever is cut short after it has the code
    circle = Circle(desk.store, desk.organisation, public, keys, folder, desk.now)
    with desk.store.transaction():
        _may_begin(desk)  # another program may have, meanwhile
        keep_keys(folder, keys)  # first: keys without a root are nothing, a root without keys is lost
        desk.store.set_local(FORMERLY, " ".join(desk.store.speakers()))  # settings may have been lost: all of it is ours
        store = take_over(circle, device_of(keys, desk.me, f"root {proof}"))
        store.set_local(PLACE, known_as(address))
        store.judge_by(public)
    change_settings(folder, device=keys.device)
    return replace(circle, store=store), code


def _may_begin(desk: Desk) -> None:
    if not desk.is_coordinator():
        raise NotAllowed(_("Only a coordinator may begin to share."))
    if desk.shares():
        raise NotPossible(_("You share already. Invite colleagues instead."))


def moved(circle: Circle, address: str, invites: str = "") -> Circle:
    """Share in another place from now on: all that was said lies there after the next round.

    `invites` is the address that colleagues get, where it is another one.
    """
    with circle.store.transaction():
        circle = circle.keeping(lambda keys: replace(keys, place=address, invites=invites))  # first: this is where the rounds go
        keep_places(circle)
        circle.shares_here()
    return circle
