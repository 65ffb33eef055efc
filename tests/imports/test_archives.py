"""Folders and archives made to hurt: each is refused with a sentence, in bounded memory, and the rest comes in."""

import gzip
import io
import os
import struct
import sys
import tarfile
import tracemalloc
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from traincollega.errors import TooLarge, UnreadableFile
from traincollega.imports import archive
from traincollega.imports.reading import read
from traincollega.imports.record import Item, TrainingRecord
from traincollega.imports.refusal import Refusal
from traincollega.imports.zip_files import open_zip

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
GOOD = b"---\ntitle: Excel\n---\nTekst.\n"


def spoken(error: Exception) -> None:
    assert len(str(error)) > 10


def items(path: Path) -> list[Item]:
    return list(read(path, zone=AMSTERDAM))


def titles(found: list[Item]) -> list[str]:
    return [item.title for item in found if isinstance(item, TrainingRecord)]


def reasons(found: list[Item]) -> list[str]:
    return [item.why for item in found if isinstance(item, Refusal)]


def zipped(path: Path, *files: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target, pytest.MonkeyPatch.context() as patch:
        patch.setattr("warnings.warn", lambda *_args, **_named: None)
        for name, data in files:
            info = zipfile.ZipInfo("x")
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return path


def tarred(path: Path, *files: tuple[str, bytes] | tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as target:
        for file in files:
            if isinstance(file, tarfile.TarInfo):
                target.addfile(file)
            else:
                info = tarfile.TarInfo(file[0])
                info.size = len(file[1])
                target.addfile(info, io.BytesIO(file[1]))
    return path


def member(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def test_a_folder_a_zip_and_a_tar_give_the_same_records_with_the_same_sources(tmp_path):
    files = (("map/b.md", GOOD), ("a.md", b"# Ander\n"), ("plaatje.png", b"\x89PNG"))
    folder = tmp_path / "folder"
    for name, data in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    whole = items(folder)
    assert sorted(item.source for item in whole if isinstance(item, TrainingRecord)) == ["a.md", "map/b.md"]
    for other in (zipped(tmp_path / "x.zip", *files), tarred(tmp_path / "x.tgz", *files)):
        assert sorted(items(other), key=repr) == sorted(whole, key=repr)


def test_a_source_does_not_depend_on_where_the_archive_lies(tmp_path):
    (tmp_path / "else").mkdir()
    first = items(zipped(tmp_path / "x.zip", ("map/a.md", GOOD)))
    second = items(zipped(tmp_path / "else" / "renamed.zip", ("./map/a.md", GOOD)))
    assert first == second


def test_a_refusal_names_archive_file_and_line(tmp_path):
    found = items(zipped(tmp_path / "events.zip", ("map/x.md", b"---\ntitle: a\nend: 2026-12-02\n---\n"), ("y.md", GOOD)))
    assert [item.where for item in found if isinstance(item, Refusal)] == ["events.zip › map/x.md, line 3"]
    assert titles(found) == ["Excel"]


def test_a_bomb_is_refused_quickly_in_little_memory(tmp_path):
    for name in ("bomb.md", "bomb.bin"):
        bomb = zipped(tmp_path / "bomb.zip", (name, b"a" * 200_000_000))
        assert bomb.stat().st_size < 250_000
        tracemalloc.start()
        try:
            with pytest.raises(TooLarge):
                items(bomb)
            assert tracemalloc.get_traced_memory()[1] < 50_000_000
        finally:
            tracemalloc.stop()


def test_a_bomb_that_lies_about_its_size_is_counted_while_it_streams(tmp_path, monkeypatch):
    monkeypatch.setattr("traincollega.imports.archive.RATIO_FREE", 100_000)
    monkeypatch.setattr("traincollega.imports.zip_files.RATIO_FREE", 100_000)
    path = zipped(tmp_path / "bomb.zip", ("bomb.md", b"a" * 5_000_000))
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 5_000)))
    with pytest.raises(UnreadableFile):
        items(path)


