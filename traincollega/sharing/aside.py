"""Work that may hang, done on a thread that is left behind when it does: a shared folder may keep a reader waiting for ever."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")
Going = Callable[[], None]
"""Called by long work between its steps, each of which may take as long as the whole of a short one."""

_GOING = object()


class HangsError(Exception):
    """Work took too long; `.thread` is still in it and must not be waited for."""

    def __init__(self, thread: Thread) -> None:
        super().__init__()
        self.thread = thread


class Aside:
    """Does one thing after another on a thread beside, as long as none hangs; then on the next thread."""

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._jobs: SimpleQueue[Callable[[Going], object] | None] = SimpleQueue()
        self._answers: SimpleQueue[Any] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._leave()

    def call(self, work: Callable[[Going], T], patience: float) -> T:
        """Return what the work returns, or raise what it raises; HangsError once a step of it takes `patience` seconds."""
        if self._thread is None:
            self._jobs, self._answers = SimpleQueue(), SimpleQueue()
            # a daemon: the program must be able to end while a thread hangs
            self._thread = Thread(target=_run, args=(self._jobs, self._answers), name="aside", daemon=True)
            self._thread.start()
        thread = self._thread
        self._jobs.put(work)
        answer: Any = _GOING
        while answer is _GOING:
            try:
                answer = self._answers.get(timeout=patience)
            except Empty:
                self._leave()
                raise HangsError(thread) from None
        result, error = answer
        if error is not None:
            raise error
        done: T = result
        return done

    def _leave(self) -> None:
        """Let the thread end after what it is doing."""
        self._thread = None
        self._jobs.put(None)


def _run(jobs: "SimpleQueue[Callable[[Going], object] | None]", answers: "SimpleQueue[Any]") -> None:
    def going() -> None:
        answers.put(_GOING)

    while (work := jobs.get()) is not None:
        try:
            answers.put((work(going), None))
        except BaseException as error:  # it is raised where it was asked for
            answers.put((None, error))
