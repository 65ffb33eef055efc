"""A shared folder that somebody filled with garbage: it is looked at once, a little at a time, and keeps nobody from sending."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sharing.circle_of import Village, planned, village_of
from tests.sharing.conftest import named
from traincollega.models.envelopes import BROKEN
from traincollega.models.session import Session
from traincollega.sharing import files, receiving
from traincollega.sharing import folder as folder_module
from traincollega.sharing.folder import Folder
from traincollega.sharing.place import PACK, SEGMENT, content_name
from traincollega.sharing.segments import MAGIC, OUTSIDE, START, VERSION

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


def garbage(number: int) -> bytes:
    """Return what says that it is a segment, and is none."""
    return (OUTSIDE.pack(MAGIC, VERSION, 1, LENGTH) + number.to_bytes(8)).ljust(LENGTH, b"\1")


def lay_garbage(village: Village, count: int) -> None:
    """Let so many forged files lie there."""
    for number in range(count):
        village.shelf.files[content_name(garbage(number), SEGMENT)] = garbage(number)


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
    root: Path, folder: Folder, read: list[str]
) -> None:
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


def test_a_file_that_looked_wrong_is_read_again_after_an_hour(root: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
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
