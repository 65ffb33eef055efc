"""Changes of colleagues taken in, against plain SQL that leaves the same rows; and how long another thread waits meanwhile.

The floors keep no history and ask nobody's rights. (1) A new computer: one `executemany` per table of the rows that are there in
the end, and the search index filled in one sentence, as any program that can be searched would: the same tables, indexes
and triggers, one transaction, the same cache. (2) On top of 100,000 changes: an UPDATE of the one field of each edit, and an
INSERT of each new sign-up, one transaction in a copy of the same database. Changes are handed over as the objects that who
reads a segment makes; their canonical text, hash and rights are worked out in our time.
"""

import gc
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.figure import Figure, Gate
from benchmarks.profiles import by, small
from benchmarks.talks import trainings
from traincollega.models.catalogue import index_from
from traincollega.models.change import Change
from traincollega.models.colleague import Colleague, Device
from traincollega.models.database import Connection, atomic, open_database
from traincollega.models.noun import Noun, identify, new_nonce
from traincollega.models.reading import SELECT_CHANGE, change_of
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.store import Store
from traincollega.models.tables import TABLES, cell
from traincollega.models.training import Training
from traincollega.services.desk import Desk

ROUNDS = 5
COLLEAGUES, MANY_COLLEAGUES = 605, 3_200
"""So many say some 100,000 fields in 19,000 changes; and some 100,000 changes."""
GIVEN, SESSIONS, SIGN_UPS, EDITS = 8, 2, 15, 4
"""What each colleague makes: trainings, sessions of these, sign-ups for those of others, and edits of their own.

A session then has 7 sign-ups. The more of the rows are short, the higher is the ratio: a training's index is most of its floor.
"""
ON_TOP = 1_000
BATCH = 500
"""Changes that are taken in together where a window is open."""
TICK = 0.005
BLOCKED = 50
"""Milliseconds that a window may wait."""


class Voice(NamedTuple):
    """A colleague: their store, and what they made."""

    store: Store
    trainings: list[Training]
    sessions: list[Session]
    sign_ups: list[SignUp]


def figures(folder: Path) -> Iterator[Figure]:
    """Take in 100,000 fields, 100,000 changes, 1,000 more on top of these, and 100,000 beside a thread that ticks."""
    desk, _voices = _office(folder / "fields", COLLEAGUES)
    rows = _rows(desk.store)
    said = sum(len(change_of(row).fields) for row in rows)
    yield _bulk(folder / "in-fields", f"{said:,} fields in {len(rows):,} changes taken in", desk, rows, (Gate(2.5),))
    desk.store.connection.close()
    desk, voices = _office(folder / "changes", MANY_COLLEAGUES)
    rows = _rows(desk.store)
    yield _bulk(folder / "in-changes", f"{len(rows):,} changes taken in", desk, rows)
    yield from _on_top(folder / "on-top", desk, voices)
    yield _blocked(folder / "blocked", desk, rows)
    desk.store.connection.close()


# who says what


def _office(folder: Path, many: int) -> tuple[Desk, list[Voice]]:
    """Return an organisation in which so many colleagues made trainings, sessions and sign-ups, and edited some (seed 1)."""
    chance, desk = random.Random(1), small(folder)
    texts = trainings(many * GIVEN, desk.me, desk.organisation)
    voices = [_voice(desk, list(islice(texts, GIVEN)), chance) for _one in range(many)]
    sessions = [session for voice in voices for session in voice.sessions]
    for voice in voices:
        person = voice.store.person
        voice.sign_ups.extend(
            SignUp.new(person, session=one.id, person=person) for one in chance.sample(sessions, min(SIGN_UPS, len(sessions)))
        )
        voice.store.add_all(voice.sign_ups)
    with desk.store.transaction(bulk=True):
        for voice in voices:
            voice.store.save(*_edits(voice, chance))
    return desk, voices


