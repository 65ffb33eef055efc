"""Being heard: what is said for the organisation is refused on a computer whose word colleagues do not count."""

from traincollega.errors import NotPossible
from traincollega.language import _
from traincollega.sharing.circle import Circle
from traincollega.sharing.keeping_step import seal
from traincollega.sharing.standing import REVOKED, UNAPPROVED


def must_be_heard(circle: Circle) -> None:
    """Raise NotPossible where colleagues would not count what this computer says about who belongs; nothing is kept then."""
    if circle.not_heard() == UNAPPROVED:
        seal(circle)  # what vouches for us may not have been said yet: who began to share just now
    why = circle.not_heard()
    if why == REVOKED:
        raise NotPossible(
            _("This computer was revoked, so colleagues would not hear this. Do it on another computer, or ask a coordinator.")
        )
    if why:
        raise NotPossible(
            _("This computer waits to be approved, so colleagues would not hear this. Have it approved first, and try again.")
        )
