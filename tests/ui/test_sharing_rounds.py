"""The rounds in the background: when there is one, what it does not disturb, and what the start does without."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.office import new_office
from traincollega.errors import DatabaseBusy, PlaceUnreachable
from traincollega.services.desk import Desk
from traincollega.services.publishing import Words, publish
from traincollega.sharing import rounds as core
from traincollega.sharing import standing, starting
from traincollega.sharing.folder import Folder
from traincollega.ui.frame import Frame
from traincollega.ui.one_thread import OneThread
from traincollega.ui.sharing_rounds import LEAST, SOON, Ended, Rounds

START = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from traincollega.app import Program, application
from traincollega.ui.state_button import StateButton
app = application()
program = Program(app, Path(sys.argv[1]))
program.start()
def look():
    if program.desk is None or program.window.here != "start":
        QTimer.singleShot(20, look)
        return
    print(program.window.findChildren(StateButton)[0].text())
    print([name for name in sys.modules if name.partition(".")[0] in ("cryptography", "keyring")])
    app.quit()
look()
app.exec()
program.close()
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk that shares in a folder, and has sent all."""
    office = new_office(tmp_path / "profile")
    (tmp_path / "shared").mkdir()
    address = str(tmp_path / "shared")
    circle, _code = starting.start(office.desk, tmp_path / "profile", address, Folder(Path(address), office.desk.organisation))
    made = office.desk.speaking_for(circle.store.device)
    step = core.one_round(made, tmp_path / "profile")[1]
    standing.succeeded(tmp_path / "profile", step, made.now())
    return made


@pytest.fixture
def rounds(desk: Desk, frame_for: Callable[[Any], Frame], qapp: Any) -> Iterator[Rounds]:
    made = Rounds(at_once=True)
    made.follow(frame_for(desk))
    yield made
    made.rest()  # else its timer rings in another test


def ended(rounds: Rounds, act: Callable[[], object]) -> list[Ended]:
    told: list[Ended] = []
    rounds.ended.connect(told.append)
    act()
    rounds.ended.disconnect(told.append)
    return told


def test_the_window_and_its_state_stand_without_cryptography(desk: Desk, tmp_path: Path) -> None:
    desk.store.connection.close()
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path / "profile")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ | {"LANG": "nl_NL.UTF-8", "LC_ALL": ""},
    )
    assert done.stdout.splitlines() == ["Alles is bijgewerkt · ma 23 november, 14.02 uur", "[]"], done.stderr


def test_a_round_that_brought_nothing_says_so(rounds: Rounds) -> None:
    assert [one.news for one in ended(rounds, rounds.now)] == [False]


def test_a_save_is_sent_in_a_moment_and_where_nothing_waits_nothing_is_hurried(rounds: Rounds, desk: Desk) -> None:
    timer = rounds._timer  # noqa: SLF001
    rounds.now()
    rounds.soon()
    assert timer.interval() >= LEAST
    publish(desk, Words(title="Excel", minutes=30))
    rounds.soon()
    assert timer.interval() <= SOON


def test_a_place_that_is_gone_is_how_sharing_stands_and_no_error(
    rounds: Rounds, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_self: Folder) -> None:
        raise PlaceUnreachable("gone")

    monkeypatch.setattr(Folder, "names", gone)
    assert [one.news for one in ended(rounds, rounds.now)] == [False]
    state = standing.standing(tmp_path / "profile")
    assert (state.error, state.kind) == ("gone", "PlaceUnreachable")
    assert not rounds.running


def test_a_busy_database_is_tried_again_soon_and_told_to_nobody(
    rounds: Rounds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_arguments: object, **_options: object) -> None:
        raise DatabaseBusy("busy")

    monkeypatch.setattr(core, "one_round", busy)
    before = standing.standing(tmp_path / "profile")
    assert [one.busy for one in ended(rounds, rounds.now)] == [True]
    assert standing.standing(tmp_path / "profile") == before
    assert rounds._timer.interval() == SOON  # noqa: SLF001


def test_a_mistake_of_ours_in_a_round_is_no_end_to_all_rounds(rounds: Rounds, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(core, "one_round", bug)
        with pytest.raises(ZeroDivisionError):
            rounds.now()
    assert rounds._timer.isActive()  # noqa: SLF001
    assert [one.news for one in ended(rounds, rounds.now)] == [False]


def test_who_does_not_share_has_no_rounds(tmp_path: Path, frame_for: Callable[[Any], Frame], qapp: Any) -> None:
    made = Rounds(at_once=True)
    made.follow(frame_for(new_office(tmp_path / "alone").desk))
    assert ended(made, made.now) == []
    assert not made._timer.isActive()  # noqa: SLF001


def test_what_hangs_is_left_behind(qapp: Any) -> None:
    thread, begun, never = OneThread(), threading.Event(), threading.Event()
    first = thread.submit(lambda: [begun.set(), never.wait(60)])
    begun.wait(10)
    second = thread.submit(lambda: 1)
    thread.shutdown(cancel_futures=True)
    assert first.running()
    never.set()
    assert first.result(10) == [None, True]
    assert not second.done()


def test_one_thing_after_another_is_done_and_its_error_is_handed_back(qapp: Any) -> None:
    thread = OneThread()
    said: list[int] = []
    for number in range(3):
        thread.submit(lambda number=number: said.append(number))
    failed = thread.submit(lambda: 1 // 0)
    assert isinstance(failed.exception(10), ZeroDivisionError)
    assert said == [0, 1, 2]
    thread.shutdown()
