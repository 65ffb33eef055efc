"""The log of exports: what is kept of one, who reads it, and that a sign-in sheet is in it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.conftest import colleague, session_of, training_of
from traincollega.errors import NotAllowed
from traincollega.exports.sign_in_sheet import note_sheet, sign_in_sheet
from traincollega.models.change import Change
from traincollega.models.export import Export
from traincollega.services.desk import Desk
from traincollega.services.enrolling import sign_up
from traincollega.services.logging_exports import exports, noted


def test_the_last_export_comes_first_with_who_made_it(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    noted(bram, "Own list", "csv", 3, "To \n call")
    noted(anna, "Overview", "xlsx", 40, "Year report")
    found = [(one.who, one.what, one.form, one.rows, one.purpose) for one in exports(anna)]
    assert found == [("Anna", "Overview", "xlsx", 40, "Year report"), ("Bram", "Own list", "csv", 3, "To call")]
    assert [one.what for one in exports(bram)] == ["Own list"], "others see their own"


def test_nobody_writes_in_the_log_for_another(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    with pytest.raises(NotAllowed):
        bram.store.save(Export.new(bram.me, person=anna.me, what="Overview"))


def test_nobody_takes_a_line_away_again(anna: Desk) -> None:
    line = anna.store.get(Export, noted(anna, "Overview", "xlsx", 40, "Year report").subject)
    with pytest.raises(NotAllowed):
        anna.store.save(replace(line, deleted=True))
    anna.store.apply([Change("export", line.id, anna.store.clock.tick(), anna.store.device, {"deleted": True})])
    assert [one.what for one in exports(anna)] == ["Overview"]


def test_a_sign_in_sheet_is_in_the_log(anna: Desk, tmp_path: Path) -> None:
    session = session_of(anna, training_of(anna))
    sign_up(colleague(anna, "Bram"), session)
    note_sheet(anna, session, sign_in_sheet(anna, session), "pdf")
    (one,) = exports(anna)
    assert (one.what, one.form, one.rows) == ("Sign-in sheet: Excel", "pdf", 1)
