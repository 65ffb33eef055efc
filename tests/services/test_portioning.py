"""No sum gives a small group away: who has all of them cannot bring what is hidden down to fewer than five values."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from traincollega.services.hiding import FEWEST
from traincollega.services.portioning import Fact, Portion, newcomers_told, portion_of

DEPARTMENTS, TRAININGS, MONTHS = "ABCDE", "tuvwx", ("2026-01", "2026-02", "2026-03")
TOPIC = dict(zip(TRAININGS, ("excel", "excel", "excel", "woo", ""), strict=True))
Look = list[Fact]


@dataclass
class History:
    """What comes to be known between one look and the next, and how many of each department have a card, as everybody sees."""

    cards: dict[str, int]
    looks: list[Look]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Return few or many people, of few or many departments, at sessions of this length or that; some are noted late."""
    staff = draw(st.lists(st.sampled_from(DEPARTMENTS), min_size=1, max_size=40))
    known: set[tuple[str, int]] = set()
    sessions: list[tuple[str, str, int]] = []
    looks = []
    for _look in range(draw(st.integers(1, 4))):
        facts = []
        for _number in range(draw(st.integers(1, 4))):
            if not sessions or draw(st.integers(0, 3)):
                sessions.append((draw(st.sampled_from(TRAININGS)), draw(st.sampled_from(MONTHS)), draw(st.sampled_from((60, 90)))))
                number = len(sessions) - 1
            else:
                number = draw(st.integers(0, len(sessions) - 1))
            training, month, minutes = sessions[number]
            for who in draw(st.one_of(st.sets(st.integers(0, len(staff) - 1), max_size=15), st.just(set(range(len(staff)))))):
                if (str(number), who) not in known:
                    known.add((str(number), who))
                    facts.append(Fact(str(number), str(who), staff[who], training, TOPIC[training], month, minutes))
        looks.append(facts)
    return History(Counter(staff) + Counter(draw(st.lists(st.sampled_from(DEPARTMENTS), max_size=12))), looks)


def portions(history: History) -> Iterable[tuple[Look, Portion]]:
    """Yield what is counted in each portion, and what is told of it."""
    waiting: Look = []
    pooled: set[tuple[str, ...]] = set()
    closed: set[str] = set()
    for facts in history.looks:
        waiting += facts
        made = portion_of(waiting, history.cards, pooled, closed) if waiting else None
        if made is not None:
            yield waiting, made
            pooled |= {name for part in made.departments if len(part.of) > 1 for name in part.of}
            closed |= {fact.session for fact in waiting}
            waiting = []


def cell(fact: Fact) -> tuple[str, str, str]:
    return fact.month, fact.training, fact.topic


@given(histories())
def test_what_is_told_is_true_and_complete(history: History) -> None:
    for facts, made in portions(history):
        assert sum(part.size for part in made.departments) == len(facts) == sum(part.size for part in made.sessions)
        for part in made.departments:
            assert part.size == sum((fact.department,) in part.of for fact in facts)
        for part in made.sessions:
            assert part.size == sum(cell(fact) in part.of for fact in facts)
        if len({fact.minutes for fact in facts}) == 1:
            assert all(part.minutes == facts[0].minutes * part.size for part in (*made.departments, *made.sessions))


@given(histories())
def test_each_sum_is_of_at_least_five_people(history: History) -> None:
    for facts, made in portions(history):
        for part in made.departments:
            assert len({fact.person for fact in facts if (fact.department,) in part.of}) >= FEWEST
        for part in made.sessions:
            assert len({fact.person for fact in facts if cell(fact) in part.of}) >= FEWEST


@given(histories())
def test_hours_tell_nothing_that_the_numbers_do_not(history: History) -> None:
    """They follow from the sizes that are told and from how long each session took, whoever was at which of them."""
    for facts, made in portions(history):
        for part in made.sessions:
            took = {fact.session: fact.minutes for fact in facts if cell(fact) in part.of}
            assert part.minutes == round(part.size * sum(took.values()) / len(took))
        whole = sum(part.minutes for part in made.sessions)
        assert sum(part.minutes for part in made.departments) == whole
        for part in made.departments:
            assert abs(part.minutes - whole * part.size / len(facts)) <= 1


