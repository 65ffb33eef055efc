"""Sealed: what only some may read is read by just those, wherever it lies and whoever comes later."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.sharing.office import NOON, Office, Profile, invitation, office
from traincollega.imports.staff_files import StaffRecord
from traincollega.models.attendance import NO_SHOW, PRESENT, Mark, Presence, Tally
from traincollega.models.change import Change
from traincollega.models.colleague import Colleague
from traincollega.models.evaluation import Evaluation, Thanks
from traincollega.models.export import Export
from traincollega.models.noun import Noun
from traincollega.models.organisation import Grant
from traincollega.models.seals import Seals
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.staff import Staff
from traincollega.models.training import Training
from traincollega.services.handing_over import accept, come_back, offer, step_back
from traincollega.services.logging_exports import exports, noted
from traincollega.services.retaining import apply, report
from traincollega.services.staffing import import_staff
from traincollega.sharing import ciphers
from traincollega.sharing.admitting import approve, make_coordinator, revoke, set_hr
from traincollega.sharing.checking import check, rebuild
from traincollega.sharing.forgetting import erase
from traincollega.sharing.place import SEGMENT
from traincollega.sharing.segments import Kind, Malformed, ToSeal, read, write, write_sealed
from traincollega.sharing.taking_in import take_in


@pytest.fixture
def ours() -> Iterator[Office]:
    """Anna's organisation; Bram and Chris came by the same invitation, and Anna gives a training."""
    with office() as made:
        anna, _bram, _chris = made.begun_with("Bram", "Chris")
        training = Training.new(anna.me, title="Excel")
        session = Session.new(anna.me, training=training.id, starts=NOON, ends=NOON + timedelta(hours=1))
        anna.store.save(training, session)
        made.settle()
        yield made


def session_of(one: Profile) -> Session:
    (session,) = one.store.where(Session)
    return session


def marked(by: Profile, whom: Profile, state: str = PRESENT) -> Mark:
    """Note that somebody came, and for how long."""
    session = session_of(by).id
    mark = Mark.new(by.me, session=session, person=whom.me, state=state)
    by.store.save(mark, Presence.new(by.me, session=session, person=whom.me, minutes=60 if state == PRESENT else 0))
    return mark


def sees(one: Profile, *nouns: type[Noun]) -> list[int]:
    """Return how many of each noun somebody has, in rows and in changes alike."""
    said = one.changes().values()
    for noun in nouns:
        assert len({change.id for change in said if change.noun == noun.table}) == len(one.store.where(noun))
    return [len(one.store.where(noun)) for noun in nouns]


def all_well(office: Office) -> None:
    """See that rows, changes and segments agree everywhere, and that what is open is the same for all."""
    for one in office.profiles:
        assert one.store.check() == []
        assert check(one.desk, one.circle()) == []
    sealed = {"mark", "presence", "missed", "evaluation", "thanks", "proof", "staff", "export"}
    opened = [{change.hash for change in one.changes().values() if change.noun not in sealed} for one in office.profiles]
    assert all(one == opened[0] for one in opened)


