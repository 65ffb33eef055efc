"""Choosing: what two wrote side by side is asked once, on every computer alike; and what was seen is asked nowhere."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.world import NOON, Time, changes_of, computer, exchange, join, organisation, trainer_grant
from traincollega.errors import NotPossible
from traincollega.models.ancestry import version_name
from traincollega.models.store import Store
from traincollega.models.training import TEXTS, Training
from traincollega.services.choosing import Choice, choices, choices_among, choose
from traincollega.services.desk import Desk
from traincollega.services.publishing import publish, versions, words_of
from traincollega.services.welcoming import start_view


def office(folder: Path, skews: tuple[int, ...] = (0, 0, 0)) -> tuple[list[Desk], str]:
    """Return the desks of three trainers of one training, each on a computer of their own, and its id."""
    times = [Time(NOON + timedelta(seconds=skew)) for skew in skews]
    stores = [computer(folder / f"{name}.sqlite", time, name) for name, time in zip(("Anna", "Bram", "Chris"), times, strict=True)]
    ours = organisation(stores[0])
    for store in stores[1:]:
        join(store, ours, stores[0])
    exchange(*stores)
    training = Training.new(stores[0].person, title="Excel", minutes=45, goal="Goal", organisation=ours.id)
    stores[0].save(training)
    stores[0].save(*(trainer_grant(stores[0], training, to=store) for store in stores[1:]))
    exchange(*stores)
    return [Desk(store, store.person, ours.id, folder, now=store.clock.now) for store in stores], training.id


@pytest.fixture
def trainers(tmp_path: Path) -> Iterator[tuple[list[Desk], str]]:
    made = office(tmp_path)
    yield made
    close(made[0])


def close(desks: list[Desk]) -> None:
    for desk in desks:
        desk.store.connection.close()


def write(desk: Desk, training: str, **texts: str) -> None:
    """Publish other words, begun on what this computer knows."""
    words = words_of(desk.store.get(Training, training))
    publish(desk, replace(words, **texts), training_id=training, begun=words)  # type: ignore[arg-type]


def share(desks: list[Desk]) -> None:
    exchange(*(desk.store for desk in desks))


def asked(desk: Desk) -> list[tuple[str, str, str]]:
    return [(one.field, one.now.text, one.other.text) for one in choices(desk)]


# stories


def test_two_who_write_one_text_without_seeing_the_other_are_asked_and_nothing_is_lost(trainers: Any) -> None:
    desks, training = trainers
    write(desks[0], training, goal="Of Anna")
    write(desks[1], training, goal="Of Bram", body="More")
    assert [asked(desk) for desk in desks] == [[], [], []]
    share(desks)
    (one,) = choices(desks[2])
    assert [asked(desk) for desk in desks] == [[("goal", one.now.text, one.other.text)]] * 3
    assert {(one.now.text, one.now.who), (one.other.text, one.other.who)} == {("Of Anna", "Anna"), ("Of Bram", "Bram")}
    assert desks[2].store.get(Training, training).goal == one.now.text
    (todo,) = start_view(desks[2]).todo
    assert (todo.title, todo.text) == ("Choose between two versions of Excel", "Goal: written by two at the same time")
    assert (todo.page, todo.what) == ("teaching", {"choice": training, "field": "goal"})


def test_who_wrote_after_seeing_the_other_is_not_asked(trainers: Any) -> None:
    desks, training = trainers
    write(desks[0], training, goal="Of Anna")
    share(desks)
    write(desks[1], training, goal="Of Bram")
    write(desks[0], training, body="Another text")
    share(desks)
    assert [asked(desk) for desk in desks] == [[], [], []]


def test_the_first_words_of_an_empty_text_are_a_choice_too_and_the_same_words_are_none(trainers: Any) -> None:
    desks, training = trainers
    write(desks[0], training, programme="Walk in", audience="All")
    write(desks[1], training, programme="Drive in", audience="All")
    share(desks)
    assert [field for field, _now, _other in asked(desks[0])] == ["programme"]


@pytest.mark.parametrize("keeps", ["now", "other", "own"])
def test_a_choice_is_made_once_for_all_whichever_text_stays(trainers: Any, keeps: str) -> None:
    desks, training = trainers
    write(desks[0], training, goal="Of Anna")
    write(desks[1], training, goal="Of Bram")
    share(desks)
    (one,) = choices(desks[2])
    text = "Of both" if keeps == "own" else getattr(one, keeps).text
    done = choose(desks[2], one, text)
    assert asked(desks[2]) == []
    share(desks)
    assert [asked(desk) for desk in desks] == [[], [], []]
    assert {desk.store.get(Training, training).goal for desk in desks} == {text}
    assert {"Of Anna", "Of Bram"} <= {version.change.fields.get("goal") for version in versions(desks[0], training)}
    with pytest.raises(NotPossible):
        choose(desks[0], one, "Too late")
    if done.changes:
        desks[2].undo(done)
        assert desks[2].store.get(Training, training).goal == one.now.text
        assert asked(desks[2]) == [], "it was asked once"
    assert [desk.store.check() for desk in desks] == [[], [], []]


def test_two_who_choose_otherwise_at_the_same_time_are_asked_once_more(trainers: Any) -> None:
    desks, training = trainers
    write(desks[0], training, goal="Of Anna")
    write(desks[1], training, goal="Of Bram")
    share(desks)
    choose(desks[0], choices(desks[0])[0], "First")
    choose(desks[1], choices(desks[1])[0], "Second")
    share(desks)
    (one,) = choices(desks[2])
    assert {one.now.text, one.other.text} == {"First", "Second"}
    choose(desks[2], one, "First")
    share(desks)
    assert [asked(desk) for desk in desks] == [[], [], []]


def test_who_goes_on_from_one_version_has_not_seen_the_other(trainers: Any) -> None:
    desks, training = trainers
    write(desks[0], training, goal="Of Anna")
    write(desks[1], training, goal="Of Bram")
    write(desks[1], training, goal="Of Bram, better", programme="One")
    write(desks[0], training, programme="Two")
    write(desks[0], training, goal="Of Anna, better", programme="Three")
    share(desks)
    assert {frozenset((now, other)) for _field, now, other in asked(desks[0])} == {
        frozenset(("Of Anna, better", "Of Bram, better")),
        frozenset(("One", "Three")),
    }


def test_words_begun_before_others_came_in_are_a_choice_though_they_are_saved_after(trainers: Any) -> None:
    desks, training = trainers
    begun = words_of(desks[0].store.get(Training, training))
    write(desks[1], training, goal="Of Bram", body="More")
    share(desks)
    publish(desks[0], replace(begun, goal="Of Anna"), training_id=training, begun=begun)
    assert asked(desks[0]) == [("goal", "Of Anna", "Of Bram")]
    assert desks[0].store.get(Training, training).body == "More"


def test_only_trainers_are_asked_and_only_the_words_of_who_might_write_are_shown(trainers: Any) -> None:
    desks, training = trainers
    stranger = computer(desks[0].path / "Daan.sqlite", Time(), "Daan")
    join(stranger, desks[0].our_organisation(), desks[0].store)
    everyone = [*(desk.store for desk in desks), stranger]
    write(desks[0], training, goal="Of Anna")
    forged = Store(stranger.connection, device=desks[2].store.device, person=desks[2].me, clock=stranger.clock)
    forged.device = stranger.device  # says in Chris's name what its own device may not
    forged.save(replace(forged.get(Training, training), goal="Of Daan"))
    exchange(*everyone)
    assert [asked(desk) for desk in desks] == [[], [], []]
    write(desks[1], training, goal="Of Bram")
    desks[2].store.save(replace(desks[2].store.get(Training, training), goal="Of Chris"))
    exchange(*everyone)
    assert len(asked(desks[0])) == 1
    daan = replace(desks[0], store=stranger, me=stranger.person)
    assert choices(daan) == []
    assert choices_among(daan, [training]) == []
    stranger.connection.close()


def test_who_writes_on_the_words_that_won_over_their_own_has_seen_both(trainers: Any) -> None:
    desks, training = trainers
    write(desks[0], training, goal="Of Anna")
    write(desks[1], training, goal="Of Bram")
    share(desks)
    (one,) = choices(desks[2])
    loser, winner = (desks[1], desks[0]) if one.now.who == "Anna" else (desks[0], desks[1])
    write(loser, training, goal="Of both")
    share(desks)
    write(winner, training, goal="Of both, better")
    share(desks)
    assert [asked(desk) for desk in desks] == [[], [], []]


def test_a_text_that_changed_since_it_was_shown_is_shown_again(trainers: Any) -> None:
    desks, training = trainers
    write(desks[0], training, goal="Of Anna")
    write(desks[1], training, goal="Of Bram")
    share(desks)
    (one,) = choices(desks[2])
    write(desks[0 if one.now.who == "Anna" else 1], training, goal="Again")
    share(desks)
    with pytest.raises(NotPossible):
        choose(desks[2], one, one.other.text)
    assert len(choices_among(desks[2], [training])) == 1


# the law

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("write", "write", "write", "hear", "hear", "choose")),
        st.integers(0, 2),
        st.sampled_from((("goal",), ("body",), ("goal", "body"))),
        st.sampled_from("abcd"),
        st.integers(0, 9),
    ),
    min_size=4,
    max_size=24,
)
Seen = dict[tuple[str, str], frozenset[str]]
"""Per field and version, all the versions that its writer had seen, at once or by way of others."""


@settings(max_examples=40)
@given(STEPS, st.tuples(*[st.sampled_from((0, 0, -40, 15))] * 3), st.randoms(use_true_random=False))
def test_every_computer_asks_what_nobody_has_seen_both_of_and_asks_it_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any], skews: tuple[int, ...], chance: random.Random
) -> None:
    desks, training = office(tmp_path_factory.mktemp("office"), skews)
    made, seen = {}, Seen()
    for step in steps:
        live(desks, training, *step, seen=seen, made=made)
    share(desks)
    due = naive(seen, made)
    assert [told(choices(desk)) for desk in desks] == [due] * 3
    late = computer(desks[0].path / "late.sqlite", Time(), "Late")
    join(late, desks[0].our_organisation(), desks[0].store)
    order = changes_of(desks[0].store) * 2
    chance.shuffle(order)
    while order:
        cut = chance.randint(1, len(order))
        late.apply(order[:cut])
        order = order[cut:]
    assert told(choices(replace(desks[1], store=late))) == due, "the order in which one hears of it does not matter"
    late.connection.close()
    for turn in range(20):
        found = choices(desks[turn % 3])
        if not found:
            break
        choose(desks[turn % 3], found[0], chance.choice((found[0].now.text, found[0].other.text, "own words")))
        share(desks)
    assert [choices(desk) for desk in desks] == [[], [], []]
    close(desks)


def live(
    desks: list[Desk], training: str, what: str, who: int, fields: tuple[str, ...], text: str, part: int, *, seen: Seen, made: Any
) -> None:
    """Let one trainer write, choose, or hear some of what another one said."""
    desk = desks[who]
    shown = desk.store.get(Training, training)
    if what == "hear":
        others = changes_of(desks[(who + 1 + part % 2) % 3].store)
        desk.store.apply(others if part < 6 else others[:: part - 4])
        return
    if what == "choose":
        found = choices(desk)
        if not found:
            return
        one = found[part % len(found)]
        parents = {one.field: [one.now.version, one.other.version]}
        choose(desk, one, (one.now.text, one.other.text, text)[part % 3])
        changes = [desk.store.history(training)[-1]]
        version = desk.store.version_of(Training, training, one.field)
        changes = [change for change in desk.store.history(training) if version_name(change.stamp, change.device) == version]
    else:
        parents = {field: [desk.store.version_of(Training, training, field)] for field in fields}
        changes = list(desk.store.save(replace(shown, **{field: f"{text}{field}" for field in fields})))  # type: ignore[arg-type]
    for change in changes:
        version = version_name(change.stamp, change.device)
        for field in set(parents) & set(change.fields):
            own = [known for of, known in made if of == field and known.endswith(change.device)]
            before = {*parents[field], *own}
            seen[field, version] = frozenset({*before, *(older for one in before for older in seen.get((field, one), ()))})
            made[field, version] = (change.version, change.fields[field])


def naive(seen: Seen, made: Any) -> list[tuple[str, str, str]]:
    """Return what is to be asked, by what everybody truly had seen."""
    found = []
    for field in TEXTS:
        versions = sorted((made[key][0], key[1]) for key in made if key[0] == field)
        if not versions:
            continue
        now = versions[-1][1]
        apart = [
            one for _version, one in versions
            if not any(one in seen[field, other] for _other, other in versions) and made[field, one][1] != made[field, now][1]
        ]  # fmt: skip
        if apart:
            found.append((field, now, apart[-1]))
    return found


def told(found: list[Choice]) -> list[tuple[str, str, str]]:
    return [(one.field, one.now.version, one.other.version) for one in found]
