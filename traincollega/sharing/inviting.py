"""Inviting colleagues: a file and a phrase; which invitations are open, and withdrawing them."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from traincollega.errors import NotAllowed, NotFound, NotPossible
from traincollega.language import _
from traincollega.models.colleague import Colleague
from traincollega.models.organisation import Organisation
from traincollega.models.training import Training
from traincollega.models.trust import Invitation as Row
from traincollega.services.desk import PLACE
from traincollega.sharing import ciphers
from traincollega.sharing.addresses import at_server
from traincollega.sharing.being_heard import must_be_heard
from traincollega.sharing.circle import Circle
from traincollega.sharing.epochs import begin_epoch, knowing_new_key, write_in
from traincollega.sharing.invitation import Invitation, closed, new_phrase
from traincollega.sharing.trust import invitation_words

VALID = timedelta(days=14)
PLACES = "invitations name"
"""The local value that holds, as JSON, which place the open invitations name that were made before a move."""


def invite(circle: Circle, *, valid: timedelta = VALID, cost: int = 0) -> tuple[bytes, str]:
    """Return the content of a new invitation's file, and the phrase that opens it; raises NotAllowed, NotPossible."""
    store = circle.store
    if not circle.is_coordinator():
        raise NotAllowed(_("Only a coordinator may invite colleagues."))
    must_be_heard(circle)
    secret, phrase = ciphers.new_key(), new_phrase()
    key, expires = ciphers.signing_public(secret).hex(), circle.now().replace(microsecond=0) + valid
    row = Row.new(store.person, key=key, expires=expires, proof=circle.signed(invitation_words(circle.organisation, key)))
    store.save(row)
    invitation = Invitation(
        row.id, secret, row.expires, circle.organisation, store.get(Organisation, circle.organisation).name, circle.root,
        circle.keys.invites or circle.keys.place, circle.keys.reading, circle.keys.writing, store.get(Colleague, store.person).name,
        len(store.seqs(Training)), len(store.seqs(Colleague)),
    )  # fmt: skip
    return closed(invitation, phrase, cost), phrase


def write_invitation(circle: Circle, path: Path) -> str:
    """Write a new invitation; return its phrase."""
    from traincollega.services.writing_files import put_down  # 2 ms, that no round needs

    with circle.store.transaction():  # a file that cannot be written leaves no open invitation behind
        content, phrase = invite(circle)
        put_down(path, content)
    return phrase


class OpenInvitation(NamedTuple):
    """An invitation that lets newcomers in."""

    id: str
    by: str
    """The name of who made it."""
    until: datetime
    used: bool
    """Whether somebody came by it, as far as is known here."""
    old_place: str = ""
    """The place that it names, as a person knows it, where that was left since; "" where none is known here."""


def open_invitations(circle: Circle) -> list[OpenInvitation]:
    """Return the invitations that still let newcomers in, whoever made them; who expires first stands first."""
    store, now = circle.store, circle.now()
    rows = [row for row in store.where(Row, withdrawn=False) if row.expires >= now]
    names = {card.id: card.name for card in store.where(Colleague, id=sorted({row.creator for row in rows}))}
    here, places = store.local(PLACE), _places(circle)
    left = {row.id: place for row in rows if at_server(place := places.get(row.id, here)) != at_server(here)}
    used = {row.id for row in rows if _came_by(circle, row.id)}
    found = [
        OpenInvitation(row.id, names.get(row.creator, _("unknown")), row.expires, row.id in used, left.get(row.id, ""))
        for row in rows
    ]
    return sorted(found, key=lambda one: one.until)  # of two at once the oldest first, as they were found


def keep_places(circle: Circle) -> None:
    """Before we share elsewhere, keep which place the open invitations name: it stands in their files."""
    here, places = circle.store.local(PLACE), _places(circle)
    circle.store.set_local(PLACES, json.dumps({one.id: places.get(one.id, here) for one in open_invitations(circle)}))


def _places(circle: Circle) -> dict[str, str]:
    places: dict[str, str] = json.loads(circle.store.local(PLACES) or "{}")
    return places


def withdraw(circle: Circle, invitation: str) -> bool:
    """Let nobody in any more by an invitation; who came by it and is known here stays. Raises NotAllowed, NotFound, NotPossible.

    Where nobody came by it, it may lie anywhere: what is written from now on is in a new reading key. Say whether that is so.
    Who came by it is decided by what is known here: see `after_a_look`.
    """
    if not circle.is_coordinator():
        raise NotAllowed(_("Only a coordinator may withdraw an invitation. Ask one of them."))
    must_be_heard(circle)
    row = circle.store.find(Row, invitation)
    if row is None:
        raise NotFound(_("This invitation is not known here. Update first, and try again."))
    if row.withdrawn:
        raise NotPossible(_("This invitation was withdrawn already. It lets nobody in."))
    if _came_by(circle, invitation):
        let_nobody_in(circle, invitation)
        return False
    circle, key = knowing_new_key(circle)
    with circle.store.transaction():  # both or nothing: whoever tries again is told that it was withdrawn already
        let_nobody_in(circle, invitation)
        begin_epoch(circle, key)
    write_in(circle, key)
    return True


def told_withdrawn(new_key: bool, *, looked: bool) -> str:
    """Return as sentences what `withdraw` came to, after colleagues were `looked` for or could not be reached."""
    told = _("This invitation lets nobody in any more. Who came by it stays.")
    if new_key:
        told = _("This invitation lets nobody in any more. Once colleagues have updated, what they write cannot be read with it.")
    unseen = _("Colleagues cannot be reached now; they hear of it once you update. Who came by it meanwhile has to be approved.")
    return told if looked else f"{told} {unseen}"


def let_nobody_in(circle: Circle, invitation: str) -> None:
    """Say that an invitation lets in only who came by it until now; it still reads what is written."""
    row = circle.store.get(Row, invitation)
    circle.store.save(replace(row, withdrawn=True, admitted=_came_by(circle, invitation)))


def _came_by(circle: Circle, invitation: str) -> tuple[str, ...]:
    """Return the computers that came in by an invitation, as far as is known here."""
    trust, mine = circle.trust(), f"invitation {invitation} "
    return tuple(sorted(device for device in trust.certified if trust.computers[device].certificate.startswith(mine)))


def made_by(circle: Circle, persons: Collection[str]) -> list[str]:
    """Return the ids of the invitations of these persons that were not withdrawn."""
    return sorted(row.id for row in circle.store.where(Row, withdrawn=False) if row.creator in persons)


def withdraw_expired(circle: Circle) -> None:
    """As a coordinator, withdraw the invitations whose time has passed: who begins with a wrong clock cannot use them any more."""
    if circle.is_coordinator() and not circle.not_heard():
        for row in circle.store.where(Row, withdrawn=False):
            if row.expires < circle.now() - timedelta(days=1):
                let_nobody_in(circle, row.id)
