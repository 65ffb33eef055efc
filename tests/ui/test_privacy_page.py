"""Privacy: my copy, the statement, the terms and what is past them, and the log; each for whom it is."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget

from tests.office import MONDAY, Office, new_office
from traincollega.models.sign_up import SignUp
from traincollega.services.enrolling import sign_up
from traincollega.services.logging_exports import noted
from traincollega.ui import paper_saving
from traincollega.ui.frame import Frame
from traincollega.ui.hr_form import HrForm
from traincollega.ui.privacy_page import PrivacyPage


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office where Gita signed up for a session of three years ago."""
    made = new_office(tmp_path / "profile")
    session = made.session(made.training(), MONDAY + timedelta(days=1))
    sign_up(made.colleague("Gita"), session.id)
    made.clock.later(days=1100)
    return made


@pytest.fixture
def ours(office: Office, frame_for: Callable[[Any], Any]) -> Frame:
    return frame_for(office.desk)  # type: ignore[no-any-return]


@pytest.fixture
def page(ours: Frame, qtbot: Any) -> PrivacyPage:
    made = PrivacyPage(ours)
    qtbot.addWidget(made)
    made.show()
    return made


def words(page: QWidget) -> list[str]:
    QApplication.processEvents()  # Qt shows what was added a turn later
    return [one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page)]


def press(page: QWidget, text: str) -> None:
    (found,) = [one for one in page.findChildren(QPushButton) if one.text() == text and one.isVisibleTo(page)]
    found.click()


def test_every_control_is_named_and_large_enough(page: PrivacyPage, assert_reachable: Callable[[QWidget], None]) -> None:
    assert_reachable(page)


def test_a_coordinator_sees_what_is_past_its_term_and_lets_it_go_after_a_question(page: PrivacyPage, office: Office) -> None:
    assert "Who signed up for 1 session" in words(page)
    press(page, "Erase…")
    (box,) = page.findChildren(QMessageBox)
    assert len(office.desk.store.where(SignUp)) == 1, "not before it is agreed"
    box.reject()
    page.erase()
    assert office.desk.store.where(SignUp) == []
    assert "Nothing is past its term." in words(page)


def test_the_keyboard_goes_down_the_page(page: PrivacyPage) -> None:
    wanted = ["Save the terms", "Erase…", "Save what HR may know"]
    met, at = [], page.names.nextInFocusChain()
    while at is not page.names:
        met += [at.text()] if isinstance(at, QPushButton) and at.isVisibleTo(page) and at.text() in wanted else []
        at = at.nextInFocusChain()
    assert met == wanted


def test_terms_are_saved_and_what_is_wrong_is_said_beside_them(page: PrivacyPage, office: Office) -> None:
    page.names.setValue(60)
    page.no_shows.setValue(61)
    page.save_terms()
    assert "Attendance is not kept longer than names. Choose fewer months." in words(page)
    page.no_shows.setValue(60)
    page.save_terms()
    assert office.desk.our_organisation().keep_names == 60
    assert "Nothing is past its term." in words(page)


def test_a_copy_of_my_data_is_saved_in_both_forms(
    page: PrivacyPage, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_saving, "_open", lambda _path: True)
    for name in ("me.json", "me.html"):
        page.copy_to(tmp_path / name)
    assert json.loads((tmp_path / "me.json").read_text(encoding="utf-8"))["person"] == office.desk.me
    assert "Fatma Demir" in (tmp_path / "me.html").read_text(encoding="utf-8")


def test_who_is_no_coordinator_sees_their_own_exports_and_no_terms(
    office: Office, frame_for: Callable[[Any], Any], qtbot: Any
) -> None:
    gita = office.colleague("Gita")
    noted(gita, "My list", "csv", 2, "To call")
    noted(office.desk, "All of it", "csv", 99, "To read")
    page = PrivacyPage(frame_for(gita))
    qtbot.addWidget(page)
    page.show()
    told = words(page)
    assert "My list" in told
    assert any(line.endswith(" · To call") for line in told)
    assert "All of it" not in told
    assert "How long names are kept" not in told


def test_a_coordinator_records_what_the_works_council_agreed_to_and_takes_it_back(page: PrivacyPage, office: Office) -> None:
    (form,) = page.findChildren(HrForm)
    form.agreed.setText("01-01-2100")
    press(page, "Save what HR may know")
    assert any("still to come" in one for one in words(page))
    form.agreed.set_day(office.desk.today())
    form.no_shows.click()
    press(page, "Save what HR may know")
    ours = office.desk.our_organisation()
    assert (ours.council_agreed, ours.tells_no_shows) == (office.desk.today().isoformat(), True)
    assert not any("still to come" in one for one in words(page))
    form.agreed.set_day(None)
    press(page, "Save what HR may know")
    assert (office.desk.our_organisation().council_agreed, office.desk.our_organisation().tells_no_shows) == ("", True)
