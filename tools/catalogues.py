"""Translation catalogues: `catalogues.py compile` makes the .mo files, `missing nl` and `unused nl` say what lacks or is left."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
KEYWORDS = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def translated(language: str) -> Catalog:
    """Return one catalogue of all .po files of a language; two translations of one message are an error."""
    whole = Catalog(locale=language)
    for path in sorted((TRANSLATIONS / language).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale=language, abort_invalid=True):
                known = whole.get(message.id, message.context) if message.id else None
                if known is not None and known.string != message.string:
                    raise SystemExit(f"{path.name}: {message.id!r} is translated twice, differently")
                if message.id:
                    whole[message.id] = message
    return whole


def extracted() -> Catalog:
    """Return every message of the source."""
    whole = Catalog()
    found = extract_from_dir(ROOT / "traincollega", method_map=[("**.py", "python")], keywords=KEYWORDS, strip_comment_tags=True)
    for name, line, message, comments, context in found:
        whole.add(message, locations=[(f"traincollega/{name}", line)], auto_comments=comments, context=context)
    for path in sorted((ROOT / "traincollega").rglob("*.py")):
        for line, text in within_f_strings(path.read_text(encoding="utf-8")):
            whole.add(text, locations=[(path.relative_to(ROOT).as_posix(), line)])
    return whole


def within_f_strings(source: str) -> Iterator[tuple[int, str]]:
    """Yield each message that is asked for within an f-string, with its line: before Python 3.12 those are passed over above."""
    for joined in ast.walk(ast.parse(source)):
        if isinstance(joined, ast.JoinedStr):
            for call in ast.walk(joined):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "_":
                    yield call.lineno, ast.literal_eval(call.args[0])


def missing(language: str) -> list[str]:
    """Return the messages of the source without a translation, each with its place."""
    have = translated(language)
    lost = []
    for message in extracted():
        if not message.id:
            continue
        known = have.get(message.id, message.context)
        strings = known.string if known and isinstance(known.string, tuple | list) else [known.string if known else ""]
        if not all(strings):
            name, line = message.locations[0]
            lost.append(f"{name}:{line}: {message.id!r}" + (f" ({message.context})" if message.context else ""))
    return lost


def unused(language: str) -> list[str]:
    """Return the translations of messages that the source no longer holds."""
    source = extracted()
    return [str(message.id) for message in translated(language) if message.id and source.get(message.id, message.context) is None]


def compile_all() -> None:
    """Write every language's .mo file beside its .po files."""
    for folder in TRANSLATIONS.iterdir():
        if any(folder.glob("*.po")):
            target = folder / "LC_MESSAGES" / "traincollega.mo"
            target.parent.mkdir(exist_ok=True)
            fresh = target.with_suffix(".new")
            with fresh.open("wb") as stream:
                write_mo(stream, translated(folder.name))
            fresh.replace(target)


if __name__ == "__main__":
    if sys.argv[1:] == ["compile"]:
        compile_all()
    elif len(sys.argv) == 3 and sys.argv[1] in ("missing", "unused"):
        print("\n".join({"missing": missing, "unused": unused}[sys.argv[1]](sys.argv[2])))
    else:
        raise SystemExit(__doc__)
