"""Journeys of sharing through the real window: begin, invite, join, keep step, revoke, and what the state says meanwhile."""

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QLineEdit, QMessageBox, QScrollArea, QWidget

from tests.ui import names
from tests.ui.lists import cut_off
from traincollega.app import Program
from traincollega.errors import InvalidInput
from traincollega.models.envelopes import WAITS
from traincollega.models.messages import add_message
from traincollega.models.noun import moment_text
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services import browsing, enrolling, planning, publishing
from traincollega.services.arranging import change_card
from traincollega.services.beginning import begin, open_desk
from traincollega.services.desk import PLACE, Desk
from traincollega.services.planning import Plan
from traincollega.services.publishing import Words
from traincollega.settings import Settings, read_settings, write_settings
from traincollega.sharing import belonging, standing
from traincollega.sharing.belonging import Computer, Member
from traincollega.sharing.folder import Folder
from traincollega.sharing.invitation import Invitation, closed, opened
from traincollega.sharing.joining import join as join_with
from traincollega.sharing.keys import keep_keys, read_keys
from traincollega.sharing.recovery import root_of
from traincollega.sharing.troubles import Trouble
from traincollega.ui import joining_page, sharing_rounds
from traincollega.ui.code_dialog import CodeDialog
from traincollega.ui.inviting_dialog import InvitingDialog
from traincollega.ui.joining_again import JoiningAgain
from traincollega.ui.joining_page import JoiningPage
from traincollega.ui.main_window import MainWindow
from traincollega.ui.member_row import MemberRow
from traincollega.ui.moving_dialog import MovingDialog
from traincollega.ui.pill import Pill
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
            made[name] = program_in(tmp_path / name, qapp)
        return made[name]

    yield of
    for one in made.values():
        end(one)


def program_in(folder: Path, qapp: QApplication) -> Program:
    """Return the program of a profile, in English."""
    write_settings(folder, Settings(language="en", theme="light"))
    return Program(qapp, folder)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


def end(program: Program) -> None:
    program.close()
    program.deleteLater()


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
    for _turn in range(2):  # the first that ends may be one that ran already
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


@dataclass
class Pair:
    """Fatma began to share, Sanne joined; each has a window on a profile of her own."""

    fatma: Program
    sanne: Program
    code: str
    phrase: str
    file: Path
    shared: Path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the pair is kept in once it was made."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def pair(programs: Callable[[str], Program], shared: Path, kept: Path, tmp_path: Path, qapp: QApplication, qtbot: Any) -> Pair:
    """Fatma began to share and Sanne joined, both through their windows: once, and copied for every other test."""
    file, told = tmp_path / "noordveld.tjci", kept / "told.json"
    if not told.exists():
        fatma, sanne = (program_in(tmp_path / name, qapp) for name in ("fatma", "sanne"))
        office(fatma)
        code = share(fatma, shared, qtbot)
        phrase = invite(fatma, file, qtbot)
        round_of(fatma, qtbot)
        join(sanne, file, phrase, qtbot)
        round_of(fatma, qtbot)
        end(fatma)
        end(sanne)
        told.write_text(json.dumps([code, phrase]))
        shutil.copytree(tmp_path, kept / "whole")
    else:
        code, phrase = json.loads(told.read_text())
        shutil.copytree(kept / "whole", tmp_path, dirs_exist_ok=True)
        moved = replace(opened(file.read_bytes(), phrase), place=str(shared))
        file.write_bytes(closed(moved, phrase, 1 << 10))
        for name in ("fatma", "sanne"):
            found = read_keys(tmp_path / name)
            assert found is not None
            keep_keys(tmp_path / name, replace(found[0], place=str(shared)))  # they are of this path from now on
    fatma, sanne = programs("fatma"), programs("sanne")
    for program in (fatma, sanne):
        desk = open_desk(program.folder)
        assert desk is not None
        desk.store.set_local(PLACE, str(shared))
        program.show_desk(desk)
        round_of(program, qtbot)
    return Pair(fatma, sanne, code, phrase, file, shared)


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


def session_of(window: MainWindow) -> str:
    desk = window.frame.desk
    (one,) = [training for training in desk.store.where(Training) if training.title == "Pivot tables"]
    return browsing.card_of(desk, one.id).coming[0].session.id


def test_the_state_says_in_one_sentence_how_sharing_stands(pair: Pair, qtbot: Any) -> None:
    window = window_of(pair.sanne)
    assert said(window).startswith("Everything is up to date · ")
    publishing.publish(window.frame.desk, Words(title="Excel", minutes=30))
    window.frame.changed.happened.emit()
    assert said(window) == "1 change not sent yet"
    hidden = pair.shared.rename(pair.shared.with_name("away"))
    round_of(pair.sanne, qtbot)
    assert said(window).startswith("Shared folder out of reach since ")
    assert said(window).endswith("You can simply go on working.")
    window.go("sharing")
    page = window.page("sharing")
    qtbot.waitUntil(lambda: "Training Excel, new" in words_on(page), timeout=PATIENCE)
    assert "It goes as soon as colleagues can be reached again." in words_on(page)
    hidden.rename(pair.shared)
    press(page, "Update now")
    qtbot.waitUntil(lambda: said(window).startswith("Everything is up to date"), timeout=PATIENCE)
    assert "Nothing waits. Colleagues can read what you changed." in words_on(page)


