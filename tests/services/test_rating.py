"""Rating: what becomes known of answers never tells what one of them was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.office import MONDAY, Office, new_office
from traincollega.errors import NotAllowed, NotPossible
from traincollega.models.attendance import NO_SHOW, Tally
from traincollega.models.change import stamp_at
from traincollega.models.colleague import Device
from traincollega.models.evaluation import ENOUGH, RATINGS, Evaluation, Rating
from traincollega.models.finding import Finder, Question
from traincollega.models.noun import identify
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Outcome, Training
from traincollega.services.attending import note, walk_in
from traincollega.services.browsing import cards
from traincollega.services.completing import complete, is_complete, may_complete
from traincollega.services.enrolling import sign_up
from traincollega.services.evaluating import evaluate, use_it
from traincollega.services.holding import held
from traincollega.services.rating import QUESTIONS, added, known_ratings, ratings_of, release, sign
from traincollega.services.summing_up import gist_line, gists, rating_line

NAMES = "ABCDEFGHIJKL"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "profile")


def taught(office: Office, names: str = NAMES, again: Session | None = None) -> Session:
    """Return a session of Fatma's at which these were, of a new training or once more of the same; it is just over."""
    of = office.desk.store.get(Training, again.training) if again else office.training("Excel")
    session = office.session(of, office.clock() + timedelta(hours=1), seats=None)
    for name in names:
        sign_up(office.colleague(name), session.id)
    office.clock.at = session.ends + timedelta(hours=1)
    return session


def known(office: Office, session: Session) -> Rating | None:
    release(office.desk, session.training)
    return known_ratings(office.desk, [session.training]).get(session.training)


def rate(office: Office, session: Session, names: str, rating: int) -> None:
    for name in names:
        evaluate(office.desks[name], session.id, rating)


def test_a_rating_appears_at_five_answers_over_all_sessions_of_a_training(office: Office) -> None:
    first = taught(office, "ABC")
    second = taught(office, "DEF", first)
    rate(office, first, "A", 5)
    rate(office, first, "BC", 4)
    rate(office, second, "D", 4)
    assert known(office, first) is None
    assert ratings_of(office.desk, first.training) is None
    assert rating_line(Rating(0, 0, 0, 0)) == "Too few answers"
    rate(office, second, "E", 4)
    found = known(office, first)
    assert found == Rating(5, 21, 0, 0)
    assert rating_line(found) == "Rating 4.2 of 5, from 5 answers"
    assert ratings_of(office.desks["A"], first.training) == 4.2


def test_a_sixth_answer_is_not_read_by_subtraction(office: Office) -> None:
    session = taught(office)
    rate(office, session, "ABCDE", 4)
    assert known(office, session) == Rating(5, 20, 0, 0)
    for name in "FGHI":
        rate(office, session, name, 1)
        assert known(office, session) == Rating(5, 20, 0, 0)
    rate(office, session, "J", 5)
    assert known(office, session) == Rating(10, 29, 0, 0)


def test_an_answer_that_is_not_known_yet_changes_no_order(office: Office) -> None:
    finder = Finder(office.desk.store.connection)

    def best_first() -> list[str]:
        found = cards(office.desk, finder.ids(Question(sort="rated"), office.clock()))
        return [card.training.id for card in found]

    good, poor, unknown = taught(office), taught(office), taught(office)
    for session, rating in ((good, 4), (poor, 2)):
        rate(office, session, "ABCDE", rating)
        assert known(office, session) is not None
    order = [good.training, poor.training, unknown.training]
    assert best_first() == order
    rate(office, good, "FGHI", 1)
    rate(office, poor, "FGHI", 5)
    rate(office, unknown, "ABCD", 5)
    for session in (good, poor, unknown):
        known(office, session)
    assert best_first() == order
    rate(office, unknown, "E", 5)
    known(office, unknown)
    assert best_first() == [unknown.training, good.training, poor.training]


def test_who_changes_their_mind_changes_nothing_that_is_known(office: Office) -> None:
    session = taught(office)
    rate(office, session, "ABCDE", 4)
    assert known(office, session) == Rating(5, 20, 0, 0)
    rate(office, session, "A", 1)
    note(office.desk, session.id, {office.desks["B"].me: NO_SHOW})
    chris = office.desks["C"]
    chris.store.save(*(replace(one, deleted=True) for one in chris.store.where(Evaluation, person=chris.me)))
    assert known(office, session) == Rating(5, 20, 0, 0)
    rate(office, session, "FGHI", 3)
    assert known(office, session) == Rating(5, 20, 0, 0), "A's other answer is no new one"


