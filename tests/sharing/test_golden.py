"""What was once written is read for ever, byte for byte; and the same is written again from the same randomness."""

import json
from typing import Any

import pytest

from tests.sharing import golden_files as golden
from traincollega.sharing import ciphers, segments
from traincollega.sharing.invitation import opened
from traincollega.sharing.place import PACK, content_name
from traincollega.sharing.recovery import code_of, root_of
from traincollega.sharing.segments import START, Segment, header_of, parts, read, unsealed
from traincollega.sharing.squeezing import expanded

EXPECTED: dict[str, Any] = json.loads((golden.GOLDEN / "expected.json").read_text("utf-8"))
NAMES = list(EXPECTED["segments"])


def opened_file(name: str) -> Segment:
    """Return a golden segment, opened."""
    return read((golden.GOLDEN / name).read_bytes(), {ciphers.key_id(golden.READING): golden.READING}.get)


def body_of(envelope: bytes) -> tuple[bytes, bytes]:
    """Return the body of a golden envelope, plain and squeezed."""
    header = header_of(envelope)
    squeezed = ciphers.decrypt(golden.READING, header.nonce, envelope[START:], header.packed())
    return expanded(squeezed, header.plain), squeezed


@pytest.fixture
def squeezed_as_then(monkeypatch: pytest.MonkeyPatch) -> None:
    """Squeeze what is in the golden files as it was then: another version of zstd may do better."""
    then = dict(body_of((golden.GOLDEN / name).read_bytes()) for name in NAMES)
    then |= dict(map(body_of, parts((golden.GOLDEN / "three.tjp").read_bytes())))
    for one in opened_file("sealed.tjs").sealed:
        key = ciphers.open_sealed(golden.SEALING, one.wraps[golden.DEVICE])
        inside = ciphers.decrypt(key, ciphers.ONCE, one.box, one.subject.encode())
        then[expanded(inside[4:], int.from_bytes(inside[:4]), b"\0")] = inside[4:].rstrip(b"\0")
    monkeypatch.setattr(segments, "squeeze", then.__getitem__)


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_segment_says_what_it_said(name: str) -> None:
    one = opened_file(name)
    assert golden.described(one) == EXPECTED["segments"][name]
    assert one.by(bytes.fromhex(EXPECTED["keys"][:64]))


@pytest.mark.parametrize("name", ["sealed.tjs", "sealed-unpadded.tjs"])
@pytest.mark.parametrize("secret", ["sealing secret", "other sealing secret"])
def test_each_reader_opens_a_golden_seal_also_one_from_before_they_were_filled_up(secret: str, name: str) -> None:
    device = golden.DEVICE if secret == "sealing secret" else golden.ELSEWHERE
    found = {}
    for one in opened_file(name).sealed:
        key = ciphers.open_sealed(bytes.fromhex(EXPECTED[secret]), one.wraps[device])
        assert ciphers.key_id(key) == one.key
        found[one.subject] = [golden.told(change) for change in unsealed(one, golden.DEVICE, key)]
    assert found == EXPECTED["sealed"]


def test_a_golden_pack_holds_three_segments() -> None:
    whole = (golden.GOLDEN / "three.tjp").read_bytes()
    assert content_name(whole, PACK) == EXPECTED["pack"]
    reading = {ciphers.key_id(golden.READING): golden.READING}.get
    found = [golden.told(change) for envelope in parts(whole) for change in read(envelope, reading).changes]
    assert found == EXPECTED["segments"]["open.tjs"]["changes"][:3]


@pytest.mark.parametrize("name", ["personal", "sealed"])
def test_redacting_changes_neither_the_id_nor_the_signature(name: str) -> None:
    whole, rest = opened_file(f"{name}.tjs"), opened_file(f"{name}-redacted.tjs")
    assert whole.id == rest.id
    assert whole.name != rest.name
    assert rest.changes == (golden.PERSONAL[1:] if name == "personal" else ())
    assert rest.sealed == whole.sealed[1:]
    for gone in (b"Anna", b"11" * 16, whole.sealed[0].box.hex().encode() if whole.sealed else b"Anna"):
        assert gone not in body_of(rest.envelope)[0]


def test_a_golden_invitation_opens_with_its_phrase() -> None:
    content = (golden.GOLDEN / "invitation.json").read_bytes()
    assert opened(content, f" {EXPECTED['phrase'].upper()}, ") == golden.the_invitation()


def test_a_golden_recovery_code_is_the_same_root() -> None:
    assert code_of(golden.SECRET) == EXPECTED["recovery code"]
    assert root_of(EXPECTED["recovery code"]).hex() == EXPECTED["root secret"]


@pytest.mark.usefixtures("squeezed_as_then")
def test_the_same_randomness_writes_the_same_bytes() -> None:
    for name, one in golden.segments().items():
        assert one.envelope == (golden.GOLDEN / name).read_bytes()
    assert golden.pack() == (golden.GOLDEN / "three.tjp").read_bytes()
    assert golden.invitation() == (golden.GOLDEN / "invitation.json").read_bytes()
