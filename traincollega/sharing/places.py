"""Which kind of place an address names."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_urlsafe
from typing import NamedTuple

from traincollega.errors import PlaceReadOnly
from traincollega.sharing.place import Place

SERVER = ("postgresql://", "postgres://")


def is_server(address: str) -> bool:
    """Say whether an address is that of a database."""
    return address.lower().startswith(SERVER)


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


def prepared(address: str, organisation: str) -> Addresses:
    """Make ready to begin in a place, and return its addresses; raises SharingError.

    A database gets its table, and where the account in the address may make them, two roles with passwords of their own.
    """
    if not is_server(address):
        return Addresses(address, address)
    from traincollega.sharing.postgres import make_table, set_up  # 70 ms, that a folder does not need

    role = f"traincollega_{organisation[:8]}"
    try:
        made = set_up(address, colleague=f"{role}_colleague", coordinator=f"{role}_coordinator",
                      colleague_password=token_urlsafe(24), coordinator_password=token_urlsafe(24))  # fmt: skip
    except PlaceReadOnly:  # a plain account
        make_table(address)
        return Addresses(address, address)
    return Addresses(made.coordinator, made.colleague)


def known_as(address: str) -> str:
    """Return an address as a person may see it and it may be kept beside the data: without a password.

    >>> known_as("postgresql://app:secret@db.gemeente.nl/trainingen?password=secret")
    'postgresql://app@db.gemeente.nl/trainingen'
    """
    if not is_server(address):
        return address
    start, _slashes, rest = address.partition("://")
    who, at, where = rest.partition("?")[0].rpartition("@")  # a password may stand behind the ? too
    return f"{start}://{who.partition(':')[0]}{at}{where}"
