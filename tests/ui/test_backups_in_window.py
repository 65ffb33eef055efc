"""Backups in the window: made in the background, listed in Instellingen, put back; and offered where the database is damaged."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox, QWidget

from traincollega import app
from traincollega.app import Program
from traincollega.errors import DiskFull
from traincollega.services import browsing, keeping_backups
from traincollega.services.beginning import begin, open_desk
from traincollega.services.publishing import Words, publish
from traincollega.settings import Settings, database_path, write_settings
from traincollega.ui.backups_section import BackupsSection
from traincollega.ui.main_window import MainWindow

DIALOG = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A profile with one training, and a backup of it."""
    folder = tmp_path / "profile"
    write_settings(folder, Settings(language="en"))
    desk = begin(folder, organisation="Noordveld", name="Fatma", email="fatma@noordveld.nl")
    publish(desk, Words(title="Old", minutes=30))
    keeping_backups.back_up_now(desk)
    desk.store.connection.close()
    return folder


@pytest.fixture
def program(qtbot: Any, qapp: QApplication, folder: Path) -> Iterator[Program]:
    made = Program(qapp, folder)
    yield made
    made.close()
    made.theme.set_mode("light")
    made.deleteLater()


def opened(program: Program, qtbot: Any) -> MainWindow:
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow) and program.desk is not None and program.window.here != "")
    assert isinstance(program.window, MainWindow)
    window = program.window
    qtbot.waitUntil(lambda: not window.frame.background.busy)
    return window


def section(window: MainWindow, qtbot: Any) -> BackupsSection:
    window.go("settings")
    qtbot.waitUntil(lambda: not window.frame.background.busy)
    (found,) = window.page("settings").findChildren(BackupsSection)
    return found


def buttons(inside: QWidget, words: str) -> list[QAbstractButton]:
    QApplication.processEvents()
    return [one for one in inside.findChildren(QAbstractButton) if one.isVisible() and one.text() == words]


def box_of(qtbot: Any) -> QMessageBox:
    def open_boxes() -> list[QMessageBox]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox) and one.isVisible()]

    qtbot.waitUntil(lambda: len(open_boxes()) == 1)
    return open_boxes()[0]


def titles(program: Program) -> list[str]:
    assert program.desk is not None
    return sorted(one.title for one in browsing.my_trainings(program.desk))


@DIALOG
def test_a_backup_is_put_back_from_the_window_and_the_state_of_now_after_it(program: Program, qtbot: Any) -> None:
    program.start()
    window = opened(program, qtbot)
    publish(window.frame.desk, Words(title="New", minutes=30))
    window.go("discover")  # it reads on connections of its own
    window.go("agenda")
    (put_back,) = buttons(section(window, qtbot), "Put back…")
    put_back.click()
    box = box_of(qtbot)
    assert "The state of now is kept as a backup" in box.informativeText()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert titles(program) == ["New", "Old"]
    inode = database_path(program.folder).stat().st_ino
    put_back.click()
    buttons(box_of(qtbot), "Put it back")[0].click()
    qtbot.waitUntil(lambda: program.window is not window)
    again = opened(program, qtbot)
    assert "was put back. What stood there before is kept as a backup." in again.messages.text
    assert titles(program) == ["Old"]
    assert database_path(program.folder).stat().st_ino != inode
    rows = buttons(section(again, qtbot), "Put back…")
    assert ["Before a backup was put back" in one.accessibleDescription() for one in rows] == [True, False]
    rows[0].click()
    buttons(box_of(qtbot), "Put it back")[0].click()
    qtbot.waitUntil(lambda: program.window is not again)
    opened(program, qtbot)
    assert titles(program) == ["New", "Old"]


@DIALOG
def test_what_cannot_be_put_back_is_told_and_the_work_goes_on(program: Program, qtbot: Any, monkeypatch: Any) -> None:
    def full(*_arguments: object) -> None:
        raise DiskFull("The disk is full. Nothing was saved; make room and try again.")

    program.start()
    window = opened(program, qtbot)
    monkeypatch.setattr(keeping_backups, "put_back", full)
    (put_back,) = buttons(section(window, qtbot), "Put back…")
    put_back.click()
    buttons(box_of(qtbot), "Put it back")[0].click()
    qtbot.waitUntil(lambda: program.window is not window)
    again = opened(program, qtbot)
    assert "The disk is full" in again.messages.text
    assert titles(program) == ["Old"]


