"""Opens the desk of a profile on a thread of its own, while its window stands already."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from traincollega.errors import TrainCollegaError

if TYPE_CHECKING:  # imported on the thread
    from traincollega.services.desk import Desk, Done


class Opening(QObject):
    """One desk on its way; `came` tells in the window's thread that it is there, or why it is not."""

    came = Signal()

    def __init__(self, folder: Path, first: "Callable[[], Done] | None" = None) -> None:
        """Make ready for the profile in `folder`; `first` is what is done while nobody has its database open."""
        super().__init__()
        self._folder, self._first = folder, first
        self.said: Done | TrainCollegaError | None = None
        """What was done first, or why that could not be done: then the desk is as it was."""
        self._lock = Lock()
        self._desk: Desk | None = None
        self._error: BaseException | None = None
        self._given_up = False

    def begin(self) -> None:
        """Open it, from now on."""
        Thread(target=self._open, name="opening").start()  # a pool of one thread would take 7 ms to import

    def desk(self) -> "Desk | None":
        """Return the desk that came, None where no organisation has begun; raises what went wrong."""
        if self._error is not None:
            raise self._error
        return self._desk

    def give_up(self) -> None:
        """Let the desk go: where it has yet to come, its database closes as soon as it is open."""
        with self._lock:
            self._given_up = True
            self._let_go()

    def _open(self) -> None:
        desk, error = None, None
        try:
            from traincollega.services.beginning import open_desk  # 80 ms, after the window stands

            self._do_first()
            desk = open_desk(self._folder)
        except BaseException as caught:  # told in the window's thread
            error = caught
        with self._lock:
            self._desk, self._error = desk, error
            if self._given_up:
                self._let_go()
            else:
                self.came.emit()

    def _do_first(self) -> None:
        if self._first is not None:
            try:
                self.said = self._first()
            except TrainCollegaError as error:
                self.said = error

    def _let_go(self) -> None:
        if self._desk is not None:
            self._desk.store.connection.close()
            self._desk = None
