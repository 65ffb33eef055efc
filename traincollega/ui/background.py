"""One way to work off the window's thread: the answer comes back in the window's thread, a late one is dropped."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from traincollega.errors import TrainCollegaError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from traincollega.ui.one_thread import OneThread

T = TypeVar("T")
Report = Callable[[int, int], None]
"""What long work calls now and then: (how far, of how much; 0 where nobody knows); it raises Stopped when asked to stop."""


class Stopped(Exception):
    """The person stopped the work."""


class Background(QObject):
    """Runs work on two threads that live as long as it does, so that each can keep its own database connection."""

    _settled = Signal(object)

    def __init__(self, parent: QObject | None = None, *, at_once: bool = False, alone: bool = False) -> None:
        """Make ready; with `at_once` all work is done in the call itself, as tests like it.

        With `alone` there is one thread, that is not waited for when the program ends: what hangs there would keep it open.
        """
        super().__init__(parent)
        self._at_once = at_once
        self._alone = alone
        self._threads: ThreadPoolExecutor | OneThread | None = (
            None  # threads of Python: Qt's would lose their thread-locals after each run
        )
        self._latest: dict[str, Future[Any]] = {}
        self._stops: set[threading.Event] = set()
        self._pending: set[Future[Any]] = set()
        self._closed = False
        self._settled.connect(lambda settle: settle(), Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[TrainCollegaError], None] | None = None,
        *,
        key: str = "",
    ) -> None:
        """Do `work` elsewhere and hand its answer to `done` here.

        A later run with the same `key` drops the earlier one's answer. A foreseen error goes to `failed`;
        a bug, or a foreseen error nobody takes, is raised in the window's thread.
        """
        if self._closed:
            return
        self._start(work, lambda task: self._settle(task, done, failed, None, key), key)

    def run_long(
        self,
        work: Callable[[Report], T],
        done: Callable[[T], None],
        failed: Callable[[TrainCollegaError], None] | None = None,
        *,
        progress: Callable[[int, int], None] | None = None,
        stopped: Callable[[], None] | None = None,
    ) -> Callable[[], None]:
        """Do work that reports how far it is; return what stops it. `progress` and `stopped` are called in the window's thread."""
        stop = threading.Event()

        def report(far: int, of: int) -> None:
            if stop.is_set():
                raise Stopped
            if progress and self._at_once:
                progress(far, of)
            elif progress:
                self._tell(lambda: None if self._closed or stop.is_set() else progress(far, of))

        def whole() -> T:
            try:
                return work(report)
            finally:
                self._stops.discard(stop)

        if self._closed:
            return stop.set
        self._stops.add(stop)
        self._start(whole, lambda task: self._settle(task, done, failed, stopped, ""), "")
        return stop.set

    @property
    def busy(self) -> bool:
        """Whether anything still runs or waits."""
        return bool(self._pending)

    def close(self) -> bool:
        """Stop long work, wait for what runs and drop its answers, before the window goes; return whether nothing runs any more."""
        self._closed = True
        for stop in tuple(self._stops):
            stop.set()
        if self._threads:
            self._threads.shutdown(wait=True, cancel_futures=True)
        return not any(task.running() for task in self._pending)

    def _start(self, work: Callable[[], T], settle: "Callable[[Future[T]], None]", key: str) -> None:
        from concurrent.futures import Future, ThreadPoolExecutor  # here it saves 7 ms of the start

        if self._at_once:
            task: Future[T] = Future()
            try:
                task.set_result(work())
            except Exception as error:
                task.set_exception(error)
            if key:
                self._latest[key] = task
            settle(task)
            return
        if self._threads is None and self._alone:
            from traincollega.ui.one_thread import OneThread  # 1 ms, with the first round

            self._threads = OneThread()
        elif self._threads is None:
            self._threads = ThreadPoolExecutor(2, thread_name_prefix="background")
        earlier = self._latest.get(key) if key else None
        if earlier:
            earlier.cancel()
        task = self._threads.submit(work)
        if key:
            self._latest[key] = task
        self._pending.add(task)
        task.add_done_callback(lambda task: self._tell(lambda: self._answer(task, settle)))

    def _answer(self, task: "Future[T]", settle: "Callable[[Future[T]], None]") -> None:
        self._pending.discard(task)
        settle(task)

    def _tell(self, what: Callable[[], None]) -> None:
        if not self._closed:
            self._settled.emit(what)

    def _settle(
        self,
        task: "Future[T]",
        done: Callable[[T], None],
        failed: Callable[[TrainCollegaError], None] | None,
        stopped: Callable[[], None] | None,
        key: str,
    ) -> None:
        if self._closed or task.cancelled():
            return
        if key and self._latest.get(key) is not task:
            return
        if key:
            del self._latest[key]
        error = task.exception()
        if error is None:
            done(task.result())
        elif isinstance(error, Stopped):
            if stopped:
                stopped()
        elif isinstance(error, TrainCollegaError) and failed:
            failed(error)
        else:
            raise error
