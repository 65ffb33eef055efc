"""Segments have one way to be written; whatever else comes is refused before it is believed, in bounded memory."""

import json
import struct
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sharing.golden_files import (
    DEVICE,
    GOLDEN,
    OPEN,
    ORGANISATION,
    PERSON,
    PERSONAL,
    READERS,
    READING,
    SIGNING,
    STAMP,
    WRITER,
)
from traincollega.models.change import LAST_STAMP, Change
from traincollega.sharing import bodies, ciphers, segments
from traincollega.sharing.place import SEGMENT_MOST
from traincollega.sharing.segments import (
    FIRST,
    HEADER,
    START,
    Header,
    Kind,
    Malformed,
    Missing,
    NewerFormat,
    Segment,
    ToSeal,
    parts,
    read,
    redacted,
    write,
    write_sealed,
)
from traincollega.sharing.squeezing import expanded, squeeze

KEYS = {ciphers.key_id(READING): READING}
PUBLIC = ciphers.signing_public(SIGNING)
MAKING = {"creator": PERSON, "nonce": "aa" * 16}
GOOD = ["training", "ab" * 16, STAMP, {"title": "Excel"}]


def closed(body: bytes, kind: int = 1, *, plain: int | None = None, squeezed: bytes | None = None) -> bytes:
    """Return an envelope, rightly signed, around any body."""
    inside = squeeze(body) if squeezed is None else squeezed
    length = START + len(inside) + ciphers.TAG
    size = len(body) if plain is None else plain
    nonce = bytes(12)
    outside = Header(kind, ciphers.key_id(READING), ORGANISATION, DEVICE, 1, FIRST, length, size, nonce).packed()  # type: ignore[arg-type]
    hidden = ciphers.encrypt(READING, nonce, inside, outside)
    return outside + ciphers.sign(SIGNING, segments.SIGNS + outside) + hidden


def as_json(said: Any) -> bytes:
    """Return JSON as a body has it."""
    return bodies.canonical(said)


def refused(envelope: bytes) -> bool:
    """Say whether an envelope is refused as no segment of ours."""
    with pytest.raises(Malformed) as error:
        read(envelope, KEYS.get)
    return not isinstance(error.value, NewerFormat)


def test_what_is_written_is_read_again() -> None:
    for kind, changes in ((Kind.OPEN, OPEN), (Kind.PERSONAL, PERSONAL)):
        one = write(WRITER, kind, 7, bytes(range(32)), changes)
        assert read(one.envelope, KEYS.get) == one
        assert one.by(PUBLIC)


plain = st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.text(st.characters(exclude_categories=["Cs"]))
names = st.text("abcxyz019_", max_size=8).map("a{}".format)
ids = st.binary(min_size=16, max_size=16).map(bytes.hex)
version = st.builds("{}-{}".format, st.integers(1, LAST_STAMP), ids)
bases = st.lists(version | st.builds("{}:{}".format, names, version), max_size=4).map(" ".join)
nested = st.lists(plain, max_size=3) | st.dictionaries(st.text("ab é"), st.lists(plain, max_size=2), max_size=2)
fields = st.dictionaries(names, plain | nested, max_size=4)
changes = st.builds(Change, names, ids, st.integers(1, LAST_STAMP), st.just(DEVICE), fields, bases)


@given(
    st.lists(changes.filter(lambda one: one.noun not in segments.PERSONAL), min_size=1, max_size=5), st.sampled_from([*Kind][:2])
)
def test_every_change_that_fits_travels_unchanged(said: list[Change], kind: Kind) -> None:
    one = read(write(WRITER, kind, 1, FIRST, said).envelope, KEYS.get)
    assert list(one.changes) == said
    assert [change.hash for change in one.changes] == [change.hash for change in said]


