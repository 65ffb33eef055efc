"""Bytes into text, and text without the signs that hide or turn what a person reads."""

import re
import unicodedata

from traincollega.imports.refusal import Refused
from traincollega.language import _

NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000))
"""What Unicode says will never be a character, for a set of a regular expression: XML and HTML refuse it."""
# C0 and C1 controls, marks that turn or hide text (Trojan Source, CVE-2021-42574), byte order marks and lone surrogates.
HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb"
    f"{NO_CHARACTERS}]+"
)
BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
COMPOSED_AT_ONCE = 5_000  # NFC sorts a run of combining marks by insertion: 20,000 signs take 0.6 s, so never a long run
WORD_MOST = 1_000


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or Windows-1252.

    >>> decoded(b"caf\\xe9") == decoded("café".encode()) == "café"
    True
    """
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        if b"\x00" not in data:
            try:
                return data.decode("utf-8-sig")
            except UnicodeDecodeError:
                return data.decode("cp1252")
    except UnicodeDecodeError:
        pass  # falls through to the one sentence below
    raise Refused(_("This file holds no text that can be read. Save it as text in UTF-8 and try again."))


def many_lines(text: str) -> str:
    """Return the text composed (NFC), with plain line ends and without hidden signs."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.replace("\n", " ").isprintable():  # most texts; six times faster than the two searches below
        return text if text.isascii() else composed(text)
    text = BREAKS.sub("\n", text)
    return HIDDEN.sub("", text if text.isascii() else composed(text))


def one_line(text: str) -> str:
    """Return the text on one line, with single spaces and without hidden signs.

    >>> one_line(" Excel\\u202e \\n voor\\tgevorderden ")
    'Excel voor gevorderden'
    """
    if text.isprintable() and "  " not in text:  # most lines: no white space but single spaces
        return (text if text.isascii() else composed(text)).strip()
    return " ".join(many_lines(text).split())


def composed(text: str) -> str:
    """Return the text in NFC, word by word where it is long; a "word" over 1,000 signs stays as it is."""
    if len(text) <= COMPOSED_AT_ONCE:
        return unicodedata.normalize("NFC", text)
    return "".join(piece if len(piece) > WORD_MOST else unicodedata.normalize("NFC", piece) for piece in re.split("([ \n]+)", text))


def shortened(text: str, most: int = 60) -> str:
    """Return the text on one line, cut to `most` signs, for quoting in a sentence."""
    line = one_line(text[: 4 * most])
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
