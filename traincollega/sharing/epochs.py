"""Reading keys: a new one is begun, sealed to every computer that is heard, and taken by those."""

import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from functools import partial

from traincollega.models.change import stamp_at
from traincollega.models.noun import moment_of, moment_text
from traincollega.models.trust import KeyWrap
from traincollega.sharing import ciphers
from traincollega.sharing.circle import Circle, Overtaken
from traincollega.sharing.keeping_step import PATIENCE
from traincollega.sharing.keys import Keys

SEEN = "keys seen"
"""The local value that holds since when each reading key is known here, by our own clock."""
ENOUGH = 3
"""So many persons, who are no coordinators, hand a key on to a computer: where everybody did, each of n computers got n rows."""


def knowing_new_key(circle: Circle) -> tuple[Circle, str]:
    """Return the circle with a new reading key, and its id: it is kept before anybody can write in it."""
    key = ciphers.new_key()
    return circle.keeping(lambda keys: keys.knowing(key, writes=False)), ciphers.key_id(key)


def begin_epoch(circle: Circle, key: str) -> None:
    """Seal a new reading key to every computer that is heard."""
    number = max((number for number, _epoch in _epochs(circle)), default=0) + 1
    _wrap(circle, {key: (number, circle.keys.reading[key])})


def write_in(circle: Circle, key: str) -> Circle:
    """Return the circle that writes in a key it knows; where another program came in between, the next round finds which."""
    with suppress(Overtaken):
        return circle.keeping(lambda keys: replace(keys, writing=key))
    return circle


def _epochs(circle: Circle) -> set[tuple[int, str]]:
    """Return the epochs that coordinators began, as (number, id of the key)."""
    coordinators = circle.trust().coordinators
    rows = circle.store.parts(KeyWrap, ("number", "epoch", "creator"))
    return {(number, epoch) for number, epoch, creator in rows if creator in coordinators}


def hand_on_keys(circle: Circle) -> None:
    """Seal the reading keys to computers that came since: a coordinator to all, others to coordinators, who may have lost them.

    Where no computer of a coordinator is heard, everybody does it for all, until enough of them did. Who was revoked as a key began
    may be heard of later than of the key: so who is no coordinator waits a day with a new one, and a coordinator does so where
    something lacks of the computer that began it.
    """
    known = circle.keys.reading
    keys = {epoch: (number, known[epoch]) for number, epoch in _epochs(circle) if epoch in known}
    lacks = circle.envelopes.gaps(moment_text(circle.now() + PATIENCE)) if circle.is_coordinator() else None
    if keys and lacks != {}:
        old, made_on = _old(circle, keys), circle.store.made_on(KeyWrap)
        wraps = circle.store.where(KeyWrap, epoch=sorted(keys))
        began = [one for one in wraps if one.creator in circle.trust().coordinators]  # no gap of anybody else holds a key up
        new = {one.epoch for one in began if lacks is None or made_on[one.id] in lacks}
        keys = {epoch: known for epoch, known in keys.items() if epoch in old or epoch not in new}
    if keys and not circle.not_heard():
        _wrap(circle, keys)


def _old(circle: Circle, epochs: Collection[str]) -> set[str]:
    """Return the keys that were made a day ago, or that are known here since a day: a clock may be days behind all others."""
    now, since = circle.now(), stamp_at(circle.now() - PATIENCE)
    seen: dict[str, str] = json.loads(circle.store.local(SEEN) or "{}")
    noted = {epoch: min(seen.get(epoch, moment_text(now)), moment_text(now)) for epoch in epochs}
    if noted != seen:
        with circle.noting():
            circle.store.set_local(SEEN, json.dumps(noted, sort_keys=True))
    made = {one.epoch for one in circle.store.where(KeyWrap, epoch=sorted(epochs)) if one.created < since}
    return made | {epoch for epoch, at in noted.items() if moment_of(at) + PATIENCE <= now}


def _wrap(circle: Circle, keys: dict[str, tuple[int, bytes]]) -> None:
    trust, store = circle.trust(), circle.store
    rows = store.parts(KeyWrap, ("epoch", "device", "creator"))
    done = {(epoch, device) for epoch, device, creator in rows if creator in (*trust.coordinators, store.person)}
    heard = [(device, trust.computers[device]) for device in sorted(trust.certified) if device not in trust.revoked]
    bosses = store.rights.coordinators()
    if store.person not in bosses:
        done |= _handed_on(circle)
    if store.person not in bosses and any(one.person in bosses for _device, one in heard):
        heard = [(device, one) for device, one in heard if one.person in trust.coordinators]
    wraps = []
    for epoch, (number, key) in keys.items():
        for device, one in heard:
            if (epoch, device) not in done:  # also to ourselves: an epoch that has no row is handed on to nobody
                with suppress(ciphers.Unreadable):  # who gives a key that opens nothing, gets none; all others do
                    sealed = ciphers.seal(one.sealing, key).hex()
                    wraps.append(KeyWrap.new(store.person, epoch=epoch, number=number, device=device, sealed=sealed))
    if wraps:
        store.save(*wraps)


def _handed_on(circle: Circle) -> set[tuple[str, str]]:
    """Return epochs, each with a computer that enough persons sealed its key to.

    Nobody but that computer can see what was sealed: so one who seals something else keeps nobody from handing the key on, and of
    who is not heard, or no longer, nothing counts.
    """
    trust, made_on = circle.trust(), circle.store.made_on(KeyWrap)
    by: dict[tuple[str, str], set[str]] = {}
    for identity, epoch, device in circle.store.parts(KeyWrap, ("id", "epoch", "device")):
        writer = made_on[identity]
        if writer in trust.certified and writer not in trust.revoked:
            by.setdefault((epoch, device), set()).add(trust.computers[writer].person)
    return {one for one, persons in by.items() if len(persons) >= ENOUGH}


def take_keys(circle: Circle) -> Circle:
    """Open the reading keys that are sealed to this computer, of epochs that coordinators began; return the circle with them.

    Raises Overtaken.
    """
    return circle if _with_handed_on(circle, circle.keys) is circle.keys else circle.keeping(partial(_with_handed_on, circle))


def _with_handed_on(circle: Circle, keys: Keys) -> Keys:
    began = _epochs(circle)
    epochs = {epoch for _number, epoch in began}
    for one in circle.store.where(KeyWrap, device=keys.device):
        if one.epoch not in keys.reading and one.epoch in epochs:
            try:
                key = ciphers.open_sealed(keys.sealing, bytes.fromhex(one.sealed))
            except (ciphers.Unreadable, ValueError):
                continue  # whoever sealed it made a mistake; another one will seal it again
            if ciphers.key_id(key) == one.epoch:
                keys = keys.knowing(key, writes=False)
    writing = max((one for one in began if one[1] in keys.reading), default=(0, keys.writing))[1]
    return keys if writing == keys.writing else replace(keys, writing=writing)
