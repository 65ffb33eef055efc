"""A shared folder on an everyday day: copies, half files, what is no file of ours, and computers beside each other."""

import os
import stat
from pathlib import Path
from threading import Thread

import pytest

from tests.sharing.conftest import ORGANISATION, named
from tests.sharing.faulty_folder import COPIES, copy_name
from traincollega.sharing import files
from traincollega.sharing import folder as folder_module
from traincollega.sharing.folder import README, Folder
from traincollega.sharing.place import PACK, Place

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")


def present(folder: Folder) -> set[str]:
    return set(folder.names().present)


def test_what_one_computer_puts_another_fetches(folder: Folder, root: Path) -> None:
    laid = [named(b"a segment"), named(b"another"), named(b"a pack", PACK)]
    for name, content in laid:
        folder.put(name, content)
    other: Place = Folder(root, ORGANISATION)
    names = other.names()
    assert names.whole
    assert names.present == {name for name, _ in laid}
    assert sorted(other.fetch(names.present)) == sorted(laid)
    assert other.address == str(root)


def test_an_empty_folder_holds_nothing_and_stays_empty_until_something_is_put(folder: Folder, root: Path) -> None:
    name, content = named(b"a segment")
    assert folder.names() == (frozenset(), True)
    assert list(folder.fetch([name])) == []
    folder.remove([name])
    assert list(root.iterdir()) == []
    folder.put(name, content)
    ours = root / "traincollega-01234567"
    assert {path.name for path in ours.iterdir()} == {"segments", "packs", README}
    text = (ours / README).read_text(encoding="utf-8")
    assert "Haal hier niets weg" in text
    assert "Remove nothing here" in text


def test_two_organisations_in_one_folder_do_not_meet(folder: Folder, root: Path) -> None:
    folder.put(*named(b"ours"))
    assert present(Folder(root, "fedcba9876543210")) == set()


def test_a_content_under_another_name_than_its_own_is_refused(folder: Folder) -> None:
    for name, content in [(named(b"a")[0], b"b"), ("../escape.tjs", b"a"), named(b"")]:
        with pytest.raises(ValueError, match="tjs"):
            folder.put(name, content)


@pytest.mark.parametrize("pattern", [*COPIES, "Kopie van een bestand{ending}"])
def test_a_conflict_copy_is_its_content_and_goes_with_it(folder: Folder, segments: Path, pattern: str) -> None:
    name, content = named(b"a segment")
    folder.put(*named(b"the folder is made"))
    copy = segments / copy_name(name, pattern)
    copy.write_bytes(content)
    assert name in present(folder)
    assert list(folder.fetch([name])) == [(name, content)]
    folder.put(name, content)
    folder.remove([name])
    assert name not in present(folder)
    assert not copy.exists()


def test_a_name_in_upper_case_or_in_the_other_folder_is_its_content(folder: Folder, segments: Path) -> None:
    folder.put(*named(b"the folder is made"))
    (upper, one), (pack, two) = named(b"a segment"), named(b"a pack", PACK)
    (segments / upper.upper()).write_bytes(one)
    (segments / pack).write_bytes(two)
    assert {upper, pack} < present(folder)
    assert list(folder.fetch([upper, pack])) == [(upper, one), (pack, two)]


def test_a_copy_that_is_another_content_counts_as_that(folder: Folder, segments: Path) -> None:
    name, content = named(b"a segment")
    folder.put(name, content)
    (segments / copy_name(name, COPIES[0])).write_bytes(b"something else")
    other = named(b"something else")
    assert present(folder) == {name, other[0]}
    folder.remove([name])
    assert present(folder) == {other[0]}
    assert list(folder.fetch([other[0]])) == [other]


def test_a_copy_that_changed_is_not_taken_away_with_what_it_was(folder: Folder, segments: Path) -> None:
    name, content = named(b"a segment")
    folder.put(*named(b"the folder is made"))
    copy = segments / copy_name(name, COPIES[0])
    copy.write_bytes(content)
    assert name in present(folder)
    copy.write_bytes(b"A segment")
    folder.remove([name])
    assert copy.exists()


