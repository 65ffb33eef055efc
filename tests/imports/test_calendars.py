"""iCalendar: events become trainings, in any zone, and what cannot be taken is named with its line."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traincollega.imports.calendar_files import read_calendar
from traincollega.imports.record import Item, TrainingRecord
from traincollega.imports.refusal import Refusal, Refused

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Our own
BEGIN:STANDARD
DTSTART:19961027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19960331T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""


def spoken(error: Exception) -> None:
    assert len(str(error)) > 10


def events(text: str | bytes, zones: str = "") -> list[Item]:
    if isinstance(text, str):
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\n{zones}{text}END:VCALENDAR\n".replace("\n", "\r\n").encode()
    return [item for item, _place in read_calendar(text, label="x.ics", zone=AMSTERDAM, progress=None)]


def event(lines: str, zones: str = "") -> Item:
    return events(f"BEGIN:VEVENT\nUID:1@x\nSUMMARY:Excel\n{lines}END:VEVENT\n", zones)[0]


def times(lines: str, zones: str = "") -> tuple[str, str]:
    record = event(lines, zones)
    assert isinstance(record, TrainingRecord), record
    (session,) = record.sessions
    return f"{session.starts:%m-%d %H:%M}", f"{session.ends:%m-%d %H:%M}"


def test_an_event_becomes_a_training_with_its_session():
    record = event(
        "DTSTART:20261202T110000Z\nDTEND:20261202T123000Z\n"
        "DESCRIPTION:Neem je laptop\\, en\n  zin mee.\\nTot dan\nLOCATION:Raadzaal\n"
        "URL:https://x.example/1\nCATEGORIES:Excel,Cijfers\\, tabellen\nSTATUS:CANCELLED\n"
        "BEGIN:VALARM\nSUMMARY:Alarm\nDESCRIPTION:x\nEND:VALARM\n"
    )
    assert isinstance(record, TrainingRecord)
    assert (record.title, record.minutes, record.topics, record.source) == ("Excel", 90, ("Excel", "Cijfers, tabellen"), "1@x")
    assert record.body == "Neem je laptop, en zin mee.\nTot dan"
    (session,) = record.sessions
    assert (session.starts, session.place, session.link) == (
        datetime(2026, 12, 2, 11, tzinfo=UTC),
        "Raadzaal",
        "https://x.example/1",
    )
    assert (session.cancelled, session.source) == (True, "1@x")


@pytest.mark.parametrize(
    "name", ["Europe/Amsterdam", '"W. Europe Standard Time"', "Our own", "/freeassociation.sourceforge.net/Europe/Amsterdam"]
)
def test_a_zone_is_known_by_its_name_windows_name_or_its_own_description(name):
    assert times(f"DTSTART;TZID={name}:20261202T120000\n", OWN_ZONE) == ("12-02 11:00", "12-02 12:00")
    assert times(f"DTSTART;TZID={name}:20260702T120000\nDURATION:PT90M\n", OWN_ZONE) == ("07-02 10:00", "07-02 11:30")


def test_a_floating_time_is_ours_and_a_whole_day_is_nine_to_five():
    assert times("DTSTART:20261202T120000\n") == ("12-02 11:00", "12-02 12:00")
    assert times("DTSTART;VALUE=DATE:20261202\nDTEND;VALUE=DATE:20261203\n") == ("12-02 08:00", "12-02 16:00")
    assert times("DTSTART;VALUE=DATE:20261202\nDTEND;VALUE=DATE:20261204\n") == ("12-02 08:00", "12-03 16:00")
    assert times("DTSTART;VALUE=DATE:20261202\n") == ("12-02 08:00", "12-02 16:00")
    assert times("DTSTART;VALUE=DATE:20261202\nDURATION:P2D\n") == ("12-02 08:00", "12-03 16:00")


def test_of_an_event_that_repeats_the_first_time_comes_in_with_a_note():
    first, note = events("BEGIN:VEVENT\nUID:1\nSUMMARY:Excel\nDTSTART:20261202T110000Z\nRRULE:FREQ=SECONDLY\nEND:VEVENT\n")
    assert isinstance(first, TrainingRecord)
    assert isinstance(note, Refusal)
    assert "repeats" in note.why


def test_an_event_without_a_uid_has_the_same_source_each_time():
    text = "BEGIN:VEVENT\nSUMMARY:Excel\nDTSTART:20261202T110000Z\nEND:VEVENT\n"
    first, second = events(text)[0], events(text)[0]
    assert isinstance(first, TrainingRecord)
    assert first == second
    assert first.source.startswith("event-")


@pytest.mark.parametrize(
    ("lines", "line", "word"),
    [
        ("DTSTART:20260230T110000Z\n", 6, "does not exist"),
        ("DTSTART:20261202T250000Z\n", 6, "does not exist"),
        ("DTSTART:00000000\n", 6, "does not exist"),
        ("DTSTART:tomorrow\n", 6, "do not understand"),
        ("DTSTART;TZID=Mars/Olympus:20261202T110000\n", 6, "time zone"),
        ("DTSTART;TZID=../../etc/passwd:20261202T110000\n", 6, "time zone"),
        ("DTSTART:20261202T110000Z\nDTEND:20261202T100000Z\n", 7, "before the start"),
        ("DTSTART:20261202T110000Z\nDURATION:-PT1H\n", 7, "before the start"),
        ("DTSTART:20261202T110000Z\nDURATION:P99999999999D\n", 7, "duration"),
        ("DTSTART:20261202T110000Z\nDURATION:soon\n", 7, "duration"),
        ("LOCATION:x\n", 3, "no start"),
        ("DTSTART;=:20261202T110000Z\n", 6, "cannot be read"),
        ("DTSTART:20261202T110000Z\nRECURRENCE-ID:20261202T110000Z\n", 3, "changed date"),
        ("DTSTART:20261202T110000Z\nDESCRIPTION:" + "a" * 200_001 + "\n", 7, "text is longer"),
    ],
)
def test_a_bad_event_is_named_with_its_line_and_the_others_come_in(lines, line, word):
    bad = f"BEGIN:VEVENT\nUID:1@x\nSUMMARY:Excel\n{lines}END:VEVENT\n"
    found = events(bad + "BEGIN:VEVENT\nUID:2@x\nSUMMARY:Goed\nDTSTART:20261202T110000Z\nEND:VEVENT\n")
    refusal, good = found
    assert isinstance(refusal, Refusal)
    assert (refusal.where, word in refusal.why) == (f"x.ics, line {line}", True), refusal
    assert isinstance(good, TrainingRecord)


def test_a_zone_whose_rule_would_never_end_is_unknown():
    zone = OWN_ZONE.replace("FREQ=YEARLY", "FREQ=SECONDLY")
    assert isinstance(event("DTSTART;TZID=Our own:20261202T110000\n", zone), Refusal)


def test_what_is_no_calendar_or_breaks_off_is_refused():
    for data in (b"", b"BEGIN:VCARD\r\nEND:VCARD\r\n", b"\r\n".join([b"BEGIN:VCALENDAR"] * 50)):
        with pytest.raises(Refused):
            events(data)
    (refusal,) = events(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Excel\r\nDTSTART:20261202T110000Z\r\n")
    assert isinstance(refusal, Refusal)


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "BEGIN:VEVENT",
                "END:VEVENT",
                "BEGIN:VALARM",
                "END:VALARM",
                "DTSTART:20261202T110000Z",
                "DURATION:PT1H",
                "SUMMARY:a",
                "RRULE:x",
            ]
        ),
        st.sampled_from([*OWN_ZONE.split("\n"), "DTSTART;TZID=Our own:20261202T110000"]),
        st.text(max_size=30),
        st.builds(
            "{}:{}".format,
            st.sampled_from(["DTSTART", "DTEND", "DURATION", "SUMMARY", "UID", "URL", "CATEGORIES", "STATUS"]),
            st.text(max_size=20),
        ),
        st.builds("DTSTART;{}".format, st.text(max_size=20)),
    ),
    max_size=25,
)


@given(LINES)
def test_any_lines_in_a_calendar_give_records_or_refusals(lines):
    try:
        found = events(("BEGIN:VCALENDAR\n" + "\n".join(lines)).encode("utf-8", "replace"))
    except Refused as error:
        spoken(error)
    else:
        assert all(item.title if isinstance(item, TrainingRecord) else item.why for item in found)
