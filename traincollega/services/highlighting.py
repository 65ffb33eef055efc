"""Highlighting: six figures that each answer a decision of HR, each with what it means and since when it is so."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, NamedTuple

from traincollega.language import _, ngettext, number, percent
from traincollega.models.demand import dateless, seatless
from traincollega.models.training import Outcome, Training
from traincollega.services.counting import waiting
from traincollega.services.desk import Desk
from traincollega.services.hiding import FEWEST
from traincollega.services.rating import known_ratings
from traincollega.services.reporting import (
    By,
    Figure,
    Overview,
    Period,
    figures,
    first_day,
    missed,
    overview,
    total,
    trainings_about,
)
from traincollega.services.summing_up import stars

SHOWN: tuple[By, ...] = ("department", "topic", "month")
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


@dataclass(frozen=True)
class Board:
    """All that a screen shows of a period."""

    told: Overview
    tiles: tuple[Tile, ...]
    figures: Mapping[By, Sequence[Figure]]
    """By department, topic and month."""
    trainings: Sequence[Figure]
    """Those about the topic that is chosen."""
    since: date | None
    """Since when something waits that cannot be told yet."""


def board(desk: Desk, period: Period, chosen: Chosen | None = None) -> Board:
    """Return what can be shown of a period, and of the one department or topic that is chosen. Raises NotAllowed."""
    told = overview(desk, period)
    by: dict[By, Sequence[Figure]] = {one: figures(desk, told, one) for one in SHOWN}
    about = trainings_about(desk, told, chosen.key) if chosen and chosen.by == "topic" else []
    waits = [quarter for quarter in period.quarters if quarter in waiting(desk)]
    return Board(told, tiles(desk, told, by, chosen), by, about, first_day(waits[0]) if waits else None)


def tiles(desk: Desk, told: Overview, by: Mapping[By, Sequence[Figure]], chosen: Chosen | None) -> tuple[Tile, ...]:
    """Return the six; the first two of what is chosen, the others always of everybody."""
    one = next((figure for figure in by[chosen.by] if figure.key == chosen.key), None) if chosen else None
    elsewhere = ""
    if chosen:
        elsewhere = _("of all departments") if chosen.by == "department" else _("of all topics")
    shown = one or total(desk, told)
    return (_participants(told, shown), _hours(told, shown), *_of_everybody(desk, told, elsewhere))


def at_least(words: str, part: bool) -> str:
    """Return a figure in words, with a sign before it where it may be more."""
    return f"≥ {words}" if part else words


def few_words() -> str:
    """Return what stands where a figure would tell of a small group."""
    return _("Too few participants (fewer than 5)")


def limit_words() -> str:
    """Return what figures do not guard against, for who makes overviews."""
    return _(
        "A session is counted a week after it ended. What is corrected later is not counted again. "
        "Each computer of HR counts by itself. So make overviews on one computer: two together can tell of a few people. "
        "Everybody can count seats. Beside these figures those tell how many were away."
    )


def _participants(told: Overview, one: Figure) -> Tile:
    if one.people is None:
        title = _("Participations")
        meaning = _("How often somebody was present at a session. Who came twice counts twice.")
        beneath = _("who came twice counts twice")
        return _figure(title, one.size, one, told, "" if one.hidden else beneath, meaning)
    meaning = _("Different colleagues who were present, from the first of January. Who came twice counts once.")
    beneath = ""
    if one.headcount >= one.people:
        beneath = _("{share} of the organisation").format(share=percent(one.people / one.headcount))
        meaning += " " + _("The share is of all who work there, by the staff list or the typed size.")
    more = _("“≥” is at least: a few who are new cannot be told yet.") if one.more_people else ""
    return _figure(_("Participants"), one.people, one, told, beneath, meaning, more)


def _hours(told: Overview, one: Figure) -> Tile:
    hours, beneath = one.minutes / 60, ""
    among = one.size if one.people is None else one.people
    if among and not one.part and not one.more_people:
        words = _("on average {n} per participation") if one.people is None else _("on average {n} per participant")
        beneath = words.format(n=number(round(hours / among, 1)))
    meaning = _("Participations, times how long those sessions took on average. So hours do not tell who was where.")
    return _figure(_("Hours"), round(hours), one, told, beneath, meaning)


def _figure(title: str, value: int, one: Figure, told: Overview, beneath: str, meaning: str, more: str = "") -> Tile:
    """Return the tile of a figure; `more` says why it may be more, if it is not that of some groups too little can be told."""
    if not told.portions:
        return Tile(title, _("Nothing to tell yet"), "", meaning, None, told=False)
    if one.hidden or (one.part and not value):
        return Tile(title, few_words(), "", meaning, told.as_of, told=False)
    if one.part and not more:
        more = _("“≥” is at least: some of it is counted only together with other groups.")
    return Tile(title, at_least(number(value), bool(more)), beneath, f"{meaning} {more}".strip(), told.as_of)


def _of_everybody(desk: Desk, told: Overview, elsewhere: str) -> Iterator[Tile]:
    for one in (no_shows(desk, told), unmet_demand(desk), *answers(desk)):
        beneath = " · ".join(filter(None, (one.beneath, elsewhere))) if one.told else one.beneath
        yield replace(one, beneath=beneath)


def no_shows(desk: Desk, told: Overview) -> Tile:
    """Return how many had a seat and did not come: HR hears that only where the organisation switched it on."""
    title = _("Did not come")
    meaning = _(
        "The part of those with a seat who did not come and did not say so. Before your organisation told HR, none were known."
    )
    if not desk.our_organisation().tells_no_shows:
        return Tile(title, _("Not known"), _("Your organisation does not tell HR this."), meaning, None, told=False)
    many, there = missed(told), total(desk, told)
    if not there.size:
        return Tile(title, _("Nothing to tell yet"), "", meaning, None, told=False)
    meaning += " " + _("It is told of 5 colleagues or more together, so a few may still wait.")
    if not many:
        return Tile(title, few_words(), "", meaning, told.as_of, told=False)
    beneath = ngettext("{n} time, since HR hears it", "{n} times, since HR hears it", many).format(n=number(many))
    return Tile(title, percent(many / (many + there.size)), beneath, meaning, told.as_of)


def unmet_demand(desk: Desk) -> Tile:
    """Return how often colleagues ask for what there is no room or date for; everybody sees that at each training."""
    now, connection = desk.now(), desk.store.connection
    asked = Counter(seatless(connection, now)) + Counter(dateless(connection, now))
    title = _("Waiting")
    meaning = _("Colleagues on a waiting list of a session to come, or who want to know when there is a date. "
                "Who waits for two trainings counts twice. This is of now, whatever the period.")  # fmt: skip
    if 0 < asked.total() < FEWEST:
        return Tile(title, few_words(), "", meaning, now, told=False)
    names = dict(desk.store.parts(Training, ("id", "title"), id=list(asked)))
    most = [names[one] for one in sorted(asked, key=lambda one: (-asked[one], one)) if one in names][:MOST_NAMED]
    beneath = _("mostly for: {titles}").format(titles=", ".join(most)) if most else ""
    return Tile(title, number(asked.total()), beneath, meaning, now)


def answers(desk: Desk) -> Iterator[Tile]:
    """Yield what participants thought of it, and how many use it; only what is known of the answers to each training."""
    trainings = {training for (training,) in desk.store.parts(Outcome, ("training",), organisation=desk.organisation)}
    known = known_ratings(desk, trainings).values()
    many, users = sum(one.answers for one in known), sum(one.users for one in known)
    ever = _("Of each training it is known from 5 answers on. This is of all time, whatever the period.")
    yield _answer(desk, _("Rating"), stars(sum(one.stars for one in known) / many) if many else "",
                  ngettext("from {n} answer", "from {n} answers", many).format(n=number(many)),
                  _("The average of what participants gave, 1 to 5.") + " " + ever)  # fmt: skip
    yield _answer(desk, _("Do you use it?"), number(users) if users else "", _("said yes, three weeks later"),
                  _("Participants who said three weeks later that they use it. Who says no is not counted, so it is no share.")
                  + " " + ever)  # fmt: skip


def _answer(desk: Desk, title: str, value: str, beneath: str, meaning: str) -> Tile:
    if not value:
        return Tile(title, _("Nothing to tell yet"), "", meaning, None, told=False)
    return Tile(title, value, beneath, meaning, desk.now())
