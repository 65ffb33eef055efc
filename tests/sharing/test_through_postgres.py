"""Profiles that share through a real PostgreSQL server: from beginning to share to a server that is killed under load."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.sharing.postgres_server import PostgresServer, a_server  # noqa: F401  a fixture
from tests.sharing.test_many_programs import nothing_is_lost, settled, village_at, work
from tests.sharing.test_moving import One, opened_again
from traincollega.errors import NotPossible, PlaceReadOnly, PlaceUnreachable, SharingError
from traincollega.models.envelopes import STALE
from traincollega.models.training import Training
from traincollega.services.beginning import open_desk
from traincollega.sharing import rounds
from traincollega.sharing.addresses import known_as
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import circle_of
from traincollega.sharing.forgetting import erase
from traincollega.sharing.inviting import open_invitations
from traincollega.sharing.moving import Moved
from traincollega.sharing.packs import AGE, LEAST
from traincollega.sharing.place import Place
from traincollega.sharing.places import at_place
from traincollega.sharing.standing import REVOKED


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
        with at_place(circle.keys.place, circle.organisation) as there, suppress(PlaceReadOnly):
            there.remove(there.names().present)
        with at_place(circle.keys.place, circle.organisation) as there:
            assert bool(there.names().present) is left
        desk.store.connection.close()


@pytest.fixture
def pair(tmp_path: Path, address: str) -> Iterator[tuple[One, One]]:
    """A coordinator and a colleague who share through the database."""
    anna, bram = (opened_again(profile) for profile in village_at(tmp_path, address, 2))
    yield anna, bram
    anna.desk.store.connection.close()
    bram.desk.store.connection.close()


def there_and_back(one: One, tmp_path: Path) -> None:
    """Let a coordinator share in a folder for a while, and then in the database again by the address that colleagues have."""
    colleagues = one.circle.keys.invites
    (tmp_path / "folder").mkdir()
    one.move(tmp_path / "folder")
    one.round()
    one.move(colleagues)


def test_a_coordinator_without_their_role_reads_that_what_has_to_go_stays_and_gets_the_role_again(
    tmp_path: Path, address: str, server: PostgresServer, pair: tuple[One, One]
) -> None:
    anna, bram = pair
    there_and_back(anna, tmp_path)
    erase(anna.circle, bram.desk.me)
    problems = rounds.one_round(anna.desk, anna.folder)[1].problems
    assert [one for one in problems if "with an administrator's address" in one] == list(problems)
    assert problems
    gone = {one.name for one in anna.circle.envelopes.in_state(STALE)}
    assert gone & present(anna)
    assert anna.move(address) == Moved(known_as(address))
    assert {one.old_place for one in open_invitations(anna.circle)} == {""}, "it is the same database under another role"
    for _turn in range(2):
        step = rounds.one_round(anna.desk, anna.folder)[1]
        assert step.problems == ()
    assert gone.isdisjoint(present(anna))
    keys = anna.circle.keys
    assert "boss" not in keys.place + keys.invites
    with at_place(keys.invites, anna.desk.organisation) as theirs, pytest.raises(PlaceReadOnly):
        theirs.remove(present(anna))
    with pytest.raises(NotPossible, match="the address that colleagues have"):
        bram.move(address)
    bram.round()  # under the role that colleagues had


def test_a_coordinator_without_their_role_packs_no_more_once_what_is_packed_stays(
    tmp_path: Path, address: str, pair: tuple[One, One]
) -> None:
    anna, _bram = pair
    there_and_back(anna, tmp_path)
    for number in range(LEAST):
        anna.writes(f"Training {number}")
        anna.round()
    week = anna.desk.now() + AGE + timedelta(days=1)
    later = replace(anna.desk, now=lambda: week)
    assert rounds.one_round(later, anna.folder)[1].problems == ()
    packed = {one for pack in anna.circle.envelopes.packs() for one in pack.segments}
    lies = present(anna)
    assert packed & lies
    (problem,) = rounds.one_round(later, anna.folder)[1].problems
    assert "may take nothing away" in problem
    assert (present(anna), anna.circle.envelopes.lacking(lies)) == (lies, [])
    anna.move(address)
    for _turn in range(2):
        assert rounds.one_round(later, anna.folder)[1].problems == ()
    assert packed.isdisjoint(present(anna))


def test_who_comes_back_to_the_database_as_its_administrator_tells_colleagues_an_address_of_theirs(
    tmp_path: Path, address: str, pair: tuple[One, One]
) -> None:
    anna, bram = pair
    (tmp_path / "folder").mkdir()
    for one in pair:
        one.move(tmp_path / "folder")
        one.round()
    told = anna.move(address)
    anna.round()
    assert told.tell == anna.circle.keys.invites
    bram.move(told.tell)
    bram.writes("Found again")
    bram.round()
    anna.round()
    assert anna.titles() == {"Found again"}


def test_a_coordinator_whom_nobody_hears_gets_no_role(address: str, pair: tuple[One, One]) -> None:
    anna, _bram = pair
    with patch.object(Circle, "not_heard", lambda _circle: REVOKED), pytest.raises(NotPossible):
        anna.move(address)


def test_who_may_make_roles_but_give_no_right_hands_nobody_their_own_address(server: PostgresServer, pair: tuple[One, One]) -> None:
    anna, _bram = pair
    server.do("CREATE ROLE maker CREATEROLE LOGIN PASSWORD 'maker'")
    database = known_as(anna.circle.keys.place).rpartition("/")[2]
    server.do("GRANT USAGE ON SCHEMA traincollega TO maker", database=database)
    server.do("GRANT SELECT, INSERT ON traincollega.segment TO maker", database=database)
    before = anna.circle.keys
    with pytest.raises(PlaceReadOnly):
        anna.move(server.address("maker:maker", database))
    assert anna.circle.keys == before


def present(one: One) -> frozenset[str]:
    """Return what lies in the place."""
    with at_place(one.circle.keys.place, one.desk.organisation) as there:
        return there.names().present


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
