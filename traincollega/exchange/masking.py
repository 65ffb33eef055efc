"""Taking colleagues out of free text: nobody of the colleague table stands in the shared file, not even by accident."""

import re
from collections.abc import Callable, Iterable

from traincollega.models.colleague import Colleague

MASK = "[…]"
"""What stands in the place of a name or address: no word, because the file has no language of its own."""
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"[\W_]{1,4}"  # spaces, a line end, marks of markdown: "Sanne **de Vries**"


def masking(colleagues: Iterable[Colleague], texts: Iterable[str]) -> Callable[[str], str] | None:
    """Return what takes the colleagues' mail addresses and full names out of a text, or None where no text holds one.

    `texts` is everything the function may be handed. A name of one word (also "Mei" and "Roos") names nobody outside
    and stays; of a longer name the words count, whatever stands between them.
    """
    said = "\n".join(texts).casefold()
    known = list(colleagues)
    mailed = " ".join(word for word in said.split() if "@" in word) if "@" in said else ""
    found = [re.escape(one.email) for one in known if one.email and one.email.casefold() in mailed]
    words = set(_WORD.findall(said))
    for parts in {tuple(_WORD.findall(one.name)) for one in known}:
        if len(parts) > 1 and words.issuperset(part.casefold() for part in parts):
            found.append(rf"(?<![^\W_]){_BETWEEN.join(map(re.escape, parts))}(?![^\W_])")
    if not found:
        return None
    pattern = re.compile("|".join(sorted(found, key=lambda one: (-len(one), one))), re.IGNORECASE)
    return lambda text: pattern.sub(MASK, text)
