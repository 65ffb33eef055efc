"""Who sees what: no kind of data is forgotten, and what is said is what the program does."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.office import MONDAY, new_office
from traincollega import language
from traincollega.errors import NotAllowed
from traincollega.models.nouns import NOUNS
from traincollega.services.desk import Desk
from traincollega.services.enrolling import seating, show_me, sign_up, visible_names
from traincollega.services.participating import may_see_names
from traincollega.services.publishing import Words, publish
from traincollega.services.reviewing import suggested, suggestions_for
from traincollega.services.seeing import Where, Who, seen, where_words, who_words
from traincollega.services.suggesting import suggest

WORKINGS = {
    "change",
    "parked",
    "following",
    "passed_over",
    "seal",
    "segment",
    "statement",
    "pack",
    "training_topic",
    "_sqlite_migrations",
}
"""Tables that hold the same once more, or in between."""


def audience(table: str, place: int = 0) -> set[Who]:
    return set([one for one in seen() if table in one.tables][place].who)


def test_no_kind_of_data_is_forgotten(tmp_path: Path) -> None:
    desk = new_office(tmp_path / "profile").desk
    told = {table: one.where for one in seen() for table in one.tables}
    assert {table for table, where in told.items() if where is Where.SHARED} == set(NOUNS)
    tables = {name for (name,) in desk.store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    mine = {name for name in tables - set(NOUNS) - WORKINGS if not name.startswith(("catalogue", "sqlite_"))}
    assert {table for table, where in told.items() if where is Where.HERE} == mine


@pytest.mark.parametrize("spoken", ["en", "nl"])
def test_each_kind_has_one_short_sentence(spoken: str) -> None:
    language.choose(spoken)
    sentences = [one.sentence for one in seen()] + [where_words(where)[1] for where in Where]
    assert [sentence for sentence in sentences if len(sentence.split()) > 15 or not sentence.endswith(".")] == []
    assert all(one.who and one.name for one in seen())
    assert len({who_words(who) for who in Who}) == len(Who)


def test_the_names_of_sign_ups_are_seen_by_whom_the_page_names(tmp_path: Path) -> None:
    office = new_office(tmp_path / "profile")
    training = office.training(by="Karim")
    session = office.session(training, MONDAY + timedelta(days=3))
    guest, other = office.colleague("Gita"), office.colleague("Olaf")
    sign_up(guest, session.id)
    desks = {Who.COORDINATORS: office.desk, Who.TRAINERS: office.colleague("Karim"), Who.ALL: other}
    assert {who for who, desk in desks.items() if may_see_names(desk, session)} == audience("sign_up") - {Who.ME}
    assert visible_names(other, seating(other, session)) == []
    show_me(guest, session.id, True)
    assert visible_names(other, seating(other, session)) == ["Gita"]
    assert audience("sign_up", 1) == {Who.ALL}


def test_suggestions_are_seen_by_whom_the_page_names(tmp_path: Path) -> None:
    office = new_office(tmp_path / "profile")
    training = publish(office.colleague("Karim"), Words(title="Excel", summary="Short", minutes=45)).subject
    guest = office.colleague("Gita")
    made = suggest(guest, training, "title", "Calc").subject
    desks = {Who.ME: guest, Who.TRAINERS: office.colleague("Karim"), Who.COORDINATORS: office.desk, Who.ALL: office.colleague("O")}

    def sees(desk: Desk) -> bool:
        try:
            return bool(suggested(desk, made)) and bool(suggestions_for(desk, training))
        except NotAllowed:
            assert suggestions_for(desk, training) == []
            return False

    assert {who for who, desk in desks.items() if sees(desk)} == audience("suggestion")
