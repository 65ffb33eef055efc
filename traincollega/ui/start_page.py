"""Start: what comes next, what waits for me, and what could be for me."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from traincollega.language import _, between, day_long, day_short, duration
from traincollega.services.browsing import Advice, Occasion, for_me
from traincollega.services.desk import Desk
from traincollega.services.enrolling import standing
from traincollega.services.participating import seats_line
from traincollega.services.welcoming import SHOWN, Todo, start_view
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.card import CardText
from traincollega.ui.card_button import CardButton
from traincollega.ui.empty import LOW, EmptyState
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.picture import Picture
from traincollega.ui.reading import Reading
from traincollega.ui.section import Section
from traincollega.ui.text import label

STACKS_BELOW = 960  # pixels at 100 %: the two columns go under one another


class StartPage(QWidget):
    """Everything on it is read anew by `reload`; nothing on it is kept."""

    def __init__(self, frame: Frame) -> None:
        """Make the page and fill it."""
        super().__init__()
        self._frame = frame
        self._body = QWidget()
        column = page_column(self, frame.theme)
        self._head = PageHeader(
            frame.theme, "", "", (button(_("Offer a training"), lambda: frame.go("editor"), kind="primary", icon="upload"),)
        )
        column.addWidget(self._head)
        self._area = scrolling(self._body, _("Start"))
        column.addWidget(self._area, 1)
        self._columns: QBoxLayout | None = None
        self._advice: QBoxLayout | None = None
        self._advised: Sequence[Advice] = ()
        self._for_me = QVBoxLayout()
        self._reading = Reading(frame, "start")
        self.reload()

    def reload(self) -> None:
        """Look again."""
        desk = self._frame.desk
        view = start_view(desk)
        self._head.say(greeting(desk), _capital(day_long(desk.today())))
        body = QWidget()
        body.setProperty("plain", True)
        column = QVBoxLayout(body)
        px = self._frame.theme.px
        column.setContentsMargins(0, px(look.S), px(look.S), px(look.L))
        column.setSpacing(px(look.XL))
        if view.space:
            column.addWidget(self._space(view.space, view.space_sender))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(px(look.XL))
        self._columns.addWidget(self._next(view.coming), 4)
        self._columns.addWidget(self._todo(view.todo), 3)
        column.addLayout(self._columns)
        self._for_me = QVBoxLayout()
        column.addLayout(self._for_me)
        self._show_advice(self._advised)
        column.addStretch()
        scroll = self._area.verticalScrollBar().value()
        self._area.takeWidget()
        self._body.deleteLater()
        self._body = body
        self._area.setWidget(body)
        body.setAutoFillBackground(False)
        self._fit()
        self._area.verticalScrollBar().setValue(scroll)
        self._reading.ask(lambda elsewhere: for_me(elsewhere, SHOWN), self._show_advice)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < self._frame.theme.px(STACKS_BELOW)
        across = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        for row in (self._columns, self._advice):
            if row is not None and row.direction() is not across:
                row.setDirection(across)

    def _space(self, sentence: str, sender: str) -> QWidget:
        """*Jouw ruimte*: what management says about learning in working time."""
        px = self._frame.theme.px
        box = QFrame()
        box.setProperty("box", "card")
        row = QHBoxLayout(box)
        row.setContentsMargins(px(look.L), px(look.M), px(look.L), px(look.M))
        row.setSpacing(px(look.M))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(_("Room to learn"), "label"))
        words.addWidget(label(f"“{sentence}”", "reading", wrap=True))
        if sender:
            words.addWidget(label(sender, "small", wrap=True))
        row.addLayout(words, 1)
        box.setAccessibleName(f"{_('Room to learn')}: {sentence} {sender}")
        return box

    def _next(self, coming: tuple[Occasion, ...]) -> QWidget:
        part = self._part(_("Coming up"))
        if not coming:
            nothing = EmptyState(
                self._frame.theme, "calendar", _("Nothing planned yet"), _("Find a training and sign up with one click."),
                ((_("Discover trainings"), lambda: self._frame.go("discover")),),
            )  # fmt: skip
            nothing.setMinimumHeight(self._frame.theme.px(LOW))
            part.layout().addWidget(nothing)
        for one in coming:
            card = CardButton(self._frame.theme, coming_text(self._frame.desk, one))
            card.clicked.connect(partial(self._open, one))
            part.layout().addWidget(card)
        part.column.addStretch()
        return part

    def _open(self, one: Occasion) -> None:
        if one.mine:
            self._frame.go("session", session=one.session.id)
        else:
            self._frame.go("discover", training=one.training.id)

    def _todo(self, todo: tuple[Todo, ...]) -> QWidget:
        part = self._part("")
        section = Section(self._frame.theme, _("Still to do"))
        for one in todo:
            section.add_row(one.title, one.text, one.action, partial(self._frame.go, one.page, **one.what))
        if not todo:
            done = QHBoxLayout()
            done.setSpacing(self._frame.theme.px(look.S))
            done.addWidget(Picture(self._frame.theme, "check", "good", 20))
            done.addWidget(label(_("There is nothing you need to do now."), "muted"), 1)
            section.add(done)
        part.column.addWidget(section)
        part.column.addStretch()
        return part

    def _show_advice(self, advice: Sequence[Advice]) -> None:
        """*Voor jou*: it is read in the background, because it weighs all that is to come."""
        self._advised = advice
        item = self._for_me.takeAt(0)
        gone = item.widget() if item is not None else None
        if gone is not None:
            gone.hide()
            gone.deleteLater()
        self._advice = None
        if not advice:
            return
        part = self._part(_("For you"))
        self._advice = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._advice.setSpacing(self._frame.theme.px(look.L))
        for one in advice:
            text = CardText(
                one.card.training.title,
                one.card.training.summary,
                (
                    ("clock", duration(one.card.training.minutes)),
                    ("building" if one.card.organisation else "person", one.card.trainer),
                ),
                None,
                f"{one.card.training.title}. {one.card.training.summary} {one.reason}.",
                one.reason,
                title_first=True,
            )
            card = CardButton(self._frame.theme, text)
            card.clicked.connect(partial(self._frame.go, "discover", training=one.card.training.id))
            self._advice.addWidget(card, 1)
        part.column.addLayout(self._advice)
        self._for_me.addWidget(part)
        self._fit()

    def _part(self, title: str) -> "_Part":
        return _Part(title, self._frame.theme.px(look.M))


class _Part(QWidget):
    """A heading with things under it."""

    def __init__(self, title: str, gap: int) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(gap)
        self.column.setAlignment(Qt.AlignmentFlag.AlignTop)
        if title:
            self.column.addWidget(label(title, "h2"))

    def layout(self) -> QVBoxLayout:
        return self.column


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def greeting(desk: Desk) -> str:
    """Return "Goedemiddag, Fatma"."""
    hour = desk.now().astimezone(desk.zone).hour
    words: Callable[[], str] = (
        (lambda: _("Good night, {name}")) if hour < 6
        else (lambda: _("Good morning, {name}")) if hour < 12
        else (lambda: _("Good afternoon, {name}")) if hour < 18
        else (lambda: _("Good evening, {name}"))
    )  # fmt: skip
    return words().format(name=desk.my_card().name.split(" ")[0])


def coming_text(desk: Desk, one: Occasion) -> CardText:
    """Return what the card of a session to come says."""
    session = one.session
    day = day_short(session.starts.astimezone(desk.zone).date(), desk.today())
    where = session.place or (_("online") if session.link else "")
    when = " · ".join(filter(None, (f"{day}, {between(session.starts, session.ends, desk.zone)}", where)))
    mine = standing(desk, session, one.placed)
    if one.mine and not mine.state:
        pill = ("accent", "person", seats_line(session, one.placed))
    elif mine.state == "waiting":
        pill = ("waiting", "hourglass", mine.line)
    else:
        pill = ("good" if mine.state == "confirmed" else "accent", "check", mine.line)
    who = _("You give this training") if one.mine else one.trainer
    spoken = f"{one.training.title}, {when}. {who}. {pill[2]}."
    return CardText(one.training.title, when, (("person", who),), pill, spoken)
