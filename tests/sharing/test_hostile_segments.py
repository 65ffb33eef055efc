"""Whatever lies in the place: each piece gets a clear state, nothing of it is applied, and the genuine one still comes in."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sharing.circle_of import NOON, Village, Villager, planned, village_of
from traincollega.models.change import Change, stamp_at
from traincollega.models.envelopes import BROKEN, COUNTS, LOCKED, NEWER, WAITS
from traincollega.models.noun import identify
from traincollega.models.trust import KeyWrap
from traincollega.sharing import admitting, ciphers, inviting, segments
from traincollega.sharing.invitation import Invitation
from traincollega.sharing.keeping_step import troubles
from traincollega.sharing.keys import Keys, fingerprint
from traincollega.sharing.place import PACK, content_name
from traincollega.sharing.segments import FIRST, HEADER, START, Kind, Segment, Writer, content_name_of, read, write
from traincollega.sharing.taking_in import take_in
from traincollega.sharing.troubles import LACKS
from traincollega.sharing.trust import certificate_words, newcomer

STAMP = stamp_at(NOON)
WHERE = {
    "magic": 0, "version": 4, "kind": 5, "length": 9, "epoch": 10, "organisation": 18, "device": 34, "number": 53, "previous": 54,
    "plain": 89, "nonce": 90, "signature": 102, "body": 166,
}  # fmt: skip
STATES = {"version": NEWER, "epoch": LOCKED, "kind": BROKEN}


@pytest.fixture
def village(tmp_path: Path) -> Village:
    """Anna, coordinator, and Bram."""
    return village_of(tmp_path, "Anna", "Bram")


@pytest.fixture
def genuine(village: Village) -> Segment:
    """What Bram just wrote and nobody has yet; it does not lie in the place."""
    bram = village.people["Bram"]
    planned(bram)
    before = set(village.shelf.files)
    bram.round()
    (name,) = set(village.shelf.files) - before
    envelope = village.shelf.files.pop(name)
    return read(envelope, bram.circle.keys.reading.get)


def state_of(who: Villager, envelope: bytes) -> str:
    """Return what an envelope does here; every one that lies there is known by its name."""
    (kept,) = who.envelopes.named([content_name_of(envelope)])
    return kept.state


def lay(village: Village, envelope: bytes) -> None:
    """Lay an envelope in the place."""
    village.shelf.put(content_name_of(envelope), envelope)


def refuses(who: Villager, village: Village, envelope: bytes) -> str:
    """Lay an envelope there, let somebody do a round, and return its state; nothing of it is applied."""
    before = who.digest()
    lay(village, envelope)
    step = who.round()
    assert who.digest() == before
    assert step.received == 0
    assert who.round().sent == 0
    return state_of(who, envelope)


@pytest.mark.parametrize("field", WHERE)
def test_a_spoilt_field_of_an_envelope_gives_a_clear_state(village: Village, genuine: Segment, field: str) -> None:
    anna, spoilt = village.people["Anna"], bytearray(genuine.envelope)
    spoilt[WHERE[field]] ^= 3
    assert refuses(anna, village, bytes(spoilt)) == STATES.get(field, BROKEN)
    lay(village, genuine.envelope)
    assert anna.round().received == len(genuine.changes)
    assert anna.envelopes.get(genuine.id) is not None
    village.in_step("Anna", "Bram")


@pytest.mark.parametrize("size", [0, 1, 4, 9, 10, 101, 102, 165, 166, 181, 182, -1])
def test_a_piece_of_an_envelope_is_broken(village: Village, genuine: Segment, size: int) -> None:
    anna = village.people["Anna"]
    assert refuses(anna, village, genuine.envelope[:size]) == BROKEN
    lay(village, genuine.envelope)
    assert anna.round().received == len(genuine.changes)


def test_an_envelope_comes_in_once_whatever_it_is_called_and_however_often_it_lies_there(
    village: Village, genuine: Segment
) -> None:
    anna = village.people["Anna"]
    for name in ("copy (1).tjs", "traincollega.TJS", f"{'0' * 63}.tjs"):
        village.shelf.files[name] = genuine.envelope
    assert anna.round().received == len(genuine.changes)
    taken = take_in(anna.circle, [("any name at all", genuine.envelope), ("../../x", genuine.envelope[:-1])])
    assert not taken.changes
    assert anna.round().received == 0
    village.in_step("Anna", "Bram")


def test_a_forged_segment_of_mine_does_not_say_what_i_write_next(village: Village) -> None:
    anna, bram = village.people["Anna"], village.people["Bram"]
    forger = Writer(village.organisation, anna.circle.keys.device, ciphers.new_key(), bram.circle.writer().reading)
    forged = write(
        forger, Kind.OPEN, (1 << 32) - 1, bytes(range(32)), [Change("training", "ab" * 16, STAMP, forger.device, {"title": "x"})]
    )
    for who in (anna, bram):
        assert refuses(who, village, forged.envelope) == BROKEN
        (kept,) = who.envelopes.named([forged.name])
        assert (kept.device, kept.number, kept.envelope) == ("", 0, b"")
    planned(anna)
    village.exchange()
    village.in_step()
    assert anna.envelopes.last(anna.circle.keys.device) != ((1 << 32) - 1, forged.id)


@pytest.mark.parametrize(
    ("left_out", "held", "lacks"),
    [((1 << 32) - 2, False, 1), ((1 << 32) - 2, True, 0), (1_001, False, 1), (1_000, False, 1_000), (3, False, 3), (3, True, 0)],
)
def test_a_number_far_ahead_lets_nobody_miss_what_never_was(village: Village, left_out: int, held: bool, lacks: int) -> None:
    mallory, anna = joined(village), village.people["Anna"]
    number, last = mallory.envelopes.last(mallory.circle.keys.device) or (0, FIRST)
    change = Change("training", "ab" * 16, STAMP, mallory.circle.keys.device, {"title": "x"})
    ahead = min(number + left_out + 1, (1 << 32) - 1)
    lay(village, write(mallory.circle.writer(), Kind.OPEN, ahead, last if held else bytes(range(32)), [change]).envelope)
    anna.round()
    assert lacking(anna) == 0
    anna.clock.now += timedelta(hours=2)
    anna.round()
    assert lacking(anna) == lacks


def test_a_number_far_ahead_of_who_is_not_heard_lets_nobody_miss_anything(village: Village) -> None:
    anna, keys = village.people["Anna"], stranger(village)
    lay(village, first_words(village, keys, "").envelope)
    writer = Writer(village.organisation, keys.device, keys.signing, keys.reading[keys.writing])
    change = Change("training", "ab" * 16, STAMP, keys.device, {"title": "x"})
    lay(village, write(writer, Kind.OPEN, 40, bytes(range(32)), [change]).envelope)
    anna.round()
    anna.clock.now += timedelta(hours=2)
    anna.round()
    assert lacking(anna) == 0


def lacking(who: Villager) -> int:
    """Return how many messages somebody is told that lack."""
    return sum(one.n for one in troubles(who.circle) if one.kind == LACKS)


def test_a_signature_of_another_segment_is_broken(village: Village, genuine: Segment) -> None:
    anna, bram = village.people["Anna"], village.people["Bram"]
    other = write(bram.circle.writer(), Kind.OPEN, 99, FIRST, genuine.changes)
    swapped = genuine.envelope[: HEADER.size] + other.envelope[HEADER.size : START] + genuine.envelope[START:]
    assert refuses(anna, village, swapped) == BROKEN
    lay(village, genuine.envelope)
    assert anna.round().received == len(genuine.changes)


def test_a_segment_of_another_organisation_is_none_of_ours(village: Village) -> None:
    bram = village.people["Bram"]
    writer = bram.circle.writer()._replace(organisation="5e" * 16)
    elsewhere = write(writer, Kind.OPEN, 1, FIRST, [Change("training", "ab" * 16, STAMP, writer.device, {"title": "x"})])
    assert refuses(village.people["Anna"], village, elsewhere.envelope) == BROKEN


def test_a_segment_in_a_key_that_nobody_has_waits_for_it(village: Village, genuine: Segment) -> None:
    anna, bram = village.people["Anna"], village.people["Bram"]
    key = ciphers.new_key()
    locked = write(bram.circle.writer()._replace(reading=key), Kind.OPEN, 50, FIRST, genuine.changes)
    assert refuses(anna, village, locked.envelope) == LOCKED
    anna.circle.keeping(lambda keys: keys.knowing(key, writes=False))
    anna.reopened()
    assert anna.round().received == len(genuine.changes)
    assert state_of(anna, locked.envelope) == COUNTS


def test_a_pack_with_a_bad_middle_gives_its_beginning_and_stays_away(village: Village, genuine: Segment) -> None:
    anna, bram = village.people["Anna"], village.people["Bram"]
    last = write(
        bram.circle.writer(),
        Kind.OPEN,
        98,
        genuine.id,
        [Change("training", "ab" * 16, STAMP, bram.circle.keys.device, {"title": ""})],
    )
    for middle in (b"TjCs" + bytes(300), b"?", genuine.envelope[:200]):
        pack = genuine.envelope + middle + last.envelope
        village.shelf.put(content_name(pack, PACK), pack)
    assert anna.round().received == len(genuine.changes)
    assert anna.round().received == 0
    lay(village, last.envelope)
    anna.round()
    assert state_of(anna, last.envelope) == COUNTS


def test_a_segment_of_a_newer_version_in_a_pack_waits_and_the_rest_comes_in(
    village: Village, genuine: Segment, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bram = village.people["Anna"], village.people["Bram"]
    with monkeypatch.context() as patch:
        patch.setattr(segments, "VERSION", 2)
        said = [Change("training", "ab" * 16, STAMP, bram.circle.keys.device, {"title": "new"})]
        newer = write(bram.circle.writer(), Kind.OPEN, 99, genuine.id, said)
    pack = newer.envelope + genuine.envelope
    village.shelf.put(content_name(pack, PACK), pack)
    assert anna.round().received == len(genuine.changes)
    assert state_of(anna, newer.envelope) == NEWER
    village.shelf.files.clear()
    with monkeypatch.context() as patch:
        patch.setattr(segments, "VERSION", 2)
        patch.setattr(segments, "header_of", _either(segments.header_of, patch))
        take_again = anna.envelopes.in_state(NEWER)
        assert [one.name for one in take_again] == [newer.name]
        assert read(take_again[0].envelope, anna.circle.keys.reading.get).changes == tuple(said)


def _either(known: Callable[[bytes], segments.Header], patch: pytest.MonkeyPatch) -> Callable[[bytes], segments.Header]:
    """Return what reads version 1 and 2 alike, as a program that knows both does."""

    def header_of(envelope: bytes) -> segments.Header:
        patch.setattr(segments, "VERSION", envelope[4])
        return known(envelope)

    return header_of


# Insiders


def joined(village: Village, name: str = "Mallory") -> Villager:
    """Let an insider join, whose program is not ours."""
    who = village.join(name)
    village.exchange()
    return who


def says(who: Villager, *changes: Change, kind: Kind = Kind.OPEN) -> Segment:
    """Return a segment that an insider's own program writes and signs."""
    number, previous = who.envelopes.last(who.circle.keys.device) or (0, FIRST)
    return write(who.circle.writer(), kind, number + 1, previous, changes)


