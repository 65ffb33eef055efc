"""All that is kept about me: a page to read, and JSON for another program."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from traincollega.exports import explaining
from traincollega.exports.paper import Column as Head
from traincollega.exports.paper import Paper, paper, paragraph, said, table
from traincollega.language import _, ngettext
from traincollega.models.authority import ACCEPTED, DECLINED, OFFERED, STEPPED_BACK
from traincollega.services.attending import state_words
from traincollega.services.describing import every_row_has, kinds
from traincollega.services.desk import Desk
from traincollega.services.gathering import gather

LONGEST, LONGEST_WORD = 600, 80
"""Signs of a value, and of a word in it, that the page shows; JSON holds all of it."""
NUMBERS = ("id", "person", "creator", "versions", "about", "made", "counted")
"""What the page tells in another way, or leaves to JSON."""
NUMBER = re.compile("[0-9a-f]{32}")
"""An id, a key or a signature: these say nothing to a reader."""
DAY, MOMENT = re.compile(r"\d{4}-\d\d-\d\d$"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
STYLE = "td { vertical-align: top; }\n"


def my_data_json(desk: Desk) -> bytes:
    """Return all that is kept about me as one JSON document in UTF-8."""
    return json.dumps(gather(desk), ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def my_data_page(desk: Desk) -> Paper:
    """Return all that is kept about me as a page in the language spoken now."""
    found = gather(desk)
    title = _("What is kept about {name}").format(name=desk.my_card().name)
    made = _("Made on {moment}, from what this computer holds.").format(moment=_value(desk, "made", found["made"]))
    parts = [
        f"<h1>{said(title)}</h1>",
        paragraph(made),
        paragraph(_("The same with every earlier version is in the JSON copy, for another program."), kind="muted"),
    ]
    for name, kind in kinds().items():
        if rows := found["kinds"].get(name):
            parts += [f"<h2>{said(kind.name)}</h2>", paragraph(kind.why, kind="muted")]
            parts.append(_rows(desk, rows, kind.fields | every_row_has()))
    if others := found["about_others"]:
        heading = _("About others")
        told = _("You made this about other people. It is theirs, so here stands only how much it is.")
        parts += [f"<h2>{said(heading)}</h2>", paragraph(told, kind="muted")]
        parts.append(paragraph(*(f"{kinds()[name].name}: {n}" for name, n in others.items())))
    parts += _here(desk, found["this_computer"])
    return paper(title, "\n".join(parts), STYLE)


def _rows(desk: Desk, rows: Sequence[Mapping[str, Any]], words: Mapping[str, str]) -> str:
    heads = [Head(_("Since"), 20), Head(_("About"), 28), Head(_("What is kept"), 52)]
    return table(heads, [[said(_day(desk, row["made"])), said(_about(row["about"])), _values(desk, row, words)] for row in rows])


def _values(desk: Desk, row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    told = [
        f"{said(words[field])}: {said(_value(desk, field, value))}"
        for field, value in row.items()
        if field not in NUMBERS and value not in ("", None, False, []) and not NUMBER.search(str(value))
    ]
    if earlier := len(row.get("versions", ())):
        told.append(said(ngettext("{n} version", "{n} versions", earlier).format(n=earlier)))
    return "<br>".join(told) or said(_("nothing more"))


def _value(desk: Desk, field: str, value: object) -> str:
    """Return a value as a person reads it: a code of ours in words, a moment on the clock of the organisation."""
    if value is True:
        return _("yes")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if (known := _codes(field).get(text)) is not None:
        return known
    if MOMENT.fullmatch(text):
        return explaining.moment(datetime.fromisoformat(text).astimezone(desk.zone))
    if DAY.fullmatch(text):
        return explaining.day(date.fromisoformat(text))
    text = WORD.sub(lambda word: word[0][:LONGEST_WORD] + "…", text)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _codes(field: str) -> Mapping[str, str]:
    """Return the codes that a field may hold, each with its words."""
    yes_no = {"yes": _("yes"), "no": _("no")}
    return {
        "state": {state: state_words(state) for state in ("present", "excused", "no-show")},
        "status": {
            "draft": _("draft"), "published": _("published"), "archived": _("archived"), "planned": _("planned"),
            "cancelled": _("cancelled"),
        },
        "order": {"time": _("In order of signing up"), "draw": _("By draw")},
        "language": {"nl": _("Dutch"), "en": _("English")},
        "right": {
            "coordinator": _("coordinator"), "hr": _("HR"), "trainer": _("trainer"), OFFERED: _("trainer, offered"),
            ACCEPTED: _("trainer, accepted"), DECLINED: _("trainer, declined"), STEPPED_BACK: _("trainer, stepped back"),
        },
        "outcome": {"accepted": _("accepted"), "declined": _("declined")},
        "recommends": yes_no,
        "uses": yes_no,
    }.get(field, {})  # fmt: skip


def _about(text: str) -> str:
    """Return what a row is about; the day at its end in words."""
    return DAY.sub(lambda found: explaining.day(date.fromisoformat(found[0])), text)


def _day(desk: Desk, moment: str) -> str:
    return explaining.day(datetime.fromisoformat(moment).astimezone(desk.zone).date())


def _here(desk: Desk, here: Mapping[str, list[Any]]) -> Iterator[str]:
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
        [said(_day(desk, one["saved"])), said(str(one["fields"].get("title") or _("without a title"))),
         said(_value(desk, "summary", str(one["fields"].get("summary", ""))))]
        for one in here["drafts"]
    ]  # fmt: skip
    if rows:
        yield table([Head(_("Saved"), 20), Head(_("Draft"), 28), Head(_("In one sentence"), 52)], rows)
