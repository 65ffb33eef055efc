"""Rendering takes a bounded time, whatever a file from outside holds."""

import html
import re

import pytest

from traincollega.services.rendering import intricate, to_html


@pytest.mark.parametrize("mark", ["[", "![", "<a@", "<img ", "\\", "[a](", "[a][", "a\n=\n", "*a_", "> ", "* a\n", "a  \n"])
def test_a_text_made_to_keep_the_program_busy_is_shown_as_it_was_written(mark: str) -> None:
    text = (mark * 200_000)[:200_000]
    assert intricate(text)
    assert html.unescape(re.sub("</?p>", "", to_html(text))) == text


def test_a_text_with_many_links_lists_and_tables_is_rendered() -> None:
    text = "\n".join(f"* **a** [x](https://x.nl/{n}) | `b` <c@d.nl>" for n in range(90))
    assert not intricate(text)
    assert to_html(text).count("<a ") == 180
