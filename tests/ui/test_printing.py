"""Printing: what a PDF says of itself, where its pages end, and that nothing is fetched for it."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication

from traincollega import language
from traincollega.errors import StorageError
from traincollega.exports.paper import Column, paper, table
from traincollega.ui.printing import pdf_of, pdf_of_all, print_pdf

COLUMNS = [Column("Name", 60), Column("Signature", 40)]


def listed(lines: list[int]) -> str:
    """Return a table with a row for each number: so many lines, each of which names its row."""
    return table(COLUMNS, [["<br>".join(f"row{at}line{n}" for n in range(many)), "&nbsp;"] for at, many in enumerate(lines)])


def pages(html: str) -> list[str]:
    """Return the text of each page."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf_of(html, "A title")), strict=True).pages]


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_pdf_tells_its_title_and_its_language(qapp: QApplication, code: str) -> None:
    language.choose(code)
    made = paper("Excel & <b>", "<p>Hoi</p>")
    reader = PdfReader(io.BytesIO(pdf_of(made.html, made.title)), strict=True)
    assert reader.metadata is not None
    assert reader.metadata.title == "Excel & <b>"
    assert reader.root_object["/Lang"] == code
    width, height = (float(value) for value in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)


def test_pages_are_numbered_in_the_language_spoken(qapp: QApplication) -> None:
    language.choose("nl")
    made = pages(paper("Lijst", listed([1] * 100)).html)
    assert len(made) > 2
    assert all(f"Bladzijde {number} van {len(made)}" in text for number, text in enumerate(made, 1))


@given(st.lists(st.integers(1, 12), min_size=1, max_size=60))
def test_no_row_is_cut_and_none_is_lost_or_printed_twice(qapp: QApplication, lines: list[int]) -> None:
    texts = pages(paper("List", listed(lines)).html)
    for at, many in enumerate(lines):
        words = {f"row{at}line{n}" for n in range(many)}
        on = [words & set(text.split()) for text in texts]
        assert [found for found in on if found] == [words], at
    assert all("Signature" in text for text in texts)  # the head stands on every page


def test_a_row_higher_than_a_page_goes_on_over_the_next(qapp: QApplication) -> None:
    texts = pages(paper("List", listed([1, 150, 1])).html)
    assert all(any(f"row1line{n}" in text.split() for text in texts) for n in range(150))


def test_no_heading_stands_alone_at_the_end_of_a_page(qapp: QApplication) -> None:
    for before in range(30, 46):
        texts = pages(paper("List", f"<p>{'<br>'.join('x' * before)}</p><h2>Waiting</h2>{listed([1, 1])}").html)
        page = next(text for text in texts if "Waiting" in text)
        assert "row0line0" in page, before


def test_a_short_list_stays_with_its_heading_and_the_sentence_above_it() -> None:
    for before in range(20, 48):
        made = f"<p>{'<br>'.join('x' * before)}</p><h2>Waiting</h2><p>They wait.</p>{listed([1] * 8)}"
        texts = [text for text in pages(paper("List", made).html) if "row" in text or "wait" in text.lower()]
        assert len(texts) == 1, before


def test_a_page_that_asks_for_it_lies(qapp: QApplication) -> None:
    html = paper("Wide", "<p>Hoi</p>", "@page { size: A4 landscape }").html
    width, height = (float(value) for value in PdfReader(io.BytesIO(pdf_of(html, ""))).pages[0].mediabox[2:])
    assert (round(width), round(height)) == (842, 595)


def test_no_word_is_broken_where_its_column_could_be_wider(qapp: QApplication) -> None:
    words = ["Informatievoorziening", "Personeelsnummer", "Klantcontactcentrum en de balie", "Draaitabellen", "a"]
    cells = "".join(f"<td>{word}</td>" for word in words)
    (text,) = pages(paper("Wide", f"<table><tr>{cells}</tr></table>").html)
    assert [word for word in " ".join(words).split() if word not in text] == []


def test_what_is_printed_is_dark_on_white_also_where_the_window_is_dark(qapp: QApplication, tmp_path: Path) -> None:
    before = qapp.palette()
    dark = QPalette(before)
    dark.setColor(QPalette.ColorRole.Text, QColor("white"))
    dark.setColor(QPalette.ColorRole.WindowText, QColor("white"))
    html = "<html><body><p>Hoi</p></body></html>"  # in no colour of its own
    light_pdf = PdfReader(io.BytesIO(pdf_of(html, ""))).pages[0].get_contents()
    qapp.setPalette(dark)
    try:
        dark_pdf = PdfReader(io.BytesIO(pdf_of(html, ""))).pages[0].get_contents()
    finally:
        qapp.setPalette(before)
    assert light_pdf is not None
    assert dark_pdf is not None
    assert light_pdf.get_data() == dark_pdf.get_data()


def test_nothing_is_fetched_for_a_page(qapp: QApplication, tmp_path: Path) -> None:
    picture = tmp_path / "secret.png"
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    assert image.save(str(picture))
    for source in (picture.as_uri(), str(picture)):
        html = paper("", f'<p>Hoi<img alt="" src="{source}"></p>').html
        resources = PdfReader(io.BytesIO(pdf_of(html, ""))).pages[0]["/Resources"]
        drawn = [one.get_object() for one in resources.get("/XObject", {}).values()]
        assert [one["/Width"] for one in drawn if one["/Width"] > 1] == []


def test_a_pdf_is_there_whole_or_not_at_all(qapp: QApplication, tmp_path: Path) -> None:
    print_pdf("<p>Hoi</p>", tmp_path / "a.pdf", "")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(StorageError):
        print_pdf("<p>Hoi</p>", tmp_path / "nowhere" / "a.pdf", "")
    assert [one.name for one in tmp_path.iterdir()] == ["a.pdf"]


def test_a_program_without_a_screen_prints_in_our_own_font_and_says_nothing_of_signs_that_no_font_has(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys; from traincollega.__main__ import print_pdf; "
        "print_pdf('<p>Hoi ಠ ༼</p>', pathlib.Path(sys.argv[1]), 'T')"
    )
    path = tmp_path / "a.pdf"
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, env={"LC_ALL": "C"}, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert b"NotoSans" in path.read_bytes()


def test_several_pages_become_one_pdf_that_holds_their_codes_in_the_open(qapp: QApplication) -> None:
    codes = ["TJC1:AAAA:", "TJC1:BBBB:"]
    made = [paper("Proof", f"<p>Proof {code[5:9]}</p>", head=f'<meta name="proof" content="{code}">').html for code in codes]
    told: list[tuple[int, int]] = []
    content = pdf_of_all([*made, paper("None", "<p>Nothing</p>").html], "Proofs", lambda *far: told.append(far))
    reader = PdfReader(io.BytesIO(content), strict=True)
    assert [" ".join(page.extract_text().split()) for page in reader.pages] == ["Proof AAAA", "Proof BBBB", "Nothing"]
    assert list(reader.root_object["/TJC_Proofs"]) == codes
    assert [content.count(code.encode()) for code in codes] == [1, 1]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert "/TJC_Proofs" not in PdfReader(io.BytesIO(pdf_of(paper("None", "").html, "None"))).root_object


def test_making_several_pages_can_be_stopped(qapp: QApplication) -> None:
    class StoppedError(Exception):
        pass

    def report(far: int, _of: int) -> None:
        if far == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        pdf_of_all([paper("One", "<p>One</p>").html] * 3, "Three", report)
    assert pdf_of(paper("One", "<p>One</p>").html, "One").startswith(b"%PDF")
