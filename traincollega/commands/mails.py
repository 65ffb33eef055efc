"""The command that signs colleagues up with the mails they sent."""

from pathlib import Path

import click

from traincollega.commands.terminal import at_desk, print_json, say
from traincollega.models.session import Session
from traincollega.services import listing
from traincollega.services.signing_up_by_mail import sign_up_mails

DONE, REFUSED = 0, 1


def sign_up_by_mail(session: str, files: tuple[Path, ...], as_json: bool) -> int:
    """Sign up who sent these mails; each that did nothing is told on standard error."""
    with at_desk() as desk:
        read = sign_up_mails(desk, listing.named(desk, Session, session).id, files)
    if as_json:
        print_json([one._asdict() for one in read.mails])
    else:
        say(read.done.sentence)
    for one in read.mails:
        if one.state != "new":
            click.echo(f"{one.where}: {one.sentence}", err=True)
    return DONE if any(one.state != "refused" for one in read.mails) else REFUSED
