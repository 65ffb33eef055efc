"""Keeping step: one round takes in what colleagues sent, and lays out what I have to say."""

import random
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from traincollega.errors import PlaceFull, PlaceReadOnly, PlaceUnreachable, SharingError
from traincollega.models.change import Change
from traincollega.models.envelopes import COUNTS, LOCKED, NEWER, SENT_UNTIL, WAITS, Kept
from traincollega.models.noun import moment_of, moment_text
from traincollega.sharing.circle import Circle, Overtaken
from traincollega.sharing.decoys import decoys
from traincollega.sharing.packs import pack_up, tidy_away
from traincollega.sharing.place import Names, Place
from traincollega.sharing.receiving import Report, receive
from traincollega.sharing.sealing import readable, to_seal
from traincollega.sharing.segments import FIRST, PERSONAL, SEALED, Kind, Segment, write, write_sealed
from traincollega.sharing.taking_in import forget, is_sound, judge_again, kept_as, opened
from traincollega.sharing.troubles import LACKS, OF_REVOKED, WORDS, Trouble, told
from traincollega.sharing.trust import STATES

BATCH_CHANGES = 2_000
"""Changes in one segment at most; a bulk of more becomes several."""
BATCH_SIGNS = 2_000_000
"""Signs of what these say, unless one says more by itself."""
ALL, COLLEAGUES, PERSONS, SOME = range(4)
"""Segments in the first key, and open, personal and sealed ones in the newest."""
SEALS_MOST = 500
"""Rows of which one segment holds what is sealed: with 40 readers each that is 3 MB."""
TO_ALL = frozenset(("key_wrap", "erasure"))
"""What also those have to hear who lack the newest key, besides who is heard."""
LOOK_AGAIN = timedelta(hours=1)
"""After so long what is due by its age is looked for, though nothing happened."""
GONE_SINCE = "gone since"
"""The local value that holds since when something lacks in the place that others wrote, "" where nothing does."""
PATIENCE = timedelta(days=1)
"""So long its writers, and the coordinators, have to put it back, before everybody does who has it."""
LOOKED_AT = 8
"""Of one's own segments, how many are read back in a round."""


