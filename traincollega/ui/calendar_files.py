"""Calendars on disk: ask where, write, say where it went."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from traincollega.errors import DiskFull
from traincollega.language import _
from traincollega.models.session import Session
from traincollega.ui.frame import Frame


def save_session(frame: Frame, session: Session) -> None:
    """Save one session for another calendar program."""
    from traincollega.exports.calendars import session_calendar  # icalendar takes 120 ms to import

    _save(frame, _("session"), lambda: session_calendar(frame.desk, session))


def save_my_agenda(frame: Frame) -> None:
    """Save all my sessions for another calendar program."""
    from traincollega.exports.calendars import my_calendar  # icalendar takes 120 ms to import

    _save(frame, _("my-agenda"), lambda: my_calendar(frame.desk))


def _save(frame: Frame, name: str, made: Callable[[], bytes]) -> None:
    asked, _kind = QFileDialog.getSaveFileName(
        frame.messages.window(), _("Put in calendar"), f"{name}.ics", _("Calendar file (*.ics)")
    )
    if not asked:
        return
    path = Path(asked).with_suffix(".ics")
    try:
        path.write_bytes(made())
    except OSError as error:
        sentence = _("{path} cannot be written: {why}. Choose another folder.").format(path=path, why=error.strerror)
        frame.messages.error(DiskFull(sentence))
        return
    frame.messages.say(_("Saved as **{name}**. Open it to put it in your calendar.").format(name=path.name))
