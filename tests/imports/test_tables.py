"""Tables: our own header in two languages, TeSS's, and rows that cannot be taken."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traincollega.imports.csv_files import read_table
from traincollega.imports.moments import minutes_in, moment
from traincollega.imports.record import Item, TrainingRecord
from traincollega.imports.refusal import Refusal, Refused

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DUTCH = "Titel;Samenvatting;Duur;Onderwerpen;Datum;Einde;Plaats;Plekken\r\n"
TESS = (
    "Title,URL,Description,Start,End,Timezone,Contact,Organizer,Eligibility,"
    "Host Institutions,Online,City,Country,Venue,Postcode,Subtitle,"
    "Duration,Recognition,Types,Cost Basis,Currency,Cost,Capacity,Fields,Keywords,Audiences,Objectives,Prerequisites,Requirements\n"
)


def spoken(error: Exception) -> None:
    assert len(str(error)) > 10


def rows(data: str | bytes) -> list[Item]:
    data = data.encode() if isinstance(data, str) else data
    return [item for item, _place in read_table(data, source="map/x.csv", label="x.csv", zone=AMSTERDAM, progress=None)]


def only(data: str | bytes) -> TrainingRecord:
    (record,) = rows(data)
    assert isinstance(record, TrainingRecord)
    return record


def test_our_own_table_comes_in():
    record = only(DUTCH + "Excel;In een uur;1,5 uur;Excel, cijfers;2-12-2026 12.00;2-12-2026 13.30;Raadzaal;12\r\n")
    assert (record.title, record.minutes, record.topics, record.source) == ("Excel", 90, ("Excel", "cijfers"), "map/x.csv#excel")
    (session,) = record.sessions
    assert (session.starts, session.place, session.seats) == (datetime(2026, 12, 2, 11, tzinfo=UTC), "Raadzaal", 12)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("said", [False, True])
def test_any_delimiter_and_encoding_reads_the_same(delimiter, encoding, said):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([["title", "summary"], ["Café", "één; twee, drie"]])
    record = only(((f"sep={delimiter}\r\n" if said else "") + text.getvalue()).encode(encoding))
    assert (record.title, record.summary) == ("Café", "één; twee, drie")


def test_a_table_of_tess_comes_in():
    row = (
        'R for all,https://tess.example/1,"A day, with R",2026-12-02 09:00:00,2026-12-02 17:00:00,'
        "UTC,,ELIXIR,,,,Utrecht,NL,Hall 3,,,,,,,,,"
        "30,,R;statistics,Everyone,Plotting,A laptop,\n"
    )
    record = only(TESS + row)
    assert (record.title, record.source, record.topics) == ("R for all", "https://tess.example/1", ("R", "statistics"))
    assert (record.body, record.audience, record.outcomes, record.preparation) == (
        "A day, with R",
        "Everyone",
        "Plotting",
        "A laptop",
    )
    (session,) = record.sessions
    assert (session.starts.hour, session.ends.hour, session.place, session.seats) == (9, 17, "Hall 3, Utrecht", 30)


def test_rows_of_one_title_are_the_sessions_of_one_training():
    record = only(DUTCH + "Excel;;60;;2026-12-02 12:00;;;\r\nexcel;;60;;2026-12-09 12:00;;;\r\n")
    assert [session.source for session in record.sessions] == ["map/x.csv#excel#1", "map/x.csv#excel#2"]


def test_a_date_and_its_times_may_stand_in_columns_of_their_own():
    (session,) = only("Titel;Datum;Begintijd;Eindtijd\nExcel;2-12-2026;12.00;13.30\n").sessions
    assert (session.starts.hour, session.ends.hour, session.ends.minute) == (11, 12, 30)


def test_a_row_that_says_nothing_new_is_refused():
    found = rows(DUTCH + "Excel;;;;;;;\r\nExcel;;;;;;;\r\n")
    assert [item.where for item in found if isinstance(item, Refusal)] == ["x.csv, line 3"]


def test_our_own_guard_is_taken_off_again():
    assert only("Titel;Plaats\n'=SUM(A1);'@zaal\n").title == "=SUM(A1)"
    assert only("Titel\n'n avond\n").title == "'n avond"


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("Excel;;60\r\n", "has 3 cells"),
        ("Excel;;60;;;;;;;te veel\r\n", "has 10 cells"),
        ("Excel;;60;;30-2-2026 12.00;;;\r\n", "does not exist"),
        ("Excel;;60;;2026-12-02 12:00;2026-12-02 11:00;;\r\n", "before the start"),
        ("Excel;;60;;2026-12-02 12:00;;;veel\r\n", "seats"),
        (";;60;;;;;\r\n", "no title"),
        ("a" * 301 + ";;60;;;;;\r\n", "title is longer"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_the_others_come_in(row, word):
    found = rows(DUTCH + '"Meer\r\nregels";;45;;;;;\r\n' + row + "Goed;;45;;;;;\r\n")
    (refusal,) = [item for item in found if isinstance(item, Refusal)]
    assert (refusal.where, word in refusal.why) == ("x.csv, line 4", True)
    assert len(found) == 3


@pytest.mark.parametrize("last", ["Drie;z", "Drie;z\n", 'Drie;"z"\n'])
def test_a_quote_that_never_closes_is_named_and_the_rows_after_it_come_in(last: str) -> None:
    found = rows(f'Titel;Samenvatting\nEen;x\nTwee;"y\n{last}')
    assert [item.title for item in found if isinstance(item, TrainingRecord)] == ["Een", "Drie"]
    (refused,) = [item for item in found if isinstance(item, Refusal)]
    assert refused.where == "x.csv, line 3"
    assert "quote" in refused.why


def test_quotes_that_never_close_take_a_bounded_time() -> None:
    found = rows("Titel;Samenvatting\n" + 'A;b";"x\n' * 50_000)
    assert 0 < len(found) < 10
    assert isinstance(found[-1], Refusal)
    assert found[-1].why.endswith("The rest was not read.")


def test_a_row_over_more_lines_is_said_to_run_on() -> None:
    (refused,) = rows('Titel;Samenvatting\n"A;x\nB;y\nC";q;r\n')
    assert isinstance(refused, Refusal)
    assert refused.why == "This row has 3 cells, and the first row has 2. It runs on to line 4: perhaps a quote is missing."


def test_a_table_without_a_title_column_is_refused():
    for data in ("", "a;b\n1;2\n", "sep=;\n"):
        with pytest.raises(Refused, match="Title"):
            rows(data)


@given(st.binary(max_size=300))
def test_any_bytes_below_a_header_give_records_or_refusals(data):
    for header in (b"", DUTCH.encode(), TESS.encode()):
        try:
            found = rows(header + data)
        except Refused as error:
            spoken(error)
        else:
            assert all(item.title if isinstance(item, TrainingRecord) else item.why for item in found)


WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)


@given(st.lists(WORDS, min_size=1, max_size=5, unique_by=str.casefold), st.sampled_from([";", ",", "\t"]))
def test_titles_written_as_a_table_read_back(titles, delimiter):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(
        [["Titel", "Duur"], *([title, "45"] for title in titles)]
    )
    found = rows(text.getvalue())
    assert len(found) == len(titles)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2199, 1, 1)))
def test_a_moment_written_with_its_offset_reads_back(at):
    at = at.replace(microsecond=0, tzinfo=UTC)
    assert moment(at.isoformat(), AMSTERDAM)[0] == at
    assert moment(at.astimezone(AMSTERDAM).isoformat(), AMSTERDAM)[0] == at


@given(st.text(max_size=30))
def test_any_text_is_a_moment_and_a_duration_or_refused(text):
    for take in (lambda: moment(text, AMSTERDAM), lambda: minutes_in(text)):
        try:
            take()
        except Refused as error:
            spoken(error)


def test_durations_are_read_as_people_write_them():
    written = ("45", "45 min", "1 uur", "1,5 uur", "1.5 h", "1 uur 30", "1u30", "2 hours", "PT1H30M", "1:15", "P1D")
    assert [minutes_in(text) for text in written] == [45, 45, 60, 90, 90, 90, 90, 120, 90, 75, 480]
    for text in ("0", "-5", "soon", "", "99999999", "P", "PT", "uur"):
        with pytest.raises(Refused):
            minutes_in(text)