class Step(NamedTuple):
    """What one round did."""

    sent: int
    """Segments that were put in the place."""
    received: int
    """Changes of others that count from now on."""
    waiting: int
    """Changes of mine that do not lie in the place yet."""
    troubles: tuple[Trouble, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """Return the troubles as finished sentences, in the language of now."""
        return tuple(map(told, self.troubles))


def keep_step(circle: Circle, place: Place, *, report: Report | None = None) -> Step:
    """Do one round without its chores; raises SharingError where the place cannot be read at all."""
    names = place.names()
    still = quiet(circle, names)
    return still or send(circle, place, names, receive(circle, place, names, report))


@dataclass(frozen=True)
class Quiet:
    """What the last round left behind: where all of it is as it was, there is nothing to do."""

    names: Names
    data: tuple[int, int]
    """What SQLite counts up when this connection, or another one, writes."""
    until: datetime
    step: Step


def quiet(circle: Circle, names: Names) -> Step | None:
    """Return what the last round came to, where nothing happened since then, here or in the place; None where something did."""
    last: Quiet | None = circle.store.connection.remembered.get(Quiet)
    if last is None or (last.names, last.data) != (names, circle.store.written()) or circle.now() > last.until:
        return None
    return last.step


def _remember(circle: Circle, names: Names, step: Step) -> None:
    """Keep that there is nothing left to do, until something happens, or an hour has passed."""
    if not step.waiting:
        calm = Step(0, 0, 0, step.troubles)
        circle.store.connection.remembered[Quiet] = Quiet(names, circle.store.written(), circle.now() + LOOK_AGAIN, calm)


def send(circle: Circle, place: Place, names: Names, received: int = 0, problems: Sequence[str] = ()) -> Step:
    """Lay out what I have to say, and tidy; `received` is how many changes came in this round, `problems` what it met."""
    seal(circle)
    problems = [*problems]
    sent = _put(circle, place, names, problems)
    try:
        tidy_away(circle, place, names)
        pack_up(circle, place, names)
    except SharingError as error:
        if str(error) not in problems:
            problems.append(str(error))
    step = Step(sent, received, waiting(circle), (*(Trouble("", 0, one) for one in problems), *troubles(circle)))
    if not (sent or received or problems) and not circle.envelopes.lacking(names.present):  # what hung may come any moment
        _remember(circle, names, step)
    return step


def waiting(circle: Circle) -> int:
    """Return how many changes of mine do not lie in the place yet."""
    envelopes = circle.envelopes
    unsent = envelopes.unsent_count(circle.keys.device, int(circle.store.local(SENT_UNTIL) or 0))
    return unsent + envelopes.to_put_count()


def troubles(circle: Circle) -> list[Trouble]:
    """Return what cannot be read or is not heard."""
    counted = circle.envelopes.counted()
    if counted.get(WAITS):
        revoked = circle.trust().revoked
        counted[OF_REVOKED] = sum(device in revoked for device, _one in circle.envelopes.waiting())
        counted[WAITS] -= counted[OF_REVOKED]
    counted[LACKS] = _lacking(circle, counted)
    found = [Trouble(kind, counted[kind]) for kind in WORDS if counted.get(kind)]
    not_heard = circle.not_heard()
    return [*found, Trouble(not_heard)] if not_heard else found


def _lacking(circle: Circle, counted: Mapping[str, int]) -> int:
    """Return how many segments are missing for an hour of computers that are heard, as the numbers of later ones show.

    What cannot be opened yet may be just those; that is told itself.
    """
    if counted.get(LOCKED) or counted.get(NEWER):
        return 0
    trust, gaps = circle.trust(), circle.envelopes.gaps(moment_text(circle.now() - LOOK_AGAIN))
    return sum(lacks for device, lacks in gaps.items() if device in trust.certified and device not in trust.revoked)


def seal(circle: Circle) -> None:
    """Put what I said since the last time in segments, that wait here to be laid out. Raises Overtaken."""
    store, envelopes, device = circle.store, circle.envelopes, circle.keys.device
    with circle.noting():
        after = int(store.local(SENT_UNTIL) or 0)
        if any(_saved_meanwhile(circle, former, after) for former in circle.former()):
            raise Overtaken
        number, previous = envelopes.last(device) or (0, FIRST)
        stated = erased = False
        made = set[str]()
        while unsent := envelopes.unsent(device, after, BATCH_CHANGES, BATCH_SIGNS):
            said = [change for change, _seq in unsent if change.id not in made]
            beside = decoys(circle, said)  # in the same segment, so not with what comes after
            made |= {one.id for one in beside}
            for whom, together in groupby(sorted([*said, *beside], key=_for_whom), key=_for_whom):
                for segment in _written(circle, whom, list(together), number, previous):
                    number, previous = segment.header.number, segment.id
                    envelopes.add([kept_as(segment, COUNTS, placed=False)], moment_text(circle.now()))
                    states = [change for change in segment.changes if change.noun in STATES]
                    envelopes.state_that(segment.id, states)
                    stated = stated or bool(states)
            erased = erased or any(change.noun == "erasure" for change in said)
            after = max(seq for _change, seq in unsent)
        store.set_local(SENT_UNTIL, str(max(after, envelopes.last_change())))
        if stated:
            judge_again(circle)
        if erased:
            forget(circle)


def _written(circle: Circle, whom: int, changes: list[Change], number: int, previous: bytes) -> Iterator[Segment]:
    """Yield the segments that say these changes, after the one with this number and id."""
    writer = circle.writer(to_all=whom == ALL)
    if whom != SOME:
        yield write(writer, Kind.PERSONAL if whom == PERSONS else Kind.OPEN, number + 1, previous, changes)
        return
    seals = to_seal(circle, changes)
    for start in range(0, len(seals), SEALS_MOST):
        segment = write_sealed(writer, number + 1, previous, seals[start : start + SEALS_MOST])
        readable(circle, [segment])
        number, previous = segment.header.number, segment.id
        yield segment


def _saved_meanwhile(circle: Circle, former: str, after: int) -> bool:
    """Say whether a window that did not hear yet that this is another computer saved something: it would pass for sent."""
    envelopes = circle.envelopes
    saved = {change.hash for change, _seq in envelopes.unsent(former, after, sys.maxsize, sys.maxsize)}
    for kept in envelopes.of_device(former) if saved else ():
        one = opened(circle, kept.envelope, kept.name)
        saved -= {change.hash for change in readable(circle, [one])} if isinstance(one, Segment) else set()
    return bool(saved)


def _for_whom(said: Change) -> int:
    """Return in which segment a change goes: keys that are handed on, and who is heard, have to be read without them."""
    noun = said.noun
    if noun in SEALED:
        return SOME
    return ALL if noun in STATES or noun in TO_ALL else PERSONS if noun in PERSONAL else COLLEAGUES


def _put(circle: Circle, place: Place, names: Names, problems: list[str]) -> int:
    """Lay out what does not lie there, and again what vanished; return how many."""
    envelopes = circle.envelopes
    packed = {one for pack in envelopes.packs() if pack.name in names.present for one in pack.segments}
    new = envelopes.to_put()
    due = [kept for kept in new if kept.name not in packed]
    if names.whole:
        due += _vanished(circle, names, packed)
    due += _spoilt(circle, place, names)
    put: list[str] = []
    for kept in filter(is_sound, due):
        try:
            place.put(kept.name, kept.envelope)
            put.append(kept.name)
        except SharingError as error:
            if str(error) not in problems:
                problems.append(str(error))
            if isinstance(error, PlaceUnreachable | PlaceReadOnly | PlaceFull):
                break  # else only this one has to wait
    with circle.noting():
        envelopes.set_placed([*put, *(kept.name for kept in new if kept.name in packed)])  # as after a move it may be
    return len(put)


def _spoilt(circle: Circle, place: Place, names: Names) -> list[Kept]:
    """Return what of mine lies there and cannot be read any more, of a few that chance takes: a name in a list is no proof."""
    mine = [name for name, _device in circle.envelopes.placed(circle.own()) if name in names.present]
    some = random.sample(mine, min(LOOKED_AT, len(mine)))
    whole = {name for name, _content in place.fetch(some)}
    return circle.envelopes.named(set(some) - whole)


def _vanished(circle: Circle, names: Names, packed: Set[str]) -> list[Kept]:
    """Return what lay in the place and is gone, also from packs: my own, and as a coordinator, or after a day, all of it."""
    envelopes, own = circle.envelopes, circle.own()
    gone = [(name, device) for name, device in envelopes.placed() if name not in names.present and name not in packed]
    theirs = any(device not in own for _name, device in gone)
    if _is_long_so(circle, theirs) or circle.is_coordinator():
        return envelopes.named([name for name, _device in gone])
    return envelopes.named([name for name, device in gone if device in own])


def _is_long_so(circle: Circle, theirs: bool) -> bool:
    """Note since when anything that others wrote is gone; say whether who has to put it back has had the time."""
    since = circle.store.local(GONE_SINCE)
    now = circle.now()
    if theirs and since and moment_of(since) <= now:  # else a clock was wrong
        return now - moment_of(since) >= PATIENCE
    noted = moment_text(now) if theirs else ""
    if noted != since:
        circle.store.set_local(GONE_SINCE, noted)
    return False
