"""Which kind of place an address names, what a person may name as one, and whether one can share there."""

import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_urlsafe
from typing import NamedTuple
from urllib.parse import parse_qs

from traincollega.errors import InvalidInput, NotPossible, PlaceReadOnly
from traincollega.language import _
from traincollega.sharing.place import Place

SERVER = ("postgresql://", "postgres://")
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[/\\]")  # of a drive there is but one letter


def is_server(address: str) -> bool:
    """Say whether an address is that of a database."""
    return address.lower().startswith(SERVER)


def address_of(typed: str, profile: Path) -> str:
    """Return the address of a place as a person wrote it: the whole path of a folder, or that of a database.

    Raises InvalidInput ("place") for what is neither, and for the profile itself and what lies in it.
    """
    written = typed.strip()
    if not written or "\0" in written or not _is_text(written):
        raise InvalidInput(_("Name the shared folder, or a database at postgresql://…"), "place")
    if is_server(written):
        return written
    if _ELSEWHERE.match(written):
        sentence = _("The program cannot open {place}. Connect that folder to this computer first. Then choose it as a folder.")
        raise InvalidInput(sentence.format(place=written), "place")
    try:
        path = Path(written).expanduser().absolute()
    except RuntimeError as error:  # ~ and a name of nobody
        raise InvalidInput(_("Write the whole path of the folder, or choose it."), "place") from error
    if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(profile)):
        raise InvalidInput(_("Your own data lies there. Choose a folder for colleagues."), "place")
    return str(path)


def _is_text(written: str) -> bool:
    """Say whether what was written can be kept and shown: a name in a folder may be bytes that are no text."""
    try:
        written.encode()
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def at_place(address: str, organisation: str, kept: dict[str, Place] | None = None) -> Iterator[Place]:
    """Open the place at an address: the path of a folder, or `postgresql://…`; raises SharingError.

    One that was opened before is taken from `kept`: it knows what it saw there. After an error a server is asked for all anew:
    what it listed may not have been taken in.
    """
    kept = {} if kept is None else kept
    if is_server(address):
        from traincollega.sharing.postgres import PostgresPlace  # 70 ms, that a folder does not need

        known = kept.pop(address, None)
        server = known if isinstance(known, PostgresPlace) else PostgresPlace(address, organisation)
        with closing(server):  # more open connections than it bears, else
            yield server
        kept[address] = server
        return
    from traincollega.sharing.folder import Folder  # 3 ms, that a server does not need

    yield kept.setdefault(address, Folder(Path(address), organisation))


class Addresses(NamedTuple):
    """The addresses of one place: of who begins there, and of whom they invite, who may take nothing away."""

    own: str
    invited: str


def prepared(address: str, organisation: str, coordinator: str = "") -> Addresses:
    """Make ready to begin in a place, try to write there, and return its addresses; raises SharingError, NotPossible.

    A database gets its table, and where the account in the address may make them, two roles with passwords of their own. Where
    this organisation lies there already, colleagues use those roles, with the passwords they have: there only the computer of a
    `coordinator` gets two, of its own.
    """
    if not is_server(address):
        from traincollega.sharing.folder import Folder  # 3 ms, that a server does not need

        Folder(Path(address), organisation).try_out()
        return Addresses(address, address)
    from traincollega.sharing.postgres import PostgresPlace, look  # 70 ms, that a folder does not need

    seen = look(address, organisation)
    if seen.held and seen.makes_roles and not coordinator:
        raise NotPossible(_("Your organisation is in this database already. Use the address that colleagues have."))
    role = f"traincollega_{organisation[:8]}"
    if not seen.held:
        ready = _first_roles(address, role)
    else:
        ready = _roles(address, f"{role}_{coordinator[:8]}") if seen.makes_roles else Addresses(address, address)
    with closing(PostgresPlace(ready.own, organisation)) as server:
        server.try_out()
    return ready


def _first_roles(address: str, role: str) -> Addresses:
    from traincollega.sharing.postgres import make_table  # 70 ms, that a folder does not need

    try:
        return _roles(address, role)
    except PlaceReadOnly:  # a plain account
        make_table(address)
        return Addresses(address, address)


def _roles(address: str, role: str) -> Addresses:
    from traincollega.sharing.postgres import set_up  # 70 ms, that a folder does not need

    made = set_up(address, colleague=f"{role}_colleague", coordinator=f"{role}_coordinator",
                  colleague_password=token_urlsafe(24), coordinator_password=token_urlsafe(24))  # fmt: skip
    return Addresses(made.coordinator, made.colleague)


def holds_password(address: str) -> bool:
    """Say whether a password stands in an address.

    >>> [holds_password(f"postgresql://{one}") for one in ("app@db/talks?port=5433", "app:secret@db/talks", "db/?password=secret")]
    [False, True, True]
    """
    before, _mark, behind = address.partition("://")[2].partition("?")
    return is_server(address) and (":" in before.rpartition("@")[0] or "password" in parse_qs(behind))


def known_as(address: str) -> str:
    """Return an address as a person may see it and it may be kept beside the data: without a password.

    >>> known_as("postgresql://app:secret@db.gemeente.nl/trainingen?password=secret")
    'postgresql://app@db.gemeente.nl/trainingen'
    >>> known_as("postgresql://app:secret@/trainingen?host=db.gemeente.nl&port=5433")
    'postgresql://app@db.gemeente.nl:5433/trainingen'
    """
    if not is_server(address):
        return address
    start, _slashes, rest = address.partition("://")
    before, _mark, behind = rest.partition("?")  # a password may stand behind the ? too
    who, at, where = before.rpartition("@")
    asked = {name: values[-1] for name, values in parse_qs(behind).items()}
    if where.startswith("/") and not (host := asked.get("host", "")).startswith("/"):
        where = host + (f":{asked['port']}" if asked.get("port", "5432") != "5432" else "") + where
    return f"{start}://{who.partition(':')[0]}{at}{where}"


def at_server(address: str) -> str:
    """Return where an address leads to, whoever uses it.

    >>> [at_server(one) for one in ("postgresql://boss:secret@db:5433/talks", "postgresql://app@/talks?host=db&port=5433", "/mnt")]
    ['db:5433/talks', 'db:5433/talks', '/mnt']
    """
    return known_as(address).partition("://")[2].rpartition("@")[2] or address
