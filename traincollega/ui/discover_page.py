"""*Ontdekken*: search, filters, cards and a preview; every question is asked off the window's thread."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from traincollega.errors import NotFound
from traincollega.language import _, ngettext
from traincollega.services import browsing, searching
from traincollega.services.browsing import Card
from traincollega.services.searching import Choice, Hurdle, Question
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.card_list import CardList
from traincollega.ui.catalogue_search import CatalogueSearch
from traincollega.ui.empty import EmptyState
from traincollega.ui.enrolment import carry_out
from traincollega.ui.facets_panel import FacetsPanel
from traincollega.ui.filter_row import FilterRow, SaveFilterDialog
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.import_files import import_file
from traincollega.ui.search_field import SearchField
from traincollega.ui.training_card import card_text, offer
from traincollega.ui.training_preview import TrainingPreview

WIDE = 900  # pixels of page, at 100 %, for filters and preview beside the list; a window of 1100
FACETS = 228  # pixels at 100 %, of the column of filters
BESIDE = 600  # the same, for the filters alone


class DiscoverPage(QWidget):
    """The page; `question` is what the list shows."""

    def __init__(self, frame: Frame) -> None:
        """Build the page and ask for everything."""
        super().__init__()
        self._frame = frame
        self._desk = frame.desk
        self.question = Question()
        self._pinned = ""  # a training that shows although the list may not hold it
        self._saved: dict[str, Question] = {}
        self._bare = False  # there is nothing at all to find
        self._over = False  # the preview stands in place of the list
        self._filters_open = False
        self._ids: Sequence[int] | None = None
        self._lay_out()
        self._searching = CatalogueSearch(frame, self)
        self._searching.first.connect(self._show_first)
        self._searching.all.connect(self._show_all)
        self._searching.counted.connect(self._show_counts)
        self._searching.hindered.connect(self._show_nothing)
        frame.theme.changed.connect(self._fit)
        self._fit()
        self._ask(self.question)

    # what the window and other pages call

    def reload(self) -> None:
        """Look again, after a save: the same question, the same place in the list."""
        self.cards.read_again()
        self._show_saved()
        card = self.preview.card
        if card is not None:
            self.preview.show_card(browsing.card_of(self._desk, card.training.id))
        self._searching.ask(self.question, again=self._ids is not None)

    def show_item(self, *, training: str = "", search: bool = False) -> None:
        """Select a training, also one outside the filters; or, with `search`, go to the search field."""
        if search:
            self._focus_search()
        if not training:
            return
        try:
            card = browsing.card_of(self._desk, training)
        except NotFound as error:
            self._frame.messages.error(error)
            return
        self._pinned = training
        listed = self.cards.choose(card.seq)
        if not listed:
            self.cards.selectionModel().clear()
        self.preview.show_card(card)
        self._open_over(not self._wide)
        if listed and not self._over:
            self.cards.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.preview.take_focus_on_top()  # the list is hidden, or would choose another card

    def left_as(self) -> dict[str, Any]:
        """Return what is searched for and which training shows, for the page of another window."""
        card = self.preview.card if self._wide or self._over else None
        question = replace(self.question, text=self.search.text().strip())
        return {"question": question, "training": card.training.id if card else ""}

    def go_on(self, question: Question, training: str) -> None:
        """Search for what was searched for, and show the training that showed."""
        self._ask(question)
        if training:
            self.show_item(training=training)

    def _search(self, text: str) -> None:
        if text != self.question.text:
            self._ask(replace(self.question, text=text))

    # asking

    def _ask(self, question: Question) -> None:
        """Show what fits this question; the fields follow it."""
        self.question, self._pinned = question, ""
        if self.search.text().strip() != question.text:
            self.search.setText(question.text)
        self.search.ask()  # so that it knows what was asked; the same question is not asked twice
        self.sort.setCurrentIndex(searching.SORTS.index(question.sort))
        chosen = searching.choices(question)
        self.facets.show_chosen(chosen)
        self.filters.show_question([(one, self._name(one)) for one in chosen], searched=bool(question.text))
        self._searching.ask(question)

    def _show_first(self, ids: Sequence[int]) -> None:
        """Show the first page of another question, from its top."""
        self._ids = ids
        self.cards.rows.set_ids(ids)
        self.cards.scrollToTop()
        if ids:
            self._middle.setCurrentWidget(self.cards)
        if self._pinned:
            self.show_item(training=self._pinned)
        elif ids and self._wide:
            self.cards.choose(ids[0])
        else:
            self.preview.say_nothing()
        self._fit()

    def _show_all(self, ids: Sequence[int]) -> None:
        self._bare = self._bare and not ids
        if ids != self._ids:
            self._ids = ids
            self.cards.set_ids(ids, choose_first=self._wide and not self._pinned)
            if ids:
                self._middle.setCurrentWidget(self.cards)
            if self._pinned:
                self.show_item(training=self._pinned)
            self._fit()
        self.filters.show_number(len(ids))

    def _show_counts(self, counts: dict[str, list[tuple[str, int]]]) -> None:
        self.facets.show_counts(counts, searching.choices(self.question))
        self._fit()

    def _show_nothing(self, hindered: tuple[list[Hurdle], bool]) -> None:
        hurdles, anything = hindered
        self._bare = not anything
        self._fit()
        if not anything:
            frame = self._frame
            self._show_empty(
                "board",
                _("There are no trainings yet"),
                _("Tell colleagues what you know a bit more about. Or read in the trainings of others."),
                [(_("Offer a training"), lambda: frame.go("editor")), (_("Read in"), lambda: import_file(frame))],
            )
            return
        actions = [(self._without(one), lambda one=one: self._take(one.choice, False)) for one in hurdles[:2]]
        if hurdles:
            first = hurdles[0]
            sentence = ngettext(
                "Without “{name}” there is {n} training.", "Without “{name}” there are {n} trainings.", first.count
            ).format(name=self._name(first.choice), n=first.count)
        elif self.question.narrowed:
            sentence = _("No single filter is the cause. Clear them, or take off one at a time.")
        else:
            sentence = _("No training speaks of “{text}”. Try another word.").format(text=self.question.text)
        self._show_empty("search", _("Nothing found"), sentence, [*actions, (_("Clear filters"), self._clear)])

    def _without(self, hurdle: Hurdle) -> str:
        return _("Without {name}").format(name=self._name(hurdle.choice))

    def _show_empty(self, picture: str, title: str, sentence: str, actions: Sequence[tuple[str, object]]) -> None:
        old = self._middle.widget(1)
        empty = EmptyState(self._frame.theme, picture, title, sentence, actions)  # type: ignore[arg-type]
        self._middle.addWidget(empty)
        self._middle.setCurrentWidget(empty)
        if old is not None:
            self._middle.removeWidget(old)
            old.deleteLater()

    def _name(self, choice: Choice) -> str:
        return searching.choice_name(self._desk, choice)

    # what a person does

    def _take(self, choice: Choice, on: bool) -> None:
        self._ask(searching.with_choice(replace(self.question, text=self.search.text().strip()), choice, on))

    def _clear(self) -> None:
        self._ask(searching.without_choices(self.question))
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sort(self, place: int) -> None:
        self._ask(replace(self.question, text=self.search.text().strip(), sort=searching.SORTS[place]))

    def _topic(self, name: str) -> None:
        self._open_over(False)
        self._take(Choice("topics", name), True)

    def _act(self, card: Card) -> None:
        carry_out(self._frame, offer(self._desk, card), card.training.id, self)

    def _save_filter(self) -> None:
        self.search.ask()
        dialog = SaveFilterDialog(self._frame, self.question, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._show_saved)
        dialog.open()

    def _show_saved(self) -> None:
        self._saved = searching.saved_filters(self._desk)
        self.facets.show_saved(list(self._saved))

    def _remove_saved(self, name: str) -> None:
        kept, desk = self._saved[name], self._desk
        done = searching.remove_filter(desk, name)
        self._show_saved()
        self._frame.messages.say(
            done.sentence, undo=lambda: self._frame.do(lambda: searching.save_filter(desk, name, kept), undoable=False)
        )

    def _chosen(self, card: Card | None) -> None:
        if card is None:
            if not self._pinned:
                self.preview.say_nothing()
            return
        if card.training.id != self._pinned:
            self._pinned = ""
        if self._wide or self._over:
            self.preview.show_card(card)

    def _opened(self, card: Card) -> None:
        self.preview.show_card(card)
        if not self._wide:
            self._open_over(True)
        self.preview.take_focus()

    def _leave_preview(self) -> None:
        self._pinned = ""
        self._open_over(False)
        self.cards.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_search(self) -> None:
        self._open_over(False)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, ctrl = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_F and ctrl:
            self._focus_search()
        elif key == Qt.Key.Key_Down and self.search.hasFocus():
            self.search.ask()
            self._enter_list()
        else:
            super().keyPressEvent(event)

    def _enter_list(self) -> None:
        if self._middle.currentWidget() is not self.cards:
            return
        self.cards.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.cards.currentIndex().isValid() and self._ids:
            self.cards.choose(self._ids[0])

    # how it lies

    @property
    def _wide(self) -> bool:
        return self.width() >= self._frame.theme.px(WIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Put filters, list and preview side by side where there is room, else one in place of another."""
        px = self._frame.theme.px
        wide = self._wide
        over = self._over and not wide
        if wide:
            self._over = self._filters_open = False
        instead = self._filters_open and self.width() < px(BESIDE)
        for part in (self._top, self.filters):
            part.setVisible(not (over or self._bare))
        self._offering.setVisible(not self._bare)  # where there is nothing at all, the middle has this button
        self._filters_button.setVisible(not wide)
        nothing = self.facets.bare and self._ids is not None and not self._ids
        self.facets.setVisible(not (self._bare or nothing) and (wide or (self._filters_open and not over)))
        self.facets.setMinimumWidth(px(FACETS))
        self.facets.setMaximumWidth(16777215 if instead else px(FACETS))
        self._middle.setVisible(not over and not instead)
        self.preview.setVisible(over or (wide and (self._ids is None or bool(self._ids) or bool(self._pinned))))
        self.preview.set_back(over)
        if wide and self.preview.card is None:
            card = self.cards.current()
            if card is not None:
                self.preview.show_card(card)
            elif self._ids:
                self.cards.choose(self._ids[0])

    def _open_over(self, on: bool) -> None:
        self._over = on
        self._fit()

    def _open_filters(self, on: bool) -> None:
        self._filters_open = on
        self._fit()

    def _lay_out(self) -> None:
        frame, px = self._frame, self._frame.theme.px
        self.search = SearchField(frame.theme, _("Search by topic, title or trainer"))
        self.search.asked.connect(self._search)
        self._filters_button = button(_("Filters"), None, icon="filter")
        self._filters_button.setCheckable(True)
        self._filters_button.toggled.connect(self._open_filters)
        self.sort = QComboBox()
        self.sort.setAccessibleName(_("Order"))
        self.sort.addItems([_("Next up"), _("Newest"), _("Best rated"), _("Title")])
        self.sort.activated.connect(self._sort)
        self._top = QWidget()
        row = QHBoxLayout(self._top)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(look.M))
        row.addWidget(self.search, 1)
        row.addWidget(self._filters_button)
        row.addWidget(self.sort)
        self.filters = FilterRow(frame.theme)
        self.filters.come_after(self.sort)
        self.filters.removed.connect(lambda choice: self._take(choice, False))
        self.filters.cleared.connect(self._clear)
        self.filters.saving.connect(self._save_filter)
        self.facets = FacetsPanel(frame.theme, self._name)
        self.facets.come_after(self.filters.last)
        self.facets.toggled.connect(self._take)
        self.facets.saved_chosen.connect(lambda name: self._ask(self._saved[name]))
        self.facets.saved_removed.connect(self._remove_saved)
        self._show_saved()
        self.cards = CardList(
            frame.theme, lambda seqs: browsing.cards(self._desk, seqs), lambda card: card_text(self._desk, card), _("Trainings")
        )
        self.cards.chosen.connect(self._chosen)
        self.cards.opened.connect(self._opened)
        self.cards.acted.connect(self._act)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.cards)
        self.preview = TrainingPreview(frame)
        self.preview.topic.connect(self._topic)
        self.preview.left.connect(self._leave_preview)
        self.preview.setMaximumWidth(px(680))
        body = QHBoxLayout()
        body.setSpacing(px(look.L))
        body.addWidget(self.facets)
        body.addWidget(self._middle, 1)
        body.addWidget(self.preview, 1)
        body.addStretch()  # alone it stays at the left, under the title of the page
        column = QVBoxLayout(self)
        column.setContentsMargins(px(look.XL), px(look.L), px(look.XL), px(look.L))
        column.setSpacing(px(look.M))
        self._offering = button(_("Offer a training"), lambda: frame.go("editor"), kind="primary", icon="upload")
        column.addWidget(PageHeader(frame.theme, _("Discover"), buttons=[self._offering]))
        column.addWidget(self._top)
        column.addWidget(self.filters)
        column.addLayout(body, 1)
