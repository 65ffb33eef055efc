"""The PostgreSQL place, against a real server: what colleagues see of each other, who may what, and what goes wrong."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from threading import Event, Thread
from time import sleep

import catalogues
import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.sharing.postgres_server import PostgresServer, a_server  # noqa: F401  a fixture
from traincollega.errors import PlaceFull, PlaceReadOnly, PlaceUnreachable, SharingError
from traincollega.sharing import postgres, postgres_server
from traincollega.sharing.place import PACK, SEGMENT, SEGMENT_MOST, content_name
from traincollega.sharing.postgres import PostgresPlace, set_up
from traincollega.sharing.postgres_address import WHOLE, settings_of
from traincollega.sharing.postgres_server import Server

SECRET = "geheim/42"
DATABASE = "talks"
INSERT = "INSERT INTO traincollega.segment (organisation, hash, kind, content, arrived) VALUES (%s, %s, %s, %s, %s)"
Open = Callable[..., PostgresPlace]


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what this computer's environment says of a database out of these tests."""
    for name in [name for name in os.environ if name.startswith("PG") or name == WHOLE]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def ready(server: PostgresServer) -> PostgresServer:
    """The server with a database that was set up."""
    server.do(f"CREATE DATABASE {DATABASE}")
    set_up(server.admin(DATABASE), colleague_password=SECRET, coordinator_password=SECRET)
    return server


@pytest.fixture
def organisation() -> str:
    """An organisation that no other test knows."""
    return os.urandom(16).hex()


@pytest.fixture
def place(ready: PostgresServer, organisation: str) -> Iterator[Open]:
    """Opens places of one organisation, a colleague's unless another role is named; all are closed."""
    opened = []

    def open_one(role: str = postgres.COLLEAGUE, of: str = organisation) -> PostgresPlace:
        opened.append(PostgresPlace(ready.address(f"{role}:geheim%2F42", DATABASE), of))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def row(ready: PostgresServer, organisation: str) -> Callable[..., str]:
    """Lays a row in the table by hand, as who may do everything would, and returns its name."""

    def lay(content: bytes, *, hash_: bytes = b"", kind: int = 0, of: str = organisation, arrived: str = "now") -> str:
        hash_ = hash_ or blake2b(content, digest_size=32).digest()
        ready.do(INSERT, bytes.fromhex(of), hash_, kind, content, arrived, database=DATABASE)
        return hash_.hex() + (SEGMENT, PACK)[kind]

    return lay


def put(place: PostgresPlace, content: bytes, ending: str = SEGMENT) -> str:
    """Lay a content in a place and return its name."""
    name = content_name(content, ending)
    place.put(name, content)
    return name


def ago(**span: float) -> str:
    """Return a time as the server reads it."""
    return (datetime.now(UTC) - timedelta(**span)).isoformat()


# what colleagues see of each other


def test_two_colleagues_see_each_others_contents(place: Open) -> None:
    anna, bram = place(), place()
    of_anna, of_bram = put(anna, b"from Anna"), put(bram, b"\0 from Bram", PACK)
    for each in (anna, bram):
        assert each.names() == ({of_anna, of_bram}, True)
        assert dict(each.fetch([of_anna, of_bram])) == {of_anna: b"from Anna", of_bram: b"\0 from Bram"}


def test_the_same_content_lies_there_once(place: Open, ready: PostgresServer, organisation: str) -> None:
    names = {put(place(), b"said twice"), put(place(), b"said twice")}
    counted = ready.do(
        "SELECT count(*) FROM traincollega.segment WHERE organisation = %s", bytes.fromhex(organisation), database=DATABASE
    )
    assert (len(names), counted) == (1, [(1,)])


def test_two_organisations_in_one_database_do_not_meet(place: Open, row: Callable[..., str]) -> None:
    ours = place()
    theirs = row(b"of another organisation", of="ab" * 16)
    assert ours.names().present == set()
    assert list(ours.fetch([theirs])) == []


def test_a_database_of_one_organisation_knows_a_segment_and_a_pack_of_the_same_content_apart(place: Open) -> None:
    anna = place()
    names = {put(anna, b"one segment"), put(anna, b"one segment", PACK)}
    assert anna.names().present == names
    assert dict(anna.fetch(names)) == dict.fromkeys(names, b"one segment")


