"""Archiving from any screen: the bar tells what becomes of its sessions, with undo and the way to it."""

from traincollega.language import _
from traincollega.models.training import Training
from traincollega.services import publishing
from traincollega.ui.frame import Frame


def archive(frame: Frame, training: Training) -> None:
    """Archive a training; who gives it can go to it from the bar."""
    desk = frame.desk
    mine = desk.is_trainer(training.id)
    show = [(_("Show it"), lambda: frame.go("teaching", training=training.id))] if mine else []
    frame.do(lambda: publishing.archive(desk, training.id), actions=show)
