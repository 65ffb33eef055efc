"""Two organisations with a clock that a test sets."""

from pathlib import Path

import pytest
from shared_files import Time

from traincollega.services.beginning import begin
from traincollega.services.desk import Desk


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def noordveld(tmp_path: Path, time: Time) -> Desk:
    """An organisation with a colleague who gives trainings."""
    return begin(
        tmp_path / "noordveld", organisation="Gemeente Noordveld", name="Sanne de Vries", email="sanne@noordveld.nl",
        department="Burgerzaken", now=time,
    )  # fmt: skip


@pytest.fixture
def zuidwijk(tmp_path: Path, time: Time) -> Desk:
    """An organisation that reads in."""
    return begin(tmp_path / "zuidwijk", organisation="Waterschap Zuidwijk", name="Jan Bakker", email="jan@zuidwijk.nl", now=time)
