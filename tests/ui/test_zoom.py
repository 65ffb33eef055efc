"""The zoom changed while pages are open: each is as one that was built at that zoom, and nothing in it gets lost."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.office import MONDAY, Office, new_office
from traincollega.ui.background import Background
from traincollega.ui.main_window import MainWindow
from traincollega.ui.pages import pages
from traincollega.ui.theme import Theme

PAGES = ["start", "discover", "agenda", "learning", "teaching", "messages", "settings", "editor"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = new_office(tmp_path)
    training = office.training(by="Sanne de Wit")
    office.session(training, MONDAY.replace(day=26))
    office.session(office.training("Spreken voor een volle zaal"), MONDAY.replace(day=27))
    return office


def open_at(qtbot: Any, office: Office, zoom: int) -> tuple[MainWindow, Theme]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme(app, "light", zoom)
    theme.apply()
    window = MainWindow(theme, lambda: office.desk, pages(lambda code: None), background=Background(at_once=True))
    qtbot.addWidget(window, before_close_func=lambda window: window.frame.background.close())
    window.resize(1280, 800)
    window.show()
    return window, theme


def settle() -> None:
    for _turn in range(4):
        QApplication.processEvents()


def places(window: MainWindow, page: str) -> list[tuple[str, tuple[int, ...]]]:
    window.go(page)
    settle()
    shown = [one for one in window.page(page).findChildren(QWidget) if one.isVisible() and one.objectName() != "focus-ring"]
    return [(type(one).__name__, one.geometry().getRect()) for one in shown]


@pytest.mark.parametrize(("was", "now"), [(100, 150), (150, 90), (90, 120)])
def test_a_page_that_was_open_is_as_one_built_at_that_zoom(qtbot: Any, office: Office, was: int, now: int) -> None:
    window, theme = open_at(qtbot, office, was)
    for page in PAGES:
        places(window, page)
    theme.set_zoom(now)
    kept = {page: places(window, page) for page in PAGES}
    again, _theme = open_at(qtbot, office, now)
    for page in PAGES:
        assert kept[page] == places(again, page), page


def test_there_and_back_leaves_every_length_as_it_was(qtbot: Any, office: Office) -> None:
    window, theme = open_at(qtbot, office, 100)
    before = {page: places(window, page) for page in PAGES}
    for zoom in (90, 150, 110, 130, 100):
        theme.set_zoom(zoom)
        settle()
    assert {page: places(window, page) for page in PAGES} == before


def test_what_was_typed_and_the_focus_stay(qtbot: Any, office: Office) -> None:
    window, theme = open_at(qtbot, office, 100)
    window.go("settings")
    field = next(one for one in window.page("settings").findChildren(QLineEdit) if one.accessibleName() == "Your name")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    field.setText("Fatma Demir-Yıldız")
    theme.set_zoom(150)
    settle()
    assert (field.text(), QApplication.focusWidget()) == ("Fatma Demir-Yıldız", field)
