"""Rendering takes a bounded time, whatever a file from outside holds."""

import html
import re

import pytest

from traincollega.services import rendering
from traincollega.services.rendering import intricate, to_html


@pytest.mark.parametrize(
    "mark", ["[", "![", "<a@", "<img ", "\\", "[a](", "[a][", "a\n=\n", "*a_", "> ", "* a\n", "a  \n", "&", "+ ", "-\t", "1. "]
)
def test_a_text_made_to_keep_the_program_busy_is_shown_as_it_was_written(mark: str) -> None:
    text = (mark * 200_000)[:200_000]
    assert intricate(text)
    assert html.unescape(re.sub("</?p>", "", to_html(text))) == text


def test_a_text_with_many_links_lists_and_tables_is_rendered() -> None:
    text = "\n".join(f"* **a** [x](https://x.nl/{n}) | `b` <c@d.nl>" for n in range(90))
    assert not intricate(text)
    assert to_html(text).count("<a ") == 180


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("\t" * depth + "- a" for depth in range(600)),
        "\n".join("    " * (line % 80) + "* a" for line in range(1_000)),
        ("- " * 19 + "x\n") * 4_000,
        "1. x\n" * 4_900,
    ],
    ids=["deep by tabs", "deep by spaces", "deep on a line", "long"],
)
def test_lists_that_are_too_deep_or_too_long_are_shown_as_they_were_written(text: str) -> None:
    assert intricate(text)


def test_what_is_too_deep_to_walk_is_shown_as_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "intricate", lambda _text: False)
    text = "+ " * 2_000
    assert to_html(text) == f"<p>{text}</p>"
