"""Differences: both texts come back whole, and what is marked is what the other has not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traincollega.services.differences import MOST, Piece, differences

TEXTS = st.text(st.sampled_from("ab. \n"), max_size=40)


@given(TEXTS, TEXTS)
def test_both_texts_come_back_whole(left: str, right: str) -> None:
    pieces = differences(left, right)
    assert tuple("".join(piece.text for piece in side) for side in pieces) == (left, right)
    alike = ["".join(piece.text for piece in side if piece.alike) for side in pieces]
    assert alike[0] == alike[1]
    assert all(piece.text for side in pieces for piece in side)
    assert (left == right) == all(piece.alike for side in pieces for piece in side)


def test_a_sentence_that_is_other_is_marked_in_one_piece() -> None:
    left, right = differences("You learn to count.", "You learn how tables work.")
    assert [piece.text for piece in left if not piece.alike] == ["to count"]
    assert [piece.text for piece in right if not piece.alike] == ["how tables work"]


@pytest.mark.parametrize(("part", "marked"), [("a\n", "b\n"), ("a b\n", "b\n")])
def test_long_texts_are_compared_by_lines(part: str, marked: str) -> None:
    long = part * (MOST - 1)
    left, right = differences(long, long + marked)
    assert (left, right) == ([Piece(long, True)], [Piece(long, True), Piece(marked, False)])


def test_texts_too_long_to_compare_are_one_piece_each() -> None:
    left, right = differences("a\n" * (MOST + 1), "b\n" * (MOST + 1))
    assert ([piece.alike for piece in left], [piece.alike for piece in right]) == ([False], [False])
