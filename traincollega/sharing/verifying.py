"""Verifying: whether a proof of participation is genuine, told without a network; who shares with its organisation knows more."""

import os
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from traincollega.errors import TooLarge, UnreadableFile
from traincollega.language import _
from traincollega.models.colleague import Colleague
from traincollega.services.claiming import Claims, claimed
from traincollega.services.desk import ROOT, Desk
from traincollega.sharing import files
from traincollega.sharing.chains import device_of, holds
from traincollega.sharing.circle import trust_here
from traincollega.sharing.proofs import BEGINNING, Malformed, NewerProof, SignedProof, codes_in, mark_of, of_code

FILE_MOST = 20_000_000
"""Bytes of a file in which codes are looked for."""
CODES_MOST = 1_000


class Truth(StrEnum):
    """What a proof turned out to be."""

    GENUINE = "genuine"
    """Signed by a computer of our own organisation, that is heard."""
    DOUBTFUL = "doubtful"
    """The same; but what it says, or who signed it, is a reason to ask."""
    SIGNED = "signed"
    """Every signature is right, of an organisation that this computer does not share with."""
    NAMESAKE = "namesake"
    """The same, of one that bears the name of ours."""
    NOT_KNOWN = "not known"
    """Of our own organisation, by a computer that is not known, or not heard, here."""
    REVOKED = "revoked"
    """By a computer of our own organisation that was revoked."""
    BROKEN = "broken"
    NEWER = "newer"


class Doubt(StrEnum):
    """Why what a proof of our own organisation says has to be asked about."""

    OWN_WORD = "own word"
    """Whom it is about signed it."""
    OTHER_TRAINER = "other trainer"
    """Who signed it is not among the trainers that it names."""
    TO_COME = "to come"
    """It was issued on a day that has not come."""


RIGHT = frozenset((Truth.GENUINE, Truth.DOUBTFUL, Truth.SIGNED))
A_DAY = timedelta(days=1)
"""So much later it may be where somebody issued a proof."""


class Verdict(NamedTuple):
    """What is known of one proof; the claims are None where it is broken or newer."""

    truth: Truth
    claims: Claims | None = None
    mark: str = ""
    """Of its organisation."""
    by: str = ""
    """The name of who has the computer that signed; "" where it is not known here."""
    code: str = ""
    doubts: tuple[Doubt, ...] = ()


def verified(code: str, desk: Desk | None = None) -> Verdict:
    """Return what a code turns out to be; with a desk, also what is known of its computer there."""
    try:
        proof = of_code(code)
    except NewerProof:
        return Verdict(Truth.NEWER)
    except Malformed:
        return Verdict(Truth.BROKEN)
    if not holds(proof):
        return Verdict(Truth.BROKEN)
    signed = Verdict(Truth.SIGNED, proof.claims, mark_of(proof.root), code=proof.code())
    return _known_here(signed, proof, desk) if desk and desk.shares() else signed


def _known_here(signed: Verdict, proof: SignedProof, desk: Desk) -> Verdict:
    """Return what a sound proof is for who shares, and whose computer signed it."""
    root = desk.store.local(ROOT)
    same = (proof.root == root, proof.organisation == desk.organisation)
    if not any(same):
        ours = desk.our_organisation().name
        return signed._replace(truth=Truth.NAMESAKE) if _alike(proof.claims.organisation, ours) else signed
    if not all(same):
        return Verdict(Truth.BROKEN)  # anybody can make a root, and write our organisation beneath it
    trust, device = trust_here(desk.store, proof.organisation, proof.root), device_of(proof.links[-1])
    computer = trust.computers.get(device)
    card = desk.store.find(Colleague, computer.person) if computer else None
    known = signed._replace(by=card.name if card else "")
    if device in trust.revoked:
        return known._replace(truth=Truth.REVOKED)
    if device not in trust.certified:
        return known._replace(truth=Truth.NOT_KNOWN)
    doubts = tuple(_doubts(proof.claims, known.by, desk.today()))
    return known._replace(truth=Truth.DOUBTFUL if doubts else Truth.GENUINE, doubts=doubts)