def test_a_bomb_in_a_tar_is_refused_in_little_memory(tmp_path):
    class Zeros(io.RawIOBase):
        def read(self, size=-1):
            return bytes(size)

    info = tarfile.TarInfo("bomb.md")
    info.size = 200_000_000
    path = tmp_path / "bomb.tar.gz"
    with tarfile.open(path, "w:gz") as target:
        target.addfile(info, Zeros())
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            items(path)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_a_tar_header_that_claims_to_be_large_is_not_read(tmp_path):
    info = member("x", tarfile.GNUTYPE_LONGNAME)
    info.size = 150_000_000
    path = tmp_path / "x.tar"
    path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + b"a" * 300_000)
    with pytest.raises(UnreadableFile):  # TooLarge; tarfile of Python 3.11.2 forgets why it stopped
        items(path)


def test_seventy_thousand_entries_are_refused(tmp_path):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as target:
        for number in range(70_000):
            target.writestr(zipfile.ZipInfo(f"{number}.md"), b"")
    with pytest.raises(TooLarge, match="50000 files"):
        items(path)
    with pytest.raises(TooLarge), open_zip(path):
        pass


def test_a_list_of_contents_that_lies_about_its_number_is_counted_itself(tmp_path, monkeypatch):
    monkeypatch.setattr("traincollega.imports.zip_files.ENTRIES_MOST", 100)
    path = zipped(tmp_path / "x.zip", *((f"{number}.md", b"") for number in range(200)))
    data = bytearray(path.read_bytes())
    data[-14:-10] = struct.pack("<HH", 1, 1)
    path.write_bytes(data)
    monkeypatch.setattr(zipfile, "ZipInfo", None)  # no object is made of any entry
    with pytest.raises(TooLarge):
        items(path)


def test_too_many_entries_in_a_tar_or_folder_are_refused(tmp_path, monkeypatch):
    for name in ("archive", "folder"):
        monkeypatch.setattr(f"traincollega.imports.{name}.ENTRIES_MOST", 10)
    folder = tmp_path / "folder"
    folder.mkdir()
    for number in range(11):
        (folder / f"{number}.md").write_bytes(GOOD)
    with pytest.raises(TooLarge):
        items(folder)
    with pytest.raises(TooLarge):
        items(tarred(tmp_path / "x.tgz", *((f"{number}.md", GOOD) for number in range(11))))


@pytest.mark.parametrize(
    "name",
    [
        "../x.md",
        "map/../../x.md",
        "/etc/x.md",
        "C:/x.md",
        "c:x.md",
        "map\\x.md",
        "a\nb.md",
        "a\u202eb.md",
        "x" * 1_001 + ".md",
        "a\x1bb.md",
    ],
)
def test_a_name_that_leaves_the_archive_or_hides_is_refused_and_the_rest_comes_in(tmp_path, name):
    for path in (
        zipped(tmp_path / "x.zip", (name, b"# Kwaad\n"), ("good.md", GOOD)),
        tarred(tmp_path / "x.tgz", (name, b"# Kwaad\n"), ("good.md", GOOD)),
    ):
        found = items(path)
        assert titles(found) == ["Excel"]
        assert len(reasons(found)) == 1
    with pytest.raises(UnreadableFile), open_zip(tmp_path / "x.zip"):
        pass


def test_a_name_with_a_nul_is_refused(tmp_path):
    path = zipped(tmp_path / "x.zip", ("goodZ.md", GOOD), ("other.md", GOOD))
    path.write_bytes(path.read_bytes().replace(b"goodZ.md", b"good\0.md"))
    assert len(reasons(items(path))) == 1


@pytest.mark.parametrize("twin", ["map/A.md", "MAP/a.MD", "map/a.md", "./map/a.md"])
def test_of_two_entries_of_one_name_the_second_is_refused(tmp_path, twin):
    for path in (
        zipped(tmp_path / "x.zip", ("map/a.md", GOOD), (twin, GOOD)),
        tarred(tmp_path / "x.tgz", ("map/a.md", GOOD), (twin, GOOD)),
    ):
        found = items(path)
        assert (len(titles(found)), len(reasons(found))) == (1, 1)
    with pytest.raises(UnreadableFile), open_zip(tmp_path / "x.zip"):
        pass


