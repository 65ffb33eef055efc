"""Keeping step: one round takes in what colleagues sent, and lays out what I have to say."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from traincollega.errors import SharingError
from traincollega.language import _, ngettext
from traincollega.models.change import Change
from traincollega.models.envelopes import BROKEN, COUNTS, LOCKED, NEWER, SENT_UNTIL, WAITS, Kept, Pack
from traincollega.models.noun import moment_text
from traincollega.sharing.circle import Circle
from traincollega.sharing.packs import pack_up, tidy_away
from traincollega.sharing.place import SEGMENT, Names, Place
from traincollega.sharing.segments import FIRST, PERSONAL, Kind, Malformed, content_name_of, header_of, parts, write
from traincollega.sharing.taking_in import judge_again, kept_as, open_again, take_in
from traincollega.sharing.trust import STATES

BATCH_CHANGES = 2_000
"""Changes in one segment at most; a bulk of more becomes several."""
BATCH_SIGNS = 2_000_000
"""Signs of what these say, unless one says more by itself."""
BATCH_BYTES = 1_000_000
"""Bytes of envelopes that are taken in at once: so that nobody waits long for the database."""
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
    changes = receive(circle, place, names, report)
    return send(circle, place, names, changes)


def receive(circle: Circle, place: Place, names: Names, report: Report | None = None) -> list[Change]:
    """Take in what lies there and is not here; return what counts from now on."""
    changes = list(open_again(circle).changes)
    lacking = names.present - circle.envelopes.names()
    packs_first = sorted(lacking, key=lambda name: (name.endswith(SEGMENT), name))
    for batch in _batches(circle, place, packs_first, report):
        changes += take_in(circle, batch).changes
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
    return Step(sent, len(changes), waiting(circle), (*problems, *troubles(circle)), tuple(changes))


def unsent(circle: Circle) -> list[Change]:
    """Return what I said and is in no segment yet; of a great deal only the first part."""
    after = int(circle.store.local(SENT_UNTIL) or 0)
    return [change for change, _seq in circle.envelopes.unsent(circle.keys.device, after, BATCH_CHANGES, BATCH_SIGNS)]


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
    for state, sentence in TROUBLES.items():
        if number := envelopes.counted(state):
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
            for personal, changes in groupby(sorted(said, key=lambda one: _personal(one[0])), key=lambda one: _personal(one[0])):
                number += 1
                kind = Kind.PERSONAL if personal else Kind.OPEN
                segment = write(circle.writer(), kind, number, previous, [change for change, _seq in changes])
                previous = segment.id
                envelopes.add([kept_as(segment, COUNTS, placed=False)], moment_text(circle.now()))
                states = [change for change in segment.changes if change.noun in STATES]
                envelopes.state_that(segment.id, states)
                stated = stated or bool(states)
            after = max(seq for _change, seq in said)
        store.set_local(SENT_UNTIL, str(max(after, envelopes.last_change())))
        if stated:
            judge_again(circle)


def _personal(change: Change) -> bool:
    return change.noun in PERSONAL


def _batches(circle: Circle, place: Place, lacking: Sequence[str], report: Report | None) -> Iterator[list[tuple[str, bytes]]]:
    """Yield the envelopes of what is fetched, as much as is taken in at once; packs come apart."""
    batch: list[tuple[str, bytes]] = []
    size = 0
    for number, (name, content) in enumerate(place.fetch(lacking), 1):
        if report is not None:
            report(number, len(lacking))
        for envelope in _taken_apart(circle, name, content):
            batch.append(envelope)
            size += len(envelope[1])
            if size > BATCH_BYTES:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _taken_apart(circle: Circle, name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if name.endswith(SEGMENT):
        yield name, content
        return
    known, held = circle.envelopes.names(), []
    kinds: set[int] = set()
    try:
        for envelope in parts(content):
            held.append((content_name_of(envelope), envelope))
            kinds.add(header_of(envelope).kind)
    except Malformed:
        pass  # what came before counts all the same; what is wrong with the rest shows in its own names
    with circle.store.transaction(bulk=True):
        circle.envelopes.add_pack(
            Pack(name, min(kinds, default=0), tuple(one for one, _envelope in held), False), moment_text(circle.now())
        )
    yield from (one for one in held if one[0] not in known)


def _put(circle: Circle, place: Place, names: Names, problems: list[str]) -> int:
    """Lay out what does not lie there, and again what vanished; return how many."""
    envelopes = circle.envelopes
    due = envelopes.to_put()
    if names.whole:
        due += _vanished(circle, names)
    put: list[str] = []
    try:
        for kept in due:
            place.put(kept.name, kept.envelope)
            put.append(kept.name)
    except SharingError as error:
        problems.append(str(error))
    finally:
        with circle.store.transaction(bulk=True):
            envelopes.set_placed(put)
    return len(put)


def _vanished(circle: Circle, names: Names) -> list[Kept]:
    """Return what lay in the place and is gone: my own, and a coordinator also puts back what others wrote."""
    envelopes = circle.envelopes
    packed = {one for pack in envelopes.packs() if pack.name in names.present for one in pack.segments}
    own = circle.keys.device
    everybody = circle.store.person in circle.store.rights.coordinators()
    gone = [
        name
        for name, device in envelopes.placed()
        if name not in names.present and name not in packed and (everybody or device == own)
    ]
    return envelopes.named(gone)
