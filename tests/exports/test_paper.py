"""Paper: whatever somebody wrote, a page holds it as text, and no sign that HTML refuses."""

import unicodedata
from collections.abc import Callable
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.naughty import NAUGHTY
from traincollega.exports.paper import paper, paragraph, said
from traincollega.imports.characters import one_line

Written = Callable[[str], str]


def refused(sign: str) -> bool:
    """Say whether HTML refuses a sign: controls but white space, half pairs, and noncharacters."""
    code = ord(sign)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return noncharacter or (unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t\f\r")


@pytest.mark.parametrize("written", [said, paragraph, lambda text: paper(text, "").html])
@given(text=st.text(st.characters(codec=None), max_size=60))
@example(text="".join(NAUGHTY))
@example(text="".join(map(chr, range(0xFDD0, 0xFDF0))) + "".join(chr(at) for at in range(0x110000) if at & 0xFFFE == 0xFFFE))
def test_no_page_holds_a_sign_that_html_refuses(written: Written, text: str) -> None:
    assert not [sign for sign in written(text) if refused(sign)]


@pytest.mark.parametrize("text", NAUGHTY)
def test_a_text_reads_as_it_was_written_and_is_no_markup(text: str) -> None:
    shown = said(text)
    assert not set(shown) & set("<>\"'")
    assert unescape(shown) == one_line(text)
