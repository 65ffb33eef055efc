"""One sign-up committed, against one plain INSERT transaction into the same table."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, Gate
from benchmarks.profiles import full
from traincollega.models.database import connect
from traincollega.models.noun import identify, new_nonce
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.tables import TABLES
from traincollega.services import enrolling

TRAININGS, COLLEAGUES, SESSIONS = 2_000, 150, 1_200
ROUNDS = 400


def figures(folder: Path) -> Iterator[Figure]:
    """Sign me up for 400 sessions, store.save the same for 400 others, with a plain INSERT after each; all synchronous=NORMAL."""
    desk = full(folder / "signing_up", TRAININGS, COLLEAGUES, SESSIONS)
    mine = {one.session for one in desk.store.where(SignUp, person=desk.me)}
    sessions = (one for one in desk.store.where(Session) if one.id not in mine)
    desk.store.connection.execute("PRAGMA synchronous = NORMAL")
    taken: dict[str, list[float]] = {"verb": [], "save": [], "plain": []}
    with closing(connect(desk.path)) as plain:
        plain.execute("PRAGMA synchronous = NORMAL")
        for verb, save in zip(islice(sessions, ROUNDS), sessions, strict=False):
            start = time.perf_counter()
            enrolling.sign_up(desk, verb.id)
            taken["verb"].append(time.perf_counter() - start)
            made = SignUp.new(desk.me, session=save.id, person=desk.me)
            start = time.perf_counter()
            desk.store.save(made)
            taken["save"].append(time.perf_counter() - start)
            row = _row(desk.me, save.id)
            start = time.perf_counter()
            _insert(plain, row)
            taken["plain"].append(time.perf_counter() - start)
            plain.execute("DELETE FROM sign_up WHERE id = ?", (row[0],))
    floor = median(taken["plain"]) * 1e6
    floor_is = "a plain INSERT in a transaction, same table and indexes"
    yield Figure("one sign-up committed (`store.save`)", median(taken["save"]) * 1e6, floor, "µs", floor_is, (Gate(4),))
    yield Figure("the whole verb: rules, sign-up, who sits where, message", median(taken["verb"]) * 1e6, floor, "µs", floor_is)
    desk.store.connection.close()


def _row(person: str, session: str) -> tuple[object, ...]:
    nonce = new_nonce()
    values = {
        "creator": person,
        "nonce": nonce,
        "deleted": 0,
        "session": session,
        "person": person,
        "withdrawn": None,
        "visible": 0,
    }
    return (identify(person, nonce), 1, "[]", *(values[field] for field in TABLES["sign_up"].fields))


def _insert(connection: sqlite3.Connection, row: tuple[object, ...]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(TABLES["sign_up"].insert, row)
    connection.execute("COMMIT")
