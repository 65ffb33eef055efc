"""Giving a session again: which sessions ask for it, and the next date of one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from traincollega.models.session import Session
from traincollega.services.desk import Desk
from traincollega.services.enrolling import seating
from traincollega.services.planning import Plan, wish_of

AHEAD = 7
"""Days from today that a session given again lies ahead at least."""


def may_give_again(desk: Desk, session: Session) -> bool:
    """Say whether a session asks to be given again: it is over, cancelled, or full."""
    return session.ends <= desk.now() or session.status == "cancelled" or seating(desk, session).free == 0


def wish_again(desk: Desk, session: Session) -> Plan:
    """Return the same session on the same day of the week, at the same time on the clock, a week from now or later.

    Signing up closes as long before it as it did.
    """
    wish = wish_of(session)
    starts = wish.starts.astimezone(desk.zone)
    least = max(desk.today(), starts.date()) + timedelta(days=AHEAD)
    day = least + timedelta(days=(starts.weekday() - least.weekday()) % 7)
    then = datetime.combine(day, starts.timetz()).astimezone(UTC)
    return replace(wish, starts=then, closes=None if wish.closes is None else then - (wish.starts - wish.closes))
