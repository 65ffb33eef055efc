"""Receiving: what lies in a place and is not here is fetched, and taken in piece by piece."""

import gc
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from traincollega.models.envelopes import ROW, Pack
from traincollega.models.noun import moment_text
from traincollega.sharing.circle import Circle
from traincollega.sharing.place import SEGMENT, Names, Place
from traincollega.sharing.segments import Malformed, content_name_of, is_open, kind_of, parts
from traincollega.sharing.taking_in import BATCH_BYTES, Before, can_read, is_closed, nothing, open_again, take_in

GIVES_WAY = 0.025
"""Seconds between two batches, in which SQLite lets whoever waits to save take its turn: it looks again that often."""
FORGED = 64
"""A pack with more records that cannot be read is none of ours, which holds none; the rest of it is passed over."""
BROKEN_MOST = 5_000
"""So much garbage, and what may be some, is looked at in a round; the rest in the next ones: what I have to say does not wait."""
CLOSED_MOST = 100_000_000
"""Bytes of what cannot be opened yet that are kept; the rest lies in the place until it can. A year of segments is that much."""
HELD_BACK = 50_000_000
"""Bytes of personal segments that wait for open ones that are still fetched."""
Fetched = tuple[list[tuple[str, bytes]], Pack | None]
"""The envelopes in a file, with their names, and what is known of it where it is a pack."""


class Batch(NamedTuple):
    """What is taken in at once."""

    envelopes: list[tuple[str, bytes]]
    packs: list[Pack]
    """Those of which these envelopes are the last."""
    passed: list[str]
    """Files of which something stays in the place until it can be opened: nothing that they hold is relied on until then."""


Report = Callable[[int, int], None]
"""Called with how many contents were fetched, of how many; raises what stops the round."""


def receive(circle: Circle, place: Place, names: Names, report: Report | None = None, before: Before = nothing) -> int:
    """Take in what lies there and is not here; return how many changes count from now on that did not.

    `before` is called in each transaction in which something is taken in, first.
    """
    came = 0
    for counting in open_again(circle, before):
        came += counting
        time.sleep(GIVES_WAY)
    _look_again(circle, names)
    lacking = circle.envelopes.lacking(names.present)
    packs_first = sorted(lacking, key=lambda name: (name.endswith(SEGMENT), name))
    broken: list[str] = []
    for number, batch in enumerate(_batches(circle, place, packs_first, report, broken)):
        if number and circle.store.person:  # a newcomer has no window yet
            time.sleep(GIVES_WAY)
        with collecting_later():
            taken = take_in(circle, batch.envelopes, before)
        came += len(taken.changes)
        broken += taken.broken
        with circle.store.transaction(bulk=True):  # only now: what is known is fetched no more
            for pack in batch.packs:
                circle.envelopes.add_pack(pack, moment_text(circle.now()))
            circle.envelopes.pass_over(batch.passed, can_read(circle))
    return came


def _look_again(circle: Circle, names: Names) -> None:
    """Let what was passed over be fetched again where more can be opened now, and forget what lies there no more."""
    reads = can_read(circle)
    again = [name for name, read in circle.envelopes.passed_over() if read != reads or (names.whole and name not in names.present)]
    if again:
        with circle.store.transaction(bulk=True):
            circle.envelopes.pass_no_more(again)


@contextmanager
def collecting_later() -> Iterator[None]:
    """Let no garbage be collected meanwhile: what is taken in has no cycles, and looking through it stops the window 0.2 s."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _batches(circle: Circle, place: Place, lacking: Sequence[str], report: Report | None, broken: Sequence[str]) -> Iterator[Batch]:
    """Yield what is fetched, as much as is taken in at once.

    `broken` grows meanwhile: it holds what of them turned out to be garbage.
    """
    batch = Batch([], [], [])
    size = closed = 0
    room = CLOSED_MOST - circle.envelopes.closed_size() if lacking else 0
    most = BROKEN_MOST if circle.store.person else sys.maxsize  # a newcomer needs all of it before there is a next round
    for envelopes, pack in _personal_last(_fetched(circle, place, lacking, report)):
        before, named, passes = len(broken), {name for name, _envelope in envelopes}, False
        for name, envelope in envelopes:  # what of earlier packs is judged meanwhile is not this one's
            if pack and sum(one in named for one in broken[before:]) > FORGED:
                pack = pack._replace(segments=())  # it holds nothing that anybody may rely on
                break
            if len(broken) + closed > most:
                yield batch  # and not this file, which is fetched again
                return
            if is_closed(circle, envelope):
                cost = len(envelope) + ROW
                if cost > room:
                    closed += not passes  # a file counts once, however much of it stays there: else it never came to its end
                    passes = True
                    continue
                room -= cost
                closed += 1
            batch.envelopes.append((name, envelope))
            size += len(envelope)
            if size > BATCH_BYTES:
                yield batch
                batch, size = Batch([], [], []), 0
        if passes:
            batch.passed.append(pack.name if pack else name)
        elif pack:
            batch.packs.append(pack)
    if any(batch):
        yield batch


def _fetched(circle: Circle, place: Place, lacking: Sequence[str], report: Report | None) -> Iterator[Fetched]:
    for number, (name, content) in enumerate(place.fetch(lacking), 1):
        if report is not None:
            report(number, len(lacking))
        yield ([(name, content)], None) if name.endswith(SEGMENT) else _taken_apart(circle, name, content)


def _personal_last(files: Iterable[Fetched]) -> Iterator[Fetched]:
    """Hold personal segments back, as far as memory goes: whose count, only open ones say, and what waits is opened twice."""
    later: list[Fetched] = []
    held = 0
    for envelopes, pack in files:
        if any(is_open(envelope) for _name, envelope in envelopes):
            yield envelopes, pack
            continue
        later.append((envelopes, pack))
        held += sum(len(envelope) for _name, envelope in envelopes)
        if held > HELD_BACK:
            yield from later
            later, held = [], 0
    yield from later


def _taken_apart(circle: Circle, name: str, content: bytes) -> Fetched:
    """Return what of a pack is not known yet, and what it holds."""
    held: list[tuple[str, bytes]] = []
    kinds: set[int] = set()
    try:
        for envelope in parts(content):
            held.append((content_name_of(envelope), envelope))
            kinds.add(kind_of(envelope))
    except Malformed:
        pass  # what came before counts all the same; what is wrong with the rest shows in its own names
    names = [one for one, _envelope in held]
    lacking = set(circle.envelopes.unknown(names))
    return [one for one in held if one[0] in lacking], Pack(name, min(kinds, default=0), tuple(names), False)
