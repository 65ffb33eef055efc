"""Recording: who took part in what, person by person, for the personnel file; only as far as the works council agreed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.language import _
from traincollega.models.attendance import Presence
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.desk import Desk, Done
from traincollega.services.dividing import department_names
from traincollega.services.logging_exports import noted
from traincollega.services.reporting import may_report
from traincollega.services.staffing import staff


class Record(NamedTuple):
    """That somebody was at a session."""

    name: str
    personnel_number: str
    department: str
    starts: datetime
    title: str
    minutes: int


def agree(desk: Desk, agreed: date | None) -> Done:
    """Record on which day the works council agreed to overviews of single persons; None takes that back. Raises NotAllowed."""
    if not desk.is_coordinator():
        raise NotAllowed(_("Only a coordinator records what the works council agreed to."))
    if agreed is not None and agreed > desk.today():
        raise InvalidInput(_("This day is still to come. Record it once the works council has agreed."), "council_agreed")
    changes = desk.store.save(replace(desk.our_organisation(), council_agreed=agreed.isoformat() if agreed else ""))
    on, off = _("HR can make overviews of single persons now."), _("HR can make no overviews of single persons any more.")
    return Done(on if agreed else off, changes)


def tell_no_shows(desk: Desk, tells: bool) -> Done:
    """Let HR know from now on who did not come, or no longer. Raises NotAllowed."""
    if not desk.is_coordinator():
        raise NotAllowed(_("Only a coordinator decides whether HR hears who did not come."))
    changes = desk.store.save(replace(desk.our_organisation(), tells_no_shows=tells))
    on, off = _("HR hears from now on who did not come."), _("HR no longer hears who did not come.")
    return Done(on if tells else off, changes)


def may_record(desk: Desk) -> None:
    """Raise NotAllowed without HR's role, NotPossible where the works council did not agree."""
    may_report(desk)
    if not desk.our_organisation().council_agreed:
        raise NotPossible(
            _("Overviews of single persons are off. A coordinator turns them on once the works council has agreed to them.")
        )


def faults(first: date, last: date, purpose: str) -> dict[str, str]:
    """Return what is wrong with what is asked, as a sentence per field."""
    found: dict[str, str] = {}
    if last < first:
        found["to"] = _("The last day comes before the first one. Turn them round.")
    if not purpose.strip():
        found["purpose"] = _("Say what the overview is for. It is kept in the log of exports.")
    return found


def records(desk: Desk, first: date, last: date, purpose: str, form: str) -> list[Record]:
    """Return who was at what from one day to another, by name and time; that it was asked, and what for, is in the log from now on.

    Raises NotAllowed, NotPossible, and InvalidInput for what `faults` tells.
    """
    may_record(desk)
    for field, sentence in faults(first, last, purpose).items():
        raise InvalidInput(sentence, field)
    found = sorted(_records(desk, first, last), key=lambda one: (one.name.casefold(), one.name, one.starts, one.title))
    noted(desk, _("Participation by person"), form, len(found), purpose)
    return found


def _records(desk: Desk, first: date, last: date) -> Iterator[Record]:
    store = desk.store
    took_place = store.where(Session, status="planned")
    held = {one.id: one for one in took_place if first <= one.starts.astimezone(desk.zone).date() <= last}
    there = {(one.person, one.session): one.minutes for one in store.where(Presence, session=sorted(held))}
    cards = {one.id: one for one in store.where(Colleague, id=sorted({person for person, _session in there}))}
    titles = dict(store.parts(Training, ("id", "title"), id=sorted({one.training for one in held.values()})))
    numbers = {one.email.casefold(): one.personnel_number for one in staff(store)}
    departments = department_names(store)
    for (person, session), minutes in there.items():
        card = cards.get(person)
        if minutes and card is not None:
            yield Record(
                card.name, numbers.get(card.email.casefold(), ""), departments.get(card.department, ""), held[session].starts,
                titles.get(held[session].training, _("unknown")), minutes,
            )  # fmt: skip
