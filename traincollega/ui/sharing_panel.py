"""The panel behind the sharing state: which items wait and why, what came from whom, and where; and *Nu bijwerken*."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from traincollega import __version__
from traincollega.language import _, day_and_time, ngettext
from traincollega.services.choosing import choices_of_text
from traincollega.services.desk import Desk
from traincollega.services.telling import choices_to_make
from traincollega.sharing.addresses import is_server
from traincollega.sharing.details import details
from traincollega.sharing.outbox import MOST, outbox
from traincollega.sharing.standing import (
    KEYS_GONE,
    NOT_HEARD,
    REVOKED,
    Sender,
    Standing,
    State,
    is_not_heard,
    not_sent,
    place_of,
    senders,
    sentence_of,
    standing,
    state_of,
)
from traincollega.sharing.troubles import FOR_A_COORDINATOR
from traincollega.sharing.troubles import told as words_of
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.coming_back import come_back
from traincollega.ui.empty import EmptyState
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.inviting_dialog import InvitingDialog
from traincollega.ui.joining_again import join_again
from traincollega.ui.keeping_focus import keeping_focus
from traincollega.ui.moving_dialog import MovingDialog
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.reading import Reading
from traincollega.ui.section import Section
from traincollega.ui.sharing_rounds import Rounds
from traincollega.ui.starting_dialog import StartingDialog
from traincollega.ui.text import label

SENDERS = 8
WIDEST = 760  # pixels at 100 %: lines of more are hard to read


class _Seen(NamedTuple):
    """What was looked up elsewhere: what waits, and from whom what came."""

    waits: Sequence[str] = ()
    senders: Sequence[Sender] = ()


class SharingPanel(QWidget):
    """Everything on it is read anew by `reload`, and once a round ended."""

    def __init__(self, frame: Frame, rounds: Rounds) -> None:
        """Make the page and fill it."""
        super().__init__()
        self._frame, self._rounds = frame, rounds
        self._seen = _Seen()
        self._reading = Reading(frame, "sharing")
        self._update = button(_("Update now"), rounds.now, kind="primary", icon="refresh")
        self._begin = button(_("Share with colleagues…"), self._start, kind="primary", icon="people")
        self._invite = button(_("Invite…"), self.invite, icon="plus")
        column = page_column(self, frame.theme)
        self._head = PageHeader(frame.theme, _("Up to date with colleagues"), "", (self._invite, self._update, self._begin))
        column.addWidget(self._head)
        self._progress = self._progress_row()
        column.addWidget(self._progress)
        self._body = QWidget()
        self._area = scrolling(self._body, _("Up to date with colleagues"))
        column.addWidget(self._area, 1)
        rounds.changed.connect(self._look_again)
        rounds.progress.connect(self._show_progress)
        self.reload()

    def reload(self) -> None:
        """Look again."""
        desk = self._frame.desk
        self._fill()
        if desk.shares():
            folder = self._rounds.folder
            self._reading.ask(lambda elsewhere: _Seen(outbox(elsewhere, folder), senders(elsewhere)[:SENDERS]), self._show)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()

    def _look_again(self) -> None:
        if self.isVisible():
            self.reload()

    def show_item(self, invite: bool = False, start: bool = False) -> None:
        """Begin to share, or invite, as a menu asks."""
        if start and not self._frame.desk.shares():
            self._start()
        elif invite and self._frame.desk.shares():
            self.invite()

    def invite(self) -> None:
        """Make an invitation."""
        InvitingDialog(self._frame, self._rounds).open()

    def _start(self) -> None:
        StartingDialog(self._frame, self._rounds, self.invite).open()

    def _move(self) -> None:
        MovingDialog(self._frame, self._rounds).open()

    def _show(self, seen: _Seen) -> None:
        if seen != self._seen:
            self._seen = seen
            self._fill()

    def _fill(self) -> None:
        desk, rounds = self._frame.desk, self._rounds
        shares, state = desk.shares(), standing(desk.path.parent)
        self._head.say(_("Up to date with colleagues"), sentence_of(desk, state, choices_to_make(desk) + choices_of_text(desk)))
        gone = shares and state.since is not None and state.kind == KEYS_GONE
        self._update.setVisible(shares and not gone and not rounds.running)
        self._invite.setVisible(shares and not gone and desk.is_coordinator())
        self._begin.setVisible(not shares and rounds.may_begin and desk.is_coordinator())
        self._progress.setVisible(rounds.running)
        with keeping_focus(self._area, self._update if shares else self._begin):
            body = self._shared(state, gone=gone) if shares else self._alone()
            body.setProperty("plain", True)
            scroll = self._area.verticalScrollBar().value()
            self._area.takeWidget()
            self._body.deleteLater()
            self._body = body
            self._area.setWidget(body)
            body.setAutoFillBackground(False)
            self._area.verticalScrollBar().setValue(scroll)

    def _alone(self) -> QWidget:
        if not self._rounds.may_begin:
            return EmptyState(
                self._frame.theme, "people", _("This is an example"), _("There is nobody to share with here. Nothing leaves it.")
            )
        return EmptyState(
            self._frame.theme, "people", _("You work alone on this computer"),
            _("Choose a folder that colleagues can reach too. Then you invite them."),
        )  # fmt: skip

    def _shared(self, state: Standing, *, gone: bool) -> QWidget:
        body, inside = QWidget(), QWidget()
        px = self._frame.theme.px
        inside.setMaximumWidth(px(WIDEST))
        row = QHBoxLayout(body)
        row.setContentsMargins(0, px(look.S), px(look.S), px(look.L))
        row.addWidget(inside, 100)
        row.addStretch(1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(look.XL))
        parts = [self._waits(state), self._trouble(state, gone=gone), self._senders(), self._place(gone=gone)]
        for part in parts if not gone else (parts[1], parts[0], *parts[2:]):
            if part is not None:
                column.addWidget(part)
        column.addStretch()
        return body

    def _waits(self, state: Standing) -> Section:
        desk = self._frame.desk
        section = Section(self._frame.theme, _("Not sent yet"))
        waits = not_sent(desk)
        if not waits:
            section.add_row(_nothing_waits(desk))
            return section
        section.add_row(_why(desk, state, running=self._rounds.running))
        lines = self._seen.waits
        if lines:
            section.add(label("\n".join(lines), wrap=True))
        if len(lines) == MOST:
            section.add_row(_("And more: these are the last {n}.").format(n=MOST))
        return section

    def _trouble(self, state: Standing, *, gone: bool) -> Section | None:
        told = [*((state.error,) if state.since is not None and state.error else ()), *state.problems]
        choices, texts = choices_to_make(self._frame.desk), choices_of_text(self._frame.desk)
        if not told and not choices and not texts:
            return None
        section = Section(self._frame.theme, _("What to know"))
        if choices:
            words = ngettext("{n} choice needed", "{n} choices needed", choices).format(n=choices)
            sub = _("You were put back on a waiting list. Say what you want.")
            section.add_row(words, sub, _("Choose"), partial(self._frame.go, "messages"))
        if texts:
            words = ngettext("{n} choice needed", "{n} choices needed", texts).format(n=texts)
            sub = _("Two wrote one text at the same time. Say which one stays.")
            section.add_row(words, sub, _("Choose"), partial(self._frame.go, "start"))
        coordinator = self._frame.desk.is_coordinator()
        mine = [words_of(one) for one in state.troubles if coordinator and one.kind in FOR_A_COORDINATOR]
        for number, sentence in enumerate(told):
            again = gone and number == 0
            if again:
                section.add_row(sentence, "", _("Join again…"), partial(join_again, self._frame, self._rounds))
            elif sentence in mine:
                section.add_row(sentence, "", _("Look"), partial(self._frame.go, "people"))
            else:
                section.add_row(sentence)
        if told and self._frame.desk.is_coordinator() and (gone or is_not_heard(self._frame.desk)):
            words, sub = _("Can nobody else approve this computer?"), _("With the recovery code on paper you get back in.")
            section.add_row(words, sub, _("Use the code…"), partial(come_back, self._frame, self._rounds))
        return section

    def _senders(self) -> Section:
        desk = self._frame.desk
        section = Section(self._frame.theme, _("What came last"))
        for one in self._seen.senders:
            section.add_row(one.name, day_and_time(one.last, desk.zone, desk.today()))
        if not self._seen.senders:
            section.add_row(_("Nothing has come from colleagues yet."))
        return section

    def _place(self, *, gone: bool) -> Section:
        place = place_of(self._frame.desk)
        section = Section(self._frame.theme, _("Where"))
        server = is_server(place)
        words = _("The database at {place}") if server else _("The shared folder {place}")
        section.add_row(words.format(place=place), "", "" if server else _("Open folder"), partial(_open, place))
        if self._rounds.may_begin and not gone:
            other = _("Is it called otherwise on this computer, or do you move?")
            section.add_row(other, "", _("Another folder or database…"), self._move)
        section.add_row(
            _("Who takes part, and with which computer"), "", _("Look"), partial(self._frame.go, "people")
        )  # fmt: skip
        section.add_row(
            _("For who helps you"), _("No names, titles or secrets are copied."), _("Copy error details"), self._copy_details
        )
        return section

    def _copy_details(self) -> None:
        desk = self._frame.desk
        QGuiApplication.clipboard().setText(details(desk, desk.path.parent, __version__))
        self._frame.messages.say(_("The error details are copied. Paste them in a message to who helps you."))

    def _progress_row(self) -> QWidget:
        px = self._frame.theme.px
        whole = QWidget()
        row = FlowLayout(whole, gap=px(look.M))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(px(200))
        row.addWidget(label(_("Updating with colleagues"), "muted"))
        row.addWidget(self._bar)
        row.addWidget(button(_("Stop"), self._rounds.stop, kind="link"))
        return whole

    def _show_progress(self, far: int, of: int) -> None:
        self._bar.setRange(0, of)
        self._bar.setValue(far)


def _nothing_waits(desk: Desk) -> str:
    """Return what it means that everything of mine lies where we share: who is not heard is not read there."""
    if not is_not_heard(desk):
        return _("Nothing waits. Colleagues can read what you changed.")
    if desk.store.local(NOT_HEARD) == REVOKED:
        return _("What you change stays on this computer. Colleagues do not read it.")
    return _("Everything is sent. Colleagues read it once this computer is approved.")


def _why(desk: Desk, state: Standing, *, running: bool) -> str:
    """Return why something waits, as a sentence."""
    if running:
        return _("It is being sent now.")
    if state.since is not None and state.kind == KEYS_GONE:
        return _("It goes once you have joined again.")
    if state_of(desk, state) is State.UNREACHABLE:
        return _("It goes as soon as colleagues can be reached again.")
    if desk.store.local(NOT_HEARD) == REVOKED:
        return _("Colleagues do not read it; below stands why.")
    if is_not_heard(desk):
        return _("Colleagues read it once this computer is approved.")
    if state.problems:
        return _("It could not be sent; below stands why.")
    return _("It goes by itself within a minute.")


def _open(place: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(place))
