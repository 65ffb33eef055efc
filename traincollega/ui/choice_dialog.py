"""A choice between two versions of a text: keep one of them, or write what both together should say."""

from itertools import pairwise

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from traincollega.errors import NotPossible, TrainCollegaError
from traincollega.language import _
from traincollega.services import drafting
from traincollega.services.choosing import Choice, Written, choices_among, choose
from traincollega.services.naming import text_name
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.decision_dialog import DecisionDialog
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog
from traincollega.ui.side_by_side import Side
from traincollega.ui.suggest_dialog import KEPT_AFTER
from traincollega.ui.text import label
from traincollega.ui.training_versions import told_time


class ChoiceDialog(DecisionDialog):
    """One choice; what is written together is kept until it is saved."""

    def __init__(self, frame: Frame, choice: Choice, parent: QWidget | None) -> None:
        """Show it."""
        told = _("{field} of “{title}”. Colleagues read the first text now; the other one is not lost.").format(
            field=text_name(choice.field), title=choice.training.title
        )
        super().__init__(frame.theme, _("Which text stays?"), told, parent, says_old=False)
        self._frame = frame
        self.keep_now = button(_("Keep this one"), lambda: self._choose(self._choice.now.text))
        self.keep_other = button(_("Keep this one"), lambda: self._choose(self._choice.other.text))
        self.sides.put_under(self.keep_now, self.keep_other)
        self.together = QWidget()
        column = QVBoxLayout(self.together)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(frame.theme.px(look.XS))
        head = label(_("Your text, made of both"), "label")
        self.words = _OwnText()
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName(head.text())
        self.words.setMinimumHeight(frame.theme.px(84))
        head.setBuddy(self.words)
        column.addWidget(head)
        column.addWidget(self.words, 1)
        self.texts.addWidget(self.together, 1)
        self.weave = self.add_button(button(_("Put them together myself"), self.write_together, icon="pencil"))
        self.save = self.add_button(button(_("Save my text"), lambda: self._choose(self.words.toPlainText()), kind="primary"))
        left, right = self.sides.browsers
        in_turn = (left, self.keep_now, right, self.keep_other, self.words, self.weave, self.save, self.close_button)
        for before, after in pairwise(in_turn):
            QWidget.setTabOrder(before, after)  # a text, and then the button that keeps it
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(KEPT_AFTER)
        self._clock.timeout.connect(self._keep)
        self.together.hide()
        self.save.hide()
        self._show(choice)
        kept = drafting.kept_words(frame.desk, self._about)
        if kept:
            self.words.setPlainText(kept["text"])
            self.write_together()
        else:
            self.sides.browsers[0].setFocus()  # first read, then decide
        self.words.textChanged.connect(self._clock.start)

    def write_together(self) -> None:
        """Open the field for a text of one's own, with the text of now in it."""
        if not self.words.toPlainText():
            self.words.setPlainText(self._choice.now.text)
        self.together.show()
        self.weave.hide()
        self.save.show()
        fit_dialog(self, self._frame.theme, 860, 720)
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self.words, lambda: self.area.ensureWidgetVisible(self.words))  # once it has its place

    def reject(self) -> None:
        self._keep()
        super().reject()

    @property
    def _about(self) -> str:
        return f"choice {self._choice.training.id} {self._choice.field}"

    def _show(self, choice: Choice) -> None:
        self._choice = choice
        left, right = self._side(_("Now"), choice.now), self._side(_("The other text"), choice.other)
        self.sides.show_sides(left, right)
        for made, side in ((self.keep_now, left), (self.keep_other, right)):
            named = _("{button}: {head}, {told}").format(button=made.text(), head=side.head, told=side.told)
            made.setAccessibleName(named)  # else both are called the same

    def _side(self, head: str, one: Written) -> Side:
        return Side(head, self._told_by(one), one.text)

    def _told_by(self, one: Written) -> str:
        return _("{who}, {when}").format(who=one.who or _("A colleague"), when=told_time(self._frame.desk, one.at))

    def _choose(self, text: str) -> None:
        desk = self._frame.desk
        try:
            done = choose(desk, self._choice, text)
        except NotPossible as error:
            again = _found(self._frame, self._choice.training.id, self._choice.field)
            if again is None:
                self.reject()
                self._frame.messages.error(error)
            else:
                self._show(again)
                self.say_wrong(str(error))
            return
        except TrainCollegaError as error:
            self.say_wrong(str(error))
            return
        self._clock.stop()
        drafting.keep_words(desk, self._about, {})
        self.accept()
        self._frame.do(lambda: done)

    def _keep(self) -> None:
        self._clock.stop()
        text = self.words.toPlainText()
        drafting.keep_words(
            self._frame.desk, self._about, {"text": text} if text.strip() not in ("", self._choice.now.text) else {}
        )


class _OwnText(QPlainTextEdit):
    def sizeHint(self) -> QSize:
        return self.minimumSize()  # it takes the room that the two texts leave


def open_choice(frame: Frame, training: str, field: str) -> None:
    """Show a choice, or say that it has been made."""
    found = _found(frame, training, field)
    if found is None:
        frame.messages.say(_("This choice has been made already. The other text stays under Versions."), kind="info")
        return
    ChoiceDialog(frame, found, frame.messages.window()).open()


def _found(frame: Frame, training: str, field: str) -> Choice | None:
    return next((one for one in choices_among(frame.desk, [training]) if one.field == field), None)
