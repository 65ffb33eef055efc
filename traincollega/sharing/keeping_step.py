"""Keeping step: one round takes in what colleagues sent, and lays out what I have to say."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from traincollega.errors import PlaceFull, PlaceReadOnly, PlaceUnreachable, SharingError
from traincollega.language import _, ngettext
from traincollega.models.change import Change
from traincollega.models.envelopes import BROKEN, COUNTS, LOCKED, NEWER, SENT_UNTIL, WAITS, Kept, Pack
from traincollega.models.noun import moment_text
from traincollega.sharing.circle import Circle
from traincollega.sharing.packs import pack_up, tidy_away
from traincollega.sharing.place import SEGMENT, Names, Place
from traincollega.sharing.segments import FIRST, PERSONAL, Kind, Malformed, content_name_of, kind_of, parts, write
from traincollega.sharing.taking_in import judge_again, kept_as, open_again, take_in
from traincollega.sharing.trust import STATES

BATCH_CHANGES = 2_000
"""Changes in one segment at most; a bulk of more becomes several."""
BATCH_SIGNS = 2_000_000
"""Signs of what these say, unless one says more by itself."""
BATCH_BYTES = 1_000_000
"""Bytes of envelopes that are taken in at once: so that nobody waits long for the database."""
ALL, COLLEAGUES, PERSONS = range(3)
"""Segments in the first key, and open and personal ones in the newest."""
TO_ALL = frozenset(("key_wrap", "erasure"))
"""What also those have to hear who lack the newest key, besides who is heard."""
LOOK_AGAIN = timedelta(hours=1)
"""After so long what is due by its age is looked for, though nothing happened."""
LOOKED_AT = 8
"""Of one's own segments, how many are read back in a round."""
Report = Callable[[int, int], None]
"""Called with how many contents were fetched, of how many; raises what stops the round."""


class Step(NamedTuple):
    """What one round did; `problems` are finished sentences."""

    sent: int
    """Segments that were put in the place."""
    received: int
    """Changes of others that count from now on."""
    waiting: int
    """Changes of mine that do not lie in the place yet."""
    problems: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    """What was received."""


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
        calm = Step(0, 0, 0, step.problems)
        circle.store.connection.remembered[Quiet] = Quiet(names, circle.store.written(), circle.now() + LOOK_AGAIN, calm)


def receive(circle: Circle, place: Place, names: Names, report: Report | None = None) -> list[Change]:
    """Take in what lies there and is not here; return what counts from now on."""
    changes = list(open_again(circle).changes)
    lacking = circle.envelopes.lacking(names.present)
    packs_first = sorted(lacking, key=lambda name: (name.endswith(SEGMENT), name))
    for batch, packs in _batches(circle, place, packs_first, report):
        changes += take_in(circle, batch).changes
        with circle.store.transaction(bulk=True):  # only now: what is known is fetched no more
            for pack in packs:
                circle.envelopes.add_pack(pack, moment_text(circle.now()))
    return changes


def send(circle: Circle, place: Place, names: Names, changes: Sequence[Change] = ()) -> Step:
    """Lay out what I have to say, and tidy; `changes` is what was received in this round."""
    seal(circle)
    problems: list[str] = []
    sent = _put(circle, place, names, problems)
    try:
        tidy_away(circle, place, names)
        pack_up(circle, place, names)
    except SharingError as error:
        problems.append(str(error))
    step = Step(sent, len(changes), waiting(circle), (*problems, *troubles(circle)), tuple(changes))
    if not (sent or changes or problems) and not circle.envelopes.lacking(names.present):  # what hung may come any moment
        _remember(circle, names, step)
    return step


TROUBLES: dict[str, Callable[[int], str]] = {
    LOCKED: lambda n: ngettext(
        "{n} message is in a key that has not come yet. It will be read once it comes.",
        "{n} messages are in a key that has not come yet. They will be read once it comes.",
        n,
    ),
    NEWER: lambda n: ngettext(
        "{n} message was made by a newer version. Install that version to read it.",
        "{n} messages were made by a newer version. Install that version to read them.",
        n,
    ),
    BROKEN: lambda n: ngettext(
        "{n} file in the shared folder is damaged or forged. It was passed over.",
        "{n} files in the shared folder are damaged or forged. They were passed over.",
        n,
    ),
    WAITS: lambda n: ngettext(
        "{n} message comes from a computer that nobody vouches for. A coordinator can.",
        "{n} messages come from computers that nobody vouches for. A coordinator can.",
        n,
    ),
}


def waiting(circle: Circle) -> int:
    """Return how many changes of mine do not lie in the place yet."""
    envelopes = circle.envelopes
    unsent = envelopes.unsent_count(circle.keys.device, int(circle.store.local(SENT_UNTIL) or 0))
    return unsent + envelopes.to_put_count()


