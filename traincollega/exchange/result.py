"""The result of a training as the shared file tells it: counts of five people and more."""

from dataclasses import dataclass

FEWEST = 5
"""A held session with fewer participants counts in neither the sessions nor the participants."""


@dataclass(frozen=True)
class Result:
    """What a training brought about; `minutes` is given to all participants together."""

    sessions: int
    participants: int
    minutes: int
