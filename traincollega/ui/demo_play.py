"""The demo: an example to look around in, or, headless, the whole loop played through the real windows and left as pictures."""

import sys
import tempfile
from pathlib import Path

from traincollega import language
from traincollega.app import Program, application, has_screen
from traincollega.errors import TrainCollegaError
from traincollega.language import _

SIZE = (1280, 800)
PATIENCE = 15_000  # milliseconds for one thing on the screen to come about


def play(out: Path, headless: bool) -> int:
    """Open the example's window and stay until it closes; headless, play the loop and leave pictures and files in `out`."""
    with tempfile.TemporaryDirectory(prefix="traincollega-") as kept:
        folder = Path(kept)
        language.choose(None)
        if not headless:
            if not has_screen():
                print(_("There is no screen here, so no window can open. Add --headless."), file=sys.stderr)  # noqa: T201
                return 1
            program = Program(application(), folder)
            program.look_around()
            code = application().exec()
            program.close()
            return code
        try:
            Play(folder, out).whole()
        except (TrainCollegaError, OSError) as error:
            print(error, file=sys.stderr)  # noqa: T201
            return 1
    print(out)  # noqa: T201
    return 0
