"""One thread that does what it is given, one thing after another, and that may be left behind when the program ends."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 0.2
"""Seconds that `shutdown` waits: what hangs in a folder that does not answer would keep the program from ending."""


class OneThread:
    """As an executor; but Python waits for the threads of its own when it ends, and for this one it does not."""

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="rounds", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Do `work` once what was given before is done."""
        task: Future[T] = Future()
        self._work.put(lambda: _do(task, work))
        return task

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Do no more; with `cancel_futures` nothing of what still waits either."""
        while cancel_futures and not self._work.empty():
            self._work.get()
        self._work.put(None)
        if wait:
            self._thread.join(PATIENCE)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            work()


def _do(task: "Future[Any]", work: Callable[[], Any]) -> None:
    if task.set_running_or_notify_cancel():
        try:
            task.set_result(work())
        except BaseException as error:  # whoever asked hears of it
            task.set_exception(error)
