"""A session: a training at a time, in a place, with seats."""

from datetime import UTC, datetime
from typing import ClassVar

from traincollega.models.noun import Noun, noun

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Between these a session that comes in from outside is held."""
ONLINE = "Online"
"""The place of another's session that is only online: its link is not in the shared file, so the place says it."""
SEAT_RULE = 1
"""The number of the seat rule this program knows."""


@noun
class Session(Noun):
    """A planned session; its times are aware UTC datetimes."""

    table: ClassVar[str] = "session"

    training: str = ""
    starts: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    ends: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    place: str = ""
    link: str = ""
    """https address of an online session, or "" ; place and link together make a hybrid one."""
    seats: int | None = None
    """None is without limit."""
    closes: datetime | None = None
    """After this moment nobody signs up any more."""
    order: str = "time"
    """"time" (first come) or "draw"."""
    rule: int = SEAT_RULE
    status: str = "planned"
    """"planned" or "cancelled"."""
    reason: str = ""
    """Why it was cancelled."""
    sequence: int = 0
    """Rises on one computer with every change that a calendar must know; calendars themselves go by `revisions`."""
    source: str = ""


@noun
class Confirmation(Noun):
    """A trainer's computer has seen this sign-up and gives it its seat for good."""

    table: ClassVar[str] = "confirmation"

    session: str = ""
    sign_up: str = ""


@noun
class Closing(Noun):
    """The trainer closed the list of a session by draw: the list as it was, and the seed of the draw."""

    table: ClassVar[str] = "closing"

    session: str = ""
    seed: str = ""
    sign_ups: tuple[str, ...] = ()
