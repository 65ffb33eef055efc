"""Long statements of SQLite on a thread of their own, while this one works out what to write next."""

from collections.abc import Callable
from threading import Event, Thread, current_thread
from types import TracebackType
from typing import Self

from traincollega.models.database import Connection


class Beside:
    """Does one thing at a time with a connection on a thread; `wait` for it before the database is written here again.

    SQLite lets Python go on during a statement, so a long one and the work beside it take two processors. What is asked of
    the connection here meanwhile waits first, by itself: Python reads what went wrong off the connection, so that another
    statement in between would hide it, and with it that SQLite has rolled back.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._thread: Thread | None = None
        self._done = Event()  # a thread that is joined counts as ended once Ctrl+C comes in between (Python 3.11)
        self._error: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._join()  # nothing may still write when it is rolled back
        finally:
            self.connection.first = None
        if kind is None:
            self.wait()  # else what went wrong here is told

    def do(self, work: Callable[[], object]) -> None:
        """Begin to do this, once the work before it is done."""
        self.wait()
        self._done.clear()
        self._thread = Thread(target=self._run, args=(work,), name="beside")
        self.connection.first = self.wait
        try:
            self._thread.start()
        except RuntimeError:  # there are too many
            self._done.set()
            raise

    def wait(self) -> None:
        """Wait until the work is done; raises what it raised, every time."""
        if current_thread() is not self._thread:
            self._join()
            if self._error is not None:
                raise self._error

    def _join(self) -> None:
        if self._thread is not None:
            self._done.wait()
            self._thread = self.connection.first = None

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            self._error = error
        finally:
            self._done.set()
