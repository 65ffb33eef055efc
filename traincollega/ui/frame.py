"""What every page is handed: the desk, the look, the message bar, the background, and how to go elsewhere."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from traincollega.errors import TrainCollegaError
from traincollega.ui.background import Background
from traincollega.ui.messages import MessageBar
from traincollega.ui.parts import Parts
from traincollega.ui.theme import Theme

if TYPE_CHECKING:  # the first window waits for nothing it does not need
    from traincollega.services.desk import Desk, Done


class ChangeSignal(QObject):
    """`happened` after every save: pages connect to it to look again."""

    happened = Signal()


class Seat:
    """Where the desk of a window stands: a computer that was restored speaks for another device from then on."""

    def __init__(self, desk: "Desk | None" = None) -> None:
        """Begin with a desk, or with none yet."""
        self.desk = desk

    def __call__(self) -> "Desk | None":
        """Return the desk of now."""
        return self.desk


class Frame(NamedTuple):
    """The parts of the frame, made once by the window."""

    open_desk: "Callable[[], Desk | None]"
    """Gives the desk, None while it is still on its way."""
    theme: Theme
    messages: MessageBar
    background: Background
    go: Callable[..., None]
    """go("discover", training=id): show a page, and something in it."""
    changed: ChangeSignal
    parts: Parts

    @property
    def desk(self) -> "Desk":
        """The desk of whom this window is; asked too early, that is a bug of ours."""
        desk = self.open_desk()
        if desk is None:
            raise RuntimeError("the desk is not open yet")
        return desk

    @property
    def ready(self) -> bool:
        """Whether the desk is there."""
        return self.open_desk() is not None

    def do(
        self, verb: "Callable[[], Done]", *, actions: Sequence[tuple[str, Callable[[], object]]] = (), undoable: bool = True
    ) -> "Done | None":
        """Run one call of the core; say what it did, with undo and `actions` after it, or why it could not be done.

        Return what was done, or None after an error that the bar now tells.
        """
        try:
            done = verb()
        except TrainCollegaError as error:
            self.messages.error(error)
            return None
        undo = (lambda: self.do(lambda: self.desk.undo(done), undoable=False)) if undoable and done.changes else None
        self.messages.say(done.sentence, undo=undo, actions=actions)
        self.changed.happened.emit()
        return done
