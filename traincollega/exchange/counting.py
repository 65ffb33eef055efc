"""What sessions brought about, as counts only: never of fewer than five people."""

from collections.abc import Iterable
from dataclasses import replace

from traincollega.errors import NewerVersionNeeded
from traincollega.exchange.result import FEWEST, Result
from traincollega.models.seats import participants, seats
from traincollega.models.session import Closing, Confirmation, Session
from traincollega.models.sign_up import SignUp
from traincollega.services.desk import Desk
from traincollega.services.tallying import tallies


def results(desk: Desk, sessions: Iterable[Session]) -> dict[str, Result]:
    """Return the result of each training with held sessions that count, by training id.

    Each session counts whole or not at all, so two files, from before and after a session, differ by five or more people.
    """
    held = {one.id: one for one in sessions if one.status == "planned" and one.ends <= desk.now()}
    sign_ups: dict[str, list[SignUp]] = {one: [] for one in held}
    confirmations: dict[str, list[Confirmation]] = {one: [] for one in held}
    closings: dict[str, list[Closing]] = {one: [] for one in held}
    for sign_up in desk.store.where(SignUp, session=list(held)):
        late = sign_up.withdrawn is not None and sign_up.withdrawn > held[sign_up.session].starts
        # who leaves the list afterwards may not be told from the difference between two files
        sign_ups[sign_up.session].append(replace(sign_up, withdrawn=None) if late else sign_up)
    for confirmation in desk.store.where(Confirmation, session=list(held)):
        confirmations[confirmation.session].append(confirmation)
    for closing in desk.store.where(Closing, session=list(held)):
        closings[closing.session].append(closing)
    found: dict[str, Result] = {}
    tallied = tallies(desk.store, held)
    for session in held.values():
        try:
            placed = seats(session, sign_ups[session.id], confirmations[session.id], closings[session.id])
        except NewerVersionNeeded:
            continue  # seats of a newer rule: this program does not know who took part, so it counts nobody
        count = len(participants(session, placed))
        if session.id in tallied:  # before names were erased it was more
            count = max(count, tallied[session.id].participants)
        if count >= FEWEST:
            before = found.get(session.training, Result(0, 0, 0))
            minutes = before.minutes + count * (int((session.ends - session.starts).total_seconds()) // 60)
            found[session.training] = Result(before.sessions + 1, before.participants + count, minutes)
    return found