def test_the_state_is_reached_by_keyboard_and_leads_to_the_panel(pair: Pair, assert_reachable: Callable[[QWidget], None]) -> None:
    window = window_of(pair.fatma)
    window.activateWindow()
    (state,) = window.findChildren(StateButton)
    state.setFocus()
    QTest.keyClick(state, Qt.Key.Key_Return)
    assert window.here == "sharing"
    assert names.spoken_name(state) == said(window)
    assert_reachable(window)
    window.navigation.fold(True)
    assert state.toolTip() == said(window)


def test_a_round_with_nothing_new_reloads_no_page(pair: Pair, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    window = window_of(pair.fatma)
    round_of(pair.fatma, qtbot)
    with qtbot.assertNotEmitted(window.frame.changed.happened):
        round_of(pair.fatma, qtbot)
        pair.fatma._look()  # noqa: SLF001 - as the timer does
    elsewhere = window.frame.desk.elsewhere()
    with qtbot.assertNotEmitted(window.frame.changed.happened), monkeypatch.context() as runs:
        runs.setattr(pair.fatma.rounds, "_running", True)
        elsewhere.store.set_local("sent until", "0")  # a round writes, and has not ended
        pair.fatma._look()  # noqa: SLF001


def test_the_recovery_code_stays_until_somebody_says_it_is_kept(
    programs: Callable[[str], Program], shared: Path, qtbot: Any, assert_reachable: Callable[[QWidget], None]
) -> None:
    program = programs("fatma")
    window = office(program)
    window.go("sharing", start=True)
    dialog = open_dialog(window, StartingDialog, qtbot)
    assert_reachable(dialog)
    press(dialog, "Begin to share")
    assert "Choose a folder first." in words_on(dialog)
    dialog.place.setText(str(shared))
    press(dialog, "Begin to share")
    qtbot.waitUntil(lambda: bool(dialog.secret.words.text()), timeout=PATIENCE)
    code = dialog.secret.words.text()
    assert_reachable(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    press(dialog, "Next")
    assert dialog.isVisible()
    assert "Keep the code first. Then say so here." in words_on(dialog)
    press(dialog, "Copy")
    assert QApplication.clipboard().text() == code
    dialog.secret.save(shared / "code.txt")
    assert code in (shared / "code.txt").read_text()
    dialog.kept.click()
    press(dialog, "Next")
    assert_reachable(open_dialog(window, InvitingDialog, qtbot))
    assert root_of(code)
    assert program.desk is not None
    assert program.desk.store.device == read_settings(program.folder).device


def test_the_window_speaks_for_the_computer_that_shares_from_now_on(pair: Pair, qtbot: Any) -> None:
    window = window_of(pair.fatma)
    publishing.publish(window.frame.desk, Words(title="After sharing", minutes=30))
    window.frame.changed.happened.emit()
    round_of(pair.fatma, qtbot)
    round_of(pair.sanne, qtbot)
    titles = {one.title for one in window_of(pair.sanne).frame.desk.store.where(Training)}
    assert titles == {"Pivot tables", "After sharing"}


def test_a_lost_computer_is_revoked_and_says_so(pair: Pair, qtbot: Any, assert_reachable: Callable[[QWidget], None]) -> None:
    window = window_of(pair.fatma)
    window.go("people")
    page = window.page("people")
    qtbot.waitUntil(lambda: "Sanne de Wit" in words_on(page), timeout=PATIENCE)
    assert_reachable(window)
    press(page, "Revoke…")
    box = open_dialog(window, QMessageBox, qtbot)
    assert "Revoke My computer of Sanne de Wit?" in box.text()
    press(box, "Revoke")
    qtbot.waitUntil(lambda: "no longer heard" in window.messages.text, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not pair.fatma.rounds.running, timeout=PATIENCE)
    round_of(pair.fatma, qtbot)
    round_of(pair.sanne, qtbot)
    qtbot.waitUntil(lambda: said(window_of(pair.sanne)) == "This computer was revoked. Ask a coordinator.", timeout=PATIENCE)


def test_a_coordinators_role_asks_the_recovery_code(pair: Pair, qtbot: Any) -> None:
    window = window_of(pair.fatma)
    window.go("people")
    page = window.page("people")
    qtbot.waitUntil(lambda: "Sanne de Wit" in words_on(page), timeout=PATIENCE)
    (row,) = [one for one in page.findChildren(MemberRow) if one.isVisible() and "Sanne de Wit" in words_on(one)]
    row.role.emit("coordinator")
    dialog = open_dialog(window, CodeDialog, qtbot)
    QTest.keyClicks(dialog.code, "1234-5678")
    press(dialog, "Make coordinator")
    qtbot.waitUntil(lambda: "This is not the recovery code" in words_on(dialog), timeout=PATIENCE)
    dialog.code.setText(pair.code.lower().replace("-", " "))
    press(dialog, "Make coordinator")
    qtbot.waitUntil(lambda: "Done: colleagues see it" in window.messages.text, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not pair.fatma.rounds.running, timeout=PATIENCE)
    round_of(pair.sanne, qtbot)
    assert window_of(pair.sanne).frame.desk.is_coordinator()


def test_a_coordinator_on_another_computer_gets_back_in_with_the_recovery_code(pair: Pair, qtbot: Any) -> None:
    keys = pair.fatma.folder / "keys.json"
    told = json.loads(keys.read_text("utf-8"))
    keys.write_text(json.dumps(told | {"bound": told["bound"] | {"machine": "another one"}}), "utf-8")
    round_of(pair.fatma, qtbot)
    window = window_of(pair.fatma)
    assert said(window) == "The keys of this computer are gone. Join again with an invitation."
    window.go("sharing")
    press(window.page("sharing"), "Use the code…")
    dialog = open_dialog(window, CodeDialog, qtbot)
    dialog.code.setText("1234")
    press(dialog, "Get back in")
    qtbot.waitUntil(lambda: "This is not the recovery code" in words_on(dialog), timeout=PATIENCE)
    dialog.code.setText(pair.code)
    press(dialog, "Get back in")
    qtbot.waitUntil(lambda: "Colleagues hear this computer again" in window.messages.text, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not pair.fatma.rounds.running, timeout=PATIENCE)
    publishing.publish(window.frame.desk, Words(title="From the new computer", minutes=30))
    window.frame.changed.happened.emit()
    round_of(pair.fatma, qtbot)
    round_of(pair.sanne, qtbot)
    titles = {one.title for one in window_of(pair.sanne).frame.desk.store.where(Training)}
    assert titles == {"Pivot tables", "From the new computer"}
    assert said(window).startswith("Everything is up to date")


def test_who_has_a_card_already_is_asked_waits_and_is_approved(pair: Pair, programs: Callable[[str], Program], qtbot: Any) -> None:
    third = programs("third")
    page = joining(third)
    page.form.file.setText(str(pair.file))
    page.form.phrase.setText(pair.phrase)
    page.open_file()
    qtbot.waitUntil(lambda: page.step == joining_page.SUMMARY, timeout=PATIENCE)
    assert {"1 training, 1 colleague"} <= set(words_on(page).split("\n"))
    press(page, "This is right")
    qtbot.waitUntil(lambda: page.step == joining_page.WHO, timeout=PATIENCE)
    page._name.setText("Sanne")  # noqa: SLF001
    page._email.setText("Sanne@noordveld.nl")  # noqa: SLF001
    press(page, "Start")
    box = open_dialog(page.window(), QMessageBox, qtbot)
    assert box.text() == "Are you Sanne de Wit?"
    press(box, "This is me")
    qtbot.waitUntil(lambda: isinstance(third.window, MainWindow), timeout=PATIENCE)
    assert "still waits to be approved" in window_of(third).messages.text
    assert said(window_of(third)) == "This computer waits to be approved. You can simply go on working."
    round_of(third, qtbot)
    assert said(window_of(third)) == "This computer waits to be approved. You can simply go on working."
    round_of(pair.sanne, qtbot)
    start = window_of(pair.sanne).page("start")
    window_of(pair.sanne).go("start")
    assert "A computer joined in your name. Only approve it if it is yours." in words_on(start)
    window_of(pair.sanne).go("people")
    people = window_of(pair.sanne).page("people")
    qtbot.waitUntil(lambda: "waits" in str([one.accessibleName() for one in people.findChildren(Pill)]), timeout=PATIENCE)
    press(people, "Approve")
    press(open_dialog(window_of(pair.sanne), QMessageBox, qtbot), "Approve")
    qtbot.waitUntil(lambda: "is heard from now on" in window_of(pair.sanne).messages.text, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not pair.sanne.rounds.running, timeout=PATIENCE)
    round_of(pair.sanne, qtbot)
    round_of(third, qtbot)
    assert said(window_of(third)).startswith("Everything is up to date")


def test_an_invitation_that_is_dropped_on_the_welcome_asks_only_for_its_phrase(
    programs: Callable[[str], Program], tmp_path: Path
) -> None:
    program = programs("fatma")
    program.start()
    welcome = program.window.centralWidget() if program.window else None
    assert isinstance(welcome, Welcome)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "noordveld.tjci"))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    welcome.dragEnterEvent(entered := QDragEnterEvent(QPoint(5, 5), copy, data, left, none))
    assert entered.isAccepted()
    welcome.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))
    (page,) = welcome.findChildren(JoiningPage)
    assert page.form.file.text() == str(tmp_path / "noordveld.tjci")
    assert page.isVisible()


