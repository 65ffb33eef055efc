"""An office of three: Anna, coordinator; Bram, who gives a training; Chris, a colleague."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.models.world import NOON, Three, computer, exchange, join, organisation
from traincollega.models.session import Session
from traincollega.models.training import Training


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    """Anna, coordinator; Bram, who gives a training; Chris, a colleague."""
    anna, bram, chris = (computer(tmp_path / f"{name}.sqlite", name=name) for name in ("anna", "bram", "chris"))
    ours = organisation(anna)
    join(bram, ours, anna)
    join(chris, ours, anna)
    exchange(anna, bram, chris)
    yield anna, bram, chris
    for store in (anna, bram, chris):
        store.connection.close()


@pytest.fixture
def given(three: Three) -> tuple[Training, Session]:
    """Return Bram's training and its session, known to all."""
    bram = three[1]
    training = Training.new(bram.person, title="Excel")
    session = Session.new(bram.person, training=training.id, starts=NOON + timedelta(days=9), seats=1)
    bram.save(training, session)
    exchange(*three)
    return bram.get(Training, training.id), bram.get(Session, session.id)