def test_an_id_that_can_be_worked_out_is_left_out() -> None:
    said = json.loads(bodies.told(OPEN))
    assert [one[1] for one in said] == ["", OPEN[1].id, OPEN[2].id, OPEN[3].id]
    assert [one[2] for one in said] == [STAMP, 65_536, -65_537, 65_538]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"null", b"[]", b"[[]]", b'["ab"]', b"\xef\xbb\xbf" + as_json([GOOD]), as_json([GOOD]) + b"\n",
        b" " + as_json([GOOD]),
        as_json([GOOD]).decode().encode("utf-16"), as_json([GOOD]).decode().encode("utf-32-le"), as_json([GOOD])[:-1],
        as_json([GOOD]).replace(b"Excel", b"\\u0045xcel"), as_json([GOOD]).replace(b"Excel", b"\\ud800"),
        as_json([GOOD]).replace(b"Excel", b"\xed\xa0\x80"), as_json([GOOD]).replace(b"Excel", b"\xff"),
        as_json([GOOD]).replace(b'"title"', b'"title":"Word","title"'), as_json([GOOD]).replace(b'"Excel"', b"NaN"),
        as_json([GOOD]).replace(b'"Excel"', b"-Infinity"), as_json([GOOD]).replace(b'"Excel"', b"1.0"),
        as_json([GOOD]).replace(b'"Excel"', b"1e3"), as_json([GOOD]).replace(b'"Excel"', b"-0"),
        as_json([GOOD]).replace(b'"Excel"', b"9223372036854775808"), as_json([GOOD]).replace(b'"Excel"', b"9" * 5_000),
        as_json([GOOD]).replace(b'"Excel"', b'{"a":1.0}'), as_json([GOOD]).replace(b'"Excel"', b"[[NaN]]"),
        as_json([GOOD]).replace(b'"Excel"', b"[" * 9 + b"]" * 9), as_json([GOOD]).replace(b'"Excel"', b'{"b":1,"a":2}'),
        as_json([GOOD]).replace(b'"Excel"', b"[" * 900 + b"]" * 900), b"[" * 3_000_000, b'{"a":' * 1_000_000,
        as_json([["training", "", STAMP, {"b": 1, "a": 2}]]).replace(b'"a":2,"b":1', b'"b":1,"a":2'),
    ],
)  # fmt: skip
def test_another_way_to_write_json_is_refused(body: bytes) -> None:
    assert refused(closed(body))


@pytest.mark.parametrize(
    "one",
    [
        ["Training", *GOOD[1:]], ["train ing", *GOOD[1:]], ["", *GOOD[1:]], ["a" * 65, *GOOD[1:]], [None, *GOOD[1:]],
        [[], *GOOD[1:]],
        ["training", "AB" * 16, *GOOD[2:]], ["training", "ab" * 15, *GOOD[2:]], ["training", 0, *GOOD[2:]],
        ["training", " " + "ab" * 16, *GOOD[2:]], ["training", "", STAMP, {"title": "Excel"}],
        ["training", "", STAMP, {"creator": 5, "nonce": "aa"}], ["training", OPEN[0].id, STAMP, MAKING],
        ["training", "ab" * 16, 0, {}], ["training", "ab" * 16, -1, {}], ["training", "ab" * 16, LAST_STAMP + 1, {}],
        ["training", "ab" * 16, True, {}], ["training", "ab" * 16, "1", {}], ["training", "ab" * 16, STAMP, []],
        ["training", "ab" * 16, STAMP, {"ti tle": 1}], ["training", "ab" * 16, STAMP, {"": 1}], [*GOOD, ""], [*GOOD, "7"],
        [*GOOD, f"7-{DEVICE}  8-{DEVICE}"], [*GOOD, f"7-{DEVICE} "], [*GOOD, f"0-{DEVICE}"], [*GOOD, f"7-{DEVICE.upper()}"],
        [*GOOD, f"٧-{DEVICE}"], [*GOOD, " ".join([f"7-{DEVICE}"] * 400)], [*GOOD, f"7-{DEVICE}", "more"], GOOD[:3],
        ["colleague", "", STAMP, {"creator": "", "nonce": "aa" * 16}],
    ],
)  # fmt: skip
def test_what_is_no_change_is_refused(one: list[Any]) -> None:
    assert refused(closed(as_json([one])))


