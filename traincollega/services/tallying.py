"""Tallying: what held sessions came to in numbers, kept before anything goes that these follow from."""

from collections.abc import Collection, Iterable, Iterator

from traincollega.models.attendance import Presence, Tally
from traincollega.models.reading import Reader
from traincollega.models.seats import participants
from traincollega.models.session import Session
from traincollega.models.store import Store
from traincollega.services.desk import ROOT
from traincollega.services.enrolling import seatings_in


def reads_hours(store: Store, session: Session) -> bool:
    """Say whether I can read how long everybody was there: HR and the trainers can, and who works alone."""
    rights = store.rights
    return not store.local(ROOT) or store.person in rights.hr() or store.person in rights.trainers(session.training)


def tallied(store: Store, sessions: Collection[Session]) -> Iterator[Tally]:
    """Yield what these sessions come to now, as far as this program can say; one whose seats only a newer one knows not."""
    hours: dict[str, dict[str, int]] = {one.id: {} for one in sessions}
    for one in sorted(store.where(Presence, session=list(hours)), key=lambda one: (one.created, one.id)):
        hours[one.session][one.person] = one.minutes
    placed, before = seatings_in(store, list(sessions)), tallies(store, hours)
    for session in sessions:
        if not placed[session.id].known:
            continue
        there = [minutes for minutes in hours[session.id].values() if minutes]
        now = len(participants(session, placed[session.id])), len(there), sum(there)
        known = before.get(session.id, Tally(id="", creator="", nonce=""))
        seated, present, minutes = map(max, now, (known.participants, known.present or 0, known.minutes or 0))
        reads = reads_hours(store, session)
        yield Tally.new(
            store.person, session=session.id, participants=seated, present=present if reads else known.present,
            minutes=minutes if reads else known.minutes,
        )  # fmt: skip


def tallies(store: Reader, sessions: Iterable[str]) -> dict[str, Tally]:
    """Return the last tally of each of these sessions that has one: it came to that, or more since."""
    found = sorted(store.where(Tally, session=list(sessions)), key=lambda one: (one.created, one.id))
    return {one.session: one for one in found}
