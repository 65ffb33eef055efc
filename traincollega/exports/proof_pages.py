"""Proofs of participation as pages: what a code says, with the code to scan and to type; made of nothing but that code."""

import re
from collections.abc import Iterable
from typing import NamedTuple

import segno

from traincollega.exports.paper import Paper, paper, said
from traincollega.language import LANGUAGES, _, day_long, duration, speaking
from traincollega.services.claiming import Claims

GROUP = 5
LARGEST = 4_296
"""Signs that a code to scan holds."""
PIXELS, LEAST, MOST = 2.1, 200, 420
"""How wide a module is (0.55 mm, so that any telephone reads it), and the whole code, in pixels of 1/96 inch."""
NAME_SIZES = ((22, 30), (34, 22), (60, 16))
"""Up to how many signs a name stands in which size, in points."""
LONGEST, BREAK = 28, "&#8203;"
"""Signs of a word that fit on a line, and what stands where a longer one may go on below: a space without width."""
TAG = re.compile(rb"<(?:[!?]|[a-z][a-z0-9-]{0,40}[\s/>])", re.IGNORECASE)
"""What makes text a web page; an address in a mail, between the same signs, is none."""
PDF = b"%PDF-"
PAGES = (".html", ".htm", ".shtml", ".xhtml", ".xht", ".mhtml", ".mht", ".svg", ".xml")
"""How a file is named that a browser shows as a page, whatever it begins with."""
STYLE = """
h1 {{ font-size: 16pt; color: #FFFFFF; margin: 0; }}
td {{ border: none; padding: 0; vertical-align: top; }}
td.band {{ background-color: #0F5A8C; color: #FFFFFF; padding: 20px 24px; }}
.ours {{ font-size: 12pt; color: #FFFFFF; margin: 0 0 4px 0; }}
.who {{ font-size: {name}pt; font-weight: bold; line-height: 115%; margin: 30px 0 4px 0; }}
.came {{ font-size: 13pt; color: #4A5565; margin: 0 0 4px 0; }}
.what {{ font-size: 19pt; font-weight: bold; line-height: 120%; margin: 0 0 22px 0; }}
td.term {{ color: #4A5565; padding: 3px 0; }}
td.fact {{ padding: 3px 0; }}
h2 {{ margin: 30px 0 6px 0; }}
td.scan {{ line-height: 100%; }}
td.how {{ padding-left: 16px; }}
.mark {{ font-weight: bold; }}
.code {{ font-size: 7pt; line-height: 130%; margin: 10px 0 0 0; }}
"""
TABLE = '<table role="presentation" style="width: 100%">'


class Said(NamedTuple):
    """What a page is made of."""

    claims: Claims
    code: str
    mark: str
    """Of the organisation, to compare."""


def proof_page(one: Said) -> Paper:
    """Return the page of a proof, in the language spoken now; the same proof always gives the same page."""
    claims = one.claims
    size = next(size for most, size in NAME_SIZES if len(claims.name) <= most)
    heading, took_part = _("Proof of participation"), _("took part in")
    band = f'<p class="ours">{_whole(claims.organisation)}</p>\n<h1>{said(heading)}</h1>'
    rows = [
        f'<tr><td class="term" style="width: 22%">{said(term)}</td><td class="fact">{_whole(fact)}</td></tr>'
        for term, fact in facts(claims)
    ]
    parts = [
        f'{TABLE}<tr><td class="band">{band}</td></tr></table>',
        f'<p class="who">{_whole(claims.name)}</p>',
        f'<p class="came">{said(took_part)}</p>',
        f'<p class="what">{_whole(claims.title)}</p>',
        TABLE,
        *rows[2:-1],
        "</table>",
        *_genuine(one),
    ]
    title = _("Proof of participation: {name}, {title}").format(name=claims.name, title=claims.title)
    head = f'<meta name="proof" content="{one.code}">'
    return paper(title, "\n".join(parts), STYLE.format(name=size), one_page=True, head=head)


def facts(claims: Claims) -> list[tuple[str, str]]:
    """Return what a proof says, each with its name; what it does not say is left out."""
    found = [
        (_("Participant"), claims.name),
        (_("Training"), claims.title),
        (_("Date"), f"{day_long(claims.day)} {claims.day.year}"),
        (_("Duration"), duration(claims.minutes)),
        (_("Place"), claims.place),
        (_("Trainer"), claims.trainer),
        (_("Issued"), f"{day_long(claims.issued)} {claims.issued.year}"),
        (_("Organisation"), claims.organisation),
    ]
    return [(term, fact) for term, fact in found if fact]


def altered(content: bytes, sayings: Iterable[Said], name: str = "") -> bool:
    """Say whether a file is a web page that is not, sign for sign, the page of the one proof in it, in a language of ours.

    `name` is that of the file, "" for what was pasted. What begins otherwise than our pages do is a page all the same.
    """
    if not name.lower().endswith(PAGES) and (content.startswith(PDF) or not TAG.search(content)):
        return False
    sayings = [*sayings]
    if len(sayings) != 1:
        return True
    plain = content.replace(b"\r\n", b"\n").strip()
    for code in LANGUAGES:
        with speaking(code):
            if proof_page(sayings[0]).html.encode().strip() == plain:
                return False
    return True


def _whole(text: str) -> str:
    """Return a text as HTML with all its signs; a word that is too long for its line may be broken without a sign."""
    return " ".join(BREAK.join(said(word[at : at + LONGEST]) for at in range(0, len(word), LONGEST)) for word in text.split(" "))


def altered_words() -> str:
    """Return the sentence about a page that was altered."""
    return _("This page was changed after it was made, or another version made it. Only what stands here is sure.")


def _genuine(one: Said) -> list[str]:
    """Return how somebody finds out that it is genuine: the code to scan, the one to copy, and what to compare."""
    heading = _("Is this genuine?")
    steps = [
        _("Open Train je Collega, choose “Verify a proof” and drop this file there."),
        _("Only have paper? Scan the code, and copy the text there."),
        _("It works without internet, at any organisation."),
    ]
    how = "".join(f"<p>{said(step)}</p>" for step in steps)
    mark = _("Mark of {organisation}:").format(organisation=one.claims.organisation)
    words = f'{how}<p>{_whole(mark)}<br><span class="mark">{one.mark}</span></p>'
    groups = " ".join(one.code[at : at + GROUP] for at in range(0, len(one.code), GROUP))
    return [
        f"<h2>{said(heading)}</h2>",
        f'{TABLE}<tr><td class="scan" style="width: 40%">{_scanned(one.code)}</td><td class="how">{words}</td></tr></table>',
        f'<p class="code">{groups}</p>',
    ]


def _scanned(code: str) -> str:
    """Return the code to scan; "" for one that is larger than such a code can be."""
    if len(code) > LARGEST:
        return ""
    drawn = segno.make_qr(code, error="l")
    side = min(MOST, max(LEAST, round(drawn.symbol_size()[0] * PIXELS)))
    alternative = _("Code to scan, with the same signs as stand below")
    return f'<img src="{drawn.png_data_uri(scale=4)}" alt="{said(alternative)}" width="{side}" height="{side}">'