def _voice(desk: Desk, texts: list[Training], chance: random.Random) -> Voice:
    nonce = new_nonce()
    person = identify("", nonce)
    card = Colleague(id=person, creator="", nonce=nonce, name=f"Colleague {nonce[:6]}", email=f"{nonce[:6]}@noordveld.nl")
    computer = Device.new(person, person=person, name="laptop")
    given = [by(one, person) for one in texts]
    sessions = []
    for training in given[:SESSIONS]:
        starts = desk.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=chance.randint(1, 24 * 365))
        ends = starts + timedelta(minutes=training.minutes)
        sessions.append(Session.new(person, training=training.id, starts=starts, ends=ends, place="Raadzaal", seats=12))
    store = desk.store.speaking_for(computer.id, person)
    store.add_all([computer, card, *given, *sessions])
    return Voice(store, given, sessions, [])


def _edits(voice: Voice, chance: random.Random) -> list[Noun]:
    """Return what somebody edits: two titles, a place, and a sign-up that is withdrawn."""
    find = voice.store.get
    withdrawn = find(SignUp, chance.choice(voice.sign_ups).id)
    titles = chance.sample(voice.trainings, EDITS - 2)
    return [
        *(replace(find(Training, one.id), title=f"{one.title} ({chance.random():.6f})") for one in titles),
        replace(find(Session, chance.choice(voice.sessions).id), place=f"Kamer {chance.random():.6f}"),
        replace(withdrawn, withdrawn=voice.store.clock.now()),
    ]


def _rows(store: Store, after: int = 0) -> list[tuple[Any, ...]]:
    return store.connection.execute(f"{SELECT_CHANGE} WHERE seq > ? ORDER BY seq", (after,)).fetchall()


# taken in


def _bulk(folder: Path, what: str, desk: Desk, rows: Sequence[tuple[Any, ...]], gates: tuple[Gate, ...] = ()) -> Figure:
    taken: tuple[list[float], list[float]] = ([], [])
    folder.mkdir()
    for number in range(ROUNDS):
        store = _reader(folder / f"ours-{number}.sqlite", desk.organisation)
        with closing(store.connection) as ours:
            taken[0].append(_seconds(store.apply, list(map(change_of, rows))))
            plain = {name: list(map(list, ours.execute(f"{table.select} ORDER BY seq"))) for name, table in TABLES.items()}
        with closing(open_database(folder / f"plain-{number}.sqlite")) as floor:
            taken[1].append(_seconds(_plain_insert, floor, plain))
    return Figure(what, median(taken[0]) * 1e3, median(taken[1]) * 1e3, "ms", "`executemany` of the same rows + FTS", gates)


def _reader(path: Path, organisation: str) -> Store:
    store = Store(open_database(path), device="reader", person="")
    store.set_local("organisation", organisation)
    return store


def _plain_insert(connection: Connection, plain: dict[str, list[list[Any]]]) -> None:
    with atomic(connection, bulk=True):
        for name, rows in plain.items():
            connection.executemany(TABLES[name].insert, rows)
        index_from(connection, 1)


def _on_top(folder: Path, desk: Desk, voices: Sequence[Voice]) -> Iterator[Figure]:
    """Let edits and new sign-ups come in on top of all that is known."""
    folder.mkdir()
    store = _reader(folder / "ours.sqlite", desk.organisation)
    store.apply(map(change_of, _rows(desk.store)))
    chance, floor_is = random.Random(2), "an UPDATE (of a new one an INSERT) each"
    with closing(store.connection), closing(open_database(folder / "plain.sqlite")) as plain:
        store.connection.backup(plain)
        for what, makers, gates in (
            (f"{ON_TOP:,} changes on top: 700 edits, 300 new sign-ups", (_titles, _places, _leaving, _coming), (Gate(5),)),
            (f"{ON_TOP:,} titles", (_titles,), ()),
            (f"{ON_TOP:,} places of sessions", (_places,), ()),
            (f"{ON_TOP:,} new sign-ups", (_coming,), ()),
        ):
            taken: tuple[list[float], list[float]] = ([], [])
            for _round in range(ROUNDS):
                said = _said(desk, voices, chance, makers)
                changes = list(map(change_of, said))
                taken[0].append(_seconds(store.apply, changes))
                sentences = [_sentence(store, one) for one in map(change_of, said)]
                taken[1].append(_seconds(_plain_sentences, plain, sentences))
            yield Figure(what, median(taken[0]) * 1e3, median(taken[1]) * 1e3, "ms", floor_is, gates)


