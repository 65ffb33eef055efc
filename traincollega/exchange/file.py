"""The shared file as a container: a ZIP of four parts whose bytes follow from their content alone."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from traincollega.errors import NewerVersionNeeded, TooLarge, UnreadableFile
from traincollega.imports.archive import damaged
from traincollega.imports.characters import shortened
from traincollega.imports.zip_files import NoZip, ZipSource, open_zip
from traincollega.language import _

VERSION = 0
FORMAT = "traincollega"
MANIFEST, CATALOGUE, TEXTS, RESULTS = "manifest.json", "catalogue.jsonld", "texts.jsonl", "results.json"
CONTENT = (CATALOGUE, TEXTS, RESULTS)
"""The parts that the manifest vouches for, in the order they lie in the file."""
MOST = {MANIFEST: 100_000, CATALOGUE: 20_000_000, TEXTS: 100_000_000, RESULTS: 10_000_000}
"""Most bytes of each part; more is neither written nor read."""
BRACKETS_MOST = 500_000
"""Most lists and objects in one part: `[[],[],…` takes 30 times its bytes in memory."""
LINES_MOST = 100_000
LICENCES = "https://spdx.org/licenses/"
LEVEL = 6
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first a ZIP can hold: when a file was written says nothing about what is in it
_ON_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


class SharedFile(NamedTuple):
    """What a shared file holds, as JSON knows it; nothing in it was judged yet but its outline."""

    organisation: str
    """The id of the organisation that wrote it, as it stands there."""
    name: str
    nodes: tuple[Mapping[str, Any], ...]
    """The objects of the catalogue's graph."""
    texts: tuple[Mapping[str, str], ...]
    results: Mapping[str, Any]


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def canonical(value: object) -> bytes:
    """Return a value as JSON on one line; the same value gives the same bytes."""
    return _ENCODER.encode(value).encode()


def packed(organisation: str, name: str, parts: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a shared file with these parts (all of CONTENT); raises TooLarge where nobody could read it."""
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "organisation": {"id": organisation, "name": name},
        "parts": {part: _digest(parts[part]) for part in CONTENT},
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, data in ((MANIFEST, canonical(manifest)), *((part, parts[part]) for part in CONTENT)):
            brackets = 0 if part == TEXTS else data.count(b"[") + data.count(b"{")
            if len(data) > MOST[part] or brackets > BRACKETS_MOST:
                raise TooLarge(_("There is too much for one shared file. Archive trainings that nobody gives any more."))
            info = zipfile.ZipInfo(part, _MOMENT)
            info.create_system, info.external_attr = _ON_UNIX, _PLAIN_FILE
            archive.writestr(info, data, zipfile.ZIP_DEFLATED, LEVEL)
    return buffer.getvalue()


def read_file(path: Path) -> SharedFile:
    """Return what a shared file holds; raises UnreadableFile, TooLarge, or NewerVersionNeeded for a later format."""
    label = shortened(path.name)
    try:
        with open_zip(path) as source:
            sender, name, parts = _parts(source, label)
    except NoZip:
        raise _foreign(label) from None
    catalogue = _json(parts[CATALOGUE], CATALOGUE, label)
    results = _json(parts[RESULTS], RESULTS, label)
    nodes = catalogue.get("@graph") if isinstance(catalogue, dict) else None
    if not isinstance(nodes, list) or not all(isinstance(node, dict) for node in nodes):
        raise _misshapen(label, CATALOGUE)
    if not isinstance(results, dict):
        raise _misshapen(label, RESULTS)
    return SharedFile(sender, name, tuple(nodes), tuple(_texts(parts[TEXTS], label)), results)


def _parts(source: ZipSource, label: str) -> tuple[str, str, dict[str, bytes]]:
    """Return the sender's id and name and every part, each as its digest says."""
    if MANIFEST not in source.names:
        raise _foreign(label)
    sender, name, digests = _manifest(_json(source.read(MANIFEST, MOST[MANIFEST]), MANIFEST, label), label)
    if unknown := sorted(set(source.names) - {MANIFEST, *CONTENT}):
        raise UnreadableFile(
            _("{name} holds a part that does not belong there: {part}.").format(name=label, part=shortened(unknown[0]))
        )
    return sender, name, {part: _sound(source, part, digests, label) for part in CONTENT}


def _manifest(manifest: Any, label: str) -> tuple[str, str, dict[str, Any]]:
    """Return the sender's id and name and the digest of each part."""
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _foreign(label)
    version = manifest.get("version")
    if type(version) is not int or version < VERSION:
        raise _misshapen(label, MANIFEST)
    if version > VERSION:
        raise NewerVersionNeeded(
            _("{name} was made by a newer version of Train je Collega. Install that version; nothing was changed.").format(
                name=label
            )
        )
    sender, digests = manifest.get("organisation"), manifest.get("parts")
    if not isinstance(sender, dict) or not isinstance(digests, dict):
        raise _misshapen(label, MANIFEST)
    identity, name = sender.get("id"), sender.get("name")
    if not isinstance(identity, str) or not isinstance(name, str):
        raise _misshapen(label, MANIFEST)
    return identity, name, digests


def _sound(source: ZipSource, part: str, digests: Mapping[str, Any], label: str) -> bytes:
    data = source.read(part, MOST[part])
    if digests.get(part) != _digest(data):
        raise damaged(label)
    return data


def _texts(data: bytes, label: str) -> Iterator[dict[str, str]]:
    """Yield the lines one by one, so that what a hostile one grows into in memory is gone before the next."""
    if data.count(b"\n") > LINES_MOST:
        raise TooLarge(_("{name} has a part larger than we read: {part}.").format(name=label, part=TEXTS))
    for line in filter(None, data.split(b"\n")):
        text = _json(line, TEXTS, label)
        if not isinstance(text, dict) or not set(map(type, text.values())) <= {str}:
            raise _misshapen(label, TEXTS)
        yield text


def _json(data: bytes, part: str, label: str) -> Any:
    if data.count(b"[") + data.count(b"{") > BRACKETS_MOST:
        raise TooLarge(_("{name} has a part larger than we read: {part}.").format(name=label, part=part))
    try:
        return _DECODER.decode(data.decode())
    except (ValueError, RecursionError):  # RecursionError: nested a thousand deep
        raise _misshapen(label, part) from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_no_number)
"""Refuses NaN and Infinity, which are no JSON."""


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=32).hexdigest()


def _foreign(label: str) -> UnreadableFile:
    return UnreadableFile(_("{name} is no shared file of Train je Collega. Ask for a file that ends in .tjc.").format(name=label))


def _misshapen(label: str, part: str) -> UnreadableFile:
    return UnreadableFile(
        _("{name} cannot be read: {part} is not as it should be. Ask the sender for a new file.").format(name=label, part=part)
    )
