"""A session as the lists show it: its state as it is to me, the one thing to do about it, and the words around that."""

from traincollega.language import _
from traincollega.services.browsing import Occasion
from traincollega.services.desk import Desk
from traincollega.services.enrolling import Standing, free_line, size_line, standing
from traincollega.services.participating import seats_line
from traincollega.ui.training_card import Offer, Verb

LOOKS = {"confirmed": ("good", "check"), "provisional": ("accent", "check"), "waiting": ("waiting", "hourglass")}


def state_pill(desk: Desk, occasion: Occasion, mine: Standing) -> tuple[str, str, str]:
    """Return the state of a session as it is to me: kind, icon, words."""
    session, placed = occasion.session, occasion.placed
    if session.status == "cancelled":
        return "error", "cross", _("cancelled")
    if not occasion.ours:
        return "plain", "building", size_line(session) or _("elsewhere")
    if mine.state:
        return *LOOKS[mine.state], mine.line
    if occasion.mine:
        kind, icon = ("warning", "warning") if placed.excess else ("accent", "people")
        return kind, icon, seats_line(session, placed)
    if session.starts <= desk.now():
        return "plain", "clock", _("over")
    if session.closes is not None and session.closes <= desk.now():
        return "plain", "clock", _("sign-up closed")
    if placed.free == 0 and session.order == "time":
        return "waiting", "hourglass", free_line(session, placed)
    if session.order == "draw":
        line = free_line(session, placed)
        return "accent", "people", line if "·" in line else " · ".join((_("by draw"), line))
    return "good", "check", free_line(session, placed)


def offer_of(desk: Desk, occasion: Occasion, mine: Standing | None = None) -> Offer:
    """Return what the button of a session does; my own, and another organisation's, offers nothing here."""
    mine = mine or standing(desk, occasion.session, occasion.placed)
    if not mine.state and (occasion.mine or not occasion.ours):
        return Offer("", occasion.session)
    verbs: dict[str, Verb] = {"sign up": "sign up", "wait": "wait", "withdraw": "withdraw"}
    return Offer(verbs.get(mine.action, ""), occasion.session)
