"""Recording: names go out only with a role, a purpose, a line in the log, and once the works council agreed."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.office import MONDAY, Office, new_office
from tests.services.test_reporting import held
from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.imports.staff_files import StaffRecord
from traincollega.models.attendance import Missed
from traincollega.models.session import Session
from traincollega.services.attending import NO_SHOW, note, walk_in_known
from traincollega.services.logging_exports import exports
from traincollega.services.recording import agree, records, tell_no_shows
from traincollega.services.staffing import import_staff

NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = new_office(tmp_path / "profile")
    held(made, {"Griffie": [1]})
    held(made, {"Griffie": [1, 2]}, title="Woo", days=-60)
    return made


def test_names_go_out_once_the_works_council_agreed_for_a_purpose_and_stand_in_the_log(office: Office) -> None:
    desk = office.desk
    with pytest.raises(NotPossible, match="works council"):
        records(desk, *NOVEMBER, "appraisal talks", "xlsx")
    agree(desk, date(2026, 11, 2))
    with pytest.raises(InvalidInput, match="what the overview is for"):
        records(desk, *NOVEMBER, " ", "xlsx")
    assert exports(desk) == []
    (one,) = records(desk, *NOVEMBER, "appraisal talks", "xlsx")
    assert (one.name, one.department, one.title, one.minutes, one.starts) == ("Griffie 1", "Griffie", "Excel", 60, MONDAY)
    (logged,) = exports(desk)
    assert (logged.form, logged.rows, logged.purpose) == ("xlsx", 1, "appraisal talks")
    agree(desk, None)
    with pytest.raises(NotPossible):
        records(desk, *NOVEMBER, "appraisal talks", "xlsx")


def test_a_personnel_number_comes_from_the_staff_list(office: Office) -> None:
    desk = office.desk
    agree(desk, date(2026, 11, 2))
    import_staff(desk, [StaffRecord("line 2", "Griffie.1@noordveld.nl", "Griffie", "00123")])
    assert [one.personnel_number for one in records(desk, *NOVEMBER, "appraisal talks", "csv")] == ["00123"]


def test_only_hr_asks_and_only_a_coordinator_records_what_was_agreed(office: Office) -> None:
    gita = office.colleague("Gita")
    with pytest.raises(NotAllowed, match="works council"):
        agree(gita, date(2026, 11, 2))
    with pytest.raises(NotAllowed, match="HR"):
        records(gita, *NOVEMBER, "curious", "csv")
    with pytest.raises(InvalidInput, match="still to come"):
        agree(office.desk, date(2030, 1, 1))


def test_hr_hears_of_no_shows_only_from_when_the_organisation_says_so(office: Office) -> None:
    desk = office.desk
    session = office.session(office.training(), MONDAY)
    office.clock.later(hours=3)
    gita = office.colleague("Gita").me
    walk_in_known(desk, session.id, gita)
    note(desk, session.id, {gita: NO_SHOW})
    assert desk.store.where(Missed) == []
    tell_no_shows(desk, True)
    note(desk, session.id, {gita: ""})
    note(desk, session.id, {gita: NO_SHOW})
    assert [(one.person, one.missed) for one in desk.store.where(Missed)] == [(gita, False), (gita, True)]


def test_a_session_that_was_cancelled_is_in_no_overview_of_persons(office: Office) -> None:
    desk = office.desk
    agree(desk, date(2026, 11, 2))
    (session,) = [one for one in desk.store.where(Session) if one.starts == MONDAY]
    desk.store.save(replace(session, status="cancelled"))
    assert records(desk, *NOVEMBER, "appraisal talks", "xlsx") == []
