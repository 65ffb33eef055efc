"""*Wat ziet wie?*: which data there is, who sees it, and where it lies."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.services.seeing import Seen, Where, Who, seen, where_words, who_words
from traincollega.ui import theme as look
from traincollega.ui.beside_layout import BesideLayout
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.pill import Pill
from traincollega.ui.section import Section
from traincollega.ui.text import label

WIDEST = 880  # pixels at 100 %: further apart, a line and who it is about read as two things
LEAST = 320
PILLS: dict[Who, tuple[str, str]] = {
    Who.ME: ("good", "person"),
    Who.TRAINERS: ("accent", "board"),
    Who.COORDINATORS: ("waiting", "star"),
    Who.HR: ("waiting", "chart"),
    Who.ALL: ("warning", "people"),
    Who.NOBODY: ("plain", "cross"),
}


class SeeingPage(QWidget):
    """A list to read; the arrows scroll it."""

    def __init__(self, frame: Frame) -> None:
        """Make it; nothing on it changes."""
        super().__init__()
        self._frame = frame
        px = frame.theme.px
        column = page_column(self, frame.theme)
        column.addWidget(PageHeader(frame.theme, _("Who sees what?"), _("All that this program keeps, and whom it shows that to.")))
        body = QWidget()
        body.setMaximumWidth(px(WIDEST))  # of the whole: else what wraps in a part is given the height of a wider one
        rows = QVBoxLayout(body)
        rows.setContentsMargins(px(look.S), px(look.XS), px(look.S), px(look.L))  # room for the ring
        rows.setSpacing(px(look.S))
        for where in Where:
            heading, sentence = where_words(where)
            section = Section(frame.theme)
            section.setAccessibleName(heading)
            rows.addWidget(label(heading, "h2"))
            rows.addWidget(label(sentence, "muted", wrap=True))
            for one in seen():
                if one.where is where:
                    section.add(self._row(one))
            rows.addWidget(section)
            rows.addSpacing(px(look.M))
        rows.addStretch()
        self.area = scrolling(body, _("Who sees what?"))
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column.addWidget(self.area, 1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.area.setFocus(Qt.FocusReason.OtherFocusReason)  # so that the arrows scroll

    def _row(self, one: Seen) -> QWidget:
        px = self._frame.theme.px
        row = QWidget()
        row.setAccessibleName(f"{one.name}: {', '.join(map(who_words, one.who))}. {one.sentence}")
        beside = BesideLayout(row, gap=px(look.M), least=px(LEAST))
        words = QWidget()
        lines = QVBoxLayout(words)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(label(one.name, "label", wrap=True))
        lines.addWidget(label(one.sentence, wrap=True))
        beside.addWidget(words)
        beside.addWidget(self._pills(one.who))
        return row

    def _pills(self, who: Iterable[Who]) -> QWidget:
        px = self._frame.theme.px
        pills = QWidget()
        flow = FlowLayout(pills, gap=px(look.XS), line_gap=px(look.XS))
        for one in who:
            kind, icon = PILLS[one]
            flow.addWidget(Pill(self._frame.theme, kind, icon, who_words(one)))
        return pills
