"""Summing up: what a training brought about so far, in one line."""

from collections.abc import Sequence
from typing import NamedTuple

from traincollega.language import _, ngettext, pgettext
from traincollega.models.evaluation import Rating
from traincollega.models.session import Session
from traincollega.services.desk import Desk
from traincollega.services.holding import Held, held
from traincollega.services.rating import known_ratings

NOTHING = Rating(0, 0, 0, 0)


class Gist(NamedTuple):
    """What a training brought about."""

    colleagues: int
    """How many took part; who came twice counts once, as long as their names are here."""
    minutes: int
    """Given to all of them together."""
    rating: Rating


def gists(desk: Desk, trainings: Sequence[str]) -> dict[str, Gist]:
    """Return what trainings of ours brought about so far, by id."""
    sessions = desk.store.where(Session, training=list(trainings))
    of = {one.id: one.training for one in sessions}
    took_place: dict[str, list[Held]] = {one: [] for one in trainings}
    for identity, one in held(desk, sessions).items():
        took_place[of[identity]].append(one)
    ratings = known_ratings(desk, trainings)
    return {training: _gist(every, ratings.get(training, NOTHING)) for training, every in took_place.items()}


def _gist(every: Sequence[Held], rating: Rating) -> Gist:
    known = frozenset[str]().union(*(one.persons for one in every))
    forgotten = sum(one.participants - len(one.persons) for one in every)
    return Gist(len(known) + forgotten, sum(one.participants * one.minutes for one in every), rating)


def gist_line(gist: Gist) -> str:
    """Return it in words: "34 colleagues, 51 hours, 9 use it"; "" where nobody took part yet."""
    if not gist.colleagues:
        return ""
    hours = (gist.minutes + 30) // 60
    parts = [
        ngettext("{n} colleague", "{n} colleagues", gist.colleagues).format(n=gist.colleagues),
        ngettext("{n} hour", "{n} hours", hours).format(n=hours) if hours else "",
        users_line(gist.rating),
    ]
    return ", ".join(filter(None, parts))


def answers_line(rating: Rating) -> str:
    """Return all that is known of the answers in words; "" while that is nothing."""
    recommends = rating.recommends
    words = ngettext("{n} colleague recommends it", "{n} colleagues recommend it", recommends).format(n=recommends)
    parts = (rating_line(rating) if rating.answers else "", words if recommends else "", users_line(rating))
    return " · ".join(filter(None, parts))


def brought_line(gist: Gist) -> str:
    """Return it with its rating, where that is known: "34 colleagues, 51 hours, 9 use it · Rating 4.3 of 5, from 12 answers"."""
    return " · ".join(filter(None, (gist_line(gist), rating_line(gist.rating) if gist.rating.answers else "")))


def users_line(rating: Rating) -> str:
    """Return how many use it: "9 use it"; "" where too few colleagues said so."""
    return ngettext("{n} uses it", "{n} use it", rating.users).format(n=rating.users) if rating.users else ""


def rating_line(rating: Rating) -> str:
    """Return a rating in words: "Rating 4.3 of 5, from 12 answers"; "Too few answers" until five colleagues answered."""
    if rating.average is None:
        return _("Too few answers")
    words = ngettext("Rating {stars} of 5, from {n} answer", "Rating {stars} of 5, from {n} answers", rating.answers)
    return words.format(stars=stars(rating.average), n=rating.answers)


def stars(average: float) -> str:
    """Return an average with one decimal, as it is written here: "4,3" in Dutch."""
    return f"{average:.1f}".replace(".", pgettext("decimal sign", "."))
