"""Who belongs and who does what: approving a computer, roles, revoking a lost computer, and a colleague who leaves."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from traincollega.errors import InvalidInput, NotAllowed, NotFound, NotPossible
from traincollega.language import _
from traincollega.models.colleague import Colleague, Device
from traincollega.models.envelopes import COUNTS
from traincollega.models.folding import COORDINATOR_RIGHT, FORMER
from traincollega.models.organisation import Grant
from traincollega.models.proof import coordinator_words, revocation_words
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.models.trust import Approval, Revocation
from traincollega.services.desk import Desk
from traincollega.sharing import ciphers
from traincollega.sharing.being_heard import must_be_heard
from traincollega.sharing.circle import Circle
from traincollega.sharing.epochs import begin_epoch, hand_on_keys, knowing_new_key, write_in
from traincollega.sharing.inviting import let_nobody_in, made_by
from traincollega.sharing.keeping_step import seal
from traincollega.sharing.recovery import root_of
from traincollega.sharing.trust import certificate_words

HR = "hr"
ACCEPTED_MOST = 2_000
"""Segments that a revocation names: 64 kB of hashes."""


def approve(circle: Circle, device: str) -> None:
    """Say that a computer speaks for whom it says: a coordinator, or that person elsewhere. Raises NotAllowed, NotPossible."""
    computer = circle.trust().computers.get(device)
    if computer is None:
        raise NotFound(_("This computer is not known here. Update first, and try again."))
    if device in circle.trust().revoked:
        raise NotPossible(_("This computer was revoked. It cannot come back; let it join again."))
    store = circle.store
    if store.person != computer.person and not circle.is_coordinator():
        raise NotAllowed(_("Only that colleague's other computer, or a coordinator, can approve this one."))
    must_be_heard(circle)
    store.save(_approval(circle, device))
    seal(circle)
    hand_on_keys(circle)


def _approval(circle: Circle, device: str) -> Approval:
    return Approval.new(circle.store.person, device=device, proof=circle.signed(certificate_words(circle.organisation, device)))


def root_secret(circle: Circle, code: str) -> bytes:
    """Return the root's secret of this organisation; raises InvalidInput for a code of another."""
    root = root_of(code)
    if ciphers.signing_public(root).hex() != circle.root:
        raise InvalidInput(_("This recovery code is of another organisation."), "code")
    return root


def make_coordinator(circle: Circle, person: str, code: str) -> None:
    """Make a colleague coordinator with the recovery code; raises InvalidInput, NotPossible."""
    must_be_heard(circle)
    root, store = root_secret(circle, code), circle.store
    ended = store.where(Grant, right=FORMER, subject=circle.organisation, person=person, withdrawn=False)
    for one in ended:
        words = coordinator_words(circle.organisation, one.id, person)
        store.save(replace(one, withdrawn=True, proof=ciphers.sign(root, words).hex()))
    if person in store.rights.coordinators():
        return
    _revoke_for_good(circle, root, person)
    _grant(circle, root, COORDINATOR_RIGHT, person)


def _revoke_for_good(circle: Circle, root: bytes, person: str) -> None:
    """Let the root stand behind the revocations of a colleague's computers: those of a coordinator nobody else revokes."""
    trust, store = circle.trust(), circle.store
    for device in sorted(device for device, one in trust.computers.items() if one.person == person and device in trust.revoked):
        accepted = tuple(sorted({one for row in store.where(Revocation, device=device) for one in row.accepted}))
        proof = ciphers.sign(root, revocation_words(circle.organisation, device, accepted)).hex()
        store.save(Revocation.new(store.person, device=device, accepted=accepted, proof=proof))


def end_coordinator(circle: Circle, person: str, code: str) -> None:
    """Let a colleague be coordinator no longer, with the recovery code; the last one stays. Raises InvalidInput, NotPossible."""
    must_be_heard(circle)
    root, store = root_secret(circle, code), circle.store
    if store.rights.coordinators() <= {person}:
        raise NotPossible(_("An organisation needs a coordinator. Name another one first."))
    for one in store.where(Grant, right=COORDINATOR_RIGHT, subject=circle.organisation, person=person, withdrawn=False):
        words = coordinator_words(circle.organisation, one.id, person, ended=True)
        store.save(replace(one, withdrawn=True, proof=ciphers.sign(root, words).hex()))
    if person in store.rights.coordinators():  # who made the organisation
        _grant(circle, root, FORMER, person)