def test_a_backup_can_be_asked_for(program: Program, qtbot: Any) -> None:
    (made,) = keeping_backups.backups(program.folder)
    made.path.unlink()
    program.start()
    window = opened(program, qtbot)
    page = section(window, qtbot)
    assert buttons(page, "Put back…") == []
    buttons(page, "Make a backup now")[0].click()
    qtbot.waitUntil(lambda: "holds everything up to now" in window.messages.text and not window.frame.background.busy)
    assert len(buttons(page, "Put back…")) == 1


def test_the_backup_of_a_day_is_made_a_while_after_the_window_stands(program: Program, qtbot: Any, monkeypatch: Any) -> None:
    (made,) = keeping_backups.backups(program.folder)
    made.path.rename(made.path.with_name("traincollega-2020-01-01.sqlite"))
    monkeypatch.setattr(app, "BACK_UP_AFTER", 20)
    desk = open_desk(program.folder)
    assert desk is not None
    publish(desk, Words(title="New", minutes=30))
    desk.store.connection.close()
    program.start()
    window = opened(program, qtbot)
    qtbot.waitUntil(lambda: len(keeping_backups.backups(program.folder)) == 2)
    qtbot.waitUntil(lambda: not window.frame.background.busy)


def test_a_backup_that_could_not_be_made_is_told_once(program: Program, qtbot: Any, monkeypatch: Any) -> None:
    def full(*_arguments: object) -> None:
        raise DiskFull("The disk is full. Nothing was saved; make room and try again.")

    monkeypatch.setattr(keeping_backups, "back_up_when_due", full)
    monkeypatch.setattr(app, "BACK_UP_AFTER", 20)
    monkeypatch.setattr(app, "BACK_UP_EVERY", 20)
    program.start()
    window = opened(program, qtbot)
    qtbot.waitUntil(lambda: "The backup of today was not made. The disk is full." in window.messages.text)
    window.messages.close_message()
    qtbot.wait(100)
    assert window.messages.text == ""


@DIALOG
def test_where_the_database_is_damaged_the_newest_backup_is_offered_by_keyboard(program: Program, qtbot: Any) -> None:
    database_path(program.folder).write_bytes(b"no database at all")
    program.start()
    box = box_of(qtbot)
    assert "is damaged or no database" in box.text()
    assert "1 training" in box.informativeText()
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.desk is not None)
    window = opened(program, qtbot)
    assert "The damaged database is kept in" in window.messages.text
    assert titles(program) == ["Old"]


@DIALOG
def test_who_does_not_want_the_backup_closes_the_program(program: Program, qtbot: Any) -> None:
    database_path(program.folder).write_bytes(b"no database at all")
    program.start()
    box = box_of(qtbot)
    with qtbot.waitSignal(program.ended) as end:
        QTimer.singleShot(0, lambda: QTest.keyClick(box, Qt.Key.Key_Escape))
    assert end.args == [1]
    assert database_path(program.folder).read_bytes() == b"no database at all"


def test_the_example_has_no_backups(program: Program, qtbot: Any) -> None:
    program.look_around()
    assert isinstance(program.window, MainWindow)
    program.window.go("settings")
    assert program.window.page("settings").findChildren(BackupsSection) == []


def test_every_control_of_the_list_has_a_name_and_can_be_hit(
    program: Program, qtbot: Any, assert_reachable: Callable[[QWidget], None]
) -> None:
    place = keeping_backups.backups_folder(program.folder)
    (one,) = list(place.iterdir())
    shutil.copy(one, place / "traincollega-2026-11-01.sqlite")
    (place / "traincollega-2026-11-02.sqlite").write_bytes(b"broken")
    program.start()
    window = opened(program, qtbot)
    assert len(buttons(section(window, qtbot), "Put back…")) == 2
    assert_reachable(window)
