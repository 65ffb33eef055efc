"""What decides who is heard: invitations, approvals, revocations, keys handed on, and who is forgotten."""

from datetime import UTC, datetime
from typing import ClassVar

from traincollega.models.noun import Noun, noun


@noun
class Invitation(Noun):
    """A coordinator's word that who holds this key may let newcomers in, until it expires or is withdrawn."""

    table: ClassVar[str] = "invitation"

    key: str = ""
    """The Ed25519 public key in hex; the private one lies in the invitation's file."""
    expires: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    withdrawn: bool = False
    admitted: tuple[str, ...] = ()
    """The devices that came in by it and count, once it is withdrawn."""
    proof: str = ""
    """The signature in hex of the computer that made it, under its key: it says so without the segment that it came in."""


@noun
class Approval(Noun):
    """The word of a coordinator, or of one's own other computer, that a device speaks for the person it names."""

    table: ClassVar[str] = "approval"

    device: str = ""
    proof: str = ""
    """The signature in hex of the computer that approves: it says so without the segment that it came in."""


@noun
class Revocation(Noun):
    """A device is no longer heard, but for the segments that a coordinator accepted: these, and their ancestors."""

    table: ClassVar[str] = "revocation"

    device: str = ""
    accepted: tuple[str, ...] = ()
    """The ids of segments."""
    proof: str = ""
    """The root's signature in hex, needed where the device is a coordinator's."""


@noun
class KeyWrap(Noun):
    """The reading key of an epoch, sealed to one device."""

    table: ClassVar[str] = "key_wrap"

    epoch: str = ""
    """The id of the key, 16 hex signs: the start of its hash."""
    number: int = 0
    """Which epoch it is: the greatest is written with."""
    device: str = ""
    sealed: str = ""


@noun
class SealWrap(Noun):
    """The key of a seal, wrapped to one more device: for who may read it since."""

    table: ClassVar[str] = "seal_wrap"

    key: str = ""
    """The id of the key, 16 hex signs."""
    person: str = ""
    """Whom the seal is about."""
    device: str = ""
    sealed: str = ""


@noun
class Erasure(Noun):
    """A person, or what is kept under a row, is forgotten: it counts on no computer any more, also not when it comes in again."""

    table: ClassVar[str] = "erasure"

    person: str = ""
    noun: str = ""
    """Where single rows go: of which noun, one of `authority.ERASED_BY`."""
    row: str = ""
    """The session under which they stand, or the id of the row itself."""
    keys: tuple[str, ...] = ()
    """The seals that say it, as far as its maker can open them: these are taken out of segments too."""
