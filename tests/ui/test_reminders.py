"""Reminders in the window: they come by themselves, are counted at Messages, and the tray is an extra that may be missing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication

from traincollega.app import Program
from traincollega.models.change import system_now
from traincollega.services.beginning import begin
from traincollega.services.desk import Desk
from traincollega.services.planning import Plan, plan
from traincollega.services.publishing import Words, publish
from traincollega.services.telling import my_messages
from traincollega.settings import Settings, read_settings, write_settings
from traincollega.ui.frame import Frame
from traincollega.ui.settings_page import SettingsPage
from traincollega.ui.tray import Tray


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk of who gives a session in half an hour, planned two days ago."""
    now = datetime.now(UTC)
    before = begin(
        tmp_path / "profile", organisation="Noordveld", name="Anna", email="anna@x.nl", now=lambda: now - timedelta(days=2)
    )
    training = publish(before, Words(title="Excel", summary="In short", minutes=45)).subject
    plan(before, training, Plan(now + timedelta(minutes=30), 45))
    return replace(before, now=system_now)


@pytest.fixture
def program(qtbot: Any, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    write_settings(tmp_path / "profile", Settings(language="en"))
    made = Program(qapp, tmp_path / "profile")
    yield made
    made.close()
    made.deleteLater()


def test_a_reminder_that_is_due_comes_by_itself_is_counted_and_said_once(program: Program, desk: Desk, qtbot: Any) -> None:
    said: list[str] = []
    program._tray = Tray(program, wanted=True, keep=lambda _wanted: None, pressed=lambda: None, available=lambda: False)  # noqa: SLF001
    program.tray.say = lambda title, text: said.append(title) is None  # type: ignore[method-assign]
    window = program.show_desk(desk)
    for _look in range(2):
        program.look_for_reminders()
        qtbot.waitUntil(lambda: not window.frame.background.busy)
    assert said == ["Reminder: Excel"]
    assert [told.title for told in my_messages(desk)] == said
    assert "Messages, 1 new" in [place.accessibleName() for place in window.navigation.findChildren(QAbstractButton)]


def test_without_a_place_for_it_or_when_it_is_switched_off_the_tray_says_nothing(qapp: QApplication) -> None:
    kept: list[bool] = []
    none = Tray(qapp, wanted=True, keep=kept.append, pressed=lambda: None, available=lambda: False)
    off = Tray(qapp, wanted=True, keep=kept.append, pressed=lambda: None, available=lambda: True)
    off.choose(False)
    assert (none.say("Reminder", "Soon."), off.say("Reminder", "Soon."), kept) == (False, False, [False])


def test_in_settings_the_tray_is_switched_off_and_stays_so(program: Program, desk: Desk) -> None:
    program._tray = Tray(  # noqa: SLF001
        program,
        wanted=True,
        keep=program.keep_tray,
        pressed=lambda: None,
        available=lambda: True,
    )
    window = program.show_desk(desk)
    window.go("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    page.outside.click()
    assert read_settings(program.folder).tray is False


def test_settings_offer_no_tray_where_there_is_none(frame_for: Callable[[Any], Frame], desk: Desk, qapp: QApplication) -> None:
    none = Tray(qapp, wanted=True, keep=lambda _wanted: None, pressed=lambda: None, available=lambda: False)
    page = SettingsPage(frame_for(desk), lambda _code: None, None, none)
    assert not hasattr(page, "outside")
    page.deleteLater()
