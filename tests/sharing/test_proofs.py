"""Proofs of participation: what is genuine is found to be so by anybody, and what was touched by nobody."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.sharing import golden_proofs as golden
from tests.sharing.circle_of import Village, Villager, backup_of, mail, of_three, planned, restored
from tests.sharing.golden_proofs import (
    ANNA,
    CLAIMS,
    approved,
    by_grant,
    by_root,
    invited,
    made_coordinator,
    public,
    secret,
    signed,
)  # fmt: skip
from traincollega.errors import NotAllowed, NotFound, NotPossible, UnreadableFile
from traincollega.models.attendance import NO_SHOW, PRESENT, Mark, Presence, Proof
from traincollega.models.colleague import Colleague, Device
from traincollega.models.noun import identify
from traincollega.models.session import Session
from traincollega.models.trust import Approval
from traincollega.services import attending, enrolling, handing_over, planning
from traincollega.services.beginning import begin
from traincollega.services.claiming import Claims, claimed, may_prove, my_proofs, proof_of, proofs
from traincollega.services.telling import my_messages
from traincollega.sharing import admitting, ciphers
from traincollega.sharing.chains import chain_to, device_of, holds, person_of
from traincollega.sharing.keys import fingerprint
from traincollega.sharing.proofs import (
    BYTES_MOST,
    Link,
    Malformed,
    NewerProof,
    SignedProof,
    Voucher,
    codes_in,
    mark_of,
    of_code,
    read,
)
from traincollega.sharing.proving import printed_of, prove, prove_here
from traincollega.sharing.trust import certificate_words
from traincollega.sharing.verifying import (
    CODES_MOST,
    FILE_MOST,
    Doubt,
    Truth,
    Verdict,
    all_genuine,
    all_right,
    content_of,
    our_mark,
    told,
    verified,
    verified_all,
)  # fmt: skip

KNOWN = golden.proofs()
ONE = KNOWN["who was invited"]
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

# What was once written


@pytest.mark.parametrize("name", KNOWN)
def test_a_golden_proof_says_what_it_said_and_is_written_so_again(name: str) -> None:
    then = json.loads(golden.GOLDEN.read_text("utf-8"))[name]
    found = of_code(then["code"])
    assert golden.described(found) == golden.described(KNOWN[name]) == then
    assert holds(found)
    assert verified(then["code"]) == Verdict(Truth.SIGNED, found.claims, mark_of(found.root), "", then["code"])


def test_the_mark_of_an_organisation_stays_what_it_was() -> None:
    assert mark_of(ONE.root) == "IHBH-6QEN-ZS46-YSKW-S76T"


# One sign that is another


@pytest.mark.parametrize("name", KNOWN)
def test_whichever_byte_is_another_the_proof_is_not_genuine(name: str) -> None:
    packed = KNOWN[name].packed()
    for at in range(len(packed)):
        for flipped in (1, 0x80):
            spoilt = bytearray(packed)
            spoilt[at] ^= flipped
            assert not sound(bytes(spoilt)), at


def test_whichever_sign_of_the_code_is_another_the_proof_is_not_genuine() -> None:
    code = ONE.code()
    for at, sign in enumerate(code):
        other = SIGNS[(SIGNS.find(sign) + 1) % len(SIGNS)]
        assert verified(code[:at] + other + code[at + 1 :]).truth in (Truth.BROKEN, Truth.NEWER), at


@given(at=st.integers(0, 10_000), sign=st.characters(codec="utf-8"))
@example(at=7, sign="a")
@example(at=0, sign="\0")
@example(at=9, sign="=")
@example(at=9, sign="-")
def test_no_sign_at_all_takes_the_place_of_another(at: int, sign: str) -> None:
    code = ONE.code()
    at %= len(code)
    assume(sign != code[at])
    assert verified(code[:at] + sign + code[at + 1 :]).truth in (Truth.BROKEN, Truth.NEWER)


@given(start=st.integers(0, 10_000), length=st.integers(0, 60), put=st.text(SIGNS + ":", max_size=60))
def test_a_code_of_which_a_piece_was_taken_or_put_in_is_not_genuine(start: int, length: int, put: str) -> None:
    code = ONE.code()
    start %= len(code) + 1
    spoilt = code[:start] + put + code[start + length :]
    assume(spoilt != code)
    assert not verified(spoilt).claims


@given(content=st.binary(max_size=900))
def test_bytes_of_anybody_are_never_a_proof(content: bytes) -> None:
    assert not sound(content)
    assert not sound(ONE.packed()[:40] + content)
    assert not sound(ONE.packed() + content) or not content


@given(st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(" \n\r\t\u00a0\u2028")), max_size=40))
def test_white_space_anywhere_changes_nothing(blanks: list[tuple[int, str]]) -> None:
    code = ONE.code()
    for at, blank in blanks:
        at %= len(code) + 1
        code = code[:at] + blank + code[at:]
    assert verified(code).claims == CLAIMS


def sound(packed: bytes) -> bool:
    """Say whether these bytes are a proof with the right signatures."""
    try:
        return holds(read(packed))
    except Malformed:
        return False


# What nobody would write


@pytest.mark.parametrize("claims", [
    CLAIMS._replace(name=""), CLAIMS._replace(title=""), CLAIMS._replace(organisation=""), CLAIMS._replace(minutes=0),
    CLAIMS._replace(name=" Chris"), CLAIMS._replace(name="Chris  de Wit"), CLAIMS._replace(name="Chris\nde Wit"),
    CLAIMS._replace(name="Chris\u202eneznaV"), CLAIMS._replace(title="a\u200db"), CLAIMS._replace(title="e\u0301"),
    CLAIMS._replace(place="x" * 61), CLAIMS._replace(day=date(1, 1, 1)), CLAIMS._replace(issued=date(9999, 12, 31)),
    CLAIMS._replace(issued=CLAIMS.day - timedelta(days=1)),
])  # fmt: skip
def test_claims_that_no_program_of_ours_makes_are_refused_though_they_are_signed(claims: Claims) -> None:
    with pytest.raises(Malformed):
        read(signed("anna", by_root("anna"), claims=claims).packed())


@given(st.text(max_size=300))
def test_what_is_claimed_can_be_read_back(text: str) -> None:
    title = claimed(text)
    assume(title)
    made = signed("anna", by_root("anna"), claims=CLAIMS._replace(title=title, place=claimed(text[::-1])))
    assert read(made.packed()) == made
    assert made.claims.title == claimed(title)


def test_a_newer_version_is_told_from_a_broken_one() -> None:
    newer = bytes((2,)) + ONE.packed()[1:]
    with pytest.raises(NewerProof):
        read(newer)
    assert verified("TJC2:ABC:").truth is Truth.NEWER
    assert verified("TJC1:ABC:").truth is Truth.BROKEN
    assert verified("").truth is Truth.BROKEN
    with pytest.raises(Malformed) as caught:
        read(bytes((0,)) + ONE.packed()[1:])
    assert not isinstance(caught.value, NewerProof)


def test_a_proof_is_never_larger_than_may_be_read() -> None:
    links = [made_coordinator(invited("bram", "anna"))] * 7
    text = "\U0001f600" * 60
    full = Claims(text, text, CLAIMS.day, 1, text, text, text, CLAIMS.issued)
    largest = signed("bram", made_coordinator(by_root("anna")), *links, claims=full)
    assert len(largest.packed()) <= BYTES_MOST
    assert read(largest.packed()) == largest
    assert of_code(largest.code()) == largest
    with pytest.raises(Malformed):
        read(signed("bram", by_root("anna"), *links, links[0]).packed())
    with pytest.raises(Malformed):
        read(bytes(BYTES_MOST + 1))
    with pytest.raises(Malformed):
        of_code("TJC1:" + "A" * 1_000_000 + ":")


# Who may not vouch

BRAM, CHRIS = invited("bram", "anna"), invited("chris", "bram")
OTHERS = secret("another root")
FORGED: dict[str, SignedProof] = {
    "a colleague invites": signed("chris", by_root("anna"), BRAM, CHRIS),
    "a colleague approves somebody else": signed("chris", by_root("anna"), BRAM, approved("chris", "bram", "55" * 16)),
    "a colleague's second computer invites": signed(
        "eve", by_root("anna"), BRAM, approved("bram 2", "bram", person_of(BRAM)), invited("eve", "bram 2")
    ),
    "a colleague made coordinator by themself": signed(
        "chris", by_root("anna"), made_coordinator(BRAM, root=secret("bram")), CHRIS
    ),
    "a root of their own under our name": replace(
        signed("eve", by_root("eve"), root=OTHERS), root=ONE.root
    ),
    "signed by another root": signed("anna", by_root("anna"), root=OTHERS),
    "of another organisation": signed("anna", by_root("anna"), organisation="66" * 16),
    "signed by another computer": signed("eve", by_root("anna")),
    "signed by the invitation": signed("invitation of anna", by_root("anna"), BRAM),
    "an approval that says who it is itself": signed("eve", by_root("anna"), approved("eve", "eve", ANNA)),
    "an invitation that nobody signed": signed(
        "bram", by_root("anna"), replace(BRAM, signature=ciphers.sign(secret("invitation of anna"), b"traincollega invitation"))
    ),
    "an invitation of which the wrong one came": signed("eve", by_root("anna"), replace(BRAM, keys=public("eve"))),
    "a person who is somebody else": signed("anna", replace(by_root("anna"), person="77" * 16)),
    "a mark of somebody else": signed(
        "chris", by_root("anna"), replace(BRAM, coordinator=by_grant("boss").coordinator), CHRIS
    ),
    "without the first computer": signed("bram", by_grant("boss"), BRAM),
}  # fmt: skip


@pytest.mark.parametrize("case", FORGED)
def test_who_may_not_vouch_makes_a_proof_that_is_not_genuine(case: str) -> None:
    forged = FORGED[case]
    assert of_code(forged.code()) == forged, "it is refused for its signatures, not for how it is written"
    assert not holds(forged)
    assert verified(forged.code()).truth is Truth.BROKEN


@pytest.mark.parametrize("links", [(), (BRAM,), (by_root("anna"), by_root("anna")), (by_root("anna"), by_grant("boss"))])
def test_a_chain_that_does_not_begin_at_the_root_and_there_alone_is_refused(links: tuple[Link, ...]) -> None:
    with pytest.raises(Malformed):
        read(signed("anna", *links).packed())


def test_a_signature_under_something_else_is_none_under_a_proof() -> None:
    body = ONE.signs().removeprefix(b"traincollega proof 1\0")
    bare = replace(ONE, signature=ciphers.sign(secret("bram"), body))
    assert holds(ONE)
    assert not holds(bare)


# What happens to people who share


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    """Anna, coordinator; Bram and Chris, colleagues."""
    made = of_three(tmp_path)
    yield made
    for one in made.people.values():
        one.desk.store.connection.close()


def given_by(village: Village, who: Villager, *came: str, days: int = 9) -> Session:
    """Let somebody give a training to these, who were all present; return the session."""
    session = planned(who, seats=9, days=days)
    village.exchange()
    for name in came:
        enrolling.sign_up(village.people[name].desk, session.id)
    village.exchange()
    for one in village.people.values():
        one.clock.now = session.starts + timedelta(minutes=5)
    attending.all_present(who.desk, session.id)
    return session


def proven(village: Village, who: Villager, came: str = "Chris", days: int = 9) -> str:
    """Let somebody give a training to one colleague and make a proof of it; return its code, once everybody has heard."""
    session = given_by(village, who, came, days=days)
    prove(who.desk, who.circle, session.id)
    village.exchange()
    return proof_of(who.desk, session.id, village.people[came].desk.me).code


def test_a_proof_of_whom_somebody_invited_is_genuine_to_colleagues_and_signed_to_others(village: Village, tmp_path: Path) -> None:
    anna, bram, chris = village.people.values()
    code = proven(village, bram)
    said = Claims("Chris Bos", "Excel", date(2026, 12, 12), 60, "", "Gemeente Noordveld", "Bram Bos", date(2026, 12, 12))
    for one in (anna, bram, chris):
        assert verified(code, one.desk) == Verdict(Truth.GENUINE, said, mark_of(village.root_key), "Bram Bos", code)
    assert told(verified(code, anna.desk)) == "This proof is genuine: made on the computer of Bram Bos at Gemeente Noordveld."
    elsewhere = begin(tmp_path / "dorp", organisation="Gemeente Zuid", name="Eva", email="eva@zuid.nl")
    for desk in (elsewhere, None):
        verdict = verified(code, desk)
        assert (verdict.truth, verdict.claims, verdict.by) == (Truth.SIGNED, said, "")
        assert f"Ask Gemeente Noordveld if its mark is {our_mark(anna.desk)}." in told(verdict)
    assert our_mark(elsewhere) == ""


def made_up(organisation: str, name: str, root: str = "a root of their own") -> str:
    """Return the code of a proof with sound signatures under somebody's own root, in the name of an organisation."""
    link = Link(Voucher.ROOT, public("eve"), "77" * 16)
    link = replace(link, signature=ciphers.sign(secret(root), certificate_words(organisation, device_of(link))))
    return signed(
        "eve", link, claims=CLAIMS._replace(organisation=name), root=secret(root), organisation=organisation
    ).code()  # fmt: skip


