"""The column of filters: what each choice would give, and the filters that were saved."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from traincollega.language import _, ngettext
from traincollega.services.searching import FACETS, Choice
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.text import label, tip
from traincollega.ui.theme import Theme


def facet_title(facet: str) -> str:
    """Return the heading of a facet."""
    return {
        "topics": _("Topic"),
        "departments": _("Department"),
        "durations": _("Duration"),
        "forms": _("Form"),
        "free": _("Seats"),
        "origins": _("From"),
    }[facet]


FEW = 6  # choices per facet before "Show more"


def over_lines(name: str, metrics: QFontMetrics, room: int) -> str:
    """Return a name broken between words into lines of at most `room` pixels; a word too long for a line ends in dots."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines)


class FacetsPanel(QScrollArea):
    """Checkboxes with counts; `toggled` tells which choice was made or taken back."""

    toggled = Signal(object, bool)
    """The Choice, and whether it is on now."""
    saved_chosen = Signal(str)
    saved_removed = Signal(str)

    def __init__(self, theme: Theme, name_of: Callable[[Choice], str]) -> None:
        """Make it empty; `name_of` gives the words of a choice."""
        super().__init__()
        self._theme, self._name_of = theme, name_of
        self._boxes: dict[Choice, tuple[QCheckBox, QLabel]] = {}
        self._links: dict[str, QPushButton] = {}
        self._counts: dict[Choice, int] = {}
        self._chosen: set[Choice] = set()
        self._saved: list[str] = []
        self._before: QWidget | None = None
        self._opened: set[str] = set()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_("Filters"))
        self._column = QWidget()
        self._column.setProperty("plain", True)
        self._rows = QVBoxLayout(self._column)
        self._rows.setContentsMargins(theme.px(look.XS), 0, theme.px(look.M), theme.px(look.L))
        self._rows.setSpacing(0)
        self.setWidget(self._column)
        theme.changed.connect(self._rebuild)

    def come_after(self, before: QWidget) -> None:
        """Let Tab reach the filters after `before`, whichever show."""
        self._before = before

    def show_counts(self, counts: Mapping[str, Sequence[tuple[str, int]]], chosen: Iterable[Choice]) -> None:
        """Show these choices with what each would give."""
        self._counts = {Choice(facet, value): count for facet in FACETS for value, count in counts.get(facet, ())}
        self._chosen = set(chosen)
        if self._shown() == list(self._boxes):
            self._write()
        else:
            self._rebuild()

    def show_chosen(self, chosen: Iterable[Choice]) -> None:
        """Check the boxes of these choices."""
        self._chosen = set(chosen)
        self._write()

    def show_saved(self, names: Sequence[str]) -> None:
        """Show the names of the saved filters."""
        if list(names) != self._saved:
            self._saved = list(names)
            self._rebuild()

    @property
    def bare(self) -> bool:
        """Whether there is nothing to choose from."""
        return not self._boxes and not self._saved

    def box(self, choice: Choice) -> QCheckBox | None:
        """Return the checkbox of a choice, where it shows."""
        return self._boxes[choice][0] if choice in self._boxes else None

    def _shown(self) -> list[Choice]:
        """Return the choices that show: the first few of each facet, what is chosen, and all where that was asked for."""
        shown = []
        for facet in FACETS:
            whole = [choice for choice in self._counts if choice.facet == facet]
            few = len(whole) if facet in self._opened or len(whole) <= FEW + 1 else FEW
            shown += [choice for place, choice in enumerate(whole) if place < few or choice in self._chosen]
        return shown

    def _write(self) -> None:
        for choice, (box, number) in self._boxes.items():
            count = self._counts[choice]
            number.setText(str(count))
            spoken = ngettext("{name}, {n} training", "{name}, {n} trainings", count)
            box.setAccessibleName(spoken.format(name=self._name_of(choice), n=count))
            box.setChecked(choice in self._chosen)
        self._fit_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self) -> None:
        """Give each name the room that its number leaves, over more lines where it needs them."""
        px, metrics = self._theme.px, QFontMetrics(self._theme.font("control"))
        margins = self._rows.contentsMargins()
        whole = self.viewport().width() - margins.left() - margins.right() - px(look.S)
        for choice, (box, number) in self._boxes.items():
            name, style = self._name_of(choice), box.style()
            sign = style.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, None, box)
            sign += style.pixelMetric(QStyle.PixelMetric.PM_CheckBoxLabelSpacing, None, box)
            words = over_lines(name, metrics, whole - sign - number.sizeHint().width())
            box.setText(words.replace("&", "&&"))
            box.setToolTip(tip(name) if words.replace("\n", " ") != name else "")
            if (row := box.parentWidget()) is not None:
                row.setFixedHeight(max(24, px(26), (words.count("\n") + 1) * metrics.height() + px(8)))
        for name, link in self._links.items():
            room = whole - px(32 + look.S)
            link.setText(link.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))

    def _rebuild(self) -> None:
        """Make the rows anew, with the focus where it was."""
        focused = next((choice for choice, (box, _number) in self._boxes.items() if box.hasFocus()), None)
        self._boxes, self._links = {}, {}
        while (item := self._rows.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        shown = self._shown()
        for facet in FACETS:
            here = [choice for choice in shown if choice.facet == facet]
            if not here:
                continue
            self._heading(facet_title(facet))
            for choice in here:
                self._rows.addWidget(self._choice_row(choice))
            more = sum(choice.facet == facet for choice in self._counts) - len(here)
            if more:
                self._rows.addWidget(self._more_row(facet, more, here))
        if self._saved:
            self._heading(_("Saved filters"))
            for name in self._saved:
                self._rows.addWidget(self._saved_row(name))
        self._rows.addStretch()
        self._order()
        self._write()
        if focused in self._boxes:
            self._boxes[focused][0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _order(self) -> None:
        """Put what is new where it stands on the screen: Qt puts it last in the order of Tab."""
        rows = [item.widget() for at in range(self._rows.count()) if (item := self._rows.itemAt(at)) is not None]
        reached = [
            one for row in rows if row for one in (row, *row.findChildren(QAbstractButton)) if isinstance(one, QAbstractButton)
        ]
        for previous, following in pairwise([*filter(None, (self._before,)), *reached]):
            QWidget.setTabOrder(previous, following)

    def _more_row(self, facet: str, more: int, here: Sequence[Choice]) -> QWidget:
        made = button(_("{n} more").format(n=more), lambda: self._open(facet, set(here)), kind="link")
        made.setAccessibleName(_("Show {n} more: {facet}").format(n=more, facet=facet_title(facet)))
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return made

    def _open(self, facet: str, before: set[Choice]) -> None:
        self._opened.add(facet)
        self._rebuild()
        new = next(choice for choice in self._shown() if choice.facet == facet and choice not in before)
        self._boxes[new][0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _heading(self, text: str) -> None:
        heading = label(text, "label")
        heading.setContentsMargins(0, 0 if self._rows.count() == 0 else self._theme.px(look.L), 0, self._theme.px(look.XS))
        self._rows.addWidget(heading)

    def _choice_row(self, choice: Choice) -> QWidget:
        row, line = self._row()
        box = QCheckBox()
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        box.clicked.connect(lambda on: self.toggled.emit(choice, on))
        number = label("", "small")
        line.addWidget(box, 1)
        line.addWidget(number)
        self._boxes[choice] = (box, number)
        return row

    def _saved_row(self, name: str) -> QWidget:
        row, line = self._row()
        choose = button("", lambda: self.saved_chosen.emit(name), kind="link")
        choose.setAccessibleName(_("Use filter {name}").format(name=name))
        choose.setToolTip(tip(name))
        self._links[name] = choose
        remove = button(
            _("Remove saved filter {name}").format(name=name), lambda: self.saved_removed.emit(name), kind="icon", icon="cross"
        )
        line.addWidget(choose)
        line.addStretch()
        line.addWidget(remove)
        return row

    def _row(self) -> tuple[QWidget, QHBoxLayout]:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._theme.px(look.S))
        return row, line