@pytest.mark.parametrize(
    "leaf", ["aa" * 31, "AA" * 32, ["aa" * 15, *GOOD], ["AA" * 16, *GOOD], ["aa " * 16, *GOOD], ["aa" * 16], [7, *GOOD], 7, None]
)
def test_what_is_no_leaf_is_refused(leaf: object) -> None:
    assert refused(closed(as_json([leaf]), 2))


@pytest.mark.parametrize(
    "seal",
    [
        ["s", "aa" * 8, {DEVICE: "aa" * 79}, ""], ["s", "aa" * 7, {}, ""], ["s", "aa" * 8, {"x": "aa" * 80}, ""],
        ["", "aa" * 8, {}, ""], ["s" * 65, "aa" * 8, {}, ""], ["s", "aa" * 8, [], ""], ["s", "aa" * 8, {}, "a"],
        ["s", "aa" * 8, {}, 7], ["s", "aa" * 8, {}],
    ],
)  # fmt: skip
def test_what_is_no_seal_is_refused(seal: list[Any]) -> None:
    assert refused(closed(as_json([seal]), 3))


@pytest.mark.parametrize("kind", [1, 2, 3])
def test_a_body_of_another_kind_is_refused(kind: int) -> None:
    told = {1: as_json([GOOD]), 2: as_json([["aa" * 16, *GOOD]]), 3: as_json([["s", "aa" * 8, {}, "00"]])}
    read(closed(told[kind], kind), KEYS.get)
    for other in told.keys() - {kind}:
        assert refused(closed(told[other], kind))


@pytest.mark.parametrize("kind", [Kind.OPEN, Kind.PERSONAL])
@pytest.mark.parametrize("where", range(START + 20))
def test_no_bit_of_an_envelope_can_be_turned(kind: Kind, where: int) -> None:
    right = write(WRITER, kind, 3, bytes(range(32)), OPEN[:1])
    spoilt = bytearray(right.envelope)
    spoilt[where] ^= 1
    try:
        one = read(bytes(spoilt), KEYS.get)
    except (Malformed, Missing):
        return
    assert HEADER.size <= where < START, "only the signature can be read over"
    assert not one.by(PUBLIC)
    assert one.id != right.id


def test_an_envelope_cut_off_anywhere_is_refused() -> None:
    whole = write(WRITER, Kind.OPEN, 1, FIRST, OPEN).envelope
    for size in range(len(whole)):
        assert refused(whole[:size])
    assert refused(whole + b"\0")
    assert refused(whole * 2)


def test_the_signature_of_another_segment_or_key_is_no_signature() -> None:
    one, other = (write(WRITER, Kind.OPEN, 1, FIRST, [change]) for change in OPEN[:2])
    swapped = one.envelope[: HEADER.size] + other.envelope[HEADER.size : START] + one.envelope[START:]
    assert not read(swapped, KEYS.get).by(PUBLIC)
    assert not one.by(ciphers.signing_public(bytes(32)))
    assert not one.by(bytes(31))


def of_version(version: int, kind: int = 1, size: int = 300) -> bytes:
    """Return an envelope of another version of the format, of which only the beginning is known."""
    return struct.pack(">4sBBI", b"TjCs", version, kind, size) + bytes(size - 10)


@pytest.mark.parametrize(("version", "kind"), [(2, 1), (255, 255), (1, 4), (1, 255)])
def test_a_newer_segment_is_told_from_a_broken_one(version: int, kind: int) -> None:
    with pytest.raises(NewerFormat):
        read(of_version(version, kind), KEYS.get)
    assert refused(of_version(version, kind)[:-1])


@pytest.mark.parametrize(("version", "kind"), [(0, 1), (1, 0)])
def test_nothing_was_before_version_one(version: int, kind: int) -> None:
    assert refused(of_version(version, kind))


def test_a_pack_comes_apart_also_around_a_segment_of_a_newer_version() -> None:
    first, last = (write(WRITER, Kind.OPEN, number, FIRST, OPEN[:1]).envelope for number in (1, 2))
    newer = of_version(2)
    assert list(parts(first + newer + last)) == [first, newer, last]


