"""The set-up: done once, again when what describes it changes, anew when it was broken off."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import set_up

NOW = 1_700_000_000


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose environment was set up for running."""
    for name in set_up.DESCRIBES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one", encoding="utf-8")
    python = set_up.python_of(tmp_path / ".venv")
    python.parent.mkdir(parents=True)
    python.touch()
    (tmp_path / ".venv" / "set-up").write_text(f"run {set_up.checksum(tmp_path)}", encoding="utf-8")
    return tmp_path


def test_what_is_set_up_is_left_alone(project: Path) -> None:
    assert set_up.installed(project, "run")


def test_an_environment_for_running_is_not_enough_for_testing(project: Path) -> None:
    assert not set_up.installed(project, "test")


def test_an_environment_for_testing_is_enough_for_running(project: Path) -> None:
    (project / ".venv" / "set-up").write_text(f"test {set_up.checksum(project)}", encoding="utf-8")
    assert set_up.installed(project, "run")


@pytest.mark.parametrize("name", set_up.DESCRIBES)
def test_a_change_in_what_describes_the_environment_installs_again(project: Path, name: str) -> None:
    (project / name).write_text("two", encoding="utf-8")
    assert not set_up.installed(project, "run")


def test_an_environment_that_was_moved_installs_again(project: Path, tmp_path: Path) -> None:
    elsewhere = project.rename(tmp_path.parent / "elsewhere")
    assert not set_up.installed(elsewhere, "run")


def test_an_environment_that_was_broken_off_is_made_anew(project: Path) -> None:
    (project / ".venv" / "unfinished").touch()
    assert not set_up.usable(project / ".venv")


def test_an_environment_whose_python_is_gone_is_made_anew(project: Path) -> None:
    set_up.python_of(project / ".venv").unlink()
    assert not set_up.installed(project, "run")
    assert not set_up.usable(project / ".venv")


@pytest.fixture
def translations(tmp_path: Path) -> Path:
    """A folder with one language, compiled."""
    compiled = tmp_path / "nl" / "LC_MESSAGES" / "traincollega.mo"
    compiled.parent.mkdir(parents=True)
    compiled.touch()
    (tmp_path / "nl" / "one.po").touch()
    for age, path in ((300, tmp_path / "nl" / "one.po"), (200, tmp_path / "nl"), (100, compiled)):
        os.utime(path, (NOW - age, NOW - age))
    return tmp_path


def test_a_compiled_catalogue_is_left_alone(translations: Path) -> None:
    assert not set_up.catalogues_stale(translations)


def test_a_language_that_was_never_compiled_is_compiled(translations: Path) -> None:
    (translations / "nl" / "LC_MESSAGES" / "traincollega.mo").unlink()
    assert set_up.catalogues_stale(translations)


def test_a_changed_translation_is_compiled(translations: Path) -> None:
    os.utime(translations / "nl" / "one.po", (NOW, NOW))
    assert set_up.catalogues_stale(translations)


def test_a_removed_translation_is_compiled_away(translations: Path) -> None:
    (translations / "nl" / "two.po").touch()
    os.utime(translations / "nl" / "two.po", (NOW - 1000, NOW - 1000))
    os.utime(translations / "nl", (NOW - 200, NOW - 200))
    assert not set_up.catalogues_stale(translations)
    (translations / "nl" / "two.po").unlink()
    assert set_up.catalogues_stale(translations)


PLAYED = """
set -eu
. tools/setup.sh
first_of() { case $1 in /usr/lib/*) [ "$PROGRAMS" ] ;; *) [ "$DATABASES" ] ;; esac }
may_install() { [ "$MAY" ]; }
as_root() { printf '%s\\n' "$*" >>"$DONE"; case $* in *"apt-get -qq install"*) [ "$WORKS" ] ;; esac }
ready_a_server
"""


@pytest.fixture
def asked_for_a_server(tmp_path: Path) -> Callable[..., list[str]]:
    """Plays getting a server for the tests on a Debian that is so, and returns what it did as root."""
    (tmp_path / "apt-get").touch(0o755)
    done = tmp_path / "done"

    def play(*so: str) -> list[str]:
        done.write_text("", encoding="utf-8")
        state = {name: "yes" if name in so else "" for name in ("PROGRAMS", "DATABASES", "MAY", "WORKS")}
        subprocess.run(
            ["sh", "-c", PLAYED], cwd=set_up.ROOT, check=True, env={"PATH": f"{tmp_path}:/usr/bin:/bin", "DONE": str(done), **state}
        )
        return done.read_text(encoding="utf-8").splitlines()

    return play


without_a_shell = pytest.mark.skipif(
    os.name == "nt" or shutil.which("initdb", path="/usr/bin:/bin") is not None, reason="only where `sh` finds no server"
)


@without_a_shell
@pytest.mark.parametrize("works", [["WORKS"], []])
def test_a_server_for_the_tests_comes_without_a_database_and_leaves_no_setting(
    asked_for_a_server: Callable[..., list[str]], works: list[str]
) -> None:
    did = asked_for_a_server("MAY", *works)
    told = "/etc/postgresql-common/createcluster.d/traincollega.conf"
    install = next(at for at, line in enumerate(did) if "install" in line)
    assert did.index(f"tee {told}") < install < did.index(f"rm -f {told}")


@without_a_shell
@pytest.mark.parametrize("so", [["MAY", "PROGRAMS"], ["MAY", "DATABASES"], []])
def test_a_server_that_is_there_or_was_there_or_may_not_be_installed_is_left_alone(
    asked_for_a_server: Callable[..., list[str]], so: list[str]
) -> None:
    assert asked_for_a_server(*so) == []
