"""Highlighting: six figures that each answer a decision of HR, each with what it means and since when it is so."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from traincollega.language import _, ngettext, number, percent

from traincollega.models.seats import Reason, Seating
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Interest, Training
from traincollega.services.desk import Desk
from traincollega.services.enrolling import seatings
from traincollega.services.portioning import FEWEST
from traincollega.services.reporting import Figure, Overview, figures, total

MOST_NAMED = 2
"""Trainings that are named as most asked for."""


@dataclass(frozen=True)
class Tile:
    """One of the six."""

    title: str
    value: str
    """The figure in words, or why there is none."""
    beneath: str
    definition: str
    as_of: datetime | None
    """The date of its data; None where there is none."""
    told: bool = True
    """Whether there is a figure."""


class Chosen(NamedTuple):
    """The one department or topic that is looked at: both at once could be so few people that it tells of one."""

    by: Literal["department", "topic"]
    key: str


def tiles(desk: Desk, told: Overview, chosen: Chosen | None = None) -> tuple[Tile, ...]:
    """Return the six; the first two of what is chosen, the others always of everybody."""
    one = total(desk, told)
    if chosen:
        one = next((figure for figure in figures(desk, told, chosen.by) if figure.key == chosen.key), one)
    elsewhere = _("Of all departments. ") if chosen and chosen.by == "department" else _("Of all topics. ") if chosen else ""
    return (_participants(told, one), _hours(told, one), *_of_everybody(desk, told, elsewhere.strip()))


def at_least(words: str, part: bool) -> str:
    """Return a figure in words, with a sign before it where it may be more."""
    return f"≥ {words}" if part else words


def few_words() -> str:
    """Return what stands where a figure would tell of a small group."""
    return _("Too few participants (fewer than 5)")


def _participants(told: Overview, one: Figure) -> Tile:
    if one.people is None:
        title = _("Participations")
        meaning = _("How often somebody was present at a session. Who came twice counts twice.")
        beneath = _("who came twice counts twice")
        return _figure(title, one.size, one, told, "" if one.hidden else beneath, meaning)
    meaning = _("Different colleagues who were present, from the first of January. Who came twice counts once.")
    beneath = ""
    if one.people and one.headcount >= one.people:
        share = percent(one.people / one.headcount)
        beneath = _("{share} of the department") if one.key else _("{share} of the organisation")
        beneath = beneath.format(share=share)
        meaning += " " + _("The share is of all who work there, by the staff list or the typed size.")
    return _figure(_("Participants"), one.people, one, told, beneath, meaning)


def _hours(told: Overview, one: Figure) -> Tile:
    hours, beneath = one.minutes / 60, ""
    among = one.size if one.people is None else one.people
    if among and not one.part:
        words = _("on average {n} per participation") if one.people is None else _("on average {n} per participant")
        beneath = words.format(n=number(round(hours / among, 1)))
    meaning = _("Hours that colleagues were present, all together, as trainers noted it.")
    return _figure(_("Hours"), round(hours), one, told, beneath, meaning)


def _figure(title: str, value: int, one: Figure, told: Overview, beneath: str, meaning: str) -> Tile:
    if not told.portions:
        return Tile(title, _("Nothing to tell yet"), "", meaning, None, told=False)
    if one.hidden or (one.part and not value):
        return Tile(title, few_words(), "", meaning, told.as_of, told=False)
    return Tile(title, at_least(number(value), one.part), beneath, meaning, told.as_of)


def _of_everybody(desk: Desk, told: Overview, elsewhere: str) -> Iterator[Tile]:
    yield no_shows()
    demand = unmet_demand(desk)
    yield Tile(demand.title, demand.value, " ".join(filter(None, (demand.beneath, elsewhere))) if demand.told else demand.beneath,
               demand.definition, demand.as_of, demand.told)  # fmt: skip
    yield from answers(elsewhere)


def no_shows() -> Tile:
    """Return how many had a seat and did not come: that goes to HR only where the organisation switches it on."""
    meaning = _("The part of those with a seat who did not come and did not say so.")
    return Tile(_("Did not come"), _("Not known"), _("Your organisation does not tell HR this."), meaning, None, told=False)


def unmet_demand(desk: Desk) -> Tile:
    """Return how often colleagues ask for what there is no room or date for; everybody sees that at each training."""
    asked = _full(desk) + _undated(desk)
    title = _("Waiting")
    meaning = _("Colleagues on a waiting list of a session to come, or who want to know when there is a date. "
                "Who waits for two trainings counts twice. This is of now, whatever the period.")  # fmt: skip
    if 0 < asked.total() < FEWEST:
        return Tile(title, few_words(), "", meaning, desk.now(), told=False)
    names = dict(desk.store.parts(Training, ("id", "title"), id=list(asked)))
    most = [names[one] for one, _many in sorted(asked.items(), key=lambda item: (-item[1], item[0]))[:MOST_NAMED] if one in names]
    beneath = ""
    if len(most) == 1:
        beneath = _("for {title}").format(title=most[0])
    elif most:
        beneath = _("mostly for {title} and {other}").format(title=most[0], other=most[1])
    return Tile(title, number(asked.total()), beneath, meaning, desk.now())


def _coming(desk: Desk) -> list[Session]:
    return [one for one in desk.store.sessions_between(desk.now(), LAST) if one.status == "planned"]


def _full(desk: Desk) -> Counter[str]:
    """Return, per training, how many wait for a seat in a session to come."""
    coming = {one.id: one for one in _coming(desk) if one.seats is not None}
    signed = Counter(session for (session,) in desk.store.parts(SignUp, ("session",), session=list(coming), withdrawn=False))
    full = [coming[one] for one, many in signed.items() if many > (coming[one].seats or 0)]
    found: Counter[str] = Counter()
    for session, placed in ((one, seated) for one, seated in zip(full, _seated(desk, full), strict=True)):
        found[session.training] += _waiting(placed)
    return +found


def _seated(desk: Desk, sessions: list[Session]) -> list[Seating]:
    placed = seatings(desk, sessions)
    return [placed[one.id] for one in sessions]


def _waiting(placed: Seating) -> int:
    """Return how many wait; before a draw all do, and only those count for whom there is no seat."""
    draws = any(seat.reason is Reason.DRAW_TO_COME for seat in placed.seats)
    return max(0, placed.waiting - (placed.free or 0)) if draws else placed.waiting


def _undated(desk: Desk) -> Counter[str]:
    """Return, per training without a date, how many colleagues want to know when there is one."""
    asked = {(training, person) for training, person in desk.store.parts(Interest, ("training", "person"), withdrawn=False)}
    wanted = Counter(training for training, _person in asked)
    dated = {one.training for one in _coming(desk)}
    open_ones = {one for (one,) in desk.store.parts(Training, ("id",), id=list(wanted), status="published")}
    return Counter({one: many for one, many in wanted.items() if one in open_ones - dated})


def answers(elsewhere: str) -> Iterator[Tile]:
    """Yield what participants thought of it, and whether they use it."""
    meaning = _("The average of what participants gave, 1 to 5, of trainings with at least 5 answers.")
    yield Tile(_("Rating"), _("Nothing to tell yet"), "", meaning, None, told=False)
    meaning = _("Participants who said three weeks later that they use it.")
    yield Tile(_("Do you use it?"), _("Nothing to tell yet"), "", meaning, None, told=False)
