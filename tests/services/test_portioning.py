"""No sum gives a small group away: who has all of them cannot bring what is hidden down to fewer than five values."""

from collections.abc import Iterable, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from traincollega.services.portioning import FEWEST, Fact, Portion, portion_of

DEPARTMENTS, TRAININGS, MONTHS = "ABCDE", "tuvwx", ("2026-01", "2026-02", "2026-03")
TOPIC = dict(zip(TRAININGS, ("excel", "excel", "excel", "woo", ""), strict=True))


@st.composite
def histories(draw: st.DrawFn) -> list[list[Fact]]:
    """Return what comes to be known between one look and the next: few or many people, of few or many departments."""
    staff = draw(st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=40))
    looks = draw(st.integers(1, 4))
    known: set[tuple[str, int]] = set()
    history = []
    for _look in range(looks):
        facts = []
        for number in range(draw(st.integers(1, 4))):
            session = f"{len(history)}{number}"
            training, month = draw(st.sampled_from(TRAININGS)), draw(st.sampled_from(MONTHS))
            for who in draw(st.sets(st.integers(0, len(staff) - 1), max_size=15)):
                if (session, who) not in known:
                    known.add((session, who))
                    facts.append(Fact(session, str(who), staff[who], training, TOPIC[training], month, 60))
        history.append(facts)
    return history


def portions(history: Iterable[Sequence[Fact]]) -> Iterable[tuple[list[Fact], set[str], Portion]]:
    """Yield what is counted in each portion, who of them is new, and what is told of it."""
    waiting: list[Fact] = []
    seen: set[str] = set()
    pooled: set[tuple[str, ...]] = set()
    for facts in history:
        waiting += facts
        new = {fact.person for fact in waiting} - seen
        made = portion_of(waiting, new, pooled) if waiting else None
        if made is not None:
            yield waiting, new, made
            seen |= new if made.newcomers else set()
            pooled |= {name for part in made.departments if len(part.of) > 1 for name in part.of}
            waiting = []


@given(histories())
def test_what_is_told_is_true_and_complete(history: list[list[Fact]]) -> None:
    for facts, new, made in portions(history):
        assert sum(part.size for part in made.departments) == len(facts) == sum(part.size for part in made.sessions)
        assert sum(part.minutes for part in made.departments) == 60 * len(facts) == sum(part.minutes for part in made.sessions)
        for part in made.departments:
            assert part.size == sum((fact.department,) in part.of for fact in facts)
        assert sum(part.size for part in made.newcomers) in (0, len(new))
        for part in made.sessions:
            assert part.size == sum((fact.month, fact.training, fact.topic) in part.of for fact in facts)


@given(histories())
def test_each_sum_is_of_at_least_five_people(history: list[list[Fact]]) -> None:
    for facts, new, made in portions(history):
        for part in made.departments:
            assert len({fact.person for fact in facts if (fact.department,) in part.of}) >= FEWEST
        for part in made.newcomers:
            assert len({fact.person for fact in facts if (fact.department,) in part.of and fact.person in new}) >= FEWEST
        for part in made.sessions:
            assert len({fact.person for fact in facts if (fact.month, fact.training, fact.topic) in part.of}) >= FEWEST


@given(histories())
def test_an_attacker_cannot_bring_what_is_hidden_down_to_fewer_than_five_values(history: list[list[Fact]]) -> None:
    """Unknown is how many of each department came to each training; known are all sums, and of which cells they are."""
    for facts, _new, made in portions(history):
        rows = sorted({(fact.department,) for fact in facts})
        keys = sorted({(fact.month, fact.training, fact.topic) for fact in facts})
        at = {(row, key): number for number, (row, key) in enumerate((row, key) for row in rows for key in keys)}
        sums = [([at[row, key] for row in part.of for key in keys], part.size) for part in made.departments]
        sums += [([at[row, key] for row in rows for key in part.of], part.size) for part in made.sessions]
        least = [([at[row, key] for key in keys], 1) for row in rows] + [([at[row, key] for row in rows], 1) for key in keys]
        told = {tuple(sorted(cells)) for cells, _size in sums}
        for cells, _one in least:
            if tuple(sorted(cells)) not in told:
                low, high = _bounds(len(at), sums, least, cells)
                assert high - low + 1 >= FEWEST, (cells, low, high)


@given(histories())
def test_numbers_of_newcomers_that_are_hidden_keep_five_values_for_who_knows_the_participations(history: list[list[Fact]]) -> None:
    for _facts, _new, made in portions(history):
        most = {part.of[0]: part.size for part in made.departments if len(part.of) == 1}
        for part in made.newcomers:
            rows = list(part.of)
            if len(rows) > 1:
                upper = [min(most.get(row, part.size), part.size) for row in rows]
                for number in range(len(rows)):
                    low, high = _bounds(
                        len(rows), [(list(range(len(rows))), part.size)], [([n], 1) for n in range(len(rows))], [number], upper
                    )
                    assert high - low + 1 >= FEWEST


def _bounds(
    width: int, sums: Sequence[tuple[Sequence[int], int]], least: Sequence[tuple[Sequence[int], int]], wanted: Sequence[int],
    upper: Sequence[int] | None = None,
) -> tuple[int, int]:  # fmt: skip
    """Return the least and the most that these cells can be together."""

    def line(cells: Sequence[int]) -> np.ndarray:
        made = np.zeros(width)
        made[list(cells)] = 1
        return made

    equal, equals = np.array([line(cells) for cells, _n in sums]), [n for _cells, n in sums]
    above, aboves = np.array([-line(cells) for cells, _n in least]), [-n for _cells, n in least]
    bounds = [(0, None if upper is None else upper[n]) for n in range(width)]
    found = [
        linprog(sign * line(wanted), A_ub=above, b_ub=aboves, A_eq=equal, b_eq=equals, bounds=bounds, method="highs")
        for sign in (1, -1)
    ]
    assert all(one.success for one in found), found
    return round(found[0].fun), round(-found[1].fun)


def test_newcomers_are_told_together_only_as_far_as_the_participations_leave_them_room() -> None:
    """Of A and of B five came; four of A are new, and all of B: the sum nine would say who is which."""
    facts = [Fact("1", f"{where}{number}", where, "t", "excel", "2026-01", 60) for where in "AB" for number in range(5)]
    new = {fact.person for fact in facts} - {"A0"}
    made = portion_of(facts, new)
    assert made is not None
    assert [(part.of, part.size) for part in made.departments] == [((("A",),), 5), ((("B",),), 5)]
    assert made.newcomers == ()
    more = [Fact("2", f"C{number}", "C", "t", "excel", "2026-01", 60) for number in range(15)]
    made = portion_of([*facts, *more], new | {fact.person for fact in more[:9]})
    assert made is not None
    assert [(part.of, part.size) for part in made.newcomers] == [((("A",), ("B",), ("C",)), 18)]
