"""Publishing: three fields make a training; nothing that was written is ever lost."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.models.world import NOON, Time
from tests.services.conftest import colleague, session_of, training_of
from traincollega.errors import InvalidInput, NotAllowed, NotFound
from traincollega.models.finding import Question
from traincollega.models.session import Session
from traincollega.models.training import Interest, Training
from traincollega.services.beginning import open_desk
from traincollega.services.browsing import agenda
from traincollega.services.desk import Desk
from traincollega.services.drafting import (
    begin_draft,
    get_draft,
    my_drafts,
    save_draft,
    throw_draft_away,
    versions_of_draft,
)
from traincollega.services.enrolling import sign_up, withdraw
from traincollega.services.planning import Plan, cancel, plan
from traincollega.services.publishing import (
    Words,
    archive,
    check_words,
    faults,
    hide,
    publish,
    put_back,
    stop_waiting,
    tidy,
    unarchive,
    version_words,
    versions,
    wait_for_date,
    words_of,
    words_of_draft,
)  # fmt: skip

WORDS = Words(title="Excel", summary="In short", minutes=45, topics=("rekenen",), body="A story", seats=8)


def findable(desk: Desk) -> list[str]:
    seqs = desk.finder().ids(Question(), desk.now())
    rows = desk.store.by_seq(Training, seqs)
    return [rows[seq].title for seq in seqs]


def test_three_fields_and_a_first_date_make_a_training(anna: Desk) -> None:
    done = publish(anna, WORDS, dates=[Plan(NOON + timedelta(days=7), 45, "Hall 2")])
    assert done.sentence == "**Excel** is published. Colleagues can find it."
    assert words_of(anna.store.get(Training, done.subject)) == WORDS
    assert [one.place for one in anna.store.where(Session, training=done.subject)] == ["Hall 2"]
    assert findable(anna) == ["Excel"]


def test_a_wrong_first_date_publishes_nothing(anna: Desk) -> None:
    draft = begin_draft(anna, WORDS)
    with pytest.raises(InvalidInput):
        publish(anna, WORDS, dates=[Plan(NOON, 0)], draft=draft)
    assert anna.store.where(Training) == []
    assert [one.id for one in my_drafts(anna)] == [draft]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " \u202e\n"}, "title"), ({"title": "x" * 301}, "title"), ({"summary": "x" * 1_001}, "summary"),
        ({"minutes": 0}, "minutes"), ({"minutes": 60 * 24 * 15}, "minutes"), ({"body": "x" * 200_001}, "body"),
        ({"goal": "x" * 200_001}, "goal"), ({"seats": 0}, "seats"), ({"seats": 1 << 70}, "seats"),
    ],
)  # fmt: skip
def test_what_cannot_be_published_is_said_beside_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as told:
        tidy(replace(WORDS, **wrong))  # type: ignore[arg-type]
    assert told.value.field == field


def test_all_that_cannot_be_published_is_said_at_once() -> None:
    assert list(faults(Words(summary="x" * 1_001, goal="x" * 200_001))) == ["title", "summary", "minutes", "goal"]


def test_words_are_kept_without_stray_signs() -> None:
    words = replace(
        WORDS, title="  Ex\u202ecel\n voor  beginners ", topics=(" a ", "a", "", "\n", "x" * 99), body="half \ud83d a sign"
    )
    assert tidy(words).title == "Excel voor beginners"
    assert tidy(words).topics == ("a", "x" * 60)
    assert tidy(words).body == "half  a sign"


def test_only_a_missing_title_or_duration_blocks() -> None:
    assert {tip.field for tip in check_words(Words()) if tip.blocks} == {"title", "minutes"}
    assert not any(tip.blocks for tip in check_words(Words(title="x" * 80, minutes=120, seats=40)))
    assert {tip.field for tip in check_words(Words(title="x" * 80, minutes=120, seats=40))} == {
        "title", "summary", "minutes", "outcomes", "topics", "seats",
    }  # fmt: skip
    assert check_words(replace(WORDS, outcomes="You can count.")) == []


def test_what_is_far_too_long_blocks_too() -> None:
    assert [(tip.field, tip.blocks) for tip in check_words(replace(WORDS, title="x" * 301, outcomes="."))] == [("title", True)]


def test_publishing_again_is_a_new_version_of_the_same_training(anna: Desk) -> None:
    training = publish(anna, WORDS).subject
    assert publish(anna, replace(WORDS, title="Excel 2"), training_id=training).subject == training
    assert [one.title for one in anna.store.where(Training)] == ["Excel 2"]
    assert publish(anna, replace(WORDS, title="Excel 2"), training_id=training).changes == ()
    with pytest.raises(NotAllowed):
        publish(colleague(anna, "Bram"), WORDS, training_id=training)
    with pytest.raises(NotFound):
        publish(anna, WORDS, training_id="0" * 32)


def test_what_somebody_else_changed_meanwhile_stays_where_it_was_left_alone(anna: Desk) -> None:
    training = publish(anna, WORDS).subject
    publish(anna, replace(WORDS, body="By a co-trainer", title="Calc"), training_id=training)
    done = publish(anna, replace(WORDS, title="Excel 2", seats=9), training_id=training, begun=WORDS)
    now = anna.store.get(Training, training)
    assert (now.title, now.seats, now.body) == ("Excel 2", 9, "By a co-trainer")
    assert set(done.changes[0].fields) == {"title", "seats"}


def test_what_is_told_of_a_version_is_the_title_it_has_now(anna: Desk) -> None:
    training = publish(anna, WORDS).subject
    publish(anna, replace(WORDS, title="Calc"), training_id=training)
    done = publish(anna, replace(WORDS, seats=9), training_id=training, begun=WORDS)
    assert done.sentence == "**Calc** is published. Colleagues can find it."


def test_a_new_training_gets_all_that_is_written_whatever_it_was_begun_from(anna: Desk) -> None:
    done = publish(anna, replace(WORDS, seats=9), begun=WORDS)
    assert words_of(anna.store.get(Training, done.subject)) == replace(WORDS, seats=9)


def test_every_published_version_is_listed_with_its_writer_and_can_be_put_back(anna: Desk) -> None:
    training = publish(anna, WORDS).subject
    publish(anna, replace(WORDS, title="Excel 2", preparation="Bring a laptop"), training_id=training)
    publish(anna, replace(WORDS, title="Excel 3"), training_id=training)
    found = versions(anna, training)
    assert [(one.who, set(one.fields)) for one in found] == [
        ("Anna", {"title", "preparation"}),
        ("Anna", {"title", "preparation"}),
        ("Anna", {"title", "summary", "minutes", "topics", "body", "seats"}),
    ]
    assert version_words(anna, training, found[1]) == replace(WORDS, title="Excel 2", preparation="Bring a laptop")
    done = put_back(anna, training, found[2])
    assert done.sentence == "**Excel** is as it was before."
    assert words_of(anna.store.get(Training, training)) == WORDS
    assert len(versions(anna, training)) == 4
    anna.undo(done)
    assert anna.store.get(Training, training).title == "Excel 3"


def test_what_is_archived_cannot_be_found_and_comes_back(anna: Desk) -> None:
    training = training_of(anna)
    done = archive(anna, training)
    assert findable(anna) == []
    anna.undo(done)
    assert findable(anna) == ["Excel"]
    archive(anna, training)
    unarchive(anna, training)
    assert findable(anna) == ["Excel"]


def test_archiving_tells_what_becomes_of_the_sessions_and_of_who_signed_up(anna: Desk) -> None:
    training, bram = training_of(anna), colleague(anna, "Bram")
    assert archive(anna, training).sentence == "**Excel** is archived. You can find it under My trainings."
    unarchive(anna, training)
    first, second = session_of(anna, training), session_of(anna, training, days=8)
    cancel(anna, session_of(anna, training, days=9))
    plan(anna, training, Plan(NOON - timedelta(days=3), 45))
    done = archive(anna, training)
    assert done.sentence.endswith("2 planned sessions stay in Agenda and go on. Nobody has signed up yet.")
    anna.undo(done)
    for desk, session in ((anna, first), (bram, first), (bram, second)):
        sign_up(desk, session)
    assert archive(anna, training).sentence.endswith("2 planned sessions stay in Agenda and go on. 2 colleagues have signed up.")
    assert [one.session.id for one in agenda(bram, NOON, NOON + timedelta(days=30))][:2] == [first, second]
    withdraw(bram, second)
    assert withdraw(bram, first).sentence == "You have left **Excel**. Your seat is free for a colleague."


def test_hiding_tells_what_becomes_of_the_sessions_too(anna: Desk) -> None:
    training = training_of(anna)
    sign_up(anna, session_of(anna, training))
    sentence = "**Excel** is hidden. 1 planned session still goes on. 1 colleague has signed up."
    assert hide(anna, training, "double").sentence == sentence
    assert hide(anna, training, "").sentence == "**Excel** is shown again."


def test_a_coordinator_who_archives_is_not_sent_to_their_own_trainings(anna: Desk) -> None:
    training = training_of(colleague(anna, "Bram"))
    assert archive(anna, training).sentence == "**Excel** is archived. Its trainer can publish it again."


def test_a_coordinator_hides_with_a_reason_that_the_owner_sees(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    training = training_of(bram)
    with pytest.raises(NotAllowed, match="Only a coordinator"):
        hide(bram, training, "mine")
    assert hide(anna, training, " It is\ndouble ").sentence == "**Excel** is hidden."
    assert bram.store.get(Training, training).hidden == "It is double"
    assert findable(anna) == []
    assert hide(anna, training, "").sentence == "**Excel** is shown again."
    assert findable(anna) == ["Excel"]


def test_a_draft_is_there_after_a_crash(anna: Desk, time: Time) -> None:
    draft = begin_draft(anna, Words(title="Half a tho"))
    save_draft(anna, draft, replace(WORDS, title="Half a thought"), date="2026-12-10")
    anna.store.connection.execute("BEGIN")  # what was not committed goes, as in a crash
    anna.store.connection.execute("DELETE FROM draft")
    anna.store.connection.close()
    again = open_desk(anna.path.parent, time)
    assert again is not None
    (found,) = my_drafts(again)
    assert words_of_draft(found) == replace(WORDS, title="Half a thought")
    assert found.fields["extra"] == {"date": "2026-12-10"}
    object.__setattr__(anna, "store", again.store)


def test_a_draft_keeps_its_last_twenty_versions(anna: Desk) -> None:
    draft = begin_draft(anna, Words(title="0"))
    for n in range(1, 25):
        save_draft(anna, draft, Words(title=str(n)))
        save_draft(anna, draft, Words(title=str(n)))
    titles = [words_of_draft(one).title for one in versions_of_draft(anna, draft)]
    assert titles == [str(n) for n in range(24, 4, -1)]


def test_what_is_written_last_stays_the_newest_version_when_the_clock_jumps_back(anna: Desk, time: Time) -> None:
    draft = begin_draft(anna, Words(title="first"))
    for n in range(25):
        time.now -= timedelta(hours=1)
        save_draft(anna, draft, Words(title=str(n)))
    assert [words_of_draft(one).title for one in versions_of_draft(anna, draft)] == [str(n) for n in range(24, 4, -1)]


def test_half_a_sign_in_a_draft_is_kept(anna: Desk) -> None:
    draft = begin_draft(anna, Words(title="\ud83d"))
    found = get_draft(anna, draft)
    assert found is not None
    assert words_of_draft(found).title == "\ud83d"


def test_a_draft_goes_when_it_is_published_or_thrown_away(anna: Desk) -> None:
    first, second = begin_draft(anna, WORDS), begin_draft(anna, WORDS)
    publish(anna, WORDS, draft=first)
    assert [one.id for one in my_drafts(anna)] == [second]
    throw_draft_away(anna, second)
    assert my_drafts(anna) == versions_of_draft(anna, second) == []
    assert get_draft(anna, second) is None


def test_a_publication_that_is_undone_lies_under_the_drafts_again(anna: Desk) -> None:
    done = publish(anna, WORDS, draft=begin_draft(anna, WORDS))
    anna.undo(done)
    assert findable(anna) == []
    assert [words_of_draft(one) for one in my_drafts(anna)] == [WORDS]
    anna.undo(done)
    assert len(my_drafts(anna)) == 1


def test_who_waits_for_a_date_counts_once_and_may_stop(anna: Desk) -> None:
    training = training_of(anna)
    wait_for_date(anna, training)
    wait_for_date(anna, training)
    assert [one.withdrawn for one in anna.store.where(Interest)] == [False]
    stop_waiting(anna, training)
    assert [one.withdrawn for one in anna.store.where(Interest)] == [True]
    wait_for_date(anna, training)
    assert [one.withdrawn for one in anna.store.where(Interest)] == [False]


def test_an_undo_after_somebody_signed_up_takes_the_dates_too(anna: Desk, tmp_path: Path) -> None:
    done = publish(anna, WORDS, dates=[Plan(NOON + timedelta(days=7), 45)])
    extra = session_of(anna, done.subject, days=9)
    anna.undo(done)
    assert [one.id for one in anna.store.where(Session)] == [extra]
