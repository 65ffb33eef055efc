"""No test waits for the disk, which is half of the time of a suite: who is killed loses nothing of what was written."""

import os
from collections.abc import Callable

from traincollega.models import database


def nobody_pulls_the_plug(patch: Callable[[object, str, object], None] = setattr) -> None:
    """Let nothing wait until it is on the disk: that guards against a power cut alone, and there is none."""
    patch(database, "DURABLY", "OFF")
    patch(os, "fsync", lambda _file: None)