def test_under_our_organisation_no_other_root_makes_a_genuine_proof(village: Village, tmp_path: Path) -> None:
    ours = village.people["Anna"].desk
    forged = made_up(ours.organisation, "Gemeente Noordveld")
    assert verified(forged).truth is Truth.SIGNED, "who does not know our root cannot tell"
    assert verified(forged, ours) == Verdict(Truth.BROKEN)
    elsewhere = begin(tmp_path / "dorp", organisation="Gemeente Zuid", name="Eva", email="eva@zuid.nl")
    assert verified(forged, elsewhere).truth is Truth.SIGNED


@pytest.mark.parametrize("name", ["Gemeente Noordveld", "gemeente NOORDVELD"])
def test_another_organisation_with_our_name_is_told_from_ours_by_its_mark(village: Village, name: str) -> None:
    ours = village.people["Anna"].desk
    verdict = verified(made_up("66" * 16, name), ours)
    assert verdict.truth is Truth.NAMESAKE
    assert verdict.mark != our_mark(ours)
    assert f"the mark is not: {verdict.mark}." in told(verdict)
    assert not all_right([verdict])
    assert verified(made_up("66" * 16, "Gemeente Noordveen"), ours).truth is Truth.SIGNED


SELF, TRAINER, DAY = Doubt.OWN_WORD, Doubt.OTHER_TRAINER, Doubt.TO_COME


