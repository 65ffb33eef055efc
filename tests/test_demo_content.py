"""The demo content can be trusted: it parses, its keys meet, and it reads as we ask of everybody."""

import json
import re
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from traincollega.models.finding import Finder, Question
from traincollega.services.browsing import cards
from traincollega.services.counting import count
from traincollega.services.demonstrating import make_example
from traincollega.services.highlighting import answers
from traincollega.services.reporting import figures, overview, period_of, total
from traincollega.services.telling import my_messages

RESOURCES = Path(__file__).parent.parent / "resources"
DEMO = RESOURCES / "demo"
OURS = sorted((DEMO / "trainings").glob("*.md"))
THEIRS = sorted((DEMO / "other").glob("*.md"))
TEXTS = ("goal", "audience", "outcomes", "programme", "preparation")
DRAAITABELLEN = "draaitabellen-zonder-zweten"
WOO = "wob-wordt-woo-zo-lak-je-goed"


def read(path: Path) -> tuple[dict[str, Any], str]:
    """Return the front matter and the body of a training."""
    _before, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body.strip()


def sentences(markdown: str) -> list[str]:
    """Return the running sentences; headings, tables and list items are no sentences."""
    prose = " ".join(line.lstrip("> ") for line in markdown.splitlines() if not re.match(r"#|\||\s*[-*] |\s*\d+\. ", line))
    return [piece for piece in re.split(r"(?<=[.?!])['*]*\s+", prose) if words(piece)]


def words(text: str) -> int:
    """Return how many words a text has."""
    return len(re.findall(r"[^\W_][\w'.,:/-]*", text))


TRAININGS = {path.stem: read(path) for path in OURS}
EVERY_TRAINING = [pytest.param(path, id=path.stem) for path in OURS + THEIRS]
PEOPLE = json.loads((DEMO / "colleagues.json").read_text(encoding="utf-8"))
COLLEAGUES: dict[str, dict[str, str]] = PEOPLE["colleagues"]
PLAN = json.loads((DEMO / "plan.json").read_text(encoding="utf-8"))
SESSIONS: list[dict[str, Any]] = PLAN["sessions"]
EVERY_SESSION = [pytest.param(session, id=f"{session['training']}{session['day']:+}") for session in SESSIONS]


def present(session: dict[str, Any]) -> list[str]:
    """Return who did not withdraw, in order."""
    return [person for person in session["sign_ups"] if person not in session["withdrawn"]]


def taken(session: dict[str, Any]) -> int:
    """Return how many seats are taken."""
    seats = session["seats"]
    return len(present(session)) if seats is None else min(seats, len(present(session)))


def held(training: str) -> list[dict[str, Any]]:
    """Return the sessions of a training that are behind us."""
    return [session for session in SESSIONS if session["training"] == training and session["day"] < 0 and not session["cancelled"]]


def minutes_of_day(session: dict[str, Any]) -> range:
    """Return the minutes of the day that a session takes."""
    at = time.fromisoformat(session["time"])
    start = at.hour * 60 + at.minute
    return range(start, start + TRAININGS[session["training"]][0]["minutes"])


def test_there_are_as_many_trainings_as_the_demo_needs() -> None:
    assert len(OURS) == 26
    assert len(THEIRS) == 6
    assert [head["language"] for head, _body in TRAININGS.values()].count("en") == 2
    assert 10 <= len({topic for head, _body in TRAININGS.values() for topic in head["topics"]}) <= 12


@pytest.mark.parametrize("path", EVERY_TRAINING)
def test_a_training_tells_everything_the_form_asks(path: Path) -> None:
    head, _body = read(path)
    assert 0 < len(head["title"]) <= 70
    assert 20 <= head["minutes"] <= 90
    assert head["language"] in ("nl", "en")
    assert 1 <= len(head["topics"]) <= 3
    assert all(isinstance(head[name], str) and head[name].strip() for name in TEXTS)
    assert [line[:2] for line in head["outcomes"].splitlines()] == ["- "] * 3
    assert "seats" not in head or head["seats"] > 0
    assert set(head) <= {"title", "summary", "minutes", "topics", "language", "seats", "trainer", *TEXTS}


@pytest.mark.parametrize("path", EVERY_TRAINING)
def test_a_summary_is_one_sentence_of_at_most_15_words(path: Path) -> None:
    summary = read(path)[0]["summary"]
    assert re.fullmatch(r"[^\n]*[^.?!\n][.?!]", summary)
    assert words(summary) <= 15
    if summary != "Van X.ZOEKEN tot Power Query.":  # the stop in the name of a function ends no sentence
        assert len(re.findall(r"[.?!]", summary)) == 1


@pytest.mark.parametrize("path", EVERY_TRAINING)
def test_a_body_is_80_to_200_words_in_short_sentences(path: Path) -> None:
    head, body = read(path)
    assert 80 <= words(body) <= 200
    for text in (body, head["goal"], head["audience"], head["preparation"]):
        lengths = [words(sentence) for sentence in sentences(text)]
        assert sum(lengths) <= 15 * len(lengths), text
        assert max(lengths) <= 20, text


