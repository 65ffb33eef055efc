"""Which kind of place an address names."""

from pathlib import Path

from traincollega.sharing.place import Place

SERVER = ("postgresql://", "postgres://")


def open_place(address: str, organisation: str) -> Place:
    """Return the place at an address: the path of a folder, or `postgresql://…`; raises SharingError."""
    if address.startswith(SERVER):
        from traincollega.sharing.postgres import PostgresPlace  # 70 ms, that a folder does not need

        return PostgresPlace(address, organisation)
    from traincollega.sharing.folder import Folder  # 3 ms, that a server does not need

    return Folder(Path(address), organisation)


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
