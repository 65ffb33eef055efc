"""The golden files: segments, a pack and an invitation with fixed keys and fixed randomness; what they hold is never made anew.

`python -m tests.sharing.golden_files` writes them; only a new version of the format is a reason to.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from traincollega.models.change import Change
from traincollega.models.noun import identify
from traincollega.sharing import ciphers
from traincollega.sharing.bodies import Sealed
from traincollega.sharing.invitation import Invitation, closed
from traincollega.sharing.keys import fingerprint
from traincollega.sharing.place import PACK, content_name
from traincollega.sharing.recovery import code_of, root_of
from traincollega.sharing.segments import FIRST, Kind, Segment, ToSeal, Writer, redacted, write, write_sealed

GOLDEN = Path(__file__).parent / "golden"
READING = bytes(range(32))
SIGNING, SEALING = bytes(range(32, 64)), bytes(range(64, 96))
OTHER = bytes(range(96, 128))
"""The sealing secret of another computer."""
PUBLIC = (ciphers.signing_public(SIGNING) + ciphers.sealing_public(SEALING)).hex()
PERSON = identify("", "0123456789abcdef0123456789abcdef")
DEVICE = identify(PERSON, fingerprint(PUBLIC))
ELSEWHERE = "e1" * 16
ORGANISATION = identify(PERSON, "00112233445566778899aabbccddeeff")
TRAINING = identify(PERSON, "aa" * 16)
STAMP = 117_432_115_200_000_000
SECRET = bytes(range(16))
"""Of the recovery code."""
PHRASE = "babibo dadido fafifo gagigo"
WRITER = Writer(ORGANISATION, DEVICE, SIGNING, READING)

OPEN = (
    Change("training", TRAINING, STAMP, DEVICE, {
        "creator": PERSON, "nonce": "aa" * 16, "title": "Draaitabellen — “in een uur” \U0001f600", "minutes": 60, "seats": None,
        "topics": ["excel", 'a "b" \\ c'], "body": "Eén regel\n\ten een \x7f \u2028 / eind\x01", "deleted": False,
    }),
    Change("training", TRAINING, STAMP + 65_536, DEVICE, {"body": "Twee"}, f"{STAMP}-{DEVICE}"),
    Change("training", "bb" * 16, STAMP - 1, DEVICE, {"hidden": "Dubbel", "title": ""},
           f"title:{STAMP}-{DEVICE} body:7-{ELSEWHERE}"),
    Change("rave_survey", "cc" * 16, STAMP + 65_537, DEVICE, {
        "score_2": -(1 << 63), "answers": ["a", 1, None, True], "best": (1 << 63) - 1,
        "mood": {"how": [3, {"é": []}], "Why": "z"},
    }),
)  # fmt: skip
PERSONAL = (
    Change("colleague", PERSON, STAMP, DEVICE, {"creator": "", "nonce": "0123456789abcdef0123456789abcdef", "name": "Anna Bos",
                                                "email": "anna@noordveld.nl"}),
    Change("sign_up", identify(PERSON, "dd" * 16), STAMP + 1, DEVICE, {"creator": PERSON, "nonce": "dd" * 16, "person": PERSON,
                                                                       "session": "ee" * 16}),
    Change("sign_up", "ff" * 16, STAMP + 2, DEVICE, {"withdrawn": "2026-12-03T12:00:00Z"}),
)  # fmt: skip
SUBJECTS = {
    "11" * 16: (
        Change("attendance", "12" * 16, STAMP, DEVICE, {"minutes": 55}),
        Change("attendance", "12" * 16, STAMP + 9, DEVICE, {"minutes": 60}),
    ),
    "22" * 16: (Change("attendance", "23" * 16, STAMP, DEVICE, {"present": True}),),
}  # fmt: skip
READERS = {DEVICE: ciphers.sealing_public(SEALING), ELSEWHERE: ciphers.sealing_public(OTHER)}
SEALS = [ToSeal(subject, said, READERS) for subject, said in SUBJECTS.items()]


def randomness(seed: str) -> Callable[[int], bytes]:
    """Return what takes the place of os.urandom: always the same bytes for the same seed."""
    drawn = 0

    def draw(size: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return blake2b(f"{seed} {drawn}".encode(), digest_size=size).digest()

    return draw


@contextmanager
def fixed(seed: str) -> Iterator[None]:
    """Let nothing be random for a while."""
    real, os.urandom = os.urandom, randomness(seed)
    try:
        yield
    finally:
        os.urandom = real


def segments() -> dict[str, Segment]:
    """Return the segments, by the names of their files."""
    found: dict[str, Segment] = {}
    with fixed("open"):
        found["open.tjs"] = write(WRITER, Kind.OPEN, 1, FIRST, OPEN)
    with fixed("personal"):
        found["personal.tjs"] = write(WRITER, Kind.PERSONAL, 2, found["open.tjs"].id, PERSONAL)
    with fixed("redacted"):
        found["personal-redacted.tjs"] = redacted(found["personal.tjs"], lambda one: one.noun == "colleague", READING)
    with fixed("sealed"):
        found["sealed.tjs"] = write_sealed(WRITER, 4_294_967_295, found["personal.tjs"].id, SEALS)
    with fixed("sealed, redacted"):
        found["sealed-redacted.tjs"] = redacted(
            found["sealed.tjs"], lambda one: isinstance(one, Sealed) and one.subject[0] == "1", READING
        )
    return found


def pack() -> bytes:
    """Return a pack of three."""
    envelopes, previous = [], FIRST
    for number, change in enumerate(OPEN[:3], 1):
        with fixed(f"pack {number}"):
            one = write(WRITER, Kind.OPEN, number, previous, [change])
        previous = one.id
        envelopes.append(one.envelope)
    return b"".join(envelopes)


def the_invitation() -> Invitation:
    """Return what stands in the invitation."""
    return Invitation(
        "99" * 16, bytes(range(128, 160)), datetime(2026, 12, 17, 12, tzinfo=UTC), ORGANISATION, "Gemeente Noordveld",
        ciphers.signing_public(root_of(code_of(SECRET))).hex(), "/mnt/gedeeld/trainingen",
        {ciphers.key_id(READING): READING}, ciphers.key_id(READING), "Anna Bos", 3, 2,
    )  # fmt: skip


def invitation() -> bytes:
    """Return the file of the invitation, with a phrase that costs little."""
    with fixed("invitation"):
        return closed(the_invitation(), PHRASE, 1 << 10)


def described(one: Segment) -> dict[str, Any]:
    """Return what a reader has to find in a segment, as JSON knows it."""
    return {
        "id": one.id.hex(), "name": one.name, "kind": int(one.header.kind), "epoch": one.header.epoch,
        "organisation": one.header.organisation, "device": one.header.device, "number": one.header.number,
        "previous": one.header.previous.hex(), "length": one.header.length, "plain": one.header.plain,
        "nonce": one.header.nonce.hex(), "changes": [told(change) for change in one.changes],
        "leaves": [[leaf.hash.hex(), leaf.salt.hex(), leaf.held is not None] for leaf in one.leaves],
        "sealed": [[seal.subject, seal.key, sorted(seal.wraps)] for seal in one.sealed],
    }  # fmt: skip


def told(change: Change) -> dict[str, Any]:
    """Return a change as JSON knows it."""
    return {
        "noun": change.noun, "id": change.id, "stamp": change.stamp, "device": change.device, "base": change.base,
        "fields": dict(change.fields), "hash": change.hash.hex(),
    }  # fmt: skip


def main() -> None:
    """Write all files anew."""
    GOLDEN.mkdir(exist_ok=True)
    made = segments()
    for name, one in made.items():
        (GOLDEN / name).write_bytes(one.envelope)
    (GOLDEN / "three.tjp").write_bytes(pack())
    (GOLDEN / "invitation.json").write_bytes(invitation())
    expected = {
        "reading key": READING.hex(), "signing secret": SIGNING.hex(), "sealing secret": SEALING.hex(),
        "other sealing secret": OTHER.hex(), "keys": PUBLIC, "device": DEVICE, "person": PERSON,
        "recovery code": code_of(SECRET), "root secret": root_of(code_of(SECRET)).hex(), "phrase": PHRASE,
        "pack": content_name(pack(), PACK), "segments": {name: described(one) for name, one in made.items()},
        "sealed": {subject: [told(change) for change in changes] for subject, changes in SUBJECTS.items()},
    }  # fmt: skip
    (GOLDEN / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
