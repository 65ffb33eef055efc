"""The command for overviews: who learned how much, in a file for another program or to read."""

from datetime import date
from pathlib import Path

from traincollega.commands.terminal import PrintPdf, at_desk, say, shown
from traincollega.errors import InvalidInput
from traincollega.exports.overviews import about_overview, overview_table, period_words
from traincollega.exports.table import Count
from traincollega.exports.writing import FORMS, write_table
from traincollega.language import _, ngettext, number
from traincollega.services.counting import count
from traincollega.services.logging_exports import noted
from traincollega.services.reporting import DIMENSIONS, may_report, overview, period_of


def write_overview(first: str, last: str, by: str, form: str, out: Path, print_pdf: PrintPdf) -> None:
    """Count what came since, and write the overview of whole quarters in which these days lie."""
    if by not in DIMENSIONS:
        raise InvalidInput(_("--by is department, topic, month or training."), "by")
    if form not in FORMS:
        raise InvalidInput(_("--format is xlsx, ods, csv, pdf, html or json."), "format")
    period = period_of(_day(first, "from"), _day(last, "to"))
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


def _written(count: Count, out: Path) -> str:
    rows = ngettext("**{name}** holds {n} row.", "**{name}** holds {n} rows.", count.rows).format(
        name=out.name, n=number(count.rows)
    )
    hidden = ngettext("{n} cell is hidden.", "{n} cells are hidden.", count.hidden).format(n=number(count.hidden))
    return f"{rows.format(name=out.name, n=number(count.rows))} {hidden}"


def _day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(_("{text} is no day. Write it like 2026-12-31.").format(text=text), field) from None
