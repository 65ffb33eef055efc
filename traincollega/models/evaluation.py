"""An evaluation: what a participant says of a session, sealed to its trainers."""

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
