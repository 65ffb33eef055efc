"""Importing: what a file holds comes in once, is brought up to date by the same file, and is named where it stays out."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.models.world import written
from traincollega.errors import UnreadableFile
from traincollega.models.organisation import Organisation
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.beginning import begin
from traincollega.services.browsing import my_trainings
from traincollega.services.desk import Desk
from traincollega.services.importing import Counts, import_source, publish_file, zone_remark
from traincollega.services.telling import my_messages

EXCEL = """---
title: Excel voor beginners
summary: Je eerste draaitabel.
minutes: 45
topics: [Excel]
starts: 2026-12-03 10:00
place: Zaal 1
seats: 8
---
Neem je laptop mee.
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The desk of a coordinator in November 2026."""
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return begin(
        tmp_path / "profile", organisation="Gemeente Noordveld", name="Sanne Vos", email="sanne@noordveld.nl", now=lambda: now
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two trainings, one of them with a date."""
    made = tmp_path / "trainings"
    made.mkdir()
    (made / "excel.md").write_text(EXCEL, encoding="utf-8")
    (made / "brief.md").write_text(
        "---\ntitle: Een heldere brief\nhost: Taalhuis\n---\nSchrijf zoals je praat.\n", encoding="utf-8"
    )
    return made


def only(desk: Desk, title: str) -> Training:
    """Return the one training with this title."""
    (found,) = desk.store.where(Training, title=title)
    return found


def test_an_import_brings_trainings_with_their_sessions_and_publishes_them(desk: Desk, folder: Path) -> None:
    done = import_source(desk, folder)
    assert (done.trainings, done.sessions, done.refused) == (Counts(new=2), Counts(new=1), ())
    training = only(desk, "Excel voor beginners")
    assert (training.status, training.minutes, training.topics, training.body) == (
        "published",
        45,
        ("Excel",),
        "Neem je laptop mee.",
    )
    (session,) = desk.store.where(Session, training=training.id)
    assert (session.starts, session.place, session.seats) == (datetime(2026, 12, 3, 9, tzinfo=UTC), "Zaal 1", 8)
    assert desk.store.check() == []


def test_the_same_import_twice_writes_nothing(desk: Desk, folder: Path) -> None:
    import_source(desk, folder)
    before = written(desk.store)
    again = import_source(desk, folder)
    assert (again.trainings, again.sessions) == (Counts(unchanged=2), Counts(unchanged=1))
    assert written(desk.store) == before


def test_the_importer_does_not_give_what_a_file_brings(desk: Desk, folder: Path) -> None:
    import_source(desk, folder)
    assert only(desk, "Een heldere brief").given_by == "Taalhuis"
    assert only(desk, "Excel voor beginners").given_by == "Gemeente Noordveld"
    assert my_trainings(desk) == []


def test_a_changed_file_updates_its_training_and_keeps_the_old_words_in_the_history(desk: Desk, folder: Path) -> None:
    import_source(desk, folder)
    known = only(desk, "Excel voor beginners")
    (folder / "excel.md").write_text(EXCEL.replace("voor beginners", "in een uur").replace("10:00", "11:00"), encoding="utf-8")
    done = import_source(desk, folder)
    assert (done.trainings, done.sessions) == (Counts(updated=1, unchanged=1), Counts(updated=1))
    assert only(desk, "Excel in een uur").id == known.id
    assert [list(change.fields) for change in desk.store.history(known.id)][1:] == [["title"]]
    (session,) = desk.store.where(Session, training=known.id)
    assert (session.starts, session.sequence) == (datetime(2026, 12, 3, 10, tzinfo=UTC), 1)


def test_a_session_that_is_added_to_a_file_comes_in_beside_the_first(desk: Desk, folder: Path) -> None:
    import_source(desk, folder)
    more = EXCEL.replace("seats: 8\n", "seats: 8\nsessions:\n  - starts: 2026-12-10 10:00\n")
    (folder / "excel.md").write_text(more, encoding="utf-8")
    assert import_source(desk, folder).sessions == Counts(new=1, unchanged=1)


def test_what_a_file_leaves_empty_stays_as_it_was_made_here(desk: Desk, folder: Path) -> None:
    import_source(desk, folder)
    letter = only(desk, "Een heldere brief")
    desk.store.save(replace(letter, goal="Begrepen worden.", status="archived"))
    (session,) = desk.store.where(Session)
    desk.store.save(replace(session, status="cancelled"))
    import_source(desk, folder)
    assert (only(desk, letter.title).goal, only(desk, letter.title).status) == ("Begrepen worden.", "archived")
    assert desk.store.get(Session, session.id).status == "cancelled"


def test_a_training_that_was_removed_here_comes_back_with_the_next_import(desk: Desk, folder: Path) -> None:
    import_source(desk, folder)
    desk.store.save(replace(only(desk, "Een heldere brief"), deleted=True))
    assert import_source(desk, folder).trainings == Counts(new=1, unchanged=1)


def test_a_bad_record_is_named_and_the_others_come_in(desk: Desk, folder: Path) -> None:
    (folder / "fout.md").write_text("---\ntitle: Fout\nstarts: 2026-02-31 10:00\n---\n", encoding="utf-8")
    done = import_source(desk, folder)
    assert done.trainings == Counts(new=2)
    assert [(one.where.split(" › ")[1], one.why) for one in done.refused] == [
        ("fout.md, line 3", "This date or time does not exist: 2026-02-31 10:00.")
    ]
    assert not done.nothing


