"""Make a folder with the program in it, to copy to computers without Python: `python tools/build_windows.py`, result in `dist`.

Not run on Windows yet: it was tried on Linux only, where the folder it made started. PyInstaller makes a folder for the system
it runs on, so run this on Windows itself, after `python tools/set_up.py package`, with `.venv\\Scripts\\python`.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "folder"
START = "from traincollega.__main__ import main\n\nraise SystemExit(main())\n"


def unpacked_wheel() -> Path:
    """Build the wheel and return the folder it is unpacked in: what is frozen is what `pip install` would install."""
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", str(WORK), str(ROOT)], check=True)
    (wheel,) = WORK.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(WORK / "program")
    return WORK / "program"


def freeze(program: Path) -> Path:
    """Let PyInstaller make the folder; return the path of the program in it."""
    start = WORK / "start.py"
    start.parent.mkdir(exist_ok=True)
    start.write_text(START, encoding="utf-8")
    resources = program / "traincollega" / "resources"
    options = [
        "--noconfirm", "--onedir", "--log-level=WARN", "--name=traincollega", f"--paths={program}",
        "--console", "--hide-console=hide-early",  # one program for the window and for commands
        "--collect-submodules=traincollega", "--collect-data=tzdata", f"--add-data={resources}{os.pathsep}traincollega/resources",
        f"--distpath={ROOT / 'dist'}", f"--workpath={WORK / 'work'}", f"--specpath={WORK}",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(program)}  # --collect-submodules looks there
    subprocess.run([sys.executable, "-m", "PyInstaller", *options, str(start)], check=True, env=environment)
    return ROOT / "dist" / "traincollega" / ("traincollega.exe" if os.name == "nt" else "traincollega")


def main() -> None:
    """Build, freeze, and see that the result starts."""
    made = freeze(unpacked_wheel())
    shutil.copy(ROOT / "LICENSE", made.parent)
    subprocess.run([str(made), "--version"], check=True)
    print(f"Made {made.parent}")


if __name__ == "__main__":
    main()