def troubles(circle: Circle) -> list[str]:
    """Return what cannot be read or is not heard, as sentences."""
    envelopes, found = circle.envelopes, []
    counted = envelopes.counted()
    for state, sentence in TROUBLES.items():
        if number := counted.get(state):
            found.append(sentence(number).format(n=number))
    trust = circle.trust()
    if circle.keys.device in trust.revoked:
        found.append(_("This computer was revoked. What you do here reaches nobody; ask a coordinator."))
    elif circle.keys.device not in trust.certified:
        found.append(_("This computer waits to be approved. Until then nobody hears what you do here."))
    return found


def seal(circle: Circle) -> None:
    """Put what I said since the last time in segments, that wait here to be laid out."""
    store, envelopes, device = circle.store, circle.envelopes, circle.keys.device
    with store.transaction(bulk=True):
        after = int(store.local(SENT_UNTIL) or 0)
        number, previous = envelopes.last(device) or (0, FIRST)
        stated = False
        while said := envelopes.unsent(device, after, BATCH_CHANGES, BATCH_SIGNS):
            for whom, changes in groupby(sorted(said, key=_for_whom), key=_for_whom):
                number += 1
                kind = Kind.PERSONAL if whom == PERSONS else Kind.OPEN
                writer = circle.writer(to_all=whom == ALL)
                segment = write(writer, kind, number, previous, [change for change, _seq in changes])
                previous = segment.id
                envelopes.add([kept_as(segment, COUNTS, placed=False)], moment_text(circle.now()))
                states = [change for change in segment.changes if change.noun in STATES]
                envelopes.state_that(segment.id, states)
                stated = stated or bool(states)
            after = max(seq for _change, seq in said)
        store.set_local(SENT_UNTIL, str(max(after, envelopes.last_change())))
        if stated:
            judge_again(circle)


def _for_whom(said: tuple[Change, int]) -> int:
    """Return in which segment a change goes: keys that are handed on, and who is heard, have to be read without them."""
    noun = said[0].noun
    return ALL if noun in STATES or noun in TO_ALL else PERSONS if noun in PERSONAL else COLLEAGUES


def _batches(
    circle: Circle, place: Place, lacking: Sequence[str], report: Report | None
) -> Iterator[tuple[list[tuple[str, bytes]], list[Pack]]]:
    """Yield the envelopes of what is fetched, as much as is taken in at once, and the packs of which these are the last."""
    batch: list[tuple[str, bytes]] = []
    packs: list[Pack] = []
    size = 0
    for number, (name, content) in enumerate(place.fetch(lacking), 1):
        if report is not None:
            report(number, len(lacking))
        envelopes, pack = ([(name, content)], None) if name.endswith(SEGMENT) else _taken_apart(circle, name, content)
        for envelope in envelopes:
            batch.append(envelope)
            size += len(envelope[1])
            if size > BATCH_BYTES:
                yield batch, packs
                batch, packs, size = [], [], 0
        packs += [pack] if pack else []
    if batch or packs:
        yield batch, packs


def _taken_apart(circle: Circle, name: str, content: bytes) -> tuple[list[tuple[str, bytes]], Pack]:
    """Return what of a pack is not known yet, and what it holds."""
    known, held = circle.envelopes.names(), []
    kinds: set[int] = set()
    try:
        for envelope in parts(content):
            held.append((content_name_of(envelope), envelope))
            kinds.add(kind_of(envelope))
    except Malformed:
        pass  # what came before counts all the same; what is wrong with the rest shows in its own names
    return [one for one in held if one[0] not in known], Pack(name, min(kinds, default=0), tuple(one for one, _ in held), False)


def _put(circle: Circle, place: Place, names: Names, problems: list[str]) -> int:
    """Lay out what does not lie there, and again what vanished; return how many."""
    envelopes = circle.envelopes
    due = envelopes.to_put()
    if names.whole:
        due += _vanished(circle, names)
    due += _spoilt(circle, place, names)
    put: list[str] = []
    for kept in due:
        try:
            place.put(kept.name, kept.envelope)
            put.append(kept.name)
        except SharingError as error:
            if str(error) not in problems:
                problems.append(str(error))
            if isinstance(error, PlaceUnreachable | PlaceReadOnly | PlaceFull):
                break  # else only this one has to wait
    with circle.store.transaction(bulk=True):
        envelopes.set_placed(put)
    return len(put)


def _spoilt(circle: Circle, place: Place, names: Names) -> list[Kept]:
    """Return what of mine lies there and cannot be read any more, of a few that chance takes: a name in a list is no proof."""
    mine = [name for name, _device in circle.envelopes.placed([circle.keys.device]) if name in names.present]
    some = random.sample(mine, min(LOOKED_AT, len(mine)))
    whole = {name for name, _content in place.fetch(some)}
    return circle.envelopes.named(set(some) - whole)


def _vanished(circle: Circle, names: Names) -> list[Kept]:
    """Return what lay in the place and is gone: my own, and a coordinator also puts back what others wrote."""
    envelopes = circle.envelopes
    everybody = circle.store.person in circle.store.rights.coordinators()
    lay = envelopes.placed(None if everybody else circle.own())
    packed = {one for pack in envelopes.packs() if pack.name in names.present for one in pack.segments}
    return envelopes.named([name for name, _device in lay if name not in names.present and name not in packed])
