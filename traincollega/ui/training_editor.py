"""Offering a training, and changing one: the form, its draft, its preview, and what can be done with the training."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from traincollega.errors import NotFound, TrainCollegaError
from traincollega.language import _
from traincollega.models.training import Training
from traincollega.services import drafting, publishing
from traincollega.services.browsing import known_topics
from traincollega.services.planning import Plan
from traincollega.services.publishing import Words, check_words, one_line, words_from, words_of, words_of_draft
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.check_panel import CheckPanel
from traincollega.ui.draft_keeper import INTERVAL, DraftKeeper
from traincollega.ui.draft_offers import DraftOffers
from traincollega.ui.empty import LOW, EmptyState
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.headings import PageHeader
from traincollega.ui.page import page_column, scrolling
from traincollega.ui.poster_dialog import open_poster_dialog
from traincollega.ui.safe_browser import SafeBrowser
from traincollega.ui.text import label
from traincollega.ui.training_actions import TrainingActions
from traincollega.ui.training_form import USUAL_MINUTES, TrainingForm
from traincollega.ui.training_versions import open_draft_versions, open_published_versions, told_time
from traincollega.ui.words_preview import words_html

BESIDE_FROM = 960  # pixels at 100 %: as wide as the preview needs to stand beside the form
FORM_MOST = 680


def training_editor(frame: Frame) -> "TrainingEditor":
    """Return the page."""
    return TrainingEditor(frame)


class TrainingEditor(QWidget):
    """The page "editor": `show_item(training=id)`, `show_item(draft=id)` or `show_item(new=True)`."""

    def __init__(self, frame: Frame, *, interval: int = INTERVAL) -> None:
        """Make the page for a new training; `interval` is how long a change may wait for the disk, in milliseconds."""
        super().__init__()
        self._frame = frame
        self._training: Training | None = None
        self._at_open = Words(minutes=USUAL_MINUTES)
        self._begun: Words | None = None
        """What was published when somebody began to change it, as the form holds it."""
        self._left: dict[str, str] = {}
        self._told_late = False
        """Whether a draft was kept of which the other pages do not know yet."""
        self.form = TrainingForm(frame.theme, frame.desk)
        self.keeper = DraftKeeper(frame, lambda: (self.form.read(), self._extra()), interval=interval, parent=self)
        self.offers = DraftOffers(frame.theme, self.take_up, self.throw_away)
        self.check = CheckPanel(frame.theme, self.go_to)
        self.preview = SafeBrowser(frame.theme, _("Preview"))
        self.actions_row = TrainingActions(frame, self.look_at_versions)
        self._lay_out()
        self.form.changed.connect(self._changed)
        self.keeper.kept.connect(self._say_kept)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.publish, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._open("")

    # what is shown

    def show_item(self, *, training: str = "", draft: str = "", new: bool = False) -> None:
        """Show a training to change, a draft to go on with, or an empty form; text that was here is kept as a draft."""
        if draft:
            if draft != self.keeper.draft:
                self._leave()
                self._resume(draft)
            return
        if new or training != self._training_id:
            self._leave()
            if new:
                self._left.pop("", None)
            self._open(training)

    def reload(self) -> None:
        """Look again at what others may have changed; what is being written stays as it is."""
        if self._training is not None:
            untouched = self.form.read() == self._at_open
            try:
                self._training = self._frame.desk.store.get(Training, self._training.id)
            except NotFound:
                if not self.keeper.draft:
                    self._open("")
                return
            if untouched and not self.keeper.draft and words_of(self._training) != self._at_open:
                self._fill(words_of(self._training))
                self._begun = self._at_open
                self.keeper.start(self._training.id)
            self.actions_row.show_training(self._training)
        self.form.more.topics.offer(known_topics(self._frame.desk))
        self._offer()

    def way_back(self) -> dict[str, Any]:
        """Return what to show when somebody comes back: the draft they were writing, not another empty form."""
        self._leave()
        if self.keeper.draft:
            return {"draft": self.keeper.draft}
        return {"training": self._training_id} if self._training else {}

    def left_as(self) -> dict[str, Any]:
        """Return what is being written, for the page of another window; it is kept as drafts."""
        self._leave()
        return {"training": self._training_id, "draft": self.keeper.draft, "left": self._left}

    def go_on(self, training: str, draft: str, left: dict[str, str]) -> None:
        """Stand as another window's page was left."""
        self._left = left
        if draft:
            self._resume(draft)
        elif training:
            self._open(training)

    def take_up(self, draft: str) -> None:
        """Go on with a draft that was left."""
        self._leave()
        self._resume(draft)

    def throw_away(self, draft: str) -> None:
        """Throw a draft away; undo brings it back."""
        desk = self._frame.desk
        kept = drafting.get_draft(desk, draft)
        if kept is None:
            self._offer()
            return
        words, training, extra = words_of_draft(kept), kept.training, kept.fields.get("extra") or {}

        def bring_back() -> None:
            drafting.save_draft(desk, draft, words, training, **extra)
            self._frame.go("editor", draft=draft)

        done = self._frame.do(lambda: drafting.throw_draft_away(desk, draft), undoable=False)
        if done is None:
            return
        self._frame.messages.say(done.sentence, undo=bring_back)
        if draft == self.keeper.draft:
            self.keeper.start(self._training_id)  # what stands in the form now is of nobody
            self._open(self._training_id)
        else:
            self._offer()

    # what is done

    def publish(self) -> None:
        """Publish, or say what is missing beside the field and on top."""
        desk = self._frame.desk
        words, dates, errors = self._filled_in()
        if any(self.form.is_more(field) for field in errors):
            self.form.open_more(True)
        if not self.form.show_errors(errors):
            self._uncover()
            return
        training, draft, extra = self._training_id, self.keeper.draft, self._extra()
        try:
            done = publishing.publish(desk, words, training_id=training, begun=self._begun, dates=dates, draft=draft)
        except TrainCollegaError as error:
            self._frame.messages.error(error)
            return

        def take_back() -> None:
            if self._frame.do(lambda: desk.undo(done), undoable=False) is not None:
                again = drafting.begin_draft(desk, words, training)
                drafting.save_draft(desk, again, words, training, **extra)
                self._frame.go("editor", draft=again)

        self._left.pop(training, None)
        self.keeper.start(training)
        self._open("")
        self._frame.do(lambda: done, undoable=False)
        poster = (_("Make poster"), partial(open_poster_dialog, self._frame, done.subject))
        self._frame.messages.say(done.sentence, undo=take_back, actions=[poster])
        self._frame.go("discover", training=done.subject)

    def look(self) -> None:
        """Show the tips of *Controle*."""
        self.check.show_tips(check_words(self.form.read()))
        self._area.verticalScrollBar().setValue(0)

    def go_to(self, field: str) -> None:
        """Put the focus on a field, and let it be seen."""
        self.form.go_to(field)
        self._uncover()

    def look_at_drafts(self) -> None:
        """Show the earlier versions of this draft beside what is written now."""
        self.keeper.flush()
        open_draft_versions(self._frame, self.keeper.draft, self.form.read(), self._write_over, self.window())

    def look_at_versions(self) -> None:
        """Show what was published earlier beside what is published now."""
        self.reload()
        if self._training is not None:
            open_published_versions(self._frame, self._training, self.window())

    # how

    def _filled_in(self) -> tuple[Words, list[Plan], dict[str, str]]:
        """Return the words, the first date, and what is wrong with them per field."""
        errors: dict[str, str] = {}
        words = self.form.read(errors)
        dates = self.form.dates(errors)
        errors = publishing.faults(words) | errors
        if self.form.seats_are_one:
            errors.pop("seats", None)  # told once, with the date
        return words, dates, errors

    @property
    def _training_id(self) -> str:
        return self._training.id if self._training else ""

    def _uncover(self) -> None:
        """Scroll to what has the focus, with its label and what is wrong with it."""
        focus = self.form.focusWidget()
        if focus is not None:
            room = self._frame.theme.px(120)
            QTimer.singleShot(0, focus, lambda: self._area.ensureWidgetVisible(focus, 0, room))  # once it has its place

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        focus = self.window().focusWidget()
        if not event.spontaneous() and not (focus and self.isAncestorOf(focus)):
            self.form.title_line.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is written; next time the page is for a new training, unless one is named."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._leave()
            if self._told_late and self.window().isVisible():
                self._told_late = False
                self._frame.changed.happened.emit()  # other pages tell of drafts too; not at every key
            if self._training is not None:
                self._open("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_preview()

    def _leave(self) -> None:
        if not self._locked.isHidden():
            return
        self.keeper.flush()
        if self.keeper.draft:
            self._left[self._training_id] = self.keeper.draft

    def _open(self, training: str) -> None:
        """Show a training as it is, or as it was being changed in this window; "" is a new one."""
        try:
            self._training = self._frame.desk.store.get(Training, training) if training else None
        except NotFound as error:
            self._frame.messages.error(error)
            self._training = None
        left = drafting.get_draft(self._frame.desk, self._left.get(self._training_id, ""))
        if left is not None:
            self._resume(left.id)
            return
        self._fill(words_of(self._training) if self._training else Words(minutes=USUAL_MINUTES))
        self._begun = self._at_open if self._training else None
        self.keeper.start(self._training_id)
        self._dress()

    def _resume(self, draft: str) -> None:
        desk = self._frame.desk
        kept = drafting.get_draft(desk, draft)
        if kept is None:
            self._open("")
            return
        self._training = desk.store.find(Training, kept.training) if kept.training else None
        words, extra = words_of_draft(kept), kept.fields.get("extra") or {}
        self._fill(words, extra)
        self._begun = words_from(extra["begun"]) if extra.get("begun") else None
        self.keeper.start(self._training_id, draft)
        self._dress()
        self._status.setText(_("Draft kept at {time}").format(time=told_time(self._frame.desk, kept.saved)))

    def _fill(self, words: Words, extra: dict[str, Any] | None = None) -> None:
        self._at_open = words
        self.form.offer_date(self._training is None)
        self.form.fill(words, extra or {})
        self._at_open = self.form.read()

    def _extra(self) -> dict[str, Any]:
        """Return what a draft keeps besides the words: the first date, and what stood there when it was begun."""
        return self.form.extra() | ({} if self._begun is None else {"begun": asdict(self._begun)})

    def _dress(self) -> None:
        """Say what this page is now: its title, its buttons, its state."""
        training = self._training
        allowed = training is None or self._may_change(training)
        self._locked.setVisible(not allowed)
        self.form.setVisible(allowed)
        self._foot.setVisible(allowed)
        if training is None:
            self._header.say(_("Offer a training"), _("Three fields will do. You need nobody's permission."))
        else:
            self._header.say(_("Change training"), training.title)
        self.actions_row.show_training(training)
        self.send.setText(_("Publish") if training is None else _("Publish changes"))
        self.check.close_panel()
        self._status.setText("")
        self._offer()
        self.form.more.topics.offer(known_topics(self._frame.desk))
        self.form.open_more(allowed and self._tells_more())
        self._area.verticalScrollBar().setValue(0)
        self.form.title_line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tells_more(self) -> bool:
        words = self.form.read()
        return self._training is not None or words != Words(
            title=words.title, summary=words.summary, minutes=words.minutes, language=words.language
        )

    def _may_change(self, training: Training) -> bool:
        desk = self._frame.desk
        return bool(desk.is_trainer(training.id) or (training.source and desk.is_coordinator()))

    def _changed(self) -> None:
        words = self.form.read()
        if (words, self.form.extra()) != (self._at_open, {}) or self.keeper.draft:
            self.keeper.touched()
        self._versions_link.setVisible(bool(self.keeper.draft))
        self._drop_link.setVisible(bool(self.keeper.draft))
        self.preview.show_html(words_html(words))
        self._place_preview()
        self.form.take_off_errors(self._filled_in()[2])
        if self.check.isVisible():
            self.check.show_tips(check_words(words), speak=False)

    def _say_kept(self) -> None:
        self._told_late = True
        self._status.setText(_("Draft kept at {time}").format(time=told_time(self._frame.desk, self._frame.desk.now())))
        self._versions_link.show()
        self._drop_link.show()

    def _offer(self) -> None:
        drafts = [
            one for one in drafting.my_drafts(self._frame.desk)
            if one.training == self._training_id and one.id != self.keeper.draft
        ]  # fmt: skip
        self.offers.offer(
            [
                (one.id, _("You were working on “{title}” ({when}).").format(
                    title=one_line(words_of_draft(one).title) or _("Without a title"), when=told_time(self._frame.desk, one.saved)))
                for one in drafts
            ]
        )  # fmt: skip

    def _write_over(self, words: Words, extra: Mapping[str, Any]) -> None:
        before, before_extra = self.form.read(), self.form.extra()

        def fill(words: Words, extra: Mapping[str, Any]) -> None:
            self.form.fill(words, dict(extra))
            self.keeper.flush()

        fill(words, extra)
        self._frame.messages.say(_("The earlier version is back."), undo=lambda: fill(before, before_extra))

    def _lay_out(self) -> None:
        px = self._frame.theme.px
        column = page_column(self, self._frame.theme)
        self._header = PageHeader(self._frame.theme, _("Offer a training"))
        column.addWidget(self._header)
        column.setContentsMargins(px(look.XL) - px(look.XS), px(20), px(look.XL), px(look.L))
        self._header.setContentsMargins(px(look.XS), 0, 0, 0)  # in line with fields that leave room for their focus ring
        self._locked = EmptyState(
            self._frame.theme, "info", _("Only its trainers can change this text"),
            _("You can look at it under Discover."), [(_("Show training"), self._show_training)],
        )  # fmt: skip
        self._locked.setMinimumHeight(px(LOW))
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(px(4), px(4), px(look.L), px(look.L))
        self._rows.setSpacing(px(look.L))
        for widget in (self.actions_row, self._locked, self.offers, self.check, self.form):
            self._rows.addWidget(widget)
        self._area = scrolling(inside, _("Training"))
        self._sheet = QFrame()
        self._sheet.setProperty("box", "card")
        sheet = QVBoxLayout(self._sheet)
        sheet.setContentsMargins(px(look.L), px(look.M), px(look.L), px(look.M))
        sheet.addWidget(label(_("Preview"), "label"))
        sheet.addWidget(self.preview, 1)
        self._halves_widget = QWidget()
        self._halves = QHBoxLayout(self._halves_widget)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(px(look.L))
        self._halves.addWidget(self._area, 6)
        column.addWidget(self._halves_widget, 1)
        self._rows.addWidget(self._sheet)
        self._rows.addStretch(1)
        self.send = button(_("Publish"), self.publish, kind="primary", icon="upload")
        self._status = label("", "muted")
        self._versions_link = button(_("Earlier versions"), self.look_at_drafts, kind="link")
        self._drop_link = button(_("Throw draft away"), lambda: self.throw_away(self.keeper.draft), kind="link")
        self._foot = QWidget()
        self._foot.setContentsMargins(px(look.XS), 0, 0, 0)
        foot = FlowLayout(self._foot, gap=px(look.M), line_gap=px(look.XS))
        foot.addWidget(self.send)
        foot.addWidget(button(_("Check"), self.look, icon="check"))
        foot.addWidget(self._status)
        foot.addWidget(self._versions_link)
        foot.addWidget(self._drop_link)
        column.addWidget(self._foot)

    def _show_training(self) -> None:
        self._frame.go("discover", training=self._training_id)

    def _place_preview(self) -> None:
        """Beside the form where there is room, else beneath it."""
        px = self._frame.theme.px
        beside = self.width() >= px(BESIDE_FROM)
        self._sheet.setVisible(self.form.more_open)
        if beside and self._halves.indexOf(self._sheet) < 0:
            self._halves.addWidget(self._sheet, 5)
        elif not beside and self._rows.indexOf(self._sheet) < 0:
            self._rows.insertWidget(self._rows.count() - 1, self._sheet)
        self.preview.setMinimumHeight(0 if beside else px(280))
        for widget in (self.form, self.offers, self.check, self.actions_row):
            widget.setMaximumWidth(px(FORM_MOST))
