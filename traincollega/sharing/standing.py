"""How sharing stands: kept beside the data after each round, so that the window and the commands tell the same."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from traincollega.errors import TrainCollegaError
from traincollega.language import _, clock_time, day_and_time, ngettext, pgettext
from traincollega.models.colleague import Colleague, Device
from traincollega.models.envelopes import SENT_UNTIL, Envelopes
from traincollega.models.noun import moment_of, moment_text
from traincollega.services.desk import PLACE, Desk
from traincollega.sharing.addresses import is_server
from traincollega.sharing.troubles import I_AM_REVOKED, I_WAIT, Trouble, told, trouble_of

if TYPE_CHECKING:  # how it stands is told before anything of cryptography is imported
    from traincollega.sharing.keeping_step import Step

FILE = "sharing.json"
NOT_HEARD, UNAPPROVED, REVOKED = "not heard", I_WAIT, I_AM_REVOKED
"""The local value that says why colleagues do not hear this computer, and its two values; "" where they do."""
KEYS_GONE = "KeysGone"
"""The class of the error that only joining again takes away."""


class State(StrEnum):
    """The four things that sharing can be, and nothing where nobody shares."""

    OFF = "off"
    UP_TO_DATE = "up to date"
    WAITING = "waiting"
    UNREACHABLE = "unreachable"
    CHOICE = "choice"


@dataclass(frozen=True)
class Standing:
    """What the last rounds came to; moments are aware, None where there was none."""

    at: datetime | None = None
    """When the last round succeeded."""
    since: datetime | None = None
    """Since when none succeeds."""
    troubles: tuple[Trouble, ...] = ()
    error: str = ""
    """Why the last round did not succeed, as a sentence."""
    kind: str = ""
    """The class of that error."""

    @property
    def problems(self) -> tuple[str, ...]:
        """Return the troubles as finished sentences, in the language of now."""
        return tuple(map(told, self.troubles))


@dataclass(frozen=True)
class Sender:
    """One colleague's computer: what came from it."""

    device: str
    name: str
    segments: int
    last: datetime


def succeeded(folder: Path, step: "Step", now: datetime) -> Standing:
    """Keep that a round succeeded."""
    return _keep(folder, Standing(now, None, step.troubles))


def failed(folder: Path, error: TrainCollegaError, now: datetime) -> Standing:
    """Keep that a round did not succeed, why, and since when."""
    known = standing(folder)
    return _keep(folder, replace(known, since=known.since or now, error=str(error), kind=type(error).__name__))


def standing(folder: Path) -> Standing:
    """Return how sharing stood after the last round."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        kept = json.loads((folder / FILE).read_text("utf-8"))
        at, since = (moment_of(kept[name]) if kept[name] else None for name in ("at", "since"))
        return Standing(at, since, tuple(map(trouble_of, kept["problems"])), str(kept["error"]), str(kept.get("kind", "")))
    return Standing()


def _keep(folder: Path, state: Standing) -> Standing:
    beside = folder / f"{FILE}.{os.getpid()}.new"
    with suppress(OSError):  # it only tells; the next round tells it again
        beside.write_text(
            json.dumps({
                "at": moment_text(state.at) if state.at else "", "since": moment_text(state.since) if state.since else "",
                "problems": state.troubles, "error": state.error, "kind": state.kind,
            }), "utf-8",
        )  # fmt: skip
        beside.replace(folder / FILE)
    return state


def not_sent(desk: Desk) -> int:
    """Return how many of my changes do not lie in the place yet."""
    envelopes = Envelopes(desk.store.connection)
    unsent = envelopes.unsent_count(desk.store.device, int(desk.store.local(SENT_UNTIL) or 0))
    return unsent + envelopes.to_put_count()


def is_not_heard(desk: Desk) -> bool:
    """Say whether colleagues do not hear this computer, as far as the last round told."""
    return bool(desk.store.local(NOT_HEARD))


def state_of(desk: Desk, state: Standing, choices: int = 0) -> State:
    """Return which of the four it is, the most pressing first."""
    if not desk.shares():
        return State.OFF
    if choices:
        return State.CHOICE
    if state.since is not None:
        return State.UNREACHABLE
    if is_not_heard(desk):
        return State.WAITING
    return State.WAITING if state.at is None or not_sent(desk) else State.UP_TO_DATE


def sentence_of(desk: Desk, state: Standing, choices: int = 0) -> str:
    """Return how sharing stands as a sentence for the screen."""
    which = state_of(desk, state, choices)
    if which is State.OFF:
        return _("Everything is saved on this computer")
    if which is State.CHOICE:
        return ngettext("{n} choice needed", "{n} choices needed", choices).format(n=choices)
    if which is State.UNREACHABLE and state.since is not None:
        return _failing(state.kind, place_of(desk)).format(when=_when(desk, state.since))
    if not_heard := desk.store.local(NOT_HEARD):
        return (
            _("This computer was revoked. Ask a coordinator.")
            if not_heard == REVOKED
            else _("This computer waits to be approved. You can simply go on working.")
        )
    waits = not_sent(desk)
    if waits:
        return ngettext("{n} change not sent yet", "{n} changes not sent yet", waits).format(n=waits)
    if state.at is None:
        return _("Not updated yet")
    return _("Everything is up to date · {when}").format(when=_when(desk, state.at))


def _failing(kind: str, place: str) -> str:
    if kind == KEYS_GONE:
        return _("The keys of this computer are gone. Join again with an invitation.")
    if kind in ("", "SharingError", "PlaceUnreachable"):
        if is_server(place):
            return _("Database out of reach since {when}. You can simply go on working.")
        return _("Shared folder out of reach since {when}. You can simply go on working.")
    return _("Not updated since {when}. You can simply go on working.")


def _when(desk: Desk, at: datetime) -> str:
    here = at.astimezone(desk.zone)
    if here.date() == desk.today():
        return pgettext("time of day", "{time}").format(time=clock_time(here))
    return day_and_time(at, desk.zone, desk.today())


def senders(desk: Desk) -> list[Sender]:
    """Return from whom something came, the last one first; my own computer left out."""
    found = []
    for device, segments, last in Envelopes(desk.store.connection).senders():
        row = desk.store.find(Device, device)
        card = desk.store.find(Colleague, row.person) if row else None
        if device not in ("", desk.store.device):
            name = card.name if card else _("A computer that is not known here yet")
            found.append(Sender(device, name, segments, moment_of(last)))
    return found


def place_of(desk: Desk) -> str:
    """Return where we share, as a person knows it."""
    return desk.store.local(PLACE)
