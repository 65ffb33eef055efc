"""The sign-in sheet: who stands on it and where, what is escaped, and for whom it is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.office import MONDAY, Office, new_office
from traincollega import language
from traincollega.errors import NotAllowed
from traincollega.exports.sign_in_sheet import WALK_INS, sign_in_sheet
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.services import enrolling, planning


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


@pytest.fixture
def session(office: Office) -> Session:
    """A session of mine with two seats: Chen has one, Ahmed a provisional one, Daan waits."""
    session = office.session(office.training("Duidelijke taal"), MONDAY + timedelta(days=10), seats=2)
    enrolling.sign_up(office.colleague("Chen", "Griffie"), session.id)
    enrolling.confirm(office.desk, session.id)
    for name in ("Ahmed", "Daan"):
        enrolling.sign_up(office.colleague(name, "Burgerzaken"), session.id)
    return session


class Texts(HTMLParser):
    """Gathers what a reader sees, heading by heading, and refuses a tag that we do not write."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[list[str]] = [[]]
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag == "h2":
            self.parts.append([])

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.parts[-1].append(data.strip())


def read(html: str) -> list[list[str]]:
    """Return the texts under no heading, and under each."""
    reader = Texts()
    reader.feed(html[html.index("<body>") :])
    assert reader.tags <= {"body", "h1", "h2", "p", "br", "span", "table", "thead", "tbody", "tr", "th", "td"}
    return reader.parts


def test_it_says_what_when_where_and_by_whom(office: Office, session: Session) -> None:
    made = sign_in_sheet(office.desk, session.id)
    assert made.title == "Sign-in sheet: Duidelijke taal"
    top = read(made.html)[0]
    assert top[:4] == [
        "Duidelijke taal", "Thursday 3 December 2026, 14:02 to 14:47", "Stadhuis, zaal 2.14",
        "Trainer: Fatma Demir · 2 of 2 seats taken",
    ]  # fmt: skip


def test_who_has_a_seat_stands_first_by_name_and_who_waits_apart(office: Office, session: Session) -> None:
    seated, walk_ins, waiting = read(sign_in_sheet(office.desk, session.id).html)
    assert seated[8:] == ["1", "Ahmed", "provisional seat", "Burgerzaken", "2", "Chen", "Griffie"]
    assert walk_ins[0] == "Also there"
    assert walk_ins[-WALK_INS:] == ["1", "2", "3", "4", "5"]
    assert waiting[0] == "Waiting list"
    assert waiting[6:9] == ["1", "Daan", "Burgerzaken"]
    assert "Chen" not in waiting


def test_who_left_does_not_stand_on_it(office: Office, session: Session) -> None:
    enrolling.withdraw(office.colleague("Daan"), session.id)
    html = sign_in_sheet(office.desk, session.id).html
    assert "Daan" not in html
    assert "Waiting list" not in html


def test_before_the_draw_nobody_has_a_seat(office: Office) -> None:
    session = office.session(office.training(), MONDAY + timedelta(days=10), order="draw")
    enrolling.sign_up(office.colleague("Chen"), session.id)
    top, _walk_ins, drawn = read(sign_in_sheet(office.desk, session.id).html)
    assert "Nobody has a seat yet." in top
    assert drawn[0] == "In the draw"
    assert "Chen" in drawn


def test_a_cancelled_session_says_so_on_top(office: Office, session: Session) -> None:
    planning.cancel(office.desk, session.id, "Fatma is ziek.")
    assert read(sign_in_sheet(office.desk, session.id).html)[0][1] == "This session does not go on. Fatma is ziek."


def test_only_trainers_and_coordinators_get_it(office: Office) -> None:
    session = office.session(office.training(by="Sanne"), MONDAY + timedelta(days=10))
    assert sign_in_sheet(office.colleague("Sanne"), session.id).html
    assert sign_in_sheet(office.desk, session.id).html  # a coordinator
    with pytest.raises(NotAllowed, match="Only the trainers"):
        sign_in_sheet(office.colleague("Chen"), session.id)


def test_it_is_in_the_language_spoken(office: Office, session: Session) -> None:
    language.choose("nl")
    html = sign_in_sheet(office.desk, session.id).html
    assert '<html lang="nl">' in html
    assert "<h2>Wachtlijst</h2>" in html
    assert "donderdag 3 december 2026, 14.02 tot 14.47 uur" in html


@given(st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_whatever_a_name_holds_stays_text(office: Office, session: Session, name: str) -> None:
    desk = office.desk
    card = office.colleague("Chen").my_card()
    office.colleague("Chen").store.save(replace(desk.store.get(Colleague, card.id), name=f"<b>{name}"))
    html = sign_in_sheet(desk, session.id).html
    read(html)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", html)
