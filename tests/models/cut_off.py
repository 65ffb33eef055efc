"""Puts a backup back in processes of which each is killed one line further on; prints what the next start finds.

Called with: the folder to work in, backup, database (its WAL beside it).
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

from tests.disk import nobody_pulls_the_plug
from traincollega.errors import DatabaseDamaged
from traincollega.models import backups
from traincollega.models.database import open_database


def main(folder: Path, backup: Path, database: Path) -> None:
    """Kill a process at the first line, the next at the second, until one comes to its end."""
    found = []
    for line in range(1, 1_000):
        place = folder / str(line)
        place.mkdir()
        there = place / "traincollega.sqlite"
        for side in ("", "-wal"):
            shutil.copy(f"{database}{side}", f"{there}{side}")
        child = os.fork()
        if child == 0:
            kill_at(line)
            backups.put_back(backup, there, place / "backups" / "kept.sqlite", place / "backups" / "damaged.sqlite")
            sys.settrace(None)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        found.append(stands(there))
        if os.waitstatus_to_exitcode(status) == 0:
            break
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
    sys.stdout.write(json.dumps(found))


def kill_at(line: int) -> None:
    """Kill this process before the so many-th line of the module runs."""
    left = line

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal left
        if frame.f_code.co_filename != backups.__file__:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def stands(path: Path) -> str:
    """Return what the title of the last training is in a database that is sound, or what is wrong with it."""
    try:
        with closing(open_database(path)) as connection:
            problem: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
            title = connection.execute("SELECT title FROM training ORDER BY seq DESC LIMIT 1").fetchone()
            return str(title[0]) if problem == "ok" else problem
    except (DatabaseDamaged, sqlite3.DatabaseError):
        return "damaged"


if __name__ == "__main__":
    nobody_pulls_the_plug()
    main(*(Path(argument) for argument in sys.argv[1:]))
