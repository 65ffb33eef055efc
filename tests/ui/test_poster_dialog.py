"""The poster from the window: where it is offered, what is copied, and what is saved."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.office import MONDAY, Office, new_office
from tests.ui.lists import click, cut_off, nameless, open_window
from traincollega.services import publishing
from traincollega.ui.poster_dialog import PosterDialog, open_poster_dialog
from traincollega.ui.training_actions import TrainingActions

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


def opened(window: Any) -> PosterDialog:
    QApplication.processEvents()
    return next(one for one in window.findChildren(PosterDialog))


def test_the_text_is_copied_as_it_was_changed(qtbot: Any, office: Office) -> None:
    window = open_window(qtbot, office, "teaching")
    open_poster_dialog(window.frame, office.training("Woo").id)
    dialog = opened(window)
    assert dialog.text.toPlainText().startswith("Woo\nVan lijst naar antwoord in drie klikken.\n")
    dialog.text.setPlainText("Kom naar Woo!")
    click(qtbot, dialog, "Copy text")
    assert QGuiApplication.clipboard().text() == "Kom naar Woo!"
    assert dialog.copied.text() == "The text is copied. Paste it where your colleagues read it."


def test_the_poster_is_saved_and_opened(qtbot: Any, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(tmp_path / asked[2]), ""))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(files.append(url.toLocalFile())))
    window = open_window(qtbot, office, "teaching")
    training = office.training("Wob/Woo: zo lak je")
    office.session(training, MONDAY + timedelta(days=4))
    open_poster_dialog(window.frame, training.id)
    click(qtbot, opened(window), "Save poster…")
    made = tmp_path / "poster-wob-woo-zo-lak-je.pdf"
    assert made.read_bytes().startswith(b"%PDF")
    assert [Path(one) for one in files] == [made]
    assert window.frame.messages.text == "poster-wob-woo-zo-lak-je.pdf is saved. No program opened it. Look for it in its folder."


def test_the_dialog_is_whole_when_the_window_is_small_and_the_zoom_is_large(qtbot: Any, office: Office) -> None:
    window = open_window(qtbot, office, "teaching", size=(900, 600), zoom=150)
    open_poster_dialog(window.frame, office.training().id)
    dialog = opened(window)
    QApplication.processEvents()
    assert nameless(dialog) == []
    assert cut_off(dialog) == []


def test_no_poster_of_what_colleagues_cannot_find(qtbot: Any, office: Office) -> None:
    window = open_window(qtbot, office, "teaching")
    training = office.training()
    actions = TrainingActions(window.frame, lambda: None)
    qtbot.addWidget(actions)
    actions.show_training(training)
    assert not actions.poster.isHidden()
    publishing.archive(office.desk, training.id)
    actions.show_training(office.desk.store.get(type(training), training.id))
    assert actions.poster.isHidden()
    open_poster_dialog(window.frame, training.id)
    assert window.frame.messages.text == "Colleagues cannot find this training. Publish it before you make a poster."
