"""The address of a PostgreSQL place: what it may hold, what fills in what it leaves out, and how a person sees it."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from types import ModuleType
from urllib.parse import quote, urlencode

from traincollega.errors import SharingError
from traincollega.language import _
from traincollega.sharing.addresses import is_clear, is_server, unreadable

WHOLE = "TRAINCOLLEGA_POSTGRES"
"""The variable of the environment whose address goes before that of the invitation."""
KNOWN = ("host", "hostaddr", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "target_session_attrs")
"""What an address may hold: it comes out of an invitation, and the driver knows settings that read and write files here."""
Settings = Mapping[str, str]
"""What the driver is handed, by its own names; all that is not in it, the driver takes from PGHOST, PGPASSWORD and the like."""


def driver() -> ModuleType:
    """Return psycopg; SharingError, with what to install, where it is not."""
    try:
        import psycopg  # 200 ms, and only who shares through a database has it
    except ImportError as error:
        told = _('Train je Collega cannot speak with a database yet. Install what it needs: pip install "traincollega[postgres]"')
        raise SharingError(told) from error
    return psycopg


def settings_of(address: str, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read an address; SharingError where it cannot be read or holds what we do not use.

    Without an `sslmode` of its own it gets "verify-full", whatever PGSSLMODE says. A server on this computer gets none: there
    PGSSLMODE holds, and else "prefer".
    """
    settings = _read(address)
    if "sslmode" not in settings and not _here(settings, environment):
        settings["sslmode"] = "verify-full"
    if settings.get("sslmode") == "verify-full" and not settings.get("sslrootcert") and (roots := _roots(environment)):
        settings["sslrootcert"] = roots
    return settings


def _read(address: str) -> dict[str, str]:
    """Return what is written in an address, by the driver's names."""
    psycopg = driver()
    if is_server(address) and not is_clear(address):
        raise SharingError(unreadable())
    try:
        read = psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        raise SharingError(unreadable()) from None  # what the driver says repeats the address, with its password
    settings = {name: str(value) for name, value in read.items() if value}
    if not all(port.isdecimal() for port in settings.get("port", "0").split(",") if port):  # it would be shown
        raise SharingError(unreadable())
    for name in settings:
        if name not in KNOWN:
            raise SharingError(_("The address of the database holds {name}, which is not used. Leave it out.").format(name=name))
    return settings


def _here(settings: Settings, environment: Mapping[str, str]) -> bool:
    """Tell whether all servers that are meant run on this computer; a service's file may name any."""
    if environment.get("PGSERVICE"):
        return False
    names = settings.get("host", environment.get("PGHOST", "")), settings.get("hostaddr", environment.get("PGHOSTADDR", ""))
    return all(_is_loopback(name) for some in names for name in some.split(","))


def _is_loopback(host: str) -> bool:
    if host in ("", "localhost") or host.startswith(("/", "@")):  # no name, and a path: a socket in the file system
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _roots(environment: Mapping[str, str]) -> str:
    """Return the file of the authorities this computer trusts, or "" where the driver finds one of its own."""
    import ssl  # 15 ms, and not for a server on this computer

    own = Path(environment["APPDATA"], "postgresql") if "APPDATA" in environment else Path.home() / ".postgresql"
    if environment.get("PGSSLROOTCERT") or (own / "root.crt").exists():
        return ""
    return ssl.get_default_verify_paths().cafile or ""


def shown(settings: Settings, environment: Mapping[str, str] = os.environ) -> str:
    """Return the address as a person knows it: the server and its database, and no name or password.

    >>> shown({"host": "db.example.nl", "port": "5433", "dbname": "talks", "user": "anna", "password": "secret"}, {})
    'postgresql://db.example.nl:5433/talks'
    """
    host = settings.get("host") or settings.get("hostaddr") or environment.get("PGHOST") or environment.get("PGHOSTADDR") or ""
    host = "localhost" if not host or host.startswith(("/", "@")) else f"[{host}]" if ":" in host else host
    port = settings.get("port") or environment.get("PGPORT") or "5432"
    database = settings.get("dbname") or environment.get("PGDATABASE") or settings.get("user") or environment.get("PGUSER") or ""
    return f"postgresql://{host}{'' if port == '5432' else ':' + port}/{database}"


def address_for(address: str, user: str, password: str, where: Settings) -> str:
    """Return the address for somebody else, with what it leaves out filled in from `where`; a password of "" is left out.

    >>> address_for("postgresql://postgres@db.example.nl?sslmode=require", "anna", "a/b", {"dbname": "talks"})
    'postgresql://anna:a%2Fb@/talks?host=db.example.nl&sslmode=require'
    """
    settings = {**where, **_read(address)}
    rest = {name: value for name, value in settings.items() if name not in ("user", "password", "dbname")}
    who = quote(user, safe="") + (":" + quote(password, safe="") if password else "")
    return f"postgresql://{who}@/{quote(settings['dbname'], safe='')}?{urlencode(rest, quote_via=quote)}"
