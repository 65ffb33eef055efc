"""An invitation: a file that holds where colleagues share and how to come in, locked with a phrase that is told apart from it."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from traincollega.errors import InvalidInput, NewerVersionNeeded, UnreadableFile
from traincollega.language import _
from traincollega.models.noun import moment_of, moment_text
from traincollega.sharing import ciphers

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


def closed(invitation: Invitation, phrase: str, cost: int = COST) -> bytes:
    """Return the file's content, that only this phrase opens."""
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
        reading = {name: bytes.fromhex(key) for name, key in inside["reading"].items()}
        return Invitation(
            inside["id"], bytes.fromhex(inside["secret"]), moment_of(inside["expires"]), inside["organisation"], inside["name"],
            inside["root"], inside["place"], reading, inside["writing"], inside["by"], inside["trainings"], inside["colleagues"],
        )  # fmt: skip
    except ciphers.Unreadable as error:
        raise InvalidInput(
            _("These are not the words of this invitation. Ask who sent it, and type them again."), "phrase"
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _no_invitation() from error


def _no_invitation() -> UnreadableFile:
    return UnreadableFile(_("This file is no invitation, or it is damaged. Ask for a new one; nothing was changed."))
