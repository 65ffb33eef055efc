"""The staff list: what HR brings in, and what departments count by it."""

from pathlib import Path

import pytest

from tests.services.conftest import colleague
from traincollega.errors import NotAllowed, UnreadableFile
from traincollega.imports.refusal import Refusal
from traincollega.imports.staff_files import StaffRecord
from traincollega.models.staff import Staff
from traincollega.services.desk import Desk
from traincollega.services.dividing import add, departments, merge, sizes
from traincollega.services.staffing import Staffed, import_staff


def lines(*said: str) -> list[StaffRecord | Refusal]:
    """Return lines of a list, each "mail department number"."""
    return [StaffRecord(f"line {number}", *one.split(" ")) for number, one in enumerate(said, 2)]


def counts(done: Staffed) -> tuple[int, int, int, int]:
    return done.new, done.updated, done.unchanged, done.gone


def test_a_list_comes_in_and_twice_the_same_changes_nothing(anna: Desk) -> None:
    said = lines("eva@x.nl ICT 00123", "Bo@x.nl Zorg 2")
    done = import_staff(anna, said)
    assert (counts(done), done.departments) == ((2, 0, 0, 0), ("Zorg",))
    before = anna.store.all_changes()
    louder = [said[0], said[1]._replace(email="BO@X.NL")]  # type: ignore[union-attr]
    assert counts(import_staff(anna, louder)) == (0, 1, 1, 0)
    assert counts(import_staff(anna, said)) == (0, 1, 1, 0)
    assert len(anna.store.all_changes()) == len(before) + 2
    assert sorted(one.personnel_number for one in anna.store.where(Staff)) == ["00123", "2"]


def test_sizes_of_departments_follow_from_the_list(anna: Desk) -> None:
    zorg = add(anna, "Zorg", 100).subject
    import_staff(anna, lines("a@x.nl ICT 1", "b@x.nl ICT 2", "c@x.nl zorg 3"))
    assert [(one.department.name, one.headcount) for one in sizes(anna)] == [("ICT", 2), ("Zorg", 1)]
    merge(anna, zorg, departments(anna.store)[0].id)
    assert [(one.department.name, one.headcount) for one in sizes(anna)] == [("ICT", 3)]


def test_who_is_no_longer_in_the_list_leaves_no_trace(anna: Desk) -> None:
    import_staff(anna, lines("eva@x.nl ICT 00123", "bo@x.nl ICT 00999"))
    assert counts(import_staff(anna, lines("bo@x.nl ICT 00999"))) == (0, 0, 1, 1)
    assert not any("eva" in change.said for change in anna.store.all_changes())
    assert counts(import_staff(anna, lines("bo@x.nl ICT 00999", "eva@x.nl ICT 00123"))) == (1, 0, 1, 0)


def test_a_bad_line_is_named_and_keeps_who_was_there(anna: Desk) -> None:
    import_staff(anna, lines("eva@x.nl ICT 1", "bo@x.nl ICT 2"))
    bad = lines("eva@x.nl  1", "no-address ICT 3", "bo@x.nl ICT 2", "bo@x.nl ICT 2")
    done = import_staff(anna, [*bad, Refusal("line 9", "Cut off.")])
    assert [one.where for one in done.refused] == ["line 2", "line 3", "line 5", "line 9"]
    assert counts(done) == (0, 0, 1, 0)
    assert "4 lines stayed out" in done.sentence()


def test_a_list_of_which_nothing_can_come_in_changes_nothing(anna: Desk) -> None:
    import_staff(anna, lines("eva@x.nl ICT 1"))
    with pytest.raises(UnreadableFile, match="nothing was changed"):
        import_staff(anna, lines("no-address ICT 1"))
    assert len(anna.store.where(Staff)) == 1


def test_only_hr_brings_the_list_in(anna: Desk, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="HR"):
        import_staff(colleague(anna, "Bram"), lines("eva@x.nl ICT 1"))
    anna.store.set_local("root", "shares now")
    with pytest.raises(NotAllowed, match="Who takes part"):
        import_staff(anna, lines("eva@x.nl ICT 1"))
    anna.store.set_local("root", "")
