"""Meedoen: the invitation, what stands in it, the first exchange, and who I am."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from traincollega.errors import InvalidInput, PlaceUnreachable, SharingError, TrainCollegaError
from traincollega.language import _, day_long, ngettext
from traincollega.sharing import standing
from traincollega.sharing.addresses import known_as
from traincollega.sharing.invitation import Invitation, read_invitation
from traincollega.sharing.joining import FirstExchange, Joined, come_in, take_first
from traincollega.sharing.moving import found_at
from traincollega.sharing.places import at_place
from traincollega.ui import theme as look
from traincollega.ui.background import Background, Report
from traincollega.ui.button import button
from traincollega.ui.form import Form
from traincollega.ui.headings import PageHeader
from traincollega.ui.invitation_form import InvitationForm
from traincollega.ui.page import scrolling
from traincollega.ui.place_field import PlaceField
from traincollega.ui.question import ask
from traincollega.ui.text import label
from traincollega.ui.theme import Theme

FILE, SUMMARY, EXCHANGE, WHO = range(4)


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


class JoiningPage(QWidget):
    """Four steps that follow one another; what fails says why, and leaves nothing behind."""

    joined = Signal(object, str)
    """The desk of who joined, and the sentence that tells it."""
    left = Signal()
    """Somebody went back to where they came from."""

    def __init__(self, theme: Theme, folder: Path, *, background: Background | None = None) -> None:
        """`folder` is the new profile."""
        super().__init__()
        self._theme, self._folder = theme, folder
        self._background = background or Background(self, alone=True)
        self._invitation: Invitation | None = None
        self._first: FirstExchange | None = None
        self._stop: Callable[[], None] | None = None
        self._steps = QStackedWidget()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._steps)
        for made in (self._file_step(), self._summary_step(), self._exchange_step(), self._who_step()):
            self._steps.addWidget(made)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.give_up)

    @property
    def step(self) -> int:
        """Which step shows: FILE, SUMMARY, EXCHANGE or WHO."""
        return self._steps.currentIndex()

    def begin(self, invitation: Path | None = None) -> None:
        """Stand at the first step; with the file of an invitation only the phrase is asked."""
        self._show(FILE)
        self.form.show_errors({})
        if invitation is not None:
            self.form.file.setText(str(invitation))
        (self.form.phrase if self.form.file.text() else self.form.file).setFocus(Qt.FocusReason.OtherFocusReason)

    def give_up(self) -> None:
        """Stop, and leave nothing behind."""
        if self._stop is not None:
            self._stop()
        first, self._first = self._first, None
        if first is not None:
            first.give_up()

    # the file and the phrase

    def _file_step(self) -> QWidget:
        self.form = InvitationForm(self._theme, self.open_file)
        return self._page(
            PageHeader(self._theme, _("Join colleagues"), _("Somebody of your organisation sent you an invitation.")),
            self.form, button(_("Open"), self.open_file, kind="primary"), button(_("Back"), self._leave),
        )  # fmt: skip

    def open_file(self) -> None:
        """Open the invitation with the phrase."""
        if self.form.asked():
            path, phrase = self.form.path, self.form.phrase.text()
            self._background.run(lambda: read_invitation(path, phrase), self._opened, self._not_opened, key="invitation")

    def _opened(self, invitation: Invitation) -> None:
        self._invitation = invitation
        self._head.say(invitation.name, _("Made by {name}").format(name=invitation.by))
        trainings = ngettext("{n} training", "{n} trainings", invitation.trainings).format(n=invitation.trainings)
        colleagues = ngettext("{n} colleague", "{n} colleagues", invitation.colleagues).format(n=invitation.colleagues)
        self._counts.setText(f"{trainings}, {colleagues}")
        self._where.setText(_("They share in {place}.").format(place=known_as(invitation.place)))
        until = day_long(invitation.expires.astimezone().date(), now().astimezone().date())
        self._until.setText(_("The invitation is valid until {day}.").format(day=until))
        self.place.show(False)
        self.place.line.setText(known_as(invitation.place))
        self._summary.show_errors({})
        self._show(SUMMARY)
        self._right.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_opened(self, error: TrainCollegaError) -> None:
        self.form.show_errors({error.field if isinstance(error, InvalidInput) else "file": str(error)})

    # what stands in it

    def _summary_step(self) -> QWidget:
        self._head = PageHeader(self._theme, "", "")
        self._summary = Form(self._theme)
        self._counts, self._where, self._until = (
            label("", "reading", wrap=True),
            label("", wrap=True),
            label("", "muted", wrap=True),
        )
        for one in (self._counts, self._where, self._until):
            self._summary.add_widget(one)
        hint = _("On this computer the folder or database may be called otherwise. Choose the one that your colleagues use.")
        self.place = PlaceField(self._summary, hint)
        self.place.show(False)
        self._summary.add_widget(label(_("First all they share is fetched. Then you say who you are."), "muted", wrap=True))
        self._right = button(_("This is right"), self.fetch, kind="primary")
        return self._page(self._head, self._summary, self._right, button(_("Back"), self.begin))

    # the first exchange

    def _exchange_step(self) -> QWidget:
        self._far = label("", "muted", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(look.M))
        column.addWidget(self._bar)
        column.addWidget(self._far)
        self._stop_button = button(_("Stop"), self.stop)
        self._busy = PageHeader(self._theme, _("Not ready yet"), "")
        return self._page(self._busy, inside, self._stop_button)

    def fetch(self) -> None:
        """Take in all that colleagues share."""
        invitation = self._invitation
        if invitation is None or self._stop is not None:
            return
        if self.place.shown and not self._summary.show_errors(self.place.wrong() if self._chosen(invitation) else {}):
            return
        self._work(_("All that your colleagues share is fetched. You can stop; then nothing stays here."))
        chosen = self._chosen(invitation)

        def work(report: Report) -> FirstExchange:
            found = found_at(invitation, chosen, self._folder) if chosen else invitation
            with at_place(found.place, found.organisation) as place:
                return take_first(self._folder, found, place, now, report=report)

        stop = self._background.run_long(work, self._fetched, self._failed, progress=self._progress, stopped=self._stopped)
        if self.step == EXCHANGE:
            self._stop = stop

    def _chosen(self, invitation: Invitation) -> str:
        """Return the place that was chosen instead of that of the invitation, "" where it is that."""
        return self.place.typed if self.place.shown and self.place.typed != known_as(invitation.place) else ""

    def stop(self) -> None:
        """Stop the first exchange."""
        if self._stop is not None:
            self._stop()
            self._far.setText(_("It stops in a moment."))

    def _work(self, sentence: str) -> None:
        self._busy.say(_("Not ready yet"), sentence)
        self._bar.setRange(0, 0)
        self._far.setText("")
        self._show(EXCHANGE)
        self._stop_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _progress(self, far: int, of: int) -> None:
        self._bar.setRange(0, of)
        self._bar.setValue(far)
        self._far.setText(_("{far} of {of} files").format(far=far, of=of))

    def _fetched(self, first: FirstExchange) -> None:
        self._stop, self._first = None, first
        self._department.clear()
        self._department.addItems(["", *first.departments()])
        self._who.show_errors({})
        self._show(WHO)
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: TrainCollegaError) -> None:
        self._stop = self._first = None
        chosen = self._invitation is not None and self._chosen(self._invitation) != ""
        if isinstance(error, SharingError):
            self.place.show()  # it may be there, under another name
        field = "place" if chosen or isinstance(error, SharingError) else ""
        self._show(SUMMARY)
        self._right.setFocus(Qt.FocusReason.OtherFocusReason)
        why = _not_reached() if isinstance(error, PlaceUnreachable) else str(error)
        self._summary.show_errors({field: " ".join((why, _("Nothing was kept on this computer.")))})

    def _stopped(self) -> None:
        self._stop = None
        self._summary.show_errors({"": _("You stopped before it was ready. Nothing was kept on this computer.")})
        self._show(SUMMARY)
        self._right.setFocus(Qt.FocusReason.OtherFocusReason)

    # who am I

    def _who_step(self) -> QWidget:
        self._who = Form(self._theme)
        self._name, self._email = QLineEdit(), QLineEdit()
        self._department = QComboBox()
        self._department.setEditable(True)
        self._department.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._department.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)  # names are long
        self._who.add("name", _("Your name"), self._name)
        self._who.add("email", _("Your mail address"), self._email, _("Colleagues can reach you here."))
        self._who.add("department", _("Department"), self._department, _("Choose one, or type a new one."), optional=True)
        for line in (self._name, self._email):
            line.returnPressed.connect(self.send)
        self._start: QPushButton = button(_("Start"), self.send, kind="primary")
        head = PageHeader(
            self._theme, _("Who are you?"), _("Everything has been fetched. Colleagues see your name with what you do.")
        )
        return self._page(head, self._who, self._start, button(_("Back"), self._leave))

    def send(self) -> None:
        """Become one of the colleagues; who has a card already is asked whether that is them."""
        first = self._first
        if first is None:
            return
        name, email = self._name.text().strip(), self._email.text().strip()
        errors = {}
        if not name:
            errors["name"] = _("Fill in your name.")
        if not email:
            errors["email"] = _("Fill in your mail address.")
        if not self._who.show_errors(errors):
            return
        known = first.known_as(email)
        if not known:
            self._come_in(first)
            return
        ask(
            self, _("A colleague has this address"), _("Are you {name}?").format(name=known),
            _("Your other computer, or a coordinator, then approves this one. Until then nobody hears what you do here."),
            _("This is me"), lambda: self._come_in(first), careful=True,
        )  # fmt: skip

    def _come_in(self, first: FirstExchange) -> None:
        self._first = None  # it is not ours to take away any more: part of it may be sent
        name, email, department = self._name.text(), self._email.text(), self._department.currentText()
        self._work(_("Your card is being sent to your colleagues."))
        self._stop_button.hide()

        def work() -> Joined:
            with at_place(first.invitation.place, first.invitation.organisation) as place:
                return come_in(replace(first, place=place), name=name, email=email, department=department)

        self._background.run(work, self._came_in, partial(self._not_in, first), key="joining")

    def _came_in(self, joined: Joined) -> None:
        standing.succeeded(self._folder, joined.step, now())
        sentence = _("You share with **{organisation}** now.").format(organisation=joined.desk.our_organisation().name)
        if joined.claims or standing.is_not_heard(joined.desk):
            sentence = " ".join((sentence, _("This computer still waits to be approved.")))
        self.joined.emit(joined.desk, sentence)

    def _not_in(self, first: FirstExchange, error: TrainCollegaError) -> None:
        self._stop_button.show()
        if isinstance(error, InvalidInput):
            self._first = first
            self._show(WHO)
            self._who.show_errors({error.field: str(error)})
        else:
            self._failed(error)

    # how

    def _leave(self) -> None:
        self.give_up()
        self.left.emit()

    def _show(self, step: int) -> None:
        self._steps.setCurrentIndex(step)
        self._stop_button.setVisible(step == EXCHANGE)

    def _page(self, head: QWidget, content: QWidget, *buttons: QWidget) -> QWidget:
        px = self._theme.px
        page = QWidget()
        middle = QHBoxLayout(page)
        middle.setContentsMargins(px(look.XXL), px(look.XXL), px(look.XXL), px(look.XL))
        middle.addStretch(1)
        inside = QWidget()
        inside.setMaximumWidth(px(560))
        middle.addWidget(inside, 100)
        middle.addStretch(1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(look.L))
        column.addWidget(head)
        column.addWidget(content)
        row = QHBoxLayout()
        row.setSpacing(px(look.M))
        for made in buttons:
            row.addWidget(made)
        row.addStretch()
        column.addLayout(row)
        column.addStretch()
        return scrolling(page, _("Join colleagues"))


def _not_reached() -> str:
    """Return what it is to somebody who joins that a place is out of reach: they have no work here yet to go on with."""
    far = _("What your colleagues share cannot be reached from here.")
    what_now = _("Check your network, or choose the place below.")
    return f"{far} {what_now}"
