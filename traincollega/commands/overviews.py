"""The command for overviews: who learned how much, in a file for another program or to read."""

from datetime import date
from pathlib import Path

from traincollega.commands.terminal import PrintPdf, at_desk, chosen_folder, day_of, say, shown
from traincollega.errors import InvalidInput
from traincollega.exports.overviews import about_overview, overview_table, period_words
from traincollega.exports.person_overviews import write_persons
from traincollega.exports.table import Count
from traincollega.exports.writing import FORMS, Form, write_table
from traincollega.language import _, ngettext, number
from traincollega.services.counting import count
from traincollega.services.desk import Desk
from traincollega.services.logging_exports import noted
from traincollega.services.reporting import DIMENSIONS, By, Period, may_report, overview, period_of

PERSON = "person"


def write_overview(first: str, last: str, by: str, form: str, out: Path, purpose: str, print_pdf: PrintPdf) -> None:
    """Count what came since, and write the overview of whole quarters in which these days lie; or who was at what on these days."""
    if form not in FORMS:
        raise InvalidInput(_("--format is xlsx, ods, csv, pdf, html or json."), "format")
    if by == PERSON:
        _write_persons(day_of(first, "from"), day_of(last, "to"), form, out, purpose, print_pdf)
    elif by in DIMENSIONS:
        _write_groups(period_of(day_of(first, "from"), day_of(last, "to")), by, form, out, print_pdf)
    else:
        raise InvalidInput(_("--by is department, topic, month, training or person."), "by")


def _write_groups(period: Period, by: By, form: Form, out: Path, print_pdf: PrintPdf) -> None:
    with at_desk() as desk, shown(_("Writing")) as progress:
        may_report(desk)
        count(desk)
        told = overview(desk, period)
        table = overview_table(desk, told, by)
        noted(desk, table.title, form, len(list(table.rows)), "")

        def report(done: int) -> None:
            if progress is not None:
                progress(done, done)

        written = write_table(table, about_overview(desk, told), out, form, report=report, print_pdf=print_pdf)
    say(f"{table.title}, {period_words(told)}.")
    say(_written(written, out))


def _write_persons(first: date, last: date, form: Form, out: Path, purpose: str, print_pdf: PrintPdf) -> None:
    def tell(desk: Desk) -> Desk:
        from traincollega.sharing.rounds import told_first  # 120 ms of cryptography, that only who shares needs

        return told_first(desk, chosen_folder())

    with at_desk() as desk:
        written = write_persons(desk, first, last, purpose, form, out, tell, print_pdf)
    say(_("That you exported this is in the log, with its purpose."))
    say(_written(written, out))


def _written(count: Count, out: Path) -> str:
    rows = ngettext("**{name}** holds {n} row.", "**{name}** holds {n} rows.", count.rows).format(
        name=out.name, n=number(count.rows)
    )
    hidden = ngettext("{n} cell is hidden.", "{n} cells are hidden.", count.hidden).format(n=number(count.hidden))
    return f"{rows} {hidden}"
