"""Make the environment `.venv`: `set_up.py run`, or `test` with the tools for tests; nothing is done where nothing changed.

Standard library only: ./run and ./test (run.cmd, test.cmd) start it with any Python 3.11 to 3.14, before anything is installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DESCRIBES = ("pyproject.toml", "constraints.txt", "setup.py", "tools/set_up.py")
EXTRAS = {"run": "", "test": "[dev]", "package": "[dev,package]"}  # each holds the one before it
BUILDERS = ("setuptools", "babel")


def python_of(environment: Path) -> Path:
    """Return the path of an environment's Python."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def checksum(root: Path) -> str:
    """Return what stands for all that decides the content of the environment: the files, where they are, the Python."""
    parts = [str(root).encode(), sys.version.encode(), *((root / name).read_bytes() for name in DESCRIBES)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def installed(root: Path, purpose: str) -> bool:
    """Tell whether the environment holds what `purpose` needs, finished and from the files as they are now."""
    try:
        had, _, sum_then = (root / ".venv" / "set-up").read_text(encoding="utf-8").partition(" ")
    except OSError:
        return False
    purposes = list(EXTRAS)
    enough = had in purposes and purposes.index(had) >= purposes.index(purpose)
    return enough and sum_then == checksum(root) and python_of(root / ".venv").exists()


def usable(environment: Path) -> bool:
    """Tell whether an environment is whole: not broken off half-way, and with a pip that runs on this Python."""
    if (environment / "unfinished").exists() or not python_of(environment).exists():
        return False
    asked = [str(python_of(environment)), "-c", "import pip, sys; print(sys.version)"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return answer.stdout.strip() == sys.version


def install(root: Path, purpose: str) -> None:
    """Fill the environment, making it anew where it is not whole; a stamp is written last."""
    environment = root / ".venv"
    (environment / "set-up").unlink(missing_ok=True)
    if not usable(environment):
        print("Making the environment .venv ...", flush=True)
        shutil.rmtree(environment, ignore_errors=True)
        environment.mkdir()
        (environment / "unfinished").touch()
        subprocess.run([sys.executable, "-I", "-m", "venv", environment], check=True)
    (environment / "unfinished").touch()
    print("Installing the libraries in .venv (once, a minute or so) ...", flush=True)
    pip = [str(python_of(environment)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    for wanted in ([*BUILDERS], ["--no-build-isolation", "-e", f".{EXTRAS[purpose]}"]):
        subprocess.run([*pip, "-c", "constraints.txt", *wanted], cwd=root, check=True, stdin=subprocess.DEVNULL)
    (environment / "set-up").write_text(f"{purpose} {checksum(root)}", encoding="utf-8")
    (environment / "unfinished").unlink()


def catalogues_stale(translations: Path) -> bool:
    """Tell whether a .po file was changed, added or removed after its language was compiled."""
    for folder in {path.parent for path in translations.glob("*/*.po")}:
        compiled = folder / "LC_MESSAGES" / "traincollega.mo"
        newest = max(path.stat().st_mtime_ns for path in (folder, *folder.glob("*.po")))
        if not compiled.exists() or newest > compiled.stat().st_mtime_ns:
            return True
    return False


def main() -> int:
    """Set up for the purpose named on the command line; 1 when it could not be done, with a sentence."""
    purpose = sys.argv[1]
    try:
        if not installed(ROOT, purpose):
            install(ROOT, purpose)
        if catalogues_stale(ROOT / "resources" / "translations"):
            subprocess.run([python_of(ROOT / ".venv"), "tools/catalogues.py", "compile"], cwd=ROOT, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(
            f"Setting up did not succeed: {error}\n"
            "The lines above say why. Often the network or the disk is the reason; try again, nothing was left half done."
        )
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
