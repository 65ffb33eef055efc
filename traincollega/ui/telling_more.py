"""*Meer vertellen*: the fields of a training beyond the first three, each with a hint and an example."""

import json
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from traincollega.language import _, spoken
from traincollega.services.publishing import Words
from traincollega.ui.form import Form
from traincollega.ui.text_area import TextArea
from traincollega.ui.theme import Theme
from traincollega.ui.topics_field import TopicsField
from traincollega.ui.when_where import seats_of, understood

AREAS = ("goal", "audience", "outcomes", "programme", "preparation")
LICENCES = ("", "CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-SA-4.0")
TONGUES = ("nl", "en", "fy", "de", "fr")


@cache
def hints(language: str) -> dict[str, dict[str, str]]:
    """Return label, hint and example per field, in "nl" or "en"."""
    text = (resources.files("traincollega.resources") / "templates" / "meer-vertellen.json").read_text("utf-8")
    found: dict[str, dict[str, str]] = json.loads(text)[language]
    return found


class TellingMore(QObject):
    """The fields, added to a form; the blocks are shown and hidden together."""

    changed = Signal()

    def __init__(self, form: Form, theme: Theme) -> None:
        """Add the fields to the form; they are empty."""
        super().__init__(form)
        words = hints(spoken())
        self.topics = TopicsField(theme, words["topics"]["example"])
        self.areas = {name: TextArea(theme, words[name]["example"]) for name in AREAS}
        self.body = TextArea(theme)
        self.seats = QLineEdit()
        self.seats.setPlaceholderText(words["seats"]["example"])
        self.language, self.licence = QComboBox(), QComboBox()
        for box in (self.language, self.licence):  # else the longest choice decides how narrow the form can be
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(8)
        for code in TONGUES:
            self.language.addItem(tongue(code), code)
        for code in LICENCES:
            self.licence.addItem(licence_name(code), code)
        blocks = [form.add("topics", words["topics"]["label"], self.topics, words["topics"]["hint"], optional=True)]
        for name, area in self.areas.items():
            blocks.append(form.add(name, words[name]["label"], area, words[name]["hint"], optional=True))
        hint = _("The whole story. **Bold**, lists with - and [links](https://…) work.")
        blocks.append(form.add("body", _("Text"), self.body, hint, optional=True))
        blocks.append(form.add("seats", words["seats"]["label"], self.seats, words["seats"]["hint"], optional=True))
        language = form.add("language", _("Language"), self.language)
        licence = form.add("licence", _("Others may reuse this"), self.licence)
        form.add_beside(language, licence)
        self.blocks: tuple[QWidget, ...] = (*blocks, language, licence)
        for text in (*self.areas.values(), self.body):
            text.textChanged.connect(self.changed)
        self.topics.changed.connect(self.changed)
        self.seats.textChanged.connect(lambda _text: self.changed.emit())
        for box in (self.language, self.licence):
            box.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def fill(self, words: Words) -> None:
        """Show words."""
        self.topics.set_topics(words.topics)
        for name, area in self.areas.items():
            area.setPlainText(getattr(words, name))
        self.body.setPlainText(words.body)
        self.seats.setText("" if words.seats is None else str(words.seats))
        _choose(self.language, words.language, tongue(words.language))
        _choose(self.licence, words.licence, licence_name(words.licence))

    def read(self, words: Words, errors: dict[str, str]) -> Words:
        """Return `words` with these fields in them; what is wrong is put in `errors`."""
        texts: dict[str, Any] = {name: area.toPlainText() for name, area in self.areas.items()}
        return replace(
            words,
            topics=self.topics.topics(),
            body=self.body.toPlainText(),
            seats=understood(lambda: seats_of(self.seats.text()), errors),
            language=str(self.language.currentData()),
            licence=str(self.licence.currentData()),
            **texts,
        )


def tongue(code: str) -> str:
    """Return the name of a language; one we do not know is its code."""
    names = {"nl": _("Dutch"), "en": _("English"), "fy": _("Frisian"), "de": _("German"), "fr": _("French")}
    return names.get(code, code)


def licence_name(code: str) -> str:
    """Return what a licence allows, with its name."""
    return {
        "": _("Not said"),
        "CC0-1.0": _("Freely (CC0)"),
        "CC-BY-4.0": _("With my name (CC BY)"),
        "CC-BY-SA-4.0": _("With my name, on the same terms (CC BY-SA)"),
        "CC-BY-NC-SA-4.0": _("With my name, not for money (CC BY-NC-SA)"),
    }.get(code, code)


def _choose(box: QComboBox, code: str, name: str) -> None:
    if box.findData(code) < 0:
        box.addItem(name, code)
    box.setCurrentIndex(box.findData(code))
