"""The form of a training: three fields and perhaps a first date, and behind *Meer vertellen* the rest."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from traincollega.language import _
from traincollega.models.training import TITLE_MOST
from traincollega.services.desk import Desk
from traincollega.services.planning import Plan
from traincollega.services.publishing import Words, one_line
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.icons import icon
from traincollega.ui.minutes_field import MinutesField
from traincollega.ui.telling_more import TellingMore
from traincollega.ui.text import label
from traincollega.ui.theme import Theme
from traincollega.ui.when_where import WhenWhere, in_utc

USUAL_MINUTES = 60
FIRST = "first_"
"""Before the names of the fields of the first date."""


class TrainingForm(Form):
    """Shows and reads words; `changed` after every change by hand or by `fill`."""

    changed = Signal()

    def __init__(self, theme: Theme, desk: Desk) -> None:
        """Make it empty, with the date and the rest folded away."""
        super().__init__(theme, judged=True)
        self._desk = desk
        self._filling = False
        self.title_line, self.summary_line = QLineEdit(), QLineEdit()
        self.minutes = MinutesField(theme)
        self._counter = label("", "small")
        _beneath(self.add("title", _("Title"), self.title_line), self._counter)
        self.add("summary", _("In one sentence"), self.summary_line, _("What do colleagues get out of it?"))
        self.add("minutes", _("Duration"), self.minutes)
        self.with_date = QCheckBox(_("Plan a first date right away"))
        self._date_row = _left(self.with_date)
        self.add_widget(self._date_row)
        self._no_date = label(_("Without a date, colleagues can say that they wait for one."), "small", wrap=True)
        self.add_widget(self._no_date)
        self.first = WhenWhere(self, theme, desk, FIRST)
        self.more_button = button(_("Tell more"), self.toggle_more, kind="link", icon="chevron-down")
        self.add_widget(_left(self.more_button))
        self.more = TellingMore(self, theme)
        self.more_open = False
        self._show_blocks()
        self.with_date.toggled.connect(self._date_toggled)
        self.title_line.textChanged.connect(self._count)
        for signal in (self.title_line.textChanged, self.summary_line.textChanged, self.minutes.changed):
            signal.connect(self._changed)
        for source in (self.first, self.more):
            source.changed.connect(self._changed)
        self._follow_seats()
        self._count()

    def fill(self, words: Words, extra: dict[str, Any]) -> None:
        """Show words, and what else a draft kept: the first date."""
        self._filling = True
        self.show_errors_quietly()
        self.title_line.setText(words.title)
        self.title_line.setCursorPosition(0)
        self.summary_line.setText(words.summary)
        self.summary_line.setCursorPosition(0)
        self.minutes.set_minutes(words.minutes)
        self.more.fill(words)
        self.with_date.setChecked(bool(extra.get("date_wanted")))
        self.first.restore(extra.get("first") or {})
        self._filling = False
        self._show_blocks()
        self.changed.emit()

    def read(self, errors: dict[str, str] | None = None) -> Words:
        """Return the words as they are filled in; what cannot be understood is put in `errors`."""
        words = Words(title=self.title_line.text(), summary=self.summary_line.text(), minutes=self.minutes.minutes())
        return self.more.read(words, {} if errors is None else errors)

    def extra(self) -> dict[str, Any]:
        """Return what a draft keeps besides the words."""
        return {"date_wanted": True, "first": self.first.kept()} if self.with_date.isChecked() else {}

    @property
    def seats_are_one(self) -> bool:
        """Whether the training and its first date ask for the same number of seats, in two fields."""
        return self.with_date.isChecked() and self.first.seats.text() == self.more.seats.text()

    def dates(self, errors: dict[str, str]) -> list[Plan]:
        """Return the first date, none where none is wanted; what is wrong with it is put in `errors`."""
        if not self.with_date.isChecked():
            return []
        wish = self.first.plan(self.minutes.minutes(), errors)
        return [in_utc(wish)] if wish else []

    def offer_date(self, offered: bool) -> None:
        """Show the choice of a first date, or not: an existing training has its sessions elsewhere."""
        self.with_date.setVisible(offered)
        self._date_row.setVisible(offered)
        self._show_blocks()

    def toggle_more(self) -> None:
        """Open or close the rest."""
        self.open_more(not self.more_open)
        if self.more_open:
            self.more.topics.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_more(self, opened: bool) -> None:
        """Open or close the rest, without going to it."""
        self.more_open = opened
        self._show_blocks()
        self.changed.emit()

    def go_to(self, field: str) -> None:
        """Put the focus on a field, opening what hides it."""
        if self.is_more(field):
            self.open_more(True)
        control = self._fields.get(field)
        if control is not None:
            control.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_more(self, field: str) -> bool:
        """Say whether a field belongs to the rest."""
        control = self._fields.get(field)
        return control is not None and any(block.isAncestorOf(control) for block in self.more.blocks)

    def _date_toggled(self, wanted: bool) -> None:
        if wanted and not self.first.date.text() and not self._filling:
            self.first.suggest()
            self.first.seats.setText(self.more.seats.text())
            self.first.date.setFocus(Qt.FocusReason.OtherFocusReason)
            self.first.date.selectAll()
        self._show_blocks()
        self._changed()

    def _show_blocks(self) -> None:
        wanted = self.with_date.isChecked() and not self.with_date.isHidden()
        for block in self.first.blocks:
            block.setVisible(wanted)
        self._no_date.setVisible(not wanted and not self.with_date.isHidden())
        for block in self.more.blocks:
            block.setVisible(self.more_open)
        self.more_button.setText(_("Tell less") if self.more_open else _("Tell more"))
        self.more_button.setIcon(icon("chevron-up" if self.more_open else "chevron-down", "link"))

    def _count(self) -> None:
        count = len(one_line(self.title_line.text()))
        text = _("{n} of {most} characters").format(n=count, most=TITLE_MOST)
        self._counter.setText(_("{count}: shorter reads better").format(count=text) if count > TITLE_MOST else text)

    def _changed(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _follow_seats(self) -> None:
        """The seats of a training and of its first date are one number until somebody makes them two."""
        one, other = self.more.seats, self.first.seats
        for line, follower in ((one, other), (other, one)):
            before = {"text": ""}

            def follow(text: str, follower: QLineEdit = follower, before: dict[str, str] = before) -> None:
                if not self._filling and follower.text() == before["text"] and self.with_date.isChecked():
                    follower.setText(text)
                before["text"] = text

            line.textChanged.connect(follow)


def _left(widget: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch()
    return made


def _beneath(block: QWidget, widget: QWidget) -> None:
    column = block.layout()
    if column is not None:
        column.addWidget(widget)
