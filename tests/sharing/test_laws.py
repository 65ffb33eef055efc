"""Laws of the pure parts of sharing, and of taking in: whatever comes in which order, however often and in what pieces."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.naive import naive_rows
from tests.models.world import NOON, Time, empty_database, rows_of
from tests.sharing.naive_trust import naive_counting
from tests.sharing.office import FAST, seeded
from traincollega.models.change import Change, Clock
from traincollega.models.database import connect
from traincollega.models.noun import identify, moment_text
from traincollega.models.proof import coordinator_words, revocation_words
from traincollega.models.store import Store
from traincollega.services.desk import ROOT
from traincollega.sharing import ciphers
from traincollega.sharing.circle import Circle
from traincollega.sharing.keys import Keys, fingerprint
from traincollega.sharing.segments import FIRST, PERSONAL, Kind, Segment, Writer, completed, read, redacted, write
from traincollega.sharing.taking_in import concerns, take_in
from traincollega.sharing.trust import STATES, Stated, Trust, certificate_words, newcomer, told_keys, trust_of

# Segments

PLAIN = (
    st.none() | st.booleans() | st.integers(-(1 << 40), 1 << 40) | st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3)
)
FIELDS = st.dictionaries(st.from_regex("[a-z][a-z0-9_]{0,7}", fullmatch=True), PLAIN, max_size=4)
READING = bytes(range(32))


def _change(noun: str, number: int, stamp: int, fields: Mapping[str, Any], base: str, made: bool) -> Change:
    says = {"creator": "c", "nonce": str(number), **fields} if made else {"what": 1, **fields}
    identity = identify("c", str(number)) if made else f"{number:032x}"
    return Change(noun, identity, stamp, DEVICE, says, base)


DEVICE = "ab" * 16
CHANGES = st.lists(
    st.builds(_change, st.sampled_from(("colleague", "training", "new")), st.integers(0, 5), st.integers(1, 1 << 57), FIELDS,
              st.sampled_from(("", f"5-{DEVICE}")), st.booleans()),
    min_size=1, max_size=6, unique_by=lambda change: change.hash,
)  # fmt: skip
WRITER = Writer("cd" * 16, DEVICE, bytes(32), READING)


@given(CHANGES, st.sampled_from((Kind.OPEN, Kind.PERSONAL)), st.integers(1, 1 << 31), st.binary(min_size=32, max_size=32))
def test_what_was_written_is_read(changes: list[Change], kind: Kind, number: int, previous: bytes) -> None:
    changes = [replace(one, noun="colleague" if kind is Kind.PERSONAL else "training") for one in changes]
    changes = list({one.hash: one for one in changes}.values())
    written = write(WRITER, kind, number, previous, changes)
    assert read(written.envelope, {ciphers.key_id(READING): READING}.get) == written
    assert [one.hash for one in written.changes] == [one.hash for one in changes]
    assert written.by(ciphers.signing_public(bytes(32)))
    assert not written.by(ciphers.signing_public(bytes([1] * 32)))


@given(CHANGES, st.sets(st.integers(0, 5)), st.sets(st.integers(0, 5)))
def test_a_redacted_segment_keeps_its_id_and_signature_and_is_completed_by_another_copy(
    changes: list[Change], gone: set[int], others: set[int]
) -> None:
    whole = write(WRITER, Kind.PERSONAL, 1, FIRST, changes)
    takes = {change.hash for number, change in enumerate(changes) if number in gone}
    takes_too = {change.hash for number, change in enumerate(changes) if number in others}
    newer = bytes(reversed(READING))
    less = redacted(whole, lambda change: change.hash in takes, newer)
    assert (less.id, less.header.number) == (whole.id, 1)
    assert less.by(ciphers.signing_public(bytes(32)))
    assert read(less.envelope, {ciphers.key_id(newer): newer}.get) == less
    assert {one.hash for one in less.changes} == {one.hash for one in changes} - takes
    other = redacted(whole, lambda change: change.hash in takes_too, newer)
    again = completed(less, other, lambda _change: False, newer)
    both = {one.hash for one in (again or less).changes}
    assert both == {one.hash for one in less.changes} | {one.hash for one in other.changes}
    assert (again or less).id == whole.id
    kept = completed(less, whole, lambda change: change.hash in takes, newer)
    assert kept is None or not {one.hash for one in kept.changes} & takes


# Who is heard


class Computer(NamedTuple):
    """A computer of the histories below."""

    person: str
    device: str
    public: str
    secret: bytes


def _computer(number: int, person: str = "") -> Computer:
    secret = bytes([number]) * 32
    public = (ciphers.signing_public(secret) + ciphers.sealing_public(secret)).hex()
    person = person or newcomer(public)
    return Computer(person, identify(person, fingerprint(public)), public, secret)


ROOT_SECRET, INVITED = bytes([99]) * 32, bytes([98]) * 32
ROOT_KEY = ciphers.signing_public(ROOT_SECRET).hex()
FOUNDER = _computer(1)
SECOND = _computer(2, FOUNDER.person)
OTHERS = [_computer(number) for number in (3, 4, 5)]
COMPUTERS = [FOUNDER, SECOND, *OTHERS, _computer(6, OTHERS[0].person)]
OURS = identify(FOUNDER.person, "ours")
INVITATION = identify(FOUNDER.person, "invitation")
TRAINING, SESSION = identify(FOUNDER.person, "training"), identify(FOUNDER.person, "session")
KEYS = [bytes([number]) * 32 for number in (50, 51)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from((
            "device", "device", "device", "invite", "withdraw", "withdraw", "approve", "approve", "coordinator", "end", "former",
            "revoke", "revoke", "root revokes", "root revokes", "sign_up", "sign_up", "confirm", "erase", "erase", "card", "edit",
            "trainer", "again",
        )),
        st.integers(0, 5), st.integers(0, 5), st.sampled_from((0, 0, 0, 1, -1, -7, 7, 500)), st.integers(0, 3),
    ),
    min_size=4, max_size=22,
)  # fmt: skip


EVERYBODY = [
    ("invite", 0, 0, 0, 1),
    ("device", 2, 0, 0, 1),
    ("device", 3, 0, 0, 1),
    ("approve", 0, 1, 0, 1),
    ("device", 1, 0, 0, 0),
]
"""Most often there are a few already who are heard."""


@st.composite
def exchanges(draw: st.DrawFn) -> list[Segment]:
    """Return the segments of an organisation in which anybody says anything, as they are chained by each computer."""
    steps = draw(st.sampled_from((EVERYBODY, EVERYBODY, []))) + draw(STEPS)
    with seeded(0):  # else the same steps give other ids every time
        return _said(steps)


def _said(steps: list[tuple[str, int, int, int, int]]) -> list[Segment]:
    segments: list[Segment] = []
    last: dict[str, Segment] = {}

    def say(by: Computer, *changes: Change, epoch: int = 0, kind: Kind = Kind.OPEN, fork: bool = False) -> None:
        before = None if fork else last.get(by.device)
        number, previous = (before.header.number + 1, before.id) if before else (1, FIRST)
        segment = write(Writer(OURS, by.device, by.secret, KEYS[epoch]), kind, number, previous, changes)
        last[by.device] = segment
        segments.append(segment)

    def row(noun: str, by: Computer, nonce: str, stamp: int, **fields: Any) -> Change:
        return Change(noun, identify(by.person, nonce), stamp, by.device, {"creator": by.person, "nonce": nonce, **fields})

    def device(one: Computer, stamp: int, certificate: str) -> Change:
        return row("device", one, fingerprint(one.public), stamp, person=one.person, keys=one.public, certificate=certificate)

    rooted = f"root {ciphers.sign(ROOT_SECRET, certificate_words(OURS, FOUNDER.device)).hex()}"
    say(
        FOUNDER, device(FOUNDER, 90, rooted), row("organisation", FOUNDER, "ours", 91, name="Ours"),
        row("training", FOUNDER, "training", 92, title="Excel"), row("session", FOUNDER, "session", 93, training=TRAINING, seats=1),
    )  # fmt: skip
    for number, (kind, who, whom, shift, luck) in enumerate(steps):
        by, other, stamp = COMPUTERS[who], COMPUTERS[whom], 100 + 2 * number + shift
        heads = sorted(one.id.hex() for one in segments if one.header.device == other.device)[: luck or None]
        grant = identify(by.person, f"grant{whom}")
        person = other.person

        def proof(right: str, *, ended: bool, one: str, person: str = person, luck: int = luck) -> str:
            words = coordinator_words(OURS, one, person, ended=ended != (right == "former"))
            return ciphers.sign(ROOT_SECRET if luck != 2 else bytes(32), words).hex()

        card = {"creator": "", "nonce": fingerprint(by.public), "name": f"name {number}"}
        if kind == "device":
            words = ciphers.sign(INVITED, certificate_words(OURS, by.device)).hex()
            say(by, device(by, stamp, f"invitation {INVITATION} {words}" if luck else ""), fork=luck == 3)
        elif kind == "invite":
            expires = moment_text(NOON.replace(year=2030 if luck else 1970))
            key = ciphers.signing_public(INVITED if luck < 3 else bytes(32)).hex()
            say(by, row("invitation", by, "invitation", stamp, key=key, expires=expires))
        elif kind == "withdraw":
            said = {"withdrawn": luck != 3, "admitted": [other.device] if luck % 2 else []}
            say(by, Change("invitation", INVITATION, stamp, by.device, said))
        elif kind == "approve":
            say(by, row("approval", by, f"approval{number}", stamp, device=other.device))
        elif kind in ("coordinator", "former"):
            right = "coordinator" if kind == "coordinator" else "former coordinator"
            signature = proof(kind, ended=False, one=grant)
            say(by, row("grants", by, f"grant{whom}", stamp, right=right, subject=OURS, person=other.person, proof=signature))
        elif kind == "end":
            said = {"withdrawn": luck != 3, "proof": proof("coordinator", ended=True, one=grant)}
            say(by, Change("grants", grant, stamp, by.device, said))
        elif kind == "revoke":
            say(by, row("revocation", by, f"revocation{number}", stamp, device=other.device, accepted=heads))
        elif kind == "root revokes":
            signature = ciphers.sign(ROOT_SECRET, revocation_words(OURS, other.device, tuple(heads))).hex()
            say(by, row("revocation", by, f"revocation{number}", stamp, device=other.device, accepted=heads, proof=signature))
        elif kind == "sign_up":
            said = row("sign_up", by, f"sign_up{number}", stamp, session=SESSION, person=by.person)
            say(by, said, Change("colleague", by.person, stamp, by.device, card), kind=Kind.PERSONAL, epoch=luck % 2)
        elif kind == "card":
            say(by, Change("colleague", by.person, stamp, by.device, card), kind=Kind.PERSONAL)
        elif kind == "confirm":
            ups = [change for one in segments for change in one.changes if change.noun == "sign_up"]
            if ups:
                say(by, row("confirmation", by, f"confirmation{number}", stamp, session=SESSION, sign_up=ups[luck % len(ups)].id))
        elif kind == "erase":
            say(by, row("erasure", by, f"erasure{number}", stamp, person=other.person))
        elif kind == "edit":
            say(by, Change("training", TRAINING, stamp, by.device, {"title": f"by {who}", "mood": [number]}), epoch=luck % 2)
        elif kind == "trainer":
            say(by, row("grants", by, f"trainer{number}", stamp, right="trainer", subject=TRAINING, person=other.person))
        else:  # somebody lays what another wrote in a segment of their own
            said = segments[luck % len(segments)].changes
            again = [replace(change, device=by.device) for change in said]
            say(by, *again, kind=Kind.PERSONAL if any(one.noun in PERSONAL for one in again) else Kind.OPEN)
    return segments


def stated(segments: list[Segment]) -> list[Stated]:
    """Return what is stated in those of them whose signature can be checked; all of these are signed rightly."""
    known = told_keys(change for one in segments for change in one.changes if change.device == change.id)
    right = [one for one in segments if one.header.device in known]
    return [Stated(one.id, change) for one in right for change in one.changes if change.noun in STATES]


def before(segments: list[Segment]) -> Any:
    """Return the chains of these segments."""
    return lambda device: {one.id: one.header.previous for one in segments if one.header.device == device}


def by_root(segments: list[Segment]) -> set[str]:
    """Return the computers that the root revokes in these segments."""
    said = [one.change.fields for one in stated(segments) if one.change.noun == "revocation"]
    return {str(fields["device"]) for fields in said if "proof" in fields}


def heard(segments: list[Segment]) -> Trust:
    """Return who is heard."""
    return trust_of(OURS, ROOT_KEY, stated(segments), before(segments))


@given(exchanges(), st.integers(0, 1 << 16))
def test_who_is_heard_knows_no_order_and_no_repeats_and_is_what_the_decision_says(segments: list[Segment], seed: int) -> None:
    known = heard(segments)
    shuffled = [*segments, *segments[:4]]
    Random(seed).shuffle(shuffled)
    assert heard(shuffled) == known
    counting = {one.id for one in segments if known.counts(one.header.device, one.id)}
    assert counting == naive_counting(OURS, ROOT_KEY, shuffled)


@given(exchanges(), st.integers(0, 22))
def test_more_statements_take_no_coordinator_and_no_revocation_by_the_root_away(segments: list[Segment], some: int) -> None:
    part, whole = heard(segments[:some]), heard(segments)
    assert part.coordinators <= whole.coordinators
    assert part.computers.keys() <= whole.computers.keys()
    rooted = by_root(segments[:some])
    assert rooted & part.revoked.keys() <= whole.revoked.keys()
    for device in rooted & part.revoked.keys():
        assert part.revoked[device] <= whole.revoked[device], "accepting more takes nothing back"


@given(exchanges())
def test_no_coordinator_revokes_another_one_whatever_they_say_of_each_other(segments: list[Segment]) -> None:
    trust = heard(segments)
    rooted = by_root(segments)
    for device in trust.revoked.keys() - rooted:
        assert trust.computers[device].person not in trust.coordinators


# Taking in


def _profile(folder: Path, number: int) -> Circle:
    path = folder / f"{number}.sqlite"
    path.write_bytes(empty_database())
    store = Store(connect(path), device="", person="", clock=Clock(Time()))
    store.connection.execute("PRAGMA synchronous = OFF")
    store.set_local("organisation", OURS)
    store.set_local(ROOT, ROOT_KEY)
    reading = {ciphers.key_id(key): key for key in KEYS}
    keys = Keys("", bytes(32), bytes(32), "", reading, ciphers.key_id(KEYS[0]))
    return Circle(store, OURS, ROOT_KEY, keys, folder, Time())


def digest(circle: Circle) -> tuple[Any, ...]:
    """Return what has to be the same for equal sets."""
    return rows_of(circle.store), set(circle.envelopes.ids()), set(circle.store.hashes())


@settings(max_examples=80)
@given(exchanges(), st.integers(0, 1 << 16))
def test_equal_sets_taken_in_give_equal_digests_whatever_the_order_pieces_and_repeats(segments: list[Segment], seed: int) -> None:
    with seeded(0), TemporaryDirectory(dir=FAST if FAST.is_dir() else None) as named:
        folder = Path(named)
        circles = [_profile(folder, number) for number in range(2)]
        try:
            contents = [(one.name, one.envelope) for one in segments]
            take_in(circles[0], contents)
            chance = Random(seed)
            shuffled = [*contents, *chance.sample(contents, len(contents) // 3)]
            chance.shuffle(shuffled)
            cuts = [0, *sorted(chance.choices(range(len(shuffled) + 1), k=3)), len(shuffled)]
            for start, end in pairwise(cuts):
                take_in(circles[1], shuffled[start:end])
            assert digest(circles[0]) == digest(circles[1])
            assert all(circle.store.check() == [] for circle in circles)
            counting = naive_counting(OURS, ROOT_KEY, segments)
            rows, ids, hashes = digest(circles[0])
            assert ids == counting
            erased = circles[0].store.rights.fold().erased
            said = [change for one in segments if one.id in counting for change in one.changes if not concerns(change, erased)]
            assert hashes == {change.hash for change in said}
            assert rows == naive_rows(said, OURS, ROOT_KEY)
        finally:
            for circle in circles:
                circle.store.connection.close()