def test_a_first_exchange_that_fails_says_why_and_leaves_nothing_behind(
    pair: Pair, programs: Callable[[str], Program], qtbot: Any, assert_reachable: Callable[[QWidget], None]
) -> None:
    third = programs("third")
    page = joining(third)
    assert_reachable(page)
    page.form.file.setText(str(pair.file))
    page.form.phrase.setText("not the words")
    page.open_file()
    qtbot.waitUntil(lambda: "These are not the words" in words_on(page), timeout=PATIENCE)
    page.form.phrase.setText(pair.phrase)
    page.open_file()
    qtbot.waitUntil(lambda: page.step == joining_page.SUMMARY, timeout=PATIENCE)
    shutil.move(pair.shared, pair.shared.with_name("away"))
    assert_reachable(page)
    press(page, "This is right")
    assert page.step == joining_page.EXCHANGE
    assert_reachable(page)
    assert "Not ready yet" in words_on(page)
    qtbot.waitUntil(lambda: page.step == joining_page.SUMMARY, timeout=PATIENCE)
    assert "Nothing was kept on this computer." in words_on(page)
    assert sorted(one.name for one in third.folder.iterdir()) == ["settings.json"]


def test_who_goes_back_after_the_first_exchange_leaves_nothing_behind(
    pair: Pair, programs: Callable[[str], Program], qtbot: Any, assert_reachable: Callable[[QWidget], None]
) -> None:
    third = programs("third")
    page = joining(third)
    page.form.file.setText(str(pair.file))
    page.form.phrase.setText(pair.phrase)
    page.open_file()
    qtbot.waitUntil(lambda: page.step == joining_page.SUMMARY, timeout=PATIENCE)
    press(page, "This is right")
    qtbot.waitUntil(lambda: page.step == joining_page.WHO, timeout=PATIENCE)
    assert_reachable(page)
    press(page, "Back")
    assert sorted(one.name for one in third.folder.iterdir()) == ["settings.json"]


