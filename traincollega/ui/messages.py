"""The bar at the bottom: what happened, and how to undo it; it stays until it is closed or replaced."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from traincollega.errors import TrainCollegaError
from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.icons import icon
from traincollega.ui.text import Sentence, plain
from traincollega.ui.theme import Theme

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
        self._links: list[QPushButton] = []
        self._kind: MessageKind = "good"
        self._furnished = False
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says, without marks; "" while it is closed."""
        return "" if self.isHidden() else self._text.accessibleName()

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

        self._furnish()
        self._undo = undo
        self._kind = kind
        self._progress.hide()
        links = [(_("Undo"), self.undo)] if undo else []
        self._show(text, [*links, *actions])
        announcement = QAccessibleAnnouncementEvent(self, plain(text))
        if kind == "error":
            announcement.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(announcement)

    def error(self, error: TrainCollegaError) -> None:
        """Show what went wrong; its own words are the sentence."""
        self.say(str(error), kind="error")

    def working(self, text: str, far: int, of: int, stop: Callable[[], None] | None = None) -> None:
        """Show how far long work is (`of` 0: nobody knows), with a link that stops it."""
        self._furnish()
        if self._progress.isHidden() or self.text != plain(text):
            self._undo, self._kind = None, "info"
            self._progress.show()
            self._show(text, [(_("Stop"), stop)] if stop else [])
        self._progress.setRange(0, of)
        self._progress.setValue(far)

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
        if had_focus and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def enter(self) -> None:
        """Put the focus on the first link of the message, if there is one."""
        if self.isVisible():
            self._before = QApplication.focusWidget()
            (self._links[0] if self._links else self._close).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_message()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._furnished and event.type() == QEvent.Type.FontChange:
            self._text.updateGeometry()

    def _furnish(self) -> None:
        """Make what the bar holds, before it first has something to say: 4 ms that the start need not take."""
        if self._furnished:
            return
        self._furnished = True
        px = self._theme.px
        self._icon = QLabel()
        self._text = Sentence()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(_("Progress"))
        self._progress.setFixedWidth(px(160))
        self._words = QWidget()
        self._flow = FlowLayout(self._words, gap=px(look.L), line_gap=0)
        self._flow.addWidget(self._text)
        self._flow.addWidget(self._progress)
        self._close = button(_("Close message"), self.close_message, kind="icon", icon="cross")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(look.XL), px(8), px(look.L), px(8))
        row.setSpacing(px(look.L))
        row.addWidget(self._icon)
        row.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._close)
        self._theme.changed.connect(self._draw_icon)

    def _show(self, text: str, links: Sequence[tuple[str, Callable[[], object]]]) -> None:
        had_focus = self._has_focus()
        for old in self._links:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._text.say(text)
        self._links = [button(words, pressed, kind="link") for words, pressed in links]
        previous: QWidget = self._text
        for made in self._links:
            self._flow.addWidget(made)
            made.show()  # else Qt shows it a turn later: until then the words stand there without what they offer
            QWidget.setTabOrder(previous, made)
            previous = made
        QWidget.setTabOrder(previous, self._close)
        self._draw_icon()
        self.show()
        self._flow.invalidate()
        self.updateGeometry()
        if had_focus:
            (self._links[0] if self._links else self._close).setFocus(Qt.FocusReason.OtherFocusReason)

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _draw_icon(self) -> None:
        name, role = _ICONS[self._kind]
        size = self._theme.px(20)
        self._icon.setPixmap(icon(name, role).pixmap(size, size))