@given(histories())
def test_an_attacker_cannot_bring_what_is_hidden_down_to_fewer_than_five_values(history: History) -> None:
    """Unknown is how many of each department were at each session; known are all sums of all portions, and how many have a card."""
    told = list(portions(history))
    at: dict[tuple[int, str, str], int] = {}
    for number, (facts, _made) in enumerate(told):
        for row in sorted({fact.department for fact in facts}):
            for session in sorted({fact.session for fact in facts}):
                at[number, row, session] = len(at)
    attack = Attack(len(at))
    for row, session in {(row, session) for _number, row, session in at}:
        attack.at_most([one for (_n, *where), one in at.items() if where == [row, session]], history.cards[row])
    wanted: list[list[int]] = []
    for number, (facts, made) in enumerate(told):
        of = {fact.session: cell(fact) for fact in facts}
        here = [((row,), of[session], one) for (n, row, session), one in at.items() if n == number]
        for part in (*made.departments, *made.sessions):
            attack.is_exactly([one for row, what, one in here if row in part.of or what in part.of], part.size)
            for name in part.of:
                cells = [one for row, what, one in here if name in (row, what)]
                attack.at_least(cells, 1)
                wanted += [cells] if len(part.of) > 1 else []
    free = attack.without_sums()
    for cells in wanted:
        low, high = attack.bounds(cells)
        assert high - low + 1 >= min(FEWEST, np.diff(free.bounds(cells))[0] + 1), (cells, low, high)


@dataclass
class Attack:
    """Who knows some sums of numbers, and how many each is at least and at most, and works out what follows."""

    width: int
    sums: list[tuple[list[int], int]] = field(default_factory=list)
    limits: list[tuple[list[int], int, int]] = field(default_factory=list)

    def is_exactly(self, cells: list[int], total: int) -> None:
        self.sums.append((cells, total))

    def at_most(self, cells: list[int], total: int) -> None:
        self.limits.append((cells, 1, total))

    def at_least(self, cells: list[int], total: int) -> None:
        self.limits.append((cells, -1, -total))

    def without_sums(self) -> "Attack":
        """Return who knows only what everybody does."""
        return replace(self, sums=[])

    def bounds(self, cells: Sequence[int]) -> tuple[int, int]:
        """Return the least and the most that these can be together."""

        def line(some: Sequence[int], sign: int = 1) -> np.ndarray:
            made = np.zeros(self.width)
            made[list(some)] = sign
            return made

        below = [line(some, sign) for some, sign, _total in self.limits], [total for _some, _sign, total in self.limits]
        equal = ([line(some) for some, _total in self.sums], [total for _some, total in self.sums]) if self.sums else (None, None)
        found = [linprog(line(cells, sign), *below, *equal, bounds=(0, None), method="highs") for sign in (1, -1)]
        assert all(one.success for one in found), found
        return round(found[0].fun), round(-found[1].fun)


def test_a_department_whose_colleagues_all_came_goes_together_with_one_of_whom_some_did_not() -> None:
    """Of Griffie three have a card, of Wijkteams six: nine of both together would be all of them."""
    who = {"Griffie": 3, "Wijkteams": 6, "Burgerzaken": 20}
    facts = [Fact("1", f"{where} {n}", where, "t", "excel", "2026-01", 60) for where, many in who.items() for n in range(many)]
    made = portion_of(facts, {**who, "Burgerzaken": 40})
    assert made is not None
    assert [(len(part.of), part.size) for part in made.departments] == [(3, 29)]
    made = portion_of(facts, {"Griffie": 6, "Wijkteams": 12, "Burgerzaken": 20})
    assert made is not None
    assert sorted((len(part.of), part.size) for part in made.departments) == [(1, 20), (2, 9)]
    assert portion_of(facts, who) is None


def test_who_is_new_is_not_told_where_nearly_everybody_came() -> None:
    assert newcomers_told({"A": 5, "B": 1}, {"A": 5, "B": 1}, {"A": 8, "B": 2})
    assert not newcomers_told({"A": 5, "B": 1}, {"A": 5, "B": 1}, {"A": 7, "B": 2, "C": 90})
    assert not newcomers_told({"A": 3, "B": 1}, {"A": 3, "B": 1}, {"A": 90, "B": 90})