def stranger(village: Village, person: str = "") -> Keys:
    """Return the keys of a computer that nobody vouches for yet; `person` is whom it says it speaks for, a newcomer at first."""
    known = village.people["Bram"].circle.keys
    keys = Keys("", ciphers.new_key(), ciphers.new_key(), "", known.reading, known.writing)
    return replace(keys, device=identify(person or newcomer(keys.public()), fingerprint(keys.public())))


def first_words(
    village: Village, keys: Keys, certificate: str, *, person: str = "", stamp: int = STAMP, sealing: str = ""
) -> Segment:
    """Return the first segment of a computer: who it is, and something that it wants to be heard of."""
    public = keys.public()
    me = person or newcomer(public)
    row = {"creator": me, "nonce": fingerprint(public), "person": me, "name": "x", "keys": public, "certificate": certificate}
    nonce = "ab" * 16
    training = Change("training", identify(me, nonce), stamp + 1, keys.device, {"creator": me, "nonce": nonce, "title": "Hallo"})
    writer = Writer(village.organisation, keys.device, keys.signing, keys.reading[keys.writing])
    return write(writer, Kind.OPEN, 1, FIRST, [Change("device", keys.device, stamp, keys.device, row), training])


def certificate(village: Village, keys: Keys, invitation: Invitation, secret: bytes = b"") -> str:
    """Return what the key of an invitation signs for a computer."""
    words = certificate_words(village.organisation, keys.device)
    return f"invitation {invitation.id} {ciphers.sign(secret or invitation.secret, words).hex()}"


