"""The place at an address, opened or made ready, and whether one can share there."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_urlsafe
from typing import NamedTuple

from traincollega.errors import NotPossible, PlaceReadOnly
from traincollega.language import _
from traincollega.sharing.addresses import is_server
from traincollega.sharing.place import Place


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
