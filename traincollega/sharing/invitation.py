"""An invitation: a file that holds where colleagues share and how to come in, locked with a phrase that is told apart from it."""

import errno
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from traincollega.errors import InvalidInput, NewerVersionNeeded, UnreadableFile
from traincollega.language import _
from traincollega.models.noun import moment_of, moment_text
from traincollega.models.proof import unhex
from traincollega.sharing import ciphers, files

FORMAT = "traincollega invitation"
VERSION = 1
MOST = 1_000_000
"""Bytes of an invitation."""
COST, COST_MOST = 1 << 16, 1 << 18
"""Of scrypt: 64 MB and 0.2 s; what asks for more than the second is not opened."""
CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aeio"
WORDS, SYLLABLES = 4, 3
"""Twelve syllables of 6 bits: 72 bits."""


@dataclass(frozen=True)
class Invitation:
    """What stands in the file once it is opened."""

    id: str
    """Of the coordinator's row that stands behind it."""
    secret: bytes
    """The Ed25519 key that signs newcomers in."""
    expires: datetime
    organisation: str
    name: str
    """Of the organisation."""
    root: str
    place: str
    reading: Mapping[str, bytes]
    writing: str
    by: str
    """Who made it."""
    trainings: int
    colleagues: int


def new_phrase() -> str:
    """Return a phrase of four words that mean nothing and can be read aloud: 72 random bits."""
    syllable = "{}{}".format
    return " ".join(
        "".join(syllable(secrets.choice(CONSONANTS), secrets.choice(VOWELS)) for _n in range(SYLLABLES)) for _m in range(WORDS)
    )


def _plain(phrase: str) -> str:
    return "".join(sign for sign in phrase.lower() if sign.isalpha())


def closed(invitation: Invitation, phrase: str, cost: int = 0) -> bytes:
    """Return the file's content, that only this phrase opens; trying one costs what `cost` says to scrypt, and else COST."""
    cost = cost or COST
    salt, nonce = os.urandom(16), os.urandom(ciphers.NONCE)
    inside = json.dumps({
        "id": invitation.id, "secret": invitation.secret.hex(), "expires": moment_text(invitation.expires),
        "organisation": invitation.organisation, "name": invitation.name, "root": invitation.root, "place": invitation.place,
        "reading": {name: key.hex() for name, key in invitation.reading.items()}, "writing": invitation.writing,
        "by": invitation.by, "trainings": invitation.trainings, "colleagues": invitation.colleagues,
    }).encode()  # fmt: skip
    box = ciphers.encrypt(ciphers.stretched(_plain(phrase), salt, cost), nonce, inside, b"")
    outside = {"format": FORMAT, "version": VERSION, "cost": cost, "salt": salt.hex(), "nonce": nonce.hex(), "box": box.hex()}
    return json.dumps(outside, indent=1).encode()


def read_invitation(path: Path, phrase: str) -> Invitation:
    """Return what stands in the file of an invitation; raises as `opened` does, and InvalidInput where it cannot be read."""
    try:
        target = os.path.realpath(path)  # whoever names a link means the file
        content = files.read(target, MOST, lambda: None)
        if content is None and not os.path.isfile(target):
            raise OSError(errno.EINVAL, "A pipe, a device or a folder", target)
    except (OSError, ValueError) as error:
        raise InvalidInput(_("{path} cannot be read. Name the file of the invitation.").format(path=path), "file") from error
    return opened(content or b"", phrase)


def opened(content: bytes, phrase: str) -> Invitation:
    """Return what stands in an invitation; raises UnreadableFile, NewerVersionNeeded, and InvalidInput for another phrase."""
    try:
        outside = json.loads(content) if len(content) <= MOST else None
        if type(outside) is not dict or outside["format"] != FORMAT:
            raise _no_invitation()
        if outside["version"] != VERSION:
            raise NewerVersionNeeded(_("A newer version of Train je Collega made this invitation. Install that version first."))
        cost = outside["cost"]
        if type(cost) is not int or not 1 << 10 <= cost <= COST_MOST or cost & (cost - 1):
            raise _no_invitation()
        key = ciphers.stretched(_plain(phrase), bytes.fromhex(outside["salt"]), cost)
        inside = json.loads(ciphers.decrypt(key, bytes.fromhex(outside["nonce"]), bytes.fromhex(outside["box"]), b""))
        return _invitation(inside)
    except ciphers.Unreadable as error:
        raise InvalidInput(
            _("These are not the words of this invitation. Ask who sent it, and type them again."), "phrase"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise _no_invitation() from error


def _invitation(inside: dict[str, Any]) -> Invitation:
    """Return what stands in an opened invitation; raises ValueError and its like where it would not do later."""
    reading = {name: unhex(key, ciphers.KEY) for name, key in inside["reading"].items()}
    if any(ciphers.key_id(key) != name for name, key in reading.items()) or inside["writing"] not in reading:
        raise ValueError("other reading keys than it says")
    for name, size in (("id", 16), ("organisation", 16), ("root", ciphers.KEY)):
        unhex(inside[name], size)
    texts, counts = (inside["name"], inside["place"], inside["by"]), (inside["trainings"], inside["colleagues"])
    expires = moment_of(inside["expires"])
    if {*map(type, texts)} != {str} or {*map(type, counts)} != {int} or moment_text(expires) != inside["expires"]:
        raise ValueError("something of another kind")
    return Invitation(
        inside["id"], unhex(inside["secret"], ciphers.KEY), expires, inside["organisation"], inside["name"], inside["root"],
        inside["place"], reading, inside["writing"], inside["by"], *counts,
    )  # fmt: skip


def _no_invitation() -> UnreadableFile:
    return UnreadableFile(_("This file is no invitation, or it is damaged. Ask for a new one; nothing was changed."))
