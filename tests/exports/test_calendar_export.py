"""Calendars: what another program reads back, and that nobody's name stands in them."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from tests.naughty import NAUGHTY
from traincollega.exports.calendars import all_calendar, my_calendar, session_calendar, zone_in_years
from traincollega.imports.characters import many_lines, one_line
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import enrolling, planning, publishing
from traincollega.services.beginning import begin
from traincollega.services.desk import Desk
from traincollega.services.publishing import LONGEST_MINUTES

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
STARTS = datetime(2026, 12, 3, 9, tzinfo=UTC)
WORDS = publishing.Words(
    title="Excel; tabellen, draaien", summary="Je eerste draaitabel, in één uur. " * 4, minutes=45, topics=("Excel", "cijfers")
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The desk of a coordinator in November 2026."""
    return begin(tmp_path, organisation="Gemeente Noordveld", name="Sanne Vos", email="sanne@noordveld.nl", now=lambda: NOW)


@pytest.fixture
def session(desk: Desk) -> Session:
    """A session of a training of mine."""
    plan = planning.Plan(STARTS, 45, place="Zaal 1, Stadhuis", link="https://noordveld.nl/praat", seats=8)
    training = publishing.publish(desk, WORDS).subject
    return desk.store.get(Session, planning.plan(desk, training, plan).subject)


def events(data: bytes) -> list[Event]:
    """Return the events that another program reads."""
    return list(Calendar.from_ical(data).walk("VEVENT"))