def test_one_colleague_who_was_there_five_times_is_not_five(office: Office) -> None:
    first = taught(office, "A")
    for session in (first, *(taught(office, "A", first) for _ in range(5))):
        rate(office, session, "A", 2)
    assert known(office, first) is None


def test_users_are_known_once_five_say_so_and_who_says_no_is_not_counted(office: Office) -> None:
    session = taught(office)
    office.clock.later(weeks=3)
    for name, uses in zip("ABCDEFG", ("yes", "no", "yes", "no", "yes", "yes", "no"), strict=True):
        use_it(office.desks[name], session.id, uses)
    assert known(office, session) is None
    for name in "HI":
        use_it(office.desks[name], session.id, "yes")
    assert known(office, session) == Rating(0, 0, 0, 6)
    assert gist_line(gists(office.desk, [session.training])[session.training]) == "12 colleagues, 9 hours, 6 use it"


def test_who_says_twice_that_they_use_it_is_one_user(office: Office) -> None:
    first = taught(office)
    second = taught(office, "ABCDEF", first)
    office.clock.later(weeks=3)
    for session in (first, second):
        for name in "ABCDE":
            use_it(office.desks[name], session.id, "yes")
        assert known(office, session) == Rating(0, 0, 0, 5)


def test_answers_become_known_by_one_computer_until_it_stays_away(office: Office) -> None:
    session = taught(office)
    desk = office.desk
    device = Device.new(desk.me, person=desk.me, name="laptop")
    desk.store.save(device)
    laptop = desk.speaking_for(device.id)
    rate(office, session, "ABCDE", 4)
    release(laptop, session.training)
    assert ratings_of(desk, session.training) is None
    release(laptop, session.training, [desk.store.device])
    assert ratings_of(desk, session.training) == 4
    rate(office, session, "FGHIJ", 4)
    assert known(office, session) == Rating(5, 20, 0, 0), "the laptop did it last"
    office.clock.later(days=7)
    assert known(office, session) == Rating(10, 40, 0, 0)


def test_only_a_trainer_makes_answers_known_and_counts_of_fewer_than_five_are_not_believed(office: Office) -> None:
    session = taught(office)
    rate(office, session, "ABCDE", 4)
    gita = office.desks["A"]
    release(gita, session.training)
    assert ratings_of(office.desk, session.training) is None
    wrong = Outcome.new(gita.me, training=session.training, organisation=gita.organisation, answers=9, stars=9)
    with pytest.raises(NotAllowed):
        gita.store.save(wrong)
    office.desk.store.save(
        Outcome.new(office.desk.me, training=session.training, organisation=gita.organisation, answers=4, stars=9)
    )
    assert known(office, session) == Rating(5, 20, 0, 0)


@given(st.builds(Rating, *(st.integers(0, 40) for _ in range(4))))
def test_what_is_believed_is_of_nobody_or_of_five(rating: Rating) -> None:
    if rating.believable:
        assert {rating.answers, rating.recommends, rating.users}.isdisjoint(range(1, ENOUGH))
        assert rating.average is None or 1 <= rating.average <= 5


# laws: what anybody sees, over time, of all that was said


class Event(NamedTuple):
    """What happens to what one person said of one session: a rating, or (0) that it is read no longer."""

    person: str
    session: str
    rating: int


EVENTS = st.lists(st.builds(Event, st.sampled_from(NAMES), st.sampled_from("12"), st.integers(0, 5)), max_size=80)


def evaluation(person: str, session: str) -> Evaluation:
    nonce = f"{person}{session}"
    return Evaluation(id=identify(person, nonce), creator=person, nonce=nonce, person=person, session=session)


def replayed(events: Sequence[Event]) -> list[Outcome]:
    """Return what is known after each event."""
    row, seen = Outcome(id="x", creator="x", nonce="x"), list[Outcome]()
    said: dict[tuple[str, str], Evaluation] = {}
    for number, (person, session, rating) in enumerate(events):
        if rating:
            made = said.get((person, session)) or replace(evaluation(person, session), created=stamp_at(MONDAY) + number)
            said[person, session] = replace(made, rating=rating)
        else:
            said.pop((person, session), None)
        row = added(row, list(said.values()), MONDAY + timedelta(days=1))
        seen.append(row)
    return seen


@given(EVENTS)
def test_what_is_known_grows_by_five_colleagues_and_more_of_whom_nothing_was_counted(events: list[Event]) -> None:
    before = Outcome(id="x", creator="x", nonce="x")
    for after in replayed(events):
        if after != before:
            assert after.answers - before.answers >= ENOUGH
            assert set(before.counted) < set(after.counted)
            assert len(after.counted) == len(set(after.counted)) == after.answers
        before = after
    assert Rating(before.answers, before.stars, 0, 0).believable


