"""Markdown from elsewhere made readable here: shortcodes, images and dead links become text."""

import re

from traincollega.imports.characters import many_lines, one_line

# Every class below excludes the sign that opens it, so that a text full of openings costs one pass and not a square.
LINK_TO_PAGE = re.compile(r"\[([^\[\]]*)\]\(\s*\{\{[<%]\s*(?:ref|relref|link)\b[^{}]{0,500}\}\}\s*\)")
SHORTCODE = re.compile(r"[ \t]*\{\{[<%]\s*(/?)\s*([\w./-]{1,60})([^{}]{0,2000}?)/?\s*[%>]\}\}[ \t]*")
_PARAMETER = re.compile(r'([\w-]{1,40})\s*=\s*(?:"([^"]*)"|`([^`]*)`|([^\s"`]+))')
_IMAGE = re.compile(r"!\[([^\[\]]*)\](?:\((?:[^()\n]|\([^()\n]*\)){0,2000}\)|\[[^\[\]\n]*\])")
_IMAGE_TAG = re.compile(r"<img\b([^<>]{0,2000})>", re.IGNORECASE)
_LINK_NOWHERE = re.compile(r"\[([^\[\]]*)\]\((?!<?(?:https?:|mailto:|tel:))[^()\n]{0,2000}\)", re.IGNORECASE)
_EMPTY_LINK = re.compile(r"\[\s*\]\([^()\n]{0,2000}\)")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")
_VIDEO_ID = re.compile(r"[\w-]{5,20}")


def readable(text: str) -> str:
    """Return a body with plain characters; shortcodes, images and links to what is not here are text, raw HTML is as it was."""
    text = many_lines(text)
    if "{" in text and "{{" in text:  # one sign is found missing ten times as fast as two
        text = SHORTCODE.sub(_shortcode, LINK_TO_PAGE.sub(r"\1", text))
    if "<" in text and "<!--" in text:
        text = _without_comments(text)
    if "[" in text:
        if "![" in text:
            text = _EMPTY_LINK.sub("", _IMAGE.sub(_alternative, text))
        if "](" in text:
            text = _LINK_NOWHERE.sub(r"\1", text)
    if "<" in text:
        text = _IMAGE_TAG.sub(lambda found: _parameters(found[1]).get("alt", ""), text)
    return (_BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip()


def _alternative(found: re.Match[str]) -> str:
    return found[1]


def _parameters(text: str) -> dict[str, str]:
    return {name.lower(): double or tick or bare for name, double, tick, bare in _PARAMETER.findall(text)}


def _shortcode(found: re.Match[str]) -> str:
    """Return what a reader sees of a shortcode: its title or label, or nothing."""
    closing, name, rest = found.groups()
    before = found[0][: len(found[0]) - len(found[0].lstrip())]
    if closing:
        return "\n\n" if name in BLOCKS else ""
    given = _parameters(rest)
    if name in BLOCKS:
        title = ": ".join(part for part in (given.get("kicker", ""), given.get("title", "")) if part)
        return f"\n\n**{one_line(title)}**\n\n" if title else "\n\n"
    if name == "quote-block":
        cite = f"\n>\n> — {one_line(given['cite'])}" if given.get("cite") else ""
        return f"\n\n> {one_line(given.get('text', ''))}{cite}\n\n"
    text = one_line(next((given[key] for key in ("label", "title", "text", "caption", "alt") if given.get(key)), ""))
    number = given.get("id") or rest.strip().strip('"')
    if name == "youtube" and _VIDEO_ID.fullmatch(number):
        return f"{before}[{text or 'YouTube'}](https://www.youtube.com/watch?v={number})"
    return before + text


BLOCKS = frozenset(("accordion", "box", "note", "card", "callout", "alert", "tab", "tabs", "details", "expand", "highlight"))
"""Shortcodes that stand around a piece of text: their title is kept, and the text becomes a paragraph of its own."""


def _without_comments(text: str) -> str:
    kept, start = [], 0
    while (opening := text.find("<!--", start)) >= 0 and (closing := text.find("-->", opening + 4)) >= 0:
        kept.append(text[start:opening])
        start = closing + 3
    return "".join([*kept, text[start:]])
