"""A training as a card: its words, the state of the session that matters most to me, and the one thing to do about it."""

from dataclasses import dataclass
from typing import Literal

from traincollega.language import _, day_and_time, day_short, duration, ngettext
from traincollega.models.evaluation import Rating
from traincollega.models.session import Session
from traincollega.services.browsing import Card, Occasion
from traincollega.services.desk import Desk
from traincollega.services.enrolling import Standing, free_line, full_line, size_line, standing
from traincollega.services.summing_up import stars
from traincollega.ui.card import CardText
from traincollega.ui.text import spoken_line

Verb = Literal["sign up", "wait", "withdraw", "tell me", "do not tell me", ""]


@dataclass(frozen=True)
class Offer:
    """What one button offers: what it does, and for which session ("tell me" is for the training)."""

    verb: Verb
    session: Session | None = None


def verb_words(verb: Verb) -> str:
    """Return the words on the button, "" where there is nothing to do."""
    return {
        "sign up": _("Sign up"),
        "wait": _("Put me on the waiting list"),
        "withdraw": _("Withdraw"),
        "tell me": _("Let me know"),
        "do not tell me": _("No longer let me know"),
        "": "",
    }[verb]


def verb_short(verb: Verb) -> str:
    """Return the words on a button that has little room, "" where those of `verb_words` are short enough."""
    return {"wait": _("Join the waiting list"), "do not tell me": _("Stop telling me")}.get(verb, "")


def elsewhere(desk: Desk, card: Card) -> bool:
    """Say whether another organisation gives it, so that signing up here would reach nobody."""
    return card.training.organisation != desk.organisation


def main_occasion(desk: Desk, card: Card) -> Occasion | None:
    """Return the session that matters most: one I am on the list of, else the first with room, else the first one."""

    def rank(occasion: Occasion) -> int:
        mine = standing(desk, occasion.session, occasion.placed)
        return 0 if mine.state else {"sign up": 1, "wait": 2}.get(mine.action, 3)

    return min(card.coming, key=rank, default=None)


def offer(desk: Desk, card: Card) -> Offer:
    """Return what the button on a card does; my own training offers nothing here."""
    main = main_occasion(desk, card)
    if main is None:
        return Offer("" if gives(desk, card) else "do not tell me" if card.waits else "tell me")
    return session_offer(desk, card, main)


def session_offer(desk: Desk, card: Card, occasion: Occasion) -> Offer:
    """Return what the button of one session does."""
    mine = standing(desk, occasion.session, occasion.placed)
    if elsewhere(desk, card) or (occasion.mine and not mine.state):
        return Offer("", occasion.session)
    verbs: dict[str, Verb] = {"sign up": "sign up", "wait": "wait", "withdraw": "withdraw"}
    return Offer(verbs.get(mine.action, ""), occasion.session)


def gives(desk: Desk, card: Card) -> bool:
    """Say whether I give this training."""
    own = card.training.creator == desk.me and not card.training.given_by and not elsewhere(desk, card)
    return own or any(one.mine for one in card.coming)


def waiting_line(card: Card) -> str:
    """Return how many wait for a date: "6 interested"."""
    if card.waits and card.waiting == 1:
        return _("you are interested")
    return ngettext("{n} interested", "{n} interested", card.waiting).format(n=card.waiting)


def rated_line(rating: Rating) -> str:
    """Return a rating in the fewest words: "rating 4.3"; "" while none is known."""
    return "" if rating.average is None else _("rating {stars}").format(stars=stars(rating.average))


def card_text(desk: Desk, card: Card) -> CardText:
    """Return what the card of a training says."""
    training, main = card.training, main_occasion(desk, card)
    facts = []
    length = duration(training.minutes) if training.minutes else ""
    if length or card.rating.answers:
        facts.append(("clock" if length else "star", " · ".join(filter(None, (length, rated_line(card.rating))))))
    if card.organisation:
        facts.append(("building", card.organisation))
    else:
        facts.append(("person", _("you give this") if gives(desk, card) else card.trainer))
    if main is None:
        state = " · ".join(filter(None, (_("no date yet"), waiting_line(card) if card.waiting else "")))
        pill, short, note = ("accent", "clock", state), "", ""
    else:
        starts = main.session.starts
        pill = _session_pill(desk, main, day_and_time(starts, desk.zone, desk.today()))
        short = _session_pill(desk, main, day_short(starts.astimezone(desk.zone).date(), desk.today()))[2]
        more = 0 if main.placed.of(desk.me) else len(card.coming) - 1
        note = ngettext("+ {n} date", "+ {n} dates", more).format(n=more) if more else ""
    verb = offer(desk, card).verb
    action = verb_words(verb)
    told = [training.title, training.summary, *(words for _icon, words in facts), pill[2], note]
    spoken = spoken_line(told)
    if action:
        spoken += " " + _("Ctrl+Enter: {action}.").format(action=action)
    return CardText(
        training.title, training.summary, tuple(facts), pill, spoken, note, action, verb_short(verb),
        pill_short=short, title_first=True,
    )  # fmt: skip


def _session_pill(desk: Desk, occasion: Occasion, when: str) -> tuple[str, str, str]:
    """Return the state of a session as it is to me: kind, icon, words."""
    session, placed = occasion.session, occasion.placed
    if not occasion.ours:
        return "plain", "calendar", " · ".join(filter(None, (when, size_line(session))))
    mine = standing(desk, session, placed)
    if mine.state:
        kind, icon = _state_look(mine)
        return kind, icon, f"{when} · {mine.line}"
    kind, icon, line = _free_look(desk, occasion)
    return kind, icon, f"{when} · {line}"


def _free_look(desk: Desk, occasion: Occasion) -> tuple[str, str, str]:
    """Return how full a session is: kind, icon, words."""
    session, placed = occasion.session, occasion.placed
    line = free_line(session, placed)
    if placed.excess and occasion.mine:
        return "warning", "warning", line
    if placed.excess:  # who is not its trainer wants to know that there is no room
        line = full_line(placed)
    if session.closes is not None and session.closes <= desk.now():
        return "plain", "clock", _("sign-up closed")
    if session.order == "draw":
        return "accent", "people", line if "·" in line else " · ".join((_("by draw"), line))
    return ("waiting", "hourglass", line) if placed.free == 0 else ("good", "check", line)


def _state_look(mine: Standing) -> tuple[str, str]:
    return {"confirmed": ("good", "check"), "provisional": ("accent", "check")}.get(mine.state, ("waiting", "hourglass"))
