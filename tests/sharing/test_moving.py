"""Sharing in another place: it is looked at and tried first, and nothing is kept where that fails."""

import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from traincollega.errors import InvalidInput, NotPossible, PlaceReadOnly, PlaceUnreachable, SharingError, TrainCollegaError
from traincollega.models.training import Training
from traincollega.services.beginning import begin, open_desk
from traincollega.services.desk import Desk
from traincollega.sharing import files, inviting, joining, moving, rounds, starting
from traincollega.sharing.addresses import address_of
from traincollega.sharing.circle import Circle
from traincollega.sharing.computers import our_circle
from traincollega.sharing.folder import Folder
from traincollega.sharing.invitation import Invitation, opened
from traincollega.sharing.keys import FILE, read_keys
from traincollega.sharing.places import at_place
from traincollega.sharing.starting import moved

CHEAP = 1 << 10


@dataclass
class One:
    """A colleague on a computer of their own."""

    folder: Path
    desk: Desk

    @property
    def circle(self) -> Circle:
        return our_circle(self.desk, self.folder)

    def move(self, to: str | Path) -> moving.Moved:
        self.desk, told = moving.move(self.desk, self.folder, str(to))
        return told

    def round(self) -> None:
        self.desk = rounds.one_round(self.desk, self.folder)[0]

    def titles(self) -> set[str]:
        return {one.title for one in self.desk.store.where(Training)}

    def writes(self, title: str) -> None:
        self.desk.store.save(Training.new(self.desk.me, title=title, status="published"))


def invitation(one: One) -> Invitation:
    content, phrase = inviting.invite(one.circle, cost=CHEAP)
    one.round()
    return opened(content, phrase)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    folder.mkdir()
    return folder


@pytest.fixture
def anna(tmp_path: Path, old: Path) -> One:
    """The coordinator, who shares in a folder."""
    desk = begin(tmp_path / "anna", organisation="Noordveld", name="Anna", email="anna@noordveld.nl")
    starting.begin(desk, tmp_path / "anna", str(old))
    desk.store.connection.close()
    return opened_again(tmp_path / "anna")


def opened_again(folder: Path) -> One:
    desk = open_desk(folder)
    assert desk is not None
    one = One(folder, desk)
    one.round()
    return one


@pytest.fixture
def bram(tmp_path: Path, anna: One) -> One:
    """A colleague."""
    came = invitation(anna)
    with at_place(came.place, came.organisation) as place:
        joined = joining.join(tmp_path / "bram", came, place, name="Bram", email="bram@noordveld.nl", now=anna.desk.now)
    return One(tmp_path / "bram", joined.desk)


def kept(one: One) -> tuple[object, ...]:
    keys = read_keys(one.folder)
    assert keys is not None
    return keys[0].place, keys[0].invites, one.desk.store.local("place")


def test_a_coordinator_moves_the_organisation_and_colleagues_follow(anna: One, bram: One, tmp_path: Path) -> None:
    new = tmp_path / "new"
    new.mkdir()
    bram.writes("In the old place")
    bram.round()
    told = anna.move(new)
    assert told == moving.Moved(str(new), str(new))
    anna.round()
    assert anna.titles() == {"In the old place"}, "what lay in the old place came along"
    assert bram.move(new) == moving.Moved(str(new))
    for title, one in (("By Bram", bram), ("By Anna", anna)):
        one.writes(title)
    for one in (anna, bram, anna):
        one.round()
    assert anna.titles() == bram.titles() == {"In the old place", "By Bram", "By Anna"}
    assert invitation(anna).place == str(new)


def test_a_coordinator_moves_also_when_the_old_place_is_gone(anna: One, old: Path, tmp_path: Path) -> None:
    anna.writes("Kept here")
    shutil.rmtree(old)
    new = tmp_path / "new"
    new.mkdir()
    anna.move(new)
    anna.round()
    assert kept(anna) == (str(new), str(new), str(new))
    with at_place(str(new), anna.desk.organisation) as place:
        assert place.names().present


def test_who_finds_the_folder_under_another_path_goes_on_there(bram: One, old: Path, tmp_path: Path) -> None:
    other = old.rename(tmp_path / "other letter")
    assert bram.move(other) == moving.Moved(str(other))
    bram.writes("Through the other path")
    bram.round()
    assert kept(bram) == (str(other), "", str(other))


def test_what_lies_in_the_folder_of_the_organisation_is_under_its_roof(bram: One, old: Path, tmp_path: Path) -> None:
    other = old.rename(tmp_path / "other letter")
    (inside,) = other.iterdir()
    for step in (inside, inside / "segments"):
        assert moving.under_its_roof(str(step), bram.desk.organisation) == str(other)
    assert bram.move(inside / "segments").place == str(other)


