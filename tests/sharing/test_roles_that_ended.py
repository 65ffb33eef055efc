"""A role that was taken stays taken: who had it gives it back to nobody, themself least of all."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.sharing.circle_of import Village, of_three
from traincollega.errors import NotAllowed
from traincollega.models.change import Change
from traincollega.models.organisation import Grant
from traincollega.sharing import admitting


@pytest.fixture
def village(tmp_path: Path) -> Village:
    """Anna began the organisation and was coordinator and HR; Bram, who is coordinator now, took both from her."""
    village = of_three(tmp_path)
    anna, bram, _chris = village.people.values()
    admitting.set_hr(anna.circle, anna.desk.me)
    admitting.make_coordinator(anna.circle, bram.desk.me, village.code)
    village.exchange()
    admitting.end_coordinator(bram.circle, anna.desk.me, village.code)
    admitting.set_hr(bram.circle, anna.desk.me, held=False)
    village.exchange()
    return village


def hr_of(village: Village) -> list[frozenset[str]]:
    """Return who has HR's role, as each of them sees it."""
    return [one.desk.store.rights.hr() for one in village.people.values()]


def test_who_was_coordinator_gives_back_no_role_of_hr_that_she_once_gave(village: Village) -> None:
    anna, bram, _chris = village.people.values()
    (given,) = anna.desk.store.where(Grant, right="hr", person=anna.desk.me)
    anna.desk.store.save(replace(given, withdrawn=False))
    village.exchange()
    assert hr_of(village) == [frozenset()] * 3
    assert all(one.desk.store.get(Grant, given.id).withdrawn for one in village.people.values())
    village.in_step()
    admitting.set_hr(bram.circle, anna.desk.me)
    village.exchange()
    assert hr_of(village) == [frozenset((anna.desk.me,))] * 3


def test_a_coordinator_gives_back_a_role_of_hr_that_another_one_gave(village: Village) -> None:
    anna, bram, _chris = village.people.values()
    (given,) = bram.desk.store.where(Grant, right="hr", person=anna.desk.me)
    bram.desk.store.save(replace(given, withdrawn=False))
    village.exchange()
    assert hr_of(village) == [frozenset((anna.desk.me,))] * 3
    village.in_step()


@pytest.mark.parametrize(
    "said", [{"council_agreed": "2026-01-01"}, {"tells_no_shows": True}, {"keep_names": 600}, {"keep_no_shows": 600}], ids=str
)
def test_who_began_the_organisation_and_is_coordinator_no_longer_decides_nothing_about_what_is_kept_and_told(
    village: Village, said: dict[str, str | bool | int]
) -> None:
    anna, bram, chris = (one.desk for one in village.people.values())
    ours = anna.our_organisation()
    with pytest.raises(NotAllowed):
        anna.store.save(replace(ours, **said))  # type: ignore[arg-type]
    for desk in (bram, chris):
        desk.store.apply([Change("organisation", ours.id, anna.store.clock.tick(), anna.store.device, said)])
        assert desk.our_organisation() == ours
