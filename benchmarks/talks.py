"""The trainings that are measured with: real talks where they are at hand, else text made with a fixed seed."""

import gzip
import json
import os
import random
from collections.abc import Iterator
from functools import cache
from itertools import count, cycle, islice
from pathlib import Path
from typing import Any

from traincollega.models.training import Training

REAL = "talks.jsonl.gz"
HOW_MANY = 5_775
WORDS_KNOWN = 12_000
LANGUAGES = {"eng": "en", "nld": "nl", "deu": "de", "fra": "fr", "spa": "es", "ita": "it", "por": "pt", "pol": "pl", "jpn": "ja"}


def folder() -> Path:
    """Return where the real talks would be: TRAINCOLLEGA_DATA, else the folder beside this one."""
    return Path(os.environ.get("TRAINCOLLEGA_DATA", "../shared/data"))


def kind() -> str:
    """Return in words which talks these are, for above the table."""
    if (folder() / REAL).exists():
        return "5,775 real talks (pyvideo/data, CC0)"
    return "5,775 talks of made-up words (seed 1); set TRAINCOLLEGA_DATA for the real ones"


@cache
def talks() -> tuple[dict[str, Any], ...]:
    """Return 5,775 talks: title, description, minutes, language, tags."""
    path = folder() / REAL
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return tuple(json.loads(line) for line in lines)
    return tuple(islice(_made_up(random.Random(1)), HOW_MANY))


def _made_up(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Make talks whose words are as unevenly common as in a language, and as long as the real ones."""
    syllables = [start + vowel for start in "bdfghjklmnprstvwz" for vowel in ("a", "e", "i", "o", "u", "ie", "oe")]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _word in range(WORDS_KNOWN)]
    weights = [1 / rank for rank in range(1, WORDS_KNOWN + 1)]
    tags = words[200:500]
    for _talk in count():
        yield {
            "title": " ".join(chance.choices(words, weights, k=chance.randint(3, 9))).capitalize(),
            "description": " ".join(chance.choices(words, weights, k=int(chance.lognormvariate(4.4, 0.9)) + 1)),
            "minutes": chance.choice((25, 30, 45, 60, 90)),
            "language": "eng",
            "tags": chance.sample(tags, chance.randint(0, 5)),
        }


def trainings(many: int, creator: str, organisation: str) -> Iterator[Training]:
    """Return so many trainings: the talks repeated, with a number in the title from the second time."""
    for number, talk in zip(range(many), cycle(talks()), strict=False):
        again = number // len(talks())
        text = talk["description"].strip()
        yield Training.new(
            creator,
            title=f"{talk['title']} {again + 1}" if again else talk["title"],
            summary=" ".join(text.split())[:160],
            body=text,
            minutes=max(1, round(talk["minutes"] or 30)),
            topics=tuple(talk["tags"][:20]),
            language=LANGUAGES.get(talk["language"], "en"),
            organisation=organisation,
            source=f"talks:{number}",
        )
