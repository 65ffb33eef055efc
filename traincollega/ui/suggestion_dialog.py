"""A suggestion as a trainer sees it: the text of now beside the other words, to take over or not."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from traincollega.errors import NotPossible, TrainCollegaError
from traincollega.language import _
from traincollega.services import suggesting
from traincollega.services.desk import Desk, Done
from traincollega.services.naming import text_name
from traincollega.services.reviewing import Suggested, suggested
from traincollega.ui.button import button
from traincollega.ui.decision_dialog import DecisionDialog
from traincollega.ui.frame import Frame
from traincollega.ui.side_by_side import Side
from traincollega.ui.training_versions import told_time


class SuggestionDialog(DecisionDialog):
    """One suggestion that waits."""

    def __init__(self, frame: Frame, one: Suggested, parent: QWidget | None) -> None:
        """Show it."""
        who = one.who or _("A colleague")
        told = _("{field} of “{title}”").format(field=text_name(one.suggestion.field), title=one.training.title)
        super().__init__(frame.theme, _("{who} suggests other words").format(who=who), told, parent, says_old=True)
        self._frame = frame
        self.decline = self.add_button(button(_("Do not take over"), lambda: self._decide(suggesting.decline)))
        self.accept_button = self.add_button(
            button(_("Take over"), lambda: self._decide(suggesting.accept), kind="primary", icon="check")
        )
        self._show(one)
        self.sides.browsers[0].setFocus()  # first read, then decide

    def _show(self, one: Suggested) -> None:
        self._one = one
        changed = _("The text has changed since this suggestion. Compare them well.") if one.overtaken else ""
        note = _("Why: {note}").format(note=one.suggestion.note) if one.suggestion.note else ""
        self.say_more("\n".join(filter(None, (note, changed))))
        when = told_time(self._frame.desk, one.at)
        who = _("{who}, {when}").format(who=one.who or _("A colleague"), when=when)
        self.sides.show_sides(
            Side(_("Now"), _("This is what colleagues read."), one.now), Side(_("Suggestion"), who, one.suggestion.text)
        )

    def _decide(self, verb: Callable[[Desk, Suggested], Done]) -> None:
        desk = self._frame.desk
        try:
            done = verb(desk, self._one)
        except NotPossible as error:
            try:
                self._show(suggested(desk, self._one.suggestion.id))
            except TrainCollegaError as over:
                self.reject()
                self._frame.messages.error(over)
                return
            self.say_wrong(str(error))
            return
        except TrainCollegaError as error:
            self.say_wrong(str(error))
            return
        self.accept()
        self._frame.do(lambda: done)


def open_suggestion(frame: Frame, suggestion: str) -> None:
    """Show a suggestion, or say why it can no longer be decided."""
    try:
        one = suggested(frame.desk, suggestion)
    except TrainCollegaError as error:
        frame.messages.error(error)
        return
    SuggestionDialog(frame, one, frame.messages.window()).open()
