"""Our database file: what cannot be opened says so and keeps its bytes; what was acknowledged is there after any crash."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.models.world import Time, changes_of, computer, organisation
from traincollega.errors import DatabaseBusy, DatabaseDamaged, DatabaseNewer, DiskFull, StorageError
from traincollega.models import database
from traincollega.models.attendance import Presence, Tally
from traincollega.models.database import VERSION, Connection, atomic, connect, open_database
from traincollega.models.envelopes import Envelopes
from traincollega.models.organisation import Department
from traincollega.models.session import Session
from traincollega.models.store import Store
from traincollega.models.training import Training

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "traincollega.sqlite"


def fill(path: Path, *statements: str) -> bytes:
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path.read_bytes()


@pytest.mark.durable
def test_a_new_file_is_made_with_its_folder_and_opens_again(path: Path) -> None:
    open_database(path).close()
    with closing(open_database(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_file_of_a_newer_version_is_refused_and_keeps_its_bytes(path: Path) -> None:
    open_database(path).close()
    before = fill(path, f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(DatabaseNewer, match=r"newer version.*nothing was changed"):
        open_database(path)
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name]


def test_what_waited_before_an_upgrade_is_found_by_what_it_waits_for(path: Path) -> None:
    anna = computer(path.parent / "anna.sqlite")
    organisation(anna)
    training = Training.new(anna.person, title="Excel")
    session = Session.new(anna.person, training=training.id, starts=Time()(), ends=Time()())
    anna.save(training, session)
    known = changes_of(anna)
    with closing(open_database(path)) as connection:
        reader = Store(connection, device="reader", person="")
        reader.set_local("organisation", anna.local("organisation"))
        reader.apply(change for change in known if change.noun != "training")
        assert reader.find(Session, session.id) is None
    fill(
        path,
        "CREATE TABLE old (noun TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (noun, id)) STRICT, WITHOUT ROWID",
        "INSERT INTO old SELECT DISTINCT noun, id FROM parked",
        """INSERT INTO change VALUES (900, 'sign_up', 'x', 900, 'd', '', '{"session": NaN}', x'00')""",
        "INSERT INTO old VALUES ('sign_up', 'x')",
        "DROP TABLE parked",
        "ALTER TABLE old RENAME TO parked",
        "DELETE FROM _sqlite_migrations WHERE name LIKE 'm003%'",
        "PRAGMA user_version = 2",
    )
    with closing(open_database(path)) as connection:
        reader = Store(connection, device="reader", person="")
        assert training.id in reader.apply(change for change in known if change.noun == "training")
        assert reader.find(Session, session.id) is not None
    anna.connection.close()


def test_what_followed_still_before_an_upgrade_follows_after_it(path: Path) -> None:
    open_database(path).close()
    fill(
        path,
        'INSERT INTO local VALUES (\'to follow\', \'{"a": null, "b": ["ends", "starts"]}\')',
        """INSERT INTO pack VALUES ('over', 0, '["over", "1.3"]', 0, ''), ('known', 0, '["one", "two"]', 0, '')""",
        "DROP TABLE following",
        "DROP TABLE passed_over",
        "DELETE FROM _sqlite_migrations WHERE name LIKE 'm010%'",
        "PRAGMA user_version = 9",
    )
    with closing(open_database(path)) as connection:
        envelopes = Envelopes(connection)
        assert [pack.name for pack in envelopes.packs()] == ["known"]
        envelopes.to_follow({"a": None, "b": ["place", "starts"], "c": []})
        rows = connection.execute("SELECT session, fields FROM following ORDER BY session").fetchall()
        assert rows == [("a", None), ("b", '["ends","place","starts"]'), ("c", "[]")]
        assert not envelopes.follows(), "no session was made yet"


def test_what_is_no_longer_kept_of_sessions_is_gone_after_an_upgrade(path: Path) -> None:
    anna = computer(path)
    organisation(anna)
    training = Training.new(anna.person, title="Excel")
    session = Session.new(anna.person, training=training.id, starts=Time()(), ends=Time()())
    presence = Presence.new(anna.person, session=session.id, person=anna.person, minutes=60)
    anna.save(training, session, presence, Tally.new(anna.person, session=session.id, participants=2))
    anna.connection.close()
    fill(
        path,
        "ALTER TABLE tally ADD COLUMN present INTEGER",
        "ALTER TABLE tally ADD COLUMN minutes INTEGER",
        "ALTER TABLE presence ADD COLUMN missed INTEGER NOT NULL DEFAULT 0",
        """UPDATE tally SET present = 0, minutes = 0,
            stamps = replace(stamps, '"participants"', '"participants","present","minutes"')""",
        """UPDATE presence SET missed = 1, stamps = replace(stamps, '"minutes"', '"minutes","missed"')""",
        "DROP TABLE missed",
        "DELETE FROM _sqlite_migrations WHERE name LIKE 'm012%'",
        "PRAGMA user_version = 10",
    )
    with closing(open_database(path)) as connection:
        again = Store(connection, device=anna.device, person=anna.person)
        assert [again.where(noun)[0].session for noun in (Presence, Tally)] == [session.id] * 2
        assert again.check() == []


@pytest.mark.parametrize("version", [0, VERSION, 99])
def test_a_database_of_another_program_is_refused_and_keeps_its_bytes(path: Path, version: int) -> None:
    before = fill(path, "CREATE TABLE local (key TEXT)", f"PRAGMA user_version = {version}")
    with pytest.raises(DatabaseDamaged, match=r"another program.*nothing was changed"):
        open_database(path)
    assert path.read_bytes() == before


def test_what_is_no_database_is_refused_and_keeps_its_bytes(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"A letter to my mother. " * 1000)
    with pytest.raises(DatabaseDamaged, match="damaged or no database"):
        open_database(path)
    assert path.read_bytes() == b"A letter to my mother. " * 1000


def test_half_a_database_is_refused(path: Path) -> None:
    open_database(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:1000])
    with pytest.raises(DatabaseDamaged):
        open_database(path)


def test_an_empty_file_becomes_ours(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    open_database(path).close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="There is no folder"):
        open_database(tmp_path / "file" / "profile" / "traincollega.sqlite")


def test_a_database_that_is_a_folder_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StorageError, match="cannot be opened"):
        open_database(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_where_we_may_not_write_is_told(path: Path) -> None:
    path.parent.mkdir(mode=0o500)
    with pytest.raises(StorageError):
        open_database(path)


def test_a_folder_where_the_log_cannot_be_made_beside_the_database_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    computer(path).connection.close()
    (path.parent / f"{path.name}-wal").mkdir()
    with pytest.raises(StorageError, match="Is the disk still there"):
        open_database(path)
    monkeypatch.setattr(database.os, "access", lambda _place, _mode: False)  # as on a disk that may only be read
    with pytest.raises(DiskFull, match=f"may not write in {path.parent}"):
        open_database(path)


def test_a_database_that_may_only_be_read_is_told_and_nothing_is_half(path: Path) -> None:
    store = computer(path)
    store.connection.execute("PRAGMA query_only = 1")
    with pytest.raises(DiskFull, match="may not write"):
        store.save(Department.new(store.person, name="ICT"))
    store.connection.execute("PRAGMA query_only = 0")
    assert store.check() == []
    assert store.where(Department) == []
    store.connection.close()


def test_a_full_disk_is_told_nothing_is_half_and_once_there_is_room_all_goes_on(path: Path) -> None:
    store = computer(path)
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {pages}")
    kept: list[int] = []

    def save_until_full() -> None:
        while True:
            store.save(*(Training.new(store.person, title=f"T{n}", body="words " * 500) for n in range(3)))
            kept.append(3)

    with pytest.raises(DiskFull, match="disk is full"):
        save_until_full()
    assert not store.connection.in_transaction
    assert len(store.where(Training)) == sum(kept)
    assert store.check() == []
    store.connection.execute("PRAGMA max_page_count = 100000")
    store.save(Training.new(store.person, title="More"))
    assert len(store.where(Training)) == sum(kept) + 1
    store.connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_disk_that_fills_up_while_it_is_written_is_told(tmp_path: Path) -> None:
    script = """
