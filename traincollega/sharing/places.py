"""Which kind of place an address names."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from traincollega.sharing.place import Place

SERVER = ("postgresql://", "postgres://")


@contextmanager
def at_place(address: str, organisation: str) -> Iterator[Place]:
    """Open the place at an address: the path of a folder, or `postgresql://…`; raises SharingError."""
    if address.startswith(SERVER):
        from traincollega.sharing.postgres import PostgresPlace  # 70 ms, that a folder does not need

        with closing(PostgresPlace(address, organisation)) as server:  # more open connections than it bears, else
            yield server
        return
    from traincollega.sharing.folder import Folder  # 3 ms, that a server does not need

    yield Folder(Path(address), organisation)


def known_as(address: str) -> str:
    """Return an address as a person may see it and it may be kept beside the data: without a password.

    >>> known_as("postgresql://app:secret@db.gemeente.nl/trainingen")
    'postgresql://app@db.gemeente.nl/trainingen'
    """
    if not address.startswith(SERVER):
        return address
    start, _slashes, rest = address.partition("://")
    who, at, where = rest.rpartition("@")
    return f"{start}://{who.partition(':')[0]}{at}{where}"
