"""The faulty folder itself: each fault happens, and healing shows what was put."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sharing.conftest import named
from tests.sharing.faulty_folder import FAULTS, Faulty, Shelf
from traincollega.errors import SharingError
from traincollega.sharing.place import Place, content_name

LAID = [named(b"a segment %d" % number) for number in range(6)]


def watch(faults: set[str], seed: int) -> list[object]:
    """Return what a computer sees that puts, looks, removes and looks again."""
    shelf = Shelf()
    place: Place = Faulty(shelf, Random(seed), faults)
    seen: list[object] = []
    for step in range(12):
        try:
            if step < 6:
                place.put(*LAID[step])
            elif step == 8:
                place.remove([LAID[0][0], LAID[1][0]])
            seen.append((sorted(place.names().present), list(place.fetch(name for name, _ in LAID)), sorted(shelf.files)))
        except SharingError as error:
            seen.append(type(error))
    return seen


def test_without_faults_it_is_the_shelf() -> None:
    assert watch(set(), 1) == watch(set(), 2)
    shelf = Shelf()
    for laid in LAID:
        Faulty(shelf, Random(0), ()).put(*laid)
    assert dict(Faulty(shelf, Random(0), ()).fetch(shelf.names().present)) == dict(LAID)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_happens_by_itself(fault: str) -> None:
    assert any(watch({fault} | ({"delete"} if fault == "revive" else set()), seed) != watch(set(), seed) for seed in range(20))


@given(st.integers(0, 2**32), st.sets(st.sampled_from(FAULTS)), st.lists(st.sampled_from(["put", "remove", "look"]), max_size=30))
def test_what_is_fetched_is_right_and_healing_shows_what_was_put(seed: int, faults: set[str], steps: list[str]) -> None:
    random, shelf = Random(seed), Shelf()
    places = [Faulty(shelf, random, faults) for _ in range(2)]
    for step in steps:
        place, (name, content) = random.choice(places), random.choice(LAID)
        try:
            if step == "put":
                place.put(name, content)
            elif step == "remove":
                place.remove([name])
            else:
                for name, content in place.fetch(place.names().present):
                    assert content_name(content, name[-4:]) == name
        except SharingError:
            continue
    for place in places:
        place.heal()
    right = {name: content for name, content in shelf.laid.items() if name not in shelf.spoilt}
    assert right.items() <= dict(places[0].fetch(places[1].names().present)).items()
    if "tamper" not in faults:
        assert shelf.files == shelf.laid
