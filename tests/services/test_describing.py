"""What each kind of data is for: nothing that is kept is left undescribed."""

import pytest

from traincollega import language
from traincollega.models.noun import field_kinds
from traincollega.models.nouns import NOUNS
from traincollega.models.organisation import Organisation
from traincollega.services.describing import Term, every_row_has, kinds, term_words


def test_every_noun_and_every_field_is_described() -> None:
    described = kinds()
    assert described.keys() == NOUNS.keys()
    for name, noun in NOUNS.items():
        assert described[name].fields.keys() | every_row_has().keys() == set(field_kinds(noun)), name  # type: ignore[arg-type]


@pytest.mark.parametrize("spoken", ["en", "nl"])
def test_each_says_what_it_is_for_in_one_short_sentence(spoken: str) -> None:
    language.choose(spoken)
    whys = [one.why for one in kinds().values()]
    assert [why for why in whys if len(why.split()) > 15 or not why.endswith(".")] == []
    assert len({one.name for one in kinds().values()}) == len(NOUNS)


def test_how_long_something_stays_is_what_the_organisation_chose() -> None:
    ours = Organisation.new("somebody", keep_names=12, keep_no_shows=1)
    assert term_words(Term.NAMES, ours) == "12 months after the session"
    assert term_words(Term.NO_SHOWS, ours) == "1 month after the session"
    assert len({term_words(term, ours) for term in Term}) == len(Term)
