"""A real PostgreSQL server of our own: in a temporary folder, on loopback and a socket, ended with the tests."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest

MUST = "TRAINCOLLEGA_TESTS_NEED_POSTGRES"
"""Set where a test that cannot run for want of a server is a failure."""
PATIENCE = 60
"""Seconds after which a server that does not start or stop is a failure."""


def programs() -> Path | None:
    """Return the folder of the newest server's programs, or None where there is no server."""
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    if debian:
        return max(debian, key=lambda path: int(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


class PostgresServer:
    """A server that a test may kill and start again."""

    def __init__(self, folder: Path, bin_: Path) -> None:
        self.folder, self._bin = folder, bin_
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        if os.getuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        asked = [
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            "--no-sync",
            "--locale=C",
            "--encoding=UTF8",
            "--username=postgres",
        ]
        subprocess.run(
            [*self._as_nobody_special(), self._bin / "initdb", "-D", folder / "data", *asked], check=True, capture_output=True
        )

    def _as_nobody_special(self) -> list[str]:
        """Return what goes before a command: the server refuses root, and must end when these tests are killed."""
        if shutil.which("setpriv") is None:  # not on Linux
            return []
        user = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if os.getuid() == 0 else []
        return ["setpriv", "--pdeathsig=QUIT", *user]

    def start(self) -> None:
        """Start, and return once it answers."""
        where = ["-D", self.folder / "data", "-k", self.folder, "-p", str(self.port), "-h", "127.0.0.1"]
        quick = ["-c", "fsync=off", "-c", "log_statement=ddl", "-c", "shared_buffers=32MB"]  # killing a process loses no file
        until = monotonic() + PATIENCE
        while monotonic() < until:
            if self._process is None or self._process.poll() is not None:  # it ends where one that was killed still goes
                with (self.folder / "log").open("ab") as log:
                    command = [*self._as_nobody_special(), self._bin / "postgres", *where, *quick]
                    self._process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
            try:
                psycopg.connect(self.admin()).close()
            except psycopg.OperationalError:
                sleep(0.02)
            else:
                return
        raise TimeoutError((self.folder / "log").read_text(encoding="utf-8"))

    def kill(self) -> None:
        """End it as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it, and leave nothing."""
        self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)

    def admin(self, database: str = "postgres") -> str:
        """Return the address of who may do everything."""
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"

    def address(self, who: str, database: str, **settings: str) -> str:
        """Return an address for "name:password", over the network of this computer."""
        query = "&".join(f"{name}={value}" for name, value in settings.items())
        return f"postgresql://{who}@127.0.0.1:{self.port}/{database}?{query}"

    def do(self, statement: str, *values: object, database: str = "postgres") -> list[tuple[object, ...]]:
        """Do one statement as who may do everything."""
        with psycopg.connect(self.admin(database), autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session", name="server")
def a_server() -> Iterator[PostgresServer]:
    """A server for these tests; one for each worker, so that one may kill its own (1.3 s to make, 0.1 s to start)."""
    found = programs()
    if found is None:
        told = "there is no PostgreSQL server here; on Debian: sudo apt install postgresql"
        if os.environ.get(MUST):
            pytest.fail(told)
        pytest.skip(told)
    server = PostgresServer(Path(tempfile.mkdtemp(prefix="traincollega-", dir="/tmp")), found)
    try:
        server.start()
        yield server
    finally:
        server.stop()