def test_who_holds_an_invitation_is_heard_at_once(village: Village) -> None:
    invitation, keys = village.invitation(), stranger(village)
    one = first_words(village, keys, certificate(village, keys, invitation))
    lay(village, one.envelope)
    assert village.people["Anna"].round().received == 2


@pytest.mark.parametrize(
    "case", ["none", "other key", "other device", "other invitation", "root", "late", "nonsense", "upper", "someone"]
)
def test_who_nobody_vouches_for_waits(village: Village, case: str) -> None:
    anna, invitation, keys = village.people["Anna"], village.invitation(), stranger(village)
    person, stamp = "", STAMP
    right = certificate(village, keys, invitation)
    told = {
        "none": "", "other key": certificate(village, keys, invitation, ciphers.new_key()),
        "other device": certificate(village, stranger(village), invitation),
        "other invitation": certificate(village, keys, replace(invitation, id=village.invitation().id)),
        "root": f"root {ciphers.sign(invitation.secret, certificate_words(village.organisation, keys.device)).hex()}",
        "nonsense": "invitation \ud7ff 00 ", "upper": right.upper().replace("INVITATION", "invitation"),
    }.get(case, right)  # fmt: skip
    if case == "late":
        stamp = stamp_at(invitation.expires + timedelta(minutes=1))
    if case == "someone":
        person = anna.desk.me
        keys = stranger(village, person)
        told = certificate(village, keys, invitation)
    one = first_words(village, keys, told, person=person, stamp=stamp)
    assert refuses(anna, village, one.envelope) == WAITS
    assert keys.device not in anna.circle.trust().certified


