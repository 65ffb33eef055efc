"""The log of exports: who took names out of the program, when and what for; sealed to HR and the coordinators."""

from typing import ClassVar

from traincollega.models.noun import Noun, noun


@noun
class Export(Noun):
    """One file with personal data that `person` made; when is its making."""

    table: ClassVar[str] = "export"

    person: str = ""
    what: str = ""
    """What was exported, as its maker saw it called."""
    form: str = ""
    """"pdf", "xlsx" and the like."""
    rows: int = 0
    """Of how many colleagues, or lines."""
    purpose: str = ""
