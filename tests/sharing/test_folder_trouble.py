"""A shared folder that is away, full, locked, held or silent: what is told, and that nothing waits for ever."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from tests.sharing.conftest import ORGANISATION, named
from traincollega import language
from traincollega.errors import PlaceFull, PlaceReadOnly, PlaceUnreachable, SharingError
from traincollega.sharing import files
from traincollega.sharing import folder as folder_module
from traincollega.sharing.folder import HANGING_MOST, Folder

Put = Callable[[Folder], object]
EACH: list[Put] = [
    lambda folder: folder.names(),
    lambda folder: list(folder.fetch([named(b"a segment")[0]])),
    lambda folder: folder.put(*named(b"another")),
    lambda folder: folder.remove([named(b"a segment")[0]]),
]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once."""
    monkeypatch.setattr(folder_module, "PAUSES", (0.0, 0.0, 0.0))


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Files to which whoever looks at them waits until the test ends."""
    over, paths = Event(), set[str]()
    lstat = os.lstat

    def wait(path: str) -> os.stat_result:
        if path in paths:
            over.wait()
        return lstat(path)

    monkeypatch.setattr(os, "lstat", wait)
    yield paths
    over.set()


def failing(code: int) -> Callable[..., None]:
    """Return a function of the file system that fails."""

    def fail(path: str, *rest: object, **options: object) -> None:
        raise OSError(code, os.strerror(code), path)

    return fail


@pytest.mark.parametrize("act", EACH)
def test_a_share_that_is_not_there_is_told_and_never_made(root: Path, folder: Folder, act: Put) -> None:
    root.rmdir()
    with pytest.raises(PlaceUnreachable, match=r"share\. You can simply go on working\. "):
        act(folder)
    assert not root.exists()


@pytest.mark.parametrize("act", EACH)
def test_a_share_that_went_is_told_and_is_there_again_when_it_came_back(root: Path, folder: Folder, act: Put) -> None:
    folder.put(*named(b"a segment"))
    away = root.rename(root.with_name("away"))
    with pytest.raises(PlaceUnreachable):
        act(folder)
    away.rename(root)
    act(folder)


def test_a_share_that_goes_halfway_gives_what_came_and_then_is_told(root: Path, folder: Folder) -> None:
    laid = [named(b"%d" % number) for number in range(5)]
    for each in laid:
        folder.put(*each)
    coming = folder.fetch(name for name, _ in laid)
    assert [next(coming), next(coming)] == laid[:2]
    shutil.rmtree(root)
    with pytest.raises(PlaceUnreachable):
        next(coming)


@pytest.mark.parametrize("code", [errno.EBUSY, errno.EACCES, errno.ESTALE, errno.EIO, errno.ENOENT])
def test_a_file_that_cannot_be_read_is_passed_over(
    folder: Folder, segments: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    bad, good = named(b"bad"), named(b"good")
    folder.put(*bad)
    folder.put(*good)
    (segments / "a copy.tjs").write_bytes(b"a copy")
    opening = os.open
    monkeypatch.setattr(
        os, "open", lambda path, *rest: opening(path, *rest) if str(path).endswith(good[0]) else failing(code)(path)
    )
    assert folder.names().present == {bad[0], good[0]}
    assert list(folder.fetch([bad[0], good[0]])) == [good]
    monkeypatch.undo()
    assert folder.names().present == {bad[0], good[0], named(b"a copy")[0]}
    assert list(folder.fetch([bad[0]])) == [bad]


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        (errno.ENOSPC, PlaceFull, "is full"),
        (errno.EDQUOT, PlaceFull, "is full"),
        (errno.EROFS, PlaceReadOnly, "We may not write"),
        (errno.EACCES, PlaceReadOnly, "We may not write"),
        (errno.EPERM, PlaceReadOnly, "We may not write"),
        (errno.EIO, PlaceUnreachable, "We cannot reach"),
        (errno.ESTALE, PlaceUnreachable, "We cannot reach"),
        (errno.ENOTCONN, PlaceUnreachable, "We cannot reach"),
        (errno.EHOSTDOWN, PlaceUnreachable, "We cannot reach"),
        (errno.ETIMEDOUT, PlaceUnreachable, "We cannot reach"),
        (errno.EBUSY, SharingError, "Another program holds a file"),
    ],
)
@pytest.mark.parametrize("step", ["open", "write", "fsync", "replace"])
def test_what_goes_wrong_in_writing_is_told_and_leaves_nothing_half(
    folder: Folder, segments: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: type[SharingError], sentence: str, step: str
) -> None:
    folder.put(*named(b"the folder is made"))
    monkeypatch.setattr(os, step, failing(code))
    with pytest.raises(SharingError, match=sentence) as caught:
        folder.put(*named(b"a segment"))
    assert type(caught.value) is kind
    monkeypatch.undo()
    assert {path.name for path in segments.iterdir()} == {named(b"the folder is made")[0]}
    folder.put(*named(b"a segment"))


def test_a_file_that_is_held_for_a_moment_is_put_all_the_same(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put(*named(b"the folder is made"))
    replace, held = os.replace, [3]

    def hold(source: str, target: str) -> None:
        if target.endswith(".tjs") and held[0]:
            held[0] -= 1
            raise OSError(errno.EBUSY, "Device or resource busy", target)
        replace(source, target)

    monkeypatch.setattr(os, "replace", hold)
    folder.put(*named(b"a segment"))
    assert held == [0]


def test_a_sharing_violation_of_windows_is_a_file_that_is_held(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put(*named(b"the folder is made"))

    def hold(source: str, target: str) -> None:
        error = PermissionError(errno.EACCES, "The process cannot access the file", target)
        error.winerror = 32  # type: ignore[attr-defined]
        raise error

    monkeypatch.setattr(os, "replace", hold)
    with pytest.raises(SharingError, match="Another program holds a file") as caught:
        folder.put(*named(b"a segment"))
    assert type(caught.value) is SharingError


def test_a_share_that_keeps_other_bytes_than_it_was_given_is_not_believed(
    folder: Folder, segments: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put(*named(b"the folder is made"))
    replace = os.replace

    def lie(source: str, target: str) -> None:
        replace(source, target)
        Path(target).write_bytes(b"a segm")

    monkeypatch.setattr(os, "replace", lie)
    with pytest.raises(SharingError):
        folder.put(*named(b"a segment"))


def test_a_folder_that_may_not_be_read_is_told(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put(*named(b"a segment"))
    monkeypatch.setattr(os, "scandir", failing(errno.EACCES))
    with pytest.raises(PlaceUnreachable, match="We may not read"):
        folder.names()


def test_a_share_of_which_the_readme_cannot_be_written_works(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    lay = files.lay
    monkeypatch.setattr(
        files, "lay", lambda path, *rest: failing(errno.EACCES)(path) if path.endswith(".txt") else lay(path, *rest)
    )
    folder.put(*named(b"a segment"))


def test_a_placeholder_that_never_comes_is_passed_over_and_not_waited_for_twice(
    root: Path, folder: Folder, segments: Path, stuck: set[str]
) -> None:
    bad, good = named(b"bad"), named(b"good")
    folder.put(*bad)
    folder.put(*good)
    (segments / "a copy.tjs").write_bytes(b"a copy")
    stuck |= {str(segments / bad[0]), str(segments / "a copy.tjs")}
    hasty = Folder(root, ORGANISATION, patience=0.5)
    assert hasty.names().present == {bad[0], good[0]}
    for _ in range(2 * HANGING_MOST):  # else there would be too many threads
        assert list(hasty.fetch([bad[0], good[0]])) == [good]


def test_a_share_in_which_everything_hangs_is_one_that_does_not_answer(
    root: Path, folder: Folder, segments: Path, stuck: set[str]
) -> None:
    laid = [named(b"%d" % number) for number in range(HANGING_MOST + 1)]
    for each in laid:
        folder.put(*each)
    stuck |= {str(segments / name) for name, _ in laid}
    hasty = Folder(root, ORGANISATION, patience=0.02)
    with pytest.raises(PlaceUnreachable, match="does not answer"):
        list(hasty.fetch(name for name, _ in laid))
    with pytest.raises(PlaceUnreachable, match="does not answer"):
        hasty.names()


def test_a_put_that_hangs_is_told(root: Path, folder: Folder, segments: Path, stuck: set[str]) -> None:
    laid = named(b"a segment")
    folder.put(*laid)
    stuck.add(str(segments / laid[0]))
    with pytest.raises(PlaceUnreachable, match="does not answer"):
        Folder(root, ORGANISATION, patience=0.02).put(*laid)


def test_a_listing_that_hangs_is_told_and_not_begun_again(root: Path, folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.put(*named(b"a segment"))
    over, begun, scandir = Event(), list[str](), os.scandir

    def wait(path: str) -> object:
        begun.append(path)
        over.wait()
        return scandir(path)

    monkeypatch.setattr(os, "scandir", wait)
    hasty = Folder(root, ORGANISATION, patience=0.02)
    for _ in range(3):
        with pytest.raises(PlaceUnreachable, match="does not answer"):
            hasty.names()
    assert len(begun) == 1
    over.set()


def test_a_thread_that_hangs_does_not_keep_the_program_from_ending(root: Path) -> None:
    code = f"""
