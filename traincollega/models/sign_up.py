"""A sign-up: one colleague for one session; leaving and coming back makes a new one, at the back."""

from datetime import datetime
from typing import ClassVar

from traincollega.models.noun import Noun, noun


@noun
class SignUp(Noun):
    """One colleague's place in the line of one session; `created` (its stamp) is the order in time."""

    table: ClassVar[str] = "sign_up"

    session: str = ""
    person: str = ""
    withdrawn: datetime | None = None
    visible: bool = False
    """"Collega's mogen zien dat ik kom"."""
