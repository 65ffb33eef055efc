"""Mijn leren: what I signed up for, what I took part in and can prove, and which trainings I wait for."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from traincollega.language import _, day_and_time, day_short, duration, ngettext
from traincollega.models.attendance import Mark
from traincollega.services import publishing
from traincollega.services.attending import marks_about_me, was_i_there
from traincollega.services.browsing import Card, Occasion, my_coming, my_past, my_waits
from traincollega.services.claiming import my_proofs
from traincollega.services.enrolling import standing
from traincollega.services.participating import had_seat
from traincollega.services.scheduling import as_entries
from traincollega.ui import theme as look
from traincollega.ui.attendance_part import mark_pill
from traincollega.ui.button import button
from traincollega.ui.calendar_saving import save_mine
from traincollega.ui.coming_card import ComingCard
from traincollega.ui.empty import EmptyState
from traincollega.ui.evaluation_dialog import open_evaluation
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.keeping_focus import keeping_focus
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.proofs_tab import ProofsTab
from traincollega.ui.row_table import Column, RowTable
from traincollega.ui.saying_part import SayingPart
from traincollega.ui.section import Section
from traincollega.ui.session_state import state_pill
from traincollega.ui.text import label
from traincollega.ui.training_card import waiting_line

TABS = ("coming", "been", "proofs", "waiting")


class LearningPage(QWidget):
    """Four tabs: *Komend*, *Geweest*, *Bewijzen*, *Ik wacht op een datum*."""

    def __init__(self, frame: Frame) -> None:
        """Make the page and read it."""
        super().__init__()
        self._frame = frame
        self._marks: dict[str, Mark] = {}
        px, theme = frame.theme.px, frame.theme
        column = page_column(self, theme)
        save = button(_("Put my agenda in a calendar"), lambda: save_mine(frame, self), icon="calendar")
        column.addWidget(PageHeader(theme, _("My learning"), buttons=(save,)))
        discover = [(_("Look in Discover"), lambda: frame.go("discover"))]
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(px(10))
        self.coming = self._tab(
            self._listed(self._cards, _("Coming")),
            EmptyState(theme, "graduation", _("You have not signed up for anything"),
                       _("Choose a training and press “Sign up”. Then it stands here."), discover),
        )  # fmt: skip
        whole = QWidget()
        past = QVBoxLayout(whole)
        past.setContentsMargins(0, px(look.L), 0, 0)
        past.setSpacing(px(look.M))
        self.total = label("", wrap=True)
        self.saying = SayingPart(frame, lambda: self.table.current())
        self.table = RowTable(theme, self._columns(), _("What you took part in"), lambda one: one.session.id)
        self.table.opened.connect(lambda one: frame.go("discover", training=one.training.id))
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self.saying.show_chosen())
        past.addWidget(self.total)
        past.addWidget(self.table, 1)
        past.addWidget(self.saying)
        words = (_("You have not taken part in anything yet"), _("What you take part in stands here afterwards."))
        self.past = self._tab(whole, EmptyState(theme, "history", *words, discover))
        self.proofs = ProofsTab(frame)
        words = (_("You have no proof of participation yet"), _("A trainer makes it after the session. Then it stands here."))
        self.proven = self._tab(self.proofs, EmptyState(theme, "graduation", *words, discover))
        self._waits = Section(theme)
        waits = QVBoxLayout()
        waits.addWidget(self._waits)
        self.waits = self._tab(
            self._listed(waits, _("Waiting for a date")),
            EmptyState(theme, "bell", _("You are not waiting for a date"),
                       _("A training without a date has the button “Let me know”."), discover),
        )  # fmt: skip
        column.addWidget(self.tabs, 1)
        self.reload()

    def reload(self) -> None:
        """Read everything again; what had the focus keeps it where it can."""
        with keeping_focus(self.tabs, self.tabs.tabBar()):
            self._read()

    def left_as(self) -> dict[str, int]:
        """Return the tab, for the page of another window."""
        return {"tab": self.tabs.currentIndex()}

    def go_on(self, tab: int) -> None:
        """Show the tab that showed."""
        self.tabs.setCurrentIndex(tab)

    def _read(self) -> None:
        desk = self._frame.desk
        mine = [one for one in my_coming(desk) if one.placed.of(desk.me)]
        past, proofs, waits = my_past(desk), my_proofs(desk), my_waits(desk)
        self._marks, came = marks_about_me(desk), was_i_there(desk)
        self._fill(self._cards, [ComingCard(self._frame, entry) for entry in as_entries(desk, mine)])
        self.saying.read(past, self._marks)
        self.table.set_groups([("", past)])
        self.saying.show_chosen()
        there = [one for one in past if had_seat(desk, one) and came.get(one.session.id, True)]
        self.total.setText(self._total(there))
        self.proofs.fill(proofs)
        self._waits.clear()
        for card in waits:
            self._waits.add(self._waiting(card))
        for place, (stack, words, count) in enumerate(
            ((self.coming, _("Coming"), len(mine)), (self.past, _("Past"), len(past)),
             (self.proven, _("Proofs"), len(proofs)),
             (self.waits, _("Waiting for a date"), len(waits)))
        ):  # fmt: skip
            stack.setCurrentIndex(0 if count else 1)
            self.tabs.setTabText(place, _("{name} ({n})").format(name=words, n=count) if count else words)

    def show_item(self, session: str = "", tab: str = "", evaluation: str = "") -> None:
        """Show a tab of TABS, or the one that a session stands in, or on top of that its evaluation."""
        session = session or evaluation
        if session:
            coming = any(card.session == session for card in self.findChildren(ComingCard))
            tab = "coming" if coming else "been"
            self.table.choose(session)
        self.tabs.setCurrentIndex(TABS.index(tab))
        if evaluation:
            open_evaluation(self._frame, evaluation)

    def way_back(self) -> dict[str, str]:
        """Return what to show when somebody comes back: the tab, without the evaluation that was open on it."""
        return {"tab": TABS[self.tabs.currentIndex()]}

    def _tab(self, full: QWidget, empty: QWidget) -> QStackedWidget:
        stack = QStackedWidget()
        stack.addWidget(full)
        stack.addWidget(empty)
        self.tabs.addTab(stack, "")
        return stack

    def _listed(self, rows: QVBoxLayout, name: str) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, self._frame.theme.px(look.L), self._frame.theme.px(look.S), 0)
        column.addLayout(rows)
        column.addStretch()
        return scrolling(content, name)

    def _fill(self, rows: QVBoxLayout, cards: list[ComingCard]) -> None:
        while (item := rows.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        for card in cards:
            rows.addWidget(card)

    def _columns(self) -> list[Column]:
        desk = self._frame.desk

        def day(one: Occasion) -> str:
            return day_short(one.session.starts.astimezone(desk.zone).date(), desk.today())

        def pill(one: Occasion) -> tuple[str, str, str]:
            if (mark := self._marks.get(one.session.id)) is not None:
                return mark_pill(mark)
            return state_pill(desk, one, standing(desk, one.session, one.placed))

        return [
            Column(_("Training"), lambda one: str(one.training.title), 5, main=True),
            Column(_("Date"), day, 3, whole=True),
            Column(_("Trainer"), lambda one: str(one.trainer), 3, spare=True),
            Column(_("Duration"), lambda one: duration(_minutes(one)), 2, whole=True, spare=True),
            Column(_("Attendance"), lambda one: pill(one)[2], 3, pill, whole=True),
            Column(_("Evaluation"), self.saying.state, 2, whole=True),
        ]

    def _total(self, taken: list[Occasion]) -> str:
        if not taken:
            return _("You have not had a seat in a session yet.")
        words = ngettext("You had a seat in {n} session: {time}.", "You had a seat in {n} sessions: {time} together.", len(taken))
        return words.format(n=len(taken), time=duration(sum(_minutes(one) for one in taken)))

    def _waiting(self, card: Card) -> QHBoxLayout:
        desk, px = self._frame.desk, self._frame.theme.px
        title, identity = card.training.title, card.training.id
        row = QHBoxLayout()
        row.setSpacing(px(look.M))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(title, wrap=True))
        if card.coming:
            when = day_and_time(card.coming[0].session.starts, desk.zone, desk.today())
            told = _("There is a date: {when}.").format(when=when)
        else:
            told = " · ".join((card.trainer, duration(card.training.minutes), waiting_line(card)))
        words.addWidget(label(told, "small", wrap=True))
        row.addLayout(words, 1)
        see = button(_("See the date") if card.coming else _("See"), lambda: self._frame.go("discover", training=identity))
        stop = button(_("Stop waiting"), lambda: self._frame.do(lambda: publishing.stop_waiting(desk, identity)))
        for made in (see, stop):
            made.setAccessibleDescription(title)
            row.addWidget(made)
        return row


def _minutes(one: Occasion) -> int:
    return int((one.session.ends - one.session.starts).total_seconds() // 60)