@pytest.mark.parametrize(("name", "trainer", "ahead", "doubts"), [
    ("Chris Bos", "Bram Bos", 1, ()), ("Chris Bos", "Anna Bos en bram bos", 1, ()), ("Chris Bos", "", 1, ()),
    ("Bram Bos", "Anna Bos", 0, (SELF, TRAINER)), ("BRAM BOS", "Bram Bos", 0, (SELF,)), ("Chris Bos", "Anna Bos", 0, (TRAINER,)),
    ("Chris Bos", "Bram Bos", 2, (DAY,)), ("Bram Bos", "Anna Bos", 2, (SELF, TRAINER, DAY)),
])  # fmt: skip
def test_who_signs_for_themself_or_as_somebody_else_or_ahead_leaves_something_to_ask(
    village: Village, name: str, trainer: str, ahead: int, doubts: tuple[Doubt, ...]
) -> None:
    anna, bram, _chris = village.people.values()
    chain = chain_to(bram.circle, bram.circle.keys.device)
    assert chain is not None
    issued = anna.desk.today() + timedelta(days=ahead)
    claims = Claims(name, "BHV, herhaling", issued, 480, "Stadhuis", "Gemeente Noordveld", trainer, issued)
    made = SignedProof(bram.circle.organisation, bram.circle.root, chain, claims)
    code = replace(made, signature=ciphers.sign(bram.circle.keys.signing, made.signs())).code()
    verdict = verified(code, anna.desk)
    assert (verdict.truth, verdict.doubts) == (Truth.DOUBTFUL if doubts else Truth.GENUINE, doubts)
    assert all_right([verdict])
    assert all_genuine([verdict]) == (not doubts)
    assert ("genuine" in told(verdict)) == (not doubts)
    reasons = ("nobody else says", f"The trainer that it names is {trainer}:", "has not come yet")
    assert [one in told(verdict) for one in reasons] == [one in doubts for one in (SELF, TRAINER, DAY)]
    assert verified(code).truth is Truth.SIGNED


