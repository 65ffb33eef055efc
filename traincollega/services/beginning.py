"""Beginning: open a profile, or make an organisation of which I am the first coordinator."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from traincollega.errors import InvalidInput, NotPossible
from traincollega.imports.characters import many_lines as many_lines
from traincollega.imports.characters import one_line
from traincollega.language import _
from traincollega.models.catching_up import catch_up
from traincollega.models.change import Clock, system_now
from traincollega.models.colleague import Colleague, Device
from traincollega.models.database import Connection, open_database, speaking
from traincollega.models.noun import identify, new_nonce
from traincollega.models.organisation import Department, Organisation
from traincollega.models.store import Store
from traincollega.services.desk import Desk
from traincollega.settings import Settings, change_settings, database_path, read_settings, refuse_shared

EMAIL = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[^\s@<>,;:\"]+")
NAME_LIMIT = 200


def open_desk(folder: Path, now: Callable[[], datetime] = system_now) -> Desk | None:
    """Return the desk of a profile, or None where no organisation has begun there yet; raises StorageError."""
    path = database_path(folder)
    with speaking(path):
        if not path.exists():
            return None
        refuse_shared(folder)
    settings = read_settings(folder)
    connection = open_database(path)
    try:
        with speaking(path):
            store = Store(connection, device=settings.device, person="", clock=Clock(now))
            me, organisation = store.local("person"), store.local("organisation")
            if not (me and organisation):
                connection.close()
                return None
            mine = _speaking_for(store, folder, settings, me)
            catch_up(mine)
            return _desk(mine, me, organisation, path, now)
    except BaseException:
        connection.close()
        raise


def _speaking_for(store: Store, folder: Path, settings: Settings, me: str) -> Store:
    """Return the store as this person's; a computer that lost its settings becomes a new device, and loses nothing else."""
    device = store.find(Device, settings.device)
    if device is not None and not device.deleted:
        return store.speaking_for(device.id, me)
    new = Device.new(me, person=me, name=_("My computer"))
    mine = store.speaking_for(new.id, me)
    mine.save(new)
    change_settings(folder, device=new.id)
    return mine


def begin(
    folder: Path, *, organisation: str, name: str, email: str, department: str = "", now: Callable[[], datetime] = system_now
) -> Desk:
    """Make an organisation and my own card in a new profile; raises InvalidInput, NotPossible, StorageError."""
    organisation, name = required_name(organisation, "organisation"), required_name(name, "name")
    department = required_name(department, "department") if department.strip() else ""
    email = valid_email(email)
    connection = new_database(folder, now)
    try:
        return _begun(connection, folder, organisation=organisation, name=name, email=email, department=department, now=now)
    except BaseException:
        connection.close()
        raise


def new_database(folder: Path, now: Callable[[], datetime]) -> Connection:
    """Return an empty database of a profile in which no organisation has begun; raises NotPossible, StorageError."""
    with speaking(database_path(folder)):
        refuse_shared(folder)
    if (known := open_desk(folder, now)) is not None:
        known.store.connection.close()
        raise NotPossible(_("{folder} already holds an organisation. Choose another folder.").format(folder=folder))
    path = database_path(folder)
    take_away(path)
    return open_database(path)


def take_away(path: Path) -> None:
    """Take a database away that is nobody's: what a joining left that was broken off; two organisations are never mixed."""
    for left in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        with suppress(OSError):
            left.unlink()


def _begun(
    connection: Connection, folder: Path, *, organisation: str, name: str, email: str, department: str, now: Callable[[], datetime]
) -> Desk:
    person_nonce = new_nonce()
    me = identify("", person_nonce)
    device = Device.new(me, person=me, name=_("My computer"))
    change_settings(folder, device=device.id)
    store = Store(connection, device=device.id, person=me, clock=Clock(now))
    ours = Organisation.new(me, name=organisation)
    with store.transaction():
        where = Department.new(me, name=department) if department else None
        card = Colleague(id=me, creator="", nonce=person_nonce, name=name, email=email, department=where.id if where else "")
        store.set_local("organisation", ours.id)
        store.save(device, card, ours, *([where] if where else []))
        store.set_local("person", me)
    return _desk(store, me, ours.id, database_path(folder), now)


def required_name(text: str, field: str) -> str:
    """Return a name without stray space; raises InvalidInput where nothing or too much is left."""
    clean = one_line(text)
    if not clean:
        raise InvalidInput(_("Something is missing here. Fill in a name."), field)
    if len(clean) > NAME_LIMIT:
        raise InvalidInput(_("This is too long. Use at most {n} characters.").format(n=NAME_LIMIT), field)
    return clean


def valid_email(text: str) -> str:
    """Return a mail address; raises InvalidInput where it is none."""
    clean = text.strip()
    if not EMAIL.fullmatch(clean) or not clean.isprintable() or len(clean) > NAME_LIMIT:
        raise InvalidInput(_("This is no mail address. One looks like name@organisation.nl."), "email")
    return clean


def _desk(store: Store, me: str, organisation: str, path: Path, now: Callable[[], datetime]) -> Desk:
    ours = store.find(Organisation, organisation)  # may wait for a key: then the next round has to be possible
    try:
        zone = ZoneInfo(ours.timezone if ours else Organisation.timezone)
    except (ZoneInfoNotFoundError, ValueError):  # no reason to keep anybody from their work
        zone = ZoneInfo(Organisation.timezone)
    return Desk(store, me, organisation, path, zone, now)
