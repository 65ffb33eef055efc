"""Joining that does not succeed leaves a profile's folder, and the place, as they were."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.sharing.circle_of import Clock, Village, Villager
from tests.sharing.faulty_folder import Shelf
from traincollega.errors import DiskFull, InvalidInput, NotPossible, SharingError
from traincollega.models.colleague import Colleague
from traincollega.models.envelopes import Envelopes
from traincollega.services.beginning import begin, open_desk
from traincollega.services.desk import Desk
from traincollega.settings import change_settings, read_settings
from traincollega.sharing import joining
from traincollega.sharing.belonging import HEARD, members
from traincollega.sharing.invitation import Invitation
from traincollega.sharing.keys import FILE
from traincollega.sharing.place import Names


@pytest.fixture
def village(tmp_path: Path) -> Village:
    made = Village(tmp_path)
    made.start()
    return made


def contents(folder: Path) -> dict[str, bytes]:
    """Return all that lies in a folder."""
    return {str(one.relative_to(folder)): one.read_bytes() if one.is_file() else b"" for one in folder.rglob("*")}


def failing_at(round_: int, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the place be away at the first round of joining (1), or at the one that sends the card (2)."""
    rounds, do = iter(range(1, 9)), shelf.names

    def names() -> Names:
        if next(rounds) == round_:
            raise SharingError("away")
        return do()

    monkeypatch.setattr(shelf, "names", names)


@pytest.mark.parametrize("round_", [1, 2])
def test_folders_that_joining_made_go_again(village: Village, round_: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = village.invitation()
    before = set(village.shelf.files)
    failing_at(round_, village.shelf, monkeypatch)
    with pytest.raises(SharingError, match="away"):
        village.join("deep/er/bram", invitation, email="bram@noordveld.nl")
    assert not (tmp_path / "deep").exists()
    assert set(village.shelf.files) == before


@pytest.mark.parametrize("round_", [1, 2])
def test_what_was_in_the_folder_stays(village: Village, round_: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation, folder = village.invitation(), tmp_path / "bram"
    change_settings(folder, zoom=125, device="00" * 16)
    (folder / FILE).write_bytes(b"keys whose data comes back from a backup")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    before = contents(folder)
    failing_at(round_, village.shelf, monkeypatch)
    with pytest.raises(SharingError, match="away"):
        village.join("Bram", invitation)
    assert contents(folder) == before


@pytest.mark.parametrize("round_", [1, 2])
def test_an_empty_folder_that_was_there_stays_empty(
    village: Village, round_: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation, folder = village.invitation(), tmp_path / "bram"
    folder.mkdir()
    failing_at(round_, village.shelf, monkeypatch)
    with pytest.raises(SharingError, match="away"):
        village.join("Bram", invitation)
    assert contents(folder) == {}


def test_settings_that_were_there_stay_also_where_they_are_those_of_the_first_day(village: Village, tmp_path: Path) -> None:
    folder = tmp_path / "bram"
    change_settings(folder)
    before = contents(folder)
    joining.take_first(folder, village.invitation(), village.shelf, village.people["Anna"].clock).give_up()
    assert contents(folder) == before


def test_what_the_window_kept_meanwhile_stays(village: Village, tmp_path: Path) -> None:
    folder = tmp_path / "bram"
    first = joining.take_first(folder, village.invitation(), village.shelf, village.people["Anna"].clock)
    change_settings(folder, zoom=125)
    first.give_up()
    assert list(contents(folder)) == ["settings.json"]
    assert read_settings(folder).zoom == 125


def test_a_department_that_cannot_be_is_refused_before_anything_is_fetched(village: Village, tmp_path: Path) -> None:
    invitation, anna = village.invitation(), village.people["Anna"]
    with pytest.raises(InvalidInput) as caught:
        joining.join(
            tmp_path / "bram", invitation, village.shelf, name="Bram", email="b@n.nl", department="x" * 999, now=anna.clock
        )
    assert caught.value.field == "department"
    assert not (tmp_path / "bram").exists()


def test_where_an_organisation_has_begun_nothing_is_taken_away(village: Village) -> None:
    invitation, anna = village.invitation(), village.people["Anna"]
    anna.desk.store.connection.close()
    before = contents(anna.folder)
    with pytest.raises(NotPossible):
        village.join("Anna", invitation)
    assert contents(anna.folder).keys() == before.keys()
    desk = open_desk(anna.folder, anna.clock)
    assert desk is not None
    desk.store.connection.close()


def test_what_another_program_began_there_meanwhile_stays(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation, folder, really = village.invitation(), tmp_path / "bram", joining.new_database

    def late(*given: Any) -> Any:
        begin(folder, organisation="Gemeente Elders", name="Bram", email="bram@elders.nl").close()
        return really(*given)

    monkeypatch.setattr(joining, "new_database", late)
    with pytest.raises(NotPossible):
        village.join("Bram", invitation)
    desk = open_desk(folder)
    assert desk is not None
    assert desk.our_organisation().name == "Gemeente Elders"
    desk.close()


LAID = 3
"""Segments that a newcomer lays: of their computer, of a new department, and of their card."""


@pytest.mark.parametrize("laid", range(LAID + 1))
@pytest.mark.parametrize("before", [True, False])
def test_who_is_cut_short_while_their_card_is_sent_goes_on_as_the_same_colleague(
    village: Village, tmp_path: Path, laid: int, before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation, anna, put = village.invitation(), village.people["Anna"], village.shelf.put
    puts = iter(range(99))

    def cut_short(name: str, content: bytes) -> None:
        last = next(puts) == laid
        if not (last and before):
            put(name, content)
        if last:
            raise KeyboardInterrupt

    monkeypatch.setattr(village.shelf, "put", cut_short)
    with suppress(KeyboardInterrupt):
        join_with(tmp_path / "bram", invitation, village, anna.clock).close()
    monkeypatch.setattr(village.shelf, "put", put)
    village.exchange()
    assert all(computer.state == HEARD for member in members(anna.circle) for computer in member.computers)
    desk = open_desk(tmp_path / "bram", anna.clock)
    assert desk is not None
    village.people["Bram"] = Villager("Bram", tmp_path / "bram", anna.clock, village.shelf, desk)
    village.exchange()
    village.in_step()
    assert sorted(card.name for card in anna.desk.store.where(Colleague)) == ["Anna Bos", "Bram Bos"]
    assert sorted(member.name for member in members(anna.circle)) == ["Anna Bos", "Bram Bos"]


def test_what_keeps_a_card_from_being_sent_is_told_and_who_joined_stays(
    village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_envelopes: Envelopes, names: list[str]) -> None:
        if names:
            raise DiskFull("The disk is full.")

    invitation, anna = village.invitation(), village.people["Anna"]
    with monkeypatch.context() as without:
        without.setattr(Envelopes, "set_placed", no_room)
        who = village.join("Bram", invitation)
    (step,) = who.steps
    assert step.problems == ("The disk is full.",)
    assert step.waiting
    village.exchange()
    village.in_step()
    assert who.circle.keys.device in anna.circle.trust().certified


def join_with(folder: Path, invitation: Invitation, village: Village, clock: Clock) -> Desk:
    """Let Bram join, of a new department."""
    return joining.join(
        folder, invitation, village.shelf, name="Bram Bos", email="bram@noordveld.nl", department="Sport", now=clock
    ).desk
