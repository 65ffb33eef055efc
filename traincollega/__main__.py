"""The start: without arguments the window, with arguments the same work without one."""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from traincollega import settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask and return the exit code: 0 done, 1 refused, 2 wrong use."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    folder = window_folder(given)
    if folder is not None:
        gc.disable()  # what the start makes it keeps: 20 ms; the window lets Python collect again
        from traincollega.app import open_window  # Qt takes some 300 ms, that no command needs

        return open_window(folder)
    from traincollega.commands.program import run  # click takes 40 ms, that the window does not need

    return run(given, play_demo=play_demo, print_pdf=print_pdf)


def window_folder(arguments: Sequence[str]) -> Path | None:
    """Return the profile whose window these arguments ask for, or None where they name a command.

    >>> window_folder(["--profile=here"]) == Path("here"), window_folder(["trainings"])
    (True, None)
    """
    match list(arguments):
        case []:
            return settings.default_folder()
        case ["--profile", folder] if folder:
            return Path(folder)
        case [option] if option.startswith("--profile=") and option != "--profile=":
            return Path(option.removeprefix("--profile="))
    return None


def play_demo(out: Path, headless: bool) -> int:
    """Open the demo's window; headless, play the whole loop and leave its pictures and files in `out`."""
    from traincollega.demo import play  # Qt takes some 300 ms, that no other command needs

    return play(out, headless)


def print_pdf(html: str, path: Path, title: str) -> None:
    """Write HTML as a PDF, without a screen."""
    from traincollega.ui import printing  # Qt takes some 300 ms, that no other command needs

    printing.print_pdf(html, path, title)


if __name__ == "__main__":
    sys.exit(main())
