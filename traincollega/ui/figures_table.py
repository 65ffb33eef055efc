"""Figures as bars and as the rows of a table: what cannot be told says so."""

from collections.abc import Sequence

from traincollega.language import _, month_short, number
from traincollega.services.highlighting import at_least
from traincollega.services.reporting import By, Figure
from traincollega.ui.bar_chart import Bar
from traincollega.ui.row_table import Column, RowTable
from traincollega.ui.theme import Theme

MOST_BARS = 12


def columns(by: By) -> list[Column]:
    """Return the columns for figures by department, topic, month or training."""
    name = {"department": _("Department"), "topic": _("Topic"), "month": _("Month"), "training": _("Training")}[by]
    return [
        Column(name, lambda one: one.name, 3, main=True),
        Column(_("Participations"), _often, 1, whole=True, right=True),
        Column(_("Hours"), hours_words, 1, whole=True, right=True),
    ]


def figures_table(theme: Theme, name: str) -> RowTable:
    """Return an empty table of figures; `name` is for screen readers."""
    return RowTable(theme, columns("department"), name, lambda one: one.key)


def bars(figures: Sequence[Figure], by: By) -> list[Bar]:
    """Return the bars of their hours: the last months, or the most of anything else."""
    if by == "month":
        last = max((at for at, one in enumerate(figures, 1) if one.size or one.part), default=0)  # those to come stay out
        return [Bar(one.name, month_short(int(one.key[-2:])), one.minutes, _bar_words(one)) for one in figures[:last][-MOST_BARS:]]
    most = sorted((one for one in figures if one.size or one.part), key=lambda one: (-one.minutes, one.name.casefold()))
    return [Bar(one.name, one.name, one.minutes, few_or(one, hours_words(one))) for one in most[:MOST_BARS]]


def hours_words(one: Figure) -> str:
    """Return the hours of a figure; "" where it is hidden."""
    return "" if one.hidden else at_least(number(round(one.minutes / 60)), one.part)


def few_or(one: Figure, words: str) -> str:
    """Return the words, or that there are too few participants to tell them."""
    return _("too few participants") if one.hidden else words


def _often(one: Figure) -> str:
    return few_or(one, at_least(number(one.size), one.part))


def _bar_words(one: Figure) -> str:
    return "?" if one.hidden else hours_words(one)
