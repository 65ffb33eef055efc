"""Differences: which words of a text are not in another one, for two that are read side by side."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
MOST = 2_000
"""The most words, or else lines, that are compared: more would keep a person waiting."""


class Piece(NamedTuple):
    """A part of a text, and whether the other text has it too."""

    text: str
    alike: bool


def differences(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Return both texts in pieces: by words, long ones by lines, and as one piece each where even those are too many.

    >>> [piece for piece in differences("You count well.", "You count.")[0] if not piece.alike]
    [Piece(text=' well', alike=False)]
    """
    for parts in (WORDS, LINES):
        one, other = parts.findall(left), parts.findall(right)
        if max(len(one), len(other)) <= MOST:
            return _compared(one, other)
    return [Piece(left, left == right)], [Piece(right, left == right)]


def _compared(one: Sequence[str], other: Sequence[str]) -> tuple[list[Piece], list[Piece]]:
    steps = SequenceMatcher(None, one, other, autojunk=max(len(one), len(other)) > 200).get_opcodes()
    marks: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for place, (kind, since, until, from_, to) in enumerate(steps):
        words = "".join(one[since:until])
        between = 0 < place < len(steps) - 1 and not words.strip()  # a space between two other words is part of what is other
        alike = kind == "equal" and not between
        marks[0].append((words, alike))
        marks[1].append(("".join(other[from_:to]), alike))
    left, right = (_joined(side) for side in marks)
    return left, right


def _joined(marks: Sequence[tuple[str, bool]]) -> list[Piece]:
    groups = groupby((mark for mark in marks if mark[0]), key=lambda mark: mark[1])
    return [Piece("".join(words for words, _alike in group), alike) for alike, group in groups]
