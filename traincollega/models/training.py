"""A training: what a colleague offers to tell about."""

from typing import ClassVar

from traincollega.models.noun import Noun, noun

TITLE_MOST = 70  # signs asked for in the form; what comes in from outside may be longer, up to TITLE_LIMIT
TITLE_LIMIT = 300
SUMMARY_LIMIT = 1_000
TEXT_LIMIT = 200_000
MINUTES_MOST = 60_000
"""Longest duration of a training that comes in from outside: 1,000 hours."""
TEXTS = ("goal", "audience", "outcomes", "programme", "preparation", "body")
"""The fields of "Meer vertellen" that hold markdown, in the order they are read."""


@noun
class Training(Noun):
    """A training; a draft is no training yet and stays on its writer's computer."""

    table: ClassVar[str] = "training"

    title: str = ""
    summary: str = ""
    minutes: int = 0
    topics: tuple[str, ...] = ()
    language: str = "nl"
    """BCP 47: "nl", "en"."""
    status: str = "published"
    """"published" or "archived"."""
    goal: str = ""
    audience: str = ""
    outcomes: str = ""
    programme: str = ""
    preparation: str = ""
    body: str = ""
    seats: int | None = None
    """What a new session offers unless its planner says otherwise; None is without limit."""
    licence: str = ""
    """SPDX id, or ""."""
    given_by: str = ""
    """Who gives it, where that is no colleague of ours: a host named in an imported file."""
    organisation: str = ""
    """The id of the organisation it comes from."""
    source: str = ""
    """Where an imported row came from (archive-relative path or UID, with its host); imports match on it."""
    hidden: str = ""
    """Why a coordinator hid it, or ""."""


@noun
class Interest(Noun):
    """ "Laat het me weten": a colleague who waits for a date of a training."""

    table: ClassVar[str] = "interest"

    training: str = ""
    person: str = ""
    withdrawn: bool = False


@noun
class Outcome(Noun):
    """What a training brought about elsewhere, as counts only; of ours what was answered, in steps (decision 0020)."""

    table: ClassVar[str] = "outcome"

    training: str = ""
    organisation: str = ""
    sessions: int = 0
    participants: int = 0
    minutes: int = 0
    """Minutes given to participants, all together."""
    answers: int = 0
    """How many ratings were counted."""
    stars: int = 0
    """What these add up to, each 1 to 5."""
    recommends: int = 0
    """How many colleagues would recommend it, of whom it was counted."""
    users: int = 0
    """How many colleagues use it, of whom it was counted."""
    counted: tuple[str, ...] = ()
    """What was counted, as only who reads the evaluations can recognise it: so that nothing is counted twice."""
