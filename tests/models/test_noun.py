"""A noun is a frozen dataclass with methods of its own: what a dataclass promises holds."""

import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, fields, is_dataclass, replace
from typing import Any

import pytest

from traincollega.models.noun import Noun
from traincollega.models.nouns import NOUNS
from traincollega.models.training import Training

NAMED = {"id": "1", "creator": "2", "nonce": "3"}


@pytest.mark.parametrize("kind", NOUNS.values())
def test_a_noun_of_nothing_but_its_names_holds_what_its_class_says(kind: type[Noun]) -> None:
    made = kind(**NAMED)
    assert is_dataclass(made)
    assert {field.name: getattr(made, field.name) for field in fields(made)} == vars(made) == asdict(made)
    assert all(getattr(made, field.name) == field.default for field in fields(made) if field.name not in NAMED)
    assert made == kind.of(vars(made)) == pickle.loads(pickle.dumps(made))
    assert hash(made) == hash(kind.of(vars(made)))


@pytest.mark.parametrize("wrong", [{}, {"id": "1"}, NAMED | {"titel": "Excel"}, NAMED | {"table": "training"}])
def test_fields_that_are_missing_or_unknown_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="just these fields"):
        Training(**wrong)


def _set(training: Training) -> None:
    training.title = "Word"  # type: ignore[misc]


def _delete(training: Training) -> None:
    del training.title


@pytest.mark.parametrize("change", [_set, _delete])
def test_a_noun_never_changes_and_another_is_made_of_it(change: Callable[[Training], None]) -> None:
    excel = Training(**NAMED, title="Excel")
    with pytest.raises(FrozenInstanceError):
        change(excel)
    word = replace(excel, title="Word")
    assert (excel.title, word.title) == ("Excel", "Word")
    assert word != excel == replace(word, title="Excel")
    assert "title='Word'" in repr(word)


def test_nouns_of_other_kinds_differ_though_they_hold_the_same() -> None:
    class Other(Training):
        pass

    assert Other(**NAMED) != Training(**NAMED)
