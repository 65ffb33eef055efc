"""The wheel: `pip install .` gives the whole program, and it finds its words, pictures and demo by itself."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SPEAKS_AND_SHOWS = """
import sys
sys.path.insert(0, sys.argv[1])
from importlib import resources
from traincollega import language
language.choose("nl")
print(language.month_name(3))
print(*sorted(path.name for path in resources.files("traincollega.resources").iterdir() if path.is_dir()))
print(len((resources.files("traincollega.resources") / "fonts" / "NotoSans-Regular.ttf").read_bytes()))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: setuptools would otherwise leave its build folder in the project."""
    copy = tmp_path_factory.mktemp("source") / "project"
    copy.mkdir()
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    for name in ("traincollega", "resources", "tools"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    target = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-index", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*pip, "-w", str(target), str(copy)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = target.glob("traincollega-*.whl")
    return found


@pytest.fixture(scope="module")
def inside(wheel: Path) -> set[str]:
    """The names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files(folder: str) -> set[str]:
    """Return the files of a folder of the project that belong in a wheel, as paths from the project."""
    found = {path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    return {path.relative_to(ROOT).as_posix() for path in found if path.suffix not in (".po", ".mo")}


def test_every_module_is_in_the_wheel(inside: set[str]) -> None:
    assert files("traincollega") <= inside


def test_every_resource_is_in_the_wheel(inside: set[str]) -> None:
    assert {f"traincollega/{path}" for path in files("resources")} <= inside


def test_the_compiled_words_are_in_the_wheel_and_the_translators_files_are_not(inside: set[str]) -> None:
    assert "traincollega/resources/translations/nl/LC_MESSAGES/traincollega.mo" in inside
    assert [name for name in inside if name.endswith((".po", ".pyc"))] == []


def test_the_licence_is_in_the_wheel(inside: set[str]) -> None:
    assert [name for name in inside if name.endswith(".dist-info/licenses/LICENSE")] != []


def test_the_unpacked_wheel_speaks_dutch_and_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    alone = [sys.executable, "-I", "-S", "-c", SPEAKS_AND_SHOWS, str(tmp_path)]  # no site-packages: only what is in the wheel
    done = subprocess.run(alone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    month, folders, size = done.stdout.splitlines()
    assert month == "maart"
    assert set(folders.split()) >= {path.name for path in (ROOT / "resources").iterdir() if path.is_dir()} - {"__pycache__"}
    assert int(size) == (ROOT / "resources" / "fonts" / "NotoSans-Regular.ttf").stat().st_size