def test_an_invitation_that_was_withdrawn_lets_nobody_in_also_not_with_an_old_stamp(village: Village) -> None:
    anna, invitation = village.people["Anna"], village.invitation()
    early, late = stranger(village), stranger(village)
    lay(village, first_words(village, early, certificate(village, early, invitation)).envelope)
    anna.round()
    inviting.withdraw(anna.circle, invitation.id)
    village.exchange()
    one = first_words(village, late, certificate(village, late, invitation), stamp=STAMP - 1000)
    assert refuses(anna, village, one.envelope) == WAITS
    village.people["Bram"].round()
    assert early.device in village.people["Bram"].circle.trust().certified
    village.in_step()


def test_an_invitation_by_somebody_who_is_no_coordinator_lets_nobody_in(village: Village) -> None:
    mallory, secret, keys = joined(village), ciphers.new_key(), stranger(village)
    me, nonce = mallory.desk.me, "cd" * 16
    made = Change("invitation", identify(me, nonce), STAMP, mallory.circle.keys.device, {
        "creator": me, "nonce": nonce, "key": ciphers.signing_public(secret).hex(), "expires": "2030-01-01T00:00:00Z",
    })  # fmt: skip
    lay(village, says(mallory, made).envelope)
    words = certificate_words(village.organisation, keys.device)
    one = first_words(village, keys, f"invitation {made.id} {ciphers.sign(secret, words).hex()}")
    lay(village, one.envelope)
    village.exchange()
    assert state_of(village.people["Anna"], one.envelope) == WAITS


