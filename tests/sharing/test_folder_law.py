"""Whatever happens to the files of a shared folder, what comes out of it is a content under its own name."""

import os
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sharing.conftest import ORGANISATION, named
from tests.sharing.faulty_folder import COPIES, copy_name
from traincollega.sharing.files import is_name
from traincollega.sharing.folder import Folder
from traincollega.sharing.place import PACK, SEGMENT, content_name

CONTENTS = [named(bytes([65 + number]) * (1 + 40 * number), ending) for number in range(5) for ending in (SEGMENT, PACK)]


def cut(file: Path, random: Random) -> None:
    file.write_bytes(file.read_bytes()[: random.randrange(3)])


def change(file: Path, random: Random) -> None:
    file.write_bytes(b"?" + file.read_bytes()[1:])


def another_name(file: Path, random: Random) -> Path:
    """Return what a copy is called; what is a copy of a copy of a copy would be longer than names may be."""
    return file if len(file.name) > 200 else file.with_name(copy_name(file.name, random.choice(COPIES)))


def copy(file: Path, random: Random) -> None:
    another_name(file, random).write_bytes(file.read_bytes())


def rename(file: Path, random: Random) -> None:
    file.rename(another_name(file, random))


def swap(file: Path, random: Random) -> None:
    other = random.choice(sorted(file.parent.iterdir()))
    mine, its = file.read_bytes(), other.read_bytes()
    file.write_bytes(its)
    other.write_bytes(mine)


def take_away(file: Path, random: Random) -> None:
    file.unlink()


def touch(file: Path, random: Random) -> None:
    os.utime(file, (0, random.randrange(2**31)))


MISCHIEF = (cut, change, copy, rename, swap, take_away, touch)


@given(st.lists(st.sampled_from([*MISCHIEF, "put", "remove", "names", "fetch"]), max_size=25), st.integers(0, 2**32))
def test_what_is_fetched_is_always_a_content_under_its_own_name(steps: list[object], seed: int) -> None:
    random = Random(seed)
    with tempfile.TemporaryDirectory() as place:
        folders = [Folder(Path(place), ORGANISATION) for _ in range(2)]
        for step in steps:
            folder = random.choice(folders)
            name, content = random.choice(CONTENTS)
            files = sorted(file for file in Path(place).glob("*/*/*") if file.is_file())
            if step == "put":
                folder.put(name, content)
                assert list(folder.fetch([name])) == [(name, content)]
            elif step == "remove":
                present = folder.names().present
                folder.remove([name])
                assert name not in folder.names().present
                assert present - {name} <= folder.names().present
            elif step == "names":
                folder.names()
            elif step == "fetch":
                names = [*folder.names().present, *(name for name, _ in CONTENTS)]
                assert all(content_name(content, name[-4:]) == name for name, content in folder.fetch(names))
            elif files and callable(step):
                step(random.choice(files), random)
        started = Folder(Path(place), ORGANISATION)
        there = dict(started.fetch(started.names().present))
        lying = {file.name: file.read_bytes() for file in Path(place).glob("*/*/*.tj[sp]")}
        counted = {name: content_name(content, name[-4:]) for name, content in lying.items() if content}
        assert there.keys() == {content for name, content in counted.items() if name == content or not is_name(name)}
        for folder in folders:  # a copy that became another content of its size may be unknown to who saw it before
            assert dict(folder.fetch(folder.names().present)).items() <= there.items()
        for name, content in CONTENTS:
            folders[0].put(name, content)
        assert dict(CONTENTS).items() <= dict(folders[1].fetch(folders[1].names().present)).items()


@pytest.mark.parametrize("mischief", MISCHIEF)
def test_the_mischief_is_mischief(folder: Folder, segments: Path, mischief: object) -> None:
    for laid in (named(b"a segment"), named(b"another")):
        folder.put(*laid)
    assert callable(mischief)
    before = {file.name: (file.read_bytes(), file.stat().st_mtime) for file in segments.iterdir()}
    mischief(sorted(segments.iterdir())[0], Random(1))
    assert {file.name: (file.read_bytes(), file.stat().st_mtime) for file in segments.iterdir()} != before