def test_a_session_is_one_event_with_all_it_needs(desk: Desk, session: Session) -> None:
    (event,) = events(session_calendar(desk, session))
    assert event["UID"] == f"{session.id}@traincollega"
    assert (event.start, event.end) == (STARTS, STARTS + timedelta(minutes=45))
    assert event["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert (event["SUMMARY"], event["LOCATION"]) == (WORDS.title, "Zaal 1, Stadhuis")
    assert (event["STATUS"], event["SEQUENCE"], event["URL"]) == ("CONFIRMED", 0, "https://noordveld.nl/praat")
    assert [str(topic) for topic in event["CATEGORIES"].cats] == ["Excel", "cijfers"]


def test_the_same_content_gives_the_same_bytes(desk: Desk, session: Session) -> None:
    later = replace(desk, now=lambda: NOW + timedelta(days=2))
    assert session_calendar(desk, session) == session_calendar(later, session)


def test_lines_end_in_crlf_and_are_folded_at_75_octets(desk: Desk, session: Session) -> None:
    data = session_calendar(desk, session)
    assert data.endswith(b"\r\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@pytest.mark.parametrize("text", [*NAUGHTY, "a\r\nATTENDEE:mailto:a@b.nl\r\nDTEND:x", "ë" * 300, "👩‍💻" * 60, "a\\;b\\,c\\n"])
def test_whatever_a_colleagues_program_let_in_reads_back_as_text(desk: Desk, session: Session, text: str) -> None:
    text = text.encode("utf-8", "ignore").decode()  # no database holds half a pair
    training = desk.store.get(Training, session.training)
    desk.store.save(replace(training, title=text, summary=text, topics=(text, text)), replace(session, place=text, link=text))
    data = session_calendar(desk, session := desk.store.get(Session, session.id))
    lines, clean = data.split(b"\r\n"), one_line(text)
    assert max(map(len, lines)) <= 75
    assert not [sign for sign in b"".join(lines).decode() if unicodedata.category(sign) == "Cc" and sign != "\t"]
    (event,) = events(data)
    assert [event.get(name) for name in ("SUMMARY", "LOCATION")] == [clean or None] * 2
    assert event.get("DESCRIPTION") == ("\n\n".join(filter(None, (many_lines(text).strip(), clean))) or None)
    assert [str(topic) for topic in event["CATEGORIES"].cats] == [clean] * 2 if clean else "CATEGORIES" not in event
    assert not event.keys() & {"ATTENDEE", "URL"}


def test_a_changed_session_keeps_its_uid_and_raises_its_sequence(desk: Desk, session: Session) -> None:
    planning.change(desk, session.id, replace(planning.wish_of(session), place="Zaal 2"))
    (event,) = events(session_calendar(desk, desk.store.get(Session, session.id)))
    assert (event["UID"], event["SEQUENCE"], event["LOCATION"]) == (f"{session.id}@traincollega", 1, "Zaal 2")


def test_a_cancelled_session_says_so(desk: Desk, session: Session) -> None:
    planning.cancel(desk, session.id, "Ziek")
    (event,) = events(session_calendar(desk, desk.store.get(Session, session.id)))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_an_event_never_ends_before_it_starts(desk: Desk, session: Session) -> None:
    desk.store.save(
        replace(session, ends=session.starts - timedelta(hours=1))
    )  # as two colleagues who move it at once can leave it
    (event,) = events(all_calendar(desk))
    assert event.end - event.start == timedelta(minutes=45)
    training = desk.store.get(Training, session.training)
    desk.store.save(replace(training, minutes=(1 << 31) - 1))  # as no form lets anybody, but a change from elsewhere may
    (event,) = events(all_calendar(desk))
    assert event.end - event.start == timedelta(minutes=LONGEST_MINUTES)


def test_a_calendar_names_nobody(desk: Desk, session: Session) -> None:
    enrolling.sign_up_address(desk, session.id, "jan@noordveld.nl", "Jan Jansen")
    enrolling.sign_up(desk, session.id)
    for data in (session_calendar(desk, session), my_calendar(desk), all_calendar(desk)):
        text = data.replace(b"\r\n ", b"").decode()
        assert not [word for word in ("Sanne", "Vos", "Jan", "@noordveld", "ATTENDEE", "ORGANIZER", "METHOD") if word in text]


def test_my_calendar_holds_what_i_give_and_what_i_signed_up_for_each_once(desk: Desk, session: Session) -> None:
    theirs = Training.new("e" * 32, title="Van een ander", minutes=30, organisation=desk.organisation)
    other = replace(desk, store=desk.store.speaking_for("another device", "e" * 32), me="e" * 32)
    other.store.save(theirs)
    first, second = (planning.plan(other, theirs.id, planning.Plan(STARTS + timedelta(days=day), 30)).subject for day in (1, 2))
    enrolling.sign_up(desk, first)
    given = planning.plan(desk, session.training, planning.Plan(STARTS + timedelta(days=3), 45)).subject
    enrolling.sign_up(desk, session.id)
    assert [event["UID"].partition("@")[0] for event in events(my_calendar(desk))] == [session.id, first, given]
    assert [event["UID"].partition("@")[0] for event in events(all_calendar(desk))] == [session.id, first, second, given]


def test_a_calendar_without_sessions_is_a_calendar_still(desk: Desk) -> None:
    assert events(my_calendar(desk)) == []
    assert [part.name for part in Calendar.from_ical(my_calendar(desk)).subcomponents] == ["VTIMEZONE"]


def test_past_sessions_are_in_the_calendar_of_all(desk: Desk, session: Session) -> None:
    past = Session.new(desk.me, training=session.training, starts=NOW - timedelta(days=400), ends=NOW - timedelta(days=399))
    desk.store.save(past)
    assert len(events(all_calendar(desk))) == 2


@pytest.mark.parametrize("name", ["Europe/Amsterdam", "America/Paramaribo", "Australia/Sydney", "UTC"])
@given(at=st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
@example(at=datetime(2026, 3, 29, 0, 59, 59))
@example(at=datetime(2026, 3, 29, 1))
@example(at=datetime(2026, 10, 25, 0, 59, 59))
@example(at=datetime(2026, 10, 25, 1))
@example(at=datetime(2026, 4, 4, 16))
def test_the_zone_in_the_file_tells_the_clock_as_the_zone_itself_does(name: str, at: datetime) -> None:
    zone = ZoneInfo(name)
    moment = at.replace(tzinfo=UTC, microsecond=0)
    offset = None
    for part in zone_in_years(zone, moment.astimezone(zone).year, moment.astimezone(zone).year).subcomponents:
        begins = part["DTSTART"].dt.replace(tzinfo=UTC) - part["TZOFFSETFROM"].td
        if begins <= moment:
            offset = part["TZOFFSETTO"].td
    assert offset == moment.astimezone(zone).utcoffset()