@pytest.mark.parametrize(
    "expires", ["2030-01-01", "2030-01-01T00:00:00", "2030-01-01T00:00:00+00:00", "", "9999-99-99T99:99:99Z", 7, None]
)
def test_an_invitation_that_ends_at_no_moment_lets_nobody_in(village: Village, expires: str | int | None) -> None:
    anna, secret, keys = village.people["Anna"], ciphers.new_key(), stranger(village)
    me, nonce = anna.desk.me, "cd" * 16
    made = Change("invitation", identify(me, nonce), STAMP, anna.circle.keys.device, {
        "creator": me, "nonce": nonce, "key": ciphers.signing_public(secret).hex(), "expires": expires,
    })  # fmt: skip
    lay(village, says(anna, made).envelope)
    words = certificate_words(village.organisation, keys.device)
    one = first_words(village, keys, f"invitation {made.id} {ciphers.sign(secret, words).hex()}")
    lay(village, one.envelope)
    bram = village.people["Bram"]
    bram.round()
    assert state_of(bram, one.envelope) == WAITS


def test_an_approval_counts_only_by_who_may_approve_and_is_heard(village: Village) -> None:
    anna, mallory, keys = village.people["Anna"], joined(village), stranger(village)
    one = first_words(village, keys, "")
    lay(village, one.envelope)
    me, nonce = mallory.desk.me, "cd" * 16
    approval = Change(
        "approval", identify(me, nonce), STAMP, mallory.circle.keys.device, {"creator": me, "nonce": nonce, "device": keys.device}
    )
    lay(village, says(mallory, approval).envelope)
    village.exchange()
    assert state_of(anna, one.envelope) == WAITS, "a colleague vouches for nobody else"
    admitting.approve(anna.circle, keys.device)
    village.exchange()
    assert state_of(village.people["Bram"], one.envelope) == COUNTS
    village.in_step()


def test_a_revoked_computer_lets_no_other_in(village: Village) -> None:
    anna, mallory = village.people["Anna"], joined(village)
    admitting.revoke(anna.circle, [mallory.circle.keys.device])
    anna.round()
    keys = stranger(village, mallory.desk.me)
    one = first_words(village, keys, "", person=mallory.desk.me)
    me, nonce = mallory.desk.me, "cd" * 16
    approval = Change(
        "approval",
        identify(me, nonce),
        STAMP - 9,
        mallory.circle.keys.device,
        {"creator": me, "nonce": nonce, "device": keys.device},
    )
    for envelope in (one.envelope, says(mallory, approval).envelope):
        lay(village, envelope)
    village.exchange("Anna", "Bram")
    for who in (anna, village.people["Bram"]):
        assert state_of(who, one.envelope) == WAITS
        assert keys.device not in who.circle.trust().certified
    village.in_step("Anna", "Bram")


def test_nobody_says_who_another_computer_is(village: Village) -> None:
    anna, mallory, keys = village.people["Anna"], joined(village), stranger(village)
    public = keys.public()
    me = mallory.desk.me
    row = {"creator": me, "nonce": fingerprint(public), "person": anna.desk.me, "name": "x", "keys": public, "certificate": ""}
    own, nonce = anna.circle.keys, "cd" * 16
    forged = [
        Change("device", identify(me, fingerprint(public)), STAMP, mallory.circle.keys.device, row),
        Change("device", own.device, STAMP, mallory.circle.keys.device, {"keys": public, "person": me}),
        Change("revocation", identify(me, nonce), STAMP, mallory.circle.keys.device, {
            "creator": me, "nonce": nonce, "device": own.device,
        }),
        Change("grants", identify(me, nonce), STAMP, mallory.circle.keys.device, {
            "creator": me, "nonce": nonce, "right": "coordinator", "subject": village.organisation, "person": me,
            "proof": "00" * 64,
        }),
    ]  # fmt: skip
    lay(village, says(mallory, *forged).envelope)
    village.exchange()
    for who in (anna, village.people["Bram"]):
        trust = who.circle.trust()
        assert (trust.coordinators, trust.revoked) == ({anna.desk.me}, {})
        assert trust.computers[own.device].keys == own.public()
        assert who.desk.store.rights.coordinators() == {anna.desk.me}
    planned(anna)
    village.exchange()
    village.in_step()


