"""A PostgreSQL server as a place needs it: one connection, opened anew when it broke, and its errors as sentences."""

import os
from collections.abc import Callable, Iterator, Mapping
from random import uniform
from time import sleep
from typing import TYPE_CHECKING, Any, TypeVar

from traincollega.errors import PlaceFull, PlaceReadOnly, PlaceUnreachable, SharingError
from traincollega.language import _
from traincollega.sharing.postgres_address import driver, settings_of, shown

if TYPE_CHECKING:
    import psycopg

T = TypeVar("T")
CONNECTING = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}  # seconds
STATEMENT_MOST = 120_000
"""Milliseconds: 64 MB at half a megabyte a second."""
AGAIN = ("40001", "40P01")
"""Another transaction was in the way: the server asks to do the same again."""
GOING = ("starting up", "shutting down", "recovery mode", "not yet accepting", "terminating connection", "closed the connection")
"""What a server says that begins or ends."""
PAUSES = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Seconds, each made half or one and a half of it by chance."""


class Server:
    """The server and database of an address, for one thread at a time; nothing is connected until something is done."""

    def __init__(self, address: str, environment: Mapping[str, str] = os.environ) -> None:
        self.settings = settings_of(address, environment)
        self.shown = shown(self.settings, environment)
        self._connection: psycopg.Connection[Any] | None = None

    def close(self) -> None:
        """End the connection; what is done after it opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def do(self, work: Callable[["psycopg.Connection[Any]"], T]) -> T:
        """Return what the work gives: done again where the server asks so, and once where the connection broke; SharingError."""
        psycopg = driver()
        pauses: Iterator[float] = iter(PAUSES)
        broke = False
        while True:
            connection = self._open()
            try:
                return work(connection)
            except psycopg.Error as error:
                if error.sqlstate in AGAIN and not connection.closed and (pause := next(pauses, 0.0)):
                    sleep(pause * uniform(0.5, 1.5))
                elif connection.closed and not broke:
                    broke = True
                else:
                    raise _while_working(error, self.shown) from error

    def _open(self) -> "psycopg.Connection[Any]":
        """Return the connection, made where there is none that is whole."""
        if self._connection is not None and not self._connection.closed:
            return self._connection
        self.close()
        psycopg = driver()
        try:
            self._connection = psycopg.connect(
                **self.settings,
                **CONNECTING,
                tcp_user_timeout=30_000,
                gssencmode="disable",  # it would go before TLS, and is another thing than what the address asks
                client_encoding="utf8",
                application_name="traincollega",
                autocommit=True,
                prepare_threshold=None,  # a pooler in between knows no prepared statements
            )
            self._connection.execute(f"SET statement_timeout = {STATEMENT_MOST}")
            return self._connection
        except psycopg.Error as error:
            self.close()
            raise _while_connecting(error, self.shown) from error


def _unreachable(place: str) -> PlaceUnreachable:
    return PlaceUnreachable(_("{place} does not answer. Your work stays here and is shared later.").format(place=place))


def _busy(place: str) -> PlaceUnreachable:
    return PlaceUnreachable(_("{place} is too busy now. Your work stays here and is shared later.").format(place=place))


def _while_connecting(error: "psycopg.Error", place: str) -> SharingError:
    """Return what became of connecting: here the server gives no code, only words."""
    words = str(error)
    ended = error.pgconn
    if "does not support SSL" in words:
        told = _("{place} offers no secure connection, so nothing was sent. Ask its administrator to switch on TLS.")
    elif "certificate" in words:
        told = _("{place} cannot prove that it is the right server, so nothing was sent. Ask for its certificate.")
    elif "too many" in words or "connection slots" in words:
        return _busy(place)
    elif any(some in words for some in GOING):
        return _unreachable(place)
    elif ended is not None and ended.needs_password:
        told = _("{place} asks for a password. Put it in the address, or in PGPASSWORD.")
    elif "password authentication failed" in words:
        told = _("{place} does not accept your name or password. Check the address, or ask for a new invitation.")
    elif "pg_hba.conf" in words or ("FATAL" in words and ended is not None and ended.used_password):  # whatever its language
        told = _("{place} does not let you in. Check the name and the database in the address.")
    else:
        return _unreachable(place)
    return SharingError(told.format(place=place))


def _while_working(error: "psycopg.Error", place: str) -> SharingError:
    """Return what a statement met, by its code: https://www.postgresql.org/docs/current/errcodes-appendix.html."""
    code = error.sqlstate or "08000"
    if code == "53100":
        told = _("The disk of {place} is full. Your work stays here. Ask its administrator for room.")
        return PlaceFull(told.format(place=place))
    if code == "25006":  # a copy that only follows another server
        return read_only(place)
    if code in ("42P01", "3F000", "42703"):
        told = _("{place} is not ready for Train je Collega. Ask your coordinator to prepare it.")
    elif code == "42501":
        told = _("You may not do this in {place}. Ask its administrator for the right to do so.")
        return PlaceReadOnly(told.format(place=place))
    elif code in AGAIN or code.startswith("53") or code == "57014":
        return _busy(place)
    elif code[:2] in ("08", "57"):
        return _unreachable(place)
    else:
        told = _("{place} met an error. Your work stays here. Show the details to its administrator.")
    return SharingError(told.format(place=place))


def read_only(place: str) -> PlaceReadOnly:
    """Return the error for who may read in a place and not write."""
    return PlaceReadOnly(_("You may read in {place} and not write. Ask your coordinator for a new invitation.").format(place=place))