import os, threading
from pathlib import Path
from traincollega.sharing.folder import Folder
from traincollega.sharing.place import content_name
name = content_name(b"a segment", ".tjs")
Folder(Path({str(root)!r}), "0123456789abcdef").put(name, b"a segment")
os.lstat = lambda path: threading.Event().wait()
print(list(Folder(Path({str(root)!r}), "0123456789abcdef", patience=0.1).fetch([name])))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr, done.returncode) == ("[]\n", "", 0)


def test_a_put_that_was_killed_before_the_rename_leaves_nothing_that_counts(root: Path, folder: Folder, segments: Path) -> None:
    code = f"""
import os
from pathlib import Path
from traincollega.sharing.folder import Folder
from traincollega.sharing.place import content_name
folder = Folder(Path({str(root)!r}), "0123456789abcdef")
folder.put(content_name(b"first", ".tjs"), b"first")
os.replace = lambda source, target: os.kill(os.getpid(), 9)
folder.put(content_name(b"second", ".tjs"), b"second")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0
    assert len(list(segments.glob(".traincollega-*.part"))) == 1
    assert folder.names().present == {named(b"first")[0]}
    folder.put(*named(b"second"))
    assert list(folder.fetch([named(b"second")[0]])) == [named(b"second")]


@pytest.fixture
def mounted(root: Path) -> Iterator[Callable[[str], bool]]:
    """Mount a small disk of its own on the share, or the same again with other options."""

    def mount(options: str) -> bool:
        command = shutil.which("mount")
        done = command and subprocess.run([command, "-t", "tmpfs", "-o", options, "tmpfs", root], capture_output=True, check=False)
        return bool(done) and done.returncode == 0

    yield mount
    while os.path.ismount(root):
        subprocess.run(["umount", root], check=True)


def test_a_real_disk_that_is_full_and_then_read_only(root: Path, folder: Folder, mounted: Callable[[str], bool]) -> None:
    if not mounted("size=1m"):
        pytest.skip("we may not mount a disk here")
    laid = named(b"a segment")
    folder.put(*laid)
    with pytest.raises(PlaceFull):
        folder.put(*named(bytes(2_000_000)))
    folder.put(*named(b"a small one"))
    assert mounted("remount,ro")
    with pytest.raises(PlaceReadOnly):
        folder.put(*named(b"another"))
    folder.put(*laid)  # it is there already
    folder.remove([laid[0]])
    assert dict(folder.fetch(folder.names().present)) == dict([laid, named(b"a small one")])


@pytest.mark.parametrize("spoken", ["nl", "en"])
def test_every_sentence_names_the_folder_and_is_short(folder: Folder, monkeypatch: pytest.MonkeyPatch, spoken: str) -> None:
    folder.put(*named(b"a segment"))
    language.choose(spoken)
    told = set()
    for code in (errno.EBUSY, errno.ENOSPC, errno.EROFS, errno.EIO):
        monkeypatch.setattr(os, "scandir", failing(code))
        monkeypatch.setattr(os, "replace", failing(code))
        for act in (lambda: folder.names(), lambda: folder.put(*named(b"another"))):
            with pytest.raises(SharingError) as caught:
                act()
            told.add(str(caught.value))
    assert len(told) == 5
    for text in told:
        assert folder.address in text
        assert [part for part in text.split(". ") if len(part.split()) > 15] == []
        assert ("Je kunt gewoon doorwerken. " if spoken == "nl" else "You can simply go on working. ") in text
