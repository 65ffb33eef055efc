"""Where pages of a document end: where a line runs between two rows, whatever stands in them."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QApplication

from traincollega.exports.paper import Column, paper, table
from traincollega.ui.page_cuts import DOTS, LINE, pages_of

WIDTH = 2000
COLUMNS = [Column("Name", 60), Column("Signature", 40)]
SMALL = 'Anna<br><span class="small">provisional</span>'
cells = st.sampled_from(["Anna", "Anna<br>Vos", SMALL, "<b>Anna</b><br>a<br>b", "&nbsp;"])


@given(st.lists(st.tuples(cells, cells), min_size=3, max_size=12), st.sampled_from(["top", "middle"]))
def test_a_page_that_ends_in_a_table_ends_with_its_line(qapp: QApplication, rows: list[tuple[str, str]], align: str) -> None:
    image = QImage(WIDTH, 6000, QImage.Format.Format_Grayscale8)
    image.setDotsPerMeterX(round(DOTS / 0.0254))
    image.setDotsPerMeterY(round(DOTS / 0.0254))
    image.fill(QColor("white"))
    document = QTextDocument()
    document.setMetaInformation(QTextDocument.MetaInformation.CssMedia, "print")
    document.documentLayout().setPaintDevice(image)
    style = f"td, th {{ vertical-align: {align}; background-color: white; border: 1px solid black; }}"
    html = paper("List", f"<p>Before</p>{table(COLUMNS, rows)}", style).html
    document.setHtml(html.replace('style="width: 100%"', 'width="100%"'))
    document.setDocumentMargin(0)
    document.setPageSize(QSizeF(WIDTH, 1e9))
    painter = QPainter(image)
    document.drawContents(painter, QRectF(0, 0, WIDTH, 6000))
    painter.end()
    ends = [page[-1].bottom for page in pages_of(document, 1200)]
    for end in ends:
        lines = [at for at in range(round(end - LINE), round(end + LINE) + 1) if _dark(image, at)]
        assert lines, end


def _dark(image: QImage, at: int) -> bool:
    """Say whether a line runs through all of a table at this height."""
    return all(image.pixelColor(x, at).lightness() < 128 for x in range(100, WIDTH - 100, 50))
