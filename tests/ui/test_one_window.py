"""One window per profile: a second one says so, a window that died keeps nobody out, and a disk that refuses is told."""

import errno
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLockFile, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from traincollega import app
from traincollega.app import Program, open_window
from traincollega.errors import NotFound
from traincollega.services.beginning import begin
from traincollega.settings import Settings, database_path, write_settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_settings(tmp_path, Settings(language="en"))
    return tmp_path


@pytest.fixture
def said(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is told instead of opening a window; a window that would open says "opens"."""
    told: list[str] = []

    def opens(_program: Program) -> None:
        raise NotFound("opens")

    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, sentence: told.append(sentence))
    monkeypatch.setattr(Program, "start", opens)
    return told


def test_a_second_window_is_refused_with_a_sentence(folder: Path, said: list[str]) -> None:
    first = QLockFile(str(folder / "window.lock"))
    assert first.tryLock(0)
    assert open_window(folder) == 1
    assert said == ["Train je Collega is open already. Look for its window in your task bar."]
    first.unlock()
    open_window(folder)
    assert said[1:] == ["opens"]


def test_a_window_that_was_killed_keeps_nobody_out(folder: Path, said: list[str]) -> None:
    script = (
        "import os, sys; from PySide6.QtCore import QLockFile; lock = QLockFile(sys.argv[1]); print(lock.tryLock(0)); os._exit(9)"
    )
    lock = folder / "window.lock"
    ran = subprocess.run([sys.executable, "-c", script, str(lock)], capture_output=True, text=True, check=False)
    assert (ran.returncode, lock.exists()) == (9, True)
    open_window(folder)
    assert said == ["opens"]


@pytest.mark.parametrize(("number", "sentence"), [(errno.ENOSPC, "The disk is full"), (errno.EROFS, "We may not write")])
def test_a_disk_that_keeps_the_lock_of_a_dead_window_is_told(
    folder: Path, said: list[str], monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def refused(**_where: Any) -> None:
        raise OSError(number, "not here")

    monkeypatch.setattr(app, "TemporaryFile", refused)
    first = QLockFile(str(folder / "window.lock"))
    assert first.tryLock(0)
    assert open_window(folder) == 1
    assert said[0].startswith(sentence)
    first.unlock()


def test_a_profile_that_is_a_file_is_told(tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    (tmp_path / "file").touch()
    assert open_window(tmp_path / "file") == 1
    assert said == [f"There is no folder {tmp_path / 'file'}. Choose another place."]


@pytest.mark.parametrize("table", ["draft", "colleague", "local", "change"])
def test_damage_that_the_first_page_meets_is_told_and_ends_the_program(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, sentence: told.append(sentence))
    watch = QTimer()  # a program that does not end fails the test, and does not hang it
    watch.timeout.connect(qapp.quit)
    watch.start(10_000)
    begin(tmp_path, organisation="Noordveld", name="Fatma", email="fatma@example.nl").store.connection.close()
    path = database_path(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0] - 1
    data = path.read_bytes()
    path.write_bytes(data[: page * 4096] + b"\xff" * 4096 + data[(page + 1) * 4096 :])
    assert open_window(tmp_path) == 1
    watch.stop()
    assert len(told) == 1
    assert str(path) in told[0]
