"""Every page with texts that look like something else: they are shown as text, press no keys, and widen nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QScrollArea, QTabWidget, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.naughty import NAUGHTY
from tests.office import MONDAY, Office, new_office
from traincollega.imports.characters import one_line
from traincollega.models.organisation import Department
from traincollega.models.session import Session
from traincollega.services.browsing import my_trainings
from traincollega.services.enrolling import sign_up
from traincollega.services.planning import Plan, plan
from traincollega.services.publishing import Words, publish, wait_for_date
from traincollega.services.suggesting import suggest
from traincollega.ui.background import Background
from traincollega.ui.main_window import MainWindow
from traincollega.ui.pages import actions, pages
from traincollega.ui.text import breakable
from traincollega.ui.theme import Theme

LONG = ("w" * 190, "👩‍💻" * 60, "R&D", "<img src='file://a/b.png'>", "&lt;b&gt;", "**a**", "%1 {title}")
TEXTS = [*(text for text in NAUGHTY if one_line(text)), *LONG]
PAGES = (
    "start", "discover", "agenda", "learning", "teaching", "overview", "messages", "settings", "editor", "departments", "privacy",
    "sharing",
)  # fmt: skip
MARKUP = re.compile(r"^[^<\n]*(<[/!?]?[a-zA-Z]|&lt;)")
"""What Qt takes for HTML where nobody says what a text is."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One colleague, department, training and session for each text, and what these give rise to."""
    made = new_office(tmp_path_factory.mktemp("naughty") / "profile")
    desk = made.desk
    with desk.store.transaction(bulk=True):
        for at, text in enumerate(TEXTS):
            other = TEXTS[(at + 1) % len(TEXTS)]
            desk.store.save(Department.new(desk.me, name=one_line(text)[:200]))
            who = made.colleague(one_line(text)[:200], one_line(other)[:200])
            words = Words(title=text, summary=other, minutes=45, topics=(text, other), goal=text, outcomes=text, body=text)
            training = publish(desk, words).subject
            session = plan(desk, training, Plan(MONDAY + timedelta(days=1 + at % 5), 45, place=text, seats=1)).subject
            sign_up(who, session, visible=True)
            if at % 6 == 0 or text in LONG:
                sign_up(desk, session)
            suggest(who, training, "summary", f"{text} a", note=text)
            wait_for_date(who, training)
    yield made
    desk.close()


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, office: Office) -> MainWindow:
    made = MainWindow(theme, lambda: office.desk, pages(lambda code: None), actions=actions, background=Background(at_once=True))
    qtbot.addWidget(made, before_close_func=lambda window: window.frame.background.close())
    made.show()
    return made


def faults(page: QWidget) -> Iterator[tuple[str, str]]:
    """Yield what is shown of a page as something else than text, what a text would press, and what does not fit in its width."""
    for one in page.findChildren(QWidget):
        if not one.isVisible():
            continue
        if tagged(one.toolTip()):
            yield "tooltip", one.toolTip()
        if isinstance(one, QLabel) and one.textFormat() == Qt.TextFormat.AutoText and MARKUP.match(one.text()):
            yield "label", one.text()
        if isinstance(one, QLabel) and one.textFormat() == Qt.TextFormat.RichText and tagged(one.text()):
            yield "sentence", one.text()
        if isinstance(one, QAbstractButton) and "R&D" in one.text() and not one.shortcut().isEmpty():
            yield "key", one.text()
        if isinstance(one, QTextEdit) and "<img" in one.toHtml():
            yield "picture", one.toHtml()
        if isinstance(one, QScrollArea) and one.horizontalScrollBar().maximum() > 0:
            yield "too wide", type(one.parent()).__name__
        if isinstance(one, QAbstractItemView) and one.model() is not None:
            for row in range(one.model().rowCount(one.rootIndex())):
                told = one.model().index(row, 0, one.rootIndex()).data(Qt.ItemDataRole.ToolTipRole)
                if tagged(told or ""):
                    yield "tooltip", told


def tagged(text: str) -> bool:
    """Say whether Qt would show tags in a text that are not ours."""
    return bool(MARKUP.match(text)) and re.sub('</?(span|b|br|a)( [a-z]+="[^"]*")*>', "", text).count("<") > 0


def look(window: MainWindow) -> list[tuple[str, str]]:
    """Return the faults of what shows, wide and narrow, light and dark, with every tab open."""
    page = window.page(window.here)
    found = []
    for size, mode in (((1280, 800), "light"), ((900, 600), "dark")):
        window.resize(*size)
        window.frame.theme.set_mode(mode)  # type: ignore[arg-type]
        for tabs in page.findChildren(QTabWidget) or [None]:
            for at in range(tabs.count() if tabs else 1):
                if tabs:
                    tabs.setCurrentIndex(at)
                for _turn in range(3):
                    QApplication.processEvents()
                window.grab()
                found += faults(page)
        found += [("window", f"{window.width()}")] if window.width() > size[0] else []
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_them_as_text(window: MainWindow, name: str) -> None:
    window.go(name)
    assert look(window) == []


@pytest.mark.parametrize("page", ["discover", "editor", "session"])
@pytest.mark.parametrize("title", [*LONG, "<r><t>=1</t></r>"])
def test_a_training_and_its_session_show_them_as_text(window: MainWindow, office: Office, page: str, title: str) -> None:
    training = next(one.id for one in my_trainings(office.desk) if one.title == one_line(title))
    session = office.desk.store.where(Session, training=training)[0].id
    window.go(page, **({"session": session} if page == "session" else {"training": training}))
    assert look(window) == []


def test_what_is_seen_as_one_sign_is_not_broken() -> None:
    for sign in ("👩‍💻", "👍🏽", "e\u0301", "ö\u0323"):
        pieces = breakable(sign * 40).split("\u200b")
        assert len(pieces) > 4
        assert set("".join(pieces).split(sign)) == {""}
        assert all(piece.replace(sign, "") == "" for piece in pieces)
