"""What a person may write as a place, the same in a field and in a command, and that no password of an address is shown."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traincollega.errors import InvalidInput, SharingError
from traincollega.sharing.addresses import address_of, at_server, holds_password, is_clear, known_as, wrong_with
from traincollega.sharing.postgres_address import settings_of

MISTYPED = (
    "postgres:/app:geheim@db/talks", "postgresql:app:geheim@db/talks", "postgesql://app:geheim@db/talks",
    "postgres//app:geheim@db/talks", "postgresql//app:ge/heim@db", "//app:geheim@db/talks", "/app:geheim@db/talks",
    "app:geheim@db/talks", "app:ge/geheim@db/talks", '"postgresql://app:ge/geheim@db/talks"', "a:geheim@db",
    "host=db password=geheim dbname=talks", "psql://app:geheim@db", "smb://app:geheim@nas/share", "smb:geheim", "https://geheim@cloud/",
    "~app:geheim@db", "<postgresql://app:geheim@db>", "postgresql:\\\\app:geheim@db",
    "postgresql://app:1/geheim@db/talks", "postgresql://app:1@geheim@db/talks", "postgresql://app:geheim", "postgresql://app:geheim/talks",
    "postgresql://app:1@db:geheim/talks", "postgresql://app:1@db/talks@geheim", "postgresql://app:1@db/talks?password=1@geheim",
    "postgresql://db?password=1@geheim", "postgresql://app:geheim@d b/talks",
)  # fmt: skip
"""Addresses with a password, in some way that is not meant."""


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("typed", MISTYPED)
def test_a_mistyped_address_is_refused_and_its_password_not_repeated(typed: str, relative: bool, windows: bool) -> None:
    sentence = wrong_with(typed, relative=relative, windows=windows)
    assert sentence
    assert "geheim" not in sentence


@pytest.mark.parametrize("typed", MISTYPED)
def test_the_refusal_names_the_field(typed: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        address_of(typed, tmp_path)
    assert caught.value.field == "place"
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("typed", [one for one in MISTYPED if one.startswith("postgresql://")])
def test_what_an_invitation_or_the_environment_holds_is_not_repeated_either(typed: str) -> None:
    assert known_as(typed) == "postgresql://…"
    with pytest.raises(SharingError) as caught:
        settings_of(typed, {})
    assert "geheim" not in str(caught.value)


def test_a_port_that_is_none_is_not_shown() -> None:
    with pytest.raises(SharingError) as caught:
        settings_of("postgresql://app@/talks?host=db&port=geheim", {})
    assert "geheim" not in str(caught.value)
    assert known_as("postgresql://app@/talks?host=db&port=geheim") == "postgresql://app@db/talks"


@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1))
def test_of_an_address_that_is_taken_the_password_is_never_shown(password: str) -> None:
    signs = f"(({password}))"  # so that it is found again, and is part of nothing else
    address = f"postgresql://app:{signs}@db/talks"
    assert signs not in known_as(address)
    assert "((" not in known_as(address)
    assert not is_clear(address) or holds_password(address)


@pytest.mark.parametrize(
    ("typed", "windows", "sentence"),
    [
        ("C:\\share", False, "Only Windows"), ("N:/share", False, "Only Windows"), ("a:b", False, "Only Windows"),
        ("\\\\nas\\share", False, "Only Windows"), ("//nas/share", False, "Only Windows"),
        ("C:\\share", True, ""), ("N:/share", True, ""), ("\\\\nas\\share", True, ""), ("//nas/share", True, ""),
        ("a:b", True, "whole path"), ("C:", True, "whole path"),
        ("smb:x", False, "Connect that folder"), ("smb:x", True, "Connect that folder"), ("ftp://nas", True, "Connect that folder"),
        ("/mnt/share", False, ""), ("~/share", False, ""), ("~/share", True, ""), ("/mnt/10:30/@work", False, ""),
        ("/var/lib/postgres/share", False, ""), ("/run/user/1000/gvfs/sftp:host=nas,user=app", False, ""),
        ("C:\\Users\\app@org.nl\\share", True, ""),
        ("postgresql://app:pass%40@[::1]:5433,db/talks?sslmode=require&host=/run", False, ""), ("postgresql://", False, ""),
        ("postgresql:/app", False, "cannot be read"), ("POSTGRES:x", True, "cannot be read"),
        ("postgresql+psycopg://db", False, "cannot be read"),
        ("", False, "Name the shared folder"), ("a\0b", False, "Name the shared folder"),
        ("/\udc80", False, "Name the shared folder"),
    ],
)  # fmt: skip
def test_a_path_is_taken_where_its_system_knows_it(typed: str, windows: bool, sentence: str) -> None:
    for relative in (False, True):
        told = wrong_with(typed, relative=relative, windows=windows)
        assert (sentence in told) if sentence else not told


@pytest.mark.skipif(os.name == "nt", reason="no folder is called so there")
@pytest.mark.parametrize("name", ["dav:host=cloud.example,user=jan@x.nl", "postgres:data", "a,password=b"])
def test_a_folder_that_is_there_may_be_called_like_an_address(name: str, tmp_path: Path) -> None:
    share = tmp_path / name / "share"
    assert wrong_with(str(share), relative=False)
    share.mkdir(parents=True)
    assert not wrong_with(str(share), relative=False)
    assert address_of(str(share), tmp_path / "profile") == str(share)


@pytest.mark.parametrize("typed", ["smb://nas/share", "jan@nas:share", "jan@nas.example:/srv/share", "sftp:nas"])
@pytest.mark.parametrize("relative", [False, True])
def test_a_folder_on_another_computer_is_to_be_connected_first(typed: str, relative: bool) -> None:
    assert "Connect that folder to this computer first." in wrong_with(typed, relative=relative)


@pytest.mark.parametrize("windows", [False, True])
def test_only_who_stands_in_a_folder_may_write_a_path_from_there(windows: bool) -> None:
    assert not wrong_with("share", relative=True, windows=windows)
    assert "whole path" in wrong_with("share", relative=False, windows=windows)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("postgresql://app:1@db/talks", "postgresql://boss:2@db:5432/talks"),
        ("postgresql://app@DB.example/talks", "postgres://app@/talks?host=db.example&port=5432"),
        ("postgresql://[::5432]:5432,db:/talks", "postgresql://[::5432],db/talks"),
    ],
)
def test_the_usual_port_and_the_case_of_a_server_make_no_other_place(one: str, other: str) -> None:
    assert at_server(one) == at_server(other)


@pytest.mark.parametrize("other", ["postgresql://db:15432/talks", "postgresql://db/Talks", "postgresql://db2/talks", "/mnt/db"])
def test_another_port_server_or_database_is_another_place(other: str) -> None:
    assert at_server("postgresql://db/talks") != at_server(other)