def test_only_what_is_signed_by_who_is_heard_here_counts_as_genuine(village: Village) -> None:
    anna, bram, _chris = village.people.values()
    genuine, of_others = verified(proven(village, bram), anna.desk), verified(ONE.code())
    assert all_genuine([genuine])
    assert all_right([genuine, of_others])
    assert not all_genuine([genuine, of_others])


def test_a_proof_is_read_by_whom_it_is_about_and_by_the_trainer_alone(village: Village) -> None:
    anna, bram, chris = village.people.values()
    session = given_by(village, bram, "Chris")
    assert prove(bram.desk, bram.circle, session.id).sentence == "1 proof of participation is made."
    village.exchange()
    (mine,) = my_proofs(chris.desk)
    assert (mine.training.title, mine.trainer, mine.minutes) == ("Excel", "Bram Bos", 60)
    assert my_proofs(bram.desk) == my_proofs(anna.desk) == []
    told_of = [
        [(one.title, one.page, one.what) for one in my_messages(who.desk) if one.page == "learning"] for who in (bram, chris)
    ]
    assert told_of == [[], [("Your proof of participation in Excel is there", "learning", {"tab": "proofs"})]]
    assert [len(one.desk.store.where(Proof)) for one in (anna, bram, chris)] == [0, 1, 1]
    assert printed_of(chris.desk, session.id)[0].code == mine.proof.code
    with pytest.raises(NotFound):
        proof_of(anna.desk, session.id, chris.desk.me)


