"""A shared folder that somebody filled with garbage: it is looked at once, a little at a time, and keeps nobody from sending."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.sharing.circle_of import Village, Villager, planned, village_of
from tests.sharing.conftest import named
from traincollega.models.change import Change
from traincollega.models.envelopes import BROKEN, LOCKED, NEWER, ROW
from traincollega.models.session import Session
from traincollega.models.training import Training
from traincollega.services.enrolling import sign_up
from traincollega.sharing import files, receiving, segments, taking_in
from traincollega.sharing import folder as folder_module
from traincollega.sharing.folder import Folder
from traincollega.sharing.forgetting import erase
from traincollega.sharing.place import PACK, SEGMENT, content_name
from traincollega.sharing.segments import HEADER, MAGIC, OUTSIDE, START, VERSION, Header, Kind, write

LENGTH = START + 16


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    """Anna and Bram, who take in very little at once."""
    monkeypatch.setattr(receiving, "BATCH_BYTES", 10 * LENGTH)
    monkeypatch.setattr(receiving, "GIVES_WAY", 0)
    return village_of(tmp_path, "Anna", "Bram")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Which files were opened."""
    opened: list[str] = []
    really = os.open

    def noted(path: str, *rest: int) -> int:
        opened.append(os.path.basename(path))
        return really(path, *rest)

    monkeypatch.setattr(files.os, "open", noted)
    return opened


def garbage(number: int, version: int = VERSION) -> bytes:
    """Return what says that it is a segment, and is none."""
    return (OUTSIDE.pack(MAGIC, version, 1, LENGTH) + number.to_bytes(8)).ljust(LENGTH, b"\1")


def locked(village: Village, number: int) -> bytes:
    """Return what says that it is a segment of ours in a key that nobody has."""
    ours = bytes.fromhex(village.organisation)
    outside = HEADER.pack(MAGIC, VERSION, 1, LENGTH, number.to_bytes(8), ours, bytes(16), 1, bytes(32), 9, bytes(12))
    return outside.ljust(LENGTH, b"\1")


def lay_garbage(village: Village, count: int, version: int = VERSION) -> None:
    """Let so many forged files lie there."""
    for number in range(count):
        lay_loose(village, garbage(number, version))


def lay_loose(village: Village, envelope: bytes) -> str:
    """Let a segment lie there; return its name."""
    name = content_name(envelope, SEGMENT)
    village.shelf.files[name] = envelope
    return name


def lay_pack(village: Village, *envelopes: bytes) -> str:
    """Let a pack of these lie there; return its name."""
    pack = b"".join(envelopes)
    name = content_name(pack, PACK)
    village.shelf.files[name] = pack
    return name


def newer(who: Villager, title: str) -> bytes:
    """Return a segment of somebody's with one training, as a newer program writes it."""
    training = Training.new(who.desk.me, title=title)
    said = Change("training", training.id, who.desk.store.clock.tick(), who.circle.keys.device, {
        "creator": training.creator, "nonce": training.nonce, "title": title,
    })  # fmt: skip
    number, previous = who.envelopes.last(said.device) or (0, bytes(32))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "VERSION", 2)
        return write(who.circle.writer(), Kind.OPEN, number + 1, previous, [said]).envelope


@contextmanager
def upgraded(opened: list[bytes] | None = None) -> Iterator[None]:
    """Let the program be one that writes version 2 and reads both; `opened` is told what it looks at."""
    known = segments.header_of

    def header_of(envelope: bytes) -> Header:
        if opened is not None:
            opened.append(envelope)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(segments, "VERSION", min(envelope[4], 2))
            return known(envelope)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "VERSION", 2)
        patch.setattr(segments, "header_of", header_of)
        patch.setattr(taking_in, "header_of", header_of)
        patch.setattr(taking_in, "READS", "2.3")
        yield


def trainings(who: Villager) -> set[str]:
    """Return what trainings somebody sees."""
    return {one.title for one in who.desk.store.where(Training)}


def test_a_forged_pack_is_passed_over_after_a_few_records_and_never_looked_at_again(village: Village) -> None:
    anna, bram = village.people["Anna"], village.people["Bram"]
    session = planned(bram)
    before = set(village.shelf.files)
    bram.round()
    (name,) = set(village.shelf.files) - before
    pack = village.shelf.files.pop(name) + b"".join(map(garbage, range(1_000)))
    village.shelf.files[content_name(pack, PACK)] = pack
    step = anna.round()
    assert anna.desk.store.find(Session, session.id) is not None
    assert anna.envelopes.counted()[BROKEN] < 100
    assert [trouble.n for trouble in step.troubles if trouble.kind == BROKEN] == [anna.envelopes.counted()[BROKEN]]
    assert anna.envelopes.lacking(village.shelf.files) == []
    assert [known.segments for known in anna.envelopes.packs()] == [()]


