"""Which version was written on which, by the changes alone."""

from hypothesis import given
from hypothesis import strategies as st

from traincollega.models.ancestry import BASE_LIMIT, base_of, side_by_side, version_name, written_on
from traincollega.models.change import LAST_STAMP, Change
from traincollega.models.training import TEXTS

VERSIONS = st.lists(st.builds(version_name, st.integers(1, 99), st.sampled_from(("a", "b"))), min_size=1, max_size=3)


def said(stamp: int, device: str, base: str = "", text: str = "") -> Change:
    return Change("training", "t", stamp, device, {"goal": text or f"{stamp}{device}"}, base)


@given(st.dictionaries(st.sampled_from(("goal", "body", "audience")), VERSIONS, min_size=1))
def test_what_each_text_was_written_on_survives_being_a_base(seen: dict[str, list[str]]) -> None:
    change = Change("training", "t", 100, "c", {}, base_of(seen))
    assert {field: written_on(change, field) for field in seen} == seen


def test_the_longest_base_of_ours_is_no_longer_than_the_limit() -> None:
    longest = version_name(LAST_STAMP, "f" * 32)
    base = base_of({field: [longest, longest] if field == TEXTS[0] else [longest, f"{longest[:-1]}e"] for field in TEXTS})
    assert 700 < len(base) <= BASE_LIMIT


def test_what_was_seen_by_way_of_words_that_do_not_count_was_seen() -> None:
    first, middle, last = said(1, "a"), said(2, "b", "1-a"), said(3, "c", "2-b")
    assert side_by_side([first, middle, last], [first, last], "goal") is None
    assert side_by_side([first, last], [first, last], "goal") == (last, first)


def test_words_that_claim_to_be_written_on_later_ones_hide_nothing() -> None:
    one, other = said(1, "a", "2-b"), said(2, "b")
    assert side_by_side([one, other], [one, other], "goal") == (other, one)


def test_of_several_that_were_not_seen_the_newest_is_shown_first() -> None:
    texts = [said(1, "a"), said(2, "b"), said(3, "c")]
    assert side_by_side(texts, texts, "goal") == (texts[2], texts[1])


def test_a_base_that_cannot_be_read_names_nothing_that_is_known() -> None:
    one, other = said(1, "a"), said(2, "b", ": :: goal: x:1-a  -")
    assert side_by_side([one, other], [one, other], "goal") == (other, one)
