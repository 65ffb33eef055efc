"""Rendering: a text stands under one heading, never under two."""

import pytest

from traincollega.language import duration
from traincollega.models.training import Training
from traincollega.services.rendering import training_html


@pytest.mark.parametrize(("body", "headings"), [("Some words.", 1), ("## Agenda\n\nSome words.", 1), ("Words.\n\n## Agenda", 2)])
def test_a_body_with_a_heading_of_its_own_gets_none_above_it(body: str, headings: int) -> None:
    html = training_html(Training.new("anna", title="T", body=body))
    assert html.count("<h2>") == headings


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1 minute"), (90, "90 minutes"), (120, "2 hours"), (185, "3 hours and 5 minutes")]
)
def test_a_duration_reads_as_people_say_it(minutes: int, words: str) -> None:
    assert duration(minutes) == words
