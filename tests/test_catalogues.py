"""The words on the screen: every message has its Dutch, with the same blanks to fill in, and nothing is left over."""

import re
from pathlib import Path
from string import Formatter

import catalogues
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

LANGUAGES = sorted(path.name for path in catalogues.TRANSLATIONS.iterdir() if path.is_dir())


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Return a message's forms: one, or singular and plural."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def blanks(text: str) -> set[str]:
    """Return the names in braces that are filled in later; a text that cannot be filled in raises ValueError."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def messages(language: str) -> list[Message]:
    """Return the translated messages of a language, without the header."""
    return [message for message in catalogues.translated(language) if message.id]


def test_there_is_dutch() -> None:
    assert "nl" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_the_source_has_a_translation(language: str) -> None:
    assert catalogues.missing(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_of_a_message_that_is_gone(language: str) -> None:
    assert catalogues.unused(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language: str) -> None:
    assert [message.id for message in messages(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_fills_in_the_same_blanks(language: str) -> None:
    different = []
    for message in messages(language):
        asked = set().union(*(blanks(form) for form in forms(message.id)))
        plural = len(forms(message.id)) > 1
        for form in forms(message.string):
            # a singular may write "één" where the plural has {n}
            if not (blanks(form) == asked or (plural and blanks(form) | {"n"} == asked | {"n"})):
                different.append((message.id, form))
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_edges_of_its_message(language: str) -> None:
    """Spaces and new lines at either end, and the three dots of an action that asks more."""
    edges = re.compile(r"^\s*|\s*$|…$")
    different = [
        (message.id, message.string)
        for message in messages(language)
        if edges.findall(forms(message.id)[0]) != edges.findall(forms(message.string)[0])
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_is_empty(language: str) -> None:
    for path in (catalogues.TRANSLATIONS / language).glob("*.po"):
        with path.open("rb") as stream:
            assert any(message.id for message in read_po(stream)), path.name


def test_two_different_translations_of_one_message_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    folder = tmp_path / "nl"
    folder.mkdir()
    (folder / "a.po").write_text(head + 'msgid "Seat"\nmsgstr "Plek"\n', encoding="utf-8")
    (folder / "b.po").write_text(head + 'msgid "Seat"\nmsgstr "Stoel"\n', encoding="utf-8")
    monkeypatch.setattr(catalogues, "TRANSLATIONS", tmp_path)
    with pytest.raises(SystemExit, match="translated twice"):
        catalogues.translated("nl")


def test_dutch_writes_its_quotes_and_apostrophes_in_one_way() -> None:
    told = [form for message in messages("nl") for form in forms(message.string)]
    assert [form for form in told if set(form) & set("\u2018\u2019")] == []
