"""Work off the window's thread: answers come back here, late ones are dropped, long work can be stopped."""

import threading
from typing import Any

import pytest

from traincollega.errors import NotPossible
from traincollega.ui.background import Background, Report


def test_the_work_is_done_elsewhere_and_the_answer_comes_here(qtbot: Any) -> None:
    background = Background()
    seen: list[threading.Thread] = []
    background.run(threading.current_thread, lambda worker: seen.extend((worker, threading.current_thread())))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] is not seen[1] is threading.main_thread()
    background.close()


def test_a_later_run_with_the_same_key_drops_the_earlier_answer(qtbot: Any) -> None:
    background = Background()
    gate = threading.Event()
    answers: list[str] = []
    background.run(lambda: gate.wait(10) and "early", answers.append, key="search")
    background.run(lambda: "late", answers.append, key="search")
    gate.set()
    qtbot.waitUntil(lambda: "late" in answers)
    qtbot.wait(20)
    assert answers == ["late"]
    background.close()


def test_a_foreseen_error_goes_to_who_asked_and_a_bug_shouts(qtbot: Any) -> None:
    background = Background(at_once=True)
    errors: list[Exception] = []

    def fails(error: Exception) -> None:
        raise error

    background.run(lambda: fails(NotPossible("Full.")), lambda answer: None, errors.append)
    assert [str(error) for error in errors] == ["Full."]
    with pytest.raises(ZeroDivisionError):
        background.run(lambda: fails(ZeroDivisionError()), lambda answer: None, errors.append)


def test_nothing_answers_after_closing(qtbot: Any) -> None:
    background = Background()
    gate = threading.Event()
    answers: list[object] = []
    background.run(lambda: gate.wait(10), answers.append)
    gate.set()
    background.close()
    background.run(lambda: "too late", answers.append)
    qtbot.wait(20)
    assert answers == []


def test_long_work_tells_how_far_it_is_and_stops_when_asked(qtbot: Any) -> None:
    background = Background()
    far: list[int] = []
    stopped: list[bool] = []
    started = threading.Event()

    def work(report: Report) -> None:
        report(1, 10)
        started.set()
        for _turn in range(10_000):
            report(2, 10)
            threading.Event().wait(0.001)

    stop = background.run_long(
        work, lambda answer: None, progress=lambda now, of: far.append(now), stopped=lambda: stopped.append(True)
    )
    started.wait(10)
    qtbot.waitUntil(lambda: 1 in far)
    stop()
    qtbot.waitUntil(lambda: bool(stopped))
    background.close()


def test_closing_stops_long_work() -> None:
    background = Background()
    ended = threading.Event()

    def work(report: Report) -> None:
        try:
            while True:
                report(0, 0)
                threading.Event().wait(0.001)
        finally:
            ended.set()

    background.run_long(work, lambda answer: None)
    background.close()
    assert ended.is_set()


def test_a_thread_keeps_what_is_its_own_between_runs(qtbot: Any) -> None:
    background = Background()
    own = threading.local()
    counts: list[int] = []

    def work() -> int:
        own.count = getattr(own, "count", 0) + 1
        return int(own.count)

    for turn in range(5):
        background.run(work, counts.append)
        qtbot.waitUntil(lambda turn=turn: len(counts) == turn + 1)
    assert max(counts) > 1
    background.close()
