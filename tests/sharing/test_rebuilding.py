"""Making everything anew from the segments: whatever is damaged or passes for sent, nothing that somebody saved is thrown away."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.sharing.office import Office, Profile, office
from traincollega.errors import DatabaseBusy
from traincollega.models import database
from traincollega.models.colleague import Device
from traincollega.models.envelopes import SENT_UNTIL
from traincollega.models.training import Training
from traincollega.services.beginning import open_desk
from traincollega.sharing import checking
from traincollega.sharing.checking import check, rebuild
from traincollega.sharing.keeping_step import waiting


@pytest.fixture
def ours() -> Iterator[Office]:
    """Anna's organisation, in which Bram has something that everybody heard."""
    with office() as made:
        _anna, bram = made.begun_with("Bram")
        bram.store.save(Training.new(bram.me, title="Excel"))
        made.settle()
        yield made


def titles(one: Profile) -> list[str]:
    """Return what trainings somebody sees."""
    return sorted(training.title for training in one.store.where(Training))


def test_what_was_not_sent_yet_stays_and_is_sent(ours: Office) -> None:
    anna, bram = ours.profiles
    bram.store.save(Training.new(bram.me, title="Word"))
    rebuild(bram.circle())
    assert titles(bram) == ["Excel", "Word"]
    ours.settle()
    assert titles(anna) == ["Excel", "Word"]


def test_what_a_window_saves_meanwhile_stays(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _anna, bram = ours.profiles
    monkeypatch.setattr(database, "PATIENCE", 0)
    window = open_desk(bram.folder, bram.now)
    assert window is not None
    word = Training.new(bram.me, title="Word")
    refused = []
    really = checking.due

    def saved_meanwhile(*arguments: Any) -> Any:
        found = really(*arguments)
        try:
            window.store.save(word)
        except DatabaseBusy:
            refused.append(word)
        return found

    monkeypatch.setattr(checking, "due", saved_meanwhile)
    rebuild(bram.circle())
    window.store.save(*refused)
    assert titles(bram) == ["Excel", "Word"]
    window.store.connection.close()


def test_what_passes_for_sent_is_told_of_and_sent_after_all(ours: Office) -> None:
    anna, bram = ours.profiles
    bram.store.save(Training.new(bram.me, title="Word"))
    bram.store.set_local(SENT_UNTIL, str(bram.circle().envelopes.last_change()))
    bram.store.save(Training.new(bram.me, title="Access"))
    assert [one[:2] for one in check(bram.desk, bram.circle())] == ["1 "]
    rebuild(bram.circle())
    assert waiting(bram.circle()) == 2
    ours.settle()
    assert titles(anna) == titles(bram) == ["Access", "Excel", "Word"]
    assert check(bram.desk, bram.circle()) == []


def test_what_passes_for_sent_of_the_computer_this_one_was_is_said_by_this_one(ours: Office) -> None:
    anna, bram = ours.profiles
    bram.put_back(bram.copied(ours.folder / "copy"))
    former = bram.store.speaking_for(bram.device, bram.me)
    ours.settle()
    assert former.device != bram.device
    former.save(Training.new(bram.me, title="Word"))
    bram.store.set_local(SENT_UNTIL, str(bram.circle().envelopes.last_change()))
    assert len(check(bram.desk, bram.circle())) == 1
    rebuild(bram.circle())
    ours.settle()
    assert titles(anna) == titles(bram) == ["Excel", "Word"]
    assert check(bram.desk, bram.circle()) == []
    assert anna.digest() == bram.digest()


def test_what_passes_for_sent_of_a_computer_that_nothing_tells_was_this_one_stays(ours: Office) -> None:
    _anna, bram = ours.profiles
    left = Device.new(bram.me, person=bram.me, keys="00" * 64)
    bram.store.save(left)
    bram.store.speaking_for(left.id, bram.me).save(Training.new(bram.me, title="Word"))
    bram.store.set_local(SENT_UNTIL, str(bram.circle().envelopes.last_change()))
    rebuild(bram.circle())
    assert titles(bram) == ["Excel", "Word"]


def test_of_what_another_computer_of_mine_said_nobody_reads_that_it_can_be_sent_after_all(ours: Office) -> None:
    _anna, bram = ours.profiles
    other = Device.new(bram.me, person=bram.me, keys="ab" * 64)
    bram.store.save(other)
    bram.round()
    bram.store.speaking_for(other.id, bram.me).save(Training.new(bram.me, title="Word"))
    bram.store.set_local(SENT_UNTIL, str(bram.circle().envelopes.last_change()))
    assert check(bram.desk, bram.circle()) == []


def test_what_was_sent_and_is_gone_here_comes_back_and_is_not_sent_again(ours: Office) -> None:
    anna, bram = ours.profiles
    bram.store.connection.execute("DELETE FROM change WHERE noun = 'training'")
    assert len(check(bram.desk, bram.circle())) == 1
    bram.store.save(Training.new(bram.me, title="Word"))
    rebuild(bram.circle())
    assert titles(bram) == ["Excel", "Word"]
    assert waiting(bram.circle()) == 1
    assert bram.store.check() == []
    ours.settle()
    assert anna.digest() == bram.digest()


def test_what_a_colleague_never_said_goes(ours: Office) -> None:
    anna, bram = ours.profiles
    before = anna.digest()
    anna.store.apply([replace(next(one for one in bram.changes().values() if one.noun == "training"), fields={"title": "Else"})])
    assert len(check(anna.desk, anna.circle())) == 1
    rebuild(anna.circle())
    assert anna.digest() == before


@pytest.mark.parametrize("whose", ["a colleague's", "my own"])
def test_what_is_in_a_segment_that_cannot_be_opened_any_more_stays(whose: str, ours: Office) -> None:
    one = ours.profiles[whose == "my own"]
    last = one.circle().envelopes.of_device(ours.profiles[1].device)[-1]
    one.store.connection.execute("UPDATE segment SET envelope = ? WHERE id = ?", (last.envelope[:-1], last.id))
    one.store.connection.execute("DELETE FROM training")
    assert [sentence[:2] for sentence in check(one.desk, one.circle())] == ["1 "]
    rebuild(one.circle())
    assert titles(one) == ["Excel"]
    assert waiting(one.circle()) == 0


def test_what_waits_to_be_sent_waits_still_where_a_segment_of_mine_cannot_be_opened_any_more(ours: Office) -> None:
    anna, bram = ours.profiles
    last = bram.circle().envelopes.of_device(bram.device)[-1]
    bram.store.connection.execute("UPDATE segment SET envelope = ? WHERE id = ?", (last.envelope[:-1], last.id))
    bram.store.save(Training.new(bram.me, title="Word"))
    rebuild(bram.circle())
    assert waiting(bram.circle()) == 1
    ours.settle()
    assert titles(anna) == ["Excel", "Word"]
