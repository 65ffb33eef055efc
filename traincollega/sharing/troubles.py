"""What does not come through, as data: it is put into words when it is shown, in the language of then."""

from collections.abc import Callable
from typing import NamedTuple

from traincollega.language import _, ngettext
from traincollega.models.envelopes import BROKEN, LOCKED, NEWER, WAITS

OF_REVOKED, LACKS = "of revoked", "lacks"
"""Besides the states of segments: those that wait as their computer was revoked, and those that are missing."""
FOR_A_COORDINATOR = (WAITS, OF_REVOKED)
"""What a coordinator can do something about, where it stands who takes part."""
I_WAIT, I_AM_REVOKED = "unapproved", "revoked"
"""Why nobody hears this computer."""


class Trouble(NamedTuple):
    """One thing that does not come through, `n` times."""

    kind: str
    """One of WORDS; "" where it is told by `sentence`, that a place gave."""
    n: int = 0
    sentence: str = ""


WORDS: dict[str, Callable[[int], str]] = {
    LOCKED: lambda n: ngettext(
        "{n} message is in a key that has not come yet. It will be read once it comes.",
        "{n} messages are in a key that has not come yet. They will be read once it comes.",
        n,
    ),
    NEWER: lambda n: ngettext(
        "{n} message was made by a newer version. Install that version to read it.",
        "{n} messages were made by a newer version. Install that version to read them.",
        n,
    ),
    BROKEN: lambda n: ngettext(
        "{n} message is damaged or forged. It was passed over.",
        "{n} messages are damaged or forged. They were passed over.",
        n,
    ),
    WAITS: lambda n: ngettext(
        "{n} message comes from a computer that nobody vouches for. A coordinator can.",
        "{n} messages come from computers that nobody vouches for. A coordinator can.",
        n,
    ),
    OF_REVOKED: lambda n: ngettext(
        "{n} message comes from a computer that was revoked. It waits until a coordinator accepts it.",
        "{n} messages come from computers that were revoked. They wait until a coordinator accepts them.",
        n,
    ),
    LACKS: lambda n: ngettext(
        "{n} message that a colleague sent is missing. It comes back once their computer updates.",
        "{n} messages that colleagues sent are missing. They come back once their computers update.",
        n,
    ),
    I_AM_REVOKED: lambda _n: _("This computer was revoked. What you do here reaches nobody; ask a coordinator."),
    I_WAIT: lambda _n: _("This computer waits to be approved. Until then nobody hears what you do here."),
}


def told(trouble: Trouble) -> str:
    """Return a trouble as finished sentences."""
    words = WORDS.get(trouble.kind)
    return words(trouble.n).format(n=trouble.n) if words else trouble.sentence


def trouble_of(kept: object) -> Trouble:
    """Return a trouble as it was kept in JSON; by an older version as its sentence. Raises ValueError and TypeError."""
    if isinstance(kept, list):
        kind, n, sentence = kept
        return Trouble(str(kind), int(n), str(sentence))
    return Trouble("", 0, str(kept))
