"""Afdelingen: who changes them, what a merge does, and the staff list of HR."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tests.office import Office, new_office
from traincollega.services.dividing import sizes
from traincollega.ui.department_dialog import DepartmentDialog
from traincollega.ui.departments_page import DepartmentsPage
from traincollega.ui.frame import Frame


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = new_office(tmp_path / "profile")
    made.colleague("Bram", "Zorg")
    return made


@pytest.fixture
def ours(office: Office, frame_for: Callable[[Any], Any]) -> Frame:
    return frame_for(office.desk)  # type: ignore[no-any-return]


@pytest.fixture
def page(ours: Frame, qtbot: Any) -> DepartmentsPage:
    made = DepartmentsPage(ours)
    qtbot.addWidget(made)
    made.show()
    return made


def words(page: QWidget) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if not one.isHidden()]


def buttons(page: QWidget, text: str) -> list[QPushButton]:
    return [one for one in page.findChildren(QPushButton) if one.text() == text]


def dialog(page: QWidget) -> DepartmentDialog:
    (found,) = [one for one in page.findChildren(DepartmentDialog) if one.isVisible()]
    return found


def test_a_coordinator_adds_a_department_and_says_how_large_it_is(
    page: DepartmentsPage, office: Office, assert_reachable: Callable[[QWidget], None]
) -> None:
    assert_reachable(page)
    page.add.click()
    made = dialog(page)
    assert_reachable(made)
    made.name.setText("ICT")
    made.headcount.setText("many")
    made.action.click()
    assert made.isVisible()
    made.headcount.setText("40")
    made.action.click()
    assert [(one.department.name, one.headcount) for one in sizes(office.desk)] == [("Financiën", 0), ("ICT", 40), ("Zorg", 0)]
    assert "0 of 40 colleagues take part" in words(page)


def test_a_merge_is_shown_and_can_be_taken_back(page: DepartmentsPage, office: Office) -> None:
    buttons(page, "Change…")[1].click()
    made = dialog(page)
    made.part_of.setCurrentIndex(1)
    made.action.click()
    assert [one.department.name for one in sizes(office.desk)] == ["Financiën"]
    assert "Became part of Financiën" in words(page)
    assert "2 colleagues take part" in words(page)
    (back,) = buttons(page, "Stands by itself again")
    back.click()
    assert [one.department.name for one in sizes(office.desk)] == ["Financiën", "Zorg"]


def test_the_staff_list_is_read_in_and_what_stayed_out_is_told(page: DepartmentsPage, ours: Frame, tmp_path: Path) -> None:
    assert not page.bring_in.isHidden(), "who works alone has every role"
    (tmp_path / "staff.csv").write_text("mail;afdeling\neva@x.nl;Zorg\nwrong;Zorg\n")
    page.bring_in_from(tmp_path / "staff.csv")
    assert ours.messages.text.startswith("Staff list: 1 new, 0 changed, 0 gone")
    assert "1 of 1 colleague takes part" in words(page)


def test_a_colleague_looks_and_changes_nothing(office: Office, frame_for: Callable[[Any], Any], qtbot: Any) -> None:
    page = DepartmentsPage(frame_for(office.colleague("Bram")))
    qtbot.addWidget(page)
    page.show()
    assert [page.add.isHidden(), page.bring_in.isHidden()] == [True, True]
    assert buttons(page, "Change…") == []
