"""Inviting colleagues: a file and a phrase; and withdrawing an invitation once its time has passed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from traincollega.errors import NotAllowed
from traincollega.language import _
from traincollega.models.colleague import Colleague
from traincollega.models.organisation import Organisation
from traincollega.models.training import Training
from traincollega.models.trust import Invitation as Row
from traincollega.sharing import ciphers
from traincollega.sharing.admitting import must_be_heard
from traincollega.sharing.circle import Circle
from traincollega.sharing.invitation import COST, Invitation, closed, new_phrase

VALID = timedelta(days=14)


def invite(circle: Circle, *, valid: timedelta = VALID, cost: int = COST) -> tuple[bytes, str]:
    """Return the content of a new invitation's file, and the phrase that opens it; raises NotAllowed, NotPossible."""
    store = circle.store
    if store.person not in store.rights.coordinators():
        raise NotAllowed(_("Only a coordinator may invite colleagues."))
    must_be_heard(circle)
    secret, phrase = ciphers.new_key(), new_phrase()
    row = Row.new(store.person, key=ciphers.signing_public(secret).hex(), expires=circle.now().replace(microsecond=0) + valid)
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

    content, phrase = invite(circle)
    put_down(path, content)
    return phrase


def withdraw(circle: Circle, invitation: str) -> None:
    """Let nobody in any more by an invitation; who came by it and is known here stays. Raises NotPossible."""
    must_be_heard(circle)
    trust = circle.trust()
    mine = f"invitation {invitation} "
    admitted = sorted(device for device in trust.certified if trust.computers[device].certificate.startswith(mine))
    row = circle.store.get(Row, invitation)
    circle.store.save(replace(row, withdrawn=True, admitted=tuple(admitted)))


def withdraw_expired(circle: Circle) -> None:
    """As a coordinator, withdraw the invitations whose time has passed: who begins with a wrong clock cannot use them any more."""
    if circle.store.person in circle.store.rights.coordinators() and not circle.not_heard():
        for row in circle.store.where(Row, withdrawn=False):
            if row.expires < circle.now() - timedelta(days=1):
                withdraw(circle, row.id)
