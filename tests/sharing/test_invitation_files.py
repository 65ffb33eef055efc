"""An invitation comes from a mail: whatever is in the file, it opens with its phrase or is refused with a sentence."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sharing.golden_files import GOLDEN, PHRASE, fixed, the_invitation
from traincollega.errors import InvalidInput, NewerVersionNeeded, UnreadableFile
from traincollega.sharing import ciphers, invitation
from traincollega.sharing.invitation import COST, closed, new_phrase, opened, read_invitation

CONTENT = (GOLDEN / "invitation.json").read_bytes()
OUTSIDE: dict[str, Any] = json.loads(CONTENT)


def with_inside(**changed: object) -> bytes:
    """Return an invitation of which something on the inside is another."""
    salt, nonce = bytes.fromhex(OUTSIDE["salt"]), bytes.fromhex(OUTSIDE["nonce"])
    key = ciphers.stretched(PHRASE.replace(" ", ""), salt, OUTSIDE["cost"])
    inside = json.loads(ciphers.decrypt(key, nonce, bytes.fromhex(OUTSIDE["box"]), b"")) | changed
    return json.dumps(OUTSIDE | {"box": ciphers.encrypt(key, nonce, json.dumps(inside).encode(), b"").hex()}).encode()


def test_an_invitation_opens_with_its_own_phrase_only() -> None:
    phrase = new_phrase()
    content = closed(the_invitation(), phrase, 1 << 10)
    assert opened(content, phrase.upper().replace(" ", "-")) == the_invitation()
    assert b"Noordveld" not in content
    for wrong in ("", phrase[:-1], new_phrase()):
        with pytest.raises(InvalidInput) as error:
            opened(content, wrong)
        assert error.value.field == "phrase"


def test_each_try_of_a_phrase_costs_64_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitation, "COST", COST)  # as it was before the tests began
    content = closed(the_invitation(), PHRASE)
    assert json.loads(content)["cost"] * 8 * 128 >= 64 << 20  # of 8 blocks of 128 bytes
    assert opened(content, PHRASE) == the_invitation()


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "x"}, {"cost": 1 << 19}, {"cost": 3}, {"cost": True}, {"cost": 2.0}, {"cost": None}, {"salt": 7},
        {"nonce": "00"}, {"box": None}, {"nonce": "zz" * 12},
    ],
)  # fmt: skip
def test_a_spoilt_outside_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(UnreadableFile):
        opened(json.dumps(OUTSIDE | changed).encode(), PHRASE)


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "x"}, {"organisation": "A2" * 16}, {"root": "00"}, {"secret": "00"}, {"expires": "2026-12-17"},
        {"expires": 7},
        {"expires": "2026-12-17T12:00:00"}, {"reading": {}}, {"reading": {"00" * 8: "00" * 32}}, {"reading": []},
        {"writing": "00" * 8}, {"name": None}, {"place": 7}, {"trainings": "3"}, {"colleagues": True},
    ],
)  # fmt: skip
def test_a_spoilt_inside_is_refused(changed: dict[str, object]) -> None:
    assert opened(with_inside(), PHRASE) == the_invitation()
    with pytest.raises(UnreadableFile):
        opened(with_inside(**changed), PHRASE)


def test_an_invitation_of_a_newer_version_says_so() -> None:
    with pytest.raises(NewerVersionNeeded):
        opened(json.dumps(OUTSIDE | {"version": 2}).encode(), PHRASE)


def test_an_invitation_that_is_too_large_is_not_read() -> None:
    with pytest.raises(UnreadableFile):
        opened(CONTENT + b" " * invitation.MOST, PHRASE)


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda one: json.dumps(one).encode())
)
def test_anything_else_is_no_invitation(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        opened(content, PHRASE)


def test_the_same_randomness_closes_the_same_way() -> None:
    with fixed("invitation"):
        assert closed(the_invitation(), PHRASE, 1 << 10) == CONTENT


def test_an_invitation_is_read_also_by_a_link_to_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(CONTENT)
    assert read_invitation(tmp_path / "file", PHRASE) == the_invitation()
    if os.name != "nt":  # making one takes a right there
        (tmp_path / "link").symlink_to("file")
        assert read_invitation(tmp_path / "link", PHRASE) == the_invitation()


@pytest.mark.parametrize("what", ["pipe", "device", "folder", "nothing"])
def test_what_is_no_file_is_refused_and_not_waited_for(what: str, tmp_path: Path) -> None:
    path = tmp_path / what
    if what == "folder":
        path.mkdir()
    elif what == "device":
        path = Path(os.devnull)
    elif what == "pipe" and hasattr(os, "mkfifo"):
        os.mkfifo(path)  # who opens one to read it waits until somebody writes
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_invitation(path, PHRASE)


@pytest.mark.parametrize("size", [0, invitation.MOST + 1])
def test_a_file_that_is_empty_or_too_large_is_no_invitation(size: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b" " * size)
    with pytest.raises(UnreadableFile):
        read_invitation(tmp_path / "file", PHRASE)