def test_a_copy_is_read_once(folder: Folder, segments: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put(*named(b"the folder is made"))
    (segments / "a copy.tjs").write_bytes(b"a segment")
    opened = []
    read = files.read
    monkeypatch.setattr(files, "read", lambda path, *rest: [opened.append(path), read(path, *rest)][1])
    assert present(folder) == present(folder)
    assert opened == [str(segments / "a copy.tjs")]


def test_a_copy_that_was_half_when_it_was_seen_is_looked_at_again(folder: Folder, segments: Path) -> None:
    name, content = named(b"a whole segment")
    folder.put(*named(b"the folder is made"))
    copy = segments / "a copy.tjs"
    copy.write_bytes(b"\0" * len(content))  # some programs make room first
    [wrong] = present(folder) - {named(b"the folder is made")[0]}
    copy.write_bytes(content)
    assert list(folder.fetch([wrong])) == []
    assert name in present(folder)


def test_what_is_no_content_of_ours_is_passed_over(folder: Folder, segments: Path) -> None:
    name, content = named(b"a segment")
    folder.put(name, content)
    for other in (
        ".hidden.tjs",
        f"~${name}",
        f".{name}.~1a2b",
        f"{name}.tmp",
        "desktop.ini",
        "Thumbs.db",
        f".syncthing.{name}.tmp",
    ):
        (segments / other).write_bytes(b"something else")
    (segments / ".stversions").mkdir()
    (segments / ".stversions" / named(b"older")[0]).write_bytes(b"older")
    (segments / named(b"a folder")[0]).mkdir()
    (segments / "empty.tjs").touch()
    assert present(folder) == {name}


@posix
def test_a_link_a_pipe_and_a_device_are_never_opened(folder: Folder, segments: Path, tmp_path: Path) -> None:
    folder.put(*named(b"the folder is made"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"a segment")
    name, content = named(b"a segment")
    pipe = named(b"a pipe")[0]
    (segments / name).symlink_to(elsewhere)
    (segments / "a link.tjs").symlink_to(elsewhere)
    os.mkfifo(segments / pipe)
    os.mkfifo(segments / "a pipe.tjs")
    assert present(folder) == {named(b"the folder is made")[0]}
    assert list(folder.fetch([name, pipe])) == []
    with pytest.raises(OSError, match="No such device"):  # nobody reads there: the pipe was not opened
        os.open(segments / pipe, os.O_WRONLY | os.O_NONBLOCK)
    folder.put(name, content)
    assert list(folder.fetch([name])) == [(name, content)]
    assert elsewhere.read_bytes() == b"a segment"


def test_a_file_too_large_to_be_ours_is_not_read(folder: Folder, segments: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put(*named(b"the folder is made"))
    name = named(b"large")[0]
    for file in (name, "large copy.tjs"):
        with (segments / file).open("wb") as stream:
            stream.truncate(100_000_000)
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("it is opened"))
    assert present(folder) == {named(b"the folder is made")[0], name}
    assert list(folder.fetch([name])) == []


def test_a_large_pack_comes_back_whole(folder: Folder) -> None:
    pack = named(bytes(range(256)) * 10_000, PACK)
    folder.put(*pack)
    assert list(folder.fetch([pack[0]])) == [pack]


@pytest.mark.parametrize("there", [b"a seg", b"A segment", b"a segment and more", b""])
def test_a_half_or_changed_file_is_not_yet_and_is_put_again(folder: Folder, segments: Path, there: bytes) -> None:
    name, content = named(b"a segment")
    whole = named(b"whole")
    folder.put(*whole)
    (segments / name).write_bytes(there)
    assert list(folder.fetch([name, whole[0]])) == [whole]
    folder.put(name, content)
    assert list(folder.fetch([name])) == [(name, content)]


def test_a_name_that_leads_out_of_the_folder_is_passed_over(folder: Folder, root: Path) -> None:
    folder.put(*named(b"a segment"))
    outside = root / "outside.tjs"
    outside.write_bytes(b"x")
    assert list(folder.fetch(["../../outside.tjs"])) == []
    folder.remove(["../../outside.tjs"])
    assert outside.exists()


def test_what_is_there_already_is_not_written_again(
    folder: Folder, root: Path, segments: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, content = named(b"a segment")
    folder.put(name, content)
    monkeypatch.setattr(os, "replace", lambda *_: pytest.fail("it is written"))
    Folder(root, ORGANISATION).put(name, content)


def test_two_computers_put_the_same_at_once(folder: Folder, root: Path, segments: Path) -> None:
    laid = [named(b"%d" % number) for number in range(30)]
    other = Folder(root, ORGANISATION)
    wrong: list[BaseException] = []

    def put_all(place: Folder) -> None:
        try:
            for name, content in laid:
                place.put(name, content)
        except BaseException as error:
            wrong.append(error)

    threads = [Thread(target=put_all, args=(place,)) for place in (folder, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert {path.name for path in segments.iterdir()} == {name for name, _ in laid}
    assert sorted(folder.fetch(name for name, _ in laid)) == sorted(laid)


def test_a_half_file_of_a_computer_that_stopped_counts_nowhere_and_is_swept(
    folder: Folder, segments: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put(*named(b"the folder is made"))
    left, grows = segments / ".traincollega-0011223344556677.part", segments / ".traincollega-8899.part"
    now = [1000.0]
    monkeypatch.setattr(folder_module, "monotonic", lambda: now[0])
    left.write_bytes(b"a seg")
    grows.write_bytes(b"a seg")
    assert present(folder) == {named(b"the folder is made")[0]}
    folder.put(*named(b"one"))
    now[0] += 3000
    grows.write_bytes(b"a segm")
    assert len(present(folder)) == 2
    folder.put(*named(b"two"))
    assert left.exists()
    now[0] += 1000
    folder.put(*named(b"three"))
    assert not left.exists()
    assert grows.exists()


def test_a_put_whose_half_file_is_swept_away_begins_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace
    swept = []

    def sweep_once(source: str, target: str) -> None:
        if not swept and target.endswith(".tjs"):
            swept.append(source)
            os.unlink(source)
        replace(source, target)

    monkeypatch.setattr(os, "replace", sweep_once)
    laid = named(b"a segment")
    folder.put(*laid)
    assert swept
    assert list(folder.fetch([laid[0]])) == [laid]


@posix
def test_colleagues_may_write_where_the_first_one_made_the_folder(root: Path, folder: Folder, segments: Path) -> None:
    root.chmod(0o2775)
    before = os.umask(0o077)
    try:
        name, content = named(b"a segment")
        folder.put(name, content)
    finally:
        os.umask(before)
    assert stat.S_IMODE(segments.stat().st_mode) == 0o2775
    assert stat.S_IMODE((segments / name).stat().st_mode) == 0o664


def test_a_folder_that_was_emptied_is_filled_again(folder: Folder, root: Path) -> None:
    laid = named(b"a segment")
    folder.put(*laid)
    (root / "traincollega-01234567").rename(root / "oud")
    assert present(folder) == set()
    folder.put(*laid)
    assert list(folder.fetch([laid[0]])) == [laid]


def test_removing_what_is_gone_or_may_not_be_removed_is_passed_over(
    folder: Folder, segments: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, gone, other = named(b"held"), named(b"gone"), named(b"other")
    for laid in (held, gone, other):
        folder.put(*laid)
    (segments / gone[0]).unlink()
    unlink = os.unlink

    def refuse(path: str) -> None:
        if path.endswith(held[0]):
            raise PermissionError(13, "Permission denied", path)
        unlink(path)

    monkeypatch.setattr(os, "unlink", refuse)
    folder.remove([held[0], gone[0], other[0]])
    assert present(folder) == {held[0]}
