"""Mijn trainingen: what I give, what I am still writing, and what I put away."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from traincollega.language import _, day_and_time, ngettext
from traincollega.models.training import Training
from traincollega.services import drafting, publishing
from traincollega.services.browsing import my_trainings
from traincollega.services.giving import as_given
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.choice_dialog import open_choice
from traincollega.ui.empty import EmptyState
from traincollega.ui.frame import Frame
from traincollega.ui.given_card import GivenCard
from traincollega.ui.headings import PageHeader
from traincollega.ui.keeping_focus import keeping_focus
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.search_field import SearchField
from traincollega.ui.section import Section
from traincollega.ui.suggestion_dialog import open_suggestion
from traincollega.ui.text import label

SHOWN = 20
"""How many cards a tab shows before *Toon meer*."""
TABS = ("published", "drafts", "archived")


class TeachingPage(QWidget):
    """Three tabs: *Gepubliceerd*, *Concepten*, *Gearchiveerd*."""

    def __init__(self, frame: Frame) -> None:
        """Make the page and read it."""
        super().__init__()
        self._frame = frame
        self._unfolded: set[str] = set()
        self._shown = dict.fromkeys(TABS, SHOWN)
        theme, px = frame.theme, frame.theme.px
        column = page_column(self, theme)
        offer = button(_("Offer a training"), self._offer, kind="primary", icon="upload")
        column.addWidget(PageHeader(theme, _("My trainings"), buttons=(offer,)))
        self.search = SearchField(theme, _("Search in my trainings"))
        self.search.asked.connect(lambda words: self.reload())
        column.addWidget(self.search)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._columns: dict[str, QVBoxLayout] = {}
        self._stacks: dict[str, QStackedWidget] = {}
        begin = [(_("Offer a training"), self._offer)]
        empty = {
            "published": EmptyState(theme, "board", _("You do not give a training yet"),
                                    _("Everybody knows a bit more about something. Three fields are enough to begin."), begin),
            "drafts": EmptyState(theme, "pencil", _("You have no drafts"), _("What you write is kept here until you publish it.")),
            "archived": EmptyState(theme, "archive", _("Nothing is archived"), _("What you archive can be published again.")),
        }  # fmt: skip
        show = [(_("Show what is archived"), lambda: self.show_item(tab="archived"))]
        self._put_away = EmptyState(theme, "archive", _("You give no training now"), " ", show)
        for name in TABS:
            rows = QVBoxLayout()
            rows.setSpacing(px(10))
            content = QWidget()
            whole = QVBoxLayout(content)
            whole.setContentsMargins(0, px(look.L), px(look.S), 0)
            whole.addLayout(rows)
            whole.addStretch()
            stack = QStackedWidget()
            stack.addWidget(scrolling(content, self._tab_name(name)))
            stack.addWidget(empty[name])
            if name == "published":
                stack.addWidget(self._put_away)
            self.tabs.addTab(stack, self._tab_name(name))
            self._columns[name], self._stacks[name] = rows, stack
        column.addWidget(self.tabs, 1)
        self.reload()

    def reload(self) -> None:
        """Read everything again; what had the focus keeps it where it can."""
        with keeping_focus(self.tabs, self.tabs.tabBar()):
            self._read()

    def _read(self) -> None:
        desk = self._frame.desk
        mine = my_trainings(desk)
        words = self.search.text().casefold().split()
        self.search.setVisible(len(mine) > SHOWN)
        found = [one for one in mine if all(word in one.title.casefold() for word in words)]
        published = [one for one in found if one.status == "published"]
        archived = [one for one in found if one.status != "published"]
        drafts = drafting.my_drafts(desk)
        for name, trainings in (("published", published), ("archived", archived)):
            self._clear(name)
            self._add_cards(name, trainings)
        self._clear("drafts")
        self._add_drafts()
        away = len(archived)
        told = ngettext(
            "{n} training of yours is archived. You can publish it again.",
            "{n} trainings of yours are archived. You can publish them again.",
            away,
        )
        self._put_away.say(_("You give no training now"), told.format(n=away))
        for name, count in (("published", len(published)), ("drafts", len(drafts)), ("archived", len(archived))):
            nothing = self._stacks[name].count() - 1 if away else 1  # where all is put away, that is told instead
            self._stacks[name].setCurrentIndex(0 if count or words else nothing)
            title = self._tab_name(name)
            self.tabs.setTabText(TABS.index(name), _("{name} ({n})").format(name=title, n=count) if count else title)

    def show_item(self, tab: str = "", training: str = "", suggestion: str = "", choice: str = "", field: str = "") -> None:
        """Show the tab "published", "drafts" or "archived", the card of a training, or on top of it what waits for my answer.

        That is a suggestion, or the `choice` between two versions of a `field` of a training.
        """
        if tab:
            self.tabs.setCurrentIndex(TABS.index(tab))
        if training or choice:
            self._show_training(training or choice)
        if suggestion:
            open_suggestion(self._frame, suggestion)
        if choice:
            open_choice(self._frame, choice, field)

    def way_back(self) -> dict[str, Any]:
        """Return what to show when somebody comes back: the tab, without the question that was open on it."""
        return {"tab": TABS[self.tabs.currentIndex()]}

    def _show_training(self, training: str) -> None:
        known = next((one for one in my_trainings(self._frame.desk) if one.id == training), None)
        if known is None:
            return
        self.tabs.setCurrentIndex(0 if known.status == "published" else 2)
        if len(my_trainings(self._frame.desk)) > SHOWN:
            self.search.setText(known.title)
            self.search.ask()

    def left_as(self) -> dict[str, Any]:
        """Return the tab, the words and what was unfolded, for the page of another window."""
        return {"tab": self.tabs.currentIndex(), "words": self.search.text(), "unfolded": self._unfolded, "shown": self._shown}

    def go_on(self, tab: int, words: str, unfolded: set[str], shown: dict[str, int]) -> None:
        """Stand as another window's page was left."""
        self._unfolded, self._shown = unfolded, shown
        self.search.setText(words)
        self.tabs.setCurrentIndex(tab)
        self.reload()

    def _tab_name(self, name: str) -> str:
        return {"published": _("Published"), "drafts": _("Drafts"), "archived": _("Archived")}[name]

    def _offer(self) -> None:
        self._frame.go("editor", new=True)

    def _clear(self, name: str) -> None:
        rows = self._columns[name]
        while (item := rows.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()

    def _add_cards(self, name: str, trainings: Sequence[Training]) -> None:
        rows, shown = self._columns[name], trainings[: self._shown[name]]
        for given in as_given(self._frame.desk, shown):
            identity = given.training.id
            card = GivenCard(self._frame, given, unfolded=identity in self._unfolded, unfold=partial(self._unfold, identity))
            rows.addWidget(card)
        rest = len(trainings) - len(shown)
        if rest:
            words = ngettext("Show {n} more", "Show {n} more", min(rest, SHOWN)).format(n=min(rest, SHOWN))
            rows.addWidget(button(words, partial(self._show_more, name)))
        if not trainings:
            rows.addWidget(label(_("No training of yours has these words in its title."), "muted", wrap=True))

    def _add_drafts(self) -> None:
        desk, section = self._frame.desk, Section(self._frame.theme)
        for draft in drafting.my_drafts(desk):
            title = publishing.words_of_draft(draft).title.strip() or _("No title yet")
            when = _("saved {when}").format(when=day_and_time(draft.saved, desk.zone, desk.today()))
            told = " · ".join((when, _("of a published training"))) if draft.training else when
            row = QHBoxLayout()
            row.setSpacing(self._frame.theme.px(look.M))
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(label(title, wrap=True))
            words.addWidget(label(told, "small", wrap=True))
            row.addLayout(words, 1)
            for text, pressed in (
                (_("Write on"), partial(self._frame.go, "editor", draft=draft.id)),
                (_("Throw away"), partial(self._throw_away, draft.id)),
            ):
                made = button(text, pressed)
                made.setAccessibleDescription(title)
                row.addWidget(made)
            section.add(row)
        self._columns["drafts"].addWidget(section)

    def _throw_away(self, draft: str) -> None:
        self._frame.do(lambda: drafting.throw_draft_away(self._frame.desk, draft), undoable=False)

    def _unfold(self, training: str) -> None:
        self._unfolded.add(training)
        self.reload()

    def _show_more(self, name: str) -> None:
        self._shown[name] += SHOWN
        self.reload()
