"""Signing up and leaving from any screen: one click, then the bar tells it, with undo and the calendar."""

from PySide6.QtWidgets import QWidget

from traincollega.language import _
from traincollega.models.session import Session
from traincollega.services import enrolling, publishing
from traincollega.services.desk import Done
from traincollega.ui.calendar_saving import save_session
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
        frame.do(lambda: _sign_up(frame, session), actions=[(_("Put in calendar"), lambda: save_session(frame, session, parent))])


def _sign_up(frame: Frame, session: Session) -> Done:
    overlap = enrolling.overlap_line(frame.desk, session)
    done = enrolling.sign_up(frame.desk, session.id)
    return done._replace(sentence=f"{done.sentence} {overlap}".rstrip())
