"""Joining that does not succeed leaves a profile's folder, and the place, as they were."""

from pathlib import Path
from typing import Any

import pytest

from tests.sharing.circle_of import Village
from traincollega.errors import InvalidInput, NotPossible, SharingError
from traincollega.services.beginning import begin, open_desk
from traincollega.settings import change_settings, read_settings
from traincollega.sharing import joining
from traincollega.sharing.keys import FILE


@pytest.fixture
def village(tmp_path: Path) -> Village:
    made = Village(tmp_path)
    made.start()
    return made


def contents(folder: Path) -> dict[str, bytes]:
    """Return all that lies in a folder."""
    return {str(one.relative_to(folder)): one.read_bytes() if one.is_file() else b"" for one in folder.rglob("*")}


def failing_at(round_: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first round of joining fail (1), or the one that sends the card (2)."""
    rounds, do = iter(range(1, 9)), joining.keep_step

    def keep_step(*given: Any, **named: Any) -> Any:
        if next(rounds) == round_:
            raise SharingError("away")
        return do(*given, **named)

    monkeypatch.setattr(joining, "keep_step", keep_step)


@pytest.mark.parametrize("round_", [1, 2])
def test_folders_that_joining_made_go_again(village: Village, round_: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = village.invitation()
    failing_at(round_, monkeypatch)
    before = set(village.shelf.names().present)
    with pytest.raises(SharingError, match="away"):
        village.join("deep/er/bram", invitation, email="bram@noordveld.nl")
    assert not (tmp_path / "deep").exists()
    assert set(village.shelf.names().present) == before


@pytest.mark.parametrize("round_", [1, 2])
def test_what_was_in_the_folder_stays(village: Village, round_: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation, folder = village.invitation(), tmp_path / "bram"
    change_settings(folder, zoom=125, device="00" * 16)
    (folder / FILE).write_bytes(b"keys whose data comes back from a backup")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    before = contents(folder)
    failing_at(round_, monkeypatch)
    with pytest.raises(SharingError, match="away"):
        village.join("Bram", invitation)
    assert contents(folder) == before


@pytest.mark.parametrize("round_", [1, 2])
def test_an_empty_folder_that_was_there_stays_empty(
    village: Village, round_: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation, folder = village.invitation(), tmp_path / "bram"
    folder.mkdir()
    failing_at(round_, monkeypatch)
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
