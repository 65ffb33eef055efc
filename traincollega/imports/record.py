"""What an import brings in: records of trainings with their sessions."""

from dataclasses import dataclass
from datetime import datetime

from traincollega.imports.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class SessionRecord:
    """A session of an imported training; its times are aware UTC datetimes."""

    source: str
    starts: datetime
    ends: datetime
    place: str = ""
    link: str = ""
    """http(s) address, or ""."""
    seats: int | None = None
    cancelled: bool = False
    zoneless: bool = False
    """True where the file gives a time of day without a time zone: it was read as a time here."""


@dataclass(frozen=True, kw_only=True)
class TrainingRecord:
    """An imported training; titles and summaries are plain text, the longer texts markdown."""

    source: str
    """The same at every import, wherever the file lies: path inside the archive or folder, UID, or file with title."""
    title: str
    summary: str
    minutes: int
    topics: tuple[str, ...]
    language: str
    """BCP 47: "nl", "en"."""
    body: str
    goal: str = ""
    audience: str = ""
    outcomes: str = ""
    programme: str = ""
    preparation: str = ""
    given_by: str = ""
    licence: str = ""
    sessions: tuple[SessionRecord, ...] = ()


Item = TrainingRecord | Refusal