def test_what_is_proven_once_is_proven_again_only_when_it_says_something_else(village: Village) -> None:
    anna, bram, chris = village.people.values()
    session = given_by(village, bram, "Anna", "Chris")
    assert prove(bram.desk, bram.circle, session.id).sentence == "2 proofs of participation are made."
    again = prove(bram.desk, bram.circle, session.id)
    assert (again.sentence, again.changes) == ("Everybody who was present has a proof already.", ())
    chris.desk.store.save(replace(chris.desk.store.get(Colleague, chris.desk.me), name="Chris de Wit"))
    village.exchange()
    before = proof_of(bram.desk, session.id, anna.desk.me)
    bram.clock.now += timedelta(days=3)
    prove(bram.desk, bram.circle, session.id)
    assert [one.claims.name for one in printed_of(bram.desk, session.id)] == ["Anna Bos", "Chris de Wit"]
    assert proof_of(bram.desk, session.id, anna.desk.me) == before
    assert sum(not one.deleted for one in bram.desk.store.where(Proof)) == 2


def test_undoing_takes_the_proofs_back(village: Village) -> None:
    _anna, bram, chris = village.people.values()
    session = given_by(village, bram, "Chris")
    done = prove(bram.desk, bram.circle, session.id)
    bram.desk.undo(done)
    village.exchange()
    assert proofs(bram.desk, session.id) == {}
    assert my_proofs(chris.desk) == []


def test_who_was_not_there_after_all_has_no_proof_any_more(village: Village) -> None:
    _anna, bram, chris = village.people.values()
    session = given_by(village, bram, "Chris")
    prove(bram.desk, bram.circle, session.id)
    attending.note(bram.desk, session.id, {chris.desk.me: NO_SHOW})
    village.exchange()
    assert my_proofs(chris.desk) == []
    with pytest.raises(NotPossible, match="Nobody is noted as present"):
        prove(bram.desk, bram.circle, session.id)
    attending.note(bram.desk, session.id, {chris.desk.me: PRESENT})
    prove(bram.desk, bram.circle, session.id)
    village.exchange()
    assert len(my_proofs(chris.desk)) == 1