@pytest.mark.parametrize("path", EVERY_TRAINING)
def test_a_list_or_table_starts_after_an_empty_line_or_markdown_misses_it(path: Path) -> None:
    before = ""
    for line in read(path)[1].splitlines():
        for starts in (r"[-*] ", r"\d+\. ", r"\|"):
            if re.match(starts, line):
                assert not before or re.match(starts, before), line
        before = line


def test_no_two_trainings_or_colleagues_are_the_same() -> None:
    heads = [read(path)[0] for path in OURS + THEIRS]
    for name in ("title", "summary", "goal"):
        assert max(Counter(head[name] for head in heads).values()) == 1
    for name in ("name", "email"):
        assert max(Counter(colleague[name] for colleague in COLLEAGUES.values()).values()) == 1
    assert max(Counter(PEOPLE["departments"]).values()) == 1


def test_every_colleague_works_in_a_department_and_every_department_has_colleagues() -> None:
    assert len(COLLEAGUES) == 40
    assert {colleague["department"] for colleague in COLLEAGUES.values()} == set(PEOPLE["departments"])
    assert PEOPLE["me"] in COLLEAGUES
    assert PEOPLE["organisation"] == "Gemeente Noordveld"
    assert words(PEOPLE["space"]) <= 15
    assert ", " in PEOPLE["space_sender"]


def test_every_address_is_under_noordveld_example() -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path in DEMO.rglob("*") if path.is_file())
    assert set(re.findall(r"@([\w.-]+)", everything)) == {"noordveld.example"}
    assert set(re.findall(r"https?://([\w.-]+)", everything)) == {"overleg.noordveld.example"}
    assert all(re.fullmatch(r"[a-z.-]+@noordveld\.example", colleague["email"]) for colleague in COLLEAGUES.values())


def test_every_key_leads_somewhere() -> None:
    assert {head["trainer"] for head, _body in TRAININGS.values()} <= set(COLLEAGUES)
    assert {session["training"] for session in SESSIONS} | set(PLAN["interest"]) == set(TRAININGS)
    assert not {session["training"] for session in SESSIONS} & set(PLAN["interest"])
    for training, people in PLAN["interest"].items():
        assert set(people) <= set(COLLEAGUES) - {TRAININGS[training][0]["trainer"]}
        assert len(set(people)) == len(people)


@pytest.mark.parametrize("session", EVERY_SESSION)
def test_a_session_has_unique_people_and_never_its_own_trainer(session: dict[str, Any]) -> None:
    people = session["sign_ups"]
    assert len(set(people)) == len(people)
    assert set(people) <= set(COLLEAGUES)
    assert set(session["withdrawn"]) <= set(people)
    assert TRAININGS[session["training"]][0]["trainer"] not in people


@pytest.mark.parametrize("session", EVERY_SESSION)
def test_a_session_can_be_planned_as_it_stands(session: dict[str, Any]) -> None:
    assert list(session) == [
        "training", "day", "time", "place", "link", "seats", "order", "confirmed", "cancelled", "sign_ups", "withdrawn",
    ]  # fmt: skip
    assert isinstance(session["day"], int)
    assert session["day"] != 0
    assert time(8) <= time.fromisoformat(session["time"]) <= time(17)
    assert session["place"] or session["link"]
    assert session["order"] in ("time", "draw")
    assert session["seats"] is None or session["seats"] > 0
    assert isinstance(session["confirmed"], bool)


@pytest.mark.parametrize("said", PLAN["answers"], ids=lambda said: f"{said['training']} {said['day']}")
def test_who_answers_had_a_seat_and_the_visitor_has_all_still_to_fill_in(said: dict[str, Any]) -> None:
    (session,) = [one for one in SESSIONS if (one["training"], one["day"]) == (said["training"], said["day"])]
    seated = set(present(session)[: session["seats"]])
    assert {*said["ratings"], *said["uses"], *said["helped"], *said["changed"], *said["thanks"]} <= seated - {PEOPLE["me"]}
    assert set(said["ratings"].values()) <= {1, 2, 3, 4, 5}
    assert set(said["helped"]) <= set(said["ratings"])
    assert set(said["changed"]) <= set(said["uses"])
    assert session["day"] <= -21 or not said["uses"]


def test_ratings_show_of_some_trainings_and_of_others_too_few_answered(tmp_path: Path) -> None:
    desk = make_example(tmp_path / "x", datetime.now(UTC))
    with closing(desk.store.connection):
        known = {
            card.training.title: card.rating for card in cards(desk, Finder(desk.store.connection).ids(Question(), desk.now()))
        }
        assert len({one.average for one in known.values() if one.answers}) >= 5
        assert not known["Kennismaken met de Omgevingswet"].answers
        mine = known["Wob wordt Woo: zo lak je goed"]
        assert mine.users >= 5
        assert [told.told for told in answers(desk)] == [True, True]


