"""A second reader, written from docs/proof-format.md alone: it finds in the golden proofs what is expected."""

import json
from base64 import b32decode, b32encode
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

EXPECTED: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / "proofs.json").read_text("utf-8"))


class Left:
    """Bytes that are taken from the front."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __call__(self, size: int) -> bytes:
        taken, self.content = self.content[:size], self.content[size:]
        assert len(taken) == size
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self(size), "big")


def right(key: bytes, signature: bytes, words: str | bytes) -> None:
    """Assert that a key signed these words."""
    Ed25519PublicKey.from_public_bytes(key).verify(signature, words.encode() if isinstance(words, str) else words)


def read(code: str) -> dict[str, Any]:
    """Return what a code says, after each signature was verified."""
    assert code.startswith("TJC1:")
    assert code.endswith(":")
    signs = code[5:-1]
    content = b32decode(signs + "=" * (-len(signs) % 8))
    assert b32encode(content).decode().rstrip("=") == signs
    left = Left(content)
    assert left.number(1) == 1
    organisation, root = left(16).hex(), left(32)
    links = []
    above = boss = b""
    above_person = ""
    device = ""
    for at in range(left.number(1)):
        kind, keys = left.number(1), left(64)
        nonce = blake2b(keys, digest_size=16, person=b"traincollega dev").hexdigest()
        newcomer = blake2b(f":{nonce}".encode(), digest_size=16).hexdigest()
        sort, held = kind % 16, left(16).hex() if kind % 16 in (1, 3) else ""
        person = held or newcomer
        device = blake2b(f"{person}:{nonce}".encode(), digest_size=16).hexdigest()
        invitation = left(32) if sort == 2 else b""
        signature = left(64) if sort else b""
        let_in = left(64) if sort == 2 else b""
        grant, mark = (left(16).hex(), left(64)) if kind >= 16 else ("", b"")
        words = f"traincollega device {organisation} {device}"
        assert (at == 0) == (sort in (0, 1))
        if sort == 1:
            right(root, signature, words)
        if sort == 2:
            assert boss.hex() == above_person
            right(above, signature, f"traincollega invitation {organisation} {invitation.hex()}")
            right(invitation, let_in, words)
        if sort == 3:
            assert person == above_person or boss.hex() == above_person
            right(above, signature, words)
        if mark:
            right(root, mark, f"traincollega coordinator {organisation} {grant} {person}")
        if mark or sort == 1:
            boss = bytes.fromhex(person)
        assert boss
        above, above_person = keys[:32], person
        links.append([sort, keys.hex(), held, signature.hex(), invitation.hex(), let_in.hex(), [grant, mark.hex()] if mark else []])
    day, minutes, issued = left.number(4), left.number(2), left.number(4)
    name, title, place, host, trainer = (left(left.number(1)).decode() for _n in range(5))
    signature = left(64)
    assert left.content == b""
    assert issued >= day
    right(above, signature, b"traincollega proof 1\0" + content[:-64])
    claims = [name, title, str(date.fromordinal(day)), str(minutes), place, host, trainer, str(date.fromordinal(issued))]
    return {
        "code": code, "organisation": organisation, "root": root.hex(), "links": links, "claims": claims,
        "signature": signature.hex(), "device": device,
    }  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_the_page_is_enough_to_verify_a_proof(name: str) -> None:
    assert read(EXPECTED[name]["code"]) == EXPECTED[name]