def _grant(circle: Circle, root: bytes, right: str, person: str) -> None:
    made = Grant.new(circle.store.person, right=right, subject=circle.organisation, person=person)
    words = coordinator_words(circle.organisation, made.id, person, ended=right == FORMER)
    circle.store.save(replace(made, proof=ciphers.sign(root, words).hex()))


def set_hr(circle: Circle, person: str, *, held: bool = True) -> None:
    """Give a colleague HR's role, or take it back; raises NotAllowed, NotPossible."""
    store = circle.store
    if not circle.is_coordinator():
        raise NotAllowed(_("Only a coordinator may give this role."))
    must_be_heard(circle)
    mine = store.where(Grant, right=HR, subject=circle.organisation, person=person)
    if held and not any(not one.withdrawn for one in mine):
        store.save(Grant.new(store.person, right=HR, subject=circle.organisation, person=person))
    elif not held:
        store.save(*(replace(one, withdrawn=True) for one in mine))


class Revoked(NamedTuple):
    """What revoking came to."""

    circle: Circle
    """With the new reading key, that who was revoked does not get."""
    withdrawn: int
    """Invitations that were withdrawn with it."""


def revoke(circle: Circle, devices: Sequence[str], code: str = "") -> Revoked:
    """Hear computers no longer, but for what is accepted now, and let nobody in any more whom their persons invited.

    Raises NotAllowed for who is no coordinator, NotPossible for a computer that is revoked already, InvalidInput where the
    recovery code is needed: for a coordinator's computer.
    """
    computers = circle.trust().computers
    return _revoke(circle, devices, {computers[one].person for one in devices if one in computers}, code)


def _revoke(circle: Circle, devices: Sequence[str], persons: Collection[str], code: str) -> Revoked:
    store = circle.store
    if not circle.is_coordinator():
        raise NotAllowed(_("Only a coordinator may revoke a computer."))
    must_be_heard(circle)
    if circle.keys.device in devices:
        raise NotPossible(_("This is the computer you work on. Revoke it from another one."))
    rows = [_revocation(circle, device, code) for device in devices]
    circle, key = knowing_new_key(circle)
    with store.transaction():  # all at once: nobody is revoked and can read on, or let somebody in
        invitations = made_by(circle, persons)  # what was accepted vouches for them still (decision 0014)
        for one in invitations:
            let_nobody_in(circle, one)
        store.save(*rows)
        seal(circle)
        begin_epoch(circle, key)
    return Revoked(write_in(circle, key), len(invitations))


def _revocation(circle: Circle, device: str, code: str) -> Revocation:
    trust = circle.trust()
    computer, accepted, proof = trust.computers.get(device), accepted_of(circle, device), ""
    if computer is None:
        raise NotFound(_("This computer is not known here. Update first, and try again."))
    if device in trust.revoked:  # of a coordinator that was the root: nobody else's revocation of it stands (`_revoke_for_good`)
        raise NotPossible(_("This computer was revoked already, so it is not heard. You need do nothing more."))
    if computer.person in trust.coordinators:
        if not code:
            raise InvalidInput(_("This is the computer of a coordinator. Fill in the recovery code to revoke it."), "code")
        proof = ciphers.sign(root_secret(circle, code), revocation_words(circle.organisation, device, accepted)).hex()
    return Revocation.new(circle.store.person, device=device, accepted=accepted, proof=proof)


class Accepted(NamedTuple):
    """What accepting more came to."""

    segments: int
    withdrawn: int
    """Invitations among what was accepted: they let nobody in any more."""


