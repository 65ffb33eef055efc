"""How long something takes: four usual choices beside a field for any other."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from traincollega.language import duration, ngettext
from traincollega.ui.button import button, mark
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.text import label
from traincollega.ui.theme import Theme
from traincollega.ui.typed_times import parse_minutes

USUAL = (30, 45, 60, 90)


class MinutesField(QWidget):
    """A number of minutes; "1,5 uur" is understood too."""

    changed = Signal()

    def __init__(self, theme: Theme, minutes: int = 0) -> None:
        """Make it with a number of minutes in it, 0 for none."""
        super().__init__()
        self._line = QLineEdit()
        self._theme = theme
        self._size()
        theme.changed.connect(self._size)
        self._line.textChanged.connect(self._typed)
        self._line.editingFinished.connect(self._tidy)
        self._unit = label(ngettext("minute", "minutes", 2))
        self._choices: dict[int, QPushButton] = {}
        flow = FlowLayout(self, gap=theme.px(8), line_gap=theme.px(8))
        flow.addWidget(self._line)
        flow.addWidget(self._unit)
        for choice in USUAL:
            made = button(str(choice), partial(self.set_minutes, choice))
            made.setCheckable(True)
            made.clicked.connect(lambda: self._mark())
            made.setAccessibleName(duration(choice))
            self._choices[choice] = made
            flow.addWidget(made)
        self.setFocusProxy(self._line)
        self.set_minutes(minutes)

    def _size(self) -> None:
        self._line.setFixedWidth(self._theme.px(90))

    @property
    def line(self) -> QLineEdit:
        """Where the minutes are typed."""
        return self._line

    def minutes(self) -> int:
        """Return the minutes, 0 where nothing is filled in or it is unclear."""
        return parse_minutes(self._line.text())

    def set_minutes(self, minutes: int) -> None:
        """Fill in a number of minutes; 0 empties the field."""
        self._line.setText(str(minutes) if minutes else "")
        self._mark()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._line.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self._line.setAccessibleDescription(description)

    def _typed(self) -> None:
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        for choice, made in self._choices.items():
            mark(made, self.minutes() == choice)

    def _tidy(self) -> None:
        if self.minutes():
            self.set_minutes(self.minutes())
