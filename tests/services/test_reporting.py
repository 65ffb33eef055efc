"""Reporting: figures are true at their date, and with all of them together no small group is found."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.office import MONDAY, Office, new_office
from traincollega.errors import InvalidInput, NotAllowed
from traincollega.models.attendance import Presence
from traincollega.models.organisation import Department
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.counting import PATIENCE, SETTLES, count, counted
from traincollega.services.dividing import change, merge, part, sizes
from traincollega.services.hiding import FEWEST
from traincollega.services.reporting import DIMENSIONS, Figure, figures, overview, period_of, total

THIS_YEAR = period_of(date(2026, 1, 1), date(2026, 12, 31))
DEPARTMENTS = ("Burgerzaken", "Financiën", "Griffie", "Wijkteams")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "profile")


def held(office: Office, who: dict[str, Iterable[int]], title: str = "Excel", days: float = 0, minutes: int = 60) -> Session:
    """Hold a session, so many days from MONDAY, at which these were present: per department the numbers of its colleagues.

    It is noted now, and then time passes until it is counted.
    """
    desk = office.desk
    known = [one for one in desk.store.where(Training) if one.title == title]
    training = known[0] if known else Training.new(desk.me, title=title, topics=(title.split()[0],), organisation=desk.organisation)
    starts = MONDAY + timedelta(days=days)
    session = Session.new(desk.me, training=training.id, starts=starts, ends=starts + timedelta(minutes=minutes))
    persons = [office.colleague(f"{where} {n}", where).me for where, numbers in who.items() for n in numbers]
    there = [Presence.new(desk.me, session=session.id, person=one, minutes=minutes) for one in persons]
    desk.store.save(*([] if known else [training]), session, *there)
    office.clock.at += SETTLES + timedelta(hours=2)
    return session


def cards(office: Office, **many: int) -> None:
    """Give so many colleagues of each department a card: not everybody comes."""
    for where, number in many.items():
        for n in range(number):
            office.colleague(f"{where} {n}", where)


def told(office: Office, by: str = "department") -> dict[str, Figure]:
    """Look now."""
    count(office.desk)
    found = overview(office.desk, THIS_YEAR)
    return {one.name: one for one in figures(office.desk, found, by)} | {"": total(office.desk, found)}  # type: ignore[arg-type]


def test_a_small_group_is_hidden_and_another_with_it_so_that_the_total_does_not_give_it_away(office: Office) -> None:
    cards(office, Griffie=6, Wijkteams=20)
    held(office, {"Burgerzaken": range(20), "Griffie": range(3), "Wijkteams": range(8)})
    found = told(office)
    assert (found["Burgerzaken"].size, found["Burgerzaken"].people, found["Burgerzaken"].minutes) == (20, None, 1200)
    assert found["Griffie"].hidden
    assert found["Wijkteams"].hidden
    assert (found[""].size, found[""].people) == (31, 31)


def test_who_comes_twice_is_one_participant_and_two_participations(office: Office) -> None:
    cards(office, Burgerzaken=20)
    held(office, {"Burgerzaken": range(10)})
    assert told(office)[""].people == 10
    held(office, {"Burgerzaken": range(5, 15)}, days=1, minutes=30)
    found = told(office)[""]
    assert (found.people, found.size, found.minutes, found.more_people) == (15, 20, 900, False)


def test_people_are_told_of_everybody_together_by_five_and_not_where_nearly_all_came(office: Office) -> None:
    cards(office, Burgerzaken=20)
    people = []
    for numbers in (range(10), range(8, 13), range(10, 15), range(20)):
        held(office, {"Burgerzaken": numbers})
        found = told(office)[""]
        people.append((found.people, found.more_people))
    assert people == [(10, False), (10, True), (15, False), (15, True)]


def test_one_session_of_few_changes_nothing_until_it_can_go_with_others(office: Office) -> None:
    held(office, {"Burgerzaken": range(20), "Wijkteams": range(8)})
    before = {by: told(office, by) for by in DIMENSIONS}
    held(office, {"Burgerzaken": range(5), "Griffie": range(1)}, title="Woo", days=1)
    after = {by: told(office, by) for by in DIMENSIONS}
    assert [one.name for one in after["training"].values() if one not in before["training"].values()] == ["Woo"]
    assert after["training"]["Woo"].size == 0
    assert after["department"] | {"Griffie": None} == before["department"] | {"Griffie": None}
    held(office, {"Griffie": range(1, 7)}, title="Woo", days=2)
    found = told(office)
    assert [found[name].size for name in ("Burgerzaken", "Griffie", "Wijkteams", "")] == [25, 7, 8, 40]


def test_what_waits_for_long_is_told_with_others(office: Office) -> None:
    cards(office, Griffie=6)
    held(office, {"Burgerzaken": range(20), "Wijkteams": range(8)})
    told(office)
    held(office, {"Burgerzaken": range(5), "Griffie": range(1)}, days=1)
    assert told(office)[""].size == 28
    office.clock.at += PATIENCE
    found = told(office)
    assert (found[""].size, found["Burgerzaken"].size, found["Burgerzaken"].part) == (34, 20, True)
    assert found["Griffie"].hidden


def test_nothing_is_told_of_a_few_and_it_is_not_called_nothing(office: Office) -> None:
    held(office, {"Burgerzaken": range(3)})
    for by in DIMENSIONS:
        assert all(one.hidden for one in told(office, by).values() if one.name not in ("January 2026",)), by


def test_every_training_with_a_session_is_listed_also_one_where_nobody_came(office: Office) -> None:
    held(office, {"Burgerzaken": range(6)})
    held(office, {}, title="Woo")
    held(office, {}, title="AVG", days=-400)
    found = told(office, "training")
    assert {name: one.size for name, one in found.items() if name} == {"Excel": 6, "Woo": 0}
    assert {name: one.size for name, one in told(office, "month").items() if one.size and name} == {"November 2026": 6}
    assert {name: one.size for name, one in told(office, "topic").items() if name} == {"Excel": 6, "Woo": 0}


def test_a_training_of_another_organisation_is_in_no_overview(office: Office) -> None:
    desk = office.desk
    theirs = Training.new(desk.me, title="Theirs", topics=("Theirs",), organisation="b" * 32)
    session = Session.new(desk.me, training=theirs.id, starts=MONDAY, ends=MONDAY + timedelta(hours=1))
    desk.store.save(theirs, session)
    held(office, {"Burgerzaken": range(6)})
    for by in ("training", "topic"):
        assert [name for name in told(office, by) if name] == ["Excel"]


def test_a_department_that_became_part_of_another_counts_there(office: Office) -> None:
    cards(office, Griffie=6, Wijkteams=20)
    held(office, {"Burgerzaken": range(20), "Griffie": range(3), "Wijkteams": range(8)})
    told(office)
    names = {one.name: one.id for one in office.desk.store.where(Department)}
    merge(office.desk, names["Griffie"], names["Wijkteams"])
    change(office.desk, names["Burgerzaken"], name="Burgerzaken", headcount=40)
    found = told(office)
    assert (found["Wijkteams"].size, found["Wijkteams"].part) == (11, False)
    assert found["Burgerzaken"].headcount == 40
    assert "Griffie" not in found
    part(office.desk, names["Griffie"])
    found = told(office)
    assert found["Griffie"].hidden
    assert found["Wijkteams"].hidden


def test_what_was_told_of_a_department_with_one_that_was_part_of_it_is_of_neither_by_itself(office: Office) -> None:
    cards(office, Griffie=3, Wijkteams=6)
    names = {one.name: one.id for one in office.desk.store.where(Department)}
    merge(office.desk, names["Griffie"], names["Wijkteams"])
    held(office, {"Burgerzaken": range(20), "Griffie": range(3), "Wijkteams": range(6)})
    assert told(office)["Wijkteams"].size == 9
    part(office.desk, names["Griffie"])
    found = told(office)
    assert (found["Wijkteams"].hidden, found["Griffie"].hidden) == (True, True)


def test_smaller_periods_become_whole_quarters_and_people_are_counted_from_january_only(office: Office) -> None:
    held(office, {"Burgerzaken": range(6)})
    count(office.desk)
    period = period_of(date(2026, 11, 3), date(2026, 11, 20))
    assert (period.first, period.last) == (date(2026, 10, 1), date(2026, 12, 31))
    found = overview(office.desk, period)
    assert total(office.desk, found).people is None
    assert {one.people for one in figures(office.desk, found, "department")} == {None}
    with pytest.raises(InvalidInput, match="Turn them round"):
        period_of(date(2026, 2, 1), date(2026, 1, 1))


def test_overviews_are_for_hr(office: Office) -> None:
    with pytest.raises(NotAllowed, match="for HR"):
        overview(office.colleague("Gita"), THIS_YEAR)


LOOKS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(("Excel", "Excel 2", "Woo")),
            st.sampled_from((-60, -30, 0)),
            st.dictionaries(st.sampled_from(DEPARTMENTS), st.integers(0, 9), max_size=4),
        ),
        min_size=1, max_size=3,
    ),
    min_size=1, max_size=3,
)  # fmt: skip
"""What is held between one look and the next: a training, when, and how many of each department came."""
Unknown = tuple[str, str, str, int]
"""Of a department, in a quarter, at a training and month, that became known before a look."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(looks=LOOKS, patient=st.booleans(), many=st.lists(st.sampled_from(DEPARTMENTS), max_size=30))
def test_who_has_every_overview_of_every_moment_finds_no_small_group(
    tmp_path_factory: pytest.TempPathFactory, looks: Sequence[Sequence[tuple[str, int, dict[str, int]]]], patient: bool,
    many: Sequence[str],
) -> None:  # fmt: skip
    office = new_office(tmp_path_factory.mktemp("profile"))
    cards(office, **{name: 1 + many.count(name) for name in DEPARTMENTS})
    unknowns: list[Unknown] = [
        (where, quarter, f"{title} {month}", look)
        for where in DEPARTMENTS
        for title in ("Excel", "Excel 2", "Woo")
        for quarter, month in (("2026-Q3", "September 2026"), ("2026-Q4", "October 2026"), ("2026-Q4", "November 2026"))
        for look in range(len(looks))
    ]
    sums: dict[tuple[int, ...], int] = {}
    seen: dict[str, int] = {}
    for look, sessions in enumerate(looks):
        for title, days, who in sessions:
            held(office, {where: range(many) for where, many in who.items()}, title, days)
        office.clock.at += PATIENCE if patient else timedelta(days=1)
        count(office.desk)
        for quarter, first in (("2026-Q3", date(2026, 7, 1)), ("2026-Q4", date(2026, 10, 1))):
            found = overview(office.desk, period_of(first, first))
            if found.as_of == office.clock.at:
                seen[quarter] = look
            if quarter in seen:
                for by in DIMENSIONS:
                    for one in figures(office.desk, found, by):
                        if not one.part:
                            sums[_cells(unknowns, by, one.name, quarter, seen[quarter])] = one.size
                sums[_cells(unknowns, "", "", quarter, seen[quarter])] = total(office.desk, found).size
        ever = overview(office.desk, THIS_YEAR)
        for by in DIMENSIONS:
            for one in figures(office.desk, ever, by):
                if not one.part:
                    cells = [_cells(unknowns, by, one.name, quarter, last) for quarter, last in seen.items()]
                    sums[tuple(sorted(cell for some in cells for cell in some))] = one.size
    wanted: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for number, (where, quarter, _what, look) in enumerate(unknowns):
        if quarter in seen and look <= seen[quarter]:
            wanted[where, quarter, look].append(number)
    spans = _spans(sums, [1_000] * len(unknowns), list(wanted.values()))
    truth = defaultdict(int)
    for look, sessions in enumerate(looks):
        for _title, days, who in sessions:
            for where, came in who.items():
                truth[where, "2026-Q3" if days == -60 else "2026-Q4", look] += came
    for (cell, _numbers), (low, high) in zip(wanted.items(), spans, strict=True):
        assert low <= truth[cell] <= high
        assert high - low + 1 >= FEWEST or low == high == 0 or (low == high and low >= FEWEST), (cell, low, high, truth[cell])
    most = _most(office, looks, unknowns)
    names = {one.id: one.name for one in office.desk.store.where(Department)}
    together = {
        (names[name], one.quarter)
        for one in counted(office.desk) for part in one.portion.departments if len(part.of) > 1 for (name,) in part.of
    }  # fmt: skip
    hidden = [[number for cell, some in wanted.items() if cell[:2] == one for number in some] for one in together]
    for cells, (low, high) in zip(hidden, _spans(sums, most, hidden), strict=True):
        possible = sum(most[number] for number in cells if truth[unknowns[number][0], unknowns[number][1], unknowns[number][3]])
        assert high - low + 1 >= min(FEWEST, possible), (together, low, high)


