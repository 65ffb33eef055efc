"""The result of a training as the shared file tells it: counts of five people and more."""

from typing import NamedTuple

FEWEST = 5
"""A held session with fewer participants counts in neither the sessions nor the participants."""


class Result(NamedTuple):
    """What a training brought about; `minutes` is given to all participants together."""

    sessions: int
    participants: int
    minutes: int
