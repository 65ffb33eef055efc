"""Topics as chips: typed with completion, added by Enter or a comma, taken off by their cross or Backspace."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.ui import theme as look
from traincollega.ui.chip import Chip
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.text import tip
from traincollega.ui.theme import Theme

OFFERED = 500  # completion looks anywhere in a topic, which is quick up to some hundreds


def name_popup(completer: QCompleter, name: str) -> None:
    """Give the list that a completer opens its name for screen readers."""
    popup = completer.popup()
    if popup is not None:
        popup.setAccessibleName(name)


class TopicsField(QWidget):
    """A few topics; `changed` after each change, what is typed but not added yet counts as one."""

    changed = Signal()

    def __init__(self, theme: Theme, example: str = "") -> None:
        """Make it empty."""
        super().__init__()
        self._theme = theme
        self._chips: list[Chip] = []
        self._known = QStringListModel(self)
        self._line = QLineEdit()
        self._line.setPlaceholderText(example)
        self._completer = QCompleter(self._known, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        name_popup(self._completer, _("Known topics"))
        # queued: the completer fills the field after it tells
        self._completer.activated[str].connect(  # type: ignore[index]
            self._add, Qt.ConnectionType.QueuedConnection
        )
        self._line.setCompleter(self._completer)
        self._line.installEventFilter(self)
        self._line.textEdited.connect(self._typed)
        self._line.returnPressed.connect(self._entered)
        self._row = QWidget()
        self._flow = FlowLayout(self._row, gap=theme.px(6), line_gap=theme.px(6))
        self._row.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(look.S))
        column.addWidget(self._row)
        column.addWidget(self._line)
        self.setFocusProxy(self._line)

    @property
    def line(self) -> QLineEdit:
        """Where topics are typed."""
        return self._line

    def offer(self, topics: Sequence[str]) -> None:
        """Complete with these topics, the most used first."""
        self._known.setStringList(list(topics[:OFFERED]))

    def topics(self) -> tuple[str, ...]:
        """Return the topics, in the order they were added."""
        typed = " ".join(self._line.text().split())
        return tuple(dict.fromkeys([*(chip.text() for chip in self._chips), *([typed] if typed else [])]))

    def set_topics(self, topics: Sequence[str]) -> None:
        """Show these topics and no others."""
        self._line.clear()
        for chip in tuple(self._chips):
            self._drop(chip)
        for topic in topics:
            self._append(topic)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._line.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self._line.setAccessibleDescription(description)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and self._line.text().strip() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._add(self._line.text())
                return True
            if event.key() == Qt.Key.Key_Backspace and not self._line.text() and self._chips:
                self._take_off(self._chips[-1])
                return True
        left = watched is self._line and isinstance(event, QFocusEvent) and event.lostFocus()
        if left and isinstance(event, QFocusEvent) and event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._add(self._line.text())
        return super().eventFilter(watched, event)

    def _entered(self) -> None:
        popup = self._completer.popup()
        if popup is None or not popup.currentIndex().isValid():  # else the completer adds what is chosen in its list
            self._add(self._line.text())

    def _typed(self, text: str) -> None:
        if text.endswith((",", ";")):
            self._add(text[:-1])
        else:
            self.changed.emit()

    def _add(self, text: str) -> None:
        topic = " ".join(text.split()).strip(",; ")
        self._line.clear()
        if topic:
            self._append(topic)
            self.changed.emit()

    def _append(self, topic: str) -> None:
        if topic.casefold() in (chip.text().casefold() for chip in self._chips):
            return
        chip = Chip(self._theme, topic)
        chip.setAccessibleName(_("Remove topic {name}").format(name=topic))
        chip.setToolTip(tip(chip.accessibleName()))
        chip.removed.connect(lambda: self._take_off(chip))
        self._chips.append(chip)
        self._flow.addWidget(chip)
        self._row.show()
        self._row.updateGeometry()

    def _take_off(self, chip: Chip) -> None:
        self._drop(chip)
        self._line.setFocus()
        self.changed.emit()

    def _drop(self, chip: Chip) -> None:
        self._chips.remove(chip)
        self._flow.removeWidget(chip)
        chip.hide()
        chip.deleteLater()
        self._row.setVisible(bool(self._chips))
        self._row.updateGeometry()
