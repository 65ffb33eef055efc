"""Forms: the label above, the hint beneath it, what is wrong beside the field and on top; sending is never switched off."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractSpinBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from traincollega.language import _, ngettext
from traincollega.ui import theme as look
from traincollega.ui.picture import Picture
from traincollega.ui.text import label
from traincollega.ui.theme import Theme
from traincollega.ui.wrapped_link import WrappedLink


class Form(QWidget):
    """Fields under one another; `field` names them, so that what is wrong finds its place."""

    def __init__(self, theme: Theme, *, judged: bool = False) -> None:
        """Make an empty form.

        What was wrong with a field is taken off once somebody changes it; where the page is `judged` while one types, it
        calls `take_off_errors` itself.
        """
        super().__init__()
        self._theme, self._judged = theme, judged
        self._fields: dict[str, QWidget] = {}
        self._titles: dict[str, str] = {}
        self._wrong: dict[str, QLabel] = {}
        self._descriptions: dict[str, str] = {}
        self._errors: dict[str, str] = {}
        self._summary = QFrame()
        self._summary.setProperty("box", "error")
        self._summary.hide()
        self._summary_rows = QVBoxLayout(self._summary)
        px = theme.px
        self._summary_rows.setContentsMargins(px(look.L), px(look.M), px(look.L), px(look.M))
        self._summary_rows.setSpacing(0)
        self._column = _Column(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(look.L))
        self._column.addWidget(self._summary)

    def add(self, field: str, title: str, control: QWidget, hint: str = "", *, optional: bool = False) -> QWidget:
        """Add a control under its label; return its block, to show, hide or place beside another."""
        px = self._theme.px
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(look.XS))
        shown = _("{name} (not required)").format(name=title) if optional else title
        head = label(shown, "label", wrap=True)
        head.setBuddy(control)
        column.addWidget(head)
        if hint:
            column.addWidget(label(hint, "small", wrap=True))
        wrong = label("", "error", wrap=True)
        wrong.hide()
        column.addWidget(wrong)
        column.addSpacing(px(2))  # else the ring around the control touches the words above it
        column.addWidget(control)
        inner = control.findChild(QLineEdit) if isinstance(control, QAbstractSpinBox) else None
        if inner is not None and not control.property("calendarPopup"):
            inner.setTextMargins(px(look.S), 0, 0, 0)  # a stylesheet's padding does not reach it
        line = control if isinstance(control, QLineEdit) else control.findChild(QLineEdit)
        if line is not None and not self._judged:
            line.textChanged.connect(lambda _text: self._forget(field))
        control.setAccessibleName(shown)
        control.setAccessibleDescription(hint)
        self._fields[field], self._titles[field], self._wrong[field], self._descriptions[field] = control, title, wrong, hint
        self._column.addWidget(block)
        return block

    def add_beside(self, *blocks: QWidget) -> None:
        """Put blocks that were added before side by side in one row."""
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(look.L))
        for block in blocks:
            self._column.removeWidget(block)
            row.addWidget(block, 1, Qt.AlignmentFlag.AlignBottom)
        self._column.addLayout(row)

    def add_widget(self, widget: QWidget) -> None:
        """Add something that is no field: a heading, a line of text, the buttons."""
        self._column.addWidget(widget)

    def show_errors(self, errors: Mapping[str, str]) -> bool:
        """Show what is wrong per field ("" for the form as a whole), go to the first; return whether all is well."""
        self._mark(errors)
        if errors:
            spoken = f"{_how_many(errors)}. {' '.join(errors.values())}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))
        first = next((self._fields[field] for field in self._fields if errors.get(field)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, first, partial(self._bring_in_view, first))  # once what was said has its place
        return not errors

    def _bring_in_view(self, control: QWidget) -> None:
        """Scroll to a control, with the room that its ring and the words above it take."""
        above: QWidget | None = self
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(control, 0, self._theme.px(look.XL))

    def take_off_errors(self, still: Mapping[str, str]) -> None:
        """Take off what showed as wrong and is not among `still`; the focus stays, and nothing is spoken."""
        left = {field: still[field] for field in self._errors if field in still}
        if left != self._errors:
            self._mark(left)

    def show_errors_quietly(self) -> None:
        """Take away what was wrong, and leave the focus where it is."""
        if any(wrong.text() for wrong in self._wrong.values()) or not self._summary.isHidden():
            self.show_errors({})

    def _forget(self, field: str) -> None:
        self.take_off_errors({other: sentence for other, sentence in self._errors.items() if other != field})

    def _mark(self, errors: Mapping[str, str]) -> None:
        self._errors = dict(errors)
        for field, control in self._fields.items():
            sentence = errors.get(field, "")
            self._wrong[field].setText(sentence)
            self._wrong[field].setVisible(bool(sentence))
            control.setAccessibleDescription(" ".join(filter(None, (sentence, self._descriptions[field]))))
            if control.property("wrong") != bool(sentence):
                control.setProperty("wrong", bool(sentence))
                control.style().unpolish(control)
                control.style().polish(control)
        self._fill_summary(errors)

    def _fill_summary(self, errors: Mapping[str, str]) -> None:
        while (item := self._summary_rows.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        if not errors:
            self._summary.hide()
            return
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(look.S))
        row.addWidget(Picture(self._theme, "error", "error", 20))
        row.addWidget(label(_how_many(errors), "label"), 1)
        self._summary_rows.addWidget(head)
        for field, sentence in self._in_order(errors):
            control = self._fields.get(field)
            if control is None:
                self._summary_rows.addWidget(label(sentence, wrap=True))
            else:
                go = partial(control.setFocus, Qt.FocusReason.OtherFocusReason)
                self._summary_rows.addWidget(WrappedLink(self._theme, sentence, go))
        self._summary.show()

    def _in_order(self, errors: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return what is wrong as the fields stand on the page, and first what is of no field."""
        places = {field: place for place, field in enumerate(self._fields)}
        return sorted(errors.items(), key=lambda error: places.get(error[0], -1))


class _Column(QVBoxLayout):
    """As high as the form at the width it may have; Qt would ask for the height at the width of the page."""

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self._form = form

    def heightForWidth(self, width: int) -> int:
        return super().heightForWidth(min(width, self._form.maximumWidth()))


def _how_many(errors: Mapping[str, str]) -> str:
    count = len(errors)
    return ngettext("One thing is not right yet", "{n} things are not right yet", count).format(n=count)
