"""A second reader, written from docs/segment-format.md alone: it finds in the golden files what is expected."""

import json
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdDecompressor, decompress
else:
    from backports.zstd import ZstdDecompressor, decompress

GOLDEN = Path(__file__).parent / "golden"
EXPECTED: dict[str, Any] = json.loads((GOLDEN / "expected.json").read_text("utf-8"))
READING = bytes.fromhex(EXPECTED["reading key"])


def number(content: bytes) -> int:
    """Return an unsigned, big-endian number."""
    return int.from_bytes(content, "big")


def change_of(
    device: str, before: int, noun: str, identity: str, stamp: int, fields: dict[str, Any], base: str = ""
) -> dict[str, Any]:
    """Return a change with its hash."""
    if not identity:
        identity = blake2b(f"{fields['creator']}:{fields['nonce']}".encode(), digest_size=16).hexdigest()
    stamp += before
    inside = json.dumps(fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    text = f"{noun} {identity} {stamp} {device} {base} {inside}".encode()
    told = {"noun": noun, "id": identity, "stamp": stamp, "device": device, "base": base, "fields": fields}
    return told | {"hash": blake2b(text, digest_size=16).hexdigest(), "text": text}


def changes_of(body: bytes, device: str) -> list[dict[str, Any]]:
    """Return the changes of a body like that of an open segment."""
    found: list[dict[str, Any]] = []
    for one in json.loads(body):
        found.append(change_of(device, found[-1]["stamp"] if found else 0, *one))
    return found


def unwrapped(wrap: bytes, secret: bytes) -> bytes:
    """Return the key in a wrap."""
    mine = X25519PrivateKey.from_private_bytes(secret)
    shared = mine.exchange(X25519PublicKey.from_public_bytes(wrap[:32]))
    info = b"traincollega wrap 1" + wrap[:32] + mine.public_key().public_bytes_raw()
    return ChaCha20Poly1305(HKDF(SHA256(), 32, None, info).derive(shared)).decrypt(bytes(12), wrap[32:], b"")


def read(content: bytes) -> dict[str, Any]:
    """Return what stands in a segment, after its signature was verified."""
    assert content[:5] == b"TjCs\1"
    assert number(content[6:10]) == len(content)
    kind, epoch, device = content[5], content[10:18].hex(), content[34:50].hex()
    assert epoch == blake2b(READING, digest_size=8, person=b"traincollega key").hexdigest()
    hidden = content[166:]
    body = decompress(ChaCha20Poly1305(READING).decrypt(content[90:102], hidden, content[:102]))
    assert len(body) == number(content[86:90])
    changes: list[dict[str, Any]] = []
    leaves: list[list[Any]] = []
    sealed = []
    if kind == 1:
        changes = changes_of(body, device)
    elif kind == 2:
        for one in json.loads(body):
            if isinstance(one, str):
                leaves.append([one, "", False])
                continue
            changes.append(change_of(device, 0, *one[1:]))
            salt = bytes.fromhex(one[0])
            leaf = blake2b(changes[-1]["text"], digest_size=32, key=salt, person=b"traincollega").hexdigest()
            leaves.append([leaf, one[0], True])
    else:
        for one in json.loads(body):
            leaf = one
            if not isinstance(one, str):
                sealed.append(one)
                written = json.dumps(one, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
                leaf = blake2b(written.encode(), digest_size=32, person=b"traincollega").hexdigest()
            leaves.append([leaf, "", leaf is not one])
    if kind > 1:
        signs = content[:6] + content[18:86] + blake2b(bytes.fromhex("".join(leaf for leaf, *_ in leaves)), digest_size=32).digest()
    else:
        signs = content[:102] + blake2b(hidden, digest_size=32).digest()
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(EXPECTED["keys"][:64]))
    public.verify(content[102:166], b"traincollega segment 1\0" + signs)
    return {
        "id": blake2b(signs + content[102:166], digest_size=32).hexdigest(),
        "name": blake2b(content, digest_size=32).hexdigest() + ".tjs", "kind": kind, "epoch": epoch,
        "organisation": content[18:34].hex(), "device": device, "number": number(content[50:54]),
        "previous": content[54:86].hex(), "length": len(content), "plain": len(body), "nonce": content[90:102].hex(),
        "changes": [{name: value for name, value in one.items() if name != "text"} for one in changes],
        "leaves": leaves, "sealed": sealed,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["open.tjs", "personal.tjs", "personal-redacted.tjs"])
def test_the_page_is_enough_to_read_a_segment(name: str) -> None:
    assert read((GOLDEN / name).read_bytes()) == EXPECTED["segments"][name]


def test_the_page_is_enough_to_open_a_seal() -> None:
    found = read((GOLDEN / "sealed.tjs").read_bytes())
    rest = read((GOLDEN / "sealed-redacted.tjs").read_bytes())
    assert (rest["id"], rest["sealed"]) == (found["id"], found["sealed"][1:])
    opened = {}
    for subject, key_id, wraps, box in found["sealed"]:
        key = unwrapped(bytes.fromhex(wraps[EXPECTED["device"]]), bytes.fromhex(EXPECTED["sealing secret"]))
        assert blake2b(key, digest_size=8, person=b"traincollega key").hexdigest() == key_id
        inside = ChaCha20Poly1305(key).decrypt(bytes(12), bytes.fromhex(box), subject.encode())
        frame = ZstdDecompressor()
        body = frame.decompress(inside[4:])
        assert (len(body), len(inside)) == (number(inside[:4]), 256)
        assert frame.unused_data == bytes(len(frame.unused_data))
        opened[subject] = [
            {name: value for name, value in one.items() if name != "text"} for one in changes_of(body, EXPECTED["device"])
        ]
    assert opened == EXPECTED["sealed"]
    assert found["previous"] == EXPECTED["segments"]["personal.tjs"]["id"]


def test_the_page_is_enough_to_take_a_pack_apart() -> None:
    pack, found = (GOLDEN / "three.tjp").read_bytes(), []
    while pack:
        length = number(pack[6:10])
        found += read(pack[:length])["changes"]
        pack = pack[length:]
    assert found == EXPECTED["segments"]["open.tjs"]["changes"][:3]


def test_the_page_is_enough_to_know_a_device_and_the_root() -> None:
    nonce = blake2b(bytes.fromhex(EXPECTED["keys"]), digest_size=16, person=b"traincollega dev").hexdigest()
    assert blake2b(f"{EXPECTED['person']}:{nonce}".encode(), digest_size=16).hexdigest() == EXPECTED["device"]
    signs = EXPECTED["recovery code"].replace("-", "")
    whole = 0
    for sign in signs:
        whole = whole * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(sign)
    secret = (whole >> 12).to_bytes(16, "big")
    assert number(blake2b(secret, digest_size=2, person=b"traincollegachk").digest()) & 0xFFF == whole & 0xFFF
    assert blake2b(secret, digest_size=32, person=b"traincollegaroot").hexdigest() == EXPECTED["root secret"]


def test_the_page_is_enough_to_open_an_invitation() -> None:
    outside = json.loads((GOLDEN / "invitation.json").read_bytes())
    phrase = "".join(sign for sign in EXPECTED["phrase"].lower() if sign.isalpha())
    key = Scrypt(bytes.fromhex(outside["salt"]), 32, outside["cost"], 8, 1).derive(phrase.encode())
    inside = json.loads(ChaCha20Poly1305(key).decrypt(bytes.fromhex(outside["nonce"]), bytes.fromhex(outside["box"]), b""))
    assert (outside["format"], outside["version"]) == ("traincollega invitation", 1)
    assert inside["reading"] == {inside["writing"]: EXPECTED["reading key"]}
    assert (inside["name"], inside["expires"]) == ("Gemeente Noordveld", "2026-12-17T12:00:00Z")
