"""Rendering: markdown of anybody's hand into HTML that is safe to show; nothing is fetched, nothing runs."""

import re
from html import escape

import markdown
import nh3

from traincollega.language import _
from traincollega.models.training import Training

TAGS = {
    "a", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul", "b", "i", "u",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "td": {"align"}, "th": {"align"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
TASK = re.compile(r"(<li>\s*(?:<p>)?)\[([ xX])\]\s")
MOST_IN_ALL = {
    "[": 2_000,
    "<": 1_000,
    "\\": 1_000,
    ">": 2_000,
    "\n=": 100,
    "\n-": 5_000,
    "`": 5_000,
    "!": 2_000,
    "*": 5_000,
    "_": 5_000,
    "\n": 5_000,
    "&": 5_000,
}
MOST_AT_ONCE = {"[": 100, "<": 200, "\\": 200, ">": 500, "`": 500}
"""Most marks in a text and in one paragraph that we render: 4,000 times "[" keeps the library busy for minutes."""
LIST_MARK = r"(?:[*+-]|[0-9]{1,9}\.)[ \t]"
NESTED = re.compile(rf"^[ \t>]*(?:{LIST_MARK}[ \t]*){{10}}|^(?: {{4}}| {{0,3}}\t){{10}}[ \t]*{LIST_MARK}", re.MULTILINE)
"""A list within a list, ten deep: on one line, or by how far it is indented."""
LIST_MARKS_MOST = 3_000
NOTE = re.compile(r"<blockquote>\s*<p>\[!(NOTE|TIP|WARNING|IMPORTANT|CAUTION)\]\s*", re.IGNORECASE)


def to_html(text: str) -> str:
    """Return markdown as sanitised HTML: no scripts, styles, images or addresses other than http, https and mailto.

    >>> to_html("**Hoi** <script>alert(1)</script>")
    '<p><strong>Hoi</strong> </p>'
    """
    if intricate(text):
        return _as_written(text)
    try:
        html = markdown.markdown(text, extensions=["tables", "fenced_code", "sane_lists"], output_format="html")
    except RecursionError:  # lists in lists, some hundred deep
        return _as_written(text)
    html = IMAGE.sub(_alt, html)
    html = TASK.sub(lambda found: found[1] + ("☐ " if found[2] == " " else "☑ "), html)
    html = NOTE.sub(lambda found: f"<blockquote><p><strong>{_note(found[1].upper())}</strong> ", html)
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")


def _as_written(text: str) -> str:
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in text.split("\n\n"))


def intricate(text: str) -> bool:
    """Say whether a text holds so many marks that rendering it would take longer than a person waits.

    >>> intricate("[a](https://x.nl) " * 20), intricate("[" * 4_000)
    (False, True)
    """
    if any(text.count(mark) > most for mark, most in MOST_IN_ALL.items()) or NESTED.search(text):
        return True
    if len(re.findall(LIST_MARK, text)) > LIST_MARKS_MOST:
        return True
    few = [mark for mark, most in MOST_AT_ONCE.items() if text.count(mark) > most]
    return any(part.count(mark) > MOST_AT_ONCE[mark] for mark in few for part in text.split("\n\n"))


def _alt(image: re.Match[str]) -> str:
    found = ALT.search(image[0])
    return f"<em>{found[1] or found[2] or ''}</em>" if found else ""


def _note(kind: str) -> str:
    return {
        "NOTE": _("Note:"),
        "TIP": _("Tip:"),
        "WARNING": _("Mind:"),
        "IMPORTANT": _("Important:"),
        "CAUTION": _("Mind:"),
    }[kind]


def headings() -> dict[str, str]:
    """Return the heading of each text of a training, in reading order."""
    return {
        "outcomes": _("Afterwards you can"),
        "goal": _("Goal"),
        "audience": _("For whom"),
        "body": _("About this training"),
        "programme": _("Programme"),
        "preparation": _("Preparation"),
    }


def training_html(training: Training) -> str:
    """Return everything that was written about a training, each text under its heading."""
    parts = []
    for name, heading in headings().items():
        text = getattr(training, name).strip()
        if text:
            html = to_html(text)
            own = name == "body" and re.match(r"<h[1-6]>", html)  # a text with headings of its own needs none above them
            parts.append(html if own else f"<h2>{heading}</h2>\n{html}")
    return "\n".join(parts)
