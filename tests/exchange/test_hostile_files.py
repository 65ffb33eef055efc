"""A shared file made to hurt, or damaged, gets a clear sentence and changes nothing here."""

import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shared_files import NOW, WORDS, Parts, Time, edited, hold, offer, parts_of, put_together

from tests.models.world import rows_of, written
from traincollega.errors import NewerVersionNeeded, TooLarge, UnreadableFile
from traincollega.exchange.reading import preview, read_in
from traincollega.exchange.writing import write
from traincollega.models.session import Session
from traincollega.models.training import Outcome, Training
from traincollega.services.beginning import begin
from traincollega.services.desk import Desk
from traincollega.services.planning import Plan

Course = dict[str, Any]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound file: one training with a held session and counts, and one with a session to come."""
    time, folder = Time(), tmp_path_factory.mktemp("sound")
    desk = begin(folder / "p", organisation="Gemeente Noordveld", name="Sanne de Vries", email="sanne@noordveld.nl", now=time)
    hold(desk, time, offer(desk), 6)
    offer(desk, WORDS, Plan(starts=NOW.replace(year=2027), minutes=45))
    write(desk, folder / "sound.tjc")
    desk.store.connection.close()
    return folder / "sound.tjc"


@pytest.fixture
def parts(sound: Path) -> Parts:
    """The parts of a sound file."""
    return parts_of(sound)


def refuses(desk: Desk, path: Path, error: type[Exception], says: str) -> None:
    """Check that a file is refused whole, with this sentence, and that nothing changed."""
    before = written(desk.store)
    for act in (preview, read_in):
        with pytest.raises(error, match=says) as caught:
            act(desk, path)
        assert str(caught.value).endswith(".")
    assert written(desk.store) == before


def test_what_is_no_zip_is_refused(zuidwijk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.tjc"
    for data in (b"", b"hallo", b"\x00" * 5_000):
        path.write_bytes(data)
        refuses(zuidwijk, path, UnreadableFile, "no shared file of Train je Collega")
    refuses(zuidwijk, tmp_path / "weg.tjc", UnreadableFile, "is not there")
    refuses(zuidwijk, tmp_path, UnreadableFile, "no file")


def test_half_a_file_is_refused(zuidwijk: Desk, sound: Path, tmp_path: Path) -> None:
    whole = sound.read_bytes()
    for size in (30, len(whole) // 2, len(whole) - 1):
        (tmp_path / "half.tjc").write_bytes(whole[:size])
        refuses(zuidwijk, tmp_path / "half.tjc", UnreadableFile, "damaged")


def test_a_part_that_was_changed_afterwards_is_refused(zuidwijk: Desk, parts: Parts, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.tjc", "w") as archive:
        for name, data in (parts | {"results.json": b"{ }"}).items():
            archive.writestr(name, data)
    refuses(zuidwijk, tmp_path / "x.tjc", UnreadableFile, "damaged")


@pytest.mark.parametrize("part", ["catalogue.jsonld", "texts.jsonl", "results.json", "manifest.json"])
def test_a_bomb_is_refused(zuidwijk: Desk, parts: Parts, tmp_path: Path, part: str) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.tjc", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (parts | {part: b"[" * 150_000_000}).items():
            archive.writestr(name, data)
    assert (tmp_path / "bomb.tjc").stat().st_size < 300_000
    refuses(zuidwijk, tmp_path / "bomb.tjc", TooLarge, "far more than it seems|larger than we read")


@pytest.mark.parametrize("name", ["../x.json", "C:/x.json", "/x.json", "a\\b.json", "extra.json", "catalogue.JSONLD", "binnen.zip"])
def test_a_part_that_does_not_belong_there_is_refused(zuidwijk: Desk, parts: Parts, tmp_path: Path, name: str) -> None:
    path = put_together(tmp_path / "x.tjc", parts | {name: b"{}"})
    refuses(zuidwijk, path, UnreadableFile, "not safe|does not belong")


def test_two_parts_of_one_name_are_refused(zuidwijk: Desk, parts: Parts, tmp_path: Path) -> None:
    path = put_together(tmp_path / "x.tjc", parts)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("results.json", b"{}")
    refuses(zuidwijk, path, UnreadableFile, "not safe")


def test_a_symbolic_link_is_refused(zuidwijk: Desk, parts: Parts, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("results.json")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.tjc", "w") as archive:
        for name in ("manifest.json", "catalogue.jsonld", "texts.jsonl"):
            archive.writestr(name, parts[name])
        archive.writestr(link, b"/etc/passwd")
    refuses(zuidwijk, tmp_path / "x.tjc", UnreadableFile, "not safe")


def test_seventy_thousand_entries_are_refused(zuidwijk: Desk, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.tjc", "w") as archive:
        for number in range(70_000):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    refuses(zuidwijk, tmp_path / "x.tjc", TooLarge, "more than")


@pytest.mark.parametrize("part", ["catalogue.jsonld", "texts.jsonl", "results.json"])
def test_a_part_that_lacks_is_named(zuidwijk: Desk, parts: Parts, tmp_path: Path, part: str) -> None:
    path = put_together(tmp_path / "x.tjc", {name: data for name, data in parts.items() if name != part})
    refuses(zuidwijk, path, UnreadableFile, f"lacks the part {part}")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"null", b"3", b"[" * 100_000, b'{"a":' * 50_000, b"{", b"\xff\xfe", b'{"@graph": 3}', b'{"@graph": [3]}', b"[[[]]]",
        b'{"@graph": [NaN]}', b'{"x": Infinity}', b"9" * 5_000, b'{"id": 3}', b'["a"]', b'"\\ud800"', b"\xef\xbb\xbf{}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("part", ["catalogue.jsonld", "texts.jsonl", "results.json", "manifest.json"])
def test_json_of_the_wrong_shape_or_depth_is_refused(zuidwijk: Desk, parts: Parts, tmp_path: Path, part: str, data: bytes) -> None:
    if part == "texts.jsonl" and not data:
        pytest.skip("a file without trainings has no texts")
    if part == "results.json" and data == b'{"@graph": 3}':
        pytest.skip("results of an unknown training are passed over")
    path = tmp_path / "x.tjc"
    if part == "manifest.json":
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in (parts | {part: data}).items():
                archive.writestr(name, content)
    else:
        put_together(path, parts | {part: data})
    if part == "results.json" and data in (b'{"@graph": [3]}', b'{"id": 3}'):
        assert preview(zuidwijk, path).new == 2
    else:
        refuses(zuidwijk, path, UnreadableFile, "not as it should be|no shared file|larger than we read")


def test_lists_without_end_are_refused(zuidwijk: Desk, parts: Parts, tmp_path: Path) -> None:
    lists = b'{"@graph":[' + b",".join([b"[]"] * 600_000) + b"]}"
    with zipfile.ZipFile(tmp_path / "x.tjc", "w") as archive:
        archive.writestr("manifest.json", b"{}")
    refuses(zuidwijk, put_together(tmp_path / "x.tjc", parts | {"catalogue.jsonld": lists}), TooLarge, "larger than we read")
    lines = b"{}\n" * 200_000
    refuses(zuidwijk, put_together(tmp_path / "x.tjc", parts | {"texts.jsonl": lines}), TooLarge, "larger than we read")


def test_a_newer_version_is_named_whatever_else_it_holds(zuidwijk: Desk, parts: Parts, tmp_path: Path) -> None:
    path = put_together(tmp_path / "x.tjc", parts | {"signatures.json": b"{}"}, version=1)
    refuses(zuidwijk, path, NewerVersionNeeded, "newer version")


@pytest.mark.parametrize(
    "manifest",
    [
        {"version": -1}, {"version": "0"}, {"version": None}, {"version": False}, {"version": 0.5}, {"format": "anki"},
        {"organisation": "x"}, {"organisation": {"id": 3, "name": "x"}}, {"organisation": {"id": "x", "name": "x"}},
        {"organisation": {"id": "a" * 32, "name": " \u202e"}}, {"organisation": {"id": "A" * 32, "name": "x"}},
    ],
)  # fmt: skip
def test_a_manifest_that_says_nothing_sound_is_refused(
    zuidwijk: Desk, parts: Parts, tmp_path: Path, manifest: dict[str, Any]
) -> None:
    path = put_together(tmp_path / "x.tjc", parts, **manifest)
    refuses(zuidwijk, path, UnreadableFile, "not as it should be|no shared file|which organisation")


BAD: dict[str, Callable[[Course], Any]] = {
    "part @id": lambda one: one.update({"@id": "urn:uuid:../../x"}),
    "part name": lambda one: one.update(name=["x"]),
    "no title": lambda one: one.update(name="\u202e\u0007 "),
    "part name is longer": lambda one: one.update(name="x" * 10_000_000),
    "part description is longer": lambda one: one.update(description="x" * 1_001),
    "part keywords": lambda one: one.update(keywords=[{}]),
    "part timeRequired": lambda one: one.update(timeRequired="PT0M"),
    "part timeRequired ": lambda one: one.update(timeRequired="PT99999M"),
    "part hasCourseInstance": lambda one: one.update(hasCourseInstance={"a": 1}),
    "part license": lambda one: one.update(license=3),
    "more than 1000 sessions": lambda one: one.update(hasCourseInstance=one["hasCourseInstance"] * 1_001),
    "session is in it twice": lambda one: one.update(hasCourseInstance=one["hasCourseInstance"] * 2),
    "part startDate": lambda one: session(one).update(startDate=20261201),
    "does not exist": lambda one: session(one).update(startDate="2026-02-30T10:00:00+01:00"),
    "no time zone": lambda one: session(one).update(startDate="2026-12-02T10:00:00"),
    "too far away": lambda one: session(one).update(startDate="0001-01-01T00:00:00+14:00"),
    "too far away ": lambda one: session(one).update(endDate="9999-12-31T23:59:59-14:00"),
    "end lies before": lambda one: session(one).update(endDate=session(one)["startDate"]),
    "longer than a year": lambda one: session(one).update(endDate="2030-01-01T00:00:00Z"),
    "part maximumAttendeeCapacity": lambda one: session(one).update(maximumAttendeeCapacity=int("9" * 400)),
    "part maximumAttendeeCapacity ": lambda one: session(one).update(maximumAttendeeCapacity=True),
    "part eventStatus": lambda one: session(one).update(eventStatus="https://schema.org/EventDancing"),
    "part location": lambda one: session(one).update(location=["hier"]),
    "part name is longer ": lambda one: session(one).update(location={"@type": "Place", "name": "x" * 501}),
}


def session(course: Course) -> dict[str, Any]:
    """Return the first session of a course, to be edited."""
    first: dict[str, Any] = course["hasCourseInstance"][0]
    return first


@pytest.mark.parametrize("why", BAD)
def test_one_bad_training_is_refused_by_name_and_the_other_comes_in(zuidwijk: Desk, parts: Parts, tmp_path: Path, why: str) -> None:
    path = put_together(tmp_path / "x.tjc", edited(parts, lambda courses: BAD[why](courses[0])))
    counts = read_in(zuidwijk, path)
    assert counts.new == 1
    assert len(counts.refused) == 1
    assert counts.refused[0].where.startswith("x.tjc › ")
    assert (
        why.strip() in counts.refused[0].why.replace("takes longer", "is longer") or "longer than a year" in counts.refused[0].why
    )
    assert zuidwijk.store.check() == []


@pytest.mark.parametrize(
    ("result", "why"),
    [
        ({"sessions": 1, "participants": 4, "minutes": 60}, "fewer than five"),
        ({"sessions": 2, "participants": 9, "minutes": 60}, "fewer than five"),
        ({"sessions": 0, "participants": 9, "minutes": 60}, "fewer than five"),
        ({"sessions": 1, "participants": 1e30, "minutes": 60}, "results.json"),
        ({"sessions": 1, "participants": 10**30, "minutes": 60}, "results.json"),
        ({"sessions": 1, "participants": -9, "minutes": 60}, "results.json"),
        ({"sessions": True, "participants": 9, "minutes": 60}, "results.json"),
        ([1, 9, 60], "results.json"),
        ({"sessions": 1, "participants": 9, "minutes": 60, "answers": 4, "stars": 12}, "fewer than five"),
        ({"sessions": 1, "participants": 9, "minutes": 60, "answers": 5, "stars": 26}, "fewer than five"),
        ({"sessions": 1, "participants": 9, "minutes": 60, "users": 1}, "fewer than five"),
        ({"sessions": 1, "participants": 9, "minutes": 60, "recommends": -5}, "results.json"),
        ({"sessions": 1, "participants": 9, "minutes": 60, "users": "5"}, "results.json"),
    ],
)
def test_results_that_cannot_be_are_refused(zuidwijk: Desk, parts: Parts, tmp_path: Path, result: Any, why: str) -> None:
    known = next(iter(json.loads(parts["results.json"])))
    path = put_together(tmp_path / "x.tjc", parts | {"results.json": json.dumps({known: result}).encode()})
    counts = read_in(zuidwijk, path)
    assert (counts.new, len(counts.refused)) == (1, 1)
    assert why in counts.refused[0].why
    assert zuidwijk.store.where(Outcome) == []


def test_a_training_whose_text_is_missing_or_too_long_is_refused(zuidwijk: Desk, parts: Parts, tmp_path: Path) -> None:
    first, second = map(json.loads, parts["texts.jsonl"].splitlines())
    long = json.dumps(first | {"body": "x" * 200_001}).encode()
    for texts, why in (
        (json.dumps(second).encode(), "text is missing"),
        (long + b"\n" + json.dumps(second).encode(), "longer than"),
    ):
        counts = read_in(zuidwijk, put_together(tmp_path / "x.tjc", parts | {"texts.jsonl": texts}))
        assert (counts.new + counts.unchanged, len(counts.refused)) == (1, 1)
        assert why in counts.refused[0].why


def test_a_training_that_is_in_it_twice_is_read_once(zuidwijk: Desk, parts: Parts, tmp_path: Path) -> None:
    path = put_together(tmp_path / "x.tjc", edited(parts, lambda courses: courses[1].update({"@id": courses[0]["@id"]})))
    counts = read_in(zuidwijk, path)
    assert (counts.new, [one.why for one in counts.refused]) == (1, ["This training is in it twice. Only the first was read."])


def test_signs_that_hide_or_turn_and_images_do_not_come_in(zuidwijk: Desk, parts: Parts, tmp_path: Path) -> None:
    def edit(courses: list[Course]) -> None:
        courses[0].update(name="Excel\u202e\u0000 voor\r\nu\ud800", keywords=["a\u200bb", "", "x" * 90, *map(str, range(50))])

    first, *rest = parts["texts.jsonl"].splitlines()
    text = json.dumps(json.loads(first) | {"body": "Kijk ![plaatje](file:///etc/passwd)\u202e<!-- geheim -->"})
    changed = edited(parts, edit) | {"texts.jsonl": b"\n".join([text.encode(), *rest])}
    read_in(zuidwijk, put_together(tmp_path / "x.tjc", changed))
    training = zuidwijk.store.where(Training)[0]
    assert (training.title, training.body, training.topics[:2]) == ("Excel voor u", "Kijk plaatje", ("ab", "x" * 60))
    assert len(training.topics) == 20


def test_a_file_that_uses_our_ids_overwrites_nothing_of_ours(noordveld: Desk, tmp_path: Path) -> None:
    offer(noordveld, WORDS, Plan(starts=NOW.replace(year=2027), minutes=45))
    write(noordveld, tmp_path / "n.tjc")
    before = noordveld.store.where(Training), noordveld.store.where(Session)
    someone = {"id": "f" * 32, "name": "Iemand anders"}
    path = put_together(tmp_path / "x.tjc", parts_of(tmp_path / "n.tjc"), organisation=someone)
    assert read_in(noordveld, path).new == 1
    ours = [[one for one in noordveld.store.where(noun) if not one.source] for noun in (Training, Session)]
    assert ours == list(before)


def test_a_number_beyond_every_number_is_refused(zuidwijk: Desk, parts: Parts, tmp_path: Path) -> None:
    for number in (b"1e400", b"-1e400", b"9" * 400):
        catalogue = parts["catalogue.jsonld"].replace(b'"PT45M"', number)
        counts = read_in(zuidwijk, put_together(tmp_path / "x.tjc", parts | {"catalogue.jsonld": catalogue}))
        assert (counts.new, len(counts.refused)) == (0, 2)


def test_a_file_with_nothing_but_mistakes_is_refused_whole(zuidwijk: Desk, parts: Parts, tmp_path: Path) -> None:
    many = json.dumps({"@graph": [{"@type": "Course", "name": "x"}] * 1_500}).encode()
    path = put_together(tmp_path / "x.tjc", parts | {"catalogue.jsonld": many})
    refuses(zuidwijk, path, UnreadableFile, "far too many mistakes")


def test_trainings_before_too_many_mistakes_are_taken_back(
    zuidwijk: Desk, parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("traincollega.models.store.BATCH", 1)
    sound = json.loads(parts["catalogue.jsonld"])["@graph"]
    many = json.dumps({"@graph": [*sound, *([{"@type": "Course", "name": "x"}] * 1_500)]}).encode()
    indexed: list[int] = []
    monkeypatch.setattr("traincollega.models.store.index_from", lambda _connection, row: indexed.append(row))
    before = rows_of(zuidwijk.store)
    with pytest.raises(UnreadableFile, match="far too many mistakes"):
        read_in(zuidwijk, put_together(tmp_path / "x.tjc", parts | {"catalogue.jsonld": many}))
    assert indexed
    assert rows_of(zuidwijk.store) == before
    assert zuidwijk.store.check() == []


def test_another_colleague_may_not_update_what_a_coordinator_read_in(zuidwijk: Desk, parts: Parts, tmp_path: Path) -> None:
    read_in(zuidwijk, put_together(tmp_path / "x.tjc", parts))
    other = replace(zuidwijk, me="0" * 32, store=zuidwijk.store.speaking_for("1" * 32, "0" * 32))
    path = put_together(tmp_path / "x.tjc", edited(parts, lambda courses: courses[0].update(name="Nieuw")))
    counts = read_in(other, path)
    assert (counts.updated, counts.unchanged, len(counts.refused)) == (0, 1, 1)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["2026-12-02T10:00:00+01:00", "PT45M", "Course", "urn:uuid:00000000-0000-0000-0000-000000000000"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=8) | st.sampled_from(["@id", "name"]), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_a_field_only_foreseen_errors_are_raised(
    zuidwijk: Desk, parts: Parts, tmp_path: Path, data: st.DataObject
) -> None:
    def spoil(courses: list[Course]) -> None:
        for course in courses:
            for place in (course, *course.get("hasCourseInstance", [])):
                for field in data.draw(st.sets(st.sampled_from(sorted(place)), max_size=2)):
                    place[field] = data.draw(values)

    results = json.dumps(dict.fromkeys(json.loads(parts["results.json"]), data.draw(values))).encode()
    texts = [json.loads(line) | {"body": data.draw(values)} for line in parts["texts.jsonl"].splitlines()]
    spoilt = edited(parts, spoil) | {"results.json": results, "texts.jsonl": "\n".join(map(json.dumps, texts)).encode()}
    path = put_together(tmp_path / "x.tjc", spoilt)
    before = written(zuidwijk.store)
    try:
        seen = preview(zuidwijk, path)
    except UnreadableFile:
        with pytest.raises(UnreadableFile):
            read_in(zuidwijk, path)
        assert written(zuidwijk.store) == before
        return
    assert written(zuidwijk.store) == before
    counts = read_in(zuidwijk, seen)
    assert (counts.new, counts.updated, counts.unchanged) == (seen.new, seen.updated, seen.unchanged)
    assert read_in(zuidwijk, path).unchanged == len(seen.rows)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.sampled_from(["catalogue.jsonld", "texts.jsonl", "results.json"]), value=values, raw=st.binary(max_size=60))
def test_whatever_stands_in_a_part_only_foreseen_errors_are_raised(
    zuidwijk: Desk, parts: Parts, tmp_path: Path, part: str, value: Any, raw: bytes
) -> None:
    for content in (json.dumps(value).encode(), json.dumps({"@graph": [value]}).encode(), raw):
        with suppress(UnreadableFile):
            read_in(zuidwijk, put_together(tmp_path / "x.tjc", parts | {part: content}))
    assert zuidwijk.store.check() == []
