"""Following: what follows from what was said here is done once, also where a program is killed between receiving and telling."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from traincollega.models.change import Change
from traincollega.models.envelopes import HEARD_UNTIL
from traincollega.models.store import Store
from traincollega.services.confirming import confirm_seen, rows_of, sessions_of
from traincollega.services.desk import Desk
from traincollega.services.hearing import (
    tell_proven,
    tell_suggested,
    tell_thanked,
    tell_what_came,
    told_of_sessions,
    where_i_wait,
)  # fmt: skip
from traincollega.services.rating import release_answers
from traincollega.sharing.circle import Circle
from traincollega.sharing.epochs import hand_on_keys
from traincollega.sharing.inviting import withdraw_expired
from traincollega.sharing.sealing import GIVES_SIGHT, hand_on_seals

TELLS = frozenset(("session", "sign_up", "confirmation", "suggestion", "evaluation", "thanks", "proof"))
"""The nouns of which something follows."""
TO_FOLLOW = "to follow"
"""The local value that holds the sessions of which something still follows, each with the fields of it that colleagues said;
with null where only this computer spoke of it, who is told nothing of that."""
WAITED = "waited"
"""The local value that holds in which sessions I waited for a seat, and in which I had one, before what was not followed yet."""
TOGETHER = 100
"""Sessions of which all that follows is done in one transaction."""


def remember(desk: Desk, circle: Circle) -> None:
    """Keep whether I wait for a seat, before more is received; after a round that was cut short, what was so before that."""
    store = desk.store
    with store.transaction():
        waits = where_i_wait(desk)
        if _held(store, TO_FOLLOW) or _of_others(circle, _news(circle)):
            waits |= {one: waited for one, waited in _held(store, WAITED).items() if one in waits}
        _hold(store, WAITED, waits)


def follow(desk: Desk, circle: Circle) -> None:
    """Do what follows from all that was said here since this was done last."""
    store = desk.store
    with store.transaction():
        _note(desk, circle)
    while _held(store, TO_FOLLOW):  # in pieces: all of a long absence at once would keep a save in the window waiting
        with store.transaction():
            _follow_some(desk, circle)


def _note(desk: Desk, circle: Circle) -> None:
    """Note of which sessions something follows, and do all other that does; both once, whoever is killed."""
    store, last = desk.store, circle.envelopes.last_change()
    news = _news(circle)
    theirs = _of_others(circle, news)
    to_follow = _held(store, TO_FOLLOW)
    for session in sessions_of(desk, rows_of(news)):
        to_follow.setdefault(session, None)
    said = told_of_sessions(theirs)
    for session in sessions_of(desk, rows_of(theirs)):
        to_follow[session] = sorted({*(to_follow[session] or ()), *said.get(session, ())})
    _hold(store, TO_FOLLOW, to_follow)
    hand_on_keys(circle)
    hand_on_seals(circle, circle.envelopes.since(_heard_until(store), GIVES_SIGHT))
    withdraw_expired(circle)
    tell_suggested(desk, theirs)
    tell_thanked(desk, theirs)
    release_answers(desk, theirs, circle.own())
    tell_proven(desk, theirs)
    if last > _heard_until(store):
        store.set_local(HEARD_UNTIL, str(last))


def _follow_some(desk: Desk, circle: Circle) -> None:
    store = desk.store
    to_follow, waited = _held(store, TO_FOLLOW), _held(store, WAITED)  # another program may have followed meanwhile
    some = {one: to_follow.pop(one) for one in sorted(to_follow)[:TOGETHER]}
    confirm_seen(desk, some, circle.own())
    tell_what_came(desk, waited, {one: said for one, said in some.items() if said is not None})
    _hold(store, TO_FOLLOW, to_follow)
    _hold(store, WAITED, waited | {one: waits for one, waits in where_i_wait(desk).items() if one in some})


def _news(circle: Circle) -> list[Change]:
    return circle.envelopes.since(_heard_until(circle.store), TELLS)


def _of_others(circle: Circle, changes: Sequence[Change]) -> list[Change]:
    own = circle.own()
    return [change for change in changes if change.device not in own]


def _heard_until(store: Store) -> int:
    return int(store.local(HEARD_UNTIL) or 0)


def _held(store: Store, name: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(store.local(name) or "{}")
    return held


def _hold(store: Store, name: str, value: Mapping[str, Any]) -> None:
    text = json.dumps(value, sort_keys=True) if value else ""
    if text != store.local(name):
        store.set_local(name, text)