def test_a_computer_whose_keys_are_gone_joins_again_from_the_panel(pair: Pair, qtbot: Any) -> None:
    window = window_of(pair.sanne)
    publishing.publish(window.frame.desk, Words(title="Written before", minutes=30))
    (pair.sanne.folder / "keys.json").unlink()
    round_of(pair.sanne, qtbot)
    assert said(window) == "The keys of this computer are gone. Join again with an invitation."
    window.go("sharing")
    press(window.page("sharing"), "Join again…")
    dialog = open_dialog(window, JoiningAgain, qtbot)
    press(dialog, "Join again")
    assert "Type the four words." in words_on(dialog)
    dialog.form.file.setText(str(pair.file))
    dialog.form.phrase.setText(pair.phrase)
    press(dialog, "Join again")
    qtbot.waitUntil(lambda: window.messages.text.startswith("You are back."), timeout=PATIENCE)
    qtbot.waitUntil(lambda: said(window).startswith("This computer waits to be approved."), timeout=PATIENCE)
    assert "Written before" in {one.title for one in window.frame.desk.store.where(Training)}


def test_another_language_goes_on_with_the_same_rounds(pair: Pair, qtbot: Any) -> None:
    window_of(pair.fatma).go("sharing")
    pair.fatma.choose_language("nl")
    window = window_of(pair.fatma)
    assert window.here == "sharing"
    round_of(pair.fatma, qtbot)
    assert said(window).startswith("Alles is bijgewerkt · ")
    publishing.publish(window.frame.desk, Words(title="In het Nederlands", minutes=30))
    window.frame.changed.happened.emit()
    assert said(window) == "1 wijziging nog niet verstuurd"


def overtaken(desk: Desk, session: str) -> None:
    starts = moment_text(desk.store.get(Session, session).starts)
    fields = {"title": "Pivot tables", "starts": starts, "number": 1}
    add_message(desk.store.connection, desk.now(), "overtaken", session, fields)


@pytest.mark.parametrize("choice", ["Stay on the waiting list", "Choose another date", "Withdraw"])
def test_who_had_to_go_back_to_the_waiting_list_chooses_once(choice: str, pair: Pair, qtbot: Any) -> None:
    window = window_of(pair.sanne)
    desk, session = window.frame.desk, session_of(window)
    enrolling.sign_up(desk, session)
    overtaken(desk, session)
    round_of(pair.sanne, qtbot)
    window.frame.changed.happened.emit()
    assert said(window) == "1 choice needed"
    window.go("messages")
    press(window.page("messages"), choice)
    assert said(window) != "1 choice needed"
    listed = [one for one in desk.store.where(SignUp, session=session) if one.withdrawn is None]
    assert bool(listed) == (choice != "Withdraw")
    assert window.here == ("discover" if choice == "Choose another date" else "messages")
    window.go("messages")
    texts = [one.text() for one in window.page("messages").findChildren(QAbstractButton) if one.isVisible()]
    assert choice not in texts


