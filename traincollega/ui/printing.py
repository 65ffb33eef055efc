"""Paper: HTML of our own as an A4 PDF with page numbers, in the font we bring along; no row of a table is cut in two."""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QBuffer, QIODevice, QLoggingCategory, QMarginsF, QRectF, QSizeF, Qt, qInstallMessageHandler
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrame,
    QTextTable,
)

from traincollega.exports.paper import ONE_PAGE
from traincollega.language import _
from traincollega.resources import FOLDER
from traincollega.services.writing_files import put_down
from traincollega.ui.palette import LIGHT

DOTS = 600  # per inch
MARGIN = 16.0  # mm
FOOT = 10.0  # mm for the number of the page, within what the margins leave
LINE = DOTS / 48  # more than half a line between two rows, which belongs to both pages
SMALLER = (1.0, 1.1, 1.2, 1.35, 1.5)
"""How many times smaller we try to print what must be one page."""
LONE_ROW = 60.0  # what stands around the text of a table of one row
FAMILY = "Noto Sans"
WIDTH = re.compile(r'style="width: ([0-9]+%)"')
PROOF = re.compile(r'<meta name="proof" content="([A-Z0-9:]+)">')
LANGUAGE = re.compile(r'<html lang="([a-z]{2})"')


def print_pdf(html: str, path: Path, title: str) -> None:
    """Write HTML of ours as a PDF of A4 pages; raises DiskFull, StorageError."""
    put_down(path, pdf_of(html, title))


def pdf_of(html: str, title: str) -> bytes:
    """Return HTML of ours as a PDF of A4 pages; its language is that of the HTML."""
    return pdf_of_all([html], title)


def pdf_of_all(pages: Sequence[str], title: str, report: Callable[[int, int], None] | None = None) -> bytes:
    """Return several of such pages as one PDF; `report` is told how many are drawn, of how many, and may raise to stop it."""
    make_ready()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    writer.setCreator(_("Train je Collega"))
    painter = QPainter(writer)
    try:
        for number, html in enumerate(pages):
            if number:
                writer.newPage()
            _draw(writer, painter, html, title)
            if report is not None:
                report(number + 1, len(pages))
    finally:
        painter.end()
    buffer.close()
    spoken = LANGUAGE.search(pages[0])
    codes = [found[1] for html in pages if (found := PROOF.search(html))]
    return _catalogued(bytes(buffer.data().data()), spoken[1] if spoken else "nl", codes)


