"""Which language a text is in: the code somebody wrote down, or a guess between Dutch and English."""

import re

_NAMES = {
    "nl": "nld dut nederlands dutch", "en": "eng engels english", "de": "deu ger duits german deutsch",
    "fr": "fra fre frans french", "es": "spa spaans spanish",
    "it": "ita italiaans italian", "pt": "por portugees portuguese", "ru": "rus russisch russian",
    "pl": "pol pools polish", "tr": "tur turks turkish", "ar": "ara arabisch arabic", "uk": "ukr oekraïens ukrainian",
    "fy": "fry fries frisian", "pap": "papiaments papiamento", "ja": "jpn", "ko": "kor", "zh": "zho chi", "cs": "ces cze",
    "sk": "slk slo", "lt": "lit", "th": "tha", "eu": "eus baq", "he": "heb", "gl": "glg", "ro": "ron rum", "bg": "bul", "hu": "hun",
    "el": "ell gre", "sv": "swe", "da": "dan", "nb": "nob nor", "fi": "fin",
}  # fmt: skip
CODES = {name: code for code, names in _NAMES.items() for name in (code, *names.split())}
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}")
_DUTCH = frozenset("de het een en van voor je met op dat niet zijn wordt hoe wat deze ook naar jouw over bij we".split())  # noqa: SIM905 a list reads worse
_ENGLISH = frozenset("the and of to for with that this are you how what your will about from is on be we can".split())  # noqa: SIM905 a list reads worse
GUESSED_FROM = 2_000


def code(text: str) -> str:
    """Return the BCP 47 code of a written language ("nld", "Nederlands", "en-GB"), or "" where it is none.

    >>> code("NLD"), code("English"), code("en_GB"), code("geheimtaal")
    ('nl', 'en', 'en-GB', '')
    """
    tag = text.strip().lower().replace("_", "-")
    if tag in CODES:
        return CODES[tag]
    if not _TAG.fullmatch(tag):
        return ""
    first, *rest = tag.split("-")
    return "-".join([CODES.get(first, first), *(part.upper() if len(part) == 2 else part for part in rest)])


def guess(text: str) -> str:
    """Return "nl" or "en", by the small words of the first page; Dutch where nothing tells.

    >>> guess("How to write for your colleagues"), guess("Hoe schrijf je voor collega's"), guess("Excel")
    ('en', 'nl', 'nl')
    """
    words = text[:GUESSED_FROM].lower().split()
    dutch = sum(word in _DUTCH for word in words)
    return "en" if sum(word in _ENGLISH for word in words) > dutch else "nl"
