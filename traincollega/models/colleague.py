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
    """A computer and the person it speaks for; its certificate comes with sharing."""

    table: ClassVar[str] = "device"

    person: str = ""
    name: str = ""
