"""Several programs work in one folder at once: real processes, real files."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sharing import syncthing_pair
from tests.sharing.digests import digest
from traincollega.models.seats import State, seats
from traincollega.models.session import Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.services.beginning import begin, open_desk
from traincollega.services.desk import Desk
from traincollega.sharing import inviting, joining, rounds, starting
from traincollega.sharing.checking import check
from traincollega.sharing.computers import circle_of
from traincollega.sharing.invitation import opened
from traincollega.sharing.places import at_place, prepared

ROOT = Path(__file__).parent.parent.parent


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def village(folder: Path, many: int) -> list[Path]:
    """Return the profiles of so many colleagues who share in one folder."""
    (folder / "share").mkdir()
    return village_at(folder, str(folder / "share"), many)


def village_at(folder: Path, address: str, many: int) -> list[Path]:
    """Return the profiles of so many colleagues who share at an address."""
    first = folder / "0"
    desk = begin(first, organisation="Gemeente Noordveld", name="Colleague 0", email="c0@noordveld.nl")
    own, invited = prepared(address, desk.organisation)
    with at_place(own, desk.organisation) as there:
        circle, _code = starting.start(desk, first, own, there, invites=invited)
    content, phrase = inviting.invite(circle, cost=1 << 12)
    rounds.one_round(desk, first)
    circle.store.connection.close()
    profiles, invitation = [first], opened(content, phrase)
    for number in range(1, many):
        profile = folder / str(number)
        with at_place(invitation.place, invitation.organisation) as there:
            joined = joining.join(profile, invitation, there, name=f"Colleague {number}", email=f"c{number}@noordveld.nl", now=now)
        joined.desk.store.connection.close()
        profiles.append(profile)
    return profiles


def work(profiles: Sequence[Path], seconds: float) -> dict[Path, set[str]]:
    """Let every profile be worked in at once; return what each was told is saved."""
    programs = [
        subprocess.Popen([sys.executable, "-m", "tests.sharing.working", str(profile), str(seconds), str(seed)], cwd=ROOT,
                         stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)})
        for seed, profile in enumerate(profiles)
    ]  # fmt: skip
    answers = [program.communicate()[0] for program in programs]
    assert [program.returncode for program in programs] == [0] * len(programs)
    return {profile: set(json.loads(answer)) for profile, answer in zip(profiles, answers, strict=True)}


def settled(profiles: Sequence[Path], most: int = 10) -> list[Desk]:
    """Let all exchange until nothing moves any more, so often at most; return their desks."""
    desks = [desk for profile in profiles if (desk := open_desk(profile)) is not None]
    for _turn in range(most):
        steps = []
        for at, profile in enumerate(profiles):
            desks[at], step = rounds.one_round(desks[at], profile)
            steps.append(step)
        if not any(step.sent or step.received or step.waiting for step in steps):
            return desks
    raise AssertionError([step[:4] for step in steps])


@pytest.mark.parametrize(
    ("many", "seconds"),
    [(3, 4.0), pytest.param(8, 120.0, marks=pytest.mark.long)],
    ids=["three for a moment", "eight for two minutes"],
)
def test_programs_that_work_at_once_end_with_the_same_andnothing_is_lost(tmp_path: Path, many: int, seconds: float) -> None:
    profiles = village(tmp_path, many)
    said = work(profiles, seconds)
    nothing_is_lost(profiles, settled(profiles), said)


@pytest.mark.long
@pytest.mark.skipif(not syncthing_pair.available(), reason="Syncthing is not installed")
def test_six_programs_in_two_folders_that_syncthing_keeps_in_step_end_with_the_same(tmp_path: Path) -> None:
    profiles = village(tmp_path, 6)
    other = tmp_path / "other"
    other.mkdir()
    with syncthing_pair.pair(tmp_path, tmp_path / "share", other):
        for profile in profiles[3:]:
            desk = open_desk(profile)
            assert desk is not None
            circle = circle_of(desk, profile)
            assert circle is not None
            starting.moved(circle, str(other))
            desk.store.connection.close()
        said = work(profiles, 60.0)
        until = time.monotonic() + 120
        desks = settled(profiles, most=100)  # files come over as fast as Syncthing brings them
        while len({digest(desk.store) for desk in desks}) > 1 and time.monotonic() < until:
            time.sleep(2)
            desks = settled(profiles, most=100)
        nothing_is_lost(profiles, desks, said)


def nothing_is_lost(profiles: Sequence[Path], desks: Sequence[Desk], said: dict[Path, set[str]]) -> None:
    """Look whether all have the same, all that was saved among it, and nobody sits on a seat that is not there."""
    assert len({digest(desk.store) for desk in desks}) == 1
    have = {one.hex() for one in desks[0].store.hashes()}
    assert all(mine <= have for mine in said.values())
    saved = sum(map(len, said.values()))
    print(f"{len(profiles)} programs saved {saved} changes; each has the same {len(have)} now")  # noqa: T201
    assert saved > len(profiles)
    for desk, profile in zip(desks, profiles, strict=True):
        assert desk.store.check() == []
        circle = circle_of(desk, profile)
        assert circle is not None
        assert check(desk, circle) == []
    for session in desks[0].store.where(Session):
        confirmations = desks[0].store.where(Confirmation, session=session.id)
        placed = seats(session, desks[0].store.where(SignUp, session=session.id), confirmations)
        confirmed = sum(seat.state is State.CONFIRMED for seat in placed.seats)
        assert placed.taken <= max(session.seats or 0, confirmed)
    for desk in desks:
        desk.store.connection.close()
