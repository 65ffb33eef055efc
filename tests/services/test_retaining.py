"""Retention: what is past its term is told and goes when a coordinator says so, and what it came to in numbers stays."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.models.world import NOON, Time
from tests.services.conftest import colleague, session_of, training_of
from traincollega.errors import InvalidInput, NotAllowed
from traincollega.exchange.counting import results
from traincollega.models.attendance import Mark, Missed, Presence, Proof, Tally
from traincollega.models.evaluation import Evaluation, Thanks
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.services import retaining
from traincollega.services.attending import NO_SHOW, PRESENT, may_note, note, was_i_there
from traincollega.services.claiming import to_prove
from traincollega.services.completing import is_complete
from traincollega.services.desk import Desk
from traincollega.services.enrolling import seating, seatings, sign_up
from traincollega.services.evaluating import took_part
from traincollega.services.recording import tell_no_shows
from traincollega.services.retaining import apply, change_terms, report


@pytest.fixture
def held(anna: Desk, time: Time) -> Session:
    """A session that was held with six colleagues, one of whom did not come."""
    session = session_of(anna, training_of(anna))
    guests = [colleague(anna, f"Guest{n}") for n in range(6)]
    for guest in guests:
        sign_up(guest, session)
    time.now += timedelta(days=8)
    note(anna, session, {guest.me: PRESENT for guest in guests[:5]} | {guests[5].me: NO_SHOW})
    return anna.store.get(Session, session)


def names_in(desk: Desk, session: Session) -> dict[str, int]:
    return {noun.table: len(desk.store.where(noun, session=session.id)) for noun in (SignUp, Mark, Presence)}


def test_nothing_goes_before_its_term(anna: Desk, held: Session, time: Time) -> None:
    assert report(anna).nothing
    assert list(retaining.lines(anna, report(anna))) == ["Nothing is past its term."]
    assert apply(anna).sentence == "Nothing is past its term."
    time.now += timedelta(days=80)
    assert report(anna).nothing
    assert names_in(anna, held) == {"sign_up": 6, "mark": 6, "presence": 6}


def test_no_shows_go_after_three_months_and_hours_stay(anna: Desk, held: Session, time: Time) -> None:
    time.now += timedelta(days=95)
    found = report(anna)
    assert ([one.session for one in found.no_shows], found.names) == ([held], ())
    assert names_in(anna, held) == {"sign_up": 6, "mark": 6, "presence": 6}, "a report changes nothing"
    apply(anna)
    assert names_in(anna, held) == {"sign_up": 6, "mark": 0, "presence": 6}
    assert report(anna).nothing
    assert not may_note(anna, held)
    with pytest.raises(NotAllowed, match="erased"):
        note(anna, held.id, {anna.me: PRESENT})


def test_what_hr_hears_of_no_shows_goes_with_them_and_the_hours_stay(anna: Desk, held: Session, time: Time) -> None:
    tell_no_shows(anna, True)
    guests = sorted(one.person for one in anna.store.where(Mark, session=held.id) if one.state == PRESENT)
    note(anna, held.id, {guests[0]: "", guests[1]: NO_SHOW})
    assert [(one.person, one.missed) for one in anna.store.where(Missed)] == [(guests[0], False), (guests[1], True)]
    time.now += timedelta(days=95)
    assert [one.nouns for one in report(anna).no_shows] == [(Mark, Missed)]
    apply(anna)
    assert anna.store.where(Missed) == anna.store.where(Mark) == []
    assert report(anna).nothing
    assert len({one.person for one in anna.store.where(Presence)}) == 6
    assert not any("missed" in change.fields for change in anna.store.all_changes())


def test_who_was_there_is_still_known_when_no_shows_are_gone(anna: Desk, held: Session, time: Time) -> None:
    people = {one.person for one in anna.store.where(Mark, session=held.id) if one.state == PRESENT}
    (away,) = {one.person for one in anna.store.where(Mark, session=held.id)} - people
    time.now += timedelta(days=95)
    assert "nothing can be noted any more" in "\n".join(retaining.lines(anna, report(anna)))
    before = took_part(anna, [held])[held.id]
    apply(anna)
    assert anna.store.where(Mark) == []
    assert {one.id for one in to_prove(anna, held)} == people
    assert took_part(anna, [held])[held.id] == before == people
    assert was_i_there(replace(anna, me=away)) == {held.id: False}


def test_names_go_after_two_years_and_counts_stay(anna: Desk, held: Session, time: Time) -> None:
    time.now += timedelta(days=760)
    before = results(anna, [held])
    (due,) = report(anna).names
    assert (due.sign_ups, due.title) == (6, "Excel")
    assert "Excel · 6 colleagues" in "\n".join(retaining.lines(anna, report(anna)))
    assert apply(anna).sentence == "6 sign-ups are erased; the counts stay. The attendance at 1 session is erased."
    assert names_in(anna, held) == {"sign_up": 0, "mark": 0, "presence": 0}
    (tally,) = anna.store.where(Tally)
    assert tally.participants == 6
    assert results(anna, [held]) == before
    assert seating(anna, held).taken == seatings(anna, [held])[held.id].taken == 6, "the screens show it so"
    assert apply(anna).sentence == "Nothing is past its term."
    left = [change for change in anna.store.all_changes() if change.noun in ("sign_up", "mark", "presence")]
    assert [change for change in left if "person" in change.fields] == []


def test_who_closes_a_session_afterwards_without_having_heard_everything_makes_its_counts_no_lower(
    anna: Desk, held: Session, time: Time
) -> None:
    time.now += timedelta(days=760)
    apply(anna)
    time.now += timedelta(minutes=1)
    anna.store.save(Tally.new(anna.me, session=held.id, participants=1))  # what came in from who was away
    assert (
        seating(anna, held).taken == seatings(anna, [held])[held.id].taken == results(anna, [held])[held.training].participants == 6
    )
    assert is_complete(anna, held)


def test_what_participants_said_goes_with_their_names_and_proofs_stay(anna: Desk, held: Session, time: Time) -> None:
    guest = colleague(anna, "Piet")
    guest.store.save(
        Thanks.new(guest.me, session=held.id, person=guest.me),
        Evaluation.new(guest.me, session=held.id, person=guest.me, rating=4),
    )
    anna.store.save(Proof.new(anna.me, session=held.id, person=guest.me, code="TJC1"))
    time.now += timedelta(days=760)
    assert report(anna).names[0].nouns == (SignUp, Presence, Evaluation, Thanks)
    apply(anna)
    assert [len(anna.store.where(noun)) for noun in (Thanks, Evaluation, Proof)] == [0, 0, 1]
    assert not any(change.noun in ("thanks", "evaluation") for change in anna.store.all_changes())
    assert report(anna).nothing


def test_terms_are_a_setting_and_erase_nothing_by_themselves(anna: Desk, held: Session, time: Time) -> None:
    time.now += timedelta(days=40)
    change_terms(anna, names=1, no_shows=1)
    assert [one.session for one in report(anna).names] == [held]
    assert names_in(anna, held)["sign_up"] == 6
    for names, no_shows, field in ((0, 1, "names"), (1, 241, "no_shows"), (2, 3, "no_shows")):
        with pytest.raises(InvalidInput) as refused:
            change_terms(anna, names=names, no_shows=no_shows)
        assert refused.value.field == field


def test_only_a_coordinator_decides(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    for verb in (lambda: apply(bram), lambda: change_terms(bram, names=1, no_shows=1)):
        with pytest.raises(NotAllowed):
            verb()


def test_a_session_that_nobody_signed_up_for_is_not_told_of(anna: Desk, time: Time) -> None:
    session_of(anna, training_of(anna))
    time.now = NOON + timedelta(days=2000)
    assert report(anna).nothing
