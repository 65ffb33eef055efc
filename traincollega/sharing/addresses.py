"""What a person may write as a place, and how its address is shown: never with a password in it."""

import os
import re
from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import parse_qs

from traincollega.errors import InvalidInput
from traincollega.language import _

SERVER = ("postgresql://", "postgres://")
_HOST = r"(?:\[[^\]@/?\s]*\]|[^]:@/?,\s[]*)(?::\d*)?"
_ADDRESS = re.compile(
    rf"""(?P<start>postgres(?:ql)?)://
    (?:(?P<user>[^:@/?]*)(?::(?P<password>[^@/]*))?@)?
    (?P<hosts>{_HOST}(?:,{_HOST})*)
    (?:/(?P<database>[^:@/?]*))?
    (?:\?(?P<settings>[^@]*))?""",
    re.IGNORECASE | re.VERBOSE,
)
"""As the driver reads one. What is left out of it (a second @, a / in a password, a port of letters) it would take for the name
of a host or a database, and so would we: part of a password would be shown."""
_MEANT_AS_ADDRESS = re.compile(r"postg\w*:|password\s*=|:[^/\\]*@|^(?![/~.\\]|[a-z]:[/\\]).*:.*@", re.IGNORECASE)
"""What no folder is called, and what may hold a password."""
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|[^\s/\\:@~]+@[^\s/\\:@]+:")  # of a drive there is but one letter
_USUAL_PORT = re.compile(r":(?:5432)?(?=,|$)")
_OF_WINDOWS = re.compile(r"\\\\|//|[A-Za-z]:")


def is_server(address: str) -> bool:
    """Say whether an address is that of a database, well written or not."""
    return address.lower().startswith(SERVER)


def is_clear(address: str) -> bool:
    """Say whether the address of a database can be read in one way only.

    >>> [is_clear(f"postgresql://app:{password}@db/talks") for password in ("secret", "se%2Fcret", "se/cret", "se@cret")]
    [True, True, False, False]
    """
    return _ADDRESS.fullmatch(address) is not None


def unreadable() -> str:
    """Return the sentence about an address of a database that cannot be read; it repeats nothing of it."""
    return _(
        "The address of the database cannot be read. In a password, write @ as %40 and / as %2F. "
        "Write it like this: postgresql://name:password@server/database"
    )


def wrong_with(typed: str, *, relative: bool, windows: bool = os.name == "nt") -> str:
    """Return what is wrong with what a person wrote as a place, as a sentence; "" where one sees nothing wrong by looking at it.

    `relative` paths are for who stands in a folder: on a command line. No sentence repeats what was written.
    A folder that is there may be called as no folder is: a share that the desktop connected has `:` and `@` in its path.
    """
    written = typed.strip()
    if not written or "\0" in written or not _is_text(written):
        return _("Name the shared folder, or a database at postgresql://…")
    if is_server(written):
        return "" if is_clear(written) else unreadable()
    elsewhere = _ELSEWHERE.match(written)
    if elsewhere and not written.lower().startswith("postg"):
        return _(
            "The program opens only folders, and databases at postgresql://… "
            "Connect that folder to this computer first. Then choose it as a folder."
        )
    path = (PureWindowsPath if windows else PurePosixPath)(written)
    if elsewhere or (_MEANT_AS_ADDRESS.search(written) and not (path.is_absolute() and os.path.isdir(written))):
        return unreadable()
    if _OF_WINDOWS.match(written) and not windows:
        return _("Only Windows knows such a path. Choose the folder as it is called on this computer.")
    if not path.is_absolute() and not written.startswith("~") and (path.drive or not relative):
        return _("Write the whole path of the folder, or choose it.")
    return ""


def address_of(typed: str, profile: Path) -> str:
    """Return the address of a place as a person wrote it: the whole path of a folder, or that of a database.

    Raises InvalidInput ("place") for what is neither, and for the profile itself and what lies in it.
    """
    written = typed.strip()
    if wrong := wrong_with(written, relative=True):
        raise InvalidInput(wrong, "place")
    if is_server(written):
        return written
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


def holds_password(address: str) -> bool:
    """Say whether a password stands in an address.

    >>> [holds_password(f"postgresql://{one}") for one in ("app@db/talks?port=5433", "app:secret@db/talks", "db/?password=secret")]
    [False, True, True]
    """
    read = _ADDRESS.fullmatch(address)
    return read is not None and (read["password"] is not None or "password" in parse_qs(read["settings"] or ""))


def known_as(address: str) -> str:
    """Return an address as a person may see it and it may be kept beside the data: without a password.

    >>> known_as("postgresql://app:secret@db.gemeente.nl/trainingen?password=secret")
    'postgresql://app@db.gemeente.nl/trainingen'
    >>> known_as("postgresql://app:secret@/trainingen?host=db.gemeente.nl&port=5433")
    'postgresql://app@db.gemeente.nl:5433/trainingen'
    >>> known_as("postgresql://app:sec/ret@db.gemeente.nl/trainingen")
    'postgresql://…'
    """
    if not is_server(address):
        return address
    read = _ADDRESS.fullmatch(address)
    if read is None:
        return f"{SERVER[0]}…"
    hosts = read["hosts"]
    asked = {name: values[-1] for name, values in parse_qs(read["settings"] or "").items()}
    if not hosts and read["database"] is not None and not (host := asked.get("host", "")).startswith("/"):
        port = asked.get("port", "5432")
        hosts = host + (f":{port}" if port.isdigit() and port != "5432" else "")
    who = f"{read['user']}@" if read["user"] is not None else ""
    where = "" if read["database"] is None else f"/{read['database']}"
    return f"{read['start']}://{who}{hosts}{where}"


def at_server(address: str) -> str:
    """Return where an address leads to, whoever uses it, and whether or not the usual port stands in it.

    >>> [at_server(one) for one in ("postgresql://boss:secret@db:5433/talks", "postgresql://app@/talks?host=db&port=5433", "/mnt")]
    ['db:5433/talks', 'db:5433/talks', '/mnt']
    >>> [at_server(f"postgresql://{hosts}/Talks") for hosts in ("DB:5432", "db", "[::5432]:5432,db:,db:15432")]
    ['db/Talks', 'db/Talks', '[::5432],db,db:15432/Talks']
    """
    if not is_server(address):
        return address
    hosts, slash, database = known_as(address).partition("://")[2].rpartition("@")[2].partition("/")
    return f"{_USUAL_PORT.sub('', hosts.lower())}{slash}{database}"