def _said(
    desk: Desk, voices: Sequence[Voice], chance: random.Random, makers: Sequence[Callable[[Voice, random.Random], Noun]]
) -> list[tuple[Any, ...]]:
    """Return 1,000 new changes: of four kinds 40, 20, 10 and 30 of a hundred, else all of the one."""
    until = desk.store.connection.execute("SELECT MAX(seq) FROM change").fetchone()[0]
    parts = (400, 200, 100, 300) if len(makers) > 1 else (ON_TOP,)
    with desk.store.transaction(bulk=True):
        for maker, many in zip(makers, parts, strict=True):
            for voice in chance.sample(voices, many):
                voice.store.save(maker(voice, chance))
    rows = _rows(desk.store, until)
    chance.shuffle(rows)
    return rows


def _titles(voice: Voice, chance: random.Random) -> Noun:
    one = voice.store.get(Training, chance.choice(voice.trainings).id)
    return replace(one, title=f"{one.title[:50]} {chance.random():.6f}")


def _places(voice: Voice, chance: random.Random) -> Noun:
    return replace(voice.store.get(Session, chance.choice(voice.sessions).id), place=f"Kamer {chance.random():.6f}")


def _leaving(voice: Voice, _chance: random.Random) -> Noun:
    present = (one for one in voice.store.where(SignUp, person=voice.store.person) if one.withdrawn is None)
    return replace(next(present), withdrawn=voice.store.clock.now())


def _coming(voice: Voice, chance: random.Random) -> Noun:
    return SignUp.new(voice.store.person, session=chance.choice(voice.sign_ups).session, person=voice.store.person)


def _sentence(store: Store, change: Change) -> tuple[str, Sequence[Any]]:
    table = TABLES[change.noun]
    if "nonce" in change.fields:
        return table.insert, store.connection.execute(f"{table.select} WHERE id = ?", (change.id,)).fetchone()
    ((field, value),) = change.fields.items()
    return f'UPDATE {change.noun} SET "{field}" = ? WHERE id = ?', (cell(value), change.id)


def _plain_sentences(connection: Connection, sentences: Sequence[tuple[str, Sequence[Any]]]) -> None:
    with atomic(connection, bulk=True):
        for sentence, values in sentences:
            connection.execute(sentence, values)


def _blocked(folder: Path, desk: Desk, rows: list[tuple[Any, ...]]) -> Figure:
    """Return the longest that a thread which ticks every 5 ms, as a window does, was kept waiting."""
    folder.mkdir()
    store, longest, done = _reader(folder / "ours.sqlite", desk.organisation), 0.0, threading.Event()

    def work() -> None:
        for at in range(0, len(rows), BATCH):
            store.apply(map(change_of, rows[at : at + BATCH]))
        done.set()

    thread = threading.Thread(target=work)
    gc.collect()
    gc.freeze()  # as the program does once it stands: else all that this module made is looked through
    thread.start()
    while not done.is_set():
        start = time.perf_counter()
        time.sleep(TICK)
        longest = max(longest, time.perf_counter() - start - TICK)
    thread.join()
    gc.unfreeze()
    store.connection.close()
    what = f"longest wait of another thread while {len(rows):,} changes come in, {BATCH} at a time"
    return Figure(what, longest * 1e3, None, "ms", "", (Gate(BLOCKED, "value"),))


def _seconds(task: Callable[..., object], *arguments: Any) -> float:
    gc.collect()
    start = time.perf_counter()
    task(*arguments)
    return time.perf_counter() - start
