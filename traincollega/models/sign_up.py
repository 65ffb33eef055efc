"""A sign-up: one colleague for one session; leaving and coming back makes a new one, at the back."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from traincollega.models.noun import Noun


@dataclass(frozen=True, kw_only=True)
class SignUp(Noun):
    """One colleague's place in the line of one session; `created` (its stamp) is the order in time."""

    table: ClassVar[str] = "sign_up"

    session: str = ""
    person: str = ""
    withdrawn: datetime | None = None
    visible: bool = False
    """"Collega's mogen zien dat ik kom"."""
