"""The overview per person as a table, for the personnel file."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from traincollega.exports.table import About, Column, Count, Table
from traincollega.exports.writing import Form, PrintPdf, write_table
from traincollega.language import _
from traincollega.services.desk import Desk
from traincollega.services.recording import Record, records


def write_persons(
    desk: Desk, first: date, last: date, purpose: str, form: Form, path: Path, tell: Callable[[Desk], Desk], print_pdf: PrintPdf
) -> Count:
    """Write who was at what; that it was asked is in the log before, and colleagues were told so by `tell`, where we share.

    Raises what `records`, `tell` and `write_table` raise; then nothing is written.
    """
    table = person_table(desk, records(desk, first, last, purpose, form))
    desk = tell(desk) if desk.shares() else desk
    return write_table(table, about_persons(desk, first, last, purpose), path, form, print_pdf=print_pdf)


def person_table(desk: Desk, found: Sequence[Record]) -> Table:
    """Return who was at what, one line per participation."""
    columns = (
        Column(_("Name"), "text", _("The name on the card of the colleague."), personal=True),
        Column(_("Personnel number"), "text", _("By HR's staff list; empty where the address is not in it."), personal=True),
        Column(_("Department"), "text", _("Where they work now."), personal=True),
        Column(_("Session"), "moment", _("When it began."), personal=True),
        Column(_("Training"), "text", _("What it was about."), personal=True),
        Column(_("Hours"), "hours", _("How long they were present, as a trainer noted it."), personal=True),
    )
    rows = [(one.name, one.personnel_number, one.department, one.starts, one.title, one.minutes) for one in found]
    return Table(_("Participation by person"), columns, rows, desk.zone)


def about_persons(desk: Desk, first: date, last: date, purpose: str) -> About:
    """Return what a reader has to know of it."""
    return About(desk.now(), (first, last), desk.my_card().name, purpose.strip())
