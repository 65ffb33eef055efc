"""Paper: a page of HTML that stands on its own, to read in a browser or to print; all that colleagues wrote in it is escaped."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from traincollega.imports.characters import one_line
from traincollega.language import _, between, day_long, spoken
from traincollega.models.session import Session
from traincollega.services.desk import Desk

STYLE = """
body { font-family: "Noto Sans", "Fira Sans", sans-serif; color: #1A2230; line-height: 130%; }
h1 { font-size: 20pt; margin: 0 0 4px 0; }
h2 { font-size: 13pt; margin: 20px 0 4px 0; }
p { margin: 0 0 6px 0; }
ul { margin: 0 0 6px 0; padding: 0 0 0 20px; -qt-list-indent: 1; }
li { margin: 0 0 2px 0; }
.muted { color: #4A5565; }
.small { font-size: 9pt; color: #4A5565; }
.error { color: #B3261E; font-weight: bold; }
table { border-collapse: collapse; margin: 8px 0 6px 0; }
th, td { border: 1px solid #7A8798; padding: 7px; text-align: left; vertical-align: middle; }
th { background-color: #EEF2F6; }
td, th { overflow-wrap: anywhere; }
@media screen {
body { max-width: 800px; margin: 32px auto; padding: 0 16px; font-size: 12pt; line-height: 1.5; overflow-wrap: anywhere; }
}
"""
ONE_PAGE = '<body class="one-page">'


class Paper(NamedTuple):
    """A page to print or to open in a browser."""

    title: str
    html: str


class Column(NamedTuple):
    """The head of a column, and how much of the width it takes."""

    head: str
    percent: int


def paper(title: str, body: str, style: str = "", *, one_page: bool = False, head: str = "") -> Paper:
    """Return a page with a title, in the language spoken now; `body` is HTML of ours, `style` CSS for this page alone.

    `head` is more HTML for its head, on a line of its own.

    Where it must be `one_page`, a printer makes all that stands on it smaller until it fits.
    """
    known = f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>{said(title)}</title>'
    lines = f"{known}\n{head}" if head else known
    html = f'<!DOCTYPE html>\n<html lang="{spoken()}">\n<head>\n{lines}\n<style>{STYLE}{style}</style>\n</head>\n'
    return Paper(one_line(title), f"{html}{ONE_PAGE if one_page else '<body>'}\n{body}\n</body>\n</html>\n")


def said(text: str) -> str:
    """Return what somebody wrote as HTML on one line, without signs that no page may hold.

    >>> said("Excel & <b>\\x07")
    'Excel &amp; &lt;b&gt;'
    """
    return escape(one_line(text))


def paragraph(*lines: str, kind: str = "") -> str:
    """Return a paragraph of lines that somebody wrote or we say; `kind` is a class of the style."""
    opened = f'<p class="{kind}">' if kind else "<p>"
    return f"{opened}{'<br>'.join(map(said, lines))}</p>"


def bullets(lines: Sequence[str]) -> str:
    """Return a list of sentences."""
    return "<ul>\n" + "".join(f"<li>{said(line)}</li>\n" for line in lines) + "</ul>"


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> str:
    """Return a table whose head a printer repeats on each page; the cells are HTML."""
    heads = "".join(f'<th scope="col" style="width: {one.percent}%">{said(one.head)}</th>' for one in columns)
    lines = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table style="width: 100%">\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>'


def day(desk: Desk, session: Session) -> str:
    """Return the day with its year: "donderdag 3 december 2026"."""
    there = session.starts.astimezone(desk.zone).date()
    return f"{day_long(there)} {there.year}"


def hours(desk: Desk, session: Session) -> str:
    """Return from when to when: "10 tot 10.45 uur"."""
    return between(session.starts, session.ends, desk.zone)


def when(desk: Desk, session: Session) -> str:
    """Return the day and the hours: "donderdag 3 december 2026, 10 tot 10.45 uur"."""
    return _("{day}, {time}").format(day=day(desk, session), time=hours(desk, session))


def where(session: Session) -> str:
    """Return the place, the link, or both; "" where there is neither yet."""
    return " · ".join(filter(None, (session.place, session.link)))
