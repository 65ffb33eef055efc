"""What one organisation writes, another reads: the same trainings, sessions and counts, however often."""

import json
import os
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from shared_files import NOW, WORDS, Time, described, hold, offer, parts_of

from tests.models.world import written
from traincollega.errors import DiskFull, NotAllowed
from traincollega.exchange.reading import preview, read_in
from traincollega.exchange.writing import shared_bytes, write
from traincollega.models.organisation import Organisation
from traincollega.models.session import Session
from traincollega.models.training import Outcome, Training
from traincollega.services.browsing import card_of, outcome_line
from traincollega.services.desk import Desk
from traincollega.services.planning import Plan, cancel
from traincollega.services.publishing import archive, hide, publish

LATER = Plan(starts=NOW + timedelta(days=9), minutes=45, place="Zaal 3", seats=12)
ONLINE = Plan(starts=NOW + timedelta(days=19), minutes=30, link="https://vergader.example/geheim")


def test_another_organisation_has_the_same_trainings_and_sessions(noordveld: Desk, zuidwijk: Desk, tmp_path: Path) -> None:
    offer(noordveld, WORDS, LATER)
    offer(noordveld, replace(WORDS, title="Helder schrijven", licence="eigen licentie", body="", summary=""))
    cancelled = noordveld.store.where(Session)[0]
    cancel(noordveld, cancelled.id, "Sanne is ziek")
    write(noordveld, tmp_path / "n.tjc")
    counts = read_in(zuidwijk, tmp_path / "n.tjc")
    assert (counts.new, counts.updated, counts.unchanged, counts.choices, counts.refused) == (2, 0, 0, 0, ())
    assert described(zuidwijk) == described(noordveld)


def test_the_second_time_everything_is_unchanged_and_nothing_is_written(noordveld: Desk, zuidwijk: Desk, tmp_path: Path) -> None:
    offer(noordveld, WORDS, LATER, ONLINE)
    write(noordveld, tmp_path / "n.tjc")
    read_in(zuidwijk, tmp_path / "n.tjc")
    before = written(zuidwijk.store)
    counts = read_in(zuidwijk, tmp_path / "n.tjc")
    assert (counts.new, counts.updated, counts.unchanged) == (0, 0, 1)
    assert written(zuidwijk.store) == before
    assert zuidwijk.store.check() == []


def test_the_same_content_gives_the_same_bytes(noordveld: Desk, time: Time) -> None:
    offer(noordveld, WORDS, LATER, ONLINE)
    first, _written = shared_bytes(noordveld)
    time.at += timedelta(hours=3)
    assert shared_bytes(noordveld)[0] == first


def test_what_changed_there_is_updated_here(noordveld: Desk, zuidwijk: Desk, time: Time, tmp_path: Path) -> None:
    training = offer(noordveld, WORDS, LATER)
    offer(noordveld, replace(WORDS, title="Blijft zo"))
    write(noordveld, tmp_path / "n.tjc")
    read_in(zuidwijk, tmp_path / "n.tjc")
    publish(noordveld, replace(WORDS, body="Nieuw."), training_id=training)
    hold(noordveld, time, training, 7)
    write(noordveld, tmp_path / "n.tjc")
    seen = preview(zuidwijk, tmp_path / "n.tjc")
    assert [(row.title, row.what, row.reason) for row in seen.rows] == [
        (WORDS.title, "updated", "The text changed. The dates changed. There are new results."),
        ("Blijft zo", "unchanged", "Nothing was changed."),
    ]
    assert (seen.organisation, seen.new, seen.updated, seen.unchanged, seen.choices) == ("Gemeente Noordveld", 0, 1, 1, 0)
    read_in(zuidwijk, seen)
    assert described(zuidwijk) == [
        (*one[:-1], tuple((*session[:2], session[2], *session[3:]) for session in one[-1])) for one in described(noordveld)
    ]
    assert read_in(zuidwijk, seen).unchanged == 2


