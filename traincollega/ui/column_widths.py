"""Widths of columns on paper, where their table gives none: each its longest word, and of what is left more to who holds more."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtGui import QFont, QFontMetricsF, QTextDocument, QTextLength, QTextTable

from traincollega.ui.page_cuts import PIXEL, blocks, tables

LINES = "\u2028"  # between two lines of one block


def fit_columns(document: QTextDocument, width: float) -> None:
    """Give columns the widths that a browser gives them (CSS 2.1, 17.5.2); Qt breaks words to make all equally wide."""
    for table in tables(document.rootFrame()):
        style = table.format()
        given = [one.type() for one in style.columnWidthConstraints()]
        if any(one != QTextLength.Type.VariableLength for one in given):
            continue
        spans = [_span(document, table, column) for column in range(table.columns())]
        least, most = (sum(each) for each in zip(*spans, strict=True))
        if most > width:
            part = max(0.0, (width - least) / (most - least)) if most > least else 0.0
            widths = [low + (high - low) * part for low, high in spans]
            percents = [100 * one / sum(widths) for one in widths]
            style.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, one) for one in percents])
            style.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            table.setFormat(style)


def _span(document: QTextDocument, table: QTextTable, column: int) -> tuple[float, float]:
    """Return how wide a column is at least, for its longest word, and at most, for its longest line."""
    metrics: dict[str, QFontMetricsF] = {}
    known: set[tuple[str, str]] = set()
    least = most = padding = 0.0
    for row in range(table.rows()):
        cell = table.cellAt(row, column)
        style = cell.format().toTableCellFormat()
        padding = max(padding, (style.leftPadding() + style.rightPadding() + 2) * PIXEL)
        for text, font in _texts(document, cell):
            if (text, key := font.key()) not in known:
                known.add((text, key))
                measure = metrics.setdefault(key, QFontMetricsF(font, document.documentLayout().paintDevice()))
                most = max(most, measure.horizontalAdvance(text))
                least = max(least, *(measure.horizontalAdvance(word) for word in text.split(" ")))
    return least + padding, most + padding


def _texts(document: QTextDocument, cell: Any) -> Iterator[tuple[str, QFont]]:
    """Yield the lines of a cell, each with its font."""
    for block in blocks(document, cell):
        font = block.charFormat().font()
        at = block.begin()
        if not at.atEnd():
            font = at.fragment().charFormat().font()
        for line in block.text().split(LINES):
            yield line, font
