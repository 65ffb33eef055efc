"""An evaluation: what a participant says of a session; and thanks for it. Both are sealed to its trainers."""

from typing import ClassVar

from traincollega.models.noun import Noun, noun


@noun
class Evaluation(Noun):
    """Three answers after a session, and two more after three weeks."""

    table: ClassVar[str] = "evaluation"

    session: str = ""
    person: str = ""
    rating: int = 0
    """1 to 5; 0 is no answer."""
    helped: str = ""
    """What helped."""
    recommends: str = ""
    """"yes", "no" or ""."""
    uses: str = ""
    """After three weeks: "yes", "no" or ""."""
    changed: str = ""
    """What they used, and what changed."""


@noun
class Thanks(Noun):
    """*Bedankje*: a participant thanks the trainers of a session, by name; apart from what they say without one."""

    table: ClassVar[str] = "thanks"

    session: str = ""
    person: str = ""
