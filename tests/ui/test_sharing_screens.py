"""Journeys of sharing through the real window: begin, invite, join, keep step, revoke, and what the state says meanwhile."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QWidget

from traincollega.app import Program
from traincollega.services import browsing, enrolling, planning, publishing
from traincollega.services.beginning import begin
from traincollega.services.planning import Plan
from traincollega.services.publishing import Words
from traincollega.settings import Settings, write_settings
from traincollega.ui import joining_page
from traincollega.ui.inviting_dialog import InvitingDialog
from traincollega.ui.joining_page import JoiningPage
from traincollega.ui.main_window import MainWindow
from traincollega.ui.starting_dialog import StartingDialog
from traincollega.ui.state_button import StateButton
from traincollega.ui.welcome import Welcome

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens
PATIENCE = 20_000


@pytest.fixture
def programs(qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[str], Program]]:
    """Return a function that gives the program of a profile by name."""
    made: dict[str, Program] = {}

    def of(name: str) -> Program:
        if name not in made:
            write_settings(tmp_path / name, Settings(language="en", theme="light"))
            made[name] = Program(qapp, tmp_path / name)
        return made[name]

    yield of
    for one in made.values():
        one.close()
        one.deleteLater()


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


def press(inside: QWidget, words: str) -> None:
    QApplication.processEvents()
    (found,) = [
        one for one in inside.findChildren(QAbstractButton) if one.isVisible() and words in (one.text(), one.accessibleName())
    ]
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def window_of(program: Program) -> MainWindow:
    assert isinstance(program.window, MainWindow)
    return program.window


def said(window: QWidget) -> str:
    return window.findChildren(StateButton)[0].text()


def words_on(page: QWidget) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def open_dialog(window: QWidget, kind: type[QDialog], qtbot: Any) -> Any:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(kind)), timeout=PATIENCE)
    return next(one for one in window.findChildren(kind) if one.isVisible())


def round_of(program: Program, qtbot: Any) -> None:
    with qtbot.waitSignal(program.rounds.ended, timeout=PATIENCE):
        program.rounds.now()


def office(program: Program) -> MainWindow:
    """Fatma's organisation, alone on her computer, with one training and a session with one seat."""
    desk = begin(program.folder, organisation="Gemeente Noordveld", name="Fatma Demir", email="fatma@noordveld.nl")
    training = publishing.publish(desk, Words(title="Pivot tables", summary="In three clicks.", minutes=45)).subject
    planning.plan(desk, training, Plan(datetime.now(UTC) + timedelta(days=3), 45, place="Room 2.14", seats=1))
    return program.show_desk(desk)


def share(program: Program, shared: Path, qtbot: Any) -> str:
    """Begin to share through the window; return the recovery code."""
    window = window_of(program)
    window.navigation.state_asked.emit()
    press(window.page("sharing"), "Share with colleagues…")
    dialog = open_dialog(window, StartingDialog, qtbot)
    dialog.place.setText(str(shared))
    press(dialog, "Begin to share")
    qtbot.waitUntil(lambda: bool(dialog.secret.words.text()), timeout=PATIENCE)
    code: str = dialog.secret.words.text()
    dialog.kept.click()
    press(dialog, "Next")
    return code


def invite(program: Program, path: Path, qtbot: Any) -> str:
    """Write an invitation with the dialog that is open; return its phrase."""
    dialog = open_dialog(window_of(program), InvitingDialog, qtbot)
    dialog.save(path)
    qtbot.waitUntil(lambda: bool(dialog.secret.words.text()), timeout=PATIENCE)
    phrase: str = dialog.secret.words.text()
    dialog.reject()
    qtbot.waitUntil(lambda: not program.rounds.running, timeout=PATIENCE)
    return phrase


def joining(program: Program) -> JoiningPage:
    program.start()
    welcome = program.window.centralWidget() if program.window else None
    assert isinstance(welcome, Welcome)
    press(welcome, "Open an invitation")
    (page,) = welcome.findChildren(JoiningPage)
    return page


def join(
    program: Program, file: Path, phrase: str, qtbot: Any, name: str = "Sanne de Wit", email: str = "sanne@noordveld.nl"
) -> MainWindow:
    """Join through the welcome, by keyboard where it is typed."""
    page = joining(program)
    page.form.file.setText(str(file))
    QTest.keyClicks(page.form.phrase, phrase)
    QTest.keyClick(page.form.phrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.step == joining_page.SUMMARY, timeout=PATIENCE)
    press(page, "This is right")
    qtbot.waitUntil(lambda: page.step == joining_page.WHO, timeout=PATIENCE)
    for text in (name, email):
        focus = page.window().focusWidget()
        assert isinstance(focus, QLineEdit)
        QTest.keyClicks(focus, text)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    press(page, "Start")
    qtbot.waitUntil(lambda: isinstance(program.window, MainWindow), timeout=PATIENCE)
    return window_of(program)


def test_two_profiles_on_one_folder_begin_join_and_read_each_other(
    programs: Callable[[str], Program], shared: Path, tmp_path: Path, qtbot: Any
) -> None:
    fatma, sanne = programs("fatma"), programs("sanne")
    window = office(fatma)
    assert said(window) == "Everything is saved on this computer"
    code = share(fatma, shared, qtbot)
    assert len(code.split("-")) == 7
    phrase = invite(fatma, tmp_path / "noordveld.tjci", qtbot)
    round_of(fatma, qtbot)
    assert said(window).startswith("Everything is up to date · ")
    theirs = join(sanne, tmp_path / "noordveld.tjci", phrase, qtbot)
    assert theirs.messages.text == "You share with Gemeente Noordveld now."
    (training,) = [one.card.training for one in browsing.for_me(theirs.frame.desk)]
    assert training.title == "Pivot tables"
    session = browsing.card_of(theirs.frame.desk, training.id).coming[0].session.id
    theirs.frame.do(lambda: enrolling.sign_up(theirs.frame.desk, session))
    assert said(theirs) == "1 change not sent yet"
    round_of(sanne, qtbot)
    with qtbot.waitSignal(window.frame.changed.happened, timeout=PATIENCE):
        fatma.rounds.now()
    assert browsing.card_of(window.frame.desk, training.id).coming[0].placed.taken == 1