def _most(office: Office, looks: Sequence[Sequence[tuple[str, int, dict[str, int]]]], unknowns: Sequence[Unknown]) -> list[int]:
    """Return how many each unknown is at most: as many as have a card there, at each of its sessions."""
    cards = {one.department.name: one.taking_part for one in sizes(office.desk)}
    sessions: Counter[tuple[str, str, int]] = Counter()
    for look, held_then in enumerate(looks):
        for title, days, _who in (one for one in held_then if any(one[2].values())):  # of others it is told that nobody came
            quarter, month = ("2026-Q3", "September") if days == -60 else ("2026-Q4", "October" if days == -30 else "November")
            sessions[quarter, f"{title} {month} 2026", look] += 1
    return [cards[where] * sessions[quarter, what, look] for where, quarter, what, look in unknowns]


def _cells(unknowns: Sequence[Unknown], by: str, name: str, quarter: str, last: int) -> tuple[int, ...]:
    """Return the unknowns that a figure is the sum of."""

    def inside(one: Unknown) -> bool:
        where, when, what, look = one
        title, month = what.rsplit(" ", 2)[0], " ".join(what.rsplit(" ", 2)[1:])
        fits = {"department": where, "training": title, "topic": title.split()[0], "month": month, "": name}[by]
        return when == quarter and look <= last and fits == name

    return tuple(number for number, one in enumerate(unknowns) if inside(one))


def _spans(sums: dict[tuple[int, ...], int], most: Sequence[int], wanted: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Return the least and the most that these cells can be together, given these sums and how many each is at most."""

    def line(cells: Sequence[int]) -> np.ndarray:
        made = np.zeros(len(most))
        made[list(cells)] = 1
        return made

    known = [(line(cells), size) for cells, size in sums.items() if cells]
    equal, counts = (np.array([row for row, _size in known]), [size for _row, size in known]) if known else (None, None)
    found = []
    for cells in wanted:
        ends = [
            linprog(sign * line(cells), A_eq=equal, b_eq=counts, bounds=[(0, one) for one in most], method="highs")
            for sign in (1, -1)
        ]
        assert all(one.success for one in ends)
        found.append((round(ends[0].fun), round(-ends[1].fun)))
    return found
