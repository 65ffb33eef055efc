"""Paper: HTML of our own as an A4 PDF with page numbers, in the font we bring along; no row of a table is cut in two."""

import os
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

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
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from traincollega.exports.paper import ONE_PAGE
from traincollega.language import _
from traincollega.resources import FOLDER
from traincollega.services.writing_files import put_down
from traincollega.ui.column_widths import fit_columns
from traincollega.ui.page_cuts import DOTS, Strip, pages_of
from traincollega.ui.palette import LIGHT
from traincollega.ui.pdf_catalogue import catalogued

MARGIN = 16.0  # mm
FOOT = 7.0  # mm for the number of the page, within what the margins leave
ENDLESS = 1_000_000_000  # dots that one long page may be high, which we cut ourselves
INDENT = 16.0  # of a list, in pixels of a style
SMALLER = (1.0, 1.1, 1.2, 1.35, 1.5)
"""How many times smaller we try to print what must be one page."""
FAMILY = "Noto Sans"
NATURAL = 1.362  # how high a line of it is to its letters, which Qt multiplies and a browser does not
LINE_HEIGHT = re.compile(r"(?<=line-height: )([0-9.]+)(%?)")
LANDSCAPE = "@page { size: A4 landscape"
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
    if LANDSCAPE in pages[0]:
        writer.setPageOrientation(QPageLayout.Orientation.Landscape)
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
    return catalogued(bytes(buffer.data().data()), spoken[1] if spoken else "nl", codes)


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
    document = _laid_out(writer, html, area.width())
    foot = FOOT / 25.4 * DOTS
    smaller = 1.0
    for smaller in SMALLER if ONE_PAGE in html else SMALLER[:1]:
        if smaller > 1:
            document.setPageSize(QSizeF(area.width() * smaller, ENDLESS))
        pages = list(pages_of(document, (area.height() - foot) * smaller))
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


def _laid_out(writer: QPdfWriter, html: str, width: float) -> QTextDocument:
    document = _Document()
    document.setMetaInformation(QTextDocument.MetaInformation.CssMedia, "print")
    document.setDefaultFont(_font(10.5))
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setIndentWidth(INDENT)
    head, end, body = html.partition("</head>")
    body = WIDTH.sub(r'width="\1"', body)  # a column's width is an attribute to Qt, and a style to HTML
    document.setLayoutEnabled(False)  # once, when all is known: of 5,000 rows each time takes 5 s
    document.setHtml(f"{LINE_HEIGHT.sub(_line_height, head)}{end}{body}")
    _take_sizes(document)
    fit_columns(document, width)
    document.setPageSize(QSizeF(width, ENDLESS))
    document.setLayoutEnabled(True)
    return document


def _line_height(style: re.Match[str]) -> str:
    """Return the height of a line as Qt counts it: part of what the font takes, no less than that, for nothing may overlap."""
    part = float(style[1]) / (100 if style[2] else 1)
    return f"{max(100, round(100 * part / NATURAL))}%"


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


def _strip(painter: QPainter, document: QTextDocument, strip: Strip, at: float) -> None:
    clip = QRectF(0, strip.top - strip.over, document.pageSize().width(), strip.bottom + strip.under - strip.top + strip.over)
    context: Any = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, QColor("black"))  # also where the window is dark
    context.clip = clip
    painter.save()
    painter.translate(0, at - strip.top)
    painter.setClipRect(clip)
    document.documentLayout().draw(painter, context)
    painter.restore()
