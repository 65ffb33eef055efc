"""A colleague, and the computers that speak for them."""

from typing import ClassVar

from traincollega.models.noun import Noun, noun


@noun
class Colleague(Noun):
    """A person of our organisation; no birth date, no BSN, nothing that is not needed."""

    table: ClassVar[str] = "colleague"

    name: str = ""
    email: str = ""
    department: str = ""
    """The id of a department, or ""."""
    on_paper: bool = False
    """True where a trainer entered them: a colleague without a program of their own."""


@noun
class Device(Noun):
    """A computer and the person it speaks for; its id commits to both, for the nonce is the fingerprint of its keys."""

    table: ClassVar[str] = "device"

    person: str = ""
    name: str = ""
    keys: str = ""
    """Two public keys of 32 bytes in hex: Ed25519, that its segments are signed with, and X25519, that opens what is sealed to it;
    "" for a computer that does not share yet."""
    certificate: str = ""
    """Who vouches for it, from the start: "root SIGNATURE", "invitation ID SIGNATURE", or "" where somebody approves it later."""