import resource, signal, sys
from tests.models.world import computer
from traincollega.errors import StorageError
from traincollega.models.training import Training
from pathlib import Path
store = computer(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
kept = 0
try:
    while True:
        store.save(Training.new(store.person, title="T", body="words " * 5000))
        kept += 1
except StorageError as error:
    assert str(error).endswith((".", "?")), error
    assert not store.connection.in_transaction
    assert len(store.where(Training)) == kept
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.save(Training.new(store.person, title="There is room again"))
assert store.check() == [], store.check()
print("told", kept)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.sqlite")],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.stdout.startswith("told"), ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_disk_that_was_full_already_is_told(tmp_path: Path) -> None:
    script = """
import resource, signal, sys
from pathlib import Path
from traincollega.errors import DiskFull
from traincollega.models.database import open_database
open_database(Path(sys.argv[1])).close()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, resource.RLIM_INFINITY))
try:
    open_database(Path(sys.argv[1]))
except DiskFull as error:
    print(error)
"""
    command = [sys.executable, "-c", script, str(tmp_path / "a.sqlite")]
    ran = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False, timeout=120)
    assert ran.stdout.startswith("The disk is full"), ran.stderr


def test_a_database_that_another_program_holds_too_long_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    store = computer(path)
    with closing(connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy, match="Another program"):
            store.save(Department.new(store.person, name="ICT"))
        other.execute("ROLLBACK")
    store.save(Department.new(store.person, name="ICT"))
    assert [one.name for one in store.where(Department)] == ["ICT"]
    store.connection.close()


