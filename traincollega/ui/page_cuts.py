"""Cutting one long page of a document into pages: no row in two, no heading alone, the head of a table on each page."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from PySide6.QtGui import QAbstractTextDocumentLayout, QTextBlock, QTextDocument, QTextFrame, QTextTable

DOTS = 600  # per inch
PIXEL = DOTS / 96  # in which a style gives its lengths
LINE = PIXEL + 1  # a line between two rows, which belongs to both pages
WHOLE = 0.4  # of a page: a table that is no higher stays in one piece
LEAD = 2  # lines between a heading and a table that stay with both


class Strip(NamedTuple):
    """A part of the long page, from one height to another."""

    top: float
    bottom: float
    over: float = LINE
    """How much above it belongs to it too: the line between two rows; else less than nothing: Qt draws what it touches."""
    under: float = LINE


class _Table(NamedTuple):
    """Where the rows of a table begin, where the last one ends, and how many of them are its head."""

    rows: tuple[float, ...]
    heads: int

    def head_at(self, cut: float) -> Strip | None:
        """Return its head where a page begins within the rows under it."""
        first, last = self.rows[self.heads], self.rows[-1]
        return Strip(self.rows[0], first) if self.heads and first < cut < last else None

    def ends(self, height: float) -> tuple[float, ...]:
        """Return where a page of this height may end at or in it: not under its head, nor within one that is small."""
        inside = self.rows[self.heads + 1 : -1] if self.rows[-1] - self.rows[0] > height * WHOLE else ()
        return (self.rows[0], *inside, self.rows[-1])


def pages_of(document: QTextDocument, height: float) -> Iterator[list[Strip]]:
    """Yield the strips of each page: the head of the table it begins in, if any, and what follows."""
    found = [_rows(document, one) for one in tables(document.rootFrame())]
    cuts, lines = _cuts(document, found, height)
    top, end = 0.0, cuts[-1]
    while top < end:
        heads = [head for table in found if (head := table.head_at(top)) is not None][:1]
        room = top + height - sum(head.bottom - head.top for head in heads)
        bottom = max((cut for cut in cuts if top < cut <= room), default=0.0)
        if not bottom:  # a row higher than a page is cut after all, between two lines
            bottom = max((line for line in lines if top < line <= room), default=min(room, end))
        over = LINE if any(top in table.rows[:-1] for table in found) else -1.0
        under = LINE if any(bottom in table.rows[1:] for table in found) else -1.0
        yield [*heads, Strip(top, bottom, over, under)]
        top = bottom


def tables(frame: QTextFrame) -> Iterator[QTextTable]:
    """Yield the tables of a document, but not those within a table."""
    for one in frame.childFrames():
        if isinstance(one, QTextTable):
            yield one
        else:
            yield from tables(one)


def blocks(document: QTextDocument, cell: Any) -> Iterator[QTextBlock]:
    """Yield the blocks of a cell."""
    block, last = document.findBlock(cell.firstPosition()), cell.lastPosition()
    while block.isValid() and block.position() <= last:
        yield block
        block = block.next()


def _cuts(document: QTextDocument, found: Sequence[_Table], height: float) -> tuple[list[float], list[float]]:
    """Return at which heights a page may end, the end of all last, and where each line begins.

    It may end between rows and between lines, but not under a heading, nor between what leads to a table and that table.
    """
    inside = [(table.rows[0], table.rows[-1]) for table in found]
    cuts = {at for table in found for at in table.ends(height)}
    lines, ends = [], [last for _first, last in inside]
    near: list[float] | None = None  # the lines since a heading, while there are few
    layout, block = document.documentLayout(), document.begin()
    while block.isValid():
        box, text = layout.blockBoundingRect(block), block.layout()
        tops = [box.top(), *(box.top() + text.lineAt(n).y() for n in range(1, text.lineCount()))]
        table = next((first for first, last in inside if first <= box.top() < last), None)
        lines += tops
        if table is not None:
            if near is not None:
                cuts.difference_update((table, *near))
            near = None
        elif block.length() > 1:
            cuts.update(tops[near == [] :])
            ends.append(box.bottom())
            near = [] if block.blockFormat().headingLevel() else tops if near == [] and len(tops) <= LEAD else None
        block = block.next()
    end = max(ends, default=0.0)
    return sorted({cut for cut in cuts if cut < end} | {end}), lines


def _rows(document: QTextDocument, table: QTextTable) -> _Table:
    """Return where the rows begin: as far above the text of their highest cell as its style says."""
    layout, style = document.documentLayout(), table.format()
    tops = []
    for row in range(table.rows()):
        cells = [table.cellAt(row, column) for column in range(table.columns())]
        tops.append(min(_top(layout, document, cell) for cell in cells))
    around = (style.topMargin() + style.bottomMargin()) * PIXEL
    return _Table((*tops, tops[0] + layout.frameBoundingRect(table).height() - around), style.headerRowCount())


def _top(layout: QAbstractTextDocumentLayout, document: QTextDocument, cell: Any) -> float:
    padding: float = cell.format().toTableCellFormat().topPadding() * PIXEL
    return min(layout.blockBoundingRect(block).top() for block in blocks(document, cell)) - padding
