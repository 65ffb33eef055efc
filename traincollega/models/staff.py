"""The staff list: who works where, as HR has it; sealed to HR, so that shares have a denominator."""

from typing import ClassVar

from traincollega.models.noun import Noun, noun


@noun
class Staff(Noun):
    """One line of HR's list; it is about nobody with a card here, so its seal bears its own id."""

    table: ClassVar[str] = "staff"

    email: str = ""
    department: str = ""
    """The id of a department."""
    personnel_number: str = ""
    """As text: "00123"."""
