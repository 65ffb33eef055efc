"""Following: what follows from what was said here is done once, also where a program is killed between receiving and telling."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from traincollega.models.change import Change
from traincollega.models.envelopes import HEARD_UNTIL
from traincollega.models.store import Store
from traincollega.services.confirming import confirm_seen, rows_of, sessions_of
from traincollega.services.desk import Desk
from traincollega.services.hearing import (
    Known,
    known_before,
    known_sessions,
    sessions_to_come,
    tell_offered,
    tell_proven,
    tell_suggested,
    tell_thanked,
    tell_what_came,
    told_of_sessions,
)  # fmt: skip
from traincollega.services.rating import release_answers
from traincollega.sharing.circle import Circle
from traincollega.sharing.epochs import hand_on_keys
from traincollega.sharing.inviting import withdraw_expired
from traincollega.sharing.sealing import GIVES_SIGHT, hand_on_seals

TELLS = frozenset(("session", "sign_up", "confirmation", "suggestion", "evaluation", "thanks", "proof", "grants"))
"""The nouns of which something follows."""
ELSEWHERE = frozenset(("erasure", "revocation", "grants"))
"""The nouns by which sessions that nobody speaks of become others: sign-ups go, and what was said counts, or no more."""
KNOWN = "known"
"""The local value that holds what I knew of the sessions that I am on the list of, or give, before what was not followed yet."""
TOGETHER = 100
"""Sessions of which all that follows is done in one transaction."""


class Heard(NamedTuple):
    """What was said since this was looked at last."""

    theirs: list[Change]
    """What colleagues said."""
    sessions: dict[str, Collection[str] | None]
    """Of which sessions something follows, each with the fields of it that colleagues said; with None where only this computer
    spoke of it, who is told nothing of that."""


def remember(desk: Desk, circle: Circle) -> None:
    """Keep what I know of my sessions, before more is received; after a round that was cut short, what was so before that."""
    store = desk.store
    with store.transaction():
        known = known_sessions(desk)
        if circle.envelopes.follows() or _of_others(circle, _news(circle)):
            known = known_before(known, {one: before for one, before in _known(store).items() if one in known})
        _keep_known(store, known)


def remember_more(desk: Desk) -> None:
    """Keep the same of what I signed up for since; in the transaction in which more is taken in, or it may be known too late."""
    _keep_known(desk.store, known_before(known_sessions(desk), _known(desk.store)))


def follow(desk: Desk, circle: Circle) -> None:
    """Do what follows from all that was said here since this was done last."""
    store, envelopes = desk.store, circle.envelopes
    seen, news = store.written(), _heard(desk, circle)  # before the lock: of very much it takes a second
    with store.transaction():
        _note(desk, circle, news if store.written() == seen else _heard(desk, circle))
    while envelopes.follows():  # in pieces: all of a long absence at once would keep a save in the window waiting
        with store.transaction():
            _follow_some(desk, circle)


def _heard(desk: Desk, circle: Circle) -> Heard:
    """Return what was said since this was looked at last."""
    news = _news(circle)
    theirs = _of_others(circle, news)
    said = told_of_sessions(theirs)
    sessions: dict[str, Collection[str] | None] = dict.fromkeys(sessions_of(desk, rows_of(news)))
    if circle.envelopes.since(_heard_until(desk.store), ELSEWHERE):
        sessions |= dict.fromkeys(sessions_to_come(desk), ())
    sessions |= {session: said.get(session, ()) for session in sessions_of(desk, rows_of(theirs))}
    return Heard(theirs, sessions)


def _note(desk: Desk, circle: Circle, heard: Heard) -> None:
    """Note of which sessions something follows, and do all other that does; both once, whoever is killed."""
    store, last, theirs = desk.store, circle.envelopes.last_change(), heard.theirs
    circle.envelopes.to_follow(heard.sessions)
    hand_on_keys(circle)
    hand_on_seals(circle, circle.envelopes.since(_heard_until(store), GIVES_SIGHT))
    withdraw_expired(circle)
    tell_suggested(desk, theirs)
    tell_offered(desk, theirs)
    tell_thanked(desk, theirs)
    release_answers(desk, theirs, circle.own())
    tell_proven(desk, theirs)
    if last > _heard_until(store):
        store.set_local(HEARD_UNTIL, str(last))


def _follow_some(desk: Desk, circle: Circle) -> None:
    store = desk.store
    some, known = circle.envelopes.take_following(TOGETHER), _known(store)  # another program may have followed meanwhile
    confirm_seen(desk, some, circle.own())
    tell_what_came(desk, known, {one: said for one, said in some.items() if said is not None}, circle.own())
    _keep_known(store, known | {one: now for one, now in known_sessions(desk).items() if one in some})


def _news(circle: Circle) -> list[Change]:
    return circle.envelopes.since(_heard_until(circle.store), TELLS)


def _of_others(circle: Circle, changes: Sequence[Change]) -> list[Change]:
    own = circle.own()
    return [change for change in changes if change.device not in own]


def _heard_until(store: Store) -> int:
    return int(store.local(HEARD_UNTIL) or 0)


def _known(store: Store) -> dict[str, Known]:
    return {one: Known._make(values) for one, values in json.loads(store.local(KNOWN) or "{}").items()}


def _keep_known(store: Store, known: Mapping[str, Known]) -> None:
    text = json.dumps(known, sort_keys=True) if known else ""
    if text != store.local(KNOWN):
        store.set_local(KNOWN, text)
