"""Erasing: a colleague is forgotten, for good and on every computer; what sessions came to in numbers stays."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from traincollega.errors import NotAllowed, NotFound, NotPossible
from traincollega.language import _, ngettext
from traincollega.models.colleague import Colleague
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.staff import Staff
from traincollega.models.store import Store
from traincollega.models.training import Training
from traincollega.models.trust import Erasure
from traincollega.services.desk import Desk
from traincollega.services.listing import named
from traincollega.services.retaining import tallied
from traincollega.services.staffing import staff


def may_erase(store: Store, person: str) -> None:
    """Raise NotAllowed for who is no coordinator, and NotPossible for a colleague who is one."""
    coordinators = store.rights.coordinators()
    if store.person not in coordinators:
        raise NotAllowed(_("Only a coordinator may let a colleague be forgotten."))
    if person in coordinators:
        raise NotPossible(_("This colleague is coordinator. End that first, with the recovery code."))


def erase(store: Store, person: str, now: datetime) -> None:
    """Let a colleague be forgotten, as far as rows and changes go; raises as `may_erase`.

    Their line of the staff list goes too, where I may read it. What lies in segments goes with the next exchange.
    """
    may_erase(store, person)
    with store.transaction():
        theirs = sorted({one.session for one in store.where(SignUp, person=person)})
        held = [one for one in store.where(Session, id=theirs) if one.ends <= now]
        store.save(*tallied(store, held))
        card = store.find(Colleague, person)
        strike(store, [card.email] if card else [])
        store.save(Erasure.new(store.person, person=person))
        store.forget()


def addresses(store: Store) -> dict[str, str]:
    """Return everybody's mail address where HR's list is read: of who is forgotten by somebody else it is gone at once."""
    return dict(store.parts(Colleague, ("id", "email"))) if store.person in store.rights.hr() else {}


def strike(store: Store, gone: Iterable[str]) -> bool:
    """Erase the lines of the staff list with these mail addresses, as far as they are read here; say whether there were any."""
    those = {address.casefold() for address in gone}
    lines = [one for one in staff(store) if one.email.casefold() in those] if those else []
    store.save(*(Erasure.new(store.person, noun=Staff.table, row=one.id) for one in lines))
    return bool(lines)


def colleague_named(desk: Desk, typed: str) -> Colleague:
    """Return the colleague with this mail address, or whose id begins like this; raises NotFound, InvalidInput."""
    if "@" not in typed:
        return named(desk, Colleague, typed)
    found = [one for one in desk.store.where(Colleague) if one.email.casefold() == typed.strip().casefold()]
    if not found:
        raise NotFound(_("There is no colleague with the address {address}.").format(address=typed))
    return found[0]


def what_goes(desk: Desk, person: str) -> Iterator[str]:
    """Yield, in finished sentences, what is lost when this colleague is forgotten, and what stays."""
    card = desk.store.get(Colleague, person)
    sign_ups, trainings = len(desk.store.where(SignUp, person=person)), len(desk.store.where(Training, creator=person))
    yield _("The name and the address of {name} go, on every computer that shares.").format(name=card.name)
    words = ngettext("{n} sign-up goes, with what was noted of it.", "{n} sign-ups go, with what was noted of them.", sign_ups)
    yield words.format(n=sign_ups)
    yield _("How many came to a session stays.")
    if trainings:
        words = ngettext("Their training stays, without their name.", "Their {n} trainings stay, without their name.", trainings)
        yield words.format(n=trainings)
    yield _("They cannot come back under this card. This cannot be taken back.")