def test_names_that_differ_in_how_accents_are_written_are_one_name(tmp_path):
    found = items(zipped(tmp_path / "x.zip", ("caf\u00e9.md", GOOD), ("cafe\u0301.md", GOOD)))
    assert (len(titles(found)), len(reasons(found))) == (1, 1)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_are_named_and_not_read(tmp_path, kind):
    found = items(tarred(tmp_path / "x.tgz", member("link.md", kind, "/etc/passwd"), ("good.md", GOOD)))
    assert titles(found) == ["Excel"]
    assert "link or a device" in reasons(found)[0]


def test_a_symbolic_link_in_a_zip_is_named_and_not_read(tmp_path):
    path = tmp_path / "x.zip"
    info = zipfile.ZipInfo("link.md")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(info, "/etc/passwd")
        target.writestr("good.md", GOOD)
    found = items(path)
    assert (titles(found), len(reasons(found))) == (["Excel"], 1)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_in_a_folder_are_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_bytes(b"# Geheim\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "good.md").write_bytes(GOOD)
    (folder / "link.md").symlink_to(outside / "secret.md")
    (folder / "map").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    found = items(folder)
    assert (titles(found), len(reasons(found))) == (["Excel"], 3)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with a name")
def test_a_pipe_in_a_folder_is_named_and_never_waited_for(tmp_path):
    (tmp_path / "good.md").write_text("---\ntitle: Good\n---\n")
    os.mkfifo(tmp_path / "pipe.md")
    os.mkfifo(tmp_path / "no training")
    found = items(tmp_path)
    assert titles(found) == ["Good"]
    assert reasons(found) == ["This is a link or a device and no file. It was not read."]


def test_archives_in_archives_are_named_and_not_opened(tmp_path):
    inner = zipped(tmp_path / "inner.zip", ("a.md", b"# Diep\n")).read_bytes()
    found = items(zipped(tmp_path / "x.zip", ("inner.zip", inner), ("good.md", GOOD)))
    assert titles(found) == ["Excel"]
    assert "inside an archive" in reasons(found)[0]


def test_a_zip_with_a_password_is_refused(tmp_path):
    path = zipped(tmp_path / "x.zip", ("a.md", GOOD))
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match="password"):
        items(path)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_half_an_archive_is_refused(tmp_path, part):
    files = [(f"{number}.md", GOOD + os.urandom(600).hex().encode()) for number in range(20)]
    for path in (zipped(tmp_path / "x.zip", *files), tarred(tmp_path / "x.tar.gz", *files)):
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * part)])
        with pytest.raises(UnreadableFile):
            items(path)


def test_a_tar_with_a_broken_header_in_the_middle_is_damaged_and_not_at_its_end(tmp_path):
    path = tarred(tmp_path / "x.tgz", ("a.md", GOOD), ("b.md", GOOD), ("c.md", GOOD))
    data = bytearray(gzip.decompress(path.read_bytes()))
    data[1024:1100] = b"x" * 76
    path.write_bytes(gzip.compress(bytes(data)))
    with pytest.raises(UnreadableFile):
        items(path)


@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz", "x.tar", "x.docx", "x.tjc", "x"])
def test_what_is_no_archive_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"no archive at all")
    with pytest.raises(UnreadableFile):
        items(tmp_path / name)


def test_what_is_absent_empty_or_too_large_is_refused(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "absent.zip", tmp_path / "empty", zipped(tmp_path / "none.zip")):
        with pytest.raises(UnreadableFile):
            items(path)
    monkeypatch.setattr("traincollega.imports.archive.SOURCE_MOST", 10)
    with pytest.raises(TooLarge):
        items(zipped(tmp_path / "x.zip", ("a.md", GOOD)))


