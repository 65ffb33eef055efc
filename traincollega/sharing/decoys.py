"""Decoys: rows that say nothing, so that no number of seals tells what a trainer noted, of whom, and in which order."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from traincollega.models.attendance import Mark, Missed, Presence, Proof
from traincollega.models.change import Change
from traincollega.models.noun import Noun
from traincollega.models.reading import ALSO_DELETED
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.sharing.circle import Circle

Noted = Mark | Presence | Missed | Proof
NOTED: dict[str, type[Noted]] = {noun.table: noun for noun in (Mark, Presence, Missed, Proof)}
"""What trainers say of who was on the list."""


def decoys(circle: Circle, changes: Iterable[Change]) -> tuple[Change, ...]:
    """Save, of everybody else on the list of a session, as many rows as these changes are about of who has most; return how.

    They are deleted from the start, so nothing counts them; they are sealed, handed on and erased as the others are.
    """
    said: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for noun, identity in {(one.noun, one.id) for one in changes if one.noun in NOTED}:
        row = circle.store.find(NOTED[noun], identity)
        if row is not None:
            said[noun, row.session][row.person] += 1
    made = [one for (noun, session), of in sorted(said.items()) for one in _decoys(circle, noun, session, of)]
    return circle.store.save(*made)


def _decoys(circle: Circle, noun: str, identity: str, said: Counter[str]) -> Iterator[Noun]:
    store = circle.store
    session = store.find(Session, identity)
    if session is None or store.person not in store.rights.trainers(session.training):  # so who objects sends one seal
        return
    if store.rights.fold().erased.holds(noun, {"session": identity}):
        return
    most = max(said.values())
    for person in sorted(_listed(circle, identity)):
        for _n in range(most - said[person]):
            yield NOTED[noun].new(store.person, session=identity, person=person, deleted=True)


def _listed(circle: Circle, session: str) -> set[str]:
    """Return who is on the list of a session, or was once and something is noted of them."""
    signed = circle.store.parts(SignUp, ("person", "withdrawn"), session=session)
    noted = circle.store.parts(Mark, ("person",), session=session, deleted=ALSO_DELETED)
    return {person for person, withdrawn in signed if withdrawn is None} | {person for (person,) in noted}
