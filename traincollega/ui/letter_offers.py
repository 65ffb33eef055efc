"""Where a message to participants is offered: what writes it is imported when somebody asks for one."""

from collections.abc import Callable, Sequence
from functools import partial

from traincollega.language import _
from traincollega.models.session import Session
from traincollega.services.enrolling import seating
from traincollega.services.waiting import who_waited
from traincollega.ui.frame import Frame


def write_letter(frame: Frame, session_id: str, about: str = "anything", before: Session | None = None) -> None:
    """Open a message that fits: about "anything", "moved" (from what it was `before`), "cancelled" or "again"."""
    from traincollega.ui.letter_dialog import open_letter_dialog  # icalendar takes 120 ms to import

    open_letter_dialog(frame, session_id, about, before)


def mail_offer(frame: Frame, before: Session, about: str) -> Sequence[tuple[str, Callable[[], object]]]:
    """Return a link for the message bar to a message that fits, or none where nobody is on the list."""
    if not seating(frame.desk, before).seats:
        return []
    return [(_("Mail participants"), partial(write_letter, frame, before.id, about, before))]


def again_offer(frame: Frame, session_id: str) -> Sequence[tuple[str, Callable[[], object]]]:
    """Return a link for the message bar to a message to who waited in vain, or none where nobody did."""
    session = frame.desk.store.get(Session, session_id)
    if session.starts <= frame.desk.now() or not who_waited(frame.desk, session.training):
        return []
    return [(_("Mail who waited"), partial(write_letter, frame, session_id, "again"))]
