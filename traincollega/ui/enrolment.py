"""Signing up and leaving from any screen: one click, then the bar tells it, with undo and the calendar."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from traincollega.errors import StorageError
from traincollega.language import _
from traincollega.models.session import Session
from traincollega.services import enrolling, publishing
from traincollega.services.desk import Done
from traincollega.ui.frame import Frame
from traincollega.ui.training_card import Offer


def carry_out(frame: Frame, offer: Offer, training_id: str, parent: QWidget) -> None:
    """Do what a button offers; the state is looked up again by the verb, and the bar says what came of it."""
    desk, session = frame.desk, offer.session
    if offer.verb == "tell me":
        frame.do(lambda: publishing.wait_for_date(desk, training_id))
    elif offer.verb == "do not tell me":
        frame.do(lambda: publishing.stop_waiting(desk, training_id))
    elif session is not None and offer.verb == "withdraw":
        frame.do(lambda: enrolling.withdraw(desk, session.id))
    elif session is not None and offer.verb:
        frame.do(
            lambda: _sign_up(frame, session), actions=[(_("Put in calendar"), lambda: save_in_calendar(frame, session, parent))]
        )


def _sign_up(frame: Frame, session: Session) -> Done:
    overlap = enrolling.overlap_line(frame.desk, session)
    done = enrolling.sign_up(frame.desk, session.id)
    return replace(done, sentence=f"{done.sentence} {overlap}".rstrip())


def save_in_calendar(frame: Frame, session: Session, parent: QWidget) -> None:
    """Ask where to save the session as a calendar file, and save it there."""
    from traincollega.exports.calendars import session_calendar  # icalendar takes 120 ms to import

    asked, _filter = QFileDialog.getSaveFileName(parent, _("Put in calendar"), f"{_('session')}.ics", _("Calendar file (*.ics)"))
    if not asked:
        return
    path = Path(asked).with_suffix(".ics")
    try:
        path.write_bytes(session_calendar(frame.desk, session))
    except OSError as error:
        frame.messages.error(
            StorageError(_("{path} cannot be written: {why}. Choose another folder.").format(path=path, why=error.strerror))
        )
        return
    frame.messages.say(_("The session is saved as **{name}**. Open it to put it in your calendar.").format(name=path.name))
