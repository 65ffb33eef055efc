"""Searching: what somebody looks for, choice by choice and in words; saved under a name; and what stood in the way of a result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from traincollega.errors import InvalidInput
from traincollega.language import _
from traincollega.models.finding import SORTS, Finder, Question
from traincollega.models.organisation import Department, Organisation
from traincollega.models.saved_filters import drop_filter, keep_filter
from traincollega.models.saved_filters import saved_filters as _saved_filters
from traincollega.services.beginning import required_name
from traincollega.services.desk import Desk, Done

__all__ = ["FACETS", "SORTS", "Choice", "Finder", "Hurdle", "Question"]

FILTER_NAME_LIMIT = 60
FACETS = ("topics", "departments", "durations", "forms", "free", "origins")
"""The fields of a question that hold choices, in the order they are shown."""


@dataclass(frozen=True)
class Choice:
    """One thing that narrows a question: a value of a facet, or a word of its text (facet "text")."""

    facet: str
    value: str


@dataclass(frozen=True)
class Hurdle:
    """A choice or word without which there would be results, and how many."""

    choice: Choice
    count: int


def choices(question: Question) -> list[Choice]:
    """Return the choices of a question, its words left out."""
    chosen = [Choice(facet, value) for facet in FACETS if facet != "free" for value in getattr(question, facet)]
    return [*chosen, *([Choice("free", "free")] if question.free else [])]


def with_choice(question: Question, choice: Choice, on: bool = True) -> Question:
    """Return the question with a choice made, or taken back; a word of its text can only be taken out."""
    if choice.facet == "text":
        return replace(question, text=" ".join(word for word in question.text.split() if word != choice.value))
    if choice.facet == "free":
        return replace(question, free=on)
    others = tuple(value for value in getattr(question, choice.facet) if value != choice.value)
    values: dict[str, tuple[str, ...]] = {choice.facet: (*others, choice.value) if on else others}
    return replace(question, **values)  # type: ignore[arg-type]  # the facets that are left all hold texts


def without_choices(question: Question) -> Question:
    """Return the question with neither text nor choices, in the same order."""
    return Question(sort=question.sort)


def choice_name(desk: Desk, choice: Choice) -> str:
    """Return a choice as the screen names it."""
    fixed = {
        ("durations", "30"): _("Up to 30 minutes"),
        ("durations", "60"): _("Up to 60 minutes"),
        ("durations", "more"): _("Longer"),
        ("forms", "place"): _("On location"),
        ("forms", "online"): _("Online"),
        ("origins", "ours"): _("Our organisation"),
        ("origins", "others"): _("Other organisations"),
        ("free", "free"): _("With free seats"),
    }
    named = fixed.get((choice.facet, choice.value))
    if named:
        return named
    if choice.facet == "departments":
        department = desk.store.find(Department, choice.value)
        return department.name if department else _("unknown")
    if choice.facet == "origins":
        organisation = desk.store.find(Organisation, choice.value)
        return organisation.name if organisation else _("unknown")
    return choice.value


def in_words(desk: Desk, question: Question) -> str:
    """Return a question as one line: "excel · Up to 60 minutes"."""
    text = " ".join(question.text.split())
    return " · ".join([*([text] if text else []), *(choice_name(desk, choice) for choice in choices(question))])


def hurdles(finder: Finder, question: Question, now: datetime) -> list[Hurdle]:
    """Return the choices and words that, each taken out alone, would give results; the most results first."""
    words = [Choice("text", word) for word in dict.fromkeys(question.text.split())]
    alone = words if not question.narrowed and len(words) == 1 else []
    tried = [choice for choice in [*choices(question), *words] if choice not in alone]
    found = [Hurdle(choice, finder.count(with_choice(question, choice, False), now)) for choice in tried]
    return sorted((one for one in found if one.count), key=lambda one: -one.count)


def saved_filters(desk: Desk) -> dict[str, Question]:
    """Return the saved filters of this computer by name."""
    return _saved_filters(desk.store.connection)


def save_filter(desk: Desk, name: str, question: Question) -> Done:
    """Keep a question under a name; raises InvalidInput (field "name") where it is empty, too long or taken."""
    name = required_name(name, "name")
    if len(name) > FILTER_NAME_LIMIT:
        raise InvalidInput(_("This is too long. Use at most {n} characters.").format(n=FILTER_NAME_LIMIT), "name")
    if not keep_filter(desk.store.connection, name, question):
        raise InvalidInput(_("You already have a filter of this name. Choose another name."), "name")
    return Done(_("The filter **{name}** is saved.").format(name=name))


def remove_filter(desk: Desk, name: str) -> Done:
    """Throw a saved filter away."""
    drop_filter(desk.store.connection, name)
    return Done(_("The filter **{name}** is removed.").format(name=name))


FILTER_NAME_LIMIT = 60


def facet_counts(finder: Finder, question: Question, now: datetime) -> dict[str, list[tuple[str, int]]]:
    """Return, per facet, the values to show with what each would give: what gives something, and what is chosen anyway."""
    facets = finder.facets(question, now)
    counts: dict[str, Mapping[str, int]] = {
        "topics": {value: count for value, _label, count in facets.topics},
        "departments": {value: count for value, _label, count in facets.departments},
        "durations": facets.durations,
        "forms": facets.forms,
        "free": {"free": facets.free},
        "origins": {**facets.origins, **{value: count for value, _label, count in facets.organisations}},
    }
    chosen = choices(question)
    if not facets.origins.get("others") and not question.origins:
        counts["origins"] = {}  # all is ours: nothing to choose
    shown: dict[str, list[tuple[str, int]]] = {}
    for facet, values in counts.items():
        taken = [choice.value for choice in chosen if choice.facet == facet]
        shown[facet] = [(value, count) for value, count in values.items() if count or value in taken]
        for value in taken:
            if value not in values:  # chosen, and not among the most used
                alone: dict[str, tuple[str, ...]] = {facet: (value,)}
                shown[facet].append((value, finder.count(replace(question, **alone), now)))  # type: ignore[arg-type]
    return shown
