"""Filling in an evaluation: first who reads it and when, then three questions, and after three weeks one more."""

from dataclasses import asdict, fields
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from traincollega.errors import InvalidInput, TrainCollegaError
from traincollega.language import _, day_long
from traincollega.models.evaluation import RATINGS
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services import drafting, evaluating
from traincollega.services.evaluating import NO, YES, Answers
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.choice_row import ChoiceRow
from traincollega.ui.form import Form
from traincollega.ui.frame import Frame
from traincollega.ui.page import fit_dialog, scrolling_form
from traincollega.ui.text import label
from traincollega.ui.text_area import TextArea

KEPT_AFTER = 700  # milliseconds after a key: on the disk within a second


class EvaluationDialog(QDialog):
    """What one participant says of one session; what is typed is kept until it is sent."""

    def __init__(self, frame: Frame, session: Session, training: Training, parent: QWidget | None) -> None:
        """Show what was said before, or typed and not sent."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Fill in the evaluation"))
        self._frame, self._session = frame, session
        theme, px = frame.theme, frame.theme.px
        self.rating = ChoiceRow(theme, _("How good was this session?"), rating_words())
        self.helped = TextArea(theme)
        recommend, use = _("Would you recommend this training to a colleague?"), _("Do you use what you learned?")
        self.recommends = ChoiceRow(theme, recommend, {YES: _("Yes"), NO: _("No"), "": _("I do not say")})
        self.uses = ChoiceRow(theme, use, {YES: _("Yes"), NO: _("No")})
        self.changed = TextArea(theme)
        self.form = Form(theme)
        later = evaluating.asks_later(frame.desk, session)
        if later:
            self.form.add("uses", use, self.uses, _("Only who says yes is counted."))
            self.form.add("changed", _("What did you use, and what changed?"), self.changed, _not_who(), optional=True)
        self.form.add("rating", _("How good was this session?"), self.rating)
        self.form.add("helped", _("What helped you, or what would have?"), self.helped, _not_who(), optional=True)
        self.form.add("recommends", recommend, self.recommends, optional=True)
        foot = QHBoxLayout()
        foot.setSpacing(px(look.M))
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.reject))
        foot.addWidget(button(_("Send"), self.send, kind="primary"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(px(look.XL),) * 4)
        column.setSpacing(px(look.M))
        column.addWidget(label(_("Evaluation of {title}").format(title=training.title), "h2", wrap=True))
        self.told = label(" ".join(who_reads(frame, session)), "muted", wrap=True)
        column.addWidget(self.told)
        column.addWidget(scrolling_form(self.form, theme, _("Fill in the evaluation")), 1)
        column.addLayout(foot)
        fit_dialog(self, theme, 640, 700 if later else 520)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(KEPT_AFTER)
        self._clock.timeout.connect(self._keep)
        self._said = evaluating.my_answers(frame.desk, session.id)
        self._show(Answers(**{**asdict(self._said), **drafting.kept_words(frame.desk, self._about)}))
        for row in (self.rating, self.recommends, self.uses):
            row.changed.connect(self._typed)
        for area in (self.helped, self.changed):
            area.textChanged.connect(self._typed)
        (self.uses if later else self.rating).setFocus()

    @property
    def answers(self) -> Answers:
        """What stands there now."""
        return Answers(
            self.rating.value or 0, self.helped.toPlainText(), self.recommends.value or "", self.uses.value or "",
            self.changed.toPlainText(),
        )  # fmt: skip

    def send(self) -> None:
        """Send it, or say what is missing."""
        try:
            done = evaluating.fill_in(self._frame.desk, self._session.id, self.answers)
        except InvalidInput as error:
            self.form.show_errors({error.field: str(error)})
            return
        except TrainCollegaError as error:
            self.form.show_errors({"": str(error)})
            return
        self._clock.stop()
        drafting.keep_words(self._frame.desk, self._about, {})
        self.accept()
        self._frame.do(lambda: done)

    def reject(self) -> None:
        self._keep()
        super().reject()

    def _show(self, answers: Answers) -> None:
        for row, value in ((self.rating, answers.rating), (self.recommends, answers.recommends), (self.uses, answers.uses)):
            row.choose(value)
        self.helped.setPlainText(answers.helped)
        self.changed.setPlainText(answers.changed)

    def _typed(self) -> None:
        self.form.take_off_errors({})
        self._clock.start()

    @property
    def _about(self) -> str:
        return f"evaluation {self._session.id}"

    def _keep(self) -> None:
        self._clock.stop()
        now = self.answers
        typed: dict[str, Any] = {
            one.name: getattr(now, one.name) for one in fields(Answers) if getattr(now, one.name) != getattr(self._said, one.name)
        }
        drafting.keep_words(self._frame.desk, self._about, typed)


def rating_words() -> dict[int, str]:
    """Return what each rating means."""
    words = (_("poor"), _("moderate"), _("fair"), _("good"), _("very good"))
    return {rating: _("{n} {words}").format(n=rating, words=said) for rating, said in zip(RATINGS, words, strict=True)}


def who_reads(frame: Frame, session: Session) -> tuple[str, ...]:
    """Return who reads what somebody writes of a session, and when: told before they write."""
    desk = frame.desk
    return (
        _("Your rating only counts together with those of at least four colleagues."),
        _("Your trainer reads your words without your name, from {day}.").format(
            day=day_long(evaluating.next_reading(desk, session), desk.today())
        ),
        _("Nobody else reads them. In a small group your trainer may guess who you are."),
    )


def _not_who() -> str:
    return _("Name nobody, and nothing by which one knows that it is you.")


def open_evaluation(frame: Frame, session_id: str) -> None:
    """Let somebody fill in the evaluation of a session; where that cannot be, the bar says why."""
    try:
        session = frame.desk.store.get(Session, session_id)
        training = frame.desk.store.get(Training, session.training)
    except TrainCollegaError as error:
        frame.messages.error(error)
        return
    EvaluationDialog(frame, session, training, frame.messages.window()).open()
