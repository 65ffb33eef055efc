"""Searching: choices made and taken back, filters under a name, counts per choice, and what stood in the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from traincollega.errors import InvalidInput
from traincollega.models.finding import PAGE, Finder
from traincollega.models.organisation import Organisation
from traincollega.models.session import ONLINE, Session
from traincollega.models.training import Outcome, Training
from traincollega.services import enrolling, searching
from traincollega.services.beginning import begin
from traincollega.services.browsing import Card, cards
from traincollega.services.desk import Desk
from traincollega.services.searching import Choice, Hurdle, Question

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
CHOICES = st.lists(TEXTS, unique=True, max_size=4).map(tuple)
QUESTIONS = st.builds(
    Question,
    text=TEXTS,
    topics=CHOICES,
    departments=CHOICES,
    origins=CHOICES,
    free=st.booleans(),
    sort=st.sampled_from(searching.SORTS),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = begin(tmp_path, organisation="Ours", name="Fatma", email="f@example.nl", department="HR", now=lambda: NOW)
    yield desk
    desk.store.connection.close()


def offer(desk: Desk, title: str, *topics: str, minutes: int = 45) -> Training:
    training = Training.new(desk.me, title=title, topics=topics, minutes=minutes, organisation=desk.organisation)
    desk.store.save(training)
    return training


@given(QUESTIONS, st.sampled_from(["topics", "departments", "origins"]), TEXTS)
def test_a_choice_made_and_taken_back_leaves_the_question_as_it_was(question: Question, facet: str, value: str) -> None:
    choice = Choice(facet, value)
    if choice in searching.choices(question):
        return
    made = searching.with_choice(question, choice)
    assert choice in searching.choices(made)
    assert searching.with_choice(made, choice, False) == question


@given(QUESTIONS)
def test_without_choices_nothing_narrows_and_the_order_stays(question: Question) -> None:
    bare = searching.without_choices(question)
    assert searching.choices(bare) == []
    assert (bare.text, bare.sort) == ("", question.sort)


def test_a_saved_filter_comes_back_as_it_was(desk: Desk) -> None:
    question = Question(
        "excel", topics=("Data",), departments=("x",), durations=("30",), forms=("online",), free=True, sort="title"
    )
    searching.save_filter(desk, "  Short  and online ", question)
    assert searching.saved_filters(desk) == {"Short and online": question}
    searching.remove_filter(desk, "Short and online")
    assert searching.saved_filters(desk) == {}


@pytest.mark.parametrize("name", ["", " \t", "x" * 61, "taken"])
def test_a_filter_needs_a_name_of_its_own(desk: Desk, name: str) -> None:
    searching.save_filter(desk, "taken", Question("a"))
    with pytest.raises(InvalidInput) as told:
        searching.save_filter(desk, name, Question("b"))
    assert told.value.field == "name"
    assert searching.saved_filters(desk) == {"taken": Question("a")}


def test_what_a_newer_program_kept_in_a_filter_is_passed_over(desk: Desk) -> None:
    kept = '{"text": "a", "sort": "rating", "moon": ["full"]}'
    desk.store.connection.execute("INSERT INTO saved_filter VALUES ('newer', ?)", (kept,))
    assert searching.saved_filters(desk) == {"newer": Question("a")}


def test_a_question_is_told_in_words(desk: Desk) -> None:
    department = next(iter(desk.store.where(type(desk.my_card()))), None)
    assert department is not None
    question = Question("excel", topics=("Data",), departments=(department.department,), durations=("60",), free=True)
    assert searching.in_words(desk, question) == "excel · Data · HR · Up to 60 minutes · With free seats"
    assert searching.choice_name(desk, Choice("origins", desk.organisation)) == "Ours"
    assert searching.choice_name(desk, Choice("origins", "gone")) == "unknown"


def test_hurdles_are_what_alone_stands_in_the_way(desk: Desk) -> None:
    offer(desk, "Pivot tables", "Excel")
    offer(desk, "Pivot charts", "Excel")
    finder = Finder(desk.store.connection)
    asked = Question("pivot lists", topics=("Excel",), durations=("60",))
    assert searching.hurdles(finder, asked, NOW) == [Hurdle(Choice("text", "lists"), 2)]
    assert searching.hurdles(finder, Question("pivot lists", topics=("Law",)), NOW) == []
    assert searching.hurdles(finder, Question("lists"), NOW) == []


def test_a_choice_beyond_the_most_used_is_still_counted(desk: Desk) -> None:
    for number in range(14):
        offer(desk, f"Training {number}", f"Topic {number:02}", "Common")
    finder = Finder(desk.store.connection)
    shown = dict(searching.facet_counts(finder, Question(topics=("Topic 13",)), NOW)["topics"])
    assert shown["Topic 13"] == 1
    assert shown["Common"] == 14
    assert searching.facet_counts(finder, Question(), NOW)["origins"] == []


def test_other_organisations_are_a_choice_once_there_are_any(desk: Desk) -> None:
    theirs = Organisation.new(desk.me, name="Theirs")
    desk.store.save(theirs, Training.new(desk.me, title="Dikes", given_by="Jan", organisation=theirs.id))
    offer(desk, "Ours")
    counts = searching.facet_counts(Finder(desk.store.connection), Question(), NOW)["origins"]
    assert dict(counts) == {"ours": 1, "others": 1, theirs.id: 1}


def test_what_another_gives_online_counts_as_online_although_its_link_stays_there(desk: Desk) -> None:
    for place, link in (("Room 1", ""), (ONLINE, ""), ("", "https://example.nl/room"), ("Room 2", "https://example.nl/room")):
        made = offer(desk, f"{place} {link}")
        ends = NOW + timedelta(hours=1)
        desk.store.save(Session.new(desk.me, training=made.id, starts=NOW, ends=ends, place=place, link=link))
    counts = dict(searching.facet_counts(Finder(desk.store.connection), Question(), NOW)["forms"])
    assert counts == {"place": 2, "online": 3}


def test_an_overlap_is_told_with_what_it_overlaps(desk: Desk) -> None:
    first, second = (
        Session.new(desk.me, training=offer(desk, title).id, starts=NOW + timedelta(hours=24), ends=NOW + timedelta(hours=25))
        for title in ("One", "Two")
    )
    desk.store.save(first, second)
    assert enrolling.overlap_line(desk, second) == ""
    enrolling.sign_up(desk, first.id)
    assert enrolling.overlap_line(desk, second) == "Mind: you then also have **One**, Wed 25 November, 10:00."


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "theirs", "others"]),
        st.sampled_from([0, 4, 5, 6, 10]),
        st.sampled_from([0, 1, 3, 4, 5, 6]),
        st.sampled_from([0, 0, 3, 7]),
        st.integers(0, 3),
    ),
    max_size=4,
)
"""Rows of outcomes of one training: organisation, answers, their average, users, and how many were counted; some cannot be so."""


def best_first(card: Card) -> tuple[bool, Fraction, int, int]:
    known = card.rating
    average = Fraction(known.stars, known.answers) if known.answers else Fraction(0)
    return not known.answers, -average, -known.answers, -card.seq


@given(st.lists(st.tuples(st.sampled_from(["Pivot", "Pivot Data", "Law"]), ROWS), max_size=5))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_best_rated_come_first_by_nothing_but_what_is_known_of_each(desk: Desk, offers: list[tuple[str, list[tuple]]]) -> None:
    finder = Finder(desk.store.connection)
    for title, rows in offers:
        training = offer(desk, title, title)
        for organisation, answers, average, users, signs in rows:
            counts = {"answers": answers, "stars": answers * average, "users": users}
            of, counted = organisation or desk.organisation, tuple(map(str, range(signs)))
            desk.store.save(Outcome.new(desk.me, training=training.id, organisation=of, counted=counted, **counts))
    for asked in (Question(), Question("pivot"), Question(topics=("Law",)), Question("piv", durations=("60",)), Question("?")):
        rated = replace(asked, sort="rated")
        found = list(finder.ids(rated, NOW))
        assert sorted(found) == sorted(finder.ids(asked, NOW))
        assert found == [card.seq for card in sorted(cards(desk, found), key=best_first)]
        assert list(finder.first_page(rated, NOW)) == found[:PAGE]
