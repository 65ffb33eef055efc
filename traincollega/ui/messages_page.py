"""Berichten: what happened that concerns me; the truth, of which other reminders are an extra."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from traincollega.language import _, day_and_time, ngettext
from traincollega.services.desk import Done
from traincollega.services.enrolling import withdraw
from traincollega.services.handing_over import accept, decline
from traincollega.services.telling import Told, choose, my_messages, read_messages
from traincollega.ui import theme as look
from traincollega.ui.button import Kind, button
from traincollega.ui.empty import EmptyState
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.pill import Pill
from traincollega.ui.section import Section
from traincollega.ui.text import label

SHOWN = 100
PRIMARY: Kind = "primary"
PLAIN: Kind = "secondary"


class MessagesPage(QWidget):
    """All messages, newest first; opening one goes to what it is about, and then it is read."""

    def __init__(self, frame: Frame) -> None:
        """Make the page and fill it."""
        super().__init__()
        self._frame = frame
        self._column = page_column(self, frame.theme)
        self._read_all = button(_("Mark everything as read"), lambda: self._read(()), icon="check")
        self._head = PageHeader(frame.theme, _("Messages"), "", (self._read_all,))
        self._column.addWidget(self._head)
        self._body: QWidget = QWidget()
        self._column.addWidget(self._body, 1)
        self.reload()

    def reload(self) -> None:
        """Look again."""
        told = my_messages(self._frame.desk)
        new = sum(not one.read for one in told)
        self._head.say(
            _("Messages"), ngettext("{n} new message", "{n} new messages", new).format(n=new) if new else _("Nothing new")
        )
        self._read_all.setVisible(bool(new))
        body = self._list(told) if told else self._nothing()
        self._column.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body

    def _nothing(self) -> QWidget:
        return EmptyState(
            self._frame.theme, "message", _("No messages yet"),
            _("Here you read when a date changes, when you move up, or when your session is full."),
        )  # fmt: skip

    def _list(self, told: list[Told]) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        px = self._frame.theme.px
        column.setContentsMargins(0, 0, px(look.S), px(look.L))
        section = Section(self._frame.theme)
        for one in told[:SHOWN]:
            section.add(self._row(one))
        column.addWidget(section)
        column.addStretch()
        return scrolling(body, _("Messages"))

    def _row(self, one: Told) -> QHBoxLayout:
        theme, desk = self._frame.theme, self._frame.desk
        row = QHBoxLayout()
        row.setSpacing(theme.px(look.L))
        words = QVBoxLayout()
        words.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(theme.px(look.S))
        title = label(one.title, "control" if one.read else "label", wrap=True)
        if not one.read:
            head.addWidget(Pill(theme, "accent", "", _("new")))
        head.addWidget(title, 1)
        words.addLayout(head)
        if one.text:
            words.addWidget(label(one.text, "control", wrap=True))
        words.addWidget(label(day_and_time(one.at, desk.zone, desk.today()), "small"))
        row.addLayout(words, 1)
        if one.waits_at:
            words.addWidget(self._choices(one))
            return row
        if one.offer:
            words.addWidget(self._answers(one))
        opens = button(_("Show"), partial(self._open, one))
        opens.setAccessibleDescription(f"{one.title}. {one.text}")
        row.addWidget(opens)
        return row

    def _choices(self, one: Told) -> QWidget:
        """What somebody can do who had to go back to the waiting list; asked until it is answered."""
        px = self._frame.theme.px
        whole = QWidget()
        flow = FlowLayout(whole, gap=px(look.S), line_gap=px(look.S))
        flow.setContentsMargins(0, px(look.S), 0, 0)
        for words, does in (
            (_("Stay on the waiting list"), self._stay),
            (_("Choose another date"), self._other_date),
            (_("Withdraw"), self._withdraw),
        ):
            made = button(words, partial(does, one))
            made.setAccessibleDescription(f"{one.title}. {one.text}")
            flow.addWidget(made)
        return whole

    def _answers(self, one: Told) -> QWidget:
        """The two buttons of who is offered a training."""
        px, desk = self._frame.theme.px, self._frame.desk
        whole = QWidget()
        flow = FlowLayout(whole, gap=px(look.S), line_gap=px(look.S))
        flow.setContentsMargins(0, px(look.S), 0, 0)
        for words, verb, kind in ((_("Yes, I give it"), accept, PRIMARY), (_("Say no"), decline, PLAIN)):
            made = button(words, partial(self._answer, one, partial(verb, desk, one.offer)), kind=kind)
            made.setAccessibleDescription(f"{one.title}. {one.text}")
            flow.addWidget(made)
        return whole

    def _answer(self, one: Told, verb: Callable[[], Done]) -> None:
        read_messages(self._frame.desk, (one.seq,))
        self._frame.do(verb)

    def _stay(self, one: Told) -> None:
        choose(self._frame.desk, one.seq, "stay")
        self._frame.messages.say(_("You stay on the waiting list. You hear it when a seat comes free."))
        self._frame.changed.happened.emit()

    def _other_date(self, one: Told) -> None:
        choose(self._frame.desk, one.seq, "other date")
        self._frame.changed.happened.emit()
        self._frame.go(one.page, **one.what)

    def _withdraw(self, one: Told) -> None:
        if self._frame.do(lambda: withdraw(self._frame.desk, one.waits_at)) is not None:
            choose(self._frame.desk, one.seq, "withdraw")
            self._frame.changed.happened.emit()

    def _open(self, one: Told) -> None:
        self._read((one.seq,))
        self._frame.go(one.page, **one.what)

    def _read(self, seqs: tuple[int, ...]) -> None:
        read_messages(self._frame.desk, seqs)
        self._frame.changed.happened.emit()