def counted_in(events: Sequence[Event], seen: Sequence[Outcome], at: int) -> dict[tuple[str, str], int]:
    """Return, of what became known at an event, where each answer was given last."""
    new = set(seen[at].counted) - set(seen[at - 1].counted if at else ())
    last = {(one.person, one.session): number for number, one in enumerate(events[: at + 1])}
    return {about: number for about, number in last.items() if sign(QUESTIONS[0], evaluation(*about)) in new}


@given(EVENTS, st.data())
def test_all_that_is_seen_could_be_seen_too_had_somebody_answered_otherwise(events: list[Event], data: st.DataObject) -> None:
    seen = replayed(events)
    steps = [at for at, row in enumerate(seen) if row.answers > (seen[at - 1].answers if at else 0)]
    assume(steps)
    batch = counted_in(events, seen, data.draw(st.sampled_from(steps)))
    assert len({person for person, _session in batch}) >= ENOUGH
    one = data.draw(st.sampled_from(sorted(batch)))
    ways = [
        (other, step)
        for other in sorted(batch)
        for step in (1, -1)
        if other[0] != one[0] and {events[batch[one]].rating + step, events[batch[other]].rating - step} <= set(RATINGS)
    ]
    assume(ways)  # else all of them said 1, or all of them 5, and that nothing hides
    other, step = data.draw(st.sampled_from(ways))
    changed = list(events)
    for about, by in ((one, step), (other, -step)):
        changed[batch[about]] = changed[batch[about]]._replace(rating=changed[batch[about]].rating + by)
    assert replayed(changed) == seen


# closing a session


def test_a_closed_session_keeps_its_counts_when_names_go(office: Office) -> None:
    session = taught(office, "ABCDEF")
    assert may_complete(office.desk, session)
    done = complete(office.desk, session.id)
    assert done.sentence == "Closed: 6 participants, 4 hours and 30 minutes."
    assert is_complete(office.desk, session)
    (row,) = office.desk.store.where(Tally)
    assert (row.session, row.participants) == (session.id, 6)
    assert complete(office.desk, session.id).sentence == "It was closed already."
    a = office.desks["A"]
    a.store.save(*(replace(one, deleted=True) for one in a.store.where(SignUp, person=a.me)))
    assert held(office.desk, [session])[session.id].participants == 6
    assert gist_line(gists(office.desk, [session.training])[session.training]) == "6 colleagues, 5 hours"
    office.desk.undo(done)
    assert held(office.desk, [session])[session.id].participants == 5


def test_closing_lets_answers_be_known_that_undo_does_not_take_back(office: Office) -> None:
    session = taught(office)
    rate(office, session, "ABCDE", 4)
    office.desk.undo(complete(office.desk, session.id))
    assert not is_complete(office.desk, session)
    assert ratings_of(office.desk, session.training) == 4


def test_who_comes_in_after_closing_makes_it_open_again(office: Office) -> None:
    session = taught(office, "ABC")
    complete(office.desk, session.id)
    walk_in(office.desk, session.id, "wim@noordveld.nl", "Wim Bos")
    assert not is_complete(office.desk, session)
    assert complete(office.desk, session.id).sentence == "Closed: 4 participants, 3 hours."


def test_only_what_is_over_and_mine_is_closed(office: Office) -> None:
    session = taught(office, "AB")
    with pytest.raises(NotAllowed):
        complete(office.desks["A"], session.id)
    coming = office.session(office.desk.store.get(Training, session.training), office.clock() + timedelta(hours=1))
    assert not may_complete(office.desk, coming)
    with pytest.raises(NotPossible, match="not over"):
        complete(office.desk, coming.id)
    office.clock.later(hours=4)
    office.desk.store.save(replace(coming, status="cancelled"))
    with pytest.raises(NotPossible, match="cancelled"):
        complete(office.desk, coming.id)


def test_what_is_summed_up_counts_colleagues_once_and_hours_each_time(office: Office) -> None:
    first = taught(office, "ABC")
    taught(office, "ABD", first)
    gist = gists(office.desk, [first.training])[first.training]
    assert (gist.colleagues, gist.minutes) == (4, 6 * 45)
    assert gist_line(gist) == "4 colleagues, 5 hours"
    assert gist_line(gists(office.desk, [office.training("New").id]).popitem()[1]) == ""
