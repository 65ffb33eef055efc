"""Proving: this computer signs proofs of participation for who was present; they travel to them under a seal."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from traincollega.errors import NotPossible
from traincollega.language import _, ngettext
from traincollega.models.attendance import Proof
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.services.claiming import Claims, claims_of, proofs, to_prove
from traincollega.services.desk import Desk, Done
from traincollega.sharing import ciphers
from traincollega.sharing.being_heard import must_be_heard
from traincollega.sharing.chains import Chain, chain_to
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import our_circle
from traincollega.sharing.proofs import Malformed, SignedProof, mark_of, of_code


class Printed(NamedTuple):
    """A proof to print: what it says, its code, and the mark of its organisation."""

    claims: Claims
    code: str
    mark: str


def prove_here(desk: Desk, folder: Path, session_id: str, persons: Collection[str] | None = None) -> Done:
    """Do what `prove` does with the keys of a profile; raises NotPossible where it has none yet, KeysGone."""
    if not desk.shares():
        raise NotPossible(_("A proof is signed with keys that your organisation does not have yet. Begin to share first."))
    return prove(desk, our_circle(desk, folder), session_id, persons)


def prove(desk: Desk, circle: Circle, session_id: str, persons: Collection[str] | None = None) -> Done:
    """Sign a proof for everybody who was present, or for these of them, unless theirs says the same already.

    Raises NotAllowed, NotFound, NotPossible: for who was not present, and where colleagues do not hear this computer.
    """
    desk = replace(desk, store=circle.store)
    must_be_heard(circle)
    chain = chain_to(circle, circle.keys.device)
    if chain is None:
        sentence = _("This computer has no certificate that can be printed. Ask a coordinator to approve it once more.")
        raise NotPossible(sentence)
    with desk.store.transaction():
        session = desk.store.get(Session, session_id)
        cards = to_prove(desk, session)
        if persons is not None:
            cards = [one for one in cards if one.id in persons]
            if {one.id for one in cards} != set(persons):
                raise NotPossible(_("This colleague is not noted as present. Note that first."))
        known, rows = proofs(desk, session_id), list[Proof]()
        for card in cards:
            claims, before = claims_of(desk, session, card), known.get(card.id)
            if before is None or not _says(before, claims):
                rows += [replace(before, deleted=True)] if before else []
                rows.append(Proof.new(desk.me, session=session_id, person=card.id, code=_signed(circle, chain, claims).code()))
        changes = desk.store.save(*rows)
    made = sum(not row.deleted for row in rows)
    words = ngettext("{n} proof of participation is made.", "{n} proofs of participation are made.", made).format(n=made)
    return Done(words if made else _("Everybody who was present has a proof already."), changes, session_id)


def _signed(circle: Circle, chain: Chain, claims: Claims) -> SignedProof:
    made = SignedProof(circle.organisation, circle.root, chain, claims)
    return replace(made, signature=ciphers.sign(circle.keys.signing, made.signs()))


def _says(row: Proof, claims: Claims) -> bool:
    """Say whether a proof says this, whenever it was issued."""
    try:
        return of_code(row.code).claims._replace(issued=claims.issued) == claims
    except Malformed:
        return False


def printed(row: Proof) -> Printed:
    """Return a proof to print; raises NotPossible for one that a newer version made, or that is spoilt."""
    try:
        proof = of_code(row.code)
    except Malformed as error:
        raise NotPossible(_("This proof cannot be shown here. A newer version of Train je Collega may have made it.")) from error
    return Printed(proof.claims, proof.code(), mark_of(proof.root))


def printed_of(desk: Desk, session_id: str) -> list[Printed]:
    """Return the proofs of a session that I may read, by name; raises NotPossible as `printed` does."""
    rows = proofs(desk, session_id)
    cards = desk.store.where(Colleague, id=sorted(rows))
    return [printed(rows[one.id]) for one in sorted(cards, key=lambda one: (one.name.casefold(), one.id))]
