"""Titles and summaries as plain text: markdown, tags and entities lose their marks."""

import re

from traincollega.imports.characters import one_line
from traincollega.imports.markdown_text import LINK_TO_PAGE, SHORTCODE

# As in markdown_text: every class excludes the sign that opens it.
_SILENT_TAG = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\n]*\)")
_STRONG = re.compile(r"(\*\*|__|~~|`)(?=\S)([^*_~`\n]+)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]+)(?<=\S)\1(?![\w*_])")
_LINE_MARK = re.compile(r"^ {0,3}(?:#{1,6}\s+|>\s?)", re.MULTILINE)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LIST_ITEM = re.compile(r"\A\s*[-*+]\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+")
SUMMARY_LENGTH = 240
"""A summary taken from the text ends after a sentence and is no longer than this."""


def plain(text: str) -> str:
    """Return a title or summary as plain text on one line: no marks, tags, shortcodes or entities.

    >>> plain("**Excel** for &quot;you&quot; &amp; [me](https://x.example) <br> C# 2*3*4 snake_case")
    'Excel for "you" & me C# 2*3*4 snake_case'
    """
    if "{{" in text:
        text = SHORTCODE.sub(" ", LINK_TO_PAGE.sub(r"\1", text))
    if "<" in text:
        text = _TAG.sub(" ", _SILENT_TAG.sub(" ", text))
    if "[" in text:
        text = _LINK.sub(r"\1", text)
    if "#" in text or ">" in text:
        text = _LINE_MARK.sub("", text)
    if "*" in text or "_" in text or "`" in text or "~" in text:
        text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "&" in text:
        import html  # 2 ms, that few titles need

        text = html.unescape(text)
    return one_line(text)


def first_sentences(body: str) -> str:
    """Return the first paragraph of a body as a summary of whole sentences, cut with … where one sentence is too long."""
    for paragraph in body[:4_000].split("\n\n"):
        if paragraph.lstrip().startswith(("#", "|", "```", "~~~", "---", "    ", "<")):
            continue
        text = plain(_LIST_ITEM.sub("", paragraph, count=1))
        if len(text) <= SUMMARY_LENGTH:
            if text:
                return text
            continue
        whole = text[: SUMMARY_LENGTH + 1]
        ends = [found.start() for found in _SENTENCE_END.finditer(whole)]
        return text[: ends[-1]].rstrip() if ends else whole[: whole.rfind(" ", 0, SUMMARY_LENGTH)].rstrip(" ,;:-") + "…"
    return ""
