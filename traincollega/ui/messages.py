"""The bar at the bottom: what happened, and how to undo it; it stays until it is closed or replaced."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget
from shiboken6 import isValid

from traincollega.errors import TrainCollegaError
from traincollega.language import _
from traincollega.ui.text import plain
from traincollega.ui.theme import Theme

if TYPE_CHECKING:
    from traincollega.ui.message import Message

MessageKind = Literal["good", "info", "warning", "error"]
_ICONS = {"good": ("check", "good"), "info": ("info", "link"), "warning": ("warning", "warning"), "error": ("error", "error")}


class MessageBar(QFrame):
    """One message at a time; F6 goes to it, Esc closes it, a screen reader hears it at once."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Make the bar, hidden until there is something to say."""
        super().__init__(parent)
        self._theme = theme
        self._undo: Callable[[], object] | None = None
        self._before: QWidget | None = None
        self.setProperty("box", "bar")
        self.setAccessibleName(_("Message"))
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says, without marks; "" while it is closed."""
        return "" if self.isHidden() else self._message.text

    @property
    def can_undo(self) -> bool:
        """Whether the bar tells of something that can be undone."""
        return self._undo is not None

    def say(
        self,
        text: str,
        *,
        kind: MessageKind = "good",
        undo: Callable[[], object] | None = None,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        """Show a sentence in which **bold** stands out, with links after it; undoing comes first and is also Ctrl+Z."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # here it saves 5 ms of the start

        self._undo = undo
        self._message.hide_progress()
        links = [(_("Undo"), self.undo)] if undo else []
        self._show(text, kind, [*links, *actions])
        announcement = QAccessibleAnnouncementEvent(self, self._message.text)
        if kind == "error":
            announcement.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(announcement)

    def error(self, error: TrainCollegaError) -> None:
        """Show what went wrong; its own words are the sentence."""
        self.say(str(error), kind="error")

    def working(self, text: str, far: int, of: int, stop: Callable[[], None] | None = None) -> None:
        """Show how far long work is (`of` 0: nobody knows), with a link that stops it."""
        links = [(_("Stop"), stop)] if stop else []
        if not self._message.in_progress or self.text != plain(text) or self._message.offers != len(links):
            self._undo = None
            self._show(text, "info", links)
        self._message.show_progress(far, of)

    def undo(self) -> bool:
        """Undo what the bar tells about; return whether there was anything to undo."""
        undo, self._undo = self._undo, None
        if undo:
            self.close_message()
            undo()
        return undo is not None

    def close_message(self) -> None:
        """Close the bar and give the focus back to where it came from."""
        had_focus = self._has_focus()
        self.hide()
        if had_focus and self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def enter(self) -> None:
        """Put the focus on the first link of the message, if there is one."""
        if self.isVisible():
            if not self._has_focus():
                self._before = QApplication.focusWidget()
            self._message.first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_message()
        else:
            super().keyPressEvent(event)

    @cached_property
    def _message(self) -> "Message":
        """Return what stands in the bar, made when there is first something to say."""
        from traincollega.ui.message import Message  # 6 ms, which no window needs before it stands

        made = Message(self._theme, self.close_message)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(made)
        return made

    def _show(self, text: str, kind: MessageKind, links: Sequence[tuple[str, Callable[[], object]]]) -> None:
        had_focus = self._has_focus()
        self._message.show_words(text, _ICONS[kind], links)
        self.show()
        self.updateGeometry()
        if had_focus:
            self._message.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)
