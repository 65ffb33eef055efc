"""Messages to participants from the window: where they are offered, what is saved and copied, and what is missing."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from tests.office import MONDAY, Office, new_office
from tests.ui.lists import click, cut_off, nameless, open_window
from traincollega.models.session import Session
from traincollega.services import enrolling
from traincollega.services.logging_exports import exports
from traincollega.ui.date_field import DateField
from traincollega.ui.letter_dialog import LetterDialog
from traincollega.ui.reason_dialog import ReasonDialog
from traincollega.ui.session_dialog import SessionDialog, open_cancel_dialog, open_session_dialog
from traincollega.ui.session_page import SessionPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


@pytest.fixture
def taught(office: Office) -> Session:
    """A session of mine with two seats, in which two sit and one waits."""
    session = office.session(office.training("Duidelijke taal"), MONDAY + timedelta(days=4), seats=2)
    for name in ("Ahmed", "Chen", "Daan"):
        enrolling.sign_up(office.colleague(name), session.id)
    return session


def written(qtbot: Any, window: Any) -> LetterDialog:
    """Press *Message…* on the page of the session; return what opens."""
    click(qtbot, window.page("session"), "Message…")
    return dialog_in(window, LetterDialog)


def dialog_in(window: Any, kind: type) -> Any:
    QApplication.processEvents()
    return next(one for one in window.findChildren(kind) if one.isVisible())


def test_a_message_is_saved_as_a_mail_to_who_was_chosen_and_opened(
    qtbot: Any, office: Office, taught: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(tmp_path / "bericht"), ""))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(files.append(url.toLocalFile()) or True))
    window = open_window(qtbot, office, "session", session=taught.id)
    dialog = written(qtbot, window)
    assert [dialog.whom.itemText(n) for n in range(3)] == ["Who has a seat (2)", "Who waits (1)", "Everybody on the list (3)"]
    assert dialog.whom.currentIndex() == 0
    dialog.whom.setCurrentIndex(1)
    dialog.text.setPlainText("Er komt een plek vrij.")
    click(qtbot, dialog, "Save as mail (.eml)")
    mail = message_from_bytes((tmp_path / "bericht.eml").read_bytes(), policy=default)
    assert (mail["Bcc"], mail["Subject"]) == ("daan@noordveld.nl", "Duidelijke taal, Friday 27 November 2026")
    assert [Path(one) for one in files] == [tmp_path / "bericht.eml"]
    assert window.frame.messages.text == "The mail is in bericht.eml. Send it from your mail program."
    (logged,) = exports(office.desk)
    assert (logged.what, logged.form, logged.rows) == ("Mail to participants: Duidelijke taal", "eml", 1)


def test_text_and_addresses_are_copied(qtbot: Any, office: Office, taught: Session) -> None:
    dialog = written(qtbot, open_window(qtbot, office, "session", session=taught.id))
    dialog.subject.setText("Hoi")
    dialog.text.setPlainText("Tot dan")
    click(qtbot, dialog, "Copy text and addresses")
    assert QGuiApplication.clipboard().text() == "ahmed@noordveld.nl; chen@noordveld.nl\n\nHoi\n\nTot dan"
    assert dialog.copied.text() == "The text and 2 addresses are copied. Paste the addresses under BCC."
    (logged,) = exports(office.desk)
    assert (logged.form, logged.rows, logged.purpose) == ("text", 2, "Hoi")


def test_what_is_missing_is_said_beside_the_field(qtbot: Any, office: Office, taught: Session) -> None:
    dialog = written(qtbot, open_window(qtbot, office, "session", session=taught.id))
    dialog.subject.clear()
    click(qtbot, dialog, "Save as mail (.eml)")
    assert "Fill in a subject." in dialog.subject.accessibleDescription()
    dialog.subject.setText("Hoi")
    dialog.text.clear()
    click(qtbot, dialog, "Save as mail (.eml)")
    assert "Write what you want to say." in dialog.text.accessibleDescription()


def test_it_is_whole_when_the_window_is_small_and_the_zoom_is_large(qtbot: Any, office: Office, taught: Session) -> None:
    dialog = written(qtbot, open_window(qtbot, office, "session", size=(900, 600), zoom=150, session=taught.id))
    assert nameless(dialog) == []
    assert cut_off(dialog) == []


def test_no_message_where_nobody_is_on_the_list(qtbot: Any, office: Office) -> None:
    session = office.session(office.training(), MONDAY + timedelta(days=4))
    page = open_window(qtbot, office, "session", session=session.id).page("session")
    assert isinstance(page, SessionPage)
    assert not page.message.isVisible()


def test_cancelling_offers_a_ready_mail_to_everybody(qtbot: Any, office: Office, taught: Session) -> None:
    window = open_window(qtbot, office, "session", session=taught.id)
    open_cancel_dialog(window.frame, taught.id)
    asked = dialog_in(window, ReasonDialog)
    asked.reason.setText("Fatma is ziek")
    asked.confirm()
    click(qtbot, window.frame.messages, "Mail participants")
    dialog = dialog_in(window, LetterDialog)
    assert dialog.subject.text() == "Cancelled: Duidelijke taal, Friday 27 November 2026"
    assert "Reason: Fatma is ziek\n" in dialog.text.toPlainText()
    assert dialog.whom.currentIndex() == 2


def test_moving_offers_a_ready_mail_and_more_seats_do_not(qtbot: Any, office: Office, taught: Session) -> None:
    window = open_window(qtbot, office, "session", session=taught.id)
    open_session_dialog(window.frame, session_id=taught.id)
    planned = dialog_in(window, SessionDialog)
    planned.when.seats.setText("3")
    planned.save()
    QApplication.processEvents()
    assert "Mail participants" not in links(window)
    open_session_dialog(window.frame, session_id=taught.id)
    planned = dialog_in(window, SessionDialog)
    assert isinstance(planned.when.date, DateField)
    planned.when.date.set_day(taught.starts.date() + timedelta(days=3))
    planned.save()
    click(qtbot, window.frame.messages, "Mail participants")
    dialog = dialog_in(window, LetterDialog)
    assert dialog.subject.text() == "Changed: Duidelijke taal, Friday 27 November 2026"
    assert "When: Monday 30 November 2026" in dialog.text.toPlainText()


def test_cancelling_what_nobody_comes_to_offers_no_mail(qtbot: Any, office: Office) -> None:
    session = office.session(office.training(), MONDAY + timedelta(days=4))
    window = open_window(qtbot, office, "session", session=session.id)
    open_cancel_dialog(window.frame, session.id)
    asked = dialog_in(window, ReasonDialog)
    asked.reason.setText("Geen animo")
    asked.confirm()
    QApplication.processEvents()
    assert links(window) == ["Undo"]


def links(window: Any) -> list[str]:
    return [one.text() for one in window.frame.messages.findChildren(QPushButton) if one.isVisible() and one.text()]
