"""Text on the screen: a label with its role, and the one small markup, **bold**."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel

LONGEST = 29
"""The signs of a word that still fits on a line."""
PIECE = 6
"""Signs between two places to break."""
BREAK, JOINER = "\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH JOINER}"
JOINS = frozenset(("Mn", "Mc", "Me", "Cf", "Sk"))
"""The categories of signs that make one with what stands before them: accents, joiners, the colour of a skin."""
Role = Literal["h1", "h2", "h3", "reading", "control", "small", "muted", "label", "error"]


def label(text: str, role: Role = "control", *, wrap: bool = False) -> QLabel:
    """Return a label that shows `text` as it is: nothing in it is taken for markup."""
    made = Wrapped() if wrap else QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setText(text)
    return made


class Wrapped(QLabel):
    """A text over as many lines as it takes; a word that is too long for one may go on below, and widens nothing."""

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__()
        self.setWordWrap(True)
        self._text = ""

    def setText(self, text: str) -> None:
        self._text = text
        super().setText(breakable(text))

    def text(self) -> str:
        """Return the text as it was given: where it may be broken is not of it."""
        return self._text


def spoken_line(parts: Iterable[str]) -> str:
    """Return parts as sentences for a screen reader; empty ones are left out.

    >>> spoken_line(["Data in de wijk", "Wat zie je?", "", "7 plekken vrij."])
    'Data in de wijk. Wat zie je? 7 plekken vrij.'
    """
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts if part)


def rich(text: str) -> str:
    """Return the text as HTML in which only **bold** is markup.

    >>> rich("A seat for **Excel & <b>**")
    'A seat for <b>Excel &amp; &lt;b&gt;</b>'
    """
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escaped(text))


def escaped(text: str) -> str:
    """Return the text as HTML without any markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")  # importing html takes 4 ms of the start


def breakable(text: str, longest: int = LONGEST) -> str:
    """Return the text with places to break in words that may be too long for a line, never within what is seen as one sign.

    >>> breakable("ambtenarenwet", 8).split("\N{ZERO WIDTH SPACE}")
    ['ambten', 'arenwe', 't']
    """
    return re.sub(rf"[^\s{BREAK}]{{{longest + 1},}}", lambda word: BREAK.join(_pieces(word[0])), text)


def _pieces(word: str) -> Iterator[str]:
    begun = 0
    for at in range(PIECE, len(word)):
        joined = word[at - 1] == JOINER or unicodedata.category(word[at]) in JOINS
        if at - begun >= PIECE and not joined:
            yield word[begun:at]
            begun = at
    yield word[begun:]


def tip(text: str) -> str:
    """Return the text for a tooltip: Qt takes what has tags for HTML, and would fetch the pictures in it, also from a share.

    >>> tip("Excel & Word"), tip("<img src='file://x/y.png'>")
    ('Excel & Word', "<span>&lt;img src='file://x/y.png'&gt;</span>")
    """
    if "<" not in text and "&lt;" not in text:
        return text
    return f"<span>{escaped(text).replace(chr(10), '<br>')}</span>"


def plain(text: str) -> str:
    """Return the text without its marks.

    >>> plain("A seat for **Excel**")
    'A seat for Excel'
    """
    return re.sub(r"\*\*(.+?)\*\*", r"\1", text)


class Sentence(QLabel):
    """A text with **bold** that would like to stand on one line, and wraps where there is no room."""

    def __init__(self, text: str = "") -> None:
        """Show `text`."""
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.say(text)

    def say(self, text: str) -> None:
        """Show another text."""
        self.setText(rich("**".join(map(breakable, text.split("**")))))
        self.setAccessibleName(plain(text))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        self.setWordWrap(False)
        size = super().sizeHint()
        self.setWordWrap(True)
        return size