def test_whom_another_trainer_noted_as_away_meanwhile_has_no_proof_any_more(village: Village) -> None:
    anna, bram, chris = village.people.values()
    session = given_by(village, bram, "Chris")
    planning.add_trainer(bram.desk, session.training, anna.desk.me)
    village.exchange()
    prove(bram.desk, bram.circle, session.id)
    for state, count in ((NO_SHOW, 0), (PRESENT, 1), ("", 0), (PRESENT, 1)):
        anna.clock.now += timedelta(minutes=1)  # who did not hear of the proof
        about = {"session": session.id, "person": chris.desk.me}
        minutes = 60 if state == PRESENT else 0
        anna.desk.store.save(Mark.new(anna.desk.me, state=state, **about), Presence.new(anna.desk.me, minutes=minutes, **about))
        village.exchange()
        assert [len(proofs(one.desk, session.id)) for one in (anna, bram)] == [count] * 2
        assert len(my_proofs(chris.desk)) == count


def test_a_proof_names_who_gave_the_session_whoever_gives_the_training_since(village: Village) -> None:
    anna, bram, chris = village.people.values()
    session = given_by(village, bram, "Chris")
    prove(bram.desk, bram.circle, session.id)
    anna.clock.now = bram.clock.now = session.ends + timedelta(days=1)
    offered = handing_over.offer(bram.desk, session.training, anna.desk.me)
    village.exchange()
    handing_over.accept(anna.desk, offered.subject)
    village.exchange()
    handing_over.step_back(bram.desk, session.training)
    village.exchange()
    assert prove(anna.desk, anna.circle, session.id).changes == (), "it says the same"
    village.exchange()
    (mine,) = my_proofs(chris.desk)
    assert (mine.trainer, of_code(mine.proof.code).claims.trainer) == ("Bram Bos", "Bram Bos")


def test_who_objects_to_having_been_there_gets_no_proof(village: Village) -> None:
    _anna, bram, chris = village.people.values()
    session = given_by(village, bram, "Chris")
    village.exchange()
    attending.dispute(chris.desk, session.id)
    village.exchange()
    with pytest.raises(NotPossible, match="Nobody is noted as present"):
        prove(bram.desk, bram.circle, session.id)


def test_only_a_trainer_proves_and_only_what_has_begun_and_whom_they_noted(village: Village) -> None:
    anna, bram, chris = village.people.values()
    session = planned(bram, seats=9)
    village.exchange()
    with pytest.raises(NotPossible, match="has not begun"):
        prove(bram.desk, bram.circle, session.id)
    assert not may_prove(bram.desk, session)
    bram.clock.now = anna.clock.now = session.starts
    with pytest.raises(NotPossible, match="Nobody is noted as present"):
        prove(bram.desk, bram.circle, session.id)
    with pytest.raises(NotAllowed, match="Only the trainers"):
        prove(anna.desk, anna.circle, session.id)
    assert may_prove(bram.desk, session)
    assert not may_prove(anna.desk, session)
    attending.walk_in_known(bram.desk, session.id, chris.desk.me)
    with pytest.raises(NotPossible, match="This colleague is not noted as present"):
        prove(bram.desk, bram.circle, session.id, {anna.desk.me})
    bram.desk.store.save(replace(session, status="cancelled"))
    with pytest.raises(NotPossible, match="cancelled"):
        prove(bram.desk, bram.circle, session.id)


def test_who_does_not_share_yet_makes_no_proofs_and_hears_what_to_do(tmp_path: Path) -> None:
    desk = begin(tmp_path / "alone", organisation="Gemeente Zuid", name="Eva", email="eva@zuid.nl")
    with pytest.raises(NotPossible, match="Begin to share first"):
        prove_here(desk, tmp_path / "alone", "whatever")


def test_a_proof_by_a_computer_that_was_revoked_says_so_to_colleagues(village: Village) -> None:
    anna, bram, chris = village.people.values()
    code = proven(village, bram)
    admitting.revoke(anna.circle, [bram.circle.keys.device])
    village.exchange()
    for one in (anna, chris):
        verdict = verified(code, one.desk)
        assert (verdict.truth, verdict.by) == (Truth.REVOKED, "Bram Bos")
        assert "was revoked. Ask Gemeente Noordveld" in told(verdict)
    assert verified(code).truth is Truth.SIGNED
    session = planned(bram, days=30)
    bram.clock.now = session.starts
    with pytest.raises(NotPossible, match="was revoked"):
        prove(bram.desk, bram.circle, session.id)


