"""A few answers side by side, of which one is chosen; Tab comes to the chosen one, and the arrows go on from there."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from traincollega.ui import theme as look
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.theme import Theme


class ChoiceRow(QWidget):
    """`value` is what belongs to the answer that is chosen, None while none is."""

    changed = Signal()
    """Somebody chose."""

    def __init__(self, theme: Theme, question: str, answers: Mapping[Any, str]) -> None:
        """Offer these answers to a question, each a value and its words; none is chosen yet."""
        super().__init__()
        flow = FlowLayout(self, gap=theme.px(look.XL), line_gap=theme.px(look.XS))
        group = QButtonGroup(self)
        self.buttons = {value: QRadioButton(words) for value, words in answers.items()}
        for made in self.buttons.values():
            made.setAccessibleDescription(question)
            made.clicked.connect(self.changed)
            group.addButton(made)
            flow.addWidget(made)
        self.setFocusProxy(next(iter(self.buttons.values())))

    @property
    def value(self) -> Any:
        """What is chosen."""
        return next((value for value, made in self.buttons.items() if made.isChecked()), None)

    def choose(self, value: Any) -> None:
        """Choose an answer; one that is not there chooses none."""
        if value in self.buttons:
            self.buttons[value].setChecked(True)
            self.setFocusProxy(self.buttons[value])
