"""What sessions brought about, as counts only: never of fewer than five people."""

from collections.abc import Sequence

from traincollega.exchange.result import FEWEST, Result
from traincollega.models.session import Session
from traincollega.services.desk import Desk
from traincollega.services.holding import held
from traincollega.services.rating import known_ratings


def results(desk: Desk, sessions: Sequence[Session]) -> dict[str, Result]:
    """Return the result of each training with held sessions that count, by training id.

    Each session counts whole or not at all, so two files, from before and after a session, differ by five or more people, but for
    who is added to its list afterwards; and of the answers only what everybody here knows, which differs by as many.
    """
    trainings = {one.id: one.training for one in sessions}
    found: dict[str, Result] = {}
    for identity, one in held(desk, sessions).items():
        if one.participants >= FEWEST:
            before = found.get(trainings[identity], Result(0, 0, 0))
            found[trainings[identity]] = Result(
                before.sessions + 1,
                before.participants + one.participants,
                before.minutes + one.participants * one.minutes,
            )
    for training, rating in known_ratings(desk, found).items():
        found[training] = found[training]._replace(**rating._asdict())
    return found