def test_a_proof_by_a_computer_that_is_not_known_here_yet_says_so(village: Village) -> None:
    anna = village.people["Anna"]
    village.join("Dirk")
    dirk = village.people["Dirk"]
    session = planned(dirk)
    dirk.clock.now = session.starts + timedelta(minutes=1)
    attending.walk_in_known(dirk.desk, session.id, anna.desk.me)
    prove(dirk.desk, dirk.circle, session.id)
    code = proof_of(dirk.desk, session.id, anna.desk.me).code
    anna.clock.now = dirk.clock.now
    assert verified(code, anna.desk).truth is Truth.NOT_KNOWN
    village.exchange()
    assert verified(code, anna.desk).truth is Truth.GENUINE


# How a computer came to be heard


def second_computer(village: Village, _root: Path) -> Villager:
    """Bram has another computer, that his first one approves."""
    bram = village.people["Bram"]
    other = village.join("Bram laptop", email=mail("Bram"))
    village.exchange()
    admitting.approve(bram.circle, other.circle.keys.device)
    village.exchange()
    return other


def approved_by_a_coordinator(village: Village, _root: Path) -> Villager:
    """Bram has another computer, that Anna approves."""
    other = village.join("Bram laptop", email=mail("Bram"))
    village.exchange()
    admitting.approve(village.people["Anna"].circle, other.circle.keys.device)
    village.exchange()
    return other


def invited_by_a_later_coordinator(village: Village, _root: Path) -> Villager:
    """Bram becomes coordinator and invites Dirk."""
    admitting.make_coordinator(village.people["Anna"].circle, village.people["Bram"].desk.me, village.code)
    village.exchange()
    dirk = village.join("Dirk", village.invitation("Bram"))
    village.exchange()
    return dirk


def invited_by_a_second_computer_of_a_coordinator(village: Village, root: Path) -> Villager:
    """Anna's computer was restored, and what it is now invites Dirk."""
    put_back(village.people["Anna"], root)
    village.exchange()
    dirk = village.join("Dirk", village.invitation("Anna"))
    village.exchange()
    return dirk


def restored_thrice(village: Village, root: Path) -> Villager:
    """Bram's computer was restored three times."""
    bram = village.people["Bram"]
    for _time in range(3):
        put_back(bram, root)
        village.exchange()
    return bram


def came_back(village: Village, _root: Path) -> Villager:
    """Anna's keys were lost where nobody can approve her, and the recovery code let her back in."""
    anna, device = village.people["Anna"], village.people["Anna"].circle.keys.device
    put_back(anna, _root)
    admitting.revoke(village.people["Anna"].circle, [device], village.code)
    village.exchange()
    return anna


def approved_and_made_coordinator(village: Village, root: Path) -> Villager:
    """Bram's second computer is approved by Anna, he becomes coordinator, and that computer invites Dirk."""
    other = approved_by_a_coordinator(village, root)
    admitting.make_coordinator(village.people["Anna"].circle, other.desk.me, village.code)
    village.exchange()
    dirk = village.join("Dirk", village.invitation("Bram laptop"))
    village.exchange()
    return dirk


def put_back(who: Villager, root: Path) -> None:
    restored(who, backup_of(who, root / f"{len(list(root.iterdir()))}.sqlite"))


@pytest.mark.parametrize(("comes", "links"), [
    (second_computer, 3), (approved_by_a_coordinator, 2), (invited_by_a_later_coordinator, 2),
    (invited_by_a_second_computer_of_a_coordinator, 3), (restored_thrice, 5), (came_back, 2), (approved_and_made_coordinator, 3),
], ids=lambda one: getattr(one, "__name__", ""))  # fmt: skip
def test_however_a_computer_came_to_be_heard_its_proofs_are_genuine(
    comes: Callable[[Village, Path], Villager], links: int, village: Village, tmp_path: Path
) -> None:
    who = comes(village, tmp_path)
    code = proven(village, who)
    assert len(of_code(code).links) == links
    assert verified(code).truth is Truth.SIGNED
    for one in village.people.values():
        assert verified(code, one.desk).truth is Truth.GENUINE
    village.in_step("Anna")


