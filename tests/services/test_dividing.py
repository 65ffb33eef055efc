"""Departments: a list with sizes, in which one may become part of another."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.conftest import colleague, training_of
from traincollega.errors import InvalidInput, NotAllowed, NotPossible
from traincollega.models.finding import Question
from traincollega.models.organisation import Department, counted_to
from traincollega.models.training import Training
from traincollega.services.arranging import change_card
from traincollega.services.desk import Desk
from traincollega.services.dividing import add, change, department_named, department_names, departments, merge, part, sizes

IDS = st.sampled_from("abcdef")


@given(st.dictionaries(IDS, st.sampled_from(["", "a", "b", "c", "d", "e", "f", "gone"])))
def test_every_department_counts_to_one_that_counts_to_itself(merges: dict[str, str]) -> None:
    rows = [Department(id=one, creator="", nonce="", merged_into=into) for one, into in merges.items()]
    whole = counted_to(rows)
    assert whole.keys() == merges.keys()
    assert all(whole[end] == end for end in whole.values())
    assert counted_to(reversed(rows)) == whole
    assert all(whole[one] == one for one, into in merges.items() if into not in merges)


def test_two_that_were_merged_into_each_other_count_to_the_smallest_id() -> None:
    rows = [Department(id=one, creator="", nonce="", merged_into=into) for one, into in (("b", "a"), ("a", "b"), ("c", "b"))]
    assert counted_to(rows) == {"a": "a", "b": "a", "c": "a"}


def test_who_is_of_a_merged_department_counts_to_the_other_until_it_is_undone(anna: Desk) -> None:
    (ict,) = departments(anna.store)
    data = add(anna, "Data", 12).subject
    change(anna, ict.id, name="ICT", headcount=30)
    training = training_of(anna)
    done = merge(anna, ict.id, data)
    assert [(one.department.name, one.headcount, one.taking_part) for one in sizes(anna)] == [("Data", 42, 1)]
    assert [other.name for other in sizes(anna)[0].merged] == ["ICT"]
    assert department_names(anna.store)[ict.id] == "Data"
    assert department_named(anna.store, "ict") == department_named(anna.store, "DATA ")
    finder = anna.finder()
    facets = finder.facets(Question(), anna.now())
    assert facets.departments == ((data, "Data", 1),)
    found = finder.ids(Question(departments=(data,)), anna.now())
    assert list(found) == [anna.store.seq_of(Training, training)]
    finder.connection.close()
    anna.undo(done)
    assert [(one.department.name, one.headcount, one.taking_part) for one in sizes(anna)] == [("Data", 12, 0), ("ICT", 30, 1)]


def test_a_department_that_was_merged_may_stand_by_itself_again(anna: Desk) -> None:
    (ict,) = departments(anna.store)
    data = add(anna, "Data").subject
    merge(anna, ict.id, data)
    with pytest.raises(NotPossible, match="part of"):
        merge(anna, data, ict.id)
    part(anna, ict.id)
    assert [one.name for one in departments(anna.store)] == ["Data", "ICT"]


def test_who_types_the_name_of_a_merged_department_comes_in_the_other(anna: Desk) -> None:
    (ict,) = departments(anna.store)
    data = add(anna, "Data").subject
    merge(anna, ict.id, data)
    change_card(anna, name="Anna", email="anna@noordveld.nl", department="ICT")
    assert anna.my_card().department == data


@pytest.mark.parametrize(("name", "headcount", "field"), [("ict", 1, "name"), (" ", 1, "name"), ("Data", -1, "headcount")])
def test_a_name_that_is_taken_and_a_size_that_is_none_are_refused(anna: Desk, name: str, headcount: int, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(anna, name, headcount)
    assert refused.value.field == field


def test_only_a_coordinator_says_how_large_a_department_is(anna: Desk) -> None:
    bram = colleague(anna, "Bram")
    (ict,) = departments(anna.store)
    for verb in (lambda: add(bram, "Data"), lambda: merge(bram, ict.id, ict.id), lambda: part(bram, ict.id)):
        with pytest.raises(NotAllowed):
            verb()
    own = Department.new(bram.me, name="Bram's")
    bram.store.save(own)  # who joins may name a department that is not on the list yet
    with pytest.raises(NotAllowed):
        bram.store.save(replace(bram.store.get(Department, own.id), headcount=9))
