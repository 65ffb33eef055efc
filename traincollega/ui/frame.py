"""What every page is handed: the desk, the look, the message bar, the background, and how to go elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from traincollega.errors import TrainCollegaError
from traincollega.ui.background import Background
from traincollega.ui.messages import MessageBar
from traincollega.ui.theme import Theme


class Done(Protocol):
    """What a verb of the desk hands back: one sentence, and enough to undo it."""

    @property
    def sentence(self) -> str:
        """What happened, for a person; **bold** marks what it happened to."""


class ChangeSignal(QObject):
    """`happened` after every save: pages connect to it to look again."""

    happened = Signal()


@dataclass(frozen=True)
class Frame:
    """The parts of the frame, made once by the window."""

    desk: Any
    theme: Theme
    messages: MessageBar
    background: Background
    go: Callable[..., None]
    """go("discover", training=id): show a page, and something in it."""
    changed: ChangeSignal

    def do(
        self, verb: Callable[[], Done], *, actions: Sequence[tuple[str, Callable[[], object]]] = (), undoable: bool = True
    ) -> Done | None:
        """Run one call of the core; say what it did, with undo and `actions` after it, or why it could not be done.

        Return what was done, or None after an error that the bar now tells.
        """
        try:
            done = verb()
        except TrainCollegaError as error:
            self.messages.error(error)
            return None
        undo = (lambda: self.do(lambda: self.desk.undo(done), undoable=False)) if undoable else None
        self.messages.say(done.sentence, undo=undo, actions=actions)
        self.changed.happened.emit()
        return done
