"""One training that I give: its sessions with how many come, who waits for a date, and what I can do."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from traincollega.language import _, duration, ngettext
from traincollega.models.training import Training
from traincollega.services import publishing
from traincollega.services.browsing import Occasion
from traincollega.services.enrolling import how_many_wait
from traincollega.services.giving import Given
from traincollega.services.naming import text_name
from traincollega.services.participating import taken_line
from traincollega.services.summing_up import brought_line
from traincollega.ui import theme as look
from traincollega.ui.archiving import archive
from traincollega.ui.button import button
from traincollega.ui.choice_dialog import open_choice
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.pill import Pill
from traincollega.ui.session_dialog import open_session_dialog
from traincollega.ui.session_row import session_time, where
from traincollega.ui.suggestion_dialog import open_suggestion
from traincollega.ui.text import label


class GivenCard(QFrame):
    """Shows a training in *Mijn trainingen*; `unfold` is asked to show its past sessions too."""

    def __init__(self, frame: Frame, given: Given, *, unfolded: bool, unfold: Callable[[], object]) -> None:
        """Make the card; its past sessions show where it is unfolded."""
        super().__init__()
        self.setProperty("box", "card")
        self._frame, self.training = frame, given.training
        training, px = given.training, frame.theme.px
        self.setAccessibleName(training.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(look.L), px(look.M), px(look.L), px(look.M))
        column.setSpacing(px(look.XS))
        column.addWidget(label(training.title, "h3", wrap=True))
        column.addWidget(label(_facts(given), "muted", wrap=True))
        if given.gist is not None and given.gist.colleagues:
            column.addWidget(label(brought_line(given.gist), "muted", wrap=True))
        if training.hidden:
            words = _("A coordinator hid this training: {reason}").format(reason=training.hidden)
            column.addWidget(Pill(frame.theme, "warning", "eye", _("hidden")))
            column.addWidget(label(words, "small", wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        for choice in given.choices:
            words = _("{field}: written by two at the same time").format(field=text_name(choice.field))
            choose = partial(open_choice, frame, training.id, choice.field)
            self._add_row(_("Choose between two versions"), words, _("Choose"), choose)
        for one in given.suggestions:
            words = _("{who} suggests other words").format(who=one.who or _("A colleague"))
            self._add_row(words, text_name(one.suggestion.field), _("Look"), partial(open_suggestion, frame, one.suggestion.id))
        for occasion in given.coming:
            self._add_session(occasion)
        if unfolded:
            for occasion in given.past:
                self._add_session(occasion)
        doing = QWidget()
        flow = FlowLayout(doing, gap=px(look.M))
        for words, pressed in self._verbs(training):
            made = button(words, pressed)
            made.setAccessibleDescription(training.title)
            flow.addWidget(made)
        if given.past and not unfolded:
            count = len(given.past)
            words = ngettext("{n} earlier session", "{n} earlier sessions", count).format(n=count)
            more = button(words, unfold, kind="link")
            more.setAccessibleDescription(training.title)
            flow.addWidget(more)
        column.addSpacing(px(look.XS))
        column.addWidget(doing)

    def _verbs(self, training: Training) -> list[tuple[str, Callable[[], object]]]:
        frame, desk = self._frame, self._frame.desk
        if training.status == "archived":
            return [(_("Publish again"), lambda: frame.do(lambda: publishing.unarchive(desk, training.id)))]
        return [
            (_("Edit"), lambda: frame.go("editor", training=training.id)),
            (_("Plan a session"), lambda: open_session_dialog(frame, training_id=training.id)),
            (_("Archive"), lambda: archive(frame, training)),
        ]

    def _add_session(self, occasion: Occasion) -> None:
        session = occasion.session
        pressed = partial(self._frame.go, "session", session=session.id)
        self._add_row(session_time(self._frame.desk, session), _state(occasion), _("Participants"), pressed)

    def _add_row(self, text: str, sub_text: str, action: str, pressed: Callable[[], object]) -> None:
        """Add a row: a line, a smaller one beneath it, and a button that is named with the training and the line."""
        px = self._frame.theme.px
        row = QFrame()
        row.setProperty("box", "row")
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, px(look.S), 0, px(look.S))
        inside.setSpacing(px(look.M))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(text, wrap=True))
        words.addWidget(label(sub_text, "small", wrap=True))
        inside.addLayout(words, 1)
        see = button(action, pressed)
        see.setAccessibleDescription(f"{self.training.title}, {text}")
        inside.addWidget(see)
        self._rows.addWidget(row)


def _facts(given: Given) -> str:
    parts = [duration(given.training.minutes)] if given.training.minutes else []
    if not given.coming and given.training.status == "published":
        parts.append(_("no date planned"))
    if given.waiting:
        parts.append(ngettext("{n} waits for a date", "{n} wait for a date", given.waiting).format(n=given.waiting))
    return " · ".join(parts)


def _state(occasion: Occasion) -> str:
    session, placed = occasion.session, occasion.placed
    if session.status == "cancelled":
        return _("cancelled: {reason}").format(reason=session.reason) if session.reason else _("cancelled")
    parts = [where(session), taken_line(session, placed)]
    if placed.waiting:
        draws = session.order == "draw" and not placed.taken
        parts.append(how_many_wait(placed.waiting, draws=draws))
    return " · ".join(parts)
