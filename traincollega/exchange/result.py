"""The result of a training as the shared file tells it: counts of five people and more."""

from typing import NamedTuple

from traincollega.models.evaluation import Rating

FEWEST = 5
"""A held session with fewer participants counts in neither the sessions nor the participants."""


class Result(NamedTuple):
    """What a training brought about; `minutes` is given to all participants together, and of answers 0 says that too few came."""

    sessions: int
    participants: int
    minutes: int
    answers: int = 0
    stars: int = 0
    recommends: int = 0
    users: int = 0

    @property
    def rating(self) -> Rating:
        """Return what of it was answered."""
        return Rating(self.answers, self.stars, self.recommends, self.users)

    def told(self) -> dict[str, int]:
        """Return what the file says: of answers nothing while too few are known."""
        return {name: count for name, count in self._asdict().items() if count or name not in self._field_defaults}
