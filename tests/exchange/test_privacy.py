"""Nobody stands in the shared file: no name, address or id of a colleague, no count of fewer than five."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_files import NOW, WORDS, Time, edited, hold, offer, parts_of, put_together

from traincollega.errors import NotPossible
from traincollega.exchange.masking import FEW, masking
from traincollega.exchange.reading import read_in
from traincollega.exchange.writing import shared_bytes, write
from traincollega.models.colleague import Colleague, Device
from traincollega.models.nouns import NOUNS
from traincollega.models.organisation import Grant
from traincollega.models.session import Session
from traincollega.models.sign_up import SignUp
from traincollega.models.training import Training
from traincollega.services.beginning import begin
from traincollega.services.demonstrating import make_example
from traincollega.services.desk import Desk
from traincollega.services.enrolling import withdraw
from traincollega.services.planning import Plan, cancel, plan


def leaks(desk: Desk, path: Path) -> list[str]:
    """Return what a file tells of the people here: names, addresses, ids and nonces, anywhere in any part."""
    people = [*desk.store.where(Colleague), *desk.store.where(Device), *desk.store.where(SignUp)]
    known = {value for one in people for value in (one.id, one.nonce, getattr(one, "name", ""), getattr(one, "email", "")) if value}
    known |= {training.nonce for training in desk.store.where(Training)} | {one.nonce for one in desk.store.where(Session)}
    known |= {desk.me, desk.store.device, *(one.person for one in desk.store.where(SignUp) + desk.store.where(Grant))}
    known |= {one.creator for noun in NOUNS.values() for one in desk.store.where(noun)} - {""}
    text = b"\n".join([path.read_bytes(), *parts_of(path).values()]).decode("utf-8", "replace").casefold()
    return sorted(one for one in known if one.casefold() in text or one.casefold() in text.replace("-", ""))


def test_nobody_of_the_colleague_table_stands_in_the_file(noordveld: Desk, time: Time, tmp_path: Path) -> None:
    training = offer(
        noordveld, replace(WORDS, title="Excel van Sanne de Vries", body="Mail SANNE@noordveld.nl of Deelnemer *Nummer3*.")
    )
    cancel(noordveld, hold(noordveld, time, training, 8), "Sanne de Vries is ziek")
    hold(noordveld, time, training, 8)
    noordveld.store.save(replace(noordveld.store.where(Session)[0], place="Kamer van Sanne de Vries"))
    written = write(noordveld, tmp_path / "n.tjc")
    assert leaks(noordveld, tmp_path / "n.tjc") == []
    assert written.masked == ("Excel van Sanne de Vries",)
    text = parts_of(tmp_path / "n.tjc")
    assert json.loads(text["catalogue.jsonld"])["@graph"][1]["name"] == "Excel van […]"
    assert "Mail […] of […]*." in text["texts.jsonl"].decode()


def test_the_scan_finds_a_name_that_is_in_the_file(noordveld: Desk, tmp_path: Path) -> None:
    offer(noordveld)
    write(noordveld, tmp_path / "n.tjc")
    noordveld.store.save(replace(noordveld.my_card(), name="draaitabellen voor"))
    assert leaks(noordveld, tmp_path / "n.tjc") == ["draaitabellen voor"]


def test_the_scan_finds_the_id_of_a_person_in_any_shape(noordveld: Desk, tmp_path: Path) -> None:
    offer(noordveld)
    write(noordveld, tmp_path / "n.tjc")
    assert leaks(noordveld, tmp_path / "n.tjc") == []
    parts, me = parts_of(tmp_path / "n.tjc"), noordveld.me
    for written in (me, me.upper(), str(UUID(me))):
        courses = edited(parts, lambda courses, written=written: courses[0].update(instructor=written))
        assert leaks(noordveld, put_together(tmp_path / "n.tjc", courses)) == [me]


def test_nobody_of_a_whole_organisation_stands_in_its_file(tmp_path: Path) -> None:
    desk = make_example(tmp_path / "example", datetime.now(UTC))
    assert write(desk, tmp_path / "n.tjc").trainings > 20
    assert leaks(desk, tmp_path / "n.tjc") == []
    desk.store.connection.close()


def test_neither_links_hosts_nor_reasons_are_written(noordveld: Desk, tmp_path: Path) -> None:
    imported = Training.new(
        noordveld.me,
        title="Excel",
        minutes=45,
        given_by="Pieter Buitenman",
        source="eigen-map/a.md",
        organisation=noordveld.organisation,
    )
    noordveld.store.save(imported)
    plan(noordveld, imported.id, Plan(starts=NOW + timedelta(days=3), minutes=45, link="https://vergader.example/sleutel"))
    cancel(noordveld, noordveld.store.where(Session)[0].id, "familieomstandigheden")
    write(noordveld, tmp_path / "n.tjc")
    for part in parts_of(tmp_path / "n.tjc").values():
        assert not any(word in part for word in (b"vergader.example", b"Buitenman", b"eigen-map", b"familie"))


@pytest.mark.parametrize("many", [False, True])
def test_names_are_found_whatever_stands_between_and_words_are_left_alone(noordveld: Desk, many: bool) -> None:
    names = ["Sanne de Vries", "José Ñoño", "Mei", "Jan Bakker"] + [f"Vul Ling{n}" for n in range(FEW if many else 0)]
    people = [Colleague.new("", name=name, email=f"x{n}@a.nl") for n, name in enumerate(names)]
    for text, masked in (
        ("sanne DE vries", "[…]"),
        ("_Sanne\nde **Vries**_", "_[…]**_"),
        ("Sannede Vries en Sanne de Vriesland", None),
        ("In mei: Jan en de bakker", None),
        ("JOSÉ ñoño!", "[…]!"),
        ("mailto:X3@A.NL", "mailto:[…]"),
    ):
        mask = masking(people, [text])
        assert (mask(text) if mask else text) == (masked or text)


@pytest.mark.parametrize(("people", "told"), [(4, None), (5, 5)])
def test_fewer_than_five_participants_count_in_nothing(noordveld: Desk, time: Time, people: int, told: int | None) -> None:
    training = offer(noordveld)
    hold(noordveld, time, training, people)
    results = told_results(noordveld)
    assert results.get(training, {}).get("participants") == told
    assert results.get(training, {}).get("sessions") == (told and 1)


def test_a_session_that_is_not_over_or_was_cancelled_counts_nothing(noordveld: Desk, time: Time) -> None:
    training = offer(noordveld)
    session = hold(noordveld, time, training, 9)
    after, time.at = time.at, time.at - timedelta(hours=2)
    assert told_results(noordveld) == {}
    time.at = after
    assert told_results(noordveld)[training] == {"sessions": 1, "participants": 9, "minutes": 540}
    noordveld.store.save(replace(noordveld.store.get(Session, session), status="cancelled"))
    assert told_results(noordveld) == {}


def test_who_leaves_the_list_afterwards_cannot_be_told_from_two_files(noordveld: Desk, time: Time) -> None:
    training = offer(noordveld)
    session = hold(noordveld, time, training, 6)
    before = told_results(noordveld)
    someone = noordveld.store.where(SignUp)[0]
    with pytest.raises(NotPossible):
        withdraw(noordveld, session, person=someone.person)
    noordveld.store.save(replace(someone, withdrawn=time()))  # as a computer whose clock is behind would
    assert told_results(noordveld) == before


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
@settings(max_examples=15)
def test_two_files_differ_by_nobody_or_by_five_or_more(tmp_path_factory: pytest.TempPathFactory, sizes: list[int]) -> None:
    time = Time()
    desk = begin(tmp_path_factory.mktemp("o") / "p", organisation="O", name="A B", email="a@b.nl", now=time)
    training = offer(desk)
    counts = [0]
    for people in sizes:
        hold(desk, time, training, people)
        counts.append(told_results(desk).get(training, {}).get("participants", 0))
    steps = [after - before for before, after in pairwise(counts)]
    assert all(step == 0 or step >= 5 for step in steps)
    assert counts[-1] == sum(people for people in sizes if people >= 5)
    desk.store.connection.close()


def told_results(desk: Desk) -> dict[str, dict[str, int]]:
    """Return the results that a file written now would hold."""
    path = desk.path.with_name("now.tjc")
    path.write_bytes(shared_bytes(desk)[0])
    found: dict[str, dict[str, int]] = json.loads(parts_of(path)["results.json"])
    return found


def test_a_training_that_was_read_in_names_no_colleague_of_the_reader(noordveld: Desk, zuidwijk: Desk, tmp_path: Path) -> None:
    offer(noordveld)
    write(noordveld, tmp_path / "n.tjc")
    read_in(zuidwijk, tmp_path / "n.tjc")
    assert [one.given_by for one in zuidwijk.store.where(Training)] == ["Gemeente Noordveld"]
