"""One colleague's program that works in a profile for a while: `python -m tests.sharing.working PROFILE SECONDS SEED`.

It publishes, plans, signs up, leaves and edits at random, and exchanges in between, as the window does. At the end it prints what
it saved and was told is saved, as JSON: nothing of that may be lost.
"""

import json
import random
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from traincollega.errors import NotAllowed, NotPossible, SharingError
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import enrolling, planning, publishing
from traincollega.services.beginning import open_desk
from traincollega.services.desk import Desk
from traincollega.sharing.rounds import one_round


def main(profile: Path, seconds: float, seed: int) -> None:
    """Work for so many seconds."""
    chance, said = random.Random(seed), []
    desk = open_desk(profile)
    assert desk is not None
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for _n in range(chance.randint(0, 4)):
            with suppress(NotPossible, NotAllowed):
                said += [change.hash.hex() for change in act(desk, chance)]
        with suppress(SharingError):  # the share may be away: one goes on working
            desk, _step = one_round(desk, profile)
        time.sleep(chance.random() / 10)
    print(json.dumps(said))  # noqa: T201 it is what who started us reads


def act(desk: Desk, chance: random.Random) -> tuple:  # type: ignore[type-arg]
    """Do one thing; return its changes."""
    trainings = desk.store.where(Training)
    sessions = desk.store.where(Session)
    match chance.choice(("publish", "plan", "sign up", "sign up", "sign up", "leave", "edit")):
        case "publish":
            return publishing.publish(desk, publishing.Words(title=f"Training {chance.random()}", minutes=45)).changes
        case "plan" if trainings:
            mine = [one for one in trainings if one.creator == desk.me] or trainings
            wish = planning.Plan(desk.now() + timedelta(days=chance.randint(1, 99)), 45, place="Zaal", seats=chance.randint(1, 3))
            return planning.plan(desk, chance.choice(mine).id, wish).changes
        case "sign up" if sessions:
            return enrolling.sign_up(desk, chance.choice(sessions).id).changes
        case "leave" if mine := enrolling.my_sessions(desk):
            return enrolling.withdraw(desk, chance.choice(mine).id).changes
        case "edit" if mine := [one for one in trainings if desk.is_trainer(one.id)]:
            return desk.store.save(replace(chance.choice(mine), body=f"Versie {chance.random()}"))
    return ()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
