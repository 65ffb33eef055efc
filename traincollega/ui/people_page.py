"""Wie doet mee: who takes part, with which computers and in which role; a coordinator sees everybody, others themselves."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from traincollega.errors import TrainCollegaError
from traincollega.language import _, day_and_time, ngettext
from traincollega.services.desk import Desk
from traincollega.services.erasing import what_goes
from traincollega.sharing import admitting
from traincollega.sharing.belonging import Computer, Member, members
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import our_circle
from traincollega.sharing.forgetting import erase
from traincollega.sharing.inviting import OpenInvitation, open_invitations, told_withdrawn, withdraw
from traincollega.sharing.rounds import after_a_look, note_waiting
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.code_dialog import CodeDialog
from traincollega.ui.empty import EmptyState
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.keeping_focus import keeping_focus
from traincollega.ui.member_row import MemberRow
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.question import ask
from traincollega.ui.section import Section
from traincollega.ui.sharing_rounds import Rounds
from traincollega.ui.text import label

SHOWN = 100
SEARCH_FROM = 8
"""Colleagues from which on one can be looked for."""
Change = Callable[[Desk, Circle], str]
"""Does something and returns the sentence that tells it."""


class _Seen(NamedTuple):
    """What was looked up where the rounds are."""

    members: Sequence[Member] = ()
    invitations: Sequence[OpenInvitation] = ()
    """For a coordinator: those that let newcomers in."""


def _seen(desk: Desk, circle: Circle) -> _Seen:
    return _Seen(members(circle), open_invitations(circle) if desk.is_coordinator() else ())


class PeoplePage(QWidget):
    """What is done here is done where the rounds are, and sent at once."""

    def __init__(self, frame: Frame, rounds: Rounds) -> None:
        """Make the page and fill it."""
        super().__init__()
        self._frame, self._rounds = frame, rounds
        self._seen: _Seen | None = None
        column = page_column(self, frame.theme)
        self._invite = button(_("Invite…"), partial(frame.go, "sharing", invite=True), kind="primary", icon="plus")
        self._head = PageHeader(frame.theme, _("Who takes part"), "", (self._invite,))
        column.addWidget(self._head)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Part of a name"))
        self.search.setAccessibleName(_("Find a colleague"))
        self.search.setMaximumWidth(frame.theme.px(360))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.search.hide()
        column.addWidget(self.search)
        self._body: QWidget = QWidget()
        self._area = scrolling(self._body, _("Who takes part"))
        column.addWidget(self._area, 1)
        rounds.changed.connect(self._look_again)
        self._fill()
        self.reload()

    def _look_again(self) -> None:
        if self.isVisible() and not self._rounds.running:  # what waits is no news to other pages
            self.reload()

    def reload(self) -> None:
        """Look again."""
        if self._frame.desk.shares():
            folder = self._rounds.folder
            self._rounds.work(lambda desk: _seen(desk, our_circle(desk, folder)), self._show, self._failed, writes=False)
        else:
            self._show(_Seen())

    def _show(self, found: _Seen) -> None:
        if found != self._seen:
            self._seen = found
            self._fill()

    def _failed(self, error: TrainCollegaError) -> None:
        self._frame.messages.say(str(error), kind="error", actions=[(_("Look"), partial(self._frame.go, "sharing"))])

    def _fill(self) -> None:
        coordinator = self._frame.desk.is_coordinator()
        everybody = self._seen.members if self._seen else ()
        computers = sum(len(one.computers) for one in everybody)
        line = ngettext("{n} computer", "{n} computers", computers).format(n=computers) if computers else ""
        if not coordinator and line:
            line = _("Your own computers. A coordinator sees those of everybody.")
        self._head.say(_("Who takes part"), line)
        self._invite.setVisible(coordinator and self._frame.desk.shares())
        self.search.setVisible(len(everybody) >= SEARCH_FROM)
        with keeping_focus(self._area, self.search if self.search.isVisible() else self._invite):
            body = self._list(everybody, coordinator=coordinator) if everybody else self._nothing()
            body.setProperty("plain", True)
            scroll = self._area.verticalScrollBar().value()
            self._area.takeWidget()
            self._body.deleteLater()
            self._body = body
            self._area.setWidget(body)
            body.setAutoFillBackground(False)
            self._area.verticalScrollBar().setValue(scroll)

    def _nothing(self) -> QWidget:
        if self._seen is None:
            return label(_("One moment: who takes part is being looked up."), "muted", wrap=True)
        return EmptyState(
            self._frame.theme, "people", _("You do not share with colleagues yet"), _("Once you do, they stand here."),
            ((_("How sharing stands"), partial(self._frame.go, "sharing")),),
        )  # fmt: skip

    def _list(self, everybody: Sequence[Member], *, coordinator: bool) -> QWidget:
        px = self._frame.theme.px
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, px(look.XS), px(look.S), px(look.L))
        column.setSpacing(px(look.M))
        typed = self.search.text().strip().casefold() if len(everybody) >= SEARCH_FROM else ""
        found = [one for one in everybody if typed in one.name.casefold() or typed in one.email.casefold()]
        section = Section(self._frame.theme)
        for member in found[:SHOWN]:
            row = MemberRow(self._frame.theme, member, mine=member.person == self._frame.desk.me, coordinator=coordinator)
            row.approve.connect(partial(self._approve, member))
            row.revoke.connect(partial(self._revoke, member))
            row.accept.connect(partial(self._accept_more, member))
            row.role.connect(partial(self._change_role, member))
            row.leave.connect(partial(self._farewell, member))
            row.forget.connect(partial(self._forget, member))
            section.add(row)
        if not found:
            section.add_row(_("No colleague fits this name."))
        if len(found) > SHOWN:
            section.add_row(_("And {n} more. Type a name to find them.").format(n=len(found) - SHOWN))
        column.addWidget(section)
        if self._seen and self._seen.invitations:
            column.addSpacing(px(look.M))
            column.addWidget(self._open_invitations(self._seen.invitations))
        column.addStretch()
        return body

    def _open_invitations(self, invitations: Sequence[OpenInvitation]) -> Section:
        desk = self._frame.desk
        section = Section(self._frame.theme, _("Open invitations"))
        for one in invitations:
            until = day_and_time(one.until, desk.zone, desk.today())
            words = _("It lets newcomers in until {when}.").format(when=until)
            if one.old_place:
                old = _("It still names {place}, from before you moved. Make a new one.").format(place=one.old_place)
                words = f"{words} {old}"
            section.add_row(_("Made by {name}").format(name=one.by), words, _("Withdraw…"), partial(self._withdraw, one))
        return section

    # what is done

    def _approve(self, member: Member, computer: Computer) -> None:
        def approve(_desk: Desk, circle: Circle) -> str:
            admitting.approve(circle, computer.device)
            note_waiting(circle)
            return _("This computer of **{name}** is heard from now on.").format(name=member.name)

        ask(
            self, _("Approve a computer"), _("Is this computer really of {name}?").format(name=member.name),
            _("It will speak in their name. Ask them first, in person or by phone."), _("Approve"),
            partial(self._do, approve), careful=True,
        )  # fmt: skip

    def _withdraw(self, invitation: OpenInvitation) -> None:
        folder = self._rounds.folder

        def take_back(desk: Desk, _circle: Circle) -> str:
            desk, looked = after_a_look(desk, folder)
            return told_withdrawn(withdraw(our_circle(desk, folder), invitation.id), looked=looked)

        question = _("Withdraw the invitation of {name}?").format(name=invitation.by)
        more = _("Nobody comes in by it any more. Who kept it can still read what was written until colleagues have updated.")
        if invitation.used:
            more = _("Somebody came by it, and stays. Nobody else comes in; who kept it can read on.")
        ask(self, question, question, more, _("Withdraw the invitation"), partial(self._do, take_back), careful=True)

    def _accept_more(self, member: Member, computer: Computer) -> None:
        def accept(code: str, _desk: Desk, circle: Circle) -> str:
            accepted = admitting.accept_more(circle, computer.device, code)
            told = ngettext("{n} message is accepted and counts now.", "{n} messages are accepted and count now.",
                            accepted.segments).format(n=accepted.segments)  # fmt: skip
            return told + _withdrawn(accepted.withdrawn)

        waits = ngettext("{n} message waits.", "{n} messages wait.", computer.waits).format(n=computer.waits)
        more = _("Everybody then reads it. Only do so if {name} wrote it, and not who found the computer.")
        self._ask(
            _("Accept what waits of {computer} of {name}?").format(computer=computer.name, name=member.name),
            " ".join((waits, more.format(name=member.name))), _("Accept"), member.coordinator, accept,
        )  # fmt: skip

    def _revoke(self, member: Member, computer: Computer) -> None:
        def revoke(code: str, _desk: Desk, circle: Circle) -> str:
            revoked = admitting.revoke(circle, [computer.device], code)
            return _("This computer is no longer heard. What it sent until now stays.") + _withdrawn(revoked.withdrawn)

        self._ask(
            _("Revoke {computer} of {name}?").format(computer=computer.name, name=member.name),
            _("Once colleagues have updated, they no longer hear it, and it reads nothing new."), _("Revoke"),
            member.coordinator, revoke,
        )  # fmt: skip

    def _farewell(self, member: Member) -> None:
        def leave(code: str, desk: Desk, circle: Circle) -> str:
            gone = admitting.farewell(desk, circle, member.person, code)
            told = ngettext("They left {n} session to come.", "They left {n} sessions to come.", gone.left).format(n=gone.left)
            told += _withdrawn(gone.withdrawn)
            if gone.trainings:
                told += " " + _("These trainings need another trainer: {titles}.").format(titles=", ".join(gone.trainings))
            return told

        self._ask(
            _("Does {name} leave the organisation?").format(name=member.name),
            _("Their computers are heard no longer, and their seats come free. What they wrote stays."),
            _("They leave"), member.coordinator, leave,
        )  # fmt: skip

    def _forget(self, member: Member) -> None:
        def forget(_desk: Desk, circle: Circle) -> str:
            erase(circle, member.person)
            return _("This colleague is forgotten. The counts of sessions stay.")

        more = " ".join(what_goes(self._frame.desk, member.person))
        question = _("Forget {name}?").format(name=member.name)
        ask(self, question, question, more, _("Forget"), partial(self._do, forget), careful=True)

    def _change_role(self, member: Member, role: str) -> None:
        done = _("Done: colleagues see it once their program has updated.")

        def hr(_desk: Desk, circle: Circle) -> str:
            admitting.set_hr(circle, member.person, held=not member.hr)
            return done

        def coordinate(code: str, _desk: Desk, circle: Circle) -> str:
            change = admitting.end_coordinator if member.coordinator else admitting.make_coordinator
            change(circle, member.person, code)
            return done

        if role == admitting.HR:
            self._do(hr)
        elif member.coordinator:
            title = _("{name} no longer coordinator").format(name=member.name)
            self._ask_code(title, _("They stay a colleague, with what they teach and learn."), _("End this role"), coordinate)
        else:
            title = _("Make {name} coordinator").format(name=member.name)
            self._ask_code(
                title, _("A coordinator invites, revokes and changes the organisation."), _("Make coordinator"), coordinate
            )

    def _ask(self, question: str, more: str, yes: str, code: bool, change: Callable[[str, Desk, Circle], str]) -> None:
        """Ask before what cannot be taken back; for a coordinator's with the recovery code."""
        if code:
            self._ask_code(question, more, yes, change)
        else:
            ask(self, question, question, more, yes, lambda: self._do(partial(change, "")), careful=True)

    def _ask_code(self, title: str, sentence: str, action: str, change: Callable[[str, Desk, Circle], str]) -> None:
        CodeDialog(
            self._frame.theme, title, sentence, action, lambda code, dialog: self._do(partial(change, code), dialog), self
        ).open()  # fmt: skip

    def _do(self, change: Change, dialog: CodeDialog | None = None) -> None:
        folder, messages = self._rounds.folder, self._frame.messages

        def done(sentence: str) -> None:
            if dialog is not None:
                dialog.close_if_open()
            messages.say(sentence)

        def failed(error: TrainCollegaError) -> None:
            if dialog is None or not dialog.fail(error):
                messages.error(error)

        self._rounds.work(lambda desk: change(desk, our_circle(desk, folder)), done, failed)


def _withdrawn(number: int) -> str:
    """Return how many invitations were withdrawn as a sentence that follows another, "" for none."""
    told = ngettext("{n} invitation of theirs was withdrawn.", "{n} invitations of theirs were withdrawn.", number)
    return " " + told.format(n=number) if number else ""
