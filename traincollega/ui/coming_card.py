"""One session that I am on the list of: what I have there and why, and what I can do about it."""

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QCheckBox, QFrame, QVBoxLayout, QWidget

from traincollega.language import _
from traincollega.models.seats import Seat
from traincollega.services import enrolling
from traincollega.services.scheduling import Entry
from traincollega.ui import theme as look
from traincollega.ui.button import button
from traincollega.ui.calendar_saving import save_session
from traincollega.ui.enrolment import carry_out
from traincollega.ui.flow_layout import FlowLayout
from traincollega.ui.frame import Frame
from traincollega.ui.pill import Pill
from traincollega.ui.safe_browser import ask_to_open
from traincollega.ui.session_row import session_time, where
from traincollega.ui.session_state import offer_of, state_pill
from traincollega.ui.text import label
from traincollega.ui.training_card import verb_words


class ComingCard(QFrame):
    """Shows a session to come in *Mijn leren*."""

    def __init__(self, frame: Frame, entry: Entry) -> None:
        """Make the card."""
        super().__init__()
        self.setProperty("box", "card")
        desk, theme, px = frame.desk, frame.theme, frame.theme.px
        session, occasion = entry.session, entry.occasion
        self.session = session.id
        title = occasion.training.title
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(look.L), px(look.M), px(look.L), px(look.M))
        column.setSpacing(px(look.XS))
        column.addWidget(label(title, "h3", wrap=True))
        told = " · ".join((session_time(desk, session), where(session), occasion.trainer))
        column.addWidget(label(told, "muted", wrap=True))
        state = QWidget()
        flow = FlowLayout(state, gap=px(look.M), line_gap=px(look.XS))
        flow.addWidget(Pill(theme, *state_pill(desk, occasion, entry.standing)))
        if entry.together:
            words = _("at the same time as {titles}").format(titles=", ".join(entry.together))
            flow.addWidget(Pill(theme, "warning", "warning", words))
        column.addWidget(state)
        seat = occasion.placed.of(desk.me)
        self.why = _why(entry, seat)
        if self.why:
            column.addWidget(label(self.why, "small", wrap=True))
        doing = QWidget()
        flow = FlowLayout(doing, gap=px(look.M))
        offer = offer_of(desk, occasion, entry.standing)
        if offer.verb:
            act = button(verb_words(offer.verb), lambda: carry_out(frame, offer, session.training, self))
            act.setAccessibleDescription(title)
            flow.addWidget(act)
        if session.status == "planned":
            calendar = button(_("Put in calendar"), lambda: save_session(frame, session, self), icon="calendar")
            calendar.setAccessibleDescription(title)
            flow.addWidget(calendar)
            if session.link:
                flow.addWidget(button(_("Go to the online meeting"), lambda: ask_to_open(QUrl(session.link), self), kind="link"))
        see = button(_("See the training"), lambda: frame.go("discover", training=session.training), kind="link")
        see.setAccessibleDescription(title)
        flow.addWidget(see)
        if seat is not None and session.status == "planned":
            seen = QCheckBox(_("Colleagues may see that I come"))
            seen.setAccessibleDescription(title)
            seen.setMinimumHeight(24)  # at 90 % too (WCAG 2.2, 2.5.8)
            seen.setChecked(seat.sign_up.visible)
            seen.clicked.connect(lambda on: frame.do(lambda: enrolling.show_me(desk, session.id, on)))
            flow.addWidget(seen)
        column.addSpacing(px(look.XS))
        column.addWidget(doing)


def _why(entry: Entry, seat: Seat | None) -> str:
    """Return why I have what I have, as sentences."""
    session = entry.session
    if session.status == "cancelled":
        because = session.reason.rstrip(".")
        return (
            _("This session will not take place: {reason}.").format(reason=because)
            if because
            else _("This session will not take place.")
        )
    if seat is None:
        return ""
    why = enrolling.reason_line(seat.reason)
    if entry.standing.state == "provisional":
        why += " " + _("Your seat is provisional until the computer of {name} sees this.").format(name=entry.occasion.trainer)
    return why
