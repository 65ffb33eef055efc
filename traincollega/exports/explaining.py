"""What explains a table to who did not make it: the lines of the sheet Toelichting, and values as a person reads them."""

from collections.abc import Iterator
from datetime import date, datetime

from traincollega.exports.table import About, Count, Table
from traincollega.language import _, clock_time, month_name, number, pgettext


def lines(table: Table, about: About, count: Count) -> Iterator[tuple[str, str]]:
    """Yield a name and its text, for all that is known of the table as a whole."""
    yield _("Table"), table.title
    if about.period:
        yield _("Period"), period(*about.period)
    yield _("Date of the data"), moment(about.as_of.astimezone(table.zone))
    yield _("Rows"), number(count.rows)
    yield _("Hidden cells"), number(count.hidden)
    if about.made_by:
        yield _("Made by"), about.made_by
    if about.purpose:
        yield _("Purpose"), about.purpose


def heads() -> tuple[str, str, str]:
    """Return what stands above the meanings of the columns."""
    return _("Column"), _("What it says"), _("Personal data")


def meanings(table: Table) -> Iterator[tuple[str, str, str]]:
    """Yield of each column its name, its meaning, and whether it holds personal data."""
    for column in table.columns:
        yield column.name, column.meaning, _("Yes") if column.personal else _("No")


def period(first: date, last: date) -> str:
    """Return "1 januari 2026 tot en met 31 maart 2026"."""
    return _("{first} to and including {last}").format(first=day(first), last=day(last))


def day(at: date) -> str:
    """Return "2 december 2026"."""
    return f"{at.day} {month_name(at.month)} {at.year}"


def moment(at: datetime) -> str:
    """Return "2 december 2026, 12.30 uur", on the clock that `at` has."""
    return _("{day}, {time}").format(day=day(at), time=pgettext("time of day", "{time}").format(time=clock_time(at)))


def hours(minutes: int) -> str:
    """Return "26:30" for 1,590 minutes."""
    whole, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else ''}{whole}:{rest:02}"