def test_a_moved_session_gets_a_higher_number_for_calendars(noordveld: Desk, zuidwijk: Desk, tmp_path: Path) -> None:
    offer(noordveld, WORDS, LATER)
    write(noordveld, tmp_path / "n.tjc")
    read_in(zuidwijk, tmp_path / "n.tjc")
    noordveld.store.save(replace(noordveld.store.where(Session)[0], place="Zaal 9"))
    write(noordveld, tmp_path / "n.tjc")
    read_in(zuidwijk, tmp_path / "n.tjc")
    assert [(one.place, one.sequence) for one in zuidwijk.store.where(Session)] == [("Zaal 9", 1)]


def test_a_preview_writes_nothing_and_a_row_can_be_left_out(noordveld: Desk, zuidwijk: Desk, tmp_path: Path) -> None:
    wanted, unwanted = offer(noordveld), offer(noordveld, replace(WORDS, title="Liever niet"))
    write(noordveld, tmp_path / "n.tjc")
    before = written(zuidwijk.store)
    seen = preview(zuidwijk, tmp_path / "n.tjc")
    assert written(zuidwijk.store) == before
    assert [(row.id, row.what) for row in seen.rows] == [(wanted, "new"), (unwanted, "new")]
    assert read_in(zuidwijk, seen, {unwanted}).new == 1
    assert [one.title for one in zuidwijk.store.where(Training)] == [WORDS.title]


def test_our_own_file_changes_nothing_here(noordveld: Desk, tmp_path: Path) -> None:
    training = offer(noordveld, WORDS, LATER)
    write(noordveld, tmp_path / "n.tjc")
    publish(noordveld, replace(WORDS, title="Intussen anders"), training_id=training)
    before = written(noordveld.store)
    assert [(row.what, row.reason) for row in preview(noordveld, tmp_path / "n.tjc").rows] == [("unchanged", "This is our own.")]
    assert read_in(noordveld, tmp_path / "n.tjc").unchanged == 1
    assert written(noordveld.store) == before


def test_the_receivers_card_tells_what_came_of_it(noordveld: Desk, zuidwijk: Desk, time: Time, tmp_path: Path) -> None:
    training = offer(noordveld)
    for people in (12, 12, 13, 4):
        hold(noordveld, time, training, people)
    write(noordveld, tmp_path / "n.tjc")
    read_in(zuidwijk, tmp_path / "n.tjc")
    card = card_of(zuidwijk, zuidwijk.store.where(Training)[0].id)
    assert [outcome_line(*one) for one in card.outcomes] == ["Given at Gemeente Noordveld: 3 sessions, 37 participants"]
    assert card.outcomes[0][1].minutes == 37 * 60
    assert (card.trainer, card.organisation) == ("Gemeente Noordveld", "Gemeente Noordveld")


def test_the_receivers_card_tells_how_it_was_rated_once_five_answered(
    noordveld: Desk, zuidwijk: Desk, time: Time, tmp_path: Path
) -> None:
    training = offer(noordveld)
    hold(noordveld, time, training, 12)
    said = Outcome.new(noordveld.me, training=training, organisation=noordveld.organisation, answers=7, stars=30, users=6)
    for known, line in ((False, ""), (True, " · Rating 4.3 of 5, from 7 answers · 6 use it")):
        if known:
            noordveld.store.save(said)
        write(noordveld, tmp_path / "n.tjc")
        read_in(zuidwijk, tmp_path / "n.tjc")
        card = card_of(zuidwijk, zuidwijk.store.where(Training)[0].id)
        assert [outcome_line(*one) for one in card.outcomes] == [f"Given at Gemeente Noordveld: 1 session, 12 participants{line}"]
    assert read_in(zuidwijk, tmp_path / "n.tjc").unchanged == 1
    assert card_of(noordveld, training).outcomes == (), "what our own trainings brought about is no card of another's"


def test_what_was_taken_back_comes_back_as_new(noordveld: Desk, zuidwijk: Desk, time: Time, tmp_path: Path) -> None:
    hold(noordveld, time, offer(noordveld, WORDS, LATER), 6)
    write(noordveld, tmp_path / "n.tjc")
    read_in(zuidwijk, tmp_path / "n.tjc")
    everything = [*zuidwijk.store.where(Training), *zuidwijk.store.where(Session), *zuidwijk.store.where(Outcome)]
    zuidwijk.store.save(*(replace(one, deleted=True) for one in everything))
    assert read_in(zuidwijk, tmp_path / "n.tjc").new == 1
    assert described(zuidwijk) == described(noordveld)
    assert len(zuidwijk.store.where(Outcome)) == 1
    assert read_in(zuidwijk, tmp_path / "n.tjc").unchanged == 1