@pytest.mark.parametrize(
    "middle", [b"\0" * 200, b"TjCs", of_version(1)[:9], of_version(1, size=8_000_000)[:200], b"TjCs\1\1\0\0\0\0" * 20]
)
def test_a_pack_with_a_bad_middle_gives_what_comes_before(middle: bytes) -> None:
    first = write(WRITER, Kind.OPEN, 1, FIRST, OPEN[:1]).envelope
    found = parts(first + middle + first)
    assert next(found) == first
    with pytest.raises(Malformed):
        list(found)


@given(st.binary(max_size=400))
def test_random_bytes_are_no_segment(noise: bytes) -> None:
    assert refused(noise)
    assert refused(b"TjCs\1\1" + struct.pack(">I", len(noise) + 10) + noise)
    with pytest.raises(Malformed):
        list(parts(noise + b"?"))


@given(st.binary(max_size=400), st.integers(1, 3))
def test_random_bytes_are_no_body(noise: bytes, kind: int) -> None:
    assert refused(closed(noise, kind))
    assert refused(closed(b"x" * 50, kind, squeezed=noise))


BOMB = b"[" + b"[]," * 1_000_000 + b"[]]"


@pytest.mark.parametrize(
    "envelope",
    [
        lambda: closed(bytes(200_000_000), plain=100),
        lambda: closed(b"[]", plain=15_999_999),
        lambda: closed(bytes(16_000_001)),
        lambda: closed(BOMB),
        lambda: closed(as_json([GOOD] * 50_000)),
        lambda: closed(b"[" + b'["a","",1,{}],' * 1_000_000 + b"0]"),
        lambda: closed(b"[[" * 4_000_000),
        lambda: closed(as_json([["aa" * 16, *GOOD]] * 30_000), 2),
    ],
    ids=["more than said", "less than said", "too large", "lists", "many changes", "a million changes", "deep", "many leaves"],
)
def test_a_bomb_is_refused_in_bounded_memory(envelope: Callable[[], bytes]) -> None:
    content = envelope()
    tracemalloc.start()
    try:
        assert refused(content)
        assert tracemalloc.get_traced_memory()[1] < 450_000_000
    finally:
        tracemalloc.stop()


def test_what_looks_back_further_than_eight_megabytes_is_refused() -> None:
    frame = bytearray(squeeze(b"[]" * 10_000_000))
    assert len(expanded(bytes(frame), 20_000_000)) == 20_000_000
    assert frame[4] >> 5 & 1 == 0, "a window of its own"
    frame[5] = 17 << 3  # 2 ** 27
    with pytest.raises(ValueError, match="no frame"):
        expanded(bytes(frame), 20_000_000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"organisation": "ab"}, {"organisation": ""}, {"device": ""}, {"device": DEVICE.upper()}, {"device": DEVICE + "00"},
        {"device": " ".join([DEVICE[:2], DEVICE[2:]])},
    ],
)  # fmt: skip
def test_nobody_writes_for_what_is_no_id(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="hex"):
        write(WRITER._replace(**wrong), Kind.OPEN, 1, FIRST, OPEN)


