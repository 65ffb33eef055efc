"""The preview: all that was written about one training, its coming sessions, and what can be done about them."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from traincollega.language import _, duration
from traincollega.models.training import TEXTS
from traincollega.services import enrolling
from traincollega.services.browsing import Card, outcome_line
from traincollega.services.rendering import training_html
from traincollega.services.reviewing import may_suggest
from traincollega.services.summing_up import brought_line, gists
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.card import paint_pill, pill_width
from traincollega.ui.enrolment import carry_out
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.poster_dialog import open_poster_dialog
from traincollega.ui.safe_text import SafeText
from traincollega.ui.section import Section
from traincollega.ui.session_dialog import open_session_dialog
from traincollega.ui.session_row import SessionRow
from traincollega.ui.suggest_dialog import open_suggest_dialog
from traincollega.ui.text import breakable, label, tip
from traincollega.ui.theme import Theme
from traincollega.ui.training_card import Offer, gives, offer, verb_words, waiting_line

OTHER_TEXTS: dict[str, Any] = {name: "" for name in TEXTS if name != "outcomes"}
LONGEST_IN_HEAD = 18  # signs of a word that still fits on a line of the title


class TopicButton(QAbstractButton):
    """A topic; a click narrows the list to it."""

    def __init__(self, theme: Theme, topic: str) -> None:
        """Make a button that says `topic`."""
        super().__init__()
        self._theme = theme
        self.setText(topic)
        self.setShortcut("")  # an & in a name is no key to press
        self.setAccessibleName(_("Show trainings about {topic}").format(topic=topic))
        self.setToolTip(tip(self.accessibleName()))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(min(pill_width(self._theme, self.text(), ""), self._theme.px(280)), self._theme.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_pill(painter, self._theme, self.rect(), "accent", "", self.text())
        painter.end()


class TrainingPreview(QFrame):
    """Shows one training; what is done in it goes through the frame."""

    topic = Signal(str)
    """A topic to narrow the list to."""
    left = Signal()
    """Back to the list: the button, or Esc."""

    def __init__(self, frame: Frame) -> None:
        """Make it empty."""
        super().__init__()
        self._frame = frame
        self._card: Card | None = None
        self._main: QPushButton | None = None
        self._rows: list[SessionRow] = []
        px = frame.theme.px
        self.setProperty("box", "card")
        self.setAccessibleName(_("Training"))
        self._back = button(_("Back"), self.left.emit, kind="link", icon="chevron-left")
        top = QHBoxLayout()
        top.setContentsMargins(px(look.L), px(look.S), 0, 0)
        top.addWidget(self._back)
        top.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(_("Training"))
        self._scroll.setProperty("ring", "parent")  # its own would go through the way back
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._scroll)
        self._back.hide()
        self.say_nothing()
        frame.theme.changed.connect(self._redraw)

    @property
    def card(self) -> Card | None:
        """The training that shows."""
        return self._card

    @property
    def rows(self) -> tuple[SessionRow, ...]:
        """The sessions that show."""
        return tuple(self._rows)

    def set_back(self, on: bool) -> None:
        """Show or hide the way back to the list."""
        self._back.setVisible(on)

    def say_nothing(self) -> None:
        """Show that nothing is chosen."""
        self._card, self._main, self._rows = None, None, []
        whole, column = self._page()
        sentence = label(_("Choose a training to see more about it."), "muted", wrap=True)
        sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(sentence, 1)
        self._put(whole)

    def show_card(self, card: Card) -> None:
        """Show a training; the same one again keeps its place and the focus."""
        same = self._card is not None and self._card.training.id == card.training.id
        focus = QApplication.focusWidget()
        focused = self._focused_session() if same else None
        inside = same and focus is not None and self._scroll.isAncestorOf(focus)
        place = self._scroll.verticalScrollBar().value() if same else 0
        self._card = card
        self._put(self._content(card))
        self._scroll.verticalScrollBar().setValue(place)
        if inside:
            self._focus_again(focused)

    def take_focus(self) -> None:
        """Give the focus to what is done most: the first button of a session."""
        buttons = [row.button for row in self._rows if row.button is not None]
        first = next(iter(buttons), self._main) or self._scroll
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scroll.ensureWidgetVisible(first)

    def take_focus_on_top(self) -> None:
        """Give the focus to the text as a whole, so that its title stays in sight and the keys scroll it."""
        self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focus := self.focusWidget(), QAbstractButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    def _redraw(self) -> None:
        if self._card is None:
            self.say_nothing()
        else:
            self.show_card(self._card)

    def _put(self, content: QWidget) -> None:
        old = self._scroll.takeWidget()
        self._scroll.setWidget(content)
        if old is not None:  # later: its button may be what is pressed now
            old.hide()
            old.deleteLater()

    def _focused_session(self) -> str | None:
        return next((row.session.id for row in self._rows if row.button is not None and row.button.hasFocus()), None)

    def _focus_again(self, session: str | None) -> None:
        row = next((row for row in self._rows if row.session.id == session and row.button is not None), None)
        if row is not None and row.button is not None:
            row.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.take_focus()

    def _page(self) -> tuple[QWidget, QVBoxLayout]:
        px = self._frame.theme.px
        whole = _Page()
        whole.setProperty("plain", True)
        column = QVBoxLayout(whole)
        column.setContentsMargins(px(look.XL), px(look.XL), px(look.XL), px(look.XL))
        column.setSpacing(px(look.M))
        return whole, column

    def _content(self, card: Card) -> QWidget:
        training, theme = card.training, self._frame.theme
        whole, column = self._page()
        if training.topics:
            topics = QWidget()
            flow = FlowLayout(topics, gap=theme.px(look.S), line_gap=theme.px(look.XS))
            for name in training.topics:
                made = TopicButton(theme, name)
                made.clicked.connect(lambda _on, name=name: self.topic.emit(name))
                flow.addWidget(made)
            column.addWidget(topics)
        head = QVBoxLayout()
        head.setSpacing(theme.px(look.XS))
        head.addWidget(label(breakable(training.title, LONGEST_IN_HEAD), "h1", wrap=True))
        head.addWidget(label(byline(card), "muted", wrap=True))
        for organisation, outcome in card.outcomes:
            head.addWidget(label(outcome_line(organisation, outcome), "muted", wrap=True))
        if training.organisation == self._frame.desk.organisation:
            brought = brought_line(gists(self._frame.desk, [training.id])[training.id])
            if brought:
                head.addWidget(label(brought, "muted", wrap=True))
        column.addLayout(head)
        if training.summary:
            column.addWidget(label(training.summary, "reading", wrap=True))
        if gives(self._frame.desk, card):
            column.addWidget(self._trainer_buttons(card))
        self._add_text(column, training_html(replace(training, **OTHER_TEXTS)))
        column.addSpacing(theme.px(look.XS))
        column.addWidget(label(_("Sessions"), "h3"))
        column.addWidget(self._sessions(card))
        self._add_text(column, training_html(replace(training, outcomes="")))
        if may_suggest(self._frame.desk, training):
            suggest = button(_("Suggest an improvement"), lambda: open_suggest_dialog(self._frame, training), kind="link")
            column.addWidget(suggest, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        return whole

    def _add_text(self, column: QVBoxLayout, html: str) -> None:
        if html:
            text = SafeText(self._frame.theme, _("About this training"))
            text.show_html(html)
            column.addWidget(text)

    def _trainer_buttons(self, card: Card) -> QWidget:
        go, identity = self._frame.go, card.training.id
        held = QWidget()
        row = FlowLayout(held, gap=self._frame.theme.px(look.S))
        row.addWidget(button(_("Edit"), lambda: go("editor", training=identity), icon="pencil"))
        row.addWidget(button(_("Plan a session"), lambda: open_session_dialog(self._frame, training_id=identity), icon="calendar"))
        if card.training.status == "published" and not card.training.hidden:
            row.addWidget(button(_("Poster…"), lambda: open_poster_dialog(self._frame, identity), icon="print"))
        return held

    def _sessions(self, card: Card) -> Section:
        frame = self._frame
        section = Section(frame.theme)
        section.setAccessibleName(_("Sessions"))
        self._rows, self._main = [], None
        for occasion in card.coming:
            row = SessionRow(frame, card, occasion)
            row.acted.connect(lambda offered: self._carry_out(card, offered))
            row.visibility.connect(
                lambda on, session=occasion.session.id: frame.do(lambda: enrolling.show_me(frame.desk, session, on))
            )
            self._rows.append(row)
            section.add(row)
        if not card.coming:
            offered = offer(frame.desk, card)
            words = verb_words(offered.verb)
            line = waiting_line(card) if card.waiting else _("Nobody waits for a date yet.")
            section.add_row(
                _("No date yet"), line[:1].upper() + line[1:], words, (lambda: self._carry_out(card, offered)) if words else None,
                beneath=True,
            )  # fmt: skip
            self._main = section.findChild(QPushButton)
        return section

    def _carry_out(self, card: Card, offered: Offer) -> None:
        carry_out(self._frame, offered, card.training.id, self)


class _Page(QWidget):
    """As high as its width makes it; Qt would keep it as high as its labels are in the least width."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


def byline(card: Card) -> str:
    """Return who gives it and how long it takes: "Door Sanne de Wit, afdeling Financiën · 45 minuten"."""
    if card.department:
        who = _("By {name}, department {department}").format(name=card.trainer, department=card.department)
    else:
        who = _("By {name}").format(name=card.trainer)
    length = duration(card.training.minutes).replace(" ", "\N{NO-BREAK SPACE}") if card.training.minutes else ""
    organisation = card.organisation if card.organisation != card.trainer else ""
    return " · ".join(filter(None, (who, organisation, length)))
