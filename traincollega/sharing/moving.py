"""Moving: sharing goes on in another place, that is looked at and tried before anything is kept."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from traincollega.errors import NotPossible, SharingError
from traincollega.language import _
from traincollega.services.desk import Desk
from traincollega.sharing.addresses import address_of, at_server, is_server, known_as
from traincollega.sharing.being_heard import must_be_heard
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import our_circle
from traincollega.sharing.folder import Folder
from traincollega.sharing.invitation import Invitation
from traincollega.sharing.places import Addresses, at_place, prepared
from traincollega.sharing.rounds import one_round
from traincollega.sharing.starting import moved


class Moved(NamedTuple):
    """Where sharing goes on."""

    place: str
    """As a person knows it."""
    tell: str = ""
    """The address that colleagues need; "" where they are there already. Of a database it may hold a password."""


def move(desk: Desk, folder: Path, typed: str) -> tuple[Desk, Moved]:
    """Share from now on in the place that a person wrote; return the desk, as its computer may be a new one.

    A place where nothing of this organisation lies is for a coordinator: the organisation moves there. Whoever else goes where
    it lies already, under the path that this computer knows it by. What lies in the old place is taken in once more, if it can.
    Where it lies in a database, a coordinator with an administrator's address gets a coordinator's role of their own.
    Raises InvalidInput ("place"), NotPossible, SharingError; then all stays as it was.
    """
    circle = our_circle(desk, folder)
    address = under_its_roof(address_of(typed, folder), circle.organisation)
    if address == circle.keys.place:
        raise NotPossible(_("You share in {place} already. Nothing was changed.").format(place=known_as(address)))
    if address == circle.keys.invites:
        raise NotPossible(_("That is the address of your colleagues. Your own may do more in the same place; nothing was changed."))
    to = _tried(circle, address)
    if not to.holds:
        must_be_heard(circle)  # else it moves away from colleagues who never hear where to
    with suppress(SharingError):  # it may be gone: then it comes from the computers of others, once they move
        desk = one_round(desk, folder)[0]
    coordinates = circle.is_coordinator()
    # colleagues are there already, but for who hands them a role in a database to which they come back
    known = to.holds and (to.addresses.own == address or at_server(address) == at_server(circle.keys.place))
    moved(our_circle(desk, folder), to.addresses.own, to.addresses.invited if coordinates else "")
    return desk, Moved(known_as(address), "" if known else to.addresses.invited)


def found_at(invitation: Invitation, typed: str, profile: Path) -> Invitation:
    """Return the invitation with the place as it is called on this computer, once its organisation was seen there.

    Raises InvalidInput ("place"), SharingError also where the organisation does not lie there.
    """
    if typed.strip() == known_as(invitation.place):  # as it is shown: without its password
        address = invitation.place
    else:
        address = under_its_roof(address_of(typed, profile), invitation.organisation)
    if not _holds(address, invitation.organisation):
        raise _not_there(address)
    return replace(invitation, place=address)


def under_its_roof(address: str, organisation: str) -> str:
    """Return the folder in which the organisation has its own, where somebody named that or what lies in it."""
    if is_server(address):
        return address
    path = Path(address)
    ours = Folder(path, organisation).name
    return str(next((one.parent for one in (path, *path.parents) if one.name == ours), path))


class _Tried(NamedTuple):
    addresses: Addresses
    holds: bool
    """Whether something of the organisation lies there."""


def _tried(circle: Circle, address: str) -> _Tried:
    """Return the addresses of a place where this circle can go on; raises NotPossible, SharingError."""
    if circle.is_coordinator():
        if not is_server(address) and Folder(Path(address), circle.organisation).holds_others():
            sentence = _("Another organisation shares in {place}. Choose a folder of your own; nothing was changed.")
            raise NotPossible(sentence.format(place=address))
        addresses = prepared(address, circle.organisation, "" if circle.not_heard() else circle.keys.device)
        return _Tried(addresses, _holds(addresses.own, circle.organisation))
    if not _holds(address, circle.organisation):
        raise _not_there(address)
    return _Tried(prepared(address, circle.organisation), True)


def _holds(address: str, organisation: str) -> bool:
    with at_place(address, organisation) as place:
        return bool(place.names().present)


def _not_there(address: str) -> SharingError:
    sentence = _("Your organisation is not in {place}. Choose the one that your colleagues use; nothing was changed.")
    return SharingError(sentence.format(place=known_as(address)))
