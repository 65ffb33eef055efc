"""Rendering: markdown of anybody's hand into HTML that is safe to show; nothing is fetched, nothing runs."""

import re

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
NOTE = re.compile(r"<blockquote>\s*<p>\[!(NOTE|TIP|WARNING|IMPORTANT|CAUTION)\]\s*", re.IGNORECASE)


def to_html(text: str) -> str:
    """Return markdown as sanitised HTML: no scripts, styles, images or addresses other than http, https and mailto.

    >>> to_html("**Hoi** <script>alert(1)</script>")
    '<p><strong>Hoi</strong> </p>'
    """
    html = markdown.markdown(text, extensions=["tables", "fenced_code", "sane_lists"], output_format="html")
    html = IMAGE.sub(_alt, html)
    html = TASK.sub(lambda found: found[1] + ("☐ " if found[2] == " " else "☑ "), html)
    html = NOTE.sub(lambda found: f"<blockquote><p><strong>{_note(found[1].upper())}</strong> ", html)
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")


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
