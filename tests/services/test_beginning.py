"""Beginning: an organisation in four fields; what is wrong is said beside its field, and nothing is lost in a crash."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.models.world import Time
from traincollega.errors import DatabaseDamaged, DatabaseOnShare, InvalidInput, NotPossible
from traincollega.models.colleague import Device
from traincollega.models.organisation import Department
from traincollega.services import beginning
from traincollega.services.beginning import begin, open_desk
from traincollega.services.desk import Desk
from traincollega.settings import Settings, database_path, read_settings, write_settings

FIELDS = {"organisation": "Gemeente Noordveld", "name": "Anna", "email": "anna@noordveld.nl", "department": "ICT"}


def test_who_begins_is_the_first_coordinator_and_stands_in_the_list(anna: Desk) -> None:
    assert anna.is_coordinator()
    card = anna.my_card()
    assert (card.name, card.email) == ("Anna", "anna@noordveld.nl")
    assert anna.store.get(Department, card.department).name == "ICT"
    assert anna.our_organisation().name == "Gemeente Noordveld"
    assert str(anna.zone) == "Europe/Amsterdam"


def test_a_profile_opens_again_as_the_same_person_on_the_same_computer(anna: Desk, time: Time) -> None:
    again = open_desk(anna.path.parent, time)
    assert again is not None
    assert (again.me, again.organisation, again.store.device) == (anna.me, anna.organisation, anna.store.device)
    again.store.connection.close()


def test_without_a_department_there_is_none(tmp_path: Path) -> None:
    for n, nothing in enumerate(("", "  ")):
        desk = begin(tmp_path / str(n), **(FIELDS | {"department": nothing}))
        assert desk.my_card().department == ""
        desk.store.connection.close()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("organisation", ""), ("organisation", " \n"), ("organisation", "x" * 201), ("name", "\u202e"), ("department", "x" * 201),
        ("email", ""), ("email", "anna"), ("email", "anna@noordveld"), ("email", "a b@noordveld.nl"), ("email", "a@b.nl, c@d.nl"),
        ("email", "x" * 200 + "@noordveld.nl"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(tmp_path: Path, field: str, wrong: str) -> None:
    with pytest.raises(InvalidInput) as told:
        begin(tmp_path / "profile", **(FIELDS | {field: wrong}))
    assert told.value.field == field
    assert not (tmp_path / "profile").exists()


def test_names_are_kept_without_stray_signs(tmp_path: Path) -> None:
    desk = begin(tmp_path / "p", **(FIELDS | {"name": "  Anna\u202e \n de  Vries ", "email": " anna@noordveld.nl\n"}))
    assert (desk.my_card().name, desk.my_card().email) == ("Anna de Vries", "anna@noordveld.nl")
    desk.store.connection.close()


def test_a_profile_is_begun_once(anna: Desk) -> None:
    with pytest.raises(NotPossible, match="already holds an organisation"):
        begin(anna.path.parent, **FIELDS)
    assert anna.our_organisation().name == "Gemeente Noordveld"


def test_where_nothing_has_begun_nothing_opens_and_nothing_is_made(tmp_path: Path) -> None:
    assert open_desk(tmp_path / "profile") is None
    assert not (tmp_path / "profile").exists()


def test_a_synced_folder_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseOnShare):
        begin(tmp_path / "Dropbox", **FIELDS)
    assert not (tmp_path / "Dropbox").exists()


def test_a_crash_between_settings_and_database_leaves_a_profile_that_can_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_anything: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(beginning.Store, "save", crash)
        with pytest.raises(KeyboardInterrupt):
            begin(tmp_path, **FIELDS)
    assert read_settings(tmp_path).device != ""
    assert open_desk(tmp_path) is None
    desk = begin(tmp_path, **FIELDS)
    assert desk.store.check() == []
    assert [one.id for one in desk.store.where(Device)] == [desk.store.device] == [read_settings(tmp_path).device]
    desk.store.connection.close()


@pytest.mark.parametrize("lost", ["", "{", json.dumps({"device": "0" * 32, "theme": "dark"})])
def test_a_computer_that_lost_its_settings_becomes_a_new_device_and_loses_nothing_else(anna: Desk, time: Time, lost: str) -> None:
    (anna.path.parent / "settings.json").write_text(lost, "utf-8")
    again = open_desk(anna.path.parent, time)
    assert again is not None
    assert (again.me, again.our_organisation().name) == (anna.me, "Gemeente Noordveld")
    assert again.store.device != anna.store.device
    assert read_settings(anna.path.parent) == Settings(device=again.store.device, theme=read_settings(anna.path.parent).theme)
    again.store.save(replace(again.my_card(), name="Anna de Vries"))
    assert again.store.check() == []
    again.store.connection.close()


def test_other_settings_stay_when_an_organisation_begins(tmp_path: Path) -> None:
    write_settings(tmp_path, Settings(theme="dark", zoom=125))
    begin(tmp_path, **FIELDS).store.connection.close()
    assert (read_settings(tmp_path).theme, read_settings(tmp_path).zoom) == ("dark", 125)


def test_an_unknown_time_zone_keeps_nobody_from_their_work(anna: Desk, time: Time) -> None:
    for unknown in ("Mars/Olympus", "../../etc/passwd", ""):
        anna.store.save(replace(anna.our_organisation(), timezone=unknown))
        again = open_desk(anna.path.parent, time)
        assert again is not None
        assert str(again.zone) == "Europe/Amsterdam"
        again.store.connection.close()


def test_a_damaged_database_is_told_when_it_is_opened(anna: Desk, time: Time) -> None:
    anna.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (root,) = anna.store.connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'local'").fetchone()
    (size,) = anna.store.connection.execute("PRAGMA page_size").fetchone()
    copy = anna.path.parent / "copy"
    copy.mkdir()
    whole = bytearray(anna.path.read_bytes())
    whole[(root - 1) * size : root * size] = b"\xff" * size
    database_path(copy).write_bytes(whole)
    with pytest.raises(DatabaseDamaged, match="damaged"):
        open_desk(copy, time)