def accept_more(circle: Circle, device: str, code: str = "") -> Accepted:
    """Accept all that a revoked computer sent until now, but for letting people in by an invitation among it.

    Raises NotAllowed for who is no coordinator, NotPossible where nothing waits, InvalidInput where the code is needed.
    """
    store = circle.store
    if not circle.is_coordinator():
        raise NotAllowed(_("Only a coordinator may accept what a revoked computer sent."))
    must_be_heard(circle)
    if device not in circle.trust().revoked:
        raise NotPossible(_("This computer was not revoked. All that it sends is heard already."))
    waiting = tuple(sorted(one.hex() for sender, one in circle.envelopes.waiting() if sender == device))
    if not waiting:
        raise NotPossible(_("Nothing of this computer waits. All that came from it was accepted."))
    person = circle.trust().computers[device].person
    proof = ""
    if person in circle.trust().coordinators:
        if not code:
            raise InvalidInput(_("This is the computer of a coordinator. Fill in the recovery code to accept more of it."), "code")
        proof = ciphers.sign(root_secret(circle, code), revocation_words(circle.organisation, device, waiting)).hex()
    with store.transaction():
        known = set(made_by(circle, {person}))
        store.save(Revocation.new(store.person, device=device, accepted=waiting, proof=proof))
        if device not in circle.trust().certified:  # it waited to be approved when it was revoked
            store.save(_approval(circle, device))
        seal(circle)
        invitations = [one for one in made_by(circle, {person}) if one not in known]
        for one in invitations:
            let_nobody_in(circle, one)
        seal(circle)
    return Accepted(len(waiting), len(invitations))


def accepted_of(circle: Circle, device: str) -> tuple[str, ...]:
    """Return the ids of the segments of a device that count, of very many the last ones.

    Naming the last one would do, with its ancestors; but who cannot open one in between yet cannot look behind it.
    """
    kept = [one for one in circle.envelopes.of_device(device) if one.state == COUNTS]
    return tuple(sorted(one.id.hex() for one in kept[-ACCEPTED_MOST:]))


def computers_of(circle: Circle, person: str) -> list[Device]:
    """Return a colleague's computers that are heard."""
    trust = circle.trust()
    heard = [device for device, one in trust.computers.items() if one.person == person and device in trust.certified]
    return circle.store.where(Device, id=[device for device in heard if device not in trust.revoked])


def unapproved(circle: Circle) -> list[tuple[str, Colleague]]:
    """Return the computers that wait to be approved, each with the colleague it says it speaks for."""
    trust, found = circle.trust(), []
    for device in trust.computers.keys() - trust.certified - trust.revoked.keys():
        card = circle.store.find(Colleague, trust.computers[device].person)
        if card is not None:
            found.append((device, card))
    return sorted(found)


class Farewell(NamedTuple):
    """What a colleague who leaves leaves behind."""

    left: int
    """Sessions to come that they are off the list of."""
    trainings: tuple[str, ...]
    """Titles of their published trainings that have no other trainer."""
    withdrawn: int = 0
    """Invitations they made, that let nobody in any more."""


def may_let_go(circle: Circle) -> None:
    """Raise NotAllowed or NotPossible where this computer cannot let a colleague go."""
    if not circle.is_coordinator():
        raise NotAllowed(_("Only a coordinator may let a colleague leave. Ask a coordinator to do it."))
    must_be_heard(circle)


def farewell(desk: Desk, circle: Circle, person: str, code: str = "") -> Farewell:
    """Let a colleague go: their computers are heard no longer, their seats come free; what they wrote stays.

    The recovery code is needed where they are, or were, coordinator. Raises NotAllowed, NotPossible, InvalidInput; then nothing
    was changed.
    """
    may_let_go(circle)
    store = circle.store
    if person == store.person:
        raise NotPossible(_("Somebody who stays has to do this. Ask another coordinator."))
    if person in circle.trust().coordinators:
        root_secret(circle, code)
    if person in store.rights.coordinators():
        end_coordinator(circle, person, code)
    set_hr(circle, person, held=False)
    listed = [one for one in store.where(SignUp, person=person) if one.withdrawn is None]
    ahead = {one.id for one in store.where(Session, id=[one.session for one in listed]) if one.starts > desk.now()}
    leaving = [replace(one, withdrawn=desk.now()) for one in listed if one.session in ahead]
    store.save(*leaving)
    revoked = _revoke(circle, [one.id for one in computers_of(circle, person)], {person}, code)
    mine = store.where(Training, creator=person, status="published")
    alone = tuple(one.title for one in mine if store.rights.trainers(one.id) == {person})
    return Farewell(len(leaving), alone, revoked.withdrawn)
