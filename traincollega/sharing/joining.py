"""Joining: with an invitation and its phrase a new profile takes in what colleagues share, and becomes one of them."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from traincollega.errors import NotPossible, SharingError, TrainCollegaError
from traincollega.language import _
from traincollega.models.change import Clock
from traincollega.models.colleague import Colleague
from traincollega.models.database import speaking
from traincollega.models.envelopes import HEARD_UNTIL
from traincollega.models.noun import identify
from traincollega.models.organisation import Department, Organisation
from traincollega.models.store import Store
from traincollega.services.beginning import new_database, open_desk, required_name, valid_email
from traincollega.services.desk import PLACE, ROOT, Desk
from traincollega.services.dividing import department_named, departments
from traincollega.settings import change_settings, database_path
from traincollega.sharing import ciphers
from traincollega.sharing.addresses import known_as
from traincollega.sharing.before_joining import Before, before_joining, put_back, take_folders_away
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import device_of, new_keys, take_over
from traincollega.sharing.invitation import Invitation
from traincollega.sharing.inviting import keep_places
from traincollega.sharing.keeping_step import Step, keep_step, seal, send, waiting
from traincollega.sharing.keys import Bound, Keys, fingerprint, keep_keys, read_keys
from traincollega.sharing.place import Names, Place
from traincollega.sharing.receiving import Report, receive
from traincollega.sharing.rounds import note_waiting
from traincollega.sharing.troubles import Trouble
from traincollega.sharing.trust import certificate_words, newcomer


@dataclass(frozen=True)
class FirstExchange:
    """What colleagues share, in a profile that is nobody's yet: `come_in` makes it mine, `give_up` leaves nothing behind."""

    circle: Circle
    invitation: Invitation
    place: Place
    before: Before
    file: os.stat_result
    """The database as it was made: another program that begins to join in this folder makes its own in its place."""

    def is_here(self) -> bool:
        """Say whether the profile still is the one that was begun here."""
        with suppress(OSError):
            return os.path.samestat(self.file, database_path(self.circle.folder).stat())
        return False

    def departments(self) -> list[str]:
        """Return the names of the departments, sorted."""
        return [one.name for one in departments(self.circle.store)]

    def known_as(self, email: str) -> str:
        """Return the name of the colleague who has this mail address already, "" where nobody has."""
        known = _card_of(self.circle.store, email)
        return known.name if known else ""

    def give_up(self) -> None:
        """Leave nothing behind of what was begun."""
        mine = self.is_here()
        self.circle.store.connection.close()
        if mine:
            put_back(self.before)


@dataclass(frozen=True)
class Joined:
    """The desk of who joined, and the first round; `claims` whom they say they are, "" for a new colleague."""

    desk: Desk
    step: Step
    claims: str = ""


def join(
    folder: Path, invitation: Invitation, place: Place, *, name: str, email: str, department: str = "",
    now: Callable[[], datetime], report: Report | None = None,
) -> Joined:  # fmt: skip
    """Join colleagues in a new profile: first all that they share is taken in, then my card is laid out beside it.

    Who has a card with this mail address already is asked for: a coordinator, or my other computer, has to say that it is me.
    Raises InvalidInput, NotPossible, SharingError, StorageError; where it does not succeed nothing is left behind.
    """
    name, email, department = _fields(name, email, department)
    return come_in(take_first(folder, invitation, place, now, report=report), name=name, email=email, department=department)


def take_first(
    folder: Path, invitation: Invitation, place: Place, now: Callable[[], datetime], *, report: Report | None = None
) -> FirstExchange:
    """Take in all that colleagues share, in a new profile; raises as `join` does, and what `report` raises."""
    if invitation.expires < now():
        raise NotPossible(_("This invitation has expired. Ask a coordinator for a new one."))
    before = before_joining(folder)
    try:
        connection = new_database(folder, now)
    except BaseException:
        take_folders_away(before)  # and nothing that is in them: another program may have begun there meanwhile
        raise
    try:
        store = Store(connection, device="", person="", clock=Clock(now))
        blank = Keys("", ciphers.new_key(), ciphers.new_key(), invitation.place, invitation.reading, invitation.writing)
        circle = Circle(store, invitation.organisation, invitation.root, blank, folder, now)
        with store.transaction():
            store.set_local("organisation", invitation.organisation)
            store.set_local(ROOT, invitation.root)  # first: what makes somebody coordinator is judged by it
        keep_step(circle, place, report=report)
        if store.find(Organisation, invitation.organisation) is None:
            raise SharingError(_("Your organisation is not complete in {place} yet. Try again later.").format(place=place.address))
        return FirstExchange(circle, invitation, place, before, database_path(folder).stat())
    except BaseException:
        connection.close()
        put_back(before)
        raise


