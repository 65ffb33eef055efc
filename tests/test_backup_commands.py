"""Backups without a window: list them, make one, put one back."""

import json
from pathlib import Path

import pytest

from traincollega import language
from traincollega.commands import program
from traincollega.services.beginning import begin, open_desk
from traincollega.services.publishing import Words, publish


@pytest.fixture(autouse=True)
def locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for English."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile in which an organisation has begun."""
    begin(tmp_path / "p", organisation="Noordveld", name="Sanne", email="sanne@noordveld.nl").store.connection.close()
    return tmp_path / "p"


def run(folder: Path, *arguments: str) -> int:
    return program.run(["--profile", str(folder), *arguments], play_demo=lambda out, headless: 0)


def publish_in(folder: Path, title: str) -> None:
    desk = open_desk(folder)
    assert desk is not None
    publish(desk, Words(title=title, minutes=30))
    desk.store.connection.close()


def test_a_backup_is_made_listed_and_put_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish_in(folder, "Old")
    assert run(folder, "backup", "now") == 0
    assert capsys.readouterr().out == "The backup of today holds everything up to now.\n"
    publish_in(folder, "New")
    assert run(folder, "backup", "list", "--json") == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["trainings"], one["colleagues"], one["readable"], one["before_restore"]) == (1, 1, True, False)
    assert Path(one["path"]).stat().st_size == one["bytes"]
    assert run(folder, "backup", "restore", one["path"]) == 0
    assert "was put back. What stood there before is kept as a backup.\n" in capsys.readouterr().out
    run(folder, "trainings")
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == ["Old"]
    run(folder, "check")
    assert "All data is what its history adds up to." in capsys.readouterr().out
    assert run(folder, "backup", "list") == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()][-1] == one["name"]


def test_a_name_from_the_list_is_enough(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder, "backup", "now")
    run(folder, "backup", "list")
    name = capsys.readouterr().out.splitlines()[-1].split()[0]
    assert run(folder, "backup", "restore", name) == 0


def test_nothing_is_put_back_while_a_window_is_open(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder, "backup", "now")
    (backup,) = (folder / "backups").iterdir()
    desk = open_desk(folder)
    assert desk is not None
    capsys.readouterr()
    assert run(folder, "backup", "restore", str(backup)) == 1
    assert "Train je Collega is open elsewhere. Close it there" in capsys.readouterr().err
    desk.store.connection.close()


def test_a_damaged_database_is_put_right_by_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(folder, "backup", "now")
    (backup,) = (folder / "backups").iterdir()
    (folder / "traincollega.sqlite").write_bytes(b"broken" * 100)
    assert run(folder, "backup", "restore", str(backup)) == 0
    assert "The damaged database is kept in" in capsys.readouterr().out
    assert run(folder, "check") == 0


def test_a_file_that_is_no_backup_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").write_text("no")
    assert run(folder, "backup", "restore", str(tmp_path / "x")) == 1
    assert "nothing was changed" in capsys.readouterr().err
    assert run(folder, "backup", "restore", str(tmp_path / "y")) == 1
    assert "There is no backup" in capsys.readouterr().err


def test_where_nothing_has_begun_there_is_nothing_to_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none", "backup", "now") == 1
    assert run(tmp_path / "none", "backup", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_the_commands_speak_dutch(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    run(folder, "backup", "now")
    assert capsys.readouterr().out == "In de reservekopie van vandaag staat nu alles tot dit moment.\n"
    language.choose("en")