def test_more_garbage_than_a_round_looks_at_keeps_nobody_from_sending(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "BROKEN_MOST", 20)
    anna = village.people["Anna"]
    lay_garbage(village, 100)
    planned(anna)
    step = anna.round()
    assert (step.sent > 0, step.waiting) == (True, 0)
    assert 20 < anna.envelopes.counted()[BROKEN] < 50
    for _n in range(5):
        anna.round()
    assert anna.envelopes.counted()[BROKEN] == 100


def test_a_newcomer_looks_at_all_of_it(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "BROKEN_MOST", 20)
    invited = village.invitation()
    village.exchange("Anna")
    lay_garbage(village, 200)
    dora = village.join("Dora", invited)
    assert dora.envelopes.counted()[BROKEN] == 200


def test_a_file_that_holds_another_content_than_its_name_tells_is_read_once_until_it_is_written(
    root: Path, folder: Folder, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "SETTLES", 0.0)
    name, content = named(b"a segment")
    folder.put(name, content)
    path = next(root.rglob(name))
    path.write_bytes(b"another")
    assert folder.names().present == {name}
    assert list(folder.fetch([name])) == []
    read.clear()
    for _n in range(3):
        assert folder.names().present == frozenset()
    assert read == []
    path.write_bytes(content)
    assert folder.names().present == {name}
    assert list(folder.fetch([name])) == [(name, content)]


def test_what_is_written_right_in_the_same_tick_of_the_clock_is_seen_too(root: Path, folder: Folder, read: list[str]) -> None:
    """A program makes a file as long as it will be, we look, and it fills it: on some shares all within one tick of two seconds."""
    name, content = named(b"a segment")
    folder.put(name, content)
    path = next(root.rglob(name))
    path.write_bytes(bytes(len(content)))
    looked = path.stat()
    assert list(folder.fetch([name])) == []
    path.write_bytes(content)
    os.utime(path, ns=(looked.st_atime_ns, looked.st_mtime_ns))
    assert list(folder.fetch(folder.names().present)) == [(name, content)]


def test_a_file_that_looked_wrong_is_read_again_after_an_hour(root: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "SETTLES", 0.0)
    name, content = named(b"a segment")
    folder.put(name, content)
    path = next(root.rglob(name))
    path.write_bytes(b"another")
    assert list(folder.fetch([name])) == []
    assert folder.names().present == frozenset()
    looked = path.stat()
    path.write_bytes(content)
    path.write_bytes(content[: looked.st_size])  # as where the clock of the share stands still
    os.utime(path, ns=(looked.st_atime_ns, looked.st_mtime_ns))
    assert folder.names().present == frozenset()
    monkeypatch.setattr(folder_module, "WRONG_STAYS", 0.0)
    assert folder.names().present == {name}


def test_a_copy_that_is_empty_or_too_large_is_never_opened(root: Path, folder: Folder, read: list[str]) -> None:
    name, content = named(b"a segment")
    folder.put(name, content)
    there = next(root.rglob(name)).parent
    (there / "copy (1).tjs").touch()
    with (there / "copy (2).tjs").open("wb") as stream:
        stream.truncate(files.MOST[SEGMENT] + 1)
    read.clear()
    assert folder.names().present == {name}
    assert read == []


