"""The data statement says what is so: of every kind of data, by the settings and the rights that there are."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.office import Office, new_office
from traincollega import language
from traincollega.exports.data_statement import data_statement, readers, writers
from traincollega.exports.paper import said
from traincollega.exports.statement_words import limits, never, places, rights, summary, terms
from traincollega.models.authority import HR, READERS
from traincollega.models.nouns import NOUNS
from traincollega.services.describing import kinds
from traincollega.services.recording import agree, tell_no_shows
from traincollega.services.retaining import change_terms
from traincollega.services.seeing import Who, seen, who_words


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "profile")


@pytest.mark.parametrize("spoken", ["en", "nl"])
def test_every_kind_of_data_stands_in_it_with_every_field(office: Office, spoken: str) -> None:
    language.choose(spoken)
    made = data_statement(office.desk)
    assert f'<html lang="{spoken}">' in made.html
    for noun in NOUNS:
        kind = kinds()[noun]
        assert said(kind.name) in made.html
        assert said(", ".join(kind.fields.values())) in made.html
        assert readers(noun)
        assert writers(noun)


def test_the_terms_are_those_of_the_settings(office: Office) -> None:
    assert "24 months after the session" in data_statement(office.desk).html
    change_terms(office.desk, names=7, no_shows=2)
    html = data_statement(office.desk).html
    assert "7 months after the session" in html
    assert "24 months" not in html


def test_what_hr_may_know_of_single_persons_is_what_the_settings_say(office: Office) -> None:
    html = data_statement(office.desk).html
    assert "HR can make no overviews of single persons." in html
    assert "HR&#x27;s program hears who did not come" not in html
    agree(office.desk, date(2026, 1, 12))
    tell_no_shows(office.desk, True)
    html = data_statement(office.desk).html
    assert "The works council agreed to that on 12 January 2026" in html
    assert "HR&#x27;s program hears who did not come. Its screens only show how many." in html


def test_no_sentence_is_long_and_no_blank_is_left(office: Office) -> None:
    language.choose("nl")
    for lines in (summary(office.desk), never(), terms(office.desk), places(office.desk), rights(), limits()):
        for sentence in re.split(r"(?<=[.;]) ", " ".join(lines)):
            assert len(sentence.split()) <= 15, sentence
            assert "{" not in sentence


def test_where_it_lies_follows_from_how_we_share(office: Office) -> None:
    assert "shared with nobody" in data_statement(office.desk).html
    office.desk.store.set_local("root", "a root")
    for place, words in (
        ("/mnt/share", "And in a shared folder"),
        ("postgresql://server/db", "And in a database of the organisation"),
    ):
        office.desk.store.set_local("place", place)
        html = data_statement(office.desk).html
        assert words in html
        assert place not in html


def test_who_reads_what_is_sealed_is_what_the_rights_say() -> None:
    names = {"self": Who.ME, "trainer": Who.TRAINERS, HR: Who.HR, "coordinator": Who.COORDINATORS}
    for noun, roles in READERS.items():
        (told,) = [one for one in seen() if noun in one.tables]
        assert set(told.who) == {names[role] for role in roles}, noun
        assert readers(noun).endswith("sealed for all others")
    assert writers("staff") == who_words(Who.HR)
    assert writers("sign_up") == "whom it is about, trainers of that training, coordinators"