def test_one_file_that_is_too_large_is_refused_and_the_rest_comes_in(tmp_path, monkeypatch):
    for name in ("zip_files", "tar_files", "folder"):
        monkeypatch.setattr(f"traincollega.imports.{name}.FILE_MOST", 1_000)
    files = (("big.md", b"# Groot\n" + b"a" * 2_000), ("good.md", GOOD))
    (tmp_path / "folder").mkdir()
    for name, data in files:
        (tmp_path / "folder" / name).write_bytes(data)
    for path in (zipped(tmp_path / "x.zip", *files), tarred(tmp_path / "x.tgz", *files), tmp_path / "folder"):
        found = items(path)
        assert (titles(found), len(reasons(found))) == (["Excel"], 1)


def test_a_file_whose_name_tells_nothing_is_known_by_its_content(tmp_path):
    (tmp_path / "download").write_bytes(zipped(tmp_path / "x.zip", ("a.md", GOOD)).read_bytes())
    assert titles(items(tmp_path / "download")) == ["Excel"]


def test_what_a_system_leaves_behind_is_no_content(tmp_path):
    found = items(zipped(tmp_path / "x.zip", ("__MACOSX/._a.md", b"\0\5"), (".git/x.md", b"x"), ("a.md", GOOD)))
    assert (titles(found), reasons(found)) == (["Excel"], [])


def test_progress_ends_at_its_whole(tmp_path):
    files = [(f"{number}.md", GOOD) for number in range(5)]
    for path in (zipped(tmp_path / "x.zip", *files), tarred(tmp_path / "x.tgz", *files)):
        seen: list[tuple[int, int]] = []
        list(read(path, zone=AMSTERDAM, progress=lambda done, of, seen=seen: seen.append((done, of))))
        assert seen[-1][0] == seen[-1][1]


def test_the_parts_of_an_open_zip_are_read_up_to_a_limit(tmp_path):
    with open_zip(zipped(tmp_path / "x.tjc", ("manifest.json", b"{}"), ("texts.jsonl", b"x" * 500))) as source:
        assert source.names == ("manifest.json", "texts.jsonl")
        assert source.read("manifest.json", 10) == b"{}"
        with pytest.raises(TooLarge):
            source.read("texts.jsonl", 100)
        with pytest.raises(UnreadableFile):
            source.read("absent", 100)


def _whole_archives() -> list[tuple[str, bytes]]:
    zip_data, tar_data = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zip_data, "w") as target:
        target.writestr("a.md", GOOD)
        target.writestr("map/b.md", GOOD)
    with tarfile.open(fileobj=tar_data, mode="w") as tar:
        for name in ("a.md", "map/" + "n" * 120 + ".md"):
            info = tarfile.TarInfo(name)
            info.size = len(GOOD)
            tar.addfile(info, io.BytesIO(GOOD))
    return [("x.zip", zip_data.getvalue()), ("x.tar", tar_data.getvalue())]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.sampled_from(_whole_archives()), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6))
def test_an_archive_with_any_bytes_changed_gives_items_or_the_foreseen_error(tmp_path, whole, changes):
    name, data = whole
    changed = bytearray(data)
    for at, byte in changes:
        changed[int(at * len(changed))] = byte
    (tmp_path / name).write_bytes(changed)
    try:
        found = items(tmp_path / name)
    except UnreadableFile as error:
        spoken(error)
    else:
        assert len(found) <= 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["x.zip", "x.tar", "x.tgz", "x.csv", "x.ics", "x.md", "x"]), st.binary(max_size=600))
def test_any_bytes_under_any_name_give_items_or_the_foreseen_error(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    try:
        items(tmp_path / name)
    except UnreadableFile as error:
        spoken(error)


def test_an_entry_whose_name_is_empty_is_named_as_wrong(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr("a", GOOD)
    whole = (tmp_path / "x.zip").read_bytes()
    (tmp_path / "x.zip").write_bytes(whole[:30] + b"\0" + whole[31:].replace(b"aPK", b"\0PK"))
    (found,) = items(tmp_path / "x.zip")
    assert isinstance(found, Refusal)


@given(st.text(max_size=60))
def test_a_name_that_is_trusted_stays_inside(name):
    if not archive.wrong_name(name):
        assert os.path.normpath(f"/top/{name}").startswith("/top")