def test_a_computer_with_a_key_that_anybody_opens_stops_no_coordinator(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, mallory = village.people["Anna"], joined(village)
    with monkeypatch.context() as patch:
        patch.setattr(ciphers, "sealing_public", lambda _secret: bytes(32))
        invitation, keys = village.invitation(), stranger(village)
        one = first_words(village, keys, certificate(village, keys, invitation))
    lay(village, one.envelope)
    village.exchange()
    assert keys.device in anna.circle.trust().certified
    admitting.revoke(anna.circle, [mallory.circle.keys.device])
    village.exchange("Anna", "Bram")
    wrapped = {row.device for row in anna.desk.store.where(KeyWrap)}
    assert village.people["Bram"].circle.keys.device in wrapped
    assert keys.device not in wrapped
    village.in_step("Anna", "Bram")


def test_who_strips_a_personal_segment_takes_nothing_away(village: Village) -> None:
    bram = village.people["Bram"]
    personal = [kept for kept in bram.envelopes.of_kinds(Kind.PERSONAL) if kept.device == bram.circle.keys.device]
    whole = read(personal[0].envelope, bram.circle.keys.reading.get)
    stripped = segments.redacted(whole, lambda _change: True, bram.circle.writer().reading)
    assert stripped.id == whole.id
    genuine = village.shelf.files.pop(whole.name)
    invitation = village.invitation()
    village.shelf.files.pop(whole.name, None)  # Anna put it back
    lay(village, stripped.envelope)
    chris = village.join("Chris", invitation)
    assert not any(change.hash in set(chris.desk.store.hashes()) for change in whole.changes)
    village.shelf.files[whole.name] = genuine
    village.exchange()
    village.in_step()
    kept = chris.envelopes.get(whole.id)
    assert kept is not None
    assert read(kept.envelope, chris.circle.keys.reading.get).changes == whole.changes
    before = len(village.shelf.files)
    village.exchange()
    assert len(village.shelf.files) == before, "nobody goes on writing it"


@pytest.fixture(scope="module")
def standing_village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """A village that many examples share, because none of them changes anything."""
    village = Village(tmp_path_factory.mktemp("village"))
    village.start()
    yield village
    village.people["Anna"].desk.store.connection.close()


noise = st.binary(max_size=300)
headed = st.builds(
    lambda version, kind, rest: b"TjCs" + struct.pack(">BBI", version, kind, len(rest) + 10) + rest,
    st.integers(0, 3), st.integers(0, 5), st.binary(min_size=156, max_size=300),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents=st.lists(noise | headed, max_size=4), ending=st.sampled_from([".tjs", PACK]))
def test_no_noise_is_ever_taken_in(standing_village: Village, contents: list[bytes], ending: str) -> None:
    anna = standing_village.people["Anna"]
    before, trust = anna.digest(), anna.circle.trust()
    for content in (*contents, b"".join(contents)):
        standing_village.shelf.put(content_name(content, ending), content)
    anna.round()
    assert (anna.digest(), anna.circle.trust()) == (before, trust)


def test_what_was_spoilt_is_told_in_one_sentence(village: Village, genuine: Segment) -> None:
    anna = village.people["Anna"]
    refuses(anna, village, genuine.envelope[:-1])
    assert anna.round().problems == ("1 message is damaged or forged. It was passed over.",)