def test_nobody_is_in_two_places_and_no_place_holds_two_sessions() -> None:
    seen: set[tuple[str, int, int]] = set()
    for session in SESSIONS:
        there = [*session["sign_ups"], TRAININGS[session["training"]][0]["trainer"], session["place"] or session["link"]]
        now = {(who, session["day"], minute) for who in there for minute in minutes_of_day(session)}
        assert not seen & now
        seen |= now


def test_three_held_sessions_count_37_participants_and_no_other_training_has_three() -> None:
    assert {training for training in TRAININGS if len(held(training)) >= 3} == {DRAAITABELLEN}
    counts = [taken(session) for session in held(DRAAITABELLEN)]
    assert len(counts) == 3
    assert min(counts) >= 5
    assert sum(counts) == 37


def test_the_plan_shows_every_case_a_visitor_should_see() -> None:
    coming = [session for session in SESSIONS if session["day"] > 0]
    full = [session for session in coming if session["seats"] is not None and len(present(session)) > session["seats"]]
    assert len(SESSIONS) - len(coming) == 12
    assert max(session["day"] for session in coming) <= 30
    assert len(full) >= 4
    assert len([session for session in coming if session["order"] == "draw"]) == 2
    assert len([session for session in SESSIONS if session["cancelled"]]) == 1
    assert [session for session in coming if session["link"] and not session["place"]]
    assert len([session for session in coming if session["link"] and session["place"]]) == 1
    assert {session["confirmed"] for session in coming} == {True, False}
    assert all(session["confirmed"] for session in SESSIONS if session["day"] < 0)
    assert {len(people) for people in PLAN["interest"].values()} >= {0, 6}


def test_the_visitor_has_a_seat_waits_as_number_2_teaches_and_has_been() -> None:
    me = PEOPLE["me"]
    mine = [session for session in SESSIONS if me in present(session)]
    coming = [session for session in mine if session["day"] > 0]
    waits = [(present(one).index(me) - one["seats"] + 1) for one in coming if present(one).index(me) >= one["seats"]]
    taught = [session for session in SESSIONS if session["training"] == WOO and session["day"] > 0]
    assert waits == [2]
    sure = [one for one in coming if one["confirmed"] and not one["cancelled"] and present(one).index(me) < one["seats"]]
    assert [one["training"] for one in sure] == [DRAAITABELLEN]
    assert len(mine) - len(coming) >= 2
    assert [head["title"] for head, _body in TRAININGS.values() if head["trainer"] == me] == ["Wob wordt Woo: zo lak je goed"]
    assert [(taken(session), session["seats"]) for session in taught] == [(9, 12)]


def test_the_visitor_reads_of_a_cancelled_session_and_of_moving_up(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    desk = make_example(tmp_path / "x", now)
    with closing(desk.store.connection):
        told = my_messages(desk)
        assert [one.read for one in told] == [False, False, True]
        assert [one.title for one in told] == [
            "Een stem die de hele dag meegaat is cancelled",
            "You have a seat at Een bezwaar begint met bellen",
            "You have a seat at Kennismaken met de Omgevingswet",
        ]
        assert now - told[0].at < timedelta(days=5)


def test_the_overviews_tell_of_larger_departments_and_hide_small_ones(tmp_path: Path) -> None:
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    desk = make_example(tmp_path / "x", now)
    with closing(desk.store.connection):
        count(desk)
        told = overview(desk, period_of(date(2026, 1, 1), now.date()))
        hidden = {one.name: one.hidden for one in figures(desk, told, "department")}
        assert hidden["Griffie"]
        assert hidden["Juridische zaken"]
        assert not hidden["Wijkteams"]
        assert total(desk, told).size > 50
        assert total(desk, told).headcount == sum(PEOPLE["sizes"])


def test_the_other_organisation_has_a_name_and_names_no_colleague() -> None:
    assert json.loads((DEMO / "other" / "organisation.json").read_text(encoding="utf-8")) == {"name": "Waterschap Zeeland-Noord"}
    assert not any("trainer" in read(path)[0] for path in THEIRS)


def test_no_text_names_a_colleague() -> None:
    heads_and_bodies = [read(path) for path in OURS + THEIRS]
    everything = "".join(body + "".join(head[name] for name in (*TEXTS, "summary")) for head, body in heads_and_bodies)
    assert not [colleague["name"] for colleague in COLLEAGUES.values() if colleague["name"] in everything]


def test_the_hints_tell_the_same_fields_in_both_languages() -> None:
    hints = json.loads((RESOURCES / "templates" / "meer-vertellen.json").read_text(encoding="utf-8"))
    assert list(hints) == ["nl", "en"]
    for fields in hints.values():
        assert list(fields) == ["goal", "audience", "outcomes", "programme", "preparation", "seats", "topics"]
        for field in fields.values():
            assert list(field) == ["label", "hint", "example"]
            assert all(field.values())
            assert len(re.findall(r"[.?!]", field["hint"])) == 1
            assert words(field["hint"]) <= 15