@pytest.mark.parametrize(
    ("number", "previous", "said"),
    [(0, FIRST, OPEN), (1 << 32, FIRST, OPEN), (1, b"", OPEN), (1, FIRST, ()), (1, FIRST, OPEN * 5_001), (1, FIRST, PERSONAL)],
)
def test_nobody_writes_what_nobody_could_read(number: int, previous: bytes, said: tuple[Change, ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        write(WRITER, Kind.OPEN, number, previous, said)


def test_nobody_writes_a_segment_that_is_too_large() -> None:
    noise = ciphers.encrypt(READING, bytes(12), bytes(SEGMENT_MOST), b"").hex()
    with pytest.raises(ValueError, match="nobody"):
        write(WRITER, Kind.OPEN, 1, FIRST, [Change("training", "ab" * 16, 1, DEVICE, {"body": noise})])


def test_a_redacted_segment_is_read_as_the_same_one() -> None:
    whole = read((GOLDEN / "personal.tjs").read_bytes(), KEYS.get)
    empty = redacted(whole, lambda _one: True, bytes(32))
    again = read(empty.envelope, {ciphers.key_id(bytes(32)): bytes(32)}.get)
    assert (again.id, again.changes, len(again.leaves)) == (whole.id, (), 3)
    assert again.by(PUBLIC)


def test_nobody_puts_another_change_in_the_place_of_one_that_was_signed() -> None:
    whole = read((GOLDEN / "personal.tjs").read_bytes(), KEYS.get)
    forged = bodies.leaf_of(whole.leaves[0].salt, Change("colleague", PERSON, STAMP, DEVICE, {"name": "Eve"}))
    one = segments.with_leaves(whole, (forged, *whole.leaves[1:]), READING)
    assert not read(one.envelope, KEYS.get).by(PUBLIC)
    fewer = segments.with_leaves(whole, whole.leaves[:2], READING)
    assert not read(fewer.envelope, KEYS.get).by(PUBLIC)


def test_a_seal_opens_only_for_its_readers_and_for_its_subject() -> None:
    one: Segment = write_sealed(WRITER, 1, FIRST, [ToSeal("11" * 16, OPEN[1:2], READERS)])
    (seal,) = read(one.envelope, KEYS.get).sealed
    with pytest.raises(ciphers.Unreadable):
        ciphers.open_sealed(bytes(range(5, 37)), seal.wraps[DEVICE])
    key = ciphers.open_sealed(bytes(range(64, 96)), seal.wraps[DEVICE])
    assert segments.unsealed(seal, DEVICE, key) == OPEN[1:2]
    for wrong in (seal._replace(subject="22" * 16), seal._replace(box=seal.box[:-1]), seal._replace(box=b"")):
        with pytest.raises(Malformed):
            segments.unsealed(wrong, DEVICE, key)


@pytest.mark.parametrize(("signs", "room"), [(1, 256), (400, 512), (900, 1024), (2_500, 2048)])
def test_boxes_have_few_lengths(signs: int, room: int) -> None:
    noise = ciphers.encrypt(READING, bytes(12), bytes(signs), b"").hex()[:signs]
    said = [Change("mark", "ab" * 16, 1, DEVICE, {"creator": "cd" * 16, "state": noise})]
    assert segments.room(said) == room
    (seal,) = write_sealed(WRITER, 1, FIRST, [ToSeal("11" * 16, said, READERS)]).sealed
    assert len(seal.box) == room + ciphers.TAG
    (larger,) = write_sealed(WRITER, 1, FIRST, [ToSeal("11" * 16, said, READERS, 4096)]).sealed
    assert len(larger.box) == 4096 + ciphers.TAG
    key = ciphers.open_sealed(bytes(range(64, 96)), larger.wraps[DEVICE])
    assert list(segments.unsealed(larger, DEVICE, key)) == said


@pytest.mark.parametrize("behind", [b"\1", b"\0\1", b"\0" * 9 + b"(\xb5/\xfd"])
def test_a_box_holds_nothing_behind_what_it_says_but_zero_bytes(behind: bytes) -> None:
    key = bytes(range(32))
    for more in (b"", b"\0", b"\0" * 999):
        inside = segments._sized(bodies.told(OPEN[1:2])) + more  # noqa: SLF001 - what no writer of ours would write
        box = ciphers.encrypt(key, ciphers.ONCE, inside, b"subject")
        assert segments.unsealed(bodies.Sealed("subject", "", {}, box), DEVICE, key) == OPEN[1:2]
        box = ciphers.encrypt(key, ciphers.ONCE, inside + behind, b"subject")
        with pytest.raises(Malformed):
            segments.unsealed(bodies.Sealed("subject", "", {}, box), DEVICE, key)


@pytest.mark.parametrize("public", [bytes(32), b"\1" + bytes(31)])
def test_nothing_is_sealed_to_a_key_that_anybody_opens(public: bytes) -> None:
    with pytest.raises(ciphers.Unreadable):
        ciphers.seal(public, READING)