def test_a_commit_that_fails_leaves_no_transaction_open(path: Path) -> None:
    class Stubborn(Connection):
        def execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:  # type: ignore[override]
            if sql == "COMMIT":
                raise sqlite3.OperationalError("the disk went away")
            return super().execute(sql, *parameters)

    with closing(sqlite3.connect(":memory:", isolation_level=None, factory=Stubborn)) as connection:
        connection.execute("CREATE TABLE one (x)")

        def write() -> None:
            with atomic(connection):
                connection.execute("INSERT INTO one VALUES (1)")

        with pytest.raises(sqlite3.OperationalError):
            write()
        assert not connection.in_transaction
        assert connection.execute("SELECT COUNT(*) FROM one").fetchone() == (0,)


def test_a_connection_that_only_reads_cannot_write(path: Path) -> None:
    open_database(path).close()
    with closing(connect(path, read_only=True)) as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM local")


WRITER = """
import sys
from pathlib import Path
from traincollega.models.database import open_database
from traincollega.models.organisation import Department
from traincollega.models.store import Store
from traincollega.models.training import Training
path, person, device, name = sys.argv[1:5]
store = Store(open_database(Path(path)), device=device, person=person)
print("ready", flush=True)
for n in range(int(sys.argv[5])):
    training = Training.new(person, title=f"{name}{n}", topics=("a",))
    store.save(training, Department.new(person, name=f"{name}{n}"))
    print(training.id, flush=True)
"""

Writer = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def writer(path: Path) -> Iterator[Writer]:
    started: list[subprocess.Popen[str]] = []

    def start(store: Store, name: str, count: int) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", WRITER, str(path), store.person, store.device, name, str(count)]
        started.append(subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.communicate()


def acknowledged(output: str) -> list[str]:
    """Return the ids of the lines that were printed whole."""
    return [line for line in output.split("\n")[:-1] if line != "ready"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows kills otherwise")
def test_whatever_was_acknowledged_survives_being_killed_at_any_moment(path: Path, writer: Writer) -> None:
    store = computer(path)
    organisation(store)
    chance = random.Random(7)
    for turn in range(4):
        process = writer(store, f"turn {turn} ", 100_000)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.01, 0.4))
        process.send_signal(signal.SIGKILL)
        kept = acknowledged(process.stdout.read())
        store.connection.close()
        store = Store(open_database(path), device=store.device, person=store.person)
        assert [one for one in kept if store.find(Training, one) is None] == []
        assert len(store.where(Training)) == len(store.where(Department))
        assert store.check() == []
    assert store.where(Training) != []
    store.connection.close()


def test_two_processes_write_at_once_and_lose_nothing(path: Path, writer: Writer) -> None:
    store = computer(path)
    processes = [writer(store, name, 40) for name in ("one ", "two ")]
    kept = [acknowledged(process.communicate(timeout=120)[0]) for process in processes]
    assert [len(one) for one in kept] == [40, 40]
    assert {one.id for one in store.where(Training)} == {*kept[0], *kept[1]}
    assert store.check() == []
    store.connection.close()


def test_only_the_one_who_forgets_what_was_read_rolls_back() -> None:
    ours = Path(database.__file__).parents[1].rglob("*.py")
    assert [path.name for path in ours if re.search(r"ROLLBACK|\brollback\(", path.read_text("utf-8"))] == ["database.py"]
