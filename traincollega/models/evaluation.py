"""An evaluation: what a participant says of a session; and thanks for it. Both are sealed to its trainers."""

from typing import ClassVar, NamedTuple

from traincollega.models.noun import Noun, noun

RATINGS = (1, 2, 3, 4, 5)
ENOUGH = 5
"""So many colleagues must have answered since the last time before what they say is added to a rating."""
BELIEVABLE = " AND ".join(
    (
        f"stars BETWEEN {min(RATINGS)} * answers AND {max(RATINGS)} * answers",
        *(f"({count} = 0 OR {count} >= {ENOUGH})" for count in ("answers", "recommends", "users")),
    )
)
"""`Rating.believable` of a row of outcomes, in SQL."""


@noun
class Evaluation(Noun):
    """Three answers after a session, and two more after three weeks."""

    table: ClassVar[str] = "evaluation"

    session: str = ""
    person: str = ""
    rating: int = 0
    """One of RATINGS; 0 is no answer."""
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


class Rating(NamedTuple):
    """What is known of the answers to a training, as counts only; each is 0 while too few colleagues answered."""

    answers: int
    stars: int
    """What the ratings add up to."""
    recommends: int
    users: int

    @property
    def average(self) -> float | None:
        """Return the average rating; None where too few colleagues answered."""
        return self.stars / self.answers if self.answers else None

    @property
    def believable(self) -> bool:
        """Say whether it may be shown: no count of fewer than five people, and ratings as they can be."""
        counts = (self.answers, self.recommends, self.users)
        possible = min(RATINGS) * self.answers <= self.stars <= max(RATINGS) * self.answers
        return possible and all(count == 0 or count >= ENOUGH for count in counts)
