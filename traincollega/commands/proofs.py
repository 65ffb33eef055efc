"""The commands for proofs of participation: make one for who was present, and verify one from anywhere."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from traincollega.commands.papers import form_of, put
from traincollega.commands.terminal import PrintPdf, at_desk, chosen_folder, say
from traincollega.exports.proof_pages import Said, altered, altered_words, facts, proof_page
from traincollega.models.session import Session
from traincollega.services import attending, beginning, listing
from traincollega.services.claiming import note_proofs, proof_of
from traincollega.services.desk import Desk
from traincollega.sharing.proving import printed, prove_here
from traincollega.sharing.verifying import all_genuine, all_right, code_typed, content_of, told, verified_all

DONE, REFUSED, TO_COMPARE = 0, 1, 3
"""How verifying ends; the last: every signature is right, and what remains to be asked a person has to ask."""


def make(person: str, session: str, out: Path, print_pdf: PrintPdf) -> None:
    """Write the proof of a participant; a trainer signs it first, where it does not say so already."""
    with at_desk() as desk:
        of = listing.named(desk, Session, session)
        who = attending.participant_by_address(desk, of.id, person)
        if desk.gives(of.training):
            prove_here(desk, chosen_folder(), of.id, {who})
        made = proof_page(Said(*printed(proof_of(desk, of.id, who))))
        note_proofs(desk, of.id, [who], form_of(out))
    put(made, out, print_pdf)


def verify(words: Sequence[str]) -> int:
    """Say of a file, or of a code that was copied, whether it is genuine; needs no organisation here."""
    typed = " ".join(words)
    code = code_typed(typed)
    content, name = (content_of(Path(typed)), typed) if code is None else (code, "")
    desk = beginning.open_desk(chosen_folder())
    if desk is None:
        return _verify(content, name, None)
    with closing(desk.store.connection):
        return _verify(content, name, desk)


def _verify(content: bytes, name: str, desk: Desk | None) -> int:
    verdicts = verified_all(content, desk)
    for one in verdicts:
        say(told(one))
        if one.claims is not None:
            for term, fact in facts(one.claims):
                click.echo(f"  {term}: {fact}")
    changed = altered(content, [Said(one.claims, one.code, one.mark) for one in verdicts if one.claims is not None], name)
    if changed:
        say(altered_words())
    if changed or not all_right(verdicts):
        return REFUSED
    return DONE if all_genuine(verdicts) else TO_COMPARE