def test_the_chain_to_a_computer_ends_there_and_its_proof_holds(village: Village) -> None:
    anna, bram, _chris = village.people.values()
    for who in (anna, bram):
        chain = chain_to(who.circle, who.circle.keys.device)
        assert chain is not None
        assert device_of(chain[-1]) == who.circle.keys.device
    assert chain_to(anna.circle, "00" * 16) is None


# Files


def test_codes_are_found_in_whatever_stands_around_them() -> None:
    other = KNOWN["the first computer"].code()
    groups = " ".join(ONE.code()[at : at + 5] for at in range(0, len(ONE.code()), 5))
    mailed = f"Beste,\r\n\r\nHier is mijn bewijs: {groups[:700]}\r\n{groups[700:]} En nog een: {other}. GROETEN VAN CHRIS\n"
    for content in (
        mailed.encode(),
        b"%PDF-1.4\xff\x00 (" + ONE.code().encode() + b") (" + other.encode() + b")" + mailed.encode(),
    ):
        found = verified_all(content)
        assert [one.claims for one in found] == [CLAIMS, golden.PLAIN]
        assert all_right(found)
    assert not all_right([*found, verified("TJC1:AA:")])


@pytest.mark.parametrize("content", [b"", b"\0" * 1_000, b"%PDF-1.4 no code", "Geen bewijs: één".encode()])
def test_a_file_without_a_code_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"There is no code of a proof in it\."):
        verified_all(content)


def test_a_code_that_was_cut_off_is_told_as_not_genuine() -> None:
    assert [one.truth for one in verified_all(ONE.code()[:400].encode())] == [Truth.BROKEN]
    assert [one.truth for one in verified_all(b"\xff TJC9:AB:")] == [Truth.NEWER]


def test_of_very_many_codes_a_thousand_are_read() -> None:
    content = b"".join(b"TJC1:%s:" % bytes((65 + a, 65 + b, 65 + c)) for a in range(20) for b in range(20) for c in range(20))
    assert len(list(codes_in(content, CODES_MOST))) == CODES_MOST
    assert len(verified_all(content)) == CODES_MOST
    assert list(codes_in(b"TJC1:" * 100_000 + b"A" * 1_000_000 + b" " * 1_000_000, CODES_MOST)) == []


@given(st.binary(max_size=3_000))
def test_no_file_does_more_than_be_refused(content: bytes) -> None:
    for whole in (content, b"TJC1:" + content, b"TJC1:" + content + b":", ONE.code().encode()[:300] + content):
        try:
            found = verified_all(whole)
        except UnreadableFile:
            continue
        assert not any(one.claims for one in found)


def test_a_file_that_is_none_or_too_large_is_refused_in_a_sentence(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as stream:
        stream.truncate(FILE_MOST + 1)
    for path in (large, tmp_path, tmp_path / "absent", Path("x\0y")):
        with pytest.raises(UnreadableFile, match="Choose the file of a proof"):
            content_of(path)
    whole = tmp_path / "whole.txt"
    whole.write_text(ONE.code())
    linked = tmp_path / "linked"
    linked.symlink_to(whole)
    assert content_of(linked) == ONE.code().encode()


def test_rows_of_a_colleague_s_own_making_keep_nobody_from_a_proof(village: Village) -> None:
    anna, bram, _chris = village.people.values()
    device = bram.circle.keys.device
    for proof in ("", "zz", "00" * 64, "é" * 128):
        bram.desk.store.save(Approval.new(bram.desk.me, device=device, proof=proof))
        bram.desk.store.save(Approval.new(bram.desk.me, device=anna.circle.keys.device, proof=proof))
    for certificate in ("root", "root zz", "invitation", f"invitation {'00' * 16} zz", "invitation a b c", " "):
        keys = public(certificate)
        row = Device(
            id=identify(bram.desk.me, fingerprint(keys)), creator=bram.desk.me, nonce=fingerprint(keys), person=bram.desk.me,
            keys=keys, certificate=certificate,
        )  # fmt: skip
        bram.desk.store.save(row)
        village.exchange()
        assert chain_to(bram.circle, row.id) is None
    assert verified(proven(village, bram)).truth is Truth.SIGNED
