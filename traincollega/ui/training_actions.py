"""What can be done with a training that exists: versions, trainers, a date, archive, and hiding by a coordinator."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from traincollega.language import _
from traincollega.models.training import Training
from traincollega.services.publishing import hide, unarchive
from traincollega.ui.archiving import archive
from traincollega.ui.button import button
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.pill import Pill
from traincollega.ui.poster_dialog import open_poster_dialog
from traincollega.ui.reason_dialog import ReasonDialog
from traincollega.ui.session_dialog import open_session_dialog
from traincollega.ui.trainers_dialog import TrainersDialog


class TrainingActions(QWidget):
    """A row of buttons and the state of the training; gone for a training that does not exist yet."""

    def __init__(self, frame: Frame, versions: Callable[[], object]) -> None:
        """Make the row."""
        super().__init__()
        self._frame = frame
        self._training: Training | None = None
        px = frame.theme.px
        flow = FlowLayout(self, gap=px(8), line_gap=px(8))
        self.plan = button(_("Plan a session"), self._plan, icon="calendar")
        self.versions = button(_("Versions"), versions, icon="history")
        self.trainers = button(_("Trainers"), self._trainers, icon="people")
        self.poster = button(_("Poster…"), self._poster, icon="print")
        self.archive = button(_("Archive"), self._archive, icon="archive")
        self.hide_button = button(_("Hide…"), self._hide, icon="eye")
        self._archived = Pill(frame.theme, "warning", "archive", _("archived"))
        self._hidden = Pill(frame.theme, "warning", "eye", _("hidden"))
        for widget in (
            self._archived,
            self._hidden,
            self.plan,
            self.versions,
            self.trainers,
            self.poster,
            self.archive,
            self.hide_button,
        ):
            flow.addWidget(widget)
        self.hide()

    def show_training(self, training: Training | None) -> None:
        """Show what can be done with this training by me."""
        self._training = training
        self.setVisible(training is not None)
        if training is None:
            return
        desk = self._frame.desk
        trainer, coordinator = desk.is_trainer(training.id), desk.is_coordinator()
        archived = training.status == "archived"
        self._archived.setVisible(archived)
        self._hidden.setVisible(bool(training.hidden))
        if training.hidden:
            self._hidden.say("warning", "eye", _("hidden: {reason}").format(reason=training.hidden))
        self.plan.setVisible((trainer or coordinator) and not archived)
        self.versions.setVisible(trainer or bool(coordinator and training.source))
        self.trainers.setVisible(trainer)
        self.poster.setVisible(
            (trainer or coordinator) and training.organisation == desk.organisation and not (archived or training.hidden)
        )
        self.archive.setVisible(trainer or coordinator)
        self.archive.setText(_("Publish again") if archived else _("Archive"))
        self.hide_button.setVisible(coordinator)
        self.hide_button.setText(_("Show again") if training.hidden else _("Hide…"))

    def _plan(self) -> None:
        if self._training:
            open_session_dialog(self._frame, training_id=self._training.id)

    def _trainers(self) -> None:
        if self._training:
            TrainersDialog(self._frame, self._training, self.window()).open()

    def _poster(self) -> None:
        if self._training:
            open_poster_dialog(self._frame, self._training.id)

    def _archive(self) -> None:
        training = self._training
        if training and training.status == "archived":
            self._frame.do(lambda: unarchive(self._frame.desk, training.id))
        elif training:
            archive(self._frame, training)

    def _hide(self) -> None:
        training = self._training
        if training is None:
            return
        if training.hidden:
            self._frame.do(lambda: hide(self._frame.desk, training.id, ""))
            return

        def confirmed(reason: str) -> bool:
            return self._frame.do(lambda: hide(self._frame.desk, training.id, reason)) is not None

        sentence = _("Colleagues no longer find “{title}”. Its trainer sees your reason.").format(title=training.title)
        ReasonDialog(self._frame.theme, _("Hide this training"), sentence, _("Hide training"), confirmed, self.window()).open()
