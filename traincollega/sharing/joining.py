"""Joining: with an invitation and its phrase a new profile takes in what colleagues share, and becomes one of them."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from traincollega.errors import NotPossible, SharingError
from traincollega.language import _
from traincollega.models.change import Clock
from traincollega.models.colleague import Colleague
from traincollega.models.database import open_database, speaking
from traincollega.models.noun import identify
from traincollega.models.organisation import Department, Organisation
from traincollega.models.store import Store
from traincollega.services.beginning import open_desk, required_name, valid_email
from traincollega.services.desk import Desk
from traincollega.settings import change_settings, database_path, refuse_shared
from traincollega.sharing import ciphers
from traincollega.sharing.circle import PLACE, ROOT, Circle
from traincollega.sharing.computers import device_of, new_keys, said_formerly, take_over
from traincollega.sharing.invitation import Invitation
from traincollega.sharing.keeping_step import Report, Step, keep_step
from traincollega.sharing.keys import FILE, Keys, fingerprint, keep_keys, read_keys
from traincollega.sharing.place import Place
from traincollega.sharing.places import known_as
from traincollega.sharing.trust import certificate_words, newcomer


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
    name, email = required_name(name, "name"), valid_email(email)
    if invitation.expires < now():
        raise NotPossible(_("This invitation has expired. Ask a coordinator for a new one."))
    with speaking(database_path(folder)):
        refuse_shared(folder)
    if (known := open_desk(folder, now)) is not None:
        known.store.connection.close()
        raise NotPossible(_("{folder} already holds an organisation. Choose another folder.").format(folder=folder))
    path = database_path(folder)
    connection = open_database(path)
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
        return _come_in(circle, invitation, place, path, name=name, email=email, department=department)
    except BaseException:
        connection.close()
        for left in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm")), folder / FILE):
            with suppress(OSError):
                left.unlink()
        raise


def _come_in(circle: Circle, invitation: Invitation, place: Place, path: Path, *, name: str, email: str, department: str) -> Joined:
    store = circle.store
    known = next((one for one in store.where(Colleague) if one.email.casefold() == email.casefold()), None)
    keys = circle.keys
    public = keys.public()
    me = known.id if known else newcomer(public)
    keys = replace(keys, device=identify(me, fingerprint(public)))
    words = certificate_words(circle.organisation, keys.device)
    certificate = "" if known else f"invitation {invitation.id} {ciphers.sign(invitation.secret, words).hex()}"
    where = next((one for one in store.where(Department) if one.name.casefold() == department.strip().casefold()), None)
    keep_keys(circle.folder, keys)
    change_settings(circle.folder, device=keys.device)
    with store.transaction():
        mine = store.speaking_for(keys.device, me)
        mine.save(device_of(keys, me, certificate))
        if known is None:
            card = Colleague(id=me, creator="", nonce=fingerprint(public), name=name, email=email,
                             department=where.id if where else "")  # fmt: skip
            mine.save(card)
        mine.set_local(PLACE, known_as(invitation.place))
        mine.set_local("person", me)
    desk = open_desk(circle.folder, circle.now)
    if desk is None:
        raise RuntimeError("a profile that was just made does not open")
    store.connection.close()
    step = keep_step(replace(circle, store=desk.store, keys=keys), place)
    return Joined(desk, step, known.name if known else "")


def join_again(desk: Desk, folder: Path, invitation: Invitation) -> Circle:
    """Get back in with a profile whose keys were lost, or that was copied: it becomes a new computer, that has to be approved."""
    if invitation.organisation != desk.organisation:
        raise NotPossible(_("This invitation is of another organisation. Its colleagues and yours are never mixed."))
    found = read_keys(folder)
    reading = {**invitation.reading, **(found[0].reading if found else {})}  # what is kept here may be in a key that they lack yet
    known = Keys("", b"", b"", invitation.place, reading, invitation.writing)
    keys = new_keys(desk.me, invitation.place, known)
    keep_keys(folder, keys)
    circle = Circle(desk.store, desk.organisation, invitation.root, keys, folder, desk.now)
    with desk.store.transaction():
        store = take_over(desk.store, device_of(keys, desk.me), folder, said_formerly(circle))
        store.set_local(PLACE, known_as(invitation.place))
        store.set_local(ROOT, invitation.root)
    return replace(circle, store=store)
