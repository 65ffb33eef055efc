"""What only the root can say: its signature makes coordinators and ends them; the code that signs is on paper."""

from typing import Any

from traincollega.models.change import Change
from traincollega.models.noun import Plain


def unhex(text: Any, size: int) -> bytes:
    """Return so many bytes from hex signs in lower case, and from nothing else: `bytes.fromhex` takes more; raises ValueError.

    >>> unhex("00ff", 2)
    b'\\x00\\xff'
    """
    found = bytes.fromhex(text) if type(text) is str else b""
    if len(found) != size or found.hex() != text:
        raise ValueError("no hex signs, or not as many")
    return found


def coordinator_words(organisation: str, grant: str, person: str, *, ended: bool = False) -> bytes:
    """Return the bytes that the root signs where it makes a person coordinator by a grant, or ends that."""
    return f"traincollega {'no coordinator' if ended else 'coordinator'} {organisation} {grant} {person}".encode()


def revocation_words(organisation: str, device: str, accepted: tuple[str, ...]) -> bytes:
    """Return the bytes that the root signs where it revokes the computer of a coordinator."""
    return f"traincollega revocation {organisation} {device} {' '.join(accepted)}".encode()


def signed(key: str, signature: Plain, words: bytes) -> bool:
    """Say whether an Ed25519 signature (64 bytes in hex) under these words is that of a public key (32 bytes in hex)."""
    from cryptography.exceptions import InvalidSignature  # 25 ms, that only who shares needs
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(unhex(key, 32)).verify(unhex(signature, 64), words)
    except (InvalidSignature, ValueError):
        return False
    return True


def makes_coordinator(root: str, organisation: str, change: Change, person: str, *, ended: bool = False) -> bool:
    """Say whether the root stands behind a change that makes somebody coordinator, or ends that; without a root nobody asks."""
    return not root or signed(root, change.fields.get("proof"), coordinator_words(organisation, change.id, person, ended=ended))