def test_who_came_is_read_by_the_trainer_and_that_person_alone(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    marked(anna, bram)
    ours.settle()
    assert sees(anna, Mark, Presence) == sees(bram, Mark, Presence) == [1, 1]
    assert sees(chris, Mark, Presence) == [0, 0]
    all_well(ours)


def test_hr_hears_how_long_and_not_why_somebody_was_away(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    set_hr(anna.circle(), chris.me)
    ours.settle()
    marked(anna, bram, NO_SHOW)
    ours.settle()
    assert sees(chris, Mark, Presence) == [0, 1]
    all_well(ours)


def test_who_disputes_a_mark_is_heard_by_the_trainer(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    mark = marked(anna, bram, NO_SHOW)
    ours.settle()
    bram.store.save(replace(bram.store.get(Mark, mark.id), disputed=True))
    ours.settle()
    assert anna.store.get(Mark, mark.id).disputed
    assert sees(chris, Mark) == [0]
    all_well(ours)


def test_who_becomes_trainer_or_hr_later_reads_what_was_noted_before(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    marked(anna, bram)
    ours.settle()
    dora = ours.another(invitation(anna.circle()), "Dora")
    ours.settle()
    set_hr(anna.circle(), dora.me)
    anna.store.save(Grant.new(anna.me, right="trainer", subject=session_of(anna).training, person=chris.me))
    ours.settle()
    assert sees(chris, Mark, Presence) == [1, 1]
    assert sees(dora, Mark, Presence) == [0, 1]
    all_well(ours)


def test_who_stepped_back_reads_nothing_of_what_is_said_since_until_they_come_back(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    training = session_of(anna).training
    asked = offer(anna.desk, training, bram.me).subject
    ours.settle()
    accept(bram.desk, asked)
    ours.settle()
    marked(bram, chris, NO_SHOW)
    ours.settle()
    step_back(anna.desk, training)
    ours.settle()
    assert sees(anna, Mark, Presence) == [1, 1]
    marked(bram, chris)
    of = session_of(chris).id
    chris.store.save(
        Evaluation.new(chris.me, session=of, person=chris.me, rating=1), Thanks.new(chris.me, session=of, person=chris.me)
    )
    ours.settle()
    assert sees(anna, Mark, Presence, Evaluation, Thanks) == [1, 1, 0, 0]
    assert sees(bram, Mark, Presence, Evaluation, Thanks) == [2, 2, 1, 1]
    come_back(anna.desk, training)
    ours.settle()
    assert sees(anna, Mark, Presence, Evaluation, Thanks) == [2, 2, 1, 1]
    all_well(ours)


def test_a_second_computer_reads_what_the_first_one_could(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    marked(anna, bram)
    chris.store.save(Evaluation.new(chris.me, session=session_of(chris).id, person=chris.me, rating=4, helped="The examples"))
    ours.settle()
    other = ours.another(invitation(anna.circle()), "Bram")
    anna.round()
    approve(anna.circle(), other.device)
    ours.settle()
    assert sees(other, Mark, Presence, Evaluation) == [1, 1, 0]
    assert sees(anna, Evaluation) == [1]
    all_well(ours)


def test_who_is_forgotten_is_in_no_seal_any_more(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    mark = marked(anna, bram)
    marked(anna, chris)
    bram.store.save(Evaluation.new(bram.me, session=session_of(bram).id, person=bram.me, helped="Much"))
    ours.settle()
    bram.store.save(replace(bram.store.get(Mark, mark.id), disputed=True))
    ours.settle()
    erase(anna.circle(), bram.me)
    ours.settle()
    assert sees(anna, Mark, Presence, Evaluation) == [1, 1, 0]
    assert sees(chris, Mark, Presence, Evaluation) == [1, 1, 0]
    for one in ours.profiles:
        for kept in one.circle().envelopes.of_kinds(Kind.SEALED):
            subjects = {seal.subject for seal in read(kept.envelope, one.circle().keys.reading.get).sealed}
            assert bram.me not in subjects
        assert one.store.connection.execute("SELECT COUNT(*) FROM seal WHERE subject = ?", (bram.me,)).fetchone() == (0,)
        assert check(one.desk, one.circle()) == []
        assert one.store.check() == []


def test_who_is_revoked_reads_nothing_that_is_noted_from_then_on(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    revoke(anna.circle(), [bram.device])
    ours.settle()
    marked(anna, bram)
    ours.settle()
    assert sees(bram, Mark, Presence) == [0, 0]
    assert sees(anna, Mark, Presence) == [1, 1]


def test_a_mark_by_who_is_no_trainer_counts_for_nobody(ours: Office) -> None:
    _anna, bram, chris = ours.profiles
    circle = chris.circle()
    number, previous = circle.envelopes.last(chris.device) or (0, bytes(32))
    row = Mark.new(chris.me, session=session_of(chris).id, person=bram.me, state=NO_SHOW)
    said = Change("mark", row.id, chris.store.clock.tick(), chris.device, {
        "creator": chris.me, "nonce": row.nonce, "session": row.session, "person": bram.me, "state": NO_SHOW,
    })  # fmt: skip
    to_bram = {bram.device: circle.trust().computers[bram.device].sealing}
    evil = write_sealed(circle.writer(), number + 1, previous, [ToSeal(bram.me, [said], to_bram)])
    take_in(bram.circle(), [(evil.name, evil.envelope)])
    assert bram.store.where(Mark, person=bram.me) == []
    assert bram.store.check() == []


@pytest.mark.parametrize("case", ["another person", "an open noun"])
def test_a_seal_that_is_not_what_it_says_is_passed_over(case: str, ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    circle = anna.circle()
    number, previous = circle.envelopes.last(anna.device) or (0, bytes(32))
    row = Mark.new(anna.me, session=session_of(anna).id, person=bram.me, state=PRESENT)
    fields = {"creator": anna.me, "nonce": row.nonce, "session": row.session, "person": bram.me, "state": PRESENT}
    changes = [Change("mark", row.id, anna.store.clock.tick(), anna.device, fields)]
    if case == "an open noun":
        changes.append(
            Change("training", session_of(anna).training, anna.store.clock.tick(), anna.device, {"title": "Only for you"})
        )
    subject = anna.me if case == "another person" else bram.me
    readers = {bram.device: circle.trust().computers[bram.device].sealing}
    evil = write_sealed(circle.writer(), number + 1, previous, [ToSeal(subject, changes, readers)])
    take_in(bram.circle(), [(evil.name, evil.envelope)])
    assert bram.store.where(Mark) == []
    assert [one.title for one in bram.store.where(Training)] == ["Excel"]
    assert check(bram.desk, bram.circle()) == []


def test_what_is_sealed_is_refused_outside_a_seal(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    row = Mark.new(anna.me, session=session_of(anna).id, person=bram.me, state=PRESENT)
    said = Change("mark", row.id, 1, anna.device, {"creator": anna.me, "nonce": row.nonce, "person": bram.me})
    for kind in (Kind.OPEN, Kind.PERSONAL):
        with pytest.raises(ValueError, match="segment"):
            write(anna.circle().writer(), kind, 9, bytes(32), [said])


def test_who_cannot_open_a_seal_can_still_make_everything_anew(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    marked(anna, bram)
    ours.settle()
    for one in (anna, bram, chris):
        before = one.digest()
        rebuild(one.circle())
        assert one.digest() == before
    all_well(ours)


def test_a_new_computer_of_one_profile_keeps_what_it_could_read(ours: Office) -> None:
    anna, bram, _chris = ours.profiles
    marked(anna, bram)
    ours.settle()
    bram.put_back(bram.copied(ours.folder / "copy"))
    ours.settle()
    assert sees(bram, Mark, Presence) == [1, 1]
    marked(anna, bram, NO_SHOW)
    ours.settle()
    assert sees(bram, Mark, Presence) == [2, 2]
    all_well(ours)


def test_a_seal_opens_for_nobody_it_was_not_wrapped_to(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    marked(anna, bram)
    ours.settle()
    (kept,) = chris.circle().envelopes.of_kinds(Kind.SEALED)
    for seal in read(kept.envelope, chris.circle().keys.reading.get).sealed:
        assert seal.wraps.keys() == {anna.device, bram.device}
        for wrap in seal.wraps.values():
            with pytest.raises(ciphers.Unreadable):
                ciphers.open_sealed(chris.circle().keys.sealing, wrap)
    with pytest.raises(Malformed):
        read(kept.envelope[:-1], chris.circle().keys.reading.get)


def test_the_staff_list_is_read_by_hr_alone_and_by_who_gets_that_role_later(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    set_hr(anna.circle(), chris.me)
    ours.settle()
    import_staff(chris.desk, [StaffRecord("line 2", "eva@noordveld.nl", "ICT", "00123")])
    ours.settle()
    assert [sees(one, Staff) for one in ours.profiles] == [[0], [0], [1]]
    set_hr(anna.circle(), bram.me)
    ours.settle()
    assert [sees(one, Staff) for one in ours.profiles] == [[0], [1], [1]]
    all_well(ours)


def test_who_is_forgotten_by_a_coordinator_without_hrs_role_goes_from_the_staff_list_too(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    set_hr(anna.circle(), chris.me)
    ours.settle()
    address = anna.store.get(Colleague, bram.me).email
    here = [StaffRecord("line 2", address.upper(), "ICT", "00123"), StaffRecord("line 3", "eva@noordveld.nl", "ICT", "00124")]
    import_staff(chris.desk, here)
    ours.settle()
    gone = next(one.id for one in chris.store.where(Staff) if one.personnel_number == "00123")
    erase(anna.circle(), bram.me)
    ours.settle()
    assert [one.personnel_number for one in chris.store.where(Staff)] == ["00124"]
    for one in (anna, chris):
        assert not any(change.id == gone for change in one.changes().values())
        for kept in one.circle().envelopes.of_kinds(Kind.SEALED):
            assert gone not in {seal.subject for seal in read(kept.envelope, one.circle().keys.reading.get).sealed}
    assert chris.store.check() == anna.store.check() == []
    assert check(chris.desk, chris.circle()) == []


def test_who_left_the_staff_list_is_in_no_seal_any_more_and_no_key_of_it_stays(ours: Office) -> None:
    anna, _bram, chris = ours.profiles
    for one in (anna, chris):
        set_hr(anna.circle(), one.me)
    ours.settle()
    import_staff(chris.desk, [StaffRecord("line 2", f"{name}@noordveld.nl", "ICT") for name in ("eva", "bo")])
    ours.settle()
    (gone,) = anna.store.where(Staff, email="eva@noordveld.nl")
    import_staff(anna.desk, [StaffRecord("line 2", "bo@noordveld.nl", "ICT")])
    anna.round()
    files = [read(content, anna.circle().keys.reading.get) for name, content in ours.shelf.files.items() if name.endswith(SEGMENT)]
    assert gone.id not in {seal.subject for segment in files for seal in segment.sealed}, "one round takes it away"
    ours.settle()
    for one in ours.profiles:
        assert not any(change.id == gone.id for change in one.changes().values())
        assert Seals(one.store.connection).about([gone.id]) == []
        for kept in one.circle().envelopes.of_kinds(Kind.SEALED):
            segment = read(kept.envelope, one.circle().keys.reading.get)
            assert gone.id not in {seal.subject for seal in segment.sealed}
    assert [sees(one, Staff) for one in ours.profiles] == [[1], [0], [1]]
    all_well(ours)


def test_what_is_past_its_term_goes_on_every_computer_and_what_opens_here_from_seals_too(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    marked(anna, bram)
    marked(anna, chris, NO_SHOW)
    sign_up = SignUp.new(bram.me, session=session_of(bram).id, person=bram.me)
    bram.store.save(sign_up)
    ours.settle()
    ours.time.now += timedelta(days=800)
    apply(anna.desk)
    ours.settle()
    ours.settle()
    assert [sees(one, SignUp, Mark, Presence) for one in ours.profiles] == [[0, 0, 0]] * 3
    assert [len(one.store.where(Tally)) for one in ours.profiles] == [1, 1, 1]
    for one in ours.profiles:
        kinds = (Kind.SEALED, Kind.PERSONAL)
        segments = [read(kept.envelope, one.circle().keys.reading.get) for kept in one.circle().envelopes.of_kinds(*kinds)]
        assert [segment.sealed for segment in segments if segment.sealed] == []
        assert [change for segment in segments for change in segment.changes if change.noun == "sign_up"] == []
    said = {"creator": bram.me, "nonce": sign_up.nonce, "session": session_of(bram).id, "person": bram.me}
    bram.store.apply([Change("sign_up", sign_up.id, 99, bram.device, said)])
    assert bram.store.where(SignUp) == [], "its return is refused"
    bram.store.forget()
    all_well(ours)


def test_counts_that_everybody_reads_do_not_tell_who_was_away(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    set_hr(anna.circle(), anna.me)
    for one in (bram, chris):
        one.store.save(SignUp.new(one.me, session=session_of(one).id, person=one.me))
    ours.settle()
    marked(anna, bram, NO_SHOW)
    marked(anna, chris, NO_SHOW)
    ours.time.now += timedelta(days=1)
    erase(anna.circle(), bram.me)
    ours.settle()
    (said,) = [change.fields for change in chris.changes().values() if change.noun == "tally"]
    assert said.keys() <= {"creator", "nonce", "session", "participants"}
    assert sees(chris, Mark, Presence) == [1, 1]


def test_a_coordinator_who_cannot_open_seals_lets_go_of_marks_for_who_can(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    training = Training.new(bram.me, title="Calc")
    session = Session.new(bram.me, training=training.id, starts=NOON, ends=NOON + timedelta(hours=1))
    bram.store.save(training, session)
    ours.settle()
    chris.store.save(SignUp.new(chris.me, session=session.id, person=chris.me))
    ours.settle()
    bram.store.save(Mark.new(bram.me, session=session.id, person=chris.me, state=NO_SHOW),
                    Presence.new(bram.me, session=session.id, person=chris.me))  # fmt: skip
    ours.settle()
    ours.time.now += timedelta(days=800)
    apply(anna.desk)
    ours.settle()
    assert [sees(one, SignUp, Mark) for one in ours.profiles] == [[0, 0]] * 3
    assert [sees(one, Presence) for one in ours.profiles] == [[0], [1], [1]], "else how long they were there would be lost"
    for one in ours.profiles:
        rebuild(one.circle())
    assert [sees(one, SignUp, Mark) for one in ours.profiles] == [[0, 0]] * 3
    set_hr(anna.circle(), anna.me)
    ours.settle()
    assert [one.nouns for one in report(anna.desk).names] == [(Presence,)]
    apply(anna.desk)
    ours.settle()
    assert [sees(one, Presence) for one in ours.profiles] == [[0]] * 3
    assert report(anna.desk).nothing
    all_well(ours)


def test_an_export_is_read_by_who_made_it_and_by_hr_and_coordinators_also_later_ones(ours: Office) -> None:
    anna, bram, chris = ours.profiles
    noted(bram.desk, "Sign-in sheet: Excel", "pdf", 12, "To sign")
    ours.settle()
    assert [[one.what for one in exports(each.desk)] for each in ours.profiles] == [["Sign-in sheet: Excel"]] * 2 + [[]]
    assert [sees(each, Export) for each in ours.profiles] == [[1], [1], [0]]
    set_hr(anna.circle(), chris.me)
    ours.settle()
    assert [(one.who, one.rows) for one in exports(chris.desk)] == [("Bram", 12)]
    make_coordinator(anna.circle(), chris.me, ours.code)
    ours.settle()
    all_well(ours)


@pytest.mark.parametrize("claims", [False, True])
def test_who_is_forgotten_takes_no_mark_of_another_along_that_they_wrote_themselves_into(claims: bool, ours: Office) -> None:
    anna, bram, chris = ours.profiles
    mark = marked(anna, bram)
    ours.settle()
    circle = chris.circle()
    number, previous = circle.envelopes.last(chris.device) or (0, b"")
    fields = {"person": chris.me, **({"creator": mark.creator, "nonce": mark.nonce} if claims else {})}
    said = Change("mark", mark.id, chris.store.clock.tick(), chris.device, fields)
    public = {one.device: circle.trust().computers[one.device].sealing for one in ours.profiles}
    segment = write_sealed(circle.writer(), number + 1, previous, [ToSeal(chris.me, (said,), public)])
    ours.shelf.put(segment.name, segment.envelope)
    for one in (anna, bram):
        one.round()
        assert said.hash in one.changes()
    erase(anna.circle(), chris.me)
    for one in (anna, bram):
        one.round()
        assert said.hash not in one.changes()
        assert one.store.get(Mark, mark.id).person == bram.me
        assert (one.store.check(), check(one.desk, one.circle())) == ([], [])
