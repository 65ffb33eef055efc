"""Chains: who vouches for a computer, from the organisation's root on; found in the rows here, and checked without any."""

from collections.abc import Iterator
from typing import NamedTuple

from traincollega.models.folding import COORDINATOR_RIGHT
from traincollega.models.noun import identify
from traincollega.models.organisation import Grant
from traincollega.models.proof import coordinator_words, signed
from traincollega.models.trust import Approval, Invitation
from traincollega.sharing import ciphers
from traincollega.sharing.circle import Circle
from traincollega.sharing.keys import fingerprint
from traincollega.sharing.proofs import LINKS_MOST, Coordinator, Link, SignedProof, Voucher
from traincollega.sharing.trust import certificate_words, invitation_words, newcomer

Chain = tuple[Link, ...]


def person_of(link: Link) -> str:
    """Return the person that a computer speaks for."""
    return link.person or newcomer(link.keys)


def device_of(link: Link) -> str:
    """Return the id of a computer, that commits to its person and its keys."""
    return identify(person_of(link), fingerprint(link.keys))


def holds(proof: SignedProof) -> bool:
    """Say whether every signature is right, from the root to what was claimed."""
    return _vouched(proof.organisation, proof.root, proof.links) and ciphers.signed(
        _signing(proof.links[-1]), proof.signature, proof.signs()
    )


def _vouched(organisation: str, root: str, chain: Chain) -> bool:
    """Say whether each computer of a chain was vouched for by one that may do so."""
    above: Link | None = None
    boss = ""  # a coordinator among those before, whose other computers are one's too
    for link in chain:
        person, words = person_of(link), certificate_words(organisation, device_of(link))
        mark = link.coordinator
        if mark and not ciphers.signed(bytes.fromhex(root), mark.signature, coordinator_words(organisation, mark.grant, person)):
            return False
        if above is None:
            good = link.voucher is Voucher.GRANT or ciphers.signed(bytes.fromhex(root), link.signature, words)
        else:
            may_all, key = boss == person_of(above), _signing(above)
            if link.voucher is Voucher.INVITED:
                good = may_all and ciphers.signed(link.invitation, link.let_in, words)
                words = invitation_words(organisation, link.invitation.hex())
            else:
                good = may_all or person == person_of(above)
            good = good and ciphers.signed(key, link.signature, words)
        if not good:
            return False
        if above is None or mark:
            boss = person
        above = link
    return above is not None


def _signing(link: Link) -> bytes:
    return bytes.fromhex(link.keys)[: ciphers.KEY]


def chain_to(circle: Circle, device: str) -> Chain | None:
    """Return a shortest chain from the root to a computer, None where the rows here hold none."""
    reached, seen = [_Reached(device, (), False)], set[tuple[str, bool]]()
    for _length in range(LINKS_MOST):
        above: list[_Reached] = []
        for one in reached:
            for link, by, needs in _vouchers(circle, one.device, boss=one.boss):
                chain = (link, *one.chain)
                if by is None:
                    return chain
                if (by, needs) not in seen:
                    seen.add((by, needs))
                    above.append(_Reached(by, chain, needs))
        reached = above
    return None


class _Reached(NamedTuple):
    """How far the search upwards came: to this computer, by a chain below it, whose person has to be coordinator or not."""

    device: str
    chain: Chain
    boss: bool


def _vouchers(circle: Circle, device: str, *, boss: bool) -> Iterator[tuple[Link, str | None, bool]]:
    """Yield who vouches for a computer: the link, the computer above it, and whether its person has to be coordinator.

    The computer above is None where the root itself vouches; `boss` says whether this one's person has to be coordinator.
    """
    computer = circle.trust().computers.get(device)
    if computer is None:
        return
    keys, person, words = computer.keys, computer.person, certificate_words(circle.organisation, device)
    mark = _coordinator(circle, person)
    if mark and person == newcomer(keys):
        yield Link(Voucher.GRANT, keys, coordinator=mark), None, False
    match computer.certificate.split(" "):
        case ["root", signature] if signed(circle.root, signature, words):
            yield Link(Voucher.ROOT, keys, person, bytes.fromhex(signature)), None, False
        case ["invitation", identity, let_in] if not boss and person == newcomer(keys):  # as coordinator: the root's word, above
            invitation = circle.store.find(Invitation, identity)
            if invitation is not None and signed(invitation.key, let_in, words):
                said = invitation_words(circle.organisation, invitation.key)
                for by in _signers(circle, invitation.creator, invitation.proof, said):
                    proof, key = bytes.fromhex(invitation.proof), bytes.fromhex(invitation.key)
                    yield Link(Voucher.INVITED, keys, "", proof, key, bytes.fromhex(let_in)), by, True
    for row in circle.store.where(Approval, device=device):
        own = row.creator == person
        if own or mark or not boss:
            for by in _signers(circle, row.creator, row.proof, words):
                link = Link(Voucher.APPROVED, keys, person, bytes.fromhex(row.proof), coordinator=mark if boss else None)
                yield link, by, not own or (boss and mark is None)


def _signers(circle: Circle, person: str, signature: str, words: bytes) -> list[str]:
    """Return the computer of a person that signed something; none where nobody did."""
    computers = circle.trust().computers
    theirs = sorted(device for device, one in computers.items() if one.person == person) if signature else []
    return [one for one in theirs if signed(computers[one].keys[: 2 * ciphers.KEY], signature, words)][:1]


def _coordinator(circle: Circle, person: str) -> Coordinator | None:
    """Return the root's word that somebody is coordinator, where it gave one."""
    for row in circle.store.where(Grant, right=COORDINATOR_RIGHT, subject=circle.organisation, person=person):
        if signed(circle.root, row.proof, coordinator_words(circle.organisation, row.id, person)):
            return Coordinator(row.id, bytes.fromhex(row.proof))
    return None
