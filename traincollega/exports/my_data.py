"""All that is kept about me: a page to read, and JSON for another program."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from traincollega.exports.paper import Column as Head
from traincollega.exports.paper import Paper, in_cell, paper, paragraph, said, table
from traincollega.language import _, ngettext
from traincollega.services.describing import every_row_has, kinds
from traincollega.services.desk import Desk
from traincollega.services.gathering import gather

LONGEST = 600
"""Signs of a value that the page shows; JSON holds all of it."""
NUMBERS = ("id", "person", "creator", "versions", "about", "made")
"""What the page tells in another way, or leaves to JSON."""
NUMBER = re.compile("[0-9a-f]{32}")
"""An id, a key or a signature: these say nothing to a reader."""
STYLE = "td { vertical-align: top; }\n"


def my_data_json(desk: Desk) -> bytes:
    """Return all that is kept about me as one JSON document in UTF-8."""
    return json.dumps(gather(desk), ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def my_data_page(desk: Desk) -> Paper:
    """Return all that is kept about me as a page in the language spoken now."""
    found = gather(desk)
    title = _("What is kept about {name}").format(name=desk.my_card().name)
    parts = [
        f"<h1>{said(title)}</h1>",
        paragraph(_("Made on {moment}, from what this computer holds.").format(moment=found["made"][:16].replace("T", " "))),
        paragraph(_("The same with every earlier version is in the JSON copy, for another program."), kind="muted"),
    ]
    for name, kind in kinds().items():
        if not (rows := found["kinds"].get(name)):
            continue
        parts += [f"<h2>{said(kind.name)}</h2>", paragraph(kind.why, kind="muted"), _table(rows, kind.fields | every_row_has())]
    if others := found["about_others"]:
        heading = _("About others")
        told = _("You made this about other people. It is theirs, so here stands only how much it is.")
        parts += [f"<h2>{said(heading)}</h2>", paragraph(told, kind="muted")]
        parts.append(paragraph(*(f"{kinds()[name].name}: {n}" for name, n in others.items())))
    parts += _here(found["this_computer"])
    return paper(title, "\n".join(parts), STYLE)


def _table(rows: list[Mapping[str, Any]], words: Mapping[str, str]) -> str:
    heads = [Head(_("Since"), 16), Head(_("About"), 28), Head(_("What is kept"), 56)]
    return table(heads, [[in_cell(row["made"][:10]), in_cell(row["about"]), _values(row, words)] for row in rows])


def _values(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    told = [
        f"{said(words[field])}: {said(_value(value))}"
        for field, value in row.items()
        if field not in NUMBERS and value not in ("", None, False, []) and not NUMBER.search(str(value))
    ]
    if earlier := len(row.get("versions", ())):
        told.append(said(ngettext("{n} version", "{n} versions", earlier).format(n=earlier)))
    return "<br>".join(told) or said(_("nothing more"))


def _value(value: object) -> str:
    if value is True:
        return _("yes")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _here(here: Mapping[str, list[Any]]) -> Iterator[str]:
    heading = _("Only on this computer")
    yield f"<h2>{said(heading)}</h2>"
    drafts, messages, filters, counted = (len(here[kind]) for kind in ("drafts", "messages", "filters", "counted"))
    yield paragraph(
        ngettext("{n} draft", "{n} drafts", drafts).format(n=drafts),
        ngettext("{n} message", "{n} messages", messages).format(n=messages),
        ngettext("{n} saved filter", "{n} saved filters", filters).format(n=filters),
        ngettext("{n} session counted in HR's overviews", "{n} sessions counted in HR's overviews", counted).format(n=counted),
    )
    rows = [
        [in_cell(one["saved"][:10]), in_cell(str(one["fields"].get("title") or _("without a title"))),
         in_cell(_value(str(one["fields"].get("summary", ""))))]
        for one in here["drafts"]
    ]  # fmt: skip
    if rows:
        yield table([Head(_("Saved"), 16), Head(_("Draft"), 28), Head(_("In one sentence"), 56)], rows)