def test_everything_is_listed_first_and_then_what_came(place: Open, row: Callable[..., str]) -> None:
    anna = place()
    old = row(b"of last month", arrived=ago(days=30))
    assert anna.names() == ({old}, True)
    new = put(place(), b"of today")
    assert anna.names() == ({new}, False)
    assert anna.names() == ({new}, False)


def test_everything_is_listed_again_after_a_week(place: Open, row: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    anna = place()
    old = row(b"of last month", arrived=ago(days=30))
    anna.names()
    monkeypatch.setattr(postgres, "WEEK", 0.0)
    assert anna.names() == ({old}, True)


def test_a_content_that_committed_late_is_seen_although_it_arrived_early(
    place: Open, ready: PostgresServer, organisation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "HOUR", 0.0)
    anna, bram = place(), place()
    late = b"sent from a slow line"
    with psycopg.connect(ready.admin(DATABASE)) as slow:
        slow.execute(INSERT, (bytes.fromhex(organisation), blake2b(late, digest_size=32).digest(), 0, late, "now"))
        quick = put(bram, b"sent after it")
        assert anna.names() == ({quick}, True)
        for _ in range(3):
            assert anna.names() == ({quick}, False)
    assert anna.names() == ({quick, content_name(late, SEGMENT)}, False)


def test_the_last_day_moves_along(place: Open, row: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "HOUR", 0.0)
    anna = place()
    anna.names()
    name = row(b"almost a day ago", arrived=ago(days=1, seconds=-0.4))
    assert anna.names() == ({name}, False)
    while anna.names().present:
        sleep(0.05)


def test_a_content_that_was_taken_away_is_gone_from_the_list(place: Open) -> None:
    anna, coordinator = place(), place(postgres.COORDINATOR)
    name, other = put(anna, b"to be forgotten"), put(anna, b"stays")
    anna.names()
    assert anna.names().present == {name, other}
    coordinator.remove([name, "no name of ours", content_name(b"never there", PACK)])
    assert anna.names().present == {other}
    assert list(anna.fetch([name])) == []


def test_a_long_list_comes_in_pages(place: Open, row: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "PAGE", 3)
    at = ago(minutes=5)
    names = {row(b"%d" % number, arrived=at if number < 5 else "now", kind=number % 2) for number in range(10)}
    anna = place()
    assert anna.names().present == names
    assert anna.names().present == names


def test_pages_are_in_the_order_of_time_and_not_of_how_it_is_written(
    place: Open, row: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "PAGE", 1)
    times = (
        "now",
        "infinity",
        "12000-01-01",
        "0044-03-15 BC",
        "0009-01-01 BC",
        "1999-12-31 23:59:59",
        "1999-12-31 23:59:59.5",
        "0900-01-01",
    )
    names = {row(b"%d" % number, arrived=time) for number, time in enumerate(times)}
    assert place().names().present == names


def test_many_contents_come_in_batches(place: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "BATCH", 200)
    held: list[list[int]] = []
    fetchall = psycopg.Cursor.fetchall

    def weighed(cursor: psycopg.Cursor) -> list[tuple[object, ...]]:
        rows = fetchall(cursor)
        held.append([len(row[-1]) for row in rows if isinstance(row[-1], bytes)])
        return rows

    monkeypatch.setattr(psycopg.Cursor, "fetchall", weighed)
    anna = place()
    laid = {put(anna, b"%d" % size * size): b"%d" % size * size for size in (1, 40, 90, 300, 5, 60)}
    assert dict(anna.fetch(laid)) == laid
    assert all(len(sizes) <= 1 or sum(sizes) <= 200 for sizes in held)
    assert sorted(size for sizes in held for size in sizes) == sorted(map(len, laid.values()))


def test_the_greatest_segment_fits(place: Open) -> None:
    anna = place()
    content = os.urandom(SEGMENT_MOST)
    name = put(anna, content)
    assert dict(place().fetch(anna.names().present)) == {name: content}


def test_what_is_no_content_of_its_name_is_a_mistake_of_ours(place: Open) -> None:
    anna = place()
    with pytest.raises(ValueError, match="no name of these"):
        anna.put(content_name(b"one", SEGMENT), b"another")
    with pytest.raises(ValueError, match="no name of these"):
        put(anna, bytes(SEGMENT_MOST + 1))


# who may do what

FORBIDDEN = (
    "DELETE FROM traincollega.segment",
    "UPDATE traincollega.segment SET content = ''",
    "TRUNCATE traincollega.segment",
    "DROP TABLE traincollega.segment",
    "ALTER TABLE traincollega.segment ADD COLUMN more int",
    "CREATE TABLE traincollega.more (a int)",
    "SELECT * FROM payroll",
    "CREATE ROLE somebody",
)


@pytest.mark.parametrize("role", [postgres.COLLEAGUE, postgres.COORDINATOR])
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_a_role_may_no_more_than_it_needs(ready: PostgresServer, role: str, statement: str) -> None:
    ready.do("CREATE TABLE IF NOT EXISTS payroll (a int)", database=DATABASE)
    with psycopg.connect(ready.address(f"{role}:geheim%2F42", DATABASE)) as connection:
        if role == postgres.COORDINATOR and statement.startswith("DELETE"):
            connection.execute(statement + " WHERE false")
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_a_colleague_takes_nothing_away_and_is_told(place: Open) -> None:
    anna = place()
    name = put(anna, b"stays")
    anna.remove([content_name(b"gone already", SEGMENT)])
    with pytest.raises(PlaceReadOnly, match="may take nothing away"):
        anna.remove([name])
    assert dict(anna.fetch([name])) == {name: b"stays"}


def test_what_the_server_passes_over_in_silence_is_told_as_well(place: Open, ready: PostgresServer, organisation: str) -> None:
    anna, other = place(postgres.COORDINATOR), place(postgres.COORDINATOR, "cd" * 16)
    name, theirs = put(anna, b"stays"), put(other, b"goes")
    policies = (
        "ALTER TABLE traincollega.segment ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY reads ON traincollega.segment FOR SELECT USING (true)",
        "CREATE POLICY adds ON traincollega.segment FOR INSERT WITH CHECK (true)",
        f"CREATE POLICY takes ON traincollega.segment FOR DELETE USING (organisation != '\\x{organisation}')",
    )
    try:
        for policy in policies:
            ready.do(policy, database=DATABASE)
        other.remove([theirs])
        with pytest.raises(PlaceReadOnly, match="may take nothing away"):
            anna.remove([name])
    finally:
        ready.do("ALTER TABLE traincollega.segment DISABLE ROW LEVEL SECURITY", database=DATABASE)
        for policy in ("reads", "adds", "takes"):
            ready.do(f"DROP POLICY IF EXISTS {policy} ON traincollega.segment", database=DATABASE)
    anna.remove([name])
    assert anna.names().present == set()


def test_who_may_only_read_is_told_so_and_reads_on(place: Open, ready: PostgresServer) -> None:
    anna = place()
    name = put(anna, b"laid before")
    ready.do(f"REVOKE INSERT ON traincollega.segment FROM {postgres.COLLEAGUE}", database=DATABASE)
    with pytest.raises(PlaceReadOnly, match="You may read"):
        put(anna, b"laid after")
    assert dict(anna.fetch([name])) == {name: b"laid before"}
    set_up(ready.admin(DATABASE))
    put(anna, b"laid after")


def test_setting_up_again_brings_the_rights_back_and_keeps_the_passwords(place: Open, ready: PostgresServer) -> None:
    ready.do(f"GRANT ALL ON traincollega.segment TO {postgres.COLLEAGUE}", database=DATABASE)
    name = put(place(), b"laid before")
    set_up(ready.admin(DATABASE))
    anna = place()
    with pytest.raises(PlaceReadOnly):
        anna.remove([name])
    assert anna.names().present == {name}


def test_setting_up_gives_the_addresses_of_roles_with_other_names(ready: PostgresServer, organisation: str) -> None:
    ready.do("CREATE DATABASE elsewhere")
    made = set_up(
        ready.admin("elsewhere"),
        colleague="Colleague's",
        colleague_password="a b",
        coordinator="tréasurer",
        coordinator_password="@:/",
    )
    places = [PostgresPlace(address, organisation) for address in made]
    name = put(places[0], b"by a colleague")
    places[1].remove([name])
    assert places[0].names().present == set()
    for each in places:
        each.close()


def test_no_password_is_written_in_the_servers_log(ready: PostgresServer) -> None:
    log = (ready.folder / "log").read_text(encoding="utf-8")
    assert "ALTER ROLE" in log
    assert SECRET not in log


def test_a_database_that_was_not_set_up_says_so(server: PostgresServer, organisation: str) -> None:
    place = PostgresPlace(server.admin(), organisation)
    with pytest.raises(SharingError, match="not ready"):
        place.names()
    place.close()


# what is in a row is believed as little as what is in a folder


@pytest.fixture
def unchecked(ready: PostgresServer) -> Iterator[None]:
    """A table without our limits, as somebody could have made it."""
    found = ready.do(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conname LIKE 'segment%%'",
        database=DATABASE,
    )
    assert len(found) == 2
    for name, _ in found:
        ready.do(f"ALTER TABLE traincollega.segment DROP CONSTRAINT {name}", database=DATABASE)
    yield
    for name, rule in found:
        ready.do(f"ALTER TABLE traincollega.segment ADD CONSTRAINT {name} {rule} NOT VALID", database=DATABASE)


@pytest.mark.usefixtures("unchecked")
def test_rows_that_are_not_what_they_say_are_passed_over(place: Open, row: Callable[..., str]) -> None:
    anna = place()
    too_large, false = row(bytes(SEGMENT_MOST + 1)), row(b"false", hash_=bytes(32))
    good = put(anna, b"good")
    assert too_large not in anna.names().present
    assert anna.names().present == {false, good}
    assert dict(anna.fetch([too_large, false, good])) == {good: b"good"}
    assert anna.names().present == {good}


@pytest.mark.usefixtures("unchecked")
def test_rows_that_no_program_of_ours_writes_do_no_harm(place: Open, ready: PostgresServer, organisation: str) -> None:
    for content, hash_, kind in ((b"of no kind", bytes(32), 7), (b"short", b"short", 0), (b"", b"", 0)):
        ready.do(INSERT, bytes.fromhex(organisation), hash_, kind, content, "now", database=DATABASE)
    anna = place()
    name = put(anna, b"good")
    assert anna.names().present == {name}
    assert dict(anna.fetch([name, "00" * 5 + SEGMENT, "00" * 32 + ".exe", "../" * 20])) == {name: b"good"}


def test_the_table_takes_nothing_that_is_too_large(row: Callable[..., str]) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        row(bytes(SEGMENT_MOST + 1))


@pytest.mark.parametrize("arrived", ["infinity", "-infinity", "4000-01-01 BC", "290000-01-01", "9999-12-31 23:59"])
def test_a_time_that_somebody_made_up_hides_nothing_that_comes_after_it(place: Open, row: Callable[..., str], arrived: str) -> None:
    anna = place()
    odd = row(b"from no time", arrived=arrived)
    first = put(place(), b"first")
    assert anna.names().present >= {odd, first} - ({odd} if arrived == "-infinity" else set())
    second = put(place(), b"second")
    assert anna.names().present >= {first, second}
    assert set(dict(anna.fetch([odd, first, second]))) == {odd, first, second}


def test_who_finds_something_else_under_the_name_of_their_work_is_told(place: Open, row: Callable[..., str]) -> None:
    anna = place()
    name = row(b"put before it", hash_=blake2b(b"work", digest_size=32).digest())
    with pytest.raises(SharingError, match="something else"):
        put(anna, b"work")
    assert list(anna.fetch([name])) == []
    assert anna.names().present == set()
    put(place(postgres.COORDINATOR), b"work")  # a coordinator's computer takes it away
    assert anna.names().present == {name}
    assert dict(anna.fetch([name])) == {name: b"work"}


# what goes wrong between here and the server


def test_a_server_that_is_killed_under_load_loses_nothing_that_it_took(
    place: Open, ready: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "BATCH", 2_000)
    laid: list[set[str]] = [set() for _ in range(8)]
    wrong: list[object] = []
    refused = Event()
    many, ended = Event(), Event()

    def work(number: int, mine: PostgresPlace) -> None:
        step = 0
        while not ended.is_set() or step < 40:
            content = b"%d of %d " % (step, number) * 50
            try:
                laid[number].add(put(mine, content))
                step += 1
                for name, read in mine.fetch(mine.names().present):
                    if content_name(read, SEGMENT) != name:
                        wrong.append(name)
            except PlaceUnreachable:
                refused.set()
                sleep(0.02)
            except Exception as error:
                wrong.append(error)
                return
            if sum(map(len, laid)) > 60:
                many.set()

    threads = [Thread(target=work, args=(number, place())) for number in range(8)]
    for thread in threads:
        thread.start()
    assert many.wait(60)
    for _ in range(2):
        ready.kill()
        assert refused.wait(60)
        ready.start()
        refused.clear()
    ended.set()
    for thread in threads:
        thread.join(60)
    assert wrong == []
    everything = set().union(*laid)
    assert len(everything) >= 8 * 40
    fresh = place()
    assert everything <= fresh.names().present
    assert everything == set(dict(fresh.fetch(everything)))


def test_a_connection_that_broke_is_opened_anew(place: Open, ready: PostgresServer) -> None:
    anna = place()
    name = put(anna, b"before")
    for again in (lambda: anna.names().present, lambda: set(dict(anna.fetch([name]))), lambda: {put(anna, b"before")}):
        ready.do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'traincollega'")
        assert again() == {name}


def test_a_connection_that_breaks_twice_in_one_call_is_given_up(ready: PostgresServer) -> None:
    server = Server(ready.admin(DATABASE))
    tries = []

    def break_it(connection: psycopg.Connection) -> None:
        tries.append(connection)
        assert len(tries) <= 2
        connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(PlaceUnreachable):
        server.do(break_it)
    assert len(tries) == 2
    server.close()


def test_what_another_transaction_stood_in_the_way_of_is_done_again(place: Open, ready: PostgresServer, organisation: str) -> None:
    content = b"laid by two at once"
    hash_ = blake2b(content, digest_size=32).digest()
    ready.do(f"ALTER ROLE {postgres.COLLEAGUE} SET default_transaction_isolation = 'serializable'")
    anna = place()
    errors: list[str | None] = []
    thread = Thread(target=lambda: errors.append(_why(lambda: put(anna, content))))
    try:
        with psycopg.connect(ready.admin(DATABASE)) as other:
            other.execute(INSERT, (bytes.fromhex(organisation), hash_, 0, content, "now"))
            thread.start()
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'traincollega' AND wait_event_type = 'Lock'"
            while ready.do(waiting) != [(1,)]:
                assert thread.is_alive()
                sleep(0.01)
        thread.join(60)
    finally:
        ready.do(f"ALTER ROLE {postgres.COLLEAGUE} RESET default_transaction_isolation")
    assert errors == [None]
    assert "could not serialize access" in (ready.folder / "log").read_text(encoding="utf-8")


def _why(work: Callable[[], object]) -> str | None:
    """Return what went wrong, or None."""
    try:
        work()
    except (SharingError, psycopg.Error) as error:
        return str(error)
    return None


CODES = {
    "40001": PlaceUnreachable,
    "40P01": PlaceUnreachable,
    "53100": PlaceFull,
    "53200": PlaceUnreachable,
    "53300": PlaceUnreachable,
    "57014": PlaceUnreachable,
    "57P01": PlaceUnreachable,
    "25006": PlaceReadOnly,
    "42501": PlaceReadOnly,
    "58030": SharingError,
}


@pytest.mark.parametrize("code", CODES)
def test_what_a_server_cannot_do_has_its_own_error(ready: PostgresServer, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(postgres_server, "sleep", pauses.append)
    server = Server(ready.admin(DATABASE))

    def fail(connection: psycopg.Connection) -> None:
        connection.execute(f"DO $$ BEGIN RAISE 'in the driver''s words' USING ERRCODE = '{code}'; END $$")

    with pytest.raises(SharingError) as caught:
        server.do(fail)
    assert type(caught.value) is CODES[code]
    assert "words" not in str(caught.value)
    assert "words" in str(caught.value.__cause__)
    assert len(pauses) == (len(postgres_server.PAUSES) if code.startswith("40") else 0)
    server.close()


def test_a_server_that_only_follows_another_can_be_read(place: Open, ready: PostgresServer) -> None:
    ready.do(f"ALTER ROLE {postgres.COLLEAGUE} SET default_transaction_read_only = on")
    anna = place()
    try:
        with pytest.raises(PlaceReadOnly):
            put(anna, b"new")
        assert anna.names().present == set()
    finally:
        ready.do(f"ALTER ROLE {postgres.COLLEAGUE} RESET default_transaction_read_only")


@pytest.mark.parametrize(
    ("who", "database", "told"),
    [
        ("traincollega_colleague:geheim", DATABASE, "does not accept your name or password"),
        ("nobody:geheim", DATABASE, "does not accept your name or password"),
        ("traincollega_colleague", DATABASE, "asks for a password"),
        ("traincollega_colleague:geheim%2F42", "nowhere", "does not let you in"),
    ],
)
def test_who_is_not_let_in_is_told_why(ready: PostgresServer, organisation: str, who: str, database: str, told: str) -> None:
    place = PostgresPlace(ready.address(who, database), organisation)
    with pytest.raises(SharingError, match=told) as caught:
        place.names()
    assert type(caught.value) is SharingError
    assert "geheim" not in str(caught.value) + place.address


def test_a_server_without_room_for_one_more_is_busy(ready: PostgresServer, place: Open) -> None:
    ready.do(f"ALTER ROLE {postgres.COLLEAGUE} CONNECTION LIMIT 0")
    try:
        with pytest.raises(PlaceUnreachable, match="too busy"):
            place().names()
    finally:
        ready.do(f"ALTER ROLE {postgres.COLLEAGUE} CONNECTION LIMIT -1")


def test_a_server_that_is_not_there_is_unreachable(ready: PostgresServer, organisation: str) -> None:
    place = PostgresPlace("postgresql://anna:geheim@127.0.0.1:1/talks", organisation)
    with pytest.raises(PlaceUnreachable, match=re.escape("postgresql://127.0.0.1:1/talks does not answer")):
        place.names()


# a secure connection


def test_a_server_without_tls_gets_nothing_where_tls_is_asked(ready: PostgresServer, organisation: str) -> None:
    place = PostgresPlace(ready.address("traincollega_colleague:geheim%2F42", DATABASE, sslmode="require"), organisation)
    with pytest.raises(SharingError, match="offers no secure connection") as caught:
        place.names()
    assert type(caught.value) is SharingError


@pytest.fixture
def certificate(ready: PostgresServer) -> Iterator[Path]:
    """The server with TLS, and the file of the certificate that it made itself for "localhost"."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(1)
    )
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    parts = {
        "server.key": key.private_bytes(serialization.Encoding.PEM, *plain),
        "server.crt": made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
    }
    data = ready.folder / "data"
    for name_, content in parts.items():
        (data / name_).write_bytes(content)
        (data / name_).chmod(0o600)
        os.chown(data / name_, data.stat().st_uid, data.stat().st_gid)
    for state in ("on", "off"):
        ready.do(f"ALTER SYSTEM SET ssl = {state}")
        ready.do("SELECT pg_reload_conf()")
        while ready.do("SHOW ssl") != [(state,)]:
            sleep(0.01)
        if state == "on":
            yield data / "server.crt"


def test_a_server_that_cannot_prove_itself_gets_nothing(ready: PostgresServer, organisation: str, certificate: Path) -> None:
    who = "traincollega_colleague:geheim%2F42"
    for settings in (
        {"sslmode": "verify-full"},
        {"sslmode": "verify-full", "sslrootcert": str(certificate)},
    ):  # no authority; another name
        with pytest.raises(SharingError, match="cannot prove") as caught:
            PostgresPlace(ready.address(who, DATABASE, **settings), organisation).names()
        assert type(caught.value) is SharingError


def test_a_server_that_proves_itself_is_spoken_to_in_secret(ready: PostgresServer, organisation: str, certificate: Path) -> None:
    address = ready.address("traincollega_colleague:geheim%2F42", DATABASE, sslmode="verify-full", sslrootcert=str(certificate))
    server = Server(address.replace("127.0.0.1", "localhost"))
    used = server.do(lambda connection: connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone())
    server.close()
    assert used == (True,)


# the address


@pytest.mark.parametrize(
    ("address", "environment"),
    [
        ("postgresql://db.example.nl/talks", {}),
        ("postgresql://db.example.nl/talks", {"PGSSLMODE": "disable"}),
        ("postgresql://10.0.0.1/talks", {}),
        ("postgresql:///talks", {"PGHOST": "db.example.nl"}),
        ("postgresql://localhost/talks", {"PGHOSTADDR": "10.0.0.1"}),
        ("postgresql://localhost,db.example.nl/talks", {}),
        ("postgresql://localhost/talks?hostaddr=10.0.0.1", {}),
        ("postgresql:///talks", {"PGSERVICE": "talks"}),
    ],
)
def test_another_computer_must_prove_which_it_is(address: str, environment: dict[str, str]) -> None:
    assert settings_of(address, environment)["sslmode"] == "verify-full"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "", "%2Frun%2Fpostgresql"])
def test_this_computer_need_not_prove_which_it_is(host: str) -> None:
    assert "sslmode" not in settings_of(f"postgresql://{host}/talks", {})


def test_a_weaker_connection_must_be_written_out() -> None:
    assert settings_of("postgresql://db.example.nl/talks?sslmode=require", {"PGSSLMODE": "verify-full"})["sslmode"] == "require"


def test_authorities_are_those_of_this_computer_unless_others_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    address = "postgresql://db.example.nl/talks"
    assert Path(settings_of(address, {})["sslrootcert"]).exists()
    assert settings_of(address + "?sslrootcert=/ours.crt", {})["sslrootcert"] == "/ours.crt"
    assert "sslrootcert" not in settings_of(address, {"PGSSLROOTCERT": "/theirs.crt"})


@pytest.mark.parametrize("setting", ["passfile=/etc/shadow", "sslkeylogfile=/tmp/keys", "service=a", "options=-csearch_path%3Db"])
def test_an_address_holds_only_what_we_know(setting: str) -> None:
    with pytest.raises(SharingError, match=setting.partition("=")[0]):
        settings_of(f"postgresql://db.example.nl/talks?{setting}", {})


@pytest.mark.parametrize(
    "address", ["postgresql://anna:geheim%ZZ@db.example.nl/talks", "db.example.nl geheim", "postgresql://[geheim"]
)
def test_an_address_that_cannot_be_read_is_not_repeated(address: str) -> None:
    with pytest.raises(SharingError, match="cannot be read") as caught:
        settings_of(address, {})
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "environment", "known_as"),
    [
        ("postgresql://anna:geheim@db.example.nl/talks", {}, "postgresql://db.example.nl/talks"),
        ("postgresql://anna:geheim@[2001:db8::1]:5433/talks", {}, "postgresql://[2001:db8::1]:5433/talks"),
        ("postgresql://anna:geheim@%2Frun/talks", {}, "postgresql://localhost/talks"),
        (
            "postgresql://",
            {"PGHOST": "db", "PGPORT": "5433", "PGDATABASE": "talks", "PGPASSWORD": "geheim"},
            "postgresql://db:5433/talks",
        ),
        ("postgresql://anna@there/a", {WHOLE: "postgresql://bram:geheim@here/b"}, "postgresql://here/b"),
    ],
)
def test_a_person_knows_a_place_by_its_server_and_database(address: str, environment: dict[str, str], known_as: str) -> None:
    assert PostgresPlace(address, "00" * 16, environment).address == known_as


def test_what_an_address_leaves_out_comes_from_the_environment(
    ready: PostgresServer, organisation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("PGHOST", "127.0.0.1"), ("PGPORT", ready.port), ("PGPASSWORD", SECRET)):
        monkeypatch.setenv(name, str(value))
    place = PostgresPlace(f"postgresql://{postgres.COLLEAGUE}@/{DATABASE}", organisation)
    assert place.names().present == set()
    place.close()


# without the driver, and the words


def test_without_the_driver_one_reads_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SharingError, match=re.escape("pip install")):
        PostgresPlace("postgresql://db.example.nl/talks", "00" * 16)


def test_the_driver_is_not_imported_before_a_place_is_opened() -> None:
    code = "import traincollega.sharing.postgres, sys; print('psycopg' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_no_sentence_is_longer_than_fifteen_words() -> None:
    source, dutch = catalogues.extracted(), catalogues.translated("nl")
    ours = [message for message in source if message.id and "sharing/postgres" in message.locations[0][0]]
    assert len(ours) > 10
    for message in ours:
        for text in (str(message.id), str(dutch[message.id].string)):
            assert [part for part in re.split(r"(?<=[.!?]) ", text) if len(part.split()) > 15] == []
