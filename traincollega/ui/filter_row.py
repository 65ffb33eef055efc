"""The row above the list: active filters as chips, how many trainings there are, and saving the filter."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from traincollega.errors import InvalidInput
from traincollega.language import _, ngettext
from traincollega.services import searching
from traincollega.services.searching import Choice, Question
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.chip import Chip
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.text import label
from traincollega.ui.theme import Theme


class FilterRow(QWidget):
    """Chips that are taken off by a click, Enter or Delete; the focus then goes to the next one."""

    removed = Signal(object)
    """The Choice that was taken off."""
    cleared = Signal()
    saving = Signal()

    def __init__(self, theme: Theme) -> None:
        """Make the row without chips."""
        super().__init__()
        self._theme = theme
        self._chips: list[Chip] = []
        self._before: QWidget | None = None
        px = theme.px
        flowing = QWidget()
        self._flow = FlowLayout(flowing, gap=px(look.S), line_gap=px(look.XS))
        self._number = label("", "small")
        self._number.setMinimumHeight(px(28))
        self._clear = button(_("Clear filters"), self.cleared.emit, kind="link")
        self._save = button(_("Save filter"), self.saving.emit, kind="link")
        self._flow.addWidget(self._number)
        self._flow.addWidget(self._clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(look.L))
        row.addWidget(flowing, 1)
        row.addWidget(self._save, 0, Qt.AlignmentFlag.AlignTop)

    def come_after(self, before: QWidget) -> None:
        """Let Tab reach this row after `before`, whichever chips it holds."""
        self._before = before

    @property
    def last(self) -> QWidget:
        """What Tab reaches last in this row."""
        return self._save

    def show_question(self, chosen: Iterable[tuple[Choice, str]], *, searched: bool) -> None:
        """Show a chip per choice with its words; `searched` says whether a text narrows it too."""
        focused = next((place for place, chip in enumerate(self._chips) if chip.hasFocus()), None)
        for old in (*self._chips, self._number, self._clear):
            self._flow.removeWidget(old)
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(choice, words) for choice, words in chosen]
        for shown in (*self._chips, self._number, self._clear):
            self._flow.addWidget(shown)
        in_order = [*filter(None, (self._before,)), *self._chips, self._clear, self._save]
        for previous, following in pairwise(in_order):
            QWidget.setTabOrder(previous, following)
        self._clear.setVisible(len(self._chips) + searched > 1)
        self._save.setVisible(bool(self._chips) or searched)
        if focused is not None and self._chips:
            self._chips[min(focused, len(self._chips) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()

    def show_number(self, count: int) -> None:
        """Show how many trainings there are."""
        self._number.setText(ngettext("{n} training", "{n} trainings", count).format(n=count))
        self._flow.setGeometry(self._flow.geometry())  # at once: a row that was hidden is not told of its wider text

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The chips that show."""
        return tuple(self._chips)

    @property
    def number(self) -> str:
        """What it says about how many there are."""
        return self._number.text()

    def _chip(self, choice: Choice, words: str) -> Chip:
        chip = Chip(self._theme, words)
        chip.removed.connect(lambda: self.removed.emit(choice))
        return chip


class SaveFilterDialog(QDialog):
    """Asks for the name of a filter."""

    def __init__(self, frame: Frame, question: Question, parent: QWidget) -> None:
        """Ask; the name offered says what the filter is."""
        super().__init__(parent)
        self._frame, self._question = frame, question
        px = frame.theme.px
        self.setWindowTitle(_("Save filter"))
        self.setMinimumWidth(px(400))
        self._form = Form(frame.theme)
        self.name = QLineEdit(searching.in_words(frame.desk, question)[: searching.FILTER_NAME_LIMIT])
        self.name.selectAll()
        self._form.add("name", _("Name of this filter"), self.name, _("You find it again beneath the filters."))
        self.name.returnPressed.connect(self.save)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(button(_("Cancel"), self.reject))
        row.addWidget(button(_("Save"), self.save, kind="primary"))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(look.XL), px(look.XL), px(look.XL), px(look.L))
        column.setSpacing(px(look.L))
        column.addWidget(self._form)
        column.addLayout(row)

    def save(self) -> None:
        """Save under the name that stands there, or say beside it why not."""
        try:
            done = searching.save_filter(self._frame.desk, self.name.text(), self._question)
        except InvalidInput as error:
            self._form.show_errors({error.field: str(error)})
            return
        self.accept()
        name, frame = self.name.text(), self._frame
        frame.messages.say(done.sentence, undo=lambda: frame.do(lambda: searching.remove_filter(frame.desk, name), undoable=False))
