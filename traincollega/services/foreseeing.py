"""Foreseeing: what a person may want to know before a session is saved; nothing of it forbids."""

from collections.abc import Sequence
from datetime import timedelta

from traincollega.language import _, between, day_short, ngettext
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.browsing import my_given
from traincollega.services.desk import Desk
from traincollega.services.enrolling import my_sessions
from traincollega.services.planning import LONGEST, Plan

TIPS_MOST = 5


def tips(desk: Desk, wishes: Sequence[Plan], session_id: str = "") -> list[str]:
    """Return what is odd about these plans: in the past, in a weekend, I am elsewhere then, the room is taken.

    `session_id` is the session that is being changed, which is not in its own way.
    """
    if not wishes:
        return []
    first, last = min(wish.starts for wish in wishes), max(wish.starts + timedelta(minutes=wish.minutes) for wish in wishes)
    around = [one for one in desk.store.sessions_between(first - LONGEST, last) if one.id != session_id and one.status == "planned"]
    titles = {one.id: one.title for one in desk.store.where(Training, id=sorted({one.training for one in around}))}
    given, listed = {one.id for one in my_given(desk)}, {one.id for one in my_sessions(desk)}
    found = _of_the_days(desk, wishes)
    for wish in sorted(wishes, key=lambda wish: wish.starts):
        for one in around:
            if one.training in titles and _meet(one, wish):
                found += _of_another(desk, wish, one, titles[one.training], one.id in given, one.id in listed)
    return list(dict.fromkeys(found))[:TIPS_MOST]


def _meet(session: Session, wish: Plan) -> bool:
    return session.starts < wish.starts + timedelta(minutes=wish.minutes) and wish.starts < session.ends


def _of_the_days(desk: Desk, wishes: Sequence[Plan]) -> list[str]:
    past = [wish for wish in wishes if wish.starts <= desk.now()]
    days = [wish.starts.astimezone(desk.zone).date() for wish in wishes if wish not in past]
    free = [day for day in days if day.weekday() >= 5]
    found = []
    if len(wishes) == 1 and past:
        found.append(_("This moment has been already."))
    elif past:
        found.append(ngettext("{n} of these days has been already.", "{n} of these days have been already.", len(past)))
    if len(wishes) == 1 and free:
        found.append(_("This day is in the weekend."))
    elif free:
        found.append(ngettext("{n} of these days is in the weekend.", "{n} of these days are in the weekend.", len(free)))
    return [sentence.format(n=len(group)) for sentence, group in zip(found, [one for one in (past, free) if one], strict=True)]


def _of_another(desk: Desk, wish: Plan, other: Session, title: str, given: bool, listed: bool) -> list[str]:
    when = _("{day}, {times}").format(
        day=day_short(other.starts.astimezone(desk.zone).date(), desk.today()), times=between(other.starts, other.ends, desk.zone)
    )
    found = []
    if given:
        found.append(_("You give “{title}” then ({when}).").format(title=title, when=when))
    elif listed:
        found.append(_("You take part in “{title}” then ({when}).").format(title=title, when=when))
    if wish.place and other.place.casefold() == " ".join(wish.place.split()).casefold():
        found.append(_("“{title}” is in {place} then ({when}).").format(title=title, place=other.place, when=when))
    return found
