"""Mails dropped on a session, or chosen: the bar says what came of them, and each is told."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from tests.office import MONDAY, Office, new_office
from tests.ui.lists import click, nameless, open_window
from traincollega.imports.mails import Mail, read_mail
from traincollega.models.session import Session
from traincollega.services import signing_up_by_mail
from traincollega.services.enrolling import seating
from traincollega.services.mail_codes import code_of
from traincollega.ui.mail_files import MailsRead
from traincollega.ui.main_window import MainWindow
from traincollega.ui.session_page import SessionPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


@pytest.fixture
def session(office: Office) -> Session:
    return office.session(office.training("Excel"), MONDAY + timedelta(days=4), seats=2)


def saved(folder: Path, sender: str, subject: str) -> Path:
    path = folder / f"{sender}.eml"
    path.write_bytes(f"From: {sender}\nSubject: {subject}\n\nHello".encode())
    return path


def drop(page: SessionPage, *paths: Path) -> bool:
    """Drop files on the page; return whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    held = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enters = QDragEnterEvent(QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, *held)
    QApplication.sendEvent(page, enters)
    if not (page.acceptDrops() and enters.isAccepted()):
        return False
    QApplication.sendEvent(page, QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, *held))
    return True


def shown(window: Any) -> MailsRead | None:
    QApplication.processEvents()
    return next((one for one in window.findChildren(MailsRead) if one.isVisible()), None)


def test_dropped_mails_sign_up_who_sent_them_and_undo_takes_them_off(
    qtbot: Any, office: Office, session: Session, tmp_path: Path
) -> None:
    window = open_window(qtbot, office, "session", session=session.id)
    page = window.page("session")
    assert drop(page, saved(tmp_path, "chen@x.nl", code_of(session.id)), saved(tmp_path, "daan@x.nl", "hello"))
    assert window.messages.text == "1 new sign-up, 1 mail refused."
    assert seating(office.desk, session).taken == 1
    click(qtbot, window, "Show each mail")
    dialog = shown(window)
    assert dialog is not None
    assert "Its subject holds no code of a session. Add this colleague by hand." in [
        one.text() for one in dialog.findChildren(QLabel)
    ]
    assert nameless(dialog) == []
    dialog.reject()
    window.messages.undo()
    assert seating(office.desk, session).taken == 0


class Slow:
    """Reads mails once it may, and keeps on which thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.may, self.threads = threading.Event(), threading.Event(), list[threading.Thread]()
        monkeypatch.setattr(signing_up_by_mail, "read_mail", self.read)

    def read(self, path: Path) -> Mail:
        self.threads.append(threading.current_thread())
        self.begun.set()
        self.may.wait(10)
        return read_mail(path)


def dropped_slowly(qtbot: Any, office: Office, session: Session, folder: Path, slow: Slow) -> MainWindow:
    """Return the window on a session on which mails are dropped, the first of them still being read."""
    window = open_window(qtbot, office, "session", at_once=False, session=session.id)
    qtbot.waitUntil(lambda: not window.frame.background.busy)
    assert drop(window.page("session"), *(saved(folder, f"{name}@x.nl", code_of(session.id)) for name in ("chen", "daan", "eva")))
    qtbot.waitUntil(slow.begun.is_set)
    return window


def test_while_mails_are_read_the_window_goes_on(
    qtbot: Any, office: Office, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    window = dropped_slowly(qtbot, office, session, tmp_path, slow)
    assert threading.main_thread() not in slow.threads
    assert window.messages.text == "Reading 3 mails"
    window.go("learning")
    assert window.here == "learning"
    assert seating(office.desk, session).taken == 0
    slow.may.set()
    qtbot.waitUntil(lambda: window.messages.text == "3 new sign-ups.")
    assert seating(office.desk, session).taken == 2
    window.messages.undo()
    assert seating(office.desk, session).taken == 0


def test_reading_mails_can_be_stopped_and_then_nobody_is_signed_up(
    qtbot: Any, office: Office, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    window = dropped_slowly(qtbot, office, session, tmp_path, slow)
    click(qtbot, window, "Stop")
    slow.may.set()
    qtbot.waitUntil(lambda: window.messages.text == "Stopped. Nobody was signed up.")
    assert len(slow.threads) == 1, "the other mails are not read"
    assert seating(office.desk, session).taken == 0


def test_mails_that_are_chosen_and_did_nothing_say_why_at_once(
    qtbot: Any, office: Office, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = saved(tmp_path, "daan@x.nl", "hello")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_asked: ([str(one)], ""))
    window = open_window(qtbot, office, "session", session=session.id)
    click(qtbot, window.page("session"), "Read in mails…")
    dialog = shown(window)
    assert dialog is not None
    dialog.reject()


def test_a_session_that_is_over_and_a_page_of_who_does_not_teach_take_no_mails(
    qtbot: Any, office: Office, session: Session, tmp_path: Path
) -> None:
    one = saved(tmp_path, "chen@x.nl", code_of(session.id))
    page = open_window(qtbot, office, "session", desk=office.colleague("Daan"), session=session.id).page("session")
    assert not drop(page, one)
    office.clock.later(days=5)
    page = open_window(qtbot, office, "session", session=session.id).page("session")
    assert not drop(page, one)
