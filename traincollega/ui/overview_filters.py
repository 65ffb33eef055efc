"""What an overview is of: a period, and of it one department or one topic, as both together could be a few people."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox

from traincollega.language import _
from traincollega.services.highlighting import Chosen
from traincollega.services.reporting import Figure, Period

SIGNS = 13
"""Of a name that a box has room for."""


class OverviewFilters(QObject):
    """Three choices; `changed` says that one was made, `reset` that it took another one back."""

    changed = Signal()
    reset = Signal()

    def __init__(self, periods: Sequence[tuple[str, Period]], parent: QObject) -> None:
        """Begin with the first period, and everybody in it."""
        super().__init__(parent)
        self.period, self.department, self.topic = QComboBox(), QComboBox(), QComboBox()
        for box, name in ((self.period, _("Period")), (self.department, _("Department")), (self.topic, _("Topic"))):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)  # names are long
            box.setMinimumContentsLength(SIGNS)
        for name, period in periods:
            self.period.addItem(name, period)
        self._fill(self.department, _("All departments"), [])
        self._fill(self.topic, _("All topics"), [])
        self.period.activated.connect(lambda: self.changed.emit())
        self.department.activated.connect(lambda: self._one_of_two(self.department, self.topic))
        self.topic.activated.connect(lambda: self._one_of_two(self.topic, self.department))

    @property
    def boxes(self) -> tuple[QComboBox, ...]:
        """The three, in order."""
        return self.period, self.department, self.topic

    @property
    def chosen(self) -> Chosen | None:
        """The department or topic that is chosen, if one is."""
        if key := self.department.currentData():
            return Chosen("department", key)
        if key := self.topic.currentData():
            return Chosen("topic", key)
        return None

    def offer(self, departments: Sequence[Figure], topics: Sequence[Figure]) -> None:
        """Offer what there is in the period; what is chosen stays so."""
        self._fill(self.department, _("All departments"), departments)
        self._fill(self.topic, _("All topics"), topics)

    def choose(self, chosen: Chosen | None) -> None:
        """Choose a department or a topic, or neither, as a click does."""
        for name, box in (("department", self.department), ("topic", self.topic)):
            box.setCurrentIndex(max(0, box.findData(chosen.key)) if chosen and chosen.by == name else 0)
        self.changed.emit()

    def choose_period(self, period: Period) -> None:
        """Choose a period, as a click does."""
        self.period.setCurrentIndex(max(0, self.period.findData(period)))
        self.changed.emit()

    def _one_of_two(self, made: QComboBox, other: QComboBox) -> None:
        takes_back = made.currentIndex() > 0 and other.currentIndex() > 0
        if takes_back:
            other.setCurrentIndex(0)
        self.changed.emit()
        if takes_back:
            self.reset.emit()

    def _fill(self, box: QComboBox, everything: str, figures: Sequence[Figure]) -> None:
        was, name = box.currentData(), box.currentText()
        known = [(one.name, one.key) for one in figures if one.key]
        if was and was not in (key for _name, key in known):
            known.append((name, was))
        box.clear()
        box.addItem(everything, "")
        for text, key in known:
            box.addItem(text, key)
        box.setCurrentIndex(max(0, box.findData(was)) if was else 0)