def test_what_waits_is_sent_as_the_window_closes(pair: Pair, qtbot: Any) -> None:
    window = window_of(pair.sanne)
    publishing.publish(window.frame.desk, Words(title="At the last moment", minutes=30))
    pair.sanne.close()
    round_of(pair.fatma, qtbot)
    assert "At the last moment" in {one.title for one in window_of(pair.fatma).frame.desk.store.where(Training)}


def test_a_folder_that_does_not_answer_keeps_no_window_open(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr(sharing_rounds, "LAST_TRY", 0.05)
    monkeypatch.setattr(Folder, "names", lambda _self: never.wait(60))
    publishing.publish(window_of(pair.sanne).frame.desk, Words(title="Never sent", minutes=30))
    pair.sanne.close()
    assert pair.sanne.desk is None
    never.set()


def test_the_error_details_name_nobody_and_tell_no_title(pair: Pair, qtbot: Any) -> None:
    window = window_of(pair.sanne)
    window.go("sharing")
    press(window.page("sharing"), "Copy error details")
    text = QApplication.clipboard().text()
    assert "state: up to date" in text
    for secret in ("Sanne", "Fatma", "Pivot", "noordveld", str(pair.shared)):
        assert secret.casefold() not in text.casefold()


def test_the_example_is_shared_with_nobody(programs: Callable[[str], Program]) -> None:
    program = programs("fatma")
    program.look_around()
    window = window_of(program)
    window.go("sharing")
    assert "There is nobody to share with here. Nothing leaves it." in words_on(window.page("sharing"))
    assert [one.id for one in window.actions_of_window if one.id in ("share", "invite") and one.possible()] == []


# Where, and who


def place_on(page: QWidget, qtbot: Any) -> Any:
    """Press the button that asks for another place; return the dialog."""
    press(page, "Another folder or database…")
    return open_dialog(page.window(), MovingDialog, qtbot)


def test_a_coordinator_moves_the_organisation_and_a_colleague_follows_from_the_panel(
    pair: Pair, tmp_path: Path, qtbot: Any, assert_reachable: Callable[[QWidget], None]
) -> None:
    new = tmp_path / "new"
    new.mkdir()
    window, theirs = window_of(pair.fatma), window_of(pair.sanne)
    for one in (window, theirs):
        one.go("sharing")
    dialog = place_on(theirs.page("sharing"), qtbot)
    assert "your colleagues have to follow" not in words_on(dialog)
    dialog.place.line.setText(str(new))
    press(dialog, "Go on there")
    qtbot.waitUntil(lambda: f"Your organisation is not in {new}." in words_on(dialog), timeout=PATIENCE)
    dialog.reject()
    dialog = place_on(window.page("sharing"), qtbot)
    assert_reachable(dialog)
    assert "your colleagues have to follow" in words_on(dialog)
    press(dialog, "Go on there")
    assert "Choose a folder first." in words_on(dialog)
    dialog.place.line.setText("not/the/whole/path")
    press(dialog, "Go on there")
    assert "Write the whole path of the folder, or choose it." in words_on(dialog)
    for typed, sentence in (
        ("smb:x", "Connect that folder to this computer first."),
        ("postgresql:app:geheim@db/talks", "The address of the database cannot be read."),
        ("a:b", "Write the whole path of the folder" if os.name == "nt" else "Only Windows knows such a path."),
    ):
        dialog.place.line.setText(typed)
        press(dialog, "Go on there")
        assert sentence in words_on(dialog), "it is told at once"
        assert "geheim" not in words_on(dialog)
    dialog.place.line.setText(str(new))
    QTest.keyClick(dialog.place.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Tell your colleagues" in words_on(dialog), timeout=PATIENCE)
    assert dialog.address.toPlainText() == str(new)
    press(dialog, "Copy")
    assert QApplication.clipboard().text() == str(new)
    assert "A password stands in it" not in words_on(dialog)
    assert_reachable(dialog)
    dialog.reject()
    qtbot.waitUntil(lambda: not pair.fatma.rounds.running, timeout=PATIENCE)
    assert f"The shared folder {new}" in words_on(window.page("sharing"))
    dialog = place_on(theirs.page("sharing"), qtbot)
    dialog.place.line.setText(str(new))
    press(dialog, "Go on there")
    qtbot.waitUntil(lambda: theirs.messages.text == f"You share in {new} from now on.", timeout=PATIENCE)
    qtbot.waitUntil(lambda: not pair.sanne.rounds.running, timeout=PATIENCE)
    publishing.publish(theirs.frame.desk, Words(title="In the new place", minutes=30))
    round_of(pair.sanne, qtbot)
    round_of(pair.fatma, qtbot)
    assert "In the new place" in {one.title for one in window.frame.desk.store.where(Training)}
    window.go("people")
    page = window.page("people")
    qtbot.waitUntil(lambda: f"It still names {pair.shared}, from before you moved." in words_on(page), timeout=PATIENCE)


def test_who_is_invited_chooses_the_folder_as_it_is_called_there(
    pair: Pair, programs: Callable[[str], Program], tmp_path: Path, qtbot: Any, assert_reachable: Callable[[QWidget], None]
) -> None:
    page = joining(programs("third"))
    page.form.file.setText(str(pair.file))
    page.form.phrase.setText(pair.phrase)
    page.open_file()
    qtbot.waitUntil(lambda: page.step == joining_page.SUMMARY, timeout=PATIENCE)
    assert not page.place.line.isVisible()
    mounted = pair.shared.rename(tmp_path / "mounted")
    empty = tmp_path / "empty"
    empty.mkdir()
    press(page, "This is right")
    qtbot.waitUntil(lambda: page.place.line.isVisible(), timeout=PATIENCE)
    assert page.place.line.text() == str(pair.shared)
    assert "Nothing was kept on this computer." in words_on(page)
    assert_reachable(page)
    page.place.line.setText(str(empty))
    press(page, "This is right")
    qtbot.waitUntil(lambda: f"Your organisation is not in {empty}." in words_on(page), timeout=PATIENCE)
    page.place.line.setText(str(programs("third").folder))
    press(page, "This is right")
    qtbot.waitUntil(lambda: "Your own data lies there." in words_on(page), timeout=PATIENCE)
    page.place.line.setText(str(mounted))
    press(page, "This is right")
    qtbot.waitUntil(lambda: page.step == joining_page.WHO, timeout=PATIENCE)
    page._name.setText("Chris")  # noqa: SLF001
    page._email.setText("chris@noordveld.nl")  # noqa: SLF001
    press(page, "Start")
    qtbot.waitUntil(lambda: isinstance(programs("third").window, MainWindow), timeout=PATIENCE)
    window = window_of(programs("third"))
    window.go("sharing")
    assert f"The shared folder {mounted}" in words_on(window.page("sharing"))


def test_who_joins_again_chooses_the_folder_as_it_is_called_there(pair: Pair, tmp_path: Path, qtbot: Any) -> None:
    window = window_of(pair.sanne)
    (pair.sanne.folder / "keys.json").unlink()
    mounted = pair.shared.rename(tmp_path / "mounted")
    round_of(pair.sanne, qtbot)
    window.go("sharing")
    press(window.page("sharing"), "Join again…")
    dialog = open_dialog(window, JoiningAgain, qtbot)
    assert not dialog.place.line.isVisible()
    dialog.form.file.setText(str(pair.file))
    dialog.form.phrase.setText(pair.phrase)
    press(dialog, "Join again")
    qtbot.waitUntil(lambda: dialog.place.line.isVisible(), timeout=PATIENCE)
    assert dialog.place.line.text() == str(pair.shared)
    dialog.place.line.setText(str(mounted))
    press(dialog, "Join again")
    qtbot.waitUntil(lambda: window.messages.text.startswith("You are back."), timeout=PATIENCE)
    qtbot.waitUntil(lambda: said(window).startswith("This computer waits to be approved."), timeout=PATIENCE)


def test_an_open_invitation_is_withdrawn(pair: Pair, qtbot: Any, assert_reachable: Callable[[QWidget], None]) -> None:
    window = window_of(pair.fatma)
    window.go("people")
    page = window.page("people")
    qtbot.waitUntil(lambda: "Made by Fatma Demir" in words_on(page), timeout=PATIENCE)
    assert_reachable(window)
    press(page, "Withdraw…")
    press(open_dialog(window, QMessageBox, qtbot), "Withdraw the invitation")
    qtbot.waitUntil(lambda: "lets nobody in any more" in window.messages.text, timeout=PATIENCE)
    qtbot.waitUntil(lambda: "Open invitations" not in words_on(page), timeout=PATIENCE)
    window_of(pair.sanne).go("people")
    theirs = window_of(pair.sanne).page("people")
    qtbot.waitUntil(lambda: "Sanne de Wit (you)" in words_on(theirs), timeout=PATIENCE)
    assert "Open invitations" not in words_on(theirs)


def test_a_colleague_is_forgotten_after_it_is_told_what_is_lost(pair: Pair, qtbot: Any) -> None:
    window = window_of(pair.fatma)
    window.go("people")
    page = window.page("people")
    qtbot.waitUntil(lambda: "Sanne de Wit" in words_on(page), timeout=PATIENCE)
    (forget,) = [one for one in page.findChildren(QAction) if one.text() == "Forget…"]
    forget.trigger()
    box = open_dialog(window, QMessageBox, qtbot)
    assert "How many came to a session stays." in box.informativeText()
    press(box, "Forget")
    qtbot.waitUntil(lambda: "is forgotten" in window.messages.text, timeout=PATIENCE)
    qtbot.waitUntil(lambda: "Sanne de Wit" not in words_on(page), timeout=PATIENCE)


def test_who_came_by_an_invitation_since_the_last_round_stays_when_it_is_withdrawn(pair: Pair, tmp_path: Path, qtbot: Any) -> None:
    window, file = window_of(pair.fatma), tmp_path / "second.tjci"
    window.go("sharing", invite=True)
    invitation = opened(file.read_bytes(), phrase) if (phrase := invite(pair.fatma, file, qtbot)) else None
    assert invitation is not None
    window.go("people")
    page = window.page("people")
    qtbot.waitUntil(lambda: words_on(page).count("Made by Fatma Demir") == 2, timeout=PATIENCE)
    come_in(tmp_path / "eva", invitation, Folder(pair.shared, invitation.organisation))
    [one for one in page.findChildren(QAbstractButton) if one.text() == "Withdraw…"][-1].click()
    press(open_dialog(window, QMessageBox, qtbot), "Withdraw the invitation")
    qtbot.waitUntil(lambda: "Who came by it stays." in window.messages.text, timeout=PATIENCE)


def test_a_program_that_ends_while_a_card_is_sent_takes_nothing_away_of_who_joined(
    pair: Pair, programs: Callable[[str], Program], qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended, really = threading.Event(), threading.Event(), joining_page.come_in

    def slowly(*given: Any, **named: Any) -> Any:
        joined = really(*given, **named)
        begun.set()
        assert ended.wait(PATIENCE / 1_000)
        return joined

    monkeypatch.setattr(joining_page, "come_in", slowly)
    eva = programs("eva")
    page = joining(eva)
    page.form.file.setText(str(pair.file))
    page.form.phrase.setText(pair.phrase)
    page.open_file()
    qtbot.waitUntil(lambda: page.step == joining_page.SUMMARY, timeout=PATIENCE)
    press(page, "This is right")
    qtbot.waitUntil(lambda: page.step == joining_page.WHO, timeout=PATIENCE)
    for line, text in zip(page.findChildren(QLineEdit)[-3:], ("Eva Bos", "eva@noordveld.nl"), strict=False):
        line.setText(text)
    press(page, "Start")
    assert begun.wait(PATIENCE / 1_000)
    page.give_up()
    ended.set()
    qtbot.waitUntil(lambda: isinstance(eva.window, MainWindow), timeout=PATIENCE)
    round_of(eva, qtbot)
    assert window_of(eva).frame.desk.store.check() == []


def come_in(folder: Path, invitation: Invitation, place: Folder) -> None:
    """Let Eva join without a window."""
    joined = join_with(folder, invitation, place, name="Eva Bos", email="eva@noordveld.nl", now=lambda: datetime.now(UTC))
    joined.desk.close()


def test_an_invitation_that_is_withdrawn_out_of_reach_says_so(pair: Pair, qtbot: Any) -> None:
    window = window_of(pair.fatma)
    window.go("people")
    page = window.page("people")
    qtbot.waitUntil(lambda: "Made by Fatma Demir" in words_on(page), timeout=PATIENCE)
    pair.shared.rename(pair.shared.with_name("away"))
    press(page, "Withdraw…")
    press(open_dialog(window, QMessageBox, qtbot), "Withdraw the invitation")
    qtbot.waitUntil(lambda: "Colleagues cannot be reached now" in window.messages.text, timeout=PATIENCE)


def test_what_waits_of_a_revoked_computer_is_accepted(pair: Pair, qtbot: Any, assert_reachable: Callable[[QWidget], None]) -> None:
    window = window_of(pair.fatma)
    window.go("people")
    page = window.page("people")
    qtbot.waitUntil(lambda: "Sanne de Wit" in words_on(page), timeout=PATIENCE)
    press(page, "Revoke…")
    press(open_dialog(window, QMessageBox, qtbot), "Revoke")
    qtbot.waitUntil(lambda: "no longer heard" in window.messages.text, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not pair.fatma.rounds.running, timeout=PATIENCE)
    assert "Accept what waits…" not in [one.text() for one in page.findChildren(QAbstractButton)]
    publishing.publish(window_of(pair.sanne).frame.desk, Words(title="Late", minutes=30))
    round_of(pair.sanne, qtbot)
    round_of(pair.fatma, qtbot)
    qtbot.waitUntil(lambda: "Accept what waits…" in [one.text() for one in page.findChildren(QAbstractButton)], timeout=PATIENCE)
    assert_reachable(window)
    press(page, "Accept what waits…")
    box = open_dialog(window, QMessageBox, qtbot)
    assert box.text() == "Accept what waits of My computer of Sanne de Wit?"
    assert "1 message waits." in box.informativeText()
    press(box, "Accept")
    qtbot.waitUntil(lambda: window.messages.text == "1 message is accepted and counts now.", timeout=PATIENCE)
    assert "Late" in {one.title for one in window.frame.desk.store.where(Training)}


# What a small window shows, and what a screen reader comes to


def wider_than_shown(page: QWidget) -> list[str]:
    """Return the parts that scroll down and would have to scroll sideways, which they never do."""
    areas = [one for one in page.findChildren(QScrollArea) if one.isVisible()]
    return [one.accessibleName() for one in areas if (inside := one.widget()) and inside.width() > one.viewport().width()]


@pytest.fixture
def small(pair: Pair) -> Iterator[MainWindow]:
    """Fatma's window of 900 by 600 at 150 %."""
    window = window_of(pair.fatma)
    pair.fatma.theme.set_zoom(150)
    window.resize(900, 600)
    yield window
    pair.fatma.theme.set_zoom(100)


def test_all_that_can_be_pressed_is_in_sight_in_a_small_window(small: MainWindow) -> None:
    small.navigation.fold(False)
    for page in ("people", "sharing"):
        small.go(page)
        QApplication.processEvents()
        assert wider_than_shown(small.page(page)) == []
        assert cut_off(small.page(page)) == []


def test_a_colleague_with_a_long_name_and_a_computer_that_waits_fits_a_small_window(small: MainWindow) -> None:
    computers = tuple(
        Computer(name, "Computer 1b2c3d", state, False, 1) for name, state in (("a", belonging.WAITS), ("b", belonging.REVOKED))
    )
    member = Member("p", "Wilhelmina van der Hoogenband-Oosterwegel tot Noordveld", "w@noordveld.nl", True, True, computers)
    row = MemberRow(small.frame.theme, member, mine=False, coordinator=True)
    assert row.minimumSizeHint().width() <= 640
    row.deleteLater()


def test_the_names_of_departments_however_long_leave_the_settings_as_wide_as_the_window(small: MainWindow) -> None:
    window, desk = small, small.frame.desk
    change_card(desk, name="Fatma Demir", email="fatma@noordveld.nl", department="Department of " + "Social Support and Youth " * 4)
    window.go("settings")
    window.frame.changed.happened.emit()
    QApplication.processEvents()
    assert wider_than_shown(window.page("settings")) == []


def test_the_recovery_code_and_the_phrase_are_come_to_by_tab(
    programs: Callable[[str], Program], shared: Path, tmp_path: Path, qtbot: Any
) -> None:
    window = office(programs("fatma"))
    window.go("sharing", start=True)
    dialog = open_dialog(window, StartingDialog, qtbot)
    dialog.place.setText(str(shared))
    press(dialog, "Begin to share")
    qtbot.waitUntil(lambda: bool(dialog.secret.words.text()), timeout=PATIENCE)
    assert dialog.focusWidget() is dialog.secret.words
    assert dialog.secret.words.text() in names.spoken_name(dialog.secret.words)
    QTest.keyClick(dialog.secret.words, Qt.Key.Key_Tab)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.focusWidget() is dialog.secret.words


def test_a_field_that_is_wrong_is_scrolled_to_in_a_low_window(programs: Callable[[str], Program], qtbot: Any) -> None:
    window = office(programs("fatma"))
    window.go("sharing", start=True)
    dialog = open_dialog(window, StartingDialog, qtbot)
    dialog.resize(500, 260)
    press(dialog, "Begin to share")
    qtbot.waitUntil(lambda: dialog.place.visibleRegion().boundingRect().height() == dialog.place.height(), timeout=PATIENCE)


def test_the_field_for_the_code_is_in_sight_as_its_dialog_opens_and_that_fits_its_window(small: MainWindow, qtbot: Any) -> None:
    window, title = small, "Make Wilhelmina van der Hoogenband-Oosterwegel coordinator"
    does = "A coordinator invites, revokes and changes the organisation."
    dialog = CodeDialog(window.frame.theme, title, does, "Make coordinator", lambda _c, _d: None, window)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.code.visibleRegion().boundingRect().height() == dialog.code.height(), timeout=PATIENCE)
    dialog.fail(InvalidInput("This is not the recovery code. It has seven groups of four; look for a mistake in typing.", "code"))
    QApplication.processEvents()
    assert dialog.height() <= window.height()


def test_who_is_not_heard_is_not_told_that_colleagues_read_it(pair: Pair, qtbot: Any) -> None:
    window = window_of(pair.sanne)
    page = window.page("sharing")
    window.go("sharing")
    assert "Nothing waits. Colleagues can read what you changed." in words_on(page)
    for told, sentence in (
        (standing.UNAPPROVED, "Everything is sent. Colleagues read it once this computer is approved."),
        (standing.REVOKED, "What you change stays on this computer. Colleagues do not read it."),
    ):
        window.frame.desk.store.set_local(standing.NOT_HEARD, told)
        window.frame.changed.happened.emit()
        QApplication.processEvents()
        assert sentence in words_on(page)
        assert "Colleagues can read what you changed" not in words_on(page)


def test_a_coordinator_goes_from_a_message_that_waits_to_who_sent_it(pair: Pair, qtbot: Any) -> None:
    window = window_of(pair.fatma)
    standing.succeeded(pair.fatma.folder, SimpleNamespace(troubles=(Trouble(WAITS, 1),)), window.frame.desk.now())  # type: ignore[arg-type]
    window.go("sharing")
    page = window.page("sharing")
    window.frame.changed.happened.emit()
    QApplication.processEvents()
    (look,) = [one for one in page.findChildren(QAbstractButton) if "nobody vouches for" in one.accessibleDescription()]
    look.click()
    assert window.here == "people"
