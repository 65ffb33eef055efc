"""The golden proofs: chains of each sort, with fixed keys; what they hold is never made anew.

`python -m tests.sharing.golden_proofs` writes them; only a new version of the format is a reason to.
"""

import json
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

from traincollega.models.noun import identify
from traincollega.models.proof import coordinator_words
from traincollega.services.claiming import Claims
from traincollega.sharing import ciphers
from traincollega.sharing.chains import device_of, person_of
from traincollega.sharing.keys import fingerprint
from traincollega.sharing.proofs import Coordinator, Link, SignedProof, Voucher
from traincollega.sharing.trust import certificate_words, invitation_words

GOLDEN = Path(__file__).parent / "golden" / "proofs.json"


def secret(of: str) -> bytes:
    """Return the Ed25519 secret that a name stands for."""
    return blake2b(of.encode(), digest_size=32).digest()


def public(of: str) -> str:
    """Return the public keys of a computer by its name, in hex."""
    return (ciphers.signing_public(secret(of)) + ciphers.sealing_public(secret(f"{of} sealing"))).hex()


ROOT = secret("root")
ORGANISATION = identify("11" * 16, "22" * 16)
ANNA = identify("", fingerprint(public("another computer of Anna")))
"""A person who is not made from the keys of the computers here."""
CLAIMS = Claims(
    "Chris de Wit", "Draaitabellen — “in een uur”", date(2026, 12, 3), 45, "Stadhuis, zaal 2.14",
    "Gemeente Noordveld", "Anna Bos, José", date(2026, 12, 4),
)  # fmt: skip
PLAIN = CLAIMS._replace(place="", trainer="")


def by_root(of: str, person: str = ANNA) -> Link:
    """Return the link of a computer that the root signed."""
    link = Link(Voucher.ROOT, public(of), person)
    return replace(link, signature=ciphers.sign(ROOT, certificate_words(ORGANISATION, device_of(link))))


def by_grant(of: str) -> Link:
    """Return the link of the first computer of a newcomer whom the root made coordinator."""
    return made_coordinator(Link(Voucher.GRANT, public(of)))


def made_coordinator(link: Link, grant: str = "33" * 16, root: bytes = ROOT) -> Link:
    """Return a link with the root's word that its person is coordinator."""
    return replace(
        link, coordinator=Coordinator(grant, ciphers.sign(root, coordinator_words(ORGANISATION, grant, person_of(link))))
    )


def invited(of: str, by: str) -> Link:
    """Return the link of a newcomer who came by an invitation of a computer."""
    key = secret(f"invitation of {by}")
    link = Link(Voucher.INVITED, public(of), invitation=ciphers.signing_public(key))
    return replace(
        link, signature=ciphers.sign(secret(by), invitation_words(ORGANISATION, link.invitation.hex())),
        let_in=ciphers.sign(key, certificate_words(ORGANISATION, device_of(link))),
    )  # fmt: skip


def approved(of: str, by: str, person: str) -> Link:
    """Return the link of a computer that another one approves."""
    link = Link(Voucher.APPROVED, public(of), person)
    return replace(link, signature=ciphers.sign(secret(by), certificate_words(ORGANISATION, device_of(link))))


def signed(of: str, *links: Link, claims: Claims = CLAIMS, root: bytes = ROOT, organisation: str = ORGANISATION) -> SignedProof:
    """Return a proof that a computer signs, whatever stands above it."""
    made = SignedProof(organisation, ciphers.signing_public(root).hex(), links, claims)
    return replace(made, signature=ciphers.sign(secret(of), made.signs()))


def proofs() -> dict[str, SignedProof]:
    """Return the golden proofs, by what they show."""
    anna, boss = by_root("anna"), by_grant("boss")
    bram = invited("bram", "anna")
    return {
        "the first computer": signed("anna", anna, claims=PLAIN),
        "a newcomer who became coordinator": signed("boss", boss),
        "who was invited": signed("bram", anna, bram),
        "a second computer of who was invited": signed(
            "second", anna, bram, approved("second", "bram", person_of(bram))
        ),
        "who was invited by a second computer of a coordinator": signed(
            "chris", anna, approved("anna 2", "anna", ANNA), invited("chris", "anna 2")
        ),
        "who was invited by who was invited and became coordinator": signed(
            "chris", anna, made_coordinator(bram), invited("chris", "bram")
        ),
        "who was approved by a coordinator": signed("other", boss, approved("other", "boss", "44" * 16)),
    }  # fmt: skip


def described(one: SignedProof) -> dict[str, Any]:
    """Return what a reader has to find in a proof, as JSON knows it."""
    return {
        "code": one.code(), "organisation": one.organisation, "root": one.root, "signature": one.signature.hex(),
        "claims": [str(value) for value in one.claims],
        "links": [
            [int(link.voucher), link.keys, link.person, link.signature.hex(), link.invitation.hex(), link.let_in.hex(),
             [link.coordinator.grant, link.coordinator.signature.hex()] if link.coordinator else []]
            for link in one.links
        ],
        "device": device_of(one.links[-1]),
    }  # fmt: skip


def main() -> None:
    """Write the file anew."""
    made = {name: described(one) for name, one in proofs().items()}
    GOLDEN.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
