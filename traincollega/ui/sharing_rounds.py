"""The rounds in the background: now and then, after a save, and when somebody asks, this computer keeps step with colleagues."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QObject, QRandomGenerator, QTimer, Signal

from traincollega.errors import DatabaseBusy, SharingError, TrainCollegaError
from traincollega.settings import read_settings
from traincollega.ui.background import Background, Report

if TYPE_CHECKING:  # nothing of sharing is imported before the first round: 120 ms, most of it cryptography
    from traincollega.services.desk import Desk
    from traincollega.sharing.place import Place
    from traincollega.ui.frame import Frame

T = TypeVar("T")
FIRST_AFTER = 6_000
"""Milliseconds after which the start is over, and the first round may begin."""
LEAST, MOST = 30_000, 60_000
"""Milliseconds between two rounds; chance decides, so that computers do not all come at once."""
SOON = 4_000
"""Milliseconds after a save, in which somebody may save more; and after which a busy database is tried again."""
LAST_TRY = 2.0
"""Seconds that the last round may take once the window has closed."""


class Ended(NamedTuple):
    """How a round ended: whether anything is here now that was not, and the device that this computer is."""

    news: bool
    device: str
    busy: bool = False


class Rounds(QObject):
    """Keeps one profile in step, one round at a time, on a thread and a connection of their own."""

    changed = Signal()
    """How sharing stands may be another, or a round began or ended."""
    progress = Signal(int, int)
    """How far the round is: contents fetched, of how many; 0 where nobody knows."""
    ended = Signal(object)
    """A round ended, or other work on who takes part: an Ended."""

    def __init__(self, parent: QObject | None = None, *, at_once: bool = False) -> None:
        """Make ready; nothing is done before there is a desk to `follow`."""
        super().__init__(parent)
        self._at_once = at_once
        self._background: Background | None = None
        self._frame: Frame | None = None
        self._own: Desk | None = None  # used on the thread of the rounds alone
        self._places: dict[str, Place] = {}  # each knows what it saw there the last time
        self._stop: Callable[[], None] = _nothing
        self._running = False
        self.may_begin = True
        """Whether this organisation may begin to share: the example may not."""
        self.folder = Path()
        """The profile."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.now)

    @property
    def running(self) -> bool:
        """Whether a round runs now."""
        return self._running

    def follow(self, frame: "Frame", *, may_begin: bool = True) -> None:
        """Keep the desk of a frame in step from now on; another window of the same profile goes on with what runs."""
        folder = frame.desk.path.parent
        if folder != self.folder:
            self.rest()
        self._frame, self.folder, self.may_begin = frame, folder, may_begin
        frame.changed.happened.connect(self.soon)
        if frame.desk.shares() and not self._running:
            self._timer.start(FIRST_AFTER)

    def soon(self) -> None:
        """Do a round in a moment where something waits to be sent."""
        from traincollega.sharing.standing import not_sent  # 3 ms, after the window stands

        desk = self._desk()
        if desk is not None and desk.shares() and not_sent(desk):
            left = self._timer.remainingTime()
            self._timer.start(min(left, SOON) if left >= 0 else SOON)

    def now(self) -> None:
        """Do a round now, unless one runs already."""
        desk = self._desk()
        if desk is None or not desk.shares():
            return
        self._wait()  # also where the round meets a mistake of ours, and its end is never told
        if self._running:
            return
        self._running = True
        stop = self._threads().run_long(
            lambda report: self._round(desk, report), self._done, lambda _error: self._done(None),
            progress=self.progress.emit, stopped=lambda: self._done(None),
        )  # fmt: skip
        if self._running:
            self._stop = stop
            self.changed.emit()

    def stop(self) -> None:
        """Stop the round that runs; the next one goes on where it was."""
        self._stop()

    def work(
        self,
        task: "Callable[[Desk], T]",
        done: Callable[[T], None],
        failed: Callable[[TrainCollegaError], None],
        *,
        writes: bool = True,
    ) -> None:
        """Do something on who takes part where the rounds are done, so that it never meets one.

        `task` is handed a desk of that thread. What it `writes` is told to the window, and sent at once.
        """
        desk = self._desk()
        if desk is None:
            return

        def whole() -> tuple[T, Ended]:
            return task(self._own_desk(desk)), Ended(True, self._device())

        def tell(answer: tuple[T, Ended]) -> None:
            if writes:
                self.ended.emit(answer[1])
            done(answer[0])
            if writes:
                self.now()

        self._threads().run(whole, tell, failed)

    def rest(self) -> None:
        """Follow nobody any more, and let go of the database; what a round was doing is done again the next time."""
        self._timer.stop()
        self._stop()
        self._frame, self._stop, self._running, self.folder = None, _nothing, False, Path()
        done = True
        if self._background is not None:
            done = self._background.close()
            self._background.deleteLater()
            self._background = None
        own, self._own = self._own, None
        if own is not None and done:  # else a thread that hangs still has it
            own.store.connection.close()

    def close(self) -> None:
        """Try once more to send what waits, for a moment, and let go of the database."""
        desk = self._desk()
        if desk is not None and self._worth_trying(desk):
            over = threading.Event()

            def last(report: Report) -> None:
                try:
                    with suppress(TrainCollegaError):
                        self._round(desk, report)
                finally:
                    over.set()

            self._threads().run_long(last, lambda _answer: None)
            over.wait(LAST_TRY)
        self.rest()

    def _worth_trying(self, desk: "Desk") -> bool:
        if not desk.shares():
            return False
        from traincollega.sharing.standing import not_sent, standing  # 3 ms, as the window closes

        return standing(self.folder).since is None and not_sent(desk) > 0

    def _round(self, desk: "Desk", report: Report) -> Ended:
        """Do a round; what keeps it from colleagues becomes how sharing stands, and is no error here."""
        from traincollega.services.hearing import mark  # 80 ms, after the window stands
        from traincollega.sharing import rounds, standing  # 120 ms of cryptography, that only who shares needs

        folder = self.folder
        try:
            own = self._own_desk(desk)
            before = mark(own)
            try:
                self._own, step = rounds.one_round(own, folder, report=report, kept=self._places)
            except DatabaseBusy:
                return Ended(mark(own) != before, self._device(), busy=True)
            except SharingError as error:
                standing.failed(folder, error, own.now())
                return Ended(mark(own) != before, self._device())
            except TrainCollegaError as error:
                standing.failed(folder, error, own.now())
                raise
            standing.succeeded(folder, step, own.now())
            return Ended(step.received > 0 or mark(own) != before, self._device())
        finally:
            self._running = False

    def _done(self, ended: Ended | None) -> None:
        self._running, self._stop = False, _nothing
        if ended is not None and ended.busy:
            self._timer.start(SOON)
        else:
            self._wait()
        if ended is not None:
            self.ended.emit(ended)
        self.changed.emit()

    def _wait(self) -> None:
        self._timer.start(QRandomGenerator.global_().bounded(LEAST, MOST))

    def _own_desk(self, desk: "Desk") -> "Desk":
        """Return the desk of the rounds' thread, that speaks for the computer this is now."""
        own = self._own or desk.elsewhere()
        device = self._device()
        if device and own.store.device != device:
            own = own.speaking_for(device)
        self._own = own
        return own

    def _device(self) -> str:
        return read_settings(self.folder).device

    def _desk(self) -> "Desk | None":
        return self._frame.desk if self._frame is not None and self._frame.ready else None

    def _threads(self) -> Background:
        if self._background is None:
            self._background = Background(self, at_once=self._at_once, alone=True)
        return self._background


def _nothing() -> None:
    """There is nothing to stop."""