def come_in(first: FirstExchange, *, name: str, email: str, department: str = "") -> Joined:
    """Become one of the colleagues; raises as `join` does. A field that cannot stay as it is (InvalidInput) may be tried again.

    What fails before anything of me is laid out leaves nothing behind. From then on colleagues may see part of me, and would see
    somebody without a computer: so who I am stays in the profile whatever happens, and its next round lays out the rest.
    """
    name, email, department = _fields(name, email, department)
    if not first.is_here():
        first.give_up()
        raise NotPossible(_("Another window or command joins here too. Look there, or begin again."))
    try:
        names = first.place.names()
        received = receive(first.circle, first.place, names)
        circle, claims = _made_mine(first, name=name, email=email, department=department)
    except BaseException:
        first.give_up()
        raise
    circle.store.connection.close()
    desk = open_desk(circle.folder, circle.now)  # from here on a window may have it open too, and save something in it
    if desk is None:
        raise RuntimeError("a profile that was just made does not open")
    try:
        return Joined(desk, _laid_out(replace(circle, store=desk.store), first.place, names, received), claims)
    except BaseException:
        desk.close()
        raise


def _fields(name: str, email: str, department: str) -> tuple[str, str, str]:
    """Return what somebody filled in, as it is kept; raises InvalidInput."""
    return required_name(name, "name"), valid_email(email), required_name(department, "department") if department.strip() else ""


def _card_of(store: Store, email: str) -> Colleague | None:
    address = email.strip().casefold()
    return next((one for one in store.where(Colleague) if one.email.casefold() == address), None)


def _made_mine(first: FirstExchange, *, name: str, email: str, department: str) -> tuple[Circle, str]:
    """Make the profile mine, with my computer and card sealed; return its circle, and whose card I say is mine."""
    circle, invitation = first.circle, first.invitation
    store = circle.store
    known = _card_of(store, email)
    keys = circle.keys
    public = keys.public()
    me = known.id if known else newcomer(public)
    keys = replace(keys, device=identify(me, fingerprint(public)))
    circle = replace(circle, store=store.speaking_for(keys.device, me), keys=keys)
    words = certificate_words(circle.organisation, keys.device)
    certificate = "" if known else f"invitation {invitation.id} {ciphers.sign(invitation.secret, words).hex()}"
    where = department_named(store, department)
    keep_keys(circle.folder, keys)
    change_settings(circle.folder, device=keys.device)
    with store.transaction():
        mine = circle.store
        mine.save(device_of(keys, me, certificate))
        if known is None:
            if department and where is None:
                where = Department.new(me, name=department)
                mine.save(where)
            card = Colleague(id=me, creator="", nonce=fingerprint(public), name=name, email=email,
                             department=where.id if where else "")  # fmt: skip
            mine.save(card)
        mine.set_local(PLACE, known_as(invitation.place))
        mine.set_local("person", me)
        seal(circle)  # with it: a profile that somebody has, and that nobody heard of, would have to join again
        mine.set_local(HEARD_UNTIL, str(circle.envelopes.last_change()))
    return circle, known.name if known else ""


def _laid_out(circle: Circle, place: Place, names: Names, received: int) -> Step:
    """Lay out my card; what keeps me from it is told with the step, as that of any round."""
    try:
        with speaking():
            step = send(circle, place, names, received)
            note_waiting(circle)
        return step
    except TrainCollegaError as error:
        return Step(0, received, waiting(circle), (Trouble("", 0, str(error)),))


def may_join_again(desk: Desk, folder: Path, invitation: Invitation) -> None:
    """Raise NotPossible for who has no reason to join again, or cannot with this invitation."""
    if invitation.organisation != desk.organisation:
        raise NotPossible(_("This invitation is of another organisation. Its colleagues and yours are never mixed."))
    if invitation.expires < desk.now():
        raise NotPossible(_("This invitation has expired. Ask a coordinator for a new one."))
    found = read_keys(folder)
    if found and found[1] is Bound.HERE and _heard(desk, folder, invitation, found[0]):
        raise NotPossible(_("You take part already. Nothing was changed."))


def _heard(desk: Desk, folder: Path, invitation: Invitation, keys: Keys) -> bool:
    """Say whether this computer is heard as it is."""
    return not Circle(desk.store, desk.organisation, invitation.root, keys, folder, desk.now).not_heard()


def join_again(desk: Desk, folder: Path, invitation: Invitation) -> Circle:
    """Get back in with a profile whose keys were lost, or that was copied: it becomes a new computer, that has to be approved."""
    with desk.store.transaction():  # no other program keeps keys meanwhile
        may_join_again(desk, folder, invitation)
        found = read_keys(folder)
        reading = {**invitation.reading, **(found[0].reading if found else {})}  # what is kept here may be in a key they lack yet
        known = Keys("", b"", b"", invitation.place, reading, invitation.writing)
        keys = new_keys(desk.me, invitation.place, known)
        keep_keys(folder, keys)
        circle = Circle(desk.store, desk.organisation, invitation.root, keys, folder, desk.now)
        store = take_over(circle, device_of(keys, desk.me))
        keep_places(circle)
        store.set_local(PLACE, known_as(invitation.place))
        store.set_local(ROOT, invitation.root)
    return replace(circle, store=store)