def test_garbage_in_one_pack_makes_nobody_pass_over_what_is_in_the_next(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    """What of the first pack is judged while the second one is read, is not the second one's."""
    anna, bram = village.people["Anna"], village.people["Bram"]
    before = set(village.shelf.files)
    monkeypatch.setattr(receiving, "BATCH_BYTES", 100 * LENGTH)  # all of the first pack, and the beginning of the second
    made = []
    for _number in range(12):
        made.append(planned(bram))
        bram.round()
    names = sorted(set(village.shelf.files) - before)
    genuine = b"".join(village.shelf.files.pop(name) for name in names)
    whole = content_name(genuine, PACK)
    village.shelf.files[whole] = genuine
    for start in range(10_000):
        forged = b"".join(garbage(start * 1_000 + number) for number in range(90))
        if (name := content_name(forged, PACK)) < whole:
            village.shelf.files[name] = forged
            break
    for _round in range(3):
        anna.round()
    assert {one.id for one in made} <= {one.id for one in anna.desk.store.where(Session)}


# What says that it is of a newer version, or in a key that is not here: it may be genuine


def test_what_cannot_be_opened_yet_is_looked_at_again_only_by_a_program_that_reads_more(village: Village) -> None:
    anna, bram = village.people["Anna"], village.people["Bram"]
    lay_loose(village, newer(bram, "Word"))
    lay_garbage(village, 30, version=9)
    anna.round()
    anna.reopened()
    before = anna.desk.store.connection.execute("SELECT seq, name FROM segment ORDER BY seq").fetchall()
    planned(bram)
    bram.round()
    anna.round()
    assert anna.desk.store.connection.execute("SELECT seq, name FROM segment ORDER BY seq").fetchall()[: len(before)] == before
    opened: list[bytes] = []
    with upgraded(opened):
        anna.round()
        assert anna.envelopes.counted()[NEWER] == 30
        assert len(opened) > 30
        opened.clear()
        anna.reopened()
        anna.round()
        assert [one for one in opened if one[4] == 9] == []
    assert "Word" in trainings(anna)


def test_what_may_be_genuine_keeps_nobody_from_sending(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "BROKEN_MOST", 20)
    anna = village.people["Anna"]
    lay_garbage(village, 50, version=9)
    lay_pack(village, *(locked(village, number) for number in range(50)))
    planned(anna)
    step = anna.round()
    assert (step.sent > 0, step.waiting) == (True, 0)
    assert 20 < sum(anna.envelopes.counted().values()) < 50
    for _n in range(6):
        anna.round()
    assert anna.envelopes.counted() == {NEWER: 50, LOCKED: 50}
    assert anna.envelopes.lacking(village.shelf.files) == []


def test_of_what_cannot_be_opened_no_more_is_kept_than_fits_and_what_is_genuine_comes_once_it_can(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what lies in packs between what can be read now, and under the eyes of who packs for all."""
    anna, bram = village.people["Anna"], village.people["Bram"]
    monkeypatch.setattr(receiving, "CLOSED_MOST", 20 * (LENGTH + ROW))
    village.shelf.each_tidies = False  # so that a coordinator takes away for all
    before = set(village.shelf.files)
    session = planned(bram)
    bram.round()
    (name,) = set(village.shelf.files) - before
    genuine = village.shelf.files.pop(name)
    packed = lay_pack(village, newer(bram, "Word"), genuine, *(garbage(number, 9) for number in range(100)))
    loose = lay_loose(village, newer(bram, "Access"))
    for number in range(100):
        lay_loose(village, locked(village, number))
    for _n in range(3):
        anna.round()
    assert anna.desk.store.find(Session, session.id) is not None
    assert sum(anna.envelopes.counted().values()) <= 20
    assert anna.envelopes.lacking(village.shelf.files) == []
    assert {packed, loose} <= set(village.shelf.files)
    monkeypatch.setattr(receiving, "CLOSED_MOST", 10**9)
    with upgraded():
        anna.reopened()
        anna.round()
    assert {"Word", "Access"} <= trainings(anna)


def test_who_takes_away_what_is_forgotten_leaves_what_cannot_be_opened_beside_it(village: Village) -> None:
    anna, bram = village.people["Anna"], village.people["Bram"]
    village.shelf.each_tidies = False
    session = planned(anna)
    village.exchange()
    before = set(village.shelf.files)
    sign_up(bram.desk, session.id)
    bram.round()
    (name,) = set(village.shelf.files) - before
    word = newer(bram, "Word")
    packed = lay_pack(village, village.shelf.files.pop(name), word)
    anna.round()
    erase(anna.circle, bram.desk.me)
    village.exchange("Anna")
    assert packed not in village.shelf.files
    assert any(word in content for content in village.shelf.files.values())


def test_of_what_is_passed_over_a_round_looks_at_a_part_too_and_forgets_what_lies_there_no_more(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = village.people["Anna"]
    monkeypatch.setattr(receiving, "BROKEN_MOST", 20)
    monkeypatch.setattr(receiving, "CLOSED_MOST", 0)
    before = set(village.shelf.files)
    lay_garbage(village, 50, version=9)
    whole = lay_pack(village, *(locked(village, number) for number in range(50)))
    anna.round()
    assert 20 < len(anna.envelopes.lacking(village.shelf.files)) < 40
    for _n in range(3):
        anna.round()
    assert anna.envelopes.lacking(village.shelf.files) == []
    assert {name for name, _reads in anna.envelopes.passed_over()} == set(village.shelf.files) - before
    assert whole not in {pack.name for pack in anna.envelopes.packs()}
    for name in set(village.shelf.files) - before:
        del village.shelf.files[name]
    anna.round()
    assert anna.envelopes.passed_over() == []


def test_what_was_passed_over_loose_comes_also_where_it_lies_in_a_pack_by_then(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bram = village.people["Anna"], village.people["Bram"]
    monkeypatch.setattr(receiving, "CLOSED_MOST", 0)
    word, loose = newer(bram, "Word"), newer(bram, "Access")
    lost = [lay_loose(village, one) for one in (word, loose)]
    anna.round()
    lay_pack(village, word, loose)
    anna.round()
    for name in lost:
        del village.shelf.files[name]
    monkeypatch.setattr(receiving, "CLOSED_MOST", 10**9)
    with upgraded():
        anna.reopened()
        anna.round()
    assert {"Word", "Access"} <= trainings(anna)
