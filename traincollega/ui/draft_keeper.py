"""Keeps a draft on disk while somebody types: within a second of any key, and at once when asked."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from traincollega.errors import TrainCollegaError
from traincollega.services.drafting import begin_draft, save_draft
from traincollega.services.publishing import Words
from traincollega.ui.frame import Frame

INTERVAL = 600  # milliseconds; UX.md asks for a second


class DraftKeeper(QObject):
    """Writes what `read` returns, the words and whatever else the form holds; `kept` after each time."""

    kept = Signal()

    def __init__(
        self, frame: Frame, read: Callable[[], tuple[Words, dict[str, Any]]], *, interval: int = INTERVAL, parent: QObject
    ) -> None:
        """Keep nothing yet: `start` says which draft."""
        super().__init__(parent)
        self._frame, self._read = frame, read
        self._training = ""
        self._at_rest: tuple[Words, dict[str, Any]] | None = None
        self.draft = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self.flush)

    def start(self, training: str = "", draft: str = "") -> None:
        """Keep a draft of this training, "" for a new one; what the form holds now is at rest and makes no draft."""
        self._timer.stop()
        self._training, self.draft = training, draft
        self._at_rest = self._read()

    def touched(self) -> None:
        """Tell that something changed; it is written soon, and no later for what is typed after it."""
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Write now what is not written yet."""
        self._timer.stop()
        words, extra = self._read()
        if (words, extra) == self._at_rest:
            return
        try:
            if not self.draft:
                self.draft = begin_draft(self._frame.desk, words, self._training)
            save_draft(self._frame.desk, self.draft, words, self._training, **extra)
        except TrainCollegaError as error:
            self._frame.messages.error(error)
            return
        self._at_rest = (words, extra)
        self.kept.emit()
