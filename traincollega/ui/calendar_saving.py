"""Puts a session, or all that is mine, in a calendar file that every calendar program opens."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from traincollega.errors import StorageError
from traincollega.language import _
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.desk import Desk
from traincollega.services.writing_files import put_down
from traincollega.ui.frame import Frame


def save_session(frame: Frame, session: Session, parent: QWidget) -> None:
    """Ask where, and save one session."""

    def content(desk: Desk) -> bytes:
        from traincollega.exports.calendars import session_calendar  # icalendar takes 120 ms to import

        return session_calendar(desk, session)

    title = frame.desk.store.get(Training, session.training).title
    _save(frame, content, file_name(title), _("The session is saved as **{name}**. Open it to put it in your calendar."), parent)


def save_mine(frame: Frame, parent: QWidget) -> None:
    """Ask where, and save all sessions that I signed up for or give."""

    def content(desk: Desk) -> bytes:
        from traincollega.exports.calendars import my_calendar  # icalendar takes 120 ms to import

        return my_calendar(desk)

    words = _("Your sessions are saved as **{name}**. Open it to put them in your calendar.")
    _save(frame, content, file_name(_("my trainings")), words, parent)


def file_name(title: str) -> str:
    """Return a name for a file that every system takes.

    >>> file_name("Wob/Woo: zo lak je goed?")
    'wob-woo-zo-lak-je-goed'
    """
    return re.sub(r"\W+", "-", title.casefold()).strip("-")[:60].strip("-") or _("session")


def with_ending(asked: str, ending: str) -> Path:
    """Return where somebody chose to save, with the ending of such files behind it where they left that out."""
    path = Path(asked)
    return path if path.suffix.lower() == ending else path.with_name(f"{path.name}{ending}")


def _save(frame: Frame, content: Callable[[Desk], bytes], name: str, sentence: str, parent: QWidget) -> None:
    asked, _filter = QFileDialog.getSaveFileName(parent, _("Put in calendar"), f"{name}.ics", _("Calendar file (*.ics)"))
    if not asked:
        return
    path = Path(asked).with_suffix(".ics")
    try:
        put_down(path, content(frame.desk))
    except StorageError as error:
        frame.messages.error(error)
        return
    frame.messages.say(sentence.format(name=path.name))