def test_an_import_of_which_all_is_refused_says_so(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "fout.md").write_text("---\nsummary: zonder titel\n---\n", encoding="utf-8")
    assert import_source(desk, tmp_path / "fout.md").nothing


def test_a_source_that_cannot_be_read_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "half.zip").write_bytes(b"PK\x03\x04half")
    before = written(desk.store)
    with pytest.raises(UnreadableFile):
        import_source(desk, tmp_path / "half.zip")
    assert written(desk.store) == before


def test_a_colleague_may_not_update_what_another_one_imported(desk: Desk, folder: Path) -> None:
    import_source(desk, folder)
    from_colleague = replace(desk, store=desk.store.speaking_for("another device", "c" * 32), me="c" * 32)
    (folder / "excel.md").write_text(EXCEL.replace("beginners", "gevorderden"), encoding="utf-8")
    (folder / "nieuw.md").write_text("---\ntitle: Nieuw\n---\n", encoding="utf-8")
    done = import_source(from_colleague, folder)
    assert (done.trainings, [one.where for one in done.refused]) == (Counts(new=1, unchanged=1), ["excel.md"])
    assert only(desk, "Excel voor beginners").status == "published"


def test_trainings_of_another_organisation_are_never_taken_for_ours(desk: Desk, folder: Path) -> None:
    other = Organisation.new(desk.me, name="Gemeente Zuidveld")
    theirs = Training.new(desk.me, title="Excel van hen", organisation=other.id, source="excel.md")
    desk.store.save(other, theirs)
    assert import_source(desk, folder).trainings == Counts(new=2)
    assert only(desk, "Excel van hen").id == theirs.id


def test_an_import_leaves_one_message_and_a_repeated_one_none(desk: Desk, folder: Path) -> None:
    import_source(desk, folder)
    import_source(desk, folder)
    assert [one.title for one in my_messages(desk)] == ["2 trainings read in"]


def test_progress_counts_the_files(desk: Desk, folder: Path) -> None:
    steps: list[tuple[int, int]] = []
    import_source(desk, folder, progress=lambda done, of: steps.append((done, of)))
    assert steps == [(1, 2), (2, 2)]


def test_a_published_file_is_mine_and_the_same_file_again_is_its_new_version(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "excel.md"
    file.write_text(EXCEL, encoding="utf-8")
    first = publish_file(desk, file)
    assert [one.id for one in my_trainings(desk)] == [first.subject]
    file.write_text(EXCEL.replace("beginners", "iedereen"), encoding="utf-8")
    assert publish_file(desk, file).subject == first.subject
    assert only(desk, "Excel voor iedereen").given_by == ""
    assert len(desk.store.where(Session)) == 1


def test_publishing_an_archived_file_again_takes_it_out_of_the_archive(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "excel.md"
    file.write_text(EXCEL, encoding="utf-8")
    training = desk.store.get(Training, publish_file(desk, file).subject)
    desk.store.save(replace(training, status="archived"))
    publish_file(desk, file)
    assert desk.store.get(Training, training.id).status == "published"


@pytest.mark.parametrize(("name", "text"), [("kapot.md", "---\ntitle: [\n---\n"), ("lijst.csv", "titel\nExcel\n")])
def test_only_a_sound_markdown_file_can_be_published(desk: Desk, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile):
        publish_file(desk, tmp_path / name)
    assert desk.store.where(Training) == []


@pytest.mark.parametrize(
    ("name", "text", "zoneless"),
    [
        ("a.md", "---\ntitle: A\nstarts: 2026-12-03 10:00\n---\n", 1),
        ("a.md", "---\ntitle: A\nstarts: 2026-12-03 10:00 +01:00\n---\n", 0),
        ("a.md", "---\ntitle: A\nstarts: 2026-12-03\n---\n", 0),
        ("a.md", "---\ntitle: A\nstarts: 2026-12-03\ntime: 10.00\n---\n", 1),
        ("a.csv", "Titel;Datum;Tijdzone\nA;2026-12-03 10:00;\nA;2026-12-04 10:00;\nA;2026-12-05 10:00;Europe/Paris\n", 2),
        ("a.ics", "BEGIN:VEVENT\nSUMMARY:A\nDTSTART:20261203T100000\nEND:VEVENT\n", 1),
        ("a.ics", "BEGIN:VEVENT\nSUMMARY:A\nDTSTART:20261203T100000Z\nEND:VEVENT\n", 0),
        ("a.ics", "BEGIN:VEVENT\nSUMMARY:A\nDTSTART;TZID=Europe/Paris:20261203T100000\nEND:VEVENT\n", 0),
        ("a.ics", "BEGIN:VEVENT\nSUMMARY:A\nDTSTART;VALUE=DATE:20261203\nEND:VEVENT\n", 0),
    ],
)
def test_times_without_a_time_zone_are_read_as_times_here_and_that_is_told(
    desk: Desk, tmp_path: Path, name: str, text: str, zoneless: int
) -> None:
    source = tmp_path / name
    source.write_text(f"BEGIN:VCALENDAR\n{text}END:VCALENDAR\n" if name == "a.ics" else text, "utf-8")
    done = import_source(desk, source)
    assert done.zoneless == zoneless
    assert zone_remark(desk, done).count("Europe/Amsterdam") == min(zoneless, 1)
