"""One coming session in the preview: when, where, how full, one button, and my state in a line beneath."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from traincollega.language import _, between, day_and_time, day_long, ngettext
from traincollega.models.session import Session
from traincollega.services.browsing import Card, Occasion
from traincollega.services.desk import Desk
from traincollega.services.enrolling import how_many_wait, reason_line, size_line, standing, until_line, visible_names
from traincollega.ui import theme as look
from traincollega.ui.beside_layout import BesideLayout
from traincollega.ui.button import Kind, button
from traincollega.ui.card import text_width
from traincollega.ui.frame import Frame
from traincollega.ui.safe_browser import ask_to_open
from traincollega.ui.text import label
from traincollega.ui.training_card import elsewhere, session_offer, verb_words

NAMES_SHOWN = 6


class SessionRow(QWidget):
    """Shows one session; `acted` carries what its button offers."""

    acted = Signal(object)
    visibility = Signal(bool)
    """Whether colleagues may see that I come."""

    def __init__(self, frame: Frame, card: Card, occasion: Occasion) -> None:
        """Make the row of a session of a training."""
        super().__init__()
        desk, px = frame.desk, frame.theme.px
        session = occasion.session
        self.session = session
        offered = session_offer(desk, card, occasion)
        when = session_time(desk, session)
        read = QWidget()
        words = QVBoxLayout(read)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(px(2))
        words.addWidget(label(when, "label", wrap=True))
        words.addWidget(label(" · ".join(filter(None, (where(session), _occupied(occasion)))), "small", wrap=True))
        self.button: QPushButton | None = None
        day = when.partition(",")[0] + ","
        least = text_width(frame.theme.font("control", bold=True), day)  # the day stays on one line
        line = BesideLayout(gap=px(look.M), least=least)
        line.addWidget(read)
        if offered.verb:
            kind: Kind = "primary" if offered.verb == "sign up" else "secondary"
            self.button = button(verb_words(offered.verb), lambda: self.acted.emit(offered), kind=kind)
            self.button.setAccessibleName(f"{verb_words(offered.verb)}, {when}")
            line.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(look.S))
        column.addLayout(line)
        self.state = state_line(desk, card, occasion)
        if self.state:
            column.addWidget(label(self.state, wrap=True))
        names = _names(desk, occasion)
        if names:
            column.addWidget(label(names, "small", wrap=True))
        seat = occasion.placed.of(desk.me)
        if seat is not None:
            if session.link:
                column.addWidget(button(_("Go to the online meeting"), lambda: ask_to_open(QUrl(session.link), self), kind="link"))
            seen = QCheckBox(_("Colleagues may see that I come"))
            seen.setChecked(seat.sign_up.visible)
            seen.clicked.connect(self.visibility)
            column.addWidget(seen)


def session_time(desk: Desk, session: Session) -> str:
    """Return "Donderdag 3 december, 10 tot 10.45 uur"."""
    day = day_long(session.starts.astimezone(desk.zone).date(), desk.today())
    times = between(session.starts, session.ends, desk.zone).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{day[:1].upper()}{day[1:]}, {times}"


def where(session: Session) -> str:
    """Return where a session is: its place, online, or both."""
    if session.place and session.link:
        return _("{place}, or online").format(place=session.place)
    return session.place or (_("Online") if session.link else _("Place not known yet"))


def _occupied(occasion: Occasion) -> str:
    session, placed = occasion.session, occasion.placed
    if not occasion.ours:
        return size_line(session)
    if placed.excess and occasion.mine:
        return _("{n} too many").format(n=placed.excess)
    if session.order == "draw" and not placed.taken and placed.waiting:
        draws = ngettext("{n} takes part in the draw", "{n} take part in the draw", placed.waiting).format(n=placed.waiting)
        return draws if session.seats is None else _("{draw} for {seats} seats").format(draw=draws, seats=session.seats)
    if session.seats is None:
        return (
            ngettext("{n} colleague comes", "{n} colleagues come", placed.taken).format(n=placed.taken)
            if placed.taken
            else _("room for everybody")
        )
    words = ngettext("{n} of {seats} seat taken", "{n} of {seats} seats taken", session.seats)
    line = words.format(n=placed.taken, seats=session.seats)
    waiting = how_many_wait(placed.waiting) if placed.waiting else ""
    return " · ".join(filter(None, (line, waiting)))


def state_line(desk: Desk, card: Card, occasion: Occasion) -> str:
    """Return what I have here and why, or why there is no button; "" where the button says it all."""
    session, placed = occasion.session, occasion.placed
    mine, seat = standing(desk, session, placed), placed.of(desk.me)
    if seat is not None:
        line = f"{mine.line[:1].upper()}{mine.line[1:]}. {reason_line(seat.reason)}"
        until = until_line(desk, session, seat)
        return f"{line} {until}" if until else line
    if elsewhere(desk, card):
        return _("You sign up at {organisation}.").format(organisation=card.organisation or _("the other organisation"))
    if occasion.mine:
        return _("You give this session.")
    if session.starts <= desk.now():
        return _("This session has begun.")
    if session.closes is not None and session.closes <= desk.now():
        return _("Signing up closed on {when}.").format(when=day_and_time(session.closes, desk.zone, desk.today()))
    if session.order == "draw":
        return _("Seats go by draw; the order of signing up does not matter.")
    return ""


def _names(desk: Desk, occasion: Occasion) -> str:
    names = visible_names(desk, occasion.placed)
    if not names:
        return ""
    more = len(names) - NAMES_SHOWN
    shown = ", ".join(names[:NAMES_SHOWN])
    if more > 0:
        return ngettext("With {names} and {n} more", "With {names} and {n} more", more).format(names=shown, n=more)
    return _("With {names}").format(names=shown)
