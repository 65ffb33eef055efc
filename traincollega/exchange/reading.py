"""Reading a shared file in: first what would come, row by row, then all of it or nothing, however often."""

from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from traincollega.exchange.comparing import NEW, UNCHANGED, UPDATED, Comparison, Row
from traincollega.exchange.incoming import Offer, offered
from traincollega.imports.refusal import Refusal
from traincollega.models.noun import Noun
from traincollega.models.session import Session
from traincollega.models.training import Outcome, Training
from traincollega.services.desk import Desk


class Preview(NamedTuple):
    """What a file would bring, before anything is written; the numbers count trainings."""

    organisation: str
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...]
    offer: Offer
    choices: int = 0
    """Always 0: a file of format version 0 asks nothing."""

    @property
    def new(self) -> int:
        """Return how many are not here yet."""
        return _count(self.rows, NEW)

    @property
    def updated(self) -> int:
        """Return how many are here in another form."""
        return _count(self.rows, UPDATED)

    @property
    def unchanged(self) -> int:
        """Return how many are here already, just like this."""
        return _count(self.rows, UNCHANGED)


class Counts(NamedTuple):
    """What came of reading a file in, in trainings."""

    new: int
    updated: int
    unchanged: int
    refused: tuple[Refusal, ...]
    choices: int = 0


def preview(desk: Desk, path: Path) -> Preview:
    """Return what a file would bring; raises UnreadableFile, TooLarge, NewerVersionNeeded."""
    offer = offered(path)
    offer = offer._replace(trainings=tuple(offer.trainings))
    comparison = Comparison(desk, offer)
    steps = [comparison.step(one) for one in offer.trainings]
    rows = tuple(step.row for step in steps if not isinstance(step, Refusal))
    return Preview(offer.name, rows, tuple(step for step in steps if isinstance(step, Refusal)), offer)


def read_in(desk: Desk, source: Path | Preview, leave_out: Container[str] = ()) -> Counts:
    """Read a file, or what was previewed of it, in as one transaction; `leave_out` holds ids of rows to pass over.

    A second time everything is unchanged and nothing is written. Raises UnreadableFile, TooLarge, NewerVersionNeeded,
    StorageError.
    """
    offer = source.offer if isinstance(source, Preview) else offered(source)
    with desk.store.transaction(bulk=True):
        intake = _Intake(desk, offer, leave_out)
        desk.store.add_all(intake.arriving())
        for noun in (Session, Outcome):
            desk.store.add_all(one for one in intake.later if type(one) is noun)
        desk.store.save(*intake.changed)
    rows = intake.rows
    return Counts(_count(rows, NEW), _count(rows, UPDATED), _count(rows, UNCHANGED), tuple(intake.refused))


class _Intake:
    """One reading in: hands the store what is new, training by training, and keeps what comes after."""

    def __init__(self, desk: Desk, offer: Offer, leave_out: Container[str]) -> None:
        self.offer, self.leave_out = offer, leave_out
        self.comparison = Comparison(desk, offer)
        self.rows: list[Row] = []
        self.refused: list[Refusal] = []
        self.later: list[Noun] = []
        """What is new and refers to a training."""
        self.changed: list[Noun] = []

    def arriving(self) -> Iterator[Noun]:
        """Yield the sender before the first that is new of it, and each new training, judged when the store asks for it."""
        host, named = self.comparison.host, False
        for step in map(self.comparison.step, self.offer.trainings):
            if isinstance(step, Refusal):
                self.refused.append(step)
                continue
            if step.row.id in self.leave_out:
                continue
            self.rows.append(step.row)
            if (step.fresh or step.changed) and not named:
                named = True
                if host.created == 0:
                    yield host
                else:
                    self.changed.append(host)
            for noun in step.fresh:
                if isinstance(noun, Training):
                    yield noun
                else:
                    self.later.append(noun)
            self.changed += step.changed


def _count(rows: Iterable[Row], what: str) -> int:
    return sum(row.what == what for row in rows)
