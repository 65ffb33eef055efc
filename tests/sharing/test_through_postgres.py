"""Profiles that share through a real PostgreSQL server: from beginning to share to a server that is killed under load."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.sharing.postgres_server import PostgresServer, a_server  # noqa: F401  a fixture
from tests.sharing.test_many_programs import nothing_is_lost, settled, village_at, work
from traincollega.errors import PlaceReadOnly, PlaceUnreachable, SharingError
from traincollega.models.training import Training
from traincollega.services.beginning import open_desk
from traincollega.sharing.addresses import known_as
from traincollega.sharing.computers import circle_of
from traincollega.sharing.place import Place
from traincollega.sharing.places import at_place


@pytest.fixture
def address(server: PostgresServer, request: pytest.FixtureRequest) -> str:
    """Return the address of an administrator of a new database."""
    name = f"d{abs(hash(request.node.name))}"
    server.do(f"CREATE DATABASE {name}")
    server.do("DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'boss') THEN "
              "CREATE ROLE boss SUPERUSER LOGIN PASSWORD 'secret'; END IF; END $$")  # fmt: skip
    return server.address("boss:secret", name)


def test_three_profiles_share_through_a_database_and_hold_no_password_beside_their_data(tmp_path: Path, address: str) -> None:
    profiles = village_at(tmp_path, address, 3)
    desks = settled(profiles)
    desks[1].store.save(Training.new(desks[1].me, title="Draaitabellen"))
    for desk in desks:
        desk.store.connection.close()
    desks = settled(profiles)
    assert [[one.title for one in desk.store.where(Training)] for desk in desks] == [["Draaitabellen"]] * 3
    for desk, profile in zip(desks, profiles, strict=True):
        assert "secret" not in desk.store.local("place")
        circle = circle_of(desk, profile)
        assert circle is not None
        assert known_as(circle.keys.place) == desk.store.local("place")
        desk.store.connection.close()
        assert b"secret" not in b"".join(path.read_bytes() for path in profile.rglob("*") if path.is_file())


def test_a_colleague_can_take_nothing_away_and_the_coordinator_can(tmp_path: Path, address: str) -> None:
    profiles = village_at(tmp_path, address, 2)
    for profile, left in zip(reversed(profiles), (True, False), strict=True):
        desk = open_desk(profile)
        assert desk is not None
        circle = circle_of(desk, profile)
        assert circle is not None
        with at_place(circle.keys.place, circle.organisation) as there:
            some = set(there.names().present)
            there.remove(some)
        with at_place(circle.keys.place, circle.organisation) as there:
            assert bool(there.names().present) is left
        desk.store.connection.close()


def test_a_database_that_was_listed_before_tells_the_last_day_only_and_all_after_an_error(tmp_path: Path, address: str) -> None:
    (profile,) = village_at(tmp_path, address, 1)
    desk = open_desk(profile)
    assert desk is not None
    circle = circle_of(desk, profile)
    assert circle is not None
    kept: dict[str, Place] = {}

    def whole(error: SharingError | None = None) -> bool:
        with at_place(circle.keys.place, circle.organisation, kept) as there:
            listed = there.names().whole
            if error is not None:
                raise error
        return listed

    assert [whole(), whole()] == [True, False]
    with pytest.raises(PlaceUnreachable):
        whole(PlaceUnreachable("cut short"))
    assert [whole(), whole()] == [True, False]
    desk.store.connection.close()


def test_a_plain_account_that_owns_the_database_shares_under_its_own_name(tmp_path: Path, server: PostgresServer) -> None:
    server.do("CREATE ROLE plain LOGIN PASSWORD 'plain'")
    server.do("CREATE DATABASE plain OWNER plain")
    profiles = village_at(tmp_path, server.address("plain:plain", "plain"), 2)
    for desk in settled(profiles):
        desk.store.connection.close()


def test_who_may_not_even_make_a_table_is_told_so(tmp_path: Path, server: PostgresServer) -> None:
    server.do("CREATE ROLE nobody LOGIN PASSWORD 'nobody'")
    server.do("CREATE DATABASE closed")
    with pytest.raises(PlaceReadOnly):
        village_at(tmp_path, server.address("nobody:nobody", "closed"), 1)


@pytest.mark.parametrize(
    ("many", "seconds"), [(3, 6.0), pytest.param(8, 60.0, marks=pytest.mark.long)], ids=["three for a moment", "eight for a minute"]
)
def test_a_server_that_is_killed_while_programs_work_loses_nothing(
    tmp_path: Path, server: PostgresServer, address: str, many: int, seconds: float
) -> None:
    profiles, kills = village_at(tmp_path, address, many), 0
    with ThreadPoolExecutor(1) as beside:  # the programs, not the server: that ends with the thread that started it
        working = beside.submit(work, profiles, seconds)
        while not working.done():
            time.sleep(1.5)
            server.kill()
            kills += 1
            time.sleep(0.3)
            server.start()
    print(f"killed {kills} times")  # noqa: T201
    nothing_is_lost(profiles, settled(profiles), working.result())
