"""Markdown with front matter: what is understood, what is cleaned, what is refused and on which line."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from traincollega.imports.front_matter import parse, read_markdown
from traincollega.imports.markdown_text import readable
from traincollega.imports.plain_text import first_sentences, plain
from traincollega.imports.record import TrainingRecord
from traincollega.imports.refusal import Refused
from traincollega.models.training import SUMMARY_LIMIT, TEXT_LIMIT, TITLE_LIMIT

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def spoken(error: Exception) -> None:
    assert len(str(error)) > 10


def training(text: str | bytes) -> TrainingRecord:
    return read_markdown(text if isinstance(text, bytes) else text.encode(), source="x.md", zone=AMSTERDAM)


def refused(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        training(text)
    return caught.value


def test_a_dutch_training_comes_in_whole():
    record = training(
        "---\ntitel: Excel voor gevorderden\nsamenvatting: Draaitabellen in een uur.\nduur: 1,5 uur\nonderwerpen: Excel, cijfers\n"
        "datum: 2-12-2026 12.00\nplaats: Raadzaal\nplekken: 12\ndoel: Sneller werken\nna afloop:\n  - maak je een draaitabel\n"
        "taal: Nederlands\nlicentie: CC0-1.0\ngegeven door: Sanne\n---\n\nNeem je laptop mee.\n"
    )
    assert (record.title, record.summary, record.minutes) == ("Excel voor gevorderden", "Draaitabellen in een uur.", 90)
    assert (record.topics, record.language, record.licence) == (("Excel", "cijfers"), "nl", "CC0-1.0")
    assert (record.goal, record.outcomes, record.given_by) == ("Sneller werken", "- maak je een draaitabel", "Sanne")
    assert record.body == "Neem je laptop mee."
    (session,) = record.sessions
    assert session.starts == datetime(2026, 12, 2, 11, tzinfo=UTC)
    assert session.ends == datetime(2026, 12, 2, 12, 30, tzinfo=UTC)
    assert (session.place, session.seats, session.source) == ("Raadzaal", 12, "x.md#1")


def test_an_offset_in_a_date_counts_and_an_absent_one_is_our_zone():
    assert training("---\ntitle: a\ndate: 2024-02-15 14:00:00 -0500\n---\n").sessions[0].starts == datetime(
        2024, 2, 15, 19, tzinfo=UTC
    )
    assert training("---\ntitle: a\ndate: 2024-02-15T14:00:00Z\n---\n").sessions[0].starts == datetime(2024, 2, 15, 14, tzinfo=UTC)
    assert training("---\ntitle: a\ndate: 2024-07-15 14:00\n---\n").sessions[0].starts == datetime(2024, 7, 15, 12, tzinfo=UTC)


def test_a_date_without_a_time_is_a_working_day():
    (session,) = training("---\ntitle: a\ndate: 2024-02-15\n---\n").sessions
    assert (session.starts, session.ends) == (datetime(2024, 2, 15, 8, tzinfo=UTC), datetime(2024, 2, 15, 16, tzinfo=UTC))


def test_the_length_of_the_session_is_the_duration_and_days_count_eight_hours_at_most():
    assert training("---\ntitle: a\ndate: 2024-02-15 14:00\nend_date: 2024-02-15 15:30\n---\n").minutes == 90
    assert training("---\ntitle: a\ndate: 2024-06-07 11:00\nend_date: 2024-06-08 16:00\n---\n").minutes == 600
    assert training("---\ntitle: a\ndate: 2024-06-07 08:00\nend_date: 2024-06-09 22:00\n---\n").minutes == 3 * 480
    assert training("---\ntitle: a\n---\n").minutes == 60


def test_more_sessions_stand_in_a_list():
    record = training(
        "---\ntitel: a\nduur: 45\nplaats: Zaal 1\n"
        "sessies:\n  - datum: 2026-12-02 12:00\n  - datum: 2026-12-09 12:00\n    plaats: Zaal 2\n---\n"
    )
    assert [session.place for session in record.sessions] == ["Zaal 1", "Zaal 2"]
    assert [session.source for session in record.sessions] == ["x.md#2", "x.md#3"]
    assert record.minutes == 45


def test_a_venue_and_a_registration_become_place_and_link():
    text = "---\ntitle: a\ndate: 2024-02-15 14:00\nvenue:\n  venue_name: Stadhuis\n  room: 1461\n"
    text += "  city: Utrecht\n{}registration_url: https://x.example/a\n---\n"
    assert [(s.place, s.link) for s in training(text.format("")).sessions] == [("Stadhuis (1461), Utrecht", "")]
    (hybrid,) = training(text.format("event_type:\n  - online\n  - in-person\n")).sessions
    assert hybrid.link == "https://x.example/a"
    assert training("---\ntitle: a\ndate: 2024-02-15 14:00\nevent_platform: zoom\n---\n").sessions[0].place == "Zoom"


def test_a_file_without_front_matter_takes_its_heading_for_title():
    record = training("# Beter vergaderen\n\nWe oefenen samen. Neem een casus mee.")
    assert (record.title, record.summary, record.body) == (
        "Beter vergaderen",
        "We oefenen samen. Neem een casus mee.",
        "We oefenen samen. Neem een casus mee.",
    )


def test_values_are_text_whatever_yaml_would_make_of_them():
    assert training("---\ntitle: no\n---\n").title == "no"
    assert training("---\ntitle: 0x1F\ntags: [1e3, 12:30]\n---\n").topics == ("1e3", "12:30")


@pytest.mark.parametrize(
    ("front", "line", "word"),
    [
        ("title: a\nx: !!python/object/apply:os.system [ls]\n", 3, "tags"),
        ("title: &a b\nx: *a\n", 2, "references"),
        ("title: a\nx: *a\n", 3, "references"),
        ("title: 'a\n", 2, "cannot be read"),
        ("title: a\n  b: c\n", 3, "cannot be read"),
        ("- a\n- b\n", 2, "a name, a colon"),
        ("just text\n", 2, "a name, a colon"),
        ("title: a\nx: " + "[" * 12 + "]" * 12 + "\n", 3, "too deep"),
        ("title: a\ndate: 2026-02-30 12:00\n", 3, "does not exist"),
        ("title: a\ndate: 2026-12-02 25:00\n", 3, "does not exist"),
        ("title: a\ndate: 2026-03-29 02:30\n", 3, "moves forward"),
        ("title: a\ndate: next week\n", 3, "do not understand"),
        ("title: a\ndate: 2026-12-02 12:00 Mars/Olympus\n", 3, "time zone"),
        ("title: a\ndate: 2026-12-02 12:00 +99:00\n", 3, "time zone"),
        ("title: a\ndate: 0001-01-01 12:00\n", 3, "too far"),
        ("title: a\ndate: 9999-12-31 23:59 -1200\n", 3, "too far"),
        ("title: a\ndate: 2026-12-02 12:00\nend_date: 2026-12-02 11:00\n", 4, "before the start"),
        ("title: a\nend_date: 2026-12-02 11:00\n", 3, "no start"),
        ("title: a\nminutes: soon\n", 3, "duration"),
        ("title: a\ndate: 2026-12-02\nseats: 0\n", 4, "seats"),
        ("title: a\ndate: 2026-12-02\nlink: javascript:alert(1)\n", 4, "https://"),
        ("summary: a\n", 0, "no title"),
        ("title: " + "a" * (TITLE_LIMIT + 1) + "\n", 2, "title is longer"),
        ("title: a\nsummary: " + "a" * (SUMMARY_LIMIT + 1) + "\n", 3, "summary is longer"),
        ("title: " + "a" * 10_000_000 + "\n", 1, "longer than"),
        ("title: a\n" + "x: b\n" * 30_000, 1, "longer than"),
    ],
)
def test_what_cannot_be_taken_is_named_with_its_line(front, line, word):
    error = refused(f"---\n{front}---\n")
    assert word in str(error)
    assert error.line == line


def test_front_matter_without_an_end_is_named():
    assert "has no end" in str(refused("---\ntitle: a\n"))


def test_a_text_that_is_too_long_is_refused_on_its_line():
    error = refused("---\ntitle: a\n---\n" + "a" * (TEXT_LIMIT + 1))
    assert (error.line, "text is longer" in str(error)) == (4, True)


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Refused):
        training(b"\x00\x01\x02")
    assert training(b"# caf\xe9\n").title == "café"


def test_signs_that_hide_or_turn_text_are_gone():
    record = training('---\ntitle: "a\\u202Eb\\u2066c\\x07"\n---\nx\u202ey\u200fz\x00'[:-1] + "\r\nvolgende\n")
    assert (record.title, record.body) == ("abc", "xyz\nvolgende")


def test_letters_with_loose_accents_are_composed():
    assert training("# cafe\u0301\n").title == "café"


def test_shortcodes_become_their_text():
    text = (
        '{{< img-right src="logo" >}}\n{{< asset-static file="a.pdf" label="De dia\'s (PDF)" >}}\n\n'
        '{{< accordion kicker="Dag 1" title="Ochtend" >}}**Dia 1** Welkom{{< /accordion >}}\n{{% note %}}Let op{{% /note %}}\n'
        '[API]({{< ref "/a.md" >}}) {{< youtube id="aOy9UzClmMA" title="De film" >}}'
    )
    assert readable(text) == (
        "De dia's (PDF)\n\n**Dag 1: Ochtend**\n\n**Dia 1** Welkom\n\nLet op\n\nAPI [De film](https://www.youtube.com/watch?v=aOy9UzClmMA)"
    )


def test_images_and_links_to_nowhere_become_their_text_and_html_stays():
    assert (
        readable("![een foto](a.png) <img src='file:///etc/passwd' alt=\"logo\"> [lees](file:///etc/passwd)")
        == "een foto logo lees"
    )
    assert readable("[a](javascript:alert) [b](https://x.example) [c](#d)") == "a [b](https://x.example) c"
    assert readable("<b onclick='x'>vet</b> <!-- weg -->") == "<b onclick='x'>vet</b>"


def test_a_title_loses_marks_tags_and_entities_but_keeps_its_signs():
    assert plain("**Vet** &amp; <i>schuin</i> [link](https://x.example)") == "Vet & schuin link"
    assert plain("C# en 2*3*4, snake_case, a < b") == "C# en 2*3*4, snake_case, a < b"


def test_a_summary_from_the_text_is_whole_sentences():
    assert first_sentences("## Kop\n\nEen zin. " + "Nog een zin. " * 40).endswith("zin.")
    assert len(first_sentences("woord " * 200)) <= 241
    assert first_sentences("- Een punt - met streep") == "Een punt - met streep"


@given(st.binary(max_size=400))
def test_any_bytes_give_a_record_or_a_refusal(data):
    for text in (data, b"---\n" + data + b"\n---\n", b"---\ntitle: a\n" + data + b"\n---\n" + data):
        try:
            record = training(text)
        except Refused as error:
            spoken(error)
        else:
            assert record.title
            assert record.minutes >= 1


@given(st.text("{}<>%![]()\"'= \nabc/#*_`&;-.", max_size=300))
def test_cleaning_takes_any_text_and_leaves_no_shortcode(text):
    assert "{{< youtube id=" not in readable(text + ' {{< youtube id="aOy9UzClmMA" >}}')
    assert "\n" not in plain(text)


FRONT = st.dictionaries(
    st.sampled_from(["title", "summary", "topics", "x"]),
    st.one_of(
        st.text(max_size=30),
        st.lists(st.text(max_size=10), max_size=3),
        st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
    ),
)


@given(FRONT)
def test_what_yaml_writes_reads_back_as_text(front):
    def values(field):
        value = field.value
        if isinstance(value, dict):
            return {name: values(inner) for name, inner in value.items()}
        return value

    printable = yaml.safe_load(yaml.safe_dump(front))
    plain_front = {name: value for name, value in printable.items() if "\u200b" not in repr(value)}
    read = {name: values(field) for name, field in parse(yaml.dump(plain_front, default_style='"', allow_unicode=False)).items()}
    assert read == plain_front


@pytest.mark.parametrize(
    "piece",
    ["{{<", "![", "![](", "[a](", "<!--", "<img ", "<script>", "**a", "[", "a\u0300\u0327", "{{< a b=", "_a ", "\n ", "&amp"],
)
def test_texts_made_to_hurt_cost_no_more_than_their_length(piece):
    text = piece * (TEXT_LIMIT // len(piece) - 100)
    assert len(readable(text)) <= TEXT_LIMIT
    assert len(first_sentences(text)) <= 241
    plain(text[: 4 * SUMMARY_LIMIT])
