"""The overview as a table: what was told of each department, topic, month or training, with how it was counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from traincollega.exports.explaining import period
from traincollega.exports.table import About, Cell, Column, Hidden, Row, Table
from traincollega.language import _
from traincollega.services.desk import Desk
from traincollega.services.reporting import By, Figure, Overview, figures, total


def overview_table(desk: Desk, told: Overview, by: By) -> Table:
    """Return the table of an overview; its last row is the whole. Raises NotAllowed."""
    whole = total(desk, told)
    if by != "department":
        whole = replace(whole, more_people=False)  # people are not in this table
    rows = [_row(one, told, by) for one in [*figures(desk, told, by), whole]]
    title = {
        "department": _("Participation by department"),
        "topic": _("Participation by topic"),
        "month": _("Participation by month"),
        "training": _("Participation by training"),
    }[by]
    return Table(title, tuple(_columns(told, by)), rows, desk.zone, totals=True)


def about_overview(desk: Desk, told: Overview) -> About:
    """Return what a reader has to know of it."""
    as_of = told.as_of or datetime(told.period.first.year, told.period.first.month, 1, tzinfo=UTC)
    return About(as_of, (told.period.first, told.period.last), desk.my_card().name)


def too_few() -> Hidden:
    """Return what stands where a figure would tell of a small group."""
    return Hidden(_("Too few participants (fewer than 5)"))


def whole_words(one: Figure) -> str:
    """Return whether a figure is all of it."""
    return _("no") if one.hidden else _("at least") if one.part or one.more_people else _("yes")


def _columns(told: Overview, by: By) -> Iterator[Column]:
    name, meaning = {
        "department": (_("Department"), _("Where they worked when it was counted.")),
        "topic": (_("Topic"), _("The first topic of the training.")),
        "month": (_("Month"), _("The month in which the session was.")),
        "training": (_("Training"), _("Every training with a session in this period, also where nobody came.")),
    }[by]
    yield Column(name, "text", meaning)
    if by == "department" and told.period.of_a_year:
        meaning = _("Different colleagues who were present, from the first of January. Told of everybody together only.")
        yield Column(_("Participants"), "number", meaning)
    if by == "department":
        yield Column(_("Colleagues"), "number", _("How many work there, by the staff list or the typed size."))
    meaning = _("How often somebody was present at a session. Who came twice counts twice.")
    yield Column(_("Participations"), "number", meaning)
    yield Column(_("Hours"), "hours", _("Participations, times how long those sessions took on average."))
    complete = _("“At least” where some of it is counted only together with others, so that no small group shows.")
    yield Column(_("Complete"), "text", complete)


def _row(one: Figure, told: Overview, by: By) -> Row:
    return (one.name, *_numbers(one, told, by), whole_words(one))


def _numbers(one: Figure, told: Overview, by: By) -> Iterator[Cell]:
    hidden = too_few() if one.hidden else None
    if by == "department" and told.period.of_a_year:
        yield one.people
    if by == "department":
        yield one.headcount or None
    yield hidden or one.size
    yield hidden or one.minutes


def period_words(told: Overview) -> str:
    """Return the period that is shown, in words."""
    return period(told.period.first, told.period.last)
