"""My data: everything that names me is in it, whatever noun it is of, and nothing of others."""

import json
from datetime import timedelta

import pytest

from tests.models.world import Time
from tests.services.conftest import colleague, session_of, training_of
from traincollega import language
from traincollega.exports.my_data import my_data_json, my_data_page
from traincollega.imports.staff_files import StaffRecord
from traincollega.models.drafts import Draft, keep_draft
from traincollega.models.messages import add_message
from traincollega.models.noun import Noun
from traincollega.models.nouns import NOUNS
from traincollega.models.portions import Told, keep_portion, take_part
from traincollega.models.tables import TABLES
from traincollega.services.attending import PRESENT, note, walk_in
from traincollega.services.desk import Desk
from traincollega.services.enrolling import sign_up
from traincollega.services.gathering import KEYS, NAMING, gather
from traincollega.services.staffing import import_staff

NAME_NOBODY = {
    "id", "created", "nonce", "deleted", "name", "email", "department", "on_paper", "timezone", "space", "space_sender",
    "accent", "keep_names", "keep_no_shows", "headcount", "merged_into", "right", "subject", "withdrawn", "proof", "keys",
    "certificate", "title", "summary", "minutes", "topics", "language", "status", "goal", "audience", "outcomes", "programme",
    "preparation", "body", "seats", "licence", "given_by", "organisation", "source", "hidden", "training", "sessions",
    "participants", "starts", "ends", "place", "link", "closes", "order", "rule", "reason", "sequence", "session", "seed",
    "sign_ups", "visible", "field", "text", "base", "note", "outcome", "key", "expires", "admitted", "accepted", "epoch",
    "number", "sealed", "noun", "row", "state", "disputed", "rating", "helped", "recommends", "uses", "changed",
    "personnel_number", "present", "what", "form", "rows", "purpose", "code", "answers", "stars", "users", "counted",
    "missed", "tells_no_shows", "council_agreed",
}  # fmt: skip
FOLLOWED = {"device", "sign_up"}
"""Fields that hold something that is somebody's."""


def test_every_field_was_looked_at_whether_it_names_somebody() -> None:
    known = NAME_NOBODY | FOLLOWED | set(NAMING)
    assert {field for noun in NOUNS.values() for field in noun.names} - known == set(), "does this name a person? then gather it"


NAMED = [
    pytest.param(noun, field, id=f"{name}-{field}")
    for name, noun in NOUNS.items()
    for field in (*NAMING, *sorted(FOLLOWED))
    if name not in KEYS and field in noun.names
]


OF_ANOTHER = {("colleague", "creator"), ("staff", "creator")}
"""What I made and is about somebody else by what it is."""


@pytest.mark.parametrize(("noun", "field"), NAMED)
def test_whatever_names_me_is_gathered(anna: Desk, noun: type[Noun], field: str) -> None:
    bram = colleague(anna, "Bram")
    mine = {"person": anna.me, "creator": anna.me, "device": anna.store.device}
    mine["sign_up"] = sign_up(anna, session_of(bram, training_of(bram))).subject
    row = noun.new(anna.me) if field == "creator" else noun.new(bram.me, **{field: mine[field]})
    table, connection = TABLES[noun.table], anna.store.connection
    connection.execute("BEGIN")
    connection.execute(table.insert, table.row(table.values(row), row.id, 1 << 60, "[]"))
    found = gather(anna)
    given = {one["id"] for one in found["kinds"].get(noun.table, ())}
    counted = found["about_others"].get(noun.table, 0)
    assert (row.id in given, counted) == ((False, 1) if (noun.table, field) in OF_ANOTHER else (True, 0))
    connection.execute("ROLLBACK")


def test_what_i_made_about_others_is_counted_and_not_given(anna: Desk, time: Time) -> None:
    mail = anna.my_card().email
    import_staff(anna, [StaffRecord("1", mail.upper(), "ICT", "00122"), StaffRecord("2", "piet@noordveld.nl", "ICT", "00123")])
    session = session_of(anna, training_of(anna))
    time.now += timedelta(days=8)
    walk_in(anna, session, "klaas@buiten.nl", "Klaas Vaak")
    found = gather(anna)
    assert [line["personnel_number"] for line in found["kinds"]["staff"]] == ["00122"]
    assert found["about_others"].items() >= dict.fromkeys(("colleague", "sign_up", "mark", "presence", "staff"), 1).items()
    told = my_data_json(anna).decode() + my_data_page(anna).html
    assert not any(theirs in told for theirs in ("piet@", "00123", "klaas@", "Klaas"))
    assert "00122" in told
    assert "Staff list: 1" in my_data_page(anna).html


def test_what_hrs_overviews_counted_of_me_is_in_it(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    session = session_of(anna, training_of(anna))
    pairs = [(session, anna.me), (session, bram.me)]
    keep_portion(anna.store.connection, Told("2026-Q4", anna.now(), "[]"), pairs, [])
    take_part(anna.store.connection, "2026", [anna.me, bram.me])
    here = gather(anna)["this_computer"]
    (one,) = here["counted"]
    assert (one["session"], one["about"][:6], one["came"]) == (session, "Excel,", True)
    assert here["took_part_in"] == ["2026"]


def test_what_others_did_is_not_in_it(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    session = session_of(anna, training_of(anna))
    sign_up(bram, session)
    assert "sign_up" not in gather(anna)["kinds"]
    theirs = gather(bram)["kinds"]
    assert [row["about"] for row in theirs["sign_up"]] == [f"Excel, {anna.now() + timedelta(days=7):%Y-%m-%d}"]
    assert "training" not in theirs
    assert anna.my_card().email not in my_data_json(bram).decode()


def test_drafts_messages_and_earlier_versions_are_in_it(anna: Desk) -> None:
    training_of(anna)
    keep_draft(anna.store.connection, Draft("one", "", {"title": "Word"}, anna.now()))
    add_message(anna.store.connection, anna.now(), "full", "session", {"taken": 3})
    found = json.loads(my_data_json(anna))
    here = found["this_computer"]
    assert [draft["fields"]["title"] for draft in here["drafts"]] == ["Word"]
    assert [one["kind"] for one in here["messages"]] == ["full"]
    assert (found["schema"], found["person"]) == (1, anna.me)
    assert found["kinds"]["colleague"][0]["email"] == "anna@noordveld.nl"


@pytest.mark.parametrize("spoken", ["en", "nl"])
def test_the_page_tells_the_same_and_escapes_what_was_written(anna: Desk, time: Time, spoken: str) -> None:
    session = session_of(anna, training_of(anna, title="Excel <b>now</b>"))
    bram = colleague(anna, "Bram")
    sign_up(bram, session)
    time.now += timedelta(days=8)
    note(anna, session, {bram.me: PRESENT})
    language.choose(spoken)
    html = my_data_page(bram).html
    assert f'<html lang="{spoken}">' in html
    assert "Excel &lt;b&gt;now&lt;/b&gt;" in html
    assert "bram@noordveld.nl" in html
    assert "<b>" not in html
    assert html.count("<h2>") == len(gather(bram)["kinds"]) + 1