def _doubts(claims: Claims, by: str, today: date) -> Iterator[Doubt]:
    """Yield why a proof that somebody's computer signed has to be asked about; of who has no name here that cannot be told."""
    if by and _alike(claims.name, by):
        yield Doubt.OWN_WORD
    if by and claims.trainer and claimed(by).casefold() not in claims.trainer.casefold():
        yield Doubt.OTHER_TRAINER
    if claims.issued > today + A_DAY:
        yield Doubt.TO_COME


def _alike(claim: str, name: str) -> bool:
    """Say whether a proof claims this name."""
    return claim.casefold() == claimed(name).casefold()


def verified_all(content: bytes, desk: Desk | None = None) -> list[Verdict]:
    """Return what the codes in a file turn out to be; raises UnreadableFile where there is none."""
    found = [verified(code, desk) for code in codes_in(content, CODES_MOST)]
    begun = BEGINNING.search(content)
    if not found and begun:
        found = [verified(content[begun.start() :].decode("utf-8", "replace"), desk)]  # cut off, or of another version
    if not found:
        raise UnreadableFile(
            _("There is no code of a proof in it. Choose the file as it was saved, or copy the code from the paper.")
        )
    return found


def code_typed(text: str) -> bytes | None:
    """Return the code that a person typed or pasted, in capitals however they typed it; None where none begins there.

    >>> code_typed(" tjc1:ab cd: "), code_typed("tjc1.pdf")
    (b'TJC1:AB CD:', None)
    """
    content = text.strip().encode("utf-8", "replace").upper()
    return content if BEGINNING.match(content) else None


def content_of(path: Path) -> bytes:
    """Return what stands in a file; raises UnreadableFile."""
    try:
        target = os.path.realpath(path)  # whoever names a link means the file
        content = files.read(target, FILE_MOST, lambda: None)
    except (OSError, ValueError) as error:
        raise UnreadableFile(_("{path} cannot be read. Choose the file of a proof.").format(path=path)) from error
    if content is None:
        raise TooLarge(_("{path} is empty, too large or no file. Choose the file of a proof.").format(path=path))
    return content


def our_mark(desk: Desk) -> str:
    """Return the mark of our own organisation; "" while it does not share."""
    root = desk.store.local(ROOT)
    return mark_of(root) if root else ""


def told(verdict: Verdict) -> str:
    """Return what a proof turned out to be, in sentences."""
    claims = verdict.claims
    organisation, trainer = (claims.organisation, claims.trainer) if claims else ("", "")
    reasons = {
        Doubt.OWN_WORD: _("That is the participant: nobody else says that it is so."),
        Doubt.OTHER_TRAINER: _("The trainer that it names is {trainer}: ask there whether it is so."),
        Doubt.TO_COME: _("The day on which it was issued has not come yet."),
    }
    words = {
        Truth.GENUINE: _("This proof is genuine: made on the computer of {by} at {organisation}."),
        Truth.DOUBTFUL: _("The signature is right: made on the computer of {by} at {organisation}."),
        Truth.SIGNED: _(
            "The signature is right, but this organisation has not been compared yet. Ask {organisation} if its mark is {mark}."
        ),
        Truth.NAMESAKE: _(
            "The signature is right, but not of your organisation. "
            "The name is the same, the mark is not: {mark}. Do not rely on it."
        ),
        Truth.NOT_KNOWN: _(
            "The signature is right, but the computer that made it is not known here. Update with colleagues, and try again."
        ),
        Truth.REVOKED: _(
            "The signature is right, but the computer that made it was revoked. Ask {organisation} whether the proof still holds."
        ),
        Truth.BROKEN: _("This proof is not genuine, or its code is not whole. Ask whose it is for the file itself."),
        Truth.NEWER: _("A newer version of Train je Collega made this proof. Install that version first."),
    }
    whole = " ".join([words[verdict.truth], *(reasons[one] for one in verdict.doubts)])
    return whole.format(by=verdict.by or _("a colleague"), organisation=organisation, mark=verdict.mark, trainer=trainer)


def all_right(verdicts: Sequence[Verdict]) -> bool:
    """Say whether every one of these is signed as it should be, and nothing bad is known of who did."""
    return all(one.truth in RIGHT for one in verdicts)


def all_genuine(verdicts: Sequence[Verdict]) -> bool:
    """Say whether every one of these was signed by a computer that is heard here, and leaves nothing to ask."""
    return all(one.truth is Truth.GENUINE for one in verdicts)
