"""Posters: what stands on one, what a code to scan opens, and that no link of a meeting hangs in a corridor."""

import base64
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from pypdf import PdfReader

from tests.office import MONDAY, Office, new_office
from traincollega import language
from traincollega.errors import NotAllowed, NotPossible
from traincollega.exports.posters import SESSIONS_MOST, poster, short_text
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import planning, publishing
from traincollega.services.mail_codes import code_of, codes_in, mailto, sign_up_subject
from traincollega.ui.printing import pdf_of


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


def planned(office: Office, training: Training, count: int = 1, **wish: object) -> list[Session]:
    """Return sessions of a training, a week after one another."""
    return [office.session(training, MONDAY + timedelta(days=3 + 7 * n), **wish) for n in range(count)]


def mails(html: str) -> list[tuple[str, str]]:
    """Return the address and subject of each mail that the page opens."""
    links = [urlsplit(unescape(link)) for link in re.findall(r'href="([^"]+)"', html)]
    return [(unquote(link.path), parse_qs(link.query)["subject"][0]) for link in links]


def test_a_poster_says_what_when_where_and_by_whom(office: Office) -> None:
    training = office.training("Excel & <b>")
    planned(office, training)
    made = poster(office.desk, training.id)
    assert made.title == "Poster: Excel & <b>"
    assert "<h1>Excel &amp; &lt;b&gt;</h1>" in made.html
    for words in ("Van lijst naar antwoord in drie klikken.", "Thursday 26 November 2026", "14:02 to 14:47", "Stadhuis, zaal 2.14"):
        assert words in made.html
    assert "By Fatma Demir, department Financiën · 45 minutes" in made.html


def test_each_date_has_a_code_that_opens_a_mail_to_the_trainer_about_that_date(office: Office) -> None:
    training = office.training()
    sessions = planned(office, training, 2)
    html = poster(office.desk, training.id).html
    found = mails(html)
    assert [address for address, _subject in found] == ["fatma@noordveld.nl"] * 2
    assert [codes_in(subject) for _address, subject in found] == [{code_of(one.id)} for one in sessions]
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)" alt="Code for a mail to come on ([^"]+)"', html)
    assert [day for _data, day in pictures] == ["Thursday 26 November 2026", "Thursday 3 December 2026"]
    assert all(base64.b64decode(data).startswith(b"\x89PNG") for data, _day in pictures)


def test_what_cannot_be_signed_up_for_does_not_stand_on_it(office: Office) -> None:
    training = office.training()
    past, cancelled, closed, coming = planned(office, training, 4)
    office.clock.later(days=4)
    planning.cancel(office.desk, cancelled.id)
    office.desk.store.save(replace(closed, closes=office.clock()))
    office.clock.later(minutes=1)
    assert [codes_in(subject) for _address, subject in mails(poster(office.desk, training.id).html)] == [{code_of(coming.id)}]
    assert past.starts < office.clock()


def test_without_a_date_the_mail_asks_for_one(office: Office) -> None:
    html = poster(office.desk, office.training().id).html
    assert mails(html) == [("fatma@noordveld.nl", "Tell me when there is a date: Draaitabellen zonder zweten")]
    assert "There is no date yet." in html


def test_the_link_of_a_meeting_is_not_printed(office: Office) -> None:
    training = office.training()
    planned(office, training, place="", link="https://noordveld.nl/geheim")
    for text in (poster(office.desk, training.id).html, short_text(office.desk, training.id)):
        assert "geheim" not in text
        assert "Online" in text


def test_a_trainer_without_a_mail_address_gets_no_code(office: Office) -> None:
    office.desk.store.save(replace(office.desk.my_card(), email="fatma"))
    training = office.training()
    planned(office, training)
    html = poster(office.desk, training.id).html
    assert "mailto" not in html
    assert "<img" not in html
    assert "Sign up in Train je Collega." in html


def test_a_poster_is_for_who_gives_the_training_and_only_once_colleagues_find_it(office: Office) -> None:
    training = office.training()
    with pytest.raises(NotAllowed, match="Only the trainers"):
        poster(office.colleague("Chen"), training.id)
    publishing.archive(office.desk, training.id)
    with pytest.raises(NotPossible, match="cannot find"):
        short_text(office.desk, training.id)


def test_the_text_for_the_intranet_is_short_and_plain(office: Office) -> None:
    language.choose("nl")
    training = office.training()
    planned(office, training, SESSIONS_MOST + 1)
    lines = short_text(office.desk, training.id).splitlines()
    assert lines[:4] == [
        "Draaitabellen zonder zweten", "Van lijst naar antwoord in drie klikken.", "",
        "donderdag 26 november 2026, 14.02 tot 14.47 uur · Stadhuis, zaal 2.14",
    ]  # fmt: skip
    assert lines[-4:] == [
        "In Train je Collega staan nog meer data.", "", "Door Fatma Demir, afdeling Financiën · 45 minuten",
        "Kom je ook? Meld je aan in Train je Collega, of mail fatma@noordveld.nl.",
    ]  # fmt: skip


@pytest.mark.parametrize("dates", range(SESSIONS_MOST + 2))
@pytest.mark.parametrize("title", ["Woo", "Duidelijke taal: zo schrijf je brieven die iedereen begrijpt, ook ik", "WAAROM " * 40])
def test_a_poster_is_one_page(qapp: object, office: Office, dates: int, title: str) -> None:
    language.choose("nl")
    training = office.training()
    office.desk.store.save(
        replace(training, title=title.strip(), summary="Na dit uur schrijf je brieven waar niemand een vraag over stelt. " * 3)
    )
    planned(office, training, dates)
    made = poster(office.desk, training.id)
    assert len(PdfReader(io.BytesIO(pdf_of(made.html, made.title))).pages) == 1


def test_a_code_is_found_again_whatever_a_mail_program_puts_around_it() -> None:
    session = "0123456789abcdef0123456789abcdef"
    subject = sign_up_subject("Excel [TjC-1] " * 9, session)
    assert len(subject) < 100
    for written in (subject, f"RE: FW: {subject}", subject.upper(), f"Antw: {subject} (extern)"):
        assert codes_in(written) == {code_of(session)}
    assert codes_in("[TjC-01234567]") == set()


def test_nothing_in_a_title_gets_out_of_the_subject_of_a_ready_mail() -> None:
    link = mailto("a?b@x.nl", "Excel&bcc=evil@x.nl\r\nBcc: evil@x.nl#?")
    assert link == "mailto:a%3Fb@x.nl?subject=Excel%26bcc%3Devil%40x.nl%0D%0ABcc%3A%20evil%40x.nl%23%3F"


def test_a_card_that_is_gone_from_the_organisation_leaves_the_rest(office: Office) -> None:
    training = office.training()
    planning.add_trainer(office.desk, training.id, office.colleague("Chen").me)
    office.desk.store.save(replace(office.desk.store.get(Colleague, office.desk.me), email=""))
    assert mails(poster(office.desk, training.id).html)[0][0] == "chen@noordveld.nl"
