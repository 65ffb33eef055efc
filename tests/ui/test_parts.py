"""*Onderdelen tonen*: what stands in the column is what my roles give, unless I chose otherwise; all of it stays to be reached."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from tests.office import MONDAY, Office, new_office
from tests.ui.lists import nameless
from traincollega.models.attendance import Presence
from traincollega.models.organisation import Grant
from traincollega.models.portions import quarters_told
from traincollega.services.desk import Desk
from traincollega.ui.background import Background
from traincollega.ui.main_window import MainWindow
from traincollega.ui.pages import actions, pages
from traincollega.ui.parts import Part, Parts
from traincollega.ui.settings_page import SettingsPage
from traincollega.ui.theme import Theme


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = new_office(tmp_path / "profile")
    yield office
    office.desk.store.connection.close()


def window_of(qtbot: Any, theme: Theme, desk: Desk, kept: dict[str, bool]) -> MainWindow:
    """Return the window of a desk that keeps what is chosen in `kept`, and begins with what is there."""

    def keep(chosen: Mapping[str, bool]) -> None:
        kept.clear()
        kept.update(chosen)

    made = MainWindow(
        theme, lambda: desk, pages(lambda code: None), actions=actions, background=Background(at_once=True), parts=kept,
        keep_parts=keep,
    )  # fmt: skip
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def column(window: MainWindow) -> set[str]:
    return {one.text() for one in window.navigation.findChildren(QAbstractButton) if not one.isHidden()}


def tick(qtbot: Any, window: MainWindow, part: str) -> None:
    window.go("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    page.shown[part].setFocus()
    qtbot.keyClick(page.shown[part], Qt.Key.Key_Space)


def test_a_part_that_is_left_out_goes_from_the_column_and_stays_in_the_menu(qtbot: Any, theme: Theme, office: Office) -> None:
    kept: dict[str, bool] = {}
    window = window_of(qtbot, theme, office.desk, kept)
    assert {"Start", "Agenda", "My trainings", "Messages", "Settings"} <= column(window)
    tick(qtbot, window, "agenda")
    assert "Agenda" not in column(window)
    assert kept == {"agenda": False}
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.here == "agenda"
    assert "Agenda" not in column(window_of(qtbot, theme, office.desk, kept)), "also the next time"
    tick(qtbot, window, "agenda")
    assert "Agenda" in column(window)
    assert kept == {}


def test_who_is_not_hr_may_show_overviews_which_say_for_whom_they_are_and_count_nothing(
    qtbot: Any, theme: Theme, office: Office
) -> None:
    over = office.session(office.training(), MONDAY - timedelta(days=3))
    there = [office.colleague(f"Colleague {number}", "Zorg").me for number in range(8)]
    office.desk.store.save(*(Presence.new(office.desk.me, session=over.id, person=one, minutes=60) for one in there))
    office.clock.at += timedelta(days=8)  # what is noted counts after a week
    window = window_of(qtbot, theme, office.colleague("Gita"), {})
    assert "Overviews" not in column(window)
    tick(qtbot, window, "overview")
    assert "Overviews" in column(window)
    qtbot.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    assert window.here == "overview"
    said = [one.text() for one in window.page("overview").findChildren(QLabel) if one.isVisible()]
    assert any(one.startswith("Overviews are for HR.") for one in said)
    assert quarters_told(office.desk.store.connection) == []
    office.desk.store.save(Grant.new(office.desk.me, right="hr", subject=office.desk.organisation, person=office.desks["Gita"].me))
    window.frame.changed.happened.emit()
    said = [one.text() for one in window.page("overview").findChildren(QLabel) if one.isVisible()]
    assert {"Did not come", "8"} <= set(said), "once they are HR, it shows all"


def test_a_role_that_comes_later_shows_its_page_also_where_it_was_tried_before(qtbot: Any, theme: Theme, office: Office) -> None:
    gita = office.colleague("Gita")
    window = window_of(qtbot, theme, gita, {})
    for _time in range(2):
        tick(qtbot, window, "overview")
    office.desk.store.save(Grant.new(office.desk.me, right="hr", subject=office.desk.organisation, person=gita.me))
    window.frame.changed.happened.emit()
    assert "Overviews" in column(window)
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    assert page.shown["overview"].isChecked()
    tick(qtbot, window, "overview")
    assert "Overviews" not in column(window)
    qtbot.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    assert window.here == "overview", "what a role gives is reached by its key, in the column or not"


def test_every_part_has_a_box_with_its_name(qtbot: Any, theme: Theme, office: Office) -> None:
    window = window_of(qtbot, theme, office.desk, {})
    window.go("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    QApplication.processEvents()
    assert [box.text() for box in page.shown.values()] == ["Discover", "Agenda", "My learning", "My trainings", "Overviews"]
    assert nameless(page) == []


@given(st.lists(st.booleans()), st.booleans(), st.booleans())
def test_what_was_chosen_last_holds_and_what_is_as_usual_is_not_kept(taps: list[bool], usual: bool, later: bool) -> None:
    of_role, kept, owner = [usual], dict[str, bool](), QObject()

    def keep(chosen: Mapping[str, bool]) -> None:
        kept.clear()
        kept.update(chosen)

    parts = Parts([Part("one", "One", lambda: of_role[0])], {}, keep, owner)
    for shown in taps:
        parts.choose("one", shown)
        assert parts.shown("one") is shown
    assert kept == ({"one": taps[-1]} if taps and taps[-1] != usual else {})
    of_role[0] = later
    assert Parts([Part("one", "One", lambda: later)], kept, keep, owner).shown("one") is parts.shown("one")
    assert parts.shown("one") is kept.get("one", later)