@cache
def make_ready() -> QGuiApplication:
    """Return the application that fonts need: the window's, or one without a screen; and let it know our fonts."""
    running = QGuiApplication.instance()
    if not isinstance(running, QGuiApplication):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # a command needs no screen, and may have none
        QLoggingCategory.setFilterRules("qt.text.font.db=false")  # of a script that no font here has, Qt tells so once a font
        before = qInstallMessageHandler(lambda *_what: None)  # in a plain C locale Qt tells at length that it chose another
        running = QGuiApplication([])
        qInstallMessageHandler(before)
    for path in sorted((FOLDER / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    return running


class _Document(QTextDocument):
    """Reads nothing from anywhere: a picture stands in the HTML itself."""

    def loadResource(self, kind: int, name: Any) -> Any:
        if name.scheme() == "data":
            return super().loadResource(kind, name)
        return QImage(1, 1, QImage.Format.Format_ARGB32)  # for nothing at all, Qt would look for a file of that name


def _draw(writer: QPdfWriter, painter: QPainter, html: str, title: str) -> None:
    area = writer.pageLayout().paintRectPixels(DOTS)
    document = _laid_out(writer, html)
    foot = FOOT / 25.4 * DOTS
    smaller = 1.0
    for smaller in SMALLER if ONE_PAGE in html else SMALLER[:1]:
        document.setPageSize(QSizeF(area.width() * smaller, 1_000_000_000))  # one long page, which we cut ourselves
        pages = list(_pages(document, (area.height() - foot) * smaller))
        if len(pages) == 1:
            break
    for number, page in enumerate(pages, 1):
        if number > 1:
            writer.newPage()
        painter.save()
        painter.scale(1 / smaller, 1 / smaller)
        at = 0.0
        for strip in page:
            _strip(painter, document, strip, at)
            at += strip.bottom - strip.top
        painter.restore()
        if len(pages) > 1:
            _foot(painter, QRectF(0, area.height() - foot, area.width(), foot), title, number, len(pages))


def _laid_out(writer: QPdfWriter, html: str) -> QTextDocument:
    document = _Document()
    document.setMetaInformation(QTextDocument.MetaInformation.CssMedia, "print")
    document.setDefaultFont(_font(10.5))
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setHtml(WIDTH.sub(r'width="\1"', html))  # a column's width is an attribute to Qt, and a style to HTML
    _take_sizes(document)
    return document


def _take_sizes(document: QTextDocument) -> None:
    """Let headings be as large as their style says: Qt would keep to sizes of its own for h1 to h6."""
    block, cursor = document.begin(), QTextCursor(document)
    while block.isValid():
        if block.blockFormat().headingLevel():
            style = block.charFormat()
            style.clearProperty(QTextFormat.Property.FontSizeAdjustment)
            cursor.setPosition(block.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(style)
        block = block.next()


def _font(points: float) -> QFont:
    font = QFont(FAMILY)
    font.setPointSizeF(points)
    return font


def _foot(painter: QPainter, where: QRectF, title: str, number: int, of: int) -> None:
    words = _("Page {n} of {of}").format(n=number, of=of)
    painter.setFont(_font(8.5))
    painter.setPen(QColor(LIGHT.muted))
    metrics = QFontMetricsF(painter.font(), painter.device())
    room = where.width() - metrics.horizontalAdvance(words) - metrics.averageCharWidth() * 4
    bottom = Qt.AlignmentFlag.AlignBottom
    painter.drawText(where, Qt.AlignmentFlag.AlignRight | bottom, words)
    painter.drawText(where, Qt.AlignmentFlag.AlignLeft | bottom, metrics.elidedText(title, Qt.TextElideMode.ElideRight, room))


# Cutting one long page


class _Strip(NamedTuple):
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

    def head_at(self, cut: float) -> _Strip | None:
        """Return its head where a page begins within the rows under it."""
        first, last = self.rows[self.heads], self.rows[-1]
        return _Strip(self.rows[0], first) if self.heads and first < cut < last else None


def _strip(painter: QPainter, document: QTextDocument, strip: _Strip, at: float) -> None:
    clip = QRectF(0, strip.top - strip.over, document.pageSize().width(), strip.bottom + strip.under - strip.top + strip.over)
    context: Any = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, QColor("black"))  # also where the window is dark
    context.clip = clip
    painter.save()
    painter.translate(0, at - strip.top)
    painter.setClipRect(clip)
    document.documentLayout().draw(painter, context)
    painter.restore()


def _pages(document: QTextDocument, height: float) -> Iterator[list[_Strip]]:
    """Yield the strips of each page: the head of the table it begins in, if any, and what follows."""
    tables = [_rows(document, one) for one in _tables(document.rootFrame())]
    cuts, lines = _cuts(document, tables)
    top, end = 0.0, cuts[-1]
    while top < end:
        heads = [head for table in tables if (head := table.head_at(top)) is not None][:1]
        room = top + height - sum(head.bottom - head.top for head in heads)
        bottom = max((cut for cut in cuts if top < cut <= room), default=0.0)
        if not bottom:  # a row higher than a page is cut after all, between two lines
            bottom = max((line for line in lines if top < line <= room), default=min(room, end))
        over, under = (LINE if any(at in table.rows for table in tables) else -1.0 for at in (top, bottom))
        yield [*heads, _Strip(top, bottom, over, under)]
        top = bottom


def _cuts(document: QTextDocument, tables: Sequence[_Table]) -> tuple[list[float], list[float]]:
    """Return at which heights a page may end, the end of all last, and where each line begins.

    It may end between rows and between lines, but not under a heading or under the head of a table.
    """
    inside = [(table.rows[0], table.rows[-1]) for table in tables]
    cuts = {row for table in tables for row in (table.rows[0], *table.rows[table.heads + 1 :])}
    lines, ends = [], [last for _first, last in inside]
    layout, after_heading = document.documentLayout(), False
    block = document.begin()
    while block.isValid():
        box, text = layout.blockBoundingRect(block), block.layout()
        tops = [box.top(), *(box.top() + text.lineAt(n).y() for n in range(1, text.lineCount()))]
        table = next((first for first, last in inside if first <= box.top() < last), None)
        lines += tops
        if table is None and block.length() > 1:
            cuts.update(tops[after_heading:])
            ends.append(box.bottom())
        elif after_heading:
            cuts.discard(table)
        after_heading = block.blockFormat().headingLevel() > 0
        block = block.next()
    end = max(ends, default=0.0)
    return sorted({cut for cut in cuts if cut < end} | {end}), lines


def _tables(frame: QTextFrame) -> Iterator[QTextTable]:
    for one in frame.childFrames():
        if isinstance(one, QTextTable):
            yield one
        else:
            yield from _tables(one)


def _rows(document: QTextDocument, table: QTextTable) -> _Table:
    """Return where the rows begin: halfway between the text of two rows, where the line between them runs."""
    layout = document.documentLayout()
    spans = []
    for row in range(table.rows()):
        blocks = [block for column in range(table.columns()) for block in _blocks(document, table.cellAt(row, column))]
        boxes = [layout.blockBoundingRect(block) for block in blocks]
        spans.append((min(box.top() for box in boxes), max(box.bottom() for box in boxes)))
    between = [(above[1] + below[0]) / 2 for above, below in pairwise(spans)]
    around = between[0] - spans[0][1] if between else LONE_ROW
    return _Table((spans[0][0] - around, *between, spans[-1][1] + around), table.format().headerRowCount())


def _blocks(document: QTextDocument, cell: Any) -> Iterator[QTextBlock]:
    block, last = document.findBlock(cell.firstPosition()), cell.lastPosition()
    while block.isValid() and block.position() <= last:
        yield block
        block = block.next()


# What Qt cannot say in a PDF


def _catalogued(pdf: bytes, code: str, proofs: Sequence[str]) -> bytes:
    """Return the PDF with its language, and the codes of its proofs, in its catalogue.

    That is an update after its end (ISO 32000-1, 7.5.6). The codes stand there as they are, so that they are found without
    reading PDF; a name with a prefix of one's own is what the standard asks for (annex E).
    """
    trailer = pdf[pdf.rindex(b"trailer") :]
    found = {name: re.search(rb"/" + name + rb" ([0-9]+)", trailer) for name in (b"Root", b"Size", b"Info")}
    start = re.search(rb"startxref\s+([0-9]+)", trailer)
    root = found[b"Root"]
    catalogue = re.search(rb"\n" + root[1] + rb" 0 obj\s*<<(.*?)>>\s*endobj", pdf, re.DOTALL) if root else None
    if not (root and start and found[b"Size"] and catalogue):
        return pdf
    info = b"/Info " + found[b"Info"][1] + b" 0 R\n" if found[b"Info"] else b""
    said = b"/Lang (" + code.encode("ascii") + b")\n/ViewerPreferences <</DisplayDocTitle true>>\n"
    if proofs:
        said += b"/TJC_Proofs [" + b" ".join(f"({one})".encode("ascii") for one in proofs) + b"]\n"
    made = b"\n" + root[1] + b" 0 obj\n<<" + catalogue[1] + said + b">>\nendobj\n"
    at = len(pdf) + 1
    table = b"xref\n" + root[1] + b" 1\n" + f"{at:010} 00000 n \n".encode("ascii")
    end = b"trailer\n<<\n/Size " + found[b"Size"][1] + b"\n/Root " + root[1] + b" 0 R\n" + info + b"/Prev " + start[1] + b"\n>>\n"
    return pdf + made + table + end + f"startxref\n{len(pdf) + len(made)}\n%%EOF\n".encode("ascii")
