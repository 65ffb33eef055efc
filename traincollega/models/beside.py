"""Long statements of SQLite on a thread of their own, while this one works out what to write next."""

from collections.abc import Callable
from threading import Thread
from types import TracebackType
from typing import Self


class Beside:
    """Does one thing at a time on a thread; `wait` for it before the database is written here again.

    SQLite lets Python go on during a statement, so a long one and the work beside it take two processors. What reads the
    database meanwhile waits by itself.
    """

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._error: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self.wait()
        else:
            self._join()  # what went wrong here is told; nothing may still write when it is rolled back

    def do(self, work: Callable[[], object]) -> None:
        """Begin to do this, once the work before it is done."""
        self.wait()
        self._thread = Thread(target=self._run, args=(work,), name="beside")
        self._thread.start()

    def wait(self) -> None:
        """Wait until the work is done; raises what it raised."""
        self._join()
        error, self._error = self._error, None
        if error is not None:
            raise error

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:
            self._error = error
