"""Mails to participants: what a mail program reads, whom it reaches, and that nothing gets into a header."""

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from tests.office import MONDAY, Office, new_office
from traincollega import language
from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.exports.mails import (
    ON_LIST,
    SUBJECT_MOST,
    About,
    Letter,
    Reach,
    Whom,
    deliverable,
    letter,
    mail_file,
    reach,
    text_and_addresses,
    without_line,
)
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import enrolling, planning
from traincollega.services.mail_codes import code_of, codes_in

WORDS = ("Zoë", "één", "José", "van", "Ánh", "Nguyễn", "타고", "Москва", "👩‍💻", "a,b", "<b>", "(x)", "Y")
HEADERS = {"X-Unsent", "Subject", "From", "To", "Bcc", "MIME-Version", "Content-Type"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


@pytest.fixture
def session(office: Office) -> Session:
    """A session of mine with two seats: Chen and Ahmed have one, Daan waits."""
    session = office.session(office.training("Duidelijke taal"), MONDAY + timedelta(days=10), seats=2)
    for name in ("Chen", "Ahmed", "Daan"):
        enrolling.sign_up(office.colleague(name), session.id)
    return session


def read(mail: bytes) -> EmailMessage:
    return cast("EmailMessage", email.message_from_bytes(mail, policy=default))


def decoded(header: str) -> str:
    """Return a header as RFC 2047 says it is read; the parser of the standard library adds and loses white space itself."""
    return str(make_header(decode_header(re.sub(r"\r\n(?=\s)", "", header)))).strip()


def attached(mail: bytes) -> Calendar:
    (calendar,) = read(mail).iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert "method" not in str(calendar["Content-Type"])
    return Calendar.from_ical(cast("bytes", calendar.get_payload(decode=True)))


def test_a_mail_opens_as_a_draft_from_me_and_nobody_sees_who_else_gets_it(office: Office, session: Session) -> None:
    words = Letter("Neem je laptop mee", "Hoi allemaal,\n\nTot donderdag!")
    mail = read(mail_file(office.desk, session, words, reach(office.desk, session, Whom.ALL).addresses))
    assert mail["X-Unsent"] == "1"
    assert mail["Subject"] == "Neem je laptop mee"
    assert mail["From"] == mail["To"] == "Fatma Demir <fatma@noordveld.nl>"
    assert set(mail["Bcc"].split(", ")) == {"ahmed@noordveld.nl", "chen@noordveld.nl", "daan@noordveld.nl"}
    body = mail.get_body(("plain",))
    assert body is not None
    assert "\n".join(body.get_content().strip().splitlines()) == "Hoi allemaal,\n\nTot donderdag!"
    assert set(mail.keys()) == HEADERS


def test_the_calendar_names_nobody_and_keeps_its_uid_while_its_number_rises(office: Office, session: Session) -> None:
    def event(about: About) -> tuple[str, int, str]:
        now = office.desk.store.get(Session, session.id)
        (one,) = attached(mail_file(office.desk, now, letter(office.desk, now, about), ["a@b.nl"])).walk("VEVENT")
        assert not {"ATTENDEE", "ORGANIZER"} & set(one)
        return str(one["UID"]), int(one["SEQUENCE"]), str(one["STATUS"])

    before = event(About.ANYTHING)
    planning.change(office.desk, session.id, replace(planning.wish_of(session), place="Bibliotheek"))
    moved = event(About.MOVED)
    planning.cancel(office.desk, session.id)
    gone = event(About.CANCELLED)
    assert (before[0], before[1]) == (moved[0], moved[1] - 1) == (gone[0], gone[1] - 2)
    assert [one[2] for one in (before, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    for name in ("Chen", "Ahmed", "Daan"):
        assert name.encode() not in attached(mail_file(office.desk, session, Letter("x", "x"), ["a@b.nl"])).to_ical()


def test_it_goes_to_who_was_chosen(office: Office, session: Session) -> None:
    found = {whom: set(reach(office.desk, session, whom).addresses) for whom in ON_LIST}
    assert found == {
        Whom.SEATED: {"chen@noordveld.nl", "ahmed@noordveld.nl"},
        Whom.WAITING: {"daan@noordveld.nl"},
        Whom.ALL: {"chen@noordveld.nl", "ahmed@noordveld.nl", "daan@noordveld.nl"},
    }


def test_who_has_no_address_is_told_and_not_written(office: Office, session: Session) -> None:
    for name, address in (("Chen", "chen"), ("Ahmed", "a@b.nl, evil@x.nl"), ("Daan", "CHEN@noordveld.nl")):
        card = office.colleague(name).my_card()
        office.colleague(name).store.save(replace(office.desk.store.get(Colleague, card.id), email=address))
    reached = reach(office.desk, session, Whom.ALL)
    assert reached.addresses == ("CHEN@noordveld.nl",)
    assert set(reached.without) == {"Chen", "Ahmed"}
    assert without_line(reached).endswith("yourself: they have no mail address that works.")
    assert without_line(Reach((), ("Chen",))) == "Tell Chen yourself: this colleague has no mail address that works."
    assert without_line(Reach((), tuple("abcdefgh"))).startswith("Tell a, b, c, d, e, f and 2 more yourself")


def test_only_who_may_see_the_names_may_mail(office: Office, session: Session) -> None:
    with pytest.raises(NotAllowed, match="may mail its participants"):
        reach(office.colleague("Chen"), session, Whom.ALL)


def test_a_cancelled_session_is_told_with_its_reason(office: Office, session: Session) -> None:
    language.choose("nl")
    planning.cancel(office.desk, session.id, "Ik ben {ziek}.")
    gone = office.desk.store.get(Session, session.id)
    words = letter(office.desk, gone, About.CANCELLED)
    assert words.subject == "Gaat niet door: Duidelijke taal, donderdag 3 december 2026"
    assert words.text.splitlines() == [
        "Beste collega,", "", "Duidelijke taal van donderdag 3 december 2026 gaat niet door.", "Reden: Ik ben {ziek}.", "",
        "Haal de sessie uit je agenda. De bijlage helpt je daarbij.", "", "Groet,", "Fatma Demir",
    ]  # fmt: skip


def test_a_moved_session_is_told_with_the_day_it_was_and_how_it_is_now(office: Office, session: Session) -> None:
    wish = replace(planning.wish_of(session), starts=session.starts + timedelta(days=1), place="Bibliotheek")
    planning.change(office.desk, session.id, wish)
    words = letter(office.desk, office.desk.store.get(Session, session.id), About.MOVED, session)
    assert words.subject == "Changed: Duidelijke taal, Thursday 3 December 2026"
    assert "When: Friday 4 December 2026, 14:02 to 14:47\nWhere: Bibliotheek\n" in words.text


def test_what_is_missing_is_said(office: Office, session: Session) -> None:
    with pytest.raises(InvalidInput, match="subject"):
        mail_file(office.desk, session, Letter(" \n", "x"), ["a@b.nl"])
    with pytest.raises(InvalidInput, match="what you want to say"):
        mail_file(office.desk, session, Letter("x", " \n"), ["a@b.nl"])
    with pytest.raises(NotPossible, match="Nobody here"):
        mail_file(office.desk, session, Letter("x", "x"), [])


def test_without_an_address_of_mine_the_mail_program_fills_in_who_sends_it(office: Office, session: Session) -> None:
    office.desk.store.save(replace(office.desk.my_card(), email="fatma"))
    mail = read(mail_file(office.desk, session, Letter("x", "x"), ["a@b.nl"]))
    assert mail["From"] is None
    assert mail["To"] is None


@given(st.text(max_size=300), st.text(max_size=100), st.text(min_size=1, max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_somebody_wrote_becomes_a_header(office: Office, session: Session, title: str, name: str, text: str) -> None:
    nasty = "\r\nBcc: evil@x.nl\r\n\r\n"
    office.desk.store.save(replace(office.desk.my_card(), name=f"F{name}{nasty}"))
    mail = mail_file(office.desk, session, Letter(f"S{title}{nasty}", f"T{text}{nasty}"), ["a@b.nl"])
    made = read(mail)
    assert set(made.keys()) == HEADERS
    assert made["Bcc"] == "a@b.nl"
    assert made["Subject"].endswith("Bcc: evil@x.nl") or len(made["Subject"]) >= 190
    assert [one.addr_spec for one in made["From"].addresses] == ["fatma@noordveld.nl"]
    assert not made.defects
    assert re.search(rb"(?<!\r)\n", mail) is None  # line ends as mail wants them


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join))
@example("Coördinatie ; Zoë Ánh de Москва 찦차를 😀 de Excel, de")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_subject_and_a_name_keep_their_white_space(office: Office, session: Session, text: str) -> None:
    office.desk.store.save(replace(office.desk.my_card(), name=text))
    mail = mail_file(office.desk, session, Letter(text, "x"), ["a@b.nl"])
    headers = email.message_from_bytes(mail)
    name, _sign, address = str(headers["From"]).rpartition("<")
    assert (decoded(headers["Subject"]), address) == (text[:SUBJECT_MOST], "fatma@noordveld.nl>")
    assert decoded(name) == text or text.isascii()
    assert max(map(len, mail.split(b"\r\n"))) <= 78


@given(st.one_of(st.emails(), st.text(max_size=40), st.from_regex(r"[^\s@]+@[^\s@]+\.nl", fullmatch=True)))
def test_an_address_is_one_or_it_is_none(address: str) -> None:
    made = deliverable(address)
    if made:
        mail = EmailMessage(policy=default)
        mail["Bcc"] = made
        assert [one.addr_spec for one in mail["Bcc"].addresses] == [made]
        assert made.isascii()


def test_what_is_copied_is_all_that_a_mail_needs() -> None:
    assert text_and_addresses(Letter("Hoi", "Tot dan"), ["a@b.nl", "c@d.nl"]) == "a@b.nl; c@d.nl\n\nHoi\n\nTot dan"


def test_who_waited_is_mailed_that_it_is_given_again_with_a_ready_mail_and_an_answer_is_no_sign_up(
    office: Office, session: Session
) -> None:
    again = office.session(office.desk.store.get(Training, session.training), MONDAY + timedelta(days=30), seats=2)
    reached = reach(office.desk, again, Whom.WAITED)
    assert reached.addresses == ("daan@noordveld.nl",)
    words = letter(office.desk, again, About.AGAIN)
    assert words.subject.startswith("Again: Duidelijke taal, ")
    assert codes_in(words.subject) == set(), "who answers that they cannot come must not be signed up by it"
    assert "No seat is held for you, so sign up soon." in words.text
    (link,) = re.findall(r"mailto:\S+", words.text)
    assert codes_in(unquote(link)) == {code_of(again.id)}
