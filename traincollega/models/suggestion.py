"""A suggestion: a colleague's better words for one text of a training; its trainers accept them with one click."""

from typing import ClassVar

from traincollega.models.noun import Noun, noun


@noun
class Suggestion(Noun):
    """Other words for one field of a training; `person` made it and may take it back."""

    table: ClassVar[str] = "suggestion"

    training: str = ""
    person: str = ""
    field: str = ""
    """"title", "summary" or one of TEXTS."""
    text: str = ""
    base: str = ""
    """The version of the text it was written on, as "stamp-device"."""
    note: str = ""
    """Why, in one line, or ""."""
    withdrawn: bool = False
    outcome: str = ""
    """"" while it waits, else "accepted" or "declined"; trainers set it."""