def test_a_colleague_makes_no_second_place(bram: One, old: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    before = kept(bram)
    with pytest.raises(SharingError, match="Your organisation is not in"):
        bram.move(empty)
    assert (kept(bram), list(empty.iterdir())) == (before, [])
    with pytest.raises(NotPossible, match="already"):
        bram.move(old)


def test_nobody_moves_to_where_another_organisation_shares(anna: One, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    (theirs / "traincollega-00000000" / "segments").mkdir(parents=True)
    before = kept(anna)
    with pytest.raises(NotPossible, match="Another organisation"):
        anna.move(theirs)
    assert kept(anna) == before
    (theirs / f"traincollega-{anna.desk.organisation[:8]}").mkdir()
    anna.move(theirs)  # two in one folder do not meet, and ours was there


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES])
def test_where_nothing_can_be_written_nothing_is_kept(
    code: int, anna: One, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new"
    new.mkdir()
    before = kept(anna)

    def refuses(*_given: object) -> None:
        raise OSError(code, "no")

    monkeypatch.setattr(os, "mkdir", refuses)
    monkeypatch.setattr(files, "_write", refuses)
    with pytest.raises(PlaceReadOnly):
        anna.move(new)
    assert (kept(anna), list(new.iterdir())) == (before, [])
    with pytest.raises(PlaceUnreachable):
        anna.move(tmp_path / "not there")
    assert kept(anna) == before


def test_a_place_is_tried_where_contents_would_lie_and_nothing_stays(old: Path, anna: One, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(old.rglob("*"))
    Folder(old, anna.desk.organisation).try_out()
    Folder(old, "0" * 32).try_out()
    assert sorted(old.rglob("*")) == before
    tried = []
    write = files._write  # noqa: SLF001

    def writes(path: str, content: bytes, going: object) -> None:
        tried.append(Path(path).parent.name)
        if tried[-1] == "packs":
            raise OSError(errno.EACCES, "no", path)
        write(path, content, lambda: None)

    monkeypatch.setattr(files, "_write", writes)
    with pytest.raises(PlaceReadOnly):
        Folder(old, anna.desk.organisation).try_out()
    assert tried == ["segments", "packs"]
    assert sorted(old.rglob("*")) == before


def test_the_invitations_follow_when_a_database_is_left(anna: One, tmp_path: Path) -> None:
    moved(anna.circle, "postgresql://coordinator:1@db/talks", "postgresql://colleague:2@db/talks")
    assert kept(anna)[1] == "postgresql://colleague:2@db/talks"
    new = tmp_path / "new"
    new.mkdir()
    anna.move(new)
    assert invitation(anna).place == str(new)


# What a person may name


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Name the shared folder"), ("  ", "Name the shared folder"), ("a\0b", "Name the shared folder"),
        ("smb://server/share", "Connect that folder"), ("file:///mnt/share", "Connect that folder"),
        ("https://cloud.example.nl/share", "Connect that folder"), ("FILE:/mnt/share", "Connect that folder"),
        ("~nobody-of-this-name/share", "whole path"),
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_with_what_to_do(typed: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=sentence) as error:
        address_of(typed, tmp_path)
    assert error.value.field == "place"


def test_the_profile_is_no_place_for_colleagues_also_under_another_name(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    (profile / "inside").mkdir(parents=True)
    (tmp_path / "link").symlink_to(profile)
    for path in (profile, profile / "inside", tmp_path / "link" / "inside", profile / ".." / "profile"):
        with pytest.raises(InvalidInput, match="Your own data lies there"):
            address_of(str(path), profile)
    assert address_of(str(tmp_path / "profile of all"), profile) == str(tmp_path / "profile of all")


def test_the_home_folder_may_be_written_as_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert address_of(" ~/share ", tmp_path / "profile") == str(tmp_path / "share")
    assert address_of("postgresql://db/talks", tmp_path) == "postgresql://db/talks"


@pytest.mark.parametrize("typed", ["", "smb://server/share", "{profile}/inside", "{root}/not there"])
def test_nothing_is_kept_where_beginning_to_share_is_refused(typed: str, tmp_path: Path) -> None:
    profile = tmp_path / "anna"
    desk = begin(profile, organisation="Noordveld", name="Anna", email="anna@noordveld.nl")
    with pytest.raises(TrainCollegaError):
        starting.begin(desk, profile, typed.format(profile=profile, root=tmp_path))
    assert not desk.shares()
    assert not (profile / FILE).exists()


# Joining under a path of one's own


def test_who_is_invited_finds_the_folder_under_a_path_of_their_own(anna: One, old: Path, tmp_path: Path) -> None:
    came = invitation(anna)
    other = old.rename(tmp_path / "mounted here")
    found = moving.found_at(came, str(other), tmp_path / "bram")
    with at_place(found.place, found.organisation) as place:
        joined = joining.join(tmp_path / "bram", found, place, name="Bram", email="bram@noordveld.nl", now=anna.desk.now)
    bram = One(tmp_path / "bram", joined.desk)
    assert kept(bram) == (str(other), "", str(other))
    bram.round()


def test_who_is_invited_makes_no_second_place(anna: One, tmp_path: Path) -> None:
    came = invitation(anna)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(SharingError, match="Your organisation is not in"):
        moving.found_at(came, str(empty), tmp_path / "bram")
    with pytest.raises(PlaceUnreachable):
        moving.found_at(came, str(tmp_path / "not there"), tmp_path / "bram")
    assert not (tmp_path / "bram").exists()
