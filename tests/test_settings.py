"""Who am I and where is my data: what was chosen is kept, and a place where several computers write is refused."""

import json
import os
from pathlib import Path, PureWindowsPath

import pytest

from traincollega import settings
from traincollega.errors import DatabaseOnShare, StorageError
from traincollega.settings import Settings, mounted_as, read_settings, refuse_shared, write_settings

MOUNTS = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/team rw - cifs //server/team rw
31 22 0:41 / /mnt/two\040words rw - nfs4 server:/two rw
32 30 8:2 / /mnt/team/local rw shared:7 - xfs /dev/sdb1 rw
33 22 0:42 / /mnt/over rw - ext4 /dev/sdc1 rw
34 33 0:43 / /mnt/over rw - fuse.sshfs there: rw
a line that says nothing
"""


@pytest.fixture
def mountinfo(tmp_path: Path) -> Path:
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS, "utf-8")
    return path


def test_what_was_chosen_is_read_back(tmp_path: Path) -> None:
    chosen = Settings(
        device="d", language="nl", theme="dark", zoom=125, folded=True, geometry="abc", parts={"overview": True, "agenda": False}
    )
    write_settings(tmp_path / "new", chosen)
    assert read_settings(tmp_path / "new") == chosen
    assert [one.name for one in (tmp_path / "new").iterdir()] == ["settings.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "\ufeff{}", '"zoom"', "\x00"])
def test_unreadable_settings_are_as_on_the_first_day(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_text(text, "utf-8")
    assert read_settings(tmp_path) == Settings()


def test_no_settings_are_as_on_the_first_day(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "nowhere") == Settings()


def test_what_is_of_a_wrong_type_or_unknown_is_passed_over(tmp_path: Path) -> None:
    found = {"zoom": "big", "theme": "dark", "folded": 1, "device": None, "of a newer version": 1, "parts": ["agenda"]}
    (tmp_path / "settings.json").write_text(json.dumps(found), "utf-8")
    assert read_settings(tmp_path) == Settings(theme="dark")


def test_settings_that_cannot_be_kept_are_told_and_the_old_ones_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_settings(tmp_path, Settings(device="old"))

    def full(_stream: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="cannot be kept"):
        write_settings(tmp_path, Settings(device="new"))
    assert read_settings(tmp_path).device == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/anna", "ext4"), ("/mnt/team/profile", "cifs"), ("/mnt/team", "cifs"), ("/mnt/teamwork", "ext4"),
        ("/mnt/two words/profile", "nfs4"), ("/mnt/team/local/x", "xfs"), ("/mnt/over/x", "fuse.sshfs"),
    ],
)  # fmt: skip
def test_the_file_system_of_a_place_is_that_of_its_nearest_mount(mountinfo: Path, place: str, kind: str) -> None:
    assert mounted_as(Path(place), mountinfo) == kind


def test_without_a_list_of_mounts_nothing_is_known(tmp_path: Path) -> None:
    assert mounted_as(tmp_path, tmp_path / "nowhere") == ""


@pytest.mark.parametrize("kind", ["cifs", "nfs4", "smb3", "fuse.sshfs", "fuse.gvfsd-fuse", "9p", "davfs"])
def test_a_network_drive_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(settings, "mounted_as", lambda _place, _mounts: kind)
    monkeypatch.setattr(settings.sys, "platform", "linux")
    with pytest.raises(DatabaseOnShare, match=r"network drive.*own disk"):
        refuse_shared(tmp_path)


def test_a_network_path_of_windows_is_a_network_drive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.sys, "platform", "win32")
    assert settings._remote(PureWindowsPath(r"\\server\team\profile"))  # type: ignore[arg-type]  # noqa: SLF001


@pytest.mark.parametrize(
    "name",
    ["OneDrive - Gemeente Noordveld", "Dropbox", "Nextcloud", "iCloud Drive", "My Drive", "Mijn Drive", "SURFdrive", "Syncthing"],
)
def test_a_synced_folder_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatabaseOnShare, match="kept in step"):
        refuse_shared(tmp_path / name / "profile")


@pytest.mark.parametrize("marker", settings.MARKERS)
def test_a_synced_folder_is_refused_by_what_lies_in_it(tmp_path: Path, marker: str) -> None:
    (tmp_path / "work" / "profile").mkdir(parents=True)
    (tmp_path / "work" / marker).touch()
    with pytest.raises(DatabaseOnShare, match="kept in step"):
        refuse_shared(tmp_path / "work" / "profile")


def test_a_link_to_a_synced_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Nextcloud").mkdir()
    try:
        (tmp_path / "here").symlink_to(tmp_path / "Nextcloud", target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    with pytest.raises(DatabaseOnShare):
        refuse_shared(tmp_path / "here")


def test_a_folder_on_our_own_disk_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "mounted_as", lambda _place, _mounts: "ext4")
    refuse_shared(tmp_path / "profile that is not there yet")
