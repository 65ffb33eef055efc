"""Belonging: who takes part, with which computers, and in which role; as the screen lists it."""

from collections import Counter
from typing import NamedTuple

from traincollega.language import _
from traincollega.models.colleague import Colleague, Device
from traincollega.models.organisation import Grant
from traincollega.sharing.admitting import HR
from traincollega.sharing.circle import Circle

HEARD, WAITS, REVOKED = "heard", "waits", "revoked"


class Computer(NamedTuple):
    """One computer; `state` is one of HEARD, WAITS and REVOKED."""

    device: str
    name: str
    state: str
    here: bool
    """Whether it is this one."""
    waits: int = 0
    """Messages of it that came and are not accepted."""


class Member(NamedTuple):
    """One colleague who takes part."""

    person: str
    name: str
    email: str
    coordinator: bool
    hr: bool
    computers: tuple[Computer, ...]

    @property
    def waits(self) -> bool:
        """Whether one of the computers waits to be approved."""
        return any(one.state == WAITS for one in self.computers)


def members(circle: Circle) -> list[Member]:
    """Return who takes part: a coordinator sees everybody, others see themselves; who waits comes first, then by name."""
    store, trust = circle.store, circle.trust()
    coordinators = store.rights.coordinators()
    everybody = store.person in coordinators
    rows = {one.id: one.name for one in store.where(Device)}
    own: dict[str, list[Computer]] = {}
    waiting = Counter(device for device, _segment in circle.envelopes.waiting())
    for device, one in trust.computers.items():
        if everybody or one.person == store.person:
            state = REVOKED if device in trust.revoked else HEARD if device in trust.certified else WAITS
            name = rows.get(device) or _("Computer {id}").format(id=device[:6])
            own.setdefault(one.person, []).append(Computer(device, name, state, device == circle.keys.device, waiting[device]))
    of_hr = {one.person for one in store.where(Grant, right=HR, subject=circle.organisation, withdrawn=False)}
    found = [
        Member(card.id, card.name, card.email, card.id in coordinators, card.id in of_hr,
               tuple(sorted(own.get(card.id, ()), key=lambda one: (not one.here, one.state == REVOKED, one.name, one.device))))
        for card in store.where(Colleague, id=sorted(own))
        if not card.deleted
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.waits, one.person != store.person, one.name.casefold(), one.person))