def test_what_a_receiver_archived_stays_archived(noordveld: Desk, zuidwijk: Desk, tmp_path: Path) -> None:
    training = offer(noordveld)
    write(noordveld, tmp_path / "n.tjc")
    read_in(zuidwijk, tmp_path / "n.tjc")
    archive(zuidwijk, zuidwijk.store.where(Training)[0].id)
    publish(noordveld, replace(WORDS, title="Nieuwe titel"), training_id=training)
    write(noordveld, tmp_path / "n.tjc")
    assert read_in(zuidwijk, tmp_path / "n.tjc").updated == 1
    assert [(one.title, one.status) for one in zuidwijk.store.where(Training)] == [("Nieuwe titel", "archived")]


def test_an_organisation_that_changes_its_name_stays_one(noordveld: Desk, zuidwijk: Desk, tmp_path: Path) -> None:
    offer(noordveld)
    write(noordveld, tmp_path / "n.tjc")
    read_in(zuidwijk, tmp_path / "n.tjc")
    noordveld.store.save(replace(noordveld.our_organisation(), name="Gemeente Noorderveld"))
    write(noordveld, tmp_path / "n.tjc")
    assert read_in(zuidwijk, tmp_path / "n.tjc").updated == 1
    assert sorted(one.name for one in zuidwijk.store.where(Organisation)) == ["Gemeente Noorderveld", "Waterschap Zuidwijk"]


def test_what_is_not_to_be_found_here_is_not_written(noordveld: Desk, tmp_path: Path) -> None:
    archive(noordveld, offer(noordveld, replace(WORDS, title="Gearchiveerd")))
    hide(noordveld, offer(noordveld, replace(WORDS, title="Verborgen")), "dubbel")
    deleted = offer(noordveld, replace(WORDS, title="Weg"))
    noordveld.store.save(replace(noordveld.store.get(Training, deleted), deleted=True))
    offer(noordveld, replace(WORDS, title="Te vinden"))
    assert write(noordveld, tmp_path / "n.tjc").trainings == 1
    assert b"Te vinden" in parts_of(tmp_path / "n.tjc")["catalogue.jsonld"]


def test_what_came_from_others_is_not_passed_on(noordveld: Desk, zuidwijk: Desk, tmp_path: Path) -> None:
    offer(noordveld)
    write(noordveld, tmp_path / "n.tjc")
    read_in(zuidwijk, tmp_path / "n.tjc")
    offer(zuidwijk, replace(WORDS, title="Van ons"))
    write(zuidwijk, tmp_path / "z.tjc")
    names = [node.get("name") for node in json.loads(parts_of(tmp_path / "z.tjc")["catalogue.jsonld"])["@graph"]]
    assert names == ["Waterschap Zuidwijk", "Van ons"]


def test_only_a_coordinator_writes_the_file(noordveld: Desk, tmp_path: Path) -> None:
    colleague = replace(noordveld, me="0" * 32)
    with pytest.raises(NotAllowed, match="coordinator"):
        write(colleague, tmp_path / "n.tjc")
    assert not (tmp_path / "n.tjc").exists()


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(
    noordveld: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(noordveld)
    folder = tmp_path / "uit"
    folder.mkdir()
    write(noordveld, folder / "n.tjc")
    before = (folder / "n.tjc").read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull, match="disk is full"):
        write(noordveld, folder / "n.tjc")
    assert [(one.name, one.read_bytes()) for one in folder.iterdir()] == [("n.tjc", before)]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may write everywhere")
def test_a_folder_we_may_not_write_in_is_said(noordveld: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "dicht"
    folder.mkdir()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(DiskFull, match="may not write"):
        write(noordveld, folder / "n.tjc")
