"""An overview by person: only after the works council, with a purpose, and it stands in the log."""

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from tests.office import MONDAY, Office, new_office
from traincollega.models.attendance import Presence
from traincollega.models.organisation import Grant
from traincollega.services.logging_exports import exports
from traincollega.services.recording import agree
from traincollega.ui.frame import Frame
from traincollega.ui.overview_page import OverviewPage
from traincollega.ui.person_export_dialog import PersonExportDialog, ask_persons
from traincollega.ui.sharing_rounds import Rounds

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so whenever a dialog opens


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office of which I am HR too, where Chen was at a session an hour ago."""
    made = new_office(tmp_path / "profile")
    desk = made.desk
    session = made.session(made.training("Excel"), MONDAY - timedelta(hours=2))
    desk.store.save(
        Presence.new(desk.me, session=session.id, person=made.colleague("Chen", "Griffie").me, minutes=45),
        Grant.new(desk.me, right="hr", subject=desk.organisation, person=desk.me),
    )
    return made


@pytest.fixture
def ours(office: Office, frame_for: Callable[[Any], Any]) -> Frame:
    return frame_for(office.desk)  # type: ignore[no-any-return]


@pytest.fixture
def rounds(ours: Frame) -> Iterator[Rounds]:
    made = Rounds(at_once=True)
    made.follow(ours)
    yield made
    made.rest()


def dialog_of(ours: Frame) -> PersonExportDialog:
    (found,) = ours.messages.window().findChildren(PersonExportDialog)
    QApplication.processEvents()
    return found


def test_without_the_works_council_it_is_said_that_there_is_none(ours: Frame, rounds: Rounds, office: Office, qtbot: Any) -> None:
    page = OverviewPage(ours, lambda: rounds)
    qtbot.addWidget(page)
    page.persons.click()
    assert ours.messages.text.startswith("Overviews of single persons are off.")
    assert ours.messages.window().findChildren(PersonExportDialog) == []
    assert exports(office.desk) == []


def test_it_takes_a_purpose_and_stands_in_the_log_and_in_the_file(
    ours: Frame, rounds: Rounds, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assert_reachable: Any
) -> None:
    agree(office.desk, date(2026, 1, 12))
    ask_persons(ours, lambda: rounds)
    dialog = dialog_of(ours)
    assert_reachable(dialog)
    asked: list[str] = []
    out = tmp_path / "persons.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *what: (asked.append(what[2]) or str(out), ""))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    dialog.last.set_day(date(2025, 12, 31))
    dialog.save.click()
    told = [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]
    assert "Say what the overview is for. It is kept in the log of exports." in told
    assert "The last day comes before the first one. Turn them round." in told
    assert (asked, exports(office.desk)) == ([], [])
    dialog.last.set_day(date(2026, 12, 31))
    dialog.purpose.setText("The yearly talk")
    dialog.kind.setCurrentIndex(dialog.kind.findData("csv"))
    dialog.save.click()
    assert asked == ["participation-by-person.csv"]
    (one,) = exports(office.desk)
    assert (one.what, one.form, one.rows, one.purpose) == ("Participation by person", "csv", 1, "The yearly talk")
    (row,) = csv.DictReader(out.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert (row["Name"], row["Department"], row["Training"]) == ("Chen", "Griffie", "Excel")
    assert ours.messages.text == "persons.csv is saved, with 1 row. That you exported this is in the log, with its purpose."
